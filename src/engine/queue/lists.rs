//! The rows of a job by how they stand, so that a screenful out of a million costs a screenful.

use super::RowSet;
use crate::engine::command::Shown;
use crate::transfer::State;

/// Rows that run, that failed, that are settled and that wait for a word, each in the order in which they came to be so.
#[derive(Debug, Default)]
pub struct Lists {
    running: Vec<u32>,
    failed: Vec<u32>,
    settled: Vec<u32>,
    /// Those for which somebody must say what to do about their targets.
    asking: Vec<u32>,
    /// All that have not begun, these among them.
    waiting: RowSet,
}

impl Lists {
    /// Puts a row where its new state belongs.
    pub fn put(&mut self, state: &State, row: u32) {
        if waits(state) {
            self.waiting.insert(row);
        }
        if let Some(list) = self.of(state) {
            list.push(row);
        }
    }

    /// Takes a row from where its old state belongs.
    pub fn take(&mut self, state: &State, row: u32) {
        if waits(state) {
            self.waiting.remove(row);
        }
        if let Some(list) = self.of(state)
            && let Some(at) = list.iter().position(|other| *other == row)
        {
            list.remove(at);
        }
    }

    /// Takes all rows that failed, in the order of the job.
    pub fn take_failed(&mut self) -> Vec<u32> {
        let mut failed = std::mem::take(&mut self.failed);
        failed.sort_unstable();
        failed
    }

    /// Those that failed, in no order.
    pub fn failed(&self) -> &[u32] {
        &self.failed
    }

    /// Takes all rows about whose targets somebody must say what to do.
    pub fn take_asking(&mut self) -> Vec<u32> {
        std::mem::take(&mut self.asking)
    }

    /// The rows about whose targets somebody must say what to do.
    pub fn asking(&self) -> &[u32] {
        &self.asking
    }

    /// The rows that have not begun, whatever they wait for.
    pub fn waiting(&self) -> &RowSet {
        &self.waiting
    }

    /// The rows that run.
    pub fn running(&self) -> &[u32] {
        &self.running
    }

    /// How many rows are on the list of those that are shown so.
    pub fn total(&self, shown: Shown) -> usize {
        self.list(shown).len()
    }

    /// Some of the rows of that list, in order.
    pub fn window(&self, shown: Shown, first: usize, count: usize) -> Vec<u32> {
        let list = self.list(shown);
        let from = first.min(list.len());
        let to = first.saturating_add(count).min(list.len());
        match shown {
            Shown::Running | Shown::Failed => list[from..to].to_vec(),
            Shown::Done => list[list.len() - to..list.len() - from].iter().rev().copied().collect(),
        }
    }

    fn list(&self, shown: Shown) -> &Vec<u32> {
        match shown {
            Shown::Running => &self.running,
            Shown::Failed => &self.failed,
            Shown::Done => &self.settled,
        }
    }

    fn of(&mut self, state: &State) -> Option<&mut Vec<u32>> {
        match state {
            State::Running => Some(&mut self.running),
            State::Failed(_) => Some(&mut self.failed),
            State::Done(_) | State::Skipped(_) => Some(&mut self.settled),
            State::Asking => Some(&mut self.asking),
            State::Waiting | State::Retrying(_) | State::Paused => None,
        }
    }
}

fn waits(state: &State) -> bool {
    matches!(
        state,
        State::Waiting | State::Retrying(_) | State::Asking | State::Paused
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::transfer::Verified;

    #[test]
    fn windows_lie_inside_and_the_newest_comes_first() {
        let mut lists = Lists::default();
        for row in 0..10 {
            lists.put(&State::Running, row);
        }
        for row in [3, 7, 1] {
            lists.take(&State::Running, row);
            lists.put(&State::Done(Verified::Size), row);
        }
        assert_eq!(lists.window(Shown::Running, 0, 4), [0, 2, 4, 5]);
        assert_eq!(lists.window(Shown::Running, 5, 100), [8, 9]);
        assert_eq!(lists.window(Shown::Done, 0, 2), [1, 7]);
        assert_eq!(lists.window(Shown::Done, 1, usize::MAX), [7, 3]);
        assert_eq!(lists.window(Shown::Done, 3, 1), [0u32; 0]);
        assert_eq!(lists.total(Shown::Done), 3);
        assert_eq!(lists.total(Shown::Failed), 0);
    }

    #[test]
    fn whatever_has_not_begun_waits() {
        let mut lists = Lists::default();
        for (row, state) in (0..).zip([State::Waiting, State::Paused, State::Asking, State::Running]) {
            lists.put(&state, row);
        }
        assert_eq!(lists.waiting().window(&RowSet::default(), 0, 9), [0, 1, 2]);
        lists.take(&State::Paused, 1);
        assert_eq!(lists.waiting().len(), 2);
    }
}
