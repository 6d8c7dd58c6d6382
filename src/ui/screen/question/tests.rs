//! What the dialogs take for an answer, and when.

use iced::keyboard::key::Named;

use super::*;
use crate::ask::Prompt;
use crate::entry::{Entry, Kind, Modified, Precision, Zone};
use crate::path::RemoteName;
use crate::trust::Distrust;
use crate::ui::look::{Palette, Shade};
use crate::ui::screen::failure::tests::{certificate, host_key};
use crate::ui::words::{Language, Words};

fn now() -> OffsetDateTime {
    OffsetDateTime::from_unix_timestamp(1_790_000_000).unwrap()
}

/// Late enough for an answer to count.
fn later() -> OffsetDateTime {
    now() + Duration::seconds(1)
}

pub fn ask_certificate() -> Question {
    Question::Certificate {
        server: "nas.local:21".to_owned(),
        certificate: certificate(),
        reason: Distrust::UnknownIssuer,
    }
}

fn ask_host_key() -> Question {
    Question::HostKey {
        server: "h:22".to_owned(),
        key: host_key(),
        others: Vec::new(),
    }
}

pub fn entry(size: u64, seconds: i64) -> Box<Entry> {
    let name = RemoteName::new(b"index.html");
    Box::new(Entry {
        size: Some(size),
        modified: Some(Modified {
            seconds,
            precision: Precision::Second,
            zone: Zone::Utc,
        }),
        ..Entry::new(name, Kind::File)
    })
}

pub fn ask_conflict() -> Question {
    Question::Conflict {
        target: "/www/index.html".to_owned(),
        there: entry(13_900, 1_789_900_000),
        coming: entry(14_200, 1_789_990_000),
    }
}

/// Conflicts of every kind, for pictures.
pub fn many_conflicts() -> Vec<Question> {
    let names = [
        "index.html",
        "main.css",
        "hero@2x.png",
        "release-4.2.tar.zst",
        "图片.zip",
        "robots.txt",
        "a very long name of a file that does not fit into its column.json",
        "sitemap.xml",
        "app.js",
    ];
    let conflict = |(at, name): (usize, &str)| {
        let at = at as i64;
        let (mut there, coming) = (
            entry(13_900, 1_789_900_000 + at * 40_000),
            entry(14_200 - at as u64 * 60, 1_789_990_000),
        );
        if at == 5 {
            there.modified = None;
        }
        Question::Conflict {
            target: format!("/www/{name}"),
            there,
            coming,
        }
    };
    names.into_iter().enumerate().map(conflict).collect()
}

/// Overwrite all but two.
pub fn two_exceptions() -> Vec<Message> {
    use crate::ui::widget::table::{Happening, Select};
    use conflicts::Message::{All, Exception, Table};
    let range = Select::Range {
        first: 1,
        last: 2,
        keep: false,
    };
    [
        All(Resolution::OverwriteIfNewer),
        Table(Happening::Select(range)),
        Exception(Some(Resolution::Rename)),
    ]
    .map(Message::Conflicts)
    .to_vec()
}

fn password() -> Question {
    Question::Password {
        server: "h:21".to_owned(),
        user: "u".to_owned(),
    }
}

/// The answers of an action, each with its question.
fn answers(action: Action) -> Vec<(u64, String)> {
    let answer = |command| match command {
        Command::Answer { question, answer } => Some((question.0, format!("{answer:?}"))),
        _ => None,
    };
    sent(action).into_iter().filter_map(answer).collect()
}

fn sent(action: Action) -> Vec<Command> {
    match action {
        Action::None => Vec::new(),
        Action::Send(commands) | Action::Always(commands, ..) => commands,
    }
}

/// What has to be answered for a connection.
fn ask(desk: &mut Desk, id: u64, question: Question, at: OffsetDateTime) {
    desk.open(QuestionId(id), None, question, at);
}

/// What some files of a job wait for.
fn doubt(desk: &mut Desk, id: u64, job: u64, question: Question) {
    desk.open(QuestionId(id), Some(JobId(job)), question, now());
}

fn typed(desk: &mut Desk, text: &str, at: OffsetDateTime) {
    desk.update(Message::Typed(0, Secret::new(text)), at);
}

#[test]
fn a_dialog_that_just_appeared_takes_no_answer() {
    let mut desk = Desk::default();
    ask(&mut desk, 1, ask_certificate(), now());
    let soon = now() + Duration::milliseconds(499);
    assert!(answers(desk.update(Message::Accept, soon)).is_empty());
    assert!(answers(desk.update(Message::Refuse, soon)).is_empty());
    let answered = answers(desk.update(Message::Accept, now() + Duration::milliseconds(500)));
    assert_eq!(answered, [(1, "Yes".to_owned())]);
}

