//! FTP and FTPS.
//!
//! suppaftp runs the control connection over a stream of ours; data connections, listings and every decision are here. See
//! `control` for what keeps replies in step, `transfer` for how data connections open, `connect` for what happens before
//! any credential is sent.

mod active;
mod book;
mod certificate;
mod checksum;
mod connect;
mod connection;
mod control;
mod data;
mod door;
mod download;
mod encoding;
mod feature;
mod file_commands;
mod greeting;
mod list;
pub mod listing;
mod login;
mod passive;
mod raw;
mod reply;
mod shared;
mod stat;
mod stream;
mod tickets;
mod tls;
mod transfer;
mod upload;
mod verify;
mod watch;
mod zone;

use std::ops::{Deref, DerefMut};
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::{Mutex, MutexGuard, mpsc};
use tokio::time::timeout;

use self::connect::Opened;
use self::connection::Connection;
use self::login::Login;
use self::shared::Shared;
use super::{Capabilities, Checksum, Dial, Ends, Facts, Listing, Moved, Start};
use crate::ask::{Answer, Question};
use crate::entry::Entry;
use crate::error::{Error, Kind, Reply, Result, Stage};
use crate::path::{Charset, RemotePath};
use crate::pipe::{Sink, Source};
use crate::secret::Secret;
use crate::site::Learned;
use crate::wire::Milestone;

/// So long a connection is held open for an answer that is at hand. A person takes longer.
const AT_HAND: Duration = Duration::from_secs(2);

/// So long the server may take to say goodbye.
const GOODBYE: Duration = Duration::from_millis(500);

/// One FTP control connection, logged in. Calls wait for each other.
#[derive(Debug)]
pub struct Session {
    connection: Mutex<Connection>,
    shared: Arc<Shared>,
    capabilities: Capabilities,
    ends: Ends,
}

impl Session {
    /// Opens the connection, makes sure who the server is, encrypts, and logs in.
    ///
    /// # Errors
    /// With the stage at which it stopped. No credential was sent unless the stage is `Login` or later.
    pub async fn connect(dial: Dial<'_>) -> Result<Self> {
        let Some(options) = dial.site.ftp() else {
            return Err(Error::new(Stage::Connect, Kind::Unsupported, "connect").with_cause("not an FTP site"));
        };
        let mut known = dial.known;
        let mut password = None;
        let (opened, agreed) = loop {
            let mut opened = connect::open(&dial, options, &mut known).await?;
            if log_in(&dial, &mut opened, &mut password).await? {
                dial.tap.reached(|| Milestone::LoggedIn {
                    user: dial.site.logon.user().to_owned(),
                    methods: Vec::new(),
                });
                let agreed = login::agree(&mut opened.control, dial.site.terms.charset == Charset::Utf8).await?;
                break (opened, agreed);
            }
        };
        let Opened {
            control,
            tls,
            only_tls13,
        } = opened;
        let mut connection = Connection::new(control, tls, options.clone(), agreed);
        connection.only_tls13 = only_tls13;
        let shared = connection.control.shared.clone();
        shared.facts().features = connection.features.visible();
        let capabilities = capabilities(&connection);
        let ends = (Some(connection.control.local), Some(connection.control.peer));
        Ok(Self {
            connection: Mutex::new(connection),
            shared,
            capabilities,
            ends,
        })
    }

    /// See [`super::Session::ends`].
    pub fn ends(&self) -> Ends {
        self.ends
    }

    /// See [`super::Session::signs_of_life`].
    pub fn signs_of_life(&self) -> u64 {
        self.shared.signs_of_life()
    }

    /// What this server can do, as far as it told.
    pub fn capabilities(&self) -> Capabilities {
        self.capabilities.clone()
    }

    /// What the connection is like, for people.
    pub fn facts(&self) -> Facts {
        let facts = self.shared.facts().clone();
        Facts {
            protocol: "FTP".into(),
            // A server that refuses PROT P is not used.
            data_encrypted: facts.tls.is_some(),
            ..facts
        }
    }

