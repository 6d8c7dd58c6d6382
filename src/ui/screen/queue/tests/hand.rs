//! What is done by hand: keys, buttons, the badge of open questions.

use iced::keyboard::key::Named;

use super::*;
use crate::error::{Error, Kind, Stage};
use crate::ui::screen::queue::lines::Line;
use crate::ui::widget::trap::Trap;

/// What keys come to in the panel; Tab goes round in it.
fn keys(queue: &Queue, keys: &[Named]) -> Vec<String> {
    let words = Words::of(Language::English);
    let context = context(&words, Shade::Light);
    let panel = Trap::new(queue.view(&context, true), 1, "nothing", Message::Tune(false));
    let settings = iced::Settings::default();
    let mut simulator = Simulator::with_size(settings, (900.0, 235.0), Element::from(panel));
    for key in keys {
        let _ = simulator.tap_key(*key);
    }
    let messages = simulator.into_messages();
    let meant = messages.filter(|message| !matches!(message, Message::Seen(..)));
    meant.map(|message| format!("{message:?}")).collect()
}

#[test]
fn every_button_of_the_head_is_reached_by_tab() {
    use Named::{Enter, Space, Tab};
    let mut queue = busy();
    let mut totals = queue.jobs[0].totals.clone();
    totals.asking = 37;
    hear(&mut queue, [Event::Job(totals)], at(60_050));
    let nth = |count: usize, key| keys(&queue, &[vec![Tab; count], vec![key]].concat());
    assert_eq!(nth(1, Enter), ["Tab(Running)"]);
    assert_eq!(nth(2, Space), ["Tab(Failed)"]);
    assert_eq!(nth(3, Enter), ["Tab(Done)"]);
    assert_eq!(nth(4, Enter), ["Answer"]);
    assert_eq!(nth(5, Enter), ["Tune(true)"]);
    assert_eq!(nth(6, Enter), ["Toggle"]);
    assert_eq!(
        nth(7, Enter),
        ["Tab(Running)"],
        "the list is no stop: it has the keyboard when no button has"
    );
}

#[test]
fn without_a_button_the_list_hears_the_keys() {
    let heard = keys(&busy(), &[Named::ArrowDown, Named::Enter]);
    assert!(heard.iter().any(|message| message.contains("Open(0)")), "{heard:?}");
}

#[test]
fn what_waits_for_an_answer_is_a_badge() {
    let mut queue = busy();
    let words = Words::of(Language::English);
    let context = context(&words, Shade::Light);
    assert!(shown(&queue, &context).find("Needs an answer: 0").is_err());
    let mut totals = queue.jobs[0].totals.clone();
    totals.asking = 37;
    hear(&mut queue, [Event::Job(totals)], at(60_050));
    queue.set_stuck(1, None);
    let mut panel = shown(&queue, &context);
    panel.find("789 waiting, 37 for your answer").unwrap();
    panel.click("Needs an answer: 38").unwrap();
    let messages: Vec<Message> = panel.into_messages().collect();
    assert!(matches!(&messages[..], [.., Message::Answer]), "{messages:?}");
    assert!(matches!(queue.update(Message::Answer, at(60_050)), Action::Answer));
    // The row of those that wait leads there too.
    let open = Message::Table(Happening::Open(4));
    assert!(matches!(queue.update(open, at(60_050)), Action::Answer));
}

#[test]
fn del_gives_up_what_is_not_done_and_takes_the_rest_out() {
    let said = |action: Action| match action {
        Action::Send(commands) => format!("{commands:?}"),
        other => format!("{other:?}"),
    };
    let mut queue = busy();
    queue.update(Message::Table(Happening::Select(Select::Only(0))), at(60_000));
    assert_eq!(
        said(queue.update(Message::Remove, at(60_000))),
        "[Cancel(Job(JobId(1)))]"
    );
    let mut queue = failed();
    queue.update(Message::Table(Happening::Select(Select::Only(6))), at(0));
    assert_eq!(
        said(queue.update(Message::Remove, at(0))),
        "[Forget(Transfer(TransferId(8)))]"
    );
    queue.update(Message::Table(Happening::Select(Select::Nothing)), at(0));
    assert_eq!(said(queue.update(Message::Remove, at(0))), "None");
}

