//! The queue's way to the disk and back.
//!
//! A thread of its own writes what has changed, all of a moment in one transaction. The actor goes on meanwhile; only what it has
//! to tell about that moment is told when it is on the disk: a row says done only after that.

mod described;
mod loading;
mod packed;
mod thread;

use std::fs::File;
use std::io::Write;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{SyncSender, TrySendError, sync_channel};
use std::time::{SystemTime, UNIX_EPOCH};

use tokio::sync::{mpsc, oneshot};

pub use described::{described, meant};
pub use loading::{Restored, packed_missed};
pub use packed::packed;

use super::event::Event;
use super::report::Report;
use crate::error::{Error, Result, Stage};
use crate::store::{self, Change, RunRecord};
use crate::transfer::Begun;

/// Whoever runs the shared queue holds the lock of this file; its number in the system stands in it.
const LOCK: &str = "queue.lock";

/// How long somebody may hold that lock who does not mean to stay.
const MOMENT: std::time::Duration = std::time::Duration::from_millis(30);

/// What becomes of the queue beyond the run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Keeping {
    /// Nothing is kept.
    Nothing,
    /// The jobs of this run are kept while it lasts, and what is left of them when it ends.
    #[default]
    Own,
    /// The queue of the profile: what earlier runs have left is part of it. Only one process has it; for another one it is
    /// as `Own`.
    Shared,
}

/// The actor's side of the journal.
#[derive(Debug)]
pub struct Journal {
    tasks: SyncSender<Task>,
    /// A transaction is on its way.
    writing: bool,
    /// It says how something has ended or was steered, and what is to be told of that waits for its end.
    holding: bool,
    held: Vec<Event>,
    /// The first numbers for jobs, until somebody takes them.
    pub numbers: Range<u32>,
    numbering: bool,
    /// The process whose jobs these are; 0 is the shared queue.
    pub owner: u64,
    /// What the ids of parts begin with.
    pub nonce: String,
    /// Unfinished files that earlier runs have left.
    pub waiting: u64,
    /// Something of earlier runs is not finished, or not planned.
    pub unfinished: bool,
    /// Who runs the shared queue instead of this process, if it wanted to.
    pub elsewhere: Option<u32>,
    _lock: File,
}

/// What the thread does, one after the other.
#[derive(Debug)]
pub enum Task {
    /// Write.
    Write(Vec<Change>),
    /// Get further numbers for jobs.
    Number,
    /// Read what earlier runs have left.
    Load,
    /// Take over a job that a dead process has left.
    TakeOver(u32),
    /// Give back what is not finished, tell, and end.
    End(oneshot::Sender<()>),
}

/// What the thread has to tell.
#[derive(Debug)]
pub enum News {
    /// A transaction is on the disk, or is not.
    Written(Result<()>),
    /// An earlier run has left the part of a new row. It is told before `Written`.
    Claimed {
        /// The job.
        job: u32,
        /// The row.
        number: u32,
        /// Its part.
        begun: Begun,
    },
    /// Further numbers for jobs.
    Numbers(Range<u32>),
    /// A job of an earlier run.
    Restored(Box<Restored>),
    /// A job was taken over, and is to go on; or was not.
    TakenOver(Result<Option<Box<Restored>>>),
    /// These were all.
    Loaded(Result<()>),
}

impl Journal {
    /// Opens the journal of a profile and starts its thread.
    ///
    /// # Errors
    /// If it cannot be used, or was written by a newer version.
    pub fn open(profile: &Path, keeping: Keeping, reports: mpsc::UnboundedSender<Report>) -> Result<Option<Self>> {
        if keeping == Keeping::Nothing {
            return Ok(None);
        }
        let mut journal = store::Journal::open(profile)?;
        let claim = match keeping {
            Keeping::Shared => patient_claim(profile)?,
            _ => Claim::Other(None),
        };
        let (owner, lock, elsewhere) = match claim {
            Claim::Mine(mut lock) => {
                // Who it is helps people only: where it cannot be written, the lock still holds.
                let _ = lock.set_len(0).and_then(|()| writeln!(lock, "{}", std::process::id()));
                adopt_the_dead(profile, &mut journal)?;
                (0, lock, None)
            }
            Claim::Other(process) => {
                let (owner, lock) = begin_run(profile, &mut journal)?;
                (owner, lock, process)
            }
        };
        let shared = owner == 0;
        let numbers = journal.reserve()?;
        let nonce = format!("{:08x}", journal.nonce()?);
        let jobs = if shared { journal.jobs()? } else { Vec::new() };
        let jobs = || jobs.iter().filter(|job| job.owner == 0);
        let waiting = jobs().map(|job| job.sums.waiting).sum();
        let unfinished = waiting > 0 || jobs().any(|job| !job.planned || !job.swept);
        let (tasks, work) = sync_channel(16);
        let thread = thread::Thread {
            journal,
            profile: profile.to_owned(),
            owner,
            reports,
            backlog: Vec::new(),
            announced: false,
        };
        std::thread::Builder::new()
            .name("journal".to_owned())
            .spawn(move || thread.work(&work))
            .map_err(|error| Error::io(Stage::LocalDisk, "start a thread", &error))?;
        if shared {
            let _ = tasks.try_send(Task::Load);
        }
        Ok(Some(Self {
            tasks,
            writing: false,
            holding: false,
            held: Vec::new(),
            numbers,
            numbering: false,
            owner,
            nonce,
            waiting,
            unfinished,
            elsewhere,
            _lock: lock,
        }))
    }

