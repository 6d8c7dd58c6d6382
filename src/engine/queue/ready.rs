//! The transfers of a job whose turn may come, in order, with the small ones at hand.
//!
//! There is one order: by priority, then by turn. Small files may run many at once on one connection, large ones may not, so sometimes the first one has to
//! wait for its place while small ones behind it go ahead. It stays the first: as soon as its place is free, it runs.

use std::cmp::Reverse;
use std::collections::{BTreeMap, VecDeque};

/// Files below this size run many at once where a connection has lanes, in bytes.
const SMALL: u64 = 1 << 20;

/// Whether a file is small. One of unknown size is not: it may never end.
pub fn is_small(size: Option<u64>) -> bool {
    size.is_some_and(|size| size < SMALL)
}

/// Rows of a job in the order of their turns: one line for each priority.
#[derive(Debug, Default)]
pub struct Ready {
    lines: BTreeMap<Reverse<i16>, Line>,
}

/// Those of one priority.
#[derive(Debug, Default)]
struct Line {
    small: VecDeque<Turn>,
    large: VecDeque<Turn>,
    /// The numbers of the next turns at the front and at the back.
    front: i32,
    back: i32,
}

/// The number of a turn, and the row.
type Turn = (i32, u32);

/// Where a row belongs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    pub small: bool,
    /// Higher ones go first.
    pub priority: i16,
}

impl Ready {
    /// Puts a row behind all others of its priority.
    pub fn push_back(&mut self, row: u32, place: Place) {
        let line = self.line(place);
        line.back = line.back.saturating_add(1);
        let turn = (line.back, row);
        line.rows(place.small).push_back(turn);
    }

    /// Puts a row before all others of its priority.
    pub fn push_front(&mut self, row: u32, place: Place) {
        let line = self.line(place);
        let turn = (line.front, row);
        line.front = line.front.saturating_sub(1);
        line.rows(place.small).push_front(turn);
    }

    /// Takes the first row; the first small one if nothing else will do.
    pub fn pop(&mut self, small_only: bool) -> Option<u32> {
        self.lines.values_mut().find_map(|line| line.pop(small_only))
    }

    /// The rows of the usual priority that were put before all others of it, in the order of their turns.
    pub fn front(&self) -> Vec<u32> {
        let Some(line) = self.lines.get(&Reverse(0)) else {
            return Vec::new();
        };
        let before = |rows: &VecDeque<Turn>| {
            let before = rows.iter().take_while(|(turn, _)| *turn <= 0);
            before.copied().collect::<Vec<Turn>>()
        };
        let mut front = before(&line.small);
        front.extend(before(&line.large));
        front.sort_unstable();
        front.into_iter().map(|(_, row)| row).collect()
    }

    /// All of them, in no order.
    pub fn rows(&self) -> impl Iterator<Item = u32> + '_ {
        let turns = self
            .lines
            .values()
            .flat_map(|line| line.small.iter().chain(&line.large));
        turns.map(|(_, row)| *row)
    }

    /// How many wait: small ones, and others.
    pub fn count(&self) -> (usize, usize) {
        let counts = self.lines.values().map(|line| (line.small.len(), line.large.len()));
        counts.fold((0, 0), |sum, count| (sum.0 + count.0, sum.1 + count.1))
    }

    /// Whether none waits.
    pub fn is_empty(&self) -> bool {
        self.count() == (0, 0)
    }

    /// Takes all out.
    pub fn clear(&mut self) {
        self.lines.clear();
    }

    /// Takes one row out. Returns whether it stood in line.
    pub fn remove(&mut self, row: u32) -> bool {
        let before = self.count();
        for line in self.lines.values_mut() {
            line.small.retain(|(_, other)| *other != row);
            line.large.retain(|(_, other)| *other != row);
        }
        self.count() != before
    }

    /// All rows, for tests of who waits.
    #[cfg(test)]
    pub fn rows_in_turn(&self) -> Vec<u32> {
        let line = |line: &Line| {
            let mut turns: Vec<Turn> = line.small.iter().chain(&line.large).copied().collect();
            turns.sort_unstable();
            turns.into_iter().map(|(_, row)| row).collect::<Vec<u32>>()
        };
        self.lines.values().flat_map(line).collect()
    }

    fn line(&mut self, place: Place) -> &mut Line {
        self.lines.entry(Reverse(place.priority)).or_default()
    }
}

impl Line {
    fn pop(&mut self, small_only: bool) -> Option<u32> {
        let small = match (self.small.front(), self.large.front()) {
            (Some(small), Some(large)) => small_only || small < large,
            (small, _) => small.is_some() || small_only,
        };
        self.rows(small).pop_front().map(|(_, row)| row)
    }

