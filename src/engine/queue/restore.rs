//! The queue as the journal knows it: what ran when the process died waits.
//!
//! Nobody knows what stands at the targets by now. So the rows of a folder wait until somebody has looked at it, and what is
//! found to be on its target already is done.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::sync::Arc;

use super::job::Counts;
use super::trace::Trace;
use super::{
    Behind, Folder, FolderId, Job, Lists, Moment, Queue, Rare, Ready, ServerId, Streak, Sweep, Title, Transfer, id_of,
};
use crate::engine::command::{Aim, JobId, TransferId};
use crate::engine::event::Problem;
use crate::engine::plan::{Arrived, Expected, Look};
use crate::error::Error;
use crate::path::{Charset, RemoteName};
use crate::store::{FileRecord, FolderRecord, JobRecord};
use crate::transfer::{Direction, LocalEnd, Policy, Resolution, Source, State, Verified};

/// Jobs of earlier runs have ids from here on: no sender chooses such a one.
const RESTORED: u64 = 1 << 48;

/// Whether somebody knows what is in a target folder.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Known {
    /// It was looked at.
    #[default]
    Yes,
    /// It must be looked at before anything of it may run.
    No,
    /// Somebody is about to look.
    Asked,
}

/// The id of a job of an earlier run.
pub fn restored_id(serial: u32) -> JobId {
    JobId(RESTORED | u64::from(serial))
}

impl Job {
    /// A job of the journal. Its server is not known yet.
    pub fn restored(
        record: JobRecord,
        folders: Vec<FolderRecord>,
        files: Vec<FileRecord>,
        problems: Vec<Problem>,
    ) -> Self {
        let rows = files.last().map_or(0, |last| last.number as usize + 1);
        let trace = Trace::whole(record.clone(), folders.len(), rows, problems.len());
        let mut job = Self {
            id: restored_id(record.serial),
            server: ServerId(u32::MAX),
            direction: record.direction,
            title: Title {
                server: record.server,
                source: record.source,
                sources: record.sources,
                destination: record.destination,
                charset: Charset::default(),
            },
            policy: record.policy,
            verify: record.verify,
            afterwards: record.afterwards,
            sweep: match (record.afterwards, record.swept) {
                (Source::Keep, _) => Sweep::Never,
                (Source::Remove, true) => Sweep::Over,
                (Source::Remove, false) => Sweep::Due,
            },
            priority: record.priority,
            rank: record.rank,
            leaves: false,
            paused: record.paused,
            planned: record.planned,
            folders: folders.into_iter().map(Folder::restored).collect(),
            transfers: Vec::with_capacity(rows),
            favoured: BTreeSet::new(),
            ready: Ready::default(),
            lists: Lists::default(),
            counts: Counts::default(),
            blocked: record.blocked,
            problems,
            streak: Streak::default(),
            late: Vec::new(),
            behind: BTreeMap::new(),
            trace: Some(trace),
        };
        for file in files {
            job.restore(file);
        }
        job
    }

    fn restore(&mut self, file: FileRecord) {
        // Rows that were taken out leave their places: the place is the name.
        while self.transfers.len() < file.number as usize {
            self.transfers.push(Transfer::gone());
            self.counts.forgotten += 1;
        }
        let transfer = Transfer::restored(file);
        self.counts.bytes = self.counts.bytes.saturating_add(transfer.size.unwrap_or(0));
        self.counts.add(&transfer);
        let row = self.transfers.len() as u32;
        self.lists.put(&transfer.state, row);
        if transfer.priority != 0 {
            self.favoured.insert((Reverse(transfer.priority), row));
        }
        self.transfers.push(transfer);
    }

    /// The looks that must be taken before the rows that wait can run. Each is said once; `nonce` is what the ids of this
    /// profile's parts begin with.
    fn take_looks(&mut self, serial: u32, nonce: &str) -> Vec<Look> {
        if self.folders.iter().all(|folder| folder.look == Known::Yes) {
            return Vec::new();
        }
        // Those in line run with what is known.
        let in_line: HashSet<u32> = self.ready.rows().collect();
        let since = self.trace.as_ref().map_or(i64::MAX, Trace::began);
        let mut targets: BTreeMap<Vec<u8>, (Look, HashMap<u32, Expected>)> = BTreeMap::new();
        for (transfer, row) in self.transfers.iter().zip(0u32..) {
            let waits = matches!(transfer.state, State::Waiting | State::Paused) && !transfer.forgotten;
            let waits = waits && transfer.arrived.is_none() && !in_line.contains(&row);
            let waits = waits && self.behind.get(&row) != Some(&Behind::Waits);
            let Some(folder) = self.folders.get(transfer.folder.0 as usize) else {
                continue;
            };
            let (LocalEnd::Path(local), Known::No, true) = (&folder.local, folder.look, waits) else {
                continue;
            };
            let key = match self.direction {
                Direction::Upload => folder.remote.as_bytes().to_vec(),
                Direction::Download => crate::store::local_bytes(local),
            };
            let (look, rows) = targets.entry(key).or_insert_with(|| {
                let look = Look {
                    folders: Vec::new(),
                    direction: self.direction,
                    remote: folder.remote.clone(),
                    local: local.clone(),
                    below: folder.below,
                    rows: Arc::default(),
                    parts: (nonce.to_owned(), serial),
                    since,
                };
                (look, HashMap::new())
            });
            if look.folders.last() != Some(&transfer.folder) {
                look.folders.push(transfer.folder);
            }
            rows.insert(row, self.expected(row, transfer));
        }
        let looks = targets.into_values().map(|(mut look, rows)| {
            look.folders.sort_unstable();
            look.folders.dedup();
            look.rows = Arc::new(rows);
            look
        });
        let looks: Vec<Look> = looks.collect();
        for folder in looks.iter().flat_map(|look| &look.folders) {
            self.folders[folder.0 as usize].look = Known::Asked;
        }
        looks
    }

