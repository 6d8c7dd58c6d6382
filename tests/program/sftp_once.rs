//! Logins that cannot be repeated, and servers that allow little at once.

use crate::ground::{Brand, PASSWORD, Recipe, Server};
use crate::hand::{Hand, make_small_tree, same, url};

fn logins(server: &Server) -> usize {
    server.logged().matches("Beginning auth").count()
}

fn one_time(code: &str) -> Option<(Server, Hand)> {
    let server = Recipe::new(Brand::AsyncSsh)
        .line("--one-time-code")
        .line(code)
        .start()?;
    let mut hand = Hand::who_knows(&server);
    hand.input = format!("{PASSWORD}\n{code}\n");
    Some((server, hand))
}

#[test]
fn fifty_files_are_sent_with_one_code() {
    let Some((server, hand)) = one_time("135790") else {
        return;
    };
    make_small_tree(&hand.local("tree"), 50);
    let put = hand.run(&["put", "tree", &url(&server, "tree"), "--password-stdin"]);
    assert_eq!(put.code, 0, "{put}");
    assert!(same(&hand.local("tree"), &server.home.join("tree")));
    assert_eq!(logins(&server), 1, "{}", server.logged());
    let again = hand.run(&["ls", &url(&server, ""), "--password-stdin"]);
    assert_eq!(again.code, 6, "the code is used up: {again}");
}

#[test]
fn fifty_files_are_found_and_fetched_with_one_code() {
    let Some((server, hand)) = one_time("246802") else {
        return;
    };
    make_small_tree(&server.home.join("tree"), 50);
    let get = hand.run(&["get", &url(&server, "tree"), "back", "--password-stdin"]);
    assert_eq!(get.code, 0, "{get}");
    assert!(same(&server.home.join("tree"), &hand.local("back")));
    assert_eq!(logins(&server), 1, "{}", server.logged());
}

/// Lists and transfers both ways with a key.
fn browses_and_transfers(server: &Server) {
    let hand = Hand::who_knows(server);
    let key = server.key.to_str().unwrap();
    make_small_tree(&hand.local("tree"), 30);
    for verify in ["size", "hash"] {
        let there = url(server, &format!("tree-{verify}"));
        let put = hand.run(&["put", "tree", &there, "--identity", key, "--verify", verify]);
        assert_eq!(put.code, 0, "{put}");
        let list = hand.run(&["ls", &there, "--identity", key]);
        assert!(list.code == 0 && list.out.contains("d8"), "{list}");
        let back = format!("back-{verify}");
        let get = hand.run(&["get", &there, &back, "--identity", key, "--verify", verify]);
        assert_eq!(get.code, 0, "{get}");
        assert!(same(&hand.local("tree"), &hand.local(&back)));
    }
}

#[test]
fn one_channel_on_a_connection_is_enough() {
    let Some(server) = Recipe::new(Brand::OpenSsh).line("MaxSessions 1").start() else {
        return;
    };
    browses_and_transfers(&server);
}

#[test]
fn one_login_at_a_time_is_enough() {
    let Some(server) = Recipe::new(Brand::AsyncSsh).sessions(1).start() else {
        return;
    };
    browses_and_transfers(&server);
}