#[test]
fn the_next_dialog_is_deaf_again() {
    let mut desk = Desk::default();
    ask(&mut desk, 1, ask_certificate(), now());
    ask(&mut desk, 2, password(), now());
    assert_eq!(answers(desk.update(Message::Refuse, later())), [(1, "No".to_owned())]);
    assert!(answers(desk.update(Message::Refuse, later())).is_empty());
    let later = later() + Duration::seconds(1);
    assert_eq!(answers(desk.update(Message::Refuse, later)), [(2, "No".to_owned())]);
    assert!(!desk.is_shown());
}

#[test]
fn a_clock_that_was_set_back_keeps_nobody_from_answering() {
    let mut desk = Desk::default();
    ask(&mut desk, 1, ask_certificate(), now());
    let before = now() - Duration::hours(1);
    assert_eq!(answers(desk.update(Message::Refuse, before)), [(1, "No".to_owned())]);
}

#[test]
fn a_question_that_is_gone_takes_its_text_with_it() {
    let mut desk = Desk::default();
    ask(&mut desk, 1, password(), now());
    ask(&mut desk, 2, password(), now());
    typed(&mut desk, "hunter2", later());
    desk.gone(QuestionId(1), later());
    let later = later() + Duration::seconds(1);
    // Nothing was typed for the second one yet, so there is nothing to hand over.
    assert!(answers(desk.update(Message::Accept, later)).is_empty());
    typed(&mut desk, "other", later);
    match desk.update(Message::Accept, later) {
        Action::Send(commands) => match &commands[..] {
            [
                Command::Answer {
                    question: QuestionId(2),
                    answer: Answer::Password(password),
                },
            ] => assert_eq!(password.expose(), "other"),
            other => panic!("{other:?}"),
        },
        _ => panic!("no answer"),
    }
}

#[test]
fn what_is_asked_for_is_answered_field_by_field() {
    let mut desk = Desk::default();
    let prompt = |text: &str, echo| Prompt {
        text: text.to_owned(),
        echo,
    };
    let question = Question::Prompts {
        server: "h:22".to_owned(),
        user: "u".to_owned(),
        instructions: String::new(),
        prompts: vec![prompt("Token:", true), prompt("PIN:", false)],
    };
    ask(&mut desk, 1, question, now());
    desk.update(Message::Typed(1, Secret::new("1234")), later());
    desk.update(Message::Typed(9, Secret::new("nowhere")), later());
    match desk.update(Message::Accept, later()) {
        Action::Send(commands) => match &commands[0] {
            Command::Answer {
                answer: Answer::Texts(texts),
                ..
            } => {
                let texts: Vec<&str> = texts.iter().map(Secret::expose).collect();
                assert_eq!(texts, ["", "1234"]);
            }
            other => panic!("{other:?}"),
        },
        _ => panic!("no answer"),
    }
}

/// A desk with three conflicts of one job and one of another, opened a while ago.
fn conflicted() -> Desk {
    let mut desk = Desk::default();
    for (id, job) in [(1, 5), (2, 5), (3, 6), (4, 5)] {
        doubt(&mut desk, id, job, ask_conflict());
    }
    desk.show(now());
    desk
}

fn about(message: conflicts::Message) -> Message {
    Message::Conflicts(message)
}

#[test]
fn conflicts_open_no_dialog_by_themselves_and_what_a_connection_waits_for_comes_first() {
    let mut desk = Desk::default();
    doubt(&mut desk, 1, 5, ask_conflict());
    assert!(!desk.is_shown());
    assert!(answers(desk.update(Message::Accept, later())).is_empty());
    ask(&mut desk, 2, password(), now());
    assert!(desk.is_shown());
    desk.show(now());
    assert_eq!(answers(desk.update(Message::Refuse, later())), [(2, "No".to_owned())]);
    assert!(desk.is_shown(), "now the conflict");
    assert!(
        answers(desk.update(about(conflicts::Message::Apply), later())).is_empty(),
        "it has just appeared"
    );
    let later = later() + Duration::seconds(1);
    let skip = || "Conflict(Skip)".to_owned();
    assert_eq!(
        answers(desk.update(about(conflicts::Message::Apply), later)),
        [(1, skip())]
    );
    assert!(!desk.is_shown());
}

#[test]
fn esc_on_conflicts_answers_nothing_and_they_stay() {
    let mut desk = conflicted();
    assert!(sent(desk.update(Message::Refuse, later())).is_empty());
    assert!(!desk.is_shown());
    desk.show(later());
    assert!(desk.is_shown());
}

