//! After the login: one thread carries every channel of a connection, in turns, and sleeps when there is nothing to do.

use std::collections::VecDeque;
use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};

use rustix::event::{PollFd, PollFlags};
use rustix::fd::AsFd;
use tokio::sync::mpsc;

use super::bell::Ring;
use super::channel;
use super::link::{Link, timespec, would_wait};
use super::pool::Pool;
use super::pulse::{Pulse, Verdict};
use super::strand::{Strand, Turn, wants_to_send};
use super::wish::{Opening, refused};
use crate::error::{Error, Kind, Result, Stage};

/// While an answer is awaited that another channel's read may have taken from the socket, it is looked for so often.
const SOON: Duration = Duration::from_millis(50);

/// After so many wakes in a row that led to nothing, the thread pauses: a fault must not burn a processor.
const FALSE_ALARMS: u32 = 16;

/// How long it pauses then.
const PAUSE: Duration = Duration::from_millis(5);

/// What a goodbye may take when nobody waits for it.
const BRIEFLY: Duration = Duration::from_millis(200);

/// What the handles ask of the thread.
#[derive(Debug)]
pub(super) enum Request {
    Open(Opening),
    /// Say goodbye within this time and end.
    Close(Duration),
}

/// The work of a connection's thread once it is logged in.
pub(super) struct Traffic {
    link: Link,
    requests: mpsc::UnboundedReceiver<Request>,
    ring: Ring,
    /// The first is under way: the library opens one channel at a time.
    openings: VecDeque<Opening>,
    opening_begun: bool,
    strands: Vec<Strand>,
    pool: Pool,
    pulse: Pulse,
    /// Who goes first in the next round.
    first: usize,
    false_alarms: u32,
}

/// Why the work ended.
enum End {
    /// Nobody needs the connection any more.
    Done(Duration),
    Failed(Error),
}

impl Traffic {
    pub(super) fn new(link: Link, requests: mpsc::UnboundedReceiver<Request>, ring: Ring) -> Self {
        link.session.set_keepalive(true, 2);
        let interval = link.patience().keep_alive;
        Self {
            link,
            requests,
            ring,
            openings: VecDeque::new(),
            opening_begun: false,
            strands: Vec::new(),
            pool: Pool::default(),
            pulse: Pulse::new(interval, Instant::now()),
            first: 0,
            false_alarms: 0,
        }
    }

    /// Works until nobody needs the connection or it breaks. `failed` hears why before any channel ends.
    pub(super) fn run(mut self, failed: impl FnOnce(Error)) {
        match self.serve() {
            End::Done(limit) => self.say_goodbye(limit),
            End::Failed(error) => {
                self.link.tap().note(error.to_string());
                failed(error.clone());
                for mut opening in self.openings.drain(..) {
                    opening.answer(Err(error.clone()));
                }
            }
        }
        self.link.socket.shut();
        for strand in &mut self.strands {
            strand.discard();
        }
    }

    fn serve(&mut self) -> End {
        loop {
            if self.link.stop.load(Ordering::Acquire) {
                return End::Done(BRIEFLY);
            }
            if let Some(limit) = self.take_requests() {
                return End::Done(limit);
            }
            let worked = self.round().map_err(|error| {
                self.link
                    .failure(Stage::Command, "exchange data with the server", &error)
            });
            match worked {
                Ok(true) => self.false_alarms = 0,
                Ok(false) => {
                    if let Err(error) = self.rest() {
                        return End::Failed(error);
                    }
                }
                Err(error) => return End::Failed(self.explained(error)),
            }
        }
    }

    /// `Some` if the connection is to be closed.
    fn take_requests(&mut self) -> Option<Duration> {
        loop {
            match self.requests.try_recv() {
                Ok(Request::Open(opening)) => self.openings.push_back(opening),
                Ok(Request::Close(limit)) => return Some(limit),
                Err(mpsc::error::TryRecvError::Empty) => return None,
                Err(mpsc::error::TryRecvError::Disconnected) => return Some(BRIEFLY),
            }
        }
    }

    /// One turn for everybody. `true` if it led to something, so that another round makes sense.
    fn round(&mut self) -> Result<bool, ssh2::Error> {
        let now = Instant::now();
        let opened = self.open(now)?;
        let mut turn = Turn {
            session: &self.link.session,
            pool: &mut self.pool,
            clear: false,
            now,
            progress: opened,
            sent: opened,
            drained: false,
        };
        let count = self.strands.len();
        for at in 0..count {
            let at = (self.first + at) % count;
            turn.clear = !self.strands.iter().any(Strand::is_stuck)
                && !wants_to_send(&self.link.session)
                && self.strands[at].needs_clearance()
                && is_writable(&self.link);
            self.strands[at].step(&mut turn)?;
        }
        self.first = self.first.wrapping_add(1);
        for strand in &mut self.strands {
            if turn.drained {
                break;
            }
            strand.drain(&mut turn)?;
        }
        let Turn { progress, sent, .. } = turn;
        if sent {
            self.pulse.spoke();
        }
        self.strands.retain(|strand| !strand.is_closed());
        // The library may have read for one channel what belongs to another.
        Ok(progress || self.strands.iter_mut().any(Strand::has_unread))
    }

