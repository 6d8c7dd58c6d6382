//! Every way to log in over SSH: a tree of 20 files with each, both ways. With `PACKETBOAT_WHOLE_TREES` set, 200 files and
//! one of 300 MB.

use std::path::{Path, PathBuf};

use crate::ground::ssh::Agent;
use crate::ground::{Brand, PASSWORD, Recipe, Server};
use crate::hand::{Hand, make_small_tree, same, url};

/// A key that the tests keep.
fn kept(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/keys").join(name)
}

fn round_trip(hand: &Hand, server: &Server, options: &[&str]) {
    round_trip_at(hand, server, &url(server, "tree"), options);
}

/// A tree there and back; the server is clean afterwards.
fn round_trip_at(hand: &Hand, server: &Server, there: &str, options: &[&str]) {
    make_tree(&hand.local("tree"));
    let put = hand.run(&[&["put", "tree", there], options].concat());
    assert_eq!(put.code, 0, "{options:?}: {put}");
    assert!(
        same(&hand.local("tree"), &server.home.join("tree")),
        "{options:?}: what arrived differs"
    );
    let get = hand.run(&[&["get", there, "back"], options].concat());
    assert_eq!(get.code, 0, "{options:?}: {get}");
    assert!(
        same(&hand.local("tree"), &hand.local("back")),
        "{options:?}: what came back differs"
    );
    std::fs::remove_dir_all(server.home.join("tree")).unwrap();
    std::fs::remove_dir_all(hand.local("back")).unwrap();
}

fn make_tree(at: &Path) {
    if std::env::var_os("PACKETBOAT_WHOLE_TREES").is_none() {
        return make_small_tree(at, 20);
    }
    make_small_tree(at, 200);
    let big: Vec<u8> = (0..300_000_000u32)
        .map(|at| (at.wrapping_mul(2_654_435_761) >> 24) as u8)
        .collect();
    std::fs::write(at.join("big"), big).unwrap();
}

fn with_input(server: &Server, input: &str) -> Hand {
    let mut hand = Hand::who_knows(server);
    hand.input = format!("{input}\n");
    hand
}

/// With a password, by this method only.
fn by_password(method: &str, off: &str) {
    let recipe = Recipe::new(Brand::OpenSsh).with_password();
    let Some(server) = recipe.line(off).start() else { return };
    let hand = with_input(&server, PASSWORD);
    round_trip(&hand, &server, &["--password-stdin", "--log", "log"]);
    let log = std::fs::read_to_string(hand.local("log")).unwrap();
    assert!(log.contains("accepted"), "{log}");
    assert!(!log.contains(PASSWORD), "{log}");
    let there = format!("sftp://{}:{PASSWORD}@{}/~/tree", server.user, server.address());
    round_trip_at(&Hand::who_knows(&server), &server, &there, &[]);
    let logged = server.logged();
    assert!(logged.contains(&format!("Accepted {method} for")), "{logged}");
    // A wrong one, and none at all.
    let wrong = with_input(&server, "wrong").run(&["ls", &url(&server, ""), "--password-stdin"]);
    assert_eq!(wrong.code, 6, "{wrong}");
    assert_eq!(Hand::who_knows(&server).run(&["ls", &url(&server, "")]).code, 6);
}

#[test]
fn password() {
    by_password("password", "KbdInteractiveAuthentication no");
}

#[test]
fn keyboard_interactive() {
    by_password("keyboard-interactive/pam", "PasswordAuthentication no");
}

/// Every refusal counts for those who lock accounts and addresses out.
#[test]
fn a_wrong_password_is_not_tried_for_every_file() {
    let Some(server) = Recipe::new(Brand::OpenSsh).with_password().start() else {
        return;
    };
    let hand = with_input(&server, "wrong");
    make_small_tree(&hand.local("tree"), 20);
    let put = hand.run(&["put", "tree", &url(&server, "tree"), "--password-stdin"]);
    assert_eq!(put.code, 6, "{put}");
    let logged = server.logged();
    let refusals = logged
        .lines()
        .filter(|line| line.starts_with("Failed ") || line.starts_with("error: PAM: Authentication failure"))
        .count();
    assert!((1..=2).contains(&refusals), "{refusals}: {logged}");
}

