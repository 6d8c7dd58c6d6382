//! Removing the source of a file that has arrived elsewhere: only if it still is what was read, and never through a link.

use std::ffi::OsStr;
use std::fs::File;
use std::io;
use std::path::PathBuf;

use super::OpenFolder;
use crate::transfer::Arrival;

/// What tells a file from every other one and from what becomes of it, as far as the system tells.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mark {
    /// A regular file.
    pub is_file: bool,
    /// A symbolic link.
    pub is_link: bool,
    /// Its length in bytes.
    pub size: u64,
    /// When it was last changed, in Unix seconds.
    pub seconds: i64,
    /// Where it is on its disk, and its times to the nanosecond. Says something only beside another one.
    pub text: String,
}

/// What became of a source.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Departed {
    /// It is gone: now, or before anybody looked.
    Gone,
    /// It is a link: what it points to was copied, and nothing was removed.
    Link,
    /// It is not what was read any more, and was left alone.
    Changed,
}

/// Removes a file if it still is what it was when it was read.
///
/// # Errors
/// Whatever the system says; then it is still there.
pub fn depart(folder: &OpenFolder, name: &OsStr, was: &Arrival) -> io::Result<Departed> {
    let now = match folder.mark(name) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Departed::Gone),
        other => other?,
    };
    if now.is_link {
        return Ok(Departed::Link);
    }
    // The mark tells more than size and time; where none was taken, those have to do.
    let same = match &was.mark {
        Some(mark) => *mark == now.text,
        None => was.modified.seconds == now.seconds,
    };
    if !now.is_file || now.size != was.size || !same {
        return Ok(Departed::Changed);
    }
    match folder.remove(name) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(Departed::Gone),
    }
}

/// Removes folders from which everything has gone, in this order. One that keeps something stays, and so does one that cannot
/// be removed. Each comes with the number of folders above it of which the outermost is the one that somebody named.
pub fn remove_emptied(folders: &[(PathBuf, u16)]) {
    for (path, below) in folders {
        let (Some(parent), Some(name)) = (path.parent(), path.file_name()) else {
            continue;
        };
        let named = path.ancestors().nth(usize::from(*below)).filter(|_| *below > 0);
        let removed = OpenFolder::open(parent, named.unwrap_or(parent)).and_then(|open| open.remove_folder(name));
        // It is for whoever looks there to see what it keeps.
        drop(removed);
    }
}

/// The mark of an open file.
///
/// # Errors
/// Whatever the system says.
#[cfg(unix)]
pub fn mark_of(file: &File) -> io::Result<Mark> {
    Ok(Mark::held(&rustix::fs::fstat(file)?))
}

/// The mark of an open file.
///
/// # Errors
/// Whatever the system says.
#[cfg(not(unix))]
pub fn mark_of(file: &File) -> io::Result<Mark> {
    Ok(Mark::of(&file.metadata()?))
}

#[cfg(unix)]
impl Mark {
    /// The change time moves with every change of content or name, and nobody can set it back.
    #[allow(
        clippy::unnecessary_cast,
        reason = "the numbers are of another size on other systems"
    )]
    pub(super) fn held(found: &rustix::fs::Stat) -> Self {
        let kind = rustix::fs::FileType::from_raw_mode(found.st_mode);
        let (modified, changed) = (found.st_mtime as i64, found.st_ctime as i64);
        Self {
            is_file: kind == rustix::fs::FileType::RegularFile,
            is_link: kind == rustix::fs::FileType::Symlink,
            size: found.st_size as u64,
            seconds: modified,
            text: format!(
                "{}:{}:{modified}.{:09}:{changed}.{:09}",
                found.st_dev as u64, found.st_ino as u64, found.st_mtime_nsec as i64, found.st_ctime_nsec as i64
            ),
        }
    }
}

#[cfg(not(unix))]
impl Mark {
    pub(super) fn of(metadata: &std::fs::Metadata) -> Self {
        let since = |time: io::Result<std::time::SystemTime>| {
            let since = time
                .ok()
                .and_then(|time| time.duration_since(std::time::UNIX_EPOCH).ok());
            since.unwrap_or_default()
        };
        let (modified, created) = (since(metadata.modified()), since(metadata.created()));
        Self {
            is_file: metadata.is_file(),
            is_link: metadata.is_symlink(),
            size: metadata.len(),
            seconds: i64::try_from(modified.as_secs()).unwrap_or(i64::MAX),
            text: format!("{}:{}", modified.as_nanos(), created.as_nanos()),
        }
    }
}

#[cfg(test)]
#[cfg(unix)]
mod tests {
    use std::path::Path;

    use super::*;
    use crate::entry::{Modified, Precision, Zone};
    use crate::transfer::Verified;

