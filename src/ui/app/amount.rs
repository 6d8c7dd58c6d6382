//! How much a choice is: what was chosen itself is known at once, what is in its folders is counted while somebody reads.

use super::{App, Dialog, ticket};
use crate::engine::command::{Aim, Command, LocalRequest, Request, Ticket};
use crate::engine::event::Outcome;
use crate::entry::{Count, Entry, Kind};
use crate::error::Result;
use crate::path::Charset;
use crate::ui::context::Context;
use crate::ui::humane;
use crate::ui::screen::pane::{Place, Side};
use crate::ui::screen::tab::Tab;

/// A choice, and how much it is.
#[derive(Debug, Clone)]
pub struct Amount {
    /// What was chosen.
    pub entries: Vec<Entry>,
    /// Of which side.
    pub side: Side,
    /// In which charset its names are read.
    pub charset: Charset,
    /// What counts its folders, as long as it does.
    pub counting: Option<Ticket>,
    /// What was chosen itself.
    pub chosen: Count,
    /// What is in its folders, as far as it is known.
    pub inside: Count,
}

impl Amount {
    /// A choice of which nothing is counted yet.
    pub fn new(side: Side, entries: Vec<Entry>, charset: Charset) -> Self {
        let mut chosen = Count::default();
        entries.iter().for_each(|entry| chosen.add(entry));
        Self {
            entries,
            side,
            charset,
            counting: None,
            chosen,
            inside: Count::default(),
        }
    }

    /// What counts its folders.
    pub fn count(&mut self, tab: &Tab) -> Option<Command> {
        let folders = self.entries.iter().filter(|entry| entry.kind == Kind::Directory);
        let places: Vec<Place> = folders
            .filter_map(|entry| tab.pane(self.side).place()?.join(&entry.name))
            .collect();
        if places.is_empty() {
            return None;
        }
        let ticket = ticket();
        self.counting = Some(ticket);
        match self.side {
            Side::Local => {
                let paths = places.into_iter().filter_map(|place| match place {
                    Place::Local(path) => Some(path),
                    Place::Remote(_) => None,
                });
                let request = LocalRequest::Count {
                    folders: paths.collect(),
                };
                Some(Command::Local { ticket, request })
            }
            Side::Remote => {
                let paths = places.into_iter().filter_map(|place| match place {
                    Place::Remote(path) => Some(path),
                    Place::Local(_) => None,
                });
                let request = Request::Count {
                    folders: paths.collect(),
                };
                let site = tab.site.clone()?;
                Some(Command::Browse { ticket, site, request })
            }
        }
    }

    /// What stops the counting.
    pub fn stop(&self) -> Option<Command> {
        self.counting.map(|ticket| Command::Cancel(Aim::Request(ticket)))
    }

    /// How much it is, in a sentence.
    pub fn sum(&self, context: &Context<'_>) -> String {
        let all = self.chosen.plus(self.inside);
        let values = [
            ("files", all.files.into()),
            ("folders", all.folders.into()),
            ("size", humane::size(all.bytes).into()),
        ];
        if self.counting.is_some() {
            context.words.with("app-delete-counting", &values)
        } else if self.inside.unread > 0 {
            context.words.with("app-delete-at-least", &values)
        } else {
            context.words.with("app-delete-counted", &values)
        }
    }
}

impl App {
    /// What is in folders that are asked about, so far.
    pub(super) fn counted(&mut self, ticket: Ticket, count: Count) {
        if let Some(amount) = self.asked_about().filter(|amount| amount.counting == Some(ticket)) {
            amount.inside = count;
        }
    }

    /// It has been counted, or could not be. Says whether the answer was about that.
    pub(super) fn count_ended(&mut self, ticket: Ticket, result: &Result<Outcome>) -> bool {
        let Some(amount) = self.asked_about().filter(|amount| amount.counting == Some(ticket)) else {
            return false;
        };
        amount.counting = None;
        match result {
            Ok(Outcome::Counted(count)) => amount.inside = *count,
            _ => amount.inside.unread += 1,
        }
        true
    }

    fn asked_about(&mut self) -> Option<&mut Amount> {
        match &mut self.dialog {
            Some(Dialog::Delete(removal)) => Some(&mut removal.amount),
            Some(Dialog::Across(across)) => Some(&mut across.amount),
            _ => None,
        }
    }

    /// Takes the dialog away, and what goes on for it.
    pub(super) fn close_dialog(&mut self) {
        let stop = self.asked_about().and_then(|amount| amount.stop());
        self.dialog = None;
        self.hand_over(stop.into_iter().collect());
    }
}
