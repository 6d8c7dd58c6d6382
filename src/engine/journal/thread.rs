//! The thread that writes.

use std::path::PathBuf;
use std::sync::mpsc::Receiver;

use tokio::sync::mpsc;

use super::{News, Task, loading, run_lock};
use crate::engine::report::Report;
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
}

impl Thread {
    /// Works until the actor has gone.
    pub fn work(mut self, tasks: &Receiver<Task>) {
        while let Ok(task) = tasks.recv() {
            match task {
                Task::Write(changes) => {
                    self.backlog.extend(changes);
                    let written = self.write();
                    self.tell(News::Written(written));
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
        }
    }

    fn tell(&self, news: News) {
        let _ = self.reports.send(Report::Journal(news));
    }
}
