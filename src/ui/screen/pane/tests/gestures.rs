//! What a person does with the pointer and the keyboard, through the whole view.

use iced::keyboard::{Key, key::Named};
use iced::{Element, Event, Point, Settings, Size, mouse};
use iced_test::Simulator;
use iced_test::simulator::click;

use super::stock::{Stock, pane, site};
use super::*;
use crate::ui::look::{font, measure};

/// Shows the pane, does something with it, and returns the messages that came of it.
pub fn hand(pane: &mut Pane, stock: &Stock, act: impl FnOnce(&mut Simulator<'_, Message>)) -> Vec<Message> {
    let context = stock.context();
    pane.dress(&context);
    let frame = Frame {
        focused: true,
        drag: None,
        body: None,
    };
    let element: Element<'_, Message> = pane.view(&context, frame, |message| message);
    let settings = Settings {
        fonts: font::FILES.iter().map(|file| (*file).into()).collect(),
        default_font: font::TEXT,
        default_text_size: measure::TEXT.into(),
        ..Settings::default()
    };
    let mut ui = Simulator::with_size(settings, Size::new(640.0, 480.0), element);
    act(&mut ui);
    ui.into_messages().collect()
}

pub fn press(ui: &mut Simulator<'_, Message>, at: Point) {
    ui.point_at(at);
    ui.simulate([Event::Mouse(mouse::Event::CursorMoved { position: at })]);
    ui.simulate(click());
}

#[test]
fn the_path_and_its_free_ground_can_be_pressed() {
    let stock = Stock::new();
    let mut pane = pane(&stock, "/srv/www", site());
    let messages = hand(&mut pane, &stock, |ui| {
        ui.click("srv").unwrap();
    });
    assert!(matches!(messages[..], [Message::Crumb(1)]), "{messages:?}");
    let messages = hand(&mut pane, &stock, |ui| press(ui, Point::new(380.0, 19.0)));
    assert!(matches!(messages[..], [Message::EditPath]), "{messages:?}");
}

#[test]
fn esc_and_a_press_elsewhere_leave_a_field() {
    let stock = Stock::new();
    let mut pane = pane(&stock, "/srv/www", site());
    pane.update(Message::EditPath);
    let messages = hand(&mut pane, &stock, |ui| {
        ui.tap_key(Key::Named(Named::Escape));
    });
    assert!(matches!(messages[..], [Message::PathLeft]), "{messages:?}");
    pane.update(Message::PathLeft);
    pane.update(Message::Table(Happening::Cursor(5)));
    pane.update(Message::Rename);
    let messages = hand(&mut pane, &stock, |ui| press(ui, Point::new(300.0, 440.0)));
    let done = messages.iter().filter(|message| matches!(message, Message::RenameDone));
    assert_eq!(done.count(), 1, "{messages:?}");
}

#[test]
fn a_menu_has_the_keyboard_and_a_press_elsewhere_only_closes_it() {
    let stock = Stock::new();
    let mut pane = pane(&stock, "/srv/www", site());
    pane.update(Message::Table(Happening::Menu {
        row: None,
        at: Point::new(600.0, 400.0),
    }));
    let messages = hand(&mut pane, &stock, |ui| {
        ui.tap_key(Key::Named(Named::ArrowDown));
        ui.tap_key(Key::Named(Named::Enter));
    });
    assert!(
        matches!(messages[..], [Message::MenuStep(1), Message::MenuAccepted]),
        "{messages:?}"
    );
    let messages = hand(&mut pane, &stock, |ui| press(ui, Point::new(60.0, 100.0)));
    assert!(matches!(messages[..], [Message::MenuClosed]), "{messages:?}");
    let messages = hand(&mut pane, &stock, |ui| {
        ui.click("New folder").unwrap();
    });
    assert!(
        messages
            .iter()
            .any(|message| matches!(message, Message::Menu(MenuItem::NewFolder))),
        "{messages:?}"
    );
}

#[test]
fn the_status_line_sends_what_is_selected() {
    let stock = Stock::new();
    let mut pane = pane(&stock, "/srv/www", site());
    hand(&mut pane, &stock, |ui| {
        ui.find("1 name cannot be used").unwrap();
    });
    pane.update(Message::Table(Happening::Select(Select::All)));
    let messages = hand(&mut pane, &stock, |ui| {
        ui.find("12 of 13 selected").unwrap();
        ui.click("Download 12").unwrap();
    });
    assert!(matches!(messages[..], [Message::Transfer]), "{messages:?}");
}

#[test]
fn esc_is_for_the_innermost_thing_of_the_pane_with_the_keyboard() {
    let stock = Stock::new();
    let mut pane = pane(&stock, "/srv/www", site());
    pane.update(Message::ToggleFilter);
    let esc = |ui: &mut Simulator<'_, Message>| {
        ui.tap_key(Key::Named(Named::Escape));
    };
    let messages = hand(&mut pane, &stock, esc);
    assert!(matches!(messages[..], [Message::ToggleFilter]), "{messages:?}");
    pane.update(Message::Table(Happening::Cursor(5)));
    pane.update(Message::Rename);
    let messages = hand(&mut pane, &stock, esc);
    assert!(matches!(messages[..], [Message::RenameCancelled]), "{messages:?}");
}
