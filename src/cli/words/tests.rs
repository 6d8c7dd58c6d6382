use super::*;
use crate::error::{Reply, Speech};
use crate::trust::{Certificate, Fingerprint, HostKey, KnownKey};

fn error(stage: Stage, kind: Kind) -> Error {
    Error::new(stage, kind, "LIST").between(None, Some(([192, 0, 2, 1], 50123).into()))
}

fn reply(text: &str) -> Reply {
    Reply {
        code: text[..3].parse().unwrap(),
        text: text.as_bytes().to_vec(),
    }
}

const STAGES: [Stage; 14] = [
    Stage::Resolve,
    Stage::Connect,
    Stage::Greeting,
    Stage::Tls,
    Stage::Ssh,
    Stage::Trust,
    Stage::Login,
    Stage::Command,
    Stage::DataConnection,
    Stage::Transfer,
    Stage::Check,
    Stage::Listing,
    Stage::LocalDisk,
    Stage::Plan,
];

fn host_key(number: u8) -> Box<HostKey> {
    let blob = [&[0, 0, 0, 11][..], b"ssh-ed25519", &[number]].concat();
    Box::new(HostKey::from_blob(blob).unwrap())
}

fn known_key(number: u8) -> KnownKey {
    KnownKey {
        key: *host_key(number),
        at: "/home/me/.ssh/known_hosts:7".into(),
    }
}

fn kinds() -> Vec<Kind> {
    let certificate = Box::new(Certificate {
        fingerprint: Fingerprint::of(b"x"),
        subject: "CN=\x1bx".into(),
        issuer: "CN=x".into(),
        names: vec![],
        not_before: i64::MIN,
        not_after: i64::MAX,
    });
    vec![
        Kind::NotFound,
        Kind::Refused,
        Kind::TimedOut,
        Kind::Unreachable,
        Kind::Offline,
        Kind::Interrupted(crate::error::Interruption::WayChanged),
        Kind::Closed,
        Kind::Reset,
        Kind::Rejected,
        Kind::TooMany,
        Kind::LoginRefused,
        Kind::NoPassword,
        Kind::NoEncryption,
        Kind::Handshake,
        Kind::NotTrusted {
            certificate: certificate.clone(),
            reason: Distrust::UnknownIssuer,
        },
        Kind::Changed {
            certificate,
            before: Some(Fingerprint::of(b"y")),
        },
        Kind::UnknownHostKey {
            key: host_key(1),
            others: vec![known_key(2)],
        },
        Kind::HostKeyChanged {
            key: host_key(1),
            before: vec![known_key(2)],
        },
        Kind::HostKeyRevoked {
            key: host_key(1),
            at: "/etc/\x1bx:1".into(),
        },
        Kind::HostCertificate,
        Kind::BadKeyFile,
        Kind::WrongPassphrase,
        Kind::WrongProtocol(Speech::Ssh),
        Kind::Protocol,
        Kind::Stranger,
        Kind::Truncated,
        Kind::SizeDiffers { expected: 5, actual: 4 },
        Kind::HashDiffers,
        Kind::SourceChanged,
        Kind::TooLarge,
        Kind::BlockedName(crate::path::Blocked::Nul),
        Kind::Exists,
        Kind::WrongType,
        Kind::NotPermitted,
        Kind::NoSpace,
        Kind::Unsupported,
        Kind::Cancelled,
        Kind::System,
    ]
}

#[test]
fn every_error_has_a_cause_in_one_harmless_line() {
    for stage in STAGES {
        for kind in kinds() {
            let error = error(stage, kind)
                .with_reply(reply("550 no\x1b[2J\r\n550 more"))
                .with_cause("bad\nnews");
            let words = words(&error);
            assert!(!words.cause.is_empty());
            assert_eq!(words.said, ["550 no\\x1b[2J", "550 more"], "{error:?}");
            for text in std::iter::once(words.cause.clone()).chain(words.below(true)) {
                assert!(!text.chars().any(char::is_control), "{error:?}: {text:?}");
                assert!(!text.contains("  ") || text.starts_with("  "), "{text}");
            }
        }
    }
}

