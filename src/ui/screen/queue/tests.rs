mod hand;
mod million;
mod others;
mod waiting;

use super::*;
use crate::engine::command::{Aim, TransferId, Watch, Window};
use crate::error::Interruption;
use crate::transfer::Verified;
use crate::ui::look::{Palette, Shade};
use crate::ui::widget::table::Select;
use crate::ui::words::Language;
use iced_test::Simulator;
use std::time::Duration;
use time::UtcOffset;

/// Tells what happened, and says what is asked for.
fn hear(queue: &mut Queue, events: impl IntoIterator<Item = Event>, now: Duration) -> Vec<Window> {
    for event in events {
        queue.happened(event, now);
    }
    match queue.wanted() {
        Watch::View(view) => view.windows,
        other => panic!("{other:?}"),
    }
}

fn at(ms: u64) -> Duration {
    Duration::from_millis(ms)
}

fn queue() -> Queue {
    Queue::new()
}

/// Says that these rows of the first job are at hand.
fn view(shown: Shown, rows: Vec<Row>) -> Event {
    Event::View {
        job: JobId(1),
        shown,
        first: 0,
        total: rows.len(),
        rows,
    }
}

/// A queue with a job that has run for a minute: ten seconds in waves, then evenly.
fn busy() -> Queue {
    let mut queue = queue();
    let mut moved = 7_000_000_000;
    for step in 0..=1200_u64 {
        let wave = ((step as f64 / 60.0).sin() + (step as f64 / 23.0).sin() * 0.6 + 2.0) * 1_400_000.0;
        moved += if step < 1100 { wave as u64 } else { 4_210_000 };
        let mut totals = samples::totals(1);
        totals.moved = moved;
        let so_far = |share: u64| 20_000_000 + step * share;
        let rows = vec![
            samples::row(1, "/www/release-4.2.tar.zst", Some(5_310_000_000), so_far(3_090_000)),
            samples::row(2, "/www/dist/app.3f9c.js", Some(960_000_000), so_far(700_000)),
            samples::row(3, "/www/dist/vendor.1a22.js", Some(640_000_000), so_far(420_000)),
        ];
        hear(
            &mut queue,
            [Event::Job(totals), view(Shown::Running, rows)],
            at(step * 50),
        );
    }
    queue
}

fn failed() -> Queue {
    let mut queue = queue();
    let job = samples::failed_job(1);
    queue.update(Message::Tab(Shown::Failed), at(0));
    hear(
        &mut queue,
        [Event::Job(job.totals.clone()), view(Shown::Failed, job.failed.rows)],
        at(0),
    );
    queue
}

fn context<'a>(words: &'a Words, shade: Shade) -> Context<'a> {
    Context {
        words,
        palette: Palette::of(shade),
        now: time::OffsetDateTime::UNIX_EPOCH,
        zone: UtcOffset::UTC,
        keys: crate::settings::KeyPreset::Standard,
    }
}

/// The panel as a person sees it.
fn shown<'a>(queue: &'a Queue, context: &Context<'a>) -> Simulator<'a, Message> {
    let settings = iced::Settings {
        fonts: crate::ui::look::font::FILES.iter().map(|file| (*file).into()).collect(),
        default_font: crate::ui::look::font::TEXT,
        ..iced::Settings::default()
    };
    let ground = crate::ui::look::style::ground(context.palette.surface);
    let panel = iced::widget::container(queue.view(context, true)).style(ground);
    Simulator::with_size(settings, iced::Size::new(768.0, 235.0), panel)
}

