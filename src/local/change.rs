//! Changing what is on the disk here: making, renaming, the trash, permissions.

use std::io;
use std::path::{Path, PathBuf};

/// Whoever follows a change of many items.
pub trait Follow {
    /// Whether to go on with the next item.
    fn goes_on(&self) -> bool;
    /// An item was changed.
    fn done(&mut self);
    /// An item was not changed; the others go on.
    fn failed(&mut self, path: &Path, error: &io::Error);
}

/// Makes a folder; its parent exists.
///
/// # Errors
/// `AlreadyExists` if something is there.
pub fn make_folder(path: &Path) -> io::Result<()> {
    std::fs::create_dir(path)
}

/// Makes an empty file.
///
/// # Errors
/// `AlreadyExists` if something is there.
pub fn make_file(path: &Path) -> io::Result<()> {
    std::fs::File::create_new(path).map(drop)
}

/// Moves something to the trash, a link itself. If that cannot be done, it stays where it is.
///
/// # Errors
/// What the trash says.
pub fn trash(path: &Path) -> io::Result<()> {
    // The library's word for a missing file differs from system to system.
    let _ = path.symlink_metadata()?;
    trash::delete(path).map_err(|error| match error {
        #[cfg(all(unix, not(target_vendor = "apple"), not(target_os = "android")))]
        trash::Error::FileSystem { source, .. } => source,
        other => io::Error::other(other.to_string()),
    })
}

/// Sets the lower twelve mode bits, and if `recursive` those of everything below, what is inside before what it is in. Links
/// are left alone.
///
/// # Errors
/// `Unsupported` where there are no such bits. What fails for one item goes to `follow`.
#[cfg(unix)]
pub fn set_permissions(path: &Path, mode: u32, recursive: bool, follow: &mut dyn Follow) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt;

    let permissions = std::fs::Permissions::from_mode(mode & 0o7777);
    if path.symlink_metadata()?.is_symlink() {
        let cause = "a symbolic link has no permissions of its own";
        return Err(io::Error::new(io::ErrorKind::Unsupported, cause));
    }
    let mut left = vec![(path.to_path_buf(), false)];
    while let Some((path, read)) = left.pop() {
        if !follow.goes_on() {
            return Ok(());
        }
        let is_folder = match path.symlink_metadata() {
            Ok(metadata) if metadata.is_symlink() => continue,
            Ok(metadata) => metadata.is_dir(),
            Err(error) => {
                follow.failed(&path, &error);
                continue;
            }
        };
        if recursive && is_folder && !read {
            left.push((path.clone(), true));
            match inside(&path) {
                Ok(inside) => left.extend(inside.into_iter().map(|path| (path, false))),
                Err(error) => follow.failed(&path, &error),
            }
            continue;
        }
        match std::fs::set_permissions(&path, permissions.clone()) {
            Ok(()) => follow.done(),
            Err(error) => follow.failed(&path, &error),
        }
    }
    Ok(())
}

/// There are no mode bits here.
///
/// # Errors
/// Always `Unsupported`.
#[cfg(not(unix))]
pub fn set_permissions(_: &Path, _: u32, _: bool, _: &mut dyn Follow) -> io::Result<()> {
    Err(io::ErrorKind::Unsupported.into())
}

/// The paths in a folder.
///
/// # Errors
/// If it cannot be read to its end.
pub fn inside(folder: &Path) -> io::Result<Vec<PathBuf>> {
    std::fs::read_dir(folder)?.map(|found| Ok(found?.path())).collect()
}

/// Renames, but never over something.
///
/// # Errors
/// `AlreadyExists` if something is there.
#[cfg(any(target_os = "linux", target_os = "android", target_vendor = "apple"))]
pub fn rename(from: &Path, to: &Path) -> io::Result<()> {
    use rustix::fs::{CWD, RenameFlags, renameat_with};
    match renameat_with(CWD, from, CWD, to, RenameFlags::NOREPLACE) {
        // Some file systems (NFS, some FUSE ones) do not know the flag; a hard link refuses an existing name as well.
        Err(rustix::io::Errno::INVAL | rustix::io::Errno::NOSYS | rustix::io::Errno::NOTSUP) => link_to_new(from, to),
        other => Ok(other?),
    }
}

/// Renames, but never over something.
///
/// # Errors
/// `AlreadyExists` if something is there.
#[cfg(not(any(target_os = "linux", target_os = "android", target_vendor = "apple")))]
pub fn rename(from: &Path, to: &Path) -> io::Result<()> {
    link_to_new(from, to)
}

