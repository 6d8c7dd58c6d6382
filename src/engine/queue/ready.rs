//! The transfers of a job whose turn may come, in order, with the small ones at hand.
//!
//! There is one order. Small files may run many at once on one connection, large ones may not, so sometimes the first one has to
//! wait for its place while small ones behind it go ahead. It stays the first: as soon as its place is free, it runs.

use std::collections::VecDeque;

/// Files below this size run many at once where a connection has lanes, in bytes.
const SMALL: u64 = 1 << 20;

/// Whether a file is small. One of unknown size is not: it may never end.
pub fn is_small(size: Option<u64>) -> bool {
    size.is_some_and(|size| size < SMALL)
}

/// Rows of a job in the order of their turns.
#[derive(Debug, Default)]
pub struct Ready {
    small: VecDeque<Turn>,
    large: VecDeque<Turn>,
    /// The numbers of the next turns at the front and at the back.
    front: i32,
    back: i32,
}

/// The number of a turn, and the row.
type Turn = (i32, u32);

impl Ready {
    /// Puts a row behind all others.
    pub fn push_back(&mut self, row: u32, small: bool) {
        self.back = self.back.saturating_add(1);
        let turn = (self.back, row);
        self.rows(small).push_back(turn);
    }

    /// Puts a row before all others.
    pub fn push_front(&mut self, row: u32, small: bool) {
        let turn = (self.front, row);
        self.front = self.front.saturating_sub(1);
        self.rows(small).push_front(turn);
    }

    /// Takes the first row; the first small one if nothing else will do.
    pub fn pop(&mut self, small_only: bool) -> Option<u32> {
        let small = match (self.small.front(), self.large.front()) {
            (Some(small), Some(large)) => small_only || small < large,
            (small, _) => small.is_some() || small_only,
        };
        self.rows(small).pop_front().map(|(_, row)| row)
    }

    /// The rows that were put before all others, in the order of their turns.
    pub fn front(&self) -> Vec<u32> {
        let before = |rows: &VecDeque<Turn>| {
            let before = rows.iter().take_while(|(turn, _)| *turn <= 0);
            before.copied().collect::<Vec<Turn>>()
        };
        let mut front = before(&self.small);
        front.extend(before(&self.large));
        front.sort_unstable();
        front.into_iter().map(|(_, row)| row).collect()
    }

    /// How many wait: small ones, and others.
    pub fn count(&self) -> (usize, usize) {
        (self.small.len(), self.large.len())
    }

    /// Whether none waits.
    pub fn is_empty(&self) -> bool {
        self.small.is_empty() && self.large.is_empty()
    }

    /// Takes all out.
    pub fn clear(&mut self) {
        self.small.clear();
        self.large.clear();
    }

    /// Takes one row out.
    pub fn remove(&mut self, row: u32) {
        self.small.retain(|(_, other)| *other != row);
        self.large.retain(|(_, other)| *other != row);
    }

    /// All rows, for tests of who waits.
    #[cfg(test)]
    pub fn rows_in_turn(&self) -> Vec<u32> {
        let mut turns: Vec<Turn> = self.small.iter().chain(&self.large).copied().collect();
        turns.sort_unstable();
        turns.into_iter().map(|(_, row)| row).collect()
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
            ready.push_back(row, small);
        }
        assert!(ready.front().is_empty());
        ready.push_front(7, false);
        ready.push_front(8, true);
        assert_eq!(ready.front(), [8, 7]);
        ready.pop(false);
        assert_eq!(ready.front(), [7]);
    }

    #[test]
    fn only_known_sizes_are_small() {
        assert!(is_small(Some(0)) && is_small(Some(SMALL - 1)));
        assert!(!is_small(Some(SMALL)) && !is_small(None));
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
                    Step::Front(small) => { ready.push_front(next, small); line.push_front((next, small)); next += 1; }
                    Step::Back(small) => { ready.push_back(next, small); line.push_back((next, small)); next += 1; }
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
            for (row, small) in (0..).zip(&sizes) { ready.push_back(row, *small); }
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
