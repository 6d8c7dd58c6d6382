//! What the palette of commands offers, and what is done with what is chosen.

use iced::Task;

use super::{App, Dialog, Message, side_of};
use crate::ui::keys::{Shortcut, TABLE};
use crate::ui::screen::commands::{Command, Commands};
use crate::ui::screen::pane::Side;
use crate::ui::words::{Language, Words};

/// Something that was chosen in the palette.
#[derive(Clone, Debug)]
pub enum Deed {
    /// What a key could do.
    Shortcut(Shortcut),
    /// To an address.
    Go(String),
    /// To another tab.
    Tab(u64),
}

impl App {
    /// The palette, with what can be done now.
    pub(super) fn palette_of_commands(&self) -> Dialog {
        // Words of the program's first language are known to many who use another.
        let english = Words::of(Language::English);
        let can = TABLE.iter().filter(|row| self.can(row.shortcut));
        let mut all: Vec<Command<Deed>> = can
            .map(|row| Command {
                title: self.words.say(row.words),
                english: english.say(row.words),
                keys: row.keys(self.state.keys).next(),
                deed: Deed::Shortcut(row.shortcut),
            })
            .collect();
        let others = self.tabs.iter().enumerate().filter(|(at, _)| *at != self.active);
        all.extend(others.filter_map(|(_, tab)| {
            let values = [("name", tab.site.as_ref()?.host.clone().into())];
            Some(Command {
                title: self.words.with("settings-command-tab", &values),
                english: english.with("settings-command-tab", &values),
                keys: None,
                deed: Deed::Tab(tab.id),
            })
        }));
        all.extend(self.state.recent.iter().map(|address| {
            let values = [("address", address.into())];
            Command {
                title: self.words.with("settings-command-go", &values),
                english: english.with("settings-command-go", &values),
                keys: None,
                deed: Deed::Go(address.clone()),
            }
        }));
        Dialog::Commands(Box::new(Commands::new(all)))
    }

    /// Does what was chosen.
    pub(super) fn run(&mut self, deed: Deed) -> Task<Message> {
        match deed {
            Deed::Shortcut(shortcut) => self.shortcut(shortcut, self.side()),
            Deed::Go(address) => self.go_to(&address),
            Deed::Tab(id) => self.choose_tab(id),
        }
    }

    /// The pane that has the keyboard, or had it before a panel took it.
    fn side(&self) -> Option<Side> {
        side_of(self.area).or_else(|| self.tab().map(|tab| tab.focus))
    }

    /// Whether it could do something now: what could not is not offered.
    fn can(&self, shortcut: Shortcut) -> bool {
        let (side, tab) = (self.side(), self.tab());
        let place = tab.zip(side).and_then(|(tab, side)| tab.pane(side).place());
        let selected = || {
            tab.zip(side)
                .is_some_and(|(tab, side)| !tab.pane(side).selected().is_empty())
        };
        let connected = tab.is_some_and(|tab| tab.site.is_some());
        match shortcut {
            Shortcut::Escape | Shortcut::Commands => false,
            Shortcut::Delete | Shortcut::DeleteForGood | Shortcut::Permissions => selected(),
            Shortcut::Transfer | Shortcut::AddToQueue => connected && selected(),
            Shortcut::CopyUrl => connected && side == Some(Side::Remote),
            Shortcut::Reconnect | Shortcut::Disconnect | Shortcut::Facts | Shortcut::Together => connected,
            Shortcut::Refresh
            | Shortcut::Rename
            | Shortcut::NewFolder
            | Shortcut::NewFile
            | Shortcut::View
            | Shortcut::Copy
            | Shortcut::Paste
            | Shortcut::Properties
            | Shortcut::CopyPath
            | Shortcut::Up
            | Shortcut::Back
            | Shortcut::Forward
            | Shortcut::Places
            | Shortcut::Tree
            | Shortcut::Hidden
            | Shortcut::Home
            | Shortcut::EditPath
            | Shortcut::Filter => place.is_some(),
            Shortcut::RemotePlaces => connected,
            Shortcut::Demo => cfg!(feature = "demo"),
            Shortcut::English => self.words.language() != Language::English,
            Shortcut::Chinese => self.words.language() != Language::Chinese,
            _ => true,
        }
    }
}
