//! The library's session while it is set up: steps that wait for the server, with limits, a way to stop, and questions.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use rustix::event::{PollFd, PollFlags, Timespec};
use rustix::fd::AsFd;
use ssh2::{BlockDirections, ErrorCode};

use super::asker::Asker;
use super::bell::Ear;
use super::socket::{Lent, Socket};
use crate::ask::{Answer, Question};
use crate::error::{Error, Kind, Result, Stage};
use crate::settings::Patience;
use crate::wire::Tap;

/// A stop is noticed at least this often, whatever happens to the bell.
const GLANCE: Duration = Duration::from_millis(200);

/// One SSH connection while it is set up, on its own thread.
pub struct Link {
    /// The library's session; never blocking.
    pub session: ssh2::Session,
    pub(super) socket: Arc<Socket>,
    pub(super) ear: Ear,
    pub(super) stop: Arc<AtomicBool>,
    pub(super) ends: (Option<SocketAddr>, Option<SocketAddr>),
    asker: Asker,
    tap: Tap,
    patience: Patience,
}

/// What a link is made of.
pub(super) struct Parts {
    pub(super) socket: Arc<Socket>,
    pub(super) ear: Ear,
    pub(super) stop: Arc<AtomicBool>,
    pub(super) ends: (Option<SocketAddr>, Option<SocketAddr>),
    pub(super) asker: Asker,
    pub(super) tap: Tap,
    pub(super) patience: Patience,
}

impl Link {
    pub(super) fn new(parts: Parts) -> Result<Self> {
        let mut session = ssh2::Session::new().map_err(|error| {
            Error::new(Stage::Ssh, Kind::System, "begin an SSH session")
                .with_cause(error.message())
                .breaking()
        })?;
        session.set_blocking(false);
        session.set_tcp_stream(Lent(parts.socket.clone()));
        Ok(Self {
            session,
            socket: parts.socket,
            ear: parts.ear,
            stop: parts.stop,
            ends: parts.ends,
            asker: parts.asker,
            tap: parts.tap,
            patience: parts.patience,
        })
    }

    /// Repeats `op` until the library no longer says that it would wait, for at most `limit`. Time that a person takes for
    /// questions asked inside `op` does not count.
    ///
    /// # Errors
    /// With the library's words, or `TimedOut`, or `Cancelled`; the connection is broken in every case, since what the
    /// server may still answer would be taken for the answer to something else. An `op` that wants to survive an error
    /// of the library returns it inside `Ok`.
    pub fn drive<T>(
        &mut self,
        stage: Stage,
        attempted: &str,
        limit: Duration,
        mut op: impl FnMut(&ssh2::Session) -> Result<T, ssh2::Error>,
    ) -> Result<T> {
        let begun = Instant::now();
        let spent = self.asker.spent();
        loop {
            if self.stop.load(Ordering::Acquire) {
                return Err(self.broken(stage, Kind::Cancelled, attempted));
            }
            match op(&self.session) {
                Ok(value) => return Ok(value),
                Err(error) if would_wait(&error) => {}
                Err(error) => return Err(self.failure(stage, attempted, &error)),
            }
            let asked = self.asker.spent().saturating_sub(spent);
            let waited = begun.elapsed().saturating_sub(asked);
            let Some(left) = limit.checked_sub(waited).filter(|left| !left.is_zero()) else {
                return Err(self.broken(stage, Kind::TimedOut, attempted));
            };
            self.wait(left.min(GLANCE));
        }
    }

    /// Asks whoever can answer, and blocks until they have. `No` if nobody will.
    pub fn ask(&self, question: Question) -> Answer {
        self.asker.ask(question)
    }

    /// The same, for a callback that cannot have the link.
    pub fn asker(&self) -> Asker {
        self.asker.clone()
    }

    /// The log of this connection.
    pub fn tap(&self) -> &Tap {
        &self.tap
    }

    /// The limits of every wait.
    pub fn patience(&self) -> Patience {
        self.patience
    }

    /// An error of the library as ours, with both ends of the connection; broken.
    pub(super) fn failure(&self, stage: Stage, attempted: &str, error: &ssh2::Error) -> Error {
        failure(stage, attempted, error).between(self.ends.0, self.ends.1)
    }

    pub(super) fn broken(&self, stage: Stage, kind: Kind, attempted: &str) -> Error {
        Error::new(stage, kind, attempted)
            .between(self.ends.0, self.ends.1)
            .breaking()
    }

    fn wait(&self, limit: Duration) {
        let flags = match self.session.block_directions() {
            BlockDirections::Outbound => PollFlags::OUT,
            BlockDirections::Both => PollFlags::IN | PollFlags::OUT,
            BlockDirections::Inbound | BlockDirections::None => PollFlags::IN,
        };
        let ear = self.ear.handle();
        let mut handles = [
            PollFd::from_borrowed_fd(self.socket.as_fd(), flags),
            PollFd::from_borrowed_fd(ear, PollFlags::IN),
        ];
        // An interrupted wait is a short one.
        let _ = rustix::event::poll(&mut handles, Some(&timespec(limit)));
        if handles[1].revents().contains(PollFlags::IN) {
            self.ear.quiet();
        }
    }
}

/// Whether the library only says that it has to wait.
pub(super) fn would_wait(error: &ssh2::Error) -> bool {
    error.code() == ErrorCode::Session(libssh2_sys::LIBSSH2_ERROR_EAGAIN)
}

/// An error of the library as ours; broken.
pub(super) fn failure(stage: Stage, attempted: &str, error: &ssh2::Error) -> Error {
    use libssh2_sys as raw;
    let ErrorCode::Session(code) = error.code() else {
        return Error::new(stage, Kind::Protocol, attempted)
            .with_cause(error.message())
            .breaking();
    };
    let kind = match code {
        raw::LIBSSH2_ERROR_SOCKET_DISCONNECT
        | raw::LIBSSH2_ERROR_SOCKET_RECV
        | raw::LIBSSH2_ERROR_SOCKET_SEND
        | raw::LIBSSH2_ERROR_BANNER_RECV
        | raw::LIBSSH2_ERROR_BANNER_SEND => Kind::Closed,
        raw::LIBSSH2_ERROR_TIMEOUT => Kind::TimedOut,
        raw::LIBSSH2_ERROR_AUTHENTICATION_FAILED | raw::LIBSSH2_ERROR_PUBLICKEY_UNVERIFIED => Kind::LoginRefused,
        raw::LIBSSH2_ERROR_ALLOC => Kind::System,
        _ if stage == Stage::Ssh => Kind::Handshake,
        _ => Kind::Protocol,
    };
    Error::new(stage, kind, attempted)
        .with_cause(format!("{} ({code})", error.message()))
        .breaking()
}

/// A duration as the system wants it.
pub(super) fn timespec(limit: Duration) -> Timespec {
    Timespec {
        tv_sec: i64::try_from(limit.as_secs()).unwrap_or(i64::MAX),
        tv_nsec: limit.subsec_nanos().into(),
    }
}
