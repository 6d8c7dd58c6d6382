//! Single jobs and single transfers: what is done to them outlives the process, and they run alone out of a stopped queue.

use std::collections::HashSet;
use std::num::NonZeroUsize;
use std::time::Duration;

use packetboat::engine::command::{Aim, Command, TransferId};
use packetboat::engine::event::{Event, Row};
use packetboat::engine::ledger::{Ledger, Pile, job_id, row_id};
use packetboat::error::Kind;
use packetboat::remote::memory::Operation;
use packetboat::transfer::State;

use super::rig::Rig;

const FILES: usize = 12;

/// Two folders of files, and a server that takes its time.
fn rig(name: &str) -> Rig {
    let rig = Rig::new(name);
    for folder in ["a", "b"] {
        for n in 0..FILES {
            rig.write(&format!("{folder}/f{n:02}"), format!("{folder} {n}").as_bytes());
        }
    }
    rig.tree
        .behave(|behaviour| behaviour.latency = Duration::from_millis(20));
    rig
}

/// Starts both jobs, and stops everything when all their files are known.
async fn begun(rig: &mut Rig) {
    rig.engine.send(Command::Connections(NonZeroUsize::MIN));
    rig.start_put("a", "/a");
    rig.start_put("b", "/b");
    let mut planned = HashSet::new();
    while planned.len() < 2 {
        let known = rig.until(|event| matches!(event, Event::Job(totals) if totals.planned));
        if let Event::Job(totals) = known.await {
            planned.insert(totals.job);
        }
    }
    rig.engine.send(Command::Hold(true));
    rig.until(|event| matches!(event, Event::Held(true))).await;
    // What was broken off is waiting again, and written down so.
    tokio::time::sleep(Duration::from_millis(1200)).await;
}

async fn restored(rig: &mut Rig) {
    rig.until(|event| matches!(event, Event::Restored { .. })).await;
}

fn rows(rig: &Rig, job: u32, pile: Option<Pile>) -> Vec<Row> {
    let ledger = Ledger::open(&rig.profile_folder()).unwrap().unwrap();
    let jobs = ledger.jobs().unwrap();
    let line = jobs.iter().find(|line| line.number == job).unwrap();
    ledger.rows(line, pile, 0, 100).unwrap()
}

fn count(rig: &Rig, job: u32, pile: Pile) -> usize {
    rows(rig, job, Some(pile)).len()
}

/// The transfers of a job that end next, in order.
async fn next_ended(rig: &mut Rig, job: u64, count: usize) -> Vec<TransferId> {
    let mut ended = Vec::new();
    while ended.len() < count {
        let settled = rig.until(|event| matches!(event, Event::Settled(row) if row.id.0 >> 32 == job));
        if let Event::Settled(row) = settled.await {
            ended.push(row.id);
        }
    }
    ended
}

#[tokio::test]
async fn what_was_done_to_single_transfers_outlives_a_crash() {
    let mut rig = rig("items-crash");
    begun(&mut rig).await;
    let waiting: Vec<TransferId> = rows(&rig, 1, Some(Pile::Waiting)).iter().map(|row| row.id).collect();
    let [paused, cancelled, resumed, urgent, first] = waiting[waiting.len() - 5..] else {
        panic!("{waiting:?}")
    };
    for command in [
        Command::Pause(Aim::Transfer(paused)),
        Command::Pause(Aim::Transfer(resumed)),
        Command::Resume(Aim::Transfer(resumed)),
        Command::RowPriority {
            transfer: urgent,
            priority: 5,
        },
        Command::First(first),
        Command::Cancel(Aim::Transfer(cancelled)),
    ] {
        rig.engine.send(command);
    }
    // What is told is on the disk, and everything before it.
    rig.until(|event| matches!(event, Event::Settled(row) if row.id == cancelled))
        .await;
    let waited = count(&rig, 1, Pile::Waiting);
    rig.crash().await;
    restored(&mut rig).await;
    assert_eq!(rows(&rig, 1, Some(Pile::Paused))[0].id, paused);
    let failed = rows(&rig, 1, Some(Pile::Failed));
    assert!(matches!(&failed[0].state, State::Failed(error) if failed.len() == 1 && error.kind == Kind::Cancelled));
    assert_eq!(count(&rig, 1, Pile::Waiting), waited);
    rig.engine.send(Command::Connections(NonZeroUsize::MIN));
    rig.engine.send(Command::Hold(false));
    // A second connection takes from a small job what comes next.
    let mut ended = next_ended(&mut rig, 1, 2).await;
    ended.sort_unstable();
    assert_eq!(ended, [urgent, first]);
    let others = next_ended(&mut rig, 1, waited - 2).await;
    assert!(others.contains(&resumed) && !others.contains(&paused) && !others.contains(&cancelled));
    rig.engine.send(Command::Retry(Aim::Transfer(cancelled)));
    assert_eq!(next_ended(&mut rig, 1, 1).await, [cancelled]);
    assert_eq!(count(&rig, 1, Pile::Paused), 1);
    rig.crash().await;
    restored(&mut rig).await;
    assert_eq!(count(&rig, 1, Pile::Done), FILES - 1);
    rig.engine.send(Command::LetGo(Aim::Transfer(paused)));
    assert_eq!(next_ended(&mut rig, 1, 1).await, [paused]);
    assert_eq!(count(&rig, 1, Pile::Done), FILES);
}

