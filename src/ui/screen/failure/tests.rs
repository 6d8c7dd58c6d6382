//! Each failure has its page: what it is called, what can be done, and what is drawn.

mod cases;

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use super::diagnosis::diagnose;
use super::drawing::Flow;
use super::*;
use crate::engine::event::Facts;
use crate::error::{Kind, Stage};
use crate::site::{FtpOptions, Mode, SftpOptions, TlsVersion};
use crate::trust::{Certificate, Fingerprint, HostKey, KnownKey};
use crate::ui::words::Language;
pub use cases::cases;

/// An FTP site with explicit TLS.
pub fn ftp() -> Arc<Site> {
    with(FtpOptions::default(), 2221)
}

fn with(options: FtpOptions, port: u16) -> Arc<Site> {
    Arc::new(Site {
        host: "203.0.113.9".to_owned(),
        port,
        protocol: Protocol::Ftp(options),
        logon: Logon::Ask {
            user: "ftpuser".to_owned(),
        },
        terms: crate::site::Terms::default(),
    })
}

fn sftp() -> Arc<Site> {
    Arc::new(Site {
        protocol: Protocol::Sftp(SftpOptions::default()),
        port: 22,
        ..(*ftp()).clone()
    })
}

fn at(address: &str) -> Option<SocketAddr> {
    Some(address.parse().unwrap())
}

fn reply(error: Error, code: u16, text: &str) -> Error {
    error.with_reply(Reply {
        code,
        text: text.as_bytes().to_vec(),
    })
}

/// The failure of the drawings: passive, and nothing comes back.
pub fn silent_port() -> (Error, Scene) {
    let error = Error::new(Stage::DataConnection, Kind::TimedOut, "open data connection")
        .with_cause("no answer from 203.0.113.9 on port 49153 (data connection from 192.0.2.14)")
        .between(at("192.0.2.14:51322"), at("203.0.113.9:49153"));
    let mut scene = Scene::new(ftp()).listing();
    scene.answered = Some(Duration::from_millis(28));
    scene.waited = Some(Duration::from_secs(5));
    scene.facts = Some(Facts {
        tls: Some((TlsVersion::Tls13, String::new())),
        ..Facts::default()
    });
    (error, scene)
}

pub fn certificate() -> Box<Certificate> {
    Box::new(Certificate {
        fingerprint: Fingerprint::of(b"certificate"),
        subject: "CN=nas.local, O=Home".to_owned(),
        issuer: "CN=nas.local, O=Home".to_owned(),
        names: vec!["nas.local".to_owned(), "192.168.1.20".to_owned()],
        not_before: 1_700_000_000,
        not_after: 1_900_000_000,
    })
}

pub fn host_key() -> Box<HostKey> {
    let mut blob = 11_u32.to_be_bytes().to_vec();
    blob.extend(b"ssh-ed25519 and the key itself");
    Box::new(HostKey::from_blob(blob).unwrap())
}

/// The buttons of the page for a failure.
pub fn acts(words: &Words, failure: &Failure) -> Vec<Act> {
    diagnose(words, &failure.error, &failure.scene).actions
}

#[test]
fn every_failure_has_its_page_in_both_languages() {
    for language in Language::ALL {
        let words = Words::of(language);
        for (error, site, title, acts) in cases() {
            let scene = Scene::new(site).listing();
            let page = diagnose(&words, &error, &scene);
            let port = error.peer.map_or(scene.site.port, |peer| peer.port());
            let said = words.with(title, &[("port", port.into())]);
            assert_eq!(page.title, said, "{error}");
            assert!(page.actions.starts_with(&acts), "{error}: {:?}", page.actions);
            let all = format!("{}{}{:?}", page.title, page.sentence, page.for_the_server);
            assert!(!all.contains("failure-"), "a sentence is missing: {all}");
            assert!(!all.contains('{') || !all.contains('$'), "a value is missing: {all}");
            assert!(page.sentence.len() > 20, "{}", page.sentence);
        }
    }
}

#[test]
fn a_control_connection_that_broke_off_is_drawn_as_that() {
    let error = Error::new(Stage::Command, Kind::Closed, "EPSV").breaking();
    let page = diagnose(&Words::of(Language::English), &error, &Scene::new(ftp()).listing());
    let drawing = page.drawing.unwrap();
    assert_eq!(drawing.control.label, "control · broke off");
    assert_eq!((drawing.control.flow, drawing.data), (Flow::Stopped, None));
}

#[test]
fn a_silent_passive_port_is_named_and_drawn_as_far_as_it_was_seen() {
    let (error, scene) = silent_port();
    let page = diagnose(&Words::of(Language::English), &error, &scene);
    assert_eq!(page.title, "Port 49153 never answered");
    let drawing = page.drawing.unwrap();
    assert_eq!(drawing.server, "203.0.113.9");
    assert_eq!((drawing.control.here, drawing.control.there), (Some(51322), Some(2221)));
    assert_eq!(drawing.control.label, "control · answered in 28 ms");
    assert_eq!(drawing.control.flow, Flow::Open);
    let data = drawing.data.unwrap();
    assert_eq!(data.label, "data · no answer in 5 s");
    // The error's own address is the control connection's: which port the system chose for the attempt, nobody saw.
    assert_eq!((data.here, data.there), (None, Some(49153)));
    let advice = page.for_the_server.unwrap();
    assert!(advice.sentence.contains("security group"));
    assert!(advice.commands.iter().any(|line| line.starts_with("firewall-cmd")));
    assert!(advice.commands.iter().any(|line| line.starts_with("ufw")));
}

