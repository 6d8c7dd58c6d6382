//! The tree of folders beside a list: what is known of it. A folder is read when it is opened, and whatever the list shows is
//! known for nothing.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};

use super::order;
use super::place::Place;
use crate::entry::{Entry, Kind};
use crate::path::{Charset, RemoteName};
use crate::ui::look::{Palette, Shade, icon};
use crate::ui::widget::table::{Cell, Rows};

/// Deeper folders stand no further to the right.
const DEEPEST: u8 = 24;

/// The folders that are known, and which of them are open.
#[derive(Debug)]
pub struct Tree {
    shown: bool,
    /// It has the keyboard, within its pane.
    pub focused: bool,
    /// How wide it is.
    pub width: f32,
    /// Names with a leading dot are seen.
    hidden: bool,
    charset: Charset,
    palette: Palette,
    top: Option<Place>,
    here: Option<Place>,
    /// Folders in folders, in the order of their names.
    inside: HashMap<Place, Vec<RemoteName>>,
    /// Of these every folder in them is known.
    whole: HashSet<Place>,
    open: HashSet<Place>,
    /// What has come of folders that are being read.
    arriving: HashMap<Place, Vec<RemoteName>>,
    rows: Vec<Row>,
    reveal: (u64, usize),
    /// What is being dragged: it cannot drop into itself.
    dragged: Vec<Place>,
}

/// A folder that is seen.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Row {
    place: Place,
    text: String,
    depth: u8,
    /// Whether it is open; `None` if no folder is in it.
    open: Option<bool>,
}

impl Default for Tree {
    fn default() -> Self {
        Self {
            shown: false,
            focused: false,
            width: 200.0,
            hidden: false,
            charset: Charset::default(),
            palette: Palette::of(Shade::default()),
            top: None,
            here: None,
            inside: HashMap::new(),
            whole: HashSet::new(),
            open: HashSet::new(),
            arriving: HashMap::new(),
            rows: Vec::new(),
            reveal: (0, 0),
            dragged: Vec::new(),
        }
    }
}

impl Tree {
    /// It is shown beside the list.
    pub fn is_shown(&self) -> bool {
        self.shown
    }

    /// Shows it, or no longer.
    pub fn show(&mut self, shown: bool) {
        self.shown = shown;
        self.focused &= shown;
        self.rebuild();
    }

    /// Takes the colours and the charset of the next frame, and whether names with a leading dot are seen.
    pub fn dress(&mut self, palette: Palette, charset: Charset, hidden: bool) {
        self.palette = palette;
        if (self.charset, self.hidden) != (charset, hidden) {
            (self.charset, self.hidden) = (charset, hidden);
            self.rebuild();
        }
    }

    /// The list shows this folder: the way to it opens.
    pub fn follow(&mut self, place: &Place) {
        let trail = place.trail();
        for pair in trail.windows(2) {
            if let [above, below] = pair
                && let Some(name) = below.name()
            {
                self.add(above, name);
                self.open.insert(above.clone());
            }
        }
        self.top = trail.into_iter().next();
        let moved = self.here.as_ref() != Some(place);
        self.here = Some(place.clone());
        self.rebuild();
        if moved {
            self.reveal_here();
        }
    }

    /// These are all folders in a folder.
    pub fn learn(&mut self, place: &Place, names: impl Iterator<Item = RemoteName>) {
        let mut names: Vec<RemoteName> = names.collect();
        names.sort_by_cached_key(|name| order::key(&name.visible()));
        self.inside.insert(place.clone(), names);
        self.whole.insert(place.clone());
        self.rebuild();
    }

    /// Some of what is in a folder that is being read.
    pub fn page(&mut self, place: &Place, entries: &[Entry]) {
        if let Some(arriving) = self.arriving.get_mut(place) {
            arriving.extend(folders(entries.iter().map(|entry| (&entry.name, entry.kind))));
        }
    }

    /// A folder has been read, or could not be.
    pub fn read(&mut self, place: &Place, well: bool) {
        match self.arriving.remove(place) {
            Some(names) if well => {
                self.learn(place, names.into_iter());
                // Its neighbours came in above it.
                if self.leads_here(place) {
                    self.reveal_here();
                }
            }
            _ => {
                self.open.remove(place);
                self.rebuild();
            }
        }
    }

