//! The last step of a move: the source goes, once the file is on its target, checked and on record.
//!
//! Immediately before that both ends are looked at again. What is not what was transferred stays, and the row says why.

use std::path::Path;

use super::{Means, Notes, Report, Spec, Spot, dropped, lost, resume, stopped, stopped_for_long};
use crate::engine::event::Remark;
use crate::engine::queue::{Ending, Finish};
use crate::entry::{Kind as EntryKind, Modified, Precision, Zone};
use crate::error::{Error, Kind, Result, Stage};
use crate::local::departure::{self, Departed};
use crate::path::{RemoteName, RemotePath};
use crate::remote::Session;
use crate::transfer::{Arrival, Direction, LocalEnd, Stay, Verified};

/// What became of a source.
enum Left {
    Gone,
    Stays(Stay),
    /// It is still there, and what was made of it is not at its target any more, or never was.
    Missing,
}

/// Removes the source of a file that has arrived, or says why it stays.
pub async fn run(session: &Session, spec: &Spec, arrival: &Arrival, means: &Means) -> Report {
    let left = tokio::select! {
        biased;
        left = leave(session, spec, arrival, means) => left,
        () = stopped_for_long(means) => Err(dropped(session, stopped())),
        error = lost(means) => Err(error),
    };
    let (result, stay) = match left {
        Ok(Left::Gone) => (Ok(Finish::Done(arrival.verified, None)), None),
        Ok(Left::Stays(stay)) => (Ok(Finish::Done(arrival.verified, None)), Some(stay)),
        Ok(Left::Missing) => (Ok(Finish::Missing(missing(spec))), None),
        Err(error) => (Err(error), None),
    };
    Report {
        ending: Ending {
            result,
            moved: arrival.size,
            remarks: stay.map(Remark::StillThere).into_iter().collect(),
            learned: false,
            excused: None,
        },
        orphan: None,
        begun: None,
    }
}

/// What has come of the first half of a move: an arrival, or a file that is done with its source where it was.
pub fn arrived(spec: &Spec, verified: Verified, target: Option<RemoteName>, notes: &mut Notes) -> Finish {
    match arrival(spec, verified, notes) {
        Ok(arrival) => Finish::Arrived(Box::new(arrival), target),
        Err(stay) => {
            notes.remarks.push(Remark::StillThere(stay));
            Finish::Done(verified, target)
        }
    }
}

/// What the source was when it was read. Nothing goes away of which that is not known.
fn arrival(spec: &Spec, verified: Verified, notes: &Notes) -> Result<Arrival, Stay> {
    let there = spec.existing.get(spec.target.as_bytes());
    if verified == Verified::Unverified {
        return Err(Stay::Unverified);
    }
    // Whoever writes through a link may have written into the source itself.
    if there.is_some_and(|there| there.kind == EntryKind::Link) {
        return Err(Stay::SameFile);
    }
    let replaced = there.is_some();
    if let Some(read) = &notes.read {
        return Ok(Arrival {
            verified,
            size: read.size,
            modified: exact(read.seconds),
            mark: Some(read.text.clone()),
            replaced,
        });
    }
    let listed = spec.source.size.zip(spec.source.modified);
    let (size, modified) = notes.found.or(listed).ok_or(Stay::Unknown)?;
    Ok(Arrival {
        verified,
        size,
        modified,
        mark: None,
        replaced,
    })
}

/// A listing tells minutes of some clock. What is to go afterwards is looked at itself before it is read, as far as the server
/// tells more. The file here gets the listed time all the same: by that it is known after a crash.
///
/// # Errors
/// Only if the connection is lost.
pub async fn look_first(session: &Session, spec: &Spec, notes: &mut Notes) -> Result<()> {
    let is_exact = |modified: &Modified| modified.precision == Precision::Second && modified.zone != Zone::Server;
    if spec.direction == Direction::Upload || spec.source.modified.as_ref().is_some_and(is_exact) {
        return Ok(());
    }
    match session.stat(&spec.remote, true).await {
        Err(error) if error.broken => Err(error),
        Ok(now) => {
            notes.found = now.size.zip(now.modified);
            Ok(())
        }
        Err(_) => Ok(()),
    }
}

async fn leave(session: &Session, spec: &Spec, arrival: &Arrival, means: &Means) -> Result<Left> {
    match size_there(session, spec, means).await? {
        None => return Ok(Left::Missing),
        Some(size) if size != Some(arrival.size) => return Ok(Left::Stays(Stay::TargetDiffers)),
        Some(_) => {}
    }
    if arrival.replaced && may_be_one(session, spec, means).await? {
        return Ok(Left::Stays(Stay::SameFile));
    }
    let stay = match spec.direction {
        Direction::Download => leave_server(session, spec, arrival).await,
        Direction::Upload => {
            session.sync(&spec.remote).await?;
            leave_disk(spec, arrival, means).await
        }
    };
    Ok(stay?.map_or(Left::Gone, Left::Stays))
}

/// How long the file is that stands at the target, if it is one and that is told; `None` if nothing stands there.
async fn size_there(session: &Session, spec: &Spec, means: &Means) -> Result<Option<Option<u64>>> {
    if spec.direction == Direction::Upload {
        if let Some(size) = session.size(&spec.remote).await? {
            return Ok(Some(Some(size)));
        }
        return match session.stat(&spec.remote, true).await {
            Err(error) if error.kind == Kind::NotFound && !error.broken => Ok(None),
            looked => Ok(Some(looked?.size)),
        };
    }
    let LocalEnd::Path(path) = spec.local.clone() else {
        return Ok(Some(None));
    };
    let looked = means.disk.visit(move || match std::fs::metadata(path) {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
        other => other.map(Some),
    });
    let looked = looked.await.map_err(|error| on_disk(spec, "look at", &error))?;
    Ok(looked.map(|found| found.is_file().then_some(found.len())))
}

