//! The control connection: one command out, one whole reply back, and never out of step.

use std::future::poll_fn;
use std::net::SocketAddr;
use std::pin::pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::Poll;
use std::time::Duration;

use suppaftp::tokio::ImplAsyncFtpStream;
use suppaftp::types::Response;
use suppaftp::{FtpError, FtpResult};
use tokio::time::timeout;

use super::book::Book;
use super::encoding;
use super::reply::{self, refusal};
use super::shared::Shared;
use super::stream::Stream;
use crate::error::{Error, Kind, Reply, Result, Stage};
use crate::path::{Blocked, visible};
use crate::settings::Patience;
use crate::wire::Tap;

/// What suppaftp makes of our stream.
pub(super) type Ftp = ImplAsyncFtpStream<Stream>;

/// The control connection of one session.
pub(super) struct Control {
    ftp: Ftp,
    book: Arc<Book>,
    pub(super) tap: Tap,
    pub(super) patience: Patience,
    pub(super) shared: Arc<Shared>,
    pub(super) local: SocketAddr,
    pub(super) peer: SocketAddr,
    /// Replies that are still to come, not counting 1yz ones. Not zero between two calls means: out of step.
    owed: usize,
    /// A reply that came while its command was still being sent.
    early: Option<FtpResult<Response>>,
    /// The log says already why the connection is lost.
    mourned: AtomicBool,
}

impl Control {
    pub(super) fn new(ftp: Ftp, book: Arc<Book>, tap: Tap, patience: Patience, shared: Arc<Shared>) -> Self {
        let nowhere = SocketAddr::from(([0, 0, 0, 0], 0));
        Self {
            ftp,
            book,
            tap,
            patience,
            shared,
            local: nowhere,
            peer: nowhere,
            owed: 0,
            early: None,
            mourned: AtomicBool::new(false),
        }
    }

    /// Sends a command and reads the reply that ends it, whatever it says.
    ///
    /// # Errors
    /// `BlockedName` if the line cannot be sent as one line; anything else breaks the connection.
    pub(super) async fn command(&mut self, line: &[u8]) -> Result<Reply> {
        self.command_within(line, self.patience.reply).await
    }

    /// [`Control::command`] for a question: a no is as good an answer as a yes, and the log does not call it an error.
    pub(super) async fn ask(&mut self, line: &[u8]) -> Result<Reply> {
        self.book.set_asked(true);
        let reply = self.command(line).await;
        self.book.set_asked(false);
        reply
    }

    /// [`Control::command`] with another limit for the reply.
    pub(super) async fn command_within(&mut self, line: &[u8], limit: Duration) -> Result<Reply> {
        self.send(line).await?;
        let answer = async {
            loop {
                let reply = self.next(line).await?;
                if reply.code >= 200 {
                    return Ok(reply);
                }
            }
        };
        match timeout(limit, answer).await {
            Ok(reply) => reply,
            Err(_) => Err(self.mourn(line, self.broken(Kind::TimedOut, line))),
        }
    }

    /// Sends a command that must be answered with 2yz.
    ///
    /// # Errors
    /// With the server's words if they are anything else.
    pub(super) async fn done(&mut self, line: &[u8]) -> Result<Reply> {
        let reply = self.command(line).await?;
        if reply.is_done() {
            Ok(reply)
        } else {
            Err(self.refused(Stage::Command, line, reply))
        }
    }

    /// The error for a reply that says no.
    pub(super) fn refused(&self, stage: Stage, line: &[u8], reply: Reply) -> Error {
        let error = refusal(stage, attempt(line), reply).between(Some(self.local), Some(self.peer));
        if error.broken {
            self.shared.break_off();
        }
        error
    }

    /// Sends a command after making sure that nothing unasked-for has arrived.
    pub(super) async fn send(&mut self, line: &[u8]) -> Result<()> {
        check(line)?;
        if self.shared.is_broken() {
            return Err(self
                .broken(Kind::Closed, line)
                .with_cause("this connection was given up before"));
        }
        self.listen(line).await?;
        self.put(line).await
    }

    /// Sends a command while the reply of another may be on its way (`NOOP` during a transfer).
    pub(super) async fn put(&mut self, line: &[u8]) -> Result<()> {
        check(line)?;
        self.owed += 1;
        let before = self.book.commands();
        let book = self.book.clone();
        // suppaftp sends and reads in one future. It may be dropped once the whole line is out: the reply is read later.
        let sent = {
            let mut exchange = pin!(self.ftp.custom_command(encoding::text(line), &[]));
            let sending = poll_fn(|cx| match exchange.as_mut().poll(cx) {
                Poll::Ready(answer) => Poll::Ready(Some(answer)),
                Poll::Pending if book.commands() > before => Poll::Ready(None),
                Poll::Pending => Poll::Pending,
            });
            timeout(self.patience.reply, sending).await
        };
        match sent {
            Ok(early) => {
                self.early = early;
                Ok(())
            }
            Err(_) => Err(self.mourn(line, self.broken(Kind::TimedOut, line))),
        }
    }

