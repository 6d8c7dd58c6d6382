//! The listing as the table shows it: `..` at the top, a row for a new name, then what is in the folder.

use std::borrow::Cow;

use iced::Color;

use super::column::{Column, Columns};
use super::glyph::glyph;
use super::listing::{Item, Listing};
use super::naming::{Naming, Purpose};
use super::speech::Speech;
use crate::entry::Kind;
use crate::path::RemoteName;
use crate::ui::humane;
use crate::ui::look::icon;
use crate::ui::widget::table::{self, Cell, Rows, Select, Sorted};

/// What stands in a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Spot {
    /// The way to the folder above.
    Up,
    /// The name of something new.
    New,
    /// A row of the listing.
    Item(usize),
}

/// What the table shows.
#[derive(Debug)]
pub struct Sheet {
    /// What is in the folder.
    pub listing: Listing,
    /// There is a folder above.
    pub has_up: bool,
    /// A name that is being typed.
    pub naming: Option<Naming>,
    /// Grey: it may have changed since.
    pub stale: bool,
    /// Of a folder that is being left: seen until the next one comes, and not touched.
    pub leaving: bool,
    /// What is selected here is being dragged.
    pub dragging: bool,
    /// Which columns, and how wide.
    pub columns: Columns,
    /// The words and colours of the cells.
    pub speech: Speech,
    chosen: Vec<Column>,
    heads: Vec<table::Column>,
}

impl Sheet {
    /// An empty one.
    pub fn new() -> Self {
        Self {
            listing: Listing::default(),
            has_up: false,
            naming: None,
            stale: false,
            leaving: false,
            dragging: false,
            columns: Columns::default(),
            speech: Speech::default(),
            chosen: Vec::new(),
            heads: Vec::new(),
        }
    }

    /// Takes the words and colours of this frame, and makes the heads of the columns.
    pub fn dress(&mut self, speech: Speech) {
        self.speech = speech;
        self.chosen = self.columns.chosen().collect();
        self.heads = self
            .chosen
            .iter()
            .map(|column| table::Column {
                title: self.speech.title(*column).to_owned(),
                width: self.columns.width(*column),
                right: *column == Column::Size,
                sortable: true,
            })
            .collect();
    }

    /// The heads of the columns that are chosen.
    pub fn heads(&self) -> &[table::Column] {
        &self.heads
    }

    /// The numbers of the columns that fit into this width.
    pub fn fitting(&self, width: f32) -> Vec<usize> {
        let fitting = self.columns.fitting(width);
        (0..self.chosen.len())
            .filter(|at| fitting.contains(&self.chosen[*at]))
            .collect()
    }

    /// Which column has this number in the table.
    pub fn column(&self, number: usize) -> Option<Column> {
        self.chosen.get(number).copied()
    }

    /// How the head shows the order.
    pub fn sorted(&self) -> Option<Sorted> {
        let sort = self.listing.sort();
        let column = self.chosen.iter().position(|column| *column == sort.by)?;
        Some(Sorted {
            column,
            descending: sort.descending,
        })
    }

    /// What stands in a row.
    pub fn spot(&self, row: usize) -> Spot {
        if self.has_up && row == 0 {
            Spot::Up
        } else if self.is_making() && row == usize::from(self.has_up) {
            Spot::New
        } else {
            Spot::Item(row.saturating_sub(self.above()))
        }
    }

    /// The item in a row of the table.
    pub fn item(&self, row: usize) -> Option<&Item> {
        match self.spot(row) {
            Spot::Item(row) => self.listing.get(row),
            Spot::Up | Spot::New => None,
        }
    }

    /// The row of the table with this name.
    pub fn row_of(&self, name: &RemoteName) -> Option<usize> {
        self.listing.row_of(name).map(|row| row + self.above())
    }

    /// The row in which a name is being typed.
    pub fn naming_row(&self) -> Option<usize> {
        match &self.naming.as_ref()?.purpose {
            Purpose::Rename(name) => self.row_of(name),
            Purpose::Folder | Purpose::File => Some(usize::from(self.has_up)),
        }
    }

