//! Moves: a source goes when its file has arrived, is checked and on record, and only if it still is what was transferred.

use std::time::Duration;

use packetboat::engine::command::{Aim, Command, JobId};
use packetboat::engine::event::{Event, Remark, Totals};
use packetboat::error::{Error, Kind, Stage};
use packetboat::remote::memory::{Effect, Operation};
use packetboat::transfer::{
    Errand, Landing, LocalEnd, Policy, Resolution, Selected, Skip, Source, State, Stay, Verified,
};

use super::rig::Rig;

fn rig(name: &str) -> Rig {
    let mut rig = Rig::new(&format!("moves-{name}"));
    rig.afterwards = Source::Remove;
    rig
}

fn stays(rig: &Rig) -> Vec<Stay> {
    let stay = |remark: &Remark| match remark {
        Remark::StillThere(stay) => Some(stay.clone()),
        _ => None,
    };
    rig.remarks.iter().filter_map(stay).collect()
}

fn refused() -> Error {
    Error::new(Stage::Command, Kind::NotPermitted, "DELE")
}

fn cut() -> Box<Error> {
    Box::new(Error::new(Stage::Command, Kind::Reset, "DELE").breaking())
}

fn all_done(totals: &Totals, count: u64) {
    assert_eq!((totals.done, totals.failed, totals.stayed), (count, 0, 0), "{totals:?}");
    assert!(totals.moves && totals.problems.is_empty());
}

