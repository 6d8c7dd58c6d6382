//! The queue that FileZilla exports: files that wait, by server, and the orders that they become here.

use std::path::{Path, PathBuf};

use roxmltree::Node;

use super::filezilla::{elements, number, safe_path, server, text};
use super::{Item, Preview};
use crate::path::{Charset, RemoteName, RemotePath};
use crate::site::{Book, Login, Logon, Protocol, Saved, Security, Site, SiteId, Terms};
use crate::transfer::{Direction, Errand, Landing, LocalEnd, Selected};

/// The files that wait for one server.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct QueuedServer {
    /// The server as it stands in the file.
    pub item: Item,
    /// A saved site that leads to the same account, no less encrypted: its ways are used then.
    pub known: Option<SiteId>,
    /// What can be added to the queue.
    pub files: Vec<QueuedFile>,
    /// What cannot: a path of another computer, or one of a kind that is not spoken here.
    pub unusable: Vec<String>,
    /// Folders that were to be made with nothing in them. They are not taken.
    pub folders: usize,
}

/// A file that waits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct QueuedFile {
    /// Which way.
    pub direction: Direction,
    /// The file here.
    pub local: PathBuf,
    /// The file there.
    pub remote: RemotePath,
    /// Its size, where the file of the queue tells.
    pub size: Option<u64>,
    /// Higher ones go first; 0 is usual.
    pub priority: i8,
}

/// Files that go from one folder into another, as one order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct QueuedOrder {
    /// What goes where.
    pub errand: Errand,
    /// A single file with another name there than here goes to that very name.
    pub landing: Landing,
    /// Higher ones go first.
    pub priority: i8,
}

/// Reads the files that wait, into the preview.
pub(super) fn read(queue: Node<'_, '_>, preview: &mut Preview) {
    for node in elements(queue).filter(|node| node.has_tag_name("Server")) {
        let before = preview.items.len();
        server(node, &[], preview);
        let Some(item) = preview.items.split_off(before).pop() else {
            continue;
        };
        // One account may stand there several times.
        let same = |queued: &&mut QueuedServer| is_same(&queued.item.site, &item.site);
        match preview.queue.iter_mut().find(same) {
            Some(queued) => files(node, queued),
            None => {
                let mut queued = QueuedServer {
                    item,
                    known: None,
                    files: Vec::new(),
                    unusable: Vec::new(),
                    folders: 0,
                };
                files(node, &mut queued);
                preview.queue.push(queued);
            }
        }
    }
}

/// Whether both mean one account, encrypted alike.
fn is_same(one: &Saved, other: &Saved) -> bool {
    one.is_same_account(other) && security(one) == security(other)
}

fn security(site: &Saved) -> Option<Security> {
    match &site.protocol {
        Protocol::Ftp(options) => Some(options.security),
        Protocol::Sftp(_) | Protocol::Memory => None,
    }
}

fn files(node: Node<'_, '_>, queued: &mut QueuedServer) {
    for child in elements(node) {
        match child.tag_name().name() {
            "File" => match file(child) {
                Ok(file) => queued.files.push(file),
                Err(name) => queued.unusable.push(name),
            },
            "Folder" => queued.folders += 1,
            _ => {}
        }
    }
}

/// A file; what it is called, where it cannot be used.
fn file(node: Node<'_, '_>) -> Result<QueuedFile, String> {
    let (local, name) = (text(node, "LocalFile"), text(node, "RemoteFile"));
    let folder = text(node, "RemotePath").and_then(|path| safe_path(&path));
    let is_here = local.as_deref().is_some_and(|local| Path::new(local).is_absolute());
    let is_name = name
        .as_deref()
        .is_some_and(|name| RemoteName::from(name).blocked().is_none());
    let (Some(local), Some(name), Some(folder), true) = (&local, &name, folder, is_here && is_name) else {
        return Err(local.or(name).unwrap_or_default());
    };
    let direction = match text(node, "Download").as_deref().map(str::trim) {
        Some("1") => Direction::Download,
        _ => Direction::Upload,
    };
    Ok(QueuedFile {
        direction,
        local: PathBuf::from(local),
        remote: folder.join(&name.as_str().into()),
        size: number(node, "Size").and_then(|size| u64::try_from(size).ok()),
        // Five steps from the lowest, 0, to the highest, 4.
        priority: match number(node, "Priority") {
            Some(0) => -2,
            Some(1) => -1,
            Some(3) => 1,
            Some(4) => 2,
            _ => 0,
        },
    })
}

