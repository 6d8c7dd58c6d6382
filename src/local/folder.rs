//! Reading local folders.

use std::ffi::OsString;
use std::fs::Metadata;
use std::io;
use std::path::Path;

use crate::entry::{Entry, Kind, Modified, Permissions, Precision, Zone};
use crate::path::RemoteName;

/// One name in a local folder.
#[derive(Clone, Debug)]
pub struct Found {
    /// The name as the system gives it.
    pub name: OsString,
    /// What it is, in the terms of a listing; `entry.name` is the name as it would be sent.
    pub entry: Entry,
}

/// Reads a folder, sorted by name so that the same folder always gives the same order. Links are not followed.
///
/// # Errors
/// If the folder cannot be read. A name that vanishes meanwhile is left out.
pub fn read_folder(folder: &Path) -> io::Result<Vec<Found>> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder)? {
        let entry = entry?;
        match entry.metadata() {
            Ok(metadata) => {
                let name = entry.file_name();
                found.push(Found {
                    entry: describe(RemoteName::from_local(&name), &metadata),
                    name,
                });
            }
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            Err(error) => return Err(error),
        }
    }
    found.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(found)
}

/// Looks at one local name; a link is described itself.
///
/// # Errors
/// If there is nothing, or it cannot be looked at.
pub fn look(path: &Path) -> io::Result<Entry> {
    let name = path
        .file_name()
        .map(RemoteName::from_local)
        .unwrap_or_else(|| RemoteName::new(b"/"));
    Ok(describe(name, &std::fs::symlink_metadata(path)?))
}

/// Looks at what a local name leads to, through links.
///
/// # Errors
/// If there is nothing, or it cannot be looked at.
pub fn look_through(path: &Path) -> io::Result<Entry> {
    let name = path
        .file_name()
        .map(RemoteName::from_local)
        .unwrap_or_else(|| RemoteName::new(b"/"));
    Ok(describe(name, &std::fs::metadata(path)?))
}

/// A file's metadata in the terms of a listing.
pub fn describe(name: RemoteName, metadata: &Metadata) -> Entry {
    let kind = match metadata.file_type() {
        kind if kind.is_file() => Kind::File,
        kind if kind.is_dir() => Kind::Directory,
        kind if kind.is_symlink() => Kind::Link,
        _ => Kind::Other,
    };
    let mut entry = Entry::new(name, kind);
    entry.size = metadata.is_file().then_some(metadata.len());
    entry.modified = modified(metadata).map(|seconds| Modified {
        seconds,
        precision: Precision::Second,
        zone: Zone::Utc,
    });
    #[cfg(unix)]
    {
        use std::os::unix::fs::MetadataExt;
        entry.permissions = Some(Permissions::new(metadata.mode()));
    }
    entry
}

/// The time of last change in whole Unix seconds, rounded down.
fn modified(metadata: &Metadata) -> Option<i64> {
    let time = metadata.modified().ok()?;
    match time.duration_since(std::time::UNIX_EPOCH) {
        Ok(since) => i64::try_from(since.as_secs()).ok(),
        Err(before) => i64::try_from(before.duration().as_secs_f64().ceil() as u64)
            .ok()
            .map(|seconds| -seconds),
    }
}
