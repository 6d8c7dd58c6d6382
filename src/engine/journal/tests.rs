//! The journal against the queue: after any order of events, what is read back is what was there.

use std::collections::HashMap;
use std::sync::Arc;

use proptest::prelude::*;

use crate::engine::command::{Aim, JobId, TransferId};
use crate::engine::event::{Problem, Remark};
use crate::engine::queue::{
    Ending, Finish, Fit, Folder, Job, Moment, NewFile, Origin, Queue, ServerId, Terms, restored_id,
};
use crate::entry::{Entry, Kind as What, Modified, Precision, Zone};
use crate::error::{Error, Kind, Reply, Stage};
use crate::path::{Charset, RemoteName};
use crate::store::{Change, FileRecord, FolderRecord, JobRecord, Journal, List};
use crate::transfer::{Arrival, Begun, Direction, LocalEnd, Policy, Resolution, Skip, Source, Verified};

const SERVER: ServerId = ServerId(0);

/// Something that happens.
#[derive(Clone, Debug)]
enum Deed {
    Add(i8),
    Folder(usize, usize),
    Planned(usize),
    Next,
    End(usize, u8),
    Part(usize),
    Park,
    Settle(usize),
    Pause(Target),
    Resume(Target),
    Cancel(Target),
    Retry(Target),
    Forget(Target),
    Prioritise(usize, i8),
    Row(usize, usize, i16),
    Before(usize, usize),
    Problem(usize),
    Wake,
    /// Everything so far is written.
    Write,
}

#[derive(Clone, Debug)]
enum Target {
    All,
    Job(usize),
    Row(usize, usize),
}

fn target() -> impl Strategy<Value = Target> {
    prop_oneof![
        1 => Just(Target::All),
        3 => (0usize..4).prop_map(Target::Job),
        3 => (0usize..4, 0usize..6).prop_map(|(job, row)| Target::Row(job, row)),
    ]
}

fn deeds() -> impl Strategy<Value = Vec<Deed>> {
    let job = || 0usize..4;
    let deed = prop_oneof![
        2 => (-2i8..3).prop_map(Deed::Add),
        4 => (job(), 0usize..5).prop_map(|(job, files)| Deed::Folder(job, files)),
        1 => job().prop_map(Deed::Planned),
        8 => Just(Deed::Next),
        8 => (0usize..4, any::<u8>()).prop_map(|(at, how)| Deed::End(at, how)),
        2 => (0usize..4).prop_map(Deed::Part),
        1 => Just(Deed::Park),
        1 => job().prop_map(Deed::Settle),
        2 => target().prop_map(Deed::Pause),
        2 => target().prop_map(Deed::Resume),
        1 => target().prop_map(Deed::Cancel),
        2 => target().prop_map(Deed::Retry),
        2 => target().prop_map(Deed::Forget),
        1 => (job(), -2i8..3).prop_map(|(job, priority)| Deed::Prioritise(job, priority)),
        1 => (job(), 0usize..6, -2i16..3).prop_map(|(job, row, priority)| Deed::Row(job, row, priority)),
        1 => (job(), job()).prop_map(|(job, before)| Deed::Before(job, before)),
        1 => job().prop_map(Deed::Problem),
        1 => Just(Deed::Wake),
        5 => Just(Deed::Write),
    ];
    proptest::collection::vec(deed, 1..120)
}

/// A queue with a journal beside it.
struct Run {
    queue: Queue,
    journal: Journal,
    jobs: Vec<JobId>,
    running: Vec<TransferId>,
    now: Moment,
}

impl Run {
    fn new(profile: &std::path::Path) -> Self {
        let mut journal = Journal::open(profile).unwrap();
        Self {
            queue: Queue::numbered(journal.reserve().unwrap()),
            journal,
            jobs: Vec::new(),
            running: Vec::new(),
            now: Moment::ZERO,
        }
    }

    fn job(&self, at: usize) -> JobId {
        self.jobs.get(at).copied().unwrap_or(JobId(u64::MAX))
    }

    fn aim(&self, target: &Target) -> Aim {
        match target {
            Target::All => Aim::Everything,
            Target::Job(job) => Aim::Job(self.job(*job)),
            Target::Row(job, row) => match self.queue.id(self.job(*job), *row) {
                Some(id) => Aim::Transfer(id),
                None => Aim::Job(self.job(*job)),
            },
        }
    }

