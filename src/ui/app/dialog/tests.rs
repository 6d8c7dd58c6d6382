use std::time::Duration;

use iced::keyboard::key::Named;
use iced_test::Simulator;
use time::UtcOffset;

use super::*;
use crate::engine::WindowState;
use crate::engine::command::{Command, LocalRequest};
use crate::entry::{Kind, Permissions};
use crate::path::RemoteName;
use crate::ui::launch::Launch;
use crate::ui::screen::settings::Value;

impl App {
    /// Time goes by, so that a dialog has been seen.
    pub(in crate::ui::app) fn dialog_was_seen(&mut self) {
        self.began = self.began.checked_sub(DEAF).unwrap();
    }
}

/// A window without an engine: what it would tell the engine waits in it.
pub(super) struct Scene {
    pub app: App,
    folder: tempfile::TempDir,
}

impl Scene {
    pub fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let launch = Launch {
            profile: Some(folder.path().to_owned()),
            ..Launch::default()
        };
        let mut app = App::new(launch, UtcOffset::UTC).0;
        app.speak(Some(crate::ui::words::Language::English));
        app.waiting.clear();
        Self { app, folder }
    }

    fn with(dialog: Dialog) -> Self {
        let mut scene = Self::new();
        scene.app.dialog = Some(dialog);
        let _ = scene.app.update(Root::Redraw);
        scene
    }

    /// Time goes by, so that the dialog has been seen.
    fn seen(mut self) -> Self {
        self.app.dialog_was_seen();
        self
    }

    fn act(&mut self, hand: impl FnOnce(&mut Simulator<'_, Root>)) {
        let size = iced::Size::new(1280.0, 800.0);
        let mut simulator = Simulator::with_size(iced::Settings::default(), size, self.app.view());
        hand(&mut simulator);
        let messages: Vec<Root> = simulator.into_messages().collect();
        for message in messages {
            let _ = self.app.update(message);
        }
    }

    fn tap(&mut self, keys: &[Named]) {
        self.act(|hand| {
            for key in keys {
                let _ = hand.tap_key(*key);
            }
        });
    }

    fn sees(&mut self, words: &str) -> bool {
        let mut seen = false;
        self.act(|hand| seen = hand.find(words).is_ok());
        seen
    }

    /// What was asked of the disk here.
    fn asked(&self) -> Vec<&LocalRequest> {
        let asked = self.app.waiting.iter().filter_map(|command| match command {
            Command::Local { request, .. } => Some(request),
            _ => None,
        });
        asked.collect()
    }
}

pub(super) fn entry(name: &str) -> Entry {
    Entry::new(RemoteName::from(name), Kind::File)
}

pub(super) fn delete(for_good: bool) -> Dialog {
    Dialog::Delete(Box::new(Removal::of_two(for_good)))
}

#[test]
fn nothing_is_agreed_to_before_it_can_have_been_seen() {
    let mut scene = Scene::with(delete(true));
    scene.tap(&[Named::Enter]);
    assert!(
        scene.app.dialog.is_some() && scene.asked().is_empty(),
        "a key that was meant for something else"
    );
    let mut scene = scene.seen();
    scene.tap(&[Named::Enter]);
    assert!(scene.app.dialog.is_none());
    assert!(
        matches!(scene.asked()[..], [LocalRequest::Delete { .. }]),
        "{:?}",
        scene.asked()
    );
}

#[test]
fn a_dialog_that_comes_later_is_deaf_again() {
    let mut opened = Opened::default();
    let milliseconds = Duration::from_millis;
    opened.note(true, milliseconds(1000));
    assert!(opened.is_deaf(milliseconds(1499)) && !opened.is_deaf(milliseconds(1500)));
    let first = opened.number;
    opened.note(true, milliseconds(1600));
    assert_eq!(opened.number, first, "it is the same one");
    opened.note(false, milliseconds(1700));
    opened.note(true, milliseconds(9000));
    assert!(opened.number > first && opened.is_deaf(milliseconds(9100)));
}

