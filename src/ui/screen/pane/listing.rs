//! What is in a folder: sorted, filtered, and with what is selected.

use std::collections::HashSet;

pub use super::item::Item;
use super::item::Owners;
use super::order::Sort;
use crate::entry::{Entry, Kind};
use crate::path::{Charset, RemoteName};
use crate::ui::widget::table::Select;

/// Numbers for the status line.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Sum {
    /// How many.
    pub count: usize,
    /// Bytes of the files among them.
    pub bytes: u64,
    /// Folders among them, whose bytes are not known.
    pub folders: usize,
    /// Names that cannot be used.
    pub blocked: usize,
}

impl Sum {
    fn of<'a>(items: impl Iterator<Item = &'a Item>) -> Self {
        items.fold(Self::default(), |mut sum, item| {
            sum.count += 1;
            sum.blocked += usize::from(item.blocked.is_some());
            match item.kind {
                Kind::Directory => sum.folders += 1,
                Kind::File => sum.bytes = sum.bytes.saturating_add(item.size.unwrap_or(0)),
                Kind::Link | Kind::Other => {}
            }
            sum
        })
    }
}

/// Names that are not UTF-8.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Odd {
    count: usize,
    /// Those of them that are GB18030.
    chinese: usize,
}

/// The names of one folder.
#[derive(Clone, Debug, Default)]
pub struct Listing {
    items: Vec<Item>,
    owners: Owners,
    /// The items that are shown, in order.
    rows: Vec<u32>,
    /// How many items have found their place in `rows`, or are not shown.
    placed: usize,
    sort: Sort,
    hidden: bool,
    filter: String,
    ftp: bool,
    charset: Charset,
    odd: Odd,
    shown: Sum,
    selected: Sum,
}

impl Listing {
    /// An empty one, sorted and filtered as this one is.
    #[must_use]
    pub fn empty_like(&self) -> Self {
        Self {
            sort: self.sort,
            hidden: self.hidden,
            filter: self.filter.clone(),
            ftp: self.ftp,
            charset: self.charset,
            ..Self::default()
        }
    }

    /// Takes more entries. They are seen after [`Listing::place`].
    pub fn push(&mut self, entries: impl IntoIterator<Item = Entry>) {
        let (ftp, charset, odd, owners) = (self.ftp, self.charset, &mut self.odd, &mut self.owners);
        self.items.extend(entries.into_iter().map(|entry| {
            let name = entry.name.as_bytes();
            if std::str::from_utf8(name).is_err() {
                odd.count += 1;
                odd.chinese += usize::from(Charset::Gb18030.text(name).is_some());
            }
            Item::of(entry, ftp, charset, owners)
        }));
    }

    /// Sorts what came into its place among what is there.
    pub fn place(&mut self) {
        let part = self.filter.to_lowercase();
        let mut fresh: Vec<u32> = (self.placed..self.items.len())
            .filter(|at| self.passes(&self.items[*at], &part))
            .filter_map(|at| u32::try_from(at).ok())
            .collect();
        self.placed = self.items.len();
        if fresh.is_empty() {
            return;
        }
        let (items, sort) = (&self.items, self.sort);
        let compare = |one: &u32, other: &u32| sort.compare(&items[*one as usize], &items[*other as usize]);
        fresh.sort_unstable_by(compare);
        let old = std::mem::take(&mut self.rows);
        let mut merged = Vec::with_capacity(old.len() + fresh.len());
        let (mut old, mut fresh) = (old.into_iter().peekable(), fresh.into_iter().peekable());
        while let (Some(one), Some(other)) = (old.peek(), fresh.peek()) {
            let next = if compare(one, other).is_le() {
                old.next()
            } else {
                fresh.next()
            };
            merged.extend(next);
        }
        merged.extend(old);
        merged.extend(fresh);
        self.rows = merged;
        self.count();
    }

    /// How many rows are shown.
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// How many names there are in all, also those that are not shown.
    pub fn total(&self) -> usize {
        self.items.len()
    }

    /// How many names the switch for hidden files leaves out.
    pub fn left_out(&self) -> usize {
        if self.hidden {
            return 0;
        }
        self.items.iter().filter(|item| item.is_hidden()).count()
    }

    /// The item in a row.
    pub fn get(&self, row: usize) -> Option<&Item> {
        self.rows.get(row).and_then(|at| self.items.get(*at as usize))
    }

    /// The row of a name.
    pub fn row_of(&self, name: &RemoteName) -> Option<usize> {
        self.rows.iter().position(|at| self.items[*at as usize].name == *name)
    }

    /// Whether a name is in the folder, shown or not.
    pub fn contains(&self, name: &RemoteName) -> bool {
        self.items.iter().any(|item| item.name == *name)
    }

    /// Whether the item in a row is selected.
    pub fn is_selected(&self, row: usize) -> bool {
        self.get(row).is_some_and(|item| item.selected)
    }