/// For whoever works on the looks: the panel in every state, light and dark, as files.
#[test]
#[ignore = "makes pictures in the folder PACKETBOAT_PICTURES"]
fn pictures() {
    let folder = std::env::var("PACKETBOAT_PICTURES").unwrap();
    let done = {
        let mut queue = queue();
        queue.update(Message::Tab(Shown::Done), at(0));
        let mut totals = samples::totals(1);
        (totals.done, totals.failed, totals.finished) = (9588, 412, true);
        totals.waiting = 0;
        let rows = vec![
            samples::done(1, "/www/index.html", 14_200, Verified::Sha256),
            samples::done(2, "/www/dist/app.3f9c.js", 96_000_000, Verified::Size),
            samples::done(3, "/www/dist/vendor.1a22.js", 64_000_000, Verified::Unverified),
        ];
        hear(&mut queue, [Event::Job(totals), view(Shown::Done, rows)], at(0));
        queue
    };
    let mut held = busy();
    hear(&mut held, [Event::Held(true)], at(60_000));
    held.update(Message::Tune(true), at(60_000));
    let mut restored = busy();
    let came = [
        Event::Held(true),
        Event::Restored { jobs: 1, waiting: 1204 },
        Event::QueueElsewhere { process: 4711 },
    ];
    hear(&mut restored, came, at(60_000));
    let mut menu = failed();
    menu.update(
        Message::Table(Happening::Menu {
            row: Some(3),
            at: iced::Point::new(300.0, 40.0),
        }),
        at(0),
    );
    menu.update(Message::Menu(menu::Step::Pointed(1)), at(0));
    let mut asking = busy();
    let mut totals = asking.jobs[0].totals.clone();
    totals.asking = 37;
    hear(&mut asking, [Event::Job(totals)], at(60_000));
    let all = [
        ("slept", interrupted(Interruption::Slept(Duration::from_secs(43 * 60)))),
        ("offline", interrupted(Interruption::Offline)),
        ("menu", menu),
        ("busy", busy()),
        ("asking", asking),
        ("failed", failed()),
        ("done", done),
        ("held", held),
        ("restored", restored),
        ("empty", queue()),
    ];
    for (name, queue) in &all {
        for (language, shade, tag) in [
            (Language::English, Shade::Light, "light"),
            (Language::English, Shade::Dark, "dark"),
            (Language::Chinese, Shade::Light, "zh"),
        ] {
            let words = Words::of(language);
            let context = context(&words, shade);
            let mut simulator = shown(queue, &context);
            let theme = if shade == Shade::Light {
                iced::Theme::Light
            } else {
                iced::Theme::Dark
            };
            let picture = simulator.snapshot(&theme).unwrap();
            let path = format!("{folder}/queue-{name}-{tag}.png");
            let _ = std::fs::remove_file(format!("{folder}/queue-{name}-{tag}-tiny-skia.png"));
            assert!(picture.matches_image(path).unwrap());
        }
    }
}

/// A job whose connections were lost.
fn interrupted(why: Interruption) -> Queue {
    let mut queue = queue();
    let mut totals = samples::totals(1);
    (totals.running, totals.waiting) = (0, 792);
    totals.interrupted = Some(why);
    hear(&mut queue, [Event::Job(totals)], at(0));
    queue
}

#[test]
fn what_waits_says_why_unless_it_is_paused() {
    use crate::ui::widget::table::Rows;
    let words = Words::of(Language::English);
    let told = |queue: &Queue| {
        let context = context(&words, Shade::Light);
        let sheet = Sheet::new(queue, &context, sheet::fields(Shown::Running, 800.0));
        sheet.cell(1, 0).text.into_owned()
    };
    let mut queue = interrupted(Interruption::Offline);
    assert_eq!(told(&queue), "Waiting for the network");
    let mut totals = queue.jobs[0].totals.clone();
    totals.paused = totals.waiting;
    hear(&mut queue, [Event::Job(totals)], at(10));
    assert_eq!(told(&queue), "792 more files waiting");
}

#[test]
fn the_speed_and_what_is_left_are_told() {
    let queue = busy();
    assert!(queue.wants_ticks());
    let rate = queue.rate(at(60_000)).unwrap();
    assert_eq!(rate, 84_200_000);
    let job = &queue.jobs[0];
    assert_eq!(job.row_speed(TransferId(1), at(60_000)), Some(61_800_000));
    assert!(job.left(at(60_000)).unwrap() > Duration::from_secs(60));
    assert_eq!(queue.rate(at(64_000)), Some(0), "a stall");
}

#[test]
fn only_what_is_seen_is_asked_for() {
    let mut queue = queue();
    let mut totals = samples::totals(1);
    totals.done = 1_000_000;
    let window = |first, count| Window {
        job: JobId(1),
        first,
        count,
    };
    assert_eq!(hear(&mut queue, [Event::Job(totals)], at(0)), [window(0, 64)]);
    assert_eq!(asked(queue.update(Message::Tab(Shown::Done), at(60))), [window(0, 256)]);
    assert_eq!(
        asked(queue.update(Message::Seen(500_001, 9), at(70))),
        [window(499_712, 512)]
    );
    assert_eq!(
        asked(queue.update(Message::Seen(500_010, 9), at(80))),
        [window(499_712, 512)]
    );
    assert_eq!(asked(queue.update(Message::Unfold(0), at(90))), []);
}

fn asked(action: Action) -> Vec<Window> {
    match action {
        Action::Send(commands) => match commands.as_slice() {
            [Command::Watch(Watch::View(view))] => view.windows.clone(),
            _ => panic!("{commands:?}"),
        },
        _ => panic!("{action:?}"),
    }
}

