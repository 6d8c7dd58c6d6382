//! What a screen or the command line may ask of the engine.

use std::num::NonZeroUsize;
use std::path::PathBuf;
use std::sync::Arc;

use super::profile::{Private, TrustedKey};
use crate::ask::Answer;
use crate::import::{Format, Item};
use crate::path::RemotePath;
use crate::secret::{Secret, SecretName};
use crate::settings::Patience;
use crate::site::{Change, Site, SiteId};
use crate::transfer::{Errand, Landing, Policy, Resolution, Source, Verify};

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
    /// Look at or change something on the disk here.
    Local {
        /// Chosen by the sender, from the same numbers as those of `Browse`.
        ticket: Ticket,
        /// What.
        request: LocalRequest,
    },
    /// Look at or change what is kept beyond the run: saved sites, secrets, trust.
    Profile {
        /// Chosen by the sender, from the same numbers as those of `Browse`.
        ticket: Ticket,
        /// What.
        request: ProfileRequest,
    },
    /// Find out what speaks at a host, before anything is sent there: `Answered(Recognised)`. Given up by `Cancel`.
    Recognise {
        /// Chosen by the sender, from the same numbers as those of `Browse`.
        ticket: Ticket,
        /// A name, or an address without brackets.
        host: String,
        /// Where to listen; `None` is where servers usually are.
        port: Option<u16>,
    },
    /// Try a site out, on a connection of its own: `Tried` for every step, then `Answered(Tried)` or why it stopped. Given up
    /// by `Cancel`.
    Try {
        /// Chosen by the sender, from the same numbers as those of `Browse`.
        ticket: Ticket,
        /// Which. It need not be saved.
        site: Arc<Site>,
        /// The folder that is listed in the end; `None` is the login folder.
        folder: Option<RemotePath>,
    },
    /// Move files.
    Start(Order),
    /// Write what became of every file of these jobs to a file, as JSON if its name ends so, else as CSV:
    /// `Answered(Exported)`. What is there is replaced.
    Account {
        /// Chosen by the sender, from the same numbers as those of `Browse`.
        ticket: Ticket,
        /// Which jobs.
        jobs: Vec<JobId>,
        /// Where to.
        path: PathBuf,
    },
    /// Answers a question; an answer to a question that is gone does nothing.
    Answer {
        /// The id that came with the question.
        question: QuestionId,
        /// What to do.
        answer: Answer,
    },
    /// What is answered to this question is kept in the keychain, once the server has accepted it. Only for questions that
    /// `MayKeep` named; to be sent before the answer.
    KeepAnswer(QuestionId),
    /// Says for a whole job what to do about existing targets: about all that somebody was to be asked about and nobody
    /// answered for yet.
    Settle {
        /// The job.
        job: JobId,
        /// What to do.
        resolution: Resolution,
        /// Also about those that the job meets later.
        later: bool,
    },
    /// Stop for now: what runs is broken off and waits.
    Pause(Aim),
    /// Go on with what was paused.
    Resume(Aim),
    /// Give up what is not finished. Its part files are removed.
    Cancel(Aim),
    /// Try failed transfers again, and look again at what could not be looked at.
    Retry(Aim),
    /// Stops the whole queue, also for jobs that are added later, or lets it go on. What is paused by itself stays so.
    Hold(bool),
    /// Go on with a job or a transfer although the whole queue is stopped: as `Resume`, and nothing else starts. Until the next
    /// `Hold`, or until it is paused.
    LetGo(Aim),
    /// Takes what has come to its end out of the queue: finished jobs, or one row. An unfinished job that is named by
    /// itself goes as soon as it has finished (after a `Cancel`: at once).
    Forget(Aim),
    /// Gives a job another priority. It becomes the last of those that have it.
    Priority {
        /// The job.
        job: JobId,
        /// Higher ones go first.
        priority: i8,
    },
    /// Gives a transfer another priority among those of its job. It becomes the last of those that have it.
    RowPriority {
        /// The transfer.
        transfer: TransferId,
        /// Higher ones go first; 0 is usual.
        priority: i16,
    },
    /// Puts a transfer before all others of its job.
    First(TransferId),
    /// Moves a job to another place in the line; it takes the priority of the neighbour that it is put beside.
    Before {
        /// The job.
        job: JobId,
        /// The one that it comes before; `None`: behind all others.
        before: Option<JobId>,
    },
    /// How many connections a site may use for transfers, 1 to 64. Takes effect at once, also downwards.
    Connections(NonZeroUsize),
    /// Bytes per second for all transfers together; `None` is without limit.
    LimitRate(Option<u64>),
    /// How long to wait for what, on connections that are opened from now on.
    Patience(Patience),
    /// Which transfers to report about, one by one.
    Watch(Watch),
    /// Look for jobs of other processes now: `Others`, if anything is not as it was told.
    LookAround,
    /// Take over the job with this number in the journal, on which nobody works any more, and go on with it.
    TakeOver(u32),
    /// Close the idle connections to a site and those that become idle.
    Disconnect(Arc<Site>),
    /// Break off what runs, say goodbye to the servers, and end. The batch channel closes when it is done.
    Shutdown,
}

