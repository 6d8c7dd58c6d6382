use std::sync::Arc;

use super::*;
use crate::ask::Question;
use crate::cli::answers::Rules;
use crate::cli::fake::{Played, play};
use crate::engine::command::QuestionId;
use crate::entry::Kind as EntryKind;
use crate::error::Reply;
use crate::path::RemotePath;
use crate::site::FtpOptions;
use crate::trust::{Certificate, Distrust, Fingerprint};
use crate::url::Url;

const TICKET: Ticket = Ticket(1);

fn asked(json: bool, show: Show, request: Request, script: Vec<Event>) -> Played {
    asked_at("ftp://h", json, show, request, script)
}

fn asked_at(url: &str, json: bool, show: Show, request: Request, script: Vec<Event>) -> Played {
    let site = Url::parse(url).unwrap().site(FtpOptions::default());
    asked_on(site, json, show, request, script)
}

fn asked_on(site: Site, json: bool, show: Show, request: Request, script: Vec<Event>) -> Played {
    let site = Arc::new(site);
    let inquiry = Inquiry { site, request, show };
    play(json, Rules::default(), script, |run| ask(run, vec![inquiry]))
}

fn list() -> Request {
    Request::List {
        folder: RemotePath::home(),
    }
}

fn page(names: &[&str]) -> Event {
    Event::Page {
        ticket: TICKET,
        entries: names
            .iter()
            .map(|name| Entry::new((*name).into(), EntryKind::File))
            .collect(),
    }
}

fn listed(listing: Listing) -> Event {
    Event::Answered {
        ticket: TICKET,
        result: Ok(Outcome::Listed {
            folder: RemotePath::root(),
            listing,
        }),
    }
}

fn failed_with(error: Error) -> Event {
    Event::Answered {
        ticket: TICKET,
        result: Err(error),
    }
}

#[test]
fn a_listing_goes_to_the_results_and_its_doubts_to_the_remarks() {
    let listing = Listing {
        entries: 3,
        unknown: 1,
        unknown_lines: vec![b"odd\x1bline".to_vec()],
        doubt: Some(Doubt::NoGoodbye),
    };
    let played = asked(
        false,
        Show::Entries(None),
        list(),
        vec![page(&["a", "b/c"]), page(&["d"]), listed(listing)],
    );
    let lines: Vec<&str> = played.results.lines().collect();
    assert_eq!(lines.len(), 3);
    assert!(lines[0].ends_with(" a") && lines[2].ends_with(" d"), "{lines:?}");
    assert!(lines[1].ends_with(" b/c  [blocked: a slash in the name]"), "{lines:?}");
    for part in ["1 names are blocked", "1 lines", "odd\\x1bline", "goodbye"] {
        assert!(played.remarks.contains(part), "{part}: {}", played.remarks);
    }
    assert_eq!(played.tally.status(), 0);
}

#[test]
fn a_pattern_selects_and_nothing_selected_is_a_failure() {
    let show = || Show::Entries(Some(b"*.txt".to_vec()));
    let some = asked(
        true,
        show(),
        list(),
        vec![page(&["a.txt", "b.jpg"]), listed(Listing::default())],
    );
    assert_eq!(some.results.lines().count(), 1);
    assert!(some.results.starts_with("{\"name\":\"a.txt\","), "{}", some.results);
    let none = asked(true, show(), list(), vec![page(&["b.jpg"]), listed(Listing::default())]);
    assert_eq!(
        none.results,
        "{\"error\":{\"stage\":\"plan\",\"kind\":\"not_found\",\"reply\":null}}\n"
    );
    assert_eq!(none.tally.status(), 1);
}

#[test]
fn a_failure_says_cause_words_and_advice() {
    let error = Error::new(Stage::Command, Kind::Rejected, "CWD x").with_reply(Reply {
        code: 550,
        text: b"550 Failed to change directory.".to_vec(),
    });
    let played = asked(true, Show::Entries(None), list(), vec![failed_with(error)]);
    assert_eq!(
        played.results,
        "{\"error\":{\"stage\":\"command\",\"kind\":\"rejected\",\"reply\":\"550 Failed to change directory.\"}}\n"
    );
    let lines: Vec<&str> = played.remarks.lines().collect();
    assert_eq!(lines[0], "error: CWD x: the server refused");
    assert_eq!(lines[1], "  server: 550 Failed to change directory.");
    assert!(lines[2].starts_with("  here:   "), "{lines:?}");
    assert_eq!(played.tally.status(), 1);
}

#[test]
fn a_folder_without_recursive_is_wrong_usage() {
    let error = Error::new(Stage::Plan, Kind::WrongType, "remove x");
    let request = Request::Remove {
        path: RemotePath::new("/x"),
        pattern: None,
        recursive: false,
    };
    assert_eq!(
        asked(false, Show::Count, request, vec![failed_with(error)])
            .tally
            .status(),
        2
    );
}

