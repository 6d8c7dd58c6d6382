//! What is offered in the handshake, and in which order.

use ssh2::MethodType;

use super::link::{Link, failure};
use crate::error::{Result, Stage};
use crate::trust::KnownKeys;

/// Key exchanges. The first is safe from a recording that is broken with a quantum computer later.
const KEY_EXCHANGES: &[&str] = &[
    "mlkem768x25519-sha256",
    "curve25519-sha256",
    "curve25519-sha256@libssh.org",
    "ecdh-sha2-nistp256",
    "ecdh-sha2-nistp384",
    "ecdh-sha2-nistp521",
    "diffie-hellman-group16-sha512",
    "diffie-hellman-group18-sha512",
    "diffie-hellman-group-exchange-sha256",
    "diffie-hellman-group14-sha256",
];

const OLD_KEY_EXCHANGES: &[&str] = &[
    "diffie-hellman-group14-sha1",
    "diffie-hellman-group-exchange-sha1",
    "diffie-hellman-group1-sha1",
];

const HOST_KEYS: &[&str] = &[
    "ssh-ed25519",
    "ecdsa-sha2-nistp256",
    "ecdsa-sha2-nistp384",
    "ecdsa-sha2-nistp521",
    "rsa-sha2-512",
    "rsa-sha2-256",
];

const OLD_HOST_KEYS: &[&str] = &["ssh-rsa", "ssh-dss"];

const HOST_CERTIFICATES: &[&str] = &[
    "ssh-ed25519-cert-v01@openssh.com",
    "ecdsa-sha2-nistp256-cert-v01@openssh.com",
    "ecdsa-sha2-nistp384-cert-v01@openssh.com",
    "ecdsa-sha2-nistp521-cert-v01@openssh.com",
    "rsa-sha2-512-cert-v01@openssh.com",
    "rsa-sha2-256-cert-v01@openssh.com",
];

const GCM: &[&str] = &["aes256-gcm@openssh.com", "aes128-gcm@openssh.com"];
const CHACHA: &[&str] = &["chacha20-poly1305@openssh.com"];
const CTR: &[&str] = &["aes256-ctr", "aes192-ctr", "aes128-ctr"];
const OLD_CIPHERS: &[&str] = &["aes256-cbc", "aes192-cbc", "aes128-cbc", "3des-cbc"];

const MACS: &[&str] = &[
    "hmac-sha2-256-etm@openssh.com",
    "hmac-sha2-512-etm@openssh.com",
    "hmac-sha2-256",
    "hmac-sha2-512",
];

const OLD_MACS: &[&str] = &["hmac-sha1-etm@openssh.com", "hmac-sha1"];

/// How RSA keys sign at the login; the library reads this list when it has a key.
const SIGNATURES: &str = "rsa-sha2-512,rsa-sha2-256";

/// Tells the library what to offer.
pub(super) fn prefer(link: &Link, known: &KnownKeys, old: bool) -> Result<()> {
    let host_keys = host_keys(known, old);
    let (key_exchanges, ciphers, macs) = (
        with_old(KEY_EXCHANGES, OLD_KEY_EXCHANGES, old),
        ciphers(has_aes(), old),
        with_old(MACS, OLD_MACS, old),
    );
    let lists = [
        (MethodType::Kex, key_exchanges),
        (MethodType::HostKey, host_keys),
        (MethodType::CryptCs, ciphers.clone()),
        (MethodType::CryptSc, ciphers),
        (MethodType::MacCs, macs.clone()),
        (MethodType::MacSc, macs),
        (MethodType::CompCs, vec!["none"]),
        (MethodType::CompSc, vec!["none"]),
    ];
    let failed = |error| failure(Stage::Ssh, "choose algorithms", &error);
    for (kind, wanted) in lists {
        let supported = link.session.supported_algs(kind).map_err(failed)?;
        let offered: Vec<_> = wanted.into_iter().filter(|name| supported.contains(name)).collect();
        link.session.method_pref(kind, &offered.join(",")).map_err(failed)?;
    }
    let signatures = if old {
        "rsa-sha2-512,rsa-sha2-256,ssh-rsa"
    } else {
        SIGNATURES
    };
    link.session
        .method_pref(MethodType::SignAlgo, signatures)
        .map_err(failed)
}

