//! The engine as a screen sees it: commands in, events out, over a server in memory.

#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "test code"
)]

#[path = "engine/connections.rs"]
mod connections;
#[path = "engine/desk.rs"]
mod desk;
#[path = "engine/doubts.rs"]
mod doubts;
#[path = "engine/items.rs"]
mod items;
#[path = "engine/journal.rs"]
mod journal;
#[path = "engine/kept.rs"]
mod kept;
#[path = "engine/lanes.rs"]
mod lanes;
#[path = "engine/moves.rs"]
mod moves;
#[path = "engine/names.rs"]
mod names;
#[path = "engine/others.rs"]
mod others;
#[path = "engine/resume.rs"]
mod resume;
#[path = "engine/retries.rs"]
mod retries;
#[path = "engine/rig.rs"]
mod rig;
#[path = "engine/steering.rs"]
mod steering;
#[path = "engine/targets.rs"]
mod targets;
#[path = "engine/trial.rs"]
mod trial;

use std::num::NonZeroUsize;
use std::time::{Duration, Instant};

use packetboat::ask::{Answer, Question};
use packetboat::engine::command::{Aim, Command, Request};
use packetboat::engine::event::{Event, Outcome};
use packetboat::error::{Error, Kind, Stage};
use packetboat::path::RemotePath;
use packetboat::remote::memory::{Effect, Operation};
use packetboat::transfer::{Policy, Resolution, Skip, State, Verified};

use rig::Rig;

#[tokio::test]
async fn a_tree_comes_and_goes_identical() {
    let mut rig = Rig::new("roundtrip");
    for n in 0..200 {
        rig.tree
            .file(format!("/srv/d{}/f{n}.bin", n % 7).as_str(), vec![n as u8; n * 37]);
    }
    rig.tree
        .file("/srv/big.bin", (0..3_000_000u32).map(|n| n as u8).collect::<Vec<_>>());
    rig.tree.folder("/srv/empty");
    let totals = rig.get("/srv", "back").await;
    assert_eq!(
        (totals.done, totals.failed, totals.problems.len()),
        (201, 0, 0),
        "{totals:?}"
    );
    assert!(rig.local("back/empty").is_dir());
    let totals = rig.put("back", "/copy").await;
    assert_eq!((totals.done, totals.failed), (201, 0), "{totals:?}");
    let files = rig.tree.files();
    let of = |root: &str| -> Vec<(String, Vec<u8>)> {
        let named = files
            .iter()
            .map(|(path, bytes)| (String::from_utf8_lossy(path).into_owned(), bytes.clone()));
        named
            .filter_map(|(path, bytes)| Some((path.strip_prefix(root)?.to_owned(), bytes)))
            .collect()
    };
    assert_eq!(of("/srv").len(), 201);
    assert_eq!(of("/srv"), of("/copy"));
    assert!(rig.tree.sessions().most <= 5, "four for transfers and one to browse");
}

#[tokio::test]
async fn a_short_download_that_claims_success_is_a_failure_and_leaves_nothing() {
    let mut rig = Rig::new("short-get");
    rig.tree.file("/a", vec![7; 1_000_000]);
    rig.tree.file("/b", vec![7; 1_000]);
    rig.fault(Operation::Download, None, u32::MAX, Effect::Short(600));
    for name in ["/a", "/b"] {
        let totals = rig.get(name, "out/").await;
        assert_eq!((totals.done, totals.failed), (0, 1));
        let failure = rig.failures.pop().unwrap();
        assert!(
            matches!(failure.kind, Kind::SizeDiffers { actual: 600, .. }),
            "{failure}"
        );
    }
    assert_eq!(rig.names("out"), [""; 0], "neither the file nor a part");
}

#[tokio::test]
async fn a_short_upload_that_claims_success_is_a_failure_and_leaves_nothing() {
    let mut rig = Rig::new("short-put");
    rig.write("a", &[7; 1_000_000]);
    rig.fault(Operation::Upload, None, u32::MAX, Effect::Short(600_000));
    let totals = rig.put("a", "/a").await;
    assert_eq!((totals.done, totals.failed), (0, 1));
    assert_eq!(rig.tree.names("/"), [""; 0]);
    assert!(
        matches!(rig.failures[0].kind, Kind::SizeDiffers { .. }),
        "{}",
        rig.failures[0]
    );
}

