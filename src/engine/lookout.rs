//! Looks for jobs in the journal that are not this process's: another process works on them, or nobody does any more.
//!
//! Nothing looks by itself while nobody else is there: whoever begins or ends a run of its own rings the bell of the window. Only
//! while another process lives is it looked at every few seconds, because one that is killed rings no more.

use std::collections::HashSet;
use std::path::{Path, PathBuf};
use std::time::Duration;

use super::event::Other;
use super::journal::{is_alive, meant, runs_queue};
use super::ledger::{Line, line};
use crate::error::Result;
use crate::site::Book;
use crate::store::{JobRecord, Journal, List, SiteFile};

/// How often another process is looked at while it lives.
pub const PACE: Duration = Duration::from_secs(2);

/// The journal, open for looking.
#[derive(Debug)]
pub struct Lookout {
    journal: Journal,
    profile: PathBuf,
    /// Whose jobs are this process's own; 0 is the shared queue.
    owner: u64,
}

impl Lookout {
    /// Opens the journal of a profile once more.
    ///
    /// # Errors
    /// If it cannot be read.
    pub fn open(profile: &Path, owner: u64) -> Result<Self> {
        Ok(Self {
            journal: Journal::open(profile)?,
            profile: profile.to_owned(),
            owner,
        })
    }

    /// The jobs of others, in the order of their turns; `own` are the numbers of those that this process has.
    ///
    /// # Errors
    /// If they cannot be read.
    pub fn look(&self, own: &HashSet<u32>) -> Result<Vec<Other>> {
        let runs: Vec<(u64, u32)> = self
            .journal
            .runs()?
            .into_iter()
            .map(|(run, it)| (run, it.process))
            .collect();
        let mut others = Vec::new();
        let mut book: Option<Book> = None;
        for job in self.journal.jobs()? {
            if own.contains(&job.serial) || (job.owner == self.owner && self.owner != 0) {
                continue;
            }
            let process = self.keeper(&job, &runs);
            if process.is_none() {
                let book = book.get_or_insert_with(|| SiteFile::of(&self.profile).read().unwrap_or_default());
                // One that has come to a good end, or whose site nobody understands any more, is nobody's business.
                if !is_unfinished(&job) || meant(job.site_id.as_ref(), &job.site, book).is_none() {
                    continue;
                }
            }
            // Only whoever runs the shared queue may take a job into it.
            let adoptable = process.is_none() && self.owner == 0;
            let problems = self.journal.list(job.serial, List::Problems)?.len();
            others.push(Other {
                job: line(job, problems, process),
                adoptable,
            });
        }
        Ok(others)
    }

    /// The process that works on a job; `None` if nobody does any more.
    fn keeper(&self, job: &JobRecord, runs: &[(u64, u32)]) -> Option<u32> {
        match job.owner {
            // What is not in our part of the shared queue was left by somebody who has ended.
            0 if self.owner == 0 => None,
            0 => runs_queue(&self.profile),
            owner => {
                let run = runs.iter().find(|(number, _)| *number == owner);
                run.filter(|_| is_alive(&self.profile, owner))
                    .map(|(_, process)| *process)
            }
        }
    }
}

/// What somebody may want to go on with.
pub fn is_unfinished(job: &JobRecord) -> bool {
    !job.planned || job.sums.waiting > 0 || job.sums.failed > 0
}

/// Whether any of these is in the hands of a living process.
pub fn is_anybody_there(others: &[Other]) -> bool {
    others.iter().any(
        |Other {
             job: Line { process, .. },
             ..
         }| process.is_some(),
    )
}
