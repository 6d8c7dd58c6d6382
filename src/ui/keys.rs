//! The one table of commands and keys: it decides what a key does; menus, the sheet of shortcuts and the palette show it.

mod chord;

use iced::keyboard::key::Named;
use iced::keyboard::{Key, Modifiers};

use self::chord::{Chord, alt, ctrl, ctrl_shift, named, with_alt_shift, with_ctrl, with_ctrl_shift, with_shift};
use crate::settings::KeyPreset;

/// What a key or the palette asks for.
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
    /// A new folder.
    NewFolder,
    /// A new empty file.
    NewFile,
    /// Who may do what with what is selected.
    Permissions,
    /// Everything about the row with the cursor.
    Properties,
    /// The path to the clipboard.
    CopyPath,
    /// The address to the clipboard.
    CopyUrl,
    /// To the parent folder.
    Up,
    /// The folder before.
    Back,
    /// The folder after.
    Forward,
    /// To the home or login folder.
    Home,
    /// Type a path.
    EditPath,
    /// Transfer what is selected.
    Transfer,
    /// Move what is selected to the other side.
    Move,
    /// Look at the file under the cursor.
    View,
    /// Copy what is selected.
    Copy,
    /// Paste what was copied.
    Paste,
    /// Put it into the queue, where it waits.
    AddToQueue,
    /// A new tab.
    NewTab,
    /// Close this tab.
    CloseTab,
    /// The tab after this one.
    NextTab,
    /// The tab before this one.
    PreviousTab,
    /// This tab one place to the left.
    TabLeft,
    /// This tab one place to the right.
    TabRight,
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
    /// Both panes go from folder to folder together, or no longer.
    Together,
    /// The panes change places.
    SwapPanes,
    /// Connect again.
    Reconnect,
    /// Disconnect.
    Disconnect,
    /// Start or pause the queue.
    Queue,
    /// Start or pause what is selected in the queue.
    QueueSelected,
    /// Move what is selected up in the queue.
    QueueUp,
    /// Move it down.
    QueueDown,
    /// Move it to the top.
    QueueFirst,
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
    /// Save the connection as a site.
    Keep,
    /// Try the connection out, step by step.
    Test,
    /// Light or dark.
    Shade,
    /// Light.
    Light,
    /// Dark.
    Dark,
    /// As the system is.
    SystemShade,
    /// English.
    English,
    /// Chinese.
    Chinese,
    /// The sheet of shortcuts.
    Sheet,
    /// The saved sites.
    Sites,
    /// The settings.
    Settings,
    /// Take over sites of other programs.
    Import,
    /// Write the sites for others.
    Export,
    /// What is trusted.
    Trusted,
    /// Clear private data.
    Private,
    /// The palette of commands.
    Commands,
    /// The demo's server.
    Demo,
    /// Larger.
    Larger,
    /// Smaller.
    Smaller,
    /// The usual size.
    UsualSize,
    /// Close the window.
    Quit,
    /// Cancel the innermost thing.
    Escape,
}

/// A row of the table.
pub struct Row {
    /// What it does.
    pub shortcut: Shortcut,
    /// Its words.
    pub words: &'static str,
    standard: &'static [Chord],
    /// Where the commander's habit is another.
    commander: Option<&'static [Chord]>,
}

impl Row {
    /// How its keys are written on keyboards; the first is the one to show where there is room for one.
    pub fn keys(&self, preset: KeyPreset) -> impl Iterator<Item = &'static str> {
        self.chords(preset).iter().map(|chord| chord.written)
    }

    fn chords(&self, preset: KeyPreset) -> &'static [Chord] {
        match (preset, self.commander) {
            (KeyPreset::Commander, Some(chords)) => chords,
            _ => self.standard,
        }
    }
}

const fn row(shortcut: Shortcut, words: &'static str, standard: &'static [Chord]) -> Row {
    Row {
        shortcut,
        words,
        standard,
        commander: None,
    }
}

const fn habit(row: Row, commander: &'static [Chord]) -> Row {
    Row {
        commander: Some(commander),
        ..row
    }
}