#[test]
fn an_untrusted_server_off_a_terminal_gets_no() {
    let certificate = Box::new(Certificate {
        fingerprint: Fingerprint::of(b"x"),
        subject: "CN=x".into(),
        issuer: "CN=x".into(),
        names: vec![],
        not_before: 0,
        not_after: i64::MAX,
    });
    let question = Event::Question {
        id: QuestionId(7),
        job: None,
        question: Question::Certificate {
            server: "h:21".into(),
            certificate: certificate.clone(),
            reason: Distrust::UnknownIssuer,
        },
    };
    let kind = Kind::NotTrusted {
        certificate,
        reason: Distrust::UnknownIssuer,
    };
    let end = failed_with(Error::new(Stage::Trust, kind, "connect"));
    let played = asked(false, Show::Entries(None), list(), vec![question, end]);
    assert!(
        played
            .commands
            .iter()
            .any(|command| command.contains("QuestionId(7), answer: No")),
        "{:?}",
        played.commands
    );
    assert_eq!(played.tally.status(), 5);
}

#[test]
fn a_refused_raw_line_is_shown_and_fails() {
    for (code, status) in [(200, 0), (350, 0), (500, 1)] {
        let reply = Reply {
            code,
            text: format!("{code} words").into_bytes(),
        };
        let answered = Event::Answered {
            ticket: TICKET,
            result: Ok(Outcome::Said(reply)),
        };
        let request = Request::Raw { line: b"X".to_vec() };
        let played = asked(false, Show::Nothing, request, vec![answered]);
        assert_eq!(played.results, format!("{code} words\n"));
        assert_eq!(played.tally.status(), status);
    }
}

#[test]
fn items_that_fail_are_named() {
    let request = Request::Remove {
        path: RemotePath::new("/x"),
        pattern: None,
        recursive: true,
    };
    let item = Event::ItemFailed {
        ticket: TICKET,
        path: RemotePath::new("/x/y"),
        error: Box::new(Error::new(Stage::Command, Kind::Rejected, "DELE /x/y")),
    };
    let end = Event::Answered {
        ticket: TICKET,
        result: Ok(Outcome::Changed { done: 3, failed: 1 }),
    };
    let played = asked(true, Show::Count, request, vec![item, end]);
    let lines: Vec<&str> = played.results.lines().collect();
    assert!(
        lines[0].starts_with("{\"path\":\"/x/y\",\"status\":\"failed\",\"error\":{"),
        "{lines:?}"
    );
    assert_eq!(lines[1], "{\"status\":\"failed\",\"done\":3,\"failed\":1}");
    assert_eq!(played.tally.status(), 1);
}

#[test]
fn an_engine_that_ends_early_does_not_hang_the_command() {
    let site = Arc::new(Url::parse("ftp://h").unwrap().site(FtpOptions::default()));
    let inquiry = Inquiry {
        site,
        request: list(),
        show: Show::Entries(None),
    };
    let played = play(false, Rules::default(), vec![page(&["a"])], |run| {
        run.end();
        ask(run, vec![inquiry]);
    });
    assert!(played.results.ends_with(" a\n"), "{}", played.results);
}

#[test]
fn a_line_break_in_a_name_blocks_it_on_ftp_only() {
    for (url, blocked) in [("ftp://h", true), ("sftp://h", false)] {
        let script = vec![page(&["a\nb"]), listed(Listing::default())];
        let played = asked_at(url, false, Show::Entries(None), list(), script);
        assert_eq!(played.results.contains("blocked"), blocked, "{}", played.results);
        assert_eq!(played.remarks.contains("blocked"), blocked, "{}", played.remarks);
    }
}

#[test]
fn names_are_shown_and_selected_as_they_read_in_the_charset_of_the_site() {
    let mut site = Url::parse("ftp://h").unwrap().site(FtpOptions::default());
    site.terms.charset = Charset::Gb18030;
    let name = crate::path::RemoteName::new(b"\xcd\xbc\xc6\xac.txt");
    let script = || {
        let entries = vec![
            Entry::new(name.clone(), EntryKind::File),
            Entry::new("ab.log".into(), EntryKind::File),
        ];
        let page = Event::Page {
            ticket: TICKET,
            entries,
        };
        vec![page, listed(Listing::default())]
    };
    let show = || Show::Entries(Some(b"??.txt".to_vec()));
    let played = asked_on(site.clone(), false, show(), list(), script());
    assert!(
        played.results.ends_with(" \u{56fe}\u{7247}.txt\n"),
        "{}",
        played.results
    );
    assert!(!played.results.contains("ab.log"), "{}", played.results);
    let played = asked_on(site, true, show(), list(), script());
    assert!(
        played
            .results
            .starts_with("{\"name\":\"\u{56fe}\u{7247}.txt\",\"kind\""),
        "{}",
        played.results
    );
}
