//! The queue as the journal knows it: what ran when the process died waits.
//!
//! Nobody knows what stands at the targets by now. So the rows of a folder wait until somebody has looked at it, and what is
//! found to be on its target already is done.

use std::sync::Arc;

use super::job::Counts;
use super::trace::Trace;
use super::{Folder, FolderId, Job, Lists, Moment, Queue, Ready, ServerId, Streak, Title, Transfer, id_of, is_small};
use crate::engine::command::{JobId, TransferId};
use crate::engine::event::Problem;
use crate::engine::plan::Names;
use crate::error::Error;
use crate::path::RemoteName;
use crate::store::{FileRecord, FolderRecord, JobRecord};
use crate::transfer::{LocalEnd, State, Verified};

/// Jobs of earlier runs have ids from here on: no sender chooses such a one.
const RESTORED: u64 = 1 << 48;

/// Whether somebody knows what is in a target folder.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Look {
    /// It was looked at.
    #[default]
    Done,
    /// It must be looked at before anything of it may run.
    Needed,
    /// Somebody is about to.
    Asked,
}

/// The id of a job of an earlier run.
pub fn restored_id(serial: u32) -> JobId {
    JobId(RESTORED | u64::from(serial))
}

impl Job {
    /// A job of the journal. Its server is not known yet.
    pub fn restored(record: JobRecord, folders: Vec<FolderRecord>, files: Vec<FileRecord>, problems: Vec<Problem>) -> Self {
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
            },
            policy: record.policy,
            verify: record.verify,
            priority: record.priority,
            rank: record.rank,
            leaves: false,
            paused: record.paused,
            planned: record.planned,
            folders: folders.into_iter().map(Folder::restored).collect(),
            transfers: Vec::with_capacity(rows),
            ready: Ready::default(),
            lists: Lists::default(),
            counts: Counts::default(),
            blocked: record.blocked,
            problems,
            streak: Streak::default(),
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
        self.lists.put(&transfer.state, self.transfers.len() as u32);
        self.transfers.push(transfer);
    }

    /// The folders that must be looked at before the rows that wait in them can run. They are said once.
    pub fn take_looks(&mut self) -> Vec<FolderId> {
        if self.folders.iter().all(|folder| folder.look == Look::Done) {
            return Vec::new();
        }
        let mut looks = Vec::new();
        for transfer in &self.transfers {
            let waits = matches!(transfer.state, State::Waiting | State::Paused) && !transfer.forgotten;
            if waits
                && let Some(folder) = self.folders.get_mut(transfer.folder.0 as usize)
                && folder.look == Look::Needed
            {
                folder.look = Look::Asked;
                looks.push(transfer.folder);
            }
        }
        looks
    }

    /// Puts a row that waits in line, unless its folder has to be looked at first.
    pub fn make_ready(&mut self, index: u32, front: bool) {
        let transfer = &self.transfers[index as usize];
        let looked = self.folders.get(transfer.folder.0 as usize).map(|folder| folder.look);
        let small = is_small(transfer.size);
        match looked {
            Some(Look::Needed | Look::Asked) => {}
            _ if front => self.ready.push_front(index, small),
            _ => self.ready.push_back(index, small),
        }
    }

    /// The rows of a folder that have not come to their end.
    fn open_rows(&self, folder: FolderId) -> Vec<u32> {
        let rows = self.transfers.iter().zip(0u32..);
        rows.filter(|(transfer, _)| {
            transfer.folder == folder
                && !transfer.forgotten
                && matches!(transfer.state, State::Waiting | State::Paused)
        })
        .map(|(_, row)| row)
        .collect()
    }
}

impl Queue {
    /// Takes in a job of an earlier run.
    pub fn adopt(&mut self, mut job: Job, server: ServerId) {
        let Some(serial) = job.serial() else { return };
        job.server = server;
        self.last_rank = self.last_rank.max(job.rank);
        self.serials.insert(job.id, serial);
        self.jobs.insert(serial, job);
        self.activate(serial);
    }

    /// A folder of an earlier run was looked at: this is in it, and these rows are on their targets already, under another
    /// name where one is given. Returns what came to its end.
    pub fn looked(
        &mut self,
        id: JobId,
        folder: FolderId,
        existing: Names,
        arrived: Vec<(u32, Option<RemoteName>)>,
    ) -> Vec<TransferId> {
        let Some(serial) = self.serials.get(&id).copied() else {
            return Vec::new();
        };
        let Some(job) = self.job_mut(id) else {
            return Vec::new();
        };
        let Some(place) = job.folders.get_mut(folder.0 as usize) else {
            return Vec::new();
        };
        (place.existing, place.look) = (existing, Look::Done);
        let mut ended = Vec::new();
        for (row, target) in arrived {
            let Some(transfer) = job.transfers.get_mut(row as usize) else {
                continue;
            };
            if transfer.state == State::Waiting && !transfer.forgotten {
                transfer.moved = transfer.size.unwrap_or(0);
                transfer.target = target.or(transfer.target.take());
                transfer.begun = None;
                job.turn(row, State::Done(Verified::Size));
                ended.push(id_of(serial, row));
            }
        }
        for row in job.open_rows(folder) {
            if job.transfers[row as usize].state == State::Waiting {
                job.make_ready(row, false);
            }
        }
        ended
    }

    /// A folder of an earlier run cannot be looked at: what waits in it has failed.
    pub fn not_looked(&mut self, id: JobId, folder: FolderId, error: &Error) -> Vec<TransferId> {
        let Some(serial) = self.serials.get(&id).copied() else {
            return Vec::new();
        };
        let Some(job) = self.job_mut(id) else {
            return Vec::new();
        };
        if let Some(place) = job.folders.get_mut(folder.0 as usize) {
            place.look = Look::Needed;
        }
        let rows = job.open_rows(folder);
        let mut ended = Vec::new();
        for row in rows {
            if job.transfers[row as usize].state == State::Waiting {
                job.turn(row, State::Failed(Box::new(error.clone())));
                ended.push(id_of(serial, row));
            }
        }
        ended
    }

    /// The folders of a job that must be looked at now.
    pub fn take_looks(&mut self, id: JobId) -> Vec<FolderId> {
        let job = self.serials.get(&id).and_then(|serial| self.jobs.get_mut(serial));
        job.map(Job::take_looks).unwrap_or_default()
    }

    /// The jobs of earlier runs.
    pub fn restored(&self) -> Vec<JobId> {
        let ids = self.jobs.values().map(|job| job.id);
        ids.filter(|id| id.0 >= RESTORED).collect()
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
            existing: Arc::default(),
            look: Look::Needed,
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
            target: standing.target,
            size: found.size,
            modified: found.modified,
            permissions: found.permissions,
            policy: standing.policy,
            state: standing.state,
            moved: standing.moved,
            tries: standing.tries,
            since: Moment::ZERO,
            took: standing.took,
            remarks: remarks.and_then(Result::ok).unwrap_or_default().into(),
            begun: standing.begun.map(Box::new),
            stopping: None,
            forgotten: false,
            was_there: found.was_there,
        }
    }

    /// In the place of a row that was taken out.
    fn gone() -> Self {
        Self {
            folder: FolderId(u32::MAX),
            name: RemoteName::from(""),
            target: None,
            size: None,
            modified: None,
            permissions: None,
            policy: None,
            state: State::Done(Verified::Size),
            moved: 0,
            tries: 0,
            since: Moment::ZERO,
            took: Moment::ZERO,
            remarks: Box::default(),
            begun: None,
            stopping: None,
            forgotten: true,
            was_there: false,
        }
    }
}
