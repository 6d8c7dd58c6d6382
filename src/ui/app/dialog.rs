//! Dialogs of the window itself: before something is deleted or moved, permissions, properties, the sheet of shortcuts.

mod files;
pub(super) mod moving;
mod permissions;
mod properties;
mod quit;
mod sheet;

use std::time::Duration;

use iced::{Element, Task};

use self::permissions::Grid;
use super::across::Across;
use super::offers::Deed;
use super::removal::Removal;
use super::{App, Message as Root};
use crate::entry::Entry;
use crate::path::Charset;
use crate::settings::KeyPreset;
use crate::ui::context::Context;
use crate::ui::look::Palette;
use crate::ui::screen::commands::{self, Commands};
use crate::ui::screen::exchange::{self, Exchange};
use crate::ui::screen::facts;
use crate::ui::screen::keep::{self, Keep};
use crate::ui::screen::modal::{self, modal};
use crate::ui::screen::pane::{Pane, Place, Side};
use crate::ui::screen::parts::{self, Weight};
use crate::ui::screen::private::{self, PrivateData};
use crate::ui::screen::settings::{self, Settings};
use crate::ui::screen::sites::{self, Sites};
use crate::ui::screen::tab::Unchanged;
use crate::ui::screen::trial::{self, Trial};
use crate::ui::screen::trusted::{self, Trusted};
use crate::ui::widget::press::Press;

/// A dialog that has just appeared agrees to nothing for so long: what is typed or clicked was not meant for it.
const DEAF: Duration = Duration::from_millis(500);

/// What is asked or shown.
#[derive(Debug, Clone)]
pub enum Dialog {
    /// Delete these?
    Delete(Box<Removal>),
    /// Move these to the other side?
    Across(Box<Across>),
    /// Move these into a folder?
    MoveInto {
        /// The tab.
        tab: u64,
        /// Out of which folder.
        from: Place,
        /// What.
        entries: Vec<Entry>,
        /// Where to.
        into: Place,
    },
    /// Fetch this to look at it, though it is large?
    View {
        /// The tab.
        tab: u64,
        /// What.
        entry: Box<Entry>,
    },
    /// What could not be changed.
    Unchanged(Vec<Unchanged>),
    /// Who may do what.
    Permissions {
        /// The tab.
        tab: u64,
        /// The side.
        side: Side,
        /// Of what.
        entries: Vec<Entry>,
        /// What is chosen.
        grid: Grid,
    },
    /// Everything about an entry.
    Properties {
        /// The tab.
        tab: u64,
        /// The side.
        side: Side,
        /// Which.
        entry: Box<Entry>,
    },
    /// What a connection is like, or what it showed.
    Facts(Box<facts::Info>),
    /// The keys.
    Sheet,
    /// The settings.
    Settings(Box<Settings>),
    /// The saved sites.
    Sites(Box<Sites>),
    /// The palette of commands.
    Commands(Box<Commands<Deed>>),
    /// Save the connection of a tab as a site.
    Keep(Box<Keep>),
    /// A site that is tried out.
    Trial(Box<Trial>),
    /// Sites from other programs, and for them.
    Exchange(Box<Exchange>),
    /// What is trusted.
    Trusted(Box<Trusted>),
    /// Clearing private data.
    Private(Box<PrivateData>),
    /// Transfers run: stop them and quit?
    Quit,
}

/// What a dialog understands.
#[derive(Clone, Debug)]
pub enum Message {
    /// Not now.
    Close,
    /// Do it.
    Confirm,
    /// Something about the permissions.
    Permissions(permissions::Message),
    /// Something about the facts.
    Facts(facts::Message),
    /// Something about the settings.
    Settings(settings::Message),
    /// Something about the saved sites.
    Sites(sites::Message),
    /// Something about the palette.
    Commands(commands::Message),
    /// Something about saving a connection.
    Keep(keep::Message),
    /// Something about a trial.
    Trial(trial::Message),
    /// Something about an import or an export.
    Exchange(exchange::Message),
    /// Something about what is trusted.
    Trusted(trusted::Message),
    /// Something about private data.
    Private(private::Message),
}

/// Which dialog is shown, counted in this window, and since when. The focus starts anew with each.
#[derive(Clone, Copy, Debug, Default)]
pub struct Opened {
    number: u64,
    since: Duration,
    is_open: bool,
}

impl Opened {
    /// Whether a dialog is shown, at this time of the window's clock. To be said after whatever may have opened one.
    pub fn note(&mut self, is_open: bool, now: Duration) {
        if is_open && !self.is_open {
            self.number += 1;
            self.since = now;
        }
        self.is_open = is_open;
    }