    fn expected(&self, row: u32, transfer: &Transfer) -> Expected {
        Expected {
            is_behind: self.behind.contains_key(&row),
            target: transfer.target().clone(),
            size: transfer.size,
            modified: transfer.modified,
            was_there: transfer.was_there,
            renames: self.policy_of(transfer) == Policy::Always(Resolution::Rename),
            part: transfer.begun.as_ref().map(|begun| begun.part.clone()),
            unfinished: match (&transfer.begun, self.local(transfer)) {
                (Some(begun), LocalEnd::Path(source)) if begun.in_place => Some(source),
                _ => None,
            },
        }
    }

    /// Puts a row that waits in line, unless it has to be written down or its folder looked at first.
    pub fn make_ready(&mut self, index: u32, front: bool) {
        if self.trace.as_ref().is_some_and(|trace| !trace.has(index)) {
            return;
        }
        let transfer = &self.transfers[index as usize];
        let place = transfer.place();
        if transfer.arrived.is_some() {
            if !self.awaits_record(index) {
                self.ready.push_front(index, place);
            }
            return;
        }
        match self.folders.get(transfer.folder.0 as usize).map(|folder| folder.look) {
            Some(Known::No) => {}
            Some(Known::Asked) => self.late.push(index),
            _ => {
                self.behind.remove(&index);
                match front {
                    true => self.ready.push_front(index, place),
                    false => self.ready.push_back(index, place),
                }
            }
        }
    }

    /// Whether a row that waits may stand in line: it was written down, and its folder was looked at.
    pub fn may_stand(&self, index: u32) -> bool {
        let folder = self.folders.get(self.transfers[index as usize].folder.0 as usize);
        let looked =
            folder.is_none_or(|folder| folder.look == Known::Yes) || self.transfers[index as usize].arrived.is_some();
        let looked = looked && !self.behind.contains_key(&index);
        looked && !self.awaits_record(index) && self.trace.as_ref().is_none_or(|trace| trace.has(index))
    }

    /// The rows of these folders that wait.
    fn open_rows(&mut self, look: &Look) -> Vec<u32> {
        let mut rows: Vec<u32> = look.rows.keys().copied().collect();
        let folders = &look.folders;
        let transfers = &self.transfers;
        let late = |row: &u32| folders.binary_search(&transfers[*row as usize].folder).is_ok();
        rows.extend(self.late.extract_if(.., |row| late(row)));
        rows.retain(|row| transfers[*row as usize].state == State::Waiting && !transfers[*row as usize].forgotten);
        rows.sort_unstable();
        rows.dedup();
        rows
    }
}

impl Queue {
    /// Takes in a job of an earlier run.
    /// `charset`: in which the names of its server are read.
    pub fn adopt(&mut self, mut job: Job, server: ServerId, charset: Charset) {
        let Some(serial) = job.serial() else { return };
        job.server = server;
        job.title.charset = charset;
        self.last_rank = self.last_rank.max(job.rank);
        let arrived = (0u32..).zip(&job.transfers);
        let arrived = arrived.filter(|(_, row)| row.arrived.is_some() && row.state == State::Waiting);
        for index in arrived.map(|(index, _)| index).collect::<Vec<_>>() {
            job.make_ready(index, true);
        }
        self.serials.insert(job.id, serial);
        self.jobs.insert(serial, job);
        self.activate(serial);
    }

    /// A target folder of an earlier run was looked at: this is in it, and these rows are on their targets already, under
    /// another name where one is given. Returns what came to its end.
    pub fn looked(&mut self, id: JobId, arrived: Arrived) -> Vec<TransferId> {
        let Arrived { look, existing, rows } = arrived;
        let Some(serial) = self.serials.get(&id).copied() else {
            return Vec::new();
        };
        let Some(job) = self.job_mut(id) else {
            return Vec::new();
        };
        let mut found = Vec::new();
        for (row, target) in rows {
            let transfer = &mut job.transfers[row as usize];
            if transfer.state == State::Waiting && !transfer.forgotten {
                transfer.moved = transfer.size.unwrap_or(0);
                transfer.lands_as(target);
                transfer.begun = None;
                found.push(row);
            }
        }
        let ended = found
            .into_iter()
            .filter_map(|row| self.had_arrived(serial, row))
            .collect();
        let Some(job) = self.jobs.get_mut(&serial) else {
            return ended;
        };
        let mut rows = job.open_rows(&look);
        for folder in &look.folders {
            let folder = &mut job.folders[folder.0 as usize];
            (folder.existing, folder.look) = (existing.clone(), Known::Yes);
        }
        job.too_late(&look, &mut rows);
        for row in rows {
            job.make_ready(row, false);
        }
        ended
    }

