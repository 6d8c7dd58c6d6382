//! A file in the making: written beside its target under another name, and put in place when it is whole.

use std::ffi::{OsStr, OsString};
use std::fs::File;
use std::io::{self, Seek, SeekFrom, Write};
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use super::OpenFolder;
use super::open_folder::Bound;
use super::positioned::{RangeReader, read_range};

/// How a finished part takes its place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// Nothing may be there: what appeared meanwhile is kept, and placing fails with `AlreadyExists`.
    New,
    /// What is there is replaced in one step. The new file gets the permissions of the old one.
    Replace,
}

/// What a finished part is given besides its bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Finish {
    /// The time of last change, Unix seconds.
    pub modified: Option<i64>,
    /// The permission bits, where no old file has some.
    pub mode: u32,
}

/// How a part came to its place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Placed {
    /// It was renamed.
    Renamed,
    /// Its bytes were written into the file that was there, because that has to stay the file that it is.
    InPlace,
}

/// A part file. Dropped before it is placed, it is removed, unless it is to stay.
#[derive(Debug)]
pub struct Part {
    folder: OpenFolder,
    name: OsString,
    /// Shared with those who write ranges of it.
    file: Option<Arc<File>>,
    stays: bool,
    /// Bytes since the disk was last told to take what there is.
    loose: u64,
    /// It is at it.
    flushing: Arc<AtomicBool>,
    /// This disk does not take the time that it should have.
    untimed: Arc<AtomicBool>,
}

/// After so many bytes the disk begins to take them. All of a large file at its end would be a long wait.
const LOOSE: u64 = 64 << 20;

impl Part {
    /// Creates a part. Nobody but the owner can read it. A part of this name was left by a run that has come to a sudden end,
    /// and is begun anew.
    ///
    /// # Errors
    /// If the folder does not allow it.
    pub fn create(folder: OpenFolder, name: OsString) -> io::Result<Self> {
        let file = match folder.create(&name) {
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
                folder.remove(&name)?;
                folder.create(&name)?
            }
            other => other?,
        };
        Ok(Self::of(folder, name, file))
    }

    /// Opens a part that an earlier try has left; what is written next comes behind its last byte. `None` if there is none.
    ///
    /// # Errors
    /// If it is there and cannot be used.
    pub fn reopen(folder: OpenFolder, name: OsString) -> io::Result<Option<Self>> {
        let mut file = match folder.open_file(&name) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            other => other?,
        };
        file.seek(SeekFrom::End(0))?;
        Ok(Some(Self::of(folder, name, file)))
    }

    fn of(folder: OpenFolder, name: OsString, file: File) -> Self {
        Self {
            folder,
            name,
            file: Some(Arc::new(file)),
            stays: false,
            loose: 0,
            flushing: Arc::default(),
            untimed: Arc::default(),
        }
    }

    /// Whatever happens, it stays on the disk, for another try to go on with it.
    pub fn keep(&mut self) {
        self.stays = true;
    }

    /// Where it is now, for messages and for those who read it.
    pub fn path(&self) -> PathBuf {
        self.folder.path_of(&self.name)
    }

    /// Appends bytes.
    ///
    /// # Errors
    /// If the disk refuses them.
    pub fn write(&mut self, bytes: &[u8]) -> io::Result<()> {
        let file = self.open_file()?;
        (&*file).write_all(bytes)?;
        self.loose += bytes.len() as u64;
        if self.loose >= LOOSE && !self.flushing.swap(true, Ordering::AcqRel) {
            self.loose = 0;
            let (flushing, again) = (self.flushing.clone(), self.folder.open_file(&self.name));
            std::thread::spawn(move || {
                // An error of the disk is told once to everybody who has the file open: told here, it would be missing at
                // the end. So this is another opening of the file.
                let _ = again.and_then(|file| file.sync_data());
                flushing.store(false, Ordering::Release);
            });
        }
        Ok(())
    }

    /// Forgets what is behind byte `length`; what is written next comes there.
    ///
    /// # Errors
    /// Whatever the disk says.
    pub fn cut(&mut self, length: u64) -> io::Result<()> {
        let file = self.open_file()?;
        file.set_len(length)?;
        (&*file).seek(SeekFrom::Start(length)).map(drop)
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

    /// Its bytes so far.
    ///
    /// # Errors
    /// Whatever the system says.
    pub fn length(&self) -> io::Result<u64> {
        Ok(self.open_file()?.metadata()?.len())
    }

    /// The `count` bytes before byte `end`.
    ///
    /// # Errors
    /// `UnexpectedEof` if it has fewer, and whatever the disk says.
    pub fn before(&self, end: u64, count: u64) -> io::Result<Vec<u8>> {
        read_range(&*self.open_file()?, end.saturating_sub(count)..end)
    }

    /// Dresses the part and puts it in place.
    ///
    /// # Errors
    /// `AlreadyExists` under [`Place::New`] if something is there.
    pub fn place(self, target: &OsStr, finish: Finish, place: Place) -> io::Result<Placed> {
        self.dress(target, finish, place)?;
        self.put(target, finish, place)
    }

    /// Whether this disk refused to keep the time, once the part was dressed.
    pub fn untimed(&self) -> Arc<AtomicBool> {
        self.untimed.clone()
    }

    /// Gives the part its time and mode. A disk that keeps none of the kind (a share, a stick) costs nobody the file.
    ///
    /// # Errors
    /// Whatever else the system says.
    pub fn dress(&self, target: &OsStr, finish: Finish, place: Place) -> io::Result<()> {
        let file = self.open_file()?;
        if let Some(time) = time(finish.modified) {
            match file.set_modified(time) {
                Err(error) if is_not_for_this_disk(&error) => self.untimed.store(true, Ordering::Relaxed),
                other => other?,
            }
        }
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            let old = (place == Place::Replace).then(|| self.folder.mode(target)).flatten();
            // Set-uid on bytes that came from elsewhere is nothing to keep.
            let mode = old.map_or(finish.mode, |old| old & 0o777);
            if mode != 0o600 {
                match file.set_permissions(std::fs::Permissions::from_mode(mode)) {
                    Err(error) if is_not_for_this_disk(&error) => {}
                    other => other?,
                }
            }
        }
        #[cfg(not(unix))]
        let _ = (target, place);
        Ok(())
    }

    /// Moves the dressed part to its target.
    ///
    /// # Errors
    /// As [`Part::place`]. If writing into the file that is there fails, the part stays: it has all the bytes.
    pub fn put(mut self, target: &OsStr, finish: Finish, place: Place) -> io::Result<Placed> {
        if place == Place::New {
            self.folder.rename(&self.name, target)?;
            self.stays = true;
            return Ok(Placed::Renamed);
        }
        let file = self.open_file()?;
        if let Some(bound) = self.folder.bound(target, &file.metadata()?)
            && !regains_owner(&file, bound)
            && let Ok(there) = self.folder.open_in_place(target, bound)
        {
            self.stays = true;
            write_into(there, &file, time(finish.modified))?;
            self.folder.remove(&self.name)?;
            return Ok(Placed::InPlace);
        }
        self.folder.replace(&self.name, target)?;
        self.stays = true;
        Ok(Placed::Renamed)
    }

    /// Whether the file of this name has to stay the file that it is.
    ///
    /// # Errors
    /// Whatever the system says.
    pub fn is_bound(&self, target: &OsStr) -> io::Result<bool> {
        Ok(self.folder.bound(target, &self.open_file()?.metadata()?).is_some())
    }

    /// The folder that it is in.
    pub fn folder(&self) -> &OpenFolder {
        &self.folder
    }
}

