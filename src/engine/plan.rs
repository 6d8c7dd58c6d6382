//! From an order to files in the queue: walks folders on both sides, step by step, while transfers already run.
//!
//! A plan is a stack of steps. Each step looks at one folder, reports what it found, and may add steps. The walk is iterative and
//! bounded: a server where every folder holds a folder comes to an end.

mod download;
mod look;
mod place;
#[cfg(test)]
mod tests;
mod upload;

pub use look::{Expected, Look};
pub use place::{Names, ensure_remote, list};

use std::path::PathBuf;

use tokio_util::sync::CancellationToken;

use super::queue::{Folder, NewFile, Tail};
use crate::entry::{Entry, Kind};
use crate::error::{self, Error, Result, Stage};
use crate::path::{Charset, RemoteName, RemotePath};
use crate::remote::Session;
use crate::transfer::{Errand, Landing, LocalEnd, Selected, Source};

/// How deep a tree may be.
const DEEPEST: u16 = 64;

/// How long a path may be, in bytes.
const LONGEST: usize = 4096;

/// How often a step is tried when the connection fails under it.
pub const TRIES: u32 = 3;

/// Entries of one job beyond which somebody is asked whether they are meant.
pub const MANY: u64 = 1_000_000;

/// The walk of one job.
#[derive(Debug)]
pub struct Plan {
    /// What is left to look at, the next one last.
    pub steps: Vec<Step>,
    /// A step is being made, or stands in line for a connection.
    pub busy: bool,
    /// The step that is being made.
    pub flying: Option<Step>,
    /// Breaks it off.
    pub stop: CancellationToken,
    /// What the journal has of the steps.
    pub kept: Tail,
    /// Whether it has what was decided of them.
    pub decided: Decided,
    /// Tries of the next step so far.
    pub tries: u32,
    /// Files and folders found so far.
    pub found: u64,
    /// Somebody was asked whether so many can be right, and said yes.
    pub confirmed: bool,
}

/// Where a decision stands: whether a source lands inside its destination or as it.
///
/// It rests on what the destination was before the first step made it. Nobody could come to it again after a crash, so nothing
/// is made before it is on the disk.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Decided {
    /// There is none, or it is on the disk.
    #[default]
    Written,
    /// It was made, and the journal has not heard of it.
    Unwritten,
    /// The journal writes it down.
    Writing,
}

/// One look at one place.
#[derive(Clone, Debug)]
pub enum Step {
    /// Find out what a source on the server is.
    Locate {
        source: Selected<RemotePath>,
        destination: LocalEnd,
        landing: Landing,
        afterwards: Source,
    },
    /// Read a folder of the server for a download into `local`, which is made. `whole`: the folder itself was meant, so a move
    /// takes it along.
    ReadRemote {
        remote: RemotePath,
        local: PathBuf,
        depth: u16,
        whole: bool,
    },
    /// Find out what the destination on the server is, and which of the local sources are folders.
    Aim {
        sources: Vec<Selected<LocalEnd>>,
        destination: RemotePath,
        landing: Landing,
        afterwards: Source,
    },
    /// Read a local folder for an upload into `remote`, which is made. `fresh`: its parent was just made, so it is not there.
    ReadLocal {
        local: PathBuf,
        remote: RemotePath,
        fresh: bool,
        depth: u16,
        whole: bool,
    },
    /// Look again at a target folder of an earlier run.
    Look(Look),
}

/// What a step came to.
#[derive(Debug, Default)]
pub struct Findings {
    /// Folder pairs that are ready on both sides, with their files.
    pub folders: Vec<(Folder, Vec<NewFile>)>,
    /// Further steps, in order.
    pub steps: Vec<Step>,
    /// What did not work out; the rest goes on.
    pub problems: Vec<Trouble>,
    /// Names that cannot be used.
    pub blocked: u64,
    /// What a folder of an earlier run holds.
    pub looked: Option<Arrived>,
}

impl Findings {
    /// Says of the folders that were read whether they themselves were meant.
    fn of(mut self, whole: bool) -> Self {
        self.folders.iter_mut().for_each(|(folder, _)| folder.whole = whole);
        self
    }
}

/// What was found at a target folder of an earlier run.
#[derive(Debug)]
pub struct Arrived {
    pub look: Look,
    pub existing: Names,
    /// Rows whose files are there already; under another name where one is given.
    pub rows: Vec<(u32, Option<RemoteName>)>,
}

/// Part of a step that did not work out.
#[derive(Debug)]
pub struct Trouble {
    /// What it is about, for people.
    pub subject: String,
    pub error: Error,
    /// The step that tries it again, where that can be told apart from what did work out.
    pub again: Option<Step>,
}

impl Trouble {
    /// Something that is not tried again.
    fn new(subject: String, error: Error) -> Self {
        let again = None;
        Self { subject, error, again }
    }
}

