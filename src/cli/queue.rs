//! `queue list|run|retry|clear`: what earlier runs and the window have left to do.

mod list;
mod named;

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::time::{Duration, Instant};

use super::arguments::QueueTask;
use super::jobs::{Report, sentence};
use super::json::{ErrorObject, Failure, Summary, SummaryObject};
use super::keeping::sentence as words_of;
use super::run::Run;
use super::work::Misuse;
use crate::engine::command::{Aim, JobId, TransferId, Watch};
use crate::engine::event::{Remark, Row, Totals};
use crate::engine::ledger::Ledger;
use crate::engine::{Command, Event};
use crate::error::{Error, Kind, Stage};
use crate::transfer::{Skip, State};

pub use list::list;
pub use named::Named;

/// What is to be done with the queue: with all of it, or with what is named.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Duty {
    /// Do what waits.
    Run(Vec<Named>),
    /// Let what failed wait again.
    Retry(Vec<Named>),
    /// Take out what has come to its end; with `true` also what has not.
    Clear(Vec<Named>, bool),
}

impl Duty {
    /// What a command means; `None` for one that only looks.
    pub fn of(task: QueueTask) -> Option<Self> {
        match task {
            QueueTask::List(_) => None,
            QueueTask::Run { named } => Some(Self::Run(named)),
            QueueTask::Retry { named } => Some(Self::Retry(named)),
            QueueTask::Clear { named, all } => Some(Self::Clear(named, all)),
        }
    }

    fn runs(&self) -> bool {
        matches!(self, Self::Run(_))
    }

    fn named(&self) -> &[Named] {
        match self {
            Self::Run(jobs) | Self::Retry(jobs) | Self::Clear(jobs, _) => jobs,
        }
    }

    /// What it is about, for the engine.
    fn aims(&self) -> Vec<Aim> {
        match self.named() {
            [] => vec![Aim::Everything],
            named => named.iter().map(|named| named.aim()).collect(),
        }
    }
}

/// The one account of the queue, or of what is to be run of it, that a password from standard input belongs to; `None` if the queue needs none.
///
/// # Errors
/// If there are several, or they cannot be read.
pub fn one_account(profile: &Path, task: &QueueTask) -> Result<Option<(String, String)>, Misuse> {
    let jobs: Vec<u32> = match task {
        QueueTask::Run { named } => named.iter().map(|named| named.number()).collect(),
        _ => Vec::new(),
    };
    let accounts = |ledger: Option<Ledger>| ledger.map_or(Ok(Vec::new()), |ledger| ledger.accounts(&jobs));
    let accounts = Ledger::open(profile).and_then(accounts);
    let mut accounts = accounts.map_err(|error| Misuse(words_of(&error)))?;
    match accounts.len() {
        0 | 1 => Ok(accounts.pop()),
        several => Err(Misuse(format!(
            "--password-stdin is for one account in a run; the queue has {several}"
        ))),
    }
}

/// Does it.
pub fn carry_out(run: &mut Run, profile: &Path, duty: &Duty) {
    let begun = Instant::now();
    let before = sums(profile);
    let mut progress = Progress::default();
    // Nothing starts before everything is there.
    run.send(Command::Hold(true));
    run.send(Command::Watch(Watch::Outcomes));
    while let Some(events) = run.next() {
        if events.iter().any(|event| progress.report.speaks(event)) {
            let bar = run.bar.clone();
            bar.aside(|| {
                events
                    .into_iter()
                    .for_each(|event| progress.take(run, event, profile, duty));
                run.printer.flush();
            });
        } else {
            events
                .into_iter()
                .for_each(|event| progress.take(run, event, profile, duty));
        }
        if progress.is_over(duty) {
            run.end();
        } else if duty.runs() && progress.restored.is_some() {
            run.bar.show(&progress.concerned(duty));
        }
    }
    run.bar.end();
    if progress.refused {
        return;
    }
    match duty {
        Duty::Run(named) => progress.sum_up(run, begun.elapsed(), named.is_empty()),
        Duty::Retry(_) => say(
            run,
            sums(profile).1.saturating_sub(before.1),
            "waits again",
            "wait again",
        ),
        Duty::Clear(..) => say(run, before.0.saturating_sub(sums(profile).0), "taken out", "taken out"),
    }
    run.printer.flush();
}

