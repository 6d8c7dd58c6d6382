//! One channel that speaks SFTP: requests of any number of callers go out, answers find whoever waits for them.
//!
//! A caller that goes away retires its request: the answer is thrown away when it comes, and a handle in it is closed.
//! Only what says that both ends are out of step breaks the channel, and with it the whole session: an unknown id, an answer of the wrong kind, a bad packet,
//! an end, or no answer at all for too long.

use std::collections::HashMap;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use bytes::Bytes;
use tokio::sync::{OwnedSemaphorePermit, Semaphore, mpsc, oneshot};
use tokio::time::Instant;
use tokio_util::sync::{CancellationToken, DropGuard};

use super::attributes::Attributes;
use super::exchange;
use super::fate::Fate;
use super::flow::Flow;
use super::packet::{Answer, Expects, Name, Request};
use super::status::{self, Status};
use crate::error::{Error, Kind, Result, Stage};
use crate::path::visible;
use crate::wire::Tap;

/// So many requests may be without answer on one channel.
const OWED: usize = 1024;

/// So many KiB of files may be under way on one channel, in all transfers together.
const ROOM: usize = 32 << 10;

/// A checksum of a large file takes the server a while: so many times the usual limit.
const SLOW: u32 = 10;

/// A channel. Clones share it; it ends when the last one goes.
#[derive(Clone, Debug)]
pub(super) struct Link {
    shared: Arc<Shared>,
    _end: Arc<DropGuard>,
}

/// What callers, the pumps and open handles share.
#[derive(Debug)]
pub(super) struct Shared {
    state: Mutex<State>,
    outgoing: mpsc::UnboundedSender<(Bytes, Bytes)>,
    places: Arc<Semaphore>,
    room: Arc<Semaphore>,
    reads: Flow,
    writes: Flow,
    ends: (Option<SocketAddr>, Option<SocketAddr>),
    fate: Fate,
    pub(super) tap: Tap,
}

#[derive(Debug)]
struct State {
    owed: HashMap<u32, Slot>,
    next: u32,
    /// Handles opened so far; the log counts them.
    handles: u32,
    /// Requests that may take longer.
    slow: u32,
    /// When something last moved, or the first request was sent after a silence.
    life: Instant,
}

/// A request without answer.
#[derive(Debug)]
struct Slot {
    to: Option<oneshot::Sender<Arrived>>,
    expects: Expects,
    line: Vec<u8>,
    sent: Instant,
    slow: bool,
    _place: Option<OwnedSemaphorePermit>,
}

/// An answer as its caller gets it.
#[derive(Debug)]
pub(super) enum Arrived {
    Status(Status),
    Handle(Handle),
    Data(Bytes),
    Names(Vec<Name>),
    Attributes(Attributes),
    Extended(Bytes),
}

/// An open file or folder. It is closed when it goes, whatever the way.
#[derive(Debug)]
pub(super) struct Handle {
    pub(super) bytes: Bytes,
    /// How the log calls it.
    pub(super) number: u32,
    shared: Option<Arc<Shared>>,
}

/// A request that was sent. Dropping it retires it.
#[derive(Debug)]
pub(super) struct Owed {
    from: oneshot::Receiver<Arrived>,
    shared: Arc<Shared>,
    line: Vec<u8>,
}

/// The ends that the pumps of a new channel need.
pub(super) struct Ends {
    pub(super) shared: Arc<Shared>,
    pub(super) queue: mpsc::UnboundedReceiver<(Bytes, Bytes)>,
    pub(super) end: CancellationToken,
}

impl Link {
    /// A channel without pumps yet.
    pub(super) fn new(tap: Tap, ends: (Option<SocketAddr>, Option<SocketAddr>), fate: Fate) -> (Self, Ends) {
        let (outgoing, queue) = mpsc::unbounded_channel();
        let end = fate.end.child_token();
        let shared = Arc::new(Shared {
            state: Mutex::new(State {
                owed: HashMap::new(),
                next: 0,
                handles: 0,
                slow: 0,
                life: Instant::now(),
            }),
            outgoing,
            places: Arc::new(Semaphore::new(OWED)),
            room: Arc::new(Semaphore::new(ROOM)),
            reads: Flow::default(),
            writes: Flow::default(),
            ends,
            fate,
            tap,
        });
        let link = Self {
            shared: shared.clone(),
            _end: Arc::new(end.clone().drop_guard()),
        };
        (link, Ends { shared, queue, end })
    }

    /// Sends a request. Waits only while too many are without answer.
    pub(super) async fn begin(&self, request: Request) -> Result<Owed> {
        self.begin_patiently(request, false).await
    }

    async fn begin_patiently(&self, request: Request, slow: bool) -> Result<Owed> {
        let Ok(place) = self.shared.places.clone().acquire_owned().await else {
            return Err(self.shared.failed(&request.line));
        };
        self.shared.send(request, Some(place), slow)
    }

    /// Sends a request and waits for its answer.
    pub(super) async fn call(&self, request: Request) -> Result<Arrived> {
        self.begin(request).await?.answer().await
    }

