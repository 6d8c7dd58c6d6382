//! A folder here as a pane shows it: in pages while it is read, with owners and with where links lead.

use std::io;
use std::path::{Path, PathBuf};

use super::folder::describe;
use crate::entry::{Entry, Kind};
use crate::path::RemoteName;

/// Entries of the first page, which somebody waits for.
const FIRST: usize = 256;

/// Entries of every further page.
const PAGE: usize = 2048;

/// Reads a folder and hands out its entries page by page, in the order of the disk, until `take` wants no more. Links are
/// described themselves.
///
/// # Errors
/// If the folder cannot be read, or not to its end. A name that cannot be looked at is handed out with what is known of it;
/// one that vanishes meanwhile is left out.
pub fn list(folder: &Path, mut take: impl FnMut(Vec<Entry>) -> bool) -> io::Result<()> {
    let mut owners = owners::Owners::default();
    let (mut page, mut size) = (Vec::with_capacity(FIRST), FIRST);
    for found in std::fs::read_dir(folder)? {
        let found = found?;
        page.extend(entry(&found, &mut owners));
        if page.len() >= size {
            size = PAGE;
            if !take(std::mem::replace(&mut page, Vec::with_capacity(PAGE))) {
                return Ok(());
            }
        }
    }
    if !page.is_empty() {
        take(page);
    }
    Ok(())
}

/// Bytes that this user can still write where a folder is; `None` where the system does not tell.
pub fn free_space(folder: &Path) -> Option<u64> {
    #[cfg(unix)]
    {
        let system = rustix::fs::statvfs(folder).ok()?;
        // Some file systems that are no disks tell zeros.
        (system.f_blocks > 0).then(|| system.f_bavail.saturating_mul(system.f_frsize))
    }
    #[cfg(not(unix))]
    {
        let _ = folder;
        None
    }
}

/// The path that somebody means: `~` and relative paths start at the home folder, and the empty path is that folder.
///
/// # Errors
/// `NotFound` if there is no home folder, and of a path with `..` what stands in its way.
pub fn absolute(path: &Path) -> io::Result<PathBuf> {
    let home =
        || std::env::home_dir().ok_or_else(|| io::Error::new(io::ErrorKind::NotFound, "there is no home folder"));
    let path = match path.strip_prefix("~") {
        Ok(below) => home()?.join(below),
        Err(_) if path.is_absolute() => path.to_path_buf(),
        Err(_) => home()?.join(path),
    };
    // Where `..` leads is for the disk to say: there may be links on the way.
    if path.components().any(|part| part == std::path::Component::ParentDir) {
        return path.canonicalize();
    }
    Ok(path.components().collect())
}

fn entry(found: &std::fs::DirEntry, owners: &mut owners::Owners) -> Option<Entry> {
    let name = RemoteName::from_local(&found.file_name());
    match found.metadata() {
        Ok(metadata) => {
            let mut entry = describe(name, &metadata);
            (entry.owner, entry.group) = owners.of(&metadata);
            if entry.kind == Kind::Link {
                entry.target = std::fs::read_link(found.path()).ok().map(|target| bytes(&target));
            }
            Some(entry)
        }
        Err(error) if error.kind() == io::ErrorKind::NotFound => None,
        Err(_) => {
            let kind = match found.file_type() {
                Ok(kind) if kind.is_dir() => Kind::Directory,
                Ok(kind) if kind.is_symlink() => Kind::Link,
                Ok(kind) if kind.is_file() => Kind::File,
                _ => Kind::Other,
            };
            Some(Entry::new(name, kind))
        }
    }
}

fn bytes(path: &Path) -> Box<[u8]> {
    RemoteName::from_local(path.as_os_str()).as_bytes().into()
}

#[cfg(unix)]
mod owners {
    //! Names of users and groups, as far as this computer's own files tell them; numbers otherwise.

    use std::collections::HashMap;
    use std::fs::Metadata;
    use std::os::unix::fs::MetadataExt;

    use crate::path::RemoteName;

    /// What was found out for one listing.
    #[derive(Default)]
    pub struct Owners {
        users: Option<HashMap<u32, RemoteName>>,
        groups: Option<HashMap<u32, RemoteName>>,
    }

    impl Owners {
        /// Owner and group.
        pub fn of(&mut self, metadata: &Metadata) -> (Option<RemoteName>, Option<RemoteName>) {
            let users = self.users.get_or_insert_with(|| read("/etc/passwd"));
            let owner = name(users, metadata.uid());
            let groups = self.groups.get_or_insert_with(|| read("/etc/group"));
            (Some(owner), Some(name(groups, metadata.gid())))
        }
    }

    fn name(known: &mut HashMap<u32, RemoteName>, id: u32) -> RemoteName {
        let number = || RemoteName::new(id.to_string());
        known.entry(id).or_insert_with(number).clone()
    }

    /// Lines of `name:x:number:…`.
    fn read(file: &str) -> HashMap<u32, RemoteName> {
        let text = std::fs::read(file).unwrap_or_default();
        parse(&text)
    }

    fn parse(text: &[u8]) -> HashMap<u32, RemoteName> {
        let line = |line: &[u8]| {
            let mut fields = line.split(|byte| *byte == b':');
            let name = fields.next().filter(|name| !name.is_empty())?;
            let id = std::str::from_utf8(fields.nth(1)?).ok()?.parse().ok()?;
            Some((id, RemoteName::new(name)))
        };
        // The first line of a number counts, as it does for the system.
        let lines: Vec<_> = text.split(|byte| *byte == b'\n').filter_map(line).collect();
        lines.into_iter().rev().collect()
    }