    /// Changes the selection as the table meant it.
    pub fn select(&mut self, select: &Select) {
        let above = self.above();
        let below = |row: usize| row.checked_sub(above);
        let select = match *select {
            Select::Only(row) => below(row).map_or(Select::Nothing, Select::Only),
            Select::Toggle(row) => match below(row) {
                Some(row) => Select::Toggle(row),
                None => return,
            },
            Select::Range { first, last, keep } => match below(last) {
                Some(last) => Select::Range {
                    first: first.saturating_sub(above),
                    last,
                    keep,
                },
                None if keep => return,
                None => Select::Nothing,
            },
            Select::All => Select::All,
            Select::Nothing => Select::Nothing,
        };
        self.listing.select(&select);
    }

    /// How many rows stand above the listing.
    fn above(&self) -> usize {
        usize::from(self.has_up) + usize::from(self.is_making())
    }

    fn is_making(&self) -> bool {
        self.naming
            .as_ref()
            .is_some_and(|naming| !matches!(naming.purpose, Purpose::Rename(_)))
    }

    fn ink(&self, usual: Color) -> Option<Color> {
        Some(if self.stale { self.speech.palette.muted } else { usual })
    }

    fn name<'a>(&self, item: &'a Item) -> Cell<'a> {
        let palette = &self.speech.palette;
        let icon = match item.kind {
            // A sign beside the colour.
            _ if item.blocked.is_some() => (icon::BAN, palette.bad),
            Kind::Directory if !self.stale => (glyph(item), palette.folder),
            _ => (glyph(item), palette.faint),
        };
        let text = match item.target() {
            Some(target) => {
                let target = self.listing.charset().visible(target);
                Cow::Owned(format!("{} \u{2192} {target}", item.shown()))
            }
            None => Cow::Borrowed(item.shown()),
        };
        Cell {
            icon: Some(icon),
            text,
            color: if item.blocked.is_some() {
                Some(palette.bad)
            } else {
                self.ink(palette.text)
            },
            ..Cell::default()
        }
    }

    fn value<'a>(&self, item: &'a Item, column: Column) -> Cell<'a> {
        let speech = &self.speech;
        let text: Cow<'a, str> = match column {
            Column::Name => return self.name(item),
            Column::Size => match item.size.filter(|_| item.kind == Kind::File) {
                Some(size) => humane::size(size).into(),
                None => "".into(),
            },
            Column::Modified => match &item.modified {
                Some(modified) => speech.dates.short(modified, speech.now, speech.zone).into(),
                None => "".into(),
            },
            Column::Permissions => match item.permissions {
                Some(permissions) => humane::permissions(permissions.bits()).into(),
                None => "".into(),
            },
            Column::Owner => match (item.owner(), item.group()) {
                (Some(owner), Some(group)) if owner != group => format!("{owner}:{group}").into(),
                (Some(owner), _) => owner.visible().into(),
                (None, _) => "".into(),
            },
            Column::Type => speech.kind(item).into(),
        };
        let color = if column == Column::Size {
            speech.palette.text
        } else {
            speech.palette.muted
        };
        Cell {
            text,
            color: self.ink(color),
            ..Cell::default()
        }
    }
}

impl Rows for Sheet {
    fn count(&self) -> usize {
        self.above() + self.listing.len()
    }