/// Algorithms of keys that are known for the host come first, so that its known key is what is compared.
/// Certificates are asked for only where somebody is known who may sign them.
fn host_keys(known: &KnownKeys, old: bool) -> Vec<&'static str> {
    let all = with_old(HOST_KEYS, OLD_HOST_KEYS, old);
    let is_known = |name: &&str| {
        known.keys.iter().any(|known| {
            let key = known.key.algorithm();
            key == *name || (key == "ssh-rsa" && name.starts_with("rsa-sha2-"))
        })
    };
    let (first, rest): (Vec<_>, Vec<_>) = all.into_iter().partition(is_known);
    let certificates = match known.authorities.is_empty() {
        true => &[][..],
        false => HOST_CERTIFICATES,
    };
    [certificates.to_vec(), first, rest].concat()
}

/// AES-GCM is the fastest where the processor has AES.
fn ciphers(has_aes: bool, old: bool) -> Vec<&'static str> {
    let modern = match has_aes {
        true => [GCM, CHACHA, CTR],
        false => [CHACHA, GCM, CTR],
    };
    with_old(&modern.concat(), OLD_CIPHERS, old)
}

fn with_old(modern: &[&'static str], old: &[&'static str], wanted: bool) -> Vec<&'static str> {
    match wanted {
        true => [modern, old].concat(),
        false => modern.to_vec(),
    }
}

#[cfg(any(target_arch = "x86", target_arch = "x86_64"))]
fn has_aes() -> bool {
    std::is_x86_feature_detected!("aes")
}

#[cfg(target_arch = "aarch64")]
fn has_aes() -> bool {
    std::arch::is_aarch64_feature_detected!("aes")
}

#[cfg(not(any(target_arch = "x86", target_arch = "x86_64", target_arch = "aarch64")))]
fn has_aes() -> bool {
    false
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::trust::{HostKey, KnownKey};

    fn known(algorithm: &str) -> KnownKey {
        let length = u32::try_from(algorithm.len()).unwrap().to_be_bytes();
        let blob = [&length[..], algorithm.as_bytes(), b"key"].concat();
        KnownKey {
            key: HostKey::from_blob(blob).unwrap(),
            at: "here".to_owned(),
        }
    }

    #[test]
    fn a_known_key_is_asked_for_first() {
        let keys = KnownKeys {
            keys: vec![known("ssh-rsa")],
            ..KnownKeys::default()
        };
        let order = host_keys(&keys, false);
        assert_eq!(order[..3], ["rsa-sha2-512", "rsa-sha2-256", "ssh-ed25519"]);
        assert!(!order.contains(&"ssh-rsa"));
        assert_eq!(host_keys(&KnownKeys::default(), false)[0], "ssh-ed25519");
    }

    #[test]
    fn certificates_need_somebody_who_may_sign_them() {
        let is_certificate = |name: &str| name.contains("-cert-");
        assert!(
            !host_keys(&KnownKeys::default(), true)
                .iter()
                .copied()
                .any(is_certificate)
        );
        let keys = KnownKeys {
            authorities: vec![known("ssh-ed25519")],
            ..KnownKeys::default()
        };
        assert!(is_certificate(host_keys(&keys, false)[0]));
    }

    #[test]
    fn nothing_old_is_offered_unless_asked_for() {
        let offered = [ciphers(true, false), with_old(MACS, OLD_MACS, false)].concat();
        assert!(!offered.iter().any(|name| name.contains("cbc") || name.contains("sha1")));
        assert!(ciphers(true, true).contains(&"aes256-cbc"));
        assert_eq!(ciphers(false, false)[0], CHACHA[0]);
    }

    #[test]
    fn the_bundled_library_is_the_one_in_use() {
        // The system's library may be years older: it knows neither these names nor last year's corrections.
        let session = ssh2::Session::new().unwrap();
        for (kind, name) in [
            (MethodType::Kex, "mlkem768x25519-sha256"),
            (MethodType::HostKey, "ssh-ed25519-cert-v01@openssh.com"),
            (MethodType::CryptCs, "aes256-gcm@openssh.com"),
            (MethodType::CryptCs, "chacha20-poly1305@openssh.com"),
        ] {
            assert!(session.supported_algs(kind).unwrap().contains(&name), "{name}");
        }
        assert!(
            !session
                .supported_algs(MethodType::Kex)
                .unwrap()
                .contains(&"diffie-hellman-group1-sha1")
        );
    }
}
