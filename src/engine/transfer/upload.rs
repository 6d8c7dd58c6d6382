//! From the disk to the server.

use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use bytes::{Bytes, BytesMut};
use tokio::runtime::Handle;

use super::crew::{Crew, THRESHOLD};
use super::{Means, Notes, Spec, check, part_of, settable, stopped};
use crate::engine::event::Remark;
use crate::entry::{Entry, Permissions};
use crate::error::{Error, Kind, Result, Stage};
use crate::local::folder;
use crate::path::{RemoteName, RemotePath};
use crate::pipe::{self, Feeder, PIECE};
use crate::remote::{Dress, Moved, Session, Start};
use crate::transfer::{Direction, LocalEnd, Verified};

/// Sends a file, checks it and puts it in place.
pub async fn run(session: &Session, spec: &Spec, replace: bool, means: &Means, notes: &mut Notes) -> Result<Verified> {
    let part = part_of(spec);
    notes.orphan = Some(part.clone());
    let result = send_and_place(session, spec, &part, replace, means, notes).await;
    match &result {
        // The connection is gone: somebody else has to remove the part.
        Err(error) if error.broken => {}
        Err(_) => {
            // A refusal means that it never came to exist, or that the server keeps it and has said so in the log.
            let _ = session.remove_file(&part).await;
            if !session.is_broken() {
                notes.orphan = None;
            }
        }
        Ok(_) => notes.orphan = None,
    }
    result
}

async fn send_and_place(
    session: &Session,
    spec: &Spec,
    part: &RemotePath,
    replace: bool,
    means: &Means,
    notes: &mut Notes,
) -> Result<Verified> {
    let there = if replace {
        spec.existing.get(spec.target.as_bytes())
    } else {
        None
    };
    let permissions = there.and_then(|there| there.permissions).map(Permissions::bits);
    let sent = send(session, spec, part, permissions, means).await?;
    let verified = check::size(session, part, None, &sent.moved, notes).await?;
    let verified = check::hash(session, spec.verify, verified, part, sent.local(spec), notes).await?;
    dress(session, part, &sent, notes).await?;
    match put_in_place(session, spec, part, there).await {
        Ok(()) => Ok(verified),
        Err(Unplaced::Renaming(error)) if there.is_none() && may_lie_in_renaming(&error) => {
            if session.capabilities().renames_safely {
                nothing_appeared(session, &spec.remote, error).await?;
            }
            write_in_place(session, spec, part, means, notes).await
        }
        Err(Unplaced::Looking(error) | Unplaced::Renaming(error)) => Err(error),
    }
}

/// What was sent.
struct Sent {
    moved: Moved,
    /// What the target is to be given: the time of the source when it was read, the permissions of what it replaces.
    dress: Dress,
    /// All of a small file.
    small: Option<Bytes>,
}

impl Sent {
    fn local(&self, spec: &Spec) -> check::Local<'_> {
        match (&self.small, &spec.local) {
            (Some(bytes), _) => check::Local::Bytes(bytes),
            (None, LocalEnd::Path(path)) => check::Local::File(path.clone()),
            (None, LocalEnd::Standard) => check::Local::Gone,
        }
    }
}

/// A source that has been opened.
enum Opened {
    /// All of it, and what it was.
    Small(Bytes, Entry),
    /// A file that is read while it is sent.
    Large(File, Entry),
}

async fn send(
    session: &Session,
    spec: &Spec,
    to: &RemotePath,
    permissions: Option<u32>,
    means: &Means,
) -> Result<Sent> {
    let (feeder, source) = pipe::upload(means.moved.clone());
    let LocalEnd::Path(path) = spec.local.clone() else {
        let fed = tokio::task::spawn_blocking(feed_from_stdin(feeder, means.clone()));
        let moved = session.upload(source, to, Start::Beginning, None).await;
        fed.await.unwrap_or_else(|_| Err(stopped()))?;
        return Ok(Sent {
            moved: moved?,
            dress: Dress {
                modified: None,
                permissions,
            },
            small: None,
        });
    };
    let (opened, path) = on_disk(means, "read", path, open).await?;
    let (Opened::Small(_, before) | Opened::Large(_, before)) = &opened;
    let dress = Dress {
        modified: settable(before.modified),
        permissions,
    };
    let (fed, moved, before, small) = match opened {
        Opened::Small(bytes, entry) => {
            let feed = async {
                means.throttle.pass(bytes.len()).await;
                if !bytes.is_empty() {
                    feeder.push(bytes.clone()).await.map_err(|_| stopped())?;
                }
                feeder.finish().await.map_err(|_| stopped())
            };
            let feed = async {
                tokio::select! { biased; () = means.stop.cancelled() => Err(stopped()), fed = feed => fed }
            };
            let (fed, moved) = tokio::join!(feed, session.upload(source, to, Start::Beginning, Some(dress)));
            (fed, moved, entry, Some(bytes))
        }
        Opened::Large(file, entry) if means.help.is_some() && entry.size.is_some_and(|size| size >= THRESHOLD) => {
            let moved = send_split(session, (file, path.clone()), entry.size.unwrap_or(0), to, means).await;
            (Ok(()), moved, entry, None)
        }
        Opened::Large(file, entry) => {
            let feed = tokio::task::spawn_blocking(feed_from(file, path.clone(), feeder, means.clone()));
            let moved = session.upload(source, to, Start::Beginning, Some(dress)).await;
            (feed.await.unwrap_or_else(|_| Err(stopped())), moved, entry, None)
        }
    };
    let moved = settle(fed, moved)?;
    if small.is_none() {
        let (after, _) = on_disk(means, "look at", path, folder::look_through).await?;
        if (after.size, after.modified) != (before.size, before.modified) {
            return Err(Error::new(
                Stage::Check,
                Kind::SourceChanged,
                format!("send {}", spec.source.name),
            ));
        }
    }
    Ok(Sent { moved, dress, small })
}

