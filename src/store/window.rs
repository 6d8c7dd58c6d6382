//! How the window was left, where people went last, and what they chose in its settings. `window.toml` in the profile.
//!
//! Nothing in it is worth a refusal: a value that cannot be read costs only itself, what another version wrote is kept as it
//! stands, and a file that is none at all is put aside.

use std::collections::BTreeMap;
use std::net::IpAddr;
use std::path::Path;
use std::time::Duration;

use serde::{Deserialize, Serialize};
use toml::{Table, Value};

use super::pane_look::{Favourites, PaneLook};
use super::{failed, file};
use crate::error::{Error, Kind, Result, Stage};
use crate::settings::{Existing, KeyPreset, Patience};
use crate::site::Mode;

const FILE: &str = "window.toml";
/// Where a file goes that is none.
const ASIDE: &str = "window.toml.old";
const VERSION: u32 = 1;

/// How many addresses are remembered.
const RECENT: usize = 12;

/// More tabs than this are not kept.
const TABS: usize = 64;

/// A tab as it was left.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct TabState {
    /// The folder on the server, as a URL without a password; empty for a tab without a server.
    pub address: String,
    /// The folder here; empty is the home folder.
    pub folder: String,
    /// `active` or `passive`, where one was chosen.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mode: Option<String>,
    /// The id of the saved site that it is a tab of.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub site: Option<String>,
    /// The key file that was chosen for it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub key: Option<String>,
}

/// What the window remembers.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct WindowState {
    version: u32,
    /// Width and height in logical pixels.
    pub size: (f32, f32),
    /// The part of the width that the left pane has, 0 to 1.
    pub panes: f32,
    /// The part of the height that both panes have, 0 to 1.
    pub lists: f32,
    /// The part of the width that the queue has, 0 to 1.
    pub queue: f32,
    /// `light` or `dark`; none follows the system.
    pub shade: Option<String>,
    /// `en` or `zh-CN`; none follows the system.
    pub language: Option<String>,
    /// 0.75 to 3.
    pub scale: f32,
    /// Connections per site for transfers.
    pub connections: u8,
    /// Bytes per second for all transfers together.
    pub limit_rate: Option<u64>,
    /// What a double click does with a file.
    pub double_click: DoubleClick,
    /// The desktop is told when a job has ended and nobody looks at the window.
    pub notify: bool,
    /// Hashes are compared after a transfer, where the server can make them.
    pub compare_hashes: bool,
    /// Seconds for a name to resolve, a connection to open, a handshake.
    pub connect_wait: u16,
    /// Seconds for a reply.
    pub reply_wait: u16,
    /// Seconds without a byte on an open data connection.
    pub idle_wait: u16,
    /// Who opens data connections of new tabs.
    pub ftp_mode: Mode,
    /// The ports of this computer for active mode, the first and the last; none lets the system choose.
    pub active_ports: Option<(u16, u16)>,
    /// The address that servers are told in active mode; none tells our own.
    pub active_address: Option<IpAddr>,
    /// What is done about existing targets of uploads.
    pub existing_uploads: Existing,
    /// What is done about existing targets of downloads.
    pub existing_downloads: Existing,
    /// Deleting here goes to the trash.
    pub trash: bool,
    /// How many lines of the connection log are kept.
    pub log_lines: u32,
    /// The log shows what is sent and received, not only notes.
    pub log_commands: bool,
    /// Whose habits the keys follow.
    pub keys: KeyPreset,
    /// Addresses that worked, the newest first, without passwords.
    pub recent: Vec<String>,
    /// The servers (`host:port`) that somebody agreed to connect to without encryption.
    pub in_clear: Vec<String>,
    /// Which of the tabs is shown.
    pub tab: usize,
    /// The tabs, from the left.
    pub tabs: Vec<TabState>,
    /// The local pane stands at the right.
    pub swapped: bool,
    /// How the local pane looks.
    pub local: PaneLook,
    /// How the remote pane looks.
    pub remote: PaneLook,
    /// Favourite folders.
    pub favourites: Favourites,
    /// In which charset a server (`host:port`) writes names, where somebody chose one.
    pub charsets: BTreeMap<String, String>,
    /// What this version does not know. It is written back as it was read.
    #[serde(flatten)]
    unknown: Table,
}