impl QueuedServer {
    /// Recognises the saved site of the same account. One without encryption is none, where the queue asks for it.
    pub(super) fn recognise(&mut self, there: &Book) {
        let wanted = &self.item.site;
        let fits = |site: &&Saved| {
            let weaker = security(site) == Some(Security::Plain) && security(wanted) != Some(Security::Plain);
            site.is_same_account(wanted) && !weaker
        };
        self.known = there.sites.iter().find(fits).map(|site| site.id.clone());
    }

    /// What the files are moved with: the saved site if it is still there, else what stands in the file.
    pub fn site(&self, there: &Book) -> Site {
        if let Some(saved) = self.known.as_ref().and_then(|id| there.site(id)) {
            return saved.site();
        }
        let site = self.item.site.site();
        let logon = match (&self.item.site.login, &self.item.password) {
            (Login::Password { user }, Some(password)) => Logon::Password {
                user: user.clone(),
                password: password.clone(),
            },
            _ => site.logon.clone(),
        };
        Site {
            logon,
            // Nothing of it is in the keychain.
            terms: Terms {
                kept_as: None,
                ..site.terms.clone()
            },
            ..site
        }
    }

    /// How many files go this way, and their bytes as far as sizes are known.
    pub fn totals(&self, direction: Direction) -> (usize, u64) {
        let those = self.files.iter().filter(|file| file.direction == direction);
        those.fold((0, 0), |(count, bytes), file| {
            (count + 1, bytes.saturating_add(file.size.unwrap_or_default()))
        })
    }

    /// The files as orders, in their order: those between the same two folders together. `names`: how the server writes names.
    pub fn orders(&self, names: Charset) -> Vec<QueuedOrder> {
        let mut places = std::collections::HashMap::new();
        let mut orders: Vec<QueuedOrder> = Vec::new();
        for file in &self.files {
            let Some((local, remote)) = file.local.parent().zip(file.remote.parent()) else {
                continue;
            };
            if !file.keeps_its_name() {
                orders.push(file.alone(names));
                continue;
            }
            let key = (file.direction, local, remote.clone(), file.priority);
            let at = *places.entry(key).or_insert_with(|| {
                orders.push(QueuedOrder {
                    errand: match file.direction {
                        Direction::Download => Errand::Download {
                            sources: Vec::new(),
                            destination: LocalEnd::Path(local.to_owned()),
                        },
                        Direction::Upload => Errand::Upload {
                            sources: Vec::new(),
                            destination: names.typed_path(&remote),
                        },
                    },
                    landing: Landing::Into,
                    priority: file.priority,
                });
                orders.len() - 1
            });
            match orders.get_mut(at).map(|order| &mut order.errand) {
                Some(Errand::Download { sources, .. }) => {
                    sources.push(Selected::whole(names.typed_path(&file.remote)));
                }
                Some(Errand::Upload { sources, .. }) => {
                    sources.push(Selected::whole(LocalEnd::Path(file.local.clone())));
                }
                None => {}
            }
        }
        orders
    }
}

impl QueuedFile {
    fn keeps_its_name(&self) -> bool {
        let here = self.local.file_name().map(std::ffi::OsStr::as_encoded_bytes);
        let there = self.remote.name();
        here.is_some() && here == there.as_ref().map(RemoteName::as_bytes)
    }

    /// The order for a file that is called differently on both sides.
    fn alone(&self, names: Charset) -> QueuedOrder {
        let remote = names.typed_path(&self.remote);
        QueuedOrder {
            errand: match self.direction {
                Direction::Download => Errand::Download {
                    sources: vec![Selected::whole(remote)],
                    destination: LocalEnd::Path(self.local.clone()),
                },
                Direction::Upload => Errand::Upload {
                    sources: vec![Selected::whole(LocalEnd::Path(self.local.clone()))],
                    destination: remote,
                },
            },
            landing: Landing::Decide,
            priority: self.priority,
        }
    }
}

#[cfg(test)]
#[cfg(unix)]
mod tests;
