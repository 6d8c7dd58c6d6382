//! From a command such as `RETR` to an open data connection, in whichever direction it opens.

use std::pin::Pin;
use std::time::Duration;

use tokio::time::{Instant, sleep_until, timeout};

use super::active::{self, is_private};
use super::connection::Connection;
use super::control::attempt;
use super::data::{self, Data, Opening};
use super::passive;
use crate::error::{Error, Kind, Reply, Result, Stage};
use crate::site::Mode;

/// So long the server may take to say why a data connection came to nothing, or how a cut transfer ended.
pub(super) const LAST_WORDS: Duration = Duration::from_secs(3);

const OUT_OF_TICKETS: &str = "out of TLS 1.3 session tickets, without which this server may refuse data connections";

/// A cancelled transfer must be over within a second.
const FAREWELL: Duration = Duration::from_millis(800);

/// A data connection with the command that it belongs to.
#[derive(Debug)]
pub(super) struct Transfer {
    pub(super) data: Data,
    pub(super) line: Vec<u8>,
    /// The first reply to the command: 1yz, or 2yz from servers that leave that out.
    pub(super) answer: Option<Reply>,
}

/// How the server ended a transfer that came to nothing.
#[derive(Debug)]
pub(super) struct LastWords {
    pub(super) reply: Reply,
    /// It had agreed to the transfer before (1yz).
    pub(super) agreed: bool,
}

impl Connection {
    /// Opens a data connection for a command. When this fails, the connection is ready for the next call unless it is broken.
    ///
    /// # Errors
    /// With the server's words if it refused; with both addresses of the data connection if that did not open.
    pub(super) async fn begin(&mut self, line: &[u8], offset: u64) -> Result<Transfer> {
        self.keep_a_ticket()?;
        let order = self.order();
        let mut first: Option<Error> = None;
        for (at, listens) in order.iter().enumerate() {
            let another = at + 1 < order.len();
            match self.open(*listens, another, line, offset).await {
                Ok(transfer) => {
                    self.opened(*listens, first.is_some(), &transfer.data);
                    return Ok(transfer);
                }
                Err(error)
                    if another && is_about_data(&error) && !self.control.is_broken() && self.control.owed() == 0 =>
                {
                    let next = if *listens { "passive" } else { "active" };
                    self.control.tap.note(format!("{error}; trying {next} mode"));
                    first = Some(error);
                }
                Err(error) => return Err(self.failed_both(first, error, *listens)),
            }
        }
        Err(first.unwrap_or_else(|| Error::new(Stage::DataConnection, Kind::Unsupported, attempt(line))))
    }

    /// The directions to try, each as "do we listen?".
    fn order(&self) -> Vec<bool> {
        let sensible = self.options.active_address.is_some()
            || !is_private(self.control.local.ip())
            || is_private(self.control.peer.ip());
        match (self.options.mode, self.proven, self.control.shared.learned().active) {
            (Mode::Passive, ..) => vec![false],
            (Mode::Active, ..) => vec![true],
            (Mode::Auto, Some(worked), _) => vec![worked],
            (Mode::Auto, None, _) if !sensible => vec![false],
            (Mode::Auto, None, Some(true)) => vec![true, false],
            (Mode::Auto, None, _) => vec![false, true],
        }
    }

    fn opened(&mut self, listens: bool, was_second: bool, data: &Data) {
        self.proven = Some(listens);
        let shared = &self.control.shared;
        if was_second {
            shared.learned().active = Some(listens);
            let mode = if listens { "active" } else { "passive" };
            self.control
                .tap
                .note(format!("{mode} mode works; it is used first from now on"));
        }
        let mut facts = shared.facts();
        facts.active = Some(listens);
        match data.resumed {
            Some(true) => facts.resumed.0 += 1,
            Some(false) => facts.resumed.1 += 1,
            None => {}
        }
    }

    /// The first failure is the finding; the second only says that the way out was none.
    fn failed_both(&self, first: Option<Error>, second: Error, listened: bool) -> Error {
        if listened && self.proven.is_none() && second.broken && second.stage == Stage::DataConnection {
            // Nobody came in: do not begin with that again.
            let mut learned = self.control.shared.learned();
            if learned.active == Some(true) {
                learned.active = None;
            }
        }
        let Some(mut first) = first else {
            return second;
        };
        if !is_about_data(&second) {
            return second;
        }
        let cause = first.cause.take().map_or_else(String::new, |cause| cause + "; ");
        first.broken |= second.broken;
        first.with_cause(format!("{cause}the other direction failed too: {second}"))
    }

