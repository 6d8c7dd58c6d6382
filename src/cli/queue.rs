//! `queue list|run|retry|clear`: what earlier runs and the window have left to do.

mod list;

use std::path::Path;
use std::time::{Duration, Instant};

use super::arguments::QueueTask;
use super::jobs::{Report, sentence};
use super::json::{ErrorObject, Failure, Summary, SummaryObject};
use super::keeping::sentence as words_of;
use super::run::Run;
use super::work::Misuse;
use crate::engine::command::{Aim, Watch};
use crate::engine::event::{Remark, Row};
use crate::engine::ledger::{Ledger, job_id};
use crate::engine::{Command, Event};
use crate::error::{Error, Kind, Stage};
use crate::transfer::{Skip, State};

pub use list::list;

/// What is to be done with the queue.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Duty {
    /// Do all that waits.
    Run,
    /// Let what failed wait again; of one job or of all.
    Retry(Option<u32>),
    /// Take out what has come to its end, of one job or of all; with `true` also what has not.
    Clear(Option<u32>, bool),
}

impl Duty {
    /// What a command means; `None` for one that only looks.
    pub fn of(task: &QueueTask) -> Option<Self> {
        match task {
            QueueTask::List(_) => None,
            QueueTask::Run => Some(Self::Run),
            QueueTask::Retry { job } => Some(Self::Retry(*job)),
            QueueTask::Clear { job, all } => Some(Self::Clear(*job, *all)),
        }
    }
}

/// The one account of the queue that a password from standard input belongs to; `None` if the queue needs none.
///
/// # Errors
/// If there are several, or they cannot be read.
pub fn one_account(profile: &Path) -> Result<Option<(String, String)>, Misuse> {
    let accounts = Ledger::open(profile).and_then(|ledger| ledger.map_or(Ok(Vec::new()), |ledger| ledger.accounts()));
    let mut accounts = accounts.map_err(|error| Misuse(words_of(&error)))?;
    match accounts.len() {
        0 | 1 => Ok(accounts.pop()),
        several => Err(Misuse(format!(
            "--password-stdin is for one account in a run; the queue has {several}"
        ))),
    }
}

/// Does it.
pub fn carry_out(run: &mut Run, profile: &Path, duty: Duty) {
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
                events.into_iter().for_each(|event| progress.take(run, event, duty));
                run.printer.flush();
            });
        } else {
            events.into_iter().for_each(|event| progress.take(run, event, duty));
        }
        if progress.is_over(duty) {
            run.end();
        } else if duty == Duty::Run && progress.restored.is_some() {
            run.bar.show(progress.report.jobs());
        }
    }
    run.bar.end();
    if progress.elsewhere {
        return;
    }
    match duty {
        Duty::Run => progress.sum_up(run, begun.elapsed()),
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
    /// What came to its end in this run.
    ended: Summary,
    /// Another process runs the queue.
    elsewhere: bool,
}

impl Progress {
    fn take(&mut self, run: &mut Run, event: Event, duty: Duty) {
        match event {
            Event::QueueElsewhere { process } => {
                self.elsewhere = true;
                not_here(run, process);
                run.end();
            }
            Event::Restored { jobs, .. } => {
                self.restored = Some(jobs);
                match duty {
                    Duty::Run => run.send(Command::Hold(false)),
                    Duty::Retry(job) => run.send(Command::Retry(aim(job))),
                    Duty::Clear(job, all) => {
                        if all {
                            run.send(Command::Cancel(aim(job)));
                        }
                        run.send(Command::Forget(aim(job)));
                    }
                }
                if duty != Duty::Run {
                    run.end();
                }
            }
            Event::Settled(row) if duty == Duty::Run => {
                self.count(&row);
                self.report.take(run, Event::Settled(row));
            }
            event if duty == Duty::Run => {
                if let Event::Job(totals) = &event {
                    self.report.meet(totals);
                }
                self.report.take(run, event);
            }
            _ => {}
        }
    }

    fn is_over(&self, duty: Duty) -> bool {
        let all = self.restored.is_some_and(|jobs| self.report.jobs().len() >= jobs);
        duty == Duty::Run && all && self.report.jobs().values().all(|job| job.finished)
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

    fn sum_up(&self, run: &mut Run, took: Duration) {
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
    }
}

fn aim(job: Option<u32>) -> Aim {
    job.map_or(Aim::Everything, |number| Aim::Job(job_id(number)))
}

/// Two processes would do everything twice.
fn not_here(run: &mut Run, process: u32) {
    let error = Error::new(Stage::Plan, Kind::Exists, "run the queue");
    run.tally.count(&error);
    if run.printer.is_json() {
        run.printer.object(&Failure {
            error: ErrorObject::from(&error),
        });
    }
    let who = if process == 0 {
        String::new()
    } else {
        format!(" ({process})")
    };
    run.printer
        .remark(&format!("error: another process runs the queue of this profile{who}"));
}
