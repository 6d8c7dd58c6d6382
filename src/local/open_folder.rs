//! A folder that is held open: what is made in it lands there, whatever becomes of the path meanwhile.
//!
//! Below a folder that somebody chose no symbolic link is followed: whoever may write there could plant one and lead our
//! files elsewhere. Checking a path and then using it is too late by a moment; this goes down folder by folder.

use std::ffi::OsStr;
use std::fs::{File, Metadata};
use std::io;
use std::path::{Component, Path, PathBuf};

use super::departure::Mark;

/// A folder of this computer, held open.
#[derive(Clone, Debug)]
pub struct OpenFolder {
    /// For messages, and where the system knows no folders that are held open.
    path: PathBuf,
    #[cfg(unix)]
    held: std::sync::Arc<std::os::fd::OwnedFd>,
}

impl OpenFolder {
    /// Opens `path`, which is `root` or lies below it. Links on the way to `root` are followed, those below are not.
    ///
    /// # Errors
    /// `NotADirectory` (or `FilesystemLoop`) where a link or a file is in the way, and whatever the system says.
    pub fn open(path: &Path, root: &Path) -> io::Result<Self> {
        let path = if path.as_os_str().is_empty() {
            Path::new(".")
        } else {
            path
        };
        let (root, below) = match path.strip_prefix(root) {
            Ok(below) if !root.as_os_str().is_empty() => (root, below),
            // Nobody chose a folder above it: it was chosen itself.
            _ => (path, Path::new("")),
        };
        let names = below.components().map(|component| match component {
            Component::Normal(name) => Ok(name),
            _ => Err(io::Error::from(io::ErrorKind::InvalidInput)),
        });
        Self::walk(path, root, &names.collect::<io::Result<Vec<_>>>()?)
    }

    /// The path of a name in it, for messages.
    pub fn path_of(&self, name: &OsStr) -> PathBuf {
        self.path.join(name)
    }
}

#[cfg(unix)]
impl OpenFolder {
    fn walk(path: &Path, root: &Path, names: &[&OsStr]) -> io::Result<Self> {
        use rustix::fs::{CWD, Mode, OFlags, openat};
        let flags = OFlags::DIRECTORY | OFlags::CLOEXEC | OFlags::RDONLY;
        let mut held = openat(CWD, root, flags, Mode::empty())?;
        for name in names {
            held = openat(&held, *name, flags | OFlags::NOFOLLOW, Mode::empty())?;
        }
        Ok(Self {
            path: path.to_path_buf(),
            held: std::sync::Arc::new(held),
        })
    }

    /// Makes a file that only its owner can read. Nothing of that name may be there.
    ///
    /// # Errors
    /// `AlreadyExists`, and whatever the system says.
    pub fn create(&self, name: &OsStr) -> io::Result<File> {
        use rustix::fs::{Mode, OFlags};
        let flags = OFlags::RDWR | OFlags::CREATE | OFlags::EXCL;
        self.file(name, flags, Mode::from_raw_mode(0o600))
    }

    /// Makes a folder in it.
    ///
    /// # Errors
    /// `AlreadyExists` if something is there.
    pub fn make_folder(&self, name: &OsStr) -> io::Result<()> {
        Ok(rustix::fs::mkdirat(
            &*self.held,
            name,
            rustix::fs::Mode::from_raw_mode(0o777),
        )?)
    }

    /// Opens a file for reading and writing. A link is not followed.
    ///
    /// # Errors
    /// Whatever the system says.
    pub fn open_file(&self, name: &OsStr) -> io::Result<File> {
        use rustix::fs::{Mode, OFlags};
        // A pipe that somebody planted must not hold us up.
        let file = self.file(name, OFlags::RDWR | OFlags::NONBLOCK, Mode::empty())?;
        match file.metadata()?.is_file() {
            true => Ok(file),
            false => Err(io::ErrorKind::InvalidInput.into()),
        }
    }

    fn file(&self, name: &OsStr, flags: rustix::fs::OFlags, mode: rustix::fs::Mode) -> io::Result<File> {
        use rustix::fs::{OFlags, openat};
        let flags = flags | OFlags::NOFOLLOW | OFlags::CLOEXEC;
        Ok(File::from(openat(&*self.held, name, flags, mode)?))
    }

