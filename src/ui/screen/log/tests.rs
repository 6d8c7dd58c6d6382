mod hand;

use super::*;
use crate::ui::look::{Palette, Shade};
use crate::ui::words::{Language, Words};
use crate::wire::{Line, Speaker};
use iced_test::Simulator;
use std::time::{Duration, Instant};
use time::OffsetDateTime;

fn line(connection: u64, speaker: Speaker, text: &str) -> Event {
    Event::Wire(Line {
        connection,
        at: SystemTime::UNIX_EPOCH + Duration::from_millis(52_312_113),
        speaker,
        text: text.to_owned(),
        expected: false,
    })
}

fn opened(connection: u64, server: &str, browsing: bool) -> Event {
    Event::Connection {
        connection,
        server: server.to_owned(),
        browsing,
    }
}

/// What is said when somebody connects and a transfer begins.
fn talk() -> Log {
    use Speaker::{Client, Note, Server};
    let mut log = Log::new();
    log.show(Some("shop.example.org:21".to_owned()), true);
    log.happened(opened(1, "shop.example.org:21", true));
    log.happened(opened(2, "shop.example.org:21", false));
    log.happened(opened(3, "nas.example.org:22", true));
    for (connection, speaker, text) in [
        (1, Note, "connected to 203.0.113.9:2221, TLS 1.3, certificate pinned"),
        (1, Client, "PBSZ 0"),
        (1, Server, "200 PBSZ set to 0."),
        (1, Client, "PROT P"),
        (1, Server, "200 PROT now Private."),
        (3, Note, "the host key is known"),
        (2, Client, "EPSV"),
        (2, Server, "229 Entering Extended Passive Mode (|||49153|)"),
        (2, Client, "STOR .release-4.2.tar.zst.packetboat-7f.part"),
        (
            2,
            Server,
            "550 .release-4.2.tar.zst.packetboat-7f.part: Permission denied",
        ),
    ] {
        log.happened(line(connection, speaker, text));
    }
    log
}

fn texts(log: &Log) -> Vec<&str> {
    let entries = (0..log.shown.len()).filter_map(|at| log.entry(at));
    entries.map(|entry| entry.line.text.as_str()).collect()
}

fn context(words: &Words, shade: Shade) -> Context<'_> {
    Context {
        words,
        palette: Palette::of(shade),
        now: OffsetDateTime::UNIX_EPOCH,
        zone: UtcOffset::UTC,
        keys: crate::settings::KeyPreset::Standard,
    }
}

fn shown<'a>(log: &'a Log, context: &Context<'a>) -> Simulator<'a, Message> {
    let settings = iced::Settings {
        fonts: crate::ui::look::font::FILES.iter().map(|file| (*file).into()).collect(),
        default_font: crate::ui::look::font::TEXT,
        ..iced::Settings::default()
    };
    let ground = crate::ui::look::style::ground(context.palette.surface);
    let panel = iced::widget::container(log.view(context, false)).style(ground);
    Simulator::with_size(settings, iced::Size::new(640.0, 260.0), panel)
}

/// For whoever works on the looks: the panel in every state, light and dark, as files.
#[test]
#[ignore = "makes pictures in the folder PACKETBOAT_PICTURES"]
fn pictures() {
    let folder = std::env::var("PACKETBOAT_PICTURES").unwrap();
    let mut filtered = talk();
    filtered.update(Message::Filter(true));
    filtered.update(Message::Received(false));
    let all = [("talk", talk()), ("filter", filtered), ("empty", Log::new())];
    let words = Words::of(Language::English);
    for (name, log) in &all {
        for (shade, tag) in [(Shade::Light, "light"), (Shade::Dark, "dark")] {
            let context = context(&words, shade);
            let mut simulator = shown(log, &context);
            let theme = if shade == Shade::Light {
                iced::Theme::Light
            } else {
                iced::Theme::Dark
            };
            let picture = simulator.snapshot(&theme).unwrap();
            let _ = std::fs::remove_file(format!("{folder}/log-{name}-{tag}-tiny-skia.png"));
            assert!(picture.matches_image(format!("{folder}/log-{name}-{tag}.png")).unwrap());
        }
    }
}

#[test]
fn the_server_of_the_tab_is_shown_and_others_on_request() {
    let mut log = talk();
    assert_eq!(log.shown.len(), 9);
    assert!(!texts(&log).contains(&"the host key is known"));
    log.update(Message::Everywhere(true));
    assert_eq!(log.shown.len(), 10);
    log.update(Message::Everywhere(false));
    log.show(Some("nas.example.org:22".to_owned()), false);
    assert_eq!(texts(&log), ["the host key is known"]);
    log.happened(line(3, Speaker::Note, "one more"));
    log.happened(line(1, Speaker::Client, "NOOP"));
    assert_eq!(texts(&log), ["the host key is known", "one more"]);
}

