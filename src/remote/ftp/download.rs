//! RETR, and the reading half of listings.

use std::pin::pin;

use bytes::Bytes;
use tokio::time::{Instant, sleep_until};

use super::connection::Connection;
use super::control::attempt;
use super::transfer::{LAST_WORDS, Transfer, is_data_refusal};
use super::watch::{TICK, Watch};
use crate::error::{Error, Kind, Result, Stage};
use crate::path::RemotePath;
use crate::pipe::{Closed, PIECE, Sink};
use crate::remote::Moved;

/// With less room than this the buffer is renewed.
const LEAST_ROOM: usize = 16 * 1024;

/// Whoever takes the bytes of a data connection.
pub(super) trait Taker {
    /// Fewer bytes than this wait a moment for more.
    const WORTH_TAKING: usize;

    /// Takes the next bytes.
    fn take(&mut self, piece: Bytes) -> impl Future<Output = Result<(), Refused>> + Send;

    /// Called now and then, also while nothing comes.
    fn pause(&mut self) -> impl Future<Output = Result<(), Refused>> + Send;

    /// Returns when nobody wants the rest.
    fn gone(&self) -> impl Future<Output = ()> + Send;
}

/// Why nobody takes more.
#[derive(Debug)]
pub(super) enum Refused {
    /// The other end is gone.
    Gone,
    /// The bytes are not what they should be.
    Bad(Error),
}

impl Taker for Sink {
    const WORTH_TAKING: usize = 64 * 1024;

    async fn take(&mut self, piece: Bytes) -> Result<(), Refused> {
        self.push(piece).await.map_err(|Closed| Refused::Gone)
    }

    async fn pause(&mut self) -> Result<(), Refused> {
        Ok(())
    }

    async fn gone(&self) {
        self.closed().await;
    }
}

/// How the data ended.
enum End {
    Proper,
    NoGoodbye,
    Failed(std::io::Error),
    Refused(Refused),
    /// The server ended it with a reply while the data connection hung.
    Reply,
}

impl Connection {
    pub(super) async fn download(&mut self, path: &RemotePath, offset: u64, mut sink: Sink) -> Result<Moved> {
        let line = self.line("RETR", path)?;
        let transfer = self.begin(&line, offset).await?;
        self.receive(transfer, &mut sink).await
    }

    /// Reads a data connection to its end and hears how the server calls it.
    pub(super) async fn receive(&mut self, transfer: Transfer, taker: &mut impl Taker) -> Result<Moved> {
        let Transfer { mut data, line, answer } = transfer;
        let mut watch = Watch::new(self, &line, answer);
        // What an earlier transfer that was broken off has left here belongs to no other.
        self.buffer.clear();
        let mut bytes = 0;
        let end = loop {
            match self.read_on(&mut data, &mut watch, taker, &mut bytes).await? {
                None => {}
                Some(end) => break end,
            }
        };
        let (resumed, ends) = (data.resumed, data.ends);
        let no_goodbye = matches!(end, End::NoGoodbye);
        match end {
            End::Proper => {}
            End::NoGoodbye if self.options.accepts_missing_goodbye => {}
            End::Refused(refused) => {
                let ended = watch.ended.is_some();
                let transfer = Transfer {
                    data,
                    line,
                    answer: None,
                };
                let cancelled = self.cancel(transfer, ended).await;
                return Err(match refused {
                    Refused::Gone => cancelled,
                    Refused::Bad(error) => Error {
                        broken: cancelled.broken,
                        ..error
                    },
                });
            }
            End::NoGoodbye | End::Failed(_) | End::Reply => {
                drop(data);
                let error = match end {
                    End::Failed(error) => Error::io(Stage::Transfer, attempt(&line), &error),
                    End::Reply => Error::new(Stage::Transfer, Kind::Truncated, attempt(&line)),
                    _ => Error::new(Stage::Transfer, Kind::Truncated, attempt(&line))
                        .with_cause("the data ended without close_notify: it may have been cut"),
                };
                watch.was_empty = bytes == 0;
                return Err(self.cut(watch, error.between(ends.0, ends.1), resumed).await);
            }
        }
        drop(data);
        let reply = watch.end(self).await?;
        if !reply.is_done() {
            let stage = if bytes == 0 && !watch.agreed {
                Stage::Command
            } else {
                Stage::Transfer
            };
            let error = self.control.refused(stage, &line, reply).between(ends.0, ends.1);
            return Err(self.about_sessions(resumed, error));
        }
        Ok(Moved {
            bytes,
            reply: Some(reply),
            no_goodbye,
            size: None,
            dressed: None,
        })
    }

