//! Servers that never stop talking. Whatever it is, the program needs less than 100 MB, and comes to an end.

use std::io::Write;
use std::net::{SocketAddr, TcpListener};
use std::time::Duration;

use crate::hand::{Hand, Ran, at, hostile_url};
use crate::hostile::{Act, Script, say};
use crate::hostile_sftp::packet::{
    ATTRS, DATA, EOF, LSTAT, NAME, READ, READDIR, STAT, STATUS, attributes, names, status, string,
};
use crate::hostile_sftp::{self as sftp};

/// In MiB; a little less than 100 MB.
const MOST: u64 = 95;

/// Times that a mebibyte is sent where it has no end.
const ENDLESS: u64 = 320;

fn assert_bounded(what: &str, ran: &Ran) {
    assert!(ran.mib > 1, "{what}: its memory was not seen");
    assert!(ran.mib < MOST, "{what}: {} MiB", ran.mib);
    assert!(ran.took < Duration::from_secs(60), "{what}: {:?}", ran.took);
}

/// About a mebibyte of this line.
fn lines(line: &str) -> Vec<u8> {
    format!("{line}\r\n").repeat((1 << 20) / (line.len() + 2)).into_bytes()
}

fn list(script: Script) -> Ran {
    let server = script.start();
    Hand::new().run(&["ls", &hostile_url(&server, ""), "--timeout", "10"])
}

#[test]
fn words_without_end_on_the_control_connection() {
    let flood = |start: &str, line: &str| [say(start), Act::SayOften(lines(line), ENDLESS), Act::Stall];
    let cases = [
        ("a greeting", Script::new().on("", flood("220-Hello", "220-and more"))),
        ("features", Script::new().on("FEAT", flood("211-Features:", " MORE"))),
        (
            "one line",
            Script::new().on("PWD", [Act::SayOften(vec![b'2'; 1 << 20], ENDLESS), Act::Stall]),
        ),
        (
            "a listing's reply",
            Script::new().on("MLSD", flood("150-Soon", "150-sooner")),
        ),
    ];
    for (what, script) in cases {
        let ran = list(script);
        assert_ne!(ran.code, 0, "{what}: {ran}");
        assert_bounded(what, &ran);
    }
}

#[test]
fn replies_without_end_while_they_are_logged() {
    let hand = Hand::new();
    let script = Script::new().on("MLSD", [Act::SayOften(lines("150 Soon."), ENDLESS / 8), Act::Stall]);
    let server = script.start();
    let ran = hand.run(&["ls", &hostile_url(&server, ""), "--timeout", "5", "--log", "log"]);
    assert_ne!(ran.code, 0, "{ran}");
    assert_bounded("a log", &ran);
}

#[test]
fn listings_without_end() {
    let unix = lines("-rw-r--r-- 1 anna anna 5 Jan 02 2024 a file of some name");
    let facts = lines("type=file;size=5;modify=20240102030405; a file of some name");
    let listing = |bytes: Vec<u8>| {
        [
            say("150 Go."),
            Act::Open,
            Act::Repeat(bytes, ENDLESS),
            Act::Goodbye,
            say("226 Done."),
        ]
    };
    let cases = [
        ("LIST", Script::new().without("MLST").on("LIST", listing(unix))),
        ("MLSD", Script::new().on("MLSD", listing(facts))),
    ];
    for (what, script) in cases {
        let ran = list(script);
        assert_ne!(ran.code, 0, "{what}: it is not proven complete");
        assert_bounded(what, &ran);
    }
}

#[test]
fn a_million_entries() {
    let mut listing = Vec::with_capacity(60 << 20);
    for n in 0..1_000_000 {
        let _ = write!(listing, "type=file;size={n};modify=20240102030405; {n}\r\n");
    }
    let acts = [
        say("150 Go."),
        Act::Open,
        Act::Send(listing),
        Act::Goodbye,
        say("226 Done."),
    ];
    let ran = list(Script::new().on("MLSD", acts));
    assert_eq!(ran.code, 0, "{}", ran.err);
    assert_eq!(ran.out.lines().count(), 1_000_000);
    assert_bounded("a million entries", &ran);
}

#[test]
fn data_without_end() {
    let acts = [
        say("150 Go."),
        Act::Open,
        Act::Repeat(vec![b'x'; 1 << 20], ENDLESS),
        Act::Goodbye,
        say("226 Done."),
    ];
    let server = Script::new().file("a", "12345").on("RETR", acts).start();
    let hand = Hand::new();
    let ran = hand.run(&["get", &hostile_url(&server, "a"), "a", "--timeout", "5"]);
    assert_ne!(ran.code, 0, "{ran}");
    assert_bounded("RETR", &ran);
    assert!(!hand.local("a").exists());
}

fn sftp_run(script: sftp::Script, arguments: [&str; 2]) -> Ran {
    let server = script.start();
    let hand = Hand::new();
    hand.write_ssh("known_hosts", &server.known_hosts());
    let mut words = vec![arguments[0]];
    let there = at("sftp", server.address, arguments[1]);
    words.extend([there.as_str()]);
    words.extend((arguments[0] == "get").then_some("a"));
    words.extend(["--timeout", "5"]);
    hand.run(&words)
}

#[test]
fn sftp_listings_data_and_attributes_without_end() {
    let some: Vec<Vec<u8>> = (0..400)
        .map(|n| format!("a file of some name {n}").into_bytes())
        .collect();
    let page = names(some.iter().map(|name| (&name[..], attributes(Some(5)))));
    let endless_folder = sftp::Script::new().on(READDIR, [sftp::Act::Answer(NAME, page)]);
    let ran = sftp_run(endless_folder, ["ls", ""]);
    assert_ne!(ran.code, 0, "{}", ran.err);
    assert_bounded("READDIR", &ran);

    let piece = sftp::Act::Answer(DATA, string(vec![b'x'; 32 << 10]));
    let mut pieces = vec![vec![piece]; 300];
    pieces.push(vec![sftp::Act::Answer(STATUS, status(EOF, "The end"))]);
    let endless_file = sftp::Script::new().file("a", "12345").on_each(READ, pieces);
    let ran = sftp_run(endless_file, ["get", "a"]);
    assert_ne!(ran.code, 0, "{ran}");
    assert_bounded("READ", &ran);

    // As many extended attributes as a packet holds, and a count that claims more.
    let mut many = 0x8000_0000_u32.to_be_bytes().to_vec();
    many.extend(u32::MAX.to_be_bytes());
    for _ in 0..8_000 {
        many.extend(string("name@example.org"));
        many.extend(string("value"));
    }
    let act = || [sftp::Act::Answer(ATTRS, many.clone())];
    let script = sftp::Script::new().file("a", "12345").on(STAT, act()).on(LSTAT, act());
    let ran = sftp_run(script, ["get", "a"]);
    assert_ne!(ran.code, 0, "{ran}");
    assert_bounded("ATTRS", &ran);
}

#[test]
fn words_without_end_before_ssh() {
    let address = talker(lines("hello and more"));
    let ran = Hand::new().run(&["ls", &at("sftp", address, ""), "--timeout", "5"]);
    assert_ne!(ran.code, 0, "{ran}");
    assert_bounded("before SSH", &ran);
}

/// A port that says this for ever.
fn talker(bytes: Vec<u8>) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let Ok(mut stream) = stream else { return };
            for _ in 0..ENDLESS {
                if stream.write_all(&bytes).is_err() {
                    break;
                }
            }
        }
    });
    address
}