    /// What this session has found out about the server so far.
    pub fn learned(&self) -> Learned {
        self.shared.learned().clone()
    }

    /// Whether the connection must not be used again.
    pub fn is_broken(&self) -> bool {
        self.shared.is_broken()
    }

    /// See [`super::Session::is_spent`].
    pub fn is_spent(&self) -> bool {
        self.shared.is_spent()
    }

    /// The folder in which the login landed.
    ///
    /// # Errors
    /// If the server does not say.
    pub async fn working_directory(&self) -> Result<RemotePath> {
        let turn = self.turn().await;
        turn.home.clone().ok_or_else(|| {
            Error::new(Stage::Command, Kind::Unsupported, "PWD")
                .with_cause("the server names no folder that paths can be built on")
        })
    }

    /// Lists a folder by MLSD or LIST.
    ///
    /// # Errors
    /// See [`super::Session::list`].
    pub async fn list(&self, folder: &RemotePath, pages: mpsc::Sender<Vec<Entry>>) -> Result<Listing> {
        self.turn().await.list(folder, pages).await
    }

    /// Looks at one name by MLST, or by SIZE, MDTM and CWD.
    ///
    /// # Errors
    /// See [`super::Session::stat`].
    pub async fn stat(&self, path: &RemotePath, follow: bool) -> Result<Entry> {
        self.turn().await.stat(path, follow).await
    }

    /// SIZE.
    ///
    /// # Errors
    /// Only if the connection fails: a refusal is `None`.
    pub async fn size(&self, path: &RemotePath) -> Result<Option<u64>> {
        self.turn().await.size(path).await
    }

    /// RETR, with REST before it where it begins at an offset.
    ///
    /// # Errors
    /// See [`super::Session::download`].
    pub async fn download(&self, path: &RemotePath, offset: u64, sink: Sink) -> Result<Moved> {
        self.turn().await.download(path, offset, sink).await
    }

    /// STOR, with REST before it where it begins at an offset, or APPE.
    ///
    /// # Errors
    /// See [`super::Session::upload`].
    pub async fn upload(&self, source: Source, path: &RemotePath, start: Start) -> Result<Moved> {
        self.turn().await.upload(source, path, start).await
    }

    /// MKD.
    ///
    /// # Errors
    /// See [`super::Session::make_directory`].
    pub async fn make_directory(&self, path: &RemotePath) -> Result<()> {
        self.turn().await.make_directory(path).await
    }

    /// RMD.
    ///
    /// # Errors
    /// See [`super::Session::remove_directory`].
    pub async fn remove_directory(&self, path: &RemotePath) -> Result<()> {
        self.turn().await.remove_directory(path).await
    }

    /// DELE.
    ///
    /// # Errors
    /// See [`super::Session::remove_file`].
    pub async fn remove_file(&self, path: &RemotePath) -> Result<()> {
        self.turn().await.remove_file(path).await
    }

    /// RNFR and RNTO.
    ///
    /// # Errors
    /// See [`super::Session::rename`].
    pub async fn rename(&self, from: &RemotePath, to: &RemotePath) -> Result<()> {
        self.turn().await.rename(from, to).await
    }

    /// SITE CHMOD.
    ///
    /// # Errors
    /// See [`super::Session::set_permissions`].
    pub async fn set_permissions(&self, path: &RemotePath, mode: u32) -> Result<()> {
        self.turn().await.set_permissions(path, mode).await
    }

    /// MFMT, or MDTM with a time, or SITE UTIME.
    ///
    /// # Errors
    /// See [`super::Session::set_modified`].
    pub async fn set_modified(&self, path: &RemotePath, seconds: i64) -> Result<()> {
        self.turn().await.set_modified(path, seconds).await
    }

