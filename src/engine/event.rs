//! What the engine tells a screen or the command line.

use std::path::PathBuf;
use std::time::Duration;

use super::command::{JobId, QuestionId, Shown, Ticket, TransferId};
use super::ledger::Line;
use super::profile::{Changed, Imported, Pinned, Source, Tidied, TrustedKey};
pub use super::trial::Step;
use crate::ask::Question;
use crate::entry::{Count, Entry};
use crate::error::{Error, Interruption, Reply};
use crate::import::Preview;
pub use crate::local::landmarks::{Landmark, LandmarkKind};
use crate::path::{Charset, RemotePath};
pub use crate::remote::{Doubt, Facts, Listing, Recognised, Service, SshFacts};
use crate::secret::{SecretName, Trouble};
use crate::site::{Book, Learned};
use crate::transfer::{Anew, Direction, LocalEnd, State, Stay};
use crate::wire;

/// The events of one tick, in order. A batch comes at most every 50 ms, every 200 ms where it holds only lines of the log, totals, rows
/// and progress, or sooner when thousands of entries of a listing wait; while the receiver is behind, batches are merged.
#[derive(Clone, Debug, Default)]
pub struct Batch {
    /// What happened.
    pub events: Vec<Event>,
}

/// Something that happened.
#[derive(Clone, Debug)]
pub enum Event {
    /// A connection is being opened. Comes before the first line of its log.
    Connection {
        /// The number that its log lines carry.
        connection: u64,
        /// `host:port`.
        server: String,
        /// Somebody waits for it; otherwise it is opened for transfers. At most one of a site is there for browsing.
        browsing: bool,
    },
    /// A connection is closed, or was never opened.
    ConnectionGone {
        /// Its number.
        connection: u64,
    },
    /// A line of the connection log.
    Wire(wire::Line),
    /// This many log lines were left out because the receiver was behind.
    WireDropped(u64),
    /// Entries of a folder that is being listed.
    Page {
        /// The request.
        ticket: Ticket,
        /// The next entries, in the server's order (of a local folder: in no order).
        entries: Vec<Entry>,
    },
    /// A browse or local request has ended.
    Answered {
        /// The request.
        ticket: Ticket,
        /// How.
        result: Result<Outcome, Error>,
    },
    /// One item that a recursive request (remove, permissions) could not do; the request goes on.
    ItemFailed {
        /// The request.
        ticket: Ticket,
        /// The item.
        path: RemotePath,
        /// Why.
        error: Box<Error>,
    },
    /// One item that a local request could not do; the request goes on.
    LocalFailed {
        /// The request.
        ticket: Ticket,
        /// The item.
        path: PathBuf,
        /// Why.
        error: Box<Error>,
    },
    /// How far a request about many items (remove, permissions) is. Only the newest is told, and none after its answer.
    Progress {
        /// The request.
        ticket: Ticket,
        /// Items changed so far.
        done: u64,
        /// Items not changed so far.
        failed: u64,
    },
    /// What a request to count has found so far.
    Counted {
        /// The request.
        ticket: Ticket,
        /// So much.
        count: Count,
    },
    /// A job's totals, whenever they changed.
    Job(Totals),
    /// A job was taken out of the queue.
    JobGone(JobId),
    /// The unfinished jobs in the order of their turns, whenever it changed by more than a job that has finished.
    Order(Vec<JobId>),
    /// Whether the whole queue is stopped, after every `Command::Hold`.
    Held(bool),
    /// Everything that earlier runs have left is here. The queue is held if any of it waits.
    Restored {
        /// How many jobs.
        jobs: usize,
        /// Files that waited when those runs ended.
        waiting: u64,
    },
    /// Another process runs the shared queue: what this one is told to do, it does by itself.
    QueueElsewhere {
        /// Its number in the system; 0 if it is not known.
        process: u32,
    },
    /// The jobs of the profile that are not this process's, whenever they have changed.
    Others(Vec<Other>),
    /// The queue cannot be written to the disk. The work goes on, but the next start may not know of it. Told once, until it
    /// has worked again.
    NotWritten(Box<Error>),
    /// The rows of a window of the watched view, whenever one of them or their number has changed.
    View {
        /// The job.
        job: JobId,
        /// Which rows.
        shown: Shown,
        /// The first of `rows`, from 0.
        first: usize,
        /// How many such rows the job has.
        total: usize,
        /// Those in the window, in order.
        rows: Vec<Row>,
    },
    /// A transfer came to its end (only under `Watch::Outcomes`).
    Settled(Box<Row>),
    /// Somebody must answer before some of the work can go on.
    Question {
        /// To answer with.
        id: QuestionId,
        /// The job whose files are concerned; the rest of it goes on. `None`: a connection waits.
        job: Option<JobId>,
        /// What is asked.
        question: Question,
    },
    /// The answer to this question, which was told just before, may be kept in the keychain.
    MayKeep(QuestionId),
    /// An answer was to be kept in the keychain, and is not.
    NotKept {
        /// `host:port`.
        server: String,
        /// Why.
        trouble: Trouble,
    },
    /// The keychain does not give what is needed to log in; the question for it follows.
    Keychain {
        /// `host:port`.
        server: String,
        /// Why.
        trouble: Trouble,
    },
    /// A step of a trial was taken, or is the one at which it stopped.
    Tried {
        /// The request.
        ticket: Ticket,
        /// Which.
        step: Box<Step>,
    },
    /// How far an import is.
    ProfileProgress {
        /// The request.
        ticket: Ticket,
        /// Secrets that are done.
        done: usize,
        /// All of them.
        of: usize,
    },
    /// A question needs no answer any more.
    QuestionGone(QuestionId),
    /// The server lets us have fewer connections than wanted; the work goes on with these.
    ConnectionsLowered {
        /// `host:port`.
        server: String,
        /// How many are used now.
        to: usize,
    },
    /// Connections to a server were given up, or cannot be opened, for a reason that is nobody's failure. The work goes on by
    /// itself as soon as it can.
    Interrupted {
        /// `host:port`.
        server: String,
        /// Why.
        why: Interruption,
    },
    /// This login cannot be repeated without a person (a one-time code): the work goes on with this one connection.
    LogsInOnce {
        /// `host:port`.
        server: String,
    },
}

