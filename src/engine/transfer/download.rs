//! From the server to the disk.

use std::io::Write;
use std::path::PathBuf;

use bytes::Bytes;
use tokio::runtime::Handle;
use tokio::sync::mpsc;

use super::{Crew, Means, Notes, Spec, check, crew, settable, stopped};
use crate::engine::event::Remark;
use crate::entry;
use crate::error::{Error, Kind, Result, Stage};
use crate::local::{Part, Place};
use crate::pipe::{self, PIECE};
use crate::remote::{Moved, Session};
use crate::transfer::{Direction, LocalEnd, Verified};

/// What has arrived and where it is.
enum Arrived {
    /// The whole of a small file, still in memory: it costs one visit to the disk.
    Small(Vec<u8>),
    /// A part file with everything in it.
    Part(Part, PathBuf),
    /// It went on to standard output.
    Streamed,
}

/// Fetches a file, checks it and puts it in place.
pub async fn run(session: &Session, spec: &Spec, replace: bool, means: &Means, notes: &mut Notes) -> Result<Verified> {
    let (moved, arrived) = match fetch_split(session, spec, means).await? {
        Some(whole) => whole,
        None => {
            let (sink, pieces) = pipe::download(means.moved.clone());
            let (moved, arrived) = tokio::join!(session.download(&spec.remote, 0, sink), receive(spec, pieces, means));
            settle(arrived, moved)?
        }
    };
    let verified = checked(session, spec, &moved, &arrived, notes).await?;
    place(spec, arrived, replace, means).await?;
    Ok(verified)
}

/// What a download came to on both sides. The disk's own failure is the reason why the session could not go on, so it is the
/// one to tell.
pub fn settle<T>(arrived: Result<T>, moved: Result<Moved>) -> Result<(Moved, T)> {
    match (arrived, moved) {
        (Err(error), Err(theirs)) if error.kind == Kind::Cancelled || theirs.broken => Err(Error {
            broken: theirs.broken,
            ..error
        }),
        (arrived, moved) => {
            let arrived = arrived?;
            Ok((moved?, arrived))
        }
    }
}

/// Fetches a large file in ranges, where further connections may help. `None` if it is none for that.
async fn fetch_split(session: &Session, spec: &Spec, means: &Means) -> Result<Option<(Moved, Arrived)>> {
    let LocalEnd::Path(target) = &spec.local else {
        return Ok(None);
    };
    if means.help.is_none() || spec.source.size.is_none_or(|size| size < crew::THRESHOLD) {
        return Ok(None);
    }
    // The ranges are read at different times, so the file has to be the same before and after.
    let before = match session.stat(&spec.remote, true).await {
        Err(error) if error.broken => return Err(error),
        before => before.ok().filter(|entry| entry.kind == entry::Kind::File),
    };
    let Some((before, size)) = before.and_then(|entry| Some((entry.modified, entry.size?))) else {
        return Ok(None);
    };
    let (path, id) = (target.clone(), spec.part_id.clone());
    let part = tokio::task::spawn_blocking(move || {
        let part = Part::create(&path, &id)?;
        Ok((part.open_file()?, part))
    });
    let part: std::io::Result<_> = part.await.unwrap_or_else(|error| Err(error.into()));
    let failed = |error| Error::io(Stage::LocalDisk, format!("write {}", target.display()), &error);
    let (file, part) = part.map_err(failed)?;
    let path = part.path().to_path_buf();
    let crew = Crew::new(
        Direction::Download,
        spec.remote.clone(),
        (file, path.clone()),
        size,
        means,
    );
    let mut moved = crew.lead(session, means).await?;
    let after = session.stat(&spec.remote, true).await?;
    if after.modified != before {
        return Err(Error::new(
            Stage::Check,
            Kind::SourceChanged,
            format!("fetch {}", spec.remote),
        ));
    }
    moved.size = after.size;
    Ok(Some((moved, Arrived::Part(part, path))))
}

