//! Steering the queue by hand: pause, resume, cancel, retry.

use super::{Job, Queue, Stopping, cancelled, id_of, is_small, parts};
use crate::engine::command::{Aim, TransferId};
use crate::transfer::State;

impl Queue {
    /// Stops for now. Returns the running transfers, whose tasks must be stopped.
    pub fn pause(&mut self, aim: Aim) -> Vec<TransferId> {
        if let Aim::Everything | Aim::Job(_) = aim {
            for serial in self.aimed(aim) {
                if let Some(job) = self.jobs.get_mut(&serial) {
                    job.paused = true;
                    self.changed.insert(serial);
                }
            }
        } else {
            for (serial, only) in self.aimed_rows(aim) {
                let _ = self.end_waiting(serial, only, &State::Paused);
            }
        }
        self.stop_running(aim, Stopping::Pause)
    }

    /// Goes on with what was paused.
    pub fn resume(&mut self, aim: Aim) {
        for (serial, only) in self.aimed_rows(aim) {
            let Some(job) = self.jobs.get_mut(&serial) else {
                continue;
            };
            if only.is_none() {
                job.paused = false;
            }
            for index in rows(job, only) {
                if job.transfers[index as usize].state == State::Paused {
                    job.transfers[index as usize].state = State::Waiting;
                    job.ready.push_back(index, is_small(job.transfers[index as usize].size));
                }
            }
            self.changed.insert(serial);
        }
    }

    /// Gives up what is not finished. Returns the running transfers, whose tasks must be stopped, and those that ended.
    pub fn cancel(&mut self, aim: Aim) -> (Vec<TransferId>, Vec<TransferId>) {
        let mut ended = Vec::new();
        for (serial, only) in self.aimed_rows(aim) {
            ended.extend(self.end_waiting(serial, only, &State::Failed(Box::new(cancelled()))));
        }
        (self.stop_running(aim, Stopping::Cancel), ended)
    }

    /// Tries failed transfers again, with all their tries before them.
    pub fn retry(&mut self, aim: Aim) {
        for (serial, only) in self.aimed_rows(aim) {
            let Some(job) = self.jobs.get_mut(&serial) else {
                continue;
            };
            for index in rows(job, only) {
                let transfer = &mut job.transfers[index as usize];
                if matches!(transfer.state, State::Failed(_)) {
                    transfer.state = State::Waiting;
                    transfer.tries = 0;
                    job.counts.failed -= 1;
                    job.counts.waiting += 1;
                    job.ready.push_back(index, is_small(transfer.size));
                }
            }
            self.activate(serial);
        }
    }

    /// Gives every waiting, retrying or paused transfer the state `end`; returns those for which it is final.
    pub(super) fn end_waiting(&mut self, serial: u32, only: Option<u32>, end: &State) -> Vec<TransferId> {
        let Some(job) = self.jobs.get_mut(&serial) else {
            return Vec::new();
        };
        self.changed.insert(serial);
        match only {
            None => job.ready.clear(),
            Some(only) => job.ready.remove(only),
        }
        let mut ended = Vec::new();
        for index in rows(job, only) {
            let transfer = &mut job.transfers[index as usize];
            if matches!(transfer.state, State::Waiting | State::Retrying(_) | State::Paused) {
                transfer.state = end.clone();
                job.counts.waiting -= 1;
                job.count(index);
                if end.is_final() {
                    ended.push(id_of(serial, index));
                }
            }
        }
        ended
    }

    fn stop_running(&mut self, aim: Aim, stopping: Stopping) -> Vec<TransferId> {
        let mut running = Vec::new();
        for (serial, only) in self.aimed_rows(aim) {
            let Some(job) = self.jobs.get_mut(&serial) else {
                continue;
            };
            if job.counts.running == 0 {
                continue;
            }
            for index in rows(job, only) {
                let transfer = &mut job.transfers[index as usize];
                if transfer.state == State::Running {
                    transfer.stopping = Some(stopping);
                    running.push(id_of(serial, index));
                }
            }
        }
        running
    }

    fn aimed(&self, aim: Aim) -> Vec<u32> {
        self.aimed_rows(aim).into_iter().map(|(serial, _)| serial).collect()
    }

    /// The jobs that a command is about, each with the one row that it is about.
    fn aimed_rows(&self, aim: Aim) -> Vec<(u32, Option<u32>)> {
        match aim {
            Aim::Everything => self.jobs.keys().map(|serial| (*serial, None)).collect(),
            Aim::Job(id) => self
                .serials
                .get(&id)
                .map(|serial| (*serial, None))
                .into_iter()
                .collect(),
            Aim::Transfer(id) => {
                let (serial, index) = parts(id);
                self.transfer(id).map(|_| (serial, Some(index))).into_iter().collect()
            }
            Aim::Request(_) => Vec::new(),
        }
    }
}

fn rows(job: &Job, only: Option<u32>) -> std::ops::Range<u32> {
    match only {
        Some(index) => index..index + 1,
        None => 0..job.transfers.len() as u32,
    }
}
