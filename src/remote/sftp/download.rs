//! From the server to a sink: reads that overlap, put in order, and a proof of the end.

use std::ops::Range;
use std::time::Duration;

use bytes::Bytes;
use tokio::time::Instant;

use super::exchange;
use super::link::{Handle, Link};
use super::packet::{Open, Request};
use super::reads::{Reads, Taken};
use crate::error::{Error, Kind, Result, Stage};
use crate::path::visible;
use crate::pipe::Sink;
use crate::remote::Moved;

/// So much is asked for along with the size of the file: the whole of a small one.
const FIRST_READ: u64 = 64 << 10;

/// Reads from `range.start` to the end of the range or of the file, whichever comes first.
pub(super) async fn download(link: &Link, path: &[u8], range: Range<u64>, most: u64, sink: Sink) -> Result<Moved> {
    let handle = link.open(Request::open(path, Open::Read)).await?;
    let began = Instant::now();
    let mut file = File {
        attempted: format!("READ \"{}\"", visible(path)),
        link,
        whole: range.end == u64::MAX,
        at: range.start,
        range,
        size: None,
        sink,
    };
    let mut reads = Reads::new(link, &handle, most);
    let copied = file.copy(&mut reads, &handle).await;
    let bytes = file.at - file.range.start;
    let line = exchange::run("READ", handle.number, reads.times(), bytes, began.elapsed());
    link.tap()
        .server(format!("{line} -> {}", exchange::ending(copied.as_ref().err(), "the end")).as_bytes());
    copied?;
    drop(reads);
    // The status of the CLOSE goes to the log: it can tell nothing about bytes that are here already.
    drop(handle);
    Ok(Moved {
        size: file.size,
        ..Moved::of(bytes, None)
    })
}

struct File<'a> {
    attempted: String,
    link: &'a Link,
    range: Range<u64>,
    whole: bool,
    /// Where the next byte for the sink stands in the file.
    at: u64,
    size: Option<u64>,
    sink: Sink,
}

impl File<'_> {
    async fn copy(&mut self, reads: &mut Reads<'_>, handle: &Handle) -> Result<()> {
        if self.range.is_empty() {
            return Ok(());
        }
        let first = FIRST_READ.min(self.range.end - self.range.start).min(reads.most());
        reads.ask(self.at, first).await?;
        let mut size = Some(self.size_of(handle).await?);
        // Until the size is known nothing more is asked for: the file may be small.
        let mut next = self.at + first;
        loop {
            if let Some(asked) = size.take() {
                self.size = self
                    .hear(asked.attributes())
                    .await?
                    .and_then(|attributes| attributes.size);
                reads.known(self.size);
            }
            if self.is_proven_by_size(reads) {
                return Ok(());
            }
            next = self.fill(reads, next).await?;
            if reads.is_empty() {
                return Ok(());
            }
            match self.hear(reads.take(&self.attempted)).await? {
                Taken::Bytes(bytes) => self.push(reads, bytes).await?,
                Taken::End => return self.end(reads, handle).await,
            }
        }
    }

    async fn size_of(&self, handle: &Handle) -> Result<super::link::Owed> {
        let request = Request::stat_open(&handle.bytes).as_line(format!("FSTAT handle {}", handle.number));
        self.link.begin(request).await
    }

    /// Asks for what the window allows. Behind the known size one more read finds the end, in the same flight.
    async fn fill(&self, reads: &mut Reads<'_>, mut next: u64) -> Result<u64> {
        while next < self.range.end && !reads.is_full() {
            let known = self.size.filter(|size| *size > next);
            // A file whose size is told wrong, or that grows, is read on one request at a time.
            if known.is_none() && next > self.at && self.size.is_some_and(|size| next > size) {
                break;
            }
            let limit = known.unwrap_or(u64::MAX).min(self.range.end);
            let length = reads.request().min(limit - next);
            if !reads.ask(next, length).await? {
                break;
            }
            next += length;
        }
        Ok(next)
    }

    /// A small file: everything that the size promises came with the first answer.
    fn is_proven_by_size(&self, reads: &Reads<'_>) -> bool {
        reads.is_empty() && self.size == Some(self.at) && self.at > self.range.start
    }

    async fn push(&mut self, reads: &mut Reads<'_>, bytes: Bytes) -> Result<()> {
        let count = bytes.len() as u64;
        let before = Instant::now();
        if self.sink.push(bytes).await.is_err() {
            return Err(self.cancelled());
        }
        self.at += count;
        reads.took(count, before.elapsed() > Duration::from_millis(20));
        Ok(())
    }

    /// The server said that the file ends here.
    async fn end(&mut self, reads: &mut Reads<'_>, handle: &Handle) -> Result<()> {
        reads.forget();
        if self.whole && self.size.is_some_and(|size| size != self.at) {
            // It changed while it was read: what is its size now?
            let asked = self.size_of(handle).await?;
            self.size = self
                .hear(asked.attributes())
                .await?
                .and_then(|attributes| attributes.size);
        }
        Ok(())
    }

    /// Waits for the server, or for the sink to go away.
    async fn hear<T>(&self, waiting: impl Future<Output = Result<T>>) -> Result<T> {
        tokio::select! {
            biased;
            heard = waiting => heard,
            () = self.sink.closed() => Err(self.cancelled()),
        }
    }

    fn cancelled(&self) -> Error {
        Error::new(Stage::Transfer, Kind::Cancelled, self.attempted.clone())
    }
}
