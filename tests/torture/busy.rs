//! Stopping work that is under way in many places at once, and work that waits for the journal.

use std::time::{Duration, Instant};

use packetboat::engine::Event;
use packetboat::engine::command::{Aim, Command, JobId};
use packetboat::settings::Patience;

use crate::hostile::{Act, say};
use crate::scripted::Scripted;
use crate::stop::{AT_ONCE, PATIENCE, ftp, is_over, is_still, once};
use crate::trial::Trial;

/// A folder here with many files in folders.
fn large_tree(trial: &Trial) {
    for folder in 0..40 {
        let place = trial.local(&format!("d/{folder}"));
        std::fs::create_dir_all(&place).unwrap();
        for n in 0..500 {
            std::fs::write(place.join(n.to_string()), b"").unwrap();
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn while_a_large_tree_is_looked_through_stop_is_obeyed_at_once() {
    // Every folder holds two folders and fifty files: the walk takes as long as it is let.
    let mut listing = String::from("type=dir; x\r\ntype=dir; y\r\n");
    (0..50).for_each(|n| listing.push_str(&format!("type=file;size=1000; {n}\r\n")));
    let sent = |bytes: Vec<u8>| {
        [
            say("150 Go."),
            Act::Open,
            Act::Send(bytes),
            Act::Goodbye,
            say("226 Done."),
        ]
    };
    let endless = ftp()
        .on("MLSD", sent(listing.into_bytes()))
        .on("RETR", sent(vec![b'x'; 1000]));
    for upload in [false, true] {
        for command in [Command::Cancel(Aim::Job(JobId(1))), Command::Pause(Aim::Job(JobId(1)))] {
            let server = match upload {
                true => ftp().start(),
                false => endless.clone().start(),
            };
            let mut trial = Trial::waiting(server.site(), Patience::of(PATIENCE));
            if upload {
                large_tree(&trial);
                trial.start_put("d", "/e");
            } else {
                trial.start_get("/d", trial.local("f"));
            }
            trial
                .until(|event| matches!(event, Event::Job(totals) if totals.files > 100 && !totals.planned))
                .await;
            trial.catch_up();
            let said = Instant::now();
            let is_told = match command {
                Command::Cancel(_) => is_over,
                _ => is_still,
            };
            let what = format!("upload {upload}: {command:?}");
            trial.engine.send(command);
            trial
                .until(|event| matches!(event, Event::Job(totals) if is_told(totals)))
                .await;
            let took = said.elapsed();
            assert!(took < AT_ONCE, "{what} was told after {took:?}");
            tokio::time::sleep(AT_ONCE.saturating_sub(took)).await;
            let heard = server.lines().len();
            tokio::time::sleep(Duration::from_millis(500)).await;
            // A part that was begun may still be removed.
            let more = server.lines().split_off(heard);
            assert!(more.iter().all(|line| line.starts_with(b"DELE")), "{more:?}");
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn while_the_journal_is_busy_the_work_stops_at_once_and_is_told_when_it_is_written() {
    let acts = vec![say("150 Go."), Act::Open, Act::Send(vec![b'x'; 1000]), Act::Stall];
    let server = once("RETR", acts).start();
    let mut trial = Trial::waiting(server.site(), Patience::of(PATIENCE));
    trial.start_get("/a", trial.local("a"));
    trial
        .until(|event| matches!(event, Event::Job(totals) if totals.running == 1))
        .await;
    while server.lines_of("RETR").is_empty() {
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    let journal = rusqlite::Connection::open(trial.profile().join("journal.db")).unwrap();
    journal.execute_batch("BEGIN IMMEDIATE").unwrap();
    trial.catch_up();
    let open = trial.open.clone();
    let said = Instant::now();
    trial.engine.send(Command::Cancel(Aim::Job(JobId(1))));
    while open.iter().any(|open| trial.open.contains(open)) {
        assert!(said.elapsed() < AT_ONCE, "the work goes on");
        tokio::time::sleep(Duration::from_millis(10)).await;
        trial.catch_up();
    }
    journal.execute_batch("ROLLBACK").unwrap();
    let free = Instant::now();
    let totals = trial.finish().await;
    assert!(free.elapsed() < AT_ONCE, "{:?}", free.elapsed());
    assert_eq!((totals.done, totals.failed), (0, 1));
}
