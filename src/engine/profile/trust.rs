//! Whom this profile trusts and what it has learned, to look at and to forget.

use super::Profile;
use crate::error::Result;
use crate::site::Learned;
use crate::trust::Fingerprint;

/// What is kept about the certificate of a server.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pinned {
    /// `host:port`.
    pub server: String,
    /// The certificate that somebody accepted.
    pub fingerprint: Option<Fingerprint>,
    /// When they did, in Unix seconds.
    pub at: Option<i64>,
    /// The system vouched for this server once: another certificate of unknown origin would be a changed one.
    pub once_verified: bool,
}

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

impl Profile {
    /// All certificates that are pinned or were vouched for.
    pub fn certificates(&self) -> Vec<Pinned> {
        let pinned = |(server, pin, at, once_verified): (String, Option<Fingerprint>, Option<i64>, bool)| Pinned {
            server,
            fingerprint: pin,
            at,
            once_verified,
        };
        self.store().certificates().into_iter().map(pinned).collect()
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

    /// What was learned about servers, by `host:port`.
    pub fn learned(&self) -> Vec<(String, Learned)> {
        self.store().all_learned()
    }

    /// Forgets what was learned about one server, or about all.
    ///
    /// # Errors
    /// If the file cannot be written.
    pub fn forget_learned(&self, server: Option<&str>) -> Result<()> {
        self.store().forget_learned(server)
    }
}