/// All files of the queue, and those that wait.
fn sums(profile: &Path) -> (u64, u64) {
    let ledger = Ledger::open(profile).ok().flatten();
    let jobs = ledger.and_then(|ledger| ledger.jobs().ok()).unwrap_or_default();
    let sums = jobs.iter().map(|job| (job.sums.files, job.sums.waiting));
    sums.fold((0, 0), |all, job| (all.0 + job.0, all.1 + job.1))
}

fn say(run: &mut Run, count: u64, one: &str, many: &str) {
    if run.printer.is_json() {
        run.printer.object(&serde_json::json!({ "changed": count }));
    } else {
        let words = if count == 1 {
            format!("file {one}")
        } else {
            format!("files {many}")
        };
        run.printer.result(&format!("{count} {words}"));
    }
}

/// How far it is.
#[derive(Default)]
struct Progress {
    report: Report,
    /// How many jobs there were, once they are all there.
    restored: Option<usize>,
    /// Files that were named and have not come to their end.
    open: BTreeSet<TransferId>,
    /// What came to its end in this run.
    ended: Summary,
    /// It cannot be done, and that was said.
    refused: bool,
}

impl Progress {
    fn take(&mut self, run: &mut Run, event: Event, profile: &Path, duty: &Duty) {
        match event {
            Event::QueueElsewhere { process } => {
                self.refused = true;
                not_here(run, process);
                run.end();
            }
            Event::Restored { jobs, .. } => match named::open_files(profile, duty.named()) {
                Ok(open) => {
                    (self.restored, self.open) = (Some(jobs), open);
                    begin(run, duty);
                }
                Err(error) => {
                    self.refused = true;
                    refuse(run, &error);
                    run.end();
                }
            },
            Event::Settled(row) if duty.runs() => {
                self.open.remove(&row.id);
                self.count(&row);
                self.report.take(run, Event::Settled(row));
            }
            event if duty.runs() => {
                if let Event::Job(totals) = &event {
                    self.report.meet(totals);
                }
                self.report.take(run, event);
            }
            _ => {}
        }
    }

    /// Whether nothing more comes of what is to be run.
    fn is_over(&self, duty: &Duty) -> bool {
        let Some(restored) = self.restored.filter(|_| duty.runs()) else {
            return false;
        };
        let jobs = self.report.jobs();
        if duty.named().is_empty() {
            return jobs.len() >= restored && jobs.values().all(is_at_rest);
        }
        let is_over = |named: &Named| match named.aim() {
            Aim::Transfer(id) => !self.open.contains(&id),
            _ => jobs.get(&named.job()).is_some_and(|job| job.finished),
        };
        duty.named().iter().all(is_over)
    }

    /// The jobs that are run.
    fn concerned(&self, duty: &Duty) -> BTreeMap<JobId, Totals> {
        let named: Vec<JobId> = duty.named().iter().map(|named| named.job()).collect();
        let jobs = self.report.jobs().iter();
        jobs.filter(|(id, _)| named.is_empty() || named.contains(id))
            .map(|(id, totals)| (*id, totals.clone()))
            .collect()
    }

    fn count(&mut self, row: &Row) {
        match &row.state {
            State::Done(_) => {
                self.ended.done += 1;
                self.ended.bytes += row.moved;
                let stays = |remark: &Remark| matches!(remark, Remark::StillThere(_));
                self.ended.stayed += u64::from(row.remarks.iter().any(stays));
            }
            State::Failed(_) => self.ended.failed += 1,
            State::Skipped(skip) => {
                self.ended.skipped += 1;
                self.ended.left += u64::from(*skip == Skip::ByDefault);
            }
            _ => {}
        }
    }