fn link_to_new(from: &Path, to: &Path) -> io::Result<()> {
    match std::fs::hard_link(from, to) {
        Ok(()) => std::fs::remove_file(from),
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Err(error),
        // No hard links either (FAT): look, then rename. A file that appears in between is the price.
        Err(_) => {
            if to.symlink_metadata().is_ok() {
                return Err(io::ErrorKind::AlreadyExists.into());
            }
            std::fs::rename(from, to)
        }
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    /// Keeps what it hears, and stops after so many items.
    pub struct Witness {
        pub done: usize,
        pub failed: Vec<(PathBuf, io::ErrorKind)>,
        pub most: usize,
    }

    impl Default for Witness {
        fn default() -> Self {
            Self {
                done: 0,
                failed: Vec::new(),
                most: usize::MAX,
            }
        }
    }

    impl Follow for Witness {
        fn goes_on(&self) -> bool {
            self.done < self.most
        }

        fn done(&mut self) {
            self.done += 1;
        }

        fn failed(&mut self, path: &Path, error: &io::Error) {
            self.failed.push((path.to_path_buf(), error.kind()));
        }
    }

    #[test]
    fn nothing_that_exists_is_replaced() {
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        make_file(&at("a")).unwrap();
        make_folder(&at("d")).unwrap();
        std::fs::write(at("b"), b"theirs").unwrap();
        let exists = |result: io::Result<()>| assert_eq!(result.unwrap_err().kind(), io::ErrorKind::AlreadyExists);
        exists(make_file(&at("b")));
        exists(make_folder(&at("b")));
        exists(make_folder(&at("d")));
        exists(rename(&at("a"), &at("b")));
        exists(rename(&at("d"), &at("b")));
        assert_eq!(std::fs::read(at("b")).unwrap(), b"theirs");
        rename(&at("d"), &at("e")).unwrap();
        rename(&at("b"), &at("e").join("b")).unwrap();
        assert_eq!(std::fs::read(at("e").join("b")).unwrap(), b"theirs");
        let missing = rename(&at("nothing"), &at("x")).unwrap_err();
        assert_eq!(missing.kind(), io::ErrorKind::NotFound);
        assert!(rename(&at("e"), &at("e").join("inside")).is_err(), "not into itself");
        assert!(at("e").is_dir());
    }

    #[cfg(unix)]
    #[test]
    fn permissions_go_down_but_through_no_link() {
        use std::os::unix::fs::{PermissionsExt, symlink};
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        let mode = |name: &str| at(name).metadata().unwrap().permissions().mode() & 0o7777;
        std::fs::create_dir_all(at("d/e")).unwrap();
        for name in ["d/a", "d/e/b", "outside"] {
            std::fs::write(at(name), b"").unwrap();
            std::fs::set_permissions(at(name), std::fs::Permissions::from_mode(0o600)).unwrap();
        }
        symlink(at("outside"), at("d/link")).unwrap();
        let mut witness = Witness::default();
        set_permissions(&at("d"), 0o751, true, &mut witness).unwrap();
        assert_eq!((witness.done, witness.failed.len()), (4, 0));
        assert_eq!([mode("d"), mode("d/a"), mode("d/e"), mode("d/e/b")], [0o751; 4]);
        assert_eq!(mode("outside"), 0o600);
        set_permissions(&at("d"), 0o700, false, &mut witness).unwrap();
        assert_eq!((mode("d"), mode("d/a")), (0o700, 0o751));
        let link = set_permissions(&at("d/link"), 0o777, false, &mut witness).unwrap_err();
        assert_eq!(link.kind(), io::ErrorKind::Unsupported);
        assert_eq!(mode("outside"), 0o600);
        let mut stopped = Witness {
            most: 1,
            ..Witness::default()
        };
        set_permissions(&at("d"), 0o711, true, &mut stopped).unwrap();
        assert_eq!(stopped.done, 1);
    }

    /// The trash belongs to the person who runs the tests, so the real work is done in a process with a home of its own.
    #[cfg(target_os = "linux")]
    #[test]
    fn the_trash_takes_files_folders_and_links_and_nothing_else() {
        const MARK: &str = "PACKETBOAT_TEST_TRASH";
        if let Some(folder) = std::env::var_os(MARK) {
            return fill_the_trash(Path::new(&folder));
        }
        let folder = tempfile::tempdir().unwrap();
        let name = "local::change::tests::the_trash_takes_files_folders_and_links_and_nothing_else";
        let run = std::process::Command::new(std::env::current_exe().unwrap())
            .args(["--exact", name, "--nocapture"])
            .env(MARK, folder.path())
            .env("HOME", folder.path().join("home"))
            .env("XDG_DATA_HOME", folder.path().join("home"))
            .output()
            .unwrap();
        assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stderr));
        assert!(String::from_utf8_lossy(&run.stdout).contains("1 passed"));
    }

    #[cfg(target_os = "linux")]
    fn fill_the_trash(folder: &Path) {
        let at = |name: &str| folder.join(name);
        std::fs::create_dir_all(at("home")).unwrap();
        std::fs::create_dir(at("d")).unwrap();
        std::fs::write(at("d/a"), b"kept").unwrap();
        std::fs::write(at("outside"), b"").unwrap();
        std::os::unix::fs::symlink(at("outside"), at("link")).unwrap();
        assert_eq!(trash(&at("nothing")).unwrap_err().kind(), io::ErrorKind::NotFound);
        for name in ["d", "link"] {
            trash(&at(name)).unwrap();
            assert!(at(name).symlink_metadata().is_err(), "{name}");
        }
        assert!(at("outside").exists(), "a link goes, not what it points to");
        assert_eq!(std::fs::read(at("home/Trash/files/d/a")).unwrap(), b"kept");
        // A trash that cannot be had is an error, and nothing is lost.
        std::fs::remove_dir_all(at("home/Trash")).unwrap();
        std::fs::write(at("home/Trash"), b"in the way").unwrap();
        assert!(trash(&at("outside")).is_err());
        assert!(at("outside").exists());
    }
}
