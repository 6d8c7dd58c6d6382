//! The log without a pointer, and while a command is typed.

use iced::keyboard::key::Named;

use super::*;
use crate::ui::widget::trap::Trap;

/// What keys come to in the panel; Tab goes round in it.
fn keys(log: &Log, keys: &[Named]) -> Vec<String> {
    let words = Words::of(Language::English);
    let context = context(&words, Shade::Light);
    let panel = Trap::new(log.view(&context, true), 1, "nothing", Message::Clear);
    let mut simulator = Simulator::with_size(iced::Settings::default(), (640.0, 235.0), Element::from(panel));
    for key in keys {
        let _ = simulator.tap_key(*key);
    }
    let messages = simulator.into_messages();
    messages.map(|message| format!("{message:?}")).collect()
}

#[test]
fn every_button_of_the_head_is_reached_by_tab() {
    let log = talk();
    let nth = |count: usize| keys(&log, &[vec![Named::Tab; count], vec![Named::Enter]].concat()).join(" ");
    assert_eq!(nth(1), "Filter(true)");
    assert!(nth(2).starts_with("Copy"), "{}", nth(2));
    assert!(nth(3).starts_with("Save"));
    assert_eq!(nth(4), "Clear");
    assert_eq!(nth(5), "Follow(false)");
    assert_eq!(nth(6), "Send", "the line for a command");
    assert_eq!(nth(7), "Filter(true)");
}

#[test]
fn the_lines_take_no_key_while_a_command_is_typed() {
    let mut log = talk();
    let up = |log: &Log| keys(log, &[Named::Home]);
    assert_eq!(up(&log), ["Lines(Following(false), +00:00:00)"]);
    log.update(Message::Typing);
    assert!(up(&log).is_empty());
    log.update(Message::Lines(Happening::Focused, UtcOffset::UTC));
    assert_eq!(up(&log).len(), 1);
    log.update(Message::Command("S".to_owned()));
    assert!(up(&log).is_empty());
}
