//! An account of jobs: what became of every file and how it was checked, as CSV or JSON. Facts in the engine's names and the
//! server's own words, no sentences.

use serde::Serialize;

use super::event::{Remark, Row, Totals};
use crate::path::visible;
use crate::transfer::{Direction, LocalEnd, Skip, State};

/// How an account is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Form {
    /// One line a file, and a line of headings.
    Csv,
    /// One object with the jobs and all files.
    Json,
}

/// The headings of CSV, in the order of the fields of [`Line`].
const HEADINGS: [&str; 13] = [
    "job",
    "source",
    "target",
    "status",
    "size",
    "moved",
    "verified",
    "remarks",
    "stage",
    "kind",
    "reply",
    "seconds",
    "direction",
];

/// One file of an account.
#[derive(Debug, Serialize)]
struct Line {
    job: u64,
    source: String,
    target: String,
    status: &'static str,
    size: Option<u64>,
    moved: u64,
    verified: Option<&'static str>,
    remarks: Vec<String>,
    stage: Option<&'static str>,
    kind: Option<&'static str>,
    reply: Option<String>,
    seconds: f64,
    direction: &'static str,
}

/// One job of an account.
#[derive(Serialize)]
struct Head<'a> {
    job: u64,
    server: &'a str,
    source: &'a str,
    destination: &'a str,
    files: u64,
    done: u64,
    failed: u64,
    skipped: u64,
    waiting: u64,
    bytes: u64,
    moved: u64,
    problems: Vec<Trouble<'a>>,
}

/// A folder or source that could not be looked at.
#[derive(Serialize)]
struct Trouble<'a> {
    source: &'a str,
    stage: &'static str,
    kind: &'static str,
    reply: Option<String>,
}

#[derive(Serialize)]
struct Account<'a> {
    jobs: Vec<Head<'a>>,
    files: Vec<Line>,
}

/// Writes the account of these jobs and their rows.
pub fn write(form: Form, jobs: &[Totals], rows: impl Iterator<Item = Row>) -> String {
    let lines = rows.map(|row| line(&row, jobs));
    match form {
        Form::Csv => {
            let mut text = csv(HEADINGS.iter().map(|heading| (*heading).to_owned()));
            lines.for_each(|line| text.push_str(&csv(cells(line).into_iter())));
            text
        }
        Form::Json => {
            let account = Account {
                jobs: jobs.iter().map(head).collect(),
                files: lines.collect(),
            };
            let text = serde_json::to_string_pretty(&account);
            // Nothing in it can fail to be written.
            text.unwrap_or_default() + "\n"
        }
    }
}

fn head(totals: &Totals) -> Head<'_> {
    let problems = totals.problems.iter().map(|problem| Trouble {
        source: &problem.source,
        stage: problem.error.stage.name(),
        kind: problem.error.kind.name(),
        reply: problem.error.reply.as_ref().map(ToString::to_string),
    });
    Head {
        job: totals.job.0,
        server: &totals.server,
        source: &totals.source,
        destination: &totals.destination,
        files: totals.files,
        done: totals.done,
        failed: totals.failed,
        skipped: totals.skipped,
        waiting: totals.waiting + totals.running,
        bytes: totals.bytes,
        moved: totals.moved,
        problems: problems.collect(),
    }
}

fn line(row: &Row, jobs: &[Totals]) -> Line {
    let server = jobs.iter().find(|totals| totals.job == row.job);
    let server = server.map_or("", |totals| totals.server.as_str());
    let here = match &row.local {
        LocalEnd::Path(path) => visible(path.as_os_str().as_encoded_bytes()),
        LocalEnd::Standard => "-".to_owned(),
    };
    let there = format!("{server}:{}", row.remote);
    let (source, target, direction) = match row.direction {
        Direction::Download => (there, here, "download"),
        Direction::Upload => (here, there, "upload"),
    };
    let (status, verified) = match &row.state {
        State::Done(verified) => ("done", Some(verified.name())),
        State::Failed(_) => ("failed", None),
        State::Skipped(_) => ("skipped", None),
        State::Running => ("running", None),
        State::Paused => ("paused", None),
        State::Waiting | State::Retrying(_) | State::Asking => ("waiting", None),
    };
    let error = match &row.state {
        State::Failed(error) | State::Retrying(error) => Some(error),
        _ => None,
    };
    let mut remarks: Vec<String> = row.remarks.iter().map(remark).collect();
    if let State::Skipped(why) = row.state {
        remarks.push(skip(why).to_owned());
    }
    Line {
        job: row.job.0,
        source,
        target,
        status,
        size: row.size,
        moved: row.moved,
        verified,
        remarks,
        stage: error.map(|error| error.stage.name()),
        kind: error.map(|error| error.kind.name()),
        reply: error.and_then(|error| error.reply.as_ref()).map(ToString::to_string),
        seconds: row.took.as_secs_f64(),
        direction,
    }
}