impl Drop for Part {
    fn drop(&mut self) {
        if !self.stays {
            drop(self.file.take());
            // Nothing can be done about a part that cannot be removed; its name says whose it is.
            let _ = self.folder.remove(&self.name);
        }
    }
}

/// Whether an error says that times or modes are nothing that can be set here.
fn is_not_for_this_disk(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        io::ErrorKind::PermissionDenied | io::ErrorKind::Unsupported | io::ErrorKind::InvalidInput
    )
}

fn time(seconds: Option<i64>) -> Option<SystemTime> {
    seconds.and_then(|seconds| UNIX_EPOCH.checked_add(Duration::from_secs(u64::try_from(seconds).ok()?)))
}

/// Gives a new file the owner of the old one, where that is allowed.
#[cfg(unix)]
fn regains_owner(file: &File, bound: Bound) -> bool {
    let Bound::Owner(user, group) = bound else { return false };
    let Ok(mode) = file.metadata().map(|metadata| metadata.permissions()) else {
        return false;
    };
    // A change of the owner takes bits away that were there on purpose.
    std::os::unix::fs::fchown(file, Some(user), Some(group)).is_ok() && file.set_permissions(mode).is_ok()
}

#[cfg(not(unix))]
fn regains_owner(_file: &File, _bound: Bound) -> bool {
    false
}

