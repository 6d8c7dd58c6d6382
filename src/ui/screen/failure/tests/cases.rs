//! Errors of every kind, and the pages that they must get.

use std::sync::Arc;

use super::{at, certificate, ftp, host_key, reply, sftp, with};
use crate::error::{Error, Kind, Speech, Stage};
use crate::site::{FtpOptions, Security, Site};
use crate::trust::{Distrust, KnownKey};
use crate::ui::screen::failure::Act;

/// Errors with the key of their page's title and the first ways on.
#[expect(clippy::too_many_lines, reason = "a table")]
pub fn cases() -> Vec<(Error, Arc<Site>, &'static str, Vec<Act>)> {
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
        (
            new(Stage::Resolve, Kind::Offline, "find the address of x"),
            ftp(),
            "failure-offline",
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
            vec![EditSite, ConnectWithoutEncryption],
        ),
        (
            reply(new(Stage::Tls, Kind::NoEncryption, "PROT P"), 536, "536 no"),
            ftp(),
            "failure-no-tls-data",
            vec![EditSite, ConnectWithoutEncryption],
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
