//! The queue: which transfer is next, and what became of each. A plain value: no clock, no file, no task.
//!
//! Every method takes what happened and, where time matters, `now`; it returns what is to be done. So every order of events
//! can be tried out in a test.

mod behind;
mod finish;
mod hold;
mod job;
mod left;
mod line;
mod lists;
mod moves;
mod needs;
mod rare;
mod ready;
mod restore;
mod row_set;
mod shown;
mod steer;
mod streak;
mod target;
mod title;
mod trace;

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, BinaryHeap, HashMap};
use std::ops::Range;
use std::time::Duration;

use hold::Hold;

pub use behind::Behind;
pub use finish::{Ending, Finish};
pub use job::{Folder, FolderId, Job, NewFile, Stopping, Transfer};
pub use left::Left;
pub use lists::Lists;
pub use moves::{Emptied, Sweep};
pub use needs::Need;
pub use rare::Rare;
pub use ready::{Place, Ready, is_small};
pub use restore::{Known, restored_id};
pub use row_set::RowSet;
pub use streak::Streak;
pub use title::Title;
pub use trace::{Origin, Tail, Trace};

use super::command::{JobId, TransferId};
use crate::error::{Error, Kind, Stage};
use crate::transfer::{Direction, Policy, Source, State, Verify};

/// Time since the start of the engine.
pub type Moment = Duration;

/// A number that names a server (a whole profile) in the pool.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ServerId(pub u32);

/// Jobs of at most this many bytes may use the connection that is kept for small ones.
const SMALL: u64 = 1 << 20;

/// All jobs of this run.
#[derive(Debug)]
pub struct Queue {
    /// By serial number; a transfer's id holds the serial of its job.
    jobs: BTreeMap<u32, Job>,
    serials: HashMap<JobId, u32>,
    /// Unfinished jobs, the next one first.
    active: Vec<u32>,
    /// The numbers of the next jobs.
    numbers: Range<u32>,
    last_rank: u64,
    /// Retries that wait for their time.
    timers: BinaryHeap<Reverse<(Moment, TransferId)>>,
    changed: BTreeSet<u32>,
    hold: Hold,
    /// The order of the active jobs has changed since somebody asked for it.
    reordered: bool,
    /// Jobs that were taken out since somebody asked for them.
    gone: Vec<JobId>,
    /// Jobs that stopped by themselves since somebody asked for them.
    stuck: Vec<JobId>,
    /// Jobs of the journal that were taken out since somebody asked for them.
    forgotten: Vec<u32>,
    /// Parts that nobody will go on with, since somebody asked for them.
    left: Vec<Left>,
}

/// What a job is done by.
#[derive(Clone, Debug, Default)]
pub struct Terms {
    /// What to do about existing targets.
    pub policy: Policy,
    /// How much to check.
    pub verify: Verify,
    /// What becomes of the sources of files that have arrived.
    pub afterwards: Source,
    /// Higher ones go first.
    pub priority: i8,
    /// What it is called.
    pub title: Title,
    /// Where it comes from, if it is to be kept.
    pub origin: Option<Origin>,
}

/// What there is room for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fit {
    /// Whatever comes next.
    Any,
    /// Only files of small, wholly planned jobs.
    SmallJob,
    /// Only small files; larger ones before them wait for a place of their own.
    SmallFile,
}

impl Default for Queue {
    fn default() -> Self {
        Self::numbered(0..u32::MAX)
    }
}

impl Queue {
    /// An empty queue that gives its jobs these numbers.
    pub fn numbered(numbers: Range<u32>) -> Self {
        Self {
            jobs: BTreeMap::new(),
            serials: HashMap::new(),
            active: Vec::new(),
            numbers,
            last_rank: 0,
            timers: BinaryHeap::new(),
            changed: BTreeSet::new(),
            hold: Hold::default(),
            reordered: false,
            gone: Vec::new(),
            stuck: Vec::new(),
            forgotten: Vec::new(),
            left: Vec::new(),
        }
    }

