//! What the dialogs take for an answer, and when.

use iced::keyboard::key::Named;

use super::*;
use crate::ask::Prompt;
use crate::entry::{Entry, Modified, Precision, Zone};
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

fn password() -> Question {
    Question::Password {
        server: "h:21".to_owned(),
        user: "u".to_owned(),
    }
}

fn answers(action: Action) -> Vec<(u64, String)> {
    match action {
        Action::None => Vec::new(),
        Action::Answer(answers) => answers
            .into_iter()
            .map(|(id, answer)| (id.0, format!("{answer:?}")))
            .collect(),
    }
}

fn typed(desk: &mut Desk, text: &str, at: OffsetDateTime) {
    desk.update(Message::Typed(0, Secret::new(text)), at);
}

#[test]
fn a_dialog_that_just_appeared_takes_no_answer() {
    let mut desk = Desk::default();
    desk.open(QuestionId(1), ask_certificate(), now());
    let soon = now() + Duration::milliseconds(499);
    assert!(answers(desk.update(Message::Accept, soon)).is_empty());
    assert!(answers(desk.update(Message::Refuse, soon)).is_empty());
    let answered = answers(desk.update(Message::Accept, now() + Duration::milliseconds(500)));
    assert_eq!(answered, [(1, "Yes".to_owned())]);
}

#[test]
fn the_next_dialog_is_deaf_again() {
    let mut desk = Desk::default();
    desk.open(QuestionId(1), ask_certificate(), now());
    desk.open(QuestionId(2), password(), now());
    assert_eq!(answers(desk.update(Message::Refuse, later())), [(1, "No".to_owned())]);
    assert!(answers(desk.update(Message::Refuse, later())).is_empty());
    let later = later() + Duration::seconds(1);
    assert_eq!(answers(desk.update(Message::Refuse, later)), [(2, "No".to_owned())]);
    assert_eq!(desk.waiting(), 0);
}

#[test]
fn a_clock_that_was_set_back_keeps_nobody_from_answering() {
    let mut desk = Desk::default();
    desk.open(QuestionId(1), ask_certificate(), now());
    let before = now() - Duration::hours(1);
    assert_eq!(answers(desk.update(Message::Refuse, before)), [(1, "No".to_owned())]);
}

