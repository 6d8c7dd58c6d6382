//! The tree of folders and sites: what is seen of it, and in which order.

use std::borrow::Cow;
use std::collections::BTreeSet;

use crate::site::{Book, Colour, FolderPath, Saved, SiteId};
use crate::ui::look::{Palette, icon};
use crate::ui::widget::table::{Cell, Rows};

/// Deeper things stand no further to the right.
const DEEPEST: u8 = 12;

/// Something in the tree.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Node {
    /// A folder.
    Folder(FolderPath),
    /// A site.
    Site(SiteId),
}

/// The tree.
#[derive(Clone, Debug, Default)]
pub struct Tree {
    rows: Vec<Row>,
    closed: BTreeSet<FolderPath>,
    /// What is looked for.
    pub search: String,
    selected: Option<Node>,
    reveal: (u64, usize),
    /// What is being dragged: it cannot drop into itself.
    pub dragged: Option<Node>,
    /// What it is over, if that takes it.
    pub over: Option<Node>,
}

/// A line of it.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Row {
    node: Node,
    text: String,
    depth: u8,
    /// Whether it is open; `None` if nothing can be in it.
    open: Option<bool>,
    colour: Colour,
    /// Where it leads.
    tip: String,
    /// It is in no file yet.
    unsaved: bool,
}

impl Tree {
    /// Takes what there is now. `unsaved` is a site that is in no file yet.
    pub fn rebuild(&mut self, book: &Book, unsaved: Option<&Saved>) {
        self.rows.clear();
        let looked_for = self.search.trim().to_lowercase();
        let words: Vec<&str> = looked_for.split_whitespace().collect();
        let mut folders = book.all_folders();
        if let Some(folder) = unsaved.map(|site| &site.folder).filter(|folder| !folder.is_empty())
            && !folders.contains(folder)
        {
            folders.push(folder.clone());
        }
        folders.sort_by_cached_key(|path| path.iter().map(|name| name.to_lowercase()).collect::<Vec<_>>());
        let sites: Vec<(&Saved, bool)> = book
            .sites
            .iter()
            .map(|site| (site, false))
            .chain(unsaved.map(|site| (site, true)))
            .filter(|(site, unsaved)| *unsaved || fits(site, &words))
            .collect();
        let looks = !words.is_empty();
        self.add(&[], &folders, &sites, looks);
        let selected = self.selected.clone();
        if let Some(node) = selected {
            self.show(&node);
        }
    }

    fn add(&mut self, inside: &[String], folders: &[FolderPath], sites: &[(&Saved, bool)], looks: bool) {
        let depth = u8::try_from(inside.len() + 1).unwrap_or(DEEPEST).min(DEEPEST);
        let below = |path: &&FolderPath| path.len() == inside.len() + 1 && path.starts_with(inside);
        for path in folders.iter().filter(below) {
            let count = sites.iter().filter(|(site, _)| site.folder.starts_with(path)).count();
            if looks && count == 0 {
                continue;
            }
            // What is found is seen.
            let open = looks || !self.closed.contains(path);
            let is_leaf = count == 0
                && !folders
                    .iter()
                    .any(|other| other.len() > path.len() && other.starts_with(path));
            self.rows.push(Row {
                node: Node::Folder(path.clone()),
                text: shown(path.last().map_or("", |name| name)),
                depth,
                open: (!is_leaf).then_some(open),
                colour: Colour::None,
                tip: String::new(),
                unsaved: false,
            });
            if open {
                self.add(path, folders, sites, looks);
            }
        }
        for (site, unsaved) in sites.iter().filter(|(site, _)| site.folder == inside) {
            self.rows.push(Row {
                node: Node::Site(site.id.clone()),
                text: shown(&site.name),
                depth,
                open: None,
                colour: site.colour,
                tip: address(site),
                unsaved: *unsaved,
            });
        }
    }

    /// What is in a row.
    pub fn node(&self, row: usize) -> Option<&Node> {
        self.rows.get(row).map(|row| &row.node)
    }

    /// How a row is called.
    pub fn name(&self, row: usize) -> Option<&str> {
        self.rows.get(row).map(|row| &*row.text)
    }

    /// What is selected.
    pub fn selected(&self) -> Option<&Node> {
        self.selected.as_ref()
    }

    /// Selects something, and opens the way to it.
    pub fn select(&mut self, node: Option<Node>, book: &Book) {
        let folder = match &node {
            Some(Node::Site(id)) => book.site(id).map(|site| site.folder.clone()),
            Some(Node::Folder(path)) => path.split_last().map(|(_, above)| above.to_vec()),
            None => None,
        };
        for length in 1..=folder.as_ref().map_or(0, Vec::len) {
            self.closed.remove(&folder.as_deref().unwrap_or_default()[..length]);
        }
        self.selected = node;
    }

