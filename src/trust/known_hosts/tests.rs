use proptest::prelude::*;

use super::*;
use crate::trust::{KeyDecision, decide_key};

/// Written by `ssh-keygen -H` for `Host.Example.org` (ed25519) and `[host.example.org]:2222` (nistp256).
const HASHED: &[u8] = include_bytes!("../../../tests/host_keys/known_hosts_hashed");

const ED: &str = include_str!("../../../tests/host_keys/ed.pub");
const EC: &str = include_str!("../../../tests/host_keys/ec.pub");
const RSA: &str = include_str!("../../../tests/host_keys/rsa.pub");
const OTHER: &str = include_str!("../../../tests/host_keys/ca_ed.pub");

fn read(text: &str) -> HostKeys {
    let mut keys = HostKeys::default();
    keys.add("known_hosts", text.as_bytes());
    keys
}

/// The places of all keys that may be shown.
fn places(keys: &HostKeys, host: &str, port: u16) -> Vec<String> {
    keys.look_up(host, port).keys.into_iter().map(|key| key.at).collect()
}

fn key(line: &str) -> HostKey {
    read(&format!("h {line}")).look_up("h", 22).keys.remove(0).key
}

#[test]
fn hashed_names_are_found_by_host_and_port() {
    let mut keys = HostKeys::default();
    keys.add("~/.ssh/known_hosts", HASHED);
    assert_eq!(places(&keys, "host.EXAMPLE.org", 22), ["~/.ssh/known_hosts:1"]);
    assert_eq!(places(&keys, "host.example.org", 2222), ["~/.ssh/known_hosts:2"]);
    assert!(places(&keys, "host.example.org", 2223).is_empty());
    assert!(places(&keys, "other.example.org", 22).is_empty());
    assert_eq!(
        decide_key(&key(ED), &keys.look_up("host.example.org", 22)),
        KeyDecision::Trusted
    );
}

#[test]
fn lines_in_every_form() {
    let text = format!(
        "# comment\n\n  \t\nplain {ED}one,two\t{}\r\n*.wild.org,!not.wild.org {EC}[h]:2222,[::1]:2222 {ED}192.0.2.? {ED}::1 {ED}",
        RSA.trim()
    );
    let keys = read(&text);
    let table: [(&str, u16, &[&str]); 12] = [
        ("plain", 22, &["known_hosts:4"]),
        ("PLAIN", 22, &["known_hosts:4"]),
        ("plain", 2222, &[]),
        ("one", 22, &["known_hosts:5"]),
        ("two", 22, &["known_hosts:5"]),
        ("a.wild.org", 22, &["known_hosts:6"]),
        ("not.wild.org", 22, &[]),
        ("h", 2222, &["known_hosts:7"]),
        ("::1", 2222, &["known_hosts:7"]),
        ("h", 22, &[]),
        ("192.0.2.7", 22, &["known_hosts:8"]),
        ("::1", 22, &["known_hosts:9"]),
    ];
    for (host, port, expected) in table {
        assert_eq!(places(&keys, host, port), expected, "{host}:{port}");
    }
    assert_eq!(keys.look_up("one", 22).keys[0].key.algorithm(), "ssh-rsa");
}

#[test]
fn a_bad_line_hides_no_other() {
    let bad = [
        "h",
        "h ssh-ed25519",
        "h ssh-ed25519 ????",
        "h ssh-rsa AAAAC3NzaC1lZDI1NTE5AAAAILrIv+GfPKo9glDStUXAU2hhwcGvLnNVyLNht1m5Fd3Q",
        "h 2048 35 12345678901234567890",
        "@unknown h ssh-ed25519 AAAA",
        "@revoked",
        "|1|x ssh-ed25519 AAAA",
        "|1|!!|!! ssh-ed25519 AAAA",
        "\u{0}\u{ff}",
    ];
    let text = format!("{}\nh {ED}", bad.join("\n"));
    assert_eq!(
        places(&read(&text), "h", 22),
        [format!("known_hosts:{}", bad.len() + 1)]
    );
    let long = format!("h,{} {ED}h {EC}", "x".repeat(LONGEST_LINE));
    assert_eq!(places(&read(&long), "h", 22), ["known_hosts:2"]);
}

#[test]
fn a_key_of_an_unknown_type_is_kept_as_it_is() {
    let blob = [&[0, 0, 0, 7][..], b"x-new@y", &[0, 0, 0, 1, 9]].concat();
    let key = HostKey::from_blob(blob).unwrap();
    let keys = read(&known_hosts_line("H", 2222, &key));
    assert_eq!(keys.look_up("h", 2222).keys[0].key, key);
}

#[test]
fn markers_and_several_keys() {
    let text = format!("h {ED}h {EC}@revoked * {RSA}@cert-authority *.org,h {OTHER}h {OTHER}");
    let keys = read(&text);
    let known = keys.look_up("h", 22);
    assert_eq!(known.keys.len(), 3, "both of one type: a key that is being replaced");
    assert_eq!(known.authorities[0].key, key(OTHER));
    assert!(matches!(decide_key(&key(RSA), &known), KeyDecision::Revoked { at } if at == "known_hosts:3"));
    assert_eq!(decide_key(&key(OTHER), &known), KeyDecision::Trusted);
    let elsewhere = keys.look_up("h", 2222);
    assert!(elsewhere.keys.is_empty());
    assert_eq!((elsewhere.authorities.len(), elsewhere.revoked.len()), (1, 1));
    let asked = decide_key(&key(RSA), &read(&format!("h {ED}")).look_up("h", 22));
    assert!(matches!(asked, KeyDecision::Ask { others } if others.len() == 1));
    let changed = decide_key(&key(OTHER), &read(&format!("h {ED}")).look_up("h", 22));
    assert!(matches!(changed, KeyDecision::Changed { before } if before[0].at == "known_hosts:1"));
}

#[test]
fn a_file_beyond_measure_is_read_up_to_the_limit() {
    let text = format!("h {ED}{}h {EC}", "#\n".repeat(LONGEST_FILE / 2));
    assert_eq!(places(&read(&text), "h", 22), ["known_hosts:1"]);
}

proptest! {
    #[test]
    fn no_bytes_make_it_panic(bytes in prop::collection::vec(any::<u8>(), 0..300), host in ".{0,20}", port: u16) {
        let mut keys = HostKeys::default();
        keys.add("f", &bytes);
        let _ = keys.look_up(&host, port);
    }

    #[test]
    fn no_line_makes_it_panic(line in "(@revoked |@cert-authority )?[|1!*?,=a-z+/\\[\\]: ]{0,40} (ssh-ed25519|ssh-rsa) [A-Za-z0-9+/=]{0,80}", port: u16) {
        let _ = read(&line).look_up("h", port);
    }

    #[test]
    fn what_is_written_is_found(host in "[a-zA-Z0-9.-]{1,20}|[0-9a-f:]{2,20}", port in 1_u16..) {
        let key = key(EC);
        let keys = read(&known_hosts_line(&host, port, &key));
        prop_assert_eq!(decide_key(&key, &keys.look_up(&host, port)), KeyDecision::Trusted);
    }
}
