//! The files that hold host keys: ours, which is written, and those of OpenSSH, which are only read.

use std::cell::RefCell;
use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use super::file;
use crate::trust::{HostKey, HostKeys, KeyDecision, decide_key, known_hosts_line};

/// What is read of a file at most; as much as is looked at.
const LONGEST: u64 = 16 << 20;

/// Our own file in the profile folder.
const OURS: &str = "known_hosts";

/// The files of host keys, and what was last read from them.
#[derive(Debug)]
pub struct KeyFiles {
    ours: PathBuf,
    others: Vec<PathBuf>,
    /// Lines that the disk refused: they hold for this run.
    unwritten: String,
    read: RefCell<Option<(Vec<Stamp>, HostKeys)>>,
}

/// By this a changed file is known; `None` for one that cannot be read.
type Stamp = Option<(SystemTime, u64)>;

impl KeyFiles {
    /// The files of this profile folder, of this home and of the whole system.
    pub fn new(folder: &Path, home: Option<&Path>) -> Self {
        let ssh = home.map(|home| home.join(".ssh"));
        let personal = ssh
            .into_iter()
            .flat_map(|ssh| [ssh.join("known_hosts"), ssh.join("known_hosts2")]);
        let shared = super::system_ssh()
            .into_iter()
            .flat_map(|ssh| [ssh.join("ssh_known_hosts"), ssh.join("ssh_known_hosts2")]);
        Self {
            ours: folder.join(OURS),
            others: personal.chain(shared).collect(),
            unwritten: String::new(),
            read: RefCell::new(None),
        }
    }

    /// Everything that is known now. Files are read again only if they changed.
    pub fn keys(&self) -> HostKeys {
        let files = || std::iter::once(&self.ours).chain(&self.others);
        let stamps: Vec<Stamp> = files().map(|path| stamp(path)).collect();
        let mut read = self.read.borrow_mut();
        if let Some((_, keys)) = read.as_ref().filter(|(before, _)| *before == stamps) {
            return keys.clone();
        }
        let mut keys = HostKeys::default();
        for (path, _) in files().zip(&stamps).filter(|(_, stamp)| stamp.is_some()) {
            // A file that cannot be read tells nothing, as with OpenSSH.
            if let Ok(text) = content(path) {
                keys.add(&path.display().to_string(), &text);
            }
        }
        if !self.unwritten.is_empty() {
            keys.add("accepted in this run", self.unwritten.as_bytes());
        }
        *read = Some((stamps, keys.clone()));
        keys
    }

    /// Adds a line to our own file; `now` in Unix seconds.
    pub fn keep(&mut self, (host, port): (&str, u16), key: &HostKey, now: i64) -> io::Result<()> {
        let line = known_hosts_line(host, port, key);
        let kept = self.write((host, port), key, &dated(&line, now));
        if kept.is_err() {
            self.unwritten += &line;
        }
        self.read.replace(None);
        kept
    }

    /// The lines of our own file that hold a key, with the host as it is written and the key.
    pub fn own(&self) -> Vec<(String, String, HostKey)> {
        let text = content(&self.ours).unwrap_or_default();
        let text = String::from_utf8_lossy(&text);
        let keys = text.lines().filter_map(|line| {
            let mut fields = line.split_whitespace();
            let (host, algorithm, key) = (fields.next()?, fields.next()?, fields.next()?);
            let blob = <base64ct::Base64 as base64ct::Encoding>::decode_vec(key).ok()?;
            let key = HostKey::from_blob(blob).filter(|key| key.algorithm() == algorithm)?;
            Some((line.to_owned(), host.to_owned(), key))
        });
        keys.collect()
    }

    /// Takes a line out of our own file.
    pub fn forget(&mut self, line: &str) -> io::Result<()> {
        let lock = file::lock(&self.ours)?;
        let text = match content(&self.ours) {
            Ok(text) => text,
            Err(error) if error.kind() == io::ErrorKind::NotFound => Vec::new(),
            Err(error) => return Err(error),
        };
        let stays = |kept: &&[u8]| kept.trim_ascii_end() != line.trim_end().as_bytes();
        let kept: Vec<&[u8]> = text.split_inclusive(|byte| *byte == b'\n').filter(stays).collect();
        file::replace(&self.ours, &kept.concat())?;
        drop(lock);
        self.unwritten = self
            .unwritten
            .lines()
            .filter(|kept| *kept != line)
            .map(|kept| format!("{kept}\n"))
            .collect();
        self.read.replace(None);
        Ok(())
    }

    fn write(&self, (host, port): (&str, u16), key: &HostKey, line: &str) -> io::Result<()> {
        let lock = file::lock(&self.ours)?;
        let mut text = match content(&self.ours) {
            Ok(text) => text,
            Err(error) if error.kind() == io::ErrorKind::NotFound => Vec::new(),
            Err(error) => return Err(error),
        };
        let mut known = HostKeys::default();
        known.add("", &text);
        // Another process may have asked the same question.
        if decide_key(key, &known.look_up(host, port)) == KeyDecision::Trusted {
            return Ok(());
        }
        if text.len() as u64 >= LONGEST {
            return Err(io::ErrorKind::FileTooLarge.into());
        }
        if !text.is_empty() && !text.ends_with(b"\n") {
            text.push(b'\n');
        }
        text.extend_from_slice(line.as_bytes());
        file::replace(&self.ours, &text)?;
        drop(lock);
        Ok(())
    }
}

