//! The disk that a folder is on, and how much it still takes.

use std::path::Path;

use super::listing::free_space;

/// A disk, as far as it matters to whoever fills it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Disk {
    /// Tells it from the others.
    pub id: u64,
    /// Bytes that this user can still write there.
    pub free: u64,
}

/// The disk of a folder; of the one above it where it is not made yet. `None` where the system does not tell.
pub fn disk_of(folder: &Path) -> Option<Disk> {
    let there = folder.ancestors().find(|folder| folder.is_dir())?;
    Some(Disk {
        id: id_of(there)?,
        free: free_space(there)?,
    })
}

#[cfg(unix)]
fn id_of(folder: &Path) -> Option<u64> {
    std::fs::metadata(folder)
        .ok()
        .map(|found| std::os::unix::fs::MetadataExt::dev(&found))
}

/// By the letter of the drive, or the name of the share.
#[cfg(not(unix))]
fn id_of(folder: &Path) -> Option<u64> {
    use std::hash::{DefaultHasher, Hash, Hasher};
    let whole = folder.canonicalize().ok()?;
    let mut hasher = DefaultHasher::new();
    whole.components().next()?.hash(&mut hasher);
    Some(hasher.finish())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_that_is_not_made_yet_is_on_the_disk_of_the_one_above_it() {
        let folder = tempfile::tempdir().unwrap();
        let Some(disk) = disk_of(folder.path()) else { return };
        let below = disk_of(&folder.path().join("a/b/c")).unwrap();
        assert_eq!(below.id, disk.id);
        assert!(below.free > 0);
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn disks_are_told_apart() {
        let folder = tempfile::tempdir().unwrap();
        let own = disk_of(folder.path()).map(|disk| disk.id);
        assert_ne!(own, id_of(Path::new("/proc")));
    }
}
