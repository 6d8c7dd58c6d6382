//! Browse requests: looking at and changing a server, apart from moving files.

use std::sync::Arc;
use std::time::{Duration, Instant};

use tokio::sync::{Semaphore, mpsc};
use tokio_util::sync::CancellationToken;

use super::command::{Request, Ticket};
use super::event::Outcome;
use super::report::Report;
use super::{count, plan};
use crate::entry::{Entry, Kind, Permissions};
use crate::error::{self, Error, Result, Stage};
use crate::path::{Charset, RemotePath};
use crate::pipe;
use crate::remote::{Facts, Listing, Session, Start};

/// Where a request tells what it finds on its way.
#[derive(Clone, Debug)]
pub struct Teller {
    pub ticket: Ticket,
    pub reports: mpsc::UnboundedSender<Report>,
    /// Entries that may be on their way to the screen at once.
    pub room: Arc<Semaphore>,
    /// Whether somebody gave the request up.
    pub stop: CancellationToken,
}

impl Teller {
    /// Passes pages of a listing on, no faster than the screen takes them.
    pub async fn pass_on(&self, mut arriving: mpsc::Receiver<Vec<Entry>>) {
        while let Some(entries) = arriving.recv().await {
            let count = u32::try_from(entries.len().min(ROOM)).unwrap_or(1);
            let permit = self.room.clone().acquire_many_owned(count).await.ok();
            let _ = self.reports.send(Report::Page {
                ticket: self.ticket,
                entries,
                permit,
            });
        }
    }
}

/// Tells how far a request about many items is, no more often than anybody could read.
#[derive(Debug, Default)]
pub struct Pace {
    told: Option<Instant>,
}

impl Pace {
    /// So many items were changed by now, so many were not.
    pub fn tell(&mut self, teller: &Teller, done: u64, failed: u64) {
        let now = Instant::now();
        if self.told.is_none_or(|told| now.duration_since(told) >= PACE) {
            self.told = Some(now);
            let _ = teller.reports.send(Report::Progress {
                ticket: teller.ticket,
                done,
                failed,
            });
        }
    }
}

const PACE: Duration = Duration::from_millis(100);

/// Entries on their way to the screen at most: a slow reader slows the listing down instead of filling memory.
pub const ROOM: usize = 16_384;

/// Makes one request.
///
/// # Errors
/// With what the server said. Items of a recursive request that failed are reported one by one and counted.
pub async fn make(session: &Session, request: Request, names: Charset, teller: &Teller) -> Result<Outcome> {
    let home = session.working_directory().await?;
    match request {
        Request::List { folder } => {
            let folder = folder.within(&home);
            let listing = list(session, &folder, teller).await?;
            Ok(Outcome::Listed { folder, listing })
        }
        Request::Stat { path, follow } => {
            let path = path.within(&home);
            if path.parent().is_none() || path == home {
                return Ok(Outcome::Found(Box::new(folder_itself(session, &path).await?)));
            }
            Ok(Outcome::Found(Box::new(session.stat(&path, follow).await?)))
        }
        Request::Count { folders } => {
            let folders = folders.into_iter().map(|folder| folder.within(&home));
            count::count(session, folders.collect(), teller).await
        }
        Request::Remove {
            path,
            pattern,
            recursive,
        } => {
            let pattern = pattern.map(|pattern| (pattern, names));
            remove(session, path.within(&home), pattern, recursive, &home, teller).await
        }
        Request::MakeDirectory { path, parents } => {
            let path = path.within(&home);
            if parents {
                let _ = plan::ensure_remote(session, &path).await?;
            } else {
                session.make_directory(&path).await?;
            }
            Ok(Outcome::Changed { done: 1, failed: 0 })
        }
        Request::MakeFile { path } => make_file(session, &path.within(&home)).await,
        Request::Rename { from, to, overwrite } => {
            rename(session, &from.within(&home), &to.within(&home), overwrite).await
        }
        Request::SetPermissions {
            path,
            mode,
            recursive,
            keeps,
        } => {
            let below = recursive.then_some(keeps);
            set_permissions(session, path.within(&home), mode, below, teller).await
        }
        Request::Raw { line } => Ok(Outcome::Said(session.raw(&line).await?)),
        Request::Facts => Ok(Outcome::Facts(Box::new(Facts {
            home,
            ..session.facts()
        }))),
    }
}

/// Whether the request only looks, so that it may be made again on another connection.
pub fn only_looks(request: &Request) -> bool {
    matches!(
        request,
        Request::List { .. } | Request::Stat { .. } | Request::Count { .. } | Request::Facts
    )
}