impl Command {
    /// Whether it is about transfers: whoever sends it looks what comes of it.
    pub(super) fn steers(&self) -> bool {
        match self {
            Self::Start(_)
            | Self::Answer { .. }
            | Self::Settle { .. }
            | Self::Pause(_)
            | Self::Resume(_)
            | Self::Cancel(_)
            | Self::Retry(_)
            | Self::Hold(_)
            | Self::LetGo(_)
            | Self::Forget(_)
            | Self::Priority { .. }
            | Self::RowPriority { .. }
            | Self::First(_)
            | Self::Before { .. }
            | Self::TakeOver(_) => true,
            Self::Browse { .. }
            | Self::Local { .. }
            | Self::Profile { .. }
            | Self::Recognise { .. }
            | Self::Try { .. }
            | Self::Account { .. }
            | Self::KeepAnswer(_)
            | Self::Connections(_)
            | Self::LimitRate(_)
            | Self::Patience(_)
            | Self::Watch(_)
            | Self::LookAround
            | Self::Disconnect(_)
            | Self::Shutdown => false,
        }
    }
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
    /// What becomes of the sources of files that have arrived.
    pub afterwards: Source,
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
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub enum Watch {
    /// None.
    #[default]
    Nothing,
    /// Every transfer that comes to its end, as a `Settled` event (command line, reports).
    Outcomes,
    /// The rows that a screen shows, as `View` events whenever they change.
    View(View),
}

/// What a screen shows of the queue: rows of one kind, of some jobs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct View {
    /// Which rows.
    pub shown: Shown,
    /// Of which jobs, at most one window each.
    pub windows: Vec<Window>,
}

/// Which rows of a job are shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Shown {
    /// Those that run, in the order in which they were started, then those that wait, in the order of their turns.
    Running,
    /// Those that failed, in the order in which they did.
    Failed,
    /// Those that are done or were left alone, the newest first.
    Done,
}

/// Some of the rows of a job that are shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Window {
    /// The job.
    pub job: JobId,
    /// The first row, from 0.
    pub first: usize,
    /// How many; a screenful.
    pub count: usize,
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
    /// Count everything below folders: `Counted` events, then `Answered(Counted)`.
    Count {
        /// Which.
        folders: Vec<RemotePath>,
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
    /// Make an empty file; an existing one is an error (`Exists`).
    MakeFile {
        /// Which.
        path: RemotePath,
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
        /// Bits that everything below keeps as it has them.
        keeps: u32,
    },
    /// Send one raw line (FTP).
    Raw {
        /// Without line end.
        line: Vec<u8>,
    },
    /// What the connection is like.
    Facts,
}

/// Something to look at or change of what is kept beyond the run. Answered with an `Outcome` of the kind that is named.
#[derive(Clone, Debug)]
pub enum ProfileRequest {
    /// All saved sites: `Book`.
    Sites,
    /// Change them, all or nothing: `SitesChanged`.
    ChangeSites(Vec<Change>),
    /// Keep a secret of a site in the keychain: `Secrets`.
    Keep(SecretName, Secret),
    /// Keep as this secret the password that was given in this run for a user of a server (`host:port`), if one was:
    /// `Secrets`.
    KeepGiven {
        /// As what.
        name: SecretName,
        /// Where it was accepted.
        server: String,
        /// Whose it is.
        user: String,
    },
    /// Remove a secret of a site from the keychain: `Secrets`.
    ForgetSecret(SecretName),
    /// Which secrets of a site are in the keychain: `Secrets`.
    SecretsOf(SiteId),
    /// Files of other programs at their usual places: `Sources`.
    Sources,
    /// What an import of a file would add; `None` tells the format from the file: `Preview`.
    Preview(PathBuf, Option<Format>),
    /// Add these sites with their secrets: `Imported`, with `ProfileProgress` events on the way.
    Import(Vec<Item>),
    /// Write all sites, without secrets, to a file; one that exists is an error (`Exists`) unless it is to be replaced: `Exported`.
    Export(PathBuf, Format, bool),
    /// Certificates, host keys, and what was learned: `Trust`.
    Trust,
    /// Forget the certificate of a server (`host:port`): `Trust`.
    ForgetCertificate(String),
    /// Forget a host key: `Trust`.
    ForgetHostKey(TrustedKey),
    /// Forget what was learned about a server (`host:port`): `Trust`.
    ForgetLearned(String),
    /// Count private data of each kind: `Private`.
    CountPrivate,
    /// Remove private data of these kinds: `Private`, with what was removed.
    ClearPrivate(Vec<Private>),
}

/// Something to look at or change on the disk here. A relative path starts at the home folder; so does `~`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LocalRequest {
    /// List a folder: `Page` events, then `Answered(LocalListed)`. The empty path is the home folder.
    List {
        /// The folder.
        folder: PathBuf,
    },
    /// The folders that people go to, and what is mounted.
    Landmarks,
    /// Make a folder; its parent exists.
    MakeFolder {
        /// Which.
        path: PathBuf,
    },
    /// Make an empty file; an existing one is an error (`Exists`).
    MakeFile {
        /// Which.
        path: PathBuf,
    },
    /// Rename or move on one disk. Nothing is ever replaced: an existing target is an error (`Exists`).
    Rename {
        /// What.
        from: PathBuf,
        /// Its new path.
        to: PathBuf,
    },
    /// Move to the trash. Where that cannot be done, it is an error and nothing is removed.
    Trash {
        /// What.
        paths: Vec<PathBuf>,
    },
    /// Remove for good, folders with all that is in them. Links are removed, never followed.
    Delete {
        /// What.
        paths: Vec<PathBuf>,
    },
    /// Count everything below folders: `Counted` events, then `Answered(Counted)`. Links are not followed.
    Count {
        /// Which.
        folders: Vec<PathBuf>,
    },
    /// Set the permissions (Unix).
    SetPermissions {
        /// Of what.
        path: PathBuf,
        /// The lower twelve mode bits.
        mode: u32,
        /// Of everything below it too; links are left alone.
        recursive: bool,
        /// Bits that everything below keeps as it has them.
        keeps: u32,
    },
    /// How much can still be written where a folder is.
    Free {
        /// The folder.
        folder: PathBuf,
    },
}
