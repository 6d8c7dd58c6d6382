//! A server in this process, for tests: honest unless a test scripts a fault.
//!
//! A test makes a [`Tree`] and fills it; a site with `Protocol::Memory` and the tree's name as its host leads there.
//! Nothing here reads a clock; delays go through tokio's timer, which a test may pause.

mod change;
mod fault;
mod login;
mod node;
#[cfg(test)]
mod tests;
mod tree;
mod turn;

pub use fault::{Behaviour, Effect, Fault, Operation};
pub use tree::{Sessions, Tree};

use std::ops::Range;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use bytes::Bytes;
use tokio::sync::{Semaphore, mpsc};

use self::login::{Seat, log_in, verify};
use self::node::Node;
use self::tree::State;
use self::turn::{Turn, arrive};
use super::{Algorithm, Capabilities, Checksum, Dial, Dress, Facts, Listing, Moved, Start};
use crate::entry::Entry;
use crate::error::{Error, Kind, Reply, Result, Stage};
use crate::path::{RemoteName, RemotePath};
use crate::pipe::{Sink, Source};
use crate::settings::Patience;
use crate::site::{Learned, TlsVersion};
use crate::wire::Tap;

/// A session on a tree in memory. Dropping a call breaks it where `lanes` is 1, as on FTP.
#[derive(Debug)]
pub struct Session {
    seat: Seat,
    capabilities: Capabilities,
    facts: Facts,
    learned: Learned,
    patience: Patience,
    tap: Tap,
    lanes: Semaphore,
    broken: AtomicBool,
}

impl Session {
    /// Finds the tree named by the site's host, takes one of its seats, and asks what a real server would make us ask.
    ///
    /// # Errors
    /// `NotFound` (no such tree), `TooMany`, `NotTrusted`, `Changed`, `NoPassword`, `LoginRefused`, or a scripted one.
    pub async fn connect(dial: Dial<'_>) -> Result<Self> {
        let attempted = format!("connect {}", dial.site.address());
        let fail = |stage, kind| Error::new(stage, kind, attempted.clone()).breaking();
        let tree = Tree::find(&dial.site.host).ok_or_else(|| fail(Stage::Resolve, Kind::NotFound))?;
        let behaviour = tree.lock().behaviour.clone();
        tokio::time::sleep(behaviour.latency).await;
        let effect = arrive(&tree, Operation::Connect, &RemotePath::home());
        match effect {
            Some(Effect::Silent) => {
                tokio::time::sleep(dial.patience.connect).await;
                return Err(fail(Stage::Connect, Kind::TimedOut));
            }
            Some(Effect::Slow(time)) => tokio::time::sleep(time).await,
            Some(Effect::Error(error) | Effect::DoneThenError(error)) => return Err(*error),
            _ => {}
        }
        let Some(seat) = Seat::take(tree) else {
            let reply = reply(421, "Too many connections");
            return Err(fail(Stage::Login, Kind::TooMany).with_reply(reply));
        };
        let verified = verify(&dial, &behaviour).await?;
        log_in(&dial, &behaviour).await?;
        dial.tap.note(format!("logged in to the tree {}", seat.0.name()));
        Ok(Self {
            seat,
            lanes: Semaphore::new(behaviour.capabilities.lanes.max(1)),
            capabilities: behaviour.capabilities,
            facts: Facts {
                protocol: "memory".into(),
                data_encrypted: behaviour.certificate.is_some(),
                greeting: "220 A tree in memory".into(),
                tls: behaviour
                    .certificate
                    .is_some()
                    .then(|| (TlsVersion::Tls13, "none".into())),
                certificate: behaviour.certificate.map(|(certificate, _)| certificate),
                verified,
                ..Facts::default()
            },
            learned: dial.learned.clone(),
            patience: dial.patience,
            tap: dial.tap.clone(),
            broken: AtomicBool::new(false),
        })
    }

    /// See [`super::Session::capabilities`].
    pub fn capabilities(&self) -> Capabilities {
        self.capabilities.clone()
    }

