//! One large file in ranges, over the connection of its transfer and any others that help.
//!
//! The transfer's own connection leads: it works until every byte is there, and its first error ends the transfer. Whoever
//! helps takes ranges as long as there are any; what a helper does not finish goes back, and is no failure of the file.

use std::fs::File;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use bytes::Bytes;
use tokio::runtime::Handle;
use tokio::sync::{Notify, mpsc};
use tokio_util::sync::CancellationToken;

use super::feed;
use super::ranges::{Next, Ranges};
use super::{Means, download, stopped};
use crate::error::{Error, Kind, Result, Stage};
use crate::local::positioned::{RangeReader, write_all_at};
use crate::path::RemotePath;
use crate::pipe;
use crate::remote::{Moved, Session, Start};
use crate::transfer::{Begun, Direction};

/// Files of at least this size are worth more than one connection, in bytes.
pub const THRESHOLD: u64 = 64 << 20;

/// Ranges that each connection works on at once: while one ends and the next one begins, the other fills the line.
const HANDS: usize = 2;

/// How long a transfer that has failed waits for its helpers to let go of the file.
const PARTING: Duration = Duration::from_millis(400);

/// What is there is written down after so many bytes or so much time.
const MARK_BYTES: u64 = 64 << 20;
const MARK_TIME: Duration = Duration::from_secs(2);

/// How long a transfer that was broken off may wait for the disk.
const LAST_SYNC: Duration = Duration::from_millis(150);

/// What the connections of one transfer share.
pub struct Crew {
    direction: Direction,
    remote: RemotePath,
    file: Arc<File>,
    /// For messages.
    local: PathBuf,
    means: Means,
    state: Mutex<State>,
    changed: Notify,
    /// What was written down last; `None` if nothing of the kind is wished.
    book: Option<Arc<Mutex<Book>>>,
}

/// What is known to be there, also after a loss of power.
#[derive(Debug)]
struct Book {
    begun: Begun,
    at: Instant,
    /// Bytes done since then.
    bytes: u64,
    /// Somebody is at it.
    busy: bool,
}

impl std::fmt::Debug for Crew {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:?} of {} in ranges", self.direction, self.remote)
    }
}

#[derive(Debug)]
struct State {
    ranges: Ranges,
    /// Helpers at work.
    helpers: usize,
    /// The transfer has ended: nobody begins to help any more.
    over: bool,
}

impl Crew {
    /// For `size` bytes of `remote`, of which `have` are there, from or to the open file.
    pub fn new(
        (direction, remote): (Direction, RemotePath),
        (file, local): (Arc<File>, PathBuf),
        (size, have): (u64, &[Range<u64>]),
        begun: Option<Begun>,
        means: &Means,
    ) -> Arc<Self> {
        let means = Means {
            stop: means.stop.child_token(),
            help: None,
            ..means.clone()
        };
        let state = State {
            ranges: Ranges::resuming(size, have),
            helpers: 0,
            over: false,
        };
        let book = begun.map(|begun| Book {
            begun,
            at: Instant::now(),
            bytes: 0,
            busy: false,
        });
        Arc::new(Self {
            book: book.map(|book| Arc::new(Mutex::new(book))),
            direction,
            remote,
            file,
            local,
            means,
            state: Mutex::new(state),
            changed: Notify::new(),
        })
    }

    /// Moves the whole file, and lets others help.
    ///
    /// # Errors
    /// The first one of this connection.
    pub async fn lead(self: Arc<Self>, session: &Session, caller: &Means) -> Result<Moved> {
        if let Some(help) = &caller.help {
            help.call(self.clone());
        }
        // However this ends, also if it is dropped: the others stop.
        let over = Over(&self);
        let result = self.work(session, None).await;
        drop(over);
        let _ = tokio::time::timeout(PARTING, self.alone()).await;
        result.map(|()| Moved::of(self.lock().ranges.size(), None))
    }

    /// Helps on a further connection until nothing is left, until `retire`, or until the transfer is over.
    ///
    /// # Errors
    /// If a range could not be moved on this connection. Somebody else moves it.
    pub async fn help(&self, session: &Session, retire: &CancellationToken) -> Result<()> {
        {
            let mut state = self.lock();
            if state.over {
                return Ok(());
            }
            state.helpers += 1;
        }
        let _helper = Helper(self);
        match self.work(session, Some(retire)).await {
            Err(error) if error.kind == Kind::Cancelled && !error.broken => Ok(()),
            other => other,
        }
    }

    /// Whether there is something for one more to do.
    pub fn wants_help(&self) -> bool {
        let state = self.lock();
        !state.over && state.ranges.has_left()
    }

    async fn work(&self, session: &Session, retire: Option<&CancellationToken>) -> Result<()> {
        const { assert!(HANDS == 2, "joined below") };
        tokio::try_join!(self.hand(session, retire), self.hand(session, retire)).map(|_| ())
    }

    /// Moves one range after another.
    async fn hand(&self, session: &Session, retire: Option<&CancellationToken>) -> Result<()> {
        loop {
            let changed = self.changed.notified();
            tokio::pin!(changed);
            changed.as_mut().enable();
            if self.means.stop.is_cancelled() {
                return Err(stopped());
            }
            if retire.is_some_and(CancellationToken::is_cancelled) {
                return Ok(());
            }
            let next = self.lock().ranges.claim();
            match (next, retire) {
                (Next::Done, _) | (Next::Wait, Some(_)) => return Ok(()),
                (Next::Wait, None) => tokio::select! {
                    () = self.means.stop.cancelled() => return Err(stopped()),
                    () = changed => {}
                },
                (Next::Move(range), _) => self.move_range(session, range).await?,
            }
        }
    }

