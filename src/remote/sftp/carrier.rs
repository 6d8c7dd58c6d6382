//! What carries the channels of a session: an SSH connection, or in tests whatever plays the server.

use std::net::SocketAddr;
use std::time::Duration;

#[cfg(test)]
use std::sync::{Arc, Mutex};

use super::pump::Why;
use crate::error::{Error, Result};
use crate::remote::SshFacts;
use crate::remote::ssh::{Channel, Connection};

/// Opens channels.
#[derive(Clone, Debug)]
pub(super) enum Carrier {
    Ssh(Connection),
    /// Channels that are there already, the next one last.
    #[cfg(test)]
    Channels(Arc<Mutex<Vec<Channel>>>),
}

impl Carrier {
    /// A channel for SFTP.
    pub(super) async fn channel(&self) -> Result<Channel> {
        match self {
            Self::Ssh(connection) => connection.subsystem("sftp").await,
            #[cfg(test)]
            Self::Channels(channels) => channels.lock().unwrap().pop().ok_or_else(|| no("open a channel")),
        }
    }

    /// A command.
    pub(super) async fn exec(&self, command: &str) -> Result<Channel> {
        match self {
            Self::Ssh(connection) => connection.exec(command).await,
            #[cfg(test)]
            Self::Channels(_) => Ok(super::tests::peer::run("sh", &["-c", command])),
        }
    }

    /// Both ends of the TCP connection.
    pub(super) fn ends(&self) -> (Option<SocketAddr>, Option<SocketAddr>) {
        match self {
            Self::Ssh(connection) => connection.ends(),
            #[cfg(test)]
            Self::Channels(_) => (None, None),
        }
    }

    /// Why the connection ended.
    pub(super) fn failure(&self) -> Option<Error> {
        match self {
            Self::Ssh(connection) => connection.failure(),
            #[cfg(test)]
            Self::Channels(_) => None,
        }
    }

    /// The same, to be asked later.
    pub(super) fn why(&self) -> Why {
        let carrier = self.clone();
        Box::new(move || carrier.failure())
    }

    pub(super) fn facts(&self) -> Option<SshFacts> {
        match self {
            Self::Ssh(connection) => connection.facts(),
            #[cfg(test)]
            Self::Channels(_) => None,
        }
    }

    /// Says goodbye, for at most `limit`.
    pub(super) async fn close(self, limit: Duration) {
        match self {
            Self::Ssh(connection) => connection.close(limit).await,
            #[cfg(test)]
            Self::Channels(_) => {}
        }
    }

    pub(super) fn logs_in_once(&self) -> bool {
        match self {
            Self::Ssh(connection) => connection.logs_in_once(),
            #[cfg(test)]
            Self::Channels(_) => false,
        }
    }
}

#[cfg(test)]
fn no(attempted: &str) -> Error {
    use crate::error::{Kind, Stage};
    Error::new(Stage::Command, Kind::Rejected, attempted)
}
