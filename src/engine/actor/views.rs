//! What those who watch are told: totals, the rows on their screens, and what came to its end.

use std::collections::HashMap;
use std::sync::atomic::Ordering;

use super::Actor;
use crate::engine::command::{JobId, TransferId, Watch, Window};
use crate::engine::event::{Event, Row, Totals};
use crate::engine::queue::{Moment, Queue};

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
        let moves = !self.running.is_empty();
        // What has ended is not told until it is on the disk.
        let tells = match &self.journal {
            Some(journal) if journal.is_holding() => false,
            Some(journal) if journal.is_writing() => moves && !self.queue.has_outcomes(),
            _ => waits || moves,
        };
        tells || !self.outbox.is_empty()
    }

    /// Sends what has changed, and looks when to do so again.
    pub(super) fn flush(&mut self, now: Moment) {
        let is_due = now >= self.outbox.due();
        let (writes, holds) = self
            .journal
            .as_ref()
            .map_or((false, false), |journal| (journal.is_writing(), journal.is_holding()));
        // What cannot run before it was written waits for no clock.
        if !writes && (is_due || self.queue.has_unwritten() || self.has_decided()) {
            self.tell_all(now);
        } else if writes && !holds && is_due && !self.queue.has_outcomes() {
            self.tell_progress(now);
        }
        self.outbox.flush(now);
    }

    /// Tells everything that is new, and writes it down; what has ended or was steered by hand is told when that is on the disk.
    fn tell_all(&mut self, now: Moment) {
        let ended = self.queue.has_outcomes();
        let changed = self.queue.take_changed();
        let jobs = self.concerned(changed.clone());
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
            told = journal.write(changes, told, ended);
            if !journal.is_writing() {
                self.queue.release();
                self.release_plans();
                // Nobody writes any more: nothing that has arrived is on record.
                let ended = self.queue.depart(&Err(Queue::unkept()));
                self.settled(&ended);
            }
        }
        told.into_iter().for_each(|event| self.outbox.push(event));
    }

    /// Tells how far it is while something is being written down.
    fn tell_progress(&mut self, now: Moment) {
        let jobs = self.concerned(Vec::new());
        let mut told: Vec<Event> = jobs.iter().filter_map(|job| self.totals(*job)).collect();
        self.tell_views(&jobs, now, &mut told);
        told.into_iter().for_each(|event| self.outbox.push(event));
    }

    /// These jobs and those that run.
    fn concerned(&self, mut jobs: Vec<JobId>) -> Vec<JobId> {
        jobs.extend(self.running.values().map(|running| running.job));
        jobs.sort_unstable();
        jobs.dedup();
        jobs
    }

    pub(super) fn totals(&self, id: JobId) -> Option<Event> {
        let of_job = self.running.values().filter(|running| running.job == id);
        let live = of_job.map(|running| running.moved.load(Ordering::Relaxed)).sum();
        let job = self.queue.job(id)?;
        let server = self.servers.get(job.server.0 as usize);
        let interrupted = server.and_then(|server| server.interrupted).map(|(why, _)| why);
        Some(Event::Job(Totals {
            interrupted: interrupted.filter(|_| !job.is_finished()),
            ..job.totals(live)
        }))
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
            let rows = job.window(shown, window.first, window.count);
            let told = (job.total(shown), rows.into_iter().filter_map(row).collect::<Vec<_>>());
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