    async fn move_range(&self, session: &Session, range: Range<u64>) -> Result<()> {
        let mut claim = Claim {
            crew: self,
            moved: Arc::default(),
            range: range.clone(),
            done: false,
        };
        let length = range.end - range.start;
        let moved = match self.direction {
            Direction::Download => self.fetch(session, range, claim.moved.clone()).await?,
            Direction::Upload => self.send(session, range, claim.moved.clone()).await?,
        };
        if moved.bytes != length {
            let kind = Kind::SizeDiffers {
                expected: length,
                actual: moved.bytes,
            };
            return Err(Error::new(
                Stage::Check,
                kind,
                format!("move a range of {}", self.remote),
            ));
        }
        claim.done = true;
        drop(claim);
        self.write_down(length);
        Ok(())
    }

    /// Writes down what is there, now and then, once it is on the disk. Nobody waits for it.
    fn write_down(&self, bytes: u64) {
        let (Some(book), Some(marks)) = (&self.book, &self.means.marks) else {
            return;
        };
        {
            let mut book = lock(book);
            book.bytes += bytes;
            if book.busy || (book.bytes < MARK_BYTES && book.at.elapsed() < MARK_TIME) {
                return;
            }
            (book.busy, book.bytes, book.at) = (true, 0, Instant::now());
        }
        let have = self.lock().ranges.have();
        let (book, marks, path) = (book.clone(), marks.clone(), self.local.clone());
        let is_here = self.direction == Direction::Download;
        tokio::task::spawn_blocking(move || {
            let safe = !is_here || sync(&path).is_ok();
            let mut book = lock(&book);
            book.busy = false;
            if safe {
                book.begun.have = have;
                marks.note(book.begun.clone());
            }
        });
    }

    /// What is there, for the next try. Bytes that the disk cannot promise in time do not count.
    pub async fn kept(&self) -> Vec<Range<u64>> {
        let have = self.lock().ranges.have();
        if self.direction == Direction::Upload {
            return have;
        }
        let path = self.local.clone();
        let synced = tokio::task::spawn_blocking(move || sync(&path));
        match (tokio::time::timeout(LAST_SYNC, synced).await, &self.book) {
            (Ok(Ok(Ok(()))), _) | (_, None) => have,
            (_, Some(book)) => lock(book).begun.have.clone(),
        }
    }

    async fn fetch(&self, session: &Session, range: Range<u64>, own: Arc<AtomicU64>) -> Result<Moved> {
        let (sink, pieces) = pipe::download(self.means.moved.clone());
        let write = tokio::task::spawn_blocking(self.writer(pieces, range.start));
        let moved = session.download_range(&self.remote, range, sink.counting(own));
        let (moved, written) = tokio::join!(moved, write);
        download::settle(written.unwrap_or_else(|_| Err(stopped())), moved).map(|(moved, ())| moved)
    }

    fn writer(&self, mut pieces: mpsc::Receiver<Bytes>, mut at: u64) -> impl FnOnce() -> Result<()> + use<> {
        let (file, means, local, runtime) = (
            self.file.clone(),
            self.means.clone(),
            self.local.clone(),
            Handle::current(),
        );
        move || {
            while let Some(piece) = runtime.block_on(download::next(&mut pieces, &means))? {
                write_all_at(&file, &piece, at)
                    .map_err(|error| Error::io(Stage::LocalDisk, format!("write {}", local.display()), &error))?;
                at += piece.len() as u64;
            }
            Ok(())
        }
    }

    async fn send(&self, session: &Session, range: Range<u64>, own: Arc<AtomicU64>) -> Result<Moved> {
        let (feeder, source) = pipe::upload(self.means.moved.clone());
        let start = Start::At(range.start);
        let reader = RangeReader::new(self.file.clone(), range);
        let feed = feed::feed_from(reader, self.local.clone(), feeder, self.means.clone());
        let fed = tokio::task::spawn_blocking(feed);
        let moved = session.upload(source.counting(own), &self.remote, start, None).await;
        feed::settle(fed.await.unwrap_or_else(|_| Err(stopped())), moved)
    }

    /// Ready when no helper is at work.
    async fn alone(&self) {
        loop {
            let changed = self.changed.notified();
            tokio::pin!(changed);
            changed.as_mut().enable();
            if self.lock().helpers == 0 {
                return;
            }
            changed.await;
        }
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        lock(&self.state)
    }
}

/// Waits until the disk has what was written so far. An error of the disk is told once to everybody who has the file open, and
/// the end of the transfer must hear of it: so this is another opening.
fn sync(path: &Path) -> std::io::Result<()> {
    File::open(path)?.sync_data()
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// A range that somebody works on. Dropped before it is done, it goes back, and what was moved of it does not count.
struct Claim<'a> {
    crew: &'a Crew,
    range: Range<u64>,
    moved: Arc<AtomicU64>,
    done: bool,
}

impl Drop for Claim<'_> {
    fn drop(&mut self) {
        let mut state = self.crew.lock();
        if self.done {
            state.ranges.done(&self.range);
        } else {
            let lost = self.moved.load(Ordering::Relaxed);
            self.crew.means.moved.fetch_sub(lost, Ordering::Relaxed);
            state.ranges.give_back(&self.range);
        }
        drop(state);
        self.crew.changed.notify_waiters();
    }
}

/// Ends the transfer for everybody.
struct Over<'a>(&'a Crew);

impl Drop for Over<'_> {
    fn drop(&mut self) {
        self.0.lock().over = true;
        self.0.means.stop.cancel();
    }
}

/// Somebody who helps.
struct Helper<'a>(&'a Crew);

impl Drop for Helper<'_> {
    fn drop(&mut self) {
        self.0.lock().helpers -= 1;
        self.0.changed.notify_waiters();
    }
}

#[cfg(test)]
mod tests;