    /// Removes a file or a link.
    ///
    /// # Errors
    /// Whatever the system says.
    pub fn remove(&self, name: &OsStr) -> io::Result<()> {
        Ok(rustix::fs::unlinkat(&*self.held, name, rustix::fs::AtFlags::empty())?)
    }

    /// Removes an empty folder.
    ///
    /// # Errors
    /// Whatever the system says, also where it is not empty, or no folder.
    pub fn remove_folder(&self, name: &OsStr) -> io::Result<()> {
        Ok(rustix::fs::unlinkat(&*self.held, name, rustix::fs::AtFlags::REMOVEDIR)?)
    }

    /// Looks at what has this name; a link is looked at itself. The file need not be readable.
    ///
    /// # Errors
    /// Whatever the system says.
    pub fn mark(&self, name: &OsStr) -> io::Result<Mark> {
        Ok(Mark::held(&rustix::fs::statat(
            &*self.held,
            name,
            rustix::fs::AtFlags::SYMLINK_NOFOLLOW,
        )?))
    }

    /// Renames over whatever is there.
    ///
    /// # Errors
    /// Whatever the system says.
    pub fn replace(&self, from: &OsStr, to: &OsStr) -> io::Result<()> {
        Ok(rustix::fs::renameat(&*self.held, from, &*self.held, to)?)
    }

    /// Renames, but never over something.
    ///
    /// # Errors
    /// `AlreadyExists` if something is there.
    pub fn rename(&self, from: &OsStr, to: &OsStr) -> io::Result<()> {
        #[cfg(any(target_os = "linux", target_os = "android", target_vendor = "apple"))]
        {
            use rustix::fs::{RenameFlags, renameat_with};
            use rustix::io::Errno;
            match renameat_with(&*self.held, from, &*self.held, to, RenameFlags::NOREPLACE) {
                // Some file systems (NFS, some FUSE ones) do not know the flag.
                Err(Errno::INVAL | Errno::NOSYS | Errno::NOTSUP) => {}
                other => return Ok(other?),
            }
        }
        self.link(from, to)
    }

    /// A hard link refuses an existing name as well.
    fn link(&self, from: &OsStr, to: &OsStr) -> io::Result<()> {
        use rustix::fs::{AtFlags, linkat};
        match linkat(&*self.held, from, &*self.held, to, AtFlags::empty()) {
            Ok(()) => self.remove(from),
            Err(rustix::io::Errno::EXIST) => Err(io::ErrorKind::AlreadyExists.into()),
            // No hard links either (FAT): look, then rename. A file that appears in between is the price.
            Err(_) => {
                if self.is_taken(to) {
                    return Err(io::ErrorKind::AlreadyExists.into());
                }
                self.replace(from, to)
            }
        }
    }

    /// Whether something has this name, also a link that leads nowhere.
    pub fn is_taken(&self, name: &OsStr) -> bool {
        rustix::fs::statat(&*self.held, name, rustix::fs::AtFlags::SYMLINK_NOFOLLOW).is_ok()
    }

    /// Makes sure that the names in it outlive a loss of power.
    ///
    /// # Errors
    /// Whatever the disk says.
    pub fn sync(&self) -> io::Result<()> {
        match rustix::fs::fsync(&*self.held) {
            // Some file systems have no such thing for folders.
            Err(rustix::io::Errno::INVAL | rustix::io::Errno::NOTSUP) => Ok(()),
            other => Ok(other?),
        }
    }

    /// Bytes that this user can still write here, where the system tells.
    pub fn free(&self) -> Option<u64> {
        let system = rustix::fs::fstatvfs(&*self.held).ok()?;
        // Some file systems that are no disks tell zeros.
        (system.f_blocks > 0).then(|| system.f_bavail.saturating_mul(system.f_frsize))
    }

