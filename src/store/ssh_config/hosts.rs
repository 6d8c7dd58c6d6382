//! The hosts that a configuration gives a name of their own.

use std::path::Path;

use super::words::words;
use super::{DEEPEST, SshConfig, Wanted, content, included};
use crate::site::Site;

/// No honest configuration names more.
const MOST: usize = 10_000;

impl SshConfig {
    /// Every name of a `Host` line without a pattern in it, with its site, in the order of the files. What cannot be made a site
    /// of is left out.
    pub fn hosts(&self) -> Vec<(String, Site)> {
        let mut names = Vec::new();
        for (folder, file) in self.files() {
            self.names(&folder, &file, 0, &mut names);
        }
        let site = |name: String| {
            let wanted = Wanted {
                host: &name,
                port: None,
                user: None,
                agent: false,
            };
            let (site, _) = self.site(wanted).ok()?;
            Some((name, site))
        };
        names.into_iter().filter_map(site).collect()
    }

    /// The names that the user's own configuration has for hosts, in its order; patterns are none.
    pub fn aliases(&self) -> Vec<String> {
        let mut names = Vec::new();
        if let Some((folder, file)) = self.personal() {
            self.names(&folder, &file, 0, &mut names);
        }
        names
    }

    fn names(&self, folder: &Path, file: &Path, depth: usize, names: &mut Vec<String>) {
        let Some(text) = content(file) else { return };
        for (keyword, values) in text.lines().filter_map(words) {
            match keyword.as_str() {
                "host" => {
                    for value in values {
                        if !value.contains(['*', '?', '!']) && !names.contains(&value) && names.len() < MOST {
                            names.push(value);
                        }
                    }
                }
                "include" if depth < DEEPEST => {
                    for value in &values {
                        for inner in included(value, folder, self.home.as_deref()) {
                            self.names(folder, &inner, depth + 1, names);
                        }
                    }
                }
                _ => {}
            }
        }
    }
}
