//! Room on the disks here: all that is to be fetched to one disk, counted together, against what it still takes. Whoever would be
//! disappointed in an hour is told now, and again when others fill the disk meanwhile.

use std::collections::{HashMap, HashSet};
use std::path::PathBuf;
use std::time::Duration;

use super::Actor;
use crate::ask::Question;
use crate::engine::command::JobId;
use crate::engine::event::Event;
use crate::engine::queue::{Moment, Need};
use crate::engine::report::Report;
use crate::local::space::{Disk, disk_of};

/// So long after something was found the disks are looked at: much comes at once.
const SOON: Duration = Duration::from_millis(500);

/// How often they are looked at while something is fetched.
const PACE: Duration = Duration::from_secs(15);

/// What is known of the disks.
#[derive(Debug, Default)]
pub(super) struct Space {
    due: Option<Moment>,
    is_looking: bool,
    /// Jobs about which somebody was asked: once is enough.
    asked: HashSet<JobId>,
}

impl Space {
    /// When to look next.
    pub fn due(&self) -> Option<Moment> {
        self.due.filter(|_| !self.is_looking)
    }
}

impl Actor {
    /// There may be more to fetch than there was.
    pub(super) fn mind_space(&mut self) {
        let soon = self.now() + SOON;
        self.space.due = Some(self.space.due.map_or(soon, |due| due.min(soon)));
    }

    /// Looks at the disks where it is time.
    pub(super) fn tend_space(&mut self, now: Moment) {
        if self.space.due().is_none_or(|due| due > now) {
            return;
        }
        self.space.due = None;
        let needs = self.queue.needs();
        if needs.is_empty() {
            return;
        }
        self.space.is_looking = true;
        let reports = self.report_to.clone();
        self.tasks.spawn_blocking(move || {
            let told = needs.into_iter().map(|need| {
                let disk = disk_of(&need.1);
                (need, disk)
            });
            let _ = reports.send(Report::Space(told.collect()));
        });
    }

    /// So much is needed, and so much is there.
    pub(super) fn space_told(&mut self, told: Vec<(Need, Option<Disk>)>) {
        self.space.is_looking = false;
        let mut sums: HashMap<u64, u64> = HashMap::new();
        for ((job, folder, bytes), disk) in told {
            let Some(disk) = disk else { continue };
            let sum = sums.entry(disk.id).or_default();
            *sum = sum.saturating_add(bytes);
            if *sum > disk.free && self.space.asked.insert(job) {
                self.ask_about_space(job, folder, *sum, disk.free);
            }
        }
        if !self.running.is_empty() {
            self.space.due = Some(self.now() + PACE);
        }
    }

    /// What runs goes on, and nothing else of the job starts before somebody has said so.
    fn ask_about_space(&mut self, id: JobId, folder: PathBuf, needed: u64, free: u64) {
        let Some(job) = self.queue.job_mut(id).filter(|job| !job.is_finished()) else {
            return;
        };
        job.paused = true;
        self.hold_plans();
        let question = self.questions.next_id();
        self.doubts.cramped.insert(question, id);
        self.outbox.push(Event::Question {
            id: question,
            job: Some(id),
            question: Question::NoRoom { folder, needed, free },
        });
    }
}