    fn write(&mut self) {
        for (job, ..) in self.queue.take_sweeps() {
            self.queue.swept(job);
        }
        let jobs = self.queue.take_changed();
        self.queue.take_gone();
        let mut changes = Vec::new();
        self.queue.take_changes(&jobs, &mut changes);
        changes.extend(self.queue.take_forgotten().into_iter().map(Change::Gone));
        self.journal.write(&changes).unwrap();
        self.queue.release();
        self.queue.depart(&Ok(()));
    }

    fn happen(&mut self, deed: &Deed) {
        self.now += Moment::from_millis(700);
        match deed {
            Deed::Add(priority) => self.add(*priority),
            Deed::Folder(job, files) => self.folder(*job, *files),
            Deed::Planned(job) => self.queue.planned(self.job(*job)),
            Deed::Next => self.running.extend(self.queue.next(SERVER, Fit::Any, self.now)),
            Deed::End(at, how) if *at < self.running.len() => {
                let id = self.running.remove(*at);
                self.queue.keep_part(id, (how % 5 == 0).then(|| begun(*how)));
                self.queue.finish(id, ending(*how), self.now);
            }
            Deed::Part(at) if *at < self.running.len() => self.queue.keep_part(self.running[*at], Some(begun(7))),
            Deed::Park => {
                if let Some(id) = self.running.pop() {
                    self.queue.park(id);
                }
            }
            Deed::Settle(job) => {
                let policy = Policy::Always(Resolution::Rename);
                self.queue.settle_all(self.job(*job), policy, true);
            }
            Deed::Pause(target) => drop(self.queue.pause(self.aim(target))),
            Deed::Resume(target) => self.queue.resume(self.aim(target)),
            Deed::Cancel(target) => drop(self.queue.cancel(self.aim(target))),
            Deed::Retry(target) => self.queue.retry(self.aim(target)),
            Deed::Forget(target) => self.queue.forget(self.aim(target)),
            Deed::Prioritise(job, priority) => self.queue.prioritise(self.job(*job), *priority),
            Deed::Row(job, row, priority) => {
                if let Some(id) = self.queue.id(self.job(*job), *row) {
                    self.queue.prioritise_row(id, *priority);
                }
            }
            Deed::Before(job, before) => {
                let before = self.jobs.get(*before).copied();
                self.queue.put_before(self.job(*job), before);
            }
            Deed::Problem(job) => {
                let id = self.job(*job);
                if let Some(job) = self.queue.job_mut(id) {
                    job.problem("x".into(), error(Kind::NotFound));
                }
            }
            Deed::Wake => self.queue.wake(self.now + Moment::from_secs(60)),
            Deed::Write => self.write(),
            Deed::End(..) | Deed::Part(_) => {}
        }
    }

    fn add(&mut self, priority: i8) {
        if self.jobs.len() == 4 {
            return;
        }
        let id = JobId(self.jobs.len() as u64 + 1);
        let origin = Origin {
            owner: 0,
            site_id: None,
            site: "s".into(),
            began: 5,
        };
        let terms = Terms {
            priority,
            afterwards: if priority > 0 { Source::Remove } else { Source::Keep },
            origin: Some(origin),
            ..Terms::default()
        };
        self.queue.add_job(id, SERVER, Direction::Download, terms);
        self.jobs.push(id);
    }

    fn folder(&mut self, job: usize, files: usize) {
        let name = RemoteName::from("1");
        let existing = HashMap::from([(b"1".to_vec(), Entry::new(name, What::File))]);
        let folder = Folder {
            existing: Arc::new(existing),
            whole: files > 2,
            ..Folder::new("/srv".into(), "/tmp")
        };
        let Some(id) = self.queue.add_folder(self.job(job), folder) else {
            return;
        };
        let file = |n: usize| NewFile {
            name: RemoteName::new(n.to_string()),
            target: (n == 3).then(|| "three".into()),
            size: (n != 2).then_some(10),
            modified: Some(modified()),
            permissions: None,
            skip: (n == 4).then_some(Skip::Link),
            plain: n > 1,
        };
        self.queue.add_files(self.job(job), id, (0..files).map(file).collect());
    }
}

fn modified() -> Modified {
    Modified {
        seconds: 1,
        precision: Precision::Second,
        zone: Zone::Utc,
    }
}

fn arrival() -> Arrival {
    Arrival {
        verified: Verified::Size,
        size: 10,
        modified: modified(),
        mark: Some("m".into()),
        replaced: false,
    }
}

fn begun(how: u8) -> Begun {
    Begun {
        part: format!("{how:x}"),
        size: Some(10),
        modified: Some(modified()),
        have: Vec::from([0..u64::from(how), 300..301]),
        in_place: how.is_multiple_of(2),
    }
}

