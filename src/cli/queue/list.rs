//! `queue list`: jobs in a line each, or the files of one in pages.

use std::path::Path;

use serde_json::json;

use crate::cli::arguments::Shown;
use crate::cli::jobs::{ends, object};
use crate::cli::keeping::Desk;
use crate::engine::event::Row;
use crate::engine::ledger::{Ledger, Line, Pile};
use crate::error::{Error, Kind, Result, Stage};
use crate::path::{Charset, visible};
use crate::transfer::{Direction, State};

/// Shows it.
///
/// # Errors
/// If the journal cannot be read, or has no such job.
pub fn list(desk: &mut Desk<'_>, profile: &Path, shown: &Shown) -> Result<()> {
    let Some(ledger) = Ledger::open(profile)? else {
        return Ok(());
    };
    let jobs = ledger.jobs()?;
    let pile = match shown {
        Shown { failed: true, .. } => Some(Pile::Failed),
        Shown { done: true, .. } => Some(Pile::Done),
        Shown { waiting: true, .. } => Some(Pile::Waiting),
        _ => None,
    };
    match shown.job {
        None if pile.is_none() => jobs.iter().for_each(|job| in_line(desk, job)),
        None => {
            for job in &jobs {
                files(desk, &ledger, job, pile, shown)?;
            }
        }
        Some(number) => {
            let job = jobs.iter().find(|job| job.number == number);
            let unknown = || Error::new(Stage::Plan, Kind::NotFound, format!("job {number}"));
            files(desk, &ledger, job.ok_or_else(unknown)?, pile, shown)?;
        }
    }
    Ok(())
}

fn in_line(desk: &mut Desk<'_>, job: &Line) {
    let sums = &job.sums;
    if desk.printer.is_json() {
        let direction = match job.direction {
            Direction::Download => "download",
            Direction::Upload => "upload",
        };
        desk.printer.object(&json!({
            "job": job.number, "direction": direction, "move": job.moves, "server": job.server, "source": job.source,
            "sources": job.sources, "destination": job.destination, "files": sums.files, "bytes": sums.bytes,
            "moved": sums.moved, "waiting": sums.waiting, "done": sums.done, "failed": sums.failed,
            "skipped": sums.skipped, "blocked": job.blocked, "problems": job.problems, "priority": job.priority, "paused": job.paused,
            "planned": job.planned, "process": job.process,
        }));
        return;
    }
    let more = match job.sources {
        0 | 1 => String::new(),
        sources => format!(" and {} more", sources - 1),
    };
    let moves = if job.moves { "move " } else { "" };
    let known = if job.planned { "" } else { " known so far" };
    let mut words = format!("{} of {}{known} done", sums.done, sums.files);
    for (count, what) in [
        (sums.failed, "failed"),
        (sums.skipped, "skipped"),
        (sums.waiting, "waiting"),
    ] {
        if count > 0 {
            words += &format!(", {count} {what}");
        }
    }
    if job.problems > 0 {
        words += &format!(", {} not found or not readable", job.problems);
    }
    if job.paused {
        words += ", paused";
    }
    if let Some(process) = job.process {
        words += &format!(", in process {process}");
    }
    let (source, destination) = (visible(job.source.as_bytes()), visible(job.destination.as_bytes()));
    desk.printer.result(&format!(
        "{}\t{moves}{source}{more} -> {destination}\t{words}",
        job.number
    ));
}

fn files(desk: &mut Desk<'_>, ledger: &Ledger, job: &Line, pile: Option<Pile>, shown: &Shown) -> Result<()> {
    let rows = ledger.rows(job, pile, shown.from, shown.count)?;
    for row in &rows {
        let number = row.id.0 as u32;
        let (source, target) = ends(row, Charset::Utf8);
        if desk.printer.is_json() {
            let mut value = serde_json::to_value(object(row, &source, &target)).unwrap_or_default();
            value["job"] = json!(job.number);
            value["file"] = json!(number);
            value["size"] = json!(row.size);
            value["status"] = json!(status(row));
            if matches!(row.state, State::Waiting | State::Paused) {
                value["why"] = json!(null);
            }
            desk.printer.object(&value);
        } else {
            let words = words(row, &source, &target);
            desk.printer.result(&format!("{}\t{number}\t{words}", job.number));
        }
    }
    if rows.len() == shown.count
        && let Some(last) = rows.last()
    {
        let next = (last.id.0 as u32).saturating_add(1);
        desk.printer.remark(&format!(
            "note: more of job {}: --job {} --from {next}",
            job.number, job.number
        ));
    }
    Ok(())
}

fn words(row: &Row, source: &str, target: &str) -> String {
    let status = status(row);
    let why = object(row, source, target).why.filter(|_| row.state.is_final());
    let why = why.map_or_else(String::new, |why| format!(": {why}"));
    let checked = match &row.state {
        State::Done(verified) => format!(" ({})", verified.name()),
        _ => String::new(),
    };
    format!("{status}{checked}\t{source} -> {target}{why}")
}

fn status(row: &Row) -> &'static str {
    match row.state {
        State::Done(_) => "done",
        State::Failed(_) => "failed",
        State::Skipped(_) => "skipped",
        State::Paused => "paused",
        _ => "waiting",
    }
}