    /// Changes the selection. Names that cannot be used are never selected.
    pub fn select(&mut self, select: &Select) {
        let (first, last, keep) = match *select {
            Select::Only(row) => (row, row, false),
            Select::Toggle(row) => {
                let on = !self.is_selected(row);
                self.mark(row, on);
                return self.count();
            }
            Select::Range { first, last, keep } => (first, last, keep),
            Select::All => (0, self.len().saturating_sub(1), false),
            Select::Nothing => (1, 0, false),
        };
        if !keep {
            for item in &mut self.items {
                item.selected = false;
            }
        }
        for row in first..=last.min(self.len().saturating_sub(1)) {
            self.mark(row, true);
        }
        self.count();
    }

    /// Takes the place of `other`: its order, its filter, its selection.
    pub fn replace(&mut self, other: &Self) {
        (self.sort, self.hidden) = (other.sort, other.hidden);
        self.filter.clone_from(&other.filter);
        self.rebuild();
        self.select_as(other);
    }

    /// Selects what is selected in `other`, by the bytes of the names, as far as it is shown here.
    fn select_as(&mut self, other: &Self) {
        let names: HashSet<&RemoteName> = other.selected().map(|item| &item.name).collect();
        if names.is_empty() {
            return;
        }
        for at in &self.rows {
            let item = &mut self.items[*at as usize];
            item.selected = item.blocked.is_none() && names.contains(&item.name);
        }
        self.count();
    }

    /// Everything in the folder, in no order.
    pub fn names(&self) -> impl Iterator<Item = (&RemoteName, Kind)> {
        self.items.iter().map(|item| (&item.name, item.kind))
    }

    /// What is selected, in the order in which it is shown.
    pub fn selected(&self) -> impl Iterator<Item = &Item> {
        self.rows
            .iter()
            .map(|at| &self.items[*at as usize])
            .filter(|item| item.selected)
    }

    /// How it is sorted.
    pub fn sort(&self) -> Sort {
        self.sort
    }

    /// Sorts it.
    pub fn sort_by(&mut self, sort: Sort) {
        self.sort = sort;
        self.rebuild();
    }

    /// Whether names with a leading dot are shown.
    pub fn shows_hidden(&self) -> bool {
        self.hidden
    }

    /// Shows names with a leading dot, or not.
    pub fn show_hidden(&mut self, shown: bool) {
        self.hidden = shown;
        self.rebuild();
    }

    /// What names must contain to be shown.
    pub fn filter(&self) -> &str {
        &self.filter
    }

    /// Shows only names that contain this, whatever their case.
    pub fn filter_by(&mut self, part: &str) {
        self.filter = part.to_owned();
        self.rebuild();
    }

    /// Names go in lines of FTP commands, so a line break in one makes it useless.
    pub fn speak_ftp(&mut self, ftp: bool) {
        self.ftp = ftp;
        self.odd = Odd::default();
        let entries: Vec<Entry> = self.items.drain(..).map(|item| item.whole()).collect();
        self.push(entries);
        self.rebuild();
    }

    /// Names are written in this charset.
    pub fn charset(&self) -> Charset {
        self.charset
    }

    /// Shows the names as they read in a charset. What is selected stays so.
    pub fn read_as(&mut self, charset: Charset) {
        if self.charset != charset {
            self.charset = charset;
            self.items.iter_mut().for_each(|item| item.read_as(charset));
            self.rebuild();
        }
    }

    /// Every name that is not UTF-8 is GB18030, and there are some.
    pub fn looks_chinese(&self) -> bool {
        self.odd.count > 0 && self.odd.count == self.odd.chinese
    }

    /// A name that tells charsets apart: one that is not UTF-8, else one with more than ASCII.
    pub fn telling(&self) -> Option<&RemoteName> {
        let names = || self.items.iter().map(|item| &item.name);
        names()
            .find(|name| std::str::from_utf8(name.as_bytes()).is_err())
            .or_else(|| names().find(|name| !name.as_bytes().is_ascii()))
    }

    /// What is shown, in numbers.
    pub fn shown(&self) -> Sum {
        self.shown
    }

    /// What is selected, in numbers.
    pub fn chosen(&self) -> Sum {
        self.selected
    }

    /// Finds every row anew. What is not shown leaves the selection: no action touches what is not seen.
    fn rebuild(&mut self) {
        self.rows.clear();
        self.placed = 0;
        self.place();
        let mut seen = vec![false; self.items.len()];
        for at in &self.rows {
            seen[*at as usize] = true;
        }
        for (item, seen) in self.items.iter_mut().zip(seen) {
            item.selected &= seen;
        }
        self.count();
    }

    fn passes(&self, item: &Item, part: &str) -> bool {
        (self.hidden || !item.is_hidden()) && (part.is_empty() || item.shown().to_lowercase().contains(part))
    }

    fn mark(&mut self, row: usize, on: bool) {
        if let Some(item) = self.rows.get(row).and_then(|at| self.items.get_mut(*at as usize)) {
            item.selected = on && item.blocked.is_none();
        }
    }

