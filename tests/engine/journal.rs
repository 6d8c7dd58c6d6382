//! The queue over the end of a process: what waits comes back, waiting, and goes on when somebody says so.

use std::time::Duration;

use packetboat::engine::command::{Aim, Command, JobId};
use packetboat::engine::event::{Event, Totals};
use packetboat::engine::ledger::{Ledger, Pile, job_id};
use packetboat::error::{Kind, Stage};
use packetboat::remote::memory::{Effect, Operation};
use packetboat::transfer::{Policy, State, Verified};

use super::rig::Rig;

const FILES: usize = 40;

/// How long a server takes for a look.
const SLOW: Duration = Duration::from_millis(300);

/// A folder of files, each with bytes of its own, and a server that takes its time.
fn tree(name: &str) -> Rig {
    let rig = Rig::new(name);
    for n in 0..FILES {
        rig.write(&format!("tree/d{}/f{n}", n % 3), format!("file {n}").as_bytes());
    }
    rig.tree
        .behave(|behaviour| behaviour.latency = Duration::from_millis(5));
    rig
}

fn is_whole(rig: &Rig) {
    for n in 0..FILES {
        let path = format!("/www/d{}/f{n}", n % 3);
        assert_eq!(rig.tree.read(path.as_str()).unwrap(), format!("file {n}").as_bytes());
    }
    assert_eq!(rig.tree.files().len(), FILES, "and no parts");
}

/// Starts again; the numbers of what has come back.
async fn restart(rig: &mut Rig) -> (usize, u64) {
    rig.restart().await;
    match rig.until(|event| matches!(event, Event::Restored { .. })).await {
        Event::Restored { jobs, waiting } => (jobs, waiting),
        _ => unreachable!(),
    }
}

async fn finish(rig: &mut Rig, job: JobId) -> Totals {
    let is_end = move |event: &Event| matches!(event, Event::Job(totals) if totals.job == job && totals.finished);
    match rig.until(is_end).await {
        Event::Job(totals) => totals,
        _ => unreachable!(),
    }
}

