//! From the server to the disk.

use std::io::Write;
use std::ops::Range;
use std::path::PathBuf;
use std::sync::atomic::Ordering;

use bytes::Bytes;
use tokio::runtime::Handle;
use tokio::sync::mpsc;

use super::append::{Appended, append};
use super::{Crew, Means, Notes, Spec, Spot, check, crew, resume, settable, stopped};
use crate::engine::event::Remark;
use crate::entry::{self, Entry};
use crate::error::{Error, Kind, Result, Stage};
use crate::local::part::{Finish, Placed};
use crate::local::{Part, Place, folder};
use crate::pipe::{self, PIECE};
use crate::remote::{Moved, Session};
use crate::transfer::{Anew, Begun, Direction, LocalEnd, Verified};

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
                session.note(format!("{} is in place already", spec.source.name)).await;
                means.moved.store(bytes, Ordering::Relaxed);
                return Ok((Moved::of(bytes, None), Arrived::There(path)));
            }
            Left::Nothing => None,
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
        return fetch_split(session, spec, left, means, notes).await;
    }
    if let Some((part, have)) = left
        && let [only] = &have[..]
        && let Some(whole) = go_on(session, spec, (part, only.end), means, notes).await?
    {
        return Ok(whole);
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

/// What an earlier try has left.
enum Left {
    /// A part and the bytes that it has. Its end is yet to be compared.
    Part(Part, Vec<Range<u64>>),
    /// The finished file, of so many bytes.
    Target(PathBuf, u64),
    /// Nothing that is of use.
    Nothing,
}

/// The part that an earlier try has left and the bytes that it has, if the source is still the same.
async fn left_before(
    session: &Session,
    spec: &mut Spec,
    begun: &Begun,
    means: &Means,
    notes: &mut Notes,
) -> Result<Left> {
    match session.stat(&spec.remote, true).await {
        Err(error) if error.broken => return Err(error),
        // Whoever asks for the file itself is told why it is not to be had.
        Err(_) => {}
        Ok(now) => (spec.source.size, spec.source.modified) = (now.size, now.modified),
    }
    let (spot, name) = (Spot::of(spec), notes.part.1.clone());
    let (had, now) = (begun.clone(), spec.source.clone());
    let open = move || {
        let spot = spot?;
        let Some(part) = Part::reopen(spot.folder()?, name)? else {
            return Ok(Err(renamed_before(&spot, &had, &now)));
        };
        let length = part.length()?;
        Ok(Ok((part, length)))
    };
    let found = means.disk.visit(open).await;
    let (part, length) = match found.map_err(|error| on_disk(spec, "open the part of", &error))? {
        Ok(found) => found,
        Err(Some((path, size))) => return Ok(Left::Target(path, size)),
        Err(None) => return Ok(Left::Nothing),
    };
    let have = match begun.have.is_empty() {
        true => vec![0..length],
        false => begun.have.iter().filter(|range| !range.is_empty()).cloned().collect(),
    };
    let end = have.last().map_or(0, |range| range.end);
    if have.iter().map(|range| range.end - range.start).sum::<u64>() < resume::LEAST {
        return Ok(Left::Nothing);
    }
    let why = match resume::same_source(begun, &spec.source) {
        Err(why) => why,
        Ok(()) if end > length => Anew::Differs,
        Ok(()) if spec.source.size.is_none_or(|size| length > size) => Anew::TooLong,
        Ok(()) if have.len() > 1 && !session.capabilities().ranges => Anew::NoOffsets,
        Ok(()) => return Ok(Left::Part(part, have)),
    };
    notes.anew(session, spec, why).await;
    Ok(Left::Nothing)
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

/// The target, if it is what the source is: an earlier try has put it there, and nobody took note.
fn renamed_before(spot: &Spot, begun: &Begun, now: &Entry) -> Option<(PathBuf, u64)> {
    let path = spot.folder.join(&spot.name);
    let there = folder::look(&path)
        .ok()
        .filter(|there| there.kind == entry::Kind::File)?;
    resume::same_source(begun, now).ok()?;
    resume::same_source(begun, &there).ok()?;
    Some((path, there.size?))
}

/// Goes on with a part that was written from its first byte to `length`. `None`: its end is not what the source has there, or
/// the server does not begin in the middle.
async fn go_on(
    session: &Session,
    spec: &Spec,
    (mut part, length): (Part, u64),
    means: &Means,
    notes: &mut Notes,
) -> Result<Option<(Moved, Arrived)>> {
    part.keep();
    notes.begun = spec.begun.clone();
    let from = resume::tail(&(0..length)).start;
    means.moved.store(from, Ordering::Relaxed);
    // The end of the part comes along with what is missing, so looking at it costs no command of its own.
    let (sink, pieces) = pipe::download(means.moved.clone());
    let appending = append(part, from..length, pieces, means);
    let (moved, appended) = tokio::join!(session.download(&spec.remote, from, sink), appending);
    let why = match (appended, moved) {
        (Ok(Appended::Whole(part)), moved) => {
            let moved = moved?;
            notes.resumed(session, spec, length).await;
            let bytes = moved.bytes + from;
            return Ok(Some((Moved { bytes, ..moved }, Arrived::Part(part))));
        }
        (Ok(Appended::Short), Err(error)) if resume::refuses_offsets(&error) => Anew::NoOffsets,
        (Ok(Appended::Short), Err(error)) => return Err(error),
        (Ok(Appended::Short | Appended::Differs), Ok(_)) => Anew::Differs,
        (Ok(Appended::Differs), Err(error)) if !error.broken => Anew::Differs,
        (Ok(Appended::Differs), Err(error)) => {
            // Breaking it off has cost the connection. The next one begins anew.
            notes.anew(session, spec, Anew::Differs).await;
            notes.learned = true;
            let attempted = format!("resume {}", spec.source.name);
            let changed = Error::new(Stage::Check, Kind::SourceChanged, attempted).breaking();
            return Err(Error {
                local: error.local,
                peer: error.peer,
                ..changed
            });
        }
        (Err(error), moved) => return settle(Err(error), moved).map(|_: (Moved, ())| None),
    };
    notes.begun = None;
    notes.anew(session, spec, why).await;
    Ok(None)
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

/// Whether a file is fetched in ranges: because others may help, or because that is how it was begun.
fn may_split(session: &Session, spec: &Spec, means: &Means, left: Option<&(Part, Vec<Range<u64>>)>) -> bool {
    let is_large = spec.source.size.is_some_and(|size| size >= crew::THRESHOLD);
    let in_pieces = left.is_some_and(|(_, have)| have.len() > 1);
    session.capabilities().ranges && (in_pieces || is_large && means.help.is_some())
}

/// Fetches a large file in ranges, where further connections may help.
async fn fetch_split(
    session: &Session,
    spec: &Spec,
    left: Option<(Part, Vec<Range<u64>>)>,
    means: &Means,
    notes: &mut Notes,
) -> Result<(Moved, Arrived)> {
    // The ranges are read at different times, so the file has to be the same before and after.
    let before = session.stat(&spec.remote, true).await?;
    let Some(size) = before.size.filter(|_| before.kind == entry::Kind::File) else {
        return Err(Error::new(
            Stage::Check,
            Kind::WrongType,
            format!("fetch {}", spec.remote),
        ));
    };
    let (mut part, have) = match left {
        Some((part, have)) => (Some(part), have),
        None => (None, Vec::new()),
    };
    if let (Some(old), Some(last)) = (&part, have.last()) {
        let tail = resume::tail(last);
        let theirs = resume::read(session, &spec.remote, tail.clone()).await?;
        let ours = old.before(tail.end, tail.end - tail.start);
        if theirs.is_none() || theirs != ours.ok() {
            notes.anew(session, spec, Anew::Differs).await;
            part = None;
        }
    }
    let (part, have) = match part {
        Some(part) => (part, have),
        None => (new_part(spec, notes, means).await?, Vec::new()),
    };
    let at: u64 = have.iter().map(|range| range.end - range.start).sum();
    if at > 0 {
        notes.resumed(session, spec, at).await;
    }
    means.moved.store(at, Ordering::Relaxed);
    let marked = if have.is_empty() { vec![0..0] } else { have.clone() };
    notes.begins(spec, &before, marked, means);
    let failed = |error| on_disk(spec, "write", &error);
    let file = (part.open_file().map_err(failed)?, part.path());
    let way = (Direction::Download, spec.remote.clone());
    let crew = Crew::new(way, file, (size, &have), notes.begun.clone(), means);
    notes.crew = Some(crew.clone());
    let mut moved = crew.lead(session, means).await?;
    let after = session.stat(&spec.remote, true).await?;
    if after.modified != before.modified {
        return Err(source_changed(spec));
    }
    moved.size = after.size;
    Ok((moved, Arrived::Part(part)))
}

/// A part with nothing in it, which stays on the disk from now on.
async fn new_part(spec: &Spec, notes: &Notes, means: &Means) -> Result<Part> {
    let (spot, name) = (Spot::of(spec), notes.part.1.clone());
    let made = means.disk.visit(move || {
        let mut part = Part::create(spot?.folder()?, name)?;
        part.keep();
        Ok(part)
    });
    made.await.map_err(|error| on_disk(spec, "write", &error))
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

fn source_changed(spec: &Spec) -> Error {
    Error::new(Stage::Check, Kind::SourceChanged, format!("fetch {}", spec.remote))
}

fn on_disk(spec: &Spec, verb: &str, error: &std::io::Error) -> Error {
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
    let local = match arrived {
        Arrived::Small(bytes) => check::Local::Bytes(bytes),
        Arrived::Part(part) => check::Local::File(part.path()),
        Arrived::There(path) => check::Local::File(path.clone()),
        Arrived::Streamed => check::Local::Gone,
    };
    check::hash(session, spec.verify, verified, &spec.remote, local, notes).await
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
            Arrived::Streamed | Arrived::There(_) => return Ok(Placed::Renamed),
        };
        part.place(&spot.name, finish, place)
    });
    match write.await {
        Ok(Placed::Renamed) => Ok(()),
        Ok(Placed::InPlace) => {
            notes.remarks.push(Remark::OverwrittenInPlace);
            Ok(())
        }
        Err(error) => Err(Error::io(
            Stage::LocalDisk,
            format!("put {} in place", spec.target),
            &error,
        )),
    }
}
