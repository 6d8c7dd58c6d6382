//! What changes files, here and on the server: names, folders, permissions, removal.

use time::OffsetDateTime;

use super::works::{self, Change, Work};
use super::{Action, Asked, Tab};
use crate::engine::command::{Command, LocalRequest, Request, Ticket};
use crate::engine::event::Outcome;
use crate::entry::{Entry, Kind};
use crate::error::Error;
use crate::path::RemoteName;
use crate::ui::app::ticket;
use crate::ui::screen::pane::{Place, Side};

impl Tab {
    pub(super) fn rename(&mut self, side: Side, from: &RemoteName, to: &RemoteName) -> Vec<Action> {
        let command = match (self.pane(side).place(), &self.site) {
            (Some(Place::Local(folder)), _) => {
                let (Ok(old), Ok(new)) = (from.to_local(), to.to_local()) else {
                    return Vec::new();
                };
                Wish::Here(LocalRequest::Rename {
                    from: folder.join(old),
                    to: folder.join(new),
                })
            }
            (Some(Place::Remote(folder)), Some(_)) => Wish::There(Request::Rename {
                from: folder.join(from),
                to: folder.join(to),
                overwrite: false,
            }),
            _ => return Vec::new(),
        };
        self.change(side, command, to.clone())
    }

    pub(super) fn make_folder(&mut self, side: Side, name: RemoteName) -> Vec<Action> {
        let wish = match self.pane(side).place() {
            Some(Place::Local(folder)) => match name.to_local() {
                Ok(local) => Wish::Here(LocalRequest::MakeFolder {
                    path: folder.join(local),
                }),
                Err(_) => return Vec::new(),
            },
            Some(Place::Remote(folder)) => Wish::There(Request::MakeDirectory {
                path: folder.join(&name),
                parents: false,
            }),
            None => return Vec::new(),
        };
        self.change(side, wish, name)
    }

    pub(super) fn make_file(&mut self, side: Side, name: RemoteName) -> Vec<Action> {
        let wish = match self.pane(side).place() {
            Some(Place::Local(folder)) => match name.to_local() {
                Ok(local) => Wish::Here(LocalRequest::MakeFile {
                    path: folder.join(local),
                }),
                Err(_) => return Vec::new(),
            },
            Some(Place::Remote(folder)) => Wish::There(Request::MakeFile {
                path: folder.join(&name),
            }),
            None => return Vec::new(),
        };
        self.change(side, wish, name)
    }

    /// Deletes what was asked about and agreed to.
    pub fn delete(&mut self, side: Side, entries: &[Entry], for_good: bool, now: OffsetDateTime) -> Vec<Action> {
        let (change, wishes) = match self.pane(side).place() {
            Some(Place::Local(folder)) => {
                let names = entries.iter().filter_map(|entry| entry.name.to_local().ok());
                let paths = names.map(|name| folder.join(name)).collect();
                let path = Place::Local(folder.clone()).visible();
                let (change, request) = match for_good {
                    true => (Change::Delete, LocalRequest::Delete { paths }),
                    false => (Change::Trash, LocalRequest::Trash { paths }),
                };
                (change, vec![(path, Wish::Here(request))])
            }
            Some(Place::Remote(folder)) => {
                let usable = entries.iter().filter(|entry| entry.name.blocked().is_none());
                let wishes = usable.map(|entry| {
                    let path = folder.join(&entry.name);
                    let wish = Request::Remove {
                        path: path.clone(),
                        pattern: None,
                        recursive: entry.kind == Kind::Directory,
                    };
                    (self.remote.charset().visible_path(&path), Wish::There(wish))
                });
                (Change::Delete, wishes.collect())
            }
            None => return Vec::new(),
        };
        self.begin(side, change, wishes, now)
    }

    /// Sets permissions, each its own. `below`: of everything in folders, too, except for these bits.
    pub fn set_permissions(
        &mut self,
        side: Side,
        entries: &[(Entry, u32)],
        below: Option<u32>,
        now: OffsetDateTime,
    ) -> Vec<Action> {
        let (recursive, keeps) = (below.is_some(), below.unwrap_or(0));
        let Some(folder) = self.pane(side).place() else {
            return Vec::new();
        };
        let wishes = entries.iter().filter_map(|(entry, mode)| {
            let (place, mode) = (folder.join(&entry.name)?, *mode);
            let said = self.pane(side).shown(&place);
            Some(match place {
                Place::Local(path) => (
                    said,
                    Wish::Here(LocalRequest::SetPermissions {
                        path,
                        mode,
                        recursive,
                        keeps,
                    }),
                ),
                Place::Remote(path) => (
                    said,
                    Wish::There(Request::SetPermissions {
                        path,
                        mode,
                        recursive,
                        keeps,
                    }),
                ),
            })
        });
        let wishes = wishes.collect();
        self.begin(side, Change::Permissions, wishes, now)
    }