/// How a browse request ended well.
#[derive(Clone, Debug)]
pub enum Outcome {
    /// A listing; its entries came before.
    Listed {
        /// The folder as the server calls it, absolute.
        folder: RemotePath,
        /// How it ended.
        listing: Listing,
    },
    /// What a `Stat` found.
    Found(Box<Entry>),
    /// Done, this many items changed and this many failed (each reported by `ItemFailed`).
    Changed {
        /// Items changed.
        done: u64,
        /// Items not changed.
        failed: u64,
    },
    /// The reply to a raw line.
    Said(Reply),
    /// The facts of the connection.
    Facts(Box<Facts>),
    /// A listing of a local folder; its entries came before.
    LocalListed {
        /// The folder, absolute.
        folder: PathBuf,
        /// Bytes that can still be written there, where the system tells.
        free: Option<u64>,
    },
    /// Bytes that can still be written, where the system tells.
    Free(Option<u64>),
    /// What speaks at a host.
    Recognised(Recognised),
    /// A site was tried out, and can be used.
    Tried,
    /// What a request to count has found.
    Counted(Count),
    /// The folders of this computer that people go to.
    Landmarks(Vec<Landmark>),
    /// The saved sites.
    Book(Box<Book>),
    /// The saved sites after changes.
    SitesChanged(Box<Changed>),
    /// The secrets of a site that are in the keychain, or why that is not known.
    Secrets(Result<Vec<SecretName>, Trouble>),
    /// Files of other programs that were found at their usual places.
    Sources(Vec<Source>),
    /// What an import would add.
    Preview(Box<Preview>),
    /// What an import has added.
    Imported(Box<Imported>),
    /// The sites, or an account of jobs, were written to this file.
    Exported(PathBuf),
    /// Whom the profile trusts and what it has learned.
    Trust(Box<Trust>),
    /// Private data, counted or removed.
    Private(Vec<Tidied>),
}

/// Whom a profile trusts and what it has learned.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trust {
    /// Certificates.
    pub certificates: Vec<Pinned>,
    /// Host keys that were accepted here.
    pub host_keys: Vec<TrustedKey>,
    /// What was learned about servers, by `host:port`.
    pub learned: Vec<(String, Learned)>,
}