    /// What tells this folder from every other one.
    #[allow(
        clippy::unnecessary_cast,
        reason = "the numbers are of another size on other systems"
    )]
    pub fn identity(&self) -> (u64, u64) {
        let found = rustix::fs::fstat(&*self.held);
        found.map_or((0, 0), |found| (found.st_dev as u64, found.st_ino as u64))
    }

    /// What of an old file must not get lost by putting a new one in its place; `None` if a new one can.
    pub fn bound(&self, name: &OsStr, new: &Metadata) -> Option<Bound> {
        use std::os::unix::fs::MetadataExt;
        let old = rustix::fs::statat(&*self.held, name, rustix::fs::AtFlags::SYMLINK_NOFOLLOW).ok()?;
        match rustix::fs::FileType::from_raw_mode(old.st_mode) {
            // A link of our own is one that we may follow; what somebody else has put there is not.
            rustix::fs::FileType::Symlink if old.st_uid == rustix::process::geteuid().as_raw() => Some(Bound::Link),
            rustix::fs::FileType::RegularFile if old.st_nlink > 1 => Some(Bound::HardLinks),
            rustix::fs::FileType::RegularFile if (old.st_uid, old.st_gid) != (new.uid(), new.gid()) => {
                Some(Bound::Owner(old.st_uid, old.st_gid))
            }
            _ => None,
        }
    }

    /// Opens what is there for writing, as it is.
    ///
    /// # Errors
    /// Whatever the system says.
    pub fn open_in_place(&self, name: &OsStr, bound: Bound) -> io::Result<File> {
        use rustix::fs::{Mode, OFlags, openat};
        match bound {
            Bound::Link => {
                let flags = OFlags::WRONLY | OFlags::NONBLOCK | OFlags::CLOEXEC;
                let file = File::from(openat(&*self.held, name, flags, Mode::empty())?);
                match file.metadata()?.is_file() {
                    true => Ok(file),
                    false => Err(io::ErrorKind::InvalidInput.into()),
                }
            }
            Bound::HardLinks | Bound::Owner(..) => self.open_file(name),
        }
    }

    /// The permission bits of the file of this name, where there is one.
    pub fn mode(&self, name: &OsStr) -> Option<u32> {
        let found = rustix::fs::statat(&*self.held, name, rustix::fs::AtFlags::empty()).ok()?;
        let is_file = rustix::fs::FileType::from_raw_mode(found.st_mode) == rustix::fs::FileType::RegularFile;
        is_file.then_some(found.st_mode & 0o7777)
    }
}

/// Why a file has to be written where it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Bound {
    /// It is a symbolic link to the file.
    Link,
    /// Other names lead to it, too.
    HardLinks,
    /// It belongs to somebody else: to this user and group.
    Owner(u32, u32),
}

#[cfg(not(unix))]
#[allow(missing_docs, reason = "each says what its counterpart above says")]
impl OpenFolder {
    fn walk(path: &Path, root: &Path, names: &[&OsStr]) -> io::Result<Self> {
        let mut at = root.to_path_buf();
        for name in names {
            at.push(name);
            if !std::fs::symlink_metadata(&at)?.is_dir() {
                return Err(io::ErrorKind::NotADirectory.into());
            }
        }
        Ok(Self {
            path: path.to_path_buf(),
        })
    }

    pub fn create(&self, name: &OsStr) -> io::Result<File> {
        let mut options = std::fs::OpenOptions::new();
        options
            .read(true)
            .write(true)
            .create_new(true)
            .open(self.path.join(name))
    }

    pub fn make_folder(&self, name: &OsStr) -> io::Result<()> {
        std::fs::create_dir(self.path.join(name))
    }

    pub fn open_file(&self, name: &OsStr) -> io::Result<File> {
        let path = self.path.join(name);
        if !std::fs::symlink_metadata(&path)?.is_file() {
            return Err(io::ErrorKind::InvalidInput.into());
        }
        std::fs::OpenOptions::new().read(true).write(true).open(path)
    }

    pub fn remove(&self, name: &OsStr) -> io::Result<()> {
        std::fs::remove_file(self.path.join(name))
    }

    pub fn remove_folder(&self, name: &OsStr) -> io::Result<()> {
        std::fs::remove_dir(self.path.join(name))
    }

    pub fn mark(&self, name: &OsStr) -> io::Result<Mark> {
        Ok(Mark::of(&std::fs::symlink_metadata(self.path.join(name))?))
    }

