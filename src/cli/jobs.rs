//! Jobs: `get` and `put`. One line or object a file that matters, and a summary.

use std::collections::{BTreeMap, HashSet};
use std::mem::{Discriminant, discriminant};
use std::path::PathBuf;
use std::time::{Duration, Instant};

use super::json::{ErrorObject, FileObject, Summary, SummaryObject};
use super::run::Run;
use super::words::{skipped, words};
use crate::engine::command::{JobId, Order, Ticket, Watch};
use crate::engine::event::{Remark, Row, Totals};
use crate::engine::{Command, Event};
use crate::error::Error;
use crate::path::{Charset, visible};
use crate::transfer::{Anew, Direction, Errand, LocalEnd, Skip, State, Stay};

/// The request for the account. Nothing else is asked for in a run of jobs.
const ACCOUNT: Ticket = Ticket(1);

/// Carries out all jobs, side by side.
///
/// At their end an account of them is written where one is wished.
pub fn carry_out(run: &mut Run, orders: Vec<Order>, mut account: Option<PathBuf>) {
    let begun = Instant::now();
    let to_standard_output = orders.iter().any(|order| {
        matches!(
            order.errand,
            Errand::Download {
                destination: LocalEnd::Standard,
                ..
            }
        )
    });
    let mut report = Report::default();
    let wanted = orders.len();
    run.send(Command::Watch(Watch::Outcomes));
    for order in orders {
        report.charsets.insert(order.job, order.site.terms.charset);
        run.send(Command::Start(order));
    }
    while let Some(events) = run.next() {
        let speaks = events.iter().any(|event| report.speaks(event));
        if speaks {
            let bar = run.bar.clone();
            bar.aside(|| {
                events.into_iter().for_each(|event| report.take(run, event));
                run.printer.flush();
            });
        } else {
            events.into_iter().for_each(|event| report.take(run, event));
        }
        if report.jobs.len() == wanted && report.jobs.values().all(|job| job.finished) {
            match account.take() {
                Some(path) => {
                    let jobs = report.jobs.keys().copied().collect();
                    run.send(Command::Account {
                        ticket: ACCOUNT,
                        jobs,
                        path,
                    });
                    report.accounts = true;
                }
                None if report.accounts => {}
                None => run.end(),
            }
        } else {
            run.bar.show(&report.jobs);
        }
    }
    run.bar.end();
    let summary = report.summary(begun.elapsed());
    run.tally.done = summary.done;
    run.tally.left = summary.left + summary.stayed;
    if run.printer.is_json() {
        run.printer.object(&SummaryObject { summary });
    } else if to_standard_output {
        run.printer.remark(&sentence(&summary));
    } else {
        run.printer.result(&sentence(&summary));
    }
    run.printer.flush();
}

/// What is known of the jobs, and what has been said about them.
#[derive(Default)]
pub struct Report {
    jobs: BTreeMap<JobId, Totals>,
    /// Problems of each job that have been said.
    said: BTreeMap<JobId, usize>,
    /// Advice that has been given: a thousand files with one cause need it once.
    advice: HashSet<String>,
    remarks: HashSet<Discriminant<Remark>>,
    charsets: BTreeMap<JobId, Charset>,
    /// The account of the jobs is being written.
    accounts: bool,
}

impl Report {
    /// The jobs, as they stand.
    pub fn jobs(&self) -> &BTreeMap<JobId, Totals> {
        &self.jobs
    }

    /// Takes note of a job of an earlier run: what was said about it then is not said again.
    pub fn meet(&mut self, totals: &Totals) {
        self.said.entry(totals.job).or_insert(totals.problems.len());
    }

    /// Whether the event may lead to output.
    pub fn speaks(&self, event: &Event) -> bool {
        match event {
            Event::Job(totals) => totals.problems.len() > self.said.get(&totals.job).copied().unwrap_or(0),
            _ => true,
        }
    }

    /// Says what is worth saying about an event.
    pub fn take(&mut self, run: &mut Run, event: Event) {
        match event {
            Event::Job(totals) => self.problems(run, totals),
            Event::Settled(row) => self.settled(run, &row),
            Event::Answered {
                ticket: ACCOUNT,
                result,
            } => {
                self.accounts = false;
                if let Err(error) = result {
                    run.fail(None, &error, true);
                }
            }
            _ => {}
        }
    }

