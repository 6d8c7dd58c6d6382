//! What a click or a key means for cursor, anchor and selection. Pure: rows in, meaning out.

use super::{Rows, Select};

/// The keys that change what a click means.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Held {
    /// Ctrl, or what stands for it.
    pub ctrl: bool,
    /// Shift.
    pub shift: bool,
}

/// What a press means.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Meaning {
    /// At once.
    pub now: Option<Select>,
    /// When the button is let go and nothing was dragged.
    pub later: Option<Select>,
    /// Where ranges begin from now on.
    pub anchor: usize,
}

/// A press of the left button on a row.
pub(super) fn pressed(rows: &dyn Rows, row: usize, anchor: Option<usize>, held: Held) -> Meaning {
    let meaning = |now, later| Meaning {
        now,
        later,
        anchor: row,
    };
    if held.shift {
        let anchor = anchor.unwrap_or(row);
        return Meaning {
            now: range(rows, anchor, row, held.ctrl),
            later: None,
            anchor,
        };
    }
    match (rows.is_selectable(row), rows.is_selected(row), held.ctrl) {
        (false, _, true) => meaning(None, None),
        (false, _, false) => meaning(Some(Select::Nothing), None),
        (true, true, true) => meaning(None, Some(Select::Toggle(row))),
        (true, false, true) => meaning(Some(Select::Toggle(row)), None),
        // What is selected may be about to be dragged.
        (true, true, false) => meaning(None, Some(Select::Only(row))),
        (true, false, false) => meaning(Some(Select::Only(row)), None),
    }
}

/// The cursor was moved to a row by a key.
pub(super) fn moved(rows: &dyn Rows, row: usize, anchor: Option<usize>, held: Held) -> Meaning {
    let anchor_stays = anchor.unwrap_or(row);
    let (now, anchor) = match (held.shift, held.ctrl) {
        (true, keep) => (range(rows, anchor_stays, row, keep), anchor_stays),
        (false, true) => (None, anchor_stays),
        (false, false) if rows.is_selectable(row) => (Some(Select::Only(row)), row),
        (false, false) => (Some(Select::Nothing), row),
    };
    Meaning {
        now,
        later: None,
        anchor,
    }
}

/// All rows from one to another, without those at the ends that cannot be selected.
pub(super) fn range(rows: &dyn Rows, one: usize, other: usize, keep: bool) -> Option<Select> {
    let (mut first, mut last) = (one.min(other), one.max(other));
    while first < last && !rows.is_selectable(first) {
        first += 1;
    }
    while last > first && !rows.is_selectable(last) {
        last -= 1;
    }
    if rows.is_selectable(first) {
        Some(Select::Range { first, last, keep })
    } else {
        (!keep).then_some(Select::Nothing)
    }
}

/// How a key moves the cursor.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Step {
    /// One row up.
    Up,
    /// One row down.
    Down,
    /// One page up.
    PageUp,
    /// One page down.
    PageDown,
    /// To the first row.
    Home,
    /// To the last row.
    End,
}

/// Where a step leads; nowhere if there are no rows.
pub(super) fn target(step: Step, cursor: Option<usize>, count: usize, page: usize) -> Option<usize> {
    let last = count.checked_sub(1)?;
    let Some(cursor) = cursor.map(|cursor| cursor.min(last)) else {
        return Some(if step == Step::End { last } else { 0 });
    };
    Some(match step {
        Step::Up => cursor.saturating_sub(1),
        Step::Down => (cursor + 1).min(last),
        Step::PageUp => cursor.saturating_sub(page),
        Step::PageDown => (cursor + page).min(last),
        Step::Home => 0,
        Step::End => last,
    })
}

/// The row that type-ahead leads to. A longer word may stay where it is; one letter again and again goes from row to row.
pub(super) fn typed(rows: &dyn Rows, word: &str, cursor: Option<usize>) -> Option<usize> {
    let count = rows.count();
    let wanted: Vec<char> = word.chars().flat_map(char::to_lowercase).collect();
    let first = *wanted.first()?;
    let cursor = cursor.map_or(0, |cursor| cursor.min(count.saturating_sub(1)));
    let find = |wanted: &[char], from: usize| {
        (0..count)
            .map(|step| (from + step) % count)
            .find(|row| begins(&rows.key(*row), wanted))
    };
    if wanted.len() == 1 {
        return find(&wanted, cursor + 1);
    }
    find(&wanted, cursor).or_else(|| {
        let repeated = wanted.iter().all(|letter| *letter == first);
        repeated.then(|| find(&wanted[..1], cursor + 1)).flatten()
    })
}

fn begins(key: &str, wanted: &[char]) -> bool {
    let mut letters = key.chars().flat_map(char::to_lowercase);
    wanted.iter().all(|letter| letters.next() == Some(*letter))
}

#[cfg(test)]
mod tests {
    use std::borrow::Cow;

    use super::super::Cell;
    use super::*;