#[test]
fn filters_look_at_old_lines_and_at_new_ones() {
    let mut log = talk();
    log.update(Message::OnlyErrors(true));
    assert_eq!(log.shown.len(), 1);
    log.happened(line(1, Speaker::Server, "421 Timeout."));
    log.happened(line(1, Speaker::Server, "220 Hello."));
    assert_eq!(log.shown.len(), 2);
    log.update(Message::OnlyErrors(false));
    log.update(Message::Connection(Some(Tag::Transfer(1))));
    assert_eq!(log.shown.len(), 4);
    log.update(Message::Words("PASSIVE".to_owned()));
    assert_eq!(texts(&log), ["229 Entering Extended Passive Mode (|||49153|)"]);
    log.update(Message::Filter(false));
    assert_eq!(log.shown.len(), 11);
}

#[test]
fn old_lines_leave_the_shown_ones_too() {
    let mut log = Log::new();
    for at in 0..ring::CAPACITY + 10 {
        let speaker = if at % 2 == 0 { Speaker::Client } else { Speaker::Server };
        log.happened(line(1, speaker, "x"));
    }
    assert_eq!((log.shown.len(), log.gone), (ring::CAPACITY, 10));
    log.update(Message::Sent(false));
    assert_eq!(log.shown.len(), ring::CAPACITY / 2);
    for _ in 0..4 {
        log.happened(line(1, Speaker::Server, "y"));
    }
    assert_eq!((log.shown.len(), log.gone), (ring::CAPACITY / 2 + 2, 12));
    log.update(Message::Clear);
    assert_eq!(log.shown.len(), 0);
    log.happened(line(1, Speaker::Server, "z"));
    assert_eq!(texts(&log), ["z"]);
}

/// What comes in ten seconds at twenty thousand lines a second, under a filter: most of the time must be left for the rest.
#[test]
fn a_flood_of_lines_costs_little() {
    let mut log = talk();
    log.update(Message::Words("7f.part".to_owned()));
    let lines: Vec<Event> = (0..200_000)
        .map(|at| {
            line(
                at % 3,
                Speaker::Server,
                "226 Transfer complete, and some more words than that.",
            )
        })
        .collect();
    let begun = Instant::now();
    lines.into_iter().for_each(|line| log.happened(line));
    let taken = begun.elapsed();
    assert!(taken < Duration::from_secs(4), "{taken:?}");
}

#[test]
fn a_file_is_found_where_it_was_last_spoken_of() {
    let mut log = talk();
    log.find("shop.example.org:21", "release-4.2.tar.zst");
    let (_, at) = log.reveal.unwrap();
    assert_eq!(at, 8);
    assert!(!log.following);
    log.find("nas.example.org:22", "HOST KEY");
    assert!(log.everywhere, "the tab shows another server");
    assert_eq!(log.reveal, Some((2, 5)));
    log.find("nas.example.org:22", "nothing of the kind");
    assert_eq!(log.shown.len(), 0);
    assert!(log.filtering);
}

#[test]
fn what_is_copied_can_be_read_without_colours() {
    let mut log = talk();
    log.happened(Event::WireDropped(12));
    log.update(Message::Lines(Happening::Chosen(Some(1..=2)), UtcOffset::UTC));
    let Action::Copy(text) = log.update(Message::Copy(UtcOffset::UTC)) else {
        panic!("nothing is copied")
    };
    assert_eq!(
        text,
        "1970-01-01 14:31:52.113 B > PBSZ 0\n1970-01-01 14:31:52.113 B < 200 PBSZ set to 0.\n"
    );
    let zone = UtcOffset::from_hms(1, 0, 0).unwrap();
    let Action::Save(text) = log.update(Message::Save(zone)) else {
        panic!("nothing is saved")
    };
    assert_eq!(text.lines().count(), 10);
    assert!(text.contains("15:31:52.113 shop.example.org:21 1 > EPSV"), "{text}");
    assert!(text.contains("* [… 12 …]"), "{text}");
    log.update(Message::Clear);
    assert_eq!(log.update(Message::Copy(zone)), Action::None);
}

#[test]
fn a_command_is_sent_and_its_line_is_empty_again() {
    let mut log = talk();
    assert_eq!(log.update(Message::Send), Action::None);
    log.update(Message::Command(" SITE HELP ".to_owned()));
    assert_eq!(log.update(Message::Send), Action::Raw("SITE HELP".to_owned()));
    assert_eq!(log.command, "");
}

#[test]
fn only_ftp_has_a_line_for_commands() {
    let words = Words::of(Language::English);
    let context = context(&words, Shade::Light);
    let mut log = talk();
    let mut panel = shown(&log, &context);
    panel.find("Connection log").unwrap();
    panel.click("Custom command, such as SITE HELP").unwrap();
    panel.typewrite("N");
    let messages: Vec<Message> = panel.into_messages().collect();
    assert!(
        messages
            .iter()
            .any(|message| matches!(message, Message::Command(text) if text == "N"))
    );
    log.show(Some("shop.example.org:21".to_owned()), false);
    assert!(shown(&log, &context).find("Custom command, such as SITE HELP").is_err());
}