    /// A target folder of an earlier run cannot be looked at: what waits in it has failed.
    pub fn not_looked(&mut self, id: JobId, look: &Look, error: &Error) -> Vec<TransferId> {
        let Some(serial) = self.serials.get(&id).copied() else {
            return Vec::new();
        };
        let Some(job) = self.job_mut(id) else {
            return Vec::new();
        };
        let rows = job.open_rows(look);
        for folder in &look.folders {
            job.folders[folder.0 as usize].look = Known::No;
        }
        for row in &rows {
            job.turn(*row, State::Failed(Box::new(error.clone())));
        }
        rows.into_iter().map(|row| id_of(serial, row)).collect()
    }

    /// The looks that must be taken before rows of this job can run.
    pub fn take_looks(&mut self, id: JobId, nonce: &str) -> Vec<Look> {
        let Some(serial) = self.serials.get(&id).copied() else {
            return Vec::new();
        };
        let job = self.jobs.get_mut(&serial);
        job.map(|job| job.take_looks(serial, nonce)).unwrap_or_default()
    }

    /// Failed transfers are to be tried again, and their targets are not what they were: an earlier try may have come further than
    /// it knows, and whoever tries again may have changed something. So somebody has to look first.
    pub fn distrust(&mut self, aim: Aim) {
        for (serial, only) in self.aimed_rows(aim) {
            let Some(job) = self.jobs.get_mut(&serial) else {
                continue;
            };
            let failed = only.as_ref().map_or_else(|| job.lists.failed(), std::slice::from_ref);
            for row in failed {
                let transfer = &job.transfers[*row as usize];
                // What has arrived has only its source left, for which nobody looks at the target.
                let fails =
                    matches!(transfer.state, State::Failed(_)) && transfer.arrived.is_none() && !transfer.forgotten;
                if let Some(behind) = job.behind.get_mut(row).filter(|_| fails) {
                    *behind = Behind::Meets;
                }
                let folder = job.folders.get_mut(transfer.folder.0 as usize);
                // What ends in this process's own output or comes from its input has no target to look at.
                if let Some(folder) = folder.filter(|folder| fails && matches!(folder.local, LocalEnd::Path(_)))
                    && folder.look == Known::Yes
                {
                    folder.look = Known::No;
                }
            }
        }
    }

    /// The jobs of earlier runs.
    pub fn restored(&self) -> Vec<JobId> {
        let ids = self.jobs.values().map(|job| job.id);
        ids.filter(|id| id.0 >= RESTORED).collect()
    }

    /// The jobs with target folders at which somebody has to look.
    pub fn unseen(&self) -> Vec<JobId> {
        let unseen = |job: &&Job| job.folders.iter().any(|folder| folder.look == Known::No);
        self.jobs.values().filter(unseen).map(|job| job.id).collect()
    }
}

impl Job {
    fn serial(&self) -> Option<u32> {
        u32::try_from(self.id.0.checked_sub(RESTORED)?).ok()
    }
}

impl Folder {
    fn restored(record: FolderRecord) -> Self {
        Self {
            remote: record.remote,
            local: LocalEnd::Path(record.local),
            below: record.below,
            existing: Arc::default(),
            look: Known::No,
            whole: record.whole,
        }
    }
}

impl Transfer {
    fn restored(file: FileRecord) -> Self {
        let FileRecord { found, standing, .. } = file;
        let remarks = standing.remarks.as_deref().map(serde_json::from_str::<Vec<_>>);
        Self {
            folder: FolderId(found.folder),
            name: found.name,
            size: found.size,
            modified: found.modified,
            permissions: found.permissions,
            policy: standing.policy,
            state: standing.state,
            moved: standing.moved,
            tries: standing.tries,
            time: standing.took,
            rare: Rare::of(standing.target, remarks.and_then(Result::ok).unwrap_or_default()),
            begun: standing.begun.map(Box::new),
            stopping: None,
            forgotten: false,
            priority: standing.priority,
            was_there: found.was_there,
            plain: found.plain,
            arrived: standing.arrived.map(Box::new),
        }
    }

    /// In the place of a row that was taken out.
    fn gone() -> Self {
        Self {
            folder: FolderId(u32::MAX),
            name: RemoteName::from(""),
            size: None,
            modified: None,
            permissions: None,
            policy: None,
            state: State::Done(Verified::Size),
            moved: 0,
            tries: 0,
            time: Moment::ZERO,
            rare: None,
            begun: None,
            stopping: None,
            forgotten: true,
            priority: 0,
            was_there: false,
            plain: false,
            arrived: None,
        }
    }
}
