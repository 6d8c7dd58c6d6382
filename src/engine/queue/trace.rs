//! What of the queue has changed since it was written down, so that the journal gets that and nothing else.

use crate::engine::command::JobId;
use crate::engine::event::Remark;
use crate::site::SiteId;
use crate::store::{Change, FileRecord, FolderRecord, Found, JobRecord, List, Standing, Sums};
use crate::transfer::{LocalEnd, State};

use super::{Folder, Job, Moment, Queue, Transfer};

/// Where a job comes from and whose it is.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Origin {
    /// The process whose own it is; 0 is the shared queue.
    pub owner: u64,
    /// The saved site that it is about.
    pub site_id: Option<SiteId>,
    /// What the site is like.
    pub site: String,
    /// When somebody wished for it, in Unix seconds.
    pub began: i64,
}

/// What of a job is in the journal.
#[derive(Debug, Default)]
pub struct Trace {
    origin: Origin,
    /// As it was written last.
    job: Option<Box<JobRecord>>,
    folders: usize,
    files: usize,
    /// Rows before this one are on the disk, and may run: whatever comes of them, somebody knows of it.
    released: usize,
    /// Rows that were written and have changed since.
    touched: Vec<u32>,
    dropped: Vec<u32>,
    /// One of them has come to its end, has arrived, or was steered by hand: that is not told before it is written.
    matters: bool,
    /// Rows whose arrival is not written yet, and those that are being written.
    pub(super) arrived: Vec<u32>,
    pub(super) leaving: Vec<u32>,
    pub problems: Tail,
}

/// A list of which the journal has the first part as it is.
#[derive(Debug, Default)]
pub struct Tail {
    kept: usize,
    cut: bool,
}

impl Tail {
    /// The journal has all of a list of this length.
    pub fn whole(length: usize) -> Self {
        Self {
            kept: length,
            cut: false,
        }
    }

    /// What stands from this place on is not what it was.
    pub fn cut(&mut self, to: usize) {
        if to < self.kept {
            self.kept = to;
            self.cut = true;
        }
    }

    /// Something was cut that is not written yet.
    pub fn is_cut(&self) -> bool {
        self.cut
    }

    /// The place from which on a list of this length must be written, if there is anything to write.
    pub fn take(&mut self, length: usize) -> Option<usize> {
        self.cut(length);
        let from = self.kept;
        let news = std::mem::take(&mut self.cut) || length > from;
        self.kept = length;
        news.then_some(from)
    }
}

impl Trace {
    /// Nothing is in the journal yet.
    pub fn new(origin: Origin) -> Self {
        Self {
            origin,
            ..Self::default()
        }
    }

    /// Everything is in the journal.
    pub fn whole(record: JobRecord, folders: usize, files: usize, problems: usize) -> Self {
        Self {
            origin: Origin {
                owner: record.owner,
                site_id: record.site_id.clone(),
                site: record.site.clone(),
                began: record.began,
            },
            job: Some(Box::new(record)),
            folders,
            files,
            released: files,
            touched: Vec::new(),
            dropped: Vec::new(),
            matters: false,
            arrived: Vec::new(),
            leaving: Vec::new(),
            problems: Tail::whole(problems),
        }
    }

    /// When somebody wished for the job, in Unix seconds.
    pub fn began(&self) -> i64 {
        self.origin.began
    }

    /// Whether anything of the job is in the journal.
    pub fn is_written(&self) -> bool {
        self.job.is_some()
    }

    /// Whether a row is on the disk.
    pub fn has(&self, row: u32) -> bool {
        (row as usize) < self.released
    }

    /// Something about a row is not what it was. `matters`: it has come to its end, has arrived, or was steered by hand.
    pub fn touch(&mut self, row: u32, matters: bool) {
        self.matters |= matters;
        if (row as usize) < self.files && self.touched.last() != Some(&row) {
            self.touched.push(row);
        }
    }

    /// A row was taken out.
    pub fn drop_row(&mut self, row: u32) {
        self.dropped.push(row);
    }
}

