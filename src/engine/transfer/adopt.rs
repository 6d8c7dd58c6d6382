//! Going on with a target that somebody else has begun: another program, or a run that nobody remembers.

use std::fs::File;
use std::io::Write;
use std::ops::Range;
use std::sync::Arc;
use std::sync::atomic::Ordering;

use super::feed::{Opened, on_disk, open};
use super::upload::{self, Sent};
use super::{Means, Notes, Spec, Spot, check, placing, settable};
use crate::error::{Error, Kind, Result, Stage};
use crate::local::Part;
use crate::pipe::PIECE;
use crate::remote::{Dress, Session};
use crate::transfer::{Anew, Begun, LocalEnd, Verified};

/// Copies what stands at the target of a download into its part, which then is one that was begun. The target stays what it is
/// until the whole is there and checked.
pub async fn copy_target(spec: &mut Spec, means: &Means, notes: &mut Notes) -> Result<()> {
    let (spot, name, stop) = (Spot::of(spec), notes.part.1.clone(), means.stop.clone());
    let copied = tokio::task::spawn_blocking(move || {
        let spot = spot?;
        let folder = spot.folder()?;
        let from = Arc::new(folder.open_file(&spot.name)?);
        let length = from.metadata()?.len();
        let mut part = Part::create(folder, name)?;
        copy(&from, 0..length, &part, || stop.is_cancelled())?;
        part.keep();
        Ok(())
    });
    let failed = |error| Error::io(Stage::LocalDisk, format!("copy {}", spec.target), &error);
    let copied: std::io::Result<()> = copied.await.unwrap_or_else(|error| Err(error.into()));
    copied.map_err(failed)?;
    spec.begun = Some(Begun {
        part: spec.part_id.clone(),
        size: spec.source.size,
        modified: spec.source.modified,
        have: Vec::new(),
        in_place: false,
    });
    notes.begun.clone_from(&spec.begun);
    Ok(())
}

fn copy(from: &File, range: Range<u64>, part: &Part, stopped: impl Fn() -> bool) -> std::io::Result<()> {
    let to = part.open_file()?;
    let mut at = range.start;
    while at < range.end {
        if stopped() {
            return Err(std::io::ErrorKind::Interrupted.into());
        }
        let end = range.end.min(at + PIECE as u64);
        (&*to).write_all(&crate::local::positioned::read_range(from, at..end)?)?;
        at = end;
    }
    Ok(())
}

/// Goes on behind the last byte of what stands at the target of an upload, if it is the beginning of the source. The target is
/// written as it is: it was not whole before either. `None`: it is not, and has to be replaced.
pub async fn go_on_with_target(
    session: &Session,
    spec: &Spec,
    means: &Means,
    notes: &mut Notes,
) -> Result<Option<Verified>> {
    let LocalEnd::Path(path) = spec.local.clone() else {
        return Ok(None);
    };
    let (opened, path) = on_disk(means, "read", path, open).await?;
    let Opened::Large(file, entry, mark) = opened else {
        return Ok(None);
    };
    notes.read = Some(mark);
    let begun = Begun {
        part: spec.part_id.clone(),
        size: entry.size,
        modified: entry.modified,
        have: Vec::new(),
        in_place: false,
    };
    let source = (Arc::new(file), path);
    let have = upload::there_already(session, &begun, (&source, &entry), &spec.remote, means).await?;
    let why = match have.map(|have| have.last().map(|range| range.end)) {
        Ok(None) => return Ok(None),
        Ok(Some(at)) => {
            means.moved.store(at, Ordering::Relaxed);
            let dress = Dress {
                modified: settable(entry.modified),
                permissions: None,
            };
            match upload::send_rest(session, &source, (&spec.remote, at), dress, means).await? {
                Some(moved) => {
                    notes.resumed(session, spec, at).await;
                    let sent = Sent {
                        moved,
                        dress,
                        small: None,
                    };
                    return proven(session, spec, &sent, notes).await;
                }
                None => Anew::NoOffsets,
            }
        }
        Err(why) => why,
    };
    means.moved.store(0, Ordering::Relaxed);
    notes.anew(session, spec, why).await;
    Ok(None)
}

/// Checks the whole. `None`: it did not come out right, and has to be sent anew.
async fn proven(session: &Session, spec: &Spec, sent: &Sent, notes: &mut Notes) -> Result<Option<Verified>> {
    let checked = async {
        let verified = check::size(session, &spec.remote, None, &sent.moved, notes).await?;
        check::hash(session, spec.verify, verified, &spec.remote, sent.local(spec), notes).await
    };
    match checked.await {
        Err(error) if matches!(error.kind, Kind::SizeDiffers { .. } | Kind::HashDiffers) && !error.broken => {
            notes.anew(session, spec, Anew::NotRight).await;
            Ok(None)
        }
        other => {
            let verified = other?;
            placing::dress(session, &spec.remote, sent, notes).await?;
            Ok(Some(verified))
        }
    }
}
