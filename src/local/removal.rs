//! Removing for good, with all that is inside. What is named is removed, what a link points to never.
//!
//! On Unix every step is taken from an open folder, so that nobody can put a link in the place of a folder between the look and
//! the step.

use std::io;
use std::path::Path;

use super::change::Follow;

#[cfg(not(unix))]
pub use elsewhere::remove;
#[cfg(unix)]
pub use unix::remove;

/// How many folders may stand inside each other: each holds a descriptor while what is in it is removed.
#[cfg(unix)]
const DEEPEST: usize = 256;

#[cfg(unix)]
mod unix {
    use std::ffi::OsString;
    use std::os::fd::OwnedFd;
    use std::os::unix::ffi::OsStringExt;
    use std::path::PathBuf;

    use rustix::fs::{AtFlags, CWD, Dir, FileType, Mode, OFlags, openat, statat, unlinkat};

    use super::{DEEPEST, Follow, Path, io};

    /// A folder whose content is being removed.
    struct Level {
        folder: OwnedFd,
        path: PathBuf,
        left: Vec<OsString>,
        /// Everything that was in it is gone.
        clean: bool,
    }

    /// Removes what stands under a path. What fails for one item goes to `follow`; a folder that keeps something stays.
    ///
    /// # Errors
    /// If the path names nothing that could be removed, such as `/`, or its folder cannot be opened.
    pub fn remove(path: &Path, follow: &mut dyn Follow) -> io::Result<()> {
        let (Some(parent), Some(name)) = (path.parent(), path.file_name()) else {
            return Err(io::ErrorKind::InvalidInput.into());
        };
        let parent = match parent.as_os_str().is_empty() {
            true => Path::new("."),
            false => parent,
        };
        let mut levels = vec![Level {
            folder: openat(
                CWD,
                parent,
                OFlags::RDONLY | OFlags::DIRECTORY | OFlags::CLOEXEC,
                Mode::empty(),
            )?,
            path: parent.to_path_buf(),
            left: vec![name.to_owned()],
            clean: true,
        }];
        while follow.goes_on() {
            let depth = levels.len();
            let Some(level) = levels.last_mut() else { break };
            match level.left.pop() {
                Some(name) => {
                    let below = level.path.join(&name);
                    match level.step(&name, below.clone(), depth) {
                        Ok(Some(deeper)) => levels.push(deeper),
                        Ok(None) => follow.done(),
                        Err(error) => {
                            level.clean = false;
                            follow.failed(&below, &error);
                        }
                    }
                }
                None => leave(&mut levels, follow),
            }
        }
        Ok(())
    }

    impl Level {
        /// Removes one name, or opens the folder that it is. What vanished by itself is removed, too, unless it was asked for.
        fn step(&self, name: &OsString, path: PathBuf, depth: usize) -> io::Result<Option<Level>> {
            let gone = |error: rustix::io::Errno| match error {
                rustix::io::Errno::NOENT if depth > 1 => Ok(None),
                error => Err(error.into()),
            };
            let stat = match statat(&self.folder, name, AtFlags::SYMLINK_NOFOLLOW) {
                Ok(stat) => stat,
                Err(error) => return gone(error),
            };
            if FileType::from_raw_mode(stat.st_mode) != FileType::Directory {
                return unlinkat(&self.folder, name, AtFlags::empty()).map_or_else(gone, |()| Ok(None));
            }
            if depth > DEEPEST {
                return Err(io::Error::other(format!(
                    "more than {DEEPEST} folders inside each other"
                )));
            }
            let flags = OFlags::RDONLY | OFlags::DIRECTORY | OFlags::NOFOLLOW | OFlags::CLOEXEC;
            match openat(&self.folder, name, flags, Mode::empty()) {
                Ok(folder) => Ok(Some(Level {
                    left: names(&folder)?,
                    folder,
                    path,
                    clean: true,
                })),
                // One that cannot be read may still be empty.
                Err(error) => match unlinkat(&self.folder, name, AtFlags::REMOVEDIR) {
                    Ok(()) => Ok(None),
                    Err(_) => gone(error),
                },
            }
        }
    }

    /// Leaves the deepest folder and removes it, if everything in it is gone.
    fn leave(levels: &mut Vec<Level>, follow: &mut dyn Follow) {
        let Some(level) = levels.pop() else { return };
        let Some(parent) = levels.last_mut() else { return };
        if !level.clean {
            parent.clean = false;
            return;
        }
        let name = level.path.file_name().unwrap_or_default();
        match unlinkat(&parent.folder, name, AtFlags::REMOVEDIR) {
            Ok(()) => follow.done(),
            Err(error) => {
                parent.clean = false;
                follow.failed(&level.path, &error.into());
            }
        }
    }

    fn names(folder: &OwnedFd) -> io::Result<Vec<OsString>> {
        let mut names = Vec::new();
        for found in Dir::read_from(folder)? {
            let name = found?.file_name().to_bytes().to_vec();
            if name != b"." && name != b".." {
                names.push(OsString::from_vec(name));
            }
        }
        Ok(names)
    }
}

#[cfg(not(unix))]
mod elsewhere {
    use super::super::change::inside;
    use super::{Follow, Path, io};