/// What a double click or Enter does with a file. Folders are entered in any case.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum DoubleClick {
    /// It goes to the other side.
    #[default]
    Transfer,
    /// It is put into the queue, where it waits.
    Queue,
    /// It is opened: one of the server as a copy.
    View,
    /// Nothing.
    Nothing,
}

impl Default for WindowState {
    fn default() -> Self {
        Self {
            version: VERSION,
            size: (1280.0, 800.0),
            panes: 0.5,
            lists: 0.67,
            queue: 0.6,
            shade: None,
            language: None,
            scale: 1.0,
            connections: 4,
            limit_rate: None,
            double_click: DoubleClick::default(),
            notify: true,
            compare_hashes: false,
            connect_wait: 20,
            reply_wait: 20,
            idle_wait: 30,
            ftp_mode: Mode::Auto,
            active_ports: None,
            active_address: None,
            existing_uploads: Existing::default(),
            existing_downloads: Existing::default(),
            trash: true,
            log_lines: 100_000,
            log_commands: true,
            keys: KeyPreset::default(),
            recent: Vec::new(),
            in_clear: Vec::new(),
            tab: 0,
            tabs: Vec::new(),
            swapped: false,
            local: PaneLook::default(),
            remote: PaneLook::default(),
            favourites: Favourites::default(),
            charsets: BTreeMap::new(),
            unknown: Table::new(),
        }
    }
}

impl WindowState {
    /// What the profile folder holds, within sensible limits.
    pub fn load(folder: &Path) -> Self {
        let path = folder.join(FILE);
        let text = std::fs::read_to_string(&path).unwrap_or_default();
        let table: Option<Table> = toml::from_str(&text).ok();
        let ours = table.filter(|table| {
            table
                .get("version")
                .is_none_or(|version| *version == Value::from(VERSION))
        });
        match ours {
            Some(table) => Self::read(table).within_limits(),
            None => {
                // The next change writes a new file; this one may be worth a look to somebody. Where it cannot be put aside,
                // nothing is lost but the look.
                let _ = std::fs::rename(&path, folder.join(ASIDE));
                Self::default()
            }
        }
    }

    /// Writes it, for nobody else to read.
    ///
    /// # Errors
    /// If the folder or the file cannot be written.
    pub fn save(&self, folder: &Path) -> Result<()> {
        let path = folder.join(FILE);
        let text = toml::to_string(self).map_err(|error| {
            Error::new(Stage::LocalDisk, Kind::System, format!("write {}", path.display())).with_cause(error)
        })?;
        file::make_folder(folder)
            .and_then(|()| file::replace(&path, text.as_bytes()))
            .map_err(|error| failed("write", &path, &error))
    }

