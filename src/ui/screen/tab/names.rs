//! In which charset a server writes names: chosen once, it holds for the host.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::{Action, Amendment, Tab};
use crate::engine::command::Command;
use crate::path::Charset;
use crate::site::Site;
use crate::ui::screen::address::{self, Destination};

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
        if site.terms.charset == names {
            return Vec::new();
        }
        // A site is what its connections are known by. The next request opens one.
        let mut now = site.as_ref().clone();
        now.terms.charset = names;
        if !self.typing {
            self.address = address::write(&now, &self.wanted);
        }
        self.site = Some(Arc::new(now));
        vec![Command::Disconnect(site)]
    }

    /// The charset of a server: the one that was chosen for it, else what the site says. What a saved site says goes before
    /// what was once chosen for its host.
    pub(super) fn charset_of(&self, site: &Site) -> Charset {
        if let Some(chosen) = self.chosen_charset {
            return chosen;
        }
        let saved = self.saved.as_ref().and_then(|id| self.known.book.site(id));
        if let Some(own) = saved
            .map(|saved| saved.terms.charset)
            .filter(|own| *own != Charset::default())
        {
            return own;
        }
        self.charsets
            .get(&site.address())
            .copied()
            .unwrap_or(site.terms.charset)
    }

    /// What was typed, with the folder in the charset of its server.
    #[must_use]
    pub fn typed(&self, destination: Destination) -> Destination {
        Destination {
            folder: self.charset_of(&destination.site).typed_path(&destination.folder),
            ..destination
        }
    }

    /// Somebody chose a charset for the server that is shown.
    pub(super) fn choose_charset(&mut self, charset: Charset) -> Vec<Action> {
        if self.saved.is_some() {
            self.chosen_charset = Some(charset);
            self.offer_to_amend(Amendment::Charset(charset));
            // It holds for this tab, until somebody wants it in the site.
            let charsets = self.charsets.clone();
            return vec![Action::Send(self.know_charsets(&charsets))];
        }
        let server = self.site.as_ref().map(|site| site.address());
        server
            .map(|server| Action::Charset(server, charset))
            .into_iter()
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::SshConfig;
    use crate::site::Mode;
    use crate::url::Scheme;
    use time::OffsetDateTime;

    #[test]
    fn a_chosen_charset_holds_for_the_host_and_for_what_is_typed() {
        let now = OffsetDateTime::UNIX_EPOCH;
        let (mut tab, _) = Tab::new(
            1,
            std::path::PathBuf::new(),
            Arc::new(SshConfig::new(None, None, "mei")),
            now,
        );
        let chosen: Charsets = Arc::new([("a:22".to_owned(), Charset::Gb18030)].into());
        assert!(tab.know_charsets(&chosen).is_empty());
        let read = |text: &str| address::read(text, Scheme::Sftp, Mode::Auto).unwrap();
        let there = tab.typed(read("sftp://mei@a/\u{56fe}"));
        assert_eq!(there.folder.as_bytes(), b"/\xcd\xbc");
        assert_eq!(tab.typed(read("sftp://mei@b/\u{56fe}")).folder, "/\u{56fe}".into());
        tab.connect(there.clone(), now);
        assert_eq!(tab.site.as_ref().map(|site| site.terms.charset), Some(Charset::Gb18030));
        assert_eq!(tab.address, "mei@a/\u{56fe}");
        // Back to UTF-8: the connection that was known by the other charset goes.
        let chosen: Charsets = Arc::new([("a:22".to_owned(), Charset::Utf8)].into());
        assert!(matches!(tab.know_charsets(&chosen)[..], [Command::Disconnect(_)]));
        assert_eq!(tab.address, "mei@a/\u{37c}");
        assert_eq!(tab.site.map(|site| site.terms.charset), Some(Charset::Utf8));
    }
}
