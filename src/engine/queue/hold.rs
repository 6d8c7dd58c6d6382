//! The whole queue stopped, and what of it may run all the same.

use std::collections::BTreeSet;

use super::{Fit, Job, Queue, ServerId, Stopping, id_of, is_small_job, parts};
use crate::engine::command::{Aim, JobId, TransferId};
use crate::transfer::State;

/// Whether the queue is stopped as a whole.
#[derive(Debug, Default)]
pub struct Hold {
    on: bool,
    /// Jobs that may run all the same.
    jobs: BTreeSet<u32>,
    /// Rows that may, of jobs that may not.
    rows: BTreeSet<TransferId>,
}

impl Hold {
    /// Whether a job may not run.
    pub(super) fn stops(&self, serial: u32) -> bool {
        self.on && !self.jobs.contains(&serial)
    }

    /// A job was paused by itself: that holds for all of it.
    pub(super) fn take_back(&mut self, serial: u32) {
        self.jobs.remove(&serial);
        self.rows.retain(|row| parts(*row).0 != serial);
    }
}

impl Queue {
    /// Stops everything, also what comes later, or lets it go on. Returns the running transfers, whose tasks must be stopped.
    pub fn hold(&mut self, held: bool) -> Vec<TransferId> {
        self.hold = Hold {
            on: held,
            ..Hold::default()
        };
        match held {
            true => self.stop_running(Aim::Everything, Stopping::Hold),
            false => Vec::new(),
        }
    }

    /// Whether everything is stopped, but for what was let go by itself.
    pub fn is_held(&self) -> bool {
        self.hold.on
    }

    /// Lets a job or a transfer go on although everything else is stopped.
    pub fn let_go(&mut self, aim: Aim) {
        self.resume(aim);
        match aim {
            Aim::Job(id) => self.hold.jobs.extend(self.serials.get(&id)),
            Aim::Transfer(id) => {
                self.hold.rows.insert(id);
            }
            Aim::Everything => drop(self.hold(false)),
            Aim::Request(_) => {}
        }
    }

    /// Whether more of a job may be found out now.
    pub fn may_plan(&self, id: JobId) -> bool {
        let serial = self.serials.get(&id);
        serial.is_some_and(|serial| !self.hold.stops(*serial) && self.jobs.get(serial).is_some_and(|job| !job.paused))
    }

    /// Whether something of a job may run that must not be planned on: single rows of it were let go.
    pub fn wants_rows(&self, id: JobId) -> bool {
        let serial = self.serials.get(&id);
        serial.is_some_and(|serial| self.hold.rows.iter().any(|row| parts(*row).0 == *serial))
    }

    /// How many transfers of `server` could start now: small files, and others.
    pub fn runnable(&self, server: ServerId) -> (usize, usize) {
        let jobs = self.runnable_jobs(server).map(|job| job.ready.count());
        let rows = self.let_go_rows(server).map(|(job, id)| match is_small_row(job, id) {
            true => (1, 0),
            false => (0, 1),
        });
        jobs.chain(rows)
            .fold((0, 0), |sum, count| (sum.0 + count.0, sum.1 + count.1))
    }

    /// Whether a transfer of a small, wholly planned job could start now.
    pub fn has_small(&self, server: ServerId) -> bool {
        self.runnable_jobs(server).any(is_small_job) || self.let_go_rows(server).any(|(job, _)| is_small_job(job))
    }

    /// The next row that fits, taken out of its job's line.
    pub(super) fn take_next(&mut self, server: ServerId, fit: Fit) -> Option<(u32, u32)> {
        let fits = |job: &&Job| match fit {
            Fit::Any => true,
            Fit::SmallJob => is_small_job(job),
            Fit::SmallFile => job.ready.count().0 > 0,
        };
        let id = self.runnable_jobs(server).find(fits).map(|job| job.id);
        if let Some(serial) = id.and_then(|id| self.serials.get(&id).copied()) {
            let index = self.jobs.get_mut(&serial)?.ready.pop(fit == Fit::SmallFile)?;
            return Some((serial, index));
        }
        let fits = |(job, id): &(&Job, TransferId)| match fit {
            Fit::Any => true,
            Fit::SmallJob => is_small_job(job),
            Fit::SmallFile => is_small_row(job, *id),
        };
        let (serial, index) = self.let_go_rows(server).find(fits).map(|(_, id)| parts(id))?;
        self.jobs.get_mut(&serial)?.ready.remove(index);
        Some((serial, index))
    }

    fn runnable_jobs(&self, server: ServerId) -> impl Iterator<Item = &Job> {
        let may = self.active.iter().filter(|serial| !self.hold.stops(**serial));
        let jobs = may.filter_map(|serial| self.jobs.get(serial));
        jobs.filter(move |job| job.server == server && !job.paused && !job.ready.is_empty())
    }

    /// The single rows that were let go and stand in line.
    fn let_go_rows(&self, server: ServerId) -> impl Iterator<Item = (&Job, TransferId)> {
        let rows = self.hold.rows.iter().copied();
        let rows = rows.filter_map(|id| Some((self.jobs.get(&parts(id).0)?, id)));
        rows.filter(move |(job, id)| {
            let (serial, index) = parts(*id);
            let runs_anyway = !self.hold.stops(serial) && !job.paused;
            job.server == server && !runs_anyway && job.is_in_line(index)
        })
    }

    pub(super) fn stop_running(&mut self, aim: Aim, stopping: Stopping) -> Vec<TransferId> {
        let mut running = Vec::new();
        for (serial, only) in self.aimed_rows(aim) {
            let Some(job) = self.jobs.get_mut(&serial) else {
                continue;
            };
            for index in job.lists.running().to_vec() {
                let transfer = &mut job.transfers[index as usize];
                // Who was told to stop for a reason of its own keeps it.
                if only.is_none_or(|only| only == index) && (stopping != Stopping::Hold || transfer.stopping.is_none())
                {
                    transfer.stopping = Some(stopping);
                    running.push(id_of(serial, index));
                }
            }
        }
        running
    }
}

impl Job {
    /// Whether a row stands in line for its turn.
    fn is_in_line(&self, index: u32) -> bool {
        let transfer = self.transfers.get(index as usize);
        transfer
            .is_some_and(|transfer| transfer.state == State::Waiting && !transfer.forgotten && self.may_stand(index))
    }
}

fn is_small_row(job: &Job, id: TransferId) -> bool {
    let transfer = job.transfers.get(parts(id).1 as usize);
    transfer.is_some_and(super::Transfer::is_small)
}