    /// Moves entries of a folder into another one of the same side.
    pub fn move_into(&mut self, from: &Place, entries: &[Entry], into: &Place, now: OffsetDateTime) -> Vec<Action> {
        let wishes = entries.iter().filter_map(|entry| {
            let (old, new) = (from.join(&entry.name)?, into.join(&entry.name)?);
            let said = self.pane(from.side()).shown(&old);
            match (old, new) {
                (Place::Local(from), Place::Local(to)) => Some((said, Wish::Here(LocalRequest::Rename { from, to }))),
                (Place::Remote(from), Place::Remote(to)) => {
                    let overwrite = false;
                    Some((said, Wish::There(Request::Rename { from, to, overwrite })))
                }
                _ => None,
            }
        });
        let wishes = wishes.collect();
        self.begin(into.side(), Change::Move, wishes, now)
    }

    fn begin(&mut self, side: Side, change: Change, wishes: Vec<(String, Wish)>, now: OffsetDateTime) -> Vec<Action> {
        if wishes.is_empty() {
            return Vec::new();
        }
        // What an older one had to say was seen by now.
        self.works.retain(|work| work.side != side || !work.is_over());
        self.next_work += 1;
        self.works.push(Work::new(self.next_work, side, change, wishes, now));
        let commands = self.go_on(self.next_work);
        vec![Action::Send(commands)]
    }

    /// Asks for what comes next of a work.
    fn go_on(&mut self, number: u64) -> Vec<Command> {
        let mut commands = Vec::new();
        loop {
            let ticket = ticket();
            let work = self.works.iter_mut().find(|work| work.number == number);
            let Some(wish) = work.and_then(|work| work.next(ticket)) else {
                return commands;
            };
            let Some(command) = self.command(ticket, wish) else {
                return commands;
            };
            self.asked.insert(ticket, Asked::Part(number));
            commands.push(command);
        }
    }

    /// A part of a work was answered. After the last one the list is read again.
    pub(super) fn part_answered(
        &mut self,
        (ticket, number): (Ticket, u64),
        result: Result<Outcome, Error>,
        now: OffsetDateTime,
    ) -> Vec<Action> {
        if let Some(work) = self.works.iter_mut().find(|work| work.number == number) {
            work.answered(ticket, result);
        }
        let mut commands = self.go_on(number);
        let Some(work) = self.works.iter().find(|work| work.number == number) else {
            return Vec::new();
        };
        if work.is_over() {
            let (side, told) = (work.side, work.is_worth_telling());
            self.works.retain(|work| work.number != number || told);
            commands.extend(self.reload(side, now));
        }
        vec![Action::Send(commands)]
    }

    /// Asks for all that is left, because nobody will be here to go on: what was agreed to is done.
    pub(super) fn finish_works(&mut self) -> Vec<Command> {
        let wishes: Vec<Wish> = self.works.iter_mut().flat_map(Work::rest).collect();
        let commands = wishes.into_iter().filter_map(|wish| self.command(ticket(), wish));
        commands.collect()
    }

    /// How far a request about many items is.
    pub fn progress(&mut self, ticket: Ticket, done: u64, failed: u64) {
        self.works.iter_mut().any(|work| work.progress(ticket, done, failed));
    }

    /// An item that a request could not change; whether it was one of ours.
    pub fn unchanged(&mut self, ticket: Ticket, path: &str, error: &Error) -> bool {
        let mut works = self.works.iter_mut();
        works.any(|work| work.unchanged(ticket, path.to_owned(), error.clone()))
    }

    /// Something is being changed, which is to be seen.
    pub fn is_working(&self) -> bool {
        self.works.iter().any(|work| !work.is_over())
    }

    pub(super) fn work_said(&mut self, message: works::Message) -> Vec<Action> {
        let (works::Message::Stop(number) | works::Message::Show(number) | works::Message::Close(number)) = message;
        let Some(work) = self.works.iter_mut().find(|work| work.number == number) else {
            return Vec::new();
        };
        match message {
            works::Message::Stop(_) => vec![Action::Send(work.stop())],
            works::Message::Show(_) => vec![Action::Unchanged(work.left().to_vec())],
            works::Message::Close(_) => {
                self.works.retain(|work| work.number != number);
                Vec::new()
            }
        }
    }

    fn change(&mut self, side: Side, wish: Wish, then: RemoteName) -> Vec<Action> {
        let ticket = ticket();
        let Some(command) = self.command(ticket, wish) else {
            return Vec::new();
        };
        self.asked.insert(ticket, Asked::Change(side, then));
        vec![Action::Send(vec![command])]
    }

    fn command(&self, ticket: Ticket, wish: Wish) -> Option<Command> {
        match (wish, &self.site) {
            (Wish::Here(request), _) => Some(Command::Local { ticket, request }),
            (Wish::There(request), Some(site)) => Some(Command::Browse {
                ticket,
                site: site.clone(),
                request,
            }),
            (Wish::There(_), None) => None,
        }
    }
}

/// A change here or on the server.
#[derive(Debug)]
pub(super) enum Wish {
    Here(LocalRequest),
    There(Request),
}
