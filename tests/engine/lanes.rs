//! Connections that carry many operations at once, as on SFTP.

use std::num::NonZeroUsize;
use std::time::{Duration, Instant};

use packetboat::engine::command::{Aim, Command, Request};
use packetboat::engine::event::{Event, Outcome, Remark};
use packetboat::error::{Error, Kind, Stage};
use packetboat::path::RemotePath;
use packetboat::remote::memory::{Effect, Operation};
use packetboat::transfer::{Policy, Resolution};

use super::rig::Rig;

/// A server with `lanes` operations on each connection, ranges and safe renames.
fn wide(name: &str, lanes: usize) -> Rig {
    let rig = Rig::new(name);
    rig.tree.behave(|behaviour| {
        behaviour.capabilities.lanes = lanes;
        behaviour.capabilities.ranges = true;
        behaviour.capabilities.renames_safely = true;
        behaviour.replaces = true;
        behaviour.dresses = true;
        behaviour.piece = 256 * 1024;
    });
    rig
}

/// Bytes that tell where they are from.
fn pattern(size: usize) -> Vec<u8> {
    (0..size as u32).map(|n| (n ^ (n >> 8) ^ (n >> 16)) as u8).collect()
}

const BIG: usize = 80 << 20;

#[tokio::test]
async fn small_files_fill_the_lanes_and_arrive_identical() {
    let mut rig = wide("lanes", 32);
    rig.tree
        .behave(|behaviour| behaviour.latency = Duration::from_millis(20));
    for n in 0..1000 {
        rig.tree.file(format!("/srv/{n}").as_str(), pattern(n));
    }
    let before = Instant::now();
    let totals = rig.get("/srv", "back").await;
    assert_eq!((totals.done, totals.failed), (1000, 0), "{totals:?}");
    assert!(
        before.elapsed() < Duration::from_secs(10),
        "one after the other takes 20 s"
    );
    assert!(rig.tree.sessions().most <= 4, "lanes leave room to browse");
    let totals = rig.put("back", "/copy").await;
    assert_eq!((totals.done, totals.failed), (1000, 0), "{totals:?}");
    for n in 0..1000 {
        assert_eq!(rig.tree.read(format!("/copy/{n}").as_str()).unwrap(), pattern(n));
    }
    let done = rig.tree.done();
    let looks = done.iter().filter(|(done, path)| {
        let at_file = path.parent().is_some_and(|folder| folder == "/copy".into());
        at_file && *done == Operation::Stat
    });
    assert_eq!(looks.count(), 0, "neither a part nor its target costs a look");
}

#[tokio::test]
async fn a_few_small_files_need_one_connection() {
    let mut rig = wide("few", 32);
    for n in 0..30 {
        rig.tree.file(format!("/srv/{n}").as_str(), pattern(100));
    }
    rig.get("/srv", "back").await;
    assert_eq!(rig.tree.sessions().opened, 1);
}

#[tokio::test]
async fn large_files_get_a_connection_each_and_small_ones_go_on_beside_them() {
    let mut rig = wide("mixed", 8);
    for n in 0..6 {
        rig.tree.file(format!("/srv/a{n}").as_str(), pattern(2 << 20));
    }
    for n in 0..20 {
        rig.tree.file(format!("/srv/z{n}").as_str(), pattern(100));
    }
    rig.tree.behave(|behaviour| behaviour.pace = Duration::from_millis(100));
    rig.start_get("/srv", "out");
    let running = rig
        .until(|event| matches!(event, Event::Job(totals) if totals.done >= 20))
        .await;
    let Event::Job(totals) = running else { unreachable!() };
    assert!(
        totals.moved < 12 << 20,
        "the small ones did not wait for the large ones"
    );
    assert_eq!(rig.tree.sessions().most, 4);
    assert_eq!(rig.finish().await.done, 26);
}

