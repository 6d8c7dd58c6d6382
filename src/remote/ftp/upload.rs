//! STOR and APPE.

use std::pin::pin;

use bytes::{Buf, Bytes, BytesMut};
use tokio::time::{Instant, sleep_until, timeout};

use super::connection::Connection;
use super::control::attempt;
use super::data::Data;
use super::transfer::{Transfer, is_data_refusal};
use super::watch::{TICK, Watch};
use crate::error::{Error, Kind, Result, Stage};
use crate::path::RemotePath;
use crate::pipe::Source;
use crate::remote::{Moved, Start};

/// After our goodbye the server's is awaited this long: closing on unread bytes would send a reset, which may overtake
/// the last of the file.
const DRAIN: std::time::Duration = std::time::Duration::from_secs(1);

/// Servers that leave the 1yz reply out get the data after this long.
const NO_ANSWER: std::time::Duration = std::time::Duration::from_secs(3);

/// Why no more is sent.
enum Stop {
    /// All is sent.
    End,
    /// The file cannot be read to its end.
    BrokenOff,
    Failed(std::io::Error),
    /// The server ended it with a reply.
    Reply,
}

impl Connection {
    pub(super) async fn upload(&mut self, mut source: Source, path: &RemotePath, start: Start) -> Result<Moved> {
        let (verb, offset) = match start {
            Start::Beginning => ("STOR", 0),
            Start::At(offset) => ("STOR", offset),
            Start::End => ("APPE", 0),
        };
        let line = self.line(verb, path)?;
        let transfer = self.begin(&line, offset).await?;
        let Transfer { mut data, line, answer } = transfer;
        let mut watch = Watch::new(self, &line, answer);
        self.hear_out(&mut watch, &line).await?;
        let mut bytes = 0;
        let stop = match watch.ended {
            Some(_) => Stop::Reply,
            None => self.send_all(&mut data, &mut watch, &mut source, &mut bytes).await?,
        };
        let (resumed, ends) = (data.resumed, data.ends);
        match stop {
            Stop::End => {}
            Stop::BrokenOff => {
                let ended = watch.ended.is_some();
                return Err(self
                    .cancel(
                        Transfer {
                            data,
                            line,
                            answer: None,
                        },
                        ended,
                    )
                    .await);
            }
            Stop::Failed(error) => {
                drop(data);
                let error = Error::io(Stage::Transfer, attempt(&line), &error).between(ends.0, ends.1);
                return Err(self.cut(watch, error, resumed).await);
            }
            Stop::Reply => {
                drop(data);
                let stage = if watch.agreed { Stage::Transfer } else { Stage::Command };
                let error = Error::new(stage, Kind::Truncated, attempt(&line))
                    .with_cause("the server ended the transfer before the end of the file")
                    .between(ends.0, ends.1);
                return Err(self.cut(watch, error, resumed).await);
            }
        }
        self.part(data, &mut watch, &line).await?;
        let reply = watch.end(self).await?;
        if !reply.is_done() {
            let error = self
                .control
                .refused(Stage::Transfer, &line, reply)
                .between(ends.0, ends.1);
            return Err(self.about_sessions(resumed, error));
        }
        Ok(Moved {
            bytes,
            reply: Some(reply),
            no_goodbye: false,
            size: None,
            dressed: None,
        })
    }

    /// Waits for the server's agreement, but not for ever: some never say it.
    async fn hear_out(&mut self, watch: &mut Watch, line: &[u8]) -> Result<()> {
        if watch.agreed {
            return Ok(());
        }
        if let Ok(reply) = timeout(NO_ANSWER, self.control.next(line)).await {
            let reply = reply?;
            if reply.code >= 300 {
                let stage = if is_data_refusal(&reply) {
                    Stage::DataConnection
                } else {
                    Stage::Command
                };
                return Err(self.control.refused(stage, line, reply));
            }
            watch.hear(self, reply);
        }
        Ok(())
    }

    async fn send_all(
        &mut self,
        data: &mut Data,
        watch: &mut Watch,
        source: &mut Source,
        bytes: &mut u64,
    ) -> Result<Stop> {
        let mut piece = Bytes::new();
        let mut tick = pin!(sleep_until(Instant::now() + TICK));
        loop {
            let waiting = piece.is_empty();
            tokio::select! {
                // The server first: what it says may be that it takes no more.
                biased;
                reply = self.control.next(b"STOR"), if watch.ended.is_none() => {
                    watch.hear(self, reply?);
                }
                written = data.write(&piece), if !waiting => match written {
                    Ok(count) => {
                        piece.advance(count);
                        source.sent(count);
                        *bytes += count as u64;
                        watch.server_moved();
                    }
                    Err(error) => return Ok(Stop::Failed(error)),
                },
                pulled = source.pull(), if waiting => match pulled {
                    Ok(Some(next)) => {
                        piece = next;
                        watch.moved();
                    }
                    Ok(None) => return Ok(Stop::End),
                    Err(_) => return Ok(Stop::BrokenOff),
                },
                () = &mut tick => {
                    if waiting {
                        // A slow disk is not a silent server.
                        watch.moved();
                    } else if source.is_broken_off() {
                        return Ok(Stop::BrokenOff);
                    }
                    watch.tick(self, data).await?;
                    tick.as_mut().reset(Instant::now() + TICK);
                }
            }
            if watch.ended.is_some() {
                return Ok(Stop::Reply);
            }
        }
    }

    /// Says goodbye on the data connection and, with TLS, reads what the server still has to say there: its goodbye, and
    /// the session tickets for the next connection.
    async fn part(&mut self, mut data: Data, watch: &mut Watch, line: &[u8]) -> Result<()> {
        let limit = self.control.patience.data_idle;
        match timeout(limit, data.finish()).await {
            Ok(Ok(())) => {}
            // What became of the file, the reply tells.
            Ok(Err(_)) => return Ok(()),
            Err(_) => {
                return Err(self.control.broken(Kind::TimedOut, line));
            }
        }
        if !data.proves_its_end() {
            return Ok(());
        }
        let deadline = Instant::now() + DRAIN;
        let mut rest = BytesMut::with_capacity(1024);
        loop {
            rest.clear();
            tokio::select! {
                biased;
                read = data.read(&mut rest) => match read {
                    Ok(count) if count > 0 => {}
                    _ => return Ok(()),
                },
                reply = self.control.next(line), if watch.ended.is_none() => watch.hear(self, reply?),
                () = sleep_until(deadline) => return Ok(()),
            }
            if watch.ended.is_some() {
                return Ok(());
            }
        }
    }
}
