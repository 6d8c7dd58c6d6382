//! Copies that somebody only wants to look at: in a folder of this run that nobody else can read, gone with it.
//!
//! The folder holds a lock for as long as its run lives. Whoever comes next removes the folders whose lock is free: those of
//! runs that were killed.

use std::fs::{self, File, TryLockError};
use std::io;
use std::path::{Path, PathBuf};

use super::change::inside;

const LOCK: &str = "lock";

/// The folder of this run.
#[derive(Debug)]
pub struct Copies {
    folder: PathBuf,
    /// Held until the end.
    lock: File,
    rooms: u64,
}

impl Copies {
    /// A new folder in `parent`, which is made if it is missing.
    ///
    /// # Errors
    /// If it cannot be made.
    pub fn begin(parent: &Path) -> io::Result<Self> {
        if !parent.is_dir() {
            make_private(parent)?;
        }
        let mut number = std::process::id();
        let folder = loop {
            let folder = parent.join(number.to_string());
            match make_private(&folder) {
                Ok(()) => break folder,
                // Of a run that was killed and had the same number.
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => number = number.wrapping_add(1),
                Err(error) => return Err(error),
            }
        };
        let lock = new_file(&folder.join(LOCK))?;
        lock.lock()?;
        Ok(Self { folder, lock, rooms: 0 })
    }

    /// An empty folder for one copy.
    ///
    /// # Errors
    /// If it cannot be made.
    pub fn room(&mut self) -> io::Result<PathBuf> {
        self.rooms += 1;
        let room = self.folder.join(self.rooms.to_string());
        make_private(&room)?;
        Ok(room)
    }
}

impl Drop for Copies {
    fn drop(&mut self) {
        // What cannot be removed now goes at the next start.
        let _ = self.lock.unlock();
        let _ = fs::remove_dir_all(&self.folder);
    }
}

/// The one file in a room, made so that it can only be read.
///
/// # Errors
/// If there is none, or its permissions cannot be set.
pub fn seal(room: &Path) -> io::Result<PathBuf> {
    let copy = inside(room)?
        .into_iter()
        .find(|path| path.is_file())
        .ok_or(io::ErrorKind::NotFound)?;
    let mut permissions = fs::metadata(&copy)?.permissions();
    close(&mut permissions);
    fs::set_permissions(&copy, permissions)?;
    Ok(copy)
}

/// Removes what runs that are no more have left in `parent`.
///
/// # Errors
/// If it cannot be read. That it is not there is none.
pub fn sweep(parent: &Path) -> io::Result<()> {
    let folders = match inside(parent) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        folders => folders?,
    };
    for folder in folders {
        let is_left = match File::open(folder.join(LOCK)) {
            Ok(lock) => !matches!(lock.try_lock(), Err(TryLockError::WouldBlock)),
            // Between making its folder and its lock a run needs less than this.
            Err(_) => folder
                .metadata()
                .and_then(|metadata| metadata.modified())
                .is_ok_and(|made| made.elapsed().is_ok_and(|age| age.as_secs() > 60)),
        };
        if is_left {
            let _ = fs::remove_dir_all(&folder);
        }
    }
    Ok(())
}

/// A file for nobody else, whatever the mask is.
fn new_file(path: &Path) -> io::Result<File> {
    let mut options = File::options();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

#[cfg(unix)]
fn make_private(folder: &Path) -> io::Result<()> {
    use std::os::unix::fs::DirBuilderExt;
    fs::DirBuilder::new().mode(0o700).create(folder)
}

#[cfg(not(unix))]
fn make_private(folder: &Path) -> io::Result<()> {
    fs::DirBuilder::new().create(folder)
}

#[cfg(unix)]
fn close(permissions: &mut fs::Permissions) {
    use std::os::unix::fs::PermissionsExt;
    permissions.set_mode(0o400);
}

#[cfg(not(unix))]
fn close(permissions: &mut fs::Permissions) {
    permissions.set_readonly(true);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[cfg(unix)]
    #[test]
    fn a_copy_is_for_its_owner_to_read_and_goes_with_the_run() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().unwrap();
        let parent = folder.path().join("copies");
        let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
        let mut copies = Copies::begin(&parent).unwrap();
        let room = copies.room().unwrap();
        assert_ne!(room, copies.room().unwrap());
        assert_eq!((mode(&parent), mode(&room)), (0o700, 0o700));
        assert_eq!(mode(&room.with_file_name(LOCK)), 0o600);
        assert_eq!(seal(&room).unwrap_err().kind(), io::ErrorKind::NotFound);
        fs::write(room.join("a.txt"), "a").unwrap();
        let copy = seal(&room).unwrap();
        assert_eq!((copy.as_path(), mode(&copy)), (room.join("a.txt").as_path(), 0o400));
        drop(copies);
        assert_eq!(inside(&parent).unwrap(), Vec::<PathBuf>::new());
    }

    #[test]
    fn what_a_killed_run_left_goes_and_what_another_run_holds_stays() {
        let folder = tempfile::tempdir().unwrap();
        sweep(&folder.path().join("missing")).unwrap();
        let mut held = Copies::begin(folder.path()).unwrap();
        let room = held.room().unwrap();
        let left = folder.path().join("1");
        fs::create_dir(&left).unwrap();
        fs::write(left.join(LOCK), "").unwrap();
        fs::write(left.join("secret"), "x").unwrap();
        let beginning = folder.path().join("2");
        fs::create_dir(&beginning).unwrap();
        sweep(folder.path()).unwrap();
        assert!(room.exists() && beginning.exists());
        assert!(!left.exists());
    }

    #[test]
    fn two_runs_have_two_folders() {
        let folder = tempfile::tempdir().unwrap();
        let (one, other) = (Copies::begin(folder.path()), Copies::begin(folder.path()));
        assert_ne!(one.unwrap().folder, other.unwrap().folder);
    }
}
