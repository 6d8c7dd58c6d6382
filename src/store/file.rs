//! Small private files that are replaced whole.

use std::fs::{DirBuilder, File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// Makes a folder, with its parents, that only its owner can enter.
pub fn make_folder(folder: &Path) -> io::Result<()> {
    let mut builder = DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)
}

/// Holds the lock that belongs to `path` until the file is dropped. Waits for other processes, which hold it briefly.
pub fn lock(path: &Path) -> io::Result<File> {
    let file = private().truncate(false).open(beside(path, "lock"))?;
    file.lock()?;
    Ok(file)
}

/// Replaces the content of `path` in one step: whoever reads sees the old or the new, whole.
pub fn replace(path: &Path, content: &[u8]) -> io::Result<()> {
    let new = beside(path, "new");
    // One that a process left behind when it died may be open to others.
    match std::fs::remove_file(&new) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
        _ => {}
    }
    let mut file = private().truncate(true).open(&new)?;
    file.write_all(content)?;
    file.sync_all()?;
    std::fs::rename(&new, path)?;
    // The rename itself lasts only once its folder is on the disk.
    #[cfg(unix)]
    if let Some(folder) = path.parent() {
        File::open(folder)?.sync_all()?;
    }
    Ok(())
}

/// Makes an empty file that only its owner can read, unless there is one.
pub fn touch(path: &Path) -> io::Result<()> {
    private().truncate(false).open(path).map(drop)
}

/// Takes the lock of a file for as long as it is open; `None` if somebody else has it.
pub fn try_lock(path: &Path) -> io::Result<Option<File>> {
    let file = private().read(true).truncate(false).open(path)?;
    match file.try_lock() {
        Ok(()) => Ok(Some(file)),
        Err(std::fs::TryLockError::WouldBlock) => Ok(None),
        Err(std::fs::TryLockError::Error(error)) => Err(error),
    }
}

/// Writes a file that only its owner can read; one that exists is an error.
pub fn write_new(path: &Path, content: &[u8]) -> io::Result<()> {
    let mut file = private().create_new(true).open(path)?;
    file.write_all(content)?;
    file.sync_all()
}

fn beside(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(".");
    name.push(ending);
    path.with_file_name(name)
}

fn private() -> OpenOptions {
    let mut options = OpenOptions::new();
    options.write(true).create(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options
}