/// Whether the request looks between two items whether it is still wanted, so that its connection stays usable.
pub fn stops_by_itself(request: &Request) -> bool {
    matches!(
        request,
        Request::Remove { recursive: true, .. } | Request::SetPermissions { recursive: true, .. }
    )
}

async fn list(session: &Session, folder: &RemotePath, teller: &Teller) -> Result<Listing> {
    let (pages, arriving) = mpsc::channel(2);
    let (listing, ()) = tokio::join!(session.list(folder, pages), teller.pass_on(arriving));
    listing
}

/// The root and the login folder have no name under which a server could describe them.
async fn folder_itself(session: &Session, path: &RemotePath) -> Result<Entry> {
    match session.stat(path, true).await {
        Ok(entry) => Ok(entry),
        Err(error) if error.broken => Err(error),
        Err(_) => Ok(Entry::new(path.name().unwrap_or_else(|| "/".into()), Kind::Directory)),
    }
}

/// An upload of nothing.
async fn make_file(session: &Session, path: &RemotePath) -> Result<Outcome> {
    refuse_existing(session, path, || format!("make {path}")).await?;
    let (feeder, source) = pipe::upload(Arc::default());
    let _ = feeder.finish().await;
    let _ = session.upload(source, path, Start::Beginning, None).await?;
    Ok(Outcome::Changed { done: 1, failed: 0 })
}

async fn rename(session: &Session, from: &RemotePath, to: &RemotePath, overwrite: bool) -> Result<Outcome> {
    if !overwrite {
        refuse_existing(session, to, || format!("rename {from} to {to}")).await?;
    }
    session.rename(from, to, overwrite).await?;
    Ok(Outcome::Changed { done: 1, failed: 0 })
}

/// Servers replace without a word, so a look has to come first.
async fn refuse_existing(session: &Session, path: &RemotePath, attempted: impl Fn() -> String) -> Result<()> {
    match session.stat(path, false).await {
        Ok(_) => Err(Error::new(Stage::Command, error::Kind::Exists, attempted())),
        Err(error) if error.broken || error.kind != error::Kind::NotFound => Err(error),
        Err(_) => Ok(()),
    }
}

/// What is left to remove: folders come twice, first to be read and then, when they are empty, to be removed.
enum Removal {
    Unknown(RemotePath),
    File(RemotePath),
    Read(RemotePath, u16),
    Folder(RemotePath),
}

async fn remove(
    session: &Session,
    path: RemotePath,
    pattern: Option<(Vec<u8>, Charset)>,
    recursive: bool,
    home: &RemotePath,
    teller: &Teller,
) -> Result<Outcome> {
    let mut left = Vec::new();
    match &pattern {
        None if path.parent().is_none() || path == *home => {
            let cause = "the root and the login folder are never removed";
            return Err(Error::new(Stage::Plan, error::Kind::NotPermitted, format!("remove {path}")).with_cause(cause));
        }
        None => left.push(Removal::Unknown(path)),
        Some((pattern, names)) => {
            let (entries, listing) = plan::list(session, &path).await;
            listing?;
            let matching: Vec<Entry> = entries
                .into_iter()
                .filter(|entry| names.selects(pattern, &entry.name))
                .collect();
            if matching.is_empty() {
                let shown = format!("select {} in {path}", crate::path::visible(pattern));
                return Err(Error::new(Stage::Plan, error::Kind::NotFound, shown));
            }
            for entry in matching.iter().rev() {
                add_removal(&mut left, &path, entry, recursive, 0)?;
            }
        }
    }
    let mut tally = Tally::default();
    while let Some(removal) = left.pop() {
        goes_on(teller)?;
        let (path, result) = match removal {
            Removal::Unknown(path) => {
                // A link is what it is, not what it points to.
                let entry = session.stat(&path, false).await?;
                let parent = path.parent().unwrap_or_default();
                add_removal(&mut left, &parent, &entry, recursive, 0)?;
                continue;
            }
            Removal::File(path) => {
                let removed = session.remove_file(&path).await;
                (path, removed)
            }
            Removal::Folder(path) => {
                let removed = session.remove_directory(&path).await;
                (path, removed)
            }
            // Some FTP servers list a link to a folder as a folder. What can be removed as a file is no folder, and
            // nothing behind it is touched.
            Removal::Read(path, _)
                if matches!(session, Session::Ftp(_)) && session.remove_file(&path).await.is_ok() =>
            {
                (path, Ok(()))
            }
            Removal::Read(path, depth) => {
                let (entries, listing) = plan::list(session, &path).await;
                if listing.is_ok() {
                    left.push(Removal::Folder(path.clone()));
                    for entry in entries.iter().rev().filter(|entry| !tally.blocks(entry)) {
                        add_removal(&mut left, &path, entry, true, depth + 1)?;
                    }
                    continue;
                }
                (path, listing.map(|_| ()))
            }
        };
        tally.add(path, result, teller)?;
    }
    tally.outcome()
}

