//! Whom this profile trusts and what it has learned, to look at and to forget.

use time::format_description::well_known::Iso8601;
use time::{Date, Time};

use super::Profile;
use crate::error::Result;
use crate::site::Learned;

pub use crate::trust::Pinned;

/// A host key that somebody accepted. Those in OpenSSH's own files are not ours to forget.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TrustedKey {
    /// The host as it stands in the file: a name, or `[name]:port`.
    pub host: String,
    /// The algorithm of the key.
    pub algorithm: String,
    /// Its fingerprint as OpenSSH shows it.
    pub fingerprint: String,
    /// What stands behind it: when it was accepted.
    pub comment: String,
    /// The line itself, which names it when it is to be forgotten.
    pub line: String,
}

impl TrustedKey {
    /// The server as it is written everywhere else: `host:port`.
    pub fn server(&self) -> String {
        if self.host.starts_with('[') {
            let plain = self.host.replacen('[', "", 1).replacen(']', "", 1);
            // An address with colons keeps its brackets.
            return if plain.matches(':').count() > 1 {
                self.host.clone()
            } else {
                plain
            };
        }
        if self.host.contains(':') {
            format!("[{}]:22", self.host)
        } else {
            format!("{}:22", self.host)
        }
    }

    /// The day on which it was accepted, as Unix seconds at its beginning; `None` for a line that somebody wrote by hand.
    pub fn since(&self) -> Option<i64> {
        let day = self.comment.strip_prefix(ACCEPTED)?;
        let day = Date::parse(day.trim(), &Iso8601::DATE).ok()?;
        Some(day.with_time(Time::MIDNIGHT).assume_utc().unix_timestamp())
    }
}

/// What stands before the day in the comment of a key that was accepted here.
const ACCEPTED: &str = "accepted on ";

impl Profile {
    /// All certificates that are pinned or were vouched for, also by other processes.
    pub fn certificates(&self) -> Vec<Pinned> {
        let mut store = self.store();
        store.reread();
        store.certificates()
    }

    /// Forgets what is known of a server's certificate: it is met as if for the first time.
    ///
    /// # Errors
    /// If the file cannot be written.
    pub fn forget_certificate(&self, server: &str) -> Result<()> {
        self.store().forget_certificate(server)
    }

    /// All host keys that were accepted here.
    pub fn host_keys(&self) -> Vec<TrustedKey> {
        let shown = |(line, host, key): (String, String, crate::trust::HostKey)| {
            let comment = line.split_whitespace().skip(3).collect::<Vec<_>>().join(" ");
            TrustedKey {
                host,
                algorithm: key.algorithm().to_owned(),
                fingerprint: key.fingerprint().to_string(),
                comment,
                line,
            }
        };
        self.store().own_host_keys().into_iter().map(shown).collect()
    }

    /// Forgets one of them.
    ///
    /// # Errors
    /// If the file cannot be written.
    pub fn forget_host_key(&self, key: &TrustedKey) -> Result<()> {
        self.store().forget_host_key(&key.line)
    }

    /// The servers (`host:port`) that somebody agreed in the window to reach without encryption.
    pub fn in_clear(&self) -> Vec<String> {
        self.window().in_clear
    }

    /// Forgets that this server may be reached without encryption.
    ///
    /// # Errors
    /// If the file cannot be written.
    pub fn forget_clear(&self, server: &str) -> Result<()> {
        self.change_window(|window| window.allow_clear(server, false))
    }

    /// What was learned about servers, by `host:port`.
    pub fn learned(&self) -> Vec<(String, Learned)> {
        let mut store = self.store();
        store.reread();
        store.all_learned()
    }

    /// Forgets what was learned about one server, or about all.
    ///
    /// # Errors
    /// If the file cannot be written.
    pub fn forget_learned(&self, server: Option<&str>) -> Result<()> {
        self.store().forget_learned(server)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(host: &str, comment: &str) -> TrustedKey {
        TrustedKey {
            host: host.to_owned(),
            algorithm: "ssh-ed25519".to_owned(),
            fingerprint: "SHA256:x".to_owned(),
            comment: comment.to_owned(),
            line: String::new(),
        }
    }

    #[test]
    fn a_host_key_names_its_server_as_everything_else_does() {
        for (host, server) in [
            ("nas", "nas:22"),
            ("[nas]:2222", "nas:2222"),
            ("[::1]:2222", "[::1]:2222"),
            ("::1", "[::1]:22"),
        ] {
            assert_eq!(key(host, "").server(), server);
        }
    }

    #[test]
    fn the_day_of_acceptance_is_read_from_the_comment() {
        assert_eq!(key("h", "accepted on 2023-11-14").since(), Some(1_699_920_000));
        for comment in ["", "mine", "accepted on a day", "accepted on 2023-13-40"] {
            assert_eq!(key("h", comment).since(), None, "{comment}");
        }
    }
}