    /// See [`super::Session::facts`].
    pub fn facts(&self) -> Facts {
        self.facts.clone()
    }

    /// See [`super::Session::learned`].
    pub fn learned(&self) -> Learned {
        self.learned.clone()
    }

    /// See [`super::Session::is_broken`].
    pub fn is_broken(&self) -> bool {
        self.broken.load(Ordering::Relaxed)
    }

    /// See [`super::Session::round_trip`]: the latency, where the tree has one.
    pub fn round_trip(&self) -> Option<Duration> {
        let latency = self.seat.0.lock().behaviour.latency;
        (!latency.is_zero()).then_some(latency)
    }

    /// See [`super::Session::working_directory`].
    pub async fn working_directory(&self) -> Result<RemotePath> {
        let turn = Turn::begin(self, Operation::WorkingDirectory, &RemotePath::home()).await?;
        let home = self.seat.0.lock().behaviour.home.clone();
        turn.end(Ok(home))
    }

    /// See [`super::Session::list`].
    pub async fn list(&self, folder: &RemotePath, pages: mpsc::Sender<Vec<Entry>>) -> Result<Listing> {
        let turn = Turn::begin(self, Operation::List, folder).await?;
        let found = self.look(|state| {
            let children = state.node(folder, true)?.children().ok_or(Kind::WrongType)?;
            let entries = children
                .iter()
                .map(|(name, node)| node.entry(RemoteName::new(name.clone())));
            Ok((
                entries.collect::<Vec<_>>(),
                state.behaviour.page.max(1),
                state.behaviour.doubt,
            ))
        });
        let (entries, page, doubt) = match found {
            Ok(found) => found,
            Err(kind) => return turn.end(Err(kind)),
        };
        for page in entries.chunks(page) {
            if pages.send(page.to_vec()).await.is_err() {
                return turn.end(Err(Kind::Cancelled));
            }
        }
        turn.end(Ok(Listing {
            entries: entries.len() as u64,
            doubt,
            ..Listing::default()
        }))
    }

    /// See [`super::Session::stat`].
    pub async fn stat(&self, path: &RemotePath, follow: bool) -> Result<Entry> {
        let turn = Turn::begin(self, Operation::Stat, path).await?;
        let entry = self.look(|state| {
            let name = path.name().unwrap_or_else(|| RemoteName::new(path.as_bytes()));
            Ok(state.node(path, follow)?.entry(name))
        });
        turn.end(entry)
    }

    /// See [`super::Session::size`].
    pub async fn size(&self, path: &RemotePath) -> Result<Option<u64>> {
        match self.stat(path, true).await {
            Ok(entry) => Ok(entry.size.filter(|_| entry.kind == crate::entry::Kind::File)),
            Err(error) if error.broken => Err(error),
            Err(_) => Ok(None),
        }
    }

    /// See [`super::Session::download`]. An offset behind the end moves nothing.
    pub async fn download(&self, path: &RemotePath, offset: u64, sink: Sink) -> Result<Moved> {
        let turn = Turn::begin(self, Operation::Download, path).await?;
        let moved = self.send_file(&turn, path, offset..u64::MAX, &sink).await;
        turn.end(moved)
    }

    /// See [`super::Session::download_range`].
    pub async fn download_range(&self, path: &RemotePath, range: Range<u64>, sink: Sink) -> Result<Moved> {
        let turn = Turn::begin(self, Operation::Download, path).await?;
        if !self.capabilities.ranges {
            return turn.end(Err(Kind::Unsupported));
        }
        let moved = self.send_file(&turn, path, range, &sink).await;
        turn.end(moved)
    }

