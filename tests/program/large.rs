//! Listings without measure.

use std::io::Read;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use crate::ground::{Brand, Recipe};
use crate::hand::{Hand, hostile_url, url};
use crate::hostile::{Act, Script, say};

#[test]
fn a_hundred_thousand_entries_of_a_real_server_in_little_memory() {
    let Some(server) = Recipe::new(Brand::Vsftpd).start() else {
        return;
    };
    for n in 0..100_000 {
        std::fs::write(server.home.join(format!("file number {n:06}.txt")), b"").unwrap();
    }
    let list = Hand::new().run(&["ls", &url(&server, "")]);
    assert_eq!(list.code, 0, "{list}");
    assert_eq!(
        list.out.lines().filter(|line| line.contains("file number")).count(),
        100_000
    );
    assert!(list.mib < 60, "{} MiB", list.mib);
}

#[test]
fn the_first_entry_is_printed_while_the_rest_is_still_to_come() {
    let line = b"-rw-r--r-- 1 anna anna 5 Jan 02 2024 first.txt\r\n".to_vec();
    let listing = [
        say("150 Go."),
        Act::Open,
        Act::Send(line),
        Act::Pause(Duration::from_secs(3)),
        Act::Goodbye,
        say("226 Done."),
    ];
    let server = Script::new().without("MLST").on("LIST", listing).start();
    let mut child = Command::new(env!("CARGO_BIN_EXE_packetboat-cli"))
        .args([
            "ls",
            &hostile_url(&server, ""),
            "--profile",
            Hand::new().local("p").to_str().unwrap(),
        ])
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    while server.heard().data_connections == 0 {
        std::thread::sleep(Duration::from_millis(1));
    }
    let begin = Instant::now();
    let mut byte = [0];
    child.stdout.take().unwrap().read_exact(&mut byte).unwrap();
    assert!(
        begin.elapsed() < Duration::from_millis(300),
        "{:?} after the data connection opened",
        begin.elapsed()
    );
    child.kill().unwrap();
    child.wait().unwrap();
}

#[test]
fn a_listing_of_290_megabytes_in_one_line_is_refused_in_little_memory() {
    let flood = [
        say("150 Go."),
        Act::Open,
        Act::Repeat(vec![b'x'; 1 << 20], 290),
        Act::Goodbye,
        say("226 Done."),
    ];
    let server = Script::new().without("MLST").on("LIST", flood).start();
    let list = Hand::new().run(&["ls", &hostile_url(&server, "")]);
    assert_eq!(list.code, 1, "{list}");
    assert!(list.mib < 100, "{} MiB", list.mib);
}
