//! What tasks tell the actor.

use std::path::PathBuf;
use std::sync::Arc;

use tokio::sync::oneshot;

use super::command::{JobId, QuestionId, Ticket, TransferId};
use super::event::{Other, Outcome};
use super::journal::News;
use super::lookout::Lookout;
use super::plan::{Findings, Step};
use super::queue::{Need, ServerId};
use super::transfer::{self, Crew};
use super::trial;

use crate::ask::{Answer, Question};
use crate::entry::{Count, Entry};
use crate::error::{Error, Result};
use crate::local::space::Disk;
use crate::path::RemotePath;
use crate::remote::Session;
use crate::secret::{Secret, Trouble};
use crate::site::{Site, SiteId};
use crate::transfer::Begun;

/// The connection that a task used: its server and its number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Used {
    pub server: ServerId,
    pub connection: u64,
}

/// Something that a task has to say.
#[derive(Debug)]
pub enum Report {
    /// A connection was opened, or was not.
    Connected { used: Used, result: Box<Result<Session>> },
    /// A try of a transfer has ended.
    Transferred {
        used: Used,
        id: TransferId,
        report: transfer::Report,
    },
    /// A running transfer needs its connection no more; its end comes later.
    Freed { used: Used, id: TransferId },
    /// What is there of a running transfer, whenever a crash should not cost it.
    Checkpoint { id: TransferId, begun: Begun },
    /// A step of a plan has ended.
    Planned {
        used: Used,
        job: JobId,
        step: Step,
        result: Result<Findings>,
    },
    /// Entries for a listing. The permit keeps the sender from running ahead of the screen.
    Page {
        ticket: Ticket,
        entries: Vec<Entry>,
        permit: Option<tokio::sync::OwnedSemaphorePermit>,
    },
    /// One item of a recursive request failed.
    ItemFailed {
        ticket: Ticket,
        path: RemotePath,
        error: Box<Error>,
    },
    /// One item of a request about the disk here failed.
    LocalFailed {
        ticket: Ticket,
        path: PathBuf,
        error: Box<Error>,
    },
    /// How far a request about many items is.
    Progress { ticket: Ticket, done: u64, failed: u64 },
    /// What a request to count has found so far.
    Counted { ticket: Ticket, count: Count },
    /// A request that needs no connection has ended.
    Visited { ticket: Ticket, result: Result<Outcome> },
    /// A request about the profile has ended, and these sites are not what they were.
    Kept {
        ticket: Ticket,
        result: Result<Outcome>,
        touched: Vec<SiteId>,
    },
    /// How far an import is.
    ProfileProgress { ticket: Ticket, done: usize, of: usize },
    /// The keychain has answered.
    Unlocked {
        id: QuestionId,
        found: Result<Option<Secret>, Trouble>,
    },
    /// A step of a trial was taken, or is the last.
    Tried { ticket: Ticket, step: Box<trial::Step> },
    /// A trial has ended; its connection is closed.
    TrialOver {
        ticket: Ticket,
        site: Arc<Site>,
        result: Result<()>,
    },
    /// An answer was kept in the keychain, or was not.
    AnswerKept {
        site: Arc<Site>,
        result: Result<(), Trouble>,
    },
    /// How much room there is where jobs go.
    Space(Vec<(Need, Option<Disk>)>),
    /// Somebody has looked for jobs of other processes.
    Looked(Box<Result<(Lookout, Vec<Other>)>>),
    /// The journal has something to tell.
    Journal(News),
    /// A connection was closed.
    Gone { connection: u64 },
    /// A browse request has ended.
    Browsed {
        used: Used,
        ticket: Ticket,
        result: Result<Outcome>,
    },
    /// Somebody was asked whether a job with so many entries is meant.
    MayGoOn { job: JobId, yes: bool },
    /// A chore (removing a part, keeping alive) has ended.
    ChoreDone { used: Used },
    /// A large transfer can use the help of further connections.
    WantsHelp { id: TransferId, crew: Arc<Crew> },
    /// A connection has stopped helping with a transfer.
    Helped {
        used: Used,
        id: TransferId,
        result: Result<()>,
    },
    /// Folders that the files of a job have left were looked at; these could not be, because the connection was lost.
    Swept {
        used: Option<Used>,
        job: JobId,
        left: Vec<RemotePath>,
    },
    /// A session needs an answer.
    Asked {
        site: Arc<Site>,
        question: Question,
        reply: oneshot::Sender<Answer>,
    },
}
