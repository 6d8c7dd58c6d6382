//! SSH (RFC 4251 to 4254) over libssh2: connecting, logging in, and channels as byte pipes.
//!
//! One thread per connection owns the library's session, which is only ever used without blocking: after a time-out of one
//! of its blocking calls it answers the wrong question. Everything outside sees [`Connection`] and [`Channel`].

mod channel;

use std::net::SocketAddr;
use std::time::Duration;

#[cfg(test)]
pub use self::channel::pair;
pub use self::channel::{Channel, Input, Output};

use super::{Dial, SshFacts};
use crate::error::{Error, Kind, Result, Stage};
use crate::site::Site;

/// One SSH connection, logged in. Clones share it; it closes when the last one goes.
#[derive(Clone, Debug)]
pub struct Connection {}

impl Connection {
    /// Connects (through `site`'s jump hosts, if it has any), makes sure who the server is, and logs in.
    ///
    /// # Errors
    /// With the stage at which it stopped. No authentication was begun unless the stage is `Login`.
    pub async fn open(dial: &Dial<'_>, site: &Site) -> Result<Self> {
        let _ = dial;
        Err(Error::new(
            Stage::Connect,
            Kind::Unsupported,
            format!("connect {}", site.address()),
        ))
    }

    /// Starts a subsystem (RFC 4254, 6.5).
    ///
    /// # Errors
    /// `Rejected` if the server refuses the channel or the subsystem; the connection stays usable.
    pub async fn subsystem(&self, name: &str) -> Result<Channel> {
        Err(Error::new(
            Stage::Command,
            Kind::Unsupported,
            format!("subsystem {name}"),
        ))
    }

    /// Runs a command (RFC 4254, 6.5).
    ///
    /// # Errors
    /// As [`Connection::subsystem`].
    pub async fn exec(&self, command: &str) -> Result<Channel> {
        Err(Error::new(Stage::Command, Kind::Unsupported, format!("exec {command}")))
    }

    /// What the handshake came to.
    pub fn facts(&self) -> Option<SshFacts> {
        None
    }

    /// Both ends of the TCP connection.
    pub fn ends(&self) -> (Option<SocketAddr>, Option<SocketAddr>) {
        (None, None)
    }

    /// Whether the login took an answer that cannot be given again by itself.
    pub fn logs_in_once(&self) -> bool {
        false
    }

    /// Why the connection ended; `None` while it lives.
    pub fn failure(&self) -> Option<Error> {
        None
    }

    /// Says goodbye, for at most `limit`, and closes.
    pub async fn close(self, limit: Duration) {
        let _ = limit;
    }
}