#[tokio::test]
async fn of_a_stopped_queue_one_job_or_one_transfer_goes_on_alone() {
    let mut rig = rig("items-alone");
    begun(&mut rig).await;
    rig.restart().await;
    restored(&mut rig).await;
    let waited = (count(&rig, 1, Pile::Waiting), count(&rig, 2, Pile::Waiting));
    let last = row_id(2, FILES as u32 - 1);
    rig.engine.send(Command::LetGo(Aim::Transfer(last)));
    assert_eq!(next_ended(&mut rig, 2, 1).await, [last]);
    tokio::time::sleep(Duration::from_millis(300)).await;
    assert_eq!(
        (count(&rig, 1, Pile::Waiting), count(&rig, 2, Pile::Waiting)),
        (waited.0, waited.1 - 1)
    );
    rig.engine.send(Command::LetGo(Aim::Job(job_id(1))));
    let over = |event: &Event| matches!(event, Event::Job(totals) if totals.job == job_id(1) && totals.finished);
    rig.until(over).await;
    tokio::time::sleep(Duration::from_millis(300)).await;
    assert_eq!(
        (count(&rig, 1, Pile::Waiting), count(&rig, 2, Pile::Waiting)),
        (0, waited.1 - 1)
    );
    // Stopped means stopped, also for what was let go.
    rig.engine.send(Command::LetGo(Aim::Job(job_id(2))));
    rig.engine.send(Command::Hold(true));
    tokio::time::sleep(Duration::from_millis(1000)).await;
    let uploads = rig.tree.count(Operation::Upload);
    tokio::time::sleep(Duration::from_millis(300)).await;
    assert_eq!(rig.tree.count(Operation::Upload), uploads, "nothing begins");
    assert!(count(&rig, 2, Pile::Waiting) > 0);
    rig.engine.send(Command::Hold(false));
    let over = |event: &Event| matches!(event, Event::Job(totals) if totals.job == job_id(2) && totals.finished);
    rig.until(over).await;
    assert_eq!(rig.tree.files().len(), 2 * FILES, "and no parts");
}

/// A job that was paused runs if it is named, and no other.
#[tokio::test]
async fn a_paused_job_goes_on_when_it_is_let_go() {
    let mut rig = rig("items-paused");
    begun(&mut rig).await;
    rig.engine.send(Command::Pause(Aim::Everything));
    rig.until(|event| matches!(event, Event::Job(totals) if totals.stopped))
        .await;
    rig.crash().await;
    restored(&mut rig).await;
    rig.engine.send(Command::Hold(false));
    rig.engine.send(Command::LetGo(Aim::Job(job_id(2))));
    let over = |event: &Event| matches!(event, Event::Job(totals) if totals.job == job_id(2) && totals.finished);
    rig.until(over).await;
    let ledger = Ledger::open(&rig.profile_folder()).unwrap().unwrap();
    let paused: Vec<u32> = ledger
        .jobs()
        .unwrap()
        .iter()
        .filter(|job| job.paused)
        .map(|job| job.number)
        .collect();
    assert_eq!(paused, [1]);
}
