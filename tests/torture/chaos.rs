//! Faults at random, over every protocol, on jobs of many files: after each, the journal against the disk.
//!
//! `TORTURE_SEED` repeats a run, `TORTURE_TRIALS=1` only its first trial, `TORTURE_FAULTS` says how many faults there are to be.

mod dice;
mod job;
mod judge;
mod malice;

use std::collections::BTreeMap;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use packetboat::engine::Keeping;
use packetboat::engine::command::{Aim, Command};
use packetboat::engine::event::{Event, Row};
use packetboat::transfer::{Landing, State};
use tokio::task::JoinSet;

use self::dice::Dice;
use self::job::Job;
use self::judge::{Count, Scene};
use self::malice::Malice;
use crate::scripted::{Furnish, Scripted};
use crate::trial::Trial;
use crate::{hostile, hostile_sftp, is_long};

/// Trials at once: most of them wait.
const AT_ONCE: usize = 48;

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Protocol {
    Ftp,
    Ftps,
    Sftp,
}

/// What has happened over one protocol.
#[derive(Clone, Copy, Debug, Default)]
struct Tally {
    trials: usize,
    faults: usize,
    /// While there were faults.
    files: Count,
    /// Among the files that failed, those that were done after it.
    mended: usize,
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whatever_happens_no_row_says_what_is_not_so() {
    let number = |name: &str| std::env::var(name).ok().and_then(|text| text.parse::<u64>().ok());
    let fresh = || {
        SystemTime::now()
            .duration_since(UNIX_EPOCH)
            .map_or(1, |now| now.as_millis() as u64)
    };
    let seed = number("TORTURE_SEED").unwrap_or_else(|| if is_long() { fresh() } else { 1 });
    let wanted = number("TORTURE_FAULTS").unwrap_or(if is_long() { 10_500 } else { 300 }) as usize;
    let most = number("TORTURE_TRIALS").unwrap_or(u64::MAX);
    let (begun, mut tallies) = (Instant::now(), BTreeMap::<Protocol, Tally>::new());
    let mut running = JoinSet::new();
    let mut next = 0;
    let mut failed = Vec::new();
    loop {
        let faults: usize = tallies.values().map(|tally| tally.faults).sum();
        while running.len() < AT_ONCE && next < most && faults < wanted {
            let own = seed + next;
            let protocol = [Protocol::Ftp, Protocol::Ftps, Protocol::Sftp][(own % 3) as usize];
            running.spawn(async move { (own, protocol, tokio::spawn(trial(own, protocol)).await) });
            next += 1;
        }
        let Some(ended) = running.join_next().await else { break };
        let (own, protocol, outcome) = ended.unwrap();
        match outcome {
            Ok(one) => tallies.entry(protocol).or_default().add(one),
            Err(_) => failed.push(own),
        }
    }
    eprintln!("seed {seed}, {next} trials, {:.0?}", begun.elapsed());
    for (protocol, tally) in &tallies {
        eprintln!("{protocol:?}: {tally:?}");
    }
    assert!(
        failed.is_empty(),
        "to be repeated with TORTURE_TRIALS=1 and TORTURE_SEED= one of {failed:?}"
    );
}

impl Tally {
    fn add(&mut self, one: Self) {
        self.trials += one.trials;
        self.faults += one.faults;
        self.files.done += one.files.done;
        self.files.failed += one.files.failed;
        self.files.skipped += one.files.skipped;
        self.mended += one.mended;
    }
}

async fn trial(seed: u64, protocol: Protocol) -> Tally {
    let mut dice = Dice::new(seed);
    let job = Job::new(&mut dice);
    let malice = Malice::new(Dice::new(dice.next()));
    match protocol {
        Protocol::Ftp => run(hostile::Script::new().whim(malice.ftp(false)), job, malice, dice).await,
        Protocol::Ftps => run(hostile::Script::new().whim(malice.ftp(true)).tls(), job, malice, dice).await,
        Protocol::Sftp => run(hostile_sftp::Script::new().whim(malice.sftp()), job, malice, dice).await,
    }
}

async fn run<F: Furnish>(script: F, job: Job, malice: Malice, mut dice: Dice) -> Tally {
    let server = job.furnish(script).started();
    let mut trial = Trial::impatient(server.site(), Keeping::Shared);
    (trial.policy, trial.landing, trial.goes_on) = (job.policy, Landing::Into, true);
    job.write(&trial);
    trial.start(job.errand(&trial));
    trial.finish().await;
    malice.end();
    let files = Scene {
        job: &job,
        trial: &trial,
        server: &server,
    }
    .judge();
    mend(&mut trial, &job, &server, dice.chance(40)).await;
    let mended = Scene {
        job: &job,
        trial: &trial,
        server: &server,
    }
    .judge();
    let all = mended.done + mended.skipped;
    assert_eq!(
        all,
        job.files.len(),
        "a server that does as it should is no failure: {:?}",
        trial.rows
    );
    no_parts(&job, &trial, &server).await;
    Tally {
        trials: 1,
        faults: malice.made(),
        files,
        mended: mended.done - files.done,
    }
}

/// Tries again what has failed, in this run or in the next one.
async fn mend(trial: &mut Trial, job: &Job, server: &impl Scripted, in_next_run: bool) {
    let scene = Scene { job, trial, server };
    let (line, rows) = scene.journal();
    let is_whole = line.planned && line.problems == 0 && rows.iter().all(|row| !is_failed(row));
    if in_next_run {
        trial.restart().await;
        if !is_whole {
            trial.until(|event| matches!(event, Event::Restored { .. })).await;
        }
        trial.engine.send(Command::Hold(false));
    }
    if is_whole {
        return;
    }
    let files = job.files.len() as u64;
    let is_end = move |event: &Event| match event {
        Event::Job(totals) => totals.finished && totals.done + totals.skipped >= files,
        _ => false,
    };
    // Connections on which a word too many was said are found out one after the other.
    for _ in 0..6 {
        trial.engine.send(Command::Retry(Aim::Everything));
        if tokio::time::timeout(Duration::from_secs(8), trial.until(is_end))
            .await
            .is_ok()
        {
            return;
        }
    }
    let (line, rows) = Scene { job, trial, server }.journal();
    let left: Vec<_> = rows.iter().filter(|row| !matches!(row.state, State::Done(_))).collect();
    let sums = line.sums;
    let (told, log) = (&trial.told, trial.notes.iter().rev().take(40).rev());
    let log: Vec<_> = log.collect();
    panic!("it does not end, next run {in_next_run}: {sums:?}, {told:#?}, {left:#?}, {log:#?}");
}

fn is_failed(row: &Row) -> bool {
    matches!(row.state, State::Failed(_))
}

/// What broken connections have left behind is removed by those that follow, which may take a moment.
async fn no_parts(job: &Job, trial: &Trial, server: &impl Scripted) {
    let scene = Scene { job, trial, server };
    for _ in 0..80 {
        if scene.parts().is_empty() {
            return;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    panic!("all is done, and there is {:?}; {:?}", scene.parts(), trial.rows);
}
