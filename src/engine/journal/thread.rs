//! The thread that writes.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::mpsc::Receiver;

use tokio::sync::mpsc;

use super::{Claim, News, Task, adopt_the_dead, claim, is_alive, loading, run_lock};
use crate::engine::bell;
use crate::engine::report::Report;
use crate::engine::transfer::LEAST;
use crate::error::Result;
use crate::store::{self, Change};

/// What it works with.
pub struct Thread {
    pub journal: store::Journal,
    pub profile: PathBuf,
    pub owner: u64,
    pub reports: mpsc::UnboundedSender<Report>,
    /// What could not be written. It is tried again with what comes next.
    pub backlog: Vec<Change>,
    /// The window of the profile, if there is one, knows of this run.
    pub announced: bool,
}

impl Thread {
    /// Works until the actor has gone.
    pub fn work(mut self, tasks: &Receiver<Task>) {
        while let Ok(task) = tasks.recv() {
            match task {
                Task::Write(changes) => {
                    let large = self.large_and_new(&changes);
                    self.backlog.extend(changes);
                    let written = self.write();
                    if written.is_ok() {
                        self.claim(large);
                    }
                    self.tell(News::Written(written));
                    self.announce();
                }
                Task::Number => {
                    if let Ok(numbers) = self.journal.reserve() {
                        self.tell(News::Numbers(numbers));
                    }
                }
                Task::Load => {
                    let loaded = loading::load(&self.journal, &self.profile, &mut |restored| {
                        let _ = self.reports.send(Report::Journal(News::Restored(Box::new(restored))));
                    });
                    self.tell(News::Loaded(loaded));
                }
                Task::TakeOver(serial) => {
                    let taken = self.take_over(serial);
                    self.tell(News::TakenOver(taken));
                }
                Task::End(tell) => {
                    // What cannot be written now is what a crash would have cost.
                    let _ = self.write();
                    self.give_back();
                    drop(self);
                    let _ = tell.send(());
                    return;
                }
            }
        }
    }

    /// The jobs of this run in which files are new of which an earlier run may have left a part, each with the first of them.
    fn large_and_new(&self, changes: &[Change]) -> BTreeMap<u32, u32> {
        let mut first = BTreeMap::new();
        let found = changes.iter().filter_map(|change| match change {
            Change::Found(job, file) if file.found.size.is_none_or(|size| size > LEAST) => Some((*job, file.number)),
            _ => None,
        });
        // Whoever runs the shared queue has the parts in it.
        for (job, number) in found.filter(|_| self.owner != 0) {
            first.entry(job).or_insert(number);
        }
        first
    }

    /// Goes on with the parts that earlier runs have left of the same files, unless somebody runs the queue that they are in.
    fn claim(&mut self, first: BTreeMap<u32, u32>) {
        if first.is_empty() || !self.journal.has_left_parts(self.owner).unwrap_or(false) {
            return;
        }
        let Ok(Claim::Mine(lock)) = claim(&self.profile) else {
            return;
        };
        let _ = adopt_the_dead(&self.profile, &mut self.journal);
        for (job, first) in first {
            // Without them the files are moved whole.
            for (number, begun) in self.journal.claim(job, first).unwrap_or_default() {
                self.tell(News::Claimed { job, number, begun });
            }
        }
        drop(lock);
    }

    fn write(&mut self) -> Result<()> {
        if self.backlog.is_empty() {
            return Ok(());
        }
        self.journal.write(&self.backlog)?;
        self.backlog.clear();
        Ok(())
    }

    /// What this run has not finished belongs to the shared queue.
    fn give_back(&mut self) {
        if self.owner != 0 && self.journal.end_run(self.owner).is_ok() {
            let _ = std::fs::remove_file(run_lock(&self.profile, self.owner));
            if self.announced {
                bell::tell_of_jobs(&self.profile);
            }
        }
    }

    /// The window of the profile shows the jobs of other runs: it is told when there are any, and needs not look for them.
    fn announce(&mut self) {
        if self.owner == 0 || std::mem::replace(&mut self.announced, true) {
            return;
        }
        let profile = self.profile.clone();
        // Nobody waits for a window that does not answer.
        let _ = std::thread::Builder::new()
            .name("bell".to_owned())
            .spawn(move || bell::tell_of_jobs(&profile));
    }

    /// A job that nobody works on any more becomes part of the shared queue, which only its owner may add to.
    fn take_over(&mut self, serial: u32) -> Result<Option<Box<loading::Restored>>> {
        let job = self.journal.jobs()?.into_iter().find(|job| job.serial == serial);
        let Some(job) = job.filter(|_| self.owner == 0) else {
            return Ok(None);
        };
        if job.owner != 0 {
            if is_alive(&self.profile, job.owner) {
                return Ok(None);
            }
            if self.journal.adopt(serial, job.owner)? {
                let _ = std::fs::remove_file(run_lock(&self.profile, job.owner));
            }
        }
        loading::load_one(&self.journal, &self.profile, serial)
    }

    fn tell(&self, news: News) {
        let _ = self.reports.send(Report::Journal(news));
    }
}
