//! What an earlier try did, or half did, before its reply was lost.

use std::fs::File;
use std::path::PathBuf;
use std::sync::atomic::Ordering;

use super::feed::on_disk;
use super::{Means, Spec, resume};
use crate::error::Result;
use crate::local::folder;
use crate::local::positioned::read_range;
use crate::path::RemotePath;
use crate::remote::Session;
use crate::transfer::{Begun, LocalEnd};

/// Whether it did it all, and only its last reply was lost: no part is there any more, and at the target stands what was sent.
pub async fn is_in_place(
    session: &Session,
    spec: &Spec,
    (begun, part): (&Begun, &RemotePath),
    replace: bool,
    means: &Means,
) -> Result<bool> {
    let LocalEnd::Path(path) = &spec.local else {
        return Ok(false);
    };
    if session.size(part).await?.is_some() {
        return Ok(false);
    }
    let there = match session.stat(&spec.remote, true).await {
        Err(error) if error.broken => return Err(error),
        Err(_) => return Ok(false),
        Ok(there) => there,
    };
    let (now, path) = on_disk(means, "look at", path.clone(), folder::look_through).await?;
    // Where an old file stood there, it may be as long as the new one, and the time tells them apart.
    let in_time = there.modified.zip(now.modified);
    let is_new = !replace || in_time.is_some_and(|(there, now)| resume::same_time(there, now));
    let Some(size) = now.size.filter(|size| there.size == Some(*size) && is_new) else {
        return Ok(false);
    };
    if resume::same_source(begun, &now).is_err() {
        return Ok(false);
    }
    let tail = resume::tail(&(0..size));
    let theirs = resume::read(session, &spec.remote, tail.clone()).await?;
    let (ours, _) = on_disk(means, "read", path, move |path| read_range(&File::open(path)?, tail)).await?;
    if theirs != Some(ours) {
        return Ok(false);
    }
    means.moved.store(size, Ordering::Relaxed);
    session.note(format!("{} is in place already", spec.source.name)).await;
    Ok(true)
}

/// Removes from under the final name what an earlier try was cut off from writing there, if it is the beginning of the source.
/// Anything else is somebody's. Returns whether nothing is there any more.
pub async fn clear_unfinished(session: &Session, remote: &RemotePath, source: PathBuf) -> Result<bool> {
    let Some(length) = session.size(remote).await? else {
        return Ok(true);
    };
    let tail = resume::tail(&(0..length));
    let theirs = resume::read(session, remote, tail.clone()).await?;
    let ours = tokio::task::spawn_blocking(move || read_range(&File::open(source)?, tail)).await;
    let is_beginning = matches!((ours, theirs), (Ok(Ok(ours)), Some(theirs)) if ours == theirs);
    if length == 0 || is_beginning {
        session.remove_file(remote).await?;
    }
    Ok(length == 0 || is_beginning)
}
