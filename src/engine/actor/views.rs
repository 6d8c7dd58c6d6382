//! What those who watch are told: totals, the rows on their screens, and what came to its end.

use std::collections::HashMap;
use std::sync::atomic::Ordering;

use super::Actor;
use crate::engine::command::{JobId, TransferId, Watch, Window};
use crate::engine::event::{Event, Row};
use crate::engine::journal::Journal;
use crate::engine::queue::Moment;

/// What is watched, and what was told of it last.
#[derive(Debug, Default)]
pub(super) struct Views {
    watch: Watch,
    /// For each job on the screen: how many rows there were, and those that were shown.
    told: HashMap<JobId, (usize, Vec<Row>)>,
    /// The watch has changed and nothing of it was told yet.
    fresh: bool,
}

impl Actor {
    /// Watches something else from now on.
    pub(super) fn watch(&mut self, watch: Watch) {
        self.outbox.forget_views();
        if let Some(journal) = &mut self.journal {
            journal.forget_views();
        }
        self.views = Views {
            fresh: matches!(watch, Watch::View(_)),
            told: HashMap::new(),
            watch,
        };
    }

    /// Whether [`Actor::flush`] may have something to send.
    pub(super) fn has_news(&self) -> bool {
        let waits = self.queue.has_changed() || self.views.fresh || !self.endings.is_empty();
        // Nothing more is told until what was done is on the disk.
        let writes = self.journal.as_ref().is_some_and(Journal::is_writing);
        !self.outbox.is_empty() || !writes && (waits || !self.running.is_empty())
    }

    /// Sends what has changed, and looks when to do so again.
    pub(super) fn flush(&mut self, now: Moment) {
        let writes = self.journal.as_ref().is_some_and(Journal::is_writing);
        // What cannot run before it was written waits for no clock.
        if (now >= self.outbox.due() || self.queue.has_unwritten()) && !writes {
            let mut jobs = self.queue.take_changed();
            let changed = jobs.clone();
            jobs.extend(self.running.values().map(|running| running.job));
            jobs.sort_unstable();
            jobs.dedup();
            let mut told = std::mem::take(&mut self.endings);
            told.extend(jobs.iter().filter_map(|job| self.totals(*job)));
            for job in self.queue.take_gone() {
                self.missed.remove(&job);
                self.views.told.remove(&job);
                told.push(Event::JobGone(job));
            }
            told.extend(self.queue.take_order().map(Event::Order));
            told.extend(self.questions.take_gone().into_iter().map(Event::QuestionGone));
            self.tell_views(&jobs, now, &mut told);
            let changes = self.changes(&changed);
            if let Some(journal) = self.journal.as_mut().filter(|_| !changes.is_empty()) {
                told = journal.write(changes, told);
                if !journal.is_writing() {
                    self.queue.release();
                }
            }
            told.into_iter().for_each(|event| self.outbox.push(event));
        }
        self.outbox.flush(now);
    }

    pub(super) fn totals(&self, id: JobId) -> Option<Event> {
        let of_job = self.running.values().filter(|running| running.job == id);
        let live = of_job.map(|running| running.moved.load(Ordering::Relaxed)).sum();
        Some(Event::Job(self.queue.job(id)?.totals(live)))
    }

    /// Tells the windows of these jobs, or all if none was told yet, as far as something in them has changed.
    fn tell_views(&mut self, changed: &[JobId], now: Moment, out: &mut Vec<Event>) {
        let Watch::View(view) = &self.views.watch else {
            return;
        };
        let fresh = std::mem::take(&mut self.views.fresh);
        let shown = view.shown;
        let concerned = |window: &&Window| fresh || changed.binary_search(&window.job).is_ok();
        for window in view.windows.iter().filter(concerned) {
            let Some(job) = self.queue.job(window.job) else {
                continue;
            };
            let row = |at: u32| {
                let id = self.queue.id(job.id, at as usize)?;
                let running = self.running.get(&id);
                let live = running.map(|running| running.moved.load(Ordering::Relaxed));
                job.row(id, at, live, now)
            };
            let rows = job.lists.window(shown, window.first, window.count);
            let told = (
                job.lists.total(shown),
                rows.into_iter().filter_map(row).collect::<Vec<_>>(),
            );
            if self.views.told.get(&job.id) == Some(&told) {
                continue;
            }
            self.views.told.insert(job.id, told.clone());
            out.push(Event::View {
                job: job.id,
                shown,
                first: window.first,
                total: told.0,
                rows: told.1,
            });
        }
    }

    /// Tells about transfers that have come to their end, if somebody wants to hear of each.
    pub(super) fn settled(&mut self, ended: &[TransferId]) {
        if self.views.watch != Watch::Outcomes {
            return;
        }
        for id in ended {
            let Some((job, _)) = self.queue.transfer(*id) else {
                continue;
            };
            if let Some(row) = job.row(*id, id.0 as u32, None, Moment::ZERO) {
                self.endings.push(Event::Settled(Box::new(row)));
            }
        }
    }
}