#[test]
fn a_question_that_is_gone_takes_its_text_with_it() {
    let mut desk = Desk::default();
    desk.open(QuestionId(1), password(), now());
    desk.open(QuestionId(2), password(), now());
    typed(&mut desk, "hunter2", later());
    desk.gone(QuestionId(1), later());
    let later = later() + Duration::seconds(1);
    // Nothing was typed for the second one yet, so there is nothing to hand over.
    assert!(answers(desk.update(Message::Accept, later)).is_empty());
    typed(&mut desk, "other", later);
    match desk.update(Message::Accept, later) {
        Action::Answer(answers) => match &answers[..] {
            [(QuestionId(2), Answer::Password(password))] => assert_eq!(password.expose(), "other"),
            other => panic!("{other:?}"),
        },
        Action::None => panic!("no answer"),
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
    desk.open(QuestionId(1), question, now());
    desk.update(Message::Typed(1, Secret::new("1234")), later());
    desk.update(Message::Typed(9, Secret::new("nowhere")), later());
    match desk.update(Message::Accept, later()) {
        Action::Answer(answers) => match &answers[0].1 {
            Answer::Texts(texts) => {
                let texts: Vec<&str> = texts.iter().map(Secret::expose).collect();
                assert_eq!(texts, ["", "1234"]);
            }
            other => panic!("{other:?}"),
        },
        Action::None => panic!("no answer"),
    }
}

#[test]
fn esc_on_a_conflict_skips_only_this_one() {
    let mut desk = Desk::default();
    desk.open(QuestionId(1), ask_conflict(), now());
    desk.open(QuestionId(2), ask_conflict(), now());
    desk.update(Message::ForAll(true), later());
    let answered = answers(desk.update(Message::Refuse, later()));
    assert_eq!(answered, [(1, "Conflict(Skip)".to_owned())]);
    assert_eq!(desk.waiting(), 1);
}

#[test]
fn an_answer_for_all_holds_for_those_that_wait_and_those_that_come() {
    let mut desk = Desk::default();
    desk.open(QuestionId(1), ask_conflict(), now());
    desk.open(QuestionId(2), password(), now());
    desk.open(QuestionId(3), ask_conflict(), now());
    desk.update(Message::ForAll(true), later());
    let action = desk.update(Message::Resolve(Resolution::Overwrite), later());
    let overwrite = || "Conflict(Overwrite)".to_owned();
    assert_eq!(answers(action), [(1, overwrite()), (3, overwrite())]);
    assert_eq!(desk.waiting(), 1);
    let action = desk.open(QuestionId(4), ask_conflict(), later());
    assert_eq!(answers(action), [(4, overwrite())]);
    // A folder in the way is another matter.
    let folder = Question::Conflict {
        target: "/www/x".to_owned(),
        there: Box::new(Entry::new(RemoteName::new(b"x"), Kind::Directory)),
        coming: entry(1, 1),
    };
    assert!(answers(desk.open(QuestionId(5), folder, later())).is_empty());
    desk.at_rest();
    assert!(answers(desk.open(QuestionId(6), ask_conflict(), later())).is_empty());
}

#[test]
fn only_what_can_be_compared_is_marked() {
    let (old, new) = (entry(1, 1000), entry(2, 2000));
    assert_eq!(conflict::is_newer(&new, &old), Some(true));
    assert_eq!(conflict::is_larger(&old, &new), Some(false));
    assert_eq!(conflict::is_newer(&new, &new), None);
    let mut vague = old.clone();
    vague.modified.as_mut().unwrap().zone = Zone::Server;
    assert_eq!(conflict::is_newer(&new, &vague), None);
    let mut day = old;
    day.modified.as_mut().unwrap().precision = Precision::Day;
    assert_eq!(conflict::is_newer(&new, &day), None);
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

/// What keys come to in the dialog of a question.
fn pressed(question: Question, keys: &[Named]) -> Vec<String> {
    let mut desk = Desk::default();
    desk.open(QuestionId(1), question, now());
    let words = Words::of(Language::English);
    let context = Context {
        words: &words,
        palette: Palette::of(Shade::Light),
        now: now(),
        zone: time::UtcOffset::UTC,
    };
    let mut simulator = iced_test::simulator(desk.view(&context).unwrap());
    for key in keys {
        let _ = simulator.tap_key(*key);
    }
    let messages = simulator.into_messages();
    messages.map(|message| format!("{message:?}")).collect()
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
fn a_conflict_can_be_answered_without_a_pointer() {
    use Named::{Enter, Space, Tab};
    assert_eq!(pressed(ask_conflict(), &[Enter]), ["Resolve(Skip)"]);
    assert_eq!(pressed(ask_conflict(), &[Tab, Space]), ["ForAll(true)"]);
    assert_eq!(pressed(ask_conflict(), &[Tab, Tab, Enter]), ["Resolve(Overwrite)"]);
}

#[test]
fn what_is_typed_goes_into_the_field_at_once() {
    let mut desk = Desk::default();
    desk.open(QuestionId(1), password(), now());
    let words = Words::of(Language::English);
    let context = Context {
        words: &words,
        palette: Palette::of(Shade::Light),
        now: now(),
        zone: time::UtcOffset::UTC,
    };
    let mut simulator = iced_test::simulator(desk.view(&context).unwrap());
    let _ = simulator.tap_key(Named::F1);
    let _ = simulator.typewrite("x");
    let messages: Vec<Message> = simulator.into_messages().collect();
    assert!(
        matches!(&messages[..], [Message::Typed(0, text)] if text.expose() == "x"),
        "{messages:?}"
    );
}