    /// Another question stands in its place: it is a dialog of its own.
    pub fn anew(&mut self, now: Duration) {
        self.is_open = false;
        self.note(true, now);
    }

    /// It has only just appeared.
    pub fn is_deaf(&self, now: Duration) -> bool {
        self.is_open && now.saturating_sub(self.since) < DEAF
    }
}

impl Dialog {
    /// Permissions, beginning with those that the entries have.
    pub fn permissions(tab: u64, side: Side, entries: Vec<Entry>) -> Self {
        let grid = Grid::of(entries.iter().map(|entry| entry.permissions));
        Self::Permissions {
            tab,
            side,
            entries,
            grid,
        }
    }

    /// Everything about an entry.
    pub fn properties(tab: u64, side: Side, entry: Entry) -> Self {
        let entry = Box::new(entry);
        Self::Properties { tab, side, entry }
    }

    /// The pane whose names it shows.
    fn pane(&self) -> Option<(u64, Side)> {
        match self {
            Self::MoveInto { tab, from, .. } => Some((*tab, from.side())),
            Self::View { tab, .. } => Some((*tab, Side::Remote)),
            Self::Permissions { tab, side, .. } | Self::Properties { tab, side, .. } => Some((*tab, *side)),
            _ => None,
        }
    }

    /// The card; `None` for a dialog that brings its own.
    /// `names`: the charset of its names.
    fn card(
        &self,
        context: &Context<'_>,
        preset: KeyPreset,
        names: Charset,
    ) -> Option<modal::Dialog<'static, Message>> {
        Some(match self {
            Self::Delete(removal) => removal.view(context),
            Self::Across(across) => across.view(context),
            Self::MoveInto { entries, into, .. } => moving::move_into(context, entries, into, names),
            Self::Permissions { entries, grid, .. } => permissions::view(context, entries, grid, names),
            Self::Properties { entry, .. } => properties::view(context, entry, names),
            Self::Sheet => sheet::view(context, preset),
            Self::View { entry, .. } => files::look(context, entry, names),
            Self::Unchanged(left) => files::unchanged(context, left),
            Self::Quit => quit::view(context),
            Self::Facts(_)
            | Self::Settings(_)
            | Self::Sites(_)
            | Self::Commands(_)
            | Self::Keep(_)
            | Self::Trial(_)
            | Self::Exchange(_)
            | Self::Trusted(_)
            | Self::Private(_) => return None,
        })
    }
}

impl App {
    pub(super) fn dialog_said(&mut self, message: Message) -> Task<Root> {
        match message {
            Message::Close => self.close_dialog(),
            Message::Confirm if self.opened.is_deaf(self.clock()) => {}
            Message::Confirm => return self.confirm(),
            Message::Sites(message) => return self.sites_said(message),
            message => return self.screen_said(message),
        }
        Task::none()
    }

    /// To the dialog that it came from.
    fn screen_said(&mut self, message: Message) -> Task<Root> {
        match (message, &mut self.dialog) {
            (Message::Permissions(message), Some(Dialog::Permissions { grid, .. })) => grid.update(message),
            (Message::Facts(message), Some(Dialog::Facts(info))) => match info.update(message) {
                facts::Action::Close => self.dialog = None,
                facts::Action::Copy(text) => return iced::clipboard::write(text),
                facts::Action::Forget(server) => {
                    self.dialog = None;
                    self.allow_clear(&server, false);
                }
            },
            (Message::Settings(message), Some(Dialog::Settings(settings))) => {
                match settings.update(message, &mut self.state) {
                    settings::Action::None => {}
                    settings::Action::Changed(setting) => self.adjust(setting),
                    settings::Action::Open(shortcut) => {
                        self.use_ftp();
                        return self.shortcut(shortcut, None);
                    }
                    settings::Action::Close => {
                        self.dialog = None;
                        self.use_ftp();
                    }
                }
            }
            (Message::Commands(message), Some(Dialog::Commands(commands))) => match commands.update(message) {
                commands::Action::None => {}
                commands::Action::Close => self.dialog = None,
                commands::Action::Run(deed) => {
                    self.dialog = None;
                    let task = self.run(deed);
                    if self.dialog.is_some() {
                        // What stands in its place is a dialog of its own, with a focus of its own.
                        self.opened.anew(self.clock());
                    }
                    return task;
                }
            },
            (Message::Keep(message), Some(Dialog::Keep(keep))) => {
                let (tab, action) = (keep.tab, keep.update(message));
                self.keep_said(tab, action);
            }
            (Message::Trial(message), _) => self.trial_said(message),
            (Message::Exchange(message), Some(Dialog::Exchange(screen))) => {
                let action = screen.update(message);
                return self.exchange_obey(action);
            }
            (Message::Trusted(message), Some(Dialog::Trusted(screen))) => {
                let action = screen.update(message);
                return self.trusted_obey(action);
            }
            (Message::Private(message), Some(Dialog::Private(screen))) => {
                let action = screen.update(message);
                self.private_obey(action);
            }
            _ => {}
        }
        Task::none()
    }

