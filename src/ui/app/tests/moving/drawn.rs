//! What goes on with files is drawn in both shades and languages; with `PACKETBOAT_PICTURES` set, the pictures stay there.

use std::borrow::Cow;
use std::path::Path;

use iced::{Point, Settings, Size};
use iced_test::Simulator;

use super::*;
use crate::error::{Error, Stage};
use crate::ui::look::font;

const WINDOW: Size = Size::new(1280.0, 800.0);

fn simulated(rig: &Rig) -> Simulator<'_, Message> {
    let settings = Settings {
        fonts: font::FILES.iter().map(|file| Cow::Borrowed(*file)).collect(),
        default_font: font::TEXT,
        ..Settings::default()
    };
    Simulator::with_size(settings, WINDOW, rig.app.view())
}

/// Presses what has these words on it.
fn press(rig: &mut Rig, words: &str) {
    let mut simulator = simulated(rig);
    simulator.click(words).unwrap();
    let messages: Vec<_> = simulator.into_messages().collect();
    for message in messages {
        let _ = rig.app.update(message);
    }
}

/// A picture of the window as it is.
fn picture(rig: &Rig, path: &Path) -> Vec<u8> {
    let mut simulator = simulated(rig);
    let snapshot = simulator.snapshot(&rig.app.theme()).unwrap();
    let written = path.with_file_name(format!("{}-tiny-skia.png", path.file_stem().unwrap().to_string_lossy()));
    let _ = std::fs::remove_file(&written);
    assert!(snapshot.matches_image(path).unwrap());
    std::fs::read(written).unwrap()
}

/// Draws the window in both shades and languages: no two pictures are the same.
fn draw(rig: &mut Rig, name: &str) {
    let folder = tempfile::tempdir().unwrap();
    let folder = std::env::var_os("PACKETBOAT_PICTURES").map_or_else(|| folder.path().to_owned(), PathBuf::from);
    std::fs::create_dir_all(&folder).unwrap();
    let mut pictures = Vec::new();
    for language in [Language::English, Language::Chinese] {
        let _ = rig.app.update(Message::Speak(language));
        for shade in ["light", "dark"] {
            rig.app.state.shade = Some(shade.to_owned());
            rig.app.dress();
            let path = folder.join(format!("moving-{name}-{}-{shade}.png", language.tag()));
            pictures.push(picture(rig, &path));
        }
    }
    let _ = rig.app.update(Message::Speak(Language::English));
    pictures.sort();
    pictures.dedup();
    assert_eq!(pictures.len(), 4, "{name}");
}

#[test]
fn menus_of_both_sides_are_drawn() {
    let mut rig = Rig::connected();
    for (side, name) in [(Side::Remote, "menu-remote"), (Side::Local, "menu-local")] {
        rig.table(side, Happening::Select(Select::Only(2)));
        let at = Point::new(if side == Side::Local { 120.0 } else { 760.0 }, 190.0);
        rig.table(side, Happening::Cursor(2));
        rig.table(side, Happening::Menu { row: Some(2), at });
        draw(&mut rig, name);
        rig.pane(side, PaneMessage::MenuClosed);
    }
    let at = Point::new(760.0, 300.0);
    rig.table(Side::Remote, Happening::Menu { row: None, at });
    draw(&mut rig, "menu-ground");
}

#[test]
fn what_goes_on_is_drawn_below_the_list() {
    let mut rig = Rig::connected();
    rig.table(Side::Remote, Happening::Select(Select::Only(2)));
    rig.pane(Side::Remote, PaneMessage::Way(Way::View));
    draw(&mut rig, "fetching");
    rig.app.tabs[0].note = Some(Note::Copy("a.txt".to_owned()));
    rig.asked();
    let entries = [folder("site"), file("a.txt", 5)];
    let began = rig.app.now() - time::Duration::seconds(5);
    let _ = rig.app.tabs[0].delete(Side::Local, &entries, true, began);
    let id = rig.tab().id;
    let actions = rig.app.tabs[0].delete(Side::Remote, &entries, true, began);
    let _ = rig.app.obey_all(id, actions);
    let tickets: Vec<Ticket> = rig
        .asked()
        .into_iter()
        .filter_map(|command| match command {
            Command::Browse { ticket, .. } => Some(ticket),
            _ => None,
        })
        .collect();
    rig.app.tabs[0].progress(tickets[0], 1318, 2);
    draw(&mut rig, "working");
    let error = || Error::new(Stage::Command, crate::error::Kind::NotPermitted, "remove");
    for name in ["/www/site/images/held.png", "/www/site/logs/access.log"] {
        rig.happened(vec![Event::ItemFailed {
            ticket: tickets[0],
            path: name.into(),
            error: Box::new(error()),
        }]);
    }
    rig.happened(vec![
        Event::Answered {
            ticket: tickets[0],
            result: Ok(Outcome::Changed { done: 1318, failed: 2 }),
        },
        Event::Answered {
            ticket: tickets[1],
            result: Err(error()),
        },
    ]);
    rig.answer_lists(&entries);
    draw(&mut rig, "ended");
    press(&mut rig, "Show them");
    assert!(matches!(&rig.app.dialog, Some(Dialog::Unchanged(left)) if left.len() == 3));
    draw(&mut rig, "unchanged");
}

#[test]
fn a_large_file_is_asked_about() {
    let mut rig = Rig::connected();
    let _ = rig.app.look_at(rig.tab().id, Side::Remote, file("film.mp4", 1 << 30));
    draw(&mut rig, "ask-view");
}