    /// Gives further numbers.
    pub fn number(&mut self, numbers: Range<u32>) {
        self.numbers = numbers;
    }

    /// How many jobs can still be added.
    pub fn numbers_left(&self) -> usize {
        self.numbers.len()
    }

    /// Adds a job that has no files yet.
    pub fn add_job(&mut self, id: JobId, server: ServerId, direction: Direction, terms: Terms) {
        let Terms {
            policy,
            verify,
            afterwards,
            priority,
            title,
            origin,
        } = terms;
        let Some(serial) = self.numbers.next() else { return };
        let job = Job {
            id,
            server,
            direction,
            title,
            policy,
            verify,
            afterwards,
            sweep: Sweep::of(afterwards),
            priority,
            rank: self.next_rank(),
            leaves: false,
            paused: false,
            planned: false,
            folders: Vec::new(),
            transfers: Vec::new(),
            favoured: BTreeSet::new(),
            ready: Ready::default(),
            lists: Lists::default(),
            counts: job::Counts::default(),
            blocked: 0,
            problems: Vec::new(),
            streak: Streak::default(),
            late: Vec::new(),
            behind: BTreeMap::new(),
            trace: origin.map(Trace::new),
        };
        self.serials.insert(id, serial);
        self.jobs.insert(serial, job);
        self.activate(serial);
    }

    /// The job with this id.
    pub fn job(&self, id: JobId) -> Option<&Job> {
        self.jobs.get(self.serials.get(&id)?)
    }

    /// The job with this id, to note something about it.
    pub fn job_mut(&mut self, id: JobId) -> Option<&mut Job> {
        let serial = *self.serials.get(&id)?;
        self.changed.insert(serial);
        self.jobs.get_mut(&serial)
    }

    /// Adds a folder pair that is ready on both sides.
    pub fn add_folder(&mut self, job: JobId, folder: Folder) -> Option<FolderId> {
        let job = self.job_mut(job)?;
        let id = FolderId(u32::try_from(job.folders.len()).ok()?);
        job.folders.push(folder);
        Some(id)
    }

    /// Adds files of a folder. Returns those that end at once because they are skipped.
    pub fn add_files(&mut self, job: JobId, folder: FolderId, files: Vec<NewFile>) -> Vec<TransferId> {
        let mut settled = Vec::new();
        let Some(serial) = self.serials.get(&job).copied() else {
            return settled;
        };
        let Some(job) = self.job_mut(job) else { return settled };
        job.transfers.reserve(files.len());
        let existing = job.folders.get(folder.0 as usize).map(|folder| folder.existing.clone());
        for file in files {
            let Ok(index) = u32::try_from(job.transfers.len()) else {
                break;
            };
            job.counts.bytes = job.counts.bytes.saturating_add(file.size.unwrap_or(0));
            job.counts.waiting += 1;
            let skip = file.skip;
            let target = file.target.as_ref().unwrap_or(&file.name).as_bytes();
            let was_there = existing.as_ref().is_some_and(|names| names.contains_key(target));
            job.transfers.push(Transfer {
                folder,
                name: file.name,
                rare: Rare::of(file.target, Vec::new()),
                size: file.size,
                modified: file.modified,
                permissions: file.permissions,
                policy: None,
                state: State::Waiting,
                moved: 0,
                tries: 0,
                time: Moment::ZERO,
                begun: None,
                stopping: None,
                forgotten: false,
                priority: 0,
                was_there,
                plain: file.plain,
                arrived: None,
            });
            job.lists.put(&State::Waiting, index);
            match skip {
                Some(skip) => {
                    job.turn(index, State::Skipped(skip));
                    settled.push(id_of(serial, index));
                }
                None => job.make_ready(index, false),
            }
        }
        settled
    }

    /// No more files will come for this job.
    pub fn planned(&mut self, job: JobId) {
        if let Some(job) = self.job_mut(job) {
            job.planned = true;
        }
    }

