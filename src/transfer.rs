//! Transfers and jobs as values: what is to be moved, what state it is in, how it ended.

use std::ops::Range;
use std::path::PathBuf;

use crate::entry::Modified;
use crate::error::Error;
use crate::path::RemotePath;

/// Which way bytes go.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Direction {
    /// From the server to this computer.
    Download,
    /// From this computer to the server.
    Upload,
}

/// What to do when the target of a transfer exists.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default)]
pub enum Policy {
    /// Ask somebody.
    Ask,
    /// Always the same.
    Always(Resolution),
    /// Leave it, because nobody said what to do: reported as left behind, unlike a skip by wish.
    #[default]
    Leave,
}

/// What to do about one existing target.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Resolution {
    /// Replace it.
    Overwrite,
    /// Replace it if the source is newer.
    OverwriteIfNewer,
    /// Replace it if the sizes differ.
    OverwriteIfSizeDiffers,
    /// Go on behind its last byte, where it is proven to be the beginning of the source; else replace it.
    Resume,
    /// Keep both: the new one gets a number in its name.
    Rename,
    /// Leave it.
    Skip,
}

/// How much is checked after a transfer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default)]
pub enum Verify {
    /// Equal size on both sides.
    #[default]
    Size,
    /// Also a hash, where the server can make one.
    Hash,
}

/// What becomes of the source of a transfer when the file has arrived.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default)]
pub enum Source {
    /// It stays: a copy.
    #[default]
    Keep,
    /// It is removed once the file is done, checked and on record: a move.
    Remove,
}

/// How a finished file was checked, strongest first. Only SHA-2 is called proof.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
pub enum Verified {
    /// SHA-512 of both sides is equal.
    Sha512,
    /// SHA-256 of both sides is equal.
    Sha256,
    /// SHA-1 of both sides is equal.
    Sha1,
    /// MD5 of both sides is equal.
    Md5,
    /// CRC-32 of both sides is equal.
    Crc32,
    /// The sizes of both sides are equal.
    Size,
    /// The other side could not be asked; the stream and the reply were without error.
    Unverified,
}

impl Verified {
    /// The name in `--json` output.
    pub fn name(self) -> &'static str {
        match self {
            Self::Sha512 => "sha512",
            Self::Sha256 => "sha256",
            Self::Sha1 => "sha1",
            Self::Md5 => "md5",
            Self::Crc32 => "crc32",
            Self::Size => "size",
            Self::Unverified => "none",
        }
    }
}

/// A part that was begun and is not finished: what the next try has to know to go on with it.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Begun {
    /// The id in the name of the part.
    pub part: String,
    /// Bytes of the source when the part was begun.
    pub size: Option<u64>,
    /// When the source had last been changed when the part was begun.
    pub modified: Option<Modified>,
    /// Which bytes are there, in order and apart from each other. Empty: the part was written from its first byte on, and its
    /// length tells. A part that is written in ranges has at least one, which may be an empty one.
    pub have: Vec<Range<u64>>,
    /// Not the part, but what stands under the final name is unfinished: the server lets nobody rename.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub in_place: bool,
}

/// A file of a move that is on its target, checked, while its source is still there. It says what the source was when it was
/// read: only a source that still is that may go.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Arrival {
    /// How the file was checked.
    pub verified: Verified,
    /// Bytes of the source, and of what is at the target.
    pub size: u64,
    /// When the source had last been changed.
    pub modified: Modified,
    /// What else tells a file of this computer from every other one and from what becomes of it.
    pub mark: Option<String>,
    /// Something stood at the target before.
    pub replaced: bool,
}

/// Why the source of a moved file is still there.
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
pub enum Stay {
    /// It is a link: what it points to was copied.
    Link,
    /// It is not what was transferred any more.
    Changed,
    /// The copy could not be checked.
    Unverified,
    /// Its size or time is not known, so nothing tells whether it is what was transferred.
    Unknown,
    /// What is at the target now is not what was put there.
    TargetDiffers,
    /// Nothing proves that source and target are not one and the same file.
    SameFile,
    /// It could not be removed, or not be looked at before.
    Refused(Box<Error>),
}

