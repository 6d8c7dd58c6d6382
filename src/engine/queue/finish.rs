//! What became of a try.

use std::cmp::Reverse;

use super::{Moment, Queue, Stopping, Transfer, cancelled, parts};
use crate::engine::command::TransferId;
use crate::engine::event::Remark;
use crate::engine::retry;
use crate::error::{Error, Interruption, Kind};
use crate::path::RemoteName;
use crate::transfer::{Arrival, Skip, State, Verified};

/// How one try of a transfer ended.
#[derive(Debug)]
pub struct Ending {
    /// What came of it.
    pub result: Result<Finish, Error>,
    /// Bytes moved.
    pub moved: u64,
    /// Worth knowing.
    pub remarks: Vec<Remark>,
    /// The session learned something about the server by this failure: the next try is another one.
    pub learned: bool,
    /// It failed because of this, which is nobody's failure: it does not count as a try.
    pub excused: Option<Interruption>,
}

/// A good end.
#[derive(Clone, Debug, PartialEq)]
pub enum Finish {
    /// On its target, checked; under another name where one is given.
    Done(Verified, Option<RemoteName>),
    /// On its target, checked, while its source is still there and has to go; under another name where one is given.
    Arrived(Box<Arrival>, Option<RemoteName>),
    /// It had arrived and is not on its target any more, or never was, whatever was said. Its source is still there.
    Missing(Error),
    /// Left alone.
    Skipped(Skip),
}

impl Queue {
    /// Takes note of how a running transfer ended. Returns whether that was its end for now.
    pub fn finish(&mut self, id: TransferId, ending: Ending, now: Moment) -> bool {
        let (serial, index) = parts(id);
        self.changed.insert(serial);
        let Some(job) = self.jobs.get_mut(&serial) else {
            return false;
        };
        let Some(transfer) = job.transfers.get_mut(index as usize) else {
            return false;
        };
        if transfer.state != State::Running {
            return false;
        }
        let stopping = transfer.stopping.take();
        let failed = ending.result.is_err() && stopping.is_none();
        let excused = ending.excused.filter(|_| failed);
        transfer.note(ending.moved, (ending.remarks, excused), now);
        let learned = ending.learned;
        let state = match (ending.result, stopping) {
            (Ok(Finish::Arrived(arrival, target)), stopping) => {
                transfer.lands_as(target);
                let state = match stopping {
                    Some(Stopping::Pause) => State::Paused,
                    Some(Stopping::Cancel) => State::Failed(Box::new(cancelled())),
                    Some(Stopping::Hold) | None => State::Waiting,
                };
                job.arrive(index, *arrival, state);
                return stopping == Some(Stopping::Cancel);
            }
            (Ok(Finish::Done(verified, target)), _) => {
                transfer.lands_as(target);
                State::Done(verified)
            }
            (Ok(Finish::Missing(error)), _) => {
                // Whoever tries again begins anew.
                job.change(index, |transfer| (transfer.arrived, transfer.moved) = (None, 0));
                State::Failed(Box::new(error))
            }
            (Ok(Finish::Skipped(skip)), _) => State::Skipped(skip),
            (Err(_), Some(Stopping::Pause)) => State::Paused,
            (Err(_), Some(Stopping::Cancel)) => State::Failed(Box::new(cancelled())),
            (Err(_), Some(Stopping::Hold)) => State::Waiting,
            (Err(error), None) if excused.is_some() => State::Retrying(Box::new(error)),
            (Err(error), None) => after_failure(error, learned, transfer.tries),
        };
        let transfer = &mut job.transfers[index as usize];
        let state = transfer.closing(state);
        if let State::Retrying(error) = &state {
            let wait = match (excused, learned) {
                (Some(_), _) => retry::AFTER_INTERRUPTION,
                (None, true) => Moment::ZERO,
                (None, false) => retry::again(error, transfer.tries).unwrap_or_default(),
            };
            self.timers.push(Reverse((now + wait, id)));
        }
        if state == State::Waiting || excused.is_some() {
            transfer.tries -= 1;
        }
        if state == State::Waiting {
            job.ready.push_front(index, transfer.place());
        }
        let is_final = state.is_final();
        let given_up = matches!(&state, State::Failed(error) if error.kind == Kind::Cancelled);
        let stuck = match &state {
            State::Failed(error) => job.streak.fails(error),
            State::Done(_) => job.streak.works(),
            _ => false,
        };
        job.turn(index, state);
        if stuck && job.counts.waiting > 0 && !job.paused {
            job.paused = true;
            self.stuck.push(job.id);
        }
        if given_up {
            self.give_part_up(serial, index);
        }
        is_final
    }
}

impl Transfer {
    /// What a try has to show for itself. Of a file that had arrived before, it is about the source only.
    fn note(&mut self, moved: u64, (remarks, excused): (Vec<Remark>, Option<Interruption>), now: Moment) {
        if self.arrived.is_some() {
            let before = self.take_remarks();
            self.put_remarks(before.into_iter().chain(remarks).collect());
            return;
        }
        (self.time, self.moved) = (now.saturating_sub(self.time), moved);
        self.remember(remarks, excused);
    }
}

fn after_failure(error: Error, learned: bool, tries: u32) -> State {
    // A server that teaches something new at every try would keep us forever.
    if (learned && tries < 10) || retry::again(&error, tries).is_some() {
        State::Retrying(Box::new(error))
    } else {
        State::Failed(Box::new(error))
    }
}
