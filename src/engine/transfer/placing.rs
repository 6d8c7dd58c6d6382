//! Dressing the part of an upload and putting it in place.

use super::upload::Sent;
use super::{Notes, Spec};
use crate::engine::event::Remark;
use crate::entry::Entry;
use crate::error::{Error, Kind, Result, Stage};
use crate::path::{RemoteName, RemotePath};
use crate::remote::Session;

/// Gives the part the old file's permissions and the source's time. A server that cannot is no failure.
pub async fn dress(session: &Session, part: &RemotePath, sent: &Sent, notes: &mut Notes) -> Result<()> {
    if let Some(dressed) = &sent.moved.dressed {
        // The protocol has done it along with the transfer, or was refused and says so.
        if let Err(error) = dressed
            && sent.dress.modified.is_some()
        {
            notes.remarks.push(Remark::TimeNotSet(error.reply.clone()));
        }
        return Ok(());
    }
    let can = session.capabilities();
    if let Some(permissions) = sent.dress.permissions.filter(|_| can.sets_permissions) {
        match session.set_permissions(part, permissions).await {
            Err(error) if error.broken => return Err(error),
            _ => {}
        }
    }
    let Some(seconds) = sent.dress.modified else {
        return Ok(());
    };
    if !can.sets_modified {
        notes.remarks.push(Remark::TimeNotSet(None));
        return Ok(());
    }
    match session.set_modified(part, seconds).await {
        Ok(()) => Ok(()),
        Err(error) if error.broken => Err(error),
        Err(error) => {
            notes.remarks.push(Remark::TimeNotSet(error.reply));
            Ok(())
        }
    }
}

/// At which step a part could not be put in place.
pub enum Unplaced {
    /// At the look whether something appeared meanwhile, or at getting out of the way what is replaced.
    Looking(Error),
    /// At the renaming of the part.
    Renaming(Error),
}

/// Renames the part to its target. Nothing that appeared there meanwhile is lost; what is replaced is never removed first.
/// Returns whether the old file had to get out of the way, and was seen to.
pub async fn put_in_place(
    session: &Session,
    spec: &Spec,
    part: &RemotePath,
    there: Option<&Entry>,
    notes: &mut Notes,
) -> Result<bool, Unplaced> {
    let target = &spec.remote;
    // Where a rename replaces nothing by itself, it is the look.
    let looks = there.is_none() && !session.capabilities().renames_safely;
    if looks && session.size(target).await.map_err(Unplaced::Looking)?.is_some() {
        return Err(Unplaced::Looking(appeared(target)));
    }
    match session.rename(part, target, there.is_some()).await {
        Err(error) if there.is_some() && !error.broken => {
            let aside = aside(part);
            let moved_aside = session.rename(target, &aside, false).await;
            moved_aside.map_err(|_| Unplaced::Looking(error))?;
            if let Err(error) = session.rename(part, target, false).await {
                session.rename(&aside, target, false).await.map_err(Unplaced::Looking)?;
                return Err(Unplaced::Renaming(error));
            }
            let removed = remove_aside(session, part, notes).await;
            removed.map(|()| true).map_err(Unplaced::Looking)
        }
        other => other.map(|()| false).map_err(Unplaced::Renaming),
    }
}

/// How the name of an old file ends that waits while the new one takes its place; before it is the name of the part.
pub const OLD: &[u8] = b".old";

/// Where an old file waits while the new one takes its place.
pub fn aside(part: &RemotePath) -> RemotePath {
    let name = part.name().unwrap_or_else(|| "part".into());
    let name = RemoteName::new([name.as_bytes(), OLD].concat());
    part.parent().unwrap_or_default().join(&name)
}

fn appeared(target: &RemotePath) -> Error {
    Error::new(Stage::Check, Kind::Exists, format!("put {target} in place"))
}

/// Whether a renaming may have been refused because the server refuses all of them, here.
pub fn may_lie_in_renaming(error: &Error) -> bool {
    !error.broken && matches!(error.kind, Kind::Rejected | Kind::Unsupported | Kind::NotPermitted)
}

/// A renaming that was refused with no more than "no" may have met something. Writing in place replaces, so it needs to be
/// known that nothing is there.
pub async fn nothing_appeared(session: &Session, target: &RemotePath, refusal: Error) -> Result<()> {
    match session.stat(target, false).await {
        Ok(_) => Err(appeared(target)),
        Err(error) if error.kind == Kind::NotFound => Ok(()),
        Err(error) if error.broken => Err(error),
        Err(_) => Err(refusal),
    }
}

/// Whether a rename would give the file of this name to another owner or group. Only SFTP tells both as numbers.
pub async fn owner_would_change(session: &Session, part: &RemotePath, target: &RemotePath) -> Result<bool> {
    if !matches!(session, Session::Sftp(_)) {
        return Ok(false);
    }
    let (new, old) = tokio::join!(session.stat(part, false), session.stat(target, false));
    let owner = |looked: Result<Entry>| match looked {
        Err(error) if error.broken => Err(error),
        looked => Ok(looked.ok().and_then(|entry| entry.owner.zip(entry.group))),
    };
    let (new, old) = (owner(new)?, owner(old)?);
    Ok(new.zip(old).is_some_and(|(new, old)| new != old))
}

/// Removes a part that nobody goes on with. What it was to replace gets its name back, where it had to get out of the way for
/// something that never came.
pub async fn give_up(session: &Session, part: &RemotePath, replaced: Option<&RemotePath>) -> Result<()> {
    match session.remove_file(part).await {
        Err(error) if error.broken => return Err(error),
        _ => {}
    }
    let Some(target) = replaced else { return Ok(()) };
    let aside = aside(part);
    session.stat(&aside, false).await?;
    match session.stat(target, false).await {
        Err(error) if error.kind == Kind::NotFound => session.rename(&aside, target, false).await,
        other => other.map(|_| ()),
    }
}

/// Removes the old file that was moved out of the way. The new one is in its place: where the old one has to stay, the row says so.
pub async fn remove_aside(session: &Session, part: &RemotePath, notes: &mut Notes) -> Result<()> {
    match session.remove_file(&aside(part)).await {
        Err(error) if error.broken => Err(error),
        Err(error) if error.kind != Kind::NotFound => {
            notes.remarks.push(Remark::OldStays(error.reply));
            Ok(())
        }
        _ => Ok(()),
    }
}

/// Removes an old file that an earlier try may have moved out of the way, and could not remove any more.
pub async fn clear_aside(session: &Session, part: &RemotePath) -> Result<()> {
    match session.remove_file(&aside(part)).await {
        Err(error) if error.broken => Err(error),
        _ => Ok(()),
    }
}
