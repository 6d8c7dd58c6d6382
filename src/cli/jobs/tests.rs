use std::path::PathBuf;
use std::sync::Arc;

use super::*;
use crate::cli::answers::Rules;
use crate::cli::fake::{Played, play};
use crate::engine::command::TransferId;
use crate::engine::event::Problem;
use crate::error::{Kind, Reply, Stage};
use crate::path::RemotePath;
use crate::site::FtpOptions;
use crate::transfer::{Landing, Policy, Selected, Source, Verified, Verify};
use crate::url::Url;

const JOB: JobId = JobId(1);

fn fetched(json: bool, destination: LocalEnd, script: Vec<Event>) -> Played {
    let order = Order {
        job: JOB,
        site: Arc::new(Url::parse("ftp://h").unwrap().site(FtpOptions::default())),
        errand: Errand::Download {
            sources: vec![Selected::whole(RemotePath::root())],
            destination,
        },
        landing: Landing::Decide,
        policy: Policy::Leave,
        verify: Verify::Size,
        afterwards: Source::Keep,
        priority: 0,
    };
    play(json, Rules::default(), script, |run| carry_out(run, vec![order], None))
}

fn here() -> LocalEnd {
    LocalEnd::Path(PathBuf::from("d"))
}

fn row(name: &str, state: State) -> Row {
    Row {
        id: TransferId(1),
        job: JOB,
        direction: Direction::Download,
        local: LocalEnd::Path(PathBuf::from("d").join(name)),
        remote: RemotePath::root().join(&name.into()),
        size: Some(5),
        moved: 5,
        state,
        remarks: vec![],
        took: Duration::from_millis(3),
    }
}

fn settled(name: &str, state: State) -> Event {
    Event::Settled(Box::new(row(name, state)))
}

fn totals(finished: bool) -> Totals {
    Totals {
        server: "h:21".into(),
        source: "h:/srv".into(),
        sources: 1,
        destination: "d".into(),
        planned: true,
        finished,
        ..Totals::new(JOB, Direction::Download)
    }
}

fn refused() -> Error {
    Error::new(Stage::Command, Kind::Rejected, "RETR /b").with_reply(Reply {
        code: 550,
        text: b"550 Permission denied.".to_vec(),
    })
}

#[test]
fn one_object_a_file_and_a_summary() {
    let end = Totals {
        done: 1,
        failed: 1,
        skipped: 1,
        left: 1,
        moved: 10,
        ..totals(true)
    };
    let script = vec![
        Event::Job(totals(false)),
        settled("a", State::Done(Verified::Size)),
        settled("b", State::Failed(Box::new(refused()))),
        settled("c", State::Skipped(Skip::ByDefault)),
        Event::Job(end),
    ];
    let played = fetched(true, here(), script);
    let lines: Vec<serde_json::Value> = played
        .results
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    assert_eq!(lines.len(), 4);
    let target = PathBuf::from("d").join("a");
    assert_eq!(
        lines[0],
        serde_json::json!({
            "source": "/a", "target": target, "status": "done", "bytes": 5, "verified": "size", "why": null, "error": null,
        })
    );
    assert_eq!(lines[1]["status"], "failed");
    assert_eq!(
        lines[1]["error"],
        serde_json::json!({"stage": "command", "kind": "rejected", "reply": "550 Permission denied."})
    );
    assert_eq!(lines[2]["status"], "skipped");
    assert_eq!(lines[3]["summary"]["done"], 1);
    assert_eq!(lines[3]["summary"]["left"], 1);
    assert_eq!(played.tally.status(), 1);
}

#[test]
fn people_read_failures_and_the_end() {
    let script = vec![
        settled("a", State::Done(Verified::Size)),
        settled("b", State::Failed(Box::new(refused()))),
        settled("b2", State::Failed(Box::new(refused()))),
        Event::Job(Totals {
            done: 1,
            failed: 2,
            moved: 2048,
            ..totals(true)
        }),
    ];
    let played = fetched(false, here(), script);
    let lines: Vec<&str> = played.remarks.lines().collect();
    assert_eq!(lines[0], "failed: /b: RETR /b: the server refused");
    assert_eq!(lines[1], "  server: 550 Permission denied.");
    assert_eq!(
        played.remarks.matches("  here:").count(),
        1,
        "advice is given once: {lines:?}"
    );
    assert!(
        played.results.starts_with("1 file done, 2.0 KiB in ") && played.results.ends_with("; 2 failed\n"),
        "{}",
        played.results
    );
}

#[test]
fn problems_are_said_once_and_count() {
    let with = |count: usize, finished| {
        let problem = Problem {
            source: "/gone".into(),
            error: Error::new(Stage::Connect, Kind::Refused, "connect"),
        };
        Event::Job(Totals {
            problems: vec![problem; count],
            ..totals(finished)
        })
    };
    let played = fetched(false, here(), vec![with(1, false), with(1, false), with(2, true)]);
    assert_eq!(played.remarks.matches("failed: /gone").count(), 2, "{}", played.remarks);
    assert_eq!(played.tally.status(), 4);
}

#[test]
fn a_file_left_because_nobody_said_what_to_do_is_status_3() {
    let left = |wish| {
        let skip = if wish { Skip::ByWish } else { Skip::ByDefault };
        let end = Totals {
            skipped: 1,
            left: u64::from(!wish),
            ..totals(true)
        };
        let script = vec![settled("a", State::Skipped(skip)), Event::Job(end)];
        fetched(false, here(), script).tally.status()
    };
    assert_eq!((left(false), left(true)), (3, 0));
}

#[test]
fn a_file_on_standard_output_stands_there_alone() {
    let script = vec![settled("a", State::Done(Verified::Size)), Event::Job(totals(true))];
    let played = fetched(false, LocalEnd::Standard, script);
    assert_eq!(played.results, "");
    assert!(played.remarks.contains("done"), "{}", played.remarks);
}

#[test]
fn names_from_the_server_do_not_act_on_the_terminal() {
    let script = vec![
        settled("\x1b[2J\u{202e}", State::Failed(Box::new(refused()))),
        Event::Job(totals(true)),
    ];
    for json in [false, true] {
        let played = fetched(json, here(), script_of(&script));
        let text = played.results + &played.remarks;
        assert!(!text.contains(['\x1b', '\u{202e}']), "{text}");
    }
    fn script_of(script: &[Event]) -> Vec<Event> {
        script
            .iter()
            .map(|event| match event {
                Event::Settled(row) => Event::Settled(row.clone()),
                _ => Event::Job(totals(true)),
            })
            .collect()
    }
}

#[test]
fn sizes_in_words() {
    let cases = [(0.0, "0 B"), (1023.0, "1023 B"), (1536.0, "1.5 KiB"), (5e12, "4.5 TiB")];
    for (bytes, text) in cases {
        assert_eq!(size(bytes), text);
    }
}
