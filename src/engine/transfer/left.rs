//! What an earlier try of a download has left, and going on with it.

use std::ops::Range;
use std::path::PathBuf;
use std::sync::atomic::Ordering;

use super::append::{Appended, append};
use super::download::{on_disk, settle};
use super::{Means, Notes, Spec, Spot, resume};
use crate::entry::{self, Entry};
use crate::error::{Error, Kind, Result, Stage};
use crate::local::{Part, folder};
use crate::pipe;
use crate::remote::{Moved, Session};
use crate::transfer::{Anew, Begun};

/// What an earlier try has left.
pub enum Left {
    /// A part and the bytes that it has. Its end is yet to be compared.
    Part(Part, Vec<Range<u64>>),
    /// The finished file, of so many bytes.
    Target(PathBuf, u64),
    /// Nothing that is of use.
    Nothing,
}

/// The part that an earlier try has left and the bytes that it has, if the source is still the same.
pub async fn left_before(
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
    let have = resume::have(begun, length);
    let end = have.last().map_or(0, |range| range.end);
    if have.iter().map(|range| range.end - range.start).sum::<u64>() < resume::LEAST {
        return Ok(Left::Nothing);
    }
    let why = match resume::same_source(begun, &spec.source) {
        Err(why) => why,
        Ok(()) if end > length => Anew::Differs,
        Ok(()) if spec.source.size.is_none_or(|size| length > size) => Anew::TooLong,
        Ok(()) if resume::has_gaps(&have) && !session.capabilities().ranges => Anew::NoOffsets,
        Ok(()) => return Ok(Left::Part(part, have)),
    };
    notes.anew(session, spec, why).await;
    Ok(Left::Nothing)
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
pub async fn go_on(
    session: &Session,
    spec: &Spec,
    (mut part, length): (Part, u64),
    means: &Means,
    notes: &mut Notes,
) -> Result<Option<(Moved, Part)>> {
    part.keep();
    notes.begun = spec.begun.clone();
    // A part that was written in ranges may have others behind the first one.
    part.cut(length).map_err(|error| on_disk(spec, "write", &error))?;
    if let Some(begun) = &mut notes.begun {
        begun.have.clear();
    }
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
            return Ok(Some((Moved { bytes, ..moved }, part)));
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