#[test]
fn the_classic_cases_name_the_setting() {
    let told = |stage, kind, text: &str| {
        let mut error = error(stage, kind);
        if !text.is_empty() {
            error = error.with_reply(reply(text));
        }
        words(&error)
    };
    let cases = [
        (Stage::DataConnection, Kind::TimedOut, "", "pasv_min_port"),
        (
            Stage::DataConnection,
            Kind::Rejected,
            "425 Security: Bad IP connecting.",
            "pasv_promiscuous",
        ),
        (
            Stage::Transfer,
            Kind::Rejected,
            "522 SSL connection failed: session reuse required",
            "require_ssl_reuse=NO",
        ),
        (
            Stage::DataConnection,
            Kind::Rejected,
            "425 Unable to build data connection: Operation not permitted",
            "NoSessionReuseRequired",
        ),
        (
            Stage::Login,
            Kind::Rejected,
            "500 OOPS: vsftpd: refusing to run with writable root inside chroot()",
            "allow_writeable_chroot",
        ),
        (
            Stage::DataConnection,
            Kind::Rejected,
            "500 Illegal PORT command.",
            "port_promiscuous",
        ),
        (
            Stage::Tls,
            Kind::NoEncryption,
            "530 Please login with USER and PASS.",
            "ssl_enable=YES",
        ),
        (Stage::Command, Kind::Rejected, "550 Permission denied.", "write_enable"),
    ];
    for (stage, kind, text, setting) in cases {
        let words = told(stage, kind, text);
        assert!(
            words.there.as_ref().is_some_and(|there| there.contains(setting)),
            "{words:?}"
        );
    }
    let blocked = told(Stage::DataConnection, Kind::TimedOut, "");
    assert!(blocked.cause.contains("192.0.2.1:50123"), "{blocked:?}");
}

#[test]
fn an_untrusted_certificate_comes_with_the_option_that_accepts_it() {
    let kind = Kind::NotTrusted {
        certificate: Box::new(Certificate {
            fingerprint: Fingerprint::of(b"x"),
            subject: "CN=x".into(),
            issuer: "CN=x".into(),
            names: vec![],
            not_before: 0,
            not_after: 1_700_000_000,
        }),
        reason: Distrust::UnknownIssuer,
    };
    let here = words(&error(Stage::Trust, kind)).here.unwrap();
    assert!(
        here.contains(&format!("--accept-certificate {}", Fingerprint::of(b"x"))),
        "{here}"
    );
    assert!(here.contains("2023-11-14"), "{here}");
}

#[test]
fn host_keys_are_shown_with_what_can_be_done() {
    let told = |kind| words(&error(Stage::Trust, kind));
    let unknown = told(Kind::UnknownHostKey {
        key: host_key(1),
        others: vec![known_key(2)],
    });
    let option = format!("--accept-host-key {}", host_key(1).fingerprint());
    assert!(unknown.here.unwrap().contains(&option));
    assert!(unknown.cause.contains("known_hosts:7"), "{}", unknown.cause);
    let changed = told(Kind::HostKeyChanged {
        key: host_key(1),
        before: vec![known_key(2)],
    });
    for part in [
        "STOP",
        &host_key(1).fingerprint().to_string(),
        &host_key(2).fingerprint().to_string(),
        "/home/me/.ssh/known_hosts:7",
    ] {
        assert!(changed.cause.contains(part), "{part}: {}", changed.cause);
    }
    assert!(changed.here.as_ref().unwrap().contains("ssh-keygen -R"));
    assert!(!changed.here.unwrap().contains("--accept"), "there is no way around");
}

#[test]
fn a_refused_login_says_what_was_tried_on_ssh_only() {
    let refused = Error::new(Stage::Login, Kind::LoginRefused, "log in as me");
    let ssh = words(
        &refused
            .clone()
            .with_cause("refused: publickey; the server offers: password"),
    );
    assert!(ssh.cause.contains("the server offers: password"), "{ssh:?}");
    assert!(ssh.here.unwrap().contains("--identity"));
    let ftp = words(&refused.with_reply(reply("530 Login incorrect.")));
    assert!(ftp.there.unwrap().contains("vsftpd"));
}