    /// Takes the next transfer of `server` that fits out of the queue; it runs from now on.
    pub fn next(&mut self, server: ServerId, fit: Fit, now: Moment) -> Option<TransferId> {
        let (serial, index) = self.take_next(server, fit)?;
        let job = self.jobs.get_mut(&serial)?;
        let transfer = &mut job.transfers[index as usize];
        transfer.tries += 1;
        if transfer.arrived.is_none() {
            (transfer.moved, transfer.time) = (0, now);
        }
        job.turn(index, State::Running);
        self.changed.insert(serial);
        Some(id_of(serial, index))
    }

    /// The job and the transfer of an id.
    pub fn transfer(&self, id: TransferId) -> Option<(&Job, &Transfer)> {
        let (serial, index) = parts(id);
        let job = self.jobs.get(&serial)?;
        Some((job, job.transfers.get(index as usize)?))
    }

    /// Makes the retries whose time has come ready.
    pub fn wake(&mut self, now: Moment) {
        while let Some(Reverse((at, id))) = self.timers.peek().copied() {
            if at > now {
                break;
            }
            self.timers.pop();
            let (serial, index) = parts(id);
            let Some(job) = self.jobs.get_mut(&serial) else {
                continue;
            };
            let Some(transfer) = job.transfers.get(index as usize) else {
                continue;
            };
            if matches!(transfer.state, State::Retrying(_)) {
                job.ready.push_front(index, transfer.place());
                job.turn(index, State::Waiting);
                self.changed.insert(serial);
            }
        }
    }

    /// When [`Queue::wake`] has something to do next.
    pub fn next_wake(&self) -> Option<Moment> {
        self.timers.peek().map(|Reverse((at, _))| *at)
    }

    /// The server of these jobs cannot be used: everything of it that waits has failed. Returns what ended.
    pub fn fail_server(&mut self, server: ServerId, error: &Error) -> Vec<TransferId> {
        let serials: Vec<u32> = self
            .active
            .iter()
            .copied()
            .filter(|serial| self.jobs[serial].server == server)
            .collect();
        serials
            .into_iter()
            .flat_map(|serial| self.end_waiting(serial, None, &State::Failed(Box::new(error.clone()))))
            .collect()
    }

    /// The jobs that changed since the last call.
    pub fn take_changed(&mut self) -> Vec<JobId> {
        let changed = std::mem::take(&mut self.changed);
        for serial in &changed {
            if self.jobs.get(serial).is_some_and(|job| job.leaves && job.is_finished()) {
                self.remove(*serial);
            }
        }
        self.active
            .retain(|serial| self.jobs.get(serial).is_some_and(|job| !job.is_finished()));
        changed
            .into_iter()
            .filter_map(|serial| Some(self.jobs.get(&serial)?.id))
            .collect()
    }

    /// Whether [`Queue::take_changed`] has something to tell.
    pub fn has_changed(&self) -> bool {
        !self.changed.is_empty()
    }

    /// What is told about the jobs of a server has changed.
    pub fn touch(&mut self, server: ServerId) {
        let theirs = |serial: &&u32| self.jobs.get(serial).is_some_and(|job| job.server == server);
        self.changed.extend(self.active.iter().filter(theirs));
    }

    /// The id of row `index` of a job.
    pub fn id(&self, job: JobId, index: usize) -> Option<TransferId> {
        Some(id_of(*self.serials.get(&job)?, u32::try_from(index).ok()?))
    }
}

fn cancelled() -> Error {
    Error::new(Stage::Transfer, Kind::Cancelled, "transfer")
}

fn is_small_job(job: &Job) -> bool {
    job.planned && job.counts.bytes <= SMALL
}

fn id_of(serial: u32, index: u32) -> TransferId {
    TransferId(u64::from(serial) << 32 | u64::from(index))
}

fn parts(id: TransferId) -> (u32, u32) {
    ((id.0 >> 32) as u32, id.0 as u32)
}

#[cfg(test)]
mod tests;
