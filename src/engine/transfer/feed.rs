//! Reading a local file, and feeding it to an upload.

use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

use bytes::{Bytes, BytesMut};
use tokio::runtime::Handle;

use super::{Means, stopped};
use crate::entry::Entry;
use crate::error::{Error, Kind, Result, Stage};
use crate::local::departure::{Mark, mark_of};
use crate::local::folder;
use crate::path::RemoteName;
use crate::pipe::{Feeder, PIECE};
use crate::remote::Moved;

/// A source that has been opened.
pub enum Opened {
    /// All of it, and what it was.
    Small(Bytes, Entry, Mark),
    /// A file that is read while it is sent.
    Large(File, Entry, Mark),
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

/// Runs something on the disk, off the runtime.
pub async fn on_disk<T: Send + 'static>(
    means: &Means,
    verb: &str,
    path: PathBuf,
    work: impl FnOnce(&Path) -> std::io::Result<T> + Send + 'static,
) -> Result<(T, PathBuf)> {
    let shown = format!("{verb} {}", path.display());
    let done = means.disk.visit(move || work(&path).map(|value| (value, path))).await;
    done.map_err(|error| Error::io(Stage::LocalDisk, shown, &error))
}

/// Opens a source; a small one is read at once.
///
/// # Errors
/// Whatever the system says.
pub fn open(path: &Path) -> std::io::Result<Opened> {
    let mut file = File::open(path)?;
    let (mark, metadata) = (mark_of(&file)?, file.metadata()?);
    let entry = folder::describe(RemoteName::new(b"source"), &metadata);
    let Some(size) = entry.size else {
        return Err(std::io::ErrorKind::IsADirectory.into());
    };
    if size > PIECE as u64 {
        return Ok(Opened::Large(file, entry, mark));
    }
    let mut bytes = Vec::with_capacity(size as usize + 1);
    (&mut file).take(PIECE as u64 + 1).read_to_end(&mut bytes)?;
    let after = folder::describe(RemoteName::new(b"source"), &file.metadata()?);
    if bytes.len() as u64 != size || after.modified != entry.modified {
        // It changed under our hands; read it the long way, which notices.
        return Ok(Opened::Large(File::open(path)?, entry, mark));
    }
    Ok(Opened::Small(bytes.into(), entry, mark))
}

/// Feeds an upload from an open file, on a thread that may wait.
pub fn feed_from(mut file: impl Read, path: PathBuf, feeder: Feeder, means: Means) -> impl FnOnce() -> Result<()> {
    let runtime = Handle::current();
    move || {
        let failed = |error| Error::io(Stage::LocalDisk, format!("read {}", path.display()), &error);
        feed(&mut file, feeder, &means, &runtime, failed)
    }
}

/// Feeds an upload from standard input.
pub fn feed_from_stdin(feeder: Feeder, means: Means) -> impl FnOnce() -> Result<()> {
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
