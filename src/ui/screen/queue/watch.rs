//! Which rows the engine is to report: those that are seen, and a few around them.

use super::Queue;
use super::job::Job;
use crate::engine::command::{Shown, View, Window};

/// So many failed rows of a job are fetched at once, to group them by cause. Beyond it they are shown as they come into view.
const GROUPED: usize = 1000;

/// Rows that run: there are no more connections than this.
const RUNNING: usize = 64;

/// Rows that come into view are fetched in blocks of so many, so that not every notch of the wheel asks anew.
const BLOCK: usize = 256;

impl Queue {
    /// The rows that are to be reported.
    pub(super) fn wanted_view(&self) -> View {
        let shown = self.tab;
        let jobs = self.jobs.iter().enumerate().filter(|(_, job)| job.is_open(shown));
        View {
            shown,
            windows: jobs.filter_map(|(place, job)| self.window(place, job)).collect(),
        }
    }

    fn window(&self, place: usize, job: &Job) -> Option<Window> {
        let count = match self.tab {
            Shown::Running => job.runs() + job.waits(),
            Shown::Failed | Shown::Done => job.count_of(self.tab),
        };
        let range = match self.tab {
            _ if count == 0 => return None,
            Shown::Running => self.begun_and_waiting(place, job),
            Shown::Failed if count <= GROUPED => 0..GROUPED,
            Shown::Failed | Shown::Done => {
                let (first, rows) = self.seen;
                let seen = self.lines.window(place, first..first + rows);
                if seen.is_empty() {
                    return None;
                }
                let start = seen.start.saturating_sub(BLOCK / 2) / BLOCK * BLOCK;
                start..(seen.end + BLOCK / 2).next_multiple_of(BLOCK)
            }
        };
        Some(Window {
            job: job.totals.job,
            first: range.start,
            count: range.len(),
        })
    }

    /// Those that run, always; and of those that wait, where they are shown one by one, the ones that are seen.
    fn begun_and_waiting(&self, place: usize, job: &Job) -> std::ops::Range<usize> {
        let (first, rows) = self.seen;
        let seen = self.lines.window(place, first..first + rows);
        if !job.shows_waiting() || seen.end <= RUNNING {
            return 0..RUNNING;
        }
        let end = (seen.end + BLOCK / 2).next_multiple_of(BLOCK);
        let start = seen.start.saturating_sub(BLOCK / 2) / BLOCK * BLOCK;
        // Far down, those that run are out of sight.
        start..end
    }
}