impl Queue {
    /// What of these jobs the journal does not know yet. It is asked once: whoever asks has to write it.
    pub fn take_changes(&mut self, jobs: &[JobId], changes: &mut Vec<Change>) {
        for id in jobs {
            let Some(serial) = self.serials.get(id).copied() else {
                continue;
            };
            if let Some(job) = self.jobs.get_mut(&serial) {
                job.take_changes(serial, changes);
            }
        }
    }

    /// Whether something has come to its end, or was steered by hand, that was not written yet: neither is told before.
    pub fn has_outcomes(&self) -> bool {
        let mut jobs = self.changed.iter().filter_map(|serial| self.jobs.get(serial));
        !self.forgotten.is_empty() || jobs.any(Job::has_outcomes)
    }

    /// Whether there are rows that cannot run before they were written.
    pub fn has_unwritten(&self) -> bool {
        let jobs = self.active.iter().filter_map(|serial| self.jobs.get(serial));
        jobs.filter_map(|job| Some((job.trace.as_ref()?, job)))
            .any(|(trace, job)| trace.files < job.transfers.len())
    }

    /// What was written is on the disk: its rows may run.
    pub fn release(&mut self) {
        for serial in self.active.clone() {
            let Some(job) = self.jobs.get_mut(&serial) else {
                continue;
            };
            let Some(trace) = &mut job.trace else { continue };
            let rows = std::mem::replace(&mut trace.released, trace.files)..trace.files;
            for row in rows {
                if job.transfers[row].state == State::Waiting && !job.transfers[row].forgotten {
                    job.make_ready(row as u32, false);
                }
            }
        }
    }

    /// The jobs that were taken out since the last call and are in the journal.
    pub fn take_forgotten(&mut self) -> Vec<u32> {
        std::mem::take(&mut self.forgotten)
    }

    /// Whether a job is in the journal, or comes to be.
    pub fn is_kept(&self, id: JobId) -> bool {
        self.job(id).is_some_and(|job| job.trace.is_some())
    }

    /// The numbers of the jobs that are in the journal and of which everything has gone well.
    pub fn settled(&self) -> Vec<u32> {
        let well = |job: &Job| job.is_finished() && job.counts.failed == 0 && job.problems.is_empty();
        let kept = |job: &Job| job.trace.as_ref().is_some_and(Trace::is_written);
        let jobs = self.jobs.iter().filter(|(_, job)| well(job) && kept(job));
        jobs.map(|(serial, _)| *serial).collect()
    }

    /// The numbers of all jobs.
    pub fn numbers(&self) -> impl Iterator<Item = u32> + '_ {
        self.jobs.keys().copied()
    }

    /// The number of a job.
    pub fn serial(&self, id: JobId) -> Option<u32> {
        self.serials.get(&id).copied()
    }
}

impl Job {
    fn has_outcomes(&self) -> bool {
        let steered = |record: &JobRecord| {
            (record.paused, record.priority, record.rank) != (self.paused, self.priority, self.rank)
        };
        let written = |trace: &Trace| trace.job.as_deref().is_some_and(steered);
        self.trace.as_ref().is_some_and(|trace| trace.matters || written(trace))
    }

