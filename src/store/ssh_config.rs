//! What OpenSSH's client configuration says about a host (ssh_config(5)), as far as it is about reaching it and logging in.
//!
//! Read like ssh reads it: for each setting the first value counts, the user's file before the system's. What is not known
//! here is passed over; what is known and cannot be followed is a note, for people.

mod hosts;
mod settings;
mod words;

use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

use crate::site::{Logon, Protocol, SftpOptions, Site, Terms};

use settings::Settings;
use words::words;

/// Where the configuration is, and whose it is.
#[derive(Clone, Debug)]
pub struct SshConfig {
    home: Option<PathBuf>,
    system: Option<PathBuf>,
    /// The name of whoever runs this; empty if the system does not tell.
    local_user: String,
    /// The one file that is read, in place of the usual ones.
    only: Option<PathBuf>,
}

/// A host as somebody wrote it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Wanted<'a> {
    /// A name, an alias, or an address without brackets.
    pub host: &'a str,
    /// A port that was named goes before one of the configuration.
    pub port: Option<u16>,
    /// A user that was named goes before one of the configuration.
    pub user: Option<&'a str>,
    /// The ssh-agent may be asked. The configuration alone never switches it on; it can narrow it down or switch it off.
    pub agent: bool,
}

/// More hosts in a row than this lead nowhere.
const MOST_HOPS: usize = 8;

/// More files that include each other than this are a circle (as in ssh).
const DEEPEST: usize = 16;

/// No honest file is longer; the rest is not read.
const LONGEST: u64 = 4 << 20;

impl SshConfig {
    /// The configuration of whoever runs this.
    pub fn of_this_user() -> Self {
        Self {
            home: super::home(),
            system: super::system_ssh(),
            local_user: local_user().unwrap_or_default(),
            only: None,
        }
    }

    /// The configuration in this file, for whoever runs this.
    pub fn of_file(path: &Path) -> Self {
        Self {
            only: Some(path.to_owned()),
            ..Self::of_this_user()
        }
    }

    /// The name of whoever runs this; empty if the system does not tell.
    pub fn local_user(&self) -> &str {
        &self.local_user
    }

    /// Their home folder.
    pub fn home(&self) -> Option<&Path> {
        self.home.as_deref()
    }

    /// The configuration in this home and in the system's folder; `local_user` is the name of whoever runs this.
    pub fn new(home: Option<&Path>, system: Option<&Path>, local_user: &str) -> Self {
        Self {
            home: home.map(Path::to_owned),
            system: system.map(Path::to_owned),
            local_user: local_user.to_owned(),
            only: None,
        }
    }

    /// Makes the site of a host, its jump hosts inside it. The second value are notes for people.
    ///
    /// # Errors
    /// What is wrong with the configuration, in words: jump hosts in a circle, no user.
    pub fn site(&self, wanted: Wanted<'_>) -> Result<(Site, Vec<String>), String> {
        let mut notes = Vec::new();
        let site = self.hop(wanted, MOST_HOPS, &mut notes)?;
        notes.dedup();
        Ok((site, notes))
    }

    fn hop(&self, wanted: Wanted<'_>, hops: usize, notes: &mut Vec<String>) -> Result<Site, String> {
        let hops = hops
            .checked_sub(1)
            .ok_or_else(|| format!("ProxyJump leads through more than {MOST_HOPS} hosts, probably in a circle"))?;
        let settings = self.settings(wanted, notes);
        let host = settings.host(wanted.host);
        let user = wanted.user.map(str::to_owned).or_else(|| settings.user.clone());
        let user = user.unwrap_or_else(|| self.local_user.clone());
        if user.is_empty() {
            return Err(format!("no user is known for {host}: write sftp://user@{host}/"));
        }
        let port = wanted.port.or(settings.port).unwrap_or(22);
        let fill = |text: &String| settings.fill(text, (&host, &user), (self.home.as_deref(), &self.local_user));
        let jump = match settings.jump.as_deref() {
            None => None,
            Some(text) if text.eq_ignore_ascii_case("none") => None,
            Some(text) => self.jump((text, wanted.agent), hops, notes)?.map(Box::new),
        };
        let options = SftpOptions {
            identities: settings.identities.iter().filter_map(&fill).collect(),
            certificates: settings.certificates.iter().filter_map(&fill).collect(),
            agent: settings.agent(wanted.agent),
            key_alias: settings.key_alias.clone(),
            jump,
            ..SftpOptions::default()
        };
        Ok(Site {
            host,
            port,
            protocol: Protocol::Sftp(options),
            logon: Logon::Ask { user },
            terms: Terms::default(),
        })
    }