/// Whether source and target may be one and the same file: a server may run on this very computer. What is made in the one
/// folder is then seen in the other.
async fn may_be_one(session: &Session, spec: &Spec, means: &Means) -> Result<bool> {
    let name = format!(".packetboat-{}-here", spec.part_id);
    let there = spec
        .remote
        .parent()
        .unwrap_or_default()
        .join(&RemoteName::from(name.as_str()));
    let spot = Spot::of(spec);
    let made = means.disk.visit(move || {
        let folder = spot?.folder()?;
        // One that a crash has left is as good.
        match folder.create(name.as_ref()) {
            Err(error) if error.kind() != std::io::ErrorKind::AlreadyExists => Err(error),
            _ => Ok((folder, name)),
        }
    });
    let (folder, name) = made.await.map_err(|error| on_disk(spec, "write beside", &error))?;
    let looked = session.stat(&there, false).await;
    let removed = means.disk.visit(move || folder.remove(name.as_ref())).await;
    removed.map_err(|error| on_disk(spec, "write beside", &error))?;
    match looked {
        Err(error) if error.broken => Err(error),
        Err(error) if error.kind == Kind::NotFound => Ok(false),
        // It is there, or nobody knows.
        _ => Ok(true),
    }
}

/// `None`: the source is gone.
async fn leave_server(session: &Session, spec: &Spec, arrival: &Arrival) -> Result<Option<Stay>> {
    // Where the listing has shown a file, the look can be the cheap one that does not tell a link.
    let follow = spec.plain && matches!(session, Session::Ftp(_));
    let now = match session.stat(&spec.remote, follow).await {
        // An earlier try has removed it and its reply was lost, or somebody else was faster.
        Err(error) if error.kind == Kind::NotFound && !error.broken => return Ok(None),
        looked => looked?,
    };
    let same = |modified: Modified| resume::same_time(arrival.modified, modified);
    match (now.kind, now.size, now.modified) {
        (EntryKind::Link, ..) => return Ok(Some(Stay::Link)),
        (EntryKind::File, Some(size), Some(modified)) if size == arrival.size && same(modified) => {}
        (EntryKind::File, Some(_), Some(_)) | (EntryKind::Directory, ..) => return Ok(Some(Stay::Changed)),
        _ => return Ok(Some(Stay::Unknown)),
    }
    match session.remove_file(&spec.remote).await {
        Ok(()) => Ok(None),
        Err(error) if error.broken => Err(error),
        // Some say no to what they have done.
        Err(refusal) => match session.stat(&spec.remote, false).await {
            Err(error) if error.broken => Err(error),
            Err(error) if error.kind == Kind::NotFound => Ok(None),
            _ => Err(refusal),
        },
    }
}

/// `None`: the source is gone.
async fn leave_disk(spec: &Spec, arrival: &Arrival, means: &Means) -> Result<Option<Stay>> {
    let (spot, arrival) = (Spot::of(spec), arrival.clone());
    let left = means.disk.visit(move || {
        let spot = spot?;
        match spot.folder() {
            // With its folder it has gone, too: an earlier run has come so far.
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(Departed::Gone),
            folder => departure::depart(&folder?, &spot.name, &arrival),
        }
    });
    match left.await.map_err(|error| on_disk(spec, "remove", &error))? {
        Departed::Gone => Ok(None),
        Departed::Link => Ok(Some(Stay::Link)),
        Departed::Changed => Ok(Some(Stay::Changed)),
    }
}

/// Removes folders of the server that are empty by now. A folder that keeps something stays without a word.
///
/// # Errors
/// Those that are left to do, if the connection is lost.
pub async fn sweep(session: &Session, folders: Vec<RemotePath>) -> Result<(), Vec<RemotePath>> {
    let mut left = folders.into_iter();
    while let Some(folder) = left.next() {
        // Not every server refuses to remove a folder with something in it.
        let (entries, listing) = crate::engine::plan::list(session, &folder).await;
        let swept = match listing {
            Ok(_) if entries.is_empty() => session.remove_directory(&folder).await,
            other => other.map(drop),
        };
        if swept.is_err_and(|error| error.broken) {
            return Err(std::iter::once(folder).chain(left).collect());
        }
    }
    Ok(())
}

fn missing(spec: &Spec) -> Error {
    let target = match (spec.direction, &spec.local) {
        (Direction::Download, LocalEnd::Path(path)) => path.display().to_string(),
        _ => spec.remote.to_string(),
    };
    let error = Error::new(Stage::Check, Kind::NotFound, format!("find {target} where it was put"));
    error.with_cause("it is not there any more, so the source was not removed")
}

fn exact(seconds: i64) -> Modified {
    Modified {
        seconds,
        precision: Precision::Second,
        zone: Zone::Utc,
    }
}

fn on_disk(spec: &Spec, verb: &str, error: &std::io::Error) -> Error {
    let path = match &spec.local {
        LocalEnd::Path(path) => path.as_path(),
        LocalEnd::Standard => Path::new(""),
    };
    Error::io(Stage::LocalDisk, format!("{verb} {}", path.display()), error)
}
