//! What a screen sees of a job: rows by how they stand, a screenful at a time.

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

    /// Rows that wait: first those that were put before the others, in the order of their turns, then the others in the order
    /// in which they were found.
    fn waiting(&self, first: usize, count: usize) -> Vec<u32> {
        let front = self.ready.front();
        let mut rows: Vec<u32> = front.iter().skip(first).take(count).copied().collect();
        let mut others = RowSet::default();
        front.iter().for_each(|row| others.insert(*row));
        let before = first.saturating_sub(front.len());
        rows.extend(self.lists.waiting().window(&others, before, count - rows.len()));
        rows
    }
}