    /// HASH or one of the X commands.
    ///
    /// # Errors
    /// See [`super::Session::checksum`].
    pub async fn checksum(&self, path: &RemotePath) -> Result<Option<Checksum>> {
        self.turn().await.checksum(path).await
    }

    /// NOOP.
    ///
    /// # Errors
    /// The connection is broken then.
    pub async fn keep_alive(&self) -> Result<()> {
        let mut turn = self.turn().await;
        let reply = turn.control.command(b"NOOP").await?;
        // A server that does not know the command has answered all the same.
        if reply.is_done() || matches!(reply.code, 500..=504) {
            return Ok(());
        }
        turn.control.hang_up();
        Err(turn.control.refused(Stage::Command, b"NOOP", reply).breaking())
    }

    /// See [`super::Session::note`].
    pub async fn note(&self, text: String) {
        self.turn().await.control.tap.note(text);
    }

    /// Sends one line as it is and returns the whole reply.
    ///
    /// # Errors
    /// See [`super::Session::raw`].
    pub async fn raw(&self, line: &[u8]) -> Result<Reply> {
        self.turn().await.raw(line).await
    }

    /// QUIT, if the connection is in step, and the end.
    pub async fn close(self) {
        if !self.is_broken() {
            let mut turn = self.turn().await;
            let _ = turn.control.command_within(b"QUIT", GOODBYE).await;
            // Another connection takes its place, and a server that counts them forgets this one only when it is gone.
            if self.is_spent() {
                let _ = timeout(GOODBYE, turn.control.next(b"QUIT")).await;
            }
        }
    }

    async fn turn(&self) -> Turn<'_> {
        Turn(self.connection.lock().await)
    }
}

/// The right to use the connection. A call that ends, or is dropped, while a reply is still owed leaves it out of step: a
/// late reply would answer the next question, so there must be none.
struct Turn<'a>(MutexGuard<'a, Connection>);

impl Drop for Turn<'_> {
    fn drop(&mut self) {
        if self.0.control.owed() > 0 {
            self.0.control.hang_up();
        } else {
            self.0.take_stock();
        }
    }
}

impl Deref for Turn<'_> {
    type Target = Connection;

    fn deref(&self) -> &Connection {
        &self.0
    }
}

impl DerefMut for Turn<'_> {
    fn deref_mut(&mut self) -> &mut Connection {
        &mut self.0
    }
}

/// Logs in; `false` means that it took a person's time to get the password, and that another connection is needed.
async fn log_in(dial: &Dial<'_>, opened: &mut Opened, password: &mut Option<Secret>) -> Result<bool> {
    let logon = &dial.site.logon;
    let outcome = login::login(&mut opened.control, logon, password.as_ref()).await?;
    if outcome == Login::Done {
        return Ok(true);
    }
    let mut asking = dial.ask.ask(Question::Password {
        server: dial.site.address(),
        user: logon.user().to_owned(),
    });
    let (answer, at_hand) = match timeout(AT_HAND, &mut asking).await {
        Ok(answer) => (answer, true),
        Err(_) => {
            opened.control.hang_up();
            (asking.await, false)
        }
    };
    let Answer::Password(answer) = answer else {
        return Err(Error::new(Stage::Login, Kind::NoPassword, "log in").breaking());
    };
    if at_hand {
        login::password(&mut opened.control, logon, &answer).await?;
    }
    *password = Some(answer);
    Ok(at_hand)
}

fn capabilities(connection: &Connection) -> Capabilities {
    let features = &connection.features;
    Capabilities {
        lanes: 1,
        sets_modified: features.has("MFMT") || features.has("MDTM"),
        // Nobody announces SITE CHMOD reliably: it is tried.
        sets_permissions: true,
        checksums: checksum::is_offered(features),
        exact_listings: connection.lists_exactly(),
        sizes: features.has("SIZE") || features.has("MLST"),
        offsets: features
            .line("REST")
            .is_some_and(|mode| mode.to_ascii_uppercase().contains("STREAM")),
        ..Capabilities::default()
    }
}