#[test]
fn failures_are_tried_again_by_labelled_buttons() {
    let mut queue = failed();
    let words = Words::of(Language::English);
    let context = context(&words, Shade::Light);
    let pressed = |queue: &Queue, label: &str| {
        let mut panel = shown(queue, &context);
        panel.click(label.to_owned()).unwrap();
        let deeds: Vec<Message> = panel.into_messages().collect();
        match deeds.last() {
            Some(Message::Do(deed)) => *deed,
            other => panic!("{other:?}"),
        }
    };
    assert_eq!(pressed(&queue, "Try all again"), Deed::RetryAll);
    queue.update(Message::Table(Happening::Select(Select::Only(2))), at(0));
    assert_eq!(pressed(&queue, "Try selected again"), Deed::Retry);
}

#[test]
fn everything_is_selected_without_counting_to_a_million() {
    let mut queue = failed();
    queue.update(Message::Table(Happening::Select(Select::All)), at(0));
    let one_by_one: BTreeSet<Subject> = (0..queue.lines.count()).filter_map(|row| queue.subject(row)).collect();
    assert_eq!(queue.selected, one_by_one);
    let mut queue = busy();
    queue.update(Message::Table(Happening::Select(Select::All)), at(60_000));
    assert_eq!(queue.selected.len(), 1 + 3);
}

#[test]
fn an_end_is_told_in_numbers() {
    let mut queue = failed();
    let words = Words::of(Language::English);
    let mut totals = samples::totals(2);
    (totals.done, totals.failed, totals.finished) = (9588, 412, true);
    hear(&mut queue, [Event::Job(totals)], at(0));
    let mut asking = samples::totals(3);
    (asking.done, asking.running, asking.waiting, asking.asking) = (7, 0, 37, 37);
    hear(&mut queue, [Event::Job(asking)], at(0));
    let said = |jobs: &[u64]| {
        let jobs: Vec<JobId> = jobs.iter().map(|job| JobId(*job)).collect();
        queue.outcome(&jobs, &words)
    };
    let one = (
        "site → shop.example.org".to_owned(),
        "9,588 done, 412 failed".to_owned(),
    );
    assert_eq!(said(&[2]), one);
    assert_eq!(said(&[3]).1, "7 done, 37 need an answer");
    assert_eq!(
        said(&[1, 2]),
        ("2 jobs".to_owned(), "10,789 done, 416 failed".to_owned())
    );
}

#[test]
fn the_graph_begins_without_a_spike() {
    let mut queue = queue();
    // Ten megabytes go into buffers at once, then one a second.
    for step in 0..200_u64 {
        let mut totals = samples::totals(1);
        totals.moved = if step == 0 { 0 } else { 10_000_000 } + step * 50_000;
        hear(&mut queue, [Event::Job(totals)], at(step * 50));
    }
    let samples: Vec<u64> = queue.history.samples().collect();
    let most = samples.iter().copied().max().unwrap();
    assert!((900_000..=1_100_000).contains(&most), "{samples:?}");
}

#[test]
fn a_folder_that_failed_leads_to_its_lines_unless_only_the_disk_had_a_part_in_it() {
    let mut queue = failed();
    let row = (0..queue.lines.count())
        .find(|row| matches!(queue.lines.at(*row), Some(Line::Problem { .. })))
        .unwrap();
    let offers = |queue: &mut Queue| {
        queue.update(Message::Table(Happening::Select(Select::Only(row))), at(0));
        queue.choices().iter().any(|item| item.label == "queue-menu-log")
    };
    assert!(!offers(&mut queue), "nothing of it stands in the log");
    let action = queue.update(Message::Table(Happening::Open(row)), at(0));
    assert!(matches!(action, Action::None), "{action:?}");
    let mut totals = queue.jobs[0].totals.clone();
    totals.problems[0].source = "/srv/private/".to_owned();
    totals.problems[0].error = Error::new(Stage::Command, Kind::Rejected, "MKD /srv/private");
    hear(&mut queue, [Event::Job(totals)], at(60_050));
    assert!(offers(&mut queue));
    let action = queue.update(Message::Table(Happening::Open(row)), at(0));
    let Action::ShowInLog { server, text } = action else {
        panic!("{action:?}")
    };
    assert_eq!((server.as_str(), text.as_str()), ("shop.example.org:21", "private"));
}
