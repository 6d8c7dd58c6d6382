//! The one table of keys: it decides what a key does, and the sheet of shortcuts shows it.

use iced::keyboard::key::Named;
use iced::keyboard::{Key, Modifiers};

/// What a key asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shortcut {
    /// Read the folder again.
    Refresh,
    /// Rename the row with the cursor.
    Rename,
    /// Delete what is selected.
    Delete,
    /// Delete it without the trash.
    DeleteForGood,
    /// To the parent folder.
    Up,
    /// The folder before.
    Back,
    /// The folder after.
    Forward,
    /// Transfer what is selected.
    Transfer,
    /// A new tab.
    NewTab,
    /// Close this tab.
    CloseTab,
    /// To the address bar.
    Address,
    /// To the filter of the pane.
    Filter,
    /// Show hidden files, or not.
    Hidden,
    /// The places of the pane.
    Places,
    /// Those of the local pane.
    LocalPlaces,
    /// Those of the remote pane.
    RemotePlaces,
    /// The folder tree of the pane.
    Tree,
    /// The panes change places.
    SwapPanes,
    /// Connect again.
    Reconnect,
    /// Disconnect.
    Disconnect,
    /// Start or pause the queue.
    Queue,
    /// To the other pane.
    OtherPane,
    /// The local pane.
    Local,
    /// The remote pane.
    Remote,
    /// The queue.
    QueuePanel,
    /// The log.
    LogPanel,
    /// What the connection is like.
    Facts,
    /// Light or dark.
    Shade,
    /// The sheet of shortcuts.
    Sheet,
    /// Larger.
    Larger,
    /// Smaller.
    Smaller,
    /// The usual size.
    UsualSize,
    /// Cancel the innermost thing.
    Escape,
}

/// A row of the table.
pub struct Row {
    /// What it does.
    pub shortcut: Shortcut,
    /// How it is written on keyboards.
    pub keys: &'static str,
    /// Its words.
    pub words: &'static str,
    ctrl: bool,
    shift: bool,
    key: Press,
}

