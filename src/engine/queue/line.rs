//! The order of the jobs: by priority, then by rank, which is their age until somebody moves them. And that of a job's rows.

use std::cmp::Reverse;

use super::{Job, Queue, parts};
use crate::engine::command::{JobId, TransferId};

impl Queue {
    /// Gives a job another priority; it becomes the last of those that have it.
    pub fn prioritise(&mut self, id: JobId, priority: i8) {
        let Some(serial) = self.serials.get(&id).copied() else {
            return;
        };
        let rank = self.next_rank();
        if let Some(job) = self.jobs.get_mut(&serial) {
            (job.priority, job.rank) = (priority, rank);
        }
        self.order_again(serial);
    }

    /// Puts an unfinished job before another one, or behind all others. It takes the priority of that neighbour, so that the
    /// order holds.
    pub fn put_before(&mut self, id: JobId, before: Option<JobId>) {
        let Some(serial) = self.serials.get(&id).copied() else {
            return;
        };
        if before == Some(id) || !self.active.contains(&serial) {
            return;
        }
        self.active.retain(|other| *other != serial);
        let before = before.and_then(|before| self.serials.get(&before));
        let at = before.and_then(|before| self.active.iter().position(|other| other == before));
        let neighbour = at.map_or(self.active.last(), |at| self.active.get(at));
        let priority = neighbour.map(|neighbour| self.jobs[neighbour].priority);
        self.active.insert(at.unwrap_or(self.active.len()), serial);
        for other in self.active.clone() {
            let rank = self.next_rank();
            if let Some(job) = self.jobs.get_mut(&other) {
                job.rank = rank;
            }
            self.changed.insert(other);
        }
        if let (Some(job), Some(priority)) = (self.jobs.get_mut(&serial), priority) {
            job.priority = priority;
        }
        self.order_again(serial);
    }

    /// Gives a transfer another priority among those of its job; it becomes the last of those that have it.
    pub fn prioritise_row(&mut self, id: TransferId, priority: i16) {
        let (serial, index) = parts(id);
        let Some(job) = self.jobs.get_mut(&serial) else { return };
        let Some(transfer) = job.transfers.get_mut(index as usize) else {
            return;
        };
        if transfer.forgotten {
            return;
        }
        let before = std::mem::replace(&mut transfer.priority, priority);
        job.favoured.remove(&(Reverse(before), index));
        if priority != 0 {
            job.favoured.insert((Reverse(priority), index));
        }
        let place = transfer.place();
        if job.ready.remove(index) {
            job.ready.push_back(index, place);
        }
        if let Some(trace) = &mut job.trace {
            trace.touch(index, true);
        }
        self.changed.insert(serial);
    }

    /// Puts a transfer before all others of its job. They are told apart by priority, which outlives the process.
    pub fn put_first(&mut self, id: TransferId) {
        let (serial, index) = parts(id);
        let Some(job) = self.jobs.get(&serial) else { return };
        let rows = job.transfers.iter().zip(0u32..);
        let others = rows.filter(|(row, at)| *at != index && !row.forgotten && !row.state.is_final());
        if let Some(highest) = others.map(|(row, _)| row.priority).max() {
            self.prioritise_row(id, highest.saturating_add(1));
        }
    }

    /// A rank behind all others.
    pub(super) fn next_rank(&mut self) -> u64 {
        self.last_rank += 1;
        self.last_rank
    }

    /// The unfinished jobs in their order, if it has changed since the last call.
    pub fn take_order(&mut self) -> Option<Vec<JobId>> {
        let jobs = self.active.iter().filter_map(|serial| self.jobs.get(serial));
        std::mem::take(&mut self.reordered).then(|| jobs.map(|job| job.id).collect())
    }

    /// Puts a job among those that have something to do.
    pub(super) fn activate(&mut self, serial: u32) {
        self.active.retain(|other| *other != serial);
        let own = place(&self.jobs[&serial]);
        let at = self.active.partition_point(|other| place(&self.jobs[other]) <= own);
        self.active.insert(at, serial);
        self.changed.insert(serial);
        self.reordered = true;
    }

    fn order_again(&mut self, serial: u32) {
        let jobs = &self.jobs;
        self.active.sort_by_key(|serial| jobs.get(serial).map(place));
        self.changed.insert(serial);
        self.reordered = true;
    }
}

fn place(job: &Job) -> (Reverse<i8>, u64) {
    (Reverse(job.priority), job.rank)
}