#[test]
fn all_conflicts_of_a_job_are_one_dialog_with_exceptions() {
    use crate::ui::widget::table::{Happening, Select};
    use conflicts::Message::{All, Apply, Exception, Table};
    let mut desk = conflicted();
    desk.update(about(All(Resolution::Overwrite)), later());
    desk.update(about(Table(Happening::Select(Select::Only(1)))), later());
    desk.update(about(Exception(Some(Resolution::Rename))), later());
    let applied = answers(desk.update(about(Apply), later()));
    let said = |text: &str| format!("Conflict({text})");
    assert_eq!(
        applied,
        [(1, said("Overwrite")), (2, said("Rename")), (4, said("Overwrite"))]
    );
    // The other job is next, and begins with nothing chosen.
    assert!(desk.is_shown());
    let applied = answers(desk.update(about(Apply), later() + Duration::seconds(1)));
    assert_eq!(applied, [(3, said("Skip"))]);
}

#[test]
fn enter_on_a_row_goes_through_its_exceptions() {
    use crate::ui::widget::table::Happening;
    use conflicts::Message::{Apply, Table};
    let round = ["Skip", "Overwrite", "Resume", "Rename", "Skip", "Skip", "Overwrite"];
    for (times, said) in round.into_iter().enumerate() {
        let mut desk = Desk::default();
        doubt(&mut desk, 1, 5, ask_conflict());
        desk.show(now());
        for _ in 0..times {
            desk.update(about(Table(Happening::Open(0))), later());
        }
        let applied = answers(desk.update(about(Apply), later()));
        assert_eq!(applied, [(1, format!("Conflict({said})"))], "{times}");
    }
}

#[test]
fn what_holds_for_more_is_said_to_the_engine_after_the_exceptions() {
    use conflicts::Message::{All, Apply};
    let settled = |scope, total: u64| {
        let mut desk = conflicted();
        let mut totals = crate::ui::screen::queue::samples::totals(5);
        totals.asking = total;
        desk.heard(&totals);
        desk.update(about(All(Resolution::OverwriteIfNewer)), later());
        desk.update(about(conflicts::Message::Scope(scope)), later());
        let action = desk.update(about(Apply), later());
        let always = matches!(action, Action::Always(_, JobId(5), Resolution::OverwriteIfNewer));
        let last = sent(action).pop();
        let settle = match last {
            Some(Command::Settle {
                job: JobId(5),
                resolution: Resolution::OverwriteIfNewer,
                later,
            }) => Some(later),
            _ => None,
        };
        (settle, always)
    };
    assert_eq!(settled(Scope::Waiting, 3), (None, false));
    assert_eq!(
        settled(Scope::Waiting, 4000),
        (Some(false), false),
        "of very many only some are listed"
    );
    assert_eq!(settled(Scope::Job, 3), (Some(true), false));
    assert_eq!(settled(Scope::Always, 3), (Some(true), true));
}

#[test]
fn a_conflict_that_is_gone_leaves_the_table_and_the_last_one_closes_it() {
    let mut desk = conflicted();
    for id in [1, 2, 4] {
        assert!(desk.is_shown());
        desk.gone(QuestionId(id), later());
    }
    assert!(desk.is_shown(), "the other job");
    desk.gone(QuestionId(3), later());
    assert!(!desk.is_shown());
    doubt(&mut desk, 7, 5, ask_conflict());
    assert!(!desk.is_shown(), "somebody has to open it again");
}

#[test]
fn a_job_that_stopped_goes_on_or_tries_again_or_stays() {
    let commands = |message| {
        let mut desk = Desk::default();
        let error = Error::new(crate::error::Stage::Command, crate::error::Kind::NotPermitted, "STOR x");
        let error = Box::new(error);
        doubt(&mut desk, 1, 5, Question::ManyFailures { error, count: 20 });
        assert_eq!(desk.stuck(), 1);
        desk.show(now());
        let commands = sent(desk.update(message, later()));
        assert_eq!(desk.stuck(), 0);
        let said: Vec<String> = commands.iter().map(|command| format!("{command:?}")).collect();
        said.join("; ")
    };
    assert_eq!(
        commands(Message::Accept),
        "Answer { question: QuestionId(1), answer: Yes }"
    );
    assert_eq!(
        commands(Message::Stay),
        "Answer { question: QuestionId(1), answer: No }"
    );
    assert_eq!(commands(Message::Again), "Retry(Job(JobId(5))); Resume(Job(JobId(5)))");
}

