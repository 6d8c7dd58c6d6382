//! What somebody wants a channel for, until they have it.

use std::time::{Duration, Instant};

use ssh2::ErrorCode;
use tokio::sync::oneshot;

use super::channel::Channel;
use crate::error::{Error, Kind, Result, Stage};
use crate::path::visible;

/// Bytes that the server may send ahead on a channel.
const WINDOW: u32 = 8 << 20;

/// The largest packet that the server may send.
const PACKET: u32 = 32 * 1024;

/// What a channel is for.
#[derive(Clone, Debug)]
pub(super) enum Wish {
    /// A subsystem by its name.
    Subsystem(String),
    /// A command.
    Exec(String),
    /// A TCP connection from the server to a host and port.
    Tunnel(String, u16),
}

impl Wish {
    /// Asks for the channel; to be repeated while the library has to wait.
    pub(super) fn open(&self, session: &ssh2::Session) -> Result<ssh2::Channel, ssh2::Error> {
        match self {
            Self::Subsystem(_) | Self::Exec(_) => session.channel_open("session", WINDOW, PACKET, None),
            Self::Tunnel(host, port) => session.channel_direct_tcpip(host, *port, None),
        }
    }

    /// Asks for what is to run on it; to be repeated while the library has to wait.
    pub(super) fn start(&self, channel: &mut ssh2::Channel) -> Result<(), ssh2::Error> {
        match self {
            Self::Subsystem(name) => channel.subsystem(name),
            Self::Exec(command) => channel.exec(command),
            Self::Tunnel(..) => Ok(()),
        }
    }

    /// For the log and for errors.
    pub(super) fn name(&self) -> String {
        match self {
            Self::Subsystem(name) => format!("subsystem {}", visible(name.as_bytes())),
            Self::Exec(command) => format!("exec {}", visible(command.as_bytes())),
            Self::Tunnel(host, port) => format!("direct-tcpip {}:{port}", visible(host.as_bytes())),
        }
    }
}

/// A wish under way, and where the channel goes.
#[derive(Debug)]
pub(super) struct Opening {
    pub(super) wish: Wish,
    reply: Option<oneshot::Sender<Result<Channel>>>,
    deadline: Instant,
}

impl Opening {
    pub(super) fn new(wish: Wish, limit: Duration) -> (Self, oneshot::Receiver<Result<Channel>>) {
        let (reply, answer) = oneshot::channel();
        let opening = Self {
            wish,
            reply: Some(reply),
            deadline: Instant::now() + limit,
        };
        (opening, answer)
    }

    /// Tells the outcome; `false` if nobody waits for it any more.
    pub(super) fn answer(&mut self, outcome: Result<Channel>) -> bool {
        self.reply.take().is_some_and(|reply| reply.send(outcome).is_ok())
    }

    /// Whoever waits has waited long enough. The server's answer is still read, and the channel closed.
    pub(super) fn give_up_if_late(&mut self, now: Instant) {
        if now >= self.deadline {
            let error = Error::new(Stage::Command, Kind::TimedOut, self.wish.name());
            self.answer(Err(error));
        }
    }

    /// Nobody waits for it.
    pub(super) fn is_given_up(&self) -> bool {
        self.reply.as_ref().is_none_or(oneshot::Sender::is_closed)
    }

    /// The server's no. The connection stays usable.
    pub(super) fn refusal(&self, stage: Stage, error: &ssh2::Error) -> Error {
        Error::new(stage, Kind::Rejected, self.wish.name()).with_cause(error.message())
    }
}

/// Whether an error is the server's answer to a wish, and not the end of the connection.
pub(super) fn refused(error: &ssh2::Error) -> bool {
    use libssh2_sys as raw;
    matches!(
        error.code(),
        ErrorCode::Session(
            raw::LIBSSH2_ERROR_CHANNEL_FAILURE | raw::LIBSSH2_ERROR_CHANNEL_REQUEST_DENIED | raw::LIBSSH2_ERROR_INVAL
        )
    )
}
