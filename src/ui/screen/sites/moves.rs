//! The order of the tree, and what is in which folder: by dragging and by keys.

use super::keeping::After;
use super::leaving::{Next, change, keeping_folder};
use super::message::Action;
use super::tree::Node;
use super::{Page, Sites};
use crate::site::{Book, Change, FolderPath, SiteId};
use crate::ui::widget::table::{Happening, Select};

impl Sites {
    pub(super) fn tree_said(&mut self, happening: Happening, book: &Book) -> Vec<Action> {
        match happening {
            Happening::Cursor(row) | Happening::Select(Select::Only(row)) => {
                let node = self.tree.node(row).cloned();
                node.map_or_else(Vec::new, |node| self.leave(Next::Select(node), book))
            }
            Happening::Open(row) => match self.tree.node(row).cloned() {
                Some(Node::Site(id)) if self.is_shown(&id) => self.connect(book),
                Some(Node::Site(id)) => self.leave(Next::Visit(id), book),
                Some(Node::Folder(_)) => {
                    self.tree.unfold(row);
                    self.rebuild(book);
                    Vec::new()
                }
                None => Vec::new(),
            },
            Happening::Menu { at, .. } => {
                // The row was selected by the same press.
                if self.asking.is_none() {
                    self.menu_used(super::menu::Step::Open(at));
                }
                Vec::new()
            }
            Happening::DragBegan => {
                self.tree.dragged = self.tree.selected().cloned().filter(|_| !self.is_changed());
                Vec::new()
            }
            Happening::DragOver(row) => {
                self.tree.over = row.and_then(|row| self.tree.node(row)).cloned();
                Vec::new()
            }
            Happening::Rested(row) => {
                if let Some(Node::Folder(path)) = self.tree.node(row).cloned()
                    && self.tree.open(&path)
                {
                    self.rebuild(book);
                }
                Vec::new()
            }
            Happening::Dropped(row) => {
                let over = row.and_then(|row| self.tree.node(row)).cloned();
                self.drop_on(over, book)
            }
            Happening::DragEnded => {
                self.tree.dragged = None;
                self.tree.over = None;
                Vec::new()
            }
            _ => Vec::new(),
        }
    }

    fn is_shown(&self, id: &SiteId) -> bool {
        matches!(&self.page, Page::Site(shown) if shown.form.id == *id)
    }

    /// What was dragged was let go over something; `None`: over the ground, which is the outermost folder.
    fn drop_on(&mut self, over: Option<Node>, book: &Book) -> Vec<Action> {
        match (self.tree.dragged.take(), over) {
            (Some(Node::Site(id)), Some(Node::Site(before))) => {
                let folder = book.site(&before).map(|site| site.folder.clone());
                folder.map_or_else(Vec::new, |folder| self.put(&id, folder, Some(before), book))
            }
            (Some(Node::Site(id)), Some(Node::Folder(folder))) => self.put(&id, folder, None, book),
            (Some(Node::Site(id)), None) => self.put(&id, FolderPath::new(), None, book),
            (Some(Node::Folder(from)), over) => {
                let into = match over {
                    Some(Node::Folder(into)) => into,
                    None => FolderPath::new(),
                    Some(Node::Site(_)) => return Vec::new(),
                };
                self.put_folder(from, into)
            }
            (None, _) => Vec::new(),
        }
    }

    fn put(&mut self, id: &SiteId, folder: FolderPath, before: Option<SiteId>, book: &Book) -> Vec<Action> {
        let Some(site) = book.site(id).filter(|_| self.after.is_none()) else {
            return Vec::new();
        };
        self.after = Some(After::Moved);
        let old = site.folder.clone();
        let moved = Change::Move {
            id: id.clone(),
            folder,
            before,
        };
        vec![change(keeping_folder(vec![moved], old))]
    }

    fn put_folder(&mut self, from: FolderPath, into: FolderPath) -> Vec<Action> {
        let Some(name) = from.last().cloned() else {
            return Vec::new();
        };
        let above = from[..from.len() - 1].to_vec();
        if self.after.is_some() || above == into {
            return Vec::new();
        }
        let to = [into, vec![name]].concat();
        self.after = Some(After::Renamed(from.clone(), to.clone(), None));
        vec![change(keeping_folder(vec![Change::RenameFolder { from, to }], above))]
    }

    /// Moves the site that is shown among its neighbours.
    pub(super) fn step(&mut self, by: isize, book: &Book) -> Vec<Action> {
        let Page::Site(shown) = &self.page else {
            return Vec::new();
        };
        let Some(site) = book.site(&shown.form.id).filter(|_| !shown.is_changed()) else {
            return Vec::new();
        };
        let beside: Vec<&SiteId> = book
            .sites
            .iter()
            .filter(|other| other.folder == site.folder)
            .map(|other| &other.id)
            .collect();
        let at = beside.iter().position(|id| **id == site.id).unwrap_or_default();
        let before = match at.checked_add_signed(by) {
            Some(to) if to < beside.len() && to != at => {
                // Downwards it goes behind the one that stands there.
                let before = if by > 0 { to + 1 } else { to };
                beside.get(before).map(|id| (*id).clone())
            }
            _ => return Vec::new(),
        };
        let (id, folder) = (site.id.clone(), site.folder.clone());
        self.put(&id, folder, before, book)
    }
}