    fn cell(&self, row: usize, column: usize) -> Cell<'_> {
        let Some(column) = self.column(column) else {
            return Cell::default();
        };
        let palette = &self.speech.palette;
        let alone = |icon, color, text: &'static str| match column {
            Column::Name => Cell {
                icon: Some((icon, color)),
                text: text.into(),
                color: Some(palette.muted),
                ..Cell::default()
            },
            _ => Cell::default(),
        };
        match self.spot(row) {
            Spot::Up => alone(icon::CORNER_LEFT_UP, palette.muted, ".."),
            Spot::New => match self.naming.as_ref().map(|naming| &naming.purpose) {
                Some(Purpose::Folder) => alone(icon::FOLDER, palette.folder, ""),
                _ => alone(icon::FILE, palette.faint, ""),
            },
            Spot::Item(row) => match self.listing.get(row) {
                Some(item) => self.value(item, column),
                None => Cell::default(),
            },
        }
    }

    fn key(&self, row: usize) -> Cow<'_, str> {
        self.item(row).map_or(Cow::Borrowed(""), |item| item.shown().into())
    }

    fn is_selected(&self, row: usize) -> bool {
        match self.spot(row) {
            Spot::Item(row) => self.listing.is_selected(row),
            Spot::Up | Spot::New => false,
        }
    }

    fn is_selectable(&self, row: usize) -> bool {
        !self.leaving && self.item(row).is_some_and(|item| item.blocked.is_none())
    }

    fn takes_drops(&self, row: usize) -> bool {
        if self.leaving {
            return false;
        }
        match self.spot(row) {
            Spot::Up => true,
            Spot::New => false,
            // A folder cannot drop into itself.
            Spot::Item(at) => {
                let is_folder = |item: &Item| item.kind == Kind::Directory && item.blocked.is_none();
                self.listing.get(at).is_some_and(is_folder) && !(self.dragging && self.listing.is_selected(at))
            }
        }
    }

    fn tip(&self, row: usize, column: usize) -> Option<String> {
        self.speech.tip(self.item(row)?, self.column(column)?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::entry::Entry;

    fn sheet() -> Sheet {
        let mut sheet = Sheet::new();
        sheet.has_up = true;
        sheet.listing.push([
            Entry::new("dist".into(), Kind::Directory),
            Entry::new("a".into(), Kind::File),
            Entry::new("b/c".into(), Kind::File),
        ]);
        sheet.listing.place();
        sheet.dress(Speech::default());
        sheet
    }

    #[test]
    fn the_way_up_and_a_new_name_stand_above_the_listing() {
        let mut sheet = sheet();
        assert_eq!(sheet.count(), 4);
        assert_eq!((sheet.spot(0), sheet.spot(1)), (Spot::Up, Spot::Item(0)));
        assert_eq!(sheet.cell(0, 0).text, "..");
        sheet.naming = Some(Naming::new(String::new(), Purpose::Folder));
        assert_eq!((sheet.spot(1), sheet.spot(2)), (Spot::New, Spot::Item(0)));
        assert_eq!((sheet.naming_row(), sheet.row_of(&"a".into())), (Some(1), Some(3)));
        sheet.naming = Some(Naming::rename("a".into()));
        assert_eq!((sheet.naming_row(), sheet.count()), (Some(2), 4));
    }

    #[test]
    fn neither_the_way_up_nor_a_bad_name_is_ever_selected() {
        let mut sheet = sheet();
        sheet.select(&Select::All);
        assert_eq!(
            [0, 1, 2, 3].map(|row| sheet.is_selected(row)),
            [false, true, true, false]
        );
        assert_eq!(
            [0, 1, 2, 3].map(|row| sheet.is_selectable(row)),
            [false, true, true, false]
        );
        sheet.select(&Select::Range {
            first: 0,
            last: 1,
            keep: false,
        });
        assert_eq!(
            [0, 1, 2, 3].map(|row| sheet.is_selected(row)),
            [false, true, false, false]
        );
        sheet.select(&Select::Only(0));
        assert_eq!(sheet.listing.chosen().count, 0);
    }

    #[test]
    fn folders_take_drops_but_not_of_themselves() {
        let mut sheet = sheet();
        assert_eq!(
            [0, 1, 2, 3].map(|row| sheet.takes_drops(row)),
            [true, true, false, false]
        );
        sheet.select(&Select::Only(1));
        sheet.dragging = true;
        assert!(!sheet.takes_drops(1));
        sheet.leaving = true;
        assert!(!sheet.takes_drops(0));
    }
}
