//! One logged-in connection, whatever its protocol.
//!
//! A session knows nothing of queues, progress, retries or settings files. When one of its methods returns, the connection
//! is ready for the next call, or the error says that it is broken; the caller finishes nothing. Every wait has a limit
//! from [`Patience`]. Dropping the future of a call cancels it; on FTP that breaks the connection.

mod findings;
pub mod ftp;
pub mod memory;
mod recognise;
pub mod sftp;
mod ssh;
mod way;

use std::net::SocketAddr;
use std::ops::Range;
use std::time::Duration;

use tokio::sync::mpsc;

use crate::ask::Ask;
use crate::entry::Entry;
use crate::error::{Error, Kind, Reply, Result, Stage};
use crate::path::RemotePath;
use crate::pipe::{Sink, Source};
use crate::settings::Patience;
use crate::site::{Learned, Protocol, Site};
use crate::trust::{HostKeys, Known};
use crate::wire::Tap;

pub use findings::{Algorithm, Capabilities, Checksum, Doubt, Dress, Facts, Listing, Moved, SshFacts, Start};
pub use recognise::{Recognised, Service, recognise};
pub use way::{Footing, footing, is_offline, leads_to};

/// Our end of a connection and the peer's.
pub type Ends = (Option<SocketAddr>, Option<SocketAddr>);

/// Everything that is needed to open a session.
#[derive(Clone, Copy)]
pub struct Dial<'a> {
    /// Where, how and as whom.
    pub site: &'a Site,
    /// What is known of its certificate.
    pub known: Known,
    /// The host keys that are known, of every host: a way through other hosts needs theirs too.
    pub keys: &'a HostKeys,
    /// What was found out about it before.
    pub learned: &'a Learned,
    /// Who answers questions.
    pub ask: &'a dyn Ask,
    /// The log of this connection.
    pub tap: &'a Tap,
    /// The limits of every wait.
    pub patience: Patience,
}

/// One logged-in connection. A closed set: static dispatch, no boxed futures.
#[derive(Debug)]
pub enum Session {
    /// FTP or FTPS.
    Ftp(Box<ftp::Session>),
    /// SFTP.
    Sftp(Box<sftp::Session>),
    /// A tree in this process, for tests.
    Memory(Box<memory::Session>),
}

/// Sends a call on to the session inside.
macro_rules! each {
    ($session:expr, $inner:ident => $call:expr) => {
        match $session {
            Session::Ftp($inner) => $call,
            Session::Sftp($inner) => $call,
            Session::Memory($inner) => $call,
        }
    };
}

impl Session {
    /// Opens the connection, makes sure who the server is, encrypts, and logs in, in this order.
    ///
    /// # Errors
    /// With the stage at which it stopped. No credential was sent unless the stage is `Login` or later.
    pub async fn connect(dial: Dial<'_>) -> Result<Self> {
        match dial.site.protocol {
            Protocol::Ftp(_) => Ok(Self::Ftp(Box::new(ftp::Session::connect(dial).await?))),
            Protocol::Sftp(_) => Ok(Self::Sftp(Box::new(sftp::Session::connect(dial).await?))),
            Protocol::Memory => Ok(Self::Memory(Box::new(memory::Session::connect(dial).await?))),
        }
    }

    /// What this server can do, as far as it told.
    pub fn capabilities(&self) -> Capabilities {
        each!(self, session => session.capabilities())
    }

    /// What the connection is like, for people.
    pub fn facts(&self) -> Facts {
        each!(self, session => session.facts())
    }

    /// What this session has found out about the server so far; differs from what it was given only by what is new.
    pub fn learned(&self) -> Learned {
        each!(self, session => session.learned())
    }

    /// Whether the connection must not be used again.
    pub fn is_broken(&self) -> bool {
        each!(self, session => session.is_broken())
    }

    /// Whether the connection can carry no further file or listing, while everything else still works on it: the next one
    /// needs another connection. On FTPS, where the server wants sessions taken up and has given out its last ticket.
    pub fn is_spent(&self) -> bool {
        match self {
            Self::Ftp(session) => session.is_spent(),
            Self::Sftp(_) | Self::Memory(_) => false,
        }
    }

    /// The shortest time that a question and its answer took so far; `None` where nobody has measured it.
    pub fn round_trip(&self) -> Option<Duration> {
        match self {
            Self::Sftp(session) => session.round_trip(),
            Self::Memory(session) => session.round_trip(),
            Self::Ftp(_) => None,
        }
    }