#[test]
fn deleting_can_be_refused_by_escape_and_by_the_button() {
    for keys in [&[Named::Escape][..], &[Named::Tab, Named::Enter][..]] {
        let mut scene = Scene::with(delete(false)).seen();
        assert!(scene.sees("Move these 2 to the trash?"));
        scene.tap(keys);
        assert!(scene.app.dialog.is_none() && scene.asked().is_empty(), "{keys:?}");
    }
}

#[test]
fn what_goes_to_the_trash_says_so_and_goes_there() {
    let mut scene = Scene::with(delete(false)).seen();
    scene.tap(&[Named::Enter]);
    assert!(matches!(scene.asked()[..], [LocalRequest::Trash { .. }]));
    let mut scene = Scene::with(delete(true));
    assert!(scene.sees("Delete these 2 for good?"));
}

#[test]
fn moving_names_count_and_folder() {
    let into = Place::Local("/srv/www".into());
    let mut scene = Scene::with(Dialog::MoveInto {
        tab: 1,
        from: Place::Remote(crate::path::RemotePath::home()),
        entries: vec![entry("a")],
        into,
    })
    .seen();
    assert!(scene.sees("Move this to /srv/www?") && scene.sees("a"));
    scene.tap(&[Named::Enter]);
    assert!(scene.app.dialog.is_none());
}

#[test]
fn permissions_are_ticked_or_typed() {
    let mut folder = Entry::new(RemoteName::from("dir"), Kind::Directory);
    folder.permissions = Some(Permissions::new(0o755));
    let mut scene = Scene::with(Dialog::permissions(1, Side::Local, vec![folder])).seen();
    let mode = |scene: &Scene| match &scene.app.dialog {
        Some(Dialog::Permissions { grid, entries, .. }) => {
            let mode = grid.applied(entries.clone())[0].1;
            (mode, grid.below().is_some())
        }
        other => panic!("{other:?}"),
    };
    assert_eq!(mode(&scene), (0o755, false));
    scene.act(|hand| {
        hand.click("Everything in the folders, too").unwrap();
    });
    assert_eq!(mode(&scene), (0o755, true));
    let octal = |typed: &str| Root::Dialog(Message::Permissions(permissions::Message::Octal(typed.into())));
    let _ = scene.app.update(octal("640"));
    assert_eq!(mode(&scene).0, 0o640);
    let _ = scene.app.update(octal("9"));
    let _ = scene.app.update(octal("12345"));
    assert_eq!(mode(&scene).0, 0o640, "that is no mode");
    scene.act(|hand| {
        hand.click("Set").unwrap();
    });
    assert!(scene.app.dialog.is_none());
}

#[test]
fn properties_and_the_sheet_close_by_enter_and_escape() {
    for key in [Named::Enter, Named::Escape] {
        for dialog in [Dialog::properties(1, Side::Local, entry("notes.txt")), Dialog::Sheet] {
            let mut scene = Scene::with(dialog);
            scene.tap(&[key]);
            assert!(scene.app.dialog.is_none());
        }
    }
}

#[test]
fn the_sheet_shows_the_keys_of_the_preset() {
    let mut scene = Scene::with(Dialog::Sheet);
    assert!(scene.sees("F5") && scene.sees("Ctrl+K") && !scene.sees("F8"));
    scene.app.state.keys = KeyPreset::Commander;
    assert!(scene.sees("F8"));
}

#[test]
fn a_low_window_still_has_the_buttons() {
    let scene = Scene::with(Dialog::Sheet);
    let size = iced::Size::new(560.0, 400.0);
    let mut simulator = Simulator::with_size(iced::Settings::default(), size, scene.app.view());
    let close = simulator.find("Close").unwrap().visible_bounds().unwrap();
    assert!(close.y + close.height < 400.0 && close.height > 10.0, "{close:?}");
    let title = simulator.find("Keyboard shortcuts").unwrap().visible_bounds().unwrap();
    assert!(title.y > 0.0);
}

