//! What the queue is made of: jobs, the folders that they work in, and transfers.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::path::PathBuf;
use std::sync::Arc;

use super::{Behind, Known, Lists, Moment, Place, Rare, Ready, ServerId, Streak, Sweep, Title, Trace};
use crate::engine::command::{JobId, TransferId};
use crate::engine::event::{Problem, Remark, Row, Totals};
use crate::entry::{Entry, Kind, Modified, Permissions};
use crate::error::{Error, Interruption};
use crate::path::{RemoteName, RemotePath};
use crate::transfer::{Arrival, Begun, Direction, LocalEnd, Policy, Skip, Source, State, Verify};

/// One drop, one `get`, one `put`.
#[derive(Debug)]
pub struct Job {
    pub id: JobId,
    pub server: ServerId,
    pub direction: Direction,
    pub title: Title,
    pub policy: Policy,
    pub verify: Verify,
    pub afterwards: Source,
    /// What becomes of the folders that moved files have left.
    pub sweep: Sweep,
    pub priority: i8,
    /// Among jobs of the same priority, the lowest goes first.
    pub rank: u64,
    /// It is taken out of the queue as soon as it has finished.
    pub leaves: bool,
    pub paused: bool,
    pub planned: bool,
    pub folders: Vec<Folder>,
    pub transfers: Vec<Transfer>,
    /// Rows of another than the usual priority, by that.
    pub favoured: BTreeSet<(Reverse<i16>, u32)>,
    /// Transfers whose turn may come, in order.
    pub ready: Ready,
    /// The others, by what became of them.
    pub lists: Lists,
    pub counts: Counts,
    pub blocked: u64,
    pub problems: Vec<Problem>,
    /// Its last failures, as far as they are alike.
    pub streak: Streak,
    /// Rows that wait for a look at their folder that was asked for before they did.
    pub late: Vec<u32>,
    /// Rows that stay behind a transfer that writes their target.
    pub behind: BTreeMap<u32, Behind>,
    /// What the journal has of it; `None` if it is not to be kept.
    pub trace: Option<Trace>,
}

/// How many transfers are in which state; kept along, because counting a million rows is not free.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    pub bytes: u64,
    /// Bytes of transfers that are done.
    pub moved: u64,
    pub waiting: u64,
    /// Of these, paused one by one.
    pub paused: u64,
    /// Of these, waiting for a word about their targets.
    pub asking: u64,
    pub running: u64,
    pub done: u64,
    pub failed: u64,
    pub skipped: u64,
    pub left: u64,
    /// Of those that are done, moved files whose sources are still there.
    pub stayed: u64,
    /// Rows that were taken out.
    pub forgotten: u64,
}

/// A folder pair of a job: where its files are and where they go.
#[derive(Clone, Debug)]
pub struct Folder {
    pub remote: RemotePath,
    pub local: LocalEnd,
    /// How many folders above `local` is the one that somebody chose. What lies below that is reached through no links.
    pub below: u16,
    /// What the target folder held when it was looked at, by the bytes of its names.
    pub existing: Arc<HashMap<Vec<u8>, Entry>>,
    /// Whether that is known.
    pub look: Known,
    /// The folder itself was meant, not only what is in it: a move takes it along.
    pub whole: bool,
}

/// A number that names a folder of a job.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FolderId(pub u32);

/// A file that was found, before it is in the queue.
#[derive(Clone, Debug)]
pub struct NewFile {
    pub name: RemoteName,
    /// The name at the target, where it differs.
    pub target: Option<RemoteName>,
    pub size: Option<u64>,
    pub modified: Option<Modified>,
    pub permissions: Option<Permissions>,
    /// It is not to be moved at all, and why.
    pub skip: Option<crate::transfer::Skip>,
    /// A listing has shown it as a file, and not as a link to one.
    pub plain: bool,
}

/// One file on its way.
#[derive(Debug)]
pub struct Transfer {
    pub folder: FolderId,
    pub name: RemoteName,
    pub size: Option<u64>,
    pub modified: Option<Modified>,
    pub permissions: Option<Permissions>,
    /// What somebody said about its target; the job's policy if nobody did.
    pub policy: Option<Policy>,
    pub state: State,
    /// Bytes of the last or the finished try.
    pub moved: u64,
    pub tries: u32,
    /// While its bytes move: since when. Otherwise how long the last try of that took.
    pub time: Moment,
    /// What few rows have: another name at the target, and what is worth knowing.
    pub rare: Option<Box<Rare>>,
    /// The part that a try has left. Boxed, because almost no row has one.
    pub begun: Option<Box<Begun>>,
    /// Paused or cancelled while it ran: what becomes of it when its task has stopped.
    pub stopping: Option<Stopping>,
    /// Taken out of the queue. It keeps its place, because the place is its name.
    pub forgotten: bool,
    /// Among the rows of the job, higher ones go first.
    pub priority: i16,
    /// Something stood at its target when it was found.
    pub was_there: bool,
    /// A listing has shown its source as a file, and not as a link to one.
    pub plain: bool,
    /// It is on its target, and its source has to go. Boxed, because of most rows that is true for a moment only.
    pub arrived: Option<Box<Arrival>>,
}

