//! What the table itself remembers between frames: everything that must not lag behind a key or a pointer.

use std::cell::RefCell;
use std::path::PathBuf;
use std::time::{Duration, Instant};

use iced::Point;
use iced::advanced::widget::operation::Focusable;
use iced::keyboard::Modifiers;

use super::Select;
use super::selection::Held;
use super::text::Texts;
use crate::ui::widget::one_layer::OneLayer;

/// Two presses within this time are a double click.
const DOUBLE: Duration = Duration::from_millis(450);
/// Letters within this time are one word.
const WORD: Duration = Duration::from_secs(1);

/// The state of one table.
#[derive(Debug, Default)]
pub(super) struct State {
    /// What is scrolled away above, in pixels.
    pub offset: f64,
    /// The row that keys start from.
    pub cursor: Option<usize>,
    /// Where a range starts.
    pub anchor: Option<usize>,
    /// The keys that are held.
    pub modifiers: Modifiers,
    /// What was typed to find a row.
    pub word: Word,
    /// What the buttons are doing.
    pub press: Press,
    /// The last press on a row, to know a double click.
    pub clicked: Option<(usize, Instant)>,
    /// The last press on a column's edge, to know a double click.
    pub gripped: Option<(usize, Instant)>,
    /// Where the pointer was last seen.
    pub pointer: Option<Point>,
    /// The cell under the pointer, and since when.
    pub hover: Option<(Spot, Instant)>,
    /// The pointer rested long enough for a tooltip.
    pub tip: bool,
    /// The pointer is over the scroll bar.
    pub bar: bool,
    /// The pointer is over the head.
    pub head: bool,
    /// The number of the last row that was revealed.
    pub revealed: Option<u64>,
    /// Where a drag is over this table: over a row, or over the ground.
    pub over: Option<Option<usize>>,
    /// Since when it is there, until it has rested.
    pub over_since: Option<Instant>,
    /// A drag that began here was let go; said after everybody saw it.
    pub ending: bool,
    /// Files of the desktop.
    pub files: Files,
    /// The rows that were told to be seen.
    pub seen: std::ops::Range<usize>,
    /// When an edge last scrolled.
    pub rolled: Option<Instant>,
    /// What the application says.
    pub focused: bool,
    /// The keyboard was sent here by an operation.
    pub called: bool,
    /// Text on screen.
    pub texts: RefCell<Texts>,
    /// Text that floats: a ghost or a tooltip.
    pub card: super::card::Card,
    /// What was drawn last.
    pub layer: OneLayer,
}

impl State {
    /// Fewer rows than before: cursor and anchor stay within them.
    pub fn clamp(&mut self, count: usize) {
        let within = |row: usize| count.checked_sub(1).map(|last| row.min(last));
        self.cursor = self.cursor.and_then(within);
        self.anchor = self.anchor.and_then(within);
        if self.hover.is_some_and(|(spot, _)| spot.row >= count) {
            self.hover = None;
            self.tip = false;
        }
    }

    /// The keys that change what a click means.
    pub fn held(&self) -> Held {
        Held {
            ctrl: self.modifiers.command(),
            shift: self.modifiers.shift(),
        }
    }

    /// A press on this row; whether it makes a double click.
    pub fn double(&mut self, row: usize, now: Instant) -> bool {
        second(&mut self.clicked, row, now)
    }

    /// A press on the edge of this column; whether it makes a double click.
    pub fn double_grip(&mut self, column: usize, now: Instant) -> bool {
        second(&mut self.gripped, column, now)
    }
}

/// Whether this is the second of two quick presses on one thing.
fn second(last: &mut Option<(usize, Instant)>, thing: usize, now: Instant) -> bool {
    let double = last.is_some_and(|(before, at)| before == thing && now.saturating_duration_since(at) <= DOUBLE);
    *last = (!double).then_some((thing, now));
    double
}