#[test]
fn active_mode_is_offered_only_where_the_server_can_reach_us() {
    let (mut error, scene) = silent_port();
    error.local = at("192.168.1.4:51322");
    let page = diagnose(&Words::of(Language::English), &error, &scene);
    assert_eq!(page.actions.first(), Some(&Act::TryAgain));
    assert!(!page.actions.contains(&Act::TryActive));
    error.peer = at("192.168.1.9:49153");
    let page = diagnose(&Words::of(Language::English), &error, &scene);
    assert_eq!(page.actions.first(), Some(&Act::TryActive));
}

#[test]
fn after_both_directions_none_is_offered_again() {
    let (error, scene) = silent_port();
    let error = error.with_cause("no answer; the other direction failed too: wait for data connection: TimedOut");
    let page = diagnose(&Words::of(Language::English), &error, &scene);
    assert_eq!(page.title, "Neither passive nor active mode works");
    assert!(!page.actions.contains(&Act::TryActive) && !page.actions.contains(&Act::TryPassive));
}

#[test]
fn an_active_connection_is_drawn_from_the_server() {
    let error = Error::new(Stage::DataConnection, Kind::TimedOut, "wait for data connection")
        .between(at("192.0.2.14:40000"), at("203.0.113.9:2221"));
    let mode = Mode::Active;
    let scene = Scene::new(with(
        FtpOptions {
            mode,
            ..FtpOptions::default()
        },
        2221,
    ))
    .listing();
    let page = diagnose(&Words::of(Language::English), &error, &scene);
    assert!(page.sentence.contains("port 40000"), "{}", page.sentence);
    let data = page.drawing.unwrap().data.unwrap();
    assert!(data.from_server);
    assert_eq!((data.here, data.there), (Some(40000), None));
}

#[test]
fn a_wrong_announced_address_is_told() {
    let (error, mut scene) = silent_port();
    scene.announced = Some("10.0.0.5".parse().unwrap());
    let page = diagnose(&Words::of(Language::English), &error, &scene);
    assert!(page.sentence.contains("10.0.0.5") && page.sentence.contains("203.0.113.9"));
    assert!(page.for_the_server.unwrap().commands[0].starts_with("pasv_address="));
}

#[test]
fn chinese_pages_can_be_searched_for_and_name_what_is_usual_there() {
    let words = Words::of(Language::Chinese);
    let (error, scene) = silent_port();
    let page = diagnose(&words, &error, &scene);
    assert_eq!(page.familiar.as_deref(), Some("读取目录列表失败"));
    let advice = page.for_the_server.unwrap().sentence;
    assert!(advice.contains("安全组") && advice.contains("宝塔"), "{advice}");
    // Where no list was wanted, nothing is said about one.
    let mut scene = scene;
    scene.listing = false;
    assert_eq!(diagnose(&words, &error, &scene).familiar, None);
}

#[test]
fn nothing_that_changed_can_be_tried_again_without_thought() {
    let words = Words::of(Language::English);
    for (error, site, _, _) in cases() {
        let page = diagnose(&words, &error, &Scene::new(site));
        let changed = matches!(
            error.kind,
            Kind::Changed { .. } | Kind::HostKeyChanged { .. } | Kind::HostKeyRevoked { .. }
        );
        if changed {
            assert!(page.grave);
            assert!(!page.actions.contains(&Act::TryAgain), "{error}");
        }
        let first = page.actions.first().unwrap();
        assert_ne!(*first, Act::ConnectWithoutEncryption, "{error}");
    }
}

#[test]
fn sftp_comes_first_where_it_answers_and_is_not_offered_where_it_does_not() {
    let words = Words::of(Language::English);
    let error = Error::new(Stage::Tls, Kind::NoEncryption, "AUTH TLS");
    let mut scene = Scene::new(ftp());
    let first = |scene: &Scene| diagnose(&words, &error, scene).actions;
    assert!(!first(&scene).contains(&Act::UseSftp));
    scene.sftp = Some(false);
    assert!(!first(&scene).contains(&Act::UseSftp));
    scene.sftp = Some(true);
    let [Act::UseSftp, Act::ConnectWithoutEncryption, ..] = first(&scene)[..] else {
        panic!("{:?}", first(&scene));
    };
}

#[test]
fn what_changed_is_shown_beside_what_was_known() {
    let words = Words::of(Language::English);
    let known = KnownKey {
        key: *host_key(),
        at: "known_hosts:3".to_owned(),
    };
    let changed = Kind::HostKeyChanged {
        key: host_key(),
        before: vec![known],
    };
    let error = Error::new(Stage::Trust, changed, "check the host key");
    let page = diagnose(&words, &error, &Scene::new(sftp()));
    let print = host_key().fingerprint().to_string();
    assert!(page.evidence[0].starts_with("now") && page.evidence[0].contains(&print));
    assert!(page.evidence[1].starts_with("before") && page.evidence[1].ends_with("(known_hosts:3)"));
}

#[test]
fn a_row_gets_the_title_and_the_servers_last_line() {
    let words = Words::of(Language::English);
    let error = Error::new(Stage::Transfer, Kind::Rejected, "STOR a");
    let error = reply(error, 553, "553-Sorry\r\n553 Could not create file.");
    assert_eq!(cause(&words, &error), "The server refused: 553 Could not create file.");
    let (error, _) = silent_port();
    assert_eq!(cause(&words, &error), "Port 49153 never answered");
}
