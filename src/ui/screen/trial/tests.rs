//! A trial as a person sees it: steps that come, a step that fails, and once more.

use std::net::SocketAddr;

use time::{OffsetDateTime, UtcOffset};

use super::*;
use crate::error::{Reply, Stage};
use crate::site::{FtpOptions, Logon, Protocol, Security, SftpOptions, Terms, TlsVersion};
use crate::trust::{Certificate, Fingerprint};
use crate::ui::look::{Palette, Shade};
use crate::ui::words::{Language, Words};
use crate::wire::{Encryption, Identity};

fn site(protocol: Protocol) -> Arc<Site> {
    Arc::new(Site {
        host: "ftp.shop.example.org".to_owned(),
        port: 21,
        protocol,
        logon: Logon::Ask {
            user: "deploy".to_owned(),
        },
        terms: Terms::default(),
    })
}

fn ftp(security: Security) -> Arc<Site> {
    site(Protocol::Ftp(FtpOptions {
        security,
        ..FtpOptions::default()
    }))
}

fn address() -> SocketAddr {
    "203.0.113.9:21".parse().unwrap()
}

fn step(milestone: Milestone, milliseconds: u64) -> Step {
    Step {
        result: Ok(milestone),
        took: Duration::from_millis(milliseconds),
    }
}

fn certificate() -> Milestone {
    Milestone::Trusted(Identity::Certificate {
        certificate: Box::new(Certificate {
            fingerprint: Fingerprint::of(b"certificate"),
            subject: "CN=ftp.shop.example.org".to_owned(),
            issuer: "CN=R11, O=Let's Encrypt".to_owned(),
            names: vec!["ftp.shop.example.org".to_owned()],
            not_before: 1_700_000_000,
            not_after: 1_900_000_000,
        }),
        verified: true,
    })
}

/// The first steps of a connection with explicit TLS, up to the login.
fn beginning() -> Vec<Step> {
    let second: SocketAddr = "[2001:db8::9]:21".parse().unwrap();
    vec![
        step(Milestone::Resolved(vec![address(), second]), 12),
        step(Milestone::Connected { peer: Some(address()) }, 28),
        step(Milestone::Greeted("220 (vsFTPd 3.0.5)".to_owned()), 61),
        step(
            Milestone::Encrypted(Encryption::Tls(
                TlsVersion::Tls13,
                "TLS13_AES_256_GCM_SHA384".to_owned(),
            )),
            94,
        ),
        step(certificate(), 0),
    ]
}

/// A trial that passed.
pub fn passed() -> Trial {
    let (mut trial, _) = Trial::begin(ftp(Security::Explicit), None);
    beginning().into_iter().for_each(|step| trial.heard(step));
    let user = "deploy".to_owned();
    let methods = Vec::new();
    trial.heard(step(Milestone::LoggedIn { user, methods }, 182));
    let listed = Milestone::Listed {
        folder: "/www".into(),
        entries: 1_204,
        active: Some(false),
    };
    trial.heard(step(listed, 1_310));
    trial.ended(Ok(()));
    trial
}

/// A trial whose password was refused.
pub fn refused() -> Trial {
    let (mut trial, _) = Trial::begin(ftp(Security::Explicit), None);
    beginning().into_iter().for_each(|step| trial.heard(step));
    let error = Error::new(Stage::Login, Kind::LoginRefused, "log in").with_reply(Reply {
        code: 530,
        text: b"530 Login incorrect.".to_vec(),
    });
    trial.heard(Step {
        result: Err(error.clone()),
        took: Duration::from_millis(2_040),
    });
    trial.ended(Err(&error));
    trial
}

/// A trial that has only just begun to log in.
pub fn under_way() -> Trial {
    let (mut trial, _) = Trial::begin(ftp(Security::Explicit), None);
    beginning().into_iter().for_each(|step| trial.heard(step));
    trial
}