    async fn send_file(
        &self,
        turn: &Turn<'_>,
        path: &RemotePath,
        range: Range<u64>,
        sink: &Sink,
    ) -> Result<Moved, Kind> {
        if range.start > 0 && !self.capabilities.offsets {
            return Err(Kind::Unsupported);
        }
        let (bytes, piece, pace) = self.look(|state| {
            let behaviour = &state.behaviour;
            Ok((state.bytes(path)?, behaviour.piece.max(1), behaviour.pace))
        })?;
        let place = |at: u64| usize::try_from(at).unwrap_or(usize::MAX).min(bytes.len());
        let mut rest = &bytes[place(range.start)..place(range.end).max(place(range.start))];
        if let Some(limit) = turn.limit() {
            rest = &rest[..rest.len().min(limit)];
        }
        let mut moved = 0;
        for piece in rest.chunks(piece) {
            tokio::time::sleep(pace).await;
            let mut piece = piece.to_vec();
            if moved == 0 && turn.corrupts() {
                piece[0] ^= 1;
            }
            moved += piece.len() as u64;
            sink.push(Bytes::from(piece)).await.map_err(|_| Kind::Cancelled)?;
        }
        Ok(done(moved))
    }

    /// See [`super::Session::upload`]. What has arrived stands in the tree at once, as on a disk.
    ///
    /// Where [`Behaviour::dresses`], the file is dressed in the same call, and faults of that strike as by themselves.
    pub async fn upload(&self, source: Source, path: &RemotePath, start: Start, dress: Option<Dress>) -> Result<Moved> {
        let turn = Turn::begin(self, Operation::Upload, path).await?;
        let moved = self.take_file(&turn, source, path, start).await;
        let mut moved = turn.end(moved)?;
        if let Some(dress) = dress.filter(|_| self.seat.0.lock().behaviour.dresses) {
            moved.size = self.look(|state| Ok(state.bytes(path)?.len() as u64)).ok();
            moved.dressed = Some(self.dress(path, dress).map_err(Box::new));
        }
        Ok(moved)
    }

    fn dress(&self, path: &RemotePath, dress: Dress) -> Result<()> {
        if let Some(Effect::Error(error)) = arrive(&self.seat.0, Operation::SetModified, path) {
            return Err(*error);
        }
        let dressed = self.alter(true, path, |node| {
            node.modified = dress.modified.unwrap_or(node.modified);
            node.mode = dress.permissions.unwrap_or(node.mode);
        });
        dressed.map_err(|kind| Error::new(Stage::Command, kind, format!("dress {path}")))
    }

    async fn take_file(
        &self,
        turn: &Turn<'_>,
        mut source: Source,
        path: &RemotePath,
        start: Start,
    ) -> Result<Moved, Kind> {
        if matches!(start, Start::At(1..)) && !self.capabilities.offsets {
            return Err(Kind::Unsupported);
        }
        let (place, mut at) = self.look(|state| state.open(path, start))?;
        let pace = self.look(|state| Ok(state.behaviour.pace))?;
        let (mut moved, mut room) = (0, turn.limit().unwrap_or(usize::MAX));
        while let Some(piece) = source.pull().await.map_err(|_| Kind::Cancelled)? {
            tokio::time::sleep(pace).await;
            let mut kept = piece[..piece.len().min(room)].to_vec();
            if moved == 0 && turn.corrupts() && !kept.is_empty() {
                kept[0] ^= 1;
            }
            self.look(|state| state.write(&place, at, &kept))?;
            at += kept.len();
            room -= kept.len();
            moved += piece.len() as u64;
            source.sent(piece.len());
            if room == 0 && turn.stops_at_limit() {
                break;
            }
        }
        if !(self.capabilities.ranges && matches!(start, Start::At(_))) {
            self.look(|state| state.cut(&place, at))?;
        }
        Ok(done(moved))
    }

    /// See [`super::Session::make_directory`].
    pub async fn make_directory(&self, path: &RemotePath) -> Result<()> {
        let turn = Turn::begin(self, Operation::MakeDirectory, path).await?;
        turn.end(self.look(|state| state.make_folder(path)))
    }

    /// See [`super::Session::remove_directory`].
    pub async fn remove_directory(&self, path: &RemotePath) -> Result<()> {
        let turn = Turn::begin(self, Operation::RemoveDirectory, path).await?;
        turn.end(self.look(|state| state.unlink(path, true)))
    }