/// What an upload came to on both sides.
pub fn settle(fed: Result<()>, moved: Result<Moved>) -> Result<Moved> {
    match (fed, moved) {
        // The server stopped reading: its words are the reason.
        (_, Err(error)) if error.kind != Kind::Cancelled => Err(error),
        (Err(error), Err(theirs)) => Err(Error {
            broken: theirs.broken,
            ..error
        }),
        (fed, moved) => fed.and(moved),
    }
}

/// Sends a large file in ranges, where further connections may help.
async fn send_split(
    session: &Session,
    (file, path): (File, PathBuf),
    size: u64,
    to: &RemotePath,
    means: &Means,
) -> Result<Moved> {
    // The file has to be there, and empty, before ranges of it can be written.
    let (feeder, source) = pipe::upload(means.moved.clone());
    let (made, _) = tokio::join!(session.upload(source, to, Start::Beginning, None), feeder.finish());
    made?;
    let crew = Crew::new(Direction::Upload, to.clone(), (Arc::new(file), path), size, means);
    crew.lead(session, means).await
}

/// Runs something on the disk, off the runtime.
async fn on_disk<T: Send + 'static>(
    means: &Means,
    verb: &str,
    path: PathBuf,
    work: impl FnOnce(&Path) -> std::io::Result<T> + Send + 'static,
) -> Result<(T, PathBuf)> {
    let shown = format!("{verb} {}", path.display());
    let done = means.disk.visit(move || work(&path).map(|value| (value, path))).await;
    done.map_err(|error| Error::io(Stage::LocalDisk, shown, &error))
}

fn open(path: &Path) -> std::io::Result<Opened> {
    let mut file = File::open(path)?;
    let entry = folder::describe(RemoteName::new(b"source"), &file.metadata()?);
    let Some(size) = entry.size else {
        return Err(std::io::ErrorKind::IsADirectory.into());
    };
    if size > PIECE as u64 {
        return Ok(Opened::Large(file, entry));
    }
    let mut bytes = Vec::with_capacity(size as usize + 1);
    (&mut file).take(PIECE as u64 + 1).read_to_end(&mut bytes)?;
    let after = folder::describe(RemoteName::new(b"source"), &file.metadata()?);
    if bytes.len() as u64 != size || after.modified != entry.modified {
        // It changed under our hands; read it the long way, which notices.
        return Ok(Opened::Large(File::open(path)?, entry));
    }
    Ok(Opened::Small(bytes.into(), entry))
}

/// Feeds an upload from an open file, on a thread that may wait.
pub fn feed_from(mut file: impl Read, path: PathBuf, feeder: Feeder, means: Means) -> impl FnOnce() -> Result<()> {
    let runtime = Handle::current();
    move || {
        let failed = |error| Error::io(Stage::LocalDisk, format!("read {}", path.display()), &error);
        feed(&mut file, feeder, &means, &runtime, failed)
    }
}

fn feed_from_stdin(feeder: Feeder, means: Means) -> impl FnOnce() -> Result<()> {
    let runtime = Handle::current();
    move || {
        let failed = |error| Error::io(Stage::LocalDisk, "read standard input", &error);
        feed(&mut std::io::stdin().lock(), feeder, &means, &runtime, failed)
    }
}

/// Reads to the end and hands everything over, at the speed that is allowed.
fn feed(
    file: &mut impl Read,
    feeder: Feeder,
    means: &Means,
    runtime: &Handle,
    failed: impl Fn(std::io::Error) -> Error,
) -> Result<()> {
    loop {
        let mut piece = BytesMut::zeroed(PIECE);
        let mut filled = 0;
        while filled < PIECE {
            match file.read(&mut piece[filled..]) {
                Ok(0) => break,
                Ok(count) => filled += count,
                Err(error) if error.kind() == std::io::ErrorKind::Interrupted => {}
                Err(error) => return Err(failed(error)),
            }
        }
        piece.truncate(filled);
        let is_end = filled < PIECE;
        runtime.block_on(async {
            let push = async {
                means.throttle.pass(filled).await;
                if filled > 0 {
                    feeder.push(piece.freeze()).await
                } else {
                    Ok(())
                }
            };
            tokio::select! {
                biased;
                () = means.stop.cancelled() => Err(stopped()),
                pushed = push => pushed.map_err(|_| stopped()),
            }
        })?;
        if is_end {
            return feeder.finish_blocking().map_err(|_| stopped());
        }
    }
}