/// What becomes of a running transfer that was told to stop.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stopping {
    /// It waits until somebody says go on.
    Pause,
    /// It is given up.
    Cancel,
    /// The whole queue stops: it waits for its turn, before all others.
    Hold,
}

/// So many interruptions of one transfer are told.
const INTERRUPTIONS: usize = 8;

impl Transfer {
    /// Keeps what is worth knowing about a try that has ended, and what interrupted earlier ones.
    pub fn remember(&mut self, remarks: Vec<Remark>, interrupted: Option<Interruption>) {
        let mut kept = self.take_remarks();
        kept.retain(|remark| matches!(remark, Remark::Interrupted(_)));
        kept.extend(interrupted.map(Remark::Interrupted));
        kept.truncate(INTERRUPTIONS);
        kept.extend(remarks);
        if self.tries > 1 {
            kept.push(Remark::Attempts(self.tries));
        }
        self.put_remarks(kept);
    }
}

impl Job {
    /// The job in numbers. `live` are bytes of transfers that run now.
    pub fn totals(&self, live: u64) -> Totals {
        let counts = self.counts;
        Totals {
            job: self.id,
            direction: self.direction,
            server: self.title.server.clone(),
            charset: self.title.charset,
            source: self.title.source.clone(),
            sources: self.title.sources,
            destination: self.title.destination.clone(),
            priority: self.priority,
            planned: self.planned,
            finished: self.is_finished(),
            files: self.transfers.len() as u64 - counts.forgotten,
            bytes: counts.bytes,
            moved: counts.moved.saturating_add(live),
            waiting: counts.waiting,
            paused: if self.paused { counts.waiting } else { counts.paused },
            stopped: self.paused,
            asking: counts.asking,
            running: counts.running,
            done: counts.done,
            failed: counts.failed,
            skipped: counts.skipped,
            left: counts.left,
            moves: self.afterwards == Source::Remove,
            stayed: counts.stayed,
            folders: self.folders.len() as u64,
            blocked: self.blocked,
            problems: self.problems.clone(),
            interrupted: None,
        }
    }

    /// Nothing more happens by itself.
    pub fn is_finished(&self) -> bool {
        self.is_quiet() && self.sweep.is_over()
    }

    /// A whole source or folder that did not work out. Returns its place among the problems.
    pub fn problem(&mut self, source: String, error: Error) -> usize {
        self.problems.push(Problem { source, error });
        self.problems.len() - 1
    }

    /// Gives a transfer its next state, and keeps counts and lists in step.
    pub fn turn(&mut self, index: u32, state: State) {
        self.change(index, |transfer| transfer.state = transfer.closing(state));
    }

    /// Changes what counts and lists know of a transfer, and keeps them in step.
    pub fn change(&mut self, index: u32, change: impl FnOnce(&mut Transfer)) {
        self.take_out(index);
        change(&mut self.transfers[index as usize]);
        let transfer = &self.transfers[index as usize];
        if self.sweep == Sweep::Over && !transfer.state.is_final() {
            self.sweep = Sweep::Due;
        }
        self.lists.put(&transfer.state, index);
        self.counts.add(transfer);
        if transfer.state != State::Running {
            self.touch(index);
        }
    }

    /// Something about a row is not what it was: the journal has to know.
    pub fn touch(&mut self, index: u32) {
        let transfer = &self.transfers[index as usize];
        let matters = transfer.state.is_final() || transfer.state == State::Paused || transfer.arrived.is_some();
        if let Some(trace) = &mut self.trace {
            trace.touch(index, matters);
        }
    }

    /// Takes a row out of counts and lists.
    pub fn take_out(&mut self, index: u32) {
        let transfer = &self.transfers[index as usize];
        self.lists.take(&transfer.state, index);
        self.counts.subtract(transfer);
    }

    /// Takes a row that has come to its end out of the job, for good. Returns whether it had.
    pub fn forget(&mut self, index: u32) -> bool {
        let transfer = &self.transfers[index as usize];
        if transfer.forgotten || !transfer.state.is_final() {
            return false;
        }
        let size = transfer.size.unwrap_or(0);
        self.take_out(index);
        self.transfers[index as usize].forgotten = true;
        if let Some(trace) = &mut self.trace {
            trace.drop_row(index);
        }
        self.counts.forgotten += 1;
        self.counts.bytes = self.counts.bytes.saturating_sub(size);
        true
    }

