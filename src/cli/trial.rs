//! `test`: every step on the way to a list, one a line, and where it stops.

use std::sync::Arc;
use std::time::Duration;

use serde::Serialize;

use super::json::{ErrorObject, text};
use super::run::Run;
use crate::engine::command::Ticket;
use crate::engine::event::Step;
use crate::engine::{Command, Event};
use crate::error::{Error, Kind, Stage};
use crate::path::{RemotePath, visible};
use crate::site::{Site, TlsVersion};
use crate::wire::{Encryption, Identity, Milestone};

/// Tries a site out.
pub fn carry_out(run: &mut Run, site: Arc<Site>, folder: RemotePath) {
    let ticket = Ticket(1);
    run.send(Command::Try {
        ticket,
        site,
        folder: Some(folder),
    });
    let mut ended = false;
    while !ended {
        let Some(events) = run.next() else { return };
        for event in events {
            match event {
                Event::Tried { step, .. } => tell(run, &step),
                Event::Answered { result, .. } => {
                    ended = true;
                    match result {
                        Ok(_) => run.tally.done += 1,
                        Err(error) if error.kind == Kind::Cancelled => run.tally.interrupted = true,
                        // Its step has said it.
                        Err(_) => {}
                    }
                }
                _ => {}
            }
        }
    }
    run.end();
    while run.next().is_some() {}
}

/// A step, for programs.
#[derive(Serialize)]
struct StepObject {
    step: &'static str,
    status: &'static str,
    found: Option<String>,
    milliseconds: u64,
    error: Option<ErrorObject>,
}

fn tell(run: &mut Run, step: &Step) {
    let took = u64::try_from(step.took.as_millis()).unwrap_or(u64::MAX);
    let (name, found) = match &step.result {
        Ok(milestone) => (name(milestone), Some(found(milestone))),
        Err(error) => (at(error), None),
    };
    let error = step.result.as_ref().err();
    let status = if error.is_some() { "failed" } else { "ok" };
    if run.printer.is_json() {
        run.printer.object(&StepObject {
            step: name,
            status,
            found,
            milliseconds: took,
            error: error.map(ErrorObject::from),
        });
    } else {
        let found = found.unwrap_or_default();
        let line = format!("{status:<6}  {name:<11}  {:>8}  {found}", time(step.took));
        run.printer.result(line.trim_end());
    }
    // Steps are wanted as they come.
    run.printer.flush();
    if let Some(error) = error {
        run.fail(None, error, true);
    }
}

/// What the step is called whose end this is.
fn name(milestone: &Milestone) -> &'static str {
    match milestone {
        Milestone::Resolved(_) => "address",
        Milestone::Connected { .. } => "connection",
        Milestone::Greeted(_) => "greeting",
        Milestone::Encrypted(_) => "encryption",
        Milestone::Trusted(Identity::Certificate { .. }) => "certificate",
        Milestone::Trusted(Identity::HostKey(_)) => "host key",
        Milestone::LoggedIn { .. } => "login",
        Milestone::Listed { .. } => "folder",
    }
}

/// The step at which it stopped.
fn at(error: &Error) -> &'static str {
    match error.stage {
        Stage::Resolve => "address",
        Stage::Connect | Stage::Plan | Stage::LocalDisk => "connection",
        Stage::Greeting => "greeting",
        Stage::Tls | Stage::Ssh => "encryption",
        Stage::Trust => match error.kind {
            Kind::NotTrusted { .. } | Kind::Changed { .. } => "certificate",
            _ => "host key",
        },
        Stage::Login => "login",
        _ => "folder",
    }
}

