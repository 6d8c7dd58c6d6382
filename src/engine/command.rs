//! What a screen or the command line may ask of the engine.

use std::num::NonZeroUsize;
use std::sync::Arc;

use crate::ask::Answer;
use crate::path::RemotePath;
use crate::site::Site;
use crate::transfer::{Errand, Landing, Policy, Verify};

/// A wish. Sending one never blocks; what comes of it arrives as events.
#[derive(Debug)]
pub enum Command {
    /// Look at or change something on a server, apart from moving files.
    Browse {
        /// Chosen by the sender; every event about this request carries it.
        ticket: Ticket,
        /// Where.
        site: Arc<Site>,
        /// What.
        request: Request,
    },
    /// Move files.
    Start(Order),
    /// Answers a question; an answer to a question that is gone does nothing.
    Answer {
        /// The id that came with the question.
        question: QuestionId,
        /// What to do.
        answer: Answer,
    },
    /// Stop for now: what runs is broken off and waits.
    Pause(Aim),
    /// Go on with what was paused.
    Resume(Aim),
    /// Give up what is not finished. Its part files are removed.
    Cancel(Aim),
    /// Try failed transfers again.
    Retry(Aim),
    /// How many connections a site may use for transfers, 1 to 64. Takes effect at once, also downwards.
    Connections(NonZeroUsize),
    /// Bytes per second for all transfers together; `None` is without limit.
    LimitRate(Option<u64>),
    /// Which transfers to report about, one by one.
    Watch(Watch),
    /// Close the idle connections to a site and those that become idle.
    Disconnect(Arc<Site>),
    /// Break off what runs, say goodbye to the servers, and end. The batch channel closes when it is done.
    Shutdown,
}

/// Names one `Browse` request. Unique among the requests of its sender.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Ticket(pub u64);

/// Names a question of this run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct QuestionId(pub u64);

/// Names a job: one drop, one `get`, one `put`. Chosen by the sender.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct JobId(pub u64);

/// Names one transfer of the queue.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TransferId(pub u64);

/// Files to move, with what to do about everything that may come up.
#[derive(Clone, Debug)]
pub struct Order {
    /// Chosen by the sender.
    pub job: JobId,
    /// The server.
    pub site: Arc<Site>,
    /// What goes where.
    pub errand: Errand,
    /// Where the sources land at the destination.
    pub landing: Landing,
    /// What to do about existing targets.
    pub policy: Policy,
    /// How much to check.
    pub verify: Verify,
    /// Jobs with a higher number go first; 0 is usual.
    pub priority: i8,
}

/// What a command is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Aim {
    /// Every job.
    Everything,
    /// One job.
    Job(JobId),
    /// One transfer.
    Transfer(TransferId),
    /// One browse request.
    Request(Ticket),
}

/// Which transfers are reported one by one. Totals of jobs always are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Watch {
    /// None.
    #[default]
    Nothing,
    /// Every transfer that comes to its end, as a `Settled` event (command line, reports).
    Outcomes,
    /// These rows of one job, as `Rows` events whenever they change (what a screen shows).
    Rows {
        /// The job.
        job: JobId,
        /// The first row, from 0.
        first: usize,
        /// How many; a screenful.
        count: usize,
    },
}

/// Something to look at or change on a server.
#[derive(Clone, Debug)]
pub enum Request {
    /// List a folder: `Page` events, then `Answered(Listed)`.
    List {
        /// The folder; relative paths start at the login folder.
        folder: RemotePath,
    },
    /// Look at one name.
    Stat {
        /// The name.
        path: RemotePath,
        /// Describe what a symbolic link points to.
        follow: bool,
    },
    /// Remove files, symbolic links and, if `recursive`, folders with all that is in them. Links are not followed. The
    /// root and the login folder are refused. With `pattern`, the names in `path` that it selects.
    Remove {
        /// What to remove.
        path: RemotePath,
        /// Removes the names in `path` that match, instead of `path`.
        pattern: Option<Vec<u8>>,
        /// Folders too.
        recursive: bool,
    },
    /// Make a folder.
    MakeDirectory {
        /// Which.
        path: RemotePath,
        /// Make missing parents, and accept that it exists.
        parents: bool,
    },
    /// Rename or move.
    Rename {
        /// What.
        from: RemotePath,
        /// Its new path.
        to: RemotePath,
        /// Replace an existing target; otherwise it is an error (`Exists`).
        overwrite: bool,
    },
    /// Set the permissions.
    SetPermissions {
        /// Of what.
        path: RemotePath,
        /// The lower twelve mode bits.
        mode: u32,
        /// Of everything below it too; links are left alone.
        recursive: bool,
    },
    /// Send one raw line (FTP).
    Raw {
        /// Without line end.
        line: Vec<u8>,
    },
    /// What the connection is like.
    Facts,
}