#[tokio::test]
async fn one_bad_moment_is_tried_again_and_the_row_says_so() {
    let mut rig = Rig::new("retry");
    rig.tree.file("/a", vec![7; 100_000]);
    let reset = Error::new(Stage::Transfer, Kind::Reset, "RETR /a").breaking();
    rig.fault(
        Operation::Download,
        None,
        1,
        Effect::ErrorAfter(50_000, Box::new(reset)),
    );
    let totals = rig.get("/a", "a").await;
    assert_eq!((totals.done, totals.failed), (1, 0));
    assert_eq!(rig.read("a"), vec![7; 100_000]);
}

#[tokio::test]
async fn a_refusal_is_not_tried_again() {
    let mut rig = Rig::new("refused");
    rig.tree.file("/a", vec![7; 100]);
    let refused = Error::new(Stage::Command, Kind::NotPermitted, "RETR /a");
    rig.fault(Operation::Download, None, u32::MAX, Effect::Error(Box::new(refused)));
    let totals = rig.get("/a", "a").await;
    assert_eq!((totals.done, totals.failed), (0, 1));
    assert_eq!(rig.tree.count(Operation::Download), 1);
}

#[tokio::test]
async fn a_server_with_few_seats_gets_few_visitors_and_everything_arrives() {
    for seats in [1, 2] {
        let mut rig = Rig::new(&format!("seats-{seats}"));
        rig.tree.behave(|behaviour| behaviour.sessions = Some(seats));
        for n in 0..500 {
            rig.tree.file(format!("/srv/{n}").as_str(), vec![1; 100]);
        }
        let totals = rig.get("/srv", "back").await;
        assert_eq!((totals.done, totals.failed), (500, 0), "{seats}: {totals:?}");
        assert!(rig.tree.sessions().most <= seats);
        assert_eq!(rig.lowered, [seats]);
    }
}

#[tokio::test]
async fn existing_files_are_left_unless_somebody_says_otherwise() {
    let mut rig = Rig::new("conflict");
    rig.tree.file("/a.txt", b"theirs".to_vec());
    rig.write("out/a.txt", b"ours");
    let totals = rig.get("/a.txt", "out/").await;
    assert_eq!((totals.skipped, totals.left), (1, 1));
    assert_eq!(rig.states, [State::Skipped(Skip::ByDefault)]);
    rig.policy = Policy::Always(Resolution::Rename);
    rig.get("/a.txt", "out/").await;
    assert_eq!(rig.names("out"), ["a (2).txt", "a.txt"]);
    rig.policy = Policy::Always(Resolution::Overwrite);
    rig.get("/a.txt", "out/").await;
    assert_eq!(rig.read("out/a.txt"), b"theirs");
    rig.write("out/a.txt", b"ours again");
    rig.put("out/a.txt", "/").await;
    assert_eq!(rig.tree.read("/a.txt").unwrap(), b"ours again");
    rig.policy = Policy::Ask;
    rig.answers.push(Answer::Conflict(Resolution::Skip));
    let totals = rig.put("out/a.txt", "/").await;
    assert_eq!((totals.skipped, totals.left), (1, 0));
    assert!(matches!(rig.asked.last(), Some(Question::Conflict { .. })));
}

#[tokio::test]
async fn a_file_that_appears_meanwhile_is_not_lost() {
    let mut rig = Rig::new("appears");
    rig.tree.file("/srv/a", vec![1; 2_000_000]);
    rig.tree.behave(|behaviour| behaviour.pace = Duration::from_millis(100));
    rig.start_get("/srv", "out");
    rig.until(|event| matches!(event, Event::Job(totals) if totals.moved > 0))
        .await;
    rig.write("out/a", b"mine");
    let totals = rig.finish().await;
    assert_eq!((totals.done, totals.failed), (0, 1));
    assert_eq!(rig.failures[0].kind, Kind::Exists);
    assert_eq!(rig.read("out/a"), b"mine");
    assert_eq!(rig.names("out"), ["a"]);
}

#[tokio::test]
async fn hostile_names_are_counted_and_write_nothing() {
    let mut rig = Rig::new("hostile");
    rig.tree.file("/srv/good", b"x".to_vec());
    for name in [&b"../../evil"[..], b"..", b".", b"", b"/etc/x", b"a\0b"] {
        rig.tree.hostile("/srv", name);
    }
    rig.tree.file("/srv/\u{202e}gpj.exe", b"x".to_vec());
    let totals = rig.get("/srv", "deep/out").await;
    assert_eq!((totals.blocked, totals.done), (6, 2), "{totals:?}");
    assert_eq!(rig.names("deep/out").len(), 2);
    assert_eq!(rig.names("deep"), ["out"]);
    assert_eq!(rig.names("."), ["deep"]);
}

