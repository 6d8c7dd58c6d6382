//! "Try again" by hand: what stands at the target is looked at first, for it may not be what it was.

use std::num::NonZeroUsize;
use std::time::Duration;

use packetboat::engine::command::{Aim, Command};
use packetboat::engine::event::{Event, Remark, Totals};
use packetboat::error::{Error, Kind, Stage};
use packetboat::remote::memory::{Effect, Operation};
use packetboat::transfer::{Policy, Resolution};

use super::rig::Rig;

fn refusal(kind: Kind) -> Effect {
    Effect::Error(Box::new(Error::new(Stage::Command, kind, "refuse")))
}

/// Says "try again" and waits for the end of the first job.
async fn retried(rig: &mut Rig) -> Totals {
    rig.engine.send(Command::Retry(Aim::Everything));
    rig.until(|event| matches!(event, Event::Settled(_))).await;
    rig.finish_job(1).await
}

#[tokio::test]
async fn what_appeared_is_met_with_the_policy_when_it_is_tried_again() {
    let mut rig = Rig::new("retry-appeared");
    rig.write("a", b"ours");
    rig.tree
        .behave(|behaviour| behaviour.latency = Duration::from_millis(100));
    rig.start_put("a", "/a");
    rig.uploading().await;
    rig.tree.file("/a", b"theirs".to_vec());
    assert_eq!(rig.finish().await.failed, 1);
    assert_eq!(rig.failures[0].kind, Kind::Exists);
    let totals = retried(&mut rig).await;
    assert_eq!(
        (totals.failed, totals.skipped),
        (0, 1),
        "nobody said that it may be replaced"
    );
    assert_eq!(rig.tree.read("/a").unwrap(), b"theirs");
    assert_eq!(rig.tree.names("/"), ["a"]);
}

#[tokio::test]
async fn what_had_arrived_unheard_is_done_when_it_is_tried_again() {
    let mut rig = Rig::new("retry-arrived");
    rig.write("a", b"ours");
    rig.tree.behave(|behaviour| {
        behaviour.capabilities.renames_safely = true;
        behaviour.replaces = true;
        behaviour.dresses = true;
    });
    let lost = Error::new(Stage::Command, Kind::Exists, "rename");
    rig.fault(Operation::Rename, None, 1, Effect::DoneThenError(Box::new(lost)));
    // Nor can be read what is there now.
    rig.fault(Operation::Download, None, u32::MAX, refusal(Kind::Rejected));
    assert_eq!(rig.put("a", "/a").await.failed, 1);
    let sent = rig.tree.count(Operation::Upload);
    assert_eq!(retried(&mut rig).await.done, 1);
    assert_eq!(rig.tree.count(Operation::Upload), sent, "it is not sent again");
    assert_eq!(rig.tree.read("/a").unwrap(), b"ours");
}

#[tokio::test]
async fn an_old_file_that_the_server_keeps_is_no_failure_and_is_told() {
    let mut rig = Rig::new("old-stays");
    rig.policy = Policy::Always(Resolution::Overwrite);
    rig.write("a", b"new");
    rig.tree.file("/a", b"old".to_vec());
    rig.fault(Operation::RemoveFile, None, u32::MAX, refusal(Kind::Rejected));
    assert_eq!(rig.put("a", "/a").await.done, 1);
    assert_eq!(rig.tree.read("/a").unwrap(), b"new");
    assert!(matches!(rig.remarks[..], [Remark::OldStays(_)]), "{:?}", rig.remarks);
    let names = rig.tree.names("/");
    assert_eq!(names.len(), 2);
    let aside = names.iter().find(|name| name.ends_with(".part.old")).unwrap();
    assert_eq!(rig.tree.read(format!("/{aside}").as_str()).unwrap(), b"old");
}

/// An upload of "/a" that failed when the old file was out of the way and the new one not in its place.
async fn cut_off_between_the_renamings(name: &str) -> Rig {
    let mut rig = Rig::new(name);
    rig.engine.send(Command::Connections(NonZeroUsize::MIN));
    rig.policy = Policy::Always(Resolution::Overwrite);
    rig.write("a", b"new");
    rig.tree.file("/a", b"old".to_vec());
    // The renaming that would replace is refused, the one out of the way is not, and the third breaks.
    rig.fault(Operation::Rename, None, 2, Effect::Slow(Duration::ZERO));
    let broken = Error::new(Stage::Command, Kind::Closed, "rename").breaking();
    rig.fault(Operation::Rename, None, 1, Effect::Error(Box::new(broken)));
    rig.fault(Operation::Connect, None, 1, Effect::Slow(Duration::ZERO));
    rig.fault(Operation::Connect, None, 1, refusal(Kind::Rejected));
    assert_eq!(rig.put("a", "/a").await.failed, 1);
    assert!(rig.tree.read("/a").is_none(), "{:?}", rig.tree.names("/"));
    rig
}

