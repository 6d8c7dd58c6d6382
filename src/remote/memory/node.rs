//! Folders, files and links, and how a path leads to them.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::entry::{self, Entry, Modified, Permissions, Precision, Zone};
use crate::error::Kind;
use crate::path::{RemoteName, RemotePath};

/// So many links may follow each other before the path counts as a loop.
const LINKS: usize = 40;

/// One thing in the tree with what is known of it.
#[derive(Clone, Debug)]
pub(super) struct Node {
    pub content: Content,
    /// Unix seconds, UTC.
    pub modified: i64,
    pub mode: u32,
}

/// What a node is.
#[derive(Clone, Debug)]
pub(super) enum Content {
    Directory(BTreeMap<Vec<u8>, Node>),
    /// Shared, so that a download keeps reading what it opened, as on Unix.
    File(Arc<Vec<u8>>),
    Link(Vec<u8>),
    /// A pipe, socket or device: listed and nothing else.
    Other,
}

impl Node {
    pub fn new(content: Content, modified: i64) -> Self {
        let mode = match content {
            Content::Directory(_) => 0o755,
            Content::Link(_) => 0o777,
            Content::File(_) | Content::Other => 0o644,
        };
        Self {
            content,
            modified,
            mode,
        }
    }

    pub fn folder(modified: i64) -> Self {
        Self::new(Content::Directory(BTreeMap::new()), modified)
    }

    pub fn children(&self) -> Option<&BTreeMap<Vec<u8>, Node>> {
        match &self.content {
            Content::Directory(children) => Some(children),
            _ => None,
        }
    }

    pub fn children_mut(&mut self) -> Option<&mut BTreeMap<Vec<u8>, Node>> {
        match &mut self.content {
            Content::Directory(children) => Some(children),
            _ => None,
        }
    }

    /// As one line of an exact listing (MLSD).
    pub fn entry(&self, name: RemoteName) -> Entry {
        let (kind, size, target) = match &self.content {
            Content::Directory(_) => (entry::Kind::Directory, None, None),
            Content::File(bytes) => (entry::Kind::File, Some(bytes.len() as u64), None),
            Content::Link(target) => (entry::Kind::Link, None, Some(target.clone().into_boxed_slice())),
            Content::Other => (entry::Kind::Other, None, None),
        };
        Entry {
            size,
            target,
            modified: Some(Modified {
                seconds: self.modified,
                precision: Precision::Second,
                zone: Zone::Utc,
            }),
            permissions: Some(Permissions::new(self.mode)),
            ..Entry::new(name, kind)
        }
    }

    /// The node at a place that [`Node::locate`] found.
    pub fn at(&self, place: &[Vec<u8>]) -> Option<&Node> {
        place.iter().try_fold(self, |node, name| node.children()?.get(name))
    }

    /// The same, to change it.
    pub fn at_mut(&mut self, place: &[Vec<u8>]) -> Option<&mut Node> {
        place
            .iter()
            .try_fold(self, |node, name| node.children_mut()?.get_mut(name))
    }

    /// The true place of an absolute path, seen from this root: links on the way are followed, and the last one if
    /// `follow`. Everything but the last name has to exist.
    pub fn locate(&self, path: &RemotePath, follow: bool) -> Result<Vec<Vec<u8>>, Kind> {
        let mut place: Vec<Vec<u8>> = Vec::new();
        let mut ahead: Vec<Vec<u8>> = path.segments().map(<[u8]>::to_vec).collect();
        ahead.reverse();
        let mut links = 0;
        while let Some(name) = ahead.pop() {
            match name.as_slice() {
                b"." => continue,
                b".." => {
                    place.pop();
                    continue;
                }
                _ => {}
            }
            let folder = self.at(&place).ok_or(Kind::NotFound)?;
            let child = folder.children().ok_or(Kind::WrongType)?.get(&name);
            match child.map(|child| &child.content) {
                Some(Content::Link(target)) if follow || !ahead.is_empty() => {
                    links += 1;
                    if links > LINKS {
                        return Err(Kind::NotFound);
                    }
                    if target.starts_with(b"/") {
                        place.clear();
                    }
                    let segments = target.split(|byte| *byte == b'/').filter(|segment| !segment.is_empty());
                    ahead.extend(segments.map(<[u8]>::to_vec).rev());
                }
                _ => place.push(name),
            }
        }
        Ok(place)
    }
}