    /// Reads until something is to be decided.
    async fn read_on<T: Taker>(
        &mut self,
        data: &mut super::data::Data,
        watch: &mut Watch,
        taker: &mut T,
        bytes: &mut u64,
    ) -> Result<Option<End>> {
        let mut tick = pin!(sleep_until(Instant::now() + TICK));
        loop {
            if self.buffer.capacity() - self.buffer.len() < LEAST_ROOM {
                self.buffer.reserve(PIECE);
            }
            let read = tokio::select! {
                biased;
                read = data.read(&mut self.buffer) => read,
                () = &mut tick => {
                    if let Err(refused) = flush(&mut self.buffer, taker).await {
                        return Ok(Some(End::Refused(refused)));
                    }
                    if let Err(refused) = taker.pause().await {
                        return Ok(Some(End::Refused(refused)));
                    }
                    watch.tick(self, data).await?;
                    return Ok(None);
                }
                reply = self.control.next(b"RETR"), if watch.ended.is_none() => {
                    watch.hear(self, reply?);
                    if watch.ended.as_ref().is_some_and(|reply| !reply.is_done()) {
                        return Ok(Some(End::Reply));
                    }
                    continue;
                }
                () = taker.gone() => return Ok(Some(End::Refused(Refused::Gone))),
            };
            let end = match read {
                Ok(0) => Some(End::Proper),
                Ok(count) => {
                    *bytes += count as u64;
                    watch.server_moved();
                    None
                }
                Err(error) if error.kind() == std::io::ErrorKind::UnexpectedEof && data.proves_its_end() => {
                    Some(End::NoGoodbye)
                }
                Err(error) => Some(End::Failed(error)),
            };
            let full = self.buffer.len() >= T::WORTH_TAKING;
            if (full || end.is_some())
                && let Err(refused) = flush(&mut self.buffer, taker).await
            {
                return Ok(Some(End::Refused(refused)));
            }
            if end.is_some() {
                return Ok(end);
            }
        }
    }

    /// The error for a transfer that broke: the server's own words about it, if it has any.
    pub(super) async fn cut(&mut self, mut watch: Watch, error: Error, resumed: Option<bool>) -> Error {
        let (reply, agreed) = match watch.ended.take() {
            Some(reply) => (Some(reply), watch.agreed),
            None => match self.last_words(b"RETR", LAST_WORDS).await {
                Some(last) => (Some(last.reply), watch.agreed || last.agreed),
                None => (None, watch.agreed),
            },
        };
        // Without a 1yz the command itself was refused, and the data connection fell with it. So it may be where the server had
        // agreed, sent nothing and then says no for good: that end is its own, and it is ready for the next command.
        let refused = reply.as_ref().is_some_and(|reply| match agreed {
            true => watch.was_empty && reply.code >= 500 && !is_data_refusal(reply),
            false => reply.code >= 400,
        });
        // An unclean end on TLS leaves some servers unable to open the next data connection.
        if self.control.owed() > 0 || (self.tls.is_some() && !refused) {
            self.control.hang_up();
        }
        let broken = self.control.is_broken();
        let error = match reply {
            Some(reply) if reply.code >= 400 => {
                let stage = match agreed {
                    true => Stage::Transfer,
                    false if is_data_refusal(&reply) => Stage::DataConnection,
                    false => Stage::Command,
                };
                Error {
                    attempted: error.attempted,
                    cause: error.cause.filter(|_| agreed),
                    local: error.local,
                    peer: error.peer,
                    ..self.control.refused(stage, b"", reply)
                }
            }
            Some(reply) => error.with_reply(reply),
            None => error,
        };
        let error = Error {
            broken: error.broken || broken,
            ..error
        };
        self.about_sessions(resumed, error)
    }

    /// Whether the refusal may be about TLS sessions that were not taken up.
    pub(super) fn about_sessions(&self, resumed: Option<bool>, error: Error) -> Error {
        let refused = error.reply.as_ref().is_some_and(is_data_refusal);
        let died = error.reply.is_none() && matches!(error.kind, Kind::Closed | Kind::Reset);
        if refused || died {
            self.blame_tickets(resumed, error)
        } else {
            error
        }
    }
}

async fn flush(buffer: &mut bytes::BytesMut, taker: &mut impl Taker) -> Result<(), Refused> {
    if buffer.is_empty() {
        return Ok(());
    }
    taker.take(buffer.split().freeze()).await
}
