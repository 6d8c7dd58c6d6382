//! Jobs and rows for tests and pictures.

use std::path::PathBuf;
use std::time::Duration;

use super::job::{Job, Loaded};
use crate::engine::command::{JobId, Shown, TransferId};
use crate::engine::event::{Problem, Remark, Row, Totals};
use crate::error::{Error, Kind, Reply, Stage};
use crate::path::RemotePath;
use crate::transfer::{Direction, LocalEnd, State, Verified};

/// A job that runs.
pub fn totals(job: u64) -> Totals {
    Totals {
        server: "shop.example.org:21".to_owned(),
        source: "site".to_owned(),
        sources: 1,
        destination: "shop.example.org:/www".to_owned(),
        planned: true,
        files: 1204,
        bytes: 31_400_000_000,
        moved: 10_676_000_000,
        waiting: 789,
        running: 3,
        done: 412,
        folders: 12,
        ..Totals::new(JobId(job), Direction::Upload)
    }
}

/// The same with three rows that run.
pub fn job(id: u64) -> Job {
    let mut job = Job::new(totals(id), Duration::ZERO);
    let rows = vec![
        row(1, "/www/release-4.2.tar.zst", Some(1_310_000_000), 812_000_000),
        row(2, "/www/dist/app.3f9c.js", Some(96_000_000), 84_500_000),
        row(3, "/www/dist/vendor.1a22.js", Some(64_000_000), 22_400_000),
    ];
    let running = Loaded {
        first: 0,
        total: rows.len(),
        rows,
    };
    job.show(Shown::Running, running, Duration::ZERO);
    job
}

/// A job with one problem and three failed files of two causes.
pub fn failed_job(id: u64) -> Job {
    let mut totals = totals(id);
    (totals.failed, totals.waiting, totals.running, totals.done) = (3, 0, 0, 1201);
    totals.finished = true;
    totals.problems.push(Problem {
        source: "site/private".to_owned(),
        error: Error::new(Stage::LocalDisk, Kind::NotPermitted, "read folder"),
    });
    let mut job = Job::new(totals, Duration::ZERO);
    let rows = vec![
        failed(7, "/www/a.php", "550 a.php: Permission denied"),
        failed(8, "/www/cgi-bin/form.pl", "553 Could not create file."),
        failed(9, "/www/b.php", "550 b.php: Permission denied"),
    ];
    let failed = Loaded {
        first: 0,
        total: rows.len(),
        rows,
    };
    job.show(Shown::Failed, failed, Duration::ZERO);
    job
}

/// A row that runs.
pub fn row(id: u64, remote: &str, size: Option<u64>, moved: u64) -> Row {
    let name = remote.rsplit('/').next().unwrap_or(remote);
    Row {
        id: TransferId(id),
        job: JobId(1),
        direction: Direction::Upload,
        local: LocalEnd::Path(PathBuf::from("/home/mei/site").join(name)),
        remote: RemotePath::new(remote),
        size,
        moved,
        state: State::Running,
        remarks: Vec::new(),
        took: Duration::from_millis(4200),
    }
}

/// A row that failed with this reply.
pub fn failed(id: u64, remote: &str, reply: &str) -> Row {
    let code = reply.get(..3).and_then(|code| code.parse().ok()).unwrap_or(0);
    let error = Error::new(Stage::Command, Kind::Rejected, "STOR x").with_reply(Reply {
        code,
        text: reply.as_bytes().to_vec(),
    });
    Row {
        state: State::Failed(Box::new(error)),
        remarks: vec![Remark::Attempts(3)],
        ..row(id, remote, Some(14_200), 0)
    }
}

/// A row that is done.
pub fn done(id: u64, remote: &str, size: u64, verified: Verified) -> Row {
    let remarks = if verified == Verified::Size {
        vec![Remark::NoServerHash]
    } else {
        Vec::new()
    };
    Row {
        state: State::Done(verified),
        remarks,
        moved: size,
        ..row(id, remote, Some(size), size)
    }
}