    /// Whether a transaction is on its way. Nothing else is written or told until it is on the disk.
    pub fn is_writing(&self) -> bool {
        self.writing
    }

    /// Whether nothing may be told until a transaction is on the disk.
    pub fn is_holding(&self) -> bool {
        self.holding
    }

    /// Writes. What is to be told is given back: at once if nothing in it must be on the disk first (`ended`) or nobody writes any
    /// more, otherwise when it is.
    pub fn write(&mut self, changes: Vec<Change>, told: Vec<Event>, ended: bool) -> Vec<Event> {
        match self.tasks.try_send(Task::Write(changes)) {
            Ok(()) => {
                (self.writing, self.holding) = (true, ended);
                match ended {
                    true => {
                        self.held = told;
                        Vec::new()
                    }
                    false => told,
                }
            }
            Err(TrySendError::Full(_) | TrySendError::Disconnected(_)) => told,
        }
    }

    /// The transaction has ended: what may be told now.
    pub fn written(&mut self) -> Vec<Event> {
        (self.writing, self.holding) = (false, false);
        std::mem::take(&mut self.held)
    }

    /// Nobody wants to see any more what was shown so far.
    pub fn forget_views(&mut self) {
        self.held.retain(|event| !matches!(event, Event::View { .. }));
    }

    /// Asks for further numbers, once.
    pub fn number(&mut self) {
        if !self.numbering {
            self.numbering = self.tasks.try_send(Task::Number).is_ok();
        }
    }

    /// Takes over a job that nobody works on any more.
    pub fn take_over(&mut self, serial: u32) {
        let _ = self.tasks.try_send(Task::TakeOver(serial));
    }

    /// Further numbers have come.
    pub fn numbered(&mut self) {
        self.numbering = false;
    }

    /// The end of the run. Ready when everything is on the disk.
    pub async fn end(self) {
        let (tell, told) = oneshot::channel();
        if self.tasks.try_send(Task::End(tell)).is_ok() {
            let _ = told.await;
        }
    }
}

/// Whose the shared queue is.
enum Claim {
    Mine(File),
    /// Another process has it, with this number if it says so.
    Other(Option<u32>),
}

fn claim(profile: &Path) -> Result<Claim> {
    let path = profile.join(LOCK);
    let failed = |error: &std::io::Error| Error::io(Stage::LocalDisk, format!("lock {}", path.display()), error);
    let Some(lock) = store::try_lock(&path).map_err(|error| failed(&error))? else {
        let text = std::fs::read_to_string(&path).unwrap_or_default();
        return Ok(Claim::Other(Some(text.trim().parse().unwrap_or(0))));
    };
    Ok(Claim::Mine(lock))
}

/// The same by somebody who is here to stay. Others hold it for a moment only, to look or to take over a part.
fn patient_claim(profile: &Path) -> Result<Claim> {
    for _ in 0..4 {
        if let Claim::Mine(lock) = claim(profile)? {
            return Ok(Claim::Mine(lock));
        }
        std::thread::sleep(MOMENT);
    }
    claim(profile)
}

/// Who runs the shared queue of a profile now; 0 if that process does not say.
pub fn runs_queue(profile: &Path) -> Option<u32> {
    match claim(profile) {
        Ok(Claim::Other(process)) => process,
        _ => None,
    }
}

/// The file whose lock says that a process with jobs of its own lives.
fn run_lock(profile: &Path, number: u64) -> PathBuf {
    profile.join(format!("run-{number}.lock"))
}

/// Whether the process with this number of a run still lives.
pub fn is_alive(profile: &Path, number: u64) -> bool {
    let path = run_lock(profile, number);
    path.exists() && matches!(store::try_lock(&path), Ok(None))
}

fn begin_run(profile: &Path, journal: &mut store::Journal) -> Result<(u64, File)> {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    let number = journal.next_run()?;
    let path = run_lock(profile, number);
    // The lock comes first: a run without one is taken for dead.
    let lock = store::try_lock(&path).map_err(|error| Error::io(Stage::LocalDisk, lock_words(&path), &error))?;
    let lock = lock.ok_or_else(|| Error::new(Stage::LocalDisk, crate::error::Kind::Exists, lock_words(&path)))?;
    let record = RunRecord {
        process: std::process::id(),
        began: i64::try_from(now.as_secs()).unwrap_or(i64::MAX),
    };
    journal.begin_run(number, &record)?;
    Ok((number, lock))
}

fn lock_words(path: &Path) -> String {
    format!("lock {}", path.display())
}

/// What processes that died have left belongs to the shared queue.
fn adopt_the_dead(profile: &Path, journal: &mut store::Journal) -> Result<()> {
    for (number, _) in journal.runs()? {
        if let Ok(Some(lock)) = store::try_lock(&run_lock(profile, number)) {
            journal.end_run(number)?;
            let _ = std::fs::remove_file(run_lock(profile, number));
            drop(lock);
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests;
