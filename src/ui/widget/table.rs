//! A list of any length: only what is seen is drawn, and a scrolled frame costs what one screenful costs.
//!
//! The rows belong to whoever shows the table; the widget owns what must not lag behind a key or a pointer: where it is scrolled
//! to, the row with the cursor, and the anchor of a range. It never changes a selection itself, it says what was meant.

mod card;
mod draw;
mod element;
mod geometry;
mod input;
mod selection;
mod state;
#[cfg(test)]
mod tests;
mod text;
mod tick;

use std::borrow::Cow;
use std::path::PathBuf;

use iced::{Color, Element, Point};

use crate::ui::look::Palette;

pub use tick::Tick;

/// What a table shows. Row 0 is the first one.
pub trait Rows {
    /// How many rows there are, up to a million.
    fn count(&self) -> usize;
    /// What stands in a cell. Asked for visible cells only.
    fn cell(&self, row: usize, column: usize) -> Cell<'_>;
    /// What type-ahead looks for.
    fn key(&self, row: usize) -> Cow<'_, str>;
    /// Whether it is selected.
    fn is_selected(&self, row: usize) -> bool;
    /// Whether it can be selected at all: `..` cannot.
    fn is_selectable(&self, row: usize) -> bool {
        let _ = row;
        true
    }
    /// Whether something can be dropped on it.
    fn takes_drops(&self, row: usize) -> bool {
        let _ = row;
        false
    }
    /// Whether rows beneath it are shown, if it has any: then a sign for it stands in the step before its icon.
    fn is_open(&self, row: usize) -> Option<bool> {
        let _ = row;
        None
    }
    /// What the tooltip says about a cell.
    fn tip(&self, row: usize, column: usize) -> Option<String> {
        let _ = (row, column);
        None
    }
}

impl<R: Rows + ?Sized> Rows for &R {
    fn count(&self) -> usize {
        (**self).count()
    }

    fn cell(&self, row: usize, column: usize) -> Cell<'_> {
        (**self).cell(row, column)
    }

    fn key(&self, row: usize) -> Cow<'_, str> {
        (**self).key(row)
    }

    fn is_selected(&self, row: usize) -> bool {
        (**self).is_selected(row)
    }

    fn is_selectable(&self, row: usize) -> bool {
        (**self).is_selectable(row)
    }

    fn takes_drops(&self, row: usize) -> bool {
        (**self).takes_drops(row)
    }

    fn is_open(&self, row: usize) -> Option<bool> {
        (**self).is_open(row)
    }

    fn tip(&self, row: usize, column: usize) -> Option<String> {
        (**self).tip(row, column)
    }
}

/// What stands in a cell.
#[derive(Clone, Debug, Default)]
pub struct Cell<'a> {
    /// Steps of 16 px before everything else.
    pub indent: u8,
    /// A box before everything else that shows whether the row is ticked.
    pub tick: Option<Tick>,
    /// An icon and its colour before the text.
    pub icon: Option<(char, Color)>,
    /// The text; cut in the middle where it is too long, so that an extension stays.
    pub text: Cow<'a, str>,
    /// Its colour; the usual one if none is given.
    pub color: Option<Color>,
    /// Semibold.
    pub strong: bool,
    /// A bar from 0 to 1, before the text.
    pub progress: Option<f32>,
}

/// A column.
#[derive(Clone, Debug, PartialEq)]
pub struct Column {
    /// In the language of the person.
    pub title: String,
    /// Its width in logical pixels; the first column takes what the others leave.
    pub width: f32,
    /// Numbers stand at the right.
    pub right: bool,
    /// Whether a press on its head sorts.
    pub sortable: bool,
}

impl Column {
    /// One of words, by which nothing is sorted.
    pub fn of_words(title: String, width: f32) -> Self {
        Self {
            title,
            width,
            right: false,
            sortable: false,
        }
    }
}

/// How the rows are sorted, to show it in the head.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sorted {
    /// The column.
    pub column: usize,
    /// The greatest first.
    pub descending: bool,
}

/// A change of the selection that was meant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Select {
    /// This row alone.
    Only(usize),
    /// This row, or no longer this row.
    Toggle(usize),
    /// All rows from the first to the last, inclusive; with `keep` beside those that are selected.
    Range {
        /// The lower end.
        first: usize,
        /// The upper end, inclusive.
        last: usize,
        /// Ctrl was held.
        keep: bool,
    },
    /// Every row.
    All,
    /// None.
    Nothing,
}