    /// The row of what is selected gets the cursor, also where it was before.
    pub fn show_selected(&mut self) {
        if let Some(node) = self.selected.clone() {
            self.reveal.0 += 1;
            self.show(&node);
        }
    }

    fn show(&mut self, node: &Node) {
        if let Some(row) = self.rows.iter().position(|row| row.node == *node) {
            let moved = self.reveal.1 != row;
            self.reveal = (self.reveal.0 + u64::from(moved), row);
        }
    }

    /// The row to scroll to, with its number.
    pub fn reveal(&self) -> (u64, usize) {
        self.reveal
    }

    /// Opens or closes the folder in a row.
    pub fn unfold(&mut self, row: usize) {
        if let Some(Node::Folder(path)) = self.node(row).cloned()
            && !self.closed.remove(&path)
        {
            self.closed.insert(path);
        }
    }

    /// Opens a folder. Returns whether it was closed.
    pub fn open(&mut self, path: &FolderPath) -> bool {
        self.closed.remove(path)
    }

    /// A folder has another path now.
    pub fn renamed(&mut self, from: &[String], to: &[String]) {
        let moved = |path: &FolderPath| match path.strip_prefix(from) {
            Some(rest) => [to, rest].concat(),
            None => path.clone(),
        };
        self.closed = self.closed.iter().map(moved).collect();
        if let Some(Node::Folder(path)) = &mut self.selected {
            *path = moved(path);
        }
    }

    /// Nothing is there.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }
}

/// Whether every word stands somewhere in what is known of a site.
fn fits(site: &Saved, words: &[&str]) -> bool {
    if words.is_empty() {
        return true;
    }
    let folder = site.folder.join(" ");
    let text = [&*site.name, &*site.host, site.login.user(), &*site.notes, &*folder]
        .map(str::to_lowercase)
        .join("\n");
    words.iter().all(|word| text.contains(word))
}

/// A name as people may see it: it may come from a file that anything may stand in.
fn shown(name: &str) -> String {
    crate::path::visible(name.as_bytes())
}

/// Where a site leads, in one line.
pub fn address(site: &Saved) -> String {
    use crate::path::RemotePath;
    use crate::ui::screen::address as of;
    let there = site.site();
    let scheme = of::name(of::scheme_of(&there));
    let place = of::write(&there, &RemotePath::home());
    crate::path::visible(format!("{scheme}://{place}").as_bytes())
}

/// The tree in the colours of a frame.
pub struct Sheet<'a> {
    /// What is shown.
    pub tree: &'a Tree,
    /// The colours.
    pub palette: Palette,
}

impl Rows for Sheet<'_> {
    fn count(&self) -> usize {
        self.tree.rows.len()
    }

    fn cell(&self, row: usize, _column: usize) -> Cell<'_> {
        let Some(row) = self.tree.rows.get(row) else {
            return Cell::default();
        };
        let icon = match (&row.node, row.open) {
            (Node::Folder(_), Some(true)) => (icon::FOLDER_OPEN, self.palette.folder),
            (Node::Folder(_), _) => (icon::FOLDER, self.palette.folder),
            (Node::Site(_), _) => (
                icon::SERVER,
                self.palette.mark(row.colour).unwrap_or(self.palette.muted),
            ),
        };
        Cell {
            indent: row.depth,
            icon: Some(icon),
            text: Cow::Borrowed(&row.text),
            color: row.unsaved.then_some(self.palette.warn),
            ..Cell::default()
        }
    }

    fn key(&self, row: usize) -> Cow<'_, str> {
        self.tree.name(row).unwrap_or_default().into()
    }

    fn is_selected(&self, row: usize) -> bool {
        self.tree.selected.is_some() && self.tree.node(row) == self.tree.selected.as_ref()
    }

    fn takes_drops(&self, row: usize) -> bool {
        match (&self.tree.dragged, self.tree.node(row)) {
            (Some(dragged), Some(over)) if dragged == over => false,
            (Some(Node::Site(_)), Some(_)) => true,
            (Some(Node::Folder(moved)), Some(Node::Folder(into))) => !into.starts_with(moved),
            _ => false,
        }
    }

    fn is_open(&self, row: usize) -> Option<bool> {
        self.tree.rows.get(row)?.open
    }

    fn tip(&self, row: usize, _column: usize) -> Option<String> {
        let tip = &self.tree.rows.get(row)?.tip;
        (!tip.is_empty()).then(|| tip.clone())
    }
}