#[tokio::test]
async fn an_old_file_gets_its_name_back_when_it_is_tried_again() {
    let mut rig = cut_off_between_the_renamings("old-back").await;
    rig.fault(Operation::Upload, None, 1, refusal(Kind::Rejected));
    assert_eq!(retried(&mut rig).await.failed, 1);
    assert_eq!(rig.tree.read("/a").unwrap(), b"old");
    assert_eq!(retried(&mut rig).await.done, 1);
    assert_eq!(rig.tree.read("/a").unwrap(), b"new");
    assert_eq!(rig.tree.names("/"), ["a"]);
}

#[tokio::test]
async fn an_old_file_gets_its_name_back_when_the_new_one_is_given_up() {
    let mut rig = cut_off_between_the_renamings("old-back-given-up").await;
    rig.engine.send(Command::Forget(Aim::Everything));
    rig.until(|event| matches!(event, Event::JobGone(_))).await;
    while rig.tree.names("/") != ["a"] {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    assert_eq!(rig.tree.read("/a").unwrap(), b"old");
}

/// What could not be planned comes while everything else of the job is done already.
#[tokio::test]
async fn a_folder_that_could_not_be_made_comes_with_the_files_that_failed() {
    let mut rig = Rig::new("retry-folder");
    rig.write("d/a", b"a");
    rig.write("d/s/b", b"b");
    rig.fault(Operation::Upload, None, 1, refusal(Kind::Rejected));
    rig.fault(Operation::MakeDirectory, Some("/d/s"), 3, refusal(Kind::Rejected));
    let totals = rig.put("d", "/d").await;
    assert_eq!((totals.failed, totals.problems.len()), (1, 1), "{totals:?}");
    let late = Effect::Slow(Duration::from_millis(700));
    rig.fault(Operation::MakeDirectory, Some("/d/s"), 1, late);
    rig.engine.send(Command::Retry(Aim::Everything));
    let all = |event: &Event| matches!(event, Event::Job(totals) if totals.finished && totals.done == 2);
    rig.until(all).await;
    assert_eq!(rig.tree.files().len(), 2);
}

/// The server lets nothing be renamed, and the connection breaks in the middle of the file.
#[tokio::test]
async fn what_was_cut_off_under_its_final_name_is_nobodys_file() {
    let mut rig = Rig::new("retry-cut");
    rig.engine.send(Command::Connections(NonZeroUsize::MIN));
    rig.policy = Policy::Always(Resolution::Rename);
    let whole = vec![7; 3000];
    rig.write("a", &whole);
    rig.fault(Operation::Rename, None, u32::MAX, refusal(Kind::NotPermitted));
    let broken = Error::new(Stage::Transfer, Kind::Closed, "store").breaking();
    rig.fault(
        Operation::Upload,
        Some("/a"),
        1,
        Effect::ErrorAfter(1000, Box::new(broken)),
    );
    rig.fault(Operation::Connect, None, 1, Effect::Slow(Duration::ZERO));
    rig.fault(Operation::Connect, None, 1, refusal(Kind::Rejected));
    assert_eq!(rig.put("a", "/a").await.failed, 1);
    assert_eq!(rig.tree.read("/a").map(|bytes| bytes.len()), Some(1000));
    assert_eq!(retried(&mut rig).await.done, 1);
    assert_eq!(
        (rig.tree.names("/"), rig.tree.read("/a")),
        (vec!["a".to_owned()], Some(whole))
    );
}

#[tokio::test]
async fn a_folder_that_nobody_may_list_takes_what_is_tried_again() {
    let mut rig = Rig::new("retry-dropbox");
    rig.write("a", b"ours");
    rig.tree.folder("/in");
    rig.fault(Operation::List, None, u32::MAX, refusal(Kind::NotPermitted));
    rig.fault(Operation::Upload, None, 1, refusal(Kind::Rejected));
    assert_eq!(rig.put("a", "/in/a").await.failed, 1);
    assert_eq!(retried(&mut rig).await.done, 1);
    assert_eq!(rig.tree.read("/in/a").unwrap(), b"ours");
}
