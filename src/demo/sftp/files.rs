//! Requests about files and folders below one root.

use std::collections::HashMap;
use std::fs::{self, File, FileTimes, Metadata, OpenOptions};
use std::io::{self, ErrorKind, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use super::{BAD_MESSAGE, EOF, FAILURE, NO_SUCH_FILE, OK, Reader, Refusal, STATUS, UNSUPPORTED, Writer};

/// Renames over what is there (OpenSSH's PROTOCOL, 4.3).
pub const POSIX_RENAME: &[u8] = b"posix-rename@openssh.com";

/// The most bytes that one READ gets, and names in one NAME.
const PIECE: usize = 256 * 1024;
const PAGE: usize = 100;

const HANDLE: u8 = 102;
const DATA: u8 = 103;
const NAME: u8 = 104;
const ATTRS: u8 = 105;

type Answer = Result<Writer, Refusal>;

/// One channel's view of the folder.
pub struct Files {
    root: PathBuf,
    open: HashMap<u32, Opened>,
    handles: u32,
}

enum Opened {
    File(File),
    Folder(fs::ReadDir),
}

/// What a client says about a file (section 5); what is not said stays as it is.
#[derive(Default)]
struct Wishes {
    size: Option<u64>,
    mode: Option<u32>,
    modified: Option<u32>,
}

impl Files {
    pub fn new(root: PathBuf) -> Self {
        Self {
            root,
            open: HashMap::new(),
            handles: 0,
        }
    }

    /// The answer to one request. `body` begins behind the id.
    pub fn answer(&mut self, kind: u8, id: u32, body: &mut Reader<'_>) -> Answer {
        let first = body.string().ok_or_else(malformed)?;
        match kind {
            3 => self.open_file(id, first, body),
            4 => {
                let closed = self.open.remove(&handle(first)?);
                closed.map(|_| done(id)).ok_or_else(no_handle)
            }
            5 => self.read(id, first, body),
            6 => self.write(id, first, body),
            7 => Ok(attributes(id, &fs::symlink_metadata(self.path(first)?)?)),
            8 => Ok(attributes(id, &self.file(first)?.metadata()?)),
            9 => {
                let path = self.path(first)?;
                let file = OpenOptions::new()
                    .write(true)
                    .open(&path)
                    .or_else(|_| File::open(&path))?;
                wishes(body)?.grant(&file)?;
                Ok(done(id))
            }
            10 => {
                wishes(body)?.grant(self.file(first)?)?;
                Ok(done(id))
            }
            11 => {
                let folder = fs::read_dir(self.path(first)?)?;
                Ok(self.hand_out(id, Opened::Folder(folder)))
            }
            12 => self.read_folder(id, first),
            13 => changed(id, fs::remove_file(self.path(first)?)),
            14 => changed(id, fs::create_dir(self.path(first)?)),
            15 => changed(id, fs::remove_dir(self.path(first)?)),
            16 => Ok(real_path(id, &parts(first))),
            17 => Ok(attributes(id, &fs::metadata(self.path(first)?)?)),
            18 => self.rename(id, first, body, false),
            200 if first == POSIX_RENAME => {
                let from = body.string().ok_or_else(malformed)?;
                self.rename(id, from, body, true)
            }
            _ => Err(Refusal(UNSUPPORTED, "The demo cannot do this.".to_owned())),
        }
    }

    /// Where a path of the client is. `..` ends at the root.
    fn path(&self, path: &[u8]) -> Result<PathBuf, Refusal> {
        let mut found = self.root.clone();
        for part in parts(path) {
            found.push(local_name(part).ok_or_else(|| Refusal(NO_SUCH_FILE, "No such name here.".to_owned()))?);
        }
        Ok(found)
    }

    fn hand_out(&mut self, id: u32, opened: Opened) -> Writer {
        self.handles = self.handles.wrapping_add(1);
        self.open.insert(self.handles, opened);
        let mut answer = begin(HANDLE, id);
        answer.string(&self.handles.to_be_bytes());
        answer
    }

    fn file(&mut self, name: &[u8]) -> Result<&mut File, Refusal> {
        match self.open.get_mut(&handle(name)?) {
            Some(Opened::File(file)) => Ok(file),
            _ => Err(no_handle()),
        }
    }

    fn open_file(&mut self, id: u32, name: &[u8], body: &mut Reader<'_>) -> Answer {
        let flags = body.number().ok_or_else(malformed)?;
        let has = |bit: u32| flags & bit != 0;
        let path = self.path(name)?;
        if path.is_dir() {
            return Err(Refusal(FAILURE, "This is a folder.".to_owned()));
        }
        let file = OpenOptions::new()
            .read(has(1))
            .write(has(2))
            .create(has(8) && !has(32))
            .create_new(has(8) && has(32))
            .truncate(has(16))
            .open(path)?;
        Ok(self.hand_out(id, Opened::File(file)))
    }

    fn read(&mut self, id: u32, name: &[u8], body: &mut Reader<'_>) -> Answer {
        let (offset, length) = (body.long(), body.number());
        let (offset, length) = (offset.ok_or_else(malformed)?, length.ok_or_else(malformed)?);
        let file = self.file(name)?;
        file.seek(SeekFrom::Start(offset))?;
        let mut bytes = Vec::new();
        file.take(u64::from(length).min(PIECE as u64)).read_to_end(&mut bytes)?;
        if bytes.is_empty() && length > 0 {
            return Err(Refusal(EOF, "End of file.".to_owned()));
        }
        let mut answer = begin(DATA, id);
        answer.string(&bytes);
        Ok(answer)
    }

    fn write(&mut self, id: u32, name: &[u8], body: &mut Reader<'_>) -> Answer {
        let offset = body.long().ok_or_else(malformed)?;
        let bytes = body.string().ok_or_else(malformed)?;
        let file = self.file(name)?;
        file.seek(SeekFrom::Start(offset))?;
        changed(id, file.write_all(bytes))
    }

    fn read_folder(&mut self, id: u32, name: &[u8]) -> Answer {
        let Some(Opened::Folder(folder)) = self.open.get_mut(&handle(name)?) else {
            return Err(no_handle());
        };
        let mut page = Vec::new();
        for entry in folder.take(PAGE) {
            let entry = entry?;
            // What vanished meanwhile is not there.
            if let Ok(facts) = entry.metadata() {
                page.push((remote_name(&entry.file_name()), facts));
            }
        }
        if page.is_empty() {
            return Err(Refusal(EOF, "End of folder.".to_owned()));
        }
        let mut answer = begin(NAME, id);
        answer.number(u32::try_from(page.len()).unwrap_or(u32::MAX));
        for (name, facts) in page {
            answer.string(&name);
            answer.string(&name);
            describe(&mut answer, &facts);
        }
        Ok(answer)
    }

    fn rename(&self, id: u32, from: &[u8], body: &mut Reader<'_>, replace: bool) -> Answer {
        let to = self.path(body.string().ok_or_else(malformed)?)?;
        if !replace && fs::symlink_metadata(&to).is_ok() {
            return Err(Refusal(FAILURE, "The new name is taken.".to_owned()));
        }
        changed(id, fs::rename(self.path(from)?, to))
    }
}

impl Wishes {
    fn grant(&self, file: &File) -> io::Result<()> {
        if let Some(size) = self.size {
            file.set_len(size)?;
        }
        #[cfg(unix)]
        if let Some(mode) = self.mode {
            use std::os::unix::fs::PermissionsExt;
            file.set_permissions(fs::Permissions::from_mode(mode & 0o7777))?;
        }
        #[cfg(not(unix))]
        let _ = self.mode;
        if let Some(modified) = self.modified {
            let time = UNIX_EPOCH + Duration::from_secs(modified.into());
            file.set_times(FileTimes::new().set_modified(time))?;
        }
        Ok(())
    }
}

fn wishes(body: &mut Reader<'_>) -> Result<Wishes, Refusal> {
    let read = |body: &mut Reader<'_>| {
        let flags = body.number()?;
        let mut wishes = Wishes::default();
        if flags & 1 != 0 {
            wishes.size = Some(body.long()?);
        }
        if flags & 2 != 0 {
            // Owner and group stay.
            body.long()?;
        }
        if flags & 4 != 0 {
            wishes.mode = Some(body.number()?);
        }
        if flags & 8 != 0 {
            body.number()?;
            wishes.modified = Some(body.number()?);
        }
        Some(wishes)
    };
    read(body).ok_or_else(malformed)
}

