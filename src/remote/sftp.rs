//! SFTP, version 3 (draft-ietf-secsh-filexfer-02) with OpenSSH's extensions.
//!
//! `frame`, `packet`, `attributes`, `status`, `extensions` are the protocol without IO. `link` runs it over one channel for
//! any number of callers; `download`, `upload`, `list`, `file_commands` are those callers. A session has two channels, so that
//! a look at a folder never waits behind a file.

pub mod attributes;
mod carrier;
mod checksum;
mod connect;
mod download;
mod exchange;
pub mod extensions;
mod fate;
mod file_commands;
mod flow;
pub mod frame;
mod link;
mod list;
mod longname;
pub mod packet;
mod pump;
mod reads;
pub mod status;
#[cfg(test)]
mod tests;
mod upload;
mod window;

use std::ops::Range;
use std::time::Duration;

use tokio::sync::{OnceCell, mpsc};

use self::attributes::Attributes;
use self::carrier::Carrier;
use self::checksum::Desk;
use self::extensions::{Extensions, FSYNC, Limits, POSIX_RENAME, STATVFS};
use self::fate::Fate;
use self::link::{Arrived, Link, refused};
use self::packet::Request;
use super::{Capabilities, Checksum, Dial, Dress, Ends, Facts, Listing, Moved, Start, unsupported};
use crate::entry::Entry;
use crate::error::{Error, Kind, Reply, Result, Stage};
use crate::path::{Blocked, RemoteName, RemotePath};
use crate::pipe::{Sink, Source};
use crate::settings::Patience;
use crate::site::Learned;
use crate::wire::Tap;

/// Operations at once on one connection. Measured: 1,000 small files at 20 ms take a second with 64, and little more with 32.
const LANES: usize = 32;

/// The longest read or write of a file: OpenSSH takes so much, and larger ones bring nothing.
const LONGEST: u64 = 255 << 10;

/// What every server takes (draft, section 3).
const USUAL: u64 = 32 << 10;

/// So long the connection below may take to say goodbye.
const GOODBYE: Duration = Duration::from_millis(500);

/// An SFTP session: many operations at once on one connection.
#[derive(Debug)]
pub struct Session {
    carrier: Carrier,
    fate: Fate,
    /// For everything short.
    talk: Link,
    /// For files; opened with the first, and the same as `talk` where the server allows one channel only.
    bulk: OnceCell<Link>,
    home: RemotePath,
    extensions: Extensions,
    limits: Limits,
    learned: Learned,
    tap: Tap,
    patience: Patience,
    checksums: Desk,
}

impl Session {
    /// Opens the SSH connection, logs in, and starts SFTP on it.
    ///
    /// # Errors
    /// With the stage at which it stopped; `Protocol` with the text where the login shell prints some before SFTP starts.
    pub async fn connect(dial: Dial<'_>) -> Result<Self> {
        let connection = super::ssh::Connection::open(&dial, dial.site).await?;
        let carrier = Carrier::Ssh(connection);
        Self::over(carrier, dial.tap, dial.patience, dial.learned.clone()).await
    }

    async fn over(carrier: Carrier, tap: &Tap, patience: Patience, learned: Learned) -> Result<Self> {
        let fate = Fate::default();
        let (talk, extensions) = connect::open(&carrier, tap, patience, fate.clone()).await?;
        let (home, limits) = connect::look_around(&talk, &extensions)
            .await
            .map_err(Error::breaking)?;
        Ok(Self {
            carrier,
            fate,
            talk,
            bulk: OnceCell::new(),
            home,
            extensions,
            limits,
            learned,
            tap: tap.clone(),
            patience,
            checksums: Desk::default(),
        })
    }

    /// What this server can do.
    pub fn capabilities(&self) -> Capabilities {
        Capabilities {
            lanes: LANES,
            sets_modified: true,
            sets_permissions: true,
            checksums: self.checksums.may_work(),
            exact_listings: true,
            sizes: true,
            offsets: true,
            ranges: true,
            renames_safely: self.extensions.has(POSIX_RENAME),
            logs_in_once: self.carrier.logs_in_once(),
        }
    }

    /// What the connection is like, for people.
    pub fn facts(&self) -> Facts {
        let ssh = self.carrier.facts();
        Facts {
            protocol: "SFTP 3".into(),
            data_encrypted: true,
            greeting: ssh.as_ref().map(|ssh| ssh.server.clone()).unwrap_or_default(),
            features: self.extensions.visible(),
            ssh,
            ..Facts::default()
        }
    }

    /// What this session has found out about the server so far: nothing that SFTP could use.
    pub fn learned(&self) -> Learned {
        self.learned.clone()
    }

    /// Whether the connection must not be used again.
    pub fn is_broken(&self) -> bool {
        self.talk.is_broken()
    }