    /// `a,b`: through `a` to `b`, and from there on. Each is looked up too; only the first may lead through more.
    fn jump(&self, (text, agent): (&str, bool), hops: usize, notes: &mut Vec<String>) -> Result<Option<Site>, String> {
        let mut way: Option<Site> = None;
        for (number, hop) in text.split(',').map(str::trim).filter(|hop| !hop.is_empty()).enumerate() {
            let hops = hops.saturating_sub(number);
            let wanted = hop_of(hop).ok_or_else(|| "a host of ProxyJump cannot be read".to_owned())?;
            let mut site = self.hop(Wanted { agent, ..wanted }, hops, notes)?;
            if let (Some(before), Protocol::Sftp(options)) = (way.take(), &mut site.protocol) {
                options.jump = Some(Box::new(before));
            }
            way = Some(site);
        }
        Ok(way)
    }

    fn settings(&self, wanted: Wanted<'_>, notes: &mut Vec<String>) -> Settings {
        let mut settings = Settings::default();
        for (folder, file) in self.files() {
            let mut reading = Reading {
                folder: &folder,
                home: self.home.as_deref(),
                host: wanted.host,
                settings: &mut settings,
                notes,
            };
            reading.file(&file, true, 0);
        }
        settings
    }

    /// The files that are read, each with the folder where relative names of included files start.
    fn files(&self) -> Vec<(PathBuf, PathBuf)> {
        if let Some(file) = &self.only {
            return vec![(file.parent().unwrap_or(Path::new("")).to_owned(), file.clone())];
        }
        let system = self
            .system
            .as_ref()
            .map(|folder| (folder.clone(), folder.join("ssh_config")));
        self.personal().into_iter().chain(system).collect()
    }

    /// The user's own file, as [`SshConfig::files`] has it.
    fn personal(&self) -> Option<(PathBuf, PathBuf)> {
        let folder = self.home.as_ref()?.join(".ssh");
        let file = folder.join("config");
        Some((folder, file))
    }
}

/// The name of whoever runs this. Services and containers often run without it in their environment.
fn local_user() -> Option<String> {
    let name = if cfg!(windows) { "USERNAME" } else { "USER" };
    let named = std::env::var(name).or_else(|_| std::env::var("LOGNAME")).ok();
    named.filter(|name| !name.is_empty()).or_else(listed_user)
}

#[cfg(unix)]
fn listed_user() -> Option<String> {
    let id = rustix::process::getuid().as_raw().to_string();
    let list = content(Path::new("/etc/passwd"))?;
    list.lines().find_map(|line| {
        let mut fields = line.split(':');
        let name = fields.next()?;
        (fields.nth(1)? == id).then(|| name.to_owned())
    })
}

#[cfg(not(unix))]
fn listed_user() -> Option<String> {
    None
}

/// `[user@]host[:port]`, `ssh://` before it or not.
fn hop_of(text: &str) -> Option<Wanted<'_>> {
    let text = text.strip_prefix("ssh://").unwrap_or(text).trim_end_matches('/');
    let (user, place) = match text.rsplit_once('@') {
        Some((user, place)) => (Some(user), place),
        None => (None, text),
    };
    let (host, port) = if let Some(rest) = place.strip_prefix('[') {
        let (host, port) = rest.split_once(']')?;
        (host, port.strip_prefix(':'))
    } else {
        match place.split_once(':') {
            // More than one colon: an IPv6 address without a port.
            Some((_, port)) if port.contains(':') => (place, None),
            Some((host, port)) => (host, Some(port)),
            None => (place, None),
        }
    };
    let port = port
        .map(|port| port.parse().ok().filter(|port| *port > 0))
        .map_or(Some(None), |port| port.map(Some))?;
    (!host.is_empty()).then_some(Wanted {
        host,
        port,
        user,
        agent: false,
    })
}