    fn confirm(&mut self) -> Task<Root> {
        let now = self.now();
        let Some(dialog) = self.dialog.take() else {
            return Task::none();
        };
        let (id, actions) = match dialog {
            Dialog::Delete(removal) => return self.delete_agreed(removal),
            Dialog::Across(across) => return self.across_agreed(*across),
            Dialog::MoveInto {
                tab,
                from,
                entries,
                into,
            } => match self.tab_mut(tab) {
                Some(of) => (tab, of.move_into(&from, &entries, &into, now)),
                None => return Task::none(),
            },
            Dialog::Permissions {
                tab,
                side,
                entries,
                grid,
            } => match self.tab_mut(tab) {
                Some(of) => (tab, of.set_permissions(side, &grid.applied(entries), grid.below(), now)),
                None => return Task::none(),
            },
            Dialog::Quit => return self.quit(),
            Dialog::View { tab, entry } => return self.fetch_copy(tab, &entry),
            other => {
                // Nothing to agree to.
                self.dialog = Some(other);
                return Task::none();
            }
        };
        self.obey_all(id, actions)
    }

    /// The dialog over everything else.
    pub(super) fn dialog_view(&self) -> Option<Element<'_, Root>> {
        let context = self.context();
        let dialog = self.dialog.as_ref()?;
        let view = match dialog {
            Dialog::Facts(info) => info.view(&context).map(Message::Facts),
            Dialog::Settings(settings) => {
                let view = settings.view(&context, &self.state, self.opened.number);
                view.map(Message::Settings)
            }
            Dialog::Sites(sites) => sites
                .view(&context, &self.known.book, self.opened.number)
                .map(Message::Sites),
            Dialog::Keep(keep) => keep.view(&context, self.opened.number).map(Message::Keep),
            Dialog::Trial(trial) => trial.dialog(&context, self.opened.number, true).map(Message::Trial),
            Dialog::Commands(commands) => commands.view(&context, self.opened.number).map(Message::Commands),
            Dialog::Exchange(screen) => {
                let view = screen.view(&context, &self.known.book, self.opened.number);
                view.map(Message::Exchange)
            }
            Dialog::Trusted(screen) => screen.view(&context, self.opened.number).map(Message::Trusted),
            Dialog::Private(screen) => screen.view(&context, self.opened.number).map(Message::Private),
            other => {
                let pane = other.pane();
                let tab = pane.and_then(|(tab, side)| Some(self.tabs.iter().find(|other| other.id == tab)?.pane(side)));
                let names = tab.map(Pane::charset).unwrap_or_default();
                let card = other.card(&context, self.state.keys, names)?;
                modal(card, self.opened.number, Message::Close, None, context.palette)
            }
        };
        Some(view.map(Root::Dialog))
    }

    /// What the connection of a tab is like, or what a failed one was shown.
    pub(super) fn facts_of(&self, id: u64) -> Option<Dialog> {
        let tab = self.tabs.iter().find(|tab| tab.id == id)?;
        let site = tab.site.as_ref()?;
        let shown = tab
            .failed
            .as_ref()
            .and_then(|failed| facts::Info::of_failure(site, &failed.error));
        let info = shown.or_else(|| Some(facts::Info::session(site, tab.facts.clone()?)))?;
        let agreed = tab.in_clear() && self.state.in_clear.contains(&site.address());
        Some(Dialog::Facts(Box::new(info.agreed(agreed))))
    }

    fn tab_mut(&mut self, id: u64) -> Option<&mut crate::ui::screen::tab::Tab> {
        self.tabs.iter_mut().find(|tab| tab.id == id)
    }
}

/// A button that takes the dialog away.
pub(super) fn way_out<'a>(words: String, palette: Palette) -> Press<'a, Message> {
    parts::press(words, Weight::Plain, Some(Message::Close), palette)
}

/// The button that does what the dialog is about.
pub(super) fn act<'a>(words: String, weight: Weight, palette: Palette) -> Press<'a, Message> {
    parts::press(words, weight, Some(Message::Confirm), palette)
}

#[cfg(test)]
mod drawn;
#[cfg(test)]
mod tests;
