//! What the journal holds, as values.

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::time::Duration;

use crate::entry::{Modified, Permissions};
use crate::path::{RemoteName, RemotePath};
use crate::site::SiteId;
use crate::transfer::{Arrival, Begun, Direction, Policy, Source, State, Verify};

/// Something that is to be kept.
#[derive(Clone, Debug, PartialEq)]
pub enum Change {
    /// A job, new or changed.
    Job(Box<JobRecord>),
    /// A job was taken out of the queue, with everything of it.
    Gone(u32),
    /// A new folder of a job.
    Folder(u32, FolderRecord),
    /// New files of a job that wait and to which nothing has happened, with their places. There may be a great many.
    Fresh(u32, Vec<(u32, Found)>),
    /// A new file of a job, wherever it stands.
    Found(u32, Box<FileRecord>),
    /// Where a file of a job stands now.
    Turned {
        /// The job.
        job: u32,
        /// The file.
        number: u32,
        /// Where it stands.
        standing: Box<Standing>,
    },
    /// A file was taken out of the queue.
    Dropped(u32, u32),
    /// A list of a job from one place on; what was there before is gone.
    Listed {
        /// The job.
        job: u32,
        /// Which list.
        list: List,
        /// The first place that is new.
        from: usize,
        /// What is there from now on, packed by whoever knows what it means.
        items: Vec<Vec<u8>>,
    },
}

/// The lists of a job.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum List {
    /// What its plan has to look at.
    Steps,
    /// What its plan could not look at.
    Missed,
    /// What did not work out.
    Problems,
}

/// A process that has jobs of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RunRecord {
    /// Its number in the system.
    pub process: u32,
    /// When it began, in Unix seconds.
    pub began: i64,
}

/// A job without its files.
#[derive(Clone, Debug, PartialEq)]
pub struct JobRecord {
    /// Its number, unique for ever within the profile.
    pub serial: u32,
    /// The process whose own it is; 0 is the shared queue.
    pub owner: u64,
    /// The saved site that it is about.
    pub site_id: Option<SiteId>,
    /// What the site is like, for the case that it is not saved (any more).
    pub site: String,
    /// When somebody wished for it, in Unix seconds.
    pub began: i64,
    /// Which way its bytes go.
    pub direction: Direction,
    /// `host:port`.
    pub server: String,
    /// Its first source, for people.
    pub source: String,
    /// How many sources it has.
    pub sources: u64,
    /// Where it goes, for people.
    pub destination: String,
    /// What to do about existing targets.
    pub policy: Policy,
    /// How much to check.
    pub verify: Verify,
    /// What becomes of the sources of files that have arrived.
    pub afterwards: Source,
    /// The folders that moved files have left empty are gone, or are not to go.
    pub swept: bool,
    /// Higher ones go first.
    pub priority: i8,
    /// Among those of one priority the lowest goes first.
    pub rank: u64,
    /// Somebody stopped it for now.
    pub paused: bool,
    /// All its files are known.
    pub planned: bool,
    /// Names that cannot be used.
    pub blocked: u64,
    /// Its files in numbers.
    pub sums: Sums,
}

/// The files of a job in numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct Sums {
    /// All.
    pub files: u64,
    /// Their bytes, as far as they are known.
    pub bytes: u64,
    /// Bytes of those that are done.
    pub moved: u64,
    /// Those that wait, run or are paused.
    pub waiting: u64,
    /// Those that are done.
    pub done: u64,
    /// Those that failed.
    pub failed: u64,
    /// Those that were left alone.
    pub skipped: u64,
}

/// A folder pair of a job.
#[derive(Clone, Debug, PartialEq)]
pub struct FolderRecord {
    /// Its place among the folders of the job.
    pub number: u32,
    /// There.
    pub remote: RemotePath,
    /// Here.
    pub local: PathBuf,
    /// How many folders above that is the one that somebody chose.
    pub below: u16,
    /// The folder itself was meant, not only what is in it.
    pub whole: bool,
}