    /// The row of one transfer. `live` is what it has moved if it runs.
    pub fn row(&self, id: TransferId, index: u32, live: Option<u64>, now: Moment) -> Option<Row> {
        let transfer = self.transfers.get(index as usize)?;
        let running = transfer.state == State::Running;
        Some(Row {
            id,
            job: self.id,
            direction: self.direction,
            local: self.local(transfer),
            remote: self.remote(transfer),
            size: transfer.size,
            // What has arrived has moved.
            moved: live.filter(|_| transfer.arrived.is_none()).unwrap_or(transfer.moved),
            state: transfer.state.clone(),
            remarks: transfer.remarks().to_vec(),
            took: match running && transfer.arrived.is_none() {
                true => now.saturating_sub(transfer.time),
                false => transfer.time,
            },
        })
    }

    /// What a transfer is to do about an existing target.
    pub fn policy_of(&self, transfer: &Transfer) -> Policy {
        transfer.policy.unwrap_or(self.policy)
    }

    /// What stood at the target of a transfer when it was looked at.
    pub fn there(&self, transfer: &Transfer) -> Option<&Entry> {
        let name = transfer.target();
        self.folders[transfer.folder.0 as usize].existing.get(name.as_bytes())
    }

    /// The target of a transfer, for people.
    pub fn target(&self, transfer: &Transfer) -> String {
        match (self.direction, self.local(transfer)) {
            (Direction::Download, LocalEnd::Path(path)) => path.display().to_string(),
            _ => self.title.charset.visible_path(&self.remote(transfer)),
        }
    }

    /// The file here.
    pub fn local(&self, transfer: &Transfer) -> LocalEnd {
        let name = match self.direction {
            Direction::Download => transfer.target(),
            Direction::Upload => &transfer.name,
        };
        match &self.folders[transfer.folder.0 as usize].local {
            LocalEnd::Standard => LocalEnd::Standard,
            // A blocked name never gets a local path; its row shows the folder.
            LocalEnd::Path(folder) => LocalEnd::Path(
                name.to_local()
                    .map_or_else(|_| folder.clone(), |name| folder.join(name)),
            ),
        }
    }

    /// The file there.
    pub fn remote(&self, transfer: &Transfer) -> RemotePath {
        let name = match self.direction {
            Direction::Download => &transfer.name,
            Direction::Upload => transfer.target(),
        };
        self.folders[transfer.folder.0 as usize].remote.join(name)
    }
}

impl Transfer {
    /// Where it belongs in the line of its job.
    pub fn place(&self) -> Place {
        Place {
            small: self.is_small(),
            priority: self.priority,
        }
    }

    /// The source, as it was found.
    pub fn source(&self) -> Entry {
        Entry {
            size: self.size,
            modified: self.modified,
            permissions: self.permissions,
            ..Entry::new(self.name.clone(), Kind::File)
        }
    }
}

impl Counts {
    pub fn add(&mut self, transfer: &Transfer) {
        *self.of(&transfer.state) += 1;
        self.moved = self.moved.saturating_add(on_target(transfer));
        self.stayed += u64::from(transfer.has_stayed());
        match transfer.state {
            State::Paused => self.paused += 1,
            State::Asking => self.asking += 1,
            State::Skipped(skip) => self.left += u64::from(skip == Skip::ByDefault),
            _ => {}
        }
    }

    fn subtract(&mut self, transfer: &Transfer) {
        *self.of(&transfer.state) -= 1;
        self.moved = self.moved.saturating_sub(on_target(transfer));
        self.stayed -= u64::from(transfer.has_stayed());
        match transfer.state {
            State::Paused => self.paused -= 1,
            State::Asking => self.asking -= 1,
            State::Skipped(skip) => self.left -= u64::from(skip == Skip::ByDefault),
            _ => {}
        }
    }

    fn of(&mut self, state: &State) -> &mut u64 {
        match state {
            State::Waiting | State::Retrying(_) | State::Asking | State::Paused => &mut self.waiting,
            State::Running => &mut self.running,
            State::Done(_) => &mut self.done,
            State::Failed(_) => &mut self.failed,
            State::Skipped(_) => &mut self.skipped,
        }
    }
}

/// The bytes of a transfer that are where they belong.
fn on_target(transfer: &Transfer) -> u64 {
    let is_there = transfer.arrived.is_some() || matches!(transfer.state, State::Done(_));
    if is_there { transfer.moved } else { 0 }
}

impl Folder {
    /// A folder pair whose target is new or not to be looked at.
    pub fn new(remote: RemotePath, local: impl Into<PathBuf>) -> Self {
        Self {
            remote,
            local: LocalEnd::Path(local.into()),
            below: 0,
            existing: Arc::default(),
            look: Known::Yes,
            whole: false,
        }
    }
}
