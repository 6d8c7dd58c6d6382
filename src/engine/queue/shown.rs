//! What a screen sees of a job: rows by how they stand, a screenful at a time.

use std::cmp::Reverse;

use super::{Job, RowSet};
use crate::engine::command::Shown;

impl Job {
    /// How many rows are shown so.
    pub fn total(&self, shown: Shown) -> usize {
        match shown {
            Shown::Running => self.lists.running().len() + self.lists.waiting().len(),
            Shown::Failed | Shown::Done => self.lists.total(shown),
        }
    }

    /// Some of the rows that are shown so, in order.
    pub fn window(&self, shown: Shown, first: usize, count: usize) -> Vec<u32> {
        let mut rows = self.lists.window(shown, first, count);
        if shown == Shown::Running && rows.len() < count {
            let before = first.saturating_sub(self.lists.running().len());
            rows.extend(self.waiting(before, count - rows.len()));
        }
        rows
    }

    /// Rows that wait in the order of their turns, as far as that is known: by priority, those that were put before the others,
    /// and the others in the order in which they were found.
    fn waiting(&self, first: usize, count: usize) -> Vec<u32> {
        let waits = |row: &u32| self.lists.waiting().contains(*row);
        let above = self.favoured.range(..(Reverse(0), 0));
        let mut head: Vec<u32> = above.map(|(_, row)| *row).filter(waits).collect();
        head.extend(self.ready.front());
        let tail: Vec<u32> = favoured_below(self).filter(waits).collect();
        let mut others = RowSet::default();
        head.iter().chain(&tail).for_each(|row| others.insert(*row));
        let middle = self.lists.waiting().len().saturating_sub(others.len());
        let mut rows: Vec<u32> = head.iter().skip(first).take(count).copied().collect();
        let before = first.saturating_sub(head.len());
        rows.extend(self.lists.waiting().window(&others, before, count - rows.len()));
        let before = before.saturating_sub(middle);
        let left = count - rows.len();
        rows.extend(tail.into_iter().skip(before).take(left));
        rows
    }
}

/// Rows of less than the usual priority.
fn favoured_below(job: &Job) -> impl Iterator<Item = u32> + '_ {
    let below = job.favoured.range((Reverse(0), u32::MAX)..);
    below.map(|(_, row)| *row)
}