    /// Removes a file that was put aside because it could not be read.
    ///
    /// # Errors
    /// If it is there and cannot be removed.
    pub fn forget_aside(folder: &Path) -> Result<()> {
        let path = folder.join(ASIDE);
        match std::fs::remove_file(&path) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(failed("remove", &path, &error)),
            _ => Ok(()),
        }
    }

    /// Puts an address in front of the others.
    pub fn visited(&mut self, address: &str) {
        self.recent.retain(|known| known != address);
        self.recent.insert(0, address.to_owned());
        self.recent.truncate(RECENT);
    }

    /// How long to wait for what.
    pub fn patience(&self) -> Patience {
        let seconds = |count: u16| Duration::from_secs(u64::from(count));
        Patience::with(
            seconds(self.connect_wait),
            seconds(self.reply_wait),
            seconds(self.idle_wait),
        )
    }

    /// Each value by itself: one that cannot be read leaves its usual one standing.
    fn read(table: Table) -> Self {
        let whole = table.clone().try_into();
        whole.unwrap_or_else(|_| {
            let mut read = Table::new();
            for (key, value) in table {
                let alone = Table::from_iter([(key.clone(), value.clone())]);
                if alone.try_into::<Self>().is_ok() {
                    read.insert(key, value);
                }
            }
            read.try_into().unwrap_or_default()
        })
    }

    /// Keeps that this server (`host:port`) may be spoken to without encryption, or forgets it.
    pub fn allow_clear(&mut self, server: &str, allowed: bool) {
        self.in_clear.retain(|known| known != server);
        if allowed {
            self.in_clear.push(server.to_owned());
        }
    }

    fn within_limits(mut self) -> Self {
        let part = |part: f32| if part.is_finite() { part.clamp(0.15, 0.85) } else { 0.5 };
        let length = |length: f32, least: f32| {
            if length.is_finite() {
                length.clamp(least, 16_000.0)
            } else {
                least
            }
        };
        self.size = (length(self.size.0, 800.0), length(self.size.1, 560.0));
        (self.panes, self.lists, self.queue) = (part(self.panes), part(self.lists), part(self.queue));
        self.scale = if self.scale.is_finite() {
            self.scale.clamp(0.75, 3.0)
        } else {
            1.0
        };
        self.connections = self.connections.clamp(1, 64);
        self.limit_rate = self.limit_rate.filter(|rate| *rate > 0);
        for wait in [&mut self.connect_wait, &mut self.reply_wait, &mut self.idle_wait] {
            *wait = (*wait).clamp(1, 600);
        }
        self.active_ports = self.active_ports.filter(|(first, last)| *first > 0 && first <= last);
        self.log_lines = self.log_lines.clamp(1_000, 1_000_000);
        self.recent.truncate(RECENT);
        self.tabs.truncate(TABS);
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_as_it_was_left() {
        let folder = tempfile::tempdir().unwrap();
        let profile = folder.path().join("profile");
        let mut state = WindowState::load(&profile);
        assert_eq!(state, WindowState::default());
        state.shade = Some("dark".into());
        state.double_click = DoubleClick::View;
        state.active_ports = Some((50_000, 50_100));
        state.active_address = Some("203.0.113.7".parse().unwrap());
        state.existing_uploads = Existing::OverwriteIfNewer;
        state.keys = KeyPreset::Commander;
        for number in 0..20 {
            state.visited(&format!("sftp://host{number}"));
        }
        state.visited("sftp://host19");
        state.allow_clear("a:21", true);
        state.allow_clear("b:21", true);
        state.allow_clear("b:21", true);
        state.allow_clear("a:21", false);
        assert_eq!(state.in_clear, ["b:21"]);
        state.tabs = vec![TabState {
            address: "sftp://me@host/srv".into(),
            folder: "/home/me".into(),
            ..TabState::default()
        }];
        state.favourites.keep(Some("sftp://mei@host19:22"), "/www", true);
        state.remote.sort = "size".into();
        state.charsets.insert("host19:22".into(), "GB18030".into());
        state.save(&profile).unwrap();
        let again = WindowState::load(&profile);
        assert_eq!(again, state);
        assert_eq!(again.recent.len(), RECENT);
        assert_eq!(again.recent.first().map(String::as_str), Some("sftp://host19"));
    }

    #[test]
    fn nonsense_opens_a_new_window_and_is_put_aside() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join(FILE);
        for text in ["nonsense", "version = 9\nscale = 2.0\n"] {
            std::fs::write(&path, text).unwrap();
            assert_eq!(WindowState::load(folder.path()), WindowState::default(), "{text}");
            assert!(!path.exists());
            let aside = std::fs::read_to_string(folder.path().join("window.toml.old")).unwrap();
            assert_eq!(aside, text);
        }
    }

    #[test]
    fn a_bad_value_costs_only_itself() {
        let folder = tempfile::tempdir().unwrap();
        let text = "version = 1\nscale = nan\npanes = 7.0\nconnections = 0\nshade = 7\nkeys = \"emacs\"\n\
                    log_lines = -4\nactive_ports = [9, 2]\nactive_address = \"here\"\nreply_wait = 0\ntrash = false\n";
        std::fs::write(folder.path().join(FILE), text).unwrap();
        let expected = WindowState {
            panes: 0.85,
            connections: 1,
            reply_wait: 1,
            trash: false,
            ..WindowState::default()
        };
        assert_eq!(WindowState::load(folder.path()), expected);
    }

    #[test]
    fn what_another_version_wrote_is_kept() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join(FILE);
        std::fs::write(
            &path,
            "version = 1\nscale = \"x\"\nfuture = \"kept\"\n[later]\ndeep = 1\n",
        )
        .unwrap();
        WindowState::load(folder.path()).save(folder.path()).unwrap();
        let text = std::fs::read_to_string(&path).unwrap();
        assert!(text.contains("future = \"kept\"") && text.contains("[later]"), "{text}");
        assert_eq!(WindowState::load(folder.path()).scale, 1.0);
    }
}