    /// See [`super::Session::ends`].
    pub fn ends(&self) -> Ends {
        self.carrier.ends()
    }

    /// See [`super::Session::signs_of_life`].
    pub fn signs_of_life(&self) -> u64 {
        self.fate.signs_of_life()
    }

    /// The shortest time that a question and its answer took so far.
    pub fn round_trip(&self) -> Option<Duration> {
        self.talk.round_trip()
    }

    /// See [`super::Session::is_as_near_as`].
    pub fn is_as_near_as(&self, round_trip: Duration) {
        self.talk.took(round_trip);
    }

    /// The folder in which the login landed.
    ///
    /// # Errors
    /// None: it was asked when the session began.
    #[allow(clippy::unused_async, reason = "one contract for every protocol")]
    pub async fn working_directory(&self) -> Result<RemotePath> {
        Ok(self.home.clone())
    }

    /// Lists a folder by OPENDIR and READDIR. It is proven complete: the server says where it ends.
    ///
    /// # Errors
    /// See [`super::Session::list`].
    pub async fn list(&self, folder: &RemotePath, pages: mpsc::Sender<Vec<Entry>>) -> Result<Listing> {
        list::list(&self.talk, self.sent(folder)?, pages).await
    }

    /// Looks at one name by STAT or LSTAT.
    ///
    /// # Errors
    /// See [`super::Session::stat`].
    pub async fn stat(&self, path: &RemotePath, follow: bool) -> Result<Entry> {
        let name = path.name().unwrap_or_else(|| RemoteName::new(path.as_bytes()));
        file_commands::stat(&self.talk, self.sent(path)?, name, follow).await
    }

    /// STAT, for its size.
    ///
    /// # Errors
    /// Only if the connection fails: a refusal is `None`.
    pub async fn size(&self, path: &RemotePath) -> Result<Option<u64>> {
        file_commands::size(&self.talk, self.sent(path)?).await
    }

    /// Reads a file from `offset` to its end.
    ///
    /// # Errors
    /// See [`super::Session::download`].
    pub async fn download(&self, path: &RemotePath, offset: u64, sink: Sink) -> Result<Moved> {
        self.download_range(path, offset..u64::MAX, sink).await
    }

    /// Reads a range of a file.
    ///
    /// # Errors
    /// See [`super::Session::download_range`].
    pub async fn download_range(&self, path: &RemotePath, range: Range<u64>, sink: Sink) -> Result<Moved> {
        let (path, bulk) = (self.sent(path)?, self.bulk().await?);
        download::download(bulk, path, range, longest(self.limits.read), sink).await
    }

    /// Writes a file.
    ///
    /// # Errors
    /// See [`super::Session::upload`].
    pub async fn upload(&self, source: Source, path: &RemotePath, start: Start, dress: Option<Dress>) -> Result<Moved> {
        let (path, bulk) = (self.sent(path)?, self.bulk().await?);
        let outcome = upload::upload(bulk, path, source, (start, dress), longest(self.limits.write)).await;
        match outcome {
            Err(error) if self.may_be_full(&error) => self.explain_full(path, error).await,
            outcome => outcome,
        }
    }

    /// MKDIR.
    ///
    /// # Errors
    /// See [`super::Session::make_directory`].
    pub async fn make_directory(&self, path: &RemotePath) -> Result<()> {
        file_commands::make_directory(&self.talk, self.sent(path)?).await
    }

    /// RMDIR.
    ///
    /// # Errors
    /// See [`super::Session::remove_directory`].
    pub async fn remove_directory(&self, path: &RemotePath) -> Result<()> {
        self.talk.done(Request::remove_directory(self.sent(path)?)).await
    }

    /// REMOVE.
    ///
    /// # Errors
    /// See [`super::Session::remove_file`].
    pub async fn remove_file(&self, path: &RemotePath) -> Result<()> {
        self.talk.done(Request::remove(self.sent(path)?)).await
    }

    /// RENAME, or `posix-rename@openssh.com` to replace.
    ///
    /// # Errors
    /// See [`super::Session::rename`].
    pub async fn rename(&self, from: &RemotePath, to: &RemotePath, replace: bool) -> Result<()> {
        let replaces = replace && self.extensions.has(POSIX_RENAME);
        file_commands::rename(&self.talk, self.sent(from)?, self.sent(to)?, replaces).await
    }

    /// READLINK.
    ///
    /// # Errors
    /// See [`super::Session::read_link`].
    pub async fn read_link(&self, path: &RemotePath) -> Result<Vec<u8>> {
        file_commands::read_link(&self.talk, self.sent(path)?).await
    }

    /// SYMLINK.
    ///
    /// # Errors
    /// See [`super::Session::make_link`].
    pub async fn make_link(&self, path: &RemotePath, target: &[u8]) -> Result<()> {
        file_commands::make_link(&self.talk, self.sent(path)?, target).await
    }

