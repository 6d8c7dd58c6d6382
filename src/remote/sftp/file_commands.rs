//! Requests about names: looking, renaming, removing, setting.

use super::attributes::Attributes;
use super::extensions::{self, FSYNC, POSIX_RENAME, STATVFS};
use super::link::{Arrived, Link, refused};
use super::list;
use super::packet::{Expects, Name, Open, Request};
use super::status::FAILURE;
use crate::entry::{Entry, Kind as EntryKind};
use crate::error::{Error, Kind, Result, Stage};
use crate::path::{RemoteName, visible};

/// STAT, or LSTAT with READLINK where it is a link.
pub(super) async fn stat(link: &Link, path: &[u8], name: RemoteName, follow: bool) -> Result<Entry> {
    let verb = if follow { "STAT" } else { "LSTAT" };
    let attempted = || format!("{verb} \"{}\"", visible(path));
    let attributes = match link.call(Request::stat(path, follow)).await? {
        Arrived::Attributes(attributes) => attributes,
        other => return Err(refused(other, Stage::Command, attempted())),
    };
    let told = Name {
        name: name.as_bytes().to_vec().into(),
        line: bytes::Bytes::new(),
        attributes,
    };
    let mut entry = list::entry(&told);
    if entry.kind == EntryKind::Link {
        entry.target = match read_link(link, path).await {
            Ok(target) => Some(target.into()),
            Err(error) if error.broken => return Err(error),
            Err(_) => None,
        };
    }
    Ok(entry)
}

/// The length of a file; `None` for anything else, and where the server does not tell.
pub(super) async fn size(link: &Link, path: &[u8]) -> Result<Option<u64>> {
    match link.call(Request::stat(path, true)).await? {
        Arrived::Attributes(attributes) => Ok(attributes.size.filter(|_| attributes.kind() == Some(EntryKind::File))),
        _ => Ok(None),
    }
}

/// READLINK.
pub(super) async fn read_link(link: &Link, path: &[u8]) -> Result<Vec<u8>> {
    match link.call(Request::read_link(path)).await? {
        Arrived::Names(names) if names.len() == 1 => Ok(names[0].name.to_vec()),
        other => Err(refused(
            other,
            Stage::Command,
            format!("READLINK \"{}\"", visible(path)),
        )),
    }
}

/// SYMLINK.
pub(super) async fn make_link(link: &Link, path: &[u8], target: &[u8]) -> Result<()> {
    let made = link.done(Request::make_link(target, path)).await;
    or_exists(link, path, made).await
}

/// MKDIR.
pub(super) async fn make_directory(link: &Link, path: &[u8]) -> Result<()> {
    let made = link.done(Request::make_directory(path)).await;
    or_exists(link, path, made).await
}

/// RENAME, or the rename that replaces where it is wanted and offered.
pub(super) async fn rename(link: &Link, from: &[u8], to: &[u8], replaces: bool) -> Result<()> {
    if replaces {
        return link
            .done(Request::extended(POSIX_RENAME, &[from, to], Expects::Status))
            .await;
    }
    let renamed = link.done(Request::rename(from, to)).await;
    or_exists(link, to, renamed).await
}

/// Sets what is told of the attributes.
pub(super) async fn set(link: &Link, path: &[u8], attributes: Attributes) -> Result<()> {
    link.done(Request::set(path, &attributes)).await
}

/// The attributes for a time of last change. The time of last access can only be set along with it, so it gets the same.
pub(super) fn modified(seconds: i64) -> Result<Attributes> {
    let seconds = u32::try_from(seconds).map_err(|_| {
        Error::new(Stage::Command, Kind::Unsupported, "SETSTAT")
            .with_cause("SFTP version 3 has no times before 1970 or after 2106")
    })?;
    Ok(Attributes {
        times: Some((seconds, seconds)),
        ..Attributes::default()
    })
}

/// Bytes that this user may still write; `None` where the server does not tell.
pub(super) async fn free_space(link: &Link, path: &[u8]) -> Result<Option<u64>> {
    match link
        .call(Request::extended(STATVFS, &[path], Expects::Extended))
        .await?
    {
        Arrived::Extended(answer) => Ok(extensions::free_space(answer).ok()),
        _ => Ok(None),
    }
}

/// Has the server's disk keep a file. A refusal is none of ours: there are file systems that keep nothing.
pub(super) async fn sync(link: &Link, path: &[u8]) -> Result<()> {
    let handle = match link.open(Request::open(path, Open::Read)).await {
        Err(error) if error.broken => return Err(error),
        Err(_) => return Ok(()),
        Ok(handle) => handle,
    };
    let request = Request::extended(FSYNC, &[&handle.bytes], Expects::Status);
    let request = request.as_line(format!("{FSYNC} handle {}", handle.number));
    link.call_slowly(request).await.map(drop)
}

/// Most servers say only "failure" where a name is taken: a look tells.
async fn or_exists(link: &Link, path: &[u8], outcome: Result<()>) -> Result<()> {
    let Err(error) = outcome else { return Ok(()) };
    let failure = error.kind == Kind::Rejected
        && error
            .reply
            .as_ref()
            .is_some_and(|reply| u32::from(reply.code) == FAILURE);
    if failure && matches!(link.call(Request::stat(path, false)).await?, Arrived::Attributes(_)) {
        return Err(Error {
            kind: Kind::Exists,
            ..error
        });
    }
    Err(error)
}
