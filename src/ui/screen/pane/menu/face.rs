//! How the items of menus look.

use iced::Color;

use super::super::goals::{Goal, GoalKind};
use super::super::{Pane, Side, speech};
use super::Item;
use crate::engine::event::LandmarkKind;
use crate::ui::context::Context;
use crate::ui::keys::Shortcut;
use crate::ui::look::{Palette, icon};
use crate::ui::words::Words;

/// How an item looks.
pub struct Face {
    /// The icon before the words.
    pub icon: Option<char>,
    /// What it says.
    pub words: String,
    /// Its key, or what more there is to say.
    pub key: String,
    /// The colour of the icon.
    pub color: Color,
}

/// How this one looks.
pub fn face(item: Item, pane: &Pane, context: &Context<'_>) -> Face {
    let (words, palette) = (context.words, context.palette);
    let plain = |icon: char, words: String| Face {
        icon: Some(icon),
        words,
        key: String::new(),
        color: palette.muted,
    };
    let ticked = |on: bool, words: String| Face {
        icon: on.then_some(icon::CHECK),
        ..plain(icon::CHECK, words)
    };
    match item {
        Item::Delete => Face {
            color: palette.bad,
            ..keyed(context, icon::TRASH_2, ("pane-delete", Some(Shortcut::Delete)))
        },
        Item::Hidden => Face {
            key: context.key(Shortcut::Hidden).to_owned(),
            ..ticked(pane.sheet.listing.shows_hidden(), words.say("pane-hidden-files"))
        },
        Item::Tree => Face {
            key: context.key(Shortcut::Tree).to_owned(),
            ..ticked(pane.tree.is_shown(), words.say("pane-tree"))
        },
        Item::Column(column) => ticked(pane.sheet.columns.is_chosen(column), speech::title(words, column)),
        Item::Charset(charset) => Face {
            key: pane.sample(charset),
            ..ticked(pane.charset() == charset, charset.label().to_owned())
        },
        Item::Goal(number) => match pane.goals.get(number) {
            Some(goal) => of_goal(goal, pane, words, palette),
            None => plain(icon::FOLDER, String::new()),
        },
        Item::Favour if pane.is_kept() => plain(icon::MINUS, words.say("pane-forget-folder")),
        Item::Favour => plain(icon::STAR, words.say("pane-keep-folder")),
        Item::AddMark => plain(icon::PLUS, words.say("sites-mark-both")),
        Item::Crumb(at) => Face {
            color: palette.folder,
            ..plain(icon::FOLDER, pane.crumb_title(at))
        },
        Item::Way(way) => {
            let (icon, said, shortcut) = way.face(pane.side);
            keyed(context, icon, (said, shortcut))
        }
        Item::Open => Face {
            key: words.say("pane-key-open"),
            ..plain(icon::FOLDER_OPEN, words.say("pane-open"))
        },
        item => of_deed(item, pane.side, context),
    }
}