/// Something that a person did.
#[derive(Clone, Debug, PartialEq)]
pub enum Happening {
    /// The pointer was pressed in it, or the keyboard came to it.
    Focused,
    /// The selection is to change.
    Select(Select),
    /// The cursor moved to this row.
    Cursor(usize),
    /// Double click or Enter.
    Open(usize),
    /// Right press or the menu key, at this point of the window. No row: the empty ground.
    Menu {
        /// The row, if any.
        row: Option<usize>,
        /// In the window.
        at: Point,
    },
    /// A press on a column's head.
    Sort(usize),
    /// A column's head was dragged to another place.
    Moved {
        /// The column.
        column: usize,
        /// It goes before this one; as many as there are columns: to the end.
        to: usize,
    },
    /// Right press on the heads, at this point of the window.
    HeadMenu(Point),
    /// A column was made this wide.
    Resized {
        /// The column.
        column: usize,
        /// In logical pixels.
        width: f32,
    },
    /// What is selected is being dragged.
    DragBegan,
    /// The pointer with a drag is over this row; `None`: over the ground.
    DragOver(Option<usize>),
    /// The pointer with a drag has rested on this row, which takes drops.
    Rested(usize),
    /// The drag was let go here: on a row that takes drops, or on the ground.
    Dropped(Option<usize>),
    /// The drag that began here is over, wherever.
    DragEnded,
    /// A file of the desktop was dropped; one event for each.
    File {
        /// What.
        path: PathBuf,
        /// On this row, if it takes drops.
        row: Option<usize>,
    },
    /// Files of the desktop hover over it, or no longer.
    FilesHover(bool),
}

/// A drag that is under way somewhere in the window.
#[derive(Clone, Debug, PartialEq)]
pub struct Drag {
    /// What the ghost beside the pointer says.
    pub ghost: String,
    /// Whether it can be dropped on this table's ground.
    pub on_ground: bool,
    /// Whether it can be dropped on the rows that take drops.
    pub on_rows: bool,
}

/// The widget. Build it, then turn it into an [`Element`].
pub struct Table<'a, Message> {
    rows: Box<dyn Rows + 'a>,
    columns: Cow<'a, [Column]>,
    palette: Palette,
    happened: Box<dyn Fn(Happening) -> Message + 'a>,
    sorted: Option<Sorted>,
    focused: bool,
    drag: Option<Drag>,
    reveal: Option<(u64, usize)>,
    editor: Option<(usize, Element<'a, Message>)>,
    row_height: f32,
    takes_files: bool,
    arranged: bool,
    at_once: bool,
    unfold: Option<Box<dyn Fn(usize) -> Message + 'a>>,
    seen: Option<Box<dyn Fn(usize, usize) -> Message + 'a>>,
}

impl<'a, Message: 'a> Table<'a, Message> {
    /// A table of these rows and columns that tells what happens.
    pub fn new(
        rows: impl Rows + 'a,
        columns: impl Into<Cow<'a, [Column]>>,
        palette: Palette,
        happened: impl Fn(Happening) -> Message + 'a,
    ) -> Self {
        Self {
            rows: Box::new(rows),
            columns: columns.into(),
            palette,
            happened: Box::new(happened),
            sorted: None,
            focused: false,
            drag: None,
            reveal: None,
            editor: None,
            row_height: crate::ui::look::measure::ROW,
            takes_files: true,
            arranged: false,
            at_once: false,
            unfold: None,
            seen: None,
        }
    }

    /// Shows how the rows are sorted.
    pub fn sorted(mut self, sorted: Option<Sorted>) -> Self {
        self.sorted = sorted;
        self
    }

    /// It has the keyboard.
    pub fn focused(mut self, focused: bool) -> Self {
        self.focused = focused;
        self
    }

    /// A drag is under way.
    pub fn drag(mut self, drag: Option<Drag>) -> Self {
        self.drag = drag;
        self
    }

    /// Puts the cursor on a row and scrolls to it, once for each new number.
    pub fn reveal(mut self, reveal: Option<(u64, usize)>) -> Self {
        self.reveal = reveal;
        self
    }

    /// Shows `editor` in place of the first cell of a row, behind its icon.
    pub fn editor(mut self, row: usize, editor: Element<'a, Message>) -> Self {
        self.editor = Some((row, editor));
        self
    }

    /// Says which row is to show or hide the rows beneath it: its sign was pressed, or Left or Right.
    pub fn on_unfold(mut self, unfold: impl Fn(usize) -> Message + 'a) -> Self {
        self.unfold = Some(Box::new(unfold));
        self
    }

    /// Says which rows are seen, first and count, for rows that are fetched as they come into view. Not with every step: when
    /// others may be needed.
    pub fn on_seen(mut self, seen: impl Fn(usize, usize) -> Message + 'a) -> Self {
        self.seen = Some(Box::new(seen));
        self
    }

    /// Heads can be dragged to other places, all but the first, and have a menu.
    pub fn arranged(mut self) -> Self {
        self.arranged = true;
        self
    }

    /// One click opens a row: for a list of places rather than of things.
    pub fn opens_at_once(mut self) -> Self {
        self.at_once = true;
        self
    }

    /// Whether files of the desktop can be dropped on it; they can if nothing is said.
    pub fn takes_files(mut self, takes_files: bool) -> Self {
        self.takes_files = takes_files;
        self
    }
}