/// A file of a job.
#[derive(Clone, Debug, PartialEq)]
pub struct FileRecord {
    /// Its place among the files of the job.
    pub number: u32,
    /// What was found.
    pub found: Found,
    /// Where it stands.
    pub standing: Standing,
}

/// What a file was when it was found. It never changes.
#[derive(Clone, Debug, PartialEq)]
pub struct Found {
    /// The place of its folder.
    pub folder: u32,
    /// Its name at the source.
    pub name: RemoteName,
    /// Its size.
    pub size: Option<u64>,
    /// When it had last been changed.
    pub modified: Option<Modified>,
    /// Its permissions.
    pub permissions: Option<Permissions>,
    /// Something stood at its target.
    pub was_there: bool,
    /// A listing has shown its source as a file, and not as a link to one.
    pub plain: bool,
}

/// Where a file stands.
#[derive(Clone, Debug, PartialEq)]
pub struct Standing {
    /// Its state; what runs, asks or is tried again waits here.
    pub state: State,
    /// The name at the target, where it differs.
    pub target: Option<RemoteName>,
    /// What somebody said about its target.
    pub policy: Option<Policy>,
    /// Among the files of the job, higher ones go first.
    pub priority: i16,
    /// How often it was tried.
    pub tries: u32,
    /// Bytes of the last try.
    pub moved: u64,
    /// How long that took.
    pub took: Duration,
    /// What is worth knowing, packed by whoever knows what it means.
    pub remarks: Option<String>,
    /// The part that a try has left.
    pub begun: Option<Begun>,
    /// It is on its target, and its source has to go.
    pub arrived: Option<Arrival>,
}

impl Default for Standing {
    /// Nothing has happened to it yet.
    fn default() -> Self {
        Self {
            state: State::Waiting,
            target: None,
            policy: None,
            tries: 0,
            moved: 0,
            took: Duration::ZERO,
            remarks: None,
            begun: None,
            priority: 0,
            arrived: None,
        }
    }
}

/// Files by how they stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Pile {
    /// They wait, or did when the process ended.
    Waiting,
    /// Somebody stopped them.
    Paused,
    /// They are on their targets.
    Done,
    /// They were left alone.
    Skipped,
    /// They failed.
    Failed,
}

impl Pile {
    /// Where a state belongs.
    pub fn of(state: &State) -> Self {
        match state {
            State::Waiting | State::Running | State::Asking | State::Retrying(_) => Self::Waiting,
            State::Paused => Self::Paused,
            State::Done(_) => Self::Done,
            State::Skipped(_) => Self::Skipped,
            State::Failed(_) => Self::Failed,
        }
    }
}

/// The bytes of a local path, from which [`local_path`] makes it again. A relative one is made absolute: the next process has
/// another working folder.
pub fn local_bytes(path: &Path) -> Vec<u8> {
    let path = match std::env::current_dir() {
        Ok(here) if path.as_os_str().is_empty() => here,
        Ok(here) => here.join(path),
        Err(_) => path.to_owned(),
    };
    #[cfg(unix)]
    {
        use std::os::unix::ffi::OsStrExt;
        path.as_os_str().as_bytes().to_vec()
    }
    #[cfg(windows)]
    {
        use std::os::windows::ffi::OsStrExt;
        path.as_os_str().encode_wide().flat_map(u16::to_le_bytes).collect()
    }
}

/// The path of these bytes.
pub fn local_path(bytes: &[u8]) -> PathBuf {
    #[cfg(unix)]
    {
        use std::os::unix::ffi::OsStringExt;
        OsString::from_vec(bytes.to_vec()).into()
    }
    #[cfg(windows)]
    {
        use std::os::windows::ffi::OsStringExt;
        let wide: Vec<u16> = bytes
            .chunks_exact(2)
            .map(|pair| u16::from_le_bytes([pair[0], pair[1]]))
            .collect();
        OsString::from_wide(&wide).into()
    }
}
