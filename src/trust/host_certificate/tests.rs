//! The certificates were made by ssh-keygen, for `host.example.org` and `*.lan`, valid from 2020 to 2039.

use base64ct::{Base64, Encoding};
use proptest::prelude::*;

use super::*;
use crate::trust::KnownKey;

const NOW: i64 = 1_780_000_000;

/// The key in a file of the tests' folder.
fn blob(name: &str) -> Vec<u8> {
    let path = format!("{}/tests/host_keys/{name}.pub", env!("CARGO_MANIFEST_DIR"));
    let text = std::fs::read_to_string(path).unwrap();
    Base64::decode_vec(text.split_whitespace().nth(1).unwrap()).unwrap()
}

fn key(name: &str) -> HostKey {
    HostKey::from_blob(blob(name)).unwrap()
}

fn known(names: &[&str]) -> Vec<KnownKey> {
    let known = |name: &&str| KnownKey {
        key: key(name),
        at: format!("{name}:1"),
    };
    names.iter().map(known).collect()
}

fn all() -> KnownKeys {
    KnownKeys {
        authorities: known(&["ca_ed", "ca_rsa", "ca_ec", "ca_ec384", "ca_ec521"]),
        ..KnownKeys::default()
    }
}

fn decided(name: &str) -> Result<HostKey, String> {
    decide_certificate(&blob(name), "host.example.org", NOW, &all())
}

#[test]
fn what_ssh_keygen_signs_holds() {
    for (certificate, authority) in [
        ("host_ed-cert", "ca_ed"),
        ("host_rsa-cert", "ca_rsa"),
        ("sha256-cert", "ca_rsa"),
        ("host_ec-cert", "ca_ec"),
        ("host_ec384-cert", "ca_ec384"),
        ("rsahost-cert", "ca_ed"),
        ("echost-cert", "ca_ed"),
    ] {
        assert_eq!(decided(certificate), Ok(key(authority)), "{certificate}");
    }
    let wild = decide_certificate(&blob("host_ed-cert"), "nas.lan", NOW, &all());
    assert_eq!(wild, Ok(key("ca_ed")));
}

#[test]
fn what_does_not_hold_says_why() {
    for (certificate, reason) in [
        ("user-cert", "for a user"),
        ("empty-cert", "names no host"),
        ("crit-cert", "conditions"),
        ("sha1-cert", "SHA-1"),
        ("host_ec521-cert", "cannot be checked"),
        ("ed", "cannot be read"),
    ] {
        let told = decided(certificate).unwrap_err();
        assert!(told.contains(reason), "{certificate}: {told}");
    }
    let at = |host: &str, now: i64, known: &KnownKeys| decide_certificate(&blob("host_ed-cert"), host, now, known);
    for (result, reason) in [
        (at("other.example.org", NOW, &all()), "another host"),
        (at("host.example.org", 1_500_000_000, &all()), "not valid yet"),
        (at("host.example.org", -1, &all()), "not valid yet"),
        (at("host.example.org", 2_300_000_000, &all()), "expired"),
        (at("host.example.org", NOW, &KnownKeys::default()), "not known"),
    ] {
        let told = result.unwrap_err();
        assert!(told.contains(reason), "{told}");
    }
}

#[test]
fn what_was_withdrawn_does_not_hold() {
    for (name, what) in [("ed", "the key"), ("ca_ed", "the authority")] {
        let revoked = KnownKeys {
            revoked: known(&[name]),
            ..all()
        };
        let told = decide_certificate(&blob("host_ed-cert"), "host.example.org", NOW, &revoked).unwrap_err();
        assert!(told.contains(what) && told.contains(&format!("{name}:1")), "{told}");
    }
}

#[test]
fn every_flipped_bit_breaks_it() {
    for name in ["host_ed-cert", "host_rsa-cert", "host_ec-cert"] {
        let whole = blob(name);
        for at in (0..whole.len()).step_by(7) {
            let mut changed = whole.clone();
            changed[at] ^= 1;
            let result = decide_certificate(&changed, "host.example.org", NOW, &all());
            assert!(result.is_err(), "{name}: byte {at}");
        }
        for length in 0..whole.len() {
            assert!(decide_certificate(&whole[..length], "host.example.org", NOW, &all()).is_err());
        }
    }
}

proptest! {
    #[test]
    fn no_bytes_make_it_panic(bytes in prop::collection::vec(any::<u8>(), 0..200), at in 0_usize..400) {
        let mut mixed = blob("host_ed-cert");
        mixed.splice(at.min(mixed.len()).., bytes.clone());
        let _ = decide_certificate(&bytes, "h", NOW, &all());
        let _ = decide_certificate(&mixed, "h", NOW, &all());
    }
}