impl Stay {
    /// The name in reports.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Link => "link",
            Self::Changed => "changed",
            Self::Unverified => "unverified",
            Self::Unknown => "unknown",
            Self::TargetDiffers => "target_differs",
            Self::SameFile => "same_file",
            Self::Refused(_) => "refused",
        }
    }
}

/// Why what was there already was not gone on with, and the file was begun anew.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
pub enum Anew {
    /// Size or time of the source are not what they were when the part was begun.
    SourceChanged,
    /// Size or time of the source are not known.
    Unknown,
    /// The last 64 KiB of what is there are not what the source has at that place.
    Differs,
    /// What was begun is not there any more.
    Gone,
    /// What is there is longer than the source.
    TooLong,
    /// The server does not begin in the middle of a file.
    NoOffsets,
    /// The file that was gone on with did not come out right.
    NotRight,
}

impl Anew {
    /// The name in `--json` output.
    pub fn name(self) -> &'static str {
        match self {
            Self::SourceChanged => "source_changed",
            Self::Unknown => "unknown",
            Self::Differs => "differs",
            Self::Gone => "gone",
            Self::TooLong => "too_long",
            Self::NoOffsets => "no_offsets",
            Self::NotRight => "not_right",
        }
    }
}

/// The local end of a transfer.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum LocalEnd {
    /// A file or folder.
    Path(PathBuf),
    /// Standard input or output of this process.
    Standard,
}

/// Where the sources of a job land, decided as `cp -r` does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Landing {
    /// The destination is a folder; each source keeps its own name in it.
    Into,
    /// The destination is the new name, unless it is an existing folder.
    Decide,
}

/// One source of a job.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Selected<P> {
    /// The path of the file or folder, or of the folder in which `pattern` selects.
    pub path: P,
    /// Of a folder only what is in it, not the folder itself (`DIR/`).
    pub contents: bool,
    /// Downloads: select these names in `path`; bytes with `*`, `?` and `[]`.
    pub pattern: Option<Vec<u8>>,
}

impl<P> Selected<P> {
    /// A file or folder under its own name.
    pub fn whole(path: P) -> Self {
        Self {
            path,
            contents: false,
            pattern: None,
        }
    }
}

/// What to move where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Errand {
    /// From the server to this computer.
    Download {
        /// What to fetch.
        sources: Vec<Selected<RemotePath>>,
        /// Where it goes.
        destination: LocalEnd,
    },
    /// From this computer to the server.
    Upload {
        /// What to send.
        sources: Vec<Selected<LocalEnd>>,
        /// Where it goes.
        destination: RemotePath,
    },
}

/// Where one transfer stands.
#[derive(Clone, Debug, PartialEq)]
pub enum State {
    /// Its turn has not come.
    Waiting,
    /// Something went wrong that may pass; tried again later.
    Retrying(Box<Error>),
    /// Bytes move, or are about to.
    Running,
    /// Its target exists: it waits until somebody says what to do.
    Asking,
    /// Somebody stopped it for now.
    Paused,
    /// On its target, checked.
    Done(Verified),
    /// Left alone, and why.
    Skipped(Skip),
    /// It will not be tried again by itself.
    Failed(Box<Error>),
}

impl State {
    /// Whether nothing more happens by itself.
    pub fn is_final(&self) -> bool {
        matches!(self, Self::Done(_) | Self::Skipped(_) | Self::Failed(_))
    }
}

/// Why a transfer was left alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Skip {
    /// The target exists and a policy or a person said so.
    ByWish,
    /// The target exists and nobody said what to do.
    ByDefault,
    /// Not a regular file (device, socket, pipe).
    NotAFile,
    /// A symbolic link: not followed.
    Link,
}
