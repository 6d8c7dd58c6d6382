//! From a site to a control connection: address, TCP, greeting, encryption, trust. No credential is sent here.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use suppaftp::FtpError;
use tokio::time::{sleep, timeout};

use super::book::Book;
use super::control::{Control, Ftp};
use super::door::{Door, Role, Seen};
use super::encoding;
use super::reply::{self, refusal};
use super::shared::Shared;
use super::tls::{self, Tls};
use crate::ask::{Answer, Question};
use crate::error::{Error, Kind, Reply, Result, Stage};
use crate::path::visible;
use crate::remote::{Dial, way};
use crate::site::{FtpOptions, Security, TlsVersion};
use crate::trust::Known;
use crate::wire::Milestone;

/// A control connection on which a login may begin.
#[derive(Debug)]
pub(super) struct Opened {
    pub(super) control: Control,
    pub(super) tls: Option<Arc<Tls>>,
    /// TLS 1.2 was tried and the server speaks only 1.3.
    pub(super) only_tls13: bool,
}

/// Connects until it is clear who the server is. Remembers a certificate that was accepted on the way in `known`.
pub(super) async fn open(dial: &Dial<'_>, options: &FtpOptions, known: &mut Known) -> Result<Opened> {
    let mut highest = match dial.learned.tls12 {
        true => TlsVersion::Tls12,
        false => options.highest_tls,
    };
    let mut only_tls13 = false;
    loop {
        let error = match attempt(dial, options, *known, highest).await {
            Ok((control, tls)) => {
                return Ok(Opened {
                    control,
                    tls,
                    only_tls13,
                });
            }
            Err(error) => error,
        };
        if let Kind::NotTrusted { certificate, reason } = &error.kind {
            let question = Question::Certificate {
                server: dial.site.address(),
                certificate: certificate.clone(),
                reason: *reason,
            };
            // The connection is closed by now: a person may take their time.
            let accepted = matches!(dial.ask.ask(question).await, Answer::Yes);
            if !accepted || known.pin == Some(certificate.fingerprint) {
                return Err(error);
            }
            known.pin = Some(certificate.fingerprint);
            dial.tap.note(format!(
                "certificate {} accepted; connecting again",
                certificate.fingerprint
            ));
        } else if highest < options.highest_tls && tls::is_about_version(&error) {
            dial.tap
                .note("the server refuses TLS 1.2, which it would need for session reuse; going back to TLS 1.3");
            highest = options.highest_tls;
            only_tls13 = true;
        } else {
            return Err(error);
        }
    }
}

async fn attempt(
    dial: &Dial<'_>,
    options: &FtpOptions,
    known: Known,
    highest: TlsVersion,
) -> Result<(Control, Option<Arc<Tls>>)> {
    let tls = match options.security {
        Security::Plain => None,
        Security::Explicit | Security::Implicit => Some(Arc::new(Tls::new(&dial.site.host, known, highest)?)),
    };
    let book = Arc::new(Book::new(dial.tap.clone()));
    let door = Door {
        role: match options.security {
            Security::Implicit => Role::Implicit,
            Security::Plain | Security::Explicit => Role::Plain,
        },
        tls: tls.clone(),
        book: book.clone(),
        tap: dial.tap.clone(),
        patience: dial.patience,
        seen: Arc::default(),
    };
    let mut ftp = reach(dial, &door).await?;
    let greeting = ftp.get_welcome_msg().unwrap_or_default().to_owned();
    book.set_telnet(greeting.contains("ProFTPD"));
    dial.tap
        .reached(|| Milestone::Greeted(visible(greeting.trim_end().as_bytes())));
    if options.security == Security::Explicit {
        ftp = secure(ftp, &door, &dial.site.host).await?;
    }
    ftp.set_encoding(encoding::Bytes).await;
    let shared = Arc::new(Shared::new(dial.learned.clone()));
    let Seen { ends, tls: spoken, .. } = std::mem::take(&mut *door.seen());
    let mut control = Control::new(ftp, book, dial.tap.clone(), dial.patience, shared.clone());
    if let Some((local, peer)) = ends {
        (control.local, control.peer) = (local, peer);
    }
    if options.security == Security::Implicit {
        for line in [&b"PBSZ 0"[..], b"PROT P"] {
            let reply = control.command(line).await.map_err(in_tls)?;
            if !reply.is_done() {
                return Err(
                    unprotected(&String::from_utf8_lossy(line), reply).between(Some(control.local), Some(control.peer))
                );
            }
        }
    }
    let verdict = tls.as_ref().and_then(|tls| tls.judge.verdict());
    let mut facts = shared.facts();
    facts.greeting = greeting;
    facts.tls = spoken;
    facts.verified = verdict.as_ref().is_some_and(|verdict| verdict.platform.is_ok());
    facts.certificate = verdict.map(|verdict| verdict.certificate);
    drop(facts);
    Ok((control, tls))
}