    /// Removes what stands under a path. What fails for one item goes to `follow`; a folder that keeps something stays.
    ///
    /// # Errors
    /// If the path names nothing that could be removed, such as the root of a drive.
    pub fn remove(path: &Path, follow: &mut dyn Follow) -> io::Result<()> {
        if path.file_name().is_none() {
            return Err(io::ErrorKind::InvalidInput.into());
        }
        let mut left = vec![(path.to_path_buf(), false)];
        while let Some((path, read)) = left.pop().filter(|_| follow.goes_on()) {
            match step(&path, read) {
                Ok(None) => follow.done(),
                Ok(Some(inside)) => {
                    left.push((path, true));
                    left.extend(inside.into_iter().map(|path| (path, false)));
                }
                Err(error) => follow.failed(&path, &error),
            }
        }
        Ok(())
    }

    fn step(path: &Path, read: bool) -> io::Result<Option<Vec<std::path::PathBuf>>> {
        let kind = path.symlink_metadata()?.file_type();
        if kind.is_dir() && !read {
            return inside(path).map(Some);
        }
        if kind.is_dir() {
            return std::fs::remove_dir(path).map(|()| None);
        }
        // A link to a folder is removed as a folder here, one to a file as a file; neither touches what it points to.
        match std::fs::remove_file(path) {
            Err(_) if kind.is_symlink() => std::fs::remove_dir(path).map(|()| None),
            other => other.map(|()| None),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::change::tests::Witness;
    use super::*;

    #[cfg(unix)]
    #[test]
    fn a_tree_goes_and_what_links_point_to_stays() {
        use std::os::unix::ffi::OsStrExt;
        use std::os::unix::fs::symlink;
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        std::fs::create_dir_all(at("tree/a/b/c")).unwrap();
        std::fs::create_dir(at("outside")).unwrap();
        for name in ["tree/1", "tree/a/2", "tree/a/b/c/3", "outside/kept"] {
            std::fs::write(at(name), b"x").unwrap();
        }
        std::fs::write(at("tree").join(std::ffi::OsStr::from_bytes(b"\xff\n")), b"").unwrap();
        symlink(at("outside"), at("tree/a/folder-link")).unwrap();
        symlink("nowhere", at("tree/broken-link")).unwrap();
        symlink(at("outside"), at("link")).unwrap();
        let mut witness = Witness::default();
        remove(&at("tree"), &mut witness).unwrap();
        assert_eq!((witness.done, witness.failed.len()), (10, 0));
        assert!(!at("tree").exists());
        remove(&at("link"), &mut witness).unwrap();
        assert!(at("link").symlink_metadata().is_err());
        assert!(at("outside/kept").exists());
        remove(&at("outside/kept"), &mut witness).unwrap();
        assert_eq!(witness.done, 12);
    }

    #[test]
    fn what_is_not_there_or_never_removed_is_said() {
        let folder = tempfile::tempdir().unwrap();
        let mut witness = Witness::default();
        let missing = folder.path().join("x");
        remove(&missing, &mut witness).unwrap();
        assert_eq!(witness.failed, [(missing, io::ErrorKind::NotFound)]);
        assert_eq!(
            remove(Path::new("/"), &mut witness).unwrap_err().kind(),
            io::ErrorKind::InvalidInput
        );
        assert_eq!(witness.done, 0);
    }

    #[test]
    fn it_stops_when_it_is_told_to() {
        let folder = tempfile::tempdir().unwrap();
        let tree = folder.path().join("tree");
        std::fs::create_dir(&tree).unwrap();
        for name in 0..100 {
            std::fs::write(tree.join(name.to_string()), b"").unwrap();
        }
        let mut witness = Witness {
            most: 10,
            ..Witness::default()
        };
        remove(&tree, &mut witness).unwrap();
        assert_eq!(std::fs::read_dir(&tree).unwrap().count(), 90);
    }

    #[cfg(unix)]
    #[test]
    fn what_is_too_deep_stays_and_the_rest_goes() {
        let folder = tempfile::tempdir().unwrap();
        let tree = folder.path().join("tree");
        let deep: std::path::PathBuf = std::iter::repeat_n("d", DEEPEST + 5).collect();
        std::fs::create_dir_all(tree.join(deep)).unwrap();
        std::fs::write(tree.join("file"), b"").unwrap();
        let mut witness = Witness::default();
        remove(&tree, &mut witness).unwrap();
        assert_eq!((witness.done, witness.failed.len()), (1, 1));
        assert!(tree.is_dir() && !tree.join("file").exists());
        std::fs::remove_dir_all(&tree).unwrap();
    }

    #[cfg(unix)]
    #[test]
    fn what_may_not_be_removed_is_named_and_the_rest_goes() {
        use std::os::unix::fs::PermissionsExt;
        if rustix::process::geteuid().is_root() {
            return;
        }
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        std::fs::create_dir_all(at("tree/closed")).unwrap();
        std::fs::write(at("tree/closed/a"), b"").unwrap();
        std::fs::write(at("tree/b"), b"").unwrap();
        std::fs::set_permissions(at("tree/closed"), std::fs::Permissions::from_mode(0o500)).unwrap();
        let mut witness = Witness::default();
        remove(&at("tree"), &mut witness).unwrap();
        assert_eq!(witness.failed, [(at("tree/closed/a"), io::ErrorKind::PermissionDenied)]);
        assert!(at("tree/closed/a").exists() && !at("tree/b").exists());
        std::fs::set_permissions(at("tree/closed"), std::fs::Permissions::from_mode(0o700)).unwrap();
    }
}