    fn count(&mut self) {
        self.shown = Sum::of(self.rows.iter().map(|at| &self.items[*at as usize]));
        self.selected = Sum::of(self.selected());
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ui::screen::pane::column::Column;

    fn listing(names: &[&str]) -> Listing {
        let mut listing = Listing::default();
        listing.push(names.iter().map(|name| Entry::new((*name).into(), Kind::File)));
        listing.place();
        listing
    }

    fn shown(listing: &Listing) -> Vec<String> {
        (0..listing.len())
            .filter_map(|row| listing.get(row))
            .map(|item| item.shown().to_owned())
            .collect()
    }

    fn selected(listing: &Listing) -> Vec<String> {
        listing.selected().map(|item| item.shown().to_owned()).collect()
    }

    #[test]
    fn pages_find_their_place_among_the_rest() {
        let mut listing = listing(&["c", "a"]);
        listing.push([
            Entry::new("b".into(), Kind::File),
            Entry::new("z".into(), Kind::Directory),
        ]);
        assert_eq!(shown(&listing), ["a", "c"]);
        listing.place();
        assert_eq!(shown(&listing), ["z", "a", "b", "c"]);
        assert_eq!(listing.shown().folders, 1);
    }

    #[test]
    fn a_selection_survives_sorting_and_a_new_listing_by_the_bytes_of_its_names() {
        let mut old = listing(&["a", "b", "caf\u{e9}", "d"]);
        old.select(&Select::Range {
            first: 1,
            last: 2,
            keep: false,
        });
        old.sort_by(Sort {
            by: Column::Name,
            descending: true,
        });
        assert_eq!(selected(&old), ["caf\u{e9}", "b"]);
        let mut new = old.empty_like();
        new.push(["0", "b", "d"].map(|name| Entry::new(name.into(), Kind::File)));
        // The same letters in other bytes are another name.
        new.push([Entry::new(RemoteName::new(b"caf\xe9".to_vec()), Kind::File)]);
        new.replace(&old);
        assert_eq!(selected(&new), ["b"]);
        assert_eq!(new.chosen().count, 1);
    }

    #[test]
    fn what_a_filter_or_the_switch_hides_leaves_the_selection() {
        let mut listing = listing(&["Apple", "pear", ".app", "grape"]);
        assert_eq!(shown(&listing), ["Apple", "grape", "pear"]);
        assert_eq!(listing.left_out(), 1);
        listing.show_hidden(true);
        listing.select(&Select::All);
        listing.filter_by("AP");
        assert_eq!(selected(&listing), [".app", "Apple", "grape"]);
        listing.show_hidden(false);
        listing.filter_by("");
        listing.show_hidden(true);
        assert_eq!(selected(&listing), ["Apple", "grape"]);
        assert_eq!(listing.len(), 4);
    }

    #[test]
    fn names_that_cannot_be_used_are_counted_and_never_selected() {
        let mut listing = listing(&["a", "x/y", "line\nbreak"]);
        listing.select(&Select::All);
        assert_eq!(listing.chosen().count, 2);
        assert_eq!(listing.shown().blocked, 1);
        listing.speak_ftp(true);
        listing.select(&Select::All);
        assert_eq!(selected(&listing), ["a"]);
        listing.select(&Select::Toggle(1));
        assert_eq!((listing.chosen().count, listing.shown().blocked), (1, 2));
    }

    #[test]
    fn ranges_keep_the_rest_only_with_ctrl_and_reach_no_further_than_the_rows() {
        let mut listing = listing(&["a", "b", "c", "d"]);
        listing.select(&Select::Only(0));
        let range = |keep| Select::Range {
            first: 2,
            last: 9,
            keep,
        };
        listing.select(&range(true));
        assert_eq!(selected(&listing), ["a", "c", "d"]);
        listing.select(&range(false));
        assert_eq!(selected(&listing), ["c", "d"]);
        listing.select(&Select::Nothing);
        assert_eq!(selected(&listing), Vec::<String>::new());
    }

    #[test]
    fn a_charset_changes_what_is_read_and_neither_the_names_nor_the_selection() {
        let notes = RemoteName::new(b"\xcb\xb5\xc3\xf7".to_vec());
        let mut listing = listing(&["a", "z"]);
        assert!(!listing.looks_chinese() && listing.telling().is_none());
        listing.push([Entry::new(notes.clone(), Kind::File)]);
        listing.place();
        assert!(listing.looks_chinese());
        assert_eq!(listing.telling(), Some(&notes));
        listing.select(&Select::Only(2));
        assert_eq!(selected(&listing), ["\u{2f5}\\xc3\\xf7"]);
        listing.read_as(Charset::Gb18030);
        assert_eq!(shown(&listing), ["a", "z", "\u{8bf4}\u{660e}"]);
        assert_eq!(selected(&listing), ["\u{8bf4}\u{660e}"]);
        assert!(listing.contains(&notes));
        assert_eq!(listing.empty_like().charset(), Charset::Gb18030);
        listing.push([Entry::new(RemoteName::new(b"\xff".to_vec()), Kind::File)]);
        assert!(!listing.looks_chinese(), "not all of them are");
    }

    #[test]
    fn an_empty_listing_can_be_told_to_select() {
        let mut listing = Listing::default();
        for select in [Select::All, Select::Nothing, Select::Only(3), Select::Toggle(0)] {
            listing.select(&select);
        }
        assert_eq!(listing.chosen(), Sum::default());
    }
}