/// A trial of a server that encrypts nothing.
pub fn in_clear() -> Trial {
    let (mut trial, _) = Trial::begin(ftp(Security::Plain), None);
    beginning().into_iter().take(3).for_each(|step| trial.heard(step));
    let user = "deploy".to_owned();
    let methods = Vec::new();
    trial.heard(step(Milestone::LoggedIn { user, methods }, 82));
    let listed = Milestone::Listed {
        folder: "/".into(),
        entries: 0,
        active: Some(true),
    };
    trial.heard(step(listed, 90));
    trial.ended(Ok(()));
    trial
}

fn sees(trial: &Trial, words: &Words, text: &str) -> bool {
    let context = Context {
        words,
        palette: Palette::of(Shade::Light),
        now: OffsetDateTime::UNIX_EPOCH,
        zone: UtcOffset::UTC,
        keys: crate::settings::KeyPreset::Standard,
    };
    let mut simulator = iced_test::simulator(trial.dialog(&context, 1, true));
    simulator.find(text).is_ok()
}

#[test]
fn steps_tell_what_was_found_and_how_long_it_took() {
    let words = Words::of(Language::English);
    let trial = passed();
    for text in [
        "203.0.113.9, 2001:db8::9",
        "to 203.0.113.9, port 21",
        "220 (vsFTPd 3.0.5)",
        "TLS13_AES_256_GCM_SHA384",
        "CN=ftp.shop.example.org",
        "as deploy",
        "/www",
        "28 ms",
        "1.3 s",
        "Test again",
    ] {
        assert!(sees(&trial, &words, text), "{text}");
    }
    assert_eq!(trial.state(), State::Passed);
}

#[test]
fn what_failed_is_told_where_it_failed() {
    let words = Words::of(Language::English);
    let trial = refused();
    assert!(sees(&trial, &words, "530 Login incorrect."));
    assert!(sees(&trial, &words, "2.0 s"));
    assert_eq!(trial.state(), State::Failed);
    let failed: Vec<Part> = (trial.lines.iter())
        .filter(|line| matches!(line.end, Some(End::Failed(..))))
        .map(|line| line.part)
        .collect();
    assert_eq!(failed, [Part::Login]);
}

#[test]
fn it_is_stopped_and_made_again_with_a_ticket_of_its_own() {
    let mut trial = under_way();
    assert_eq!(trial.under_way(), Some(Part::Login));
    let first = trial.ticket;
    let Action::Send(commands) = trial.update(Message::Stop) else {
        panic!()
    };
    assert!(matches!(commands[..], [Command::Cancel(Aim::Request(ticket))] if ticket == first));
    assert_eq!((trial.state(), trial.under_way()), (State::Stopped, None));
    let Action::Send(commands) = trial.update(Message::Again) else {
        panic!()
    };
    assert!(matches!(&commands[..], [Command::Try { ticket, .. }] if *ticket != first && trial.asked(*ticket)));
    assert!(
        !trial.asked(first),
        "a late answer of the first is not one of the second"
    );
    assert_eq!(trial.under_way(), Some(Part::Address));
    // Whoever goes while it is under way leaves nothing behind.
    assert!(matches!(trial.update(Message::Close), Action::Close(commands) if commands.len() == 1));
}

#[test]
fn each_protocol_has_its_own_steps() {
    let parts = |site: &Site| part::all(site);
    assert!(parts(&ftp(Security::Implicit)).starts_with(&[Part::Address, Part::Connection, Part::Encryption]));
    assert!(!parts(&ftp(Security::Plain)).contains(&Part::Identity));
    let jump = SftpOptions {
        jump: Some(Box::new((*site(Protocol::Sftp(SftpOptions::default()))).clone())),
        ..SftpOptions::default()
    };
    assert!(!parts(&site(Protocol::Sftp(jump.clone()))).contains(&Part::Address));
    // The address of the jump host cannot be found: the connection is what failed.
    let (mut trial, _) = Trial::begin(site(Protocol::Sftp(jump)), None);
    trial.heard(Step {
        result: Err(Error::new(Stage::Resolve, Kind::NotFound, "find the address of jump")),
        took: Duration::ZERO,
    });
    assert!(matches!(trial.lines[0].end, Some(End::Failed(..))));
}