impl Plan {
    /// The first steps of an order.
    pub fn new(errand: Errand, landing: Landing, afterwards: Source) -> Self {
        let steps = match errand {
            Errand::Download { sources, destination } => {
                let landing = if sources.len() > 1 { Landing::Into } else { landing };
                let locate = |source| Step::Locate {
                    source,
                    destination: destination.clone(),
                    landing,
                    afterwards,
                };
                sources.into_iter().rev().map(locate).collect()
            }
            Errand::Upload { sources, destination } => {
                let landing = if sources.len() > 1 { Landing::Into } else { landing };
                vec![Step::Aim {
                    sources,
                    destination,
                    landing,
                    afterwards,
                }]
            }
        };
        Self::of(steps)
    }

    /// These steps, the next one last.
    pub fn of(steps: Vec<Step>) -> Self {
        Self {
            steps,
            busy: false,
            flying: None,
            stop: CancellationToken::new(),
            kept: Tail::default(),
            decided: Decided::default(),
            tries: 0,
            found: 0,
            confirmed: false,
        }
    }

    /// Whether somebody has to say that so many entries are meant, before it goes on.
    pub fn needs_a_word(&self) -> bool {
        self.found > MANY && !self.confirmed
    }

    /// The next step, which is made from now on.
    pub fn fly(&mut self) -> Option<Step> {
        let step = self.steps.pop()?;
        self.stop = CancellationToken::new();
        self.flying = Some(step.clone());
        Some(step)
    }

    /// The step that was being made has ended.
    pub fn land(&mut self) {
        self.busy = false;
        if self.flying.take().is_some() {
            self.kept.cut(self.steps.len());
        }
    }

    /// Adds the steps that a step brought up; they come before the others, in their order.
    pub fn add(&mut self, steps: Vec<Step>) {
        self.steps.extend(steps.into_iter().rev());
    }
}

impl Step {
    /// Makes the step. `names`: the charset of the server's names.
    ///
    /// # Errors
    /// Only what ends the whole step; part of it that failed is among the findings.
    pub async fn make(self, session: &Session, names: Charset) -> Result<Findings> {
        match self {
            Self::Locate {
                source,
                destination,
                landing,
                afterwards,
            } => download::locate(session, source, destination, (landing, afterwards), names).await,
            Self::ReadRemote {
                remote,
                local,
                depth,
                whole,
            } => {
                let read = download::read(session, (remote, local), depth, names).await;
                read.map(|findings| findings.of(whole))
            }
            Self::Aim {
                sources,
                destination,
                landing,
                afterwards,
            } => upload::aim(session, sources, destination, (landing, afterwards), names).await,
            Self::ReadLocal {
                local,
                remote,
                fresh,
                depth,
                whole,
            } => {
                let read = upload::read(session, (local, remote), fresh, depth, names).await;
                read.map(|findings| findings.of(whole))
            }
            Self::Look(place) => look::look(session, place).await,
        }
    }

    /// Whether it finds out where things land, by what is there before anything is made.
    pub fn decides(&self) -> bool {
        match self {
            Self::Locate { landing, .. } | Self::Aim { landing, .. } => *landing == Landing::Decide,
            Self::ReadRemote { .. } | Self::ReadLocal { .. } | Self::Look(_) => false,
        }
    }

    /// What the step is about, for people.
    pub fn subject(&self, names: Charset) -> String {
        match self {
            Self::Locate { source, .. } => names.visible_path(&source.path),
            Self::ReadRemote { remote, .. } => names.visible_path(remote),
            Self::Aim { destination, .. } => names.visible_path(destination),
            Self::ReadLocal { local, .. } => local.display().to_string(),
            Self::Look(look) => look.remote.visible(),
        }
    }
}

/// A file as it goes into the queue.
fn file(entry: Entry) -> NewFile {
    let Entry {
        name,
        size,
        modified,
        permissions,
        kind,
        ..
    } = entry;
    let skip = match kind {
        Kind::File | Kind::Directory => None,
        Kind::Link => Some(crate::transfer::Skip::Link),
        Kind::Other => Some(crate::transfer::Skip::NotAFile),
    };
    NewFile {
        name,
        target: None,
        size,
        modified,
        permissions,
        skip,
        plain: kind == Kind::File,
    }
}

/// A folder below that is too deep or too long to follow.
fn too_deep(depth: u16, length: usize) -> Option<Error> {
    let cause = if depth > DEEPEST {
        format!("more than {DEEPEST} folders inside each other")
    } else if length > LONGEST {
        format!("its path has more than {LONGEST} bytes")
    } else {
        return None;
    };
    Some(Error::new(Stage::Plan, error::Kind::TooLarge, "look into the folder").with_cause(cause))
}