/// The line with the day as its comment.
fn dated(line: &str, now: i64) -> String {
    match time::OffsetDateTime::from_unix_timestamp(now) {
        Ok(at) => format!("{} accepted on {}\n", line.trim_end(), at.date()),
        Err(_) => line.to_owned(),
    }
}

fn stamp(path: &Path) -> Stamp {
    // A pipe or a device under that name would never end.
    let facts = std::fs::metadata(path).ok().filter(std::fs::Metadata::is_file)?;
    Some((facts.modified().ok()?, facts.len()))
}

fn content(path: &Path) -> io::Result<Vec<u8>> {
    let mut text = Vec::new();
    File::open(path)?.take(LONGEST).read_to_end(&mut text)?;
    Ok(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(number: u8) -> HostKey {
        let blob = [&[0, 0, 0, 11][..], b"ssh-ed25519", &[0, 0, 0, 1, number]].concat();
        HostKey::from_blob(blob).unwrap()
    }

    fn trusts(files: &KeyFiles, place: (&str, u16), number: u8) -> bool {
        decide_key(&key(number), &files.keys().look_up(place.0, place.1)) == KeyDecision::Trusted
    }

    #[test]
    fn what_is_kept_is_known_at_once_and_to_others() {
        let folder = tempfile::tempdir().unwrap();
        let mut one = KeyFiles::new(folder.path(), None);
        let mut two = KeyFiles::new(folder.path(), None);
        assert!(!trusts(&one, ("h", 22), 1));
        one.keep(("h", 22), &key(1), 1_700_000_000).unwrap();
        two.keep(("h", 22), &key(1), 0).unwrap();
        two.keep(("::1", 2222), &key(2), 0).unwrap();
        assert!(trusts(&one, ("h", 22), 1) && trusts(&one, ("::1", 2222), 2));
        let text = std::fs::read_to_string(folder.path().join(OURS)).unwrap();
        assert_eq!(text.lines().count(), 2, "{text}");
        assert!(
            text.lines().next().unwrap().ends_with("accepted on 2023-11-14"),
            "{text}"
        );
    }

    #[test]
    fn the_files_of_openssh_are_read_and_left_alone() {
        let folder = tempfile::tempdir().unwrap();
        let home = folder.path().join("home");
        std::fs::create_dir_all(home.join(".ssh/known_hosts2")).unwrap();
        let theirs = home.join(".ssh/known_hosts");
        std::fs::write(&theirs, known_hosts_line("h", 22, &key(1))).unwrap();
        let mut files = KeyFiles::new(folder.path(), Some(&home));
        assert!(trusts(&files, ("h", 22), 1));
        let at = files.keys().look_up("h", 22).keys.remove(0).at;
        assert_eq!(at, format!("{}:1", theirs.display()));
        files.keep(("other", 22), &key(2), 0).unwrap();
        let longer = known_hosts_line("h", 22, &key(1)) + &known_hosts_line("new", 22, &key(3));
        assert_eq!(std::fs::read_to_string(&theirs).unwrap().lines().count(), 1);
        std::fs::write(&theirs, longer).unwrap();
        assert!(trusts(&files, ("new", 22), 3), "a changed file is read again");
    }

    #[test]
    fn a_decision_holds_for_the_run_where_the_disk_refuses_it() {
        let folder = tempfile::tempdir().unwrap();
        let mut files = KeyFiles::new(&folder.path().join("gone"), None);
        assert!(files.keep(("h", 22), &key(1), 0).is_err());
        assert!(trusts(&files, ("h", 22), 1));
    }

    #[test]
    fn what_was_accepted_can_be_listed_and_forgotten() {
        let folder = tempfile::tempdir().unwrap();
        let mut files = KeyFiles::new(folder.path(), None);
        assert!(files.own().is_empty());
        files.keep(("h", 22), &key(1), 0).unwrap();
        files.keep(("h", 2222), &key(2), 0).unwrap();
        let text = std::fs::read_to_string(folder.path().join(OURS)).unwrap();
        std::fs::write(folder.path().join(OURS), format!("# mine\n{text}")).unwrap();
        let own = files.own();
        let hosts: Vec<&str> = own.iter().map(|(_, host, _)| host.as_str()).collect();
        assert_eq!(hosts, ["h", "[h]:2222"]);
        assert_eq!(own[1].2, key(2));
        files.forget(&own[0].0).unwrap();
        assert!(!trusts(&files, ("h", 22), 1) && trusts(&files, ("h", 2222), 2));
        let left = std::fs::read_to_string(folder.path().join(OURS)).unwrap();
        assert!(left.starts_with("# mine\n") && left.lines().count() == 2, "{left}");
    }
}
