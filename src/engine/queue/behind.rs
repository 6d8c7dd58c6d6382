//! Two transfers never write the same target. The later one stays behind until the other has ended, and then meets what is there
//! as its policy says.

use super::{Job, Known, Queue, ServerId, parts};
use crate::engine::command::{JobId, TransferId};
use crate::engine::plan::Look;
use crate::transfer::{Direction, LocalEnd, State};

/// How a transfer stands that waits for another one. It has no place in line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Behind {
    /// The other one runs.
    Waits,
    /// The other one has ended: somebody has to look at what is there now.
    Meets,
}

impl Queue {
    /// Whether two transfers write the same file. `is_one`: whether two servers are the same one.
    pub fn have_one_target(
        &self,
        one: TransferId,
        other: TransferId,
        is_one: impl Fn(ServerId, ServerId) -> bool,
    ) -> bool {
        let (Some((job, transfer)), Some((their_job, their))) = (self.transfer(one), self.transfer(other)) else {
            return false;
        };
        // What has arrived writes no more.
        let writes = transfer.arrived.is_none() && their.arrived.is_none();
        if one == other || !writes || job.direction != their_job.direction || transfer.target() != their.target() {
            return false;
        }
        match job.direction {
            Direction::Upload => {
                job.remote(transfer) == their_job.remote(their) && is_one(job.server, their_job.server)
            }
            Direction::Download => match (job.local(transfer), their_job.local(their)) {
                (LocalEnd::Path(one), LocalEnd::Path(other)) => one == other,
                _ => false,
            },
        }
    }

    /// Takes back a transfer that was to run: it waits for another one.
    pub fn keep_behind(&mut self, id: TransferId) {
        if let Some(job) = self.take_back(id, State::Waiting) {
            job.behind.insert(parts(id).1, Behind::Waits);
        }
    }

    /// What these transfers waited for has ended: somebody has to look at their targets. Returns the jobs in which that is so.
    pub fn let_meet(&mut self, ids: &[TransferId]) -> Vec<JobId> {
        let mut jobs = Vec::new();
        for id in ids {
            let (serial, index) = parts(*id);
            if let Some(job) = self.jobs.get_mut(&serial)
                && job.behind.contains_key(&index)
            {
                job.meets(index);
                jobs.push(job.id);
            }
        }
        jobs.dedup();
        jobs
    }
}

impl Job {
    /// A row meets what another one has left at its target.
    fn meets(&mut self, index: u32) {
        self.behind.insert(index, Behind::Meets);
        let transfer = &self.transfers[index as usize];
        // The others look when somebody says try again.
        if !matches!(transfer.state, State::Waiting | State::Paused) {
            return;
        }
        match self.folders.get_mut(transfer.folder.0 as usize) {
            Some(folder) if !matches!(folder.local, LocalEnd::Path(_)) => self.make_ready(index, true),
            Some(folder) if folder.look == Known::Yes => folder.look = Known::No,
            _ => {}
        }
    }

    /// Of the rows that may stand in line after a look, takes out those that have to meet what came after it was begun: their
    /// folders are looked at again.
    pub(super) fn too_late(&mut self, look: &Look, rows: &mut Vec<u32>) {
        let behind = &self.behind;
        let is_late = |row: &u32| behind.get(row) == Some(&Behind::Meets) && !look.rows.contains_key(row);
        rows.retain(|row| !is_late(row));
        let transfers = &self.transfers;
        let open = |row: &u32| matches!(transfers[*row as usize].state, State::Waiting | State::Paused);
        let late = behind.keys().filter(|row| is_late(row) && open(row));
        for folder in late.map(|row| transfers[*row as usize].folder) {
            if look.folders.binary_search(&folder).is_ok() {
                self.folders[folder.0 as usize].look = Known::No;
            }
        }
    }
}
