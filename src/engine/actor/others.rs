//! The jobs of other processes: looked at when somebody rings, and every few seconds while one of them lives.

use std::collections::HashSet;

use super::Actor;
use crate::engine::command::Aim;
use crate::engine::event::{Event, Other};
use crate::engine::journal::Restored;
use crate::engine::lookout::{self, Lookout};
use crate::engine::queue::Moment;
use crate::engine::report::Report;
use crate::error::Result;

/// What was seen of them.
#[derive(Debug, Default)]
pub(super) struct Others {
    /// Who looks; not here while looking.
    lookout: Option<Lookout>,
    is_looking: bool,
    /// Somebody asked while it was being looked.
    again: bool,
    /// When to look by itself.
    pub due: Option<Moment>,
    told: Vec<Other>,
    /// The numbers of all jobs that were ever this process's own. One that was cleared may be in the journal a moment longer.
    own: HashSet<u32>,
}

impl Actor {
    /// Looks for jobs of other processes, in a thread that may block.
    pub(super) fn look_around(&mut self) {
        let Some(owner) = self.journal.as_ref().map(|journal| journal.owner) else {
            return;
        };
        self.others.due = None;
        if self.others.is_looking {
            self.others.again = true;
            return;
        }
        self.others.is_looking = true;
        self.others.own.extend(self.queue.numbers());
        let (own, lookout) = (self.others.own.clone(), self.others.lookout.take());
        let (profile, reports) = (self.setup.profile.clone(), self.report_to.clone());
        self.tasks.spawn_blocking(move || {
            let lookout = lookout.map_or_else(|| Lookout::open(&profile, owner), Ok);
            let seen = lookout.and_then(|lookout| {
                let others = lookout.look(&own)?;
                Ok((lookout, others))
            });
            let _ = reports.send(Report::Looked(Box::new(seen)));
        });
    }

    /// Looks again where it is time.
    pub(super) fn tend_others(&mut self, now: Moment) {
        if self.others.due.is_some_and(|due| due <= now) {
            self.look_around();
        }
    }

    /// Somebody has looked.
    pub(super) fn looked_around(&mut self, seen: Result<(Lookout, Vec<Other>)>) {
        self.others.is_looking = false;
        let mut others = match seen {
            Ok((lookout, others)) => {
                self.others.lookout = Some(lookout);
                others
            }
            Err(error) => return self.outbox.complain("the jobs of other processes", Err(error)),
        };
        // What was begun here meanwhile is nobody else's.
        self.others.own.extend(self.queue.numbers());
        others.retain(|other| !self.others.own.contains(&other.job.number));
        if lookout::is_anybody_there(&others) {
            self.others.due = Some(self.now() + lookout::PACE);
        }
        if others != self.others.told {
            self.others.told.clone_from(&others);
            self.outbox.push(Event::Others(others));
        }
        if std::mem::take(&mut self.others.again) {
            self.look_around();
        }
    }

    /// Takes over a job on which nobody works any more.
    pub(super) fn take_over(&mut self, serial: u32) {
        if let Some(journal) = &mut self.journal {
            journal.take_over(serial);
        }
    }

    /// A job was taken over, and goes on; or it was not there any more, which the next look tells.
    pub(super) fn taken_over(&mut self, taken: Result<Option<Box<Restored>>>) {
        match taken {
            Ok(Some(restored)) => {
                let job = restored.job.id;
                self.restore(*restored);
                // It goes on also where everything else stands still.
                self.let_go_on(Aim::Job(job));
            }
            Ok(None) => {}
            Err(error) => self.outbox.complain("the journal of the queue", Err(error)),
        }
        self.look_around();
    }
}