/// A job in numbers.
#[derive(Clone, Debug, PartialEq)]
pub struct Totals {
    /// The job.
    pub job: JobId,
    /// Which way its bytes go.
    pub direction: Direction,
    /// `host:port`.
    pub server: String,
    /// In which charset the server's names are read.
    pub charset: Charset,
    /// Where its first source is, for people: the name of a local file or folder, or `host:path`.
    pub source: String,
    /// How many sources it has.
    pub sources: u64,
    /// Where it goes, for people: a local path, or `host:path`. Empty for standard output.
    pub destination: String,
    /// Higher ones go first.
    pub priority: i8,
    /// Every file is known: `files` and `bytes` grow no more.
    pub planned: bool,
    /// Nothing more happens by itself.
    pub finished: bool,
    /// Files known so far.
    pub files: u64,
    /// Their bytes, as far as sizes are known.
    pub bytes: u64,
    /// Bytes moved by transfers that are done or running.
    pub moved: u64,
    /// Transfers that wait, also those that will be retried or are paused.
    pub waiting: u64,
    /// Of these, transfers that wait because somebody paused them or their job.
    pub paused: u64,
    /// Somebody paused the job as a whole.
    pub stopped: bool,
    /// Of those that wait, transfers whose target exists and for which somebody must say what to do.
    pub asking: u64,
    /// Transfers that run.
    pub running: u64,
    /// Transfers that are on their target, checked.
    pub done: u64,
    /// Transfers that failed.
    pub failed: u64,
    /// Files left alone by wish, by type or by default.
    pub skipped: u64,
    /// Of these, files left alone only because nobody said what to do about an existing target.
    pub left: u64,
    /// The sources of files that have arrived are removed.
    pub moves: bool,
    /// Of the files that are done, those whose source is still there though it was to be removed.
    pub stayed: u64,
    /// Folders made or found.
    pub folders: u64,
    /// Names that cannot be used and were not touched.
    pub blocked: u64,
    /// Folders that could not be read or made, and whole sources that could not be found, with the cause.
    pub problems: Vec<Problem>,
    /// Why none of it moves, where that is nobody's failure: it goes on by itself.
    pub interrupted: Option<Interruption>,
}

impl Totals {
    /// A job of which nothing is known yet.
    pub fn new(job: JobId, direction: Direction) -> Self {
        Self {
            job,
            direction,
            server: String::new(),
            charset: Charset::default(),
            source: String::new(),
            sources: 0,
            destination: String::new(),
            priority: 0,
            planned: false,
            finished: false,
            files: 0,
            bytes: 0,
            moved: 0,
            waiting: 0,
            paused: 0,
            stopped: false,
            asking: 0,
            running: 0,
            done: 0,
            failed: 0,
            skipped: 0,
            left: 0,
            moves: false,
            stayed: 0,
            folders: 0,
            blocked: 0,
            problems: Vec::new(),
            interrupted: None,
        }
    }
}

/// A job that is not this process's: another one works on it, or nobody does any more.
#[derive(Clone, Debug, PartialEq)]
pub struct Other {
    /// What it is like, and in which process it is.
    pub job: Line,
    /// Nobody works on it, and it can be taken over here.
    pub adoptable: bool,
}

/// Something in a job, other than a file, that did not work.
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct Problem {
    /// What it is about, on the source's side, for people.
    pub source: String,
    /// Why.
    pub error: Error,
}

/// One transfer as a row.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    /// Its id.
    pub id: TransferId,
    /// Its job.
    pub job: JobId,
    /// Which way.
    pub direction: Direction,
    /// The file here.
    pub local: LocalEnd,
    /// The file there.
    pub remote: RemotePath,
    /// Its size, where known.
    pub size: Option<u64>,
    /// Bytes moved so far.
    pub moved: u64,
    /// Where it stands.
    pub state: State,
    /// Remarks: why it was checked the way it was, what had to be done differently.
    pub remarks: Vec<Remark>,
    /// How long it has run.
    pub took: Duration,
}

/// Something worth knowing about a transfer that is not a failure.
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
pub enum Remark {
    /// No hash could be made there, so only the size was compared.
    NoServerHash,
    /// The size there could not be asked.
    NoServerSize,
    /// The time of last change could not be set there; the server's words.
    TimeNotSet(Option<Reply>),
    /// The server refused a temporary name or the renaming, so the file was written under its final name.
    WrittenInPlace,
    /// Written into the file that was there, because that is a link, has further names, or belongs to somebody else.
    OverwrittenInPlace,
    /// The data connection had no proper end; the site accepts that when the size is equal.
    NoGoodbye,
    /// The target got another name, because one like it existed.
    Renamed,
    /// It was tried this many times.
    Attempts(u32),
    /// An earlier try was gone on with at this byte, after its end was compared.
    Resumed(u64),
    /// What was there already could not be gone on with.
    BegunAnew(Anew),
    /// Its connection was lost on the way, and this was why.
    Interrupted(Interruption),
    /// It was to be moved, and its source is still there.
    StillThere(Stay),
    /// The file that it replaces had to get out of the way, and the server does not let go of it: it stands beside the new one,
    /// hidden, under a name that ends in `.part.old`. The server's words.
    OldStays(Option<Reply>),
}