/// Everything that can be done from everywhere. Rows of lists have keys of their own: arrows, Enter, letters.
pub const TABLE: &[Row] = &[
    habit(
        row(
            Shortcut::Transfer,
            "app-key-transfer",
            &[with_ctrl("Ctrl+Enter", Named::Enter)],
        ),
        &[named("F5", Named::F5), with_ctrl("Ctrl+Enter", Named::Enter)],
    ),
    habit(row(Shortcut::Move, "app-key-move", &[]), &[named("F6", Named::F6)]),
    row(Shortcut::AddToQueue, "settings-command-add-to-queue", &[]),
    habit(
        row(Shortcut::Refresh, "app-key-refresh", &[named("F5", Named::F5)]),
        &[ctrl("Ctrl+R", "r")],
    ),
    row(Shortcut::Rename, "app-key-rename", &[named("F2", Named::F2)]),
    habit(
        row(
            Shortcut::NewFolder,
            "settings-command-new-folder",
            &[ctrl_shift("Ctrl+Shift+N", "n")],
        ),
        &[named("F7", Named::F7)],
    ),
    row(Shortcut::NewFile, "settings-command-new-file", &[]),
    habit(
        row(Shortcut::Delete, "app-key-delete", &[named("Del", Named::Delete)]),
        &[named("F8", Named::F8), named("Del", Named::Delete)],
    ),
    habit(
        row(
            Shortcut::DeleteForGood,
            "app-key-delete-for-good",
            &[with_shift("Shift+Del", Named::Delete)],
        ),
        &[
            with_shift("Shift+F8", Named::F8),
            with_shift("Shift+Del", Named::Delete),
        ],
    ),
    row(Shortcut::Permissions, "settings-command-permissions", &[]),
    habit(
        row(Shortcut::Properties, "settings-command-properties", &[]),
        &[named("F9", Named::F9)],
    ),
    // Until files can be edited in place, the key for it shows them.
    habit(
        row(Shortcut::View, "app-key-view", &[named("F3", Named::F3)]),
        &[named("F3", Named::F3), named("F4", Named::F4)],
    ),
    row(Shortcut::Copy, "app-key-copy", &[ctrl("Ctrl+C", "c")]),
    row(Shortcut::Paste, "app-key-paste", &[ctrl("Ctrl+V", "v")]),
    row(Shortcut::CopyPath, "settings-command-copy-path", &[]),
    row(Shortcut::CopyUrl, "settings-command-copy-url", &[]),
    row(
        Shortcut::Up,
        "app-key-up",
        &[named("Backspace", Named::Backspace), alt("Alt+↑", Named::ArrowUp)],
    ),
    row(
        Shortcut::Back,
        "settings-command-back",
        &[alt("Alt+←", Named::ArrowLeft)],
    ),
    row(
        Shortcut::Forward,
        "settings-command-forward",
        &[alt("Alt+→", Named::ArrowRight)],
    ),
    row(Shortcut::Home, "settings-command-home", &[]),
    row(Shortcut::EditPath, "settings-command-edit-path", &[]),
    row(Shortcut::Filter, "app-key-filter", &[ctrl("Ctrl+F", "f")]),
    row(Shortcut::Hidden, "app-key-hidden", &[ctrl("Ctrl+H", "h")]),
    row(Shortcut::Places, "app-key-places", &[ctrl("Ctrl+B", "b")]),
    row(
        Shortcut::LocalPlaces,
        "app-key-local-places",
        &[alt("Alt+F1", Named::F1)],
    ),
    row(
        Shortcut::RemotePlaces,
        "app-key-remote-places",
        &[alt("Alt+F2", Named::F2)],
    ),
    row(Shortcut::Tree, "app-key-tree", &[ctrl("Ctrl+E", "e")]),
    row(Shortcut::SwapPanes, "app-key-swap-panes", &[ctrl("Ctrl+U", "u")]),
    row(Shortcut::Together, "app-key-together", &[ctrl("Ctrl+Y", "y")]),
    row(Shortcut::OtherPane, "app-key-other-pane", &[named("Tab", Named::Tab)]),
    row(Shortcut::Local, "app-key-local", &[ctrl("Ctrl+1", "1")]),
    row(Shortcut::Remote, "app-key-remote", &[ctrl("Ctrl+2", "2")]),
    row(Shortcut::QueuePanel, "app-key-queue-panel", &[ctrl("Ctrl+3", "3")]),
    row(Shortcut::LogPanel, "app-key-log-panel", &[ctrl("Ctrl+4", "4")]),
    row(Shortcut::Queue, "app-key-queue", &[ctrl("Ctrl+P", "p")]),
    row(
        Shortcut::QueueSelected,
        "app-key-queue-selected",
        &[ctrl_shift("Ctrl+Shift+P", "p")],
    ),
    row(
        Shortcut::QueueUp,
        "app-key-queue-up",
        &[with_alt_shift("Alt+Shift+↑", Named::ArrowUp)],
    ),
    row(
        Shortcut::QueueDown,
        "app-key-queue-down",
        &[with_alt_shift("Alt+Shift+↓", Named::ArrowDown)],
    ),
    row(
        Shortcut::QueueFirst,
        "app-key-queue-first",
        &[with_alt_shift("Alt+Shift+Home", Named::Home)],
    ),
    row(Shortcut::NewTab, "app-key-new-tab", &[ctrl("Ctrl+T", "t")]),
    row(Shortcut::CloseTab, "app-key-close-tab", &[ctrl("Ctrl+W", "w")]),
    row(
        Shortcut::NextTab,
        "app-key-next-tab",
        &[with_ctrl("Ctrl+Tab", Named::Tab)],
    ),
    row(
        Shortcut::PreviousTab,
        "app-key-previous-tab",
        &[with_ctrl_shift("Ctrl+Shift+Tab", Named::Tab)],
    ),
    row(
        Shortcut::TabLeft,
        "app-key-tab-left",
        &[with_ctrl_shift("Ctrl+Shift+PgUp", Named::PageUp)],
    ),
    row(
        Shortcut::TabRight,
        "app-key-tab-right",
        &[with_ctrl_shift("Ctrl+Shift+PgDn", Named::PageDown)],
    ),
    row(Shortcut::Address, "app-key-address", &[ctrl("Ctrl+L", "l")]),
    habit(
        row(Shortcut::Reconnect, "app-key-reconnect", &[ctrl("Ctrl+R", "r")]),
        &[ctrl_shift("Ctrl+Shift+R", "r")],
    ),
    row(Shortcut::Disconnect, "app-key-disconnect", &[ctrl("Ctrl+D", "d")]),
    row(Shortcut::Facts, "app-key-facts", &[ctrl("Ctrl+I", "i")]),
    row(Shortcut::Sites, "app-key-sites", &[ctrl("Ctrl+S", "s")]),
    row(Shortcut::Keep, "app-key-keep", &[ctrl_shift("Ctrl+Shift+S", "s")]),
    row(Shortcut::Test, "app-key-test", &[]),
    row(Shortcut::Demo, "settings-command-demo", &[]),
    row(Shortcut::Settings, "settings-command-settings", &[ctrl("Ctrl+,", ",")]),
    row(Shortcut::Import, "settings-command-import", &[]),
    row(Shortcut::Export, "settings-command-export", &[]),
    row(Shortcut::Trusted, "settings-command-trusted", &[]),
    row(Shortcut::Private, "settings-command-private", &[]),
    row(Shortcut::Commands, "settings-command-palette", &[ctrl("Ctrl+K", "k")]),
    row(Shortcut::Sheet, "app-key-sheet", &[named("F1", Named::F1)]),
    row(Shortcut::Light, "settings-command-light", &[]),
    row(Shortcut::Dark, "settings-command-dark", &[]),
    row(Shortcut::SystemShade, "settings-command-system-shade", &[]),
    row(Shortcut::Shade, "app-key-shade", &[ctrl_shift("Ctrl+Shift+L", "l")]),
    row(Shortcut::English, "settings-command-english", &[]),
    row(Shortcut::Chinese, "settings-command-chinese", &[]),
    row(
        Shortcut::Larger,
        "app-key-larger",
        &[ctrl("Ctrl++", "+"), ctrl("Ctrl+=", "=")],
    ),
    row(Shortcut::Smaller, "app-key-smaller", &[ctrl("Ctrl+-", "-")]),
    row(Shortcut::UsualSize, "app-key-usual-size", &[ctrl("Ctrl+0", "0")]),
    row(Shortcut::Quit, "settings-command-quit", &[ctrl("Ctrl+Q", "q")]),
    row(Shortcut::Escape, "app-key-escape", &[named("Esc", Named::Escape)]),
];

