//! Checks by hash, where the server can make one.

use crate::ground::{Brand, Recipe, Server};
use crate::hand::{Hand, make_small_tree, same, url};

/// The lines about files, of a tree that went there and back.
fn rows(server: &Server) -> Vec<String> {
    let hand = Hand::who_knows(server);
    let key = server.key.to_str().unwrap();
    make_small_tree(&hand.local("tree"), 20);
    std::fs::write(hand.local("tree/it's a \"name\" $(id)"), b"1").unwrap();
    std::fs::write(hand.local("tree/two\nlines"), b"2").unwrap();
    let options = ["--identity", key, "--verify", "hash", "--json"];
    let there = url(server, "tree");
    let put = hand.run(&[&["put", "tree", &there], &options[..]].concat());
    let get = hand.run(&[&["get", &there, "back"], &options[..]].concat());
    assert!(put.code == 0 && get.code == 0, "{put}{get}");
    assert!(same(&hand.local("tree"), &hand.local("back")), "what came back differs");
    let lines = put.out.lines().chain(get.out.lines());
    let rows: Vec<String> = lines
        .filter(|line| line.contains("\"verified\""))
        .map(str::to_owned)
        .collect();
    assert_eq!(rows.len(), 44, "{put}{get}");
    rows
}

#[test]
fn an_account_with_a_shell_makes_sha_256() {
    // Whoever runs a server without being root begins where the server was told to, and their shell begins at home.
    let Some(server) = Recipe::new(Brand::OpenSsh).with_password().start() else {
        return;
    };
    for row in rows(&server) {
        assert!(row.contains("\"verified\":\"sha256\""), "{row}");
    }
}

#[test]
fn without_a_shell_the_size_is_compared_and_it_is_said() {
    let Some(server) = Recipe::new(Brand::OpenSsh).jailed().start() else {
        return;
    };
    for row in rows(&server) {
        assert!(
            row.contains("\"verified\":\"size\"") && row.contains("\"why\":\""),
            "{row}"
        );
    }
}

#[test]
fn so_it_is_where_only_sftp_may_be_spoken() {
    // Whoever is not root would land in their own home, which is no place for a test.
    let recipe = Recipe::new(Brand::OpenSsh)
        .with_password()
        .line("ForceCommand internal-sftp");
    let Some(server) = recipe.start() else { return };
    for row in rows(&server) {
        assert!(
            row.contains("\"verified\":\"size\"") && row.contains("\"why\":\""),
            "{row}"
        );
    }
}