    fn take_changes(&mut self, serial: u32, changes: &mut Vec<Change>) {
        let Some(mut trace) = self.trace.take() else { return };
        let record = self.record(serial, &trace.origin);
        if trace.job.as_deref() != Some(&record) {
            trace.job = Some(Box::new(record.clone()));
            changes.push(Change::Job(Box::new(record)));
        }
        for (number, folder) in self.folders.iter().enumerate().skip(trace.folders) {
            changes.extend(folder.record(number).map(|folder| Change::Folder(serial, folder)));
        }
        trace.folders = self.folders.len();
        // What waits to be written needs little room: a folder may hold a hundred thousand files.
        let mut fresh = Vec::with_capacity(self.transfers.len().saturating_sub(trace.files));
        for (number, transfer) in self.transfers.iter().enumerate().skip(trace.files) {
            if transfer.forgotten {
                continue;
            }
            let file = Self::file(number as u32, transfer);
            if file.standing == Standing::default() {
                fresh.push((file.number, file.found));
            } else {
                changes.push(Change::Found(serial, Box::new(file)));
            }
        }
        if !fresh.is_empty() {
            changes.push(Change::Fresh(serial, fresh));
        }
        trace.files = self.transfers.len();
        trace.matters = false;
        trace.leaving.append(&mut trace.arrived);
        trace.touched.sort_unstable();
        trace.touched.dedup();
        for row in trace.touched.drain(..) {
            let transfer = &self.transfers[row as usize];
            if !transfer.forgotten {
                changes.push(Change::Turned {
                    job: serial,
                    number: row,
                    standing: Box::new(transfer.standing()),
                });
            }
        }
        let dropped = trace.dropped.drain(..).map(|row| Change::Dropped(serial, row));
        changes.extend(dropped);
        if let Some(from) = trace.problems.take(self.problems.len()) {
            let packed = self.problems[from..].iter().map(serde_json::to_vec);
            changes.push(Change::Listed {
                job: serial,
                list: List::Problems,
                from,
                items: packed.map(Result::unwrap_or_default).collect(),
            });
        }
        self.trace = Some(trace);
    }

    /// The job as it is written down.
    pub fn record(&self, serial: u32, origin: &Origin) -> JobRecord {
        let counts = self.counts;
        JobRecord {
            serial,
            owner: origin.owner,
            site_id: origin.site_id.clone(),
            site: origin.site.clone(),
            began: origin.began,
            direction: self.direction,
            server: self.title.server.clone(),
            source: self.title.source.clone(),
            sources: self.title.sources,
            destination: self.title.destination.clone(),
            policy: self.policy,
            verify: self.verify,
            afterwards: self.afterwards,
            swept: self.sweep.is_over(),
            priority: self.priority,
            rank: self.rank,
            paused: self.paused,
            planned: self.planned,
            blocked: self.blocked,
            sums: Sums {
                files: self.transfers.len() as u64 - counts.forgotten,
                bytes: counts.bytes,
                moved: counts.moved,
                waiting: counts.waiting + counts.running,
                done: counts.done,
                failed: counts.failed,
                skipped: counts.skipped,
            },
        }
    }

    /// A row as it is written down.
    pub fn file(number: u32, transfer: &Transfer) -> FileRecord {
        FileRecord {
            number,
            found: Found {
                folder: transfer.folder.0,
                name: transfer.name.clone(),
                size: transfer.size,
                modified: transfer.modified,
                permissions: transfer.permissions,
                was_there: transfer.was_there,
                plain: transfer.plain,
            },
            standing: transfer.standing(),
        }
    }
}

impl Folder {
    /// `None` for standard input and output, which no other process has.
    fn record(&self, number: usize) -> Option<FolderRecord> {
        match &self.local {
            LocalEnd::Path(local) => Some(FolderRecord {
                number: u32::try_from(number).ok()?,
                remote: self.remote.clone(),
                local: local.clone(),
                below: self.below,
                whole: self.whole,
            }),
            LocalEnd::Standard => None,
        }
    }
}

impl Transfer {
    /// Where it stands, as it is written down: what runs or asks has to begin anew after a crash.
    fn standing(&self) -> Standing {
        let state = match &self.state {
            State::Running | State::Asking | State::Retrying(_) => State::Waiting,
            state => state.clone(),
        };
        // What waits has nothing to show for itself but its part; being broken off is no try.
        let waits = state == State::Waiting && self.arrived.is_none();
        Standing {
            state,
            target: self.other_target().cloned(),
            policy: self.policy,
            priority: self.priority,
            tries: self.tries - u32::from(self.state == State::Running),
            moved: if waits { 0 } else { self.moved },
            took: if waits { Moment::ZERO } else { self.time },
            remarks: packed(self.remarks()).filter(|_| !waits),
            begun: self.begun.as_deref().cloned(),
            arrived: self.arrived.as_deref().cloned(),
        }
    }
}

fn packed(remarks: &[Remark]) -> Option<String> {
    if remarks.is_empty() {
        return None;
    }
    serde_json::to_string(remarks).ok()
}