/// Lets the journal write nothing while it is decided where a tree lands, and crashes when that folder is `made`.
async fn crash_when_it_is_made(rig: &mut Rig, made: impl Fn(&Rig) -> bool) {
    let journal = rig.profile_folder().join("journal.db");
    while !Ledger::open(&rig.profile_folder()).is_ok_and(|ledger| ledger.unwrap().jobs().unwrap().len() == 1) {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    let journal = rusqlite::Connection::open(journal).unwrap();
    journal.execute_batch("BEGIN IMMEDIATE").unwrap();
    while rig.tree.count(Operation::Stat) == 0 {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    tokio::time::sleep(SLOW * 2).await;
    assert!(!made(rig), "nothing is made that nobody could tell from what was there");
    journal.execute_batch("COMMIT").unwrap();
    while !made(rig) {
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
    rig.crash().await;
    rig.until(|event| matches!(event, Event::Restored { .. })).await;
    rig.engine.send(Command::Hold(false));
    finish(rig, job_id(1)).await;
}

/// "Into that folder, or as it where there is none" is decided by what was there before anything was made.
#[tokio::test]
async fn a_tree_lands_where_it_was_meant_although_its_folder_was_just_made_at_a_crash() {
    let mut rig = Rig::new("journal-landing");
    rig.write("tree/a", b"a");
    rig.fault(Operation::Stat, None, 1, Effect::Slow(SLOW));
    rig.start_put("tree", "/www");
    crash_when_it_is_made(&mut rig, |rig| rig.tree.entry("/www").is_some()).await;
    assert_eq!(rig.tree.names("/www"), ["a"]);
    let mut rig = Rig::new("journal-landing-here");
    rig.tree.file("/tree/a", b"a".to_vec());
    rig.fault(Operation::Stat, None, 1, Effect::Slow(SLOW));
    rig.start_get("/tree", "down");
    crash_when_it_is_made(&mut rig, |rig| rig.local("down").exists()).await;
    assert_eq!(rig.names("down"), ["a"]);
}

#[tokio::test]
async fn what_was_broken_off_comes_back_waiting_and_is_finished() {
    let mut rig = tree("journal-broken-off");
    rig.start_put("tree", "/www");
    rig.until(|event| matches!(event, Event::Job(totals) if totals.done >= 5))
        .await;
    let (jobs, waiting) = restart(&mut rig).await;
    assert_eq!(jobs, 1);
    assert!(waiting > 0 && waiting <= 35, "{waiting}");
    let before = rig.tree.files().len();
    tokio::time::sleep(Duration::from_millis(200)).await;
    assert_eq!(rig.tree.files().len(), before, "nothing moves before somebody says so");
    rig.engine.send(Command::Hold(false));
    let totals = finish(&mut rig, job_id(1)).await;
    assert_eq!(
        (totals.files, totals.done, totals.failed),
        (FILES as u64, FILES as u64, 0)
    );
    is_whole(&rig);
}

#[tokio::test]
async fn what_was_not_planned_yet_is_planned_then() {
    let mut rig = tree("journal-unplanned");
    rig.engine.send(Command::Hold(true));
    rig.start_put("tree", "/www");
    rig.until(|event| matches!(event, Event::Job(_))).await;
    assert_eq!(restart(&mut rig).await, (1, 0));
    rig.engine.send(Command::Hold(false));
    let totals = finish(&mut rig, job_id(1)).await;
    assert_eq!((totals.files, totals.done), (FILES as u64, FILES as u64));
    is_whole(&rig);
}

#[tokio::test]
async fn a_failure_comes_back_with_its_cause_and_can_be_tried_again() {
    let mut rig = tree("journal-failure");
    let full = || {
        Box::new(packetboat::error::Error::new(Stage::Transfer, Kind::NotPermitted, "STOR f1").with_cause("it says no"))
    };
    rig.fault(Operation::Upload, None, 1, Effect::Error(full()));
    let totals = rig.put("tree", "/www").await;
    assert_eq!((totals.done, totals.failed), (FILES as u64 - 1, 1));
    assert_eq!(restart(&mut rig).await, (1, 0));
    let ledger = Ledger::open(&rig.profile_folder()).unwrap().unwrap();
    let job = ledger.jobs().unwrap().remove(0);
    let rows = ledger.rows(&job, Some(Pile::Failed), 0, 10).unwrap();
    let State::Failed(error) = &rows[0].state else {
        panic!("{rows:?}")
    };
    assert_eq!((error.stage, &error.kind), (Stage::Transfer, &Kind::NotPermitted));
    assert_eq!(error.cause.as_deref(), Some("it says no"));
    rig.engine.send(Command::Retry(Aim::Everything));
    let all = |event: &Event| matches!(event, Event::Job(totals) if totals.finished && totals.failed == 0);
    rig.until(all).await;
    is_whole(&rig);
}

#[tokio::test]
async fn order_and_pauses_come_back() {
    let mut rig = tree("journal-order");
    rig.engine.send(Command::Hold(true));
    for _ in 0..3 {
        rig.start_put("tree/d0", "/www");
    }
    rig.engine.send(Command::Priority {
        job: JobId(3),
        priority: 2,
    });
    rig.engine.send(Command::Pause(Aim::Job(JobId(2))));
    rig.engine.send(Command::Forget(Aim::Job(JobId(1))));
    rig.engine.send(Command::Cancel(Aim::Job(JobId(1))));
    rig.until(|event| matches!(event, Event::JobGone(_))).await;
    restart(&mut rig).await;
    let ledger = Ledger::open(&rig.profile_folder()).unwrap().unwrap();
    let jobs: Vec<_> = ledger.jobs().unwrap();
    let facts: Vec<_> = jobs.iter().map(|job| (job.number, job.priority, job.paused)).collect();
    assert_eq!(facts, [(3, 2, false), (2, 0, true)]);
}

/// The process died after the file was in its place and before that was written down.
#[tokio::test]
async fn what_had_arrived_is_done_and_not_asked_about() {
    let mut rig = tree("journal-arrived");
    rig.policy = Policy::Ask;
    rig.tree.behave(|behaviour| behaviour.pace = Duration::from_millis(300));
    rig.start_put("tree", "/www");
    rig.until(|event| matches!(event, Event::Job(totals) if totals.planned && totals.running > 0))
        .await;
    rig.stop().await;
    // Other programs put two files there: one is what was to come, one is not.
    let missing: Vec<usize> = (0..FILES)
        .filter(|n| rig.tree.read(format!("/www/d{}/f{n}", n % 3).as_str()).is_none())
        .collect();
    // The last ones have not begun.
    let (same, other) = (missing[missing.len() - 1], missing[missing.len() - 2]);
    let path = |n: usize| format!("/www/d{}/f{n}", n % 3);
    let modified = std::fs::metadata(rig.local(&format!("tree/d{}/f{same}", same % 3))).unwrap();
    let modified = modified
        .modified()
        .unwrap()
        .duration_since(std::time::UNIX_EPOCH)
        .unwrap();
    rig.tree.set_clock(i64::try_from(modified.as_secs()).unwrap());
    rig.tree.file(path(same).as_str(), format!("file {same}").into_bytes());
    rig.tree.set_clock(1);
    rig.tree
        .file(path(other).as_str(), format!("file {other}").into_bytes());
    rig.tree.behave(|behaviour| behaviour.pace = Duration::ZERO);
    restart(&mut rig).await;
    rig.unanswered = Some(Vec::new());
    rig.engine.send(Command::Hold(false));
    rig.until(
        |event| matches!(event, Event::Job(totals) if totals.waiting == 1 && totals.asking == 1 && totals.running == 0),
    )
    .await;
    assert_eq!(rig.asked.len(), 1, "only about the other one: {:?}", rig.asked);
    assert!(rig.states.contains(&State::Done(Verified::Size)));
    let (question, _) = rig.unanswered.take().unwrap()[0];
    let answer = packetboat::ask::Answer::Conflict(packetboat::transfer::Resolution::Overwrite);
    rig.engine.send(Command::Answer { question, answer });
    let totals = finish(&mut rig, job_id(1)).await;
    assert_eq!((totals.done, totals.failed, totals.skipped), (FILES as u64, 0, 0));
    is_whole(&rig);
}

#[tokio::test]
async fn only_one_process_has_the_shared_queue_and_others_have_their_own() {
    let mut rig = tree("journal-two");
    let mut other = rig.another(packetboat::engine::Keeping::Shared);
    let told = other.until(|event| matches!(event, Event::QueueElsewhere { .. })).await;
    assert!(matches!(told, Event::QueueElsewhere { process } if process == std::process::id()));
    other.engine.send(Command::Hold(true));
    other.start_put("tree", "/www");
    let ledger = Ledger::open(&rig.profile_folder()).unwrap().unwrap();
    while ledger.jobs().unwrap().is_empty() {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    assert_eq!(ledger.jobs().unwrap()[0].process, Some(std::process::id()));
    other.stop().await;
    assert_eq!(ledger.jobs().unwrap()[0].process, None, "it is everybody's now");
    assert_eq!(restart(&mut rig).await.0, 1);
}

#[tokio::test]
async fn what_a_run_has_done_leaves_with_it() {
    let rig = tree("journal-own");
    let mut run = rig.another(packetboat::engine::Keeping::Own);
    let totals = run.put("tree", "/www").await;
    assert_eq!(totals.done, FILES as u64);
    run.stop().await;
    let ledger = Ledger::open(&rig.profile_folder()).unwrap().unwrap();
    assert!(ledger.jobs().unwrap().is_empty());
}