/// The names on the way from the root.
fn parts(path: &[u8]) -> Vec<&[u8]> {
    let mut parts = Vec::new();
    for part in path.split(|byte| *byte == b'/') {
        match part {
            b"" | b"." => {}
            b".." => {
                parts.pop();
            }
            name => parts.push(name),
        }
    }
    parts
}

fn real_path(id: u32, parts: &[&[u8]]) -> Writer {
    let path = [b"/", &parts.join(&b'/')[..]].concat();
    let mut answer = begin(NAME, id);
    answer.number(1);
    answer.string(&path);
    answer.string(&path);
    // Nothing is said about it.
    answer.number(0);
    answer
}

#[cfg(unix)]
fn local_name(name: &[u8]) -> Option<&Path> {
    use std::os::unix::ffi::OsStrExt;
    (!name.contains(&0)).then(|| Path::new(std::ffi::OsStr::from_bytes(name)))
}

/// What means something else on Windows is no name.
#[cfg(not(unix))]
fn local_name(name: &[u8]) -> Option<&Path> {
    let name = std::str::from_utf8(name).ok()?;
    let plain = !name.contains(['\0', '\\', ':']) && !name.ends_with(['.', ' ']);
    plain.then(|| Path::new(name))
}

#[cfg(unix)]
fn remote_name(name: &std::ffi::OsStr) -> Vec<u8> {
    use std::os::unix::ffi::OsStrExt;
    name.as_bytes().to_vec()
}

