//! Moves: what has arrived waits until that is on record, then its source goes; in the end so do the folders that it left empty.
//!
//! A transfer of a move runs twice. The first time its bytes move, and it ends with an [`Arrival`]. The second time its source
//! is removed: not before the arrival is in the journal, so that whatever happens, somebody knows that the file is there. What
//! cannot be removed is done all the same, and its row says where it still is.

use std::collections::HashSet;
use std::path::{Path, PathBuf};

use super::{Job, Queue, ServerId, Transfer, id_of, is_small};
use crate::engine::command::{JobId, TransferId};
use crate::engine::event::Remark;
use crate::error::{Error, Result};
use crate::path::RemotePath;
use crate::transfer::{Arrival, Direction, LocalEnd, Source, State, Stay, Verified};

/// What becomes of the folders of a job whose files have moved away.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Sweep {
    /// They stay: nothing is moved away.
    #[default]
    Never,
    /// They are looked at when all files have come to their ends.
    Due,
    /// Somebody is about it.
    Going,
    /// Those that were left empty are gone.
    Over,
}

/// Folders that may be empty by now, the deepest ones first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Emptied {
    /// On this computer: each with the number of folders above it of which the outermost was named.
    Here(Vec<(PathBuf, u16)>),
    /// On the server.
    There(Vec<RemotePath>),
}

impl Sweep {
    /// What is to come.
    pub fn of(afterwards: Source) -> Self {
        match afterwards {
            Source::Keep => Self::Never,
            Source::Remove => Self::Due,
        }
    }

    /// Nothing more is to come.
    pub fn is_over(self) -> bool {
        matches!(self, Self::Never | Self::Over)
    }
}

impl Transfer {
    /// The source as the removal has to find it; `None` if nothing tells whether it is the same then.
    pub fn as_found(&self, verified: Verified) -> Option<Arrival> {
        Some(Arrival {
            verified,
            size: self.size?,
            modified: self.modified?,
            mark: None,
            replaced: false,
        })
    }

    /// Whether it may run beside many others on one connection.
    pub fn is_small(&self) -> bool {
        self.arrived.is_some() || is_small(self.size)
    }

    /// The source is still there though it was to be removed.
    pub fn has_stayed(&self) -> bool {
        let stays = |remark: &Remark| matches!(remark, Remark::StillThere(_));
        matches!(self.state, State::Done(_)) && self.remarks().iter().any(stays)
    }

    /// The state that it really gets: what has arrived does not fail any more.
    pub fn closing(&mut self, state: State) -> State {
        match (&self.arrived, state) {
            (Some(arrival), State::Failed(error)) => {
                let verified = arrival.verified;
                self.stays(Stay::Refused(error));
                State::Done(verified)
            }
            (_, state) => state,
        }
    }

    fn stays(&mut self, why: Stay) {
        let mut remarks = self.take_remarks();
        remarks.push(Remark::StillThere(why));
        self.put_remarks(remarks);
    }
}

impl Job {
    /// The bytes of a transfer are on their target. `state`: it waits, or is paused, until its source goes; or it was given up.
    pub fn arrive(&mut self, index: u32, arrival: Arrival, state: State) {
        self.change(index, |transfer| {
            (transfer.arrived, transfer.begun, transfer.tries) = (Some(Box::new(arrival)), None, 0);
            transfer.state = transfer.closing(state);
        });
        let state = &self.transfers[index as usize].state;
        match (&mut self.trace, state) {
            (_, state) if state.is_final() => {}
            (Some(trace), _) => trace.arrived.push(index),
            (None, State::Waiting) => self.make_ready(index, true),
            (None, _) => {}
        }
    }

    /// Whether an arrival is not on record yet, so that the source must stay for now.
    pub fn awaits_record(&self, index: u32) -> bool {
        let trace = self.trace.as_ref();
        trace.is_some_and(|trace| trace.arrived.contains(&index) || trace.leaving.contains(&index))
    }

    /// Every file is known and has come to its end.
    pub fn is_quiet(&self) -> bool {
        self.planned && self.counts.waiting == 0 && self.counts.running == 0
    }