/// How the key for something is written; nothing where it has none.
pub fn written(shortcut: Shortcut, preset: KeyPreset) -> &'static str {
    let row = TABLE.iter().find(|row| row.shortcut == shortcut);
    row.and_then(|row| row.keys(preset).next()).unwrap_or_default()
}

/// What `key` asks for.
pub fn of(key: &Key, modifiers: Modifiers, preset: KeyPreset) -> Option<Shortcut> {
    let fits = |row: &&Row| row.chords(preset).iter().any(|chord| chord.fits(key, modifiers));
    TABLE.iter().find(fits).map(|row| row.shortcut)
}

#[cfg(test)]
mod tests {
    use super::*;

    const PRESETS: [KeyPreset; 2] = [KeyPreset::Standard, KeyPreset::Commander];

    fn letter(text: &str) -> Key {
        Key::Character(text.into())
    }

    #[test]
    fn keys_find_what_they_do() {
        let (none, ctrl, shift) = (Modifiers::empty(), Modifiers::COMMAND, Modifiers::SHIFT);
        let of = |key: &Key, modifiers| of(key, modifiers, KeyPreset::Standard);
        assert_eq!(of(&Key::Named(Named::F5), none), Some(Shortcut::Refresh));
        assert_eq!(of(&Key::Named(Named::Delete), none), Some(Shortcut::Delete));
        assert_eq!(of(&Key::Named(Named::Delete), shift), Some(Shortcut::DeleteForGood));
        assert_eq!(of(&letter("l"), ctrl), Some(Shortcut::Address));
        assert_eq!(of(&letter("L"), ctrl | shift), Some(Shortcut::Shade));
        assert_eq!(of(&letter(","), ctrl), Some(Shortcut::Settings));
        assert_eq!(of(&letter("+"), ctrl | shift), Some(Shortcut::Larger));
        assert_eq!(of(&letter("t"), ctrl | shift), None);
        assert_eq!(of(&Key::Named(Named::Enter), none), None, "lists have their own");
        assert_eq!(of(&Key::Named(Named::ArrowLeft), Modifiers::ALT), Some(Shortcut::Back));
    }

