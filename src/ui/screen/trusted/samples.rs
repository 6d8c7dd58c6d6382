//! What a profile knows about servers, for tests and for pictures.

#[cfg(test)]
use std::collections::BTreeMap;

use crate::engine::event::Trust;
use crate::engine::profile::{Pinned, TrustedKey};
use crate::site::Learned;
use crate::trust::Fingerprint;

/// What the engine keeps.
pub fn trust() -> Trust {
    let pinned = |server: &str, subject: &str, until| Pinned {
        server: server.to_owned(),
        fingerprint: Some(Fingerprint::of(server.as_bytes())),
        at: Some(1_763_000_000),
        subject: Some(subject.to_owned()),
        until: Some(until),
        once_verified: false,
    };
    let key = |host: &str, comment: &str| TrustedKey {
        host: host.to_owned(),
        algorithm: "ssh-ed25519".to_owned(),
        fingerprint: "SHA256:p2QAMXNIC1TJYWeIOttrVc98/R1BUFWu3/LiyKgUfQM".to_owned(),
        comment: comment.to_owned(),
        line: format!("{host} ssh-ed25519 AAAA {comment}"),
    };
    Trust {
        certificates: vec![
            pinned("ftp.shop.example.org:2221", "CN=ftp.shop.example.org", 1_950_000_000),
            pinned("10.1.4.20:21", "CN=camera, O=Example", 1_700_000_000),
            Pinned {
                server: "ftp.mirror.example.org:21".to_owned(),
                once_verified: true,
                ..Pinned::default()
            },
        ],
        host_keys: vec![
            key("backup-nas", "accepted on 2026-03-04"),
            key("[shop.example.org]:2222", "by hand"),
        ],
        learned: vec![(
            "ftp.shop.example.org:2221".to_owned(),
            Learned {
                active: Some(false),
                tls12: true,
                list_offset: Some(7200),
                ..Learned::default()
            },
        )],
    }
}

/// Servers that may be spoken to in clear.
#[cfg(test)]
pub fn in_clear() -> Vec<String> {
    vec!["192.168.0.12:21".to_owned()]
}

/// Charsets that were chosen.
#[cfg(test)]
pub fn charsets() -> BTreeMap<String, String> {
    BTreeMap::from([("old.example.cn:21".to_owned(), "GB18030".to_owned())])
}
