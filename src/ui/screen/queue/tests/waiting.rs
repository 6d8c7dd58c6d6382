//! Files that wait, one by one: they are seen, chosen, and told what to do.

use super::*;
use crate::engine::command::View;
use crate::ui::screen::queue::deed::Deed;
use crate::ui::screen::queue::lines::{Line, Subject};

fn row(id: u64, state: State) -> Row {
    Row {
        state,
        ..samples::row(id, &format!("/www/f{id}"), Some(1000), 0)
    }
}

/// One file runs, one is paused, and one waits.
fn three() -> Queue {
    let mut queue = queue();
    let mut totals = samples::totals(1);
    (totals.files, totals.running, totals.waiting, totals.paused, totals.done) = (3, 1, 2, 1, 0);
    let rows = vec![row(1, State::Running), row(2, State::Paused), row(3, State::Waiting)];
    hear(&mut queue, [Event::Job(totals), view(Shown::Running, rows)], at(0));
    queue
}

fn select(queue: &mut Queue, row: usize) {
    let message = Message::Table(Happening::Select(Select::Only(row)));
    assert!(matches!(queue.update(message, at(0)), Action::None));
}

fn labels(queue: &Queue) -> Vec<&'static str> {
    queue.choices().iter().map(|item| item.label).collect()
}

fn sent(action: Action) -> String {
    match action {
        Action::Send(commands) => format!("{commands:?}"),
        other => format!("{other:?}"),
    }
}

#[test]
fn few_files_are_all_seen_and_many_are_a_line_that_opens() {
    let mut queue = three();
    let told: Vec<Line> = (0..queue.lines.count()).filter_map(|row| queue.lines.at(row)).collect();
    let row = |at| Line::Row { job: 0, at };
    assert_eq!(told, [Line::Job(0), row(0), Line::Waiting(0), row(1), row(2)]);
    queue.update(Message::Unfold(2), at(0));
    assert_eq!(queue.lines.count(), 3);
    let mut many = busy();
    assert_eq!(many.lines.count(), 5);
    many.update(Message::Table(Happening::Open(4)), at(0));
    assert_eq!(many.lines.count(), 5 + 789);
}

#[test]
fn the_rows_that_are_seen_are_asked_for_and_those_that_run_with_them() {
    let mut queue = busy();
    queue.update(Message::Unfold(4), at(0));
    let window = |queue: &mut Queue, first: usize| match queue.update(Message::Seen(first, 40), at(0)) {
        Action::Send(commands) => match &commands[..] {
            [Command::Watch(Watch::View(View { windows, .. }))] => (windows[0].first, windows[0].count),
            other => panic!("{other:?}"),
        },
        other => panic!("{other:?}"),
    };
    let (first, count) = window(&mut queue, 0);
    assert!(first == 0 && count >= 40, "{first} {count}");
    let (first, count) = window(&mut queue, 500);
    assert!(first <= 498 && first + count >= 538, "{first} {count}");
}

#[test]
fn one_file_is_paused_and_goes_on_by_itself() {
    let mut queue = three();
    select(&mut queue, 3);
    let others = ["queue-menu-cancel", "queue-menu-first", "queue-menu-account"];
    assert_eq!(labels(&queue), [&["queue-menu-resume"], &others[..]].concat());
    let action = queue.update(Message::Do(Deed::Resume), at(0));
    assert_eq!(sent(action), "[Resume(Transfer(TransferId(2)))]");
    select(&mut queue, 4);
    assert_eq!(labels(&queue), [&["queue-menu-pause"], &others[..]].concat());
    let action = queue.update(Message::Do(Deed::Switch), at(0));
    assert_eq!(sent(action), "[Pause(Transfer(TransferId(3)))]");
    let action = queue.update(Message::Remove, at(0));
    assert_eq!(sent(action), "[Cancel(Transfer(TransferId(3)))]");
}

#[test]
fn files_are_put_first_in_the_order_in_which_they_stand() {
    let mut queue = three();
    let range = Select::Range {
        first: 3,
        last: 4,
        keep: false,
    };
    queue.update(Message::Table(Happening::Select(range)), at(0));
    let action = queue.update(Message::Do(Deed::First), at(0));
    assert_eq!(sent(action), "[First(TransferId(3)), First(TransferId(2))]");
}

#[test]
fn jobs_are_put_first_in_the_order_in_which_they_stand() {
    let mut queue = queue();
    let jobs = (1..=3).map(|id| Event::Job(samples::totals(id)));
    hear(&mut queue, jobs, at(0));
    for id in [2, 3] {
        let row = queue.lines.find(&queue.jobs, Shown::Running, Subject::Job(JobId(id)));
        let toggle = Message::Table(Happening::Select(Select::Toggle(row.unwrap())));
        queue.update(toggle, at(0));
    }
    let action = queue.update(Message::Do(Deed::First), at(0));
    let before = "before: Some(JobId(1)) }";
    assert_eq!(
        sent(action),
        format!("[Before {{ job: JobId(2), {before}, Before {{ job: JobId(3), {before}]")
    );
}

#[test]
fn of_a_queue_that_stands_still_one_job_or_one_file_is_started() {
    let mut queue = queue();
    let mut totals = samples::totals(1);
    (totals.files, totals.running, totals.waiting, totals.done) = (3, 0, 3, 0);
    let rows = (1..=3).map(|id| row(id, State::Waiting)).collect();
    let events = [
        Event::Held(true),
        Event::Job(totals.clone()),
        view(Shown::Running, rows),
    ];
    hear(&mut queue, events, at(0));
    select(&mut queue, 0);
    assert_eq!(labels(&queue)[..2], ["queue-menu-start", "queue-menu-cancel"]);
    let action = queue.update(Message::Do(Deed::Start), at(0));
    assert_eq!(sent(action), "[LetGo(Job(JobId(1)))]");
    // By the key that pauses and starts, too.
    select(&mut queue, 2);
    let action = queue.update(Message::Do(Deed::Switch), at(0));
    assert_eq!(sent(action), "[LetGo(Transfer(TransferId(1)))]");
    let words = Words::of(Language::English);
    let context = context(&words, Shade::Light);
    let mut panel = shown(&queue, &context);
    panel.find("Paused: nothing is being transferred").unwrap();
    panel.click("Start selected only").unwrap();
    let messages: Vec<Message> = panel.into_messages().collect();
    assert!(
        messages
            .iter()
            .any(|message| matches!(message, Message::Do(Deed::Start)))
    );
    // It runs, and the bar does not say that nothing does.
    (totals.running, totals.waiting) = (1, 2);
    hear(&mut queue, [Event::Job(totals)], at(50));
    shown(&queue, &context)
        .find("Paused, except for what you started by itself")
        .unwrap();
}

#[test]
fn each_says_how_it_stands() {
    let words = Words::of(Language::English);
    let queue = three();
    let context = context(&words, Shade::Light);
    let mut panel = shown(&queue, &context);
    panel.find("2 more files waiting").unwrap();
    panel.find("f3").unwrap();
    panel.find("paused").unwrap();
}