async fn checked(
    session: &Session,
    spec: &Spec,
    moved: &Moved,
    arrived: &Arrived,
    notes: &mut Notes,
) -> Result<Verified> {
    let verified = check::size(session, &spec.remote, spec.source.size, moved, notes).await?;
    if moved.no_goodbye {
        // Without a proper end only an equal size can tell a whole file from a cut one.
        if verified == Verified::Unverified {
            return Err(Error::new(
                Stage::Check,
                Kind::Truncated,
                format!("RETR {}", spec.remote),
            ));
        }
        notes.remarks.push(Remark::NoGoodbye);
    }
    let local = match arrived {
        Arrived::Small(bytes) => check::Local::Bytes(bytes),
        Arrived::Part(_, path) => check::Local::File(path.clone()),
        Arrived::Streamed => check::Local::Gone,
    };
    check::hash(session, spec.verify, verified, &spec.remote, local, notes).await
}

/// Takes the pieces: the first ones into memory, and if there are more, everything into a part.
async fn receive(spec: &Spec, mut pieces: mpsc::Receiver<Bytes>, means: &Means) -> Result<Arrived> {
    let LocalEnd::Path(target) = &spec.local else {
        return stream(pieces, means).await;
    };
    let mut head = Vec::new();
    loop {
        match next(&mut pieces, means).await? {
            None => return Ok(Arrived::Small(head)),
            Some(piece) if head.len() + piece.len() <= PIECE => head.extend_from_slice(&piece),
            Some(piece) => {
                let (target, id, means, runtime) =
                    (target.clone(), spec.part_id.clone(), means.clone(), Handle::current());
                let write = tokio::task::spawn_blocking(move || {
                    let failed = |error| Error::io(Stage::LocalDisk, format!("write {}", target.display()), &error);
                    let mut part = Part::create(&target, &id).map_err(failed)?;
                    part.write(&head).map_err(failed)?;
                    drop(head);
                    let mut next_piece = Some(piece);
                    while let Some(piece) = next_piece {
                        part.write(&piece).map_err(failed)?;
                        drop(piece);
                        next_piece = runtime.block_on(next(&mut pieces, &means))?;
                    }
                    let path = part.path().to_path_buf();
                    Ok(Arrived::Part(part, path))
                });
                return write.await.unwrap_or_else(|_| Err(stopped()));
            }
        }
    }
}

/// Passes everything on to standard output.
async fn stream(mut pieces: mpsc::Receiver<Bytes>, means: &Means) -> Result<Arrived> {
    let (means, runtime) = (means.clone(), Handle::current());
    let write = tokio::task::spawn_blocking(move || {
        let failed = |error| Error::io(Stage::LocalDisk, "write to standard output", &error);
        let mut out = std::io::stdout().lock();
        while let Some(piece) = runtime.block_on(next(&mut pieces, &means))? {
            out.write_all(&piece).map_err(failed)?;
        }
        out.flush().map_err(failed)?;
        Ok(Arrived::Streamed)
    });
    write.await.unwrap_or_else(|_| Err(stopped()))
}

/// The next piece, at the speed that is allowed; `Cancelled` if somebody said stop.
pub async fn next(pieces: &mut mpsc::Receiver<Bytes>, means: &Means) -> Result<Option<Bytes>> {
    let take = async {
        let piece = pieces.recv().await;
        if let Some(piece) = &piece {
            means.throttle.pass(piece.len()).await;
        }
        piece
    };
    tokio::select! {
        biased;
        () = means.stop.cancelled() => Err(stopped()),
        piece = take => Ok(piece),
    }
}

async fn place(spec: &Spec, arrived: Arrived, replace: bool, means: &Means) -> Result<()> {
    let LocalEnd::Path(target) = spec.local.clone() else {
        return Ok(());
    };
    let place = if replace { Place::Replace } else { Place::New };
    let (modified, mode, id) = (settable(spec.source.modified), spec.mode, spec.part_id.clone());
    let write = means.disk.visit(move || {
        let part = match arrived {
            Arrived::Small(bytes) => {
                let mut part = Part::create(&target, &id)?;
                part.write(&bytes)?;
                part
            }
            Arrived::Part(part, _) => part,
            Arrived::Streamed => return Ok(()),
        };
        part.place(&target, modified, mode, place)
    });
    let written = write.await;
    written.map_err(|error| Error::io(Stage::LocalDisk, format!("put {} in place", spec.target), &error))
}
