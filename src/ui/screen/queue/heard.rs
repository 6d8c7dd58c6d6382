//! What the panel hears from the engine.

use std::collections::HashMap;
use std::time::Duration;

use super::Queue;
use super::job::{Job, Loaded};
use crate::engine::Event;
use crate::engine::command::JobId;

impl Queue {
    /// Takes in what happened. Returns whether anything that is shown has changed.
    pub(super) fn take(&mut self, event: Event, now: Duration) -> bool {
        match event {
            Event::Job(totals) => {
                match self.jobs.iter_mut().find(|job| job.totals.job == totals.job) {
                    Some(job) => {
                        let more = job.count(totals, now);
                        self.speed.add(more, now);
                    }
                    None => self.jobs.push(Job::new(totals, now)),
                }
                true
            }
            Event::View {
                job,
                shown,
                first,
                total,
                rows,
            } => {
                if let Some(job) = self.jobs.iter_mut().find(|other| other.totals.job == job) {
                    job.show(shown, Loaded { first, rows, total }, now);
                }
                true
            }
            Event::JobGone(gone) => {
                self.jobs.retain(|job| job.totals.job != gone);
                true
            }
            Event::Order(order) => {
                let places: HashMap<JobId, usize> = order.into_iter().zip(1..).collect();
                // Those that have finished have no turn any more: they keep their places before the others.
                self.jobs
                    .sort_by_key(|job| places.get(&job.totals.job).copied().unwrap_or(0));
                true
            }
            Event::Held(held) => {
                self.held = held;
                self.let_go = false;
                self.restored &= held;
                true
            }
            Event::Restored { .. } => {
                self.restored = self.held;
                true
            }
            Event::Others(others) => {
                self.others = others;
                true
            }
            Event::QueueElsewhere { process } => {
                self.elsewhere = Some(process);
                true
            }
            _ => false,
        }
    }
}
