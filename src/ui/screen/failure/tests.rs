//! Each failure has its page: what it is called, what can be done, and what is drawn.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use super::diagnosis::diagnose;
use super::drawing::Flow;
use super::*;
use crate::engine::event::Facts;
use crate::error::{Kind, Speech, Stage};
use crate::site::{FtpOptions, Mode, Security, SftpOptions, TlsVersion};
use crate::trust::{Certificate, Distrust, Fingerprint, HostKey, KnownKey};
use crate::ui::words::Language;

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

/// Errors with the key of their page's title and the first ways on.
fn cases() -> Vec<(Error, Arc<Site>, &'static str, Vec<Act>)> {
    use Act::*;
    let new = |stage, kind, attempted: &str| Error::new(stage, kind, attempted);
    let peer = |error: Error| error.between(at("192.0.2.14:51322"), at("203.0.113.9:2221"));
    let speech = |speech| new(Stage::Greeting, Kind::WrongProtocol(speech), "read greeting");
    let implicit = || {
        let security = Security::Implicit;
        with(
            FtpOptions {
                security,
                ..FtpOptions::default()
            },
            2990,
        )
    };
    let plain = || {
        let security = Security::Plain;
        with(
            FtpOptions {
                security,
                ..FtpOptions::default()
            },
            21,
        )
    };
    let login = |code, text: &str| reply(new(Stage::Login, Kind::LoginRefused, "log in"), code, text);
    let data = |kind, attempted: &str| {
        new(Stage::DataConnection, kind, attempted).between(at("192.0.2.14:51322"), at("203.0.113.9:49153"))
    };
    let trust = |kind| new(Stage::Trust, kind, "check the certificate");
    let known = KnownKey {
        key: *host_key(),
        at: "known_hosts:3".to_owned(),
    };
    vec![
        (
            new(Stage::Resolve, Kind::NotFound, "find the address of x"),
            ftp(),
            "failure-name",
            vec![EditSite],
        ),
        (
            new(Stage::Resolve, Kind::TimedOut, "find the address of x"),
            ftp(),
            "failure-name-silent",
            vec![TryAgain],
        ),
        (
            peer(new(Stage::Connect, Kind::Refused, "open connection")),
            ftp(),
            "failure-port-refused",
            vec![TryPort(21), UseSftp, EditSite],
        ),
        (
            new(Stage::Connect, Kind::Refused, "open connection"),
            sftp(),
            "failure-port-refused",
            vec![EditSite],
        ),
        (
            peer(new(Stage::Connect, Kind::TimedOut, "open connection")),
            ftp(),
            "failure-port-silent",
            vec![TryAgain, TryPort(21)],
        ),
        (
            new(Stage::Connect, Kind::Unreachable, "open connection"),
            ftp(),
            "failure-unreachable",
            vec![TryAgain],
        ),
        (speech(Speech::Ssh), ftp(), "failure-is-ssh", vec![UseSftp]),
        (speech(Speech::Http), ftp(), "failure-is-web", vec![EditSite]),
        (
            speech(Speech::Silence),
            ftp(),
            "failure-is-silent",
            vec![UseImplicitTls],
        ),
        (speech(Speech::Silence), sftp(), "failure-is-silent", vec![EditSite]),
        (speech(Speech::Unknown), ftp(), "failure-is-unknown", vec![EditSite]),
        (
            new(Stage::Tls, Kind::WrongProtocol(Speech::PlainText), "TLS handshake"),
            implicit(),
            "failure-is-plain",
            vec![UseExplicitTls],
        ),
        (
            new(Stage::Greeting, Kind::TimedOut, "read greeting"),
            ftp(),
            "failure-greeting-silent",
            vec![TryAgain],
        ),
        (
            new(Stage::Greeting, Kind::Closed, "read greeting"),
            ftp(),
            "failure-greeting-closed",
            vec![TryAgain],
        ),
        (
            reply(new(Stage::Tls, Kind::NoEncryption, "AUTH TLS"), 530, "530 Please login"),
            ftp(),
            "failure-no-tls",
            vec![UseSftp, ConnectWithoutEncryption],
        ),
        (
            reply(new(Stage::Tls, Kind::NoEncryption, "PROT P"), 536, "536 no"),
            ftp(),
            "failure-no-tls-data",
            vec![UseSftp, ConnectWithoutEncryption],
        ),
        (
            new(Stage::Tls, Kind::Handshake, "TLS handshake"),
            ftp(),
            "failure-handshake",
            vec![UseSftp],
        ),
        (
            new(Stage::Tls, Kind::Closed, "AUTH TLS"),
            ftp(),
            "failure-tls-closed",
            vec![TryAgain],
        ),
        (
            new(Stage::Tls, Kind::Closed, "TLS handshake"),
            implicit(),
            "failure-tls-closed",
            vec![UseExplicitTls],
        ),
        (
            trust(Kind::NotTrusted {
                certificate: certificate(),
                reason: Distrust::Expired,
            }),
            ftp(),
            "failure-not-trusted",
            vec![ShowCertificate, TryAgain],
        ),
        (
            trust(Kind::Changed {
                certificate: certificate(),
                before: None,
            }),
            ftp(),
            "failure-certificate-changed",
            vec![ShowCertificate, ShowLog],
        ),
        (
            trust(Kind::UnknownHostKey {
                key: host_key(),
                others: vec![],
            }),
            sftp(),
            "failure-host-key",
            vec![ShowCertificate, TryAgain],
        ),
        (
            trust(Kind::HostKeyChanged {
                key: host_key(),
                before: vec![known],
            }),
            sftp(),
            "failure-host-key-changed",
            vec![ShowCertificate, ShowLog],
        ),
        (
            trust(Kind::HostKeyRevoked {
                key: host_key(),
                at: "known_hosts:4".to_owned(),
            }),
            sftp(),
            "failure-host-key-revoked",
            vec![ShowCertificate, ShowLog],
        ),
        (
            login(530, "530 Login incorrect."),
            ftp(),
            "failure-login",
            vec![TypePassword, EditSite],
        ),
        (
            login(530, "530 This server requires TLS"),
            plain(),
            "failure-wants-tls",
            vec![UseExplicitTls],
        ),
        (
            new(Stage::Login, Kind::LoginRefused, "log in").with_cause("publickey"),
            sftp(),
            "failure-login",
            vec![TypePassword],
        ),
        (
            new(Stage::Login, Kind::NoPassword, "log in"),
            ftp(),
            "failure-no-password",
            vec![TypePassword],
        ),
        (
            reply(
                new(Stage::Login, Kind::TooMany, "log in"),
                421,
                "421 Too many connections",
            ),
            ftp(),
            "failure-too-many",
            vec![TryAgain],
        ),
        (
            login(
                500,
                "500 OOPS: vsftpd: refusing to run with writable root inside chroot()",
            ),
            ftp(),
            "failure-oops-root",
            vec![TryAgain],
        ),
        (
            login(500, "500 OOPS: cannot change directory:/home/x"),
            ftp(),
            "failure-oops-folder",
            vec![TryAgain],
        ),
        (
            login(500, "500 OOPS: bad bool value in config file"),
            ftp(),
            "failure-oops-config",
            vec![TryAgain],
        ),
        (
            login(500, "500 OOPS: child died"),
            ftp(),
            "failure-oops",
            vec![TryAgain],
        ),
        (
            data(Kind::TimedOut, "open data connection"),
            ftp(),
            "failure-data-silent",
            vec![TryActive, TryAgain],
        ),
        (
            data(Kind::Refused, "open data connection"),
            ftp(),
            "failure-data-refused",
            vec![TryActive, TryAgain],
        ),
        (data(Kind::TimedOut, "EPSV"), ftp(), "failure-epsv", vec![TryAgain]),
        (
            data(Kind::TimedOut, "wait for data connection"),
            ftp(),
            "failure-not-called",
            vec![TryPassive],
        ),
        (
            reply(
                data(Kind::Rejected, "PORT 192,0,2,14,200,12"),
                500,
                "500 Illegal PORT command.",
            ),
            ftp(),
            "failure-port-command",
            vec![TryPassive],
        ),
        (
            data(Kind::NotPermitted, "listen for data connection"),
            ftp(),
            "failure-listen",
            vec![TryPassive],
        ),
        (
            reply(data(Kind::Rejected, "PASV"), 550, "550 Permission denied."),
            ftp(),
            "failure-no-passive",
            vec![TryActive],
        ),
        (
            reply(data(Kind::Rejected, "LIST"), 425, "425 Security: Bad IP connecting."),
            ftp(),
            "failure-bad-ip",
            vec![TryActive, TryAgain],
        ),
        (
            reply(
                data(Kind::Rejected, "LIST"),
                522,
                "522 SSL connection failed: session reuse required",
            ),
            ftp(),
            "failure-session",
            vec![TryAgain],
        ),
        (
            data(Kind::Stranger, "TLS handshake"),
            ftp(),
            "failure-stranger",
            vec![TryAgain],
        ),
        (
            reply(
                new(Stage::Command, Kind::NotFound, "MLSD /x"),
                550,
                "550 No such directory",
            ),
            ftp(),
            "failure-no-folder",
            vec![GoUp, TryAgain],
        ),
        (
            reply(
                new(Stage::Command, Kind::Rejected, "MLSD /x"),
                550,
                "550 Permission denied",
            ),
            ftp(),
            "failure-list-refused",
            vec![GoUp, TryAgain],
        ),
        (
            new(Stage::Listing, Kind::Truncated, "read listing"),
            ftp(),
            "failure-list-cut",
            vec![TryAgain],
        ),
        (
            new(Stage::Command, Kind::TimedOut, "PWD"),
            ftp(),
            "failure-slow",
            vec![TryAgain],
        ),
        (
            new(Stage::LocalDisk, Kind::NotPermitted, "read /root"),
            ftp(),
            "failure-here-denied",
            vec![GoUp, TryAgain],
        ),
    ]
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
fn a_row_gets_the_title_and_the_servers_last_line() {
    let words = Words::of(Language::English);
    let error = Error::new(Stage::Transfer, Kind::Rejected, "STOR a");
    let error = reply(error, 553, "553-Sorry\r\n553 Could not create file.");
    assert_eq!(cause(&words, &error), "The server refused: 553 Could not create file.");
    let (error, _) = silent_port();
    assert_eq!(cause(&words, &error), "Port 49153 never answered");
}