enum Press {
    Named(Named),
    Letter(&'static str),
}

const fn named(shortcut: Shortcut, keys: &'static str, words: &'static str, key: Named) -> Row {
    Row {
        shortcut,
        keys,
        words,
        ctrl: false,
        shift: false,
        key: Press::Named(key),
    }
}

const fn ctrl(shortcut: Shortcut, keys: &'static str, words: &'static str, key: &'static str) -> Row {
    Row {
        shortcut,
        keys,
        words,
        ctrl: true,
        shift: false,
        key: Press::Letter(key),
    }
}

/// Every key that does something everywhere. Rows of lists have their own keys: arrows, Enter, letters.
pub const TABLE: &[Row] = &[
    named(Shortcut::Refresh, "F5", "app-key-refresh", Named::F5),
    named(Shortcut::Rename, "F2", "app-key-rename", Named::F2),
    named(Shortcut::Delete, "Del", "app-key-delete", Named::Delete),
    Row {
        shift: true,
        ..named(
            Shortcut::DeleteForGood,
            "Shift+Del",
            "app-key-delete-for-good",
            Named::Delete,
        )
    },
    named(Shortcut::Up, "Backspace", "app-key-up", Named::Backspace),
    Row {
        ctrl: true,
        ..named(Shortcut::Transfer, "Ctrl+Enter", "app-key-transfer", Named::Enter)
    },
    named(Shortcut::OtherPane, "Tab", "app-key-other-pane", Named::Tab),
    ctrl(Shortcut::NewTab, "Ctrl+T", "app-key-new-tab", "t"),
    ctrl(Shortcut::CloseTab, "Ctrl+W", "app-key-close-tab", "w"),
    ctrl(Shortcut::Address, "Ctrl+L", "app-key-address", "l"),
    ctrl(Shortcut::Filter, "Ctrl+F", "app-key-filter", "f"),
    ctrl(Shortcut::Hidden, "Ctrl+H", "app-key-hidden", "h"),
    ctrl(Shortcut::Places, "Ctrl+B", "app-key-places", "b"),
    ctrl(Shortcut::Tree, "Ctrl+E", "app-key-tree", "e"),
    ctrl(Shortcut::SwapPanes, "Ctrl+U", "app-key-swap-panes", "u"),
    ctrl(Shortcut::Reconnect, "Ctrl+R", "app-key-reconnect", "r"),
    ctrl(Shortcut::Disconnect, "Ctrl+D", "app-key-disconnect", "d"),
    ctrl(Shortcut::Queue, "Ctrl+P", "app-key-queue", "p"),
    ctrl(Shortcut::Local, "Ctrl+1", "app-key-local", "1"),
    ctrl(Shortcut::Remote, "Ctrl+2", "app-key-remote", "2"),
    ctrl(Shortcut::QueuePanel, "Ctrl+3", "app-key-queue-panel", "3"),
    ctrl(Shortcut::LogPanel, "Ctrl+4", "app-key-log-panel", "4"),
    ctrl(Shortcut::Facts, "Ctrl+I", "app-key-facts", "i"),
    ctrl(Shortcut::Shade, "Ctrl+Shift+L", "app-key-shade", "L"),
    ctrl(Shortcut::Larger, "Ctrl++", "app-key-larger", "+"),
    ctrl(Shortcut::Smaller, "Ctrl+-", "app-key-smaller", "-"),
    ctrl(Shortcut::UsualSize, "Ctrl+0", "app-key-usual-size", "0"),
    named(Shortcut::Sheet, "F1", "app-key-sheet", Named::F1),
    named(Shortcut::Escape, "Esc", "app-key-escape", Named::Escape),
];

/// What `key` asks for.
pub fn of(key: &Key, modifiers: Modifiers) -> Option<Shortcut> {
    if modifiers.alt() {
        return match key {
            Key::Named(Named::ArrowLeft) => Some(Shortcut::Back),
            Key::Named(Named::ArrowRight) => Some(Shortcut::Forward),
            Key::Named(Named::ArrowUp) => Some(Shortcut::Up),
            Key::Named(Named::F1) => Some(Shortcut::LocalPlaces),
            Key::Named(Named::F2) => Some(Shortcut::RemotePlaces),
            _ => None,
        };
    }
    let fits = |row: &&Row| match (&row.key, key) {
        (Press::Named(wanted), Key::Named(pressed)) => {
            wanted == pressed && row.ctrl == modifiers.command() && row.shift == modifiers.shift()
        }
        (Press::Letter(wanted), Key::Character(pressed)) => {
            let capital = wanted.chars().all(char::is_uppercase);
            modifiers.command()
                && if capital || modifiers.shift() && wanted.chars().all(char::is_alphabetic) {
                    capital && modifiers.shift() && pressed.eq_ignore_ascii_case(wanted)
                } else {
                    pressed.as_str() == *wanted || (*wanted == "+" && pressed.as_str() == "=")
                }
        }
        _ => false,
    };
    TABLE.iter().find(fits).map(|row| row.shortcut)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn letter(text: &str) -> Key {
        Key::Character(text.into())
    }

    #[test]
    fn keys_find_what_they_do() {
        let (none, ctrl, shift) = (Modifiers::empty(), Modifiers::COMMAND, Modifiers::SHIFT);
        assert_eq!(of(&Key::Named(Named::F5), none), Some(Shortcut::Refresh));
        assert_eq!(of(&Key::Named(Named::Delete), none), Some(Shortcut::Delete));
        assert_eq!(of(&Key::Named(Named::Delete), shift), Some(Shortcut::DeleteForGood));
        assert_eq!(of(&letter("l"), ctrl), Some(Shortcut::Address));
        assert_eq!(of(&letter("L"), ctrl | shift), Some(Shortcut::Shade));
        assert_eq!(of(&letter("t"), ctrl | shift), None);
        assert_eq!(of(&Key::Named(Named::Enter), none), None, "lists have their own");
        assert_eq!(of(&Key::Named(Named::ArrowLeft), Modifiers::ALT), Some(Shortcut::Back));
    }

    #[test]
    fn no_bare_letter_is_a_shortcut_and_no_key_does_two_things() {
        for character in "abcdefghijklmnopqrstuvwxyz0123456789+-".chars() {
            assert_eq!(of(&letter(&character.to_string()), Modifiers::empty()), None);
        }
        let mut keys: Vec<&str> = TABLE.iter().map(|row| row.keys).collect();
        keys.sort_unstable();
        keys.dedup();
        assert_eq!(keys.len(), TABLE.len());
    }
}