    fn keys_of_standard(key: Named) -> Option<Shortcut> {
        of(&Key::Named(key), Modifiers::empty(), KeyPreset::Standard)
    }

    #[test]
    fn the_commander_has_other_habits() {
        let (none, ctrl) = (Modifiers::empty(), Modifiers::COMMAND);
        let of = |key: &Key, modifiers| of(key, modifiers, KeyPreset::Commander);
        assert_eq!(of(&Key::Named(Named::F5), none), Some(Shortcut::Transfer));
        assert_eq!(of(&Key::Named(Named::F6), none), Some(Shortcut::Move));
        assert_eq!(keys_of_standard(Named::F6), None, "FileZilla's habit knows no such key");
        assert_eq!(of(&Key::Named(Named::F7), none), Some(Shortcut::NewFolder));
        assert_eq!(of(&Key::Named(Named::F4), none), Some(Shortcut::View));
        assert_eq!(of(&Key::Named(Named::F8), none), Some(Shortcut::Delete));
        assert_eq!(of(&letter("r"), ctrl), Some(Shortcut::Refresh));
        assert_eq!(of(&letter("R"), ctrl | Modifiers::SHIFT), Some(Shortcut::Reconnect));
    }

    #[test]
    fn no_bare_letter_is_a_shortcut_and_no_key_does_two_things() {
        for preset in PRESETS {
            for character in "abcdefghijklmnopqrstuvwxyz0123456789+-,".chars() {
                assert_eq!(of(&letter(&character.to_string()), Modifiers::empty(), preset), None);
            }
            let mut keys: Vec<&str> = TABLE.iter().flat_map(|row| row.keys(preset)).collect();
            let count = keys.len();
            keys.sort_unstable();
            keys.dedup();
            assert_eq!(keys.len(), count, "{preset:?}");
        }
    }

    #[test]
    fn every_command_stands_once_in_the_table() {
        for (at, row) in TABLE.iter().enumerate() {
            assert!(
                TABLE[at + 1..].iter().all(|other| other.shortcut != row.shortcut),
                "{:?}",
                row.shortcut
            );
        }
    }
}