    /// Goes on with the channel that is being opened. `true` if something came of it.
    fn open(&mut self, now: Instant) -> Result<bool, ssh2::Error> {
        for opening in &mut self.openings {
            opening.give_up_if_late(now);
        }
        let under_way = usize::from(self.opening_begun);
        let mut at = 0;
        self.openings.retain(|opening| {
            at += 1;
            at <= under_way || !opening.is_given_up()
        });
        let Some(opening) = self.openings.front_mut() else {
            return Ok(false);
        };
        let outcome = opening.wish.open(&self.link.session);
        self.opening_begun = matches!(&outcome, Err(error) if would_wait(error));
        match outcome {
            Err(error) if would_wait(&error) => return Ok(false),
            Err(error) if refused(&error) => {
                let error = opening.refusal(Stage::Command, &error);
                opening.answer(Err(error));
                self.openings.pop_front();
            }
            Err(error) => return Err(error),
            Ok(theirs) => {
                if let Some(opening) = self.openings.pop_front() {
                    let (ours, far) = channel::channel(&self.ring);
                    self.strands.push(Strand::new(theirs, opening, ours, far));
                }
            }
        }
        Ok(true)
    }

    /// Sleeps until something may be done. Notices a server that is gone.
    fn rest(&mut self) -> Result<()> {
        let attempted = "exchange data with the server";
        let now = Instant::now();
        let mut limit = match self.pulse.verdict(now) {
            Verdict::Well(limit) => limit,
            Verdict::Ask => {
                self.ask_for_sign_of_life(now)?;
                SOON
            }
            Verdict::Dead => {
                return Err(self
                    .link
                    .broken(Stage::Command, Kind::TimedOut, attempted)
                    .with_cause("the server has not been heard for too long"));
            }
        };
        if self.opening_begun || self.strands.iter().any(Strand::is_between) {
            limit = limit.min(SOON);
        }
        // Without a channel the library reads nothing: what comes in waits in the system until there is one.
        let deaf = self.strands.is_empty() && self.openings.is_empty() && self.link.socket.is_readable();
        if deaf && self.link.socket.is_hung_up() {
            return Err(self.explained(self.link.broken(Stage::Command, Kind::Closed, attempted)));
        }
        if self.false_alarms > FALSE_ALARMS {
            std::thread::sleep(PAUSE);
        }
        let stuck = self.strands.iter().any(Strand::is_stuck) || wants_to_send(&self.link.session);
        let heard = self.poll(limit, deaf, stuck);
        if deaf {
            self.pulse.heard(Instant::now());
        }
        if heard {
            self.pulse.heard(Instant::now());
        }
        Ok(())
    }

    /// Waits for the socket or the bell. `true` if the server said something.
    fn poll(&mut self, limit: Duration, deaf: bool, stuck: bool) -> bool {
        let mut flags = if deaf { hang_up() } else { PollFlags::IN };
        flags.set(PollFlags::OUT, stuck);
        let begun = Instant::now();
        let mut handles = [
            PollFd::from_borrowed_fd(self.link.socket.as_fd(), flags),
            PollFd::from_borrowed_fd(self.link.ear.handle(), PollFlags::IN),
        ];
        let _ = rustix::event::poll(&mut handles, Some(&timespec(limit)));
        let (socket, bell) = (handles[0].revents(), handles[1].revents());
        if bell.contains(PollFlags::IN) || self.link.ear.rang() {
            self.link.ear.quiet();
        }
        self.false_alarms = match begun.elapsed() < Duration::from_micros(50) && !socket.is_empty() {
            true => self.false_alarms + 1,
            false => 0,
        };
        socket.intersects(PollFlags::IN | PollFlags::HUP | PollFlags::ERR)
    }

    /// The library puts this packet on its stack, so it must go out whole.
    fn ask_for_sign_of_life(&mut self, now: Instant) -> Result<()> {
        self.pool = Pool::default();
        let stuck = self.strands.iter().any(Strand::is_stuck) || wants_to_send(&self.link.session);
        if stuck || !is_writable(&self.link) {
            return Ok(());
        }
        self.pulse.asked(now);
        match self.link.session.keepalive_send() {
            Ok(_) => Ok(()),
            Err(error) => Err(self.link.failure(Stage::Command, "ask for a sign of life", &error)),
        }
    }

    fn say_goodbye(&mut self, limit: Duration) {
        for strand in &mut self.strands {
            strand.discard();
        }
        if !self.strands.iter().any(Strand::is_stuck) && is_writable(&self.link) {
            let goodbye = |session: &ssh2::Session| session.disconnect(None, "closed by the user", None);
            self.link.stop.store(false, Ordering::Release);
            let _ = self.link.drive(Stage::Command, "say goodbye", limit, goodbye);
        }
    }

    /// The system may know more than the library.
    fn explained(&self, error: Error) -> Error {
        match self.link.socket.error() {
            Some(system) if error.kind == Kind::Closed => Error {
                kind: Kind::of(&system),
                cause: Some(system.to_string()),
                ..error
            },
            _ => error,
        }
    }
}

/// Whether a small packet can be sent at once.
fn is_writable(link: &Link) -> bool {
    let mut handles = [PollFd::from_borrowed_fd(link.socket.as_fd(), PollFlags::OUT)];
    let _ = rustix::event::poll(&mut handles, Some(&timespec(Duration::ZERO)));
    handles[0]
        .revents()
        .intersects(PollFlags::OUT | PollFlags::ERR | PollFlags::HUP)
}

/// What tells of the end without reading.
fn hang_up() -> PollFlags {
    #[cfg(any(target_os = "linux", target_os = "android", target_os = "freebsd"))]
    return PollFlags::RDHUP;
    #[cfg(not(any(target_os = "linux", target_os = "android", target_os = "freebsd")))]
    return PollFlags::empty();
}