fn remark(remark: &Remark) -> String {
    match remark {
        Remark::NoServerHash => "no_server_hash".into(),
        Remark::NoServerSize => "no_server_size".into(),
        Remark::TimeNotSet(_) => "time_not_set".into(),
        Remark::WrittenInPlace => "written_in_place".into(),
        Remark::OverwrittenInPlace => "overwritten_in_place".into(),
        Remark::NoGoodbye => "no_goodbye".into(),
        Remark::Renamed => "renamed".into(),
        Remark::Attempts(count) => format!("attempts:{count}"),
        Remark::Resumed(at) => format!("resumed:{at}"),
        Remark::BegunAnew(why) => format!("begun_anew:{}", why.name()),
        Remark::Interrupted(why) => format!("interrupted:{}", why.name()),
        Remark::StillThere(why) => format!("source_stays:{}", why.name()),
        Remark::OldStays(_) => "old_file_stays".into(),
    }
}

fn skip(why: Skip) -> &'static str {
    match why {
        Skip::ByWish => "by_wish",
        Skip::ByDefault => "exists",
        Skip::NotAFile => "not_a_file",
        Skip::Link => "link",
    }
}

fn cells(line: Line) -> [String; 13] {
    let number = |number: Option<u64>| number.map(|number| number.to_string()).unwrap_or_default();
    let word = |word: Option<&'static str>| word.unwrap_or_default().to_owned();
    [
        line.job.to_string(),
        line.source,
        line.target,
        line.status.to_owned(),
        number(line.size),
        line.moved.to_string(),
        word(line.verified),
        line.remarks.join(" "),
        word(line.stage),
        word(line.kind),
        line.reply.unwrap_or_default(),
        format!("{:.3}", line.seconds),
        line.direction.to_owned(),
    ]
}

/// One line of CSV (RFC 4180). A name that a spreadsheet would take for a formula gets an apostrophe before it.
fn csv(cells: impl Iterator<Item = String>) -> String {
    let cell = |cell: String| {
        let cell = match cell.starts_with(['=', '+', '-', '@', '\t', '\r']) && cell != "-" {
            true => format!("'{cell}"),
            false => cell,
        };
        match cell.contains([',', '"', '\n', '\r']) {
            true => format!("\"{}\"", cell.replace('"', "\"\"")),
            false => cell,
        }
    };
    cells.map(cell).collect::<Vec<_>>().join(",") + "\r\n"
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::engine::command::{JobId, TransferId};
    use crate::error::{Error, Kind, Reply, Stage};
    use crate::transfer::{Anew, Verified};

    fn totals() -> Totals {
        Totals {
            server: "host:21".into(),
            source: "a".into(),
            sources: 1,
            destination: "host:/x".into(),
            planned: true,
            finished: true,
            files: 2,
            bytes: 3,
            moved: 3,
            done: 1,
            failed: 1,
            folders: 1,
            ..Totals::new(JobId(7), Direction::Upload)
        }
    }

    fn row(local: &str, state: State, remarks: Vec<Remark>) -> Row {
        Row {
            id: TransferId(0),
            job: JobId(7),
            direction: Direction::Upload,
            local: LocalEnd::Path(local.into()),
            remote: "/x/a".into(),
            size: Some(3),
            moved: 3,
            state,
            remarks,
            took: Duration::from_millis(1500),
        }
    }

    fn rows() -> Vec<Row> {
        let error = Error::new(Stage::Command, Kind::Rejected, "STOR a").with_reply(Reply {
            code: 550,
            text: b"550 No, \"never\"".to_vec(),
        });
        let remarks = vec![Remark::Resumed(5), Remark::BegunAnew(Anew::Differs)];
        vec![
            row("a,b", State::Done(Verified::Sha256), remarks),
            row("=cmd", State::Failed(Box::new(error)), Vec::new()),
        ]
    }

    #[test]
    fn csv_holds_a_line_a_file_and_nothing_that_is_a_formula() {
        let text = write(Form::Csv, &[totals()], rows().into_iter());
        let lines: Vec<&str> = text.split("\r\n").collect();
        assert_eq!(lines[0].split(',').count(), HEADINGS.len());
        assert_eq!(
            lines[1],
            "7,\"a,b\",host:21:/x/a,done,3,3,sha256,resumed:5 begun_anew:differs,,,,1.500,upload"
        );
        assert_eq!(
            lines[2],
            "7,'=cmd,host:21:/x/a,failed,3,3,,,command,rejected,\"550 No, \"\"never\"\"\",1.500,upload"
        );
        assert_eq!(lines.len(), 4);
    }

    #[test]
    fn json_holds_the_same() {
        let text = write(Form::Json, &[totals()], rows().into_iter());
        let value: serde_json::Value = serde_json::from_str(&text).unwrap();
        assert_eq!(value["jobs"][0]["done"], 1);
        assert_eq!(value["files"][0]["verified"], "sha256");
        assert_eq!(value["files"][1]["reply"], "550 No, \"never\"");
        assert_eq!(value["files"][1]["source"], "=cmd");
    }
}
