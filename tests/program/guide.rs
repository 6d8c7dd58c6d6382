//! The server that a guide for setting up vsftpd leads to, and ProFTPD with its usual rule about TLS sessions.

use crate::ground::{Brand, Recipe, Server, Tls, free_port};
use crate::hand::{Hand, make_tree, noise, same, url};

fn guide(reuse: bool) -> Option<Server> {
    Recipe::guide(reuse).start()
}

/// Both ways, passive and active, with a tree of 200 files and one of 300 MB.
fn round_trip(server: &Server) {
    let hand = Hand::new();
    make_tree(&hand.local("tree"));
    std::fs::write(hand.local("tree/big.iso"), noise(7, 300_000_000)).unwrap();
    for mode in ["passive", "active"] {
        let (there, back) = (url(server, &format!("tree-{mode}")), format!("back-{mode}"));
        let put = hand.run(&["put", "tree", &there, "--accept-new", "--mode", mode]);
        assert_eq!(put.code, 0, "{put}");
        let list = hand.run(&["ls", &there, "--mode", mode]);
        assert!(
            list.code == 0 && list.out.contains("big.iso") && list.out.contains("d8"),
            "{list}"
        );
        let get = hand.run(&["get", &there, &back, "--mode", mode]);
        assert_eq!(get.code, 0, "{get}");
        assert!(
            same(&hand.local("tree"), &hand.local(&back)),
            "{mode}: what came back differs"
        );
        assert!(
            same(&hand.local("tree"), &server.home.join(format!("tree-{mode}"))),
            "{mode}: what arrived differs"
        );
        std::fs::remove_dir_all(hand.local(&back)).unwrap();
    }
}

#[test]
fn the_guides_server_without_session_reuse() {
    let Some(server) = guide(false) else { return };
    round_trip(&server);
}

#[test]
fn the_guides_server_with_session_reuse() {
    let Some(server) = guide(true) else { return };
    round_trip(&server);
}

#[test]
fn the_guides_port() {
    if std::net::TcpListener::bind(("127.0.0.1", 2221)).is_err() {
        return;
    }
    let Some(server) = Recipe::guide(true).port(2221).start() else {
        return;
    };
    let hand = Hand::new();
    std::fs::write(hand.local("a"), b"x").unwrap();
    assert_eq!(hand.run(&["put", "a", &url(&server, "a"), "--accept-new"]).code, 0);
    assert_ne!(free_port(server.host), 2221);
}

#[test]
fn proftpd_takes_thirty_uploads_over_tls_1_3_with_one_reconnect_at_most() {
    let Some(server) = Recipe::new(Brand::Proftpd).tls(Tls::Explicit).start() else {
        return;
    };
    let hand = Hand::new();
    for n in 0..30 {
        std::fs::create_dir_all(hand.local("many")).unwrap();
        std::fs::write(hand.local(&format!("many/{n}")), noise(n, 3000)).unwrap();
    }
    let logins = |log: &str| log.lines().filter(|line| line.contains("PASS *")).count();
    for (run, most) in [(1, 2), (2, 1)] {
        let there = url(&server, &format!("run{run}"));
        let put = hand.run(&["put", "many", &there, "--jobs", "1", "--accept-new", "--log", "log"]);
        assert_eq!(put.code, 0, "{put}");
        assert!(same(&hand.local("many"), &server.home.join(format!("run{run}"))));
        let log = std::fs::read_to_string(hand.local("log")).unwrap();
        // One more connection belongs to the question about the certificate, and never gets as far as a login.
        assert!(logins(&log) <= most, "run {run}: {} logins\n{log}", logins(&log));
        if logins(&log) == 2 {
            assert!(log.contains("TLS 1.2"), "the reconnect is explained:\n{log}");
        }
        std::fs::remove_file(hand.local("log")).unwrap();
    }
}

/// Two uploads use up the tickets of a connection, so that there is one connection for every two files. A file that is given
/// to a used-up connection would fail there, and now and then often enough to be given up.
fn everything_at_the_first_attempt(recipe: Recipe) {
    let Some(server) = recipe.tls(Tls::Explicit13).start() else {
        return;
    };
    let hand = Hand::new();
    make_tree(&hand.local("tree"));
    let there = url(&server, "tree");
    let put = hand.run(&["put", "tree", &there, "--accept-new", "--json", "--log", "log"]);
    assert_eq!(put.code, 0, "{put}");
    assert!(same(&hand.local("tree"), &server.home.join("tree")));
    let again: Vec<&str> = put.out.lines().filter(|line| line.contains("attempts")).collect();
    assert!(
        !put.err.contains("going on with 1"),
        "a leaving connection was taken for a limit:\n{}",
        put.err
    );
    assert!(again.is_empty(), "tried again:\n{}", again.join("\n"));
    let log = std::fs::read_to_string(hand.local("log")).unwrap();
    assert!(
        log.contains("out of TLS 1.3 session tickets"),
        "it is explained:\n{log}"
    );
}

#[test]
fn proftpd_that_knows_only_tls_1_3_takes_everything_at_the_first_attempt() {
    everything_at_the_first_attempt(Recipe::new(Brand::Proftpd));
}

#[test]
fn so_does_one_that_allows_two_sessions() {
    everything_at_the_first_attempt(Recipe::new(Brand::Proftpd).sessions(2));
}
