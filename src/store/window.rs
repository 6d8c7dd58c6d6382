//! How the window was left: its size, splitters, shade, language, and where people went last. `window.toml` in the profile.
//!
//! Nothing in it is worth a refusal: what cannot be read is left where it is, and the window opens as if it were new.

use std::collections::BTreeMap;
use std::path::Path;

use serde::{Deserialize, Serialize};

use super::pane_look::{Favourites, PaneLook};
use super::{failed, file};
use crate::error::{Error, Kind, Result, Stage};

const FILE: &str = "window.toml";
const VERSION: u32 = 1;

/// How many addresses are remembered.
const RECENT: usize = 12;

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
    /// Addresses that worked, the newest first, without passwords.
    pub recent: Vec<String>,
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
            recent: Vec::new(),
            swapped: false,
            local: PaneLook::default(),
            remote: PaneLook::default(),
            favourites: Favourites::default(),
            charsets: BTreeMap::new(),
        }
    }
}

impl WindowState {
    /// What the profile folder holds, within sensible limits.
    pub fn load(folder: &Path) -> Self {
        let text = std::fs::read_to_string(folder.join(FILE)).unwrap_or_default();
        let state: Self = toml::from_str(&text).unwrap_or_default();
        if state.version == VERSION {
            state.within_limits()
        } else {
            Self::default()
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

    /// Puts an address in front of the others.
    pub fn visited(&mut self, address: &str) {
        self.recent.retain(|known| known != address);
        self.recent.insert(0, address.to_owned());
        self.recent.truncate(RECENT);
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
        self.recent.truncate(RECENT);
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
        for number in 0..20 {
            state.visited(&format!("sftp://host{number}"));
        }
        state.visited("sftp://host19");
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
    fn nonsense_opens_a_new_window() {
        let folder = tempfile::tempdir().unwrap();
        for text in ["nonsense", "version = 9\nscale = 2.0\n", "scale = \"x\""] {
            std::fs::write(folder.path().join(FILE), text).unwrap();
            assert_eq!(WindowState::load(folder.path()), WindowState::default(), "{text}");
        }
        std::fs::write(
            folder.path().join(FILE),
            "version = 1\nscale = nan\npanes = 7.0\nconnections = 0\n",
        )
        .unwrap();
        let state = WindowState::load(folder.path());
        assert_eq!((state.scale, state.panes, state.connections), (1.0, 0.85, 1));
    }
}