    /// `statvfs@openssh.com`.
    ///
    /// # Errors
    /// See [`super::Session::free_space`].
    pub async fn free_space(&self, path: &RemotePath) -> Result<Option<u64>> {
        if !self.extensions.has(STATVFS) {
            return Ok(None);
        }
        file_commands::free_space(&self.talk, self.sent(path)?).await
    }

    /// `fsync@openssh.com`, where the server has it.
    ///
    /// # Errors
    /// See [`super::Session::sync`].
    pub async fn sync(&self, path: &RemotePath) -> Result<()> {
        if !self.extensions.has(FSYNC) {
            return Ok(());
        }
        file_commands::sync(&self.talk, self.sent(path)?).await
    }

    /// SETSTAT with a mode.
    ///
    /// # Errors
    /// See [`super::Session::set_permissions`].
    pub async fn set_permissions(&self, path: &RemotePath, mode: u32) -> Result<()> {
        let attributes = Attributes {
            mode: Some(mode & 0o7777),
            ..Attributes::default()
        };
        file_commands::set(&self.talk, self.sent(path)?, attributes).await
    }

    /// SETSTAT with times.
    ///
    /// # Errors
    /// See [`super::Session::set_modified`]; `Unsupported` for times before 1970 and after 2106.
    pub async fn set_modified(&self, path: &RemotePath, seconds: i64) -> Result<()> {
        file_commands::set(&self.talk, self.sent(path)?, file_commands::modified(seconds)?).await
    }

    /// `sha256sum` or `shasum` on the server, else the `check-file` extension.
    ///
    /// # Errors
    /// See [`super::Session::checksum`].
    pub async fn checksum(&self, path: &RemotePath) -> Result<Option<Checksum>> {
        self.talk.in_step("checksum")?;
        let path = RemotePath::new(self.sent(path)?).within(&self.home);
        self.checksums.checksum(self, &path).await
    }

    /// REALPATH of the folder in which the login landed.
    ///
    /// # Errors
    /// The connection is broken then.
    pub async fn keep_alive(&self) -> Result<()> {
        match self.talk.call(Request::real_path(b".")).await? {
            Arrived::Names(_) | Arrived::Status(_) => Ok(()),
            other => Err(refused(other, Stage::Command, "REALPATH \".\"".into()).breaking()),
        }
    }

    /// See [`super::Session::note`].
    pub fn note(&self, text: String) {
        self.tap.note(text);
    }

    /// SFTP has no lines that could be sent.
    ///
    /// # Errors
    /// Always `Unsupported`.
    #[allow(clippy::unused_async, reason = "one contract for every protocol")]
    pub async fn raw(&self, line: &[u8]) -> Result<Reply> {
        let _ = line;
        Err(unsupported("send a line".into()))
    }

    /// Ends both channels and the connection below.
    pub async fn close(self) {
        let Self {
            carrier, talk, bulk, ..
        } = self;
        drop((talk, bulk));
        carrier.close(GOODBYE).await;
    }

    /// The channel for files. A server that refuses a second one has all on the first.
    async fn bulk(&self) -> Result<&Link> {
        let open = async || match connect::open(&self.carrier, &self.tap, self.patience, self.fate.clone()).await {
            Ok((link, _)) => Ok(link),
            Err(error) if error.broken && self.carrier.failure().is_some() => Err(error),
            Err(error) => {
                let note = "no second channel is to be had, so files and listings share the first one";
                self.tap.note(format!("{note}: {error}"));
                Ok(self.talk.clone())
            }
        };
        self.bulk.get_or_try_init(open).await
    }

    /// The bytes of a path as they are sent. The empty path is the login folder.
    fn sent<'a>(&self, path: &'a RemotePath) -> Result<&'a [u8]> {
        match path.as_bytes() {
            b"" => Ok(b"."),
            bytes if bytes.contains(&0) => Err(Error::new(
                Stage::Command,
                Kind::BlockedName(Blocked::Nul),
                format!("name {path}"),
            )),
            bytes => Ok(bytes),
        }
    }

    fn may_be_full(&self, error: &Error) -> bool {
        error.kind == Kind::Rejected && error.stage == Stage::Transfer && self.extensions.has(STATVFS)
    }

    /// A write that failed without a reason: most servers do not say that the disk is full.
    async fn explain_full(&self, path: &[u8], error: Error) -> Result<Moved> {
        let kind = match file_commands::free_space(&self.talk, path).await {
            Ok(Some(0)) => Kind::NoSpace,
            _ => error.kind.clone(),
        };
        Err(Error { kind, ..error })
    }
}

/// How long one read or write may be where the server tells `limit`; 0 where it does not.
fn longest(limit: u64) -> u64 {
    if limit == 0 { USUAL } else { limit.min(LONGEST) }
}
