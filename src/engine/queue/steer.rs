//! Steering the queue by hand: pause, resume, cancel, retry, forget.

use super::{Job, Queue, Stopping, Sweep, Trace, cancelled, id_of, parts};
use crate::engine::command::{Aim, JobId, TransferId};
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
                self.hold.take_back(serial);
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
                job.streak.go_on(false);
            }
            // What was broken off goes on before what has not begun.
            for index in rows(job, only).rev() {
                if job.transfers[index as usize].state == State::Paused {
                    job.make_ready(index, true);
                    job.turn(index, State::Waiting);
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
            if let Some(job) = self
                .jobs
                .get_mut(&serial)
                .filter(|job| only.is_none() && job.sweep == Sweep::Due)
            {
                // Nothing more is done for it, so its folders stay.
                job.sweep = Sweep::Over;
            }
        }
        for id in &ended {
            let (serial, index) = parts(*id);
            self.give_part_up(serial, index);
        }
        (self.stop_running(aim, Stopping::Cancel), ended)
    }

    /// Tries failed transfers again, with all their tries before them.
    pub fn retry(&mut self, aim: Aim) {
        for (serial, only) in self.aimed_rows(aim) {
            let Some(job) = self.jobs.get_mut(&serial) else {
                continue;
            };
            let failed = match only {
                None => job.lists.take_failed(),
                Some(index) => vec![index],
            };
            for index in failed {
                let transfer = &mut job.transfers[index as usize];
                if matches!(transfer.state, State::Failed(_)) && !transfer.forgotten {
                    transfer.tries = 0;
                    job.make_ready(index, false);
                    job.turn(index, State::Waiting);
                }
            }
            self.activate(serial);
        }
    }

    /// Takes finished jobs, or one row that has come to its end, out of the queue. An unfinished job that is named goes
    /// when it has finished.
    pub fn forget(&mut self, aim: Aim) {
        for (serial, only) in self.aimed_rows(aim) {
            let Some(job) = self.jobs.get_mut(&serial) else {
                continue;
            };
            match only {
                Some(index) => {
                    let is_gone = job.forget(index);
                    let all = is_gone && job.counts.forgotten == job.transfers.len() as u64;
                    job.leaves |= all && job.is_finished() && job.problems.is_empty();
                    if is_gone {
                        self.give_part_up(serial, index);
                    }
                }
                None => job.leaves |= job.is_finished() || aim == Aim::Job(job.id),
            }
            self.changed.insert(serial);
        }
    }

    /// The jobs that were taken out since the last call.
    pub fn take_gone(&mut self) -> Vec<JobId> {
        std::mem::take(&mut self.gone)
    }

    /// Lets further files come for a job.
    pub fn reopen(&mut self, id: JobId) {
        let Some(serial) = self.serials.get(&id).copied() else {
            return;
        };
        if let Some(job) = self.jobs.get_mut(&serial) {
            job.planned = false;
            if job.sweep == Sweep::Over {
                job.sweep = Sweep::Due;
            }
        }
        self.activate(serial);
    }

    /// Takes a finished job out.
    pub(super) fn remove(&mut self, serial: u32) {
        self.give_parts_up(serial);
        if let Some(job) = self.jobs.remove(&serial) {
            self.serials.remove(&job.id);
            if job.trace.as_ref().is_some_and(Trace::is_written) {
                self.forgotten.push(serial);
            }
            self.gone.push(job.id);
        }
    }

    /// Gives every waiting, retrying or paused transfer the state `end`; returns those for which it is final.
    pub(super) fn end_waiting(&mut self, serial: u32, only: Option<u32>, end: &State) -> Vec<TransferId> {
        let Some(job) = self.jobs.get_mut(&serial) else {
            return Vec::new();
        };
        self.changed.insert(serial);
        match only {
            None => {
                job.ready.clear();
                // At once: taken out one by one, a hundred thousand would take their time.
                drop(job.lists.take_asking());
            }
            Some(only) => drop(job.ready.remove(only)),
        }
        let mut ended = Vec::new();
        for index in rows(job, only) {
            let transfer = &job.transfers[index as usize];
            if matches!(
                transfer.state,
                State::Waiting | State::Retrying(_) | State::Asking | State::Paused
            ) {
                job.turn(index, end.clone());
                if end.is_final() {
                    ended.push(id_of(serial, index));
                }
            }
        }
        ended
    }

    fn aimed(&self, aim: Aim) -> Vec<u32> {
        self.aimed_rows(aim).into_iter().map(|(serial, _)| serial).collect()
    }

    /// The jobs that a command is about, each with the one row that it is about.
    pub(super) fn aimed_rows(&self, aim: Aim) -> Vec<(u32, Option<u32>)> {
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