    pub fn replace(&self, from: &OsStr, to: &OsStr) -> io::Result<()> {
        std::fs::rename(self.path.join(from), self.path.join(to))
    }

    pub fn rename(&self, from: &OsStr, to: &OsStr) -> io::Result<()> {
        let (from, to) = (self.path.join(from), self.path.join(to));
        match std::fs::hard_link(&from, &to) {
            Ok(()) => std::fs::remove_file(from),
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Err(error),
            Err(_) if to.symlink_metadata().is_ok() => Err(io::ErrorKind::AlreadyExists.into()),
            Err(_) => std::fs::rename(from, to),
        }
    }

    pub fn is_taken(&self, name: &OsStr) -> bool {
        self.path.join(name).symlink_metadata().is_ok()
    }

    #[allow(clippy::unnecessary_wraps, reason = "one contract for every system")]
    pub fn sync(&self) -> io::Result<()> {
        Ok(())
    }

    pub fn free(&self) -> Option<u64> {
        super::listing::free_space(&self.path)
    }

    pub fn identity(&self) -> (u64, u64) {
        use std::hash::{DefaultHasher, Hash, Hasher};
        let mut hasher = DefaultHasher::new();
        self.path.hash(&mut hasher);
        (0, hasher.finish())
    }

    pub fn bound(&self, name: &OsStr, _new: &Metadata) -> Option<Bound> {
        let old = std::fs::symlink_metadata(self.path.join(name)).ok()?;
        old.is_symlink().then_some(Bound::Link)
    }

    pub fn open_in_place(&self, name: &OsStr, _bound: Bound) -> io::Result<File> {
        std::fs::OpenOptions::new().write(true).open(self.path.join(name))
    }

    pub fn mode(&self, _name: &OsStr) -> Option<u32> {
        None
    }
}

#[cfg(all(test, unix))]
mod tests {
    use std::os::unix::fs::symlink;

    use super::*;

    #[test]
    fn a_link_below_the_chosen_folder_leads_nowhere_and_one_above_is_followed() {
        let place = tempfile::tempdir().unwrap();
        let (chosen, outside) = (place.path().join("chosen"), place.path().join("outside"));
        std::fs::create_dir_all(chosen.join("a/b")).unwrap();
        std::fs::create_dir(&outside).unwrap();
        OpenFolder::open(&chosen.join("a/b"), &chosen).unwrap();
        std::fs::rename(chosen.join("a/b"), chosen.join("a/c")).unwrap();
        symlink(&outside, chosen.join("a/b")).unwrap();
        assert!(OpenFolder::open(&chosen.join("a/b"), &chosen).is_err());
        // The way to the chosen folder is the business of whoever chose it.
        symlink(&chosen, place.path().join("way")).unwrap();
        let way = place.path().join("way");
        OpenFolder::open(&way.join("a/c"), &way).unwrap();
        assert!(OpenFolder::open(&chosen.join("a/../.."), &chosen).is_err());
    }

    #[test]
    fn what_is_made_lands_in_the_folder_that_was_opened() {
        let place = tempfile::tempdir().unwrap();
        let (chosen, outside) = (place.path().join("chosen"), place.path().join("outside"));
        std::fs::create_dir_all(chosen.join("a")).unwrap();
        std::fs::create_dir(&outside).unwrap();
        let folder = OpenFolder::open(&chosen.join("a"), &chosen).unwrap();
        std::fs::rename(chosen.join("a"), chosen.join("moved")).unwrap();
        symlink(&outside, chosen.join("a")).unwrap();
        drop(folder.create(OsStr::new("part")).unwrap());
        folder.rename(OsStr::new("part"), OsStr::new("whole")).unwrap();
        assert!(chosen.join("moved/whole").is_file());
        assert_eq!(std::fs::read_dir(&outside).unwrap().count(), 0);
        // A link in the place of a file is not followed either.
        symlink(outside.join("x"), chosen.join("moved/link")).unwrap();
        assert!(folder.create(OsStr::new("link")).is_err());
        assert!(folder.open_file(OsStr::new("link")).is_err());
        assert!(!outside.join("x").exists());
    }
}