#[test]
fn only_what_can_be_compared_is_marked() {
    let (old, new) = (entry(1, 1000), entry(2, 2000));
    assert_eq!(conflicts::is_newer(&new, &old), Some(true));
    assert_eq!(conflicts::is_larger(&old, &new), Some(false));
    assert_eq!(conflicts::is_newer(&new, &new), None);
    let mut vague = old.clone();
    vague.modified.as_mut().unwrap().zone = Zone::Server;
    assert_eq!(conflicts::is_newer(&new, &vague), None);
    let mut day = old;
    day.modified.as_mut().unwrap().precision = Precision::Day;
    assert_eq!(conflicts::is_newer(&new, &day), None);
}

#[test]
fn a_fingerprint_is_shown_in_groups() {
    let print = certificate().fingerprint.to_string();
    let shown = trust::in_groups(&print);
    assert_eq!(shown.lines().count(), 4);
    let digits = |text: &str| -> String { text.chars().filter(char::is_ascii_hexdigit).collect() };
    assert_eq!(digits(&shown), digits(print.trim_start_matches("SHA256:")));
    assert_eq!(host_key().algorithm(), "ssh-ed25519");
}

fn context(words: &Words) -> Context<'_> {
    Context {
        words,
        palette: Palette::of(Shade::Light),
        now: now(),
        zone: time::UtcOffset::UTC,
        keys: crate::settings::KeyPreset::Standard,
    }
}

/// What keys come to in the dialog that is shown.
fn keys(desk: &Desk, keys: &[Named]) -> Vec<String> {
    let words = Words::of(Language::English);
    let context = context(&words);
    let queue = Queue::new();
    let mut simulator = iced_test::simulator(desk.view(&context, &queue).unwrap());
    for key in keys {
        let _ = simulator.tap_key(*key);
    }
    let messages = simulator.into_messages();
    messages.map(|message| format!("{message:?}")).collect()
}

/// What keys come to in the dialog of a question.
fn pressed(question: Question, names: &[Named]) -> Vec<String> {
    let mut desk = Desk::default();
    ask(&mut desk, 1, question, now());
    keys(&desk, names)
}

#[test]
fn enter_never_trusts_and_tab_goes_round() {
    use Named::{Enter, Escape, Space, Tab};
    for question in [ask_certificate, ask_host_key] {
        assert_eq!(pressed(question(), &[Enter]), ["Refuse"]);
        assert_eq!(pressed(question(), &[Escape]), ["Refuse"]);
        assert!(pressed(question(), &[Tab, Enter]).is_empty());
        assert_eq!(pressed(question(), &[Tab, Space]), ["Accept"]);
        assert_eq!(pressed(question(), &[Tab, Tab, Enter]), ["Refuse"]);
    }
}

#[test]
fn conflicts_can_be_answered_without_a_pointer_and_enter_alone_applies_nothing() {
    use Named::{ArrowDown, Enter, Escape, Space, Tab};
    let desk = conflicted();
    assert_eq!(keys(&desk, &[Enter]), ["Conflicts(All(Skip))"]);
    assert_eq!(keys(&desk, &[Escape]), ["Refuse"]);
    assert_eq!(keys(&desk, &[Tab, Space]), ["Conflicts(All(Overwrite))"]);
    // Behind the six choices for all: Later, Apply, then the table, then the choices again.
    let to = |count, last: &[Named]| keys(&desk, &[vec![Tab; count], last.to_vec()].concat());
    assert_eq!(to(6, &[Enter]), ["Refuse"]);
    assert_eq!(to(7, &[Enter]), ["Conflicts(Apply)"]);
    assert!(
        to(6, &[ArrowDown]).is_empty(),
        "the table hears no key before it has the focus"
    );
    let moved = to(8, &[ArrowDown]);
    assert!(
        moved.iter().any(|message| message.contains("Select(Only(0))")),
        "{moved:?}"
    );
    let opened = to(8, &[ArrowDown, Enter]);
    assert!(opened.iter().any(|message| message.contains("Open(0)")), "{opened:?}");
    assert_eq!(to(9, &[Enter]), ["Conflicts(All(Skip))"]);
}

#[test]
fn what_is_typed_goes_into_the_field_at_once() {
    let mut desk = Desk::default();
    ask(&mut desk, 1, password(), now());
    let words = Words::of(Language::English);
    let context = context(&words);
    let queue = Queue::new();
    let mut simulator = iced_test::simulator(desk.view(&context, &queue).unwrap());
    let _ = simulator.tap_key(Named::F1);
    let _ = simulator.typewrite("x");
    let messages: Vec<Message> = simulator.into_messages().collect();
    assert!(
        matches!(&messages[..], [Message::Typed(0, text)] if text.expose() == "x"),
        "{messages:?}"
    );
}
