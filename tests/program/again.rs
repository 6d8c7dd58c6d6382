//! The same command once more, after it was broken off: it goes on where it was, and the queue keeps nothing of the first time.

use std::time::Duration;

use crate::ground::{Brand, Recipe};
use crate::hand::{Ran, noise};
use crate::ways::{Way, borrowed, files, hand, run, words};

/// How the first run ends.
#[derive(Clone, Copy, Debug, PartialEq)]
enum End {
    Killed,
    Interrupted,
}

fn goes_on(brand: Brand, way: Way, end: End) {
    let Some(server) = Recipe::new(brand).start() else {
        return;
    };
    let hand = hand(&server);
    let whole = noise(5, 8 << 20);
    let (from, to) = match way {
        Way::Up => (hand.local("large"), server.home.join("up")),
        Way::Down => (server.home.join("large"), hand.local("down")),
    };
    match way {
        Way::Up => std::fs::write(&from, &whole).unwrap(),
        Way::Down => server.put("large", &whole),
    }
    let there = if way == Way::Up { "up" } else { "large" };
    let again = words(&server, way, there, if way == Way::Up { &from } else { &to });
    let mut slow = again.clone();
    slow.extend(["--limit-rate", "2500000"].map(str::to_owned));
    let mut first = hand.start(&[], &slow);
    std::thread::sleep(Duration::from_millis(1800));
    let id = rustix::process::Pid::from_raw(i32::try_from(first.id()).unwrap()).unwrap();
    let signal = match end {
        End::Killed => rustix::process::Signal::KILL,
        End::Interrupted => rustix::process::Signal::INT,
    };
    rustix::process::kill_process(id, signal).unwrap();
    first.wait().unwrap();
    assert!(!to.exists());
    // A part of that size is worth going on with.
    let part = files(to.parent().unwrap())
        .into_iter()
        .find(|file| file.to_string_lossy().ends_with(".part"))
        .unwrap_or_else(|| panic!("{brand:?} {way:?} {end:?}: a part stays"));
    assert!(part.metadata().unwrap().len() > 1 << 20, "{part:?}");
    let mut told = again.clone();
    told.push("--json".to_owned());
    let second = run(&hand, &told);
    assert_eq!(second.code, 0, "{second}");
    assert!(
        why(&second).contains("an earlier try was gone on with at byte"),
        "{second}"
    );
    assert!(std::fs::read(&to).unwrap() == whole);
    assert!(!part.exists());
    let left = hand.run(&["queue", "list"]);
    assert_eq!(left.out, "", "the first time is not in the queue any more");
}

fn why(ran: &Ran) -> String {
    let row: serde_json::Value = serde_json::from_str(ran.out.lines().next().unwrap()).unwrap();
    row["why"].as_str().unwrap_or_default().to_owned()
}

#[test]
fn a_killed_download_over_ftp() {
    goes_on(Brand::Vsftpd, Way::Down, End::Killed);
}

#[test]
fn an_interrupted_download_over_sftp() {
    goes_on(Brand::OpenSsh, Way::Down, End::Interrupted);
}

#[test]
fn an_interrupted_upload_over_ftp() {
    goes_on(Brand::Vsftpd, Way::Up, End::Interrupted);
}

#[test]
fn a_killed_upload_over_sftp() {
    goes_on(Brand::OpenSsh, Way::Up, End::Killed);
}

/// While a process runs the queue its parts are in its hands: the command begins anew, beside it.
#[test]
fn what_another_process_has_in_its_queue_is_not_taken_from_it() {
    let Some(server) = Recipe::new(Brand::Vsftpd).start() else {
        return;
    };
    let hand = hand(&server);
    let whole = noise(6, 8 << 20);
    server.put("large", &whole);
    let again = words(&server, Way::Down, "large", &hand.local("down"));
    let mut slow = again.clone();
    slow.extend(["--limit-rate", "2500000"].map(str::to_owned));
    let mut first = hand.start(&[], &slow);
    std::thread::sleep(Duration::from_millis(1500));
    first.kill().unwrap();
    first.wait().unwrap();
    let mut queue = crate::ways::again(&server);
    queue.extend(["--limit-rate", "2000000"].map(str::to_owned));
    let mut queue = hand.start(&[], &queue);
    std::thread::sleep(Duration::from_millis(700));
    let mut beside = again.clone();
    beside.extend(["--json", "--on-conflict", "skip"].map(str::to_owned));
    let beside = hand.run(&borrowed(&beside));
    assert!(beside.code == 0 && !why(&beside).contains("gone on"), "{beside}");
    assert!(queue.wait().unwrap().code().is_some());
    assert!(std::fs::read(hand.local("down")).unwrap() == whole);
    assert_eq!(files(&hand.work()).len(), 1, "and no parts");
}