/// Waits until something is so.
async fn until(what: &str, so: impl Fn() -> bool) {
    for _ in 0..1000 {
        if so() {
            return;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    panic!("{what}: not within ten seconds");
}

#[tokio::test]
async fn a_tree_goes_to_the_disk_and_leaves_nothing_behind() {
    let mut rig = rig("down");
    for n in 0..60u8 {
        rig.tree
            .file(format!("/srv/d{}/f{n}", n % 5).as_str(), vec![n; usize::from(n) * 37]);
    }
    rig.tree.file("/srv/big", vec![3; 3_000_000]);
    rig.tree.folder("/srv/empty/deep");
    rig.tree.file("/other", *b"x");
    let totals = rig.get("/srv", "back").await;
    all_done(&totals, 61);
    assert_eq!(
        rig.tree.names("/"),
        ["other"],
        "files and folders are gone, and nothing else is"
    );
    assert_eq!(rig.read("back/d3/f58"), vec![58; 58 * 37]);
    assert_eq!(rig.read("back/big").len(), 3_000_000);
    assert!(rig.local("back/empty/deep").is_dir());
}

#[tokio::test]
async fn a_tree_goes_to_the_server_and_leaves_nothing_behind() {
    let mut rig = rig("up");
    for n in 0..60u8 {
        rig.write(&format!("dist/d{}/f{n}", n % 5), &vec![n; usize::from(n) * 37]);
    }
    rig.write("dist/big", &[3; 3_000_000]);
    std::fs::create_dir_all(rig.local("dist/empty/deep")).unwrap();
    rig.write("other", b"x");
    let totals = rig.put("dist", "/www").await;
    all_done(&totals, 61);
    assert_eq!(rig.names(""), ["other"]);
    assert_eq!(rig.tree.read("/www/d3/f58").unwrap(), vec![58; 58 * 37]);
    assert_eq!(rig.tree.read("/www/big").unwrap().len(), 3_000_000);
    assert_eq!(rig.tree.names("/www/empty"), ["deep"]);
}

#[tokio::test]
async fn of_a_folder_whose_content_was_meant_the_folder_stays() {
    let mut rig = rig("contents");
    rig.write("dist/a", b"a");
    rig.write("dist/sub/b", b"b");
    let source = Selected {
        contents: true,
        ..Selected::whole(LocalEnd::Path(rig.local("dist")))
    };
    let errand = Errand::Upload {
        sources: vec![source],
        destination: "/www".into(),
    };
    rig.start(errand, Landing::Into);
    all_done(&rig.finish().await, 2);
    assert_eq!(rig.names("dist"), [""; 0], "its folders have gone");
    assert!(rig.local("dist").is_dir());
}

#[tokio::test]
async fn a_copy_leaves_everything_where_it_was() {
    let mut rig = Rig::new("moves-copy");
    rig.tree.file("/srv/a", *b"a");
    let totals = rig.get("/srv", "back").await;
    assert!(!totals.moves && totals.stayed == 0);
    assert_eq!(rig.tree.count(Operation::RemoveFile), 0);
    assert_eq!(rig.tree.names("/srv"), ["a"]);
}

#[tokio::test]
async fn what_the_server_does_not_let_go_is_done_and_named() {
    let mut rig = rig("refused");
    rig.tree.file("/srv/a", *b"aa");
    rig.tree.file("/srv/sub/b", *b"bb");
    rig.fault(
        Operation::RemoveFile,
        Some("/srv/a"),
        u32::MAX,
        Effect::Error(Box::new(refused())),
    );
    let totals = rig.get("/srv", "back").await;
    assert_eq!((totals.done, totals.failed, totals.stayed), (2, 0, 1), "{totals:?}");
    assert!(matches!(&stays(&rig)[..], [Stay::Refused(error)] if error.kind == Kind::NotPermitted));
    assert_eq!(
        rig.tree.names("/srv"),
        ["a"],
        "the emptied folder is gone, the other one not"
    );
    assert_eq!(
        (rig.read("back/a"), rig.read("back/sub/b")),
        (b"aa".to_vec(), b"bb".to_vec())
    );
}

#[tokio::test]
async fn a_source_that_the_disk_does_not_let_go_is_done_and_named() {
    use std::os::unix::fs::PermissionsExt;
    if rustix::process::geteuid().is_root() {
        eprintln!("SKIPPED: root may remove everything");
        return;
    }
    let mut rig = rig("held");
    rig.write("dist/a", b"a");
    let folder = rig.local("dist");
    std::fs::set_permissions(&folder, PermissionsExt::from_mode(0o555)).unwrap();
    let totals = rig.put("dist", "/www").await;
    std::fs::set_permissions(&folder, PermissionsExt::from_mode(0o755)).unwrap();
    assert_eq!((totals.done, totals.stayed), (1, 1));
    assert!(matches!(&stays(&rig)[..], [Stay::Refused(_)]));
    assert_eq!(rig.names("dist"), ["a"]);
}

#[tokio::test]
async fn a_reply_that_is_lost_is_looked_after() {
    for (name, effect) in [("lost", Effect::DoneThenError(cut())), ("cut", Effect::Error(cut()))] {
        let mut rig = rig(name);
        rig.tree.file("/srv/a", *b"aa");
        rig.fault(Operation::RemoveFile, Some("/srv/a"), 1, effect);
        all_done(&rig.get("/srv", "back").await, 1);
        assert_eq!(rig.tree.names("/"), [""; 0], "{name}");
        assert_eq!(rig.tree.count(Operation::Download), 1, "{name}: it came once");
        assert_eq!(rig.read("back/a"), b"aa");
    }
    // A server that says no to what it has done.
    let mut rig = rig("no");
    rig.tree.file("/srv/a", *b"aa");
    let effect = Effect::DoneThenError(Box::new(refused()));
    rig.fault(Operation::RemoveFile, Some("/srv/a"), 1, effect);
    all_done(&rig.get("/srv", "back").await, 1);
}

#[tokio::test]
async fn a_remote_source_that_has_changed_meanwhile_stays() {
    let mut rig = rig("changed-there");
    rig.tree.file("/srv/a", *b"old");
    rig.tree.file("/srv/b", *b"b");
    let slow = Effect::Slow(Duration::from_millis(700));
    rig.fault(Operation::Stat, Some("/srv/a"), u32::MAX, slow);
    rig.start_get("/srv", "back");
    let (tree, target) = (rig.tree.clone(), rig.local("back/a"));
    let meanwhile = tokio::spawn(async move {
        until("the file arrives", || target.exists()).await;
        tree.set_clock(2_000_000_000);
        // The same size.
        tree.file("/srv/a", *b"new");
    });
    let totals = rig.finish().await;
    meanwhile.await.unwrap();
    assert_eq!((totals.done, totals.stayed), (2, 1), "{totals:?}");
    assert_eq!(stays(&rig), [Stay::Changed]);
    assert_eq!(rig.tree.read("/srv/a").unwrap(), b"new");
    assert_eq!(rig.tree.names("/srv"), ["a"]);
    assert_eq!(rig.read("back/a"), b"old");
}

#[tokio::test]
async fn a_local_source_that_has_changed_meanwhile_stays() {
    let mut rig = rig("changed-here");
    rig.write("dist/a", b"old");
    let slow = Effect::Slow(Duration::from_millis(400));
    rig.fault(Operation::Stat, Some("/www/a"), u32::MAX, slow);
    rig.start_put("dist", "/www");
    let (tree, source) = (rig.tree.clone(), rig.local("dist/a"));
    let meanwhile = tokio::spawn(async move {
        until("the file arrives", || tree.read("/www/a").is_some()).await;
        let time = std::fs::metadata(&source).unwrap().modified().unwrap();
        std::fs::write(&source, "new").unwrap();
        // The same size and the same time: only the disk itself knows.
        let file = std::fs::File::options().write(true).open(&source).unwrap();
        file.set_modified(time).unwrap();
    });
    let totals = rig.finish().await;
    meanwhile.await.unwrap();
    assert_eq!((totals.done, totals.stayed), (1, 1), "{totals:?}");
    assert_eq!(stays(&rig), [Stay::Changed]);
    assert_eq!(rig.read("dist/a"), b"new");
    assert_eq!(rig.tree.read("/www/a").unwrap(), b"old");
}

#[tokio::test]
async fn what_could_not_be_checked_stays() {
    let mut rig = rig("unchecked");
    rig.write("dist/a", b"a");
    let silent = Error::new(Stage::Command, Kind::Unsupported, "SIZE");
    rig.fault(Operation::Stat, None, u32::MAX, Effect::Error(Box::new(silent)));
    let totals = rig.put("dist", "/www").await;
    assert_eq!((totals.done, totals.stayed), (1, 1), "{totals:?}");
    assert_eq!(rig.states, [State::Done(Verified::Unverified)]);
    assert_eq!(stays(&rig), [Stay::Unverified]);
    assert_eq!(rig.names("dist"), ["a"]);
}

#[tokio::test]
async fn what_has_failed_or_was_skipped_stays() {
    for (name, policy, skip) in [
        ("skip", Policy::Always(Resolution::Skip), Skip::ByWish),
        ("leave", Policy::Leave, Skip::ByDefault),
    ] {
        let mut rig = rig(name);
        rig.policy = policy;
        rig.tree.file("/srv/a", *b"new");
        rig.tree.file("/srv/b", *b"b");
        rig.write("back/srv/a", b"old!");
        let totals = rig.get("/srv", "back").await;
        assert_eq!((totals.done, totals.skipped, totals.stayed), (1, 1, 0), "{totals:?}");
        assert!(rig.states.contains(&State::Skipped(skip)));
        assert_eq!(rig.tree.names("/srv"), ["a"]);
        assert_eq!(rig.read("back/srv/a"), b"old!");
    }
    let mut rig = rig("failed");
    rig.tree.file("/srv/a", *b"a");
    let effect = Effect::Error(Box::new(refused()));
    rig.fault(Operation::Download, None, u32::MAX, effect);
    let totals = rig.get("/srv", "back").await;
    assert_eq!((totals.done, totals.failed), (0, 1));
    assert_eq!(rig.tree.names("/srv"), ["a"]);
}

#[tokio::test]
async fn every_answer_to_an_existing_target_that_transfers_also_moves() {
    for (name, resolution) in [
        ("overwrite", Resolution::Overwrite),
        ("size", Resolution::OverwriteIfSizeDiffers),
        ("rename", Resolution::Rename),
    ] {
        let mut rig = rig(name);
        rig.policy = Policy::Always(resolution);
        rig.tree.file("/srv/a", *b"new");
        rig.write("back/srv/a", b"old!");
        all_done(&rig.get("/srv", "back").await, 1);
        assert_eq!(rig.tree.names("/"), [""; 0], "{name}");
        let arrived = if resolution == Resolution::Rename {
            "back/srv/a (2)"
        } else {
            "back/srv/a"
        };
        assert_eq!(rig.read(arrived), b"new", "{name}");
        rig.tree.file("/up/x", *b"old!");
        rig.write("x", b"new");
        all_done(&rig.put("x", "/up/").await, 1);
        assert!(!rig.local("x").exists(), "{name}");
        let arrived = if resolution == Resolution::Rename {
            "/up/x (2)"
        } else {
            "/up/x"
        };
        assert_eq!(rig.tree.read(arrived).unwrap(), b"new", "{name}");
        let copies = 1 + usize::from(resolution == Resolution::Rename);
        assert_eq!(rig.names("back/srv").len(), copies, "{name}");
    }
}

#[tokio::test]
async fn a_link_stays_and_so_does_what_lies_behind_it() {
    let mut rig = rig("links-there");
    rig.tree.file("/srv/a", *b"a");
    rig.tree.file("/kept/b", *b"b");
    rig.tree.link("/srv/file", "/kept/b");
    rig.tree.link("/srv/way", "/kept");
    let totals = rig.get("/srv", "back").await;
    assert_eq!((totals.done, totals.skipped, totals.stayed), (2, 1, 1), "{totals:?}");
    assert_eq!(stays(&rig), [Stay::Link]);
    assert_eq!(rig.read("back/file"), b"b");
    assert_eq!(rig.tree.names("/srv"), ["file", "way"]);
    assert_eq!(rig.tree.names("/kept"), ["b"]);
    // One that was named itself.
    let totals = rig.get("/srv/way", "out/").await;
    assert_eq!((totals.done, totals.skipped), (0, 1), "{totals:?}");
    assert_eq!(rig.tree.names("/kept"), ["b"]);
}

#[tokio::test]
async fn a_local_link_stays_and_so_does_what_lies_behind_it() {
    use std::os::unix::fs::symlink;
    let mut rig = rig("links-here");
    rig.write("kept/b", b"b");
    std::fs::create_dir(rig.local("dist")).unwrap();
    symlink(rig.local("kept/b"), rig.local("file")).unwrap();
    symlink(rig.local("kept"), rig.local("way")).unwrap();
    let totals = rig.put("file", "/www/file").await;
    assert_eq!((totals.done, totals.stayed), (1, 1), "{totals:?}");
    assert_eq!(stays(&rig), [Stay::Link]);
    assert_eq!(rig.tree.read("/www/file").unwrap(), b"b");
    let totals = rig.put("way", "/www").await;
    assert_eq!((totals.done, totals.skipped), (0, 1), "{totals:?}");
    assert_eq!(rig.names(""), ["dist", "file", "kept", "way"]);
    assert_eq!(rig.names("kept"), ["b"]);
}

#[tokio::test]
async fn an_end_between_arriving_and_leaving_costs_nothing() {
    let mut rig = rig("between");
    rig.tree.file("/srv/a", *b"aa");
    rig.tree.file("/srv/b", *b"bb");
    stuck_at(&mut rig, Operation::RemoveFile, 2).await;
    rig.stop().await;
    assert_eq!(rig.tree.names("/srv"), ["a", "b"]);
    assert_eq!(rig.names("back"), ["a", "b"]);
    // Somebody has taken one of them away from where it had gone: then it is not taken away where it came from.
    std::fs::remove_file(rig.local("back/b")).unwrap();
    rig.restart().await;
    rig.until(|event| matches!(event, Event::Restored { .. })).await;
    rig.engine.send(Command::Hold(false));
    let end = |event: &Event| matches!(event, Event::Job(totals) if totals.finished);
    let Event::Job(totals) = rig.until(end).await else {
        unreachable!()
    };
    assert_eq!((totals.done, totals.failed, totals.stayed), (1, 1, 0), "{totals:?}");
    assert_eq!(rig.failures.last().unwrap().kind, Kind::NotFound);
    assert_eq!(rig.tree.names("/srv"), ["b"]);
    assert_eq!(rig.tree.count(Operation::Download), 2, "nothing came twice");
    // Whoever says try again gets it anew.
    rig.engine.send(Command::Retry(Aim::Everything));
    rig.until(|event| matches!(event, Event::Settled(_))).await;
    assert_eq!(rig.read("back/b"), b"bb");
    rig.until(|event| matches!(event, Event::Job(totals) if totals.finished && totals.done == 2))
        .await;
    assert!(rig.tree.names("/srv").is_empty());
}

#[tokio::test]
async fn a_crash_before_the_arrival_was_written_down_is_found_out() {
    // Without its journal, which does not take the end of the run any more, the file stands at both sides.
    let mut rig = rig("unwritten");
    rig.tree.file("/srv/a", *b"aa");
    stuck_at(&mut rig, Operation::RemoveFile, 1).await;
    rig.stop().await;
    forget_arrivals(&rig);
    rig.restart().await;
    rig.until(|event| matches!(event, Event::Restored { .. })).await;
    rig.engine.send(Command::Hold(false));
    let end = |event: &Event| matches!(event, Event::Job(totals) if totals.finished);
    let Event::Job(totals) = rig.until(end).await else {
        unreachable!()
    };
    all_done(&totals, 1);
    assert_eq!(rig.tree.names("/"), [""; 0]);
    assert_eq!(rig.tree.count(Operation::Download), 1, "it is known to have come");
}

/// Fetches a folder with what is in it away, until the server does not come back from so many of these.
async fn stuck_at(rig: &mut Rig, operation: Operation, count: u32) {
    let slow = Effect::Slow(Duration::from_secs(20));
    rig.fault(operation, None, count, slow);
    rig.start_get("/srv", "back");
    let tree = rig.tree.clone();
    until("the server is stuck", || tree.count(operation) == count as usize).await;
}

/// The journal as it was before anything had arrived.
fn forget_arrivals(rig: &Rig) {
    let journal = rusqlite::Connection::open(rig.profile_folder().join("journal.db")).unwrap();
    let changed = journal.execute("UPDATE file SET arrived = NULL WHERE arrived NOT NULL", []);
    assert_eq!(changed.unwrap(), 1);
}

#[tokio::test]
async fn a_cancel_stops_the_leaving_and_not_the_file() {
    let mut rig = rig("cancel");
    rig.tree.file("/srv/a", *b"aa");
    rig.tree.folder("/srv/empty");
    stuck_at(&mut rig, Operation::RemoveFile, 1).await;
    let begun = std::time::Instant::now();
    rig.engine.send(Command::Cancel(Aim::Job(JobId(1))));
    let totals = rig.finish().await;
    assert!(begun.elapsed() < Duration::from_millis(1500), "{:?}", begun.elapsed());
    assert_eq!((totals.done, totals.failed, totals.stayed), (1, 0, 1), "{totals:?}");
    assert!(matches!(&stays(&rig)[..], [Stay::Refused(error)] if error.kind == Kind::Cancelled));
    assert_eq!(rig.read("back/a"), b"aa");
    assert_eq!(rig.tree.names("/srv"), ["a", "empty"], "nothing more was done");
}

#[tokio::test]
async fn a_pause_between_keeps_both_until_it_goes_on() {
    let mut rig = rig("pause");
    rig.tree.file("/srv/a", *b"aa");
    rig.tree
        .behave(|behaviour| behaviour.latency = Duration::from_millis(100));
    rig.start_get("/srv", "back");
    let target = rig.local("back/a");
    until("it arrives", || target.exists()).await;
    rig.engine.send(Command::Pause(Aim::Job(JobId(1))));
    tokio::time::sleep(Duration::from_millis(1200)).await;
    assert_eq!(rig.tree.names("/srv"), ["a"]);
    rig.engine.send(Command::Resume(Aim::Job(JobId(1))));
    all_done(&rig.finish().await, 1);
    assert_eq!(rig.tree.names("/"), [""; 0]);
}

#[tokio::test]
async fn an_end_before_the_folders_are_gone_leaves_that_for_the_next_run() {
    let mut rig = rig("sweep");
    rig.tree.file("/srv/sub/a", *b"aa");
    stuck_at(&mut rig, Operation::RemoveDirectory, 1).await;
    rig.stop().await;
    assert_eq!(rig.tree.names("/srv"), ["sub"]);
    rig.restart().await;
    rig.until(|event| matches!(event, Event::Restored { .. })).await;
    assert_eq!(rig.tree.sessions().open, 0, "nobody has said go on");
    rig.engine.send(Command::Hold(false));
    let end = |event: &Event| matches!(event, Event::Job(totals) if totals.finished);
    let Event::Job(totals) = rig.until(end).await else {
        unreachable!()
    };
    all_done(&totals, 1);
    assert_eq!(rig.tree.names("/"), [""; 0]);
}
