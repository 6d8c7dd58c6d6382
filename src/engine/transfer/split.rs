//! Downloads in ranges, where further connections may help.

use std::ops::Range;
use std::sync::atomic::Ordering;

use super::download::{on_disk, source_changed};
use super::{Crew, Means, Notes, Spec, Spot, crew, resume};
use crate::entry;
use crate::error::{Error, Kind, Result, Stage};
use crate::local::Part;
use crate::remote::{Moved, Session};
use crate::transfer::{Anew, Direction};

/// Whether a file is fetched in ranges: because others may help, or because that is how it was begun.
pub fn may_split(session: &Session, spec: &Spec, means: &Means, left: Option<&(Part, Vec<Range<u64>>)>) -> bool {
    let is_large = spec.source.size.is_some_and(|size| size >= crew::THRESHOLD);
    let in_pieces = left.is_some_and(|(_, have)| resume::has_gaps(have));
    session.capabilities().ranges && (in_pieces || is_large && means.help.is_some())
}

/// Fetches a large file in ranges, where further connections may help.
pub async fn fetch_split(
    session: &Session,
    spec: &Spec,
    left: Option<(Part, Vec<Range<u64>>)>,
    means: &Means,
    notes: &mut Notes,
) -> Result<(Moved, Part)> {
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
    notes.begins(spec, &before, resume::marked(&have), means);
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
    Ok((moved, part))
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
