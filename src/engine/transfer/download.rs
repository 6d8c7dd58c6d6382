//! From the server to the disk.

use std::io::Write;
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};

use bytes::Bytes;
use tokio::runtime::Handle;
use tokio::sync::mpsc;

use super::left::{Left, go_on, left_before};
use super::split::{fetch_split, may_split};
use super::{Means, Notes, Spec, Spot, check, resume, settable, stopped};
use crate::engine::durable::Finished;
use crate::engine::event::Remark;
use crate::error::{Error, Kind, Result, Stage};
use crate::local::part::{Finish, Placed};
use crate::local::{Part, Place};
use crate::pipe::{self, PIECE};
use crate::remote::{Moved, Session};
use crate::transfer::{LocalEnd, Verified};

/// What has arrived and where it is.
enum Arrived {
    /// The whole of a small file, still in memory: it costs one visit to the disk.
    Small(Vec<u8>),
    /// A part file with everything in it.
    Part(Part),
    /// The finished file, which was in place before.
    There(PathBuf),
    /// It went on to standard output.
    Streamed,
}

/// Fetches a file, checks it and puts it in place.
pub async fn run(
    session: &Session,
    spec: &mut Spec,
    replace: bool,
    means: &Means,
    notes: &mut Notes,
) -> Result<Verified> {
    let (moved, arrived) = fetch(session, spec, means, notes).await?;
    let verified = checked(session, spec, &moved, &arrived, notes).await?;
    if let Arrived::Part(_) = &arrived
        && notes.crew.is_none()
    {
        unchanged(session, spec).await?;
    }
    place(spec, arrived, replace, means, notes).await?;
    Ok(verified)
}

/// Gets the bytes: those that are missing, if an earlier try has left some.
async fn fetch(session: &Session, spec: &mut Spec, means: &Means, notes: &mut Notes) -> Result<(Moved, Arrived)> {
    if spec.local == LocalEnd::Standard {
        let (sink, pieces) = pipe::download(means.moved.clone());
        let (moved, streamed) = tokio::join!(session.download(&spec.remote, 0, sink), stream(pieces, means));
        return settle(streamed, moved);
    }
    let left = match spec.begun.clone() {
        Some(begun) => match left_before(session, spec, &begun, means, notes).await? {
            Left::Part(part, have) => Some((part, have)),
            Left::Target(path, bytes) => {
                notes.begun = None;
                session.note(format!("{} is in place already", spec.source.name)).await;
                means.moved.store(bytes, Ordering::Relaxed);
                return Ok((Moved::of(bytes, None), Arrived::There(path)));
            }
            Left::Nothing => {
                notes.begun = None;
                None
            }
        },
        None => None,
    };
    let have = left
        .iter()
        .flat_map(|(_, have)| have)
        .map(|range| range.end - range.start)
        .sum();
    has_room(spec, have, means).await?;
    if may_split(session, spec, means, left.as_ref()) {
        let (moved, part) = fetch_split(session, spec, left, means, notes).await?;
        return Ok((moved, Arrived::Part(part)));
    }
    if let Some((part, have)) = left
        && let [only] = &have[..]
        && only.start == 0
        && let Some((moved, part)) = go_on(session, spec, (part, only.end), means, notes).await?
    {
        return Ok((moved, Arrived::Part(part)));
    }
    means.moved.store(0, Ordering::Relaxed);
    if spec.source.size.is_some_and(|size| size > resume::LEAST) {
        let source = spec.source.clone();
        notes.begins(spec, &source, Vec::new(), means);
    }
    let (sink, pieces) = pipe::download(means.moved.clone());
    let receiving = receive(spec, notes, pieces, means);
    let (moved, arrived) = tokio::join!(session.download(&spec.remote, 0, sink), receiving);
    settle(arrived, moved)
}

