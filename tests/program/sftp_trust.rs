//! Host keys that are not known, or are other ones than before: no login is begun.

use crate::ground::ssh::{generate, public};
use crate::ground::{Brand, Recipe, Server};
use crate::hand::{Hand, url};

fn start() -> Option<Server> {
    Recipe::new(Brand::OpenSsh).start()
}

/// `ls` with a key that would be let in.
fn list(hand: &Hand, server: &Server, options: &[&str]) -> crate::hand::Ran {
    let (url, key) = (url(server, ""), server.key.to_str().unwrap());
    hand.run(&[&["ls", &url, "--identity", key], options].concat())
}

/// The fingerprint as OpenSSH shows it.
fn fingerprint(file: &std::path::Path) -> String {
    let output = std::process::Command::new("ssh-keygen")
        .arg("-lf")
        .arg(file)
        .output()
        .unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    text.split(' ').nth(1).unwrap().to_owned()
}

/// The fingerprint of the server's key.
fn its_print(server: &Server) -> String {
    fingerprint(&server.ssh.path("host-ed25519.pub"))
}

/// Another key, as its fingerprint and a line of known_hosts in which it is the server's.
fn another(hand: &Hand, server: &Server) -> (String, String) {
    let path = hand.local("another");
    generate(&path, &["-t", "ed25519"], "");
    let line = format!("[{}]:{} {}\n", server.host, server.port, public(&path));
    (fingerprint(&path), line)
}

fn assert_no_login(server: &Server, ran: &crate::hand::Ran) {
    assert_eq!(ran.code, 5, "{ran}");
    // The server writes its log a moment later.
    std::thread::sleep(std::time::Duration::from_millis(100));
    let logged = server.logged();
    assert!(!server.saw_a_login(), "{logged}");
    assert!(logged.contains("SSH2_MSG_NEWKEYS"), "it came to a handshake: {logged}");
}

#[test]
fn an_unknown_key_ends_before_the_login() {
    let Some(server) = start() else { return };
    let hand = Hand::new();
    let ran = list(&hand, &server, &[]);
    assert_no_login(&server, &ran);
    assert!(
        ran.err.contains(&its_print(&server)) && ran.err.contains("ssh-ed25519"),
        "{ran}"
    );
    assert!(!hand.ssh("known_hosts").exists());
}

#[test]
fn a_changed_key_ends_before_the_login_and_both_are_shown() {
    let Some(server) = start() else { return };
    let hand = Hand::new();
    let (old, line) = another(&hand, &server);
    let known = format!("# a comment\n\n{line}");
    hand.write_ssh("known_hosts", &known);
    let print = its_print(&server);
    for options in [&[][..], &["--accept-new"], &["--accept-host-key", &print]] {
        let ran = list(&hand, &server, options);
        assert_no_login(&server, &ran);
        let place = format!("{}:3", hand.ssh("known_hosts").display());
        for part in [&old, &print, &place] {
            assert!(ran.err.contains(part), "{part} is missing: {ran}");
        }
        assert_eq!(std::fs::read_to_string(hand.ssh("known_hosts")).unwrap(), known);
    }
}

#[test]
fn the_option_names_the_one_key_that_is_accepted() {
    let Some(server) = start() else { return };
    let hand = Hand::new();
    let (wrong, _) = another(&hand, &server);
    assert_no_login(&server, &list(&hand, &server, &["--accept-host-key", &wrong]));
    assert_no_login(
        &server,
        &list(&hand, &server, &["--accept-host-key", &wrong, "--accept-new"]),
    );
    let ran = list(
        &hand,
        &server,
        &["--accept-host-key", &wrong, "--accept-host-key", &its_print(&server)],
    );
    assert_eq!(ran.code, 0, "{ran}");
    assert!(server.saw_a_login(), "the server's log tells when there is one");
    assert_eq!(list(&hand, &server, &[]).code, 0, "from now on it is known");
    assert!(!hand.ssh("known_hosts").exists(), "OpenSSH's own file is not written");
}

#[test]
fn what_is_new_is_accepted_once_and_held_against_it_later() {
    let Some(server) = start() else { return };
    let hand = Hand::new();
    assert_eq!(list(&hand, &server, &["--accept-new"]).code, 0);
    assert_eq!(list(&hand, &server, &[]).code, 0, "from now on it is known");
    let port = server.port;
    drop(server);
    let Some(server) = Recipe::new(Brand::OpenSsh).port(port).start() else {
        return;
    };
    assert_no_login(&server, &list(&hand, &server, &["--accept-new"]));
}

#[test]
fn a_withdrawn_key_is_never_accepted() {
    let Some(server) = start() else { return };
    let hand = Hand::new();
    hand.write_ssh("known_hosts", &format!("@revoked * {}\n", server.ssh.host_keys[0]));
    let print = its_print(&server);
    for options in [&["--accept-new"][..], &["--accept-host-key", &print]] {
        let ran = list(&hand, &server, options);
        assert_no_login(&server, &ran);
        assert!(ran.err.contains("withdrawn"), "{ran}");
    }
}

#[test]
fn a_certificate_of_the_host_is_trusted_for_its_authority() {
    let Some(server) = Recipe::new(Brand::OpenSsh).certified().start() else {
        return;
    };
    let hand = Hand::new();
    let authority = server.ssh.host_authority.clone().unwrap();
    hand.write_ssh("known_hosts", &format!("@cert-authority *.example {authority}\n"));
    assert_no_login(&server, &list(&hand, &server, &[]));
    for names in ["127.0.0.1".to_owned(), format!("[127.0.0.1]:{}", server.port)] {
        hand.write_ssh("known_hosts", &format!("@cert-authority {names} {authority}\n"));
        let ran = list(&hand, &server, &[]);
        assert_eq!(ran.code, 0, "{names}: {ran}");
    }
}