#[test]
fn a_group_is_retried_as_a_whole_and_a_job_covers_its_rows() {
    let mut queue = failed();
    // 0 job, 1 problem, 2 group of two, 3 and 4 its rows, 5 group of one, 6 its row.
    queue.update(Message::Table(Happening::Select(Select::Only(2))), at(0));
    let Action::Send(commands) = queue.update(Message::Do(Deed::Retry), at(0)) else {
        panic!("nothing is sent")
    };
    assert_eq!(
        aims(&commands),
        [Aim::Transfer(TransferId(7)), Aim::Transfer(TransferId(9))]
    );
    queue.update(Message::Table(Happening::Select(Select::All)), at(0));
    let Action::Send(commands) = queue.update(Message::Do(Deed::Retry), at(0)) else {
        panic!("nothing is sent")
    };
    assert_eq!(aims(&commands), [Aim::Job(JobId(1))]);
}

fn aims(commands: &[Command]) -> Vec<Aim> {
    let aim = |command: &Command| match command {
        Command::Retry(aim) => Some(*aim),
        _ => None,
    };
    commands.iter().filter_map(aim).collect()
}

#[test]
fn a_failed_row_leads_to_its_lines_in_the_log() {
    let mut queue = failed();
    let action = queue.update(Message::Table(Happening::Open(6)), at(0));
    let Action::ShowInLog { server, text } = action else {
        panic!("{action:?}")
    };
    assert_eq!((server.as_str(), text.as_str()), ("shop.example.org:21", "form.pl"));
}

#[test]
fn an_account_is_of_the_jobs_of_what_is_selected() {
    let mut queue = failed();
    assert!(matches!(queue.update(Message::Do(Deed::Account), at(0)), Action::None));
    let two = Select::Range {
        first: 3,
        last: 4,
        keep: false,
    };
    queue.update(Message::Table(Happening::Select(two)), at(0));
    let Action::Account(jobs) = queue.update(Message::Do(Deed::Account), at(0)) else {
        panic!("nothing is saved")
    };
    assert_eq!(jobs.len(), 1, "two rows of one job");
}

#[test]
fn errors_are_copied_with_their_files() {
    let mut queue = failed();
    queue.update(
        Message::Table(Happening::Select(Select::Range {
            first: 3,
            last: 4,
            keep: false,
        })),
        at(0),
    );
    let Action::Copy(text) = queue.update(Message::Do(Deed::CopyError), at(0)) else {
        panic!("nothing is copied")
    };
    assert_eq!(text.lines().count(), 2);
    assert!(text.starts_with("/www/a.php: STOR x: Rejected"), "{text}");
}

#[test]
fn jobs_are_moved_by_hand_and_the_engine_has_the_last_word() {
    let mut queue = queue();
    let jobs: Vec<Event> = (1..=3).map(|id| Event::Job(samples::totals(id))).collect();
    hear(&mut queue, jobs, at(0));
    let order = |queue: &Queue| queue.jobs.iter().map(|job| job.totals.job.0).collect::<Vec<_>>();
    queue.update(
        Message::Table(Happening::Select(Select::Only(
            queue
                .lines
                .find(&queue.jobs, Shown::Running, Subject::Job(JobId(3)))
                .unwrap(),
        ))),
        at(0),
    );
    let Action::Send(commands) = queue.update(Message::Do(Deed::Up), at(0)) else {
        panic!("nothing is sent")
    };
    let before = |job, before: Option<u64>| Command::Before {
        job: JobId(job),
        before: before.map(JobId),
    };
    assert_eq!(format!("{commands:?}"), format!("{:?}", [before(3, Some(2))]));
    assert_eq!(order(&queue), [1, 3, 2]);
    queue.update(Message::Table(Happening::DragBegan), at(0));
    assert!(queue.is_moving_jobs());
    let Action::Send(commands) = queue.update(Message::Table(Happening::Dropped(Some(0))), at(0)) else {
        panic!("nothing is sent")
    };
    assert_eq!(format!("{commands:?}"), format!("{:?}", [before(3, Some(1))]));
    assert_eq!(order(&queue), [3, 1, 2]);
    hear(&mut queue, [Event::Order(vec![JobId(2), JobId(1), JobId(3)])], at(0));
    assert_eq!(order(&queue), [2, 1, 3]);
}

#[test]
fn a_job_that_is_gone_is_selected_no_more() {
    let mut queue = failed();
    queue.update(Message::Table(Happening::Select(Select::All)), at(0));
    hear(&mut queue, [Event::JobGone(JobId(1))], at(0));
    assert!(queue.selected.is_empty());
    assert_eq!(queue.lines.count(), 0);
    assert_eq!(queue.percent(), None);
}