    /// The same for a request that takes the server long.
    pub(super) async fn call_slowly(&self, request: Request) -> Result<Arrived> {
        self.begin_patiently(request, true).await?.answer().await
    }

    /// Sends a request that is answered by a status, and makes an error of one that does not say "done".
    pub(super) async fn done(&self, request: Request) -> Result<()> {
        self.begin(request).await?.done(Stage::Command).await
    }

    /// Opens a file or folder.
    pub(super) async fn open(&self, request: Request) -> Result<Handle> {
        let attempted = visible(&request.line);
        match self.call(request).await? {
            Arrived::Handle(handle) => Ok(handle),
            other => Err(refused(other, Stage::Command, attempted)),
        }
    }

    /// The right to have so many bytes of a file under way; waits for it. Only for who has none under way: if all waited
    /// while they hold some, nobody would ever give any back.
    pub(super) async fn room(&self, bytes: u64) -> Result<OwnedSemaphorePermit> {
        let room = self.shared.room.clone().acquire_many_owned(kibibytes(bytes)).await;
        room.map_err(|_| self.shared.failed(b"transfer"))
    }

    /// The same if it is to be had at once.
    pub(super) fn room_now(&self, bytes: u64) -> Option<OwnedSemaphorePermit> {
        let room = self.shared.room.clone().try_acquire_many_owned(kibibytes(bytes));
        room.ok()
    }

    /// What all downloads of this channel have under way.
    pub(super) fn reads(&self) -> &Flow {
        &self.shared.reads
    }

    /// What all uploads of this channel have under way.
    pub(super) fn writes(&self) -> &Flow {
        &self.shared.writes
    }

    /// The shortest time from a request to its answer so far.
    pub(super) fn round_trip(&self) -> Option<Duration> {
        self.shared.fate.round_trip()
    }

    /// An answer took so little, here or on another connection to the same server.
    pub(super) fn took(&self, time: Duration) {
        self.shared.fate.took(time);
    }

    pub(super) fn is_broken(&self) -> bool {
        self.shared.fate.failure().is_some()
    }

    /// The error of an attempt for which nothing needs to be sent, where the session is broken.
    pub(super) fn in_step(&self, attempted: &str) -> Result<()> {
        match self.is_broken() {
            true => Err(self.shared.failed(attempted.as_bytes())),
            false => Ok(()),
        }
    }

    /// The log of the connection.
    pub(super) fn tap(&self) -> &Tap {
        &self.shared.tap
    }

    /// Requests without answer.
    #[cfg(test)]
    pub(super) fn owed(&self) -> usize {
        self.shared.lock().owed.len()
    }
}

impl Owed {
    /// Waits for the answer.
    pub(super) async fn answer(&mut self) -> Result<Arrived> {
        match (&mut self.from).await {
            Ok(arrived) => Ok(arrived),
            Err(_) => Err(self.shared.failed(&self.line)),
        }
    }

    /// The answer if it is there already.
    pub(super) fn now(&mut self) -> Option<Result<Arrived>> {
        match self.from.try_recv() {
            Ok(arrived) => Some(Ok(arrived)),
            Err(oneshot::error::TryRecvError::Empty) => None,
            Err(oneshot::error::TryRecvError::Closed) => Some(Err(self.shared.failed(&self.line))),
        }
    }

    /// Waits for a status, and makes an error of one that does not say "done".
    pub(super) async fn done(mut self, stage: Stage) -> Result<()> {
        match self.answer().await? {
            Arrived::Status(status) if status.code == status::OK => Ok(()),
            other => Err(refused(other, stage, visible(&self.line)).between(self.shared.ends.0, self.shared.ends.1)),
        }
    }

    /// Waits for attributes; `None` if the server refuses them.
    pub(super) async fn attributes(mut self) -> Result<Option<Attributes>> {
        match self.answer().await? {
            Arrived::Attributes(attributes) => Ok(Some(attributes)),
            _ => Ok(None),
        }
    }
}

fn kibibytes(bytes: u64) -> u32 {
    u32::try_from(bytes.div_ceil(1024).min(ROOM as u64)).unwrap_or(u32::MAX)
}

/// The error of an answer that is not the one hoped for.
pub(super) fn refused(arrived: Arrived, stage: Stage, attempted: String) -> Error {
    match arrived {
        Arrived::Status(status) => match status.code {
            // Neither is what was asked for.
            status::OK | status::EOF => Error::new(stage, Kind::Rejected, attempted).with_reply(status.reply()),
            _ => status.error(stage, attempted),
        },
        _ => Error::new(stage, Kind::Protocol, attempted),
    }
}

impl Shared {
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn send(self: &Arc<Self>, request: Request, place: Option<OwnedSemaphorePermit>, slow: bool) -> Result<Owed> {
        let (to, from) = oneshot::channel();
        let line = request.line.clone();
        self.put(request, Some(to), place, slow)?;
        Ok(Owed {
            from,
            shared: self.clone(),
            line,
        })
    }