fn found(milestone: &Milestone) -> String {
    match milestone {
        Milestone::Resolved(addresses) => {
            let mut all: Vec<String> = addresses.iter().map(|address| address.ip().to_string()).collect();
            all.dedup();
            all.join(", ")
        }
        Milestone::Connected { peer: Some(peer) } => peer.to_string(),
        Milestone::Connected { peer: None } => "through the jump host".to_owned(),
        Milestone::Greeted(said) => said.lines().next().unwrap_or_default().to_owned(),
        Milestone::Encrypted(Encryption::Tls(version, cipher)) => {
            let version = match version {
                TlsVersion::Tls12 => "TLS 1.2",
                TlsVersion::Tls13 => "TLS 1.3",
            };
            format!("{version}, {cipher}")
        }
        Milestone::Encrypted(Encryption::Ssh { key_exchange, cipher }) => format!("{key_exchange}, {cipher}"),
        Milestone::Trusted(Identity::Certificate { certificate, verified }) => {
            let by = if *verified {
                "this system vouches for it"
            } else {
                "accepted before"
            };
            format!("{}, {by}", certificate.fingerprint)
        }
        Milestone::Trusted(Identity::HostKey(key)) => {
            format!("{} {}", visible(key.algorithm().as_bytes()), key.fingerprint())
        }
        Milestone::LoggedIn { user, methods } => {
            let user = visible(user.as_bytes());
            match methods.as_slice() {
                [] => user,
                methods => format!("{user}, by {}", methods.join(", ")),
            }
        }
        Milestone::Listed {
            folder,
            entries,
            active,
        } => {
            let mode = match active {
                Some(true) => ", active mode",
                Some(false) => ", passive mode",
                None => "",
            };
            format!("{entries} entries in {}{mode}", text(folder.as_bytes()))
        }
    }
}

fn time(took: Duration) -> String {
    format!("{} ms", took.as_millis())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::answers::Rules;
    use crate::cli::fake::{Played, play};
    use crate::error::{Reply, Result};
    use crate::site::{FtpOptions, Logon, Protocol, Terms};

    fn step(result: Result<Milestone>, milliseconds: u64) -> Event {
        let took = Duration::from_millis(milliseconds);
        Event::Tried {
            ticket: Ticket(1),
            step: Box::new(Step { result, took }),
        }
    }

    fn played(json: bool) -> Played {
        let error = Error::new(Stage::Login, Kind::LoginRefused, "log in").with_reply(Reply {
            code: 530,
            text: b"530 Login incorrect.".to_vec(),
        });
        let peer = Some("203.0.113.9:21".parse().unwrap());
        let script = vec![
            step(Ok(Milestone::Connected { peer }), 28),
            step(Ok(Milestone::Greeted("220 hello\n220 there".to_owned())), 61),
            step(Err(error.clone()), 2_040),
            Event::Answered {
                ticket: Ticket(1),
                result: Err(error),
            },
        ];
        let site = Arc::new(Site {
            host: "h".to_owned(),
            port: 21,
            protocol: Protocol::Ftp(FtpOptions::default()),
            logon: Logon::Anonymous,
            terms: Terms::default(),
        });
        play(json, Rules::default(), script, |run| {
            carry_out(run, site, RemotePath::home());
        })
    }

    #[test]
    fn steps_are_lines_and_the_last_says_why() {
        let played = played(false);
        let lines: Vec<&str> = played.results.lines().collect();
        assert_eq!(
            lines,
            [
                "ok      connection      28 ms  203.0.113.9:21",
                "ok      greeting        61 ms  220 hello",
                "failed  login         2040 ms",
            ]
        );
        assert!(played.remarks.contains("530 Login incorrect."), "{}", played.remarks);
        assert_ne!(played.tally.status(), 0);
    }

    #[test]
    fn steps_are_objects_for_programs() {
        let played = played(true);
        let last: serde_json::Value = serde_json::from_str(played.results.lines().last().unwrap()).unwrap();
        assert_eq!(last["step"], "login");
        assert_eq!(last["status"], "failed");
        assert_eq!(last["error"]["reply"], "530 Login incorrect.");
        assert_eq!(last["milliseconds"], 2_040);
    }
}
