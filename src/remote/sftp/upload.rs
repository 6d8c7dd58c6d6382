//! From a source to the server: writes that overlap, and at the end dress, size and CLOSE in the same flight.

use std::collections::VecDeque;
use std::time::Duration;

use bytes::Bytes;
use tokio::sync::OwnedSemaphorePermit;
use tokio::time::{Instant, sleep};

use super::attributes::Attributes;
use super::exchange;
use super::file_commands::modified;
use super::flow::Share;
use super::link::{Arrived, Handle, Link, Owed, refused};
use super::packet::{Open, Request, set_words};
use super::status;
use crate::error::{Error, Kind, Result, Stage};
use crate::path::visible;
use crate::pipe::Source;
use crate::remote::{Dress, Moved, Start};

/// How often a source is asked whether it was broken off while the server is waited for.
const TICK: Duration = Duration::from_millis(200);

/// Writes a file. One write is never longer than `most`.
pub(super) async fn upload(
    link: &Link,
    path: &[u8],
    source: Source,
    (start, dress): (Start, Option<Dress>),
    most: u64,
) -> Result<Moved> {
    let attempted = format!("WRITE \"{}\"", visible(path));
    let how = match start {
        Start::Beginning => Open::Replace,
        Start::At(_) | Start::End => Open::Write,
    };
    let handle = link.open(Request::open(path, how)).await?;
    let began = Instant::now();
    let offset = match start {
        Start::Beginning => 0,
        Start::At(offset) => offset,
        Start::End => end_of(link, &handle, &attempted).await?,
    };
    let number = handle.number;
    let mut writes = Writes {
        link,
        handle: handle.bytes.clone(),
        attempted: &attempted,
        source,
        offset,
        piece: Bytes::new(),
        blocks: VecDeque::new(),
        share: Share::of(link.writes()),
        acknowledged: 0,
        times: 0,
        most,
        ended: false,
    };
    let moved = writes.whole(handle, dress).await;
    if let (Err(error), true) = (&moved, dress.is_some()) {
        writes.cut_behind(path, offset, error).await;
    }
    let line = exchange::run("WRITE", number, writes.times, writes.acknowledged, began.elapsed());
    link.tap()
        .server(format!("{line} -> {}", exchange::ending(moved.as_ref().err(), "OK")).as_bytes());
    moved
}

/// Where the file ends now.
async fn end_of(link: &Link, handle: &Handle, attempted: &str) -> Result<u64> {
    let asked = link.begin(stat_of(handle)).await?;
    match asked.attributes().await?.and_then(|attributes| attributes.size) {
        Some(size) => Ok(size),
        None => Err(Error::new(Stage::Transfer, Kind::Unsupported, attempted)
            .with_cause("the server does not tell the size of the file")),
    }
}

fn stat_of(handle: &Handle) -> Request {
    Request::stat_open(&handle.bytes).as_line(format!("FSTAT handle {}", handle.number))
}

struct Writes<'a> {
    link: &'a Link,
    handle: Bytes,
    attempted: &'a str,
    source: Source,
    /// Where the next write begins.
    offset: u64,
    /// Pulled, not sent.
    piece: Bytes,
    /// Sent, without answer.
    blocks: VecDeque<Block>,
    share: Share<'a>,
    acknowledged: u64,
    times: u64,
    most: u64,
    ended: bool,
}

struct Block {
    owed: Owed,
    length: usize,
    _room: OwnedSemaphorePermit,
}

impl Writes<'_> {
    /// Everything from the first byte to CLOSE. An error on the way drops the handle, which closes it.
    async fn whole(&mut self, handle: Handle, dress: Option<Dress>) -> Result<Moved> {
        self.send_all().await?;
        let tail = Tail::begin(self.link, handle, dress).await?;
        self.hear_all().await?;
        tail.end(self.acknowledged).await
    }

    /// Sends everything; what is under way then is still to be heard of.
    async fn send_all(&mut self) -> Result<()> {
        loop {
            self.fill().await?;
            if self.ended && self.piece.is_empty() {
                return Ok(());
            }
            tokio::select! {
                biased;
                answer = first(&mut self.blocks), if !self.blocks.is_empty() => self.heard(answer?)?,
                pulled = self.source.pull(), if self.piece.is_empty() && !self.ended => match pulled {
                    Ok(Some(piece)) => self.piece = piece,
                    Ok(None) => self.ended = true,
                    Err(_) => return Err(self.fail(Kind::Cancelled)),
                },
                () = sleep(TICK), if !self.blocks.is_empty() => if self.source.is_broken_off() {
                    return Err(self.fail(Kind::Cancelled));
                },
            }
        }
    }

    /// Waits for all answers.
    async fn hear_all(&mut self) -> Result<()> {
        while !self.blocks.is_empty() {
            let answer = first(&mut self.blocks).await?;
            self.heard(answer)?;
        }
        Ok(())
    }

    /// Sends of the piece what the window allows. Pieces are cut evenly: a small rest would cost as much as a large one.
    async fn fill(&mut self) -> Result<()> {
        while !self.piece.is_empty() && !self.share.is_full() {
            let whole = self.piece.len();
            let request = usize::try_from(self.share.request(self.most)).unwrap_or(whole).max(1);
            let length = whole.div_ceil(whole.div_ceil(request));
            let room = match self.blocks.is_empty() {
                true => self.link.room(length as u64).await?,
                false => match self.link.room_now(length as u64) {
                    Some(room) => room,
                    None => return Ok(()),
                },
            };
            let payload = self.piece.split_to(length);
            let request = Request::write(&self.handle, self.offset, payload);
            let owed = self.link.begin(request).await?;
            self.times += 1;
            self.offset += length as u64;
            self.share.add(length as u64);
            self.blocks.push_back(Block {
                owed,
                length,
                _room: room,
            });
        }
        Ok(())
    }

    /// The first write under way was answered.
    fn heard(&mut self, answer: Arrived) -> Result<()> {
        match answer {
            Arrived::Status(status) if status.code == status::OK => {}
            other => return Err(refused(other, Stage::Transfer, self.attempted.to_owned())),
        }
        let Some(block) = self.blocks.pop_front() else {
            return Ok(());
        };
        let length = block.length as u64;
        self.share.remove(length);
        self.acknowledged += length;
        self.source.sent(block.length);
        self.share.answered(length, self.link.round_trip());
        Ok(())
    }

    /// The writes behind a refused one may have been carried out: what is there then has a hole, and is no beginning of the
    /// file. It is cut off behind what was acknowledged. Only an upload that goes to the end of its file may do that: where
    /// several write ranges, what stands behind is somebody else's.
    async fn cut_behind(&self, path: &[u8], began: u64, error: &Error) {
        if error.broken || error.kind == Kind::Cancelled {
            return;
        }
        let length = Attributes {
            size: Some(began + self.acknowledged),
            ..Attributes::default()
        };
        // A server that cannot has said so in the log. Whoever goes on with a part knows by himself how far it is good.
        let _ = self.link.call(Request::set(path, &length)).await;
    }

    fn fail(&self, kind: Kind) -> Error {
        Error::new(Stage::Transfer, kind, self.attempted)
    }
}