    /// Opens or closes the folder in a row. Returns it if it has to be read.
    pub fn unfold(&mut self, row: usize) -> Option<Place> {
        let place = self.place(row)?.clone();
        let mut unread = None;
        if !self.open.remove(&place) {
            self.open.insert(place.clone());
            if !self.whole.contains(&place) {
                self.arriving.insert(place.clone(), Vec::new());
                unread = Some(place);
            }
        }
        self.rebuild();
        unread
    }

    /// The folders on the way to the one that is shown of which not everything is known. They count as being read from now on.
    pub fn unread(&mut self) -> Vec<Place> {
        let trail = self.here.as_ref().filter(|_| self.shown).map(Place::trail);
        let mut unread = trail.unwrap_or_default();
        unread.pop();
        unread.retain(|place| !self.whole.contains(place) && !self.arriving.contains_key(place));
        self.arriving
            .extend(unread.iter().cloned().map(|place| (place, Vec::new())));
        unread
    }

    /// These are being dragged from the list.
    pub fn carry(&mut self, dragged: Vec<Place>) {
        self.dragged = dragged;
    }

    /// The folder in a row.
    pub fn place(&self, row: usize) -> Option<&Place> {
        self.rows.get(row).map(|row| &row.place)
    }

    /// The row to scroll to, with its number.
    pub fn reveal(&self) -> (u64, usize) {
        self.reveal
    }

    fn reveal_here(&mut self) {
        let row = self.rows.iter().position(|row| Some(&row.place) == self.here.as_ref());
        if let Some(row) = row {
            self.reveal = (self.reveal.0 + 1, row);
        }
    }

    fn add(&mut self, above: &Place, name: RemoteName) {
        let names = self.inside.entry(above.clone()).or_default();
        if !names.contains(&name) {
            let key = order::key(&name.visible());
            let at = names.partition_point(|other| order::key(&other.visible()) < key);
            names.insert(at, name);
        }
    }

    fn rebuild(&mut self) {
        self.rows.clear();
        let Some(top) = self.top.clone().filter(|_| self.shown) else {
            return;
        };
        let mut waiting = vec![(top, 1)];
        while let Some((place, depth)) = waiting.pop() {
            let names = self.inside.get(&place);
            // Only the way to the folder that is shown may be hidden and seen.
            let below = names.into_iter().flatten().rev().filter_map(|name| {
                let child = place.join(name)?;
                let seen = self.hidden || !name.as_bytes().starts_with(b".") || self.leads_here(&child);
                seen.then_some(child)
            });
            let below: Vec<Place> = below.collect();
            let open = self.open.contains(&place);
            let is_leaf = below.is_empty() && self.whole.contains(&place);
            if open {
                waiting.extend(below.into_iter().map(|child| (child, (depth + 1).min(DEEPEST))));
            }
            let text = match place.name() {
                Some(name) => self.charset.visible(name.as_bytes()),
                None if place.visible().is_empty() => "~".to_owned(),
                None => place.visible(),
            };
            self.rows.push(Row {
                place,
                text,
                depth,
                open: (!is_leaf).then_some(open),
            });
        }
    }

    fn leads_here(&self, place: &Place) -> bool {
        let Some(here) = &self.here else { return false };
        here == place || place.step_towards(here).is_some()
    }
}

/// The names of folders that can be used.
pub fn folders<'a>(names: impl Iterator<Item = (&'a RemoteName, Kind)>) -> impl Iterator<Item = RemoteName> {
    names
        .filter(|(name, kind)| *kind == Kind::Directory && name.blocked().is_none())
        .map(|(name, _)| name.clone())
}

impl Rows for Tree {
    fn count(&self) -> usize {
        self.rows.len()
    }