#[test]
fn key_and_password() {
    for second in ["password", "keyboard-interactive"] {
        let line = format!("AuthenticationMethods publickey,{second}");
        let Some(server) = Recipe::new(Brand::OpenSsh).with_password().line(line).start() else {
            return;
        };
        let key = server.key.to_str().unwrap();
        let hand = with_input(&server, PASSWORD);
        round_trip(&hand, &server, &["--password-stdin", "--identity", key]);
        // Half of it is not enough.
        let half = hand.run(&["ls", &url(&server, ""), "--password-stdin"]);
        assert_eq!(half.code, 6, "{half}");
        let half = Hand::who_knows(&server).run(&["ls", &url(&server, ""), "--identity", key]);
        assert_eq!(half.code, 6, "{half}");
    }
}

#[test]
fn keys_of_every_kind_and_form() {
    let Some(server) = Recipe::new(Brand::OpenSsh).start() else {
        return;
    };
    for kind in ["ed25519", "rsa", "ecdsa256", "ecdsa384", "ecdsa521"] {
        let public = std::fs::read_to_string(kept(&format!("{kind}.pub"))).unwrap();
        server.ssh.authorize(public.trim());
    }
    let open = [
        "ed25519",
        "ed25519.v2.ppk",
        "ed25519.v3.ppk",
        "rsa",
        "rsa.pem",
        "rsa.p8",
        "rsa.v2.ppk",
        "ecdsa256.pem",
        "ecdsa384",
        "ecdsa521.v3.ppk",
    ];
    for name in open {
        let hand = Hand::who_knows(&server);
        round_trip(&hand, &server, &["--identity", kept(name).to_str().unwrap()]);
    }
    let locked = [
        "ed25519.enc",
        "ed25519.enc.v3.ppk",
        "rsa.enc.pem",
        "rsa.enc.p8",
        "rsa.enc.v2.ppk",
        "ecdsa521.enc",
    ];
    for name in locked {
        let path = kept(name);
        let options = ["--passphrase-stdin", "--identity", path.to_str().unwrap()];
        round_trip(&with_input(&server, "worthless"), &server, &options);
        let there = url(&server, "");
        let wrong = with_input(&server, "wrong").run(&[&["ls", &there], &options[..]].concat());
        assert_eq!(wrong.code, 6, "{name}: {wrong}");
        assert!(
            wrong.err.contains("the passphrase does not open") && wrong.err.contains(name),
            "{name}: {wrong}"
        );
        let none = Hand::who_knows(&server).run(&["ls", &there, "--identity", path.to_str().unwrap()]);
        assert_eq!(none.code, 6, "{name}: {none}");
        assert!(
            none.err.contains("nobody gave the passphrase") && none.err.contains(name),
            "{name}: {none}"
        );
    }
}

#[test]
fn a_file_that_is_no_key_is_told_apart_from_a_wrong_passphrase() {
    let Some(server) = Recipe::new(Brand::OpenSsh).start() else {
        return;
    };
    let hand = Hand::who_knows(&server);
    std::fs::write(hand.local("no-key"), "hello\n").unwrap();
    let ran = hand.run(&["ls", &url(&server, ""), "--identity", "no-key"]);
    assert_eq!(ran.code, 6, "{ran}");
    assert!(
        ran.err.contains("no-key") && ran.err.contains("cannot be used"),
        "{ran}"
    );
    // A key that works comes after it.
    let key = server.key.to_str().unwrap();
    let ran = hand.run(&["ls", &url(&server, ""), "--identity", "no-key", "--identity", key]);
    assert_eq!(ran.code, 0, "{ran}");
}

#[test]
fn an_agent_if_it_is_chosen() {
    let Some(server) = Recipe::new(Brand::OpenSsh).start() else {
        return;
    };
    let agent = Agent::holding(&server.key);
    let mut hand = Hand::who_knows(&server);
    hand.agent = Some(agent.socket.clone());
    let ran = hand.run(&["ls", &url(&server, "")]);
    assert_eq!(ran.code, 6, "nobody chose it: {ran}");
    round_trip(&hand, &server, &["--agent"]);
}

#[test]
fn a_certificate_beside_the_key() {
    let Some(server) = Recipe::new(Brand::OpenSsh).start() else {
        return;
    };
    let certified = server.ssh.certified_key("certified", &server.user);
    let hand = Hand::who_knows(&server);
    round_trip(&hand, &server, &["--identity", certified.to_str().unwrap()]);
    let other = server.ssh.certified_key("other", "somebody-else");
    let ran = hand.run(&["ls", &url(&server, ""), "--identity", other.to_str().unwrap()]);
    assert_eq!(ran.code, 6, "{ran}");
}
