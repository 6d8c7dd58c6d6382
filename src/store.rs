//! What outlives a run, in one folder: certificates and host keys that were trusted, and what was learned about servers.
//! What OpenSSH keeps is read too, and never written.
//!
//! Files are human-readable TOML, 0600 in a folder of 0700, replaced atomically. Several processes may share the folder: every
//! change reads the file anew under a lock. No secret is ever written here.

mod file;
mod host_keys;
mod journal;
mod pane_look;
mod sites;
mod ssh_config;
mod window;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::error::{Error, Kind, Result, Stage};
use crate::site::Learned;
use crate::trust::{Certificate, Fingerprint, HostKey, HostKeys, Known, Pinned};
use host_keys::KeyFiles;

pub use file::{replace, try_lock, write_new};
pub use journal::{
    Change, FileRecord, FolderRecord, Found, JobRecord, Journal, List, Pile, RunRecord, Standing, Sums, local_bytes,
    local_path,
};
pub use pane_look::{ColumnLook, Favourites, PaneLook};
pub use sites::{SiteFile, fresh_id};
pub use ssh_config::{SshConfig, Wanted};
pub use window::{DoubleClick, TabState, WindowState};

/// The folder and what was read from it.
#[derive(Debug)]
pub struct Store {
    folder: PathBuf,
    trust: Shelf<Trusted>,
    servers: Shelf<Learned>,
    key_files: KeyFiles,
}

/// One file: records by `host:port`.
#[derive(Debug, Serialize, Deserialize)]
struct Shelf<T> {
    /// The version of the format. A newer one is refused, so that nothing in it is lost.
    version: u32,
    #[serde(default = "BTreeMap::new")]
    servers: BTreeMap<String, T>,
}

/// What is kept about the certificate of one server.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
struct Trusted {
    /// The certificate that a person accepted.
    #[serde(skip_serializing_if = "Option::is_none")]
    pin: Option<String>,
    /// When they did, in Unix seconds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pinned_at: Option<i64>,
    /// Whom it is for, as it says.
    #[serde(skip_serializing_if = "Option::is_none")]
    subject: Option<String>,
    /// The last second of its validity, in Unix time.
    #[serde(skip_serializing_if = "Option::is_none")]
    not_after: Option<i64>,
    /// The platform's own verifier vouched for this server once.
    once_verified: bool,
}

const VERSION: u32 = 1;
const TRUST: &str = "trust.toml";
const SERVERS: &str = "servers.toml";

impl<T> Default for Shelf<T> {
    fn default() -> Self {
        Self {
            version: VERSION,
            servers: BTreeMap::new(),
        }
    }
}

impl Store {
    /// Opens the folder, and makes it if it is missing.
    ///
    /// # Errors
    /// If the folder cannot be made, or a file in it cannot be read or was written by a newer version.
    pub fn open(folder: &Path) -> Result<Self> {
        Self::open_at_home(folder, home().as_deref())
    }

    /// The same for somebody whose home is elsewhere; `None` for nobody's.
    ///
    /// # Errors
    /// As [`Store::open`].
    pub fn open_at_home(folder: &Path, home: Option<&Path>) -> Result<Self> {
        file::make_folder(folder).map_err(|error| failed("open the profile folder", folder, &error))?;
        Ok(Self {
            folder: folder.to_path_buf(),
            trust: load(&folder.join(TRUST))?,
            servers: load(&folder.join(SERVERS))?,
            key_files: KeyFiles::new(folder, home),
        })
    }

    /// What is known of the certificate of `server` (`host:port`).
    pub fn known(&self, server: &str) -> Known {
        let Some(trusted) = self.trust.servers.get(server) else {
            return Known::default();
        };
        let pin = trusted.pin.as_deref().and_then(Fingerprint::parse);
        Known {
            pin,
            once_verified: trusted.once_verified,
        }
    }

    /// The host keys that are known: ours and those of OpenSSH. Cheap: files are read again only if they changed.
    pub fn host_keys(&self) -> HostKeys {
        self.key_files.keys()
    }

    /// Keeps the host key that a person accepted for a host and port. `now` in Unix seconds.
    ///
    /// # Errors
    /// If the file cannot be written; the decision then holds for this run only.
    pub fn keep_host_key(&mut self, host: &str, port: u16, key: &HostKey, now: i64) -> Result<()> {
        self.key_files
            .keep((host, port), key, now)
            .map_err(|error| failed("write", &self.folder.join("known_hosts"), &error))
    }

    /// Keeps the certificate that a person accepted. `now` in Unix seconds.
    ///
    /// # Errors
    /// If the file cannot be written; the decision then holds for this run only.
    pub fn pin(&mut self, server: &str, certificate: &Certificate, now: i64) -> Result<()> {
        self.change_trust(server, |trusted| {
            trusted.pin = Some(certificate.fingerprint.to_string());
            trusted.pinned_at = Some(now);
            trusted.subject = Some(certificate.subject.clone());
            trusted.not_after = Some(certificate.not_after);
        })
    }