    /// Both ends of the connection, as far as it goes over a network; with hosts on the way, those of its first stretch.
    pub fn ends(&self) -> Ends {
        match self {
            Self::Ftp(session) => session.ends(),
            Self::Sftp(session) => session.ends(),
            Self::Memory(_) => (None, None),
        }
    }

    /// Goes up whenever the server was heard, or took bytes.
    pub fn signs_of_life(&self) -> u64 {
        match self {
            Self::Ftp(session) => session.signs_of_life(),
            Self::Sftp(session) => session.signs_of_life(),
            Self::Memory(_) => 0,
        }
    }

    /// Another connection to the same server has measured this round trip. One that was opened while the line was busy would
    /// take the waiting for the distance.
    pub fn is_as_near_as(&self, round_trip: Duration) {
        match self {
            Self::Sftp(session) => session.is_as_near_as(round_trip),
            Self::Ftp(_) | Self::Memory(_) => {}
        }
    }

    /// The folder in which the login landed. Asked once, then remembered.
    ///
    /// # Errors
    /// If the server does not say.
    pub async fn working_directory(&self) -> Result<RemotePath> {
        each!(self, session => session.working_directory().await)
    }

    /// Lists a folder. Entries go out in pages as they arrive; a receiver that is gone ends the listing with `Cancelled`.
    ///
    /// # Errors
    /// `NotFound` or `Rejected` with the server's words; `TooLarge` beyond 256 MiB, 1,000,000 entries or 64 KiB a line.
    pub async fn list(&self, folder: &RemotePath, pages: mpsc::Sender<Vec<Entry>>) -> Result<Listing> {
        each!(self, session => session.list(folder, pages).await)
    }

    /// Looks at one name. A symbolic link is described itself unless `follow`.
    ///
    /// # Errors
    /// `NotFound` if there is nothing.
    pub async fn stat(&self, path: &RemotePath, follow: bool) -> Result<Entry> {
        each!(self, session => session.stat(path, follow).await)
    }

    /// The length of a file in bytes; `None` if there is no file of that name, or the server does not tell.
    ///
    /// # Errors
    /// Only if the connection fails: a refusal is `None`.
    pub async fn size(&self, path: &RemotePath) -> Result<Option<u64>> {
        each!(self, session => session.size(path).await)
    }

    /// Reads a file from byte `offset` to its end into `sink`.
    ///
    /// # Errors
    /// `Truncated` if the end of the data was not proven; `Cancelled` if the sink was closed (the connection stays usable
    /// where the protocol allows it).
    pub async fn download(&self, path: &RemotePath, offset: u64, sink: Sink) -> Result<Moved> {
        each!(self, session => session.download(path, offset, sink).await)
    }

    /// Reads the bytes of `range` from a file into `sink`; fewer only where the file ends before. Needs
    /// [`Capabilities::ranges`].
    ///
    /// # Errors
    /// As [`Session::download`]; `Unsupported` where ranges are not to be had.
    pub async fn download_range(&self, path: &RemotePath, range: Range<u64>, sink: Sink) -> Result<Moved> {
        match self {
            Self::Sftp(session) => session.download_range(path, range, sink).await,
            Self::Memory(session) => session.download_range(path, range, sink).await,
            Self::Ftp(_) => Err(unsupported(format!("read a range of {path}"))),
        }
    }

    /// Writes a file from `source`. What the server holds beyond the last byte sent is gone afterwards where the protocol
    /// can do that; the caller compares sizes. With [`Start::At`] nothing is cut off behind the last byte, so that several
    /// sessions can write one file where [`Capabilities::ranges`] says so.
    ///
    /// `dress` is given to the file in the same breath where the protocol can do that; [`Moved::dressed`] tells.
    ///
    /// # Errors
    /// With the server's words, also where it stopped reading (`552`); `Cancelled` if the source was broken off.
    pub async fn upload(&self, source: Source, path: &RemotePath, start: Start, dress: Option<Dress>) -> Result<Moved> {
        match self {
            Self::Ftp(session) => session.upload(source, path, start).await,
            Self::Sftp(session) => session.upload(source, path, start, dress).await,
            Self::Memory(session) => session.upload(source, path, start, dress).await,
        }
    }

    /// Makes one folder; its parent exists.
    ///
    /// # Errors
    /// `Exists` if the server says so, else `Rejected`.
    pub async fn make_directory(&self, path: &RemotePath) -> Result<()> {
        each!(self, session => session.make_directory(path).await)
    }

    /// Removes an empty folder.
    ///
    /// # Errors
    /// `NotFound` or `Rejected` with the server's words.
    pub async fn remove_directory(&self, path: &RemotePath) -> Result<()> {
        each!(self, session => session.remove_directory(path).await)
    }