    fn problems(&mut self, run: &mut Run, totals: Totals) {
        let said = self.said.entry(totals.job).or_default();
        let new: Vec<_> = totals.problems.iter().skip(*said).cloned().collect();
        *said = totals.problems.len();
        self.jobs.insert(totals.job, totals);
        for problem in new {
            let source = visible(problem.source.as_bytes());
            if run.printer.is_json() {
                run.printer.object(&FileObject {
                    source: problem.source,
                    target: None,
                    status: "failed",
                    bytes: 0,
                    verified: "none",
                    why: Some(words(&problem.error).cause),
                    error: Some(ErrorObject::from(&problem.error)),
                });
            }
            self.fail(run, &source, &problem.error);
        }
    }

    fn settled(&mut self, run: &mut Run, row: &Row) {
        let charset = self.charsets.get(&row.job).copied().unwrap_or_default();
        let (source, target) = ends(row, charset);
        if run.printer.is_json() {
            run.printer.object(&object(row, &source, &target));
        }
        match &row.state {
            State::Failed(error) => self.fail(run, &source, error),
            State::Skipped(why @ (Skip::NotAFile | Skip::Link)) => {
                let text = format!("skipped: {source}: {}", skipped(*why));
                run.printer.remark(&text);
            }
            _ => {}
        }
        for remark in &row.remarks {
            // Of files that are still there somebody wants to know each.
            if let Some(text) = worth_saying(remark)
                && (self.remarks.insert(discriminant(remark)) || matches!(remark, Remark::StillThere(_)))
            {
                let text = format!("note: {target}: {text}");
                run.printer.remark(&text);
            }
        }
    }

    fn fail(&mut self, run: &mut Run, source: &str, error: &Error) {
        let words = words(error);
        let advice = [words.here.unwrap_or_default(), words.there.unwrap_or_default()].join("\n");
        let new = self.advice.insert(advice);
        run.fail(Some(source), error, new);
    }

    fn summary(&self, took: Duration) -> Summary {
        let sum = |of: fn(&Totals) -> u64| self.jobs.values().map(of).sum::<u64>();
        Summary {
            done: sum(|job| job.done),
            failed: sum(|job| job.failed + job.problems.len() as u64),
            skipped: sum(|job| job.skipped),
            left: sum(|job| job.left),
            stayed: sum(|job| job.stayed),
            blocked: sum(|job| job.blocked),
            folders: sum(|job| job.folders),
            bytes: sum(|job| job.moved),
            milliseconds: u64::try_from(took.as_millis()).unwrap_or(u64::MAX),
        }
    }
}

/// Source and target of a transfer, safe to show.
pub fn ends(row: &Row, charset: Charset) -> (String, String) {
    let local = match &row.local {
        LocalEnd::Path(path) => visible(path.as_os_str().as_encoded_bytes()),
        LocalEnd::Standard => "-".to_owned(),
    };
    let remote = charset.visible_path(&row.remote);
    match row.direction {
        Direction::Download => (remote, local),
        Direction::Upload => (local, remote),
    }
}

/// The object of a transfer.
pub fn object(row: &Row, source: &str, target: &str) -> FileObject {
    let remarks: Vec<String> = row.remarks.iter().map(told).collect();
    let (status, verified, why, error) = match &row.state {
        State::Done(verified) => ("done", verified.name(), remarks, None),
        State::Skipped(skip) => ("skipped", "none", vec![skipped(*skip).to_owned()], None),
        State::Failed(error) => (
            "failed",
            "none",
            [vec![words(error).cause], remarks].concat(),
            Some(ErrorObject::from(&**error)),
        ),
        // Broken off before its end.
        _ => ("failed", "none", vec!["broken off".to_owned()], None),
    };
    FileObject {
        source: source.to_owned(),
        target: Some(target.to_owned()),
        status,
        bytes: row.moved,
        verified,
        why: (!why.is_empty()).then(|| why.join("; ")),
        error,
    }
}

/// Remarks that people should see without asking for objects.
fn worth_saying(remark: &Remark) -> Option<String> {
    match remark {
        Remark::NoServerHash | Remark::Attempts(_) | Remark::Renamed | Remark::Resumed(_) => None,
        _ => Some(told(remark)),
    }
}