#[tokio::test]
async fn cancel_takes_effect_within_a_second_in_every_state() {
    for (name, operation) in [
        ("connect", Operation::Connect),
        ("list", Operation::List),
        ("download", Operation::Download),
        ("stat", Operation::Stat),
    ] {
        let mut rig = Rig::new(&format!("cancel-{name}"));
        rig.tree.file("/srv/a", vec![1; 5_000_000]);
        rig.fault(operation, None, u32::MAX, Effect::Slow(Duration::from_secs(60)));
        rig.start_get("/srv", "out");
        tokio::time::sleep(Duration::from_millis(200)).await;
        let before = Instant::now();
        rig.engine.send(Command::Cancel(Aim::Everything));
        let totals = rig.finish().await;
        assert!(
            before.elapsed() < Duration::from_secs(1),
            "{name}: {:?}",
            before.elapsed()
        );
        assert_eq!(totals.done, 0);
        let files: Vec<String> = rig.names("out");
        assert!(files.is_empty(), "{name}: {files:?}");
    }
}

#[tokio::test]
async fn pause_stops_and_resume_finishes() {
    let mut rig = Rig::new("pause");
    rig.tree.file("/srv/a", vec![1; 3_000_000]);
    rig.tree.behave(|behaviour| behaviour.pace = Duration::from_millis(20));
    rig.start_get("/srv", "out");
    rig.until(|event| matches!(event, Event::Job(totals) if totals.moved > 0))
        .await;
    rig.engine.send(Command::Pause(Aim::Everything));
    rig.until(|event| matches!(event, Event::Job(totals) if totals.running == 0))
        .await;
    assert!(!rig.local("out/a").exists());
    rig.engine.send(Command::Resume(Aim::Everything));
    let totals = rig.finish().await;
    assert_eq!(totals.done, 1);
    assert_eq!(rig.read("out/a").len(), 3_000_000);
}

#[tokio::test]
async fn a_server_that_cannot_be_reached_fails_at_once_with_its_cause() {
    let mut rig = Rig::new("unreachable");
    let refused = Error::new(Stage::Connect, Kind::Refused, "connect").breaking();
    rig.fault(Operation::Connect, None, u32::MAX, Effect::Error(Box::new(refused)));
    let before = Instant::now();
    let totals = rig.get("/srv", "out").await;
    assert!(before.elapsed() < Duration::from_secs(1));
    assert_eq!(totals.problems.len(), 1);
    assert_eq!(totals.problems[0].error.kind, Kind::Refused);
}

#[tokio::test]
async fn a_connection_lost_in_the_middle_is_opened_again() {
    let mut rig = Rig::new("lost");
    for n in 0..50 {
        rig.tree.file(format!("/srv/{n}").as_str(), vec![1; 100]);
    }
    let closed = Error::new(Stage::Command, Kind::Closed, "RETR").breaking();
    rig.fault(Operation::Download, None, 9, Effect::Error(Box::new(closed)));
    let totals = rig.get("/srv", "out").await;
    assert_eq!((totals.done, totals.failed), (50, 0));
}

#[tokio::test]
async fn hashes_are_compared_when_wished_for() {
    let mut rig = Rig::new("hash");
    rig.verify = packetboat::transfer::Verify::Hash;
    rig.tree.file("/a", vec![7; 1_000_000]);
    rig.get("/a", "a").await;
    assert_eq!(rig.states.pop(), Some(State::Done(Verified::Sha256)));
    rig.fault(Operation::Download, None, u32::MAX, Effect::Corrupt);
    let totals = rig.get("/a", "b").await;
    assert_eq!(totals.failed, 1);
    assert_eq!(rig.failures[0].kind, Kind::HashDiffers);
    assert!(!rig.local("b").exists());
}

