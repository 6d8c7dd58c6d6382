//! SSH (RFC 4251 to 4254) over libssh2: connecting, logging in, and channels as byte pipes.
//!
//! One thread per connection owns the library's session, which is only ever used without blocking: after a time-out of one
//! of its blocking calls it answers the wrong question. Everything outside sees [`Connection`] and [`Channel`].

mod algorithms;
mod asker;
mod bell;
mod channel;
mod greeting;
mod handshake;
mod jump;
mod key;
mod link;
mod login;
mod outbox;
mod pool;
mod pulse;
mod reach;
mod socket;
mod strand;
mod thread;
mod traffic;
mod wish;

use std::net::SocketAddr;
use std::sync::{Arc, PoisonError};
use std::time::Duration;

use tokio::sync::mpsc;

use self::asker::Answers;
use self::bell::Ring;
#[cfg(test)]
pub use self::channel::pair;
pub use self::channel::{Channel, Input, Output};
use self::thread::{Failed, Failure};
use self::traffic::Request;
use self::wish::{Opening, Wish};
use super::{Dial, SshFacts};
use crate::error::{Error, Kind, Result, Stage};
use crate::site::Site;

/// So often a connection is opened anew because the server did not wait for a person.
const MOST_ROUNDS: usize = 3;

/// One SSH connection, logged in. Clones share it; it closes when the last one goes.
#[derive(Clone, Debug)]
pub struct Connection(Arc<Shared>);

#[derive(Debug)]
struct Shared {
    requests: mpsc::UnboundedSender<Request>,
    facts: SshFacts,
    ends: (Option<SocketAddr>, Option<SocketAddr>),
    once: bool,
    failure: Failure,
    reply: Duration,
    // Behind the requests: rings when they are closed already.
    ring: Ring,
    /// The connection through which this one goes, if there is one; it outlives this one.
    jump: Option<Connection>,
}

impl Connection {
    /// Connects (through `site`'s jump hosts, if it has any), makes sure who the server is, and logs in.
    ///
    /// If the server hangs up while a person reads a question, it is connected to again, and what was answered already is
    /// not asked again.
    ///
    /// # Errors
    /// With the stage at which it stopped. No authentication was begun unless the stage is `Login`.
    pub async fn open(dial: &Dial<'_>, site: &Site) -> Result<Self> {
        let mut answers = Answers::default();
        let mut jump = None;
        let mut round = 1;
        loop {
            match Self::attempt(dial, site, &mut jump, &mut answers).await {
                Ok(connection) => return Ok(connection),
                Err(failed) if failed.while_asking && round < MOST_ROUNDS && is_hang_up(&failed.error) => {
                    dial.tap
                        .note("the server did not wait for the answer; connecting again with it");
                    answers.begin_again();
                    round += 1;
                }
                Err(failed) => return Err(failed.error),
            }
        }
    }

    async fn attempt(
        dial: &Dial<'_>,
        site: &Site,
        jump: &mut Option<Self>,
        answers: &mut Answers,
    ) -> Result<Self, Failed> {
        let failed = |error| Failed {
            error,
            while_asking: false,
        };
        let way = site.sftp().and_then(|options| options.jump.as_deref());
        if let Some(way) = way
            && jump.as_ref().is_none_or(|jump| jump.failure().is_some())
        {
            let tap = dial.tap.unwatched();
            let dial = Dial { tap: &tap, ..*dial };
            *jump = Some(Box::pin(Self::open(&dial, way)).await.map_err(failed)?);
        }
        let (socket, ends) = match jump {
            Some(jump) => {
                let socket = jump::reach_through(jump, dial, site).await.map_err(failed)?;
                (socket, jump.ends())
            }
            None => reach::reach(dial, site).await.map_err(failed)?,
        };
        let started = thread::start(dial, site, socket, ends, answers).await?;
        Ok(Self(Arc::new(Shared {
            requests: started.requests,
            facts: started.facts,
            ends,
            once: started.once || jump.as_ref().is_some_and(Self::logs_in_once),
            failure: started.failure,
            reply: dial.patience.reply,
            ring: started.ring,
            jump: jump.take(),
        })))
    }

    /// Starts a subsystem (RFC 4254, 6.5).
    ///
    /// # Errors
    /// `Rejected` if the server refuses the channel or the subsystem; the connection stays usable.
    pub async fn subsystem(&self, name: &str) -> Result<Channel> {
        self.channel(Wish::Subsystem(name.to_owned()), self.0.reply).await
    }

    /// Runs a command (RFC 4254, 6.5).
    ///
    /// # Errors
    /// As [`Connection::subsystem`].
    pub async fn exec(&self, command: &str) -> Result<Channel> {
        self.channel(Wish::Exec(command.to_owned()), self.0.reply).await
    }

    /// A TCP connection from the server to somewhere else (RFC 4254, 7.2).
    async fn tunnel(&self, host: &str, port: u16, limit: Duration) -> Result<Channel> {
        self.channel(Wish::Tunnel(host.to_owned(), port), limit).await
    }

    async fn channel(&self, wish: Wish, limit: Duration) -> Result<Channel> {
        let name = wish.name();
        let (opening, answer) = Opening::new(wish, limit);
        let sent = self.0.requests.send(Request::Open(opening)).is_ok();
        self.0.ring.now();
        let ended = || {
            let ended = Error::new(Stage::Command, Kind::Closed, name).breaking();
            self.failure().unwrap_or(ended)
        };
        if !sent {
            return Err(ended().between(self.0.ends.0, self.0.ends.1));
        }
        let outcome = answer.await.unwrap_or_else(|_| Err(ended()));
        outcome.map_err(|error| error.between(self.0.ends.0, self.0.ends.1))
    }

    /// What the handshake came to.
    pub fn facts(&self) -> Option<SshFacts> {
        Some(self.0.facts.clone())
    }

    /// Both ends of the TCP connection; of the one to the first jump host, if there is one.
    pub fn ends(&self) -> (Option<SocketAddr>, Option<SocketAddr>) {
        self.0.ends
    }

    /// Whether the login took an answer that cannot be given again by itself.
    pub fn logs_in_once(&self) -> bool {
        self.0.once
    }

    /// Why the connection ended; `None` while it lives.
    pub fn failure(&self) -> Option<Error> {
        let failure = self.0.failure.lock().unwrap_or_else(PoisonError::into_inner).clone();
        let jump = || self.0.jump.as_ref().and_then(Self::failure);
        let closed = || {
            let closed = Error::new(Stage::Command, Kind::Closed, "use the SSH connection").breaking();
            self.0
                .requests
                .is_closed()
                .then(|| closed.between(self.0.ends.0, self.0.ends.1))
        };
        // If the jump host is gone, that is the reason.
        match failure {
            Some(failure) => Some(jump().unwrap_or(failure)),
            None => closed(),
        }
    }

    /// Says goodbye, for at most `limit`, and closes.
    pub async fn close(self, limit: Duration) {
        let _ = self.0.requests.send(Request::Close(limit));
        self.0.ring.now();
        let _ = tokio::time::timeout(limit, self.0.requests.closed()).await;
    }
}

/// Whether an error may come from a server that closed the connection.
fn is_hang_up(error: &Error) -> bool {
    matches!(error.kind, Kind::Closed | Kind::Reset | Kind::Protocol | Kind::TimedOut)
}

#[cfg(test)]
mod tests;