fn told(remark: &Remark) -> String {
    match remark {
        Remark::NoServerHash => "the server makes no hash, so only the size was compared".to_owned(),
        Remark::NoServerSize => "the server does not tell the size, so nothing was compared".to_owned(),
        Remark::TimeNotSet(Some(reply)) => format!("the time of last change was not set: {reply}").replace('\n', " "),
        Remark::TimeNotSet(None) => "the time of last change could not be set there".to_owned(),
        Remark::WrittenInPlace => {
            "written under its final name at once: the server refused a temporary name or the renaming".to_owned()
        }
        Remark::OverwrittenInPlace => {
            "written into the file that was there: it is a link, has further names, or belongs to somebody else"
                .to_owned()
        }
        Remark::Resumed(at) => format!("an earlier try was gone on with at byte {at}"),
        Remark::BegunAnew(why) => format!("begun anew: {}", begun_anew(*why)),
        Remark::Interrupted(why) => format!("interrupted on the way: {why}"),
        Remark::StillThere(why) => format!("still at its source: {}", stays(why)),
        Remark::OldStays(reply) => {
            let words = "the file that it replaces could not be removed, and stands beside it under a name that ends in .part.old";
            match reply {
                Some(reply) => format!("{words}: {reply}").replace('\n', " "),
                None => words.to_owned(),
            }
        }
        Remark::NoGoodbye => "the data ended without a proper goodbye; accepted, because the size is right".to_owned(),
        Remark::Renamed => "got another name, because the target exists".to_owned(),
        Remark::Attempts(count) => format!("took {count} attempts"),
    }
}

fn begun_anew(why: Anew) -> &'static str {
    match why {
        Anew::SourceChanged => "the source has changed meanwhile",
        Anew::Unknown => "size or time of the source are not known, so nothing proves that it is the same",
        Anew::Differs => "the end of what was there is not what the source has at that place",
        Anew::Gone => "what was there is gone",
        Anew::TooLong => "what was there is longer than the source",
        Anew::NoOffsets => "the server does not begin in the middle of a file",
        Anew::NotRight => "the file that was gone on with did not come out right",
    }
}

fn stays(why: &Stay) -> String {
    match why {
        Stay::Link => "it is a link; what it points to was copied".to_owned(),
        Stay::Changed => "it is not what was transferred any more".to_owned(),
        Stay::Unverified => "the copy could not be checked".to_owned(),
        Stay::Unknown => "its size or time is not known, so nothing tells whether it is still the same".to_owned(),
        Stay::TargetDiffers => "what is at the target now is not what was put there".to_owned(),
        Stay::SameFile => "it may be the very file that was replaced".to_owned(),
        Stay::Refused(error) => {
            let words = words(error);
            match &error.reply {
                Some(reply) => reply.to_string().replace('\n', " "),
                None => words.cause,
            }
        }
    }
}

/// The summary in a sentence.
pub fn sentence(summary: &Summary) -> String {
    let seconds = summary.milliseconds as f64 / 1000.0;
    let rate = if summary.milliseconds > 0 {
        format!(", {}/s", size(summary.bytes as f64 / seconds))
    } else {
        String::new()
    };
    let files = if summary.done == 1 { "file" } else { "files" };
    let mut text = format!(
        "{} {files} done, {} in {seconds:.1} s{rate}",
        summary.done,
        size(summary.bytes as f64)
    );
    let wish = summary.skipped.saturating_sub(summary.left);
    for (count, what) in [
        (summary.failed, "failed"),
        (summary.left, "left because they exist (--on-conflict says what to do)"),
        (wish, "skipped"),
        (summary.stayed, "still at their source"),
        (summary.blocked, "blocked names not touched"),
    ] {
        if count > 0 {
            text += &format!("; {count} {what}");
        }
    }
    text
}

fn size(bytes: f64) -> String {
    let mut value = bytes;
    for unit in ["B", "KiB", "MiB", "GiB"] {
        if value < 1024.0 {
            return if unit == "B" {
                format!("{value:.0} B")
            } else {
                format!("{value:.1} {unit}")
            };
        }
        value /= 1024.0;
    }
    format!("{value:.1} TiB")
}

#[cfg(test)]
mod tests;