#[test]
fn a_stopped_queue_says_so_and_is_started_from_there() {
    let mut queue = busy();
    hear(&mut queue, [Event::Held(true)], at(60_000));
    let words = Words::of(Language::English);
    let context = context(&words, Shade::Light);
    let mut panel = shown(&queue, &context);
    panel.find("Failed").unwrap();
    panel.find("Paused: nothing is being transferred").unwrap();
    panel.click("Start 789 waiting").unwrap();
    let messages: Vec<Message> = panel.into_messages().collect();
    assert!(
        messages.iter().any(|message| matches!(message, Message::Toggle)),
        "{messages:?}"
    );
}

#[test]
fn rows_are_shown_in_words() {
    let queue = busy();
    let words = Words::of(Language::English);
    let context = context(&words, Shade::Light);
    let mut panel = shown(&queue, &context);
    for text in [
        "site → shop.example.org · 412 of 1,204",
        "dist / vendor.1a22.js",
        "789 more files waiting",
        "/www/dist",
        "61.8 MB/s",
    ] {
        panel.find(text).unwrap_or_else(|_| panic!("{text} is not shown"));
    }
}

#[test]
fn a_menu_stands_over_the_panel_and_its_choice_is_carried_out() {
    let mut queue = failed();
    let at_row = Happening::Menu {
        row: Some(3),
        at: iced::Point::new(300.0, 40.0),
    };
    queue.update(Message::Table(at_row.clone()), at(0));
    let words = Words::of(Language::English);
    let context = context(&words, Shade::Light);
    let mut panel = shown(&queue, &context);
    panel.click("Try again").unwrap();
    let chosen: Vec<Message> = panel
        .into_messages()
        .filter(|message| matches!(message, Message::Do(_)))
        .collect();
    let [Message::Do(Deed::Retry)] = chosen.as_slice() else {
        panic!("{chosen:?}")
    };
    let Action::Send(commands) = queue.update(Message::Do(Deed::Retry), at(0)) else {
        panic!("nothing is sent")
    };
    assert_eq!(aims(&commands), [Aim::Transfer(TransferId(7))]);
    assert!(queue.menu.is_none());
    queue.update(Message::Table(at_row), at(0));
    let mut key = |key| queue.update(Message::Menu(menu::Step::Key(key)), at(0));
    use crate::ui::widget::popup::Key;
    key(Key::Down);
    key(Key::Down);
    assert!(matches!(key(Key::Enter), Action::Copy(_)), "the second choice");
    assert!(matches!(key(Key::Enter), Action::None), "it is closed");
}

#[test]
fn a_narrow_panel_keeps_what_matters() {
    let queue = busy();
    let words = Words::of(Language::English);
    let context = context(&words, Shade::Light);
    let panel =
        |width: f32| Simulator::with_size(iced::Settings::default(), (width, 235.0), queue.view(&context, true));
    assert!(panel(768.0).find("/www/dist").is_ok());
    assert!(panel(768.0).find("· 4 min left").is_ok());
    assert!(panel(440.0).find("/www/dist").is_err());
    assert!(panel(440.0).find("· 4 min left").is_err());
    assert!(panel(440.0).find("Pause").is_ok());
}

#[test]
fn what_is_removed_is_never_a_failure_that_nobody_looked_at() {
    let forgotten = |action: Action| match action {
        Action::Send(commands) => commands
            .iter()
            .filter_map(|command| match command {
                Command::Forget(aim) => Some(*aim),
                _ => None,
            })
            .collect(),
        _ => Vec::new(),
    };
    let mut queue = failed();
    let mut clean = samples::totals(2);
    clean.finished = true;
    hear(&mut queue, [Event::Job(clean)], at(0));
    assert_eq!(
        forgotten(queue.update(Message::Do(Deed::RemoveDone), at(0))),
        [Aim::Job(JobId(2))]
    );
    // The whole job, because it has ended; only its failed rows, while it goes on.
    queue.update(Message::Table(Happening::Select(Select::Only(0))), at(0));
    assert_eq!(
        forgotten(queue.update(Message::Do(Deed::Remove), at(0))),
        [Aim::Job(JobId(1))]
    );
    let mut totals = samples::failed_job(1).totals;
    (totals.finished, totals.running) = (false, 1);
    hear(&mut queue, [Event::Job(totals)], at(0));
    let rows = [7, 8, 9].map(|id| Aim::Transfer(TransferId(id)));
    assert_eq!(forgotten(queue.update(Message::Do(Deed::Remove), at(0))), rows);
}