#[cfg(not(unix))]
fn remote_name(name: &std::ffi::OsStr) -> Vec<u8> {
    name.to_string_lossy().into_owned().into_bytes()
}

fn attributes(id: u32, facts: &Metadata) -> Writer {
    let mut answer = begin(ATTRS, id);
    describe(&mut answer, facts);
    answer
}

/// Size, mode and times (section 5).
fn describe(answer: &mut Writer, facts: &Metadata) {
    let seconds = |time: io::Result<SystemTime>| {
        let since = time.ok().and_then(|time| time.duration_since(UNIX_EPOCH).ok());
        since.map_or(0, |since| u32::try_from(since.as_secs()).unwrap_or(u32::MAX))
    };
    answer.number(1 | 4 | 8);
    answer.long(facts.len());
    answer.number(mode(facts));
    answer.number(seconds(facts.accessed()));
    answer.number(seconds(facts.modified()));
}

#[cfg(unix)]
fn mode(facts: &Metadata) -> u32 {
    use std::os::unix::fs::MetadataExt;
    facts.mode()
}

#[cfg(not(unix))]
fn mode(facts: &Metadata) -> u32 {
    if facts.is_dir() { 0o040_755 } else { 0o100_644 }
}

fn handle(name: &[u8]) -> Result<u32, Refusal> {
    name.try_into().map(u32::from_be_bytes).map_err(|_| no_handle())
}

fn no_handle() -> Refusal {
    Refusal(FAILURE, "There is no such handle.".to_owned())
}

fn malformed() -> Refusal {
    Refusal(BAD_MESSAGE, "The request is shorter than it should be.".to_owned())
}

fn begin(kind: u8, id: u32) -> Writer {
    let mut answer = Writer::new(kind);
    answer.number(id);
    answer
}

fn done(id: u32) -> Writer {
    let mut answer = begin(STATUS, id);
    answer.number(OK);
    answer.string(b"Done.");
    answer.string(b"en");
    answer
}

fn changed(id: u32, outcome: io::Result<()>) -> Answer {
    match outcome {
        Ok(()) => Ok(done(id)),
        Err(error) if error.kind() == ErrorKind::AlreadyExists => {
            Err(Refusal(FAILURE, "There is something of that name.".to_owned()))
        }
        Err(error) => Err(error.into()),
    }
}