/// The answer to the first block. Dropping the wait loses nothing.
async fn first(blocks: &mut VecDeque<Block>) -> Result<Arrived> {
    match blocks.front_mut() {
        Some(block) => block.owed.answer().await,
        None => std::future::pending().await,
    }
}

/// What is sent right behind the last write.
struct Tail {
    dress: Option<Dressing>,
    size: Owed,
    close: Owed,
}

/// The wish to dress the file, on its way.
struct Dressing {
    wish: Attributes,
    /// `None` if there was nothing that could be set.
    owed: Option<Owed>,
    /// What could not even be asked.
    impossible: Option<Error>,
}

impl Tail {
    async fn begin(link: &Link, handle: Handle, dress: Option<Dress>) -> Result<Self> {
        let dress = match dress {
            Some(dress) => Some(Dressing::begin(link, &handle, dress).await?),
            None => None,
        };
        let size = link.begin(stat_of(&handle)).await?;
        let close = handle.close()?;
        Ok(Self { dress, size, close })
    }

    /// Hears how it went. A file is written only if it could be closed: some servers store it then.
    async fn end(self, bytes: u64) -> Result<Moved> {
        let dressed = match self.dress {
            Some(dressing) => Some(dressing.end().await?),
            None => None,
        };
        let told = self.size.attributes().await?;
        self.close.done(Stage::Transfer).await?;
        let dressed = dressed.and_then(|(wish, outcome)| {
            // A server that said yes and shows otherwise leaves it to the caller.
            let held = told.is_none_or(|told| fits(&wish, &told));
            (held || outcome.is_err()).then(|| outcome.map_err(Box::new))
        });
        Ok(Moved {
            size: told.and_then(|attributes| attributes.size),
            dressed,
            ..Moved::of(bytes, None)
        })
    }
}

/// Whether the file has what was wished, as far as the server tells.
fn fits(wish: &Attributes, told: &Attributes) -> bool {
    let modified = |attributes: &Attributes| attributes.times.map(|times| times.1);
    let mode = |attributes: &Attributes| attributes.mode.map(|mode| mode & 0o7777);
    (modified(wish).is_none() || modified(told).is_none() || modified(wish) == modified(told))
        && (mode(wish).is_none() || mode(told).is_none() || mode(wish) == mode(told))
}

impl Dressing {
    async fn begin(link: &Link, handle: &Handle, dress: Dress) -> Result<Self> {
        let (times, impossible) = match dress.modified.map(modified) {
            Some(Ok(attributes)) => (attributes.times, None),
            Some(Err(error)) => (None, Some(error)),
            None => (None, None),
        };
        let wish = Attributes {
            mode: dress.permissions.map(|mode| mode & 0o7777),
            times,
            ..Attributes::default()
        };
        let owed = if wish == Attributes::default() {
            None
        } else {
            let line = format!("FSETSTAT handle {}{}", handle.number, set_words(&wish));
            Some(
                link.begin(Request::set_open(&handle.bytes, &wish).as_line(line))
                    .await?,
            )
        };
        Ok(Self { wish, owed, impossible })
    }

    /// Fails only with the connection.
    async fn end(self) -> Result<(Attributes, Result<()>)> {
        let set = match self.owed {
            Some(owed) => owed.done(Stage::Command).await,
            None => Ok(()),
        };
        match (set, self.impossible) {
            (Err(error), _) if error.broken => Err(error),
            (Ok(()), Some(error)) => Ok((self.wish, Err(error))),
            (set, _) => Ok((self.wish, set)),
        }
    }
}
