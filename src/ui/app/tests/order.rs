//! The order of tabs and the look of panes: changed by hand, and written down soon after.

use super::*;
use crate::engine::WindowState;
use crate::ui::screen::pane;
use crate::ui::widget::table::Happening;
use iced::keyboard::key::Named;

/// Three tabs with these hosts; the last one is shown.
fn three() -> Rig {
    let mut rig = Rig::new();
    for host in ["one", "two", "three"] {
        rig.go(&format!("sftp://me@{host}.example/srv"));
        rig.lists(&["a"]);
    }
    rig
}

impl Rig {
    fn hosts(&self) -> String {
        let hosts = self.app.tabs.iter().filter_map(|tab| tab.site.as_ref());
        let hosts: Vec<&str> = hosts.map(|site| site.host.trim_end_matches(".example")).collect();
        hosts.join(" ")
    }

    fn shown(&self) -> String {
        self.tab()
            .site
            .as_ref()
            .map(|site| site.host.clone())
            .unwrap_or_default()
    }

    fn press(&mut self, key: Named, modifiers: keyboard::Modifiers) {
        let _ = self.app.update(Message::Key(keyboard::Key::Named(key), modifiers));
    }

    fn written(&self) -> WindowState {
        WindowState::load(self.folder.path())
    }
}

#[test]
fn tabs_change_places_and_the_shown_one_stays() {
    let mut rig = three();
    let first = rig.app.tabs[0].id;
    let _ = rig.app.update(Message::MoveTab(first, 2));
    assert_eq!(
        (rig.hosts().as_str(), rig.shown().as_str()),
        ("two three one", "three.example")
    );
    let _ = rig.app.update(Message::MoveTab(first, 99));
    assert_eq!(rig.hosts(), "two three one");
    let _ = rig.app.update(Message::MoveTab(first, 0));
    let _ = rig.app.update(Message::MoveTab(12345, 0));
    assert_eq!((rig.hosts().as_str(), rig.app.active), ("one two three", 2));
}

#[test]
fn keys_go_round_the_tabs_and_move_them() {
    let both = keyboard::Modifiers::CTRL | keyboard::Modifiers::SHIFT;
    let mut rig = three();
    rig.press(Named::Tab, keyboard::Modifiers::CTRL);
    assert_eq!(rig.shown(), "one.example", "behind the last comes the first");
    rig.press(Named::Tab, both);
    assert_eq!(rig.shown(), "three.example");
    rig.press(Named::Tab, both);
    assert_eq!(rig.shown(), "two.example");
    rig.press(Named::PageUp, both);
    assert_eq!(
        (rig.hosts().as_str(), rig.shown().as_str()),
        ("two one three", "two.example")
    );
    rig.press(Named::PageUp, both);
    rig.press(Named::PageDown, both);
    assert_eq!(rig.hosts(), "one two three");
}

#[test]
fn what_a_hand_arranges_is_written_down_a_moment_later() {
    let mut rig = three();
    let _ = rig.app.update(Message::Keep);
    let resized = Happening::Resized {
        column: 1,
        width: 177.0,
    };
    rig.says(tab::Message::Remote(pane::Message::Table(resized)));
    let first = rig.app.tabs[0].id;
    let _ = rig.app.update(Message::MoveTab(first, 1));
    let _ = rig.app.update(Message::Sized(iced::Size::new(1111.0, 777.0)));
    assert!(rig.app.unkept);
    assert_ne!(rig.written().size, (1111.0, 777.0), "not at every step of a hand");
    let _ = rig.app.update(Message::Keep);
    let written = rig.written();
    assert_eq!(written.size, (1111.0, 777.0));
    assert!(written.remote.columns.iter().any(|column| column.width == 177.0));
    assert!(written.tabs[0].address.contains("two.example"), "{:?}", written.tabs);
    assert!(!rig.app.unkept);
}

#[test]
fn a_window_that_stays_as_it_is_writes_nothing() {
    let mut rig = Rig::new();
    let (width, height) = rig.app.state.size;
    let scale = rig.app.state.scale;
    let _ = rig
        .app
        .update(Message::Sized(iced::Size::new(width / scale, height / scale)));
    assert!(!rig.app.unkept);
    let _ = rig.app.update(Message::Keep);
    assert!(!rig.folder.path().join("window.toml").exists());
}