impl Focusable for State {
    fn is_focused(&self) -> bool {
        self.focused
    }

    fn focus(&mut self) {
        self.called = true;
    }

    fn unfocus(&mut self) {
        self.called = false;
    }
}

/// A cell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Spot {
    /// Its row.
    pub row: usize,
    /// Its column.
    pub column: usize,
}

/// What the left button is doing.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) enum Press {
    /// Nothing.
    #[default]
    Idle,
    /// It went down and has not moved.
    Down {
        /// Where.
        at: Point,
        /// How deep in the content.
        depth: f64,
        /// On icon or name: files would move.
        movable: bool,
        /// What the release means.
        later: Option<Select>,
    },
    /// The rubber band.
    Band(Band),
    /// What is selected is being dragged.
    Drag,
    /// On a column's head, and not moved yet.
    Head {
        /// The column.
        column: usize,
        /// Where.
        from: Point,
    },
    /// A column's head is being dragged to another place.
    Carry {
        /// The column.
        column: usize,
    },
    /// A column's edge is being dragged.
    Resize {
        /// The column.
        column: usize,
        /// Where the pointer began.
        from: f32,
        /// How wide it was.
        width: f32,
    },
    /// The scroll bar's thumb is being dragged.
    Thumb {
        /// How far below its top.
        grab: f32,
    },
}

/// A rubber band: from where it began to the pointer.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Band {
    /// Where it began.
    pub x: f32,
    /// Where it began, in the content.
    pub depth: f64,
    /// The rows that it touches.
    pub rows: Option<(usize, usize)>,
    /// What was selected before stays.
    pub keep: bool,
}

/// What was typed to find a row.
#[derive(Clone, Debug, Default)]
pub(super) struct Word {
    letters: String,
    at: Option<Instant>,
}

impl Word {
    /// More letters: the word so far.
    pub fn push(&mut self, letters: &str, now: Instant) -> &str {
        if !self.is_open(now) {
            self.letters.clear();
        }
        self.letters.push_str(letters);
        self.at = Some(now);
        &self.letters
    }

    /// Whether the next letter belongs to it.
    pub fn is_open(&self, now: Instant) -> bool {
        self.at.is_some_and(|at| now.saturating_duration_since(at) < WORD)
    }

    /// Something else was done.
    pub fn end(&mut self) {
        self.at = None;
    }
}

/// Files of the desktop on their way in.
#[derive(Clone, Debug, Default)]
pub(super) struct Files {
    /// They hover over this table, as far as one knows.
    pub hovering: bool,
    /// Dropped before it was known where the pointer is, and since when.
    pub waiting: Vec<PathBuf>,
    /// When the first of them came.
    pub since: Option<Instant>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_double_click_is_two_quick_presses_on_one_row() {
        let mut state = State::default();
        let start = Instant::now();
        let later = |millis| start + Duration::from_millis(millis);
        assert!(!state.double(3, later(0)));
        assert!(state.double(3, later(200)));
        assert!(!state.double(3, later(300)), "the third press begins anew");
        assert!(!state.double(4, later(400)));
        assert!(!state.double(4, later(900)));
    }

    #[test]
    fn a_word_ends_after_a_second() {
        let mut word = Word::default();
        let start = Instant::now();
        assert_eq!(word.push("a", start), "a");
        assert_eq!(word.push("b", start + Duration::from_millis(900)), "ab");
        assert_eq!(word.push("c", start + Duration::from_millis(1900)), "c");
        word.end();
        assert_eq!(word.push("d", start + Duration::from_millis(1950)), "d");
    }

    #[test]
    fn the_cursor_stays_within_the_rows() {
        let mut state = State {
            cursor: Some(9),
            anchor: Some(2),
            ..State::default()
        };
        state.clamp(5);
        assert_eq!((state.cursor, state.anchor), (Some(4), Some(2)));
        state.clamp(0);
        assert_eq!((state.cursor, state.anchor), (None, None));
    }
}
