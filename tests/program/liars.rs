//! Servers that say that all is well.

use crate::hand::{Hand, hostile_url, noise};
use crate::hostile::{Act, Hostile, Script, say};

/// A download of which only half comes, whatever the reply says.
fn half(tls: bool, end: Act) -> Hostile {
    let whole = noise(1, 1_000_000);
    let acts = [
        say("150 Go."),
        Act::Open,
        Act::Send(whole[..600_000].to_vec()),
        end,
        say("226 Done."),
    ];
    let script = Script::new().file("a", whole).on("RETR", acts);
    if tls { script.tls().start() } else { script.start() }
}

fn fetched_nothing(server: &Hostile) {
    for destination in ["a", "into/"] {
        let hand = Hand::new();
        let get = hand.run(&["get", &hostile_url(server, "a"), destination, "--accept-new"]);
        assert_eq!(get.code, 1, "{get}");
        // A part may stay for another try; what it holds has no other name.
        let is_file = |name: &String| !name.ends_with('/') && !name.ends_with(".part");
        let left: Vec<String> = hand.tree().into_iter().filter(is_file).collect();
        assert!(left.is_empty(), "{left:?}");
    }
}

#[test]
fn a_short_download_with_226() {
    fetched_nothing(&half(false, Act::Goodbye));
    fetched_nothing(&half(true, Act::Goodbye));
}

#[test]
fn a_download_cut_without_close_notify() {
    fetched_nothing(&half(true, Act::Cut));
}

#[test]
fn a_download_that_is_whole_but_has_no_proper_end_is_not_believed() {
    let whole = noise(1, 100_000);
    let acts = [
        say("150 Go."),
        Act::Open,
        Act::Send(whole.clone()),
        Act::Cut,
        say("226 Done."),
    ];
    let server = Script::new().file("a", whole).on("RETR", acts).tls().start();
    fetched_nothing(&server);
}

#[test]
fn a_short_upload_with_226() {
    for tls in [false, true] {
        // The server reads everything, and keeps less.
        let acts = [
            say("150 Go."),
            Act::Open,
            Act::Receive(u64::MAX),
            Act::Goodbye,
            say("226 Done."),
        ];
        let script = Script::new().on("STOR", acts).on("SIZE", [say("213 600000")]);
        let server = if tls { script.tls().start() } else { script.start() };
        let hand = Hand::new();
        std::fs::write(hand.local("a"), noise(2, 1_000_000)).unwrap();
        let put = hand.run(&["put", "a", &hostile_url(&server, "a"), "--accept-new"]);
        assert_eq!(put.code, 1, "{put}");
        assert!(put.err.contains("600"), "the sizes are told: {put}");
        assert_eq!(server.lines_of("RNTO"), [[0u8; 0]; 0], "nothing gets its final name");
        assert!(server.file("a").is_none());
    }
}

#[test]
fn an_upload_that_the_server_broke_off() {
    let acts = [
        say("150 Go."),
        Act::Open,
        Act::Receive(40_000),
        Act::ResetData,
        say("552 Quota exceeded, Anna."),
    ];
    let server = Script::new().on("STOR", acts).start();
    let hand = Hand::new();
    std::fs::write(hand.local("a"), noise(2, 3_000_000)).unwrap();
    let put = hand.run(&["put", "a", &hostile_url(&server, "a")]);
    assert_eq!(put.code, 1, "{put}");
    assert!(put.err.contains("Quota exceeded, Anna."), "{put}");
}
