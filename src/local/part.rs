//! A file in the making: written beside its target under another name, and put in place when it is whole.

use std::fs::{File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, UNIX_EPOCH};

/// How a finished part takes its place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// Nothing may be there: what appeared meanwhile is kept, and placing fails with `AlreadyExists`.
    New,
    /// What is there is replaced in one step.
    Replace,
}

/// A part file. Dropped before it is placed, it is removed.
#[derive(Debug)]
pub struct Part {
    path: PathBuf,
    /// Shared with those who write ranges of it.
    file: Option<Arc<File>>,
    placed: bool,
}

impl Part {
    /// Creates the part of `target` with a name that holds `id`. It must not exist; no link is followed; only the owner
    /// can read it.
    ///
    /// # Errors
    /// If the folder does not allow it.
    pub fn create(target: &Path, id: &str) -> io::Result<Self> {
        let name = target
            .file_name()
            .ok_or_else(|| io::Error::from(io::ErrorKind::InvalidInput))?;
        let path = target.with_file_name(part_name_local(name, id));
        let mut options = OpenOptions::new();
        options.read(true).write(true).create_new(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let file = options.open(&path)?;
        Ok(Self {
            path,
            file: Some(Arc::new(file)),
            placed: false,
        })
    }

    /// Where it is now.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Appends bytes.
    ///
    /// # Errors
    /// If the disk refuses them.
    pub fn write(&mut self, bytes: &[u8]) -> io::Result<()> {
        (&*self.open_file()?).write_all(bytes)
    }

    /// The open file, for those who write ranges of it.
    ///
    /// # Errors
    /// If it was closed already.
    pub fn open_file(&self) -> io::Result<Arc<File>> {
        self.file
            .clone()
            .ok_or_else(|| io::Error::from(io::ErrorKind::NotConnected))
    }

    /// Gives the part its time and mode and moves it to `target`.
    ///
    /// `modified` in Unix seconds; `mode` are the permission bits that the finished file gets.
    ///
    /// # Errors
    /// `AlreadyExists` under [`Place::New`] if something is there. The part is removed then.
    pub fn place(mut self, target: &Path, modified: Option<i64>, mode: u32, place: Place) -> io::Result<()> {
        let file = self
            .file
            .take()
            .ok_or_else(|| io::Error::from(io::ErrorKind::NotConnected))?;
        if let Some(time) =
            modified.and_then(|seconds| UNIX_EPOCH.checked_add(Duration::from_secs(u64::try_from(seconds).ok()?)))
        {
            file.set_modified(time)?;
        }
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            if mode != 0o600 {
                file.set_permissions(std::fs::Permissions::from_mode(mode))?;
            }
        }
        #[cfg(not(unix))]
        let _ = mode;
        drop(file);
        match place {
            Place::New => rename_to_new(&self.path, target)?,
            Place::Replace => std::fs::rename(&self.path, target)?,
        }
        self.placed = true;
        Ok(())
    }
}

impl Drop for Part {
    fn drop(&mut self) {
        if !self.placed {
            drop(self.file.take());
            // Nothing can be done about a part that cannot be removed; its name says whose it is.
            let _ = std::fs::remove_file(&self.path);
        }
    }
}

/// Renames, but never over something.
///
/// # Errors
/// `AlreadyExists` if something is there.
#[cfg(any(target_os = "linux", target_os = "android", target_vendor = "apple"))]
pub fn rename_to_new(from: &Path, to: &Path) -> io::Result<()> {
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
pub fn rename_to_new(from: &Path, to: &Path) -> io::Result<()> {
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

/// The mode that the system's mask leaves to new files.
pub fn new_file_mode() -> u32 {
    #[cfg(unix)]
    {
        // The mask can only be read by setting it; both calls come before any file is made by this process.
        let mask = rustix::process::umask(rustix::fs::Mode::from_raw_mode(0o077));
        rustix::process::umask(mask);
        0o666 & !mask.bits()
    }
    #[cfg(not(unix))]
    0o666
}

/// The name of a part: `.NAME.packetboat-ID.part`, NAME cut so that the whole has at most 255 bytes.
pub fn part_name(name: &[u8], id: &str) -> Vec<u8> {
    let ending = format!(".packetboat-{id}.part");
    let room = 255usize.saturating_sub(ending.len() + 1);
    let mut cut = name.len().min(room);
    // Not inside a UTF-8 sequence: some servers and disks refuse such names.
    while cut < name.len() && cut > 0 && name[cut] & 0xc0 == 0x80 {
        cut -= 1;
    }
    [b".", &name[..cut], ending.as_bytes()].concat()
}

#[cfg(unix)]
fn part_name_local(name: &std::ffi::OsStr, id: &str) -> std::ffi::OsString {
    use std::os::unix::ffi::{OsStrExt, OsStringExt};
    std::ffi::OsString::from_vec(part_name(name.as_bytes(), id))
}

#[cfg(not(unix))]
fn part_name_local(name: &std::ffi::OsStr, id: &str) -> std::ffi::OsString {
    String::from_utf8_lossy(&part_name(name.to_string_lossy().as_bytes(), id))
        .into_owned()
        .into()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(folder: &Path) -> Vec<String> {
        let mut names: Vec<_> = std::fs::read_dir(folder)
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        names.sort();
        names
    }

    #[test]
    fn a_part_becomes_its_target_or_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let target = folder.path().join("a.txt");
        let mut part = Part::create(&target, "1f").unwrap();
        part.write(b"half").unwrap();
        assert_eq!(names(folder.path()), [".a.txt.packetboat-1f.part"]);
        drop(part);
        assert_eq!(names(folder.path()), [""; 0]);

        let mut part = Part::create(&target, "1f").unwrap();
        part.write(b"whole").unwrap();
        part.place(&target, Some(1_000_000_000), 0o640, Place::New).unwrap();
        assert_eq!(names(folder.path()), ["a.txt"]);
        assert_eq!(std::fs::read(&target).unwrap(), b"whole");
        let modified = target.metadata().unwrap().modified().unwrap();
        assert_eq!(modified.duration_since(UNIX_EPOCH).unwrap().as_secs(), 1_000_000_000);
    }

    #[test]
    fn what_appeared_meanwhile_is_kept() {
        let folder = tempfile::tempdir().unwrap();
        let target = folder.path().join("a");
        let part = Part::create(&target, "1").unwrap();
        std::fs::write(&target, "theirs").unwrap();
        let error = part.place(&target, None, 0o644, Place::New).unwrap_err();
        assert_eq!(error.kind(), io::ErrorKind::AlreadyExists);
        assert_eq!(std::fs::read(&target).unwrap(), b"theirs");
        let mut part = Part::create(&target, "1").unwrap();
        part.write(b"ours").unwrap();
        part.place(&target, None, 0o644, Place::Replace).unwrap();
        assert_eq!(std::fs::read(&target).unwrap(), b"ours");
        assert_eq!(names(folder.path()), ["a"]);
    }

    #[test]
    fn part_names_fit_and_keep_their_id() {
        for length in [1, 200, 230, 255, 300] {
            let name = part_name("ä".repeat(length).as_bytes(), "00ff");
            assert!(name.len() <= 255, "{}", name.len());
            assert!(name.ends_with(b".packetboat-00ff.part"));
            assert!(std::str::from_utf8(&name).is_ok());
        }
    }
}
