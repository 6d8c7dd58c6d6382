//! How the two panes were left: columns, order, tree, favourite folders, and in which charset servers write names.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// How many favourite folders of one place are kept.
const FAVOURITES: usize = 40;

/// How one side looks.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct PaneLook {
    /// The name of the column that it is sorted by.
    pub sort: String,
    /// The greatest first.
    pub descending: bool,
    /// Names with a leading dot are shown.
    pub hidden: bool,
    /// The tree of folders is shown.
    pub tree: bool,
    /// How wide the tree is, in logical pixels.
    pub tree_width: f32,
    /// From left to right; those that are missing stand as if they were new.
    pub columns: Vec<ColumnLook>,
}

/// A column of a list.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ColumnLook {
    /// Which.
    pub name: String,
    /// In logical pixels.
    pub width: f32,
    /// Whether it is chosen.
    pub shown: bool,
}

impl Default for PaneLook {
    fn default() -> Self {
        Self {
            sort: "name".to_owned(),
            descending: false,
            hidden: false,
            tree: false,
            tree_width: 200.0,
            columns: Vec::new(),
        }
    }
}

/// Folders that people go to, of this computer and of each server, as percent-encoded paths.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Favourites {
    /// On this computer.
    pub local: Vec<String>,
    /// By scheme, user, host and port of the server.
    pub servers: BTreeMap<String, Vec<String>>,
}

impl Favourites {
    /// Those of a server, or of this computer.
    pub fn of(&self, server: Option<&str>) -> &[String] {
        match server {
            Some(server) => self.servers.get(server).map_or(&[], Vec::as_slice),
            None => &self.local,
        }
    }

    /// Adds a folder behind the others, or takes it away.
    pub fn keep(&mut self, server: Option<&str>, folder: &str, keep: bool) {
        let folders = match server {
            Some(server) => self.servers.entry(server.to_owned()).or_default(),
            None => &mut self.local,
        };
        folders.retain(|known| known != folder);
        if keep {
            folders.push(folder.to_owned());
            let over = folders.len().saturating_sub(FAVOURITES);
            folders.drain(..over);
        }
        self.servers.retain(|_, folders| !folders.is_empty());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn favourites_are_kept_for_each_server_and_never_twice() {
        let mut favourites = Favourites::default();
        let one = Some("sftp://mei@a:22");
        favourites.keep(one, "/www", true);
        favourites.keep(one, "/logs", true);
        favourites.keep(one, "/www", true);
        favourites.keep(None, "/home/mei", true);
        assert_eq!(favourites.of(one), ["/logs", "/www"]);
        assert_eq!(favourites.of(None), ["/home/mei"]);
        assert_eq!(favourites.of(Some("sftp://mei@b:22")), [""; 0]);
        favourites.keep(one, "/www", false);
        favourites.keep(one, "/logs", false);
        assert!(favourites.servers.is_empty());
        for number in 0..100 {
            favourites.keep(None, &format!("/{number}"), true);
        }
        assert_eq!(favourites.local.len(), FAVOURITES);
        assert_eq!(favourites.local.last().map(String::as_str), Some("/99"));
    }
}
