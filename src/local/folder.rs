//! Reading local folders.

use std::ffi::OsString;
use std::fs::{DirEntry, Metadata};
use std::io;
use std::path::Path;

use crate::entry::{Entry, Kind, Modified, Permissions, Precision, Zone};
use crate::path::RemoteName;

/// One name in a local folder.
#[derive(Clone, Debug)]
pub struct Found {
    /// What it is, in the terms of a listing; `entry.name` is the name as it would be sent.
    pub entry: Entry,
    /// Of a folder: its name as the system gives it, by which what is in it is reached. Of files there may be very many.
    pub folder: Option<OsString>,
}

/// A folder with fewer names is looked through by one thread: another one is not worth its start.
const MANY: usize = 4096;

/// Reads a folder, sorted by name so that the same folder always gives the same order. Links are not followed. What costs time
/// is to look at each name; with very many, several threads do that.
///
/// # Errors
/// If the folder cannot be read. A name that vanishes meanwhile is left out.
pub fn read_folder(folder: &Path) -> io::Result<Vec<Found>> {
    let names = std::fs::read_dir(folder)?.collect::<io::Result<Vec<_>>>()?;
    let threads = if names.len() < MANY {
        1
    } else {
        std::thread::available_parallelism().map_or(1, |most| most.get().min(4))
    };
    if threads == 1 {
        return look_at(&names);
    }
    let part = names.len().div_ceil(threads);
    let mut found = std::thread::scope(|scope| {
        let parts: Vec<_> = names.chunks(part).map(|part| scope.spawn(|| look_at(part))).collect();
        let mut found = Vec::with_capacity(names.len());
        for part in parts {
            found.append(&mut part.join().map_err(|_| io::ErrorKind::Other)??);
        }
        io::Result::Ok(found)
    })?;
    // Each part is in order: this only puts them into one another.
    found.sort_by(|a, b| a.entry.name.cmp(&b.entry.name));
    Ok(found)
}

/// Looks at each name, and sorts them.
fn look_at(names: &[DirEntry]) -> io::Result<Vec<Found>> {
    let mut found = Vec::with_capacity(names.len());
    for entry in names {
        match entry.metadata() {
            Ok(metadata) => {
                let name = entry.file_name();
                found.push(Found {
                    entry: describe(RemoteName::from_local(&name), &metadata),
                    folder: metadata.is_dir().then_some(name),
                });
            }
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            Err(error) => return Err(error),
        }
    }
    found.sort_unstable_by(|a: &Found, b: &Found| a.entry.name.cmp(&b.entry.name));
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_that_several_threads_look_through_is_in_order_and_whole() {
        let folder = tempfile::tempdir().unwrap();
        let count = MANY + 700;
        for number in 0..count {
            std::fs::write(folder.path().join(format!("{number}.txt")), vec![0; number % 7]).unwrap();
        }
        std::fs::create_dir(folder.path().join("below")).unwrap();
        let found = read_folder(folder.path()).unwrap();
        assert_eq!(found.len(), count + 1);
        assert!(found.is_sorted_by(|one, other| one.entry.name < other.entry.name));
        for found in found {
            let name = std::str::from_utf8(found.entry.name.as_bytes()).unwrap();
            match name.strip_suffix(".txt").map(|number| number.parse::<u64>().unwrap()) {
                Some(number) => assert_eq!(found.entry.size, Some(number % 7), "{name}"),
                None => assert_eq!((name, found.entry.kind), ("below", Kind::Directory)),
            }
            assert_eq!(found.folder.is_some(), found.entry.kind == Kind::Directory);
        }
    }
}