    #[cfg(test)]
    #[test]
    fn the_first_name_of_a_number_counts() {
        let known = parse(b"root:x:0:0:root:/root:/bin/sh\ntoor:x:0:0\n\n:x:5:\nbroken\nanna:x:1000:1000::\n");
        assert_eq!(known.len(), 2);
        assert_eq!((&known[&0], &known[&1000]), (&"root".into(), &"anna".into()));
    }
}

#[cfg(not(unix))]
mod owners {
    //! Nothing that a column could show is cheap to find out here.

    use crate::path::RemoteName;

    #[derive(Default)]
    pub struct Owners;

    impl Owners {
        pub fn of(&mut self, _: &std::fs::Metadata) -> (Option<RemoteName>, Option<RemoteName>) {
            (None, None)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all(folder: &Path) -> (Vec<Entry>, Vec<usize>) {
        let (mut entries, mut pages) = (Vec::new(), Vec::new());
        let taken = |page: Vec<Entry>| {
            pages.push(page.len());
            entries.extend(page);
            true
        };
        list(folder, taken).unwrap();
        entries.sort_by(|a, b| a.name.cmp(&b.name));
        (entries, pages)
    }

    #[cfg(unix)]
    #[test]
    fn everything_is_told_of_files_folders_and_links() {
        use std::os::unix::ffi::OsStrExt;
        use std::os::unix::fs::{MetadataExt, PermissionsExt, symlink};

        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        std::fs::write(at("a"), b"12345").unwrap();
        std::fs::set_permissions(at("a"), std::fs::Permissions::from_mode(0o640)).unwrap();
        std::fs::create_dir(at("b")).unwrap();
        symlink("/nowhere/at all", at("c")).unwrap();
        std::fs::write(folder.path().join(std::ffi::OsStr::from_bytes(b"d\xff")), b"").unwrap();
        let (entries, pages) = all(folder.path());
        assert_eq!(pages, [4]);
        let kinds: Vec<Kind> = entries.iter().map(|entry| entry.kind).collect();
        assert_eq!(kinds, [Kind::File, Kind::Directory, Kind::Link, Kind::File]);
        assert_eq!((entries[0].size, entries[1].size), (Some(5), None));
        assert_eq!(entries[0].permissions.unwrap().bits(), 0o640);
        let metadata = at("a").metadata().unwrap();
        assert_eq!(entries[0].modified.unwrap().seconds, metadata.mtime());
        assert_eq!(entries[2].target.as_deref(), Some(&b"/nowhere/at all"[..]));
        assert_eq!(entries[3].name.as_bytes(), b"d\xff", "names are bytes");
        let owner = entries[0].owner.clone().unwrap();
        if metadata.uid() == 0 {
            assert_eq!(owner, "root".into());
        }
        assert!(
            entries
                .iter()
                .all(|entry| entry.owner == Some(owner.clone()) && entry.group.is_some())
        );
    }

    #[test]
    fn many_entries_come_in_pages_and_only_as_long_as_they_are_wanted() {
        let folder = tempfile::tempdir().unwrap();
        for name in 0..5_000 {
            std::fs::File::create(folder.path().join(name.to_string())).unwrap();
        }
        let (entries, pages) = all(folder.path());
        assert_eq!(pages, [FIRST, PAGE, PAGE, 5_000 - FIRST - 2 * PAGE]);
        assert_eq!(entries.len(), 5_000);
        let mut pages = 0;
        list(folder.path(), |_| {
            pages += 1;
            false
        })
        .unwrap();
        assert_eq!(pages, 1);
    }

    #[test]
    fn what_cannot_be_listed_says_why() {
        let folder = tempfile::tempdir().unwrap();
        let missing = list(&folder.path().join("x"), |_| true).unwrap_err();
        assert_eq!(missing.kind(), io::ErrorKind::NotFound);
        std::fs::write(folder.path().join("file"), b"").unwrap();
        let file = list(&folder.path().join("file"), |_| true).unwrap_err();
        assert_eq!(file.kind(), io::ErrorKind::NotADirectory);
        #[cfg(unix)]
        if !rustix::process::geteuid().is_root() {
            use std::os::unix::fs::PermissionsExt;
            std::fs::create_dir(folder.path().join("closed")).unwrap();
            let closed = folder.path().join("closed");
            std::fs::set_permissions(&closed, std::fs::Permissions::from_mode(0o0)).unwrap();
            let refused = list(&closed, |_| true).unwrap_err();
            assert_eq!(refused.kind(), io::ErrorKind::PermissionDenied);
        }
    }

    #[test]
    fn paths_become_absolute() {
        let Some(home) = std::env::home_dir() else { return };
        assert_eq!(absolute(Path::new("")).unwrap(), home);
        assert_eq!(absolute(Path::new("~")).unwrap(), home);
        assert_eq!(absolute(Path::new("~/a/./b")).unwrap(), home.join("a").join("b"));
        assert_eq!(absolute(Path::new("~a")).unwrap(), home.join("~a"));
        let folder = tempfile::tempdir().unwrap();
        let real = folder.path().canonicalize().unwrap();
        std::fs::create_dir(real.join("a")).unwrap();
        assert_eq!(absolute(&real.join("a").join("..")).unwrap(), real);
        assert!(free_space(&real).is_none_or(|free| free > 0));
    }
}