    fn sum_up(&self, run: &mut Run, took: Duration, all: bool) {
        let summary = Summary {
            milliseconds: u64::try_from(took.as_millis()).unwrap_or(u64::MAX),
            ..self.ended
        };
        run.tally.done = summary.done;
        run.tally.left = summary.left + summary.stayed;
        if run.printer.is_json() {
            run.printer.object(&SummaryObject { summary });
        } else {
            run.printer.result(&sentence(&summary));
        }
        let paused: u64 = self.report.jobs().values().map(|job| job.paused).sum();
        if all && paused > 0 {
            let files = if paused == 1 { "file is" } else { "files are" };
            let how = "queue run JOB runs a job all the same, queue list shows them";
            run.printer.remark(&format!("note: {paused} {files} paused; {how}"));
        }
    }
}

/// Whether nothing more happens by itself: what still waits was paused. Of a move whose files have all gone the emptied folders
/// may be left to do.
fn is_at_rest(job: &Totals) -> bool {
    let only_paused = job.running == 0 && job.asking == 0 && job.waiting == job.paused;
    let holds = if job.planned { job.waiting > 0 } else { job.stopped };
    job.finished || (only_paused && holds)
}

/// Has the engine do it.
fn begin(run: &mut Run, duty: &Duty) {
    match duty {
        Duty::Run(named) if named.is_empty() => run.send(Command::Hold(false)),
        Duty::Run(_) => duty.aims().into_iter().for_each(|aim| run.send(Command::LetGo(aim))),
        Duty::Retry(_) => duty.aims().into_iter().for_each(|aim| run.send(Command::Retry(aim))),
        Duty::Clear(_, all) => {
            for aim in duty.aims() {
                if *all {
                    run.send(Command::Cancel(aim));
                }
                run.send(Command::Forget(aim));
            }
        }
    }
    if !duty.runs() {
        run.end();
    }
}

/// Two processes would do everything twice.
fn not_here(run: &mut Run, process: u32) {
    let error = Error::new(Stage::Plan, Kind::Exists, "run the queue");
    run.tally.count(&error);
    fail_as_object(run, &error);
    let who = if process == 0 {
        String::new()
    } else {
        format!(" ({process})")
    };
    run.printer
        .remark(&format!("error: another process runs the queue of this profile{who}"));
}

/// What was named is not there to be run.
fn refuse(run: &mut Run, error: &Error) {
    run.tally.count(error);
    fail_as_object(run, error);
    let text = match &error.cause {
        Some(cause) => format!("error: {}: {cause}", error.attempted),
        None => format!("error: {}: not in the queue; queue list shows what is", error.attempted),
    };
    run.printer.remark(&text);
}

fn fail_as_object(run: &mut Run, error: &Error) {
    if run.printer.is_json() {
        run.printer.object(&Failure {
            error: ErrorObject::from(error),
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::answers::Rules;
    use crate::cli::fake::{Played, play};
    use crate::transfer::Direction;

    fn run(events: Vec<Event>) -> Played {
        let folder = tempfile::tempdir().unwrap();
        let duty = Duty::Run(Vec::new());
        play(false, Rules::default(), events, |run| {
            carry_out(run, folder.path(), &duty);
        })
    }

    fn job(id: u64) -> Totals {
        Totals {
            planned: true,
            ..Totals::new(JobId(id), Direction::Upload)
        }
    }

    /// The engine of the script ends only when it is told to: whoever waits for more waits for ever.
    #[test]
    fn what_is_paused_keeps_nobody_waiting() {
        let paused = |id| Totals {
            files: 3,
            waiting: 3,
            paused: 3,
            stopped: true,
            ..job(id)
        };
        let unplanned = Totals {
            planned: false,
            stopped: true,
            ..job(2)
        };
        let done = Totals {
            finished: true,
            ..job(3)
        };
        let played = run(vec![
            Event::Restored { jobs: 3, waiting: 3 },
            Event::Job(paused(1)),
            Event::Job(unplanned),
            Event::Job(done),
        ]);
        assert_eq!(played.tally.status(), 0);
        assert!(played.remarks.contains("3 files are paused"), "{}", played.remarks);
    }

    #[test]
    fn folders_that_a_move_has_emptied_are_waited_for() {
        let moved = Totals {
            files: 3,
            done: 3,
            moves: true,
            ..job(1)
        };
        assert!(!is_at_rest(&moved));
        let swept = Totals {
            finished: true,
            ..moved
        };
        assert!(is_at_rest(&swept));
    }
}
