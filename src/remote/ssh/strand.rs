//! One channel on the connection's thread: bytes between the library and the pipes, a slice at a time.

use std::io::{ErrorKind, Read, Write};
use std::time::{Duration, Instant};

use ssh2::BlockDirections;

use super::channel::{Channel, FarEnd};
use super::link::would_wait;
use super::outbox::Outbox;
use super::pool::Pool;
use super::wish::{Opening, refused};
use crate::error::Stage;

/// A channel moves at most so much in either direction before it is the next one's turn.
const SLICE: usize = 512 * 1024;

/// A server that says that no more comes has this long to tell how the command ended.
const LAST_WORDS: Duration = Duration::from_secs(2);

/// A channel of the library and the far ends of its pipes.
pub(super) struct Strand {
    channel: ssh2::Channel,
    phase: Phase,
    far: Option<FarEnd>,
    out: Outbox,
    /// A write has begun that the library must be given again before anything else.
    blocked: bool,
    /// The library wants to send something before this channel can be read.
    owed: bool,
    /// When the server said that no more comes.
    ended: Option<Instant>,
    status_told: bool,
}

enum Phase {
    /// The subsystem or command is asked for.
    Starting(Opening, Option<Channel>),
    Open,
    Closing,
    Closed,
}

/// What a turn may use, and what it finds out for the others.
pub(super) struct Turn<'a> {
    pub(super) session: &'a ssh2::Session,
    pub(super) pool: &'a mut Pool,
    /// Small packets may be sent: nothing waits to be sent, and the socket takes more. The library keeps them on its
    /// stack and cannot send the second half of one.
    pub(super) clear: bool,
    pub(super) now: Instant,
    /// Something moved.
    pub(super) progress: bool,
    /// Something was sent.
    pub(super) sent: bool,
    /// The library looked at the socket.
    pub(super) drained: bool,
}

impl Strand {
    pub(super) fn new(channel: ssh2::Channel, opening: Opening, ours: Channel, far: FarEnd) -> Self {
        Self {
            channel,
            phase: Phase::Starting(opening, Some(ours)),
            far: Some(far),
            out: Outbox::default(),
            blocked: false,
            owed: false,
            ended: None,
            status_told: false,
        }
    }

    /// Moves what can be moved.
    ///
    /// # Errors
    /// Only those after which the whole connection cannot be used.
    pub(super) fn step(&mut self, turn: &mut Turn<'_>) -> Result<(), ssh2::Error> {
        match self.phase {
            Phase::Starting(..) => self.start(turn),
            Phase::Open => {
                self.write(turn)?;
                self.read(turn)?;
                self.settle(turn)
            }
            Phase::Closing => self.close(turn),
            Phase::Closed => Ok(()),
        }
    }

    pub(super) fn is_closed(&self) -> bool {
        matches!(self.phase, Phase::Closed)
    }

    /// Would send one of the packets for which [`Turn::clear`] is needed.
    pub(super) fn needs_clearance(&self) -> bool {
        matches!(self.phase, Phase::Closing) || self.out.has_ended()
    }

    /// Waits for an answer that other channels may read from the socket on the way.
    pub(super) fn is_between(&self) -> bool {
        !matches!(self.phase, Phase::Open) || (self.ended.is_some() && !self.status_told)
    }

    /// The library has something of this channel under way.
    pub(super) fn is_stuck(&self) -> bool {
        self.blocked || self.owed
    }

    /// Bytes lie in the library that this channel would take.
    pub(super) fn has_unread(&mut self) -> bool {
        matches!(self.phase, Phase::Open)
            && self.ended.is_none()
            && self.far.as_mut().is_some_and(FarEnd::has_room)
            && (self.channel.read_window().available > 0 || self.channel.eof())
    }

    /// Lets the library look at the socket although this channel takes nothing now.
    pub(super) fn drain(&mut self, turn: &mut Turn<'_>) -> Result<(), ssh2::Error> {
        match self.phase {
            Phase::Open if self.ended.is_none() && !self.blocked => self.read_complaint(turn),
            _ => Ok(()),
        }
    }

    /// Frees what waits in the library, which it would otherwise keep if the connection breaks in the middle of a packet.
    pub(super) fn discard(&mut self) {
        self.far = None;
        let _ = self.channel.stream(ssh2::FLUSH_ALL).flush();
    }

    fn start(&mut self, turn: &mut Turn<'_>) -> Result<(), ssh2::Error> {
        let Phase::Starting(opening, ours) = &mut self.phase else {
            return Ok(());
        };
        opening.give_up_if_late(turn.now);
        turn.drained = true;
        match opening.wish.start(&mut self.channel) {
            Ok(()) => {
                turn.progress = true;
                let alive = ours.take().is_some_and(|ours| opening.answer(Ok(ours)));
                self.phase = if alive { Phase::Open } else { Phase::Closing };
                Ok(())
            }
            Err(error) if would_wait(&error) => Ok(()),
            Err(error) if refused(&error) => {
                turn.progress = true;
                let error = opening.refusal(Stage::Command, &error);
                opening.answer(Err(error));
                self.phase = Phase::Closing;
                Ok(())
            }
            Err(error) => Err(error),
        }
    }

