//! The log under the hand.

use std::borrow::Cow;
use std::time::{Duration, Instant};

use iced::keyboard::key::Named;
use iced::keyboard::{self, Key, Modifiers};
use iced::mouse::{self, Button, ScrollDelta};
use iced::{Event, Point, Settings, Size, window};
use iced_test::Simulator;

use super::*;
use crate::ui::look::{Palette, Shade, font};

struct Log(usize, Palette);

impl Lines for Log {
    fn count(&self) -> usize {
        self.0
    }

    fn line(&self, at: usize) -> Line<'_> {
        let time = format!("14:31:{:02}.{:03}  ", at / 1000 % 60, at % 1000);
        let line = Line::default().with(time, self.1.muted);
        match at % 3 {
            0 => line.with("> STOR .release-4.2.tar.zst.packetboat-7f.part", self.1.accent),
            1 => line.with(format!("< 150 Ok to send data {at}."), self.1.text),
            _ => line.with(
                "* Connected to 203.0.113.9:2221, TLS 1.3, certificate pinned by the site",
                self.1.muted,
            ),
        }
    }
}

const WINDOW: Size = Size::new(480.0, 19.0 * 10.0 + 8.0);

fn log(count: usize) -> Log {
    Log(count, Palette::of(Shade::Light))
}

/// The middle of a line that is seen, counted from the top.
fn line(at: usize) -> Point {
    Point::new(100.0, 4.0 + 19.0 * at as f32 + 9.0)
}

struct Hand<'a>(Simulator<'a, Happening>);

impl<'a> Hand<'a> {
    fn on(log: &'a Log) -> Self {
        Self::with(view(log))
    }

    fn with(view: LogView<'a, Happening>) -> Self {
        let settings = Settings {
            fonts: font::FILES.iter().map(|file| Cow::Borrowed(*file)).collect(),
            default_font: font::TEXT,
            ..Settings::default()
        };
        Self(Simulator::with_size(settings, WINDOW, view))
    }

    fn send(&mut self, event: Event) -> &mut Self {
        self.0.simulate([event]);
        self
    }

    fn to(&mut self, point: Point) -> &mut Self {
        self.0.point_at(point);
        self.send(Event::Mouse(mouse::Event::CursorMoved { position: point }))
    }

    fn down(&mut self, button: Button) -> &mut Self {
        self.send(Event::Mouse(mouse::Event::ButtonPressed(button)))
    }

    fn up(&mut self) -> &mut Self {
        self.send(Event::Mouse(mouse::Event::ButtonReleased(Button::Left)))
    }

    fn click(&mut self, point: Point) -> &mut Self {
        self.to(point).down(Button::Left).up()
    }

    fn hold(&mut self, modifiers: Modifiers) -> &mut Self {
        self.send(Event::Keyboard(keyboard::Event::ModifiersChanged(modifiers)))
    }

    fn key(&mut self, key: impl Into<Key>) -> &mut Self {
        self.0.tap_key(key);
        self
    }

    fn wheel(&mut self, y: f32) -> &mut Self {
        let delta = ScrollDelta::Lines { x: 0.0, y };
        self.send(Event::Mouse(mouse::Event::WheelScrolled { delta }))
    }

    fn messages(self) -> Vec<Happening> {
        self.0
            .into_messages()
            .filter(|happening| *happening != Happening::Focused)
            .collect()
    }
}

fn view(log: &Log) -> LogView<'_, Happening> {
    LogView::new(log, log.1, |happening| happening).focused(true)
}

use Happening::{Chosen, Copy, Following};

#[test]
fn it_stands_at_its_end_until_it_is_scrolled() {
    let log = log(1000);
    let mut hand = Hand::on(&log);
    assert!(hand.0.find("14:31:00.997  < 150 Ok to send data 997.").is_ok());
    hand.to(line(3)).wheel(1.0).wheel(1.0).wheel(-9.0);
    hand.key(Named::Home).key(Named::End).key(Named::PageUp);
    assert_eq!(
        hand.messages(),
        [
            Following(false),
            Following(true),
            Following(false),
            Following(true),
            Following(false)
        ]
    );
}

