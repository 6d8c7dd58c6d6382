//! The jobs of other processes: they are told while those live, and can be taken over when they do not.

use std::cell::RefCell;
use std::time::Duration;

use packetboat::engine::Keeping;
use packetboat::engine::command::Command;
use packetboat::engine::event::{Event, Other};
use packetboat::engine::ledger::job_id;

use super::rig::Rig;

const FILES: usize = 30;

/// A window that has come to rest, and a run of its own beside it that takes its time.
async fn two(name: &str) -> (Rig, Rig) {
    let mut window = Rig::new(name);
    for n in 0..FILES {
        window.write(&format!("tree/f{n}"), format!("file {n}").as_bytes());
    }
    window
        .tree
        .behave(|behaviour| behaviour.pace = Duration::from_millis(60));
    window.until(|event| matches!(event, Event::Restored { .. })).await;
    let run = window.another(Keeping::Own);
    (window, run)
}

/// The jobs of others, once they are so.
async fn others(window: &mut Rig, fits: impl Fn(&[Other]) -> bool) -> Vec<Other> {
    let told = window.until(|event| matches!(event, Event::Others(others) if fits(others)));
    match tokio::time::timeout(Duration::from_secs(20), told).await.expect("told") {
        Event::Others(others) => others,
        _ => unreachable!(),
    }
}

#[tokio::test]
async fn a_run_beside_the_window_is_told_and_followed_and_gone_when_it_has_ended_well() {
    let (mut window, mut run) = two("others-followed").await;
    run.start_put("tree", "/www");
    run.until(|event| matches!(event, Event::Job(totals) if totals.done > 0))
        .await;
    window.engine.send(Command::LookAround);
    let told = others(&mut window, |others| !others.is_empty()).await;
    let first = &told[0];
    assert_eq!((told.len(), first.job.process), (1, Some(std::process::id())));
    assert!(!first.adoptable, "somebody works on it");
    let done = first.job.sums.done;
    // Nobody asks any more: it is followed while it lives.
    others(&mut window, |others| {
        others.iter().any(|other| other.job.sums.done > done)
    })
    .await;
    // What another process works on cannot be taken from it.
    window.engine.send(Command::TakeOver(first.job.number));
    run.finish().await;
    run.stop().await;
    window.engine.send(Command::LookAround);
    others(&mut window, <[Other]>::is_empty).await;
    assert_eq!(window.tree.files().len(), FILES, "each file once, and no parts");
}

#[tokio::test]
async fn its_own_jobs_are_nobody_elses() {
    let (mut window, mut run) = two("others-own").await;
    window.start_put("tree", "/here");
    run.start_put("tree", "/there");
    run.until(|event| matches!(event, Event::Job(totals) if totals.done > 0))
        .await;
    window.engine.send(Command::LookAround);
    let told = others(&mut window, |others| !others.is_empty()).await;
    let goes_there = |other: &Other| other.job.destination.ends_with("/there");
    assert!(told.iter().all(goes_there), "{told:?}");
}

/// As if the run had been killed: its number is in the journal, and nobody holds its lock.
fn killed(window: &Rig, job: u32) {
    let journal = rusqlite::Connection::open(window.profile_folder().join("journal.db")).unwrap();
    journal
        .execute("UPDATE job SET owner = 99 WHERE serial = ?1", [job])
        .unwrap();
    let run = "INSERT INTO run (number, process, began) VALUES (99, 4242, 0)";
    journal.execute(run, []).unwrap();
}

#[tokio::test]
async fn what_a_dead_run_has_left_can_be_taken_over_and_is_finished() {
    for dies in [false, true] {
        let (mut window, mut run) = two(&format!("others-left-{dies}")).await;
        run.start_put("tree", "/www");
        run.start_put("tree", "/www2");
        run.until(|event| matches!(event, Event::Job(totals) if totals.done > 2))
            .await;
        run.stop().await;
        let before = window.tree.files().len();
        if dies {
            killed(&window, numbers(&window)[0]);
        }
        window.engine.send(Command::LookAround);
        let told = others(&mut window, |others| !others.is_empty()).await;
        assert_eq!(told.len(), 2, "{told:?}");
        assert!(told.iter().all(|other| other.adoptable && other.job.process.is_none()));
        assert_eq!(window.tree.files().len(), before, "nobody goes on with it by himself");
        let number = told[0].job.number;
        window.engine.send(Command::TakeOver(number));
        // Either may be told first.
        let (left, finished) = (RefCell::new(Vec::new()), RefCell::new(None));
        let both = |event: &Event| {
            match event {
                Event::Others(others) => left.replace(others.clone()),
                Event::Job(totals) if totals.job == job_id(number) && totals.finished => {
                    finished.replace(Some((totals.done, totals.failed)));
                    return left.borrow().len() == 1;
                }
                _ => return false,
            };
            left.borrow().len() == 1 && finished.borrow().is_some()
        };
        window.until(both).await;
        assert_eq!(finished.into_inner(), Some((FILES as u64, 0)));
        let left = left.into_inner();
        assert_ne!(left[0].job.number, number, "the other one still waits for somebody");
    }
}

/// The numbers of all jobs of the journal.
fn numbers(window: &Rig) -> Vec<u32> {
    let ledger = packetboat::engine::ledger::Ledger::open(&window.profile_folder()).unwrap();
    let jobs = ledger.unwrap().jobs().unwrap();
    jobs.iter().map(|job| job.number).collect()
}