    async fn open(&mut self, listens: bool, another: bool, line: &[u8], offset: u64) -> Result<Transfer> {
        let patience = self.control.patience;
        let limit = match another {
            true => patience.data_warning.min(patience.data_open),
            false => patience.data_open,
        };
        let opening = if listens {
            Opening::Accept {
                listener: active::announce(&mut self.control, &self.options).await?,
                server: self.control.peer,
            }
        } else {
            Opening::Connect {
                local: self.control.local,
                peer: passive::ask(&mut self.control).await?,
            }
        };
        let (tap, tls) = (self.control.tap.clone(), self.tls.clone());
        let connecting = async move { data::open(opening, patience, limit, &tap).await };
        // Until passive mode has worked here, the command waits for the connection: a server that was told to send and
        // finds nobody sits there for a minute, while one that was not can still be asked for the other direction.
        let opening: Pin<Box<dyn Future<Output = Result<Data>> + Send>> = if listens || self.proven == Some(false) {
            Box::pin(async move { Data::new(connecting.await?, tls.as_ref(), patience).await })
        } else {
            let tcp = connecting.await?;
            Box::pin(async move { Data::new(tcp, tls.as_ref(), patience).await })
        };
        self.restart(offset).await?;
        self.control.send(line).await?;
        self.meet(opening, line, limit).await
    }

    /// Tells the server the offset; also takes an earlier one back, which some servers keep.
    async fn restart(&mut self, offset: u64) -> Result<()> {
        if offset == 0 && !self.offset_given {
            return Ok(());
        }
        let line = format!("REST {offset}");
        let reply = self.control.command(line.as_bytes()).await?;
        self.offset_given = offset != 0;
        if reply.code == 350 || offset == 0 {
            return Ok(());
        }
        Err(self.control.refused(Stage::Command, line.as_bytes(), reply))
    }

    /// Waits for the data connection and listens to the server meanwhile.
    async fn meet(
        &mut self,
        mut opening: Pin<Box<dyn Future<Output = Result<Data>> + Send + '_>>,
        line: &[u8],
        limit: Duration,
    ) -> Result<Transfer> {
        let deadline = Instant::now() + limit + self.control.patience.connect + self.control.patience.reply;
        let mut answer: Option<Reply> = None;
        loop {
            tokio::select! {
                biased;
                reply = self.control.next(line), if answer.is_none() => {
                    let reply = reply?;
                    if reply.code >= 300 {
                        return Err(self.turned_down(line, reply));
                    }
                    answer = Some(reply);
                }
                data = &mut opening => {
                    return match data {
                        Ok(data) => Ok(Transfer { data, line: line.to_vec(), answer }),
                        Err(error) => Err(self.came_to_nothing(line, error, answer.is_some()).await),
                    };
                }
                () = sleep_until(deadline) => return Err(self.control.broken(Kind::TimedOut, line)),
            }
        }
    }

    /// The server said no before the data connection stood.
    fn turned_down(&self, line: &[u8], reply: Reply) -> Error {
        let stage = if is_data_refusal(&reply) {
            Stage::DataConnection
        } else {
            Stage::Command
        };
        self.control.refused(stage, line, reply)
    }

    /// The data connection did not open. The server may say why; if it says nothing, it still waits, and we are out of step.
    /// A server that refuses the command closes the data connection too, and that may be seen first: then the reply is the
    /// finding. A peer that is not the server stays one, whatever is said.
    async fn came_to_nothing(&mut self, line: &[u8], error: Error, agreed: bool) -> Error {
        let is_tls = error.attempted == "TLS handshake";
        let is_finding = matches!(
            error.kind,
            Kind::Stranger | Kind::WrongProtocol(_) | Kind::NotTrusted { .. } | Kind::Changed { .. }
        );
        let error = match self.last_words(line, LAST_WORDS).await {
            Some(last)
                if !agreed
                    && !last.agreed
                    && !is_finding
                    && last.reply.code >= 400
                    && !is_data_refusal(&last.reply) =>
            {
                return self.turned_down(line, last.reply);
            }
            Some(last) => Error {
                broken: self.control.is_broken(),
                ..error.with_reply(last.reply)
            },
            None => {
                self.control.hang_up();
                error.breaking()
            }
        };
        if is_tls {
            self.blame_tickets(Some(false), error)
        } else {
            error
        }
    }