    struct Names(Vec<&'static str>, Vec<usize>);

    impl Rows for Names {
        fn count(&self) -> usize {
            self.0.len()
        }
        fn cell(&self, _row: usize, _column: usize) -> Cell<'_> {
            Cell::default()
        }
        fn key(&self, row: usize) -> Cow<'_, str> {
            self.0[row].into()
        }
        fn is_selected(&self, row: usize) -> bool {
            self.1.contains(&row)
        }
        fn is_selectable(&self, row: usize) -> bool {
            self.0[row] != ".."
        }
    }

    fn rows(selected: &[usize]) -> Names {
        Names(
            vec!["..", "Apple", "apricot", "banana", "Äpfel", "a"],
            selected.to_vec(),
        )
    }

    const PLAIN: Held = Held {
        ctrl: false,
        shift: false,
    };
    const CTRL: Held = Held {
        ctrl: true,
        shift: false,
    };
    const SHIFT: Held = Held {
        ctrl: false,
        shift: true,
    };
    const BOTH: Held = Held {
        ctrl: true,
        shift: true,
    };

    fn between(first: usize, last: usize, keep: bool) -> Option<Select> {
        Some(Select::Range { first, last, keep })
    }

    #[test]
    fn a_press_on_what_is_selected_waits_for_the_release() {
        let meaning = pressed(&rows(&[2, 3]), 3, Some(2), PLAIN);
        assert_eq!((meaning.now, meaning.later), (None, Some(Select::Only(3))));
        let meaning = pressed(&rows(&[2, 3]), 3, Some(2), CTRL);
        assert_eq!((meaning.now, meaning.later), (None, Some(Select::Toggle(3))));
        let meaning = pressed(&rows(&[2]), 3, Some(2), PLAIN);
        assert_eq!(
            (meaning.now, meaning.later, meaning.anchor),
            (Some(Select::Only(3)), None, 3)
        );
    }

    #[test]
    fn shift_keeps_the_anchor() {
        let meaning = pressed(&rows(&[]), 4, Some(2), SHIFT);
        assert_eq!((meaning.now, meaning.anchor), (between(2, 4, false), 2));
        let meaning = pressed(&rows(&[]), 1, Some(3), BOTH);
        assert_eq!((meaning.now, meaning.anchor), (between(1, 3, true), 3));
        assert_eq!(pressed(&rows(&[]), 4, None, SHIFT).now, between(4, 4, false));
    }

    #[test]
    fn the_parent_is_never_selected() {
        assert_eq!(pressed(&rows(&[]), 0, None, PLAIN).now, Some(Select::Nothing));
        assert_eq!(pressed(&rows(&[]), 0, None, CTRL).now, None);
        assert_eq!(pressed(&rows(&[]), 0, Some(2), SHIFT).now, between(1, 2, false));
        assert_eq!(moved(&rows(&[]), 0, Some(0), SHIFT).now, Some(Select::Nothing));
        assert_eq!(moved(&rows(&[]), 0, Some(0), BOTH).now, None);
    }

    #[test]
    fn keys_select_extend_or_only_walk() {
        assert_eq!(moved(&rows(&[]), 3, Some(1), PLAIN).now, Some(Select::Only(3)));
        assert_eq!(moved(&rows(&[]), 3, Some(1), SHIFT).now, between(1, 3, false));
        assert_eq!(
            moved(&rows(&[]), 3, Some(1), CTRL),
            Meaning {
                now: None,
                later: None,
                anchor: 1
            }
        );
    }

    #[test]
    fn steps_stop_at_the_ends() {
        assert_eq!(target(Step::Down, None, 5, 3), Some(0));
        assert_eq!(target(Step::End, None, 5, 3), Some(4));
        assert_eq!(target(Step::Down, Some(4), 5, 3), Some(4));
        assert_eq!(target(Step::PageUp, Some(2), 5, 3), Some(0));
        assert_eq!(target(Step::PageDown, Some(1), 5, 3), Some(4));
        assert_eq!(target(Step::Up, Some(90), 5, 3), Some(3), "the rows became fewer");
        assert_eq!(target(Step::Down, None, 0, 3), None);
    }

    #[test]
    fn type_ahead_knows_no_case_and_goes_round() {
        let rows = rows(&[]);
        assert_eq!(typed(&rows, "a", Some(1)), Some(2));
        assert_eq!(typed(&rows, "a", Some(5)), Some(1));
        assert_eq!(typed(&rows, "AP", Some(1)), Some(1), "a longer word stays");
        assert_eq!(typed(&rows, "apr", Some(1)), Some(2));
        assert_eq!(typed(&rows, "aa", Some(1)), Some(2), "the same letter again goes on");
        assert_eq!(typed(&rows, "ä", None), Some(4));
        assert_eq!(typed(&rows, "x", None), None);
        assert_eq!(typed(&Names(vec![], vec![]), "x", None), None);
    }
}