fn add_removal(left: &mut Vec<Removal>, folder: &RemotePath, entry: &Entry, recursive: bool, depth: u16) -> Result<()> {
    let path = folder.join(&entry.name);
    match entry.kind {
        Kind::Directory if !recursive => {
            let cause = "it is a folder";
            Err(Error::new(Stage::Plan, error::Kind::WrongType, format!("remove {path}")).with_cause(cause))
        }
        Kind::Directory if depth > 64 => Err(Error::new(Stage::Plan, error::Kind::TooLarge, format!("remove {path}"))),
        Kind::Directory => {
            left.push(Removal::Read(path, depth));
            Ok(())
        }
        _ => {
            left.push(Removal::File(path));
            Ok(())
        }
    }
}

/// `below`: everything below, too, except these bits, which stay as they are.
async fn set_permissions(
    session: &Session,
    path: RemotePath,
    mode: u32,
    below: Option<u32>,
    teller: &Teller,
) -> Result<Outcome> {
    let mut tally = Tally::default();
    let Some(keeps) = below else {
        session.set_permissions(&path, mode).await?;
        return Ok(Outcome::Changed { done: 1, failed: 0 });
    };
    let kind = session.stat(&path, true).await?.kind;
    // What is below a folder comes before the folder itself: its new mode may close it to us.
    let mut left = vec![(path, kind, Some(mode), 0u16, false)];
    while let Some((path, kind, mode_of, depth, read)) = left.pop() {
        goes_on(teller)?;
        if kind == Kind::Directory && !read && depth <= 64 {
            let (entries, listing) = plan::list(session, &path).await;
            if let Err(error) = listing {
                tally.add(path.clone(), Err(error), teller)?;
            }
            left.push((path.clone(), kind, mode_of, depth, true));
            for entry in entries
                .iter()
                .filter(|entry| entry.kind != Kind::Link && !tally.blocks(entry))
            {
                let mode = new_mode(mode, keeps, entry.permissions);
                left.push((path.join(&entry.name), entry.kind, mode, depth + 1, false));
            }
            continue;
        }
        let changed = match mode_of {
            Some(mode) => session.set_permissions(&path, mode).await,
            None => Err(unknown_mode(&path)),
        };
        tally.add(path, changed, teller)?;
    }
    tally.outcome()
}

/// The mode of something that keeps some of the bits it has; `None` where those are not known.
fn new_mode(mode: u32, keeps: u32, had: Option<Permissions>) -> Option<u32> {
    match (keeps, had) {
        (0, _) => Some(mode),
        (_, Some(had)) => Some(had.bits() & keeps | mode & !keeps),
        (_, None) => None,
    }
}

fn unknown_mode(path: &RemotePath) -> Error {
    let attempt = format!("set the permissions of {}", path.visible());
    Error::new(Stage::Plan, error::Kind::Unsupported, attempt).with_cause("the server does not say which ones it has")
}

/// # Errors
/// If somebody gave the request up.
fn goes_on(teller: &Teller) -> Result<()> {
    match teller.stop.is_cancelled() {
        true => Err(Error::new(Stage::Command, error::Kind::Cancelled, "request")),
        false => Ok(()),
    }
}

/// Counts what a recursive request did.
#[derive(Debug, Default)]
struct Tally {
    done: u64,
    failed: u64,
    pace: Pace,
}

impl Tally {
    /// Whether an entry has a name that is never sent.
    fn blocks(&self, entry: &Entry) -> bool {
        entry.name.blocked().is_some()
    }

    /// # Errors
    /// Only if the connection is gone: then nothing more can be done.
    fn add(&mut self, path: RemotePath, result: Result<()>, teller: &Teller) -> Result<()> {
        match result {
            Ok(()) => self.done += 1,
            Err(error) if error.broken => return Err(error),
            Err(error) => {
                self.failed += 1;
                let _ = teller.reports.send(Report::ItemFailed {
                    ticket: teller.ticket,
                    path,
                    error: Box::new(error),
                });
            }
        }
        self.pace.tell(teller, self.done, self.failed);
        Ok(())
    }

    fn outcome(&self) -> Result<Outcome> {
        Ok(Outcome::Changed {
            done: self.done,
            failed: self.failed,
        })
    }
}