/// One look into the files on behalf of one host.
struct Reading<'a> {
    /// Where relative names of included files start.
    folder: &'a Path,
    home: Option<&'a Path>,
    host: &'a str,
    settings: &'a mut Settings,
    notes: &'a mut Vec<String>,
}

impl Reading<'_> {
    /// Reads a file whose first lines count if `counts`.
    fn file(&mut self, path: &Path, counts: bool, depth: usize) {
        // As with ssh, a file that is not there or cannot be read says nothing.
        let Some(text) = content(path) else { return };
        let mut active = counts;
        for (number, line) in text.lines().enumerate() {
            let Some((keyword, values)) = words(line) else { continue };
            match keyword.as_str() {
                "host" => active = counts && matches_host(&values, self.host),
                "match" => active = counts && self.matches(&values, &format!("{}:{}", path.display(), number + 1)),
                "include" if depth < DEEPEST => {
                    for value in &values {
                        for file in included(value, self.folder, self.home) {
                            self.file(&file, active, depth + 1);
                        }
                    }
                }
                _ if active => self.settings.take(&keyword, &values),
                _ => {}
            }
        }
    }

    /// `Match all`, `Match host PATTERNS` and `Match originalhost PATTERNS`. Others would need a command to be run or facts
    /// that are not known yet.
    fn matches(&mut self, values: &[String], at: &str) -> bool {
        let host = self.settings.host(self.host);
        match values {
            [all] if all.eq_ignore_ascii_case("all") => true,
            [what, list] if what.eq_ignore_ascii_case("host") => listed(list, &host),
            [what, list] if what.eq_ignore_ascii_case("originalhost") => listed(list, self.host),
            _ => {
                self.notes.push(format!(
                    "{at}: this Match block is passed over; only all, host and originalhost are known"
                ));
                false
            }
        }
    }
}

/// The files that an `Include` names, in order.
fn included(value: &str, folder: &Path, home: Option<&Path>) -> Vec<PathBuf> {
    let path = match (value.strip_prefix("~/"), home) {
        (Some(rest), Some(home)) => home.join(rest),
        _ => folder.join(value),
    };
    let name = path.file_name().unwrap_or_default().as_encoded_bytes().to_vec();
    if !name.iter().any(|byte| b"*?[".contains(byte)) {
        return vec![path];
    }
    let Some(entries) = path.parent().and_then(|folder| std::fs::read_dir(folder).ok()) else {
        return Vec::new();
    };
    let hidden = name.starts_with(b".");
    let mut files: Vec<PathBuf> = entries
        .flatten()
        .map(|entry| entry.path())
        .filter(|path| {
            let found = path.file_name().unwrap_or_default().as_encoded_bytes();
            crate::path::matches(&name, found) && (hidden || !found.starts_with(b"."))
        })
        .collect();
    files.sort();
    files
}

/// Whether one of the patterns of a `Host` line matches and none that stands behind a `!`.
fn matches_host(patterns: &[String], host: &str) -> bool {
    listed(&patterns.join(","), host)
}

fn listed(list: &str, host: &str) -> bool {
    crate::trust::matches_list(list.as_bytes(), host.as_bytes())
}

fn content(path: &Path) -> Option<String> {
    // A pipe or a device under that name would never end.
    std::fs::metadata(path).ok().filter(std::fs::Metadata::is_file)?;
    let mut bytes = Vec::new();
    File::open(path).ok()?.take(LONGEST).read_to_end(&mut bytes).ok()?;
    Some(String::from_utf8_lossy(&bytes).into_owned())
}

#[cfg(test)]
mod tests;