#[tokio::test]
async fn browsing_does_not_wait_for_transfers() {
    let mut rig = Rig::new("browse");
    for n in 0..20 {
        rig.tree.file(format!("/srv/{n}").as_str(), vec![1; 3_000_000]);
    }
    rig.tree.behave(|behaviour| behaviour.pace = Duration::from_millis(50));
    rig.start_get("/srv", "out");
    rig.until(|event| matches!(event, Event::Job(totals) if totals.running == 4))
        .await;
    let before = Instant::now();
    let outcome = rig
        .browse(Request::List {
            folder: RemotePath::from("/srv"),
        })
        .await
        .unwrap();
    assert!(matches!(outcome, Outcome::Listed { listing, .. } if listing.entries == 20));
    assert!(before.elapsed() < Duration::from_millis(500), "{:?}", before.elapsed());
}

#[tokio::test]
async fn removing_a_tree_follows_no_link_and_spares_root_and_home() {
    let mut rig = Rig::new("remove");
    rig.tree.file("/keep/a", b"x".to_vec());
    rig.tree.file("/srv/d/e/f", b"x".to_vec());
    rig.tree.link("/srv/link", "/keep");
    let remove = |path: &str, recursive| Request::Remove {
        path: path.into(),
        pattern: None,
        recursive,
    };
    for spared in ["/", ""] {
        assert!(rig.browse(remove(spared, true)).await.is_err());
    }
    assert_eq!(
        rig.browse(remove("/srv", false)).await.unwrap_err().kind,
        Kind::WrongType
    );
    assert!(rig.browse(remove("/srv", true)).await.is_ok());
    assert_eq!(rig.tree.names("/"), ["keep"]);
    assert_eq!(rig.tree.names("/keep"), ["a"]);
}

#[tokio::test]
async fn a_removal_tells_how_far_it_is_and_is_given_up_between_two_items() {
    let mut rig = Rig::new("remove-slowly");
    for n in 0..200 {
        rig.tree.file(format!("/srv/{n}").as_str(), b"x".to_vec());
    }
    rig.tree
        .behave(|behaviour| behaviour.latency = Duration::from_millis(10));
    let ticket = rig.start_browse(Request::Remove {
        path: "/srv".into(),
        pattern: None,
        recursive: true,
    });
    rig.until(move |event| matches!(event, Event::Progress { ticket: of, done: 5.., .. } if *of == ticket))
        .await;
    rig.engine.send(Command::Cancel(Aim::Request(ticket)));
    let is_end = move |event: &Event| matches!(event, Event::Answered { ticket: of, .. } if *of == ticket);
    match rig.until(is_end).await {
        Event::Answered { result: Err(error), .. } => assert_eq!((error.kind, error.broken), (Kind::Cancelled, false)),
        other => panic!("{other:?}"),
    }
    let left = rig.tree.names("/srv").len();
    assert!((1..196).contains(&left), "{left} of 200 are left");
    assert!(rig.browse(Request::Facts).await.is_ok());
    assert_eq!(rig.tree.count(Operation::Connect), 1, "the connection goes on");
}

#[tokio::test]
async fn a_rename_replaces_nothing_by_accident() {
    let mut rig = Rig::new("rename");
    rig.tree.behave(|behaviour| behaviour.replaces = true);
    rig.tree.file("/a", b"a".to_vec());
    rig.tree.file("/b", b"b".to_vec());
    let rename = |overwrite| Request::Rename {
        from: "/a".into(),
        to: "/b".into(),
        overwrite,
    };
    assert_eq!(rig.browse(rename(false)).await.unwrap_err().kind, Kind::Exists);
    assert!(rig.browse(rename(true)).await.is_ok());
    assert_eq!(rig.tree.read("/b").unwrap(), b"a");
}

#[tokio::test]
async fn the_number_of_connections_changes_while_running() {
    let mut rig = Rig::new("more");
    for n in 0..60 {
        rig.tree.file(format!("/srv/{n}").as_str(), vec![1; 500_000]);
    }
    rig.tree.behave(|behaviour| behaviour.pace = Duration::from_millis(40));
    rig.engine.send(Command::Connections(NonZeroUsize::MIN));
    rig.start_get("/srv", "out");
    rig.until(|event| matches!(event, Event::Job(totals) if totals.done > 0))
        .await;
    assert!(rig.tree.sessions().most <= 2);
    rig.engine.send(Command::Connections(NonZeroUsize::new(6).unwrap()));
    rig.until(|event| matches!(event, Event::Job(totals) if totals.running == 6))
        .await;
    assert_eq!(rig.finish().await.done, 60);
}