    /// Remembers that the platform's verifier vouched for `server`.
    ///
    /// # Errors
    /// If the file cannot be written.
    pub fn verified(&mut self, server: &str) -> Result<()> {
        if self
            .trust
            .servers
            .get(server)
            .is_some_and(|trusted| trusted.once_verified)
        {
            return Ok(());
        }
        self.change_trust(server, |trusted| trusted.once_verified = true)
    }

    /// Reads again what other processes may have changed. A file that cannot be read leaves what is known standing.
    pub fn reread(&mut self) {
        if let Ok(trust) = load(&self.folder.join(TRUST)) {
            self.trust = trust;
        }
        if let Ok(servers) = load(&self.folder.join(SERVERS)) {
            self.servers = servers;
        }
    }

    /// What is known of the certificates of all servers.
    pub fn certificates(&self) -> Vec<Pinned> {
        let facts = |(server, trusted): (&String, &Trusted)| Pinned {
            server: server.clone(),
            fingerprint: trusted.pin.as_deref().and_then(Fingerprint::parse),
            at: trusted.pinned_at,
            subject: trusted.subject.clone(),
            until: trusted.not_after,
            once_verified: trusted.once_verified,
        };
        self.trust.servers.iter().map(facts).collect()
    }

    /// Forgets everything about the certificate of `server`.
    ///
    /// # Errors
    /// If the file cannot be written.
    pub fn forget_certificate(&mut self, server: &str) -> Result<()> {
        self.trust = change(&self.folder.join(TRUST), |shelf: &mut Shelf<Trusted>| {
            shelf.servers.remove(server);
        })?;
        Ok(())
    }

    /// The host keys in our own file: the line, the host as it is written there, the key.
    pub fn own_host_keys(&self) -> Vec<(String, String, HostKey)> {
        self.key_files.own()
    }

    /// Takes a line out of our own file of host keys.
    ///
    /// # Errors
    /// If the file cannot be written.
    pub fn forget_host_key(&mut self, line: &str) -> Result<()> {
        self.key_files
            .forget(line)
            .map_err(|error| failed("write", &self.folder.join("known_hosts"), &error))
    }

    /// What was learned about all servers, by `host:port`.
    pub fn all_learned(&self) -> Vec<(String, Learned)> {
        let known = self.servers.servers.iter();
        known
            .map(|(server, learned)| (server.clone(), learned.clone()))
            .collect()
    }

    /// Forgets what was learned about one server, or about all.
    ///
    /// # Errors
    /// If the file cannot be written.
    pub fn forget_learned(&mut self, server: Option<&str>) -> Result<()> {
        let path = self.folder.join(SERVERS);
        self.servers = change(&path, |shelf: &mut Shelf<Learned>| match server {
            Some(server) => {
                shelf.servers.remove(server);
            }
            None => shelf.servers.clear(),
        })?;
        Ok(())
    }

    /// What was learned about `server`.
    pub fn learned(&self, server: &str) -> Learned {
        self.servers.servers.get(server).cloned().unwrap_or_default()
    }

    /// Keeps what a session found out: it is added to what other sessions found out
    /// meanwhile.
    ///
    /// # Errors
    /// If the file cannot be written.
    pub fn merge(&mut self, server: &str, found: &Learned) -> Result<()> {
        let mut learned = self.learned(server);
        learned.active = found.active.or(learned.active);
        learned.no_epsv |= found.no_epsv;
        learned.tls12 |= found.tls12;
        learned.no_noop |= found.no_noop;
        learned.lists_no_file |= found.lists_no_file;
        learned.list_offset = found.list_offset.or(learned.list_offset);
        self.learn(server, &learned)
    }

    /// Keeps what was learned about `server`.
    ///
    /// # Errors
    /// If the file cannot be written.
    pub fn learn(&mut self, server: &str, learned: &Learned) -> Result<()> {
        if self.learned(server) == *learned {
            return Ok(());
        }
        let path = self.folder.join(SERVERS);
        self.servers = change(&path, |shelf: &mut Shelf<Learned>| {
            shelf.servers.insert(server.to_owned(), learned.clone());
        })?;
        Ok(())
    }

    fn change_trust(&mut self, server: &str, edit: impl FnOnce(&mut Trusted)) -> Result<()> {
        let path = self.folder.join(TRUST);
        // Kept in memory first: a decision holds for this run even where the disk refuses it.
        edit(self.trust.servers.entry(server.to_owned()).or_default());
        let decided = self.trust.servers.get(server).cloned().unwrap_or_default();
        self.trust = change(&path, |shelf: &mut Shelf<Trusted>| {
            shelf.servers.insert(server.to_owned(), decided);
        })?;
        Ok(())
    }
}

/// The home folder of whoever runs this: `$HOME` where there is such a thing.
fn home() -> Option<PathBuf> {
    directories::BaseDirs::new().map(|folders| folders.home_dir().to_owned())
}

/// Where OpenSSH keeps what is for every user.
fn system_ssh() -> Option<PathBuf> {
    if cfg!(windows) {
        std::env::var_os("ProgramData").map(|folder| PathBuf::from(folder).join("ssh"))
    } else {
        Some(PathBuf::from("/etc/ssh"))
    }
}