    /// Reads the next whole reply. May be dropped and called again: nothing is lost.
    pub(super) async fn next(&mut self, line: &[u8]) -> Result<Reply> {
        let answer = match self.early.take() {
            Some(answer) => answer,
            None => self.ftp.read_response_in(&[]).await,
        };
        let body = match answer {
            Ok(response) | Err(FtpError::UnexpectedResponse(response)) => response.body,
            Err(error) => return Err(self.failed(line, &error)),
        };
        self.book.took(body.len());
        self.shared.lives();
        let reply = reply::read(&body);
        if !body.ends_with(b"\n") {
            let cause = "the server closed the control connection in the middle of this reply";
            let error = self.broken(Kind::Closed, line).with_reply(reply).with_cause(cause);
            return Err(self.mourn(line, error));
        }
        if !(100..600).contains(&reply.code) {
            let cause = "no reply of FTP begins like this";
            let error = self.broken(Kind::Protocol, line).with_reply(reply).with_cause(cause);
            return Err(self.mourn(line, error));
        }
        if reply.code >= 200 {
            self.owed = self.owed.saturating_sub(1);
        }
        if reply.code == 421 {
            self.shared.break_off();
        }
        Ok(reply)
    }

    /// Reads the next whole reply within a limit.
    pub(super) async fn reply(&mut self, line: &[u8], limit: Duration) -> Result<Reply> {
        match timeout(limit, self.next(line)).await {
            Ok(reply) => reply,
            Err(_) => Err(self.mourn(line, self.broken(Kind::TimedOut, line))),
        }
    }

    /// Whether the connection was given up.
    pub(super) fn is_broken(&self) -> bool {
        self.shared.is_broken()
    }

    /// Gives the connection up without a word.
    pub(super) fn hang_up(&self) {
        self.shared.break_off();
    }

    /// Replies that are still to come.
    pub(super) fn owed(&self) -> usize {
        self.owed
    }

    /// Makes sure that the server has said nothing since the last reply: whatever it is, it must not answer the next command.
    async fn listen(&mut self, line: &[u8]) -> Result<()> {
        let heard = {
            let mut reading = pin!(self.ftp.read_response_in(&[]));
            poll_fn(|cx| Poll::Ready(reading.as_mut().poll(cx))).await
        };
        match heard {
            Poll::Pending if self.book.unread() == 0 => Ok(()),
            Poll::Pending => {
                let cause = "the server said something that nobody asked for";
                Err(self.mourn(line, self.broken(Kind::Protocol, line).with_cause(cause)))
            }
            Poll::Ready(Ok(response) | Err(FtpError::UnexpectedResponse(response))) => {
                self.book.took(response.body.len());
                let reply = reply::read(&response.body);
                let kind = match reply.code {
                    421 => reply::kind(&reply),
                    _ => Kind::Protocol,
                };
                let cause = "the server said this before it was asked, so its replies cannot be told apart any more";
                let error = self.broken(kind, line).with_reply(reply).with_cause(cause);
                Err(self.mourn(line, error))
            }
            Poll::Ready(Err(error)) => Err(self.failed(line, &error)),
        }
    }

    /// An error after which nobody can know which reply belongs to which command.
    pub(super) fn broken(&self, kind: Kind, line: &[u8]) -> Error {
        self.shared.break_off();
        Error::new(Stage::Command, kind, attempt(line))
            .between(Some(self.local), Some(self.peer))
            .breaking()
    }

    fn failed(&self, line: &[u8], error: &FtpError) -> Error {
        let (kind, cause) = match error {
            FtpError::ConnectionError(error) if error.to_string().contains("reply larger than") => {
                (Kind::TooLarge, error.to_string())
            }
            FtpError::ConnectionError(error) if error.kind() == std::io::ErrorKind::UnexpectedEof => {
                (Kind::Closed, "the server closed the control connection".to_owned())
            }
            FtpError::ConnectionError(error) if error.to_string().contains("InvalidContentType") => (
                Kind::Protocol,
                "the server answered in clear text on the encrypted connection, as some do when they give up (500 OOPS)".to_owned(),
            ),
            FtpError::ConnectionError(error) => (Kind::of(error), error.to_string()),
            other => (Kind::Protocol, other.to_string()),
        };
        self.mourn(line, self.broken(kind, line).with_cause(cause))
    }

    /// Says in the log, once, why the connection is lost: nobody may be there whom the error itself reaches. A server that hangs up
    /// when it hears goodbye is no loss.
    fn mourn(&self, line: &[u8], error: Error) -> Error {
        if line != b"QUIT" && !self.mourned.swap(true, Ordering::Relaxed) {
            self.tap.note(error.to_string());
        }
        error
    }
}

impl std::fmt::Debug for Control {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Control({} -> {}, owed {})", self.local, self.peer, self.owed)
    }
}

/// A command line that would become two, or end early, is not sent.
pub(super) fn check(line: &[u8]) -> Result<()> {
    let blocked = match line.iter().find(|byte| matches!(byte, 0 | b'\r' | b'\n')) {
        None => return Ok(()),
        Some(0) => Blocked::Nul,
        Some(_) => Blocked::LineBreak,
    };
    Err(Error::new(Stage::Command, Kind::BlockedName(blocked), attempt(line)))
}

/// The command as an error shows it: a secret never stands in one.
pub(super) fn attempt(line: &[u8]) -> String {
    let verb = line.split(|byte| *byte == b' ').next().unwrap_or_default();
    let secret = [&b"PASS"[..], b"ACCT", b"ADAT"];
    if secret.iter().any(|secret| verb.eq_ignore_ascii_case(secret)) {
        return visible(verb);
    }
    let site = line.get(..9).unwrap_or_default();
    if site.eq_ignore_ascii_case(b"SITE PSWD") || site.eq_ignore_ascii_case(b"SITE CPWD") {
        return visible(site);
    }
    visible(line)
}