/// Writes all of `from` into a file that has to stay the file that it is.
fn write_into(mut there: File, from: &Arc<File>, modified: Option<SystemTime>) -> io::Result<()> {
    let length = from.metadata()?.len();
    let written = io::copy(&mut RangeReader::new(from.clone(), 0..length), &mut there)?;
    if written != length {
        return Err(io::ErrorKind::UnexpectedEof.into());
    }
    there.set_len(length)?;
    if let Some(time) = modified {
        // Only its owner may set the time of a file.
        let _ = there.set_modified(time);
    }
    there.sync_data()
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

/// The name of the part of a local file.
#[cfg(unix)]
pub fn part_name_local(name: &std::ffi::OsStr, id: &str) -> std::ffi::OsString {
    use std::os::unix::ffi::{OsStrExt, OsStringExt};
    std::ffi::OsString::from_vec(part_name(name.as_bytes(), id))
}

/// The name of the part of a local file.
#[cfg(not(unix))]
pub fn part_name_local(name: &std::ffi::OsStr, id: &str) -> std::ffi::OsString {
    String::from_utf8_lossy(&part_name(name.to_string_lossy().as_bytes(), id))
        .into_owned()
        .into()
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;

    fn names(folder: &Path) -> Vec<String> {
        let mut names: Vec<_> = std::fs::read_dir(folder)
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        names.sort();
        names
    }

    fn part(folder: &Path) -> Part {
        let folder = OpenFolder::open(folder, folder).unwrap();
        Part::create(folder, ".a.txt.packetboat-1f.part".into()).unwrap()
    }

    fn finish(mode: u32) -> Finish {
        let modified = Some(1_000_000_000);
        Finish { modified, mode }
    }

    #[test]
    fn a_part_becomes_its_target_or_nothing_or_stays() {
        let folder = tempfile::tempdir().unwrap();
        let target = OsStr::new("a.txt");
        let mut half = part(folder.path());
        half.write(b"half").unwrap();
        assert_eq!(names(folder.path()), [".a.txt.packetboat-1f.part"]);
        drop(half);
        assert_eq!(names(folder.path()), [""; 0]);

        let mut kept = part(folder.path());
        kept.write(b"wh").unwrap();
        kept.keep();
        drop(kept);
        let open = || OpenFolder::open(folder.path(), folder.path()).unwrap();
        let mut whole = Part::reopen(open(), ".a.txt.packetboat-1f.part".into())
            .unwrap()
            .unwrap();
        assert_eq!(
            (whole.length().unwrap(), whole.before(2, 1).unwrap()),
            (2, b"h".to_vec())
        );
        whole.write(b"atever").unwrap();
        whole.cut(2).unwrap();
        whole.write(b"ole").unwrap();
        assert_eq!(whole.place(target, finish(0o640), Place::New).unwrap(), Placed::Renamed);
        assert_eq!(names(folder.path()), ["a.txt"]);
        let target = folder.path().join(target);
        assert_eq!(std::fs::read(&target).unwrap(), b"whole");
        let modified = target.metadata().unwrap().modified().unwrap();
        assert_eq!(modified.duration_since(UNIX_EPOCH).unwrap().as_secs(), 1_000_000_000);
        assert!(Part::reopen(open(), "gone".into()).unwrap().is_none());
    }

    #[test]
    fn what_appeared_meanwhile_is_kept() {
        let folder = tempfile::tempdir().unwrap();
        let (target, path) = (OsStr::new("a"), folder.path().join("a"));
        let late = part(folder.path());
        std::fs::write(&path, "theirs").unwrap();
        let error = late.place(target, finish(0o644), Place::New).unwrap_err();
        assert_eq!(error.kind(), io::ErrorKind::AlreadyExists);
        assert_eq!(std::fs::read(&path).unwrap(), b"theirs");
        let mut ours = part(folder.path());
        ours.write(b"ours").unwrap();
        ours.place(target, finish(0o644), Place::Replace).unwrap();
        assert_eq!(std::fs::read(&path).unwrap(), b"ours");
        assert_eq!(names(folder.path()), ["a"]);
    }

    #[cfg(unix)]
    #[test]
    fn an_overwritten_file_stays_what_it_was() {
        use std::os::unix::fs::{MetadataExt, PermissionsExt, symlink};
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        let replace = |name: &str, bytes: &[u8]| {
            let mut new = part(folder.path());
            new.write(bytes).unwrap();
            new.place(OsStr::new(name), finish(0o644), Place::Replace).unwrap()
        };
        std::fs::write(at("plain"), "old").unwrap();
        std::fs::set_permissions(at("plain"), std::fs::Permissions::from_mode(0o4751)).unwrap();
        assert_eq!(replace("plain", b"new"), Placed::Renamed);
        assert_eq!(at("plain").metadata().unwrap().mode() & 0o7777, 0o751);

        std::fs::write(at("one"), "a longer old one").unwrap();
        std::fs::hard_link(at("one"), at("other")).unwrap();
        assert_eq!(replace("one", b"new"), Placed::InPlace);
        assert_eq!(std::fs::read(at("other")).unwrap(), b"new");
        assert_eq!(at("one").metadata().unwrap().nlink(), 2);

        std::fs::write(at("real"), "old").unwrap();
        symlink("real", at("link")).unwrap();
        assert_eq!(replace("link", b"new"), Placed::InPlace);
        assert!(at("link").symlink_metadata().unwrap().is_symlink());
        assert_eq!(std::fs::read(at("real")).unwrap(), b"new");

        // A link that leads nowhere is no file that had to stay.
        symlink("nowhere", at("dead")).unwrap();
        assert_eq!(replace("dead", b"new"), Placed::Renamed);
        assert!(at("dead").symlink_metadata().unwrap().is_file());
        assert!(names(folder.path()).iter().all(|name| !name.ends_with(".part")));
    }

    #[test]
    fn a_part_that_a_dead_run_has_left_is_begun_anew() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join(".a.txt.packetboat-1f.part"), "stale").unwrap();
        assert_eq!(part(folder.path()).length().unwrap(), 0);
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