#[tokio::test]
async fn a_large_file_is_shared_out_and_a_failing_connection_only_gives_back_its_range() {
    for (name, operation) in [("get", Operation::Download), ("put", Operation::Upload)] {
        let mut rig = wide(&format!("split-{name}"), 8);
        rig.tree.behave(|behaviour| {
            behaviour.latency = Duration::from_millis(12);
            behaviour.pace = Duration::from_millis(15);
        });
        let bytes = pattern(BIG + 12_345);
        if name == "get" {
            rig.tree.file("/big", bytes.clone());
            rig.start_get("/big", "big");
        } else {
            rig.write("big", &bytes);
            rig.start_put("big", "/big");
        }
        // The helpers are there: one of them breaks in mid-range.
        while rig.tree.sessions().open < 4 {
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        let reset = Error::new(Stage::Transfer, Kind::Reset, "range").breaking();
        let before = rig.tree.count(operation);
        tokio::time::sleep(Duration::from_millis(100)).await;
        assert!(rig.tree.count(operation) >= before);
        rig.fault(operation, None, 1, Effect::ErrorAfter(1 << 20, Box::new(reset)));
        let totals = rig.finish().await;
        let arrived = if name == "get" {
            rig.read("big")
        } else {
            rig.tree.read("/big").unwrap()
        };
        assert_eq!(totals.failed, 0, "{:?}", rig.failures);
        assert_eq!(
            totals.moved,
            bytes.len() as u64,
            "what was given back does not count twice"
        );
        assert!(arrived == bytes, "{name}: every byte is where it belongs");
        assert!(rig.tree.count(operation) >= 8, "it went in ranges");
        assert!(rig.tree.sessions().most == 4, "{:?}", rig.tree.sessions());
    }
}

#[tokio::test]
async fn a_large_file_with_one_connection_goes_in_one_piece() {
    let mut rig = wide("whole", 8);
    rig.engine.send(Command::Connections(NonZeroUsize::MIN));
    rig.tree.file("/big", pattern(BIG));
    rig.get("/big", "big").await;
    assert!(rig.read("big") == pattern(BIG));
    assert_eq!(rig.tree.count(Operation::Download), 1);
    assert_eq!(rig.tree.sessions().most, 1);
}

#[tokio::test]
async fn helpers_that_cannot_come_are_not_missed() {
    let mut rig = wide("alone", 8);
    rig.tree.behave(|behaviour| behaviour.sessions = Some(1));
    rig.tree.file("/big", pattern(BIG));
    let totals = rig.get("/big", "big").await;
    assert_eq!((totals.done, totals.failed), (1, 0));
    assert!(rig.read("big") == pattern(BIG));
    assert_eq!(rig.lowered, [1]);
}

#[tokio::test]
async fn a_file_that_changes_between_its_ranges_is_no_success() {
    let mut rig = wide("changes", 8);
    rig.tree.file("/big", pattern(BIG));
    rig.tree.behave(|behaviour| behaviour.pace = Duration::from_millis(5));
    rig.start_get("/big", "big");
    rig.until(|event| matches!(event, Event::Job(totals) if totals.moved > 0))
        .await;
    rig.tree.set_clock(2_000_000_000);
    rig.tree.file("/big", vec![0; BIG]);
    rig.tree.behave(|behaviour| behaviour.pace = Duration::ZERO);
    let totals = rig.finish().await;
    assert_eq!((totals.done, totals.failed), (1, 0), "the second try is a whole one");
    assert!(rig.read("big") == vec![0; BIG]);
}

#[tokio::test]
async fn a_split_transfer_is_cancelled_within_a_second_and_leaves_nothing() {
    for name in ["get", "put"] {
        let mut rig = wide(&format!("split-cancel-{name}"), 8);
        rig.tree.behave(|behaviour| behaviour.pace = Duration::from_millis(30));
        if name == "get" {
            rig.tree.file("/srv/big", pattern(BIG));
            rig.start_get("/srv", "out");
        } else {
            rig.write("big", &pattern(BIG));
            rig.start_put("big", "/srv/big");
        }
        while rig.tree.sessions().open < 2 {
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
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
        assert_eq!(rig.names("out"), [""; 0]);
        if name == "put" {
            tokio::time::sleep(Duration::from_millis(300)).await;
            assert_eq!(rig.tree.names("/srv"), [""; 0]);
        }
    }
}

#[tokio::test]
async fn a_login_that_cannot_repeat_browses_while_it_transfers() {
    let mut rig = wide("once", 8);
    rig.tree.behave(|behaviour| {
        behaviour.capabilities.logs_in_once = true;
        behaviour.sessions = Some(1);
        behaviour.pace = Duration::from_millis(20);
    });
    for n in 0..3 {
        rig.tree.file(format!("/srv/{n}").as_str(), pattern(20 << 20));
    }
    rig.start_get("/srv", "out");
    rig.until(|event| matches!(event, Event::Job(totals) if totals.moved > 0))
        .await;
    let before = Instant::now();
    let outcome = rig
        .browse(Request::List {
            folder: RemotePath::from("/srv"),
        })
        .await
        .unwrap();
    assert!(matches!(outcome, Outcome::Listed { listing, .. } if listing.entries == 3));
    assert!(before.elapsed() < Duration::from_millis(500), "{:?}", before.elapsed());
    rig.tree.behave(|behaviour| behaviour.pace = Duration::ZERO);
    assert_eq!(rig.tree.sessions().opened, 1);
    assert_eq!(rig.tree.sessions().refused, 0, "nobody tried to log in again");
    assert_eq!(rig.once, 1, "and that is said once");
    assert_eq!(rig.lowered, [0; 0], "the server allows more");
}

#[tokio::test]
async fn a_cancelled_request_leaves_the_connection_to_the_others() {
    let mut rig = wide("browse-cancel", 8);
    rig.tree.file("/srv/a", pattern(3 << 20));
    rig.tree.behave(|behaviour| behaviour.pace = Duration::from_millis(100));
    rig.start_get("/srv", "out");
    rig.until(|event| matches!(event, Event::Job(totals) if totals.moved > 0))
        .await;
    rig.fault(Operation::Stat, Some("/slow"), 1, Effect::Slow(Duration::from_secs(60)));
    let ticket = rig.start_browse(Request::Stat {
        path: "/slow".into(),
        follow: false,
    });
    tokio::time::sleep(Duration::from_millis(100)).await;
    rig.engine.send(Command::Cancel(Aim::Request(ticket)));
    let totals = rig.finish_job(1).await;
    assert_eq!((totals.done, totals.failed), (1, 0));
    assert_eq!(rig.tree.sessions().opened, 1, "the transfer was not torn down");
}

#[tokio::test]
async fn what_appears_meanwhile_is_kept_without_a_look() {
    let mut rig = wide("safe", 8);
    rig.write("a", &pattern(1000));
    rig.tree
        .behave(|behaviour| behaviour.latency = Duration::from_millis(150));
    rig.start_put("a", "/a");
    rig.uploading().await;
    rig.tree.file("/a", b"theirs".to_vec());
    let totals = rig.finish().await;
    assert_eq!(totals.failed, 1);
    assert_eq!(rig.failures[0].kind, Kind::Exists);
    assert_eq!(rig.tree.read("/a").unwrap(), b"theirs");
    assert_eq!(rig.tree.names("/"), ["a"], "the part is gone");
    rig.policy = Policy::Always(Resolution::Overwrite);
    assert_eq!(rig.put("a", "/a").await.done, 1);
    assert_eq!(rig.tree.read("/a").unwrap(), pattern(1000));
}

#[tokio::test]
async fn a_folder_that_lets_create_but_not_rename_is_written_in_place() {
    let mut rig = wide("no-rename", 8);
    rig.write("a", &pattern(1000));
    let refused = Error::new(Stage::Command, Kind::NotPermitted, "rename");
    rig.fault(Operation::Rename, None, u32::MAX, Effect::Error(Box::new(refused)));
    assert_eq!(rig.put("a", "/srv/a").await.done, 1);
    assert_eq!(rig.tree.names("/srv"), ["a"]);
    assert_eq!(rig.tree.read("/srv/a").unwrap(), pattern(1000));
    assert_eq!(rig.remarks, [Remark::WrittenInPlace]);
}

#[tokio::test]
async fn a_refused_renaming_never_replaces_what_appeared() {
    let mut rig = wide("no-rename-appears", 8);
    rig.write("a", &pattern(1000));
    let refused = Error::new(Stage::Command, Kind::Rejected, "rename");
    rig.fault(Operation::Rename, None, u32::MAX, Effect::Error(Box::new(refused)));
    rig.tree
        .behave(|behaviour| behaviour.latency = Duration::from_millis(150));
    rig.start_put("a", "/a");
    rig.uploading().await;
    rig.tree.file("/a", b"theirs".to_vec());
    assert_eq!(rig.finish().await.failed, 1);
    assert_eq!(rig.failures[0].kind, Kind::Exists);
    assert_eq!(rig.tree.read("/a").unwrap(), b"theirs");
}

#[tokio::test]
async fn the_file_is_dressed_along_with_its_bytes_and_a_refusal_is_said_once() {
    let mut rig = wide("dressed", 8);
    for n in 0..5 {
        rig.write(&format!("d/{n}"), &pattern(10));
    }
    let file = std::fs::File::options().write(true).open(rig.local("d/0")).unwrap();
    file.set_modified(std::time::UNIX_EPOCH + Duration::from_secs(1_234_567))
        .unwrap();
    assert_eq!(rig.put("d", "/d").await.done, 5);
    assert_eq!(rig.tree.entry("/d/0").unwrap().modified.unwrap().seconds, 1_234_567);
    assert_eq!(rig.remarks, []);
    let refused = Error::new(Stage::Command, Kind::NotPermitted, "setstat");
    rig.fault(Operation::SetModified, None, u32::MAX, Effect::Error(Box::new(refused)));
    assert_eq!(rig.put("d", "/e").await.done, 5);
    assert_eq!(rig.remarks, [Remark::TimeNotSet(None)]);
}

/// Not a limit, a figure: `cargo test --test engine figure -- --ignored --nocapture`.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "a figure, for whoever works on the speed"]
async fn figure_of_many_small_files() {
    let mut rig = wide("figure", 32);
    for n in 0..20_000 {
        rig.tree.file(format!("/srv/{n}").as_str(), pattern(1024));
    }
    rig.engine
        .send(Command::Watch(packetboat::engine::command::Watch::Nothing));
    for (what, put) in [("get", false), ("put", true)] {
        let before = Instant::now();
        let totals = if put {
            rig.put("back", "/copy").await
        } else {
            rig.get("/srv", "back").await
        };
        eprintln!("{what}: {} files in {:?}", totals.done, before.elapsed());
    }
}