/// Looks whether the disk can take what is missing, before it is fetched for nothing. Small files are told by the disk itself.
async fn has_room(spec: &Spec, have: u64, means: &Means) -> Result<()> {
    let Some(missing) = spec
        .source
        .size
        .map(|size| size.saturating_sub(have))
        .filter(|missing| *missing > resume::LEAST)
    else {
        return Ok(());
    };
    let spot = Spot::of(spec);
    let free = means.disk.visit(move || Ok(spot?.folder()?.free())).await;
    match free.map_err(|error| on_disk(spec, "write", &error))? {
        Some(free) if free < missing => {
            let attempted = format!("write {}", spec.target);
            let cause = format!("{missing} bytes are missing, and {free} are free");
            Err(Error::new(Stage::LocalDisk, Kind::NoSpace, attempted).with_cause(cause))
        }
        _ => Ok(()),
    }
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

/// Looks at the source once more: a file that was changed while it was read is neither the old one nor the new one.
async fn unchanged(session: &Session, spec: &Spec) -> Result<()> {
    match session.stat(&spec.remote, true).await {
        Err(error) if error.broken => Err(error),
        // It is gone, or nobody may look at it: what was read was read to its end.
        Err(_) => Ok(()),
        Ok(after) if resume::changed_meanwhile(&spec.source, &after) => Err(source_changed(spec)),
        Ok(_) => Ok(()),
    }
}

pub fn source_changed(spec: &Spec) -> Error {
    Error::new(Stage::Check, Kind::SourceChanged, format!("fetch {}", spec.remote))
}

pub fn on_disk(spec: &Spec, verb: &str, error: &std::io::Error) -> Error {
    Error::io(Stage::LocalDisk, format!("{verb} {}", spec.target), error)
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
    arrived_whole(spec, moved, arrived, notes)?;
    let local = match arrived {
        Arrived::Small(bytes) => check::Local::Bytes(bytes),
        Arrived::Part(part) => check::Local::File(part.path()),
        Arrived::There(path) => check::Local::File(path.clone()),
        Arrived::Streamed => check::Local::Gone,
    };
    check::hash(session, spec.verify, verified, &spec.remote, local, notes).await
}

/// What is here is as long as what came: whoever counted the bytes on their way is not the one who wrote them.
fn arrived_whole(spec: &Spec, moved: &Moved, arrived: &Arrived, notes: &Notes) -> Result<()> {
    let length = match arrived {
        Arrived::Small(bytes) => bytes.len() as u64,
        Arrived::Part(part) if notes.crew.is_none() => {
            part.length().map_err(|error| on_disk(spec, "look at", &error))?
        }
        _ => return Ok(()),
    };
    let (expected, actual) = (moved.bytes, length);
    if expected == actual {
        return Ok(());
    }
    let kind = Kind::SizeDiffers { expected, actual };
    Err(Error::new(Stage::Check, kind, format!("fetch {}", spec.remote)))
}

/// Takes the pieces: the first ones into memory, and if there are more, everything into a part.
async fn receive(spec: &Spec, notes: &Notes, mut pieces: mpsc::Receiver<Bytes>, means: &Means) -> Result<Arrived> {
    let mut head = Vec::new();
    loop {
        match next(&mut pieces, means).await? {
            None => return Ok(Arrived::Small(head)),
            Some(piece) if head.len() + piece.len() <= PIECE => head.extend_from_slice(&piece),
            Some(piece) => {
                let (spot, name, stays) = (Spot::of(spec), notes.part.1.clone(), notes.begun.is_some());
                let (means, runtime) = (means.clone(), Handle::current());
                let shown = format!("write {}", spec.target);
                let write = tokio::task::spawn_blocking(move || {
                    let failed = |error| Error::io(Stage::LocalDisk, shown.clone(), &error);
                    let folder = spot.and_then(|spot| spot.folder()).map_err(failed)?;
                    let mut part = Part::create(folder, name).map_err(failed)?;
                    if stays {
                        part.keep();
                    }
                    part.write(&head).map_err(failed)?;
                    drop(head);
                    let mut next_piece = Some(piece);
                    while let Some(piece) = next_piece {
                        part.write(&piece).map_err(failed)?;
                        drop(piece);
                        next_piece = runtime.block_on(next(&mut pieces, &means))?;
                    }
                    Ok(Arrived::Part(part))
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

async fn place(spec: &Spec, arrived: Arrived, replace: bool, means: &Means, notes: &mut Notes) -> Result<()> {
    if let Arrived::Streamed | Arrived::There(_) = arrived {
        return Ok(());
    }
    let place = if replace { Place::Replace } else { Place::New };
    let finish = Finish {
        modified: settable(spec.source.modified),
        mode: spec.mode,
    };
    // From here on it is between the disk and us.
    let _room = means.groups.room().await;
    means.settling.store(true, Ordering::Relaxed);
    if let Some(freed) = &means.freed {
        freed.say();
    }
    let (spot, name) = (Spot::of(spec), notes.part.1.clone());
    let write = means.disk.visit(move || {
        let spot = spot?;
        let part = match arrived {
            Arrived::Small(bytes) => {
                let mut part = Part::create(spot.folder()?, name)?;
                part.write(&bytes)?;
                part
            }
            Arrived::Part(part) => part,
            Arrived::Streamed | Arrived::There(_) => return Err(std::io::ErrorKind::InvalidInput.into()),
        };
        let alone = place == Place::Replace && part.is_bound(&spot.name)?;
        let untimed = part.untimed();
        let finished = Finished {
            part,
            target: spot.name,
            finish,
            place,
        };
        Ok((finished, alone, untimed))
    });
    let untimed = |notes: &mut Notes, untimed: &AtomicBool| {
        if untimed.load(Ordering::Relaxed) {
            notes.remarks.push(Remark::TimeNotSet(None));
        }
    };
    let placed = match write.await {
        // Its bytes are copied into the file that is there, which may take long: no other has to wait for that.
        Ok((finished, true, refused)) => {
            let place = move || finished.part.place(&finished.target, finish, place);
            let placed = tokio::task::spawn_blocking(place).await;
            untimed(notes, &refused);
            placed.unwrap_or_else(|error| Err(error.into()))
        }
        Ok((finished, false, refused)) => {
            let placed = means.groups.place(finished).await;
            untimed(notes, &refused);
            placed
        }
        Err(error) => Err(error),
    };
    match placed {
        Ok(Placed::Renamed) => Ok(()),
        Ok(Placed::InPlace) => {
            notes.remarks.push(Remark::OverwrittenInPlace);
            Ok(())
        }
        Err(error) => {
            let error = Error::io(Stage::LocalDisk, format!("put {} in place", spec.target), &error);
            notes.unsound = error.kind == Kind::DiskFault;
            Err(error)
        }
    }
}