    fn put(
        &self,
        request: Request,
        to: Option<oneshot::Sender<Arrived>>,
        place: Option<OwnedSemaphorePermit>,
        slow: bool,
    ) -> Result<()> {
        let now = Instant::now();
        let mut state = self.lock();
        if self.fate.failure().is_some() {
            drop(state);
            return Err(self.failed(&request.line));
        }
        if state.owed.is_empty() {
            state.life = now;
        }
        while state.owed.contains_key(&state.next) {
            state.next = state.next.wrapping_add(1);
        }
        let id = state.next;
        state.next = state.next.wrapping_add(1);
        state.slow += u32::from(slow);
        let slot = Slot {
            to,
            expects: request.expects,
            line: request.line.clone(),
            sent: now,
            slow,
            _place: place,
        };
        state.owed.insert(id, slot);
        drop(state);
        // A queue that is gone is one whose channel broke: whoever waits is told by that.
        let _ = self.outgoing.send(request.seal(id));
        Ok(())
    }

    /// Hands an answer to whoever waits for it.
    ///
    /// # Errors
    /// With the cause for which the channel must not be used any more.
    pub(super) fn arrived(self: &Arc<Self>, id: u32, answer: Answer) -> Result<(), String> {
        let mut state = self.lock();
        let Some(mut slot) = state.owed.remove(&id) else {
            return Err(format!("the server answered request {id}, which nobody made"));
        };
        state.slow -= u32::from(slot.slow);
        if !slot.expects.fits(&answer) {
            let line = visible(&slot.line);
            state.owed.insert(id, slot);
            return Err(format!("the server gave an answer of the wrong kind ({line})"));
        }
        let arrived = match answer {
            Answer::Handle(bytes) => {
                state.handles = state.handles.wrapping_add(1);
                Arrived::Handle(Handle {
                    bytes,
                    number: state.handles,
                    shared: Some(self.clone()),
                })
            }
            Answer::Status(status) => Arrived::Status(status),
            Answer::Data(bytes) => Arrived::Data(bytes),
            Answer::Names(names) => Arrived::Names(names),
            Answer::Attributes(attributes) => Arrived::Attributes(attributes),
            Answer::Extended(bytes) => Arrived::Extended(bytes),
        };
        drop(state);
        self.fate.took(slot.sent.elapsed());
        if !slot.line.is_empty() {
            self.tap.server(&exchange::answered(&slot.line, &arrived));
        }
        if let Some(to) = slot.to.take() {
            // If nobody waits any more the answer goes here, and with it a handle, which closes itself.
            let _ = to.send(arrived);
        }
        Ok(())
    }

    /// Something came from the server.
    pub(super) fn heard(&self) {
        self.fate.lives();
        self.alive();
    }

    /// Something moved.
    pub(super) fn alive(&self) {
        self.lock().life = Instant::now();
    }

    /// Whether answers are owed and nothing has moved for `limit`.
    pub(super) fn is_silent(&self, limit: Duration) -> bool {
        let state = self.lock();
        let limit = if state.slow > 0 { limit * SLOW } else { limit };
        !state.owed.is_empty() && state.life.elapsed() > limit
    }

    /// Nothing can be said any more, on no channel of the session. Whoever waits hears the reason.
    pub(super) fn fail(&self, error: Error) {
        self.fate.seal(error.between(self.ends.0, self.ends.1).breaking());
        let mut state = self.lock();
        let owed = std::mem::take(&mut state.owed);
        state.slow = 0;
        drop(state);
        self.places.close();
        self.room.close();
        let mut lines: Vec<_> = owed.iter().filter(|(_, slot)| !slot.line.is_empty()).collect();
        lines.sort_by_key(|(_, slot)| slot.sent);
        for (_, slot) in lines.iter().take(100) {
            self.tap.server(&[&slot.line[..], b" -> no answer"].concat());
        }
    }

    /// The reason for which the channel is gone, for whoever attempted `line`.
    fn failed(&self, line: &[u8]) -> Error {
        let failure = self
            .fate
            .failure()
            .unwrap_or_else(|| Error::new(Stage::Command, Kind::Closed, "").breaking());
        match line {
            b"" => failure,
            line => Error {
                attempted: visible(line),
                ..failure
            },
        }
    }
}

impl Handle {
    /// CLOSE, whose status somebody waits for.
    pub(super) fn close(mut self) -> Result<Owed> {
        let request = self.close_request();
        match self.shared.take() {
            Some(shared) => shared.send(request, None, false),
            None => Err(Error::new(Stage::Command, Kind::Closed, "CLOSE")),
        }
    }

    fn close_request(&self) -> Request {
        Request::close(&self.bytes).as_line(format!("CLOSE handle {}", self.number))
    }
}

impl Drop for Handle {
    fn drop(&mut self) {
        if let Some(shared) = self.shared.take() {
            // A channel that broke has closed its handles by that.
            let _ = shared.put(self.close_request(), None, None, false);
        }
    }
}