#[test]
fn enter_stays_where_transfers_run() {
    let mut scene = Scene::with(Dialog::Quit).seen();
    scene.tap(&[Named::Enter]);
    assert!(scene.app.dialog.is_none() && !scene.app.leaving);
    let mut scene = Scene::with(Dialog::Quit).seen();
    scene.act(|hand| {
        hand.click("Stop and quit").unwrap();
    });
    assert!(scene.app.leaving);
}

#[test]
fn keys_open_the_settings_and_a_change_holds_and_is_kept() {
    let mut scene = Scene::new();
    let key = |letter: &str| {
        Root::Key(
            iced::keyboard::Key::Character(letter.into()),
            iced::keyboard::Modifiers::COMMAND,
        )
    };
    let _ = scene.app.update(key(","));
    assert!(scene.sees("Connections per site"));
    let set = |setting, value| Root::Dialog(Message::Settings(settings::Message::Set(setting, value)));
    let _ = scene.app.update(set(settings::Setting::Language, Value::Choice(2)));
    assert!(scene.sees("设置"), "at once");
    let _ = scene.app.update(set(settings::Setting::ShowHidden, Value::Flag(true)));
    assert!(
        scene
            .app
            .tabs
            .iter()
            .all(|tab| tab.local.shows_hidden() && tab.remote.shows_hidden())
    );
    let _ = scene.app.update(set(settings::Setting::FtpMode, Value::Choice(2)));
    let _ = scene
        .app
        .update(Root::Dialog(Message::Settings(settings::Message::Close)));
    assert!(scene.app.dialog.is_none());
    assert_eq!(scene.app.tabs[0].mode, crate::site::Mode::Active);
    let _ = scene.app.update(Root::NewTab);
    assert_eq!(scene.app.tabs[1].mode, crate::site::Mode::Active);
    assert!(scene.app.tabs[1].local.shows_hidden());
    let kept = WindowState::load(scene.folder.path());
    assert_eq!(kept, scene.app.state);
    assert!(kept.local.hidden && kept.remote.hidden);
}

#[test]
fn the_palette_does_what_keys_do() {
    let mut scene = Scene::new();
    let open = Root::Do(crate::ui::keys::Shortcut::Commands);
    let _ = scene.app.update(open.clone());
    assert!(
        scene.sees("New connection") && !scene.sees("Disconnect"),
        "nothing is connected"
    );
    let typed = |text: &str| Root::Dialog(Message::Commands(commands::Message::Typed(text.into())));
    let _ = scene.app.update(typed("dark"));
    scene.tap(&[Named::Enter]);
    assert_eq!(scene.app.state.shade.as_deref(), Some("dark"));
    assert!(scene.app.dialog.is_none());
    scene.app.state.recent = vec!["sftp://mei@backup-nas/".into()];
    let _ = scene.app.update(open);
    let _ = scene.app.update(typed("backup"));
    scene.tap(&[Named::Enter]);
    let there = scene
        .app
        .tab()
        .and_then(|tab| tab.site.as_ref())
        .map(|site| site.host.clone());
    assert_eq!(there.as_deref(), Some("backup-nas"));
}

#[test]
fn a_field_does_not_write_what_ctrl_and_a_digit_mean() {
    let mut scene = Scene::new();
    let press = |letter: &str| {
        let key = iced::keyboard::Key::Character(letter.into());
        iced::Event::Keyboard(iced::keyboard::Event::KeyPressed {
            key: key.clone(),
            modified_key: key,
            physical_key: iced::keyboard::key::Physical::Unidentified(iced::keyboard::key::NativeCode::Unidentified),
            location: iced::keyboard::Location::Standard,
            modifiers: iced::keyboard::Modifiers::COMMAND,
            text: Some(letter.into()),
            repeat: false,
        })
    };
    scene.act(|hand| {
        hand.click(iced_test::selector::id(crate::ui::screen::tab::ADDRESS))
            .unwrap();
        let _ = hand.simulate([press("3"), press(",")]);
    });
    assert_eq!(scene.app.tabs[0].address, "");
    assert_eq!(scene.app.area, super::super::Area::Queue);
    assert!(matches!(scene.app.dialog, Some(Dialog::Settings(_))));
}