    fn cell(&self, row: usize, _column: usize) -> Cell<'_> {
        let Some(row) = self.rows.get(row) else {
            return Cell::default();
        };
        let is_here = self.here.as_ref() == Some(&row.place);
        let glyph = if is_here { icon::FOLDER_OPEN } else { icon::FOLDER };
        Cell {
            indent: row.depth,
            icon: Some((glyph, self.palette.folder)),
            text: Cow::Borrowed(&row.text),
            ..Cell::default()
        }
    }

    fn key(&self, row: usize) -> Cow<'_, str> {
        self.rows.get(row).map_or(Cow::Borrowed(""), |row| (&*row.text).into())
    }

    fn is_selected(&self, row: usize) -> bool {
        self.here.is_some() && self.place(row) == self.here.as_ref()
    }

    fn is_selectable(&self, _row: usize) -> bool {
        false
    }

    fn takes_drops(&self, row: usize) -> bool {
        let Some(place) = self.place(row) else { return false };
        let inside = |dragged: &Place| dragged == place || dragged.step_towards(place).is_some();
        !self.dragged.iter().any(inside)
    }

    fn is_open(&self, row: usize) -> Option<bool> {
        self.rows.get(row)?.open
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn place(path: &str) -> Place {
        Place::Remote(path.into())
    }

    fn seen(tree: &Tree) -> Vec<String> {
        tree.rows
            .iter()
            .map(|row| {
                let sign = row.open.map_or(' ', |open| if open { '-' } else { '+' });
                format!("{}{sign}{}", " ".repeat(usize::from(row.depth - 1)), row.text)
            })
            .collect()
    }

    fn names(names: &[&str]) -> std::vec::IntoIter<RemoteName> {
        names.iter().map(|name| (*name).into()).collect::<Vec<_>>().into_iter()
    }

    fn tree() -> Tree {
        let mut tree = Tree::default();
        tree.show(true);
        tree.follow(&place("/srv/www"));
        tree
    }

    #[test]
    fn the_way_to_the_shown_folder_is_open_and_the_rest_is_read_when_it_is_opened() {
        let mut tree = tree();
        assert_eq!(seen(&tree), ["-/", " -srv", "  +www"]);
        assert_eq!(tree.reveal(), (1, 2));
        tree.learn(&place("/srv/www"), names(&["img10", "img9", ".git"]));
        assert_eq!(tree.unfold(2), None, "it is known");
        assert_eq!(seen(&tree), ["-/", " -srv", "  -www", "   +img9", "   +img10"]);
        assert_eq!(tree.unfold(3), Some(place("/srv/www/img9")));
        tree.page(&place("/srv/www/img9"), &[Entry::new("x".into(), Kind::File)]);
        tree.read(&place("/srv/www/img9"), true);
        assert_eq!(seen(&tree)[3..], ["    img9", "   +img10"], "no folder is in it");
        tree.unfold(2);
        assert_eq!(seen(&tree), ["-/", " -srv", "  +www"]);
    }

    #[test]
    fn the_ways_siblings_are_asked_for_once() {
        let mut tree = tree();
        assert_eq!(tree.unread(), [place("/"), place("/srv")]);
        assert_eq!(tree.unread(), [] as [Place; 0]);
        tree.page(
            &place("/"),
            &[
                Entry::new("etc".into(), Kind::Directory),
                Entry::new("srv".into(), Kind::Directory),
            ],
        );
        tree.read(&place("/"), true);
        assert_eq!(seen(&tree), ["-/", " +etc", " -srv", "  +www"]);
        assert_eq!(tree.reveal(), (2, 3), "it is seen still");
        // What cannot be read is closed and may be tried again.
        tree.read(&place("/srv"), false);
        assert_eq!(seen(&tree), ["-/", " +etc", " +srv"]);
        assert_eq!(tree.unfold(2), Some(place("/srv")));
    }

    #[test]
    fn a_hidden_folder_is_seen_on_the_way_to_the_shown_one() {
        let mut tree = tree();
        tree.learn(&place("/srv"), names(&[".cache", ".git", "www"]));
        assert_eq!(seen(&tree), ["-/", " -srv", "  +www"]);
        tree.follow(&place("/srv/.git/hooks"));
        assert_eq!(seen(&tree), ["-/", " -srv", "  -.git", "   +hooks", "  +www"]);
        tree.dress(Palette::of(Shade::Dark), Charset::Utf8, true);
        assert_eq!(seen(&tree)[2..4], ["  +.cache", "  -.git"]);
    }

    #[test]
    fn a_folder_cannot_drop_into_itself() {
        let mut tree = tree();
        tree.carry(vec![place("/srv")]);
        assert_eq!([0, 1, 2].map(|row| tree.takes_drops(row)), [true, false, false]);
        tree.carry(Vec::new());
        assert!(tree.takes_drops(2) && !tree.takes_drops(3));
    }

    #[test]
    fn a_closed_tree_costs_nothing() {
        let mut tree = tree();
        tree.show(false);
        assert_eq!(tree.count(), 0);
        assert_eq!(tree.unread(), [] as [Place; 0]);
    }

    #[test]
    fn names_that_lead_elsewhere_are_no_folders_here() {
        let entries = ["ok", "..", "a/b"].map(|name| Entry::new(name.into(), Kind::Directory));
        let names = entries.iter().map(|entry| (&entry.name, entry.kind));
        assert_eq!(folders(names).collect::<Vec<_>>(), ["ok".into()]);
    }
}
