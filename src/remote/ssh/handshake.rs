//! The handshake, who the server is, and the facts of both. Nothing here authenticates us.

use std::time::SystemTime;

use ssh2::MethodType;

use super::algorithms;
use super::link::Link;
use crate::ask::{Answer, Question};
use crate::error::{Error, Kind, Result, Stage};
use crate::path::visible;
use crate::remote::SshFacts;
use crate::site::Site;
use crate::trust::{HostKey, KeyDecision, KnownKeys, decide_certificate, decide_key};

/// Agrees on keys with the server. Says in the log what was agreed.
pub(super) fn shake_hands(link: &mut Link, site: &Site, known: &KnownKeys) -> Result<SshFacts> {
    let old = site.sftp().is_some_and(|options| options.old_algorithms);
    algorithms::prefer(link, known, old).map_err(|error| error.between(link.ends.0, link.ends.1))?;
    let limit = link.patience().connect;
    // A clone is another handle of the same session; the library's binding wants one that may change.
    let mut session = link.session.clone();
    link.drive(Stage::Ssh, "SSH handshake", limit, |_| session.handshake())
        .map_err(|error| explained(link, error))?;
    let attempted = "read host key";
    let key = link.session.host_key().map(|(blob, _)| blob.to_vec());
    let Some(host_key) = key.and_then(HostKey::from_blob) else {
        return Err(link.broken(Stage::Ssh, Kind::Protocol, attempted));
    };
    let facts = read_facts(link, host_key);
    link.tap().note(format!("key exchange {}", facts.key_exchange));
    link.tap().server(
        format!(
            "host key {} {}",
            visible(facts.host_key_algorithm.as_bytes()),
            facts.host_key.fingerprint()
        )
        .as_bytes(),
    );
    link.tap().note(format!(
        "encryption {} to the server ({}), {} back ({})",
        facts.ciphers.0,
        facts.macs.0.as_deref().unwrap_or("authenticated by itself"),
        facts.ciphers.1,
        facts.macs.1.as_deref().unwrap_or("authenticated by itself")
    ));
    Ok(facts)
}

/// Makes sure that the server is the one meant.
pub(super) fn identify(link: &Link, site: &Site, known: &KnownKeys, key: &HostKey) -> Result<()> {
    if key.algorithm().ends_with("-cert-v01@openssh.com") {
        return identify_by_certificate(link, site, known, key);
    }
    let stop = |kind| Err(link.broken(Stage::Trust, kind, "check host key"));
    let key_in_box = || Box::new(key.clone());
    match decide_key(key, known) {
        KeyDecision::Trusted => {
            link.tap().note("the host key is known");
            Ok(())
        }
        KeyDecision::Changed { before } => stop(Kind::HostKeyChanged {
            key: key_in_box(),
            before,
        }),
        KeyDecision::Revoked { at } => stop(Kind::HostKeyRevoked { key: key_in_box(), at }),
        KeyDecision::Ask { others } => {
            let question = Question::HostKey {
                server: site.key_place(),
                key: key_in_box(),
                others: others.clone(),
            };
            match link.ask(question) {
                Answer::Yes => {
                    link.tap().note(format!("host key {} accepted", key.fingerprint()));
                    Ok(())
                }
                _ => stop(Kind::UnknownHostKey {
                    key: key_in_box(),
                    others,
                }),
            }
        }
    }
}

fn identify_by_certificate(link: &Link, site: &Site, known: &KnownKeys, key: &HostKey) -> Result<()> {
    let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH);
    let now = now.map_or(0, |since| i64::try_from(since.as_secs()).unwrap_or(i64::MAX));
    match decide_certificate(key.blob(), site.known_as().0, now, known) {
        Ok(authority) => {
            link.tap().note(format!(
                "the host certificate is signed by the authority {}",
                authority.fingerprint()
            ));
            Ok(())
        }
        Err(why) => Err(link
            .broken(Stage::Trust, Kind::HostCertificate, "check host certificate")
            .with_cause(why)),
    }
}

fn read_facts(link: &Link, host_key: HostKey) -> SshFacts {
    let method = |kind| {
        link.session
            .methods(kind)
            .map_or_else(String::new, |name| visible(name.as_bytes()))
    };
    let ciphers = (method(MethodType::CryptCs), method(MethodType::CryptSc));
    let mac = |cipher: &str, kind| {
        let inside = cipher.contains("-gcm@") || cipher.starts_with("chacha20-poly1305");
        (!inside).then(|| method(kind))
    };
    SshFacts {
        server: visible(link.session.banner_bytes().unwrap_or_default()),
        key_exchange: method(MethodType::Kex),
        host_key_algorithm: method(MethodType::HostKey),
        host_key,
        macs: (mac(&ciphers.0, MethodType::MacCs), mac(&ciphers.1, MethodType::MacSc)),
        ciphers,
        login: Vec::new(),
    }
}

/// The library says little about a handshake that failed: what can be found out otherwise is added.
fn explained(link: &Link, error: Error) -> Error {
    if let Some(system) = link.socket.error().filter(|_| error.kind == Kind::Closed) {
        return Error {
            kind: Kind::of(&system),
            cause: Some(system.to_string()),
            ..error
        };
    }
    if error.kind != Kind::Handshake {
        return error;
    }
    let disagreed = [
        (MethodType::Kex, "key exchange"),
        (MethodType::HostKey, "host key algorithm"),
        (MethodType::CryptCs, "cipher"),
        (MethodType::CryptSc, "cipher"),
        (MethodType::MacCs, "message authentication"),
        (MethodType::MacSc, "message authentication"),
    ]
    .into_iter()
    .find(|(kind, _)| link.session.methods(*kind).is_none_or(|name| name == "none"));
    match disagreed {
        // Nothing was agreed on because there was nobody to agree with, or it failed later.
        None | Some((MethodType::Kex, _)) if link.socket.is_hung_up() => Error {
            kind: Kind::Closed,
            cause: Some("the server closed the connection in the middle of the handshake".to_owned()),
            ..error
        },
        Some((_, what)) => error.with_cause(format!("there is no {what} that both sides accept")),
        None => error,
    }
}