/// Opens TCP and hears the greeting, address by address until one answers.
async fn reach(dial: &Dial<'_>, door: &Door) -> Result<Ftp> {
    let addresses = way::addresses(&dial.site.host, dial.site.port, dial.patience.connect).await?;
    dial.tap.reached(|| Milestone::Resolved(addresses.clone()));
    let mut failure = None;
    for (at, address) in addresses.iter().enumerate() {
        let limit = match at + 1 == addresses.len() {
            true => dial.patience.connect,
            false => dial.patience.connect.min(way::ONE_OF_SEVERAL),
        };
        dial.tap.note(format!("connecting to {address}"));
        match reach_one(door, *address, limit, &dial.site.host).await {
            Ok(ftp) => return Ok(ftp),
            Err(error) if door.seen().ends.is_some() => return Err(error),
            Err(error) => {
                dial.tap.note(error.to_string());
                failure = Some(error);
            }
        }
    }
    Err(failure.unwrap_or_else(|| Error::new(Stage::Resolve, Kind::NotFound, "find the server's address")))
}

async fn reach_one(door: &Door, address: SocketAddr, limit: Duration, host: &str) -> Result<Ftp> {
    let mut attempt = std::pin::pin!(Ftp::connect_secure_implicit(address, door.clone(), host));
    let answer = tokio::select! {
        answer = &mut attempt => answer,
        () = sleep(limit) => {
            if door.seen().ends.is_none() {
                return Err(Error::new(Stage::Connect, Kind::TimedOut, "open connection").between(None, Some(address)));
            }
            // TCP stands: TLS and greeting have limits of their own, which the rest of a long greeting shares.
            match timeout(door.patience.reply + door.patience.connect, &mut attempt).await {
                Ok(answer) => answer,
                Err(_) => return Err(Error::new(Stage::Greeting, Kind::TimedOut, "read greeting").between(None, Some(address))),
            }
        }
    };
    let error = match answer {
        Ok(ftp) => {
            door.book.settle_greeting();
            return Ok(ftp);
        }
        Err(error) => error,
    };
    let seen = std::mem::take(&mut *door.seen());
    let (local, stage) = match seen.ends {
        Some((local, _)) => (Some(local), Stage::Greeting),
        None => (None, Stage::Connect),
    };
    door.seen().ends = seen.ends;
    let error = match (seen.failure, error) {
        (Some(failure), _) => failure,
        (None, FtpError::UnexpectedResponse(response)) => {
            refusal(stage, "read greeting", reply::read(&response.body)).breaking()
        }
        (None, FtpError::ConnectionError(error)) => {
            let attempted = if stage == Stage::Connect {
                "open connection"
            } else {
                "read greeting"
            };
            Error::io(stage, attempted, &error).breaking()
        }
        (None, other) => Error::new(stage, Kind::Protocol, "read greeting")
            .with_cause(other)
            .breaking(),
    };
    Err(way::or_offline(error.between(local, Some(address))))
}

/// `AUTH TLS`, the handshake, `PBSZ 0` and `PROT P`. Anything but yes to each of them ends the connection.
async fn secure(ftp: Ftp, door: &Door, host: &str) -> Result<Ftp> {
    let door = Door {
        role: Role::Upgrade,
        ..door.clone()
    };
    let ends = door.seen().ends;
    let limit = door.patience.reply * 3 + door.patience.connect;
    let outcome = timeout(limit, ftp.into_secure(door.clone(), host)).await;
    let attempted = match door.book.commands() {
        0 | 1 => "AUTH TLS",
        2 => "PBSZ 0",
        _ => "PROT P",
    };
    let broken = |kind| Error::new(Stage::Tls, kind, attempted);
    let error = match outcome {
        Ok(Ok(ftp)) => {
            let said = door.book.recent();
            if reply::length(&said) == Some(said.len()) {
                door.book.settle();
                return Ok(ftp);
            }
            broken(Kind::Protocol).with_cause("the server sent more than the reply to PROT P")
        }
        Err(_) => broken(Kind::TimedOut),
        Ok(Err(error)) => match (door.seen().failure.take(), error) {
            (Some(failure), _) => failure,
            (None, FtpError::UnexpectedResponse(response)) => unprotected(attempted, reply::read(&response.body)),
            (None, FtpError::ConnectionError(error)) if error.kind() == std::io::ErrorKind::UnexpectedEof => {
                broken(Kind::Closed).with_cause("the server closed the connection")
            }
            (None, FtpError::ConnectionError(error)) => Error::io(Stage::Tls, attempted, &error),
            (None, FtpError::BadResponse) if attempted == "AUTH TLS" => broken(Kind::Protocol).with_cause(
                "bytes in clear behind the reply to AUTH TLS: somebody may have put them there, so nothing was sent",
            ),
            (None, other) => broken(Kind::Protocol).with_cause(other),
        },
    };
    let error = error.breaking();
    Err(match ends {
        Some((local, peer)) => error.between(Some(local), Some(peer)),
        None => error,
    })
}

/// Encryption was refused. Nothing but the question was sent.
fn unprotected(attempted: &str, reply: Reply) -> Error {
    if reply.code == 421 {
        return refusal(Stage::Tls, attempted, reply).breaking();
    }
    Error::new(Stage::Tls, Kind::NoEncryption, attempted)
        .with_reply(reply)
        .breaking()
}

fn in_tls(error: Error) -> Error {
    Error {
        stage: Stage::Tls,
        ..error
    }
}
