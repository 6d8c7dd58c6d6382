//! In which charset a server writes names: chosen once, it holds for the host.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::{Action, Tab};
use crate::engine::command::Command;
use crate::path::Charset;
use crate::site::Site;

/// The charsets that were chosen, by `host:port`.
pub type Charsets = Arc<BTreeMap<String, Charset>>;

impl Tab {
    /// These were chosen. A server that is shown is read so at once.
    pub fn know_charsets(&mut self, charsets: &Charsets) -> Vec<Command> {
        self.charsets = charsets.clone();
        let Some(site) = self.site.clone() else {
            return Vec::new();
        };
        let names = self.charset_of(&site);
        self.remote.set_charset(names);
        if site.names == names {
            return Vec::new();
        }
        // A site is what its connections are known by. The next request opens one.
        self.site = Some(Arc::new(Site {
            names,
            ..site.as_ref().clone()
        }));
        vec![Command::Disconnect(site)]
    }

    /// The charset of a server: the one that was chosen for it, else what the site says.
    pub(super) fn charset_of(&self, site: &Site) -> Charset {
        self.charsets.get(&site.address()).copied().unwrap_or(site.names)
    }

    /// Somebody chose a charset for the server that is shown.
    pub(super) fn choose_charset(&self, charset: Charset) -> Vec<Action> {
        let server = self.site.as_ref().map(|site| site.address());
        server
            .map(|server| Action::Charset(server, charset))
            .into_iter()
            .collect()
    }
}