#[test]
fn lines_are_chosen_by_dragging_and_copied() {
    let log = log(10);
    let mut hand = Hand::on(&log);
    hand.to(line(6))
        .down(Button::Left)
        .to(line(5))
        .to(line(3))
        .up()
        .to(line(9));
    hand.hold(Modifiers::CTRL).key(Key::Character("c".into()));
    assert_eq!(
        hand.messages(),
        [
            Chosen(Some(6..=6)),
            Following(false),
            Chosen(Some(5..=6)),
            Chosen(Some(3..=6)),
            Copy(3..=6)
        ]
    );
}

#[test]
fn shift_extends_and_ctrl_a_is_all() {
    let log = log(1000);
    let mut hand = Hand::on(&log);
    hand.key(Named::Home)
        .click(line(2))
        .hold(Modifiers::SHIFT)
        .click(line(7))
        .click(line(0));
    hand.hold(Modifiers::CTRL)
        .key(Key::Character("a".into()))
        .key(Key::Character("c".into()));
    assert_eq!(
        hand.messages(),
        [
            Following(false),
            Chosen(Some(2..=2)),
            Chosen(Some(2..=7)),
            Chosen(Some(0..=2)),
            Chosen(Some(0..=999)),
            Copy(0..=999)
        ]
    );
}

#[test]
fn choosing_beyond_the_edge_scrolls() {
    let log = log(1000);
    let mut hand = Hand::on(&log);
    hand.to(line(2)).down(Button::Left).to(Point::new(100.0, -40.0));
    let start = Instant::now();
    for step in 0..200 {
        let now = start + Duration::from_millis(step * 100);
        hand.send(Event::Window(window::Event::RedrawRequested(now)));
    }
    hand.up();
    assert_eq!(hand.messages().last(), Some(&Chosen(Some(0..=992))));
}

#[test]
fn a_double_click_opens_and_a_right_press_asks_for_a_menu() {
    let log = log(5);
    let mut hand = Hand::on(&log);
    hand.click(line(1)).click(line(1)).to(line(3)).down(Button::Right);
    hand.to(line(8)).down(Button::Right);
    assert_eq!(
        hand.messages(),
        [
            Chosen(Some(1..=1)),
            Happening::Open(1),
            Chosen(Some(3..=3)),
            Happening::Menu {
                line: Some(3),
                at: line(3)
            },
            Happening::Menu {
                line: None,
                at: line(8)
            },
        ]
    );
}

#[test]
fn without_the_focus_no_key_is_taken_and_nothing_is_copied_from_nothing() {
    let log = log(50);
    let mut hand = Hand::with(view(&log).focused(false));
    hand.key(Named::Home)
        .hold(Modifiers::CTRL)
        .key(Key::Character("a".into()));
    assert_eq!(hand.messages(), []);
    let mut hand = Hand::on(&log);
    hand.hold(Modifiers::CTRL).key(Key::Character("c".into()));
    assert_eq!(hand.messages(), []);
}

#[test]
fn a_revealed_line_is_seen() {
    let log = log(1_000_000);
    let mut hand = Hand::with(view(&log).reveal(Some((1, 500_002))));
    assert!(hand.0.find("14:31:20.002  < 150 Ok to send data 500002.").is_ok());
    hand.hold(Modifiers::CTRL).key(Key::Character("c".into()));
    assert_eq!(hand.messages(), [Copy(500_002..=500_002)]);
}

/// Pixels of a snapshot. It is always drawn at twice the size.
fn picture(hand: &mut Hand<'_>, name: &str) -> Vec<u8> {
    let snapshot = hand.0.snapshot(&iced::Theme::Light).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let folder = std::env::var_os("PICTURES").map_or_else(|| folder.path().to_owned(), std::path::PathBuf::from);
    assert!(snapshot.matches_image(folder.join(name)).unwrap());
    std::fs::read(folder.join(format!("{name}-tiny-skia.png"))).unwrap()
}

#[test]
fn shift_and_the_wheel_move_long_lines_sideways() {
    let log = log(1000);
    let mut hand = Hand::on(&log);
    hand.to(line(4)).down(Button::Left).to(line(6)).up();
    let straight = picture(&mut hand, "log");
    hand.hold(Modifiers::SHIFT).wheel(-1.0);
    let aside = picture(&mut hand, "log-aside");
    assert_ne!(straight, aside);
    hand.wheel(-100.0);
    let most = picture(&mut hand, "log-most");
    hand.wheel(-100.0);
    assert_eq!(most, picture(&mut hand, "log-most-again"));
    hand.wheel(200.0);
    assert_eq!(straight, picture(&mut hand, "log-back"));
}
