//! Jobs of the queue by their numbers, and single files of theirs: `3` and `3/17`, as `queue list` shows them.

use std::collections::BTreeSet;
use std::path::Path;
use std::str::FromStr;

use crate::engine::command::{Aim, JobId, TransferId};
use crate::engine::ledger::{Ledger, Line, job_id, row_id};
use crate::error::{Error, Kind, Result, Stage};

/// A job, or one file of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Named {
    job: u32,
    file: Option<u32>,
}

impl FromStr for Named {
    type Err = String;

    fn from_str(text: &str) -> std::result::Result<Self, String> {
        let (job, file) = text
            .split_once('/')
            .map_or((text, None), |(job, file)| (job, Some(file)));
        let number = |text: &str| text.parse().map_err(|_| "the number of a job, or JOB/FILE".to_owned());
        Ok(Self {
            job: number(job)?,
            file: file.map(number).transpose()?,
        })
    }
}

impl Named {
    /// What a command to the engine is about.
    pub fn aim(self) -> Aim {
        self.file
            .map_or(Aim::Job(job_id(self.job)), |file| Aim::Transfer(row_id(self.job, file)))
    }

    /// The job.
    pub fn job(self) -> JobId {
        job_id(self.job)
    }

    /// The number of the job.
    pub fn number(self) -> u32 {
        self.job
    }

    /// Finds it in the journal.
    ///
    /// # Errors
    /// If it is not there, or is another process's.
    fn find(self, ledger: &Ledger, jobs: &[Line]) -> Result<Option<TransferId>> {
        let missing = |what| Error::new(Stage::Plan, Kind::NotFound, what);
        let line = jobs.iter().find(|line| line.number == self.job);
        let line = line.ok_or_else(|| missing(format!("job {}", self.job)))?;
        if let Some(process) = line.process {
            let error = Error::new(Stage::Plan, Kind::Exists, format!("job {}", self.job));
            return Err(error.with_cause(format!("process {process} is at it")));
        }
        let Some(file) = self.file else { return Ok(None) };
        let rows = ledger.rows(line, None, file, 1)?;
        let row = rows.into_iter().find(|row| row.id == row_id(self.job, file));
        let row = row.ok_or_else(|| missing(format!("file {file} of job {}", self.job)))?;
        Ok((!row.state.is_final()).then_some(row.id))
    }
}

/// The single files among these that have not come to their end.
///
/// # Errors
/// If one of them is not there, or is another process's.
pub fn open_files(profile: &Path, named: &[Named]) -> Result<BTreeSet<TransferId>> {
    if named.is_empty() {
        return Ok(BTreeSet::new());
    }
    let Some(ledger) = Ledger::open(profile)? else {
        return Ok(BTreeSet::new());
    };
    let jobs = ledger.jobs()?;
    let files = named.iter().map(|named| named.find(&ledger, &jobs));
    Ok(files.collect::<Result<Vec<_>>>()?.into_iter().flatten().collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn jobs_and_files_are_named_by_their_numbers() {
        assert_eq!("3".parse(), Ok(Named { job: 3, file: None }));
        assert_eq!("3/17".parse(), Ok(Named { job: 3, file: Some(17) }));
        for text in ["", "x", "3/", "/3", "-1", "3/4/5"] {
            assert!(text.parse::<Named>().is_err(), "{text}");
        }
    }
}
