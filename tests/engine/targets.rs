//! Two transfers to one target: the later one waits, and then meets what the first one made.

use std::time::Duration;

use packetboat::ask::{Answer, Question};
use packetboat::engine::command::{Aim, Command, JobId};
use packetboat::engine::event::{Event, Totals};
use packetboat::remote::memory::Operation;
use packetboat::transfer::{Policy, Resolution, State};

use super::rig::Rig;

/// Long enough for both to be under way at once, if that were let.
const LONG: usize = 2_000_000;

/// Two files of one length and one time, so that only their bytes tell them apart.
fn rig(name: &str) -> Rig {
    let rig = Rig::new(name);
    for (path, byte) in [("one/a", 1), ("two/a", 2)] {
        rig.write(path, &vec![byte; LONG]);
        let file = std::fs::File::options().write(true).open(rig.local(path)).unwrap();
        file.set_modified(std::time::UNIX_EPOCH + Duration::from_secs(1_700_000_000))
            .unwrap();
    }
    rig.tree.behave(|behaviour| behaviour.pace = Duration::from_millis(60));
    rig
}

/// Starts both, the second one when the first one moves.
async fn start_both(rig: &mut Rig) {
    rig.start_put("one/a", "/a");
    rig.uploading().await;
    rig.start_put("two/a", "/a");
}

async fn finish_both(rig: &mut Rig) -> (Totals, Totals) {
    let mut totals = Vec::new();
    while totals.len() < 2 {
        let is_end = |event: &Event| matches!(event, Event::Job(totals) if totals.finished);
        if let Event::Job(of) = rig.until(is_end).await
            && !totals.iter().any(|known: &Totals| known.job == of.job)
        {
            totals.push(of);
        }
    }
    totals.sort_by_key(|totals| totals.job);
    (totals.remove(0), totals.remove(0))
}

#[tokio::test]
async fn the_later_one_meets_what_nobody_said_may_be_replaced() {
    let mut rig = rig("targets-leave");
    start_both(&mut rig).await;
    let (first, second) = finish_both(&mut rig).await;
    assert_eq!((first.done, second.skipped, second.failed), (1, 1, 0));
    assert_eq!(rig.tree.read("/a").unwrap(), vec![1; LONG]);
    assert_eq!(rig.tree.count(Operation::Upload), 1, "the later one sends nothing");
    assert_eq!(rig.tree.names("/"), ["a"]);
}

#[tokio::test]
async fn the_later_one_replaces_where_it_may_and_is_not_taken_for_the_first() {
    let mut rig = rig("targets-overwrite");
    rig.policy = Policy::Always(Resolution::Overwrite);
    start_both(&mut rig).await;
    let (first, second) = finish_both(&mut rig).await;
    assert_eq!((first.done, second.done), (1, 1));
    assert_eq!(rig.tree.read("/a").unwrap(), vec![2; LONG]);
    assert_eq!(rig.tree.names("/"), ["a"]);
}

#[tokio::test]
async fn the_later_one_gets_another_name_where_it_shall() {
    let mut rig = rig("targets-rename");
    rig.policy = Policy::Always(Resolution::Rename);
    start_both(&mut rig).await;
    let (first, second) = finish_both(&mut rig).await;
    assert_eq!((first.done, second.done), (1, 1));
    assert_eq!(rig.tree.read("/a").unwrap(), vec![1; LONG]);
    assert_eq!(rig.tree.read("/a (2)").unwrap(), vec![2; LONG]);
}

#[tokio::test]
async fn a_person_is_asked_about_what_the_first_one_made() {
    let mut rig = rig("targets-ask");
    rig.policy = Policy::Ask;
    rig.answers.push(Answer::Conflict(Resolution::Overwrite));
    start_both(&mut rig).await;
    let (first, second) = finish_both(&mut rig).await;
    assert_eq!((first.done, second.done), (1, 1));
    assert!(matches!(rig.asked[..], [Question::Conflict { .. }]), "{:?}", rig.asked);
    assert_eq!(rig.tree.read("/a").unwrap(), vec![2; LONG]);
}

#[tokio::test]
async fn two_downloads_to_one_file_take_turns() {
    let mut rig = rig("targets-down");
    rig.policy = Policy::Always(Resolution::Overwrite);
    rig.tree.file("/one", vec![1; LONG]);
    rig.tree.file("/two", vec![2; LONG]);
    rig.start_get("/one", "out");
    rig.until(|event| matches!(event, Event::Job(totals) if totals.moved > 0))
        .await;
    rig.start_get("/two", "out");
    let (first, second) = finish_both(&mut rig).await;
    assert_eq!((first.done, second.done), (1, 1));
    assert_eq!(rig.read("out"), vec![2; LONG]);
    assert_eq!(rig.names("."), ["one", "out", "two"]);
}

#[tokio::test]
async fn when_the_first_one_is_cancelled_the_later_one_has_the_target_to_itself() {
    let mut rig = rig("targets-cancel");
    start_both(&mut rig).await;
    tokio::time::sleep(Duration::from_millis(100)).await;
    rig.engine.send(Command::Cancel(Aim::Job(JobId(1))));
    let (first, second) = finish_both(&mut rig).await;
    assert_eq!((first.failed, second.done), (1, 1));
    assert_eq!(rig.tree.read("/a").unwrap(), vec![2; LONG]);
    assert_eq!(rig.tree.names("/"), ["a"]);
}

#[tokio::test]
async fn one_that_waits_for_another_can_be_paused_cancelled_and_tried_again() {
    let mut rig = rig("targets-steered");
    rig.policy = Policy::Always(Resolution::Overwrite);
    start_both(&mut rig).await;
    tokio::time::sleep(Duration::from_millis(100)).await;
    let second = Aim::Transfer(packetboat::engine::command::TransferId(2 << 32));
    rig.engine.send(Command::Pause(second));
    rig.engine.send(Command::Resume(second));
    rig.engine.send(Command::Cancel(second));
    let failed = rig.until(|event| matches!(event, Event::Settled(row) if matches!(row.state, State::Failed(_))));
    failed.await;
    rig.engine.send(Command::Retry(second));
    rig.engine.send(Command::Pause(second));
    assert_eq!(rig.finish_job(1).await.done, 1);
    tokio::time::sleep(Duration::from_millis(100)).await;
    assert_eq!(rig.tree.read("/a").unwrap(), vec![1; LONG]);
    rig.engine.send(Command::Resume(second));
    assert_eq!(rig.finish_job(2).await.done, 1);
    assert_eq!(rig.tree.read("/a").unwrap(), vec![2; LONG]);
    assert_eq!(rig.tree.count(Operation::Upload), 2);
}

#[tokio::test]
async fn of_a_stopped_queue_two_that_were_let_go_take_turns() {
    let mut rig = rig("targets-held");
    rig.policy = Policy::Always(Resolution::Overwrite);
    rig.engine.send(Command::Hold(true));
    rig.start_put("one/a", "/a");
    rig.start_put("two/a", "/a");
    for job in [1, 2] {
        rig.engine.send(Command::LetGo(Aim::Job(JobId(job))));
    }
    let (first, second) = finish_both(&mut rig).await;
    assert_eq!((first.done, second.done), (1, 1));
    assert_eq!(rig.tree.read("/a").unwrap(), vec![2; LONG]);
}
