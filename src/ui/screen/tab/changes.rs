//! What changes files, here and on the server: names, folders, permissions, removal.

use super::{Action, Asked, Tab};
use crate::engine::command::{Command, LocalRequest, Request};
use crate::entry::{Entry, Kind};
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
        self.change(side, command, Some(to.clone()))
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
        self.change(side, wish, Some(name))
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
        self.change(side, wish, Some(name))
    }

    /// Deletes what was asked about and agreed to.
    pub fn delete(&mut self, side: Side, entries: &[Entry], for_good: bool) -> Vec<Action> {
        let mut actions = Vec::new();
        match self.pane(side).place().cloned() {
            Some(Place::Local(folder)) => {
                let names = entries.iter().filter_map(|entry| entry.name.to_local().ok());
                let paths = names.map(|name| folder.join(name)).collect();
                let request = if for_good {
                    LocalRequest::Delete { paths }
                } else {
                    LocalRequest::Trash { paths }
                };
                actions.extend(self.change(side, Wish::Here(request), None));
            }
            Some(Place::Remote(folder)) => {
                for entry in entries.iter().filter(|entry| entry.name.blocked().is_none()) {
                    let request = Request::Remove {
                        path: folder.join(&entry.name),
                        pattern: None,
                        recursive: entry.kind == Kind::Directory,
                    };
                    actions.extend(self.change(side, Wish::There(request), None));
                }
            }
            None => {}
        }
        actions
    }

    /// Sets permissions.
    pub fn set_permissions(&mut self, side: Side, entries: &[Entry], mode: u32, recursive: bool) -> Vec<Action> {
        let mut actions = Vec::new();
        for entry in entries {
            let wish = match self.pane(side).place() {
                Some(Place::Local(folder)) => match entry.name.to_local() {
                    Ok(name) => Wish::Here(LocalRequest::SetPermissions {
                        path: folder.join(name),
                        mode,
                        recursive,
                    }),
                    Err(_) => continue,
                },
                Some(Place::Remote(folder)) => Wish::There(Request::SetPermissions {
                    path: folder.join(&entry.name),
                    mode,
                    recursive,
                }),
                None => continue,
            };
            actions.extend(self.change(side, wish, None));
        }
        actions
    }

    /// Moves entries of a pane into another folder of the same side.
    pub fn move_into(&mut self, entries: &[Entry], into: &Place) -> Vec<Action> {
        let mut actions = Vec::new();
        let side = into.side();
        for entry in entries {
            let wish = match (self.pane(side).place(), into) {
                (Some(Place::Local(folder)), Place::Local(target)) => match entry.name.to_local() {
                    Ok(name) => Wish::Here(LocalRequest::Rename {
                        from: folder.join(&name),
                        to: target.join(&name),
                    }),
                    Err(_) => continue,
                },
                (Some(Place::Remote(folder)), Place::Remote(target)) => Wish::There(Request::Rename {
                    from: folder.join(&entry.name),
                    to: target.join(&entry.name),
                    overwrite: false,
                }),
                _ => continue,
            };
            actions.extend(self.change(side, wish, None));
        }
        actions
    }

    fn change(&mut self, side: Side, wish: Wish, then: Option<RemoteName>) -> Vec<Action> {
        let ticket = ticket();
        let command = match (wish, &self.site) {
            (Wish::Here(request), _) => Command::Local { ticket, request },
            (Wish::There(request), Some(site)) => Command::Browse {
                ticket,
                site: site.clone(),
                request,
            },
            (Wish::There(_), None) => return Vec::new(),
        };
        self.asked.insert(ticket, Asked::Change(side, then));
        vec![Action::Send(vec![command])]
    }
}

/// A change here or on the server.
enum Wish {
    Here(LocalRequest),
    There(Request),
}
