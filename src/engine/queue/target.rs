//! Existing targets: files for which somebody must say what to do wait by themselves, and the others go on.

use super::{Job, Moment, Queue, id_of, parts};
use crate::engine::command::{JobId, TransferId};
use crate::engine::conflict::{self, Verdict};
use crate::entry::Entry;
use crate::transfer::{Policy, State};

impl Queue {
    /// Whether somebody must say what to do about the target of this transfer before it can run.
    pub fn must_ask(&self, id: TransferId) -> bool {
        self.transfer(id).is_some_and(|(job, transfer)| {
            // What has arrived meets nothing any more.
            let there = job.there(transfer).filter(|_| transfer.arrived.is_none());
            there.is_some_and(|there| {
                conflict::decide(job.policy_of(transfer), there, &transfer.source()) == Verdict::Ask
            })
        })
    }

    /// Takes back a transfer that was to run: it waits for somebody's word.
    pub fn park(&mut self, id: TransferId) {
        let _ = self.take_back(id, State::Asking);
    }

    /// Gives a transfer that was to run this state instead, as if it had not been tried. Returns its job, if it was to run.
    pub(super) fn take_back(&mut self, id: TransferId, state: State) -> Option<&mut Job> {
        let (serial, index) = parts(id);
        let job = self.jobs.get_mut(&serial)?;
        let transfer = job.transfers.get_mut(index as usize)?;
        if transfer.state != State::Running {
            return None;
        }
        transfer.tries -= 1;
        transfer.time = Moment::ZERO;
        job.turn(index, state);
        self.changed.insert(serial);
        Some(job)
    }

    /// Somebody said what to do about the target of a transfer that waits for that. Returns whether it has come to its end.
    pub fn settle(&mut self, id: TransferId, policy: Policy) -> bool {
        let (serial, index) = parts(id);
        let Some(job) = self.jobs.get_mut(&serial) else {
            return false;
        };
        let Some(transfer) = job.transfers.get_mut(index as usize) else {
            return false;
        };
        if transfer.state != State::Asking {
            return false;
        }
        transfer.policy = Some(policy);
        self.changed.insert(serial);
        let transfer = &job.transfers[index as usize];
        let place = transfer.place();
        let there = job.there(transfer);
        let verdict = there.map(|there| conflict::decide(policy, there, &transfer.source()));
        match verdict {
            // Nothing is to be moved: for that it needs no connection.
            Some(Verdict::Skip(skip)) => {
                job.turn(index, State::Skipped(skip));
                true
            }
            _ => {
                job.turn(index, State::Waiting);
                job.ready.push_back(index, place);
                false
            }
        }
    }

    /// Says for all transfers of a job that wait for it what to do; with `later` also for those that would. Returns those
    /// that have come to their end.
    pub fn settle_all(&mut self, id: JobId, policy: Policy, later: bool) -> Vec<TransferId> {
        let Some(serial) = self.serials.get(&id).copied() else {
            return Vec::new();
        };
        let Some(job) = self.job_mut(id) else {
            return Vec::new();
        };
        if later {
            job.policy = policy;
        }
        let waiting = job.lists.take_asking();
        let ids = waiting.into_iter().map(|index| id_of(serial, index));
        ids.filter(|id| self.settle(*id, policy)).collect()
    }

    /// What stands at the target of a transfer and what would come, with the target in words for people.
    pub fn conflict(&self, id: TransferId) -> Option<(String, Entry, Entry)> {
        let (job, transfer) = self.transfer(id)?;
        let there = job.there(transfer)?.clone();
        Some((job.target(transfer), there, transfer.source()))
    }

    /// The jobs that stopped by themselves since the last call.
    pub fn take_stuck(&mut self) -> Vec<JobId> {
        std::mem::take(&mut self.stuck)
    }
}
