//! What a call changes in the tree.

use std::sync::Arc;

use super::node::{Content, Node};
use super::tree::State;
use crate::error::Kind;
use crate::path::RemotePath;
use crate::remote::Start;

/// The true place of a node, name by name.
pub(super) type Place = Vec<Vec<u8>>;

impl State {
    /// The place of something that exists.
    pub fn existing(&self, path: &RemotePath, follow: bool) -> Result<Place, Kind> {
        let place = self.root.locate(&path.within(&self.behaviour.home), follow)?;
        self.root.at(&place).map(|_| place).ok_or(Kind::NotFound)
    }

    /// The node of something that exists.
    pub fn node(&self, path: &RemotePath, follow: bool) -> Result<&Node, Kind> {
        let place = self.existing(path, follow)?;
        self.root.at(&place).ok_or(Kind::NotFound)
    }

    /// The bytes of a file that exists; links are followed.
    pub fn bytes(&self, path: &RemotePath) -> Result<Arc<Vec<u8>>, Kind> {
        match &self.node(path, true)?.content {
            Content::File(bytes) => Ok(bytes.clone()),
            _ => Err(Kind::WrongType),
        }
    }

    /// Opens a file for writing, made if there is none. Returns where it is and at which byte the writing begins.
    pub fn open(&mut self, path: &RemotePath, start: Start) -> Result<(Place, usize), Kind> {
        let place = self.slot(path, true)?;
        if self.root.at(&place).is_none() {
            self.insert(&place, Node::new(Content::File(Arc::default()), self.clock))?;
        }
        let bytes = self.file(&place)?;
        let at = match start {
            Start::Beginning => {
                bytes.clear();
                0
            }
            Start::At(offset) => usize::try_from(offset).map_err(|_| Kind::NoSpace)?,
            Start::End => bytes.len(),
        };
        Ok((place, at))
    }

    /// Writes into an open file; a gap before `at` is filled with zeros, as on a disk.
    pub fn write(&mut self, place: &Place, at: usize, piece: &[u8]) -> Result<(), Kind> {
        let clock = self.clock;
        let bytes = self.file(place)?;
        let end = at + piece.len();
        if bytes.len() < end {
            bytes.resize(end, 0);
        }
        bytes[at..end].copy_from_slice(piece);
        self.root.at_mut(place).ok_or(Kind::NotFound)?.modified = clock;
        Ok(())
    }

    /// Ends an open file at this byte.
    pub fn cut(&mut self, place: &Place, at: usize) -> Result<(), Kind> {
        self.write(place, at, &[])?;
        self.file(place)?.truncate(at);
        Ok(())
    }

    /// Makes a folder where nothing is.
    pub fn make_folder(&mut self, path: &RemotePath) -> Result<(), Kind> {
        let place = self.slot(path, false)?;
        if self.root.at(&place).is_some() {
            return Err(Kind::Exists);
        }
        self.insert(&place, Node::folder(self.clock))
    }

    /// Removes an empty folder, or anything but a folder.
    pub fn unlink(&mut self, path: &RemotePath, folder: bool) -> Result<(), Kind> {
        let place = self.existing(path, false)?;
        match self.root.at(&place).and_then(Node::children) {
            Some(children) if folder && !children.is_empty() => return Err(Kind::Rejected),
            children if children.is_some() != folder => return Err(Kind::WrongType),
            _ => {}
        }
        self.take(&place).map(drop)
    }

    /// Renames. A file replaces a file if the server does so and `may_replace`; nothing replaces a folder or goes into itself.
    pub fn rename(&mut self, from: &RemotePath, to: &RemotePath, may_replace: bool) -> Result<(), Kind> {
        let old = self.existing(from, false)?;
        let new = self.slot(to, false)?;
        if new == old {
            return Ok(());
        }
        let is_folder = |place: &Place| self.root.at(place).map(|node| node.children().is_some());
        match is_folder(&new) {
            Some(true) => return Err(Kind::Exists),
            Some(false) if !(may_replace && self.behaviour.replaces) || is_folder(&old) == Some(true) => {
                return Err(Kind::Exists);
            }
            _ if new.starts_with(&old) => return Err(Kind::Rejected),
            _ => {}
        }
        let node = self.take(&old)?;
        self.insert(&new, node)
    }

    /// A place whose folder exists; there may be nothing at it.
    fn slot(&self, path: &RemotePath, follow: bool) -> Result<Place, Kind> {
        let place = self.root.locate(&path.within(&self.behaviour.home), follow)?;
        let (_, folder) = place.split_last().ok_or(Kind::Exists)?;
        match self.root.at(folder).map(Node::children) {
            Some(Some(_)) => Ok(place),
            Some(None) => Err(Kind::WrongType),
            None => Err(Kind::NotFound),
        }
    }

    fn file(&mut self, place: &Place) -> Result<&mut Vec<u8>, Kind> {
        match &mut self.root.at_mut(place).ok_or(Kind::NotFound)?.content {
            Content::File(bytes) => Ok(Arc::make_mut(bytes)),
            _ => Err(Kind::WrongType),
        }
    }

    fn insert(&mut self, place: &Place, node: Node) -> Result<(), Kind> {
        let clock = self.clock;
        let (name, folder) = place.split_last().ok_or(Kind::Exists)?;
        let folder = self.root.at_mut(folder).ok_or(Kind::NotFound)?;
        folder.modified = clock;
        folder.children_mut().ok_or(Kind::WrongType)?.insert(name.clone(), node);
        Ok(())
    }

    fn take(&mut self, place: &Place) -> Result<Node, Kind> {
        let clock = self.clock;
        let (name, folder) = place.split_last().ok_or(Kind::Rejected)?;
        let folder = self.root.at_mut(folder).ok_or(Kind::NotFound)?;
        folder.modified = clock;
        let children = folder.children_mut().ok_or(Kind::WrongType)?;
        children.remove(name).ok_or(Kind::NotFound)
    }
}
