//! From the disk to the server.

use std::fs::File;
use std::io::{Seek, SeekFrom};
use std::ops::Range;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::Ordering;

use bytes::Bytes;

use super::crew::{Crew, THRESHOLD};
use super::feed::{Opened, feed_from, feed_from_stdin, on_disk, open, settle};
use super::placing::{self, Unplaced, dress, put_in_place};
use super::{Means, Notes, Spec, check, lost_reply, resume, settable, stopped};
use crate::engine::event::Remark;
use crate::entry::{Entry, Kind as EntryKind, Permissions};
use crate::error::{Error, Kind, Result, Stage};
use crate::local::folder;
use crate::local::positioned::read_range;
use crate::path::RemotePath;
use crate::pipe;
use crate::remote::{Dress, Moved, Session, Start};
use crate::transfer::{Anew, Begun, Direction, LocalEnd, Verified};

/// Sends a file, checks it and puts it in place.
pub async fn run(session: &Session, spec: &Spec, replace: bool, means: &Means, notes: &mut Notes) -> Result<Verified> {
    let part = notes.part.0.clone();
    notes.orphan = Some(part.clone());
    let result = send_and_place(session, spec, &part, replace, means, notes).await;
    match &result {
        Err(error) if notes.begun.is_some() && !means.spoils(error) => notes.orphan = None,
        // The connection is gone: somebody else has to remove the part.
        Err(error) if error.broken => {}
        Err(_) => {
            // A refusal means that it never came to exist, or that the server keeps it and has said so in the log.
            let _ = session.remove_file(&part).await;
            notes.begun = None;
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
    if let Some(begun) = &spec.begun {
        if lost_reply::is_in_place(session, spec, (begun, part), replace, means).await? {
            if replace {
                placing::clear_aside(session, part).await?;
            }
            return Ok(Verified::Size);
        }
        if let (true, LocalEnd::Path(source)) = (begun.in_place, &spec.local) {
            lost_reply::clear_unfinished(session, &spec.remote, source.clone()).await?;
        }
    }
    if there.is_some_and(|there| there.kind == EntryKind::Link) {
        return write_in_place(session, spec, None, means, notes).await;
    }
    let permissions = there.and_then(|there| there.permissions).map(Permissions::bits);
    let sent = send(session, spec, (part, permissions), true, means, notes).await?;
    let verified = check::size(session, part, None, &sent.moved, notes).await?;
    let verified = check::hash(session, spec.verify, verified, part, sent.local(spec), notes).await?;
    if there.is_some() && placing::owner_would_change(session, part, &spec.remote).await? {
        return write_in_place(session, spec, Some(part), means, notes).await;
    }
    dress(session, part, &sent, notes).await?;
    let is_small = notes.begun.is_none();
    let (error, may_write) = match put_in_place(session, spec, part, there, notes).await {
        Ok(true) => return Ok(verified),
        Ok(false) => {
            let aside = placing::aside(part).name();
            if aside.is_some_and(|aside| spec.existing.contains_key(aside.as_bytes())) {
                placing::remove_aside(session, part, notes).await?;
            } else if spec.begun.is_some() && there.is_some() {
                // An earlier try may have been cut off between the two renamings.
                placing::clear_aside(session, part).await?;
            }
            return Ok(verified);
        }
        Err(Unplaced::Looking(error)) => (error, false),
        Err(Unplaced::Renaming(error)) => {
            let may_write = there.is_none() && placing::may_lie_in_renaming(&error);
            (error, may_write)
        }
    };
    if notes.begun.is_none() {
        // What came of the renaming, the next try has to find out. It has to know that there was one.
        notes.begins(spec, &spec.source, resume::marked(&[]), means);
    }
    if error.broken {
        return Err(error);
    }
    if let Some(begun) = notes.begun.take() {
        // Some servers do it and say that they did not.
        let in_place = lost_reply::is_in_place(session, spec, (&begun, part), replace, means).await;
        notes.begun = Some(begun).filter(|_| !is_small || in_place.is_err());
        if in_place? {
            return Ok(verified);
        }
    }
    if !may_write {
        return Err(error);
    }
    if session.capabilities().renames_safely {
        placing::nothing_appeared(session, &spec.remote, error).await?;
    }
    session.remove_file(part).await?;
    notes.begun = None;
    write_in_place(session, spec, None, means, notes).await
}

/// What was sent.
pub struct Sent {
    pub moved: Moved,
    /// What the target is to be given: the time of the source when it was read, the permissions of what it replaces.
    pub dress: Dress,
    /// All of a small file.
    pub small: Option<Bytes>,
}

impl Sent {
    pub fn local(&self, spec: &Spec) -> check::Local<'_> {
        match (&self.small, &spec.local) {
            (Some(bytes), _) => check::Local::Bytes(bytes),
            (None, LocalEnd::Path(path)) => check::Local::File(path.clone()),
            (None, LocalEnd::Standard) => check::Local::Gone,
        }
    }
}

/// Sends a file to `to`, which is a part that another try can go on with if it `stays`.
async fn send(
    session: &Session,
    spec: &Spec,
    (to, permissions): (&RemotePath, Option<u32>),
    stays: bool,
    means: &Means,
    notes: &mut Notes,
) -> Result<Sent> {
    let LocalEnd::Path(path) = spec.local.clone() else {
        return send_standard_input(session, to, permissions, means).await;
    };
    let (opened, path) = on_disk(means, "read", path, open).await?;
    let (Opened::Small(_, before, mark) | Opened::Large(_, before, mark)) = &opened;
    notes.read = Some(mark.clone());
    let dress = Dress {
        modified: settable(before.modified),
        permissions,
    };
    let (moved, before, small) = match opened {
        Opened::Small(bytes, entry, _) => {
            let moved = send_small(session, bytes.clone(), to, dress, means).await;
            (moved, entry, Some(bytes))
        }
        Opened::Large(file, entry, _) => {
            let source = (Arc::new(file), path.clone());
            let moved = match stays {
                true => send_large(session, spec, (&source, &entry), (to, dress), means, notes).await,
                false => send_from(session, &source, (to, Start::Beginning, 0), dress, means).await,
            };
            (moved, entry, None)
        }
    };
    let moved = moved?;
    if small.is_none() {
        let (after, _) = on_disk(means, "look at", path, folder::look_through).await?;
        if (after.size, after.modified) != (before.size, before.modified) {
            let attempted = format!("send {}", spec.source.name);
            return Err(Error::new(Stage::Check, Kind::SourceChanged, attempted));
        }
    }
    Ok(Sent { moved, dress, small })
}

async fn send_standard_input(
    session: &Session,
    to: &RemotePath,
    permissions: Option<u32>,
    means: &Means,
) -> Result<Sent> {
    let (feeder, source) = pipe::upload(means.moved.clone());
    let fed = tokio::task::spawn_blocking(feed_from_stdin(feeder, means.clone()));
    let moved = session.upload(source, to, Start::Beginning, None).await;
    fed.await.unwrap_or_else(|_| Err(stopped()))?;
    let dress = Dress {
        modified: None,
        permissions,
    };
    Ok(Sent {
        moved: moved?,
        dress,
        small: None,
    })
}

async fn send_small(session: &Session, bytes: Bytes, to: &RemotePath, dress: Dress, means: &Means) -> Result<Moved> {
    let (feeder, source) = pipe::upload(means.moved.clone());
    let feed = async {
        means.throttle.pass(bytes.len()).await;
        if !bytes.is_empty() {
            feeder.push(bytes).await.map_err(|_| stopped())?;
        }
        feeder.finish().await.map_err(|_| stopped())
    };
    let feed = async {
        tokio::select! { biased; () = means.stop.cancelled() => Err(stopped()), fed = feed => fed }
    };
    let (fed, moved) = tokio::join!(feed, session.upload(source, to, Start::Beginning, Some(dress)));
    settle(fed, moved)
}

/// An open source and its path, for messages.
pub type OpenSource = (Arc<File>, PathBuf);

/// Sends a file of which a part may be there already, and which leaves a part if it is cut off.
async fn send_large(
    session: &Session,
    spec: &Spec,
    (source, entry): (&OpenSource, &Entry),
    (to, dress): (&RemotePath, Dress),
    means: &Means,
    notes: &mut Notes,
) -> Result<Moved> {
    let size = entry.size.unwrap_or(0);
    let there = match &spec.begun {
        Some(begun) => there_already(session, begun, (source, entry), to, means).await?,
        None => Ok(Vec::new()),
    };
    let have = match there {
        Ok(have) => have,
        Err(why) => {
            notes.anew(session, spec, why).await;
            Vec::new()
        }
    };
    let at = have.iter().map(|range| range.end - range.start).sum();
    if at > 0 {
        notes.resumed(session, spec, at).await;
        means.moved.fetch_add(at, Ordering::Relaxed);
    }
    let in_ranges =
        session.capabilities().ranges && (resume::has_gaps(&have) || means.help.is_some() && size >= THRESHOLD);
    if in_ranges {
        return send_split(session, spec, (source, entry), (to, have), means, notes).await;
    }
    // A part of which not everything counted keeps what is known of it until there is more.
    let is_noted = spec.begun.as_ref().is_some_and(|begun| !begun.have.is_empty());
    let known = if is_noted { resume::marked(&have) } else { Vec::new() };
    notes.begins(spec, entry, known, means);
    let sent = send_missing(session, spec, source, (to, at), (dress, means), notes).await;
    if sent.is_err()
        && session.capabilities().ranges
        && let Some(begun) = &mut notes.begun
    {
        // Writes overlap: behind one that was refused others may stand, so the length of the part tells nothing. What was
        // acknowledged without a gap does.
        let there = 0..means.moved.load(Ordering::Relaxed);
        begun.have = resume::marked(std::slice::from_ref(&there));
    }
    sent
}

/// Sends what is behind byte `at`, or everything where the server begins no upload there.
async fn send_missing(
    session: &Session,
    spec: &Spec,
    source: &OpenSource,
    (to, at): (&RemotePath, u64),
    (dress, means): (Dress, &Means),
    notes: &mut Notes,
) -> Result<Moved> {
    if at > 0
        && let Some(moved) = send_rest(session, source, (to, at), dress, means).await?
    {
        return Ok(moved);
    }
    if at > 0 {
        notes.remarks.retain(|remark| !matches!(remark, Remark::Resumed(_)));
        notes.anew(session, spec, Anew::NoOffsets).await;
        means.moved.store(0, Ordering::Relaxed);
    }
    send_from(session, source, (to, Start::Beginning, 0), dress, means).await
}

/// Sends what is behind byte `at`. `None`: the server begins no upload there, in either of the ways that there are.
pub async fn send_rest(
    session: &Session,
    source: &OpenSource,
    (to, at): (&RemotePath, u64),
    dress: Dress,
    means: &Means,
) -> Result<Option<Moved>> {
    for start in [Start::At(at), Start::End] {
        if matches!(start, Start::At(_)) && !session.capabilities().offsets {
            continue;
        }
        match send_from(session, source, (to, start, at), dress, means).await {
            Err(error) if error.stage == Stage::Command && resume::refuses_offsets(&error) => {
                means.moved.store(at, Ordering::Relaxed);
            }
            other => {
                let moved = other?;
                let bytes = moved.bytes + at;
                return Ok(Some(Moved { bytes, ..moved }));
            }
        }
    }
    Ok(None)
}

/// What of the file is in its part on the server, proven; nothing where no part is known or it is hardly begun. Or else why the
/// part is of no use.
pub async fn there_already(
    session: &Session,
    begun: &Begun,
    (source, entry): (&OpenSource, &Entry),
    part: &RemotePath,
    means: &Means,
) -> Result<Result<Vec<Range<u64>>, Anew>> {
    if let Err(why) = resume::same_source(begun, entry) {
        return Ok(Err(why));
    }
    let Some(length) = session.size(part).await? else {
        return Ok(Err(Anew::Gone));
    };
    if entry.size.is_none_or(|size| length > size) {
        return Ok(Err(Anew::TooLong));
    }
    let have = resume::have(begun, length);
    let Some(last) = have.last().filter(|_| length >= resume::LEAST) else {
        return Ok(Ok(Vec::new()));
    };
    if last.end > length {
        return Ok(Err(Anew::Differs));
    }
    if resume::has_gaps(&have) && !session.capabilities().ranges {
        return Ok(Err(Anew::NoOffsets));
    }
    let tail = resume::tail(last);
    let theirs = resume::read(session, part, tail.clone()).await?;
    let (file, path) = source.clone();
    let (ours, _) = on_disk(means, "read", path, move |_| read_range(&file, tail)).await?;
    Ok(match theirs {
        None => Err(Anew::NoOffsets),
        Some(theirs) if theirs == ours => Ok(have),
        Some(_) => Err(Anew::Differs),
    })
}

/// Sends everything from byte `at` on.
async fn send_from(
    session: &Session,
    (file, path): &OpenSource,
    (to, start, at): (&RemotePath, Start, u64),
    dress: Dress,
    means: &Means,
) -> Result<Moved> {
    let (feeder, source) = pipe::upload(means.moved.clone());
    let (from, path, means) = (file.clone(), path.clone(), means.clone());
    let feed = {
        let read = move || {
            (&*from).seek(SeekFrom::Start(at))?;
            Ok(from)
        };
        let (from, path) = on_disk(&means, "read", path, move |_| read()).await?;
        tokio::task::spawn_blocking(feed_from(from, path, feeder, means))
    };
    let moved = session.upload(source, to, start, Some(dress)).await;
    settle(feed.await.unwrap_or_else(|_| Err(stopped())), moved)
}

/// Sends a large file in ranges, where further connections may help.
async fn send_split(
    session: &Session,
    spec: &Spec,
    (source, entry): (&OpenSource, &Entry),
    (to, have): (&RemotePath, Vec<Range<u64>>),
    means: &Means,
    notes: &mut Notes,
) -> Result<Moved> {
    if have.is_empty() {
        // The file has to be there, and empty, before ranges of it can be written.
        let (feeder, nothing) = pipe::upload(means.moved.clone());
        let (made, _) = tokio::join!(session.upload(nothing, to, Start::Beginning, None), feeder.finish());
        made?;
    }
    notes.begins(spec, entry, resume::marked(&have), means);
    let size = entry.size.unwrap_or(0);
    let crew = Crew::new(
        (Direction::Upload, to.clone()),
        source.clone(),
        (size, &have),
        notes.begun.clone(),
        means,
    );
    notes.crew = Some(crew.clone());
    crew.lead(session, means).await
}

/// Writes a file under its final name: where a server takes a file but lets nobody rename it, and where what is there has to
/// stay the file that it is. `whole` is the part on the server that has all bytes; as long as it is there, nothing is lost.
///
/// Without it, and where nothing was there before, nothing stays under that name if it goes wrong.
async fn write_in_place(
    session: &Session,
    spec: &Spec,
    whole: Option<&RemotePath>,
    means: &Means,
    notes: &mut Notes,
) -> Result<Verified> {
    if spec.local == LocalEnd::Standard {
        let attempted = format!("rename to {}", spec.remote);
        return Err(Error::new(Stage::Check, Kind::Unsupported, attempted));
    }
    let was_there = spec.existing.contains_key(spec.target.as_bytes());
    notes.remarks.push(match was_there {
        true => Remark::OverwrittenInPlace,
        false => Remark::WrittenInPlace,
    });
    means.moved.store(0, Ordering::Relaxed);
    if !was_there {
        notes.writes_in_place(spec, means);
    }
    let written = async {
        let sent = send(session, spec, (&spec.remote, None), false, means, notes).await?;
        let verified = check::size(session, &spec.remote, None, &sent.moved, notes).await?;
        let local = sent.local(spec);
        let verified = check::hash(session, spec.verify, verified, &spec.remote, local, notes).await?;
        dress(session, &spec.remote, &sent, notes).await?;
        Ok(verified)
    };
    let result = written.await;
    match (&result, whole) {
        (Ok(_), Some(part)) => session.remove_file(part).await?,
        (Err(_), None) if !was_there && !session.is_broken() => {
            let removed = session.remove_file(&spec.remote).await.is_ok();
            notes.begun = notes.begun.take().filter(|_| !removed);
        }
        _ => {}
    }
    result
}
