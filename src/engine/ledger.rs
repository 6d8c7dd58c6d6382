//! What the journal of a profile holds, for whoever lists it without running it.

use std::path::{Path, PathBuf};

use super::command::{JobId, TransferId};
use super::event::Row;
use super::journal::{is_alive, meant, runs_queue};
use super::queue::restored_id;
use crate::error::Result;
use crate::site::Book;
use crate::store::{FileRecord, FolderRecord, JobRecord, Journal, List, SiteFile};
use crate::transfer::{Direction, LocalEnd, Source};

pub use crate::store::{Pile, Sums};

/// The open journal of a profile, for reading.
#[derive(Debug)]
pub struct Ledger {
    journal: Journal,
    profile: PathBuf,
}

/// A job in one line.
#[derive(Clone, Debug, PartialEq)]
pub struct Line {
    /// Its number, the same for as long as it is there.
    pub number: u32,
    /// Which way its bytes go.
    pub direction: Direction,
    /// `host:port`.
    pub server: String,
    /// Its first source, for people.
    pub source: String,
    /// How many sources it has.
    pub sources: u64,
    /// Where it goes, for people.
    pub destination: String,
    /// Higher ones go first.
    pub priority: i8,
    /// The sources of files that have arrived are removed.
    pub moves: bool,
    /// Somebody stopped it for now.
    pub paused: bool,
    /// All its files are known.
    pub planned: bool,
    /// Names that cannot be used.
    pub blocked: u64,
    /// Folders and whole sources that did not work out.
    pub problems: usize,
    /// Its files in numbers.
    pub sums: Sums,
    /// The process whose own it is, if that is still there.
    pub process: Option<u32>,
}

impl Ledger {
    /// Opens the journal of a profile; `None` if there is none.
    ///
    /// # Errors
    /// If it cannot be read, or a newer version has written it.
    pub fn open(profile: &Path) -> Result<Option<Self>> {
        if !Journal::is_there(profile) {
            return Ok(None);
        }
        let journal = Journal::open(profile)?;
        let profile = profile.to_owned();
        Ok(Some(Self { journal, profile }))
    }

    /// All jobs in the order of their turns.
    ///
    /// # Errors
    /// If they cannot be read.
    pub fn jobs(&self) -> Result<Vec<Line>> {
        let runs = self.journal.runs()?;
        let process = |owner: u64| runs.iter().find(|(number, _)| *number == owner);
        let jobs = self.journal.jobs()?.into_iter();
        jobs.map(|job| {
            let alive = |run: &&(u64, _)| is_alive(&self.profile, run.0);
            let process = process(job.owner).filter(alive).map(|(_, run)| run.process);
            let problems = self.journal.list(job.serial, List::Problems)?.len();
            Ok(line(job, problems, process))
        })
        .collect()
    }

    /// At most `count` files of a job from the number `from` on; with `pile` only those that stand so.
    ///
    /// # Errors
    /// If they cannot be read.
    pub fn rows(&self, job: &Line, pile: Option<Pile>, from: u32, count: usize) -> Result<Vec<Row>> {
        let files = self.journal.files(job.number, pile, from, count)?;
        let mut rows = Vec::new();
        let mut folder: Option<FolderRecord> = None;
        for file in files {
            if folder.as_ref().is_none_or(|folder| folder.number != file.found.folder) {
                folder = self.journal.folder(job.number, file.found.folder)?;
            }
            rows.extend(folder.as_ref().map(|folder| row(job, folder, file)));
        }
        Ok(rows)
    }

    /// The accounts (`user` at `host:port`) of the jobs in which something waits, failed, or is left to clear up; only of those
    /// with these numbers, if there are some.
    ///
    /// # Errors
    /// If they cannot be read.
    pub fn accounts(&self, of: &[u32]) -> Result<Vec<(String, String)>> {
        let book: Book = SiteFile::of(&self.profile).read().unwrap_or_default();
        let jobs = self.journal.jobs()?.into_iter();
        let jobs = jobs.filter(|job| of.is_empty() || of.contains(&job.serial));
        let open = jobs.filter(|job| !job.planned || !job.swept || job.sums.waiting > 0 || job.sums.failed > 0);
        let sites = open.filter_map(|job| meant(job.site_id.as_ref(), &job.site, &book));
        let mut accounts: Vec<_> = sites
            .map(|site| (site.logon.user().to_owned(), site.address()))
            .collect();
        accounts.sort();
        accounts.dedup();
        Ok(accounts)
    }

    /// The process that runs the queue now, if there is one; 0 if its number is not known.
    pub fn run_by(&self) -> Option<u32> {
        runs_queue(&self.profile)
    }
}

/// The job of this number, for commands.
pub fn job_id(number: u32) -> JobId {
    restored_id(number)
}

/// The file of this number of a job, for commands.
pub fn row_id(job: u32, file: u32) -> TransferId {
    TransferId(u64::from(job) << 32 | u64::from(file))
}

pub(super) fn line(job: JobRecord, problems: usize, process: Option<u32>) -> Line {
    Line {
        number: job.serial,
        direction: job.direction,
        server: job.server,
        source: job.source,
        sources: job.sources,
        destination: job.destination,
        priority: job.priority,
        paused: job.paused,
        moves: job.afterwards == Source::Remove,
        planned: job.planned,
        blocked: job.blocked,
        problems,
        sums: job.sums,
        process,
    }
}

fn row(job: &Line, folder: &FolderRecord, file: FileRecord) -> Row {
    let FileRecord {
        number,
        found,
        standing,
    } = file;
    let target = standing.target.unwrap_or_else(|| found.name.clone());
    let (here, there) = match job.direction {
        Direction::Download => (&target, &found.name),
        Direction::Upload => (&found.name, &target),
    };
    // A blocked name has no local path; its row shows the folder.
    let local = here
        .to_local()
        .map_or_else(|_| folder.local.clone(), |name| folder.local.join(name));
    let remarks = standing.remarks.as_deref().map(serde_json::from_str);
    Row {
        id: row_id(job.number, number),
        job: job_id(job.number),
        direction: job.direction,
        local: LocalEnd::Path(local),
        remote: folder.remote.join(there),
        size: found.size,
        moved: standing.moved,
        state: standing.state,
        remarks: remarks.and_then(std::result::Result::ok).unwrap_or_default(),
        took: standing.took,
    }
}