    fn write(&mut self, turn: &mut Turn<'_>) -> Result<(), ssh2::Error> {
        let Some(far) = &mut self.far else { return Ok(()) };
        let mut written = 0;
        while written < SLICE {
            if !self.blocked {
                self.out.fill(far);
            }
            let ahead = self.out.ahead();
            if ahead.is_empty() {
                break;
            }
            // Without room in the server's window the library would only say so: a read will bring the news.
            if !self.blocked && self.channel.write_window().remaining == 0 {
                break;
            }
            match self.channel.write(ahead) {
                Ok(0) => break,
                Ok(count) => {
                    self.blocked = false;
                    self.out.advance(count, far);
                    written += count;
                }
                Err(error) if error.kind() == ErrorKind::WouldBlock => {
                    self.blocked = self.channel.write_window().remaining > 0;
                    break;
                }
                Err(_) => return Err(last_error(turn.session)),
            }
        }
        if written > 0 {
            turn.progress = true;
            turn.sent = true;
        }
        if self.out.has_ended() && !self.blocked && turn.clear {
            match self.channel.send_eof() {
                Ok(()) => self.out.end_is_sent(),
                Err(error) if would_wait(&error) => {}
                Err(error) => return Err(error),
            }
        }
        Ok(())
    }

    fn read(&mut self, turn: &mut Turn<'_>) -> Result<(), ssh2::Error> {
        let Some(far) = &mut self.far else { return Ok(()) };
        let mut taken = 0;
        while self.ended.is_none() && taken < SLICE && (self.owed || far.has_room()) {
            turn.drained = true;
            match self.channel.read(turn.pool.buffer()) {
                Ok(0) => {
                    self.owed = false;
                    if self.channel.eof() {
                        self.ended = Some(turn.now);
                        turn.progress = true;
                    }
                    break;
                }
                Ok(count) => {
                    self.owed = false;
                    taken += count;
                    far.hand_over(turn.pool.take(count));
                    if far.is_holding() {
                        break;
                    }
                }
                Err(error) if error.kind() == ErrorKind::WouldBlock => {
                    self.owed = wants_to_send(turn.session);
                    break;
                }
                Err(_) => return Err(last_error(turn.session)),
            }
        }
        turn.progress |= taken > 0;
        if self.ended.is_none() && self.channel.read_window().available > 0 {
            self.read_complaint(turn)?;
        }
        Ok(())
    }

    /// Standard error. The library looks at the socket here too.
    fn read_complaint(&mut self, turn: &mut Turn<'_>) -> Result<(), ssh2::Error> {
        let mut words = [0; 4096];
        loop {
            match self.channel.stderr().read(&mut words) {
                Ok(0) => return Ok(()),
                Ok(count) => {
                    turn.progress = true;
                    if let Some(far) = &self.far {
                        far.complain(&words[..count]);
                    }
                }
                Err(error) if error.kind() == ErrorKind::WouldBlock => {
                    turn.drained = true;
                    return Ok(());
                }
                Err(_) => return Err(last_error(turn.session)),
            }
        }
    }

    /// Notices that one side or the other is through.
    fn settle(&mut self, turn: &mut Turn<'_>) -> Result<(), ssh2::Error> {
        let Some(far) = &mut self.far else { return Ok(()) };
        if let Some(since) = self.ended {
            match self.channel.wait_close() {
                Ok(()) => {
                    let signal = self.channel.exit_signal().ok().and_then(|signal| signal.exit_signal);
                    let status = self.channel.exit_status().ok().filter(|_| signal.is_none());
                    far.end(status);
                    self.begin_to_close(turn);
                    return Ok(());
                }
                Err(error) if would_wait(&error) => {
                    if !self.status_told && turn.now.duration_since(since) >= LAST_WORDS {
                        self.status_told = true;
                        far.end(None);
                    }
                }
                Err(error) => return Err(error),
            }
        }
        if far.is_abandoned() {
            self.begin_to_close(turn);
        }
        Ok(())
    }

    fn begin_to_close(&mut self, turn: &mut Turn<'_>) {
        turn.progress = true;
        // A packet that is half sent has to be finished first, so its bytes stay; nothing else will be sent.
        self.far = None;
        self.phase = Phase::Closing;
    }

    fn close(&mut self, turn: &mut Turn<'_>) -> Result<(), ssh2::Error> {
        self.far = None;
        if self.blocked {
            match self.channel.write(self.out.ahead()) {
                Ok(_) => self.blocked = false,
                Err(error) if error.kind() == ErrorKind::WouldBlock => return Ok(()),
                Err(_) => return Err(last_error(turn.session)),
            }
        }
        if self.owed {
            // What comes in is of no interest any more; what the library began to send is.
            match self.channel.read(turn.pool.buffer()) {
                Err(error) if error.kind() == ErrorKind::WouldBlock => self.owed = wants_to_send(turn.session),
                Err(_) => return Err(last_error(turn.session)),
                Ok(_) => self.owed = false,
            }
        }
        if !turn.clear {
            return Ok(());
        }
        turn.drained = true;
        match self.channel.close() {
            Ok(()) => {
                self.phase = Phase::Closed;
                turn.progress = true;
                Ok(())
            }
            Err(error) if would_wait(&error) => Ok(()),
            Err(error) => Err(error),
        }
    }
}

/// Whether the library waits for room to send.
pub(super) fn wants_to_send(session: &ssh2::Session) -> bool {
    matches!(
        session.block_directions(),
        BlockDirections::Outbound | BlockDirections::Both
    )
}

/// The error behind the one that the library's binding turned into the system's.
fn last_error(session: &ssh2::Session) -> ssh2::Error {
    ssh2::Error::last_session_error(session).unwrap_or_else(ssh2::Error::unknown)
}