    fn rows(&mut self, small: bool) -> &mut VecDeque<Turn> {
        if small { &mut self.small } else { &mut self.large }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn what_was_put_before_the_others_is_known() {
        let mut ready = Ready::default();
        for (row, small) in [(0, true), (1, false), (2, true)] {
            ready.push_back(row, place(small, 0));
        }
        assert!(ready.front().is_empty());
        ready.push_front(7, place(false, 0));
        ready.push_front(8, place(true, 0));
        assert_eq!(ready.front(), [8, 7]);
        ready.pop(false);
        assert_eq!(ready.front(), [7]);
    }

    #[test]
    fn only_known_sizes_are_small() {
        assert!(is_small(Some(0)) && is_small(Some(SMALL - 1)));
        assert!(!is_small(Some(SMALL)) && !is_small(None));
    }

    fn place(small: bool, priority: i16) -> Place {
        Place { small, priority }
    }

    #[test]
    fn a_higher_priority_goes_first_and_each_has_its_order() {
        let mut ready = Ready::default();
        for (row, priority) in [(0, 0), (1, 0), (2, -1), (3, 2), (4, 2)] {
            ready.push_back(row, place(row != 3, priority));
        }
        ready.push_front(5, place(true, 0));
        assert_eq!(ready.pop(true), Some(4), "a large one waits for its place");
        assert!(ready.remove(5) && !ready.remove(5));
        assert_eq!(ready.rows_in_turn(), [3, 0, 1, 2]);
        assert_eq!(ready.count(), (3, 1));
    }

    /// What somebody does: puts a row (small or not) at the front or the back, takes the next one, takes one away.
    #[derive(Clone, Debug)]
    enum Step {
        Front(bool),
        Back(bool),
        Pop(bool),
        Remove(usize),
    }

    fn steps() -> impl Strategy<Value = Vec<Step>> {
        let step = prop_oneof![
            1 => any::<bool>().prop_map(Step::Front),
            4 => any::<bool>().prop_map(Step::Back),
            4 => any::<bool>().prop_map(Step::Pop),
            1 => (0usize..20).prop_map(Step::Remove),
        ];
        proptest::collection::vec(step, 0..100)
    }

    proptest! {
        /// Against one plain line in which one looks for the next: the order is the same, whatever is done.
        #[test]
        fn it_is_one_line(steps in steps()) {
            let (mut ready, mut line, mut next) = (Ready::default(), VecDeque::new(), 0);
            for step in steps {
                match step {
                    Step::Front(small) => { ready.push_front(next, place(small, 0)); line.push_front((next, small)); next += 1; }
                    Step::Back(small) => { ready.push_back(next, place(small, 0)); line.push_back((next, small)); next += 1; }
                    Step::Pop(small_only) => {
                        let at = line.iter().position(|(_, small)| *small || !small_only);
                        let expected = at.and_then(|at| line.remove(at)).map(|(row, _)| row);
                        prop_assert_eq!(ready.pop(small_only), expected);
                    }
                    Step::Remove(at) => if let Some((row, _)) = line.remove(at) { ready.remove(row); }
                }
                let small = line.iter().filter(|(_, small)| *small).count();
                prop_assert_eq!(ready.count(), (small, line.len() - small));
                prop_assert_eq!(ready.is_empty(), line.is_empty());
            }
        }

        /// Places as the pool gives them: a few for large ones, many for small ones. Nobody waits forever: a large one
        /// whose turn has come starts as soon as a place for large ones is free, and until then small ones go on.
        #[test]
        fn nobody_starves(sizes in proptest::collection::vec(any::<bool>(), 1..60), places in 1usize..4, lanes in 4usize..8,
                          ends in proptest::collection::vec(0usize..8, 0..200)) {
            let mut ready = Ready::default();
            for (row, small) in (0..).zip(&sizes) { ready.push_back(row, place(*small, 0)); }
            let (mut running, mut started) = (Vec::new(), Vec::new());
            let mut ends = ends.into_iter().chain(std::iter::repeat(0));
            while !ready.is_empty() || !running.is_empty() {
                while running.len() < lanes {
                    let large = running.iter().filter(|row: &&u32| !sizes[**row as usize]).count();
                    let Some(row) = ready.pop(large >= places) else { break };
                    // Whoever was overtaken is large, and there was no place for it.
                    let overtaken = (0..row).filter(|other| !started.contains(other)).collect::<Vec<_>>();
                    prop_assert!(overtaken.is_empty() || large >= places);
                    prop_assert!(overtaken.iter().all(|other| !sizes[*other as usize]));
                    started.push(row);
                    running.push(row);
                }
                prop_assert!(!running.is_empty(), "something always runs");
                let end = ends.next().unwrap_or(0) % running.len();
                running.remove(end);
            }
            prop_assert_eq!(started.len(), sizes.len());
        }
    }
}