fn error(kind: Kind) -> Error {
    Error::new(Stage::Transfer, kind, "RETR 1").with_reply(Reply {
        code: 550,
        text: b"550 no".to_vec(),
    })
}

fn ending(how: u8) -> Ending {
    Ending {
        result: match how % 7 {
            0 => Ok(Finish::Done(Verified::Size, None)),
            1 => Ok(Finish::Done(Verified::Sha256, Some("other".into()))),
            2 => Ok(Finish::Skipped(Skip::ByDefault)),
            3 => Err(error(Kind::NotFound)),
            4 => Err(error(Kind::TimedOut)),
            5 => Err(error(Kind::SizeDiffers { expected: 1, actual: 2 })),
            _ => Ok(Finish::Arrived(Box::new(arrival()), (how > 90).then(|| "moved".into()))),
        },
        moved: u64::from(how),
        remarks: if how > 100 { vec![Remark::Renamed] } else { Vec::new() },
        learned: how == 7,
        excused: None,
    }
}

/// Everything of a job that must outlive the process.
type Shown = (JobRecord, Vec<FolderRecord>, Vec<FileRecord>, Vec<Problem>);

fn shown(queue: &Queue, ids: impl Iterator<Item = JobId>) -> Vec<Shown> {
    let mut shown: Vec<Shown> = ids
        .filter_map(|id| Some((queue.serial(id)?, queue.job(id)?)))
        .map(facts)
        .collect();
    shown.sort_by_key(|(job, ..)| job.serial);
    shown
}

fn facts((serial, job): (u32, &Job)) -> Shown {
    let origin = Origin {
        owner: 0,
        site_id: None,
        site: "s".into(),
        began: 5,
    };
    let rows = job.transfers.iter().zip(0u32..).filter(|(row, _)| !row.forgotten);
    let folders = job.folders.iter().enumerate();
    let folder = |(number, folder): (usize, &Folder)| FolderRecord {
        number: number as u32,
        remote: folder.remote.clone(),
        local: match &folder.local {
            LocalEnd::Path(path) => path.clone(),
            LocalEnd::Standard => unreachable!(),
        },
        below: folder.below,
        whole: folder.whole,
    };
    (
        job.record(serial, &origin),
        folders.map(folder).collect(),
        rows.map(|(row, number)| Job::file(number, row)).collect(),
        job.problems.clone(),
    )
}

/// Compares piece by piece: a whole queue in one message says nothing.
fn same(back: &[Shown], there: &[Shown]) -> Result<(), TestCaseError> {
    prop_assert_eq!(back.len(), there.len());
    for (back, there) in back.iter().zip(there) {
        prop_assert_eq!(&back.0, &there.0);
        prop_assert_eq!(&back.1, &there.1);
        prop_assert_eq!(&back.3, &there.3);
        prop_assert_eq!(back.2.len(), there.2.len());
        for (back, there) in back.2.iter().zip(&there.2) {
            prop_assert_eq!(back, there);
        }
    }
    Ok(())
}

/// What a new process reads.
fn restored(journal: &Journal) -> Queue {
    let mut queue = Queue::numbered(1000..2000);
    for record in journal.jobs().unwrap() {
        let serial = record.serial;
        let problems = journal.list(serial, List::Problems).unwrap();
        let problems = problems.iter().map(|item| serde_json::from_slice(item).unwrap());
        let (folders, files) = (
            journal.folders(serial).unwrap(),
            journal.files(serial, None, 0, 1000).unwrap(),
        );
        queue.adopt(
            Job::restored(record, folders, files, problems.collect()),
            SERVER,
            Charset::default(),
        );
    }
    queue
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, ..ProptestConfig::default() })]
    /// Whatever happens, a process that is killed after any transaction leaves exactly what it had told by then.
    #[test]
    fn what_is_read_back_is_what_was_there(deeds in deeds()) {
        let folder = tempfile::tempdir().unwrap();
        let mut stage = Run::new(folder.path());
        for deed in &deeds {
            stage.happen(deed);
            if let Deed::Write = deed {
                let other = Journal::open(folder.path()).unwrap();
                let back = restored(&other);
                let ids = other.jobs().unwrap().into_iter().map(|job| restored_id(job.serial));
                same(&shown(&back, ids), &shown(&stage.queue, stage.jobs.iter().copied()))?;
            }
        }
        stage.write();
        let back = restored(&stage.journal);
        let ids = stage.journal.jobs().unwrap().into_iter().map(|job| restored_id(job.serial));
        same(&shown(&back, ids), &shown(&stage.queue, stage.jobs.iter().copied()))?;
        // Nothing that was written is written again.
        let mut changes = Vec::new();
        stage.queue.take_changes(&stage.jobs, &mut changes);
        prop_assert_eq!(changes, Vec::new());
    }
}