    fn place() -> (tempfile::TempDir, OpenFolder) {
        let place = tempfile::tempdir().unwrap();
        let folder = OpenFolder::open(place.path(), place.path()).unwrap();
        (place, folder)
    }

    fn arrival(path: &Path) -> Arrival {
        let mark = mark_of(&File::open(path).unwrap()).unwrap();
        Arrival {
            verified: Verified::Size,
            size: mark.size,
            modified: Modified {
                seconds: mark.seconds,
                precision: Precision::Second,
                zone: Zone::Utc,
            },
            mark: Some(mark.text),
            replaced: false,
        }
    }

    #[test]
    fn only_what_was_read_goes() {
        let (place, folder) = place();
        let path = place.path().join("a");
        std::fs::write(&path, "one").unwrap();
        let was = arrival(&path);
        let name = OsStr::new("a");
        // Another file of the same size and the same time.
        let time = std::fs::metadata(&path).unwrap().modified().unwrap();
        std::fs::remove_file(&path).unwrap();
        std::fs::write(place.path().join("b"), "two").unwrap();
        let other = File::options().write(true).open(place.path().join("b")).unwrap();
        other.set_modified(time).unwrap();
        std::fs::rename(place.path().join("b"), &path).unwrap();
        assert_eq!(depart(&folder, name, &was).unwrap(), Departed::Changed);
        assert_eq!(std::fs::read(&path).unwrap(), b"two");
        // The same file with other bytes and its time set back.
        let was = arrival(&path);
        std::fs::write(&path, "six").unwrap();
        File::options()
            .write(true)
            .open(&path)
            .unwrap()
            .set_modified(time)
            .unwrap();
        assert_eq!(depart(&folder, name, &was).unwrap(), Departed::Changed);
        assert_eq!(depart(&folder, name, &arrival(&path)).unwrap(), Departed::Gone);
        assert!(!path.exists());
        assert_eq!(
            depart(&folder, name, &was).unwrap(),
            Departed::Gone,
            "nothing is there to be done"
        );
    }

    #[test]
    fn without_a_mark_size_and_time_decide() {
        let (place, folder) = place();
        let path = place.path().join("a");
        std::fs::write(&path, "one").unwrap();
        let known = Arrival {
            mark: None,
            ..arrival(&path)
        };
        let longer = Arrival {
            size: 4,
            ..known.clone()
        };
        assert_eq!(depart(&folder, OsStr::new("a"), &longer).unwrap(), Departed::Changed);
        let modified = Modified {
            seconds: known.modified.seconds - 1,
            ..known.modified
        };
        let older = Arrival {
            modified,
            ..known.clone()
        };
        assert_eq!(depart(&folder, OsStr::new("a"), &older).unwrap(), Departed::Changed);
        assert_eq!(depart(&folder, OsStr::new("a"), &known).unwrap(), Departed::Gone);
    }

    #[test]
    fn a_link_stays_and_so_does_what_it_points_to() {
        let (place, folder) = place();
        let path = place.path().join("a");
        std::fs::write(&path, "one").unwrap();
        std::os::unix::fs::symlink("a", place.path().join("link")).unwrap();
        let was = arrival(&path);
        assert_eq!(depart(&folder, OsStr::new("link"), &was).unwrap(), Departed::Link);
        assert!(path.exists() && place.path().join("link").is_symlink());
    }

    #[test]
    fn emptied_folders_go_and_one_that_keeps_something_stays() {
        let (place, _) = place();
        let at = |name: &str| place.path().join(name);
        std::fs::create_dir_all(at("root/full/empty")).unwrap();
        std::fs::create_dir_all(at("root/empty/deep")).unwrap();
        std::fs::write(at("root/full/file"), "").unwrap();
        std::fs::create_dir_all(at("outside/goal")).unwrap();
        std::os::unix::fs::symlink(at("outside"), at("root/way")).unwrap();
        let folders: Vec<(PathBuf, u16)> = [
            ("root/full/empty", 2),
            ("root/empty/deep", 2),
            ("root/way/goal", 2),
            ("root/empty", 1),
            ("root/full", 1),
            ("root", 0),
        ]
        .map(|(name, below)| (at(name), below))
        .into();
        remove_emptied(&folders);
        assert!(!at("root/empty").exists() && !at("root/full/empty").exists());
        assert!(at("root/full/file").exists());
        assert!(at("outside/goal").exists(), "no link is followed");
        std::fs::remove_file(at("root/full/file")).unwrap();
        std::fs::remove_file(at("root/way")).unwrap();
        remove_emptied(&folders);
        assert!(!at("root").exists() && at("outside").exists());
    }
}