    /// The reply that ends a transfer, if it comes in time. Without it the connection is out of step.
    pub(super) async fn last_words(&mut self, line: &[u8], limit: Duration) -> Option<LastWords> {
        let deadline = Instant::now() + limit;
        let mut agreed = false;
        while self.control.owed() > 0 {
            let left = deadline.saturating_duration_since(Instant::now());
            match timeout(left, self.control.next(line)).await {
                Ok(Ok(reply)) if reply.code >= 200 => return Some(LastWords { reply, agreed }),
                Ok(Ok(_)) => agreed = true,
                Ok(Err(_)) | Err(_) => return None,
            }
        }
        None
    }

    /// Stops a transfer in the middle. Plain: close and hear the one reply that the server has for it. With TLS an end
    /// without goodbye confuses some servers for good, so the connection goes as well.
    pub(super) async fn cancel(&mut self, transfer: Transfer, ended: bool) -> Error {
        let error = Error::new(Stage::Transfer, Kind::Cancelled, attempt(&transfer.line));
        let line = transfer.line;
        drop(transfer.data);
        let in_step = self.tls.is_none() && (ended || self.last_words(&line, FAREWELL).await.is_some());
        if in_step && self.control.owed() == 0 {
            return error;
        }
        self.control.hang_up();
        error.breaking()
    }

    /// A server that gives no new ticket on uploads lets us run dry, and then refuses data connections that cannot prove
    /// whose they are. Nothing has been asked for yet, so this is the moment to end.
    fn keep_a_ticket(&self) -> Result<()> {
        if !self.is_out_of_tickets() {
            return Ok(());
        }
        self.take_stock();
        self.control.hang_up();
        Err(Error::new(Stage::DataConnection, Kind::Closed, "open data connection")
            .with_cause(OUT_OF_TICKETS)
            .between(Some(self.control.local), Some(self.control.peer))
            .breaking())
    }

    /// Tells when the last ticket is gone, so that whoever holds this session opens another one for the next file, and
    /// none has to fail first. Commands go on.
    pub(super) fn take_stock(&self) {
        if self.control.is_broken() || !self.is_out_of_tickets() || !self.control.shared.spend() {
            return;
        }
        let next = if self.only_tls13 {
            "the next data connection needs another control connection"
        } else {
            "connecting again with TLS 1.2, whose session can be used many times"
        };
        self.control.tap.note(format!("{OUT_OF_TICKETS}; {next}"));
        self.control.shared.learned().tls12 |= !self.only_tls13;
    }

    /// Whether the next data connection would end the session for want of a ticket: a look at a file is
    /// not worth the session.
    pub(super) fn is_out_of_tickets(&self) -> bool {
        let dry = self.tls.as_ref().is_some_and(|tls| tls.tickets.left() == 0);
        dry && self.is_tls13() && self.control.shared.facts().resumed.0 > 0
    }

    /// A data connection whose handshake could not take up the session, and that the server then refused: on TLS 1.3 the
    /// tickets may be at fault, so the next connection speaks TLS 1.2.
    pub(super) fn blame_tickets(&self, resumed: Option<bool>, error: Error) -> Error {
        if resumed != Some(false) || !self.is_tls13() || self.only_tls13 || self.control.shared.learned().tls12 {
            return error;
        }
        self.control.tap.note(format!(
            "{error}; the server may want TLS sessions to be reused: connecting again with TLS 1.2"
        ));
        self.control.shared.learned().tls12 = true;
        self.control.hang_up();
        Error {
            stage: Stage::DataConnection,
            kind: Kind::Closed,
            ..error.breaking()
        }
    }
}

/// Whether a reply refuses the data connection, and not what it was for.
pub(super) fn is_data_refusal(reply: &Reply) -> bool {
    matches!(reply.code, 425 | 426 | 522)
}

/// Whether the other direction may help.
fn is_about_data(error: &Error) -> bool {
    error.stage == Stage::DataConnection && !matches!(error.kind, Kind::Stranger | Kind::TooMany | Kind::Protocol)
}
