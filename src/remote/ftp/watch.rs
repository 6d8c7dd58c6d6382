//! The control connection beside a running transfer: kept alive by `NOOP`, its replies told apart.

use std::sync::Arc;
use std::time::Duration;

use tokio::time::Instant;

use super::connection::Connection;
use super::shared::Shared;
use crate::error::{Error, Kind, Reply, Result, Stage};

/// How often a transfer looks at its limits.
pub(super) const TICK: Duration = Duration::from_millis(250);

/// So long the answer to the last `NOOP` may take after the transfer has ended.
const LATE: Duration = Duration::from_secs(3);

/// What is known beside the data.
#[derive(Debug)]
pub(super) struct Watch {
    line: Vec<u8>,
    /// The reply that ended the transfer.
    pub(super) ended: Option<Reply>,
    /// The server has agreed to the transfer (1yz).
    pub(super) agreed: bool,
    /// The server was to send, and the data connection has ended without a byte.
    pub(super) was_empty: bool,
    noop_owed: bool,
    next_noop: Instant,
    progress: Instant,
    shared: Arc<Shared>,
}

impl Watch {
    /// Begins with the first reply, if it has come.
    pub(super) fn new(connection: &Connection, line: &[u8], answer: Option<Reply>) -> Self {
        let now = Instant::now();
        let agreed = answer.is_some();
        Self {
            line: line.to_vec(),
            ended: answer.filter(|reply| reply.code >= 200),
            agreed,
            was_empty: false,
            noop_owed: false,
            next_noop: now + connection.control.patience.keep_alive,
            progress: now,
            shared: connection.control.shared.clone(),
        }
    }

    /// Something has moved, here or there.
    pub(super) fn moved(&mut self) {
        self.progress = Instant::now();
    }

    /// The server has sent bytes, or has taken them.
    pub(super) fn server_moved(&mut self) {
        self.moved();
        self.shared.lives();
    }

    /// Takes one reply that came during the transfer. Whatever it is, it is either the answer to our `NOOP` or the end.
    pub(super) fn hear(&mut self, connection: &Connection, reply: Reply) {
        if reply.code < 200 {
            self.agreed = true;
        } else if self.noop_owed && reply.code == 200 {
            self.noop_owed = false;
        } else if self.noop_owed && matches!(reply.code, 500..=503 | 530) {
            self.noop_owed = false;
            dislikes(connection, "it refuses NOOP during a transfer");
        } else {
            self.ended.get_or_insert(reply);
        }
    }

    /// Looks at the limits: nothing moved for too long, or time to say something.
    pub(super) async fn tick(&mut self, connection: &mut Connection, ends: &super::data::Data) -> Result<()> {
        let now = Instant::now();
        if now.duration_since(self.progress) >= connection.control.patience.data_idle {
            connection.control.hang_up();
            return Err(
                Error::new(Stage::Transfer, Kind::TimedOut, super::control::attempt(&self.line))
                    .with_cause("no byte moved on the data connection")
                    .between(ends.ends.0, ends.ends.1)
                    .breaking(),
            );
        }
        let silent = self.noop_owed || self.ended.is_some() || connection.control.shared.learned().no_noop;
        if now >= self.next_noop && !silent {
            self.next_noop = now + connection.control.patience.keep_alive;
            self.noop_owed = true;
            connection.control.put(b"NOOP").await?;
        }
        Ok(())
    }

    /// Waits for the reply that ends the transfer, then for the answer to the last `NOOP`.
    ///
    /// # Errors
    /// If the reply to the transfer does not come. A missing answer to `NOOP` only costs the connection.
    pub(super) async fn end(&mut self, connection: &mut Connection) -> Result<Reply> {
        while self.ended.is_none() {
            let limit = connection.control.patience.reply;
            let reply = connection.control.reply(&self.line, limit).await?;
            self.hear(connection, reply);
        }
        if self.noop_owed {
            self.noop_owed = false;
            match tokio::time::timeout(LATE, connection.control.next(b"NOOP")).await {
                Ok(Ok(reply)) if reply.code == 200 => {}
                _ => {
                    dislikes(connection, "its answer to NOOP during a transfer is missing or strange");
                    connection.control.hang_up();
                }
            }
        }
        let missing = || connection.control.broken(Kind::Protocol, &self.line);
        self.ended.clone().ok_or_else(missing)
    }
}

fn dislikes(connection: &Connection, why: &str) {
    connection
        .control
        .tap
        .note(format!("{why}: this server gets no more of them"));
    connection.control.shared.learned().no_noop = true;
}