    /// Removes a file or a symbolic link, never what the link points to.
    ///
    /// # Errors
    /// `NotFound` or `Rejected` with the server's words.
    pub async fn remove_file(&self, path: &RemotePath) -> Result<()> {
        each!(self, session => session.remove_file(path).await)
    }

    /// Renames. Where [`Capabilities::renames_safely`], an existing `to` is replaced only if `replace` says so (and where the
    /// server cannot replace, that is refused); elsewhere it is the server's choice: look first.
    ///
    /// # Errors
    /// `NotFound`, `Exists` or `Rejected` with the server's words.
    pub async fn rename(&self, from: &RemotePath, to: &RemotePath, replace: bool) -> Result<()> {
        match self {
            Self::Sftp(session) => session.rename(from, to, replace).await,
            Self::Ftp(session) => session.rename(from, to).await,
            Self::Memory(session) => session.rename(from, to, replace).await,
        }
    }

    /// Where a symbolic link points to, in the server's bytes.
    ///
    /// # Errors
    /// `Unsupported` on FTP; `NotFound` or `Rejected`.
    pub async fn read_link(&self, path: &RemotePath) -> Result<Vec<u8>> {
        match self {
            Self::Sftp(session) => session.read_link(path).await,
            Self::Ftp(_) | Self::Memory(_) => Err(unsupported(format!("read the link {path}"))),
        }
    }

    /// Makes a symbolic link at `path` that points to `target`, which is written as it is.
    ///
    /// # Errors
    /// `Unsupported` on FTP; `Exists` or `Rejected`.
    pub async fn make_link(&self, path: &RemotePath, target: &[u8]) -> Result<()> {
        match self {
            Self::Sftp(session) => session.make_link(path, target).await,
            Self::Ftp(_) | Self::Memory(_) => Err(unsupported(format!("make the link {path}"))),
        }
    }

    /// Bytes that this user can still write where `path` is; `None` where the server does not tell.
    ///
    /// # Errors
    /// Only if the connection fails: a refusal is `None`.
    pub async fn free_space(&self, path: &RemotePath) -> Result<Option<u64>> {
        match self {
            Self::Sftp(session) => session.free_space(path).await,
            Self::Ftp(_) | Self::Memory(_) => Ok(None),
        }
    }

    /// Sets the lower twelve mode bits.
    ///
    /// # Errors
    /// `Unsupported` or `Rejected`.
    pub async fn set_permissions(&self, path: &RemotePath, mode: u32) -> Result<()> {
        each!(self, session => session.set_permissions(path, mode).await)
    }

    /// Sets the time of last change, in Unix seconds (UTC).
    ///
    /// # Errors
    /// `Unsupported` or `Rejected`.
    pub async fn set_modified(&self, path: &RemotePath, seconds: i64) -> Result<()> {
        each!(self, session => session.set_modified(path, seconds).await)
    }

    /// The best checksum that the server can make of a file; `None` where it can make none.
    ///
    /// # Errors
    /// If the server offers a checksum and then fails to give it.
    pub async fn checksum(&self, path: &RemotePath) -> Result<Option<Checksum>> {
        each!(self, session => session.checksum(path).await)
    }

    /// Has the server's disk keep a file, where there is a way to say so.
    ///
    /// # Errors
    /// Only if the connection fails.
    pub async fn sync(&self, path: &RemotePath) -> Result<()> {
        match self {
            Self::Sftp(session) => session.sync(path).await,
            Self::Ftp(_) | Self::Memory(_) => Ok(()),
        }
    }

    /// Says something harmless, so that nobody on the way forgets the connection.
    ///
    /// # Errors
    /// The connection is broken then.
    pub async fn keep_alive(&self) -> Result<()> {
        each!(self, session => session.keep_alive().await)
    }

    /// Sends one line as it is and returns the whole reply. FTP only.
    ///
    /// # Errors
    /// `Unsupported` on other protocols and for commands that would open a data connection or change the protection.
    pub async fn raw(&self, line: &[u8]) -> Result<Reply> {
        each!(self, session => session.raw(line).await)
    }

    /// Writes a remark into the log of this connection.
    pub async fn note(&self, text: String) {
        match self {
            Self::Ftp(session) => session.note(text).await,
            Self::Sftp(session) => session.note(text),
            Self::Memory(session) => session.note(text),
        }
    }

    /// Says goodbye, briefly, and closes.
    pub async fn close(self) {
        each!(self, session => session.close().await);
    }
}

fn unsupported(attempted: String) -> Error {
    Error::new(Stage::Command, Kind::Unsupported, attempted)
}