    /// See [`super::Session::remove_file`].
    pub async fn remove_file(&self, path: &RemotePath) -> Result<()> {
        let turn = Turn::begin(self, Operation::RemoveFile, path).await?;
        turn.end(self.look(|state| state.unlink(path, false)))
    }

    /// See [`super::Session::rename`]. A folder is never replaced; a file only if [`Behaviour::replaces`], and where renaming
    /// is safe only if the caller wants it, too.
    pub async fn rename(&self, from: &RemotePath, to: &RemotePath, replace: bool) -> Result<()> {
        let turn = Turn::begin(self, Operation::Rename, from).await?;
        let may_replace = replace || !self.capabilities.renames_safely;
        turn.end(self.look(|state| state.rename(from, to, may_replace)))
    }

    /// See [`super::Session::set_permissions`]. Links are followed.
    pub async fn set_permissions(&self, path: &RemotePath, mode: u32) -> Result<()> {
        let turn = Turn::begin(self, Operation::SetPermissions, path).await?;
        let can = self.capabilities.sets_permissions;
        turn.end(self.alter(can, path, |node| node.mode = mode & 0o7777))
    }

    /// See [`super::Session::set_modified`]. Links are followed.
    pub async fn set_modified(&self, path: &RemotePath, seconds: i64) -> Result<()> {
        let turn = Turn::begin(self, Operation::SetModified, path).await?;
        let can = self.capabilities.sets_modified;
        turn.end(self.alter(can, path, |node| node.modified = seconds))
    }

    fn alter(&self, can: bool, path: &RemotePath, change: impl FnOnce(&mut Node)) -> Result<(), Kind> {
        self.look(|state| {
            let place = state.existing(path, true)?;
            let node = state.root.at_mut(&place).filter(|_| can).ok_or(Kind::Unsupported)?;
            change(node);
            Ok(())
        })
    }

    /// See [`super::Session::checksum`]: SHA-256.
    pub async fn checksum(&self, path: &RemotePath) -> Result<Option<Checksum>> {
        use sha2::Digest;
        let turn = Turn::begin(self, Operation::Checksum, path).await?;
        if !self.capabilities.checksums {
            return turn.end(Ok(None));
        }
        let bytes = self.look(|state| state.bytes(path));
        turn.end(bytes.map(|bytes| {
            Some(Checksum {
                algorithm: Algorithm::Sha256,
                bytes: sha2::Sha256::digest(bytes.as_slice()).to_vec(),
            })
        }))
    }

    /// See [`super::Session::keep_alive`].
    pub async fn keep_alive(&self) -> Result<()> {
        Turn::begin(self, Operation::KeepAlive, &RemotePath::home())
            .await?
            .end(Ok(()))
    }

    /// See [`super::Session::note`].
    pub fn note(&self, text: String) {
        self.tap.note(text);
    }

    /// There is no protocol here that a line could be sent in.
    ///
    /// # Errors
    /// Always `Unsupported`.
    #[allow(clippy::unused_async, reason = "the other sessions wait here")]
    pub async fn raw(&self, line: &[u8]) -> Result<Reply> {
        let attempted = crate::path::visible(line);
        Err(Error::new(Stage::Command, Kind::Unsupported, attempted))
    }

    /// Gives the seat back.
    #[allow(clippy::unused_async, reason = "the other sessions wait here")]
    pub async fn close(self) {
        drop(self);
    }

    /// Works on the tree.
    fn look<T>(&self, work: impl FnOnce(&mut State) -> Result<T, Kind>) -> Result<T, Kind> {
        work(&mut self.seat.0.lock())
    }
}

fn done(bytes: u64) -> Moved {
    Moved {
        bytes,
        reply: Some(reply(226, "Transfer complete")),
        no_goodbye: false,
        size: None,
        dressed: None,
    }
}

fn reply(code: u16, words: &str) -> Reply {
    Reply {
        code,
        text: format!("{code} {words}").into_bytes(),
    }
}