/// A thousand starts and stops in a row change nothing.
#[test]
fn what_was_read_back_can_be_written_and_read_again() {
    let folder = tempfile::tempdir().unwrap();
    let mut stage = Run::new(folder.path());
    for deed in [
        Deed::Add(0),
        Deed::Folder(0, 4),
        Deed::Planned(0),
        Deed::Write,
        Deed::Next,
        Deed::End(0, 3),
        Deed::Write,
    ] {
        stage.happen(&deed);
    }
    let id = restored_id(1);
    let first = shown(&restored(&stage.journal), std::iter::once(id));
    let mut queue = restored(&stage.journal);
    queue.prioritise(id, 4);
    queue.forget(Aim::Transfer(queue.id(id, 0).unwrap()));
    queue.retry(Aim::Everything);
    let mut changes = Vec::new();
    let changed = queue.take_changed();
    queue.take_changes(&changed, &mut changes);
    stage.journal.write(&changes).unwrap();
    let second = shown(&restored(&stage.journal), std::iter::once(id));
    assert_eq!(first[0].2.len(), 4);
    assert_eq!(second[0].0.priority, 4);
    assert_eq!(second[0].2.len(), 3, "one row was taken out");
    assert_eq!(second, shown(&queue, std::iter::once(id)));
}

/// Rows of an earlier run do not move before somebody has looked at their folder.
#[test]
fn nothing_runs_before_its_folder_was_looked_at() {
    use crate::engine::plan::Arrived;
    let folder = tempfile::tempdir().unwrap();
    let mut stage = Run::new(folder.path());
    for deed in [
        Deed::Add(0),
        Deed::Folder(0, 4),
        Deed::Folder(0, 1),
        Deed::Planned(0),
        Deed::Write,
    ] {
        stage.happen(&deed);
    }
    let id = restored_id(1);
    let mut queue = restored(&stage.journal);
    assert_eq!(queue.next(SERVER, Fit::Any, Moment::ZERO), None);
    let looks = queue.take_looks(id, "0");
    let [look] = looks.as_slice() else {
        panic!("one target, one look: {looks:?}")
    };
    assert_eq!((look.folders.len(), look.rows.len()), (2, 5));
    assert!(queue.take_looks(id, "0").is_empty(), "said once");
    let ended = queue.looked(
        id,
        Arrived {
            look: look.clone(),
            existing: Arc::default(),
            rows: vec![(2, None), (3, Some("three (2)".into()))],
        },
    );
    assert_eq!(ended, [2, 3].map(|row| queue.id(id, row).unwrap()));
    let runs: Vec<_> = std::iter::from_fn(|| queue.next(SERVER, Fit::Any, Moment::ZERO)).collect();
    assert_eq!(runs, [0, 1, 4].map(|row| queue.id(id, row).unwrap()));
    let totals = queue.job(id).unwrap().totals(0);
    assert_eq!((totals.done, totals.running, totals.moved), (2, 3, 10));
}

/// A folder that cannot be looked at fails what waits in it; trying again looks again.
#[test]
fn what_cannot_be_looked_at_fails_and_is_looked_at_again() {
    let folder = tempfile::tempdir().unwrap();
    let mut stage = Run::new(folder.path());
    for deed in [Deed::Add(0), Deed::Folder(0, 2), Deed::Planned(0), Deed::Write] {
        stage.happen(&deed);
    }
    let id = restored_id(1);
    let mut queue = restored(&stage.journal);
    let look = queue.take_looks(id, "0").remove(0);
    assert_eq!(queue.not_looked(id, &look, &error(Kind::NotFound)).len(), 2);
    assert!(queue.job(id).unwrap().is_finished());
    queue.retry(Aim::Everything);
    assert_eq!(queue.next(SERVER, Fit::Any, Moment::ZERO), None);
    let look = queue.take_looks(id, "0").remove(0);
    // Paused and gone on with while somebody looks.
    let row = queue.id(id, 0).unwrap();
    let _ = queue.pause(Aim::Transfer(row));
    queue.resume(Aim::Transfer(row));
    queue.looked(
        id,
        crate::engine::plan::Arrived {
            look,
            existing: Arc::default(),
            rows: Vec::new(),
        },
    );
    let runs: Vec<_> = std::iter::from_fn(|| queue.next(SERVER, Fit::Any, Moment::ZERO)).collect();
    assert_eq!(runs.len(), 2, "each once");
}
