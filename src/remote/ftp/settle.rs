//! Several small commands in one go: what is asked about a finished upload does not need a round trip each.
//!
//! Only commands that change nothing that matters if another of them fails are sent together. A server that reads only
//! the first of them is found out once, and remembered.

use std::time::Duration;

use super::connection::Connection;
use super::file_commands::{SetTime, stamp};
use super::stat;
use crate::error::{Error, Kind, Reply, Result, Stage};
use crate::path::RemotePath;
use crate::remote::Settled;

/// After the first reply the others are due at once; a server that keeps them back never read their commands.
const OTHERS: Duration = Duration::from_secs(5);

impl Connection {
    /// Asks for the size of `part`, gives it its time, and looks whether `target` is there.
    pub(super) async fn settle(
        &mut self,
        part: &RemotePath,
        modified: Option<i64>,
        target: Option<&RemotePath>,
    ) -> Result<Settled> {
        let mut lines = vec![self.line("SIZE", part)?];
        let timed = match (modified.and_then(stamp), self.sets_time) {
            (Some(time), Some(way)) => {
                lines.push(self.line(&way.verb(&time), part)?);
                Some(way)
            }
            _ => None,
        };
        if let Some(target) = target {
            lines.push(self.line("SIZE", target)?);
        }
        // What follows is a renaming, unless something is wrong; on its own RNFR does nothing.
        lines.push(self.line("RNFR", part)?);
        let mut replies = self.together(&lines).await?;
        let primed = replies.pop().is_some_and(|reply| reply.code == 350);
        self.primed = primed.then(|| (part.clone(), self.control.commands()));
        let mut replies = replies.into_iter();
        let size = replies.next().as_ref().and_then(stat::size);
        let time = match (timed, modified) {
            (Some(way), _) => self.time_set(way, &lines[1], replies.next())?,
            // How to set times here is found out by the first file.
            (None, Some(seconds)) => match self.set_modified(part, seconds).await {
                Err(error) if error.broken => return Err(error),
                other => other,
            },
            (None, None) => Ok(()),
        };
        let there = replies.next().as_ref().and_then(stat::size);
        Ok(Settled { size, time, there })
    }

    /// Whether the last command was an RNFR of this name, and the server awaits RNTO.
    pub(super) fn is_primed(&mut self, from: &RemotePath) -> bool {
        let commands = self.control.commands();
        self.primed
            .take()
            .is_some_and(|(part, at)| part == *from && at == commands)
    }

    fn time_set(&self, way: SetTime, line: &[u8], reply: Option<Reply>) -> Result<Result<()>> {
        match reply {
            Some(reply) if way.worked(&reply) => Ok(Ok(())),
            Some(reply) => {
                let refusal = self.control.refused(Stage::Command, line, reply);
                if refusal.broken { Err(refusal) } else { Ok(Err(refusal)) }
            }
            None => Err(Error::new(Stage::Command, Kind::Protocol, "set time").breaking()),
        }
    }

    /// Sends commands one behind the other and reads their replies, one for each.
    ///
    /// # Errors
    /// If the connection fails. A server that answers the first and then nothing is remembered as one that takes a
    /// command at a time.
    pub(super) async fn together(&mut self, lines: &[Vec<u8>]) -> Result<Vec<Reply>> {
        let mut replies = Vec::with_capacity(lines.len());
        if self.control.shared.learned().no_pipelining {
            for line in lines {
                replies.push(self.control.command(line).await?);
            }
            return Ok(replies);
        }
        for (at, line) in lines.iter().enumerate() {
            match at {
                0 => self.control.send(line).await?,
                _ => self.control.put(line).await?,
            }
        }
        while replies.len() < lines.len() {
            let line = &lines[replies.len()];
            let first = replies.is_empty();
            let limit = if first {
                self.control.patience.reply
            } else {
                OTHERS.min(self.control.patience.reply)
            };
            match self.control.reply(line, limit).await {
                Ok(reply) if reply.code >= 200 => replies.push(reply),
                Ok(_) => {}
                Err(error) => {
                    if !first && error.kind == Kind::TimedOut {
                        self.control
                            .tap
                            .note("this server takes one command at a time; it gets them so from now on");
                        self.control.shared.learned().no_pipelining = true;
                    }
                    return Err(error);
                }
            }
        }
        Ok(replies)
    }
}