fn load<T: serde::de::DeserializeOwned>(path: &Path) -> Result<Shelf<T>> {
    let text = match std::fs::read_to_string(path) {
        Ok(text) => text,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Shelf::default()),
        Err(error) => return Err(failed("read", path, &error)),
    };
    let shelf: Shelf<T> = toml::from_str(&text)
        .map_err(|error| Error::new(Stage::LocalDisk, Kind::Protocol, read(path)).with_cause(error))?;
    if shelf.version > VERSION {
        let cause = format!(
            "it was written by a newer version (format {}, known here: {VERSION})",
            shelf.version
        );
        return Err(Error::new(Stage::LocalDisk, Kind::Unsupported, read(path)).with_cause(cause));
    }
    Ok(shelf)
}

/// Reads the file anew, edits it and replaces it, while no other process can.
fn change<T>(path: &Path, edit: impl FnOnce(&mut Shelf<T>)) -> Result<Shelf<T>>
where
    T: Serialize + serde::de::DeserializeOwned,
{
    let lock = file::lock(path).map_err(|error| failed("lock", path, &error))?;
    let mut shelf = load(path)?;
    edit(&mut shelf);
    let text = toml::to_string(&shelf).map_err(|error| {
        Error::new(Stage::LocalDisk, Kind::System, format!("write {}", path.display())).with_cause(error)
    })?;
    file::replace(path, text.as_bytes()).map_err(|error| failed("write", path, &error))?;
    drop(lock);
    Ok(shelf)
}

fn read(path: &Path) -> String {
    format!("read {}", path.display())
}

fn failed(verb: &str, path: &Path, error: &std::io::Error) -> Error {
    Error::io(Stage::LocalDisk, format!("{verb} {}", path.display()), error)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn certificate() -> Certificate {
        Certificate {
            fingerprint: Fingerprint::of(b"x"),
            subject: "CN=a".to_owned(),
            issuer: "CN=a".to_owned(),
            names: Vec::new(),
            not_before: 0,
            not_after: 9,
        }
    }

    #[test]
    fn what_is_kept_is_there_at_the_next_start_and_for_others() {
        let folder = tempfile::tempdir().unwrap();
        let profile = folder.path().join("deep/profile");
        let print = Fingerprint::of(b"x");
        let mut one = Store::open(&profile).unwrap();
        let mut two = Store::open(&profile).unwrap();
        one.pin("a:21", &certificate(), 7).unwrap();
        two.verified("b:21").unwrap();
        two.learn(
            "b:21",
            &Learned {
                tls12: true,
                ..Learned::default()
            },
        )
        .unwrap();
        let three = Store::open(&profile).unwrap();
        assert_eq!(
            three.known("a:21"),
            Known {
                pin: Some(print),
                once_verified: false
            }
        );
        assert_eq!(
            three.known("b:21"),
            Known {
                pin: None,
                once_verified: true
            }
        );
        assert!(three.learned("b:21").tls12);
        assert_eq!(three.known("c:21"), Known::default());
    }

    #[test]
    fn what_is_forgotten_is_gone() {
        let folder = tempfile::tempdir().unwrap();
        let mut store = Store::open(folder.path()).unwrap();
        store.pin("a:21", &certificate(), 7).unwrap();
        store.verified("b:21").unwrap();
        let tls12 = Learned {
            tls12: true,
            ..Learned::default()
        };
        store.learn("a:21", &tls12).unwrap();
        store.learn("b:21", &tls12).unwrap();
        assert_eq!(store.certificates().len(), 2);
        let pinned = store.certificates().remove(0);
        assert_eq!(
            (pinned.at, pinned.until, pinned.subject.as_deref()),
            (Some(7), Some(9), Some("CN=a"))
        );
        store.forget_certificate("a:21").unwrap();
        store.forget_learned(Some("a:21")).unwrap();
        for store in [&store, &Store::open(folder.path()).unwrap()] {
            assert_eq!(store.known("a:21"), Known::default());
            assert!(store.known("b:21").once_verified);
            assert_eq!(store.all_learned(), [("b:21".to_owned(), tls12.clone())]);
        }
        store.forget_learned(None).unwrap();
        assert!(Store::open(folder.path()).unwrap().all_learned().is_empty());
    }

    #[cfg(unix)]
    #[test]
    fn nobody_else_can_read_it() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().unwrap();
        let profile = folder.path().join("profile");
        Store::open(&profile).unwrap().pin("a:21", &certificate(), 7).unwrap();
        let mode = |path: &Path| std::fs::metadata(path).unwrap().permissions().mode() & 0o777;
        assert_eq!(mode(&profile), 0o700);
        assert_eq!(mode(&profile.join(TRUST)), 0o600);
    }

    #[test]
    fn what_cannot_be_read_is_refused_and_left_alone() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join(TRUST);
        for text in ["version = 99\n", "version = \"x", "nonsense"] {
            std::fs::write(&path, text).unwrap();
            assert!(Store::open(folder.path()).is_err(), "{text}");
            assert_eq!(std::fs::read_to_string(&path).unwrap(), text);
        }
    }
}