/// What changes nothing in how it looks.
fn of_deed(item: Item, side: Side, context: &Context<'_>) -> Face {
    let (icon, keys) = match (item, side) {
        (Item::Transfer, Side::Local) => (icon::UPLOAD, ("pane-upload", Some(Shortcut::Transfer))),
        (Item::Transfer, Side::Remote) => (icon::DOWNLOAD, ("pane-download", Some(Shortcut::Transfer))),
        (Item::Queue, _) => (icon::LIST, ("pane-add-to-queue", Some(Shortcut::AddToQueue))),
        (Item::Rename, _) => (icon::PENCIL, ("pane-rename", Some(Shortcut::Rename))),
        (Item::NewFolder, _) => (icon::FOLDER_PLUS, ("pane-new-folder", Some(Shortcut::NewFolder))),
        (Item::NewFile, _) => (icon::FILE_PLUS, ("pane-new-file", Some(Shortcut::NewFile))),
        (Item::CopyPath, _) => (icon::COPY, ("pane-copy-path", Some(Shortcut::CopyPath))),
        (Item::CopyUrl, _) => (icon::LINK, ("pane-copy-url", Some(Shortcut::CopyUrl))),
        (Item::Permissions, _) => (icon::LOCK, ("pane-permissions", Some(Shortcut::Permissions))),
        (Item::Properties, _) => (icon::INFO, ("pane-properties", Some(Shortcut::Properties))),
        (Item::Home, Side::Local) => (icon::HOUSE, ("pane-home", Some(Shortcut::Home))),
        (Item::Home, Side::Remote) => (icon::HOUSE, ("pane-login-folder", Some(Shortcut::Home))),
        (Item::EditPath, _) => (icon::TERMINAL, ("pane-edit-path", Some(Shortcut::EditPath))),
        (Item::Columns, _) => (icon::SLIDERS_HORIZONTAL, ("pane-columns", None)),
        (Item::UsualColumns, _) => (icon::ROTATE_CW, ("pane-usual-columns", None)),
        (Item::Swap, _) => (icon::COLUMNS_2, ("pane-swap", Some(Shortcut::SwapPanes))),
        (Item::Names, _) => (icon::LANGUAGES, ("pane-names-wrong", None)),
        _ => (icon::REFRESH_CW, ("pane-refresh", Some(Shortcut::Refresh))),
    };
    keyed(context, icon, keys)
}

fn keyed(context: &Context<'_>, icon: char, (text, shortcut): (&str, Option<Shortcut>)) -> Face {
    Face {
        icon: Some(icon),
        words: context.words.say(text),
        key: shortcut.map_or_else(String::new, |shortcut| context.key(shortcut).to_owned()),
        color: context.palette.muted,
    }
}

fn of_goal(goal: &Goal, pane: &Pane, words: &Words, palette: Palette) -> Face {
    let path = || end_of(&pane.shown(&goal.place));
    let (icon, text) = match goal.kind {
        GoalKind::Home => match pane.side {
            Side::Local => (icon::HOUSE, words.say("pane-home")),
            Side::Remote => (icon::HOUSE, words.say("pane-login-folder")),
        },
        GoalKind::Landmark(LandmarkKind::Desktop) => (icon::FOLDER, words.say("pane-desktop")),
        GoalKind::Landmark(LandmarkKind::Documents) => (icon::FILE_TEXT, words.say("pane-documents")),
        GoalKind::Landmark(LandmarkKind::Downloads) => (icon::DOWNLOAD, words.say("pane-downloads")),
        GoalKind::Landmark(LandmarkKind::Drive) => (icon::HARD_DRIVE, path()),
        GoalKind::Top => match pane.side {
            Side::Local => (icon::HARD_DRIVE, words.say("pane-top")),
            Side::Remote => (icon::GLOBE, words.say("pane-top")),
        },
        GoalKind::Favourite => (icon::STAR, path()),
        GoalKind::Mark(mark) => (icon::STAR, pane.mark_name(mark)),
        GoalKind::Recent => (icon::HISTORY, path()),
    };
    Face {
        icon: Some(icon),
        words: text,
        key: String::new(),
        color: if goal.kind == GoalKind::Favourite {
            palette.folder
        } else {
            palette.muted
        },
    }
}

/// How many characters of a path a line has room for.
const PATH: usize = 42;

/// A long path keeps its end.
fn end_of(path: &str) -> String {
    let count = path.chars().count();
    if count <= PATH {
        return path.to_owned();
    }
    let end: String = path.chars().skip(count + 1 - PATH).collect();
    format!("\u{2026}{end}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_path_keeps_its_end() {
        assert_eq!(end_of("/srv/www"), "/srv/www");
        let long = format!("/{}/end", "x".repeat(80));
        let short = end_of(&long);
        assert!(short.starts_with('\u{2026}') && short.ends_with("/end"));
        assert_eq!(short.chars().count(), PATH);
    }
}