    /// The folders that were named, or lie in such a one, and in which nothing is known to be left.
    fn emptied(&self) -> Emptied {
        let stays = |transfer: &&Transfer| {
            let gone = matches!(transfer.state, State::Done(_)) && !transfer.has_stayed();
            !gone && !transfer.forgotten
        };
        let kept: HashSet<u32> = self.transfers.iter().filter(stays).map(|row| row.folder.0).collect();
        let mut folders: Vec<_> = (0u32..).zip(&self.folders).collect();
        folders.sort_by_key(|(_, folder)| std::cmp::Reverse(folder.below));
        let local = |end: &LocalEnd| match end {
            LocalEnd::Path(path) => path.clone(),
            LocalEnd::Standard => PathBuf::new(),
        };
        match self.direction {
            Direction::Upload => {
                let full: HashSet<PathBuf> = folders
                    .iter()
                    .filter(|(number, _)| kept.contains(number))
                    .flat_map(|(_, folder)| {
                        local(&folder.local)
                            .ancestors()
                            .map(Path::to_path_buf)
                            .collect::<Vec<_>>()
                    })
                    .collect();
                let empty = folders.iter().filter(|(_, folder)| folder.whole);
                let empty = empty.map(|(_, folder)| (local(&folder.local), folder.below));
                Emptied::Here(empty.filter(|(path, _)| !full.contains(path)).collect())
            }
            Direction::Download => {
                let above = |path: &RemotePath| std::iter::successors(Some(path.clone()), RemotePath::parent);
                let full: HashSet<RemotePath> = folders
                    .iter()
                    .filter(|(number, _)| kept.contains(number))
                    .flat_map(|(_, folder)| above(&folder.remote).collect::<Vec<_>>())
                    .collect();
                let empty = folders.iter().filter(|(_, folder)| folder.whole);
                let empty = empty.map(|(_, folder)| folder.remote.clone());
                Emptied::There(empty.filter(|path| !full.contains(path)).collect())
            }
        }
    }
}

impl Queue {
    /// What was written is on the disk, or is not: sources of what has arrived may go, or have to stay. Returns what has come
    /// to its end.
    pub fn depart(&mut self, kept: &Result<()>) -> Vec<TransferId> {
        let mut ended = Vec::new();
        for serial in self.active.clone() {
            let Some(job) = self.jobs.get_mut(&serial) else {
                continue;
            };
            let Some(trace) = &mut job.trace else { continue };
            for index in std::mem::take(&mut trace.leaving) {
                let transfer = &job.transfers[index as usize];
                match kept {
                    _ if transfer.state.is_final() || transfer.forgotten => {}
                    Ok(()) if transfer.state == State::Waiting => job.make_ready(index, true),
                    Ok(()) => {}
                    Err(error) => {
                        job.turn(index, State::Failed(Box::new(error.clone())));
                        self.changed.insert(serial);
                        ended.push(id_of(serial, index));
                    }
                }
            }
        }
        ended
    }

    /// The jobs whose files have all come to their ends, and the folders that they may have left empty. Each is said once, and
    /// none while everything is stopped: a window that has just been opened connects to nothing by itself.
    pub fn take_sweeps(&mut self) -> Vec<(JobId, ServerId, Emptied)> {
        let is_due = |serial: &&u32| {
            let job = self.jobs.get(serial).filter(|_| !self.hold.stops(**serial));
            job.is_some_and(|job| job.sweep == Sweep::Due && job.is_quiet())
        };
        let due: Vec<u32> = self.active.iter().filter(is_due).copied().collect();
        let sweep = |serial| {
            let job = self.jobs.get_mut(&serial)?;
            job.sweep = Sweep::Going;
            Some((job.id, job.server, job.emptied()))
        };
        due.into_iter().filter_map(sweep).collect()
    }

    /// The folders of a job that could be removed are.
    pub fn swept(&mut self, id: JobId) {
        if let Some(job) = self.job_mut(id)
            && job.sweep == Sweep::Going
        {
            // Somebody may have said try again meanwhile.
            job.sweep = if job.is_quiet() { Sweep::Over } else { Sweep::Due };
        }
    }

    /// What was found on its target after a restart had arrived: of a move only its source is left.
    pub(super) fn had_arrived(&mut self, serial: u32, row: u32) -> Option<TransferId> {
        let job = self.jobs.get_mut(&serial)?;
        let moves = job.afterwards == Source::Remove;
        let transfer = &mut job.transfers[row as usize];
        if moves && let Some(arrival) = transfer.as_found(Verified::Size) {
            job.arrive(row, arrival, State::Waiting);
            return None;
        }
        if moves {
            transfer.stays(Stay::Unknown);
        }
        job.turn(row, State::Done(Verified::Size));
        Some(id_of(serial, row))
    }

    /// The errors of a journal that does not write any more.
    pub fn unkept() -> Error {
        use crate::error::{Kind, Stage};
        Error::new(Stage::LocalDisk, Kind::Closed, "write the journal of the queue")
    }
}