/// Gives the part the old file's permissions and the source's time. A server that cannot is no failure.
async fn dress(session: &Session, part: &RemotePath, sent: &Sent, notes: &mut Notes) -> Result<()> {
    if let Some(dressed) = &sent.moved.dressed {
        // The protocol has done it along with the transfer, or was refused and says so.
        if let Err(error) = dressed
            && sent.dress.modified.is_some()
        {
            notes.remarks.push(Remark::TimeNotSet(error.reply.clone()));
        }
        return Ok(());
    }
    let can = session.capabilities();
    if let Some(permissions) = sent.dress.permissions.filter(|_| can.sets_permissions) {
        match session.set_permissions(part, permissions).await {
            Err(error) if error.broken => return Err(error),
            _ => {}
        }
    }
    let Some(seconds) = sent.dress.modified else {
        return Ok(());
    };
    if !can.sets_modified {
        notes.remarks.push(Remark::TimeNotSet(None));
        return Ok(());
    }
    match session.set_modified(part, seconds).await {
        Ok(()) => Ok(()),
        Err(error) if error.broken => Err(error),
        Err(error) => {
            notes.remarks.push(Remark::TimeNotSet(error.reply));
            Ok(())
        }
    }
}

/// At which step a part could not be put in place.
enum Unplaced {
    /// At the look whether something appeared meanwhile, or at getting out of the way what is replaced.
    Looking(Error),
    /// At the renaming of the part.
    Renaming(Error),
}

/// Renames the part to its target. Nothing that appeared there meanwhile is lost; what is replaced is never removed first.
async fn put_in_place(
    session: &Session,
    spec: &Spec,
    part: &RemotePath,
    there: Option<&Entry>,
) -> Result<(), Unplaced> {
    let target = &spec.remote;
    // Where a rename replaces nothing by itself, it is the look.
    let looks = there.is_none() && !session.capabilities().renames_safely;
    if looks && session.size(target).await.map_err(Unplaced::Looking)?.is_some() {
        return Err(Unplaced::Looking(appeared(target)));
    }
    match session.rename(part, target, there.is_some()).await {
        Err(error) if there.is_some() && !error.broken => {
            let aside = part.parent().unwrap_or_default().join(&RemoteName::new(
                [part.name().unwrap_or_else(|| "part".into()).as_bytes(), b".old"].concat(),
            ));
            let moved_aside = session.rename(target, &aside, false).await;
            moved_aside.map_err(|_| Unplaced::Looking(error))?;
            if let Err(error) = session.rename(part, target, false).await {
                session.rename(&aside, target, false).await.map_err(Unplaced::Looking)?;
                return Err(Unplaced::Renaming(error));
            }
            session.remove_file(&aside).await.map_err(Unplaced::Looking)
        }
        other => other.map_err(Unplaced::Renaming),
    }
}

fn appeared(target: &RemotePath) -> Error {
    Error::new(Stage::Check, Kind::Exists, format!("put {target} in place"))
}

/// Whether a renaming may have been refused because the server refuses all of them, here.
fn may_lie_in_renaming(error: &Error) -> bool {
    !error.broken && matches!(error.kind, Kind::Rejected | Kind::Unsupported | Kind::NotPermitted)
}

/// A renaming that was refused with no more than "no" may have met something. Writing in place replaces, so it needs to be
/// known that nothing is there.
async fn nothing_appeared(session: &Session, target: &RemotePath, refusal: Error) -> Result<()> {
    match session.stat(target, false).await {
        Ok(_) => Err(appeared(target)),
        Err(error) if error.kind == Kind::NotFound => Ok(()),
        Err(error) if error.broken => Err(error),
        Err(_) => Err(refusal),
    }
}

/// For servers that take a file but let nobody rename it: writes it under its final name. If that goes wrong, nothing stays
/// under that name, because nothing was there before.
async fn write_in_place(
    session: &Session,
    spec: &Spec,
    part: &RemotePath,
    means: &Means,
    notes: &mut Notes,
) -> Result<Verified> {
    if spec.local == LocalEnd::Standard {
        return Err(Error::new(Stage::Check, Kind::Unsupported, format!("rename {part}")));
    }
    session.remove_file(part).await?;
    notes.remarks.push(Remark::WrittenInPlace);
    let written = async {
        let sent = send(session, spec, &spec.remote, None, means).await?;
        let verified = check::size(session, &spec.remote, None, &sent.moved, notes).await?;
        check::hash(session, spec.verify, verified, &spec.remote, sent.local(spec), notes).await
    };
    let result = written.await;
    if result.is_err() && !session.is_broken() {
        let _ = session.remove_file(&spec.remote).await;
    }
    result
}
