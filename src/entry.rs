//! What a listing tells about one name.

use crate::path::RemoteName;

/// One line of a listing, or the answer to a `stat`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// The name in the server's bytes; for a `stat` the last name of the path that was asked.
    pub name: RemoteName,
    /// What it is.
    pub kind: Kind,
    /// Length in bytes, where the server says it. For anything but a file it means nothing.
    pub size: Option<u64>,
    /// When it was last changed.
    pub modified: Option<Modified>,
    /// The lower twelve mode bits (`rwxrwxrwx`, set-uid, set-gid, sticky).
    pub permissions: Option<Permissions>,
    /// The owner's name or number as the server writes it.
    pub owner: Option<RemoteName>,
    /// The group's name or number as the server writes it.
    pub group: Option<RemoteName>,
    /// For a symbolic link: where it points to, as the server writes it.
    pub target: Option<Box<[u8]>>,
}

impl Entry {
    /// An entry of which only name and kind are known.
    pub fn new(name: RemoteName, kind: Kind) -> Self {
        Self {
            name,
            kind,
            size: None,
            modified: None,
            permissions: None,
            owner: None,
            group: None,
            target: None,
        }
    }
}

/// What is in folders, in numbers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Count {
    /// Everything that is no folder.
    pub files: u64,
    /// Folders.
    pub folders: u64,
    /// Length of the files, as far as it is known.
    pub bytes: u64,
    /// Folders of which not everything could be read: there may be more.
    pub unread: u64,
}

impl Count {
    /// One more, without what is in it.
    pub fn add(&mut self, entry: &Entry) {
        match entry.kind {
            Kind::Directory => self.folders += 1,
            Kind::File => {
                self.files += 1;
                self.bytes = self.bytes.saturating_add(entry.size.unwrap_or(0));
            }
            Kind::Link | Kind::Other => self.files += 1,
        }
    }

    /// Both together.
    #[must_use]
    pub fn plus(self, other: Self) -> Self {
        Self {
            files: self.files + other.files,
            folders: self.folders + other.folders,
            bytes: self.bytes.saturating_add(other.bytes),
            unread: self.unread + other.unread,
        }
    }
}

/// What a name stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Kind {
    /// A regular file.
    File,
    /// A folder.
    Directory,
    /// A symbolic link; what it points to is not known from the listing alone.
    Link,
    /// A device, socket, pipe, or something the server did not say.
    Other,
}

/// The lower twelve bits of a Unix mode, 0 to 0o7777.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Permissions(u16);

impl Permissions {
    /// Keeps the lower twelve bits.
    pub fn new(mode: u32) -> Self {
        Self((mode & 0o7777) as u16)
    }

    /// The bits.
    pub fn bits(self) -> u32 {
        u32::from(self.0)
    }
}

/// A time of last change and how far it can be trusted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
pub struct Modified {
    /// Seconds since 1970-01-01T00:00:00 in `zone`, which is UTC unless it says otherwise. May be negative.
    pub seconds: i64,
    /// The unit below which the server said nothing.
    pub precision: Precision,
    /// Which clock `seconds` was read from.
    pub zone: Zone,
}

/// The smallest unit that a server's time names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
pub enum Precision {
    /// Exact to the second (MLSD, MDTM, SFTP).
    Second,
    /// Exact to the minute (`ls -l` of the last half year, DOS).
    Minute,
    /// Only the day is known (`ls -l` of older files).
    Day,
}

/// Where the server's clock stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
pub enum Zone {
    /// Coordinated universal time (MLSD facts, MDTM, SFTP).
    Utc,
    /// The zone of the server, which it does not tell (LIST): `seconds` is its wall clock read as if it were UTC.
    Server,
    /// Was [`Zone::Server`]; brought to UTC by an offset learned from one file's MDTM.
    Inferred,
}
