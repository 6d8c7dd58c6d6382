//! The key by which an SSH server is known, and the decision about it.
//!
//! Values only: `store` reads and writes the files, `remote` asks.

use std::fmt;

/// A public host key as the server showed it (RFC 4253, 6.6).
#[derive(Clone, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
pub struct HostKey {
    /// The name at the front of the key itself: `ssh-ed25519`, `ssh-rsa`, `ecdsa-sha2-nistp256`, ...
    algorithm: String,
    /// The key in its wire form.
    blob: Vec<u8>,
}

impl HostKey {
    /// Takes a key in its wire form; `None` if it does not begin with a name.
    pub fn from_blob(blob: Vec<u8>) -> Option<Self> {
        let length = blob.get(..4)?;
        let length = u32::from_be_bytes(length.try_into().ok()?) as usize;
        let name = blob.get(4..4_usize.checked_add(length)?)?;
        let algorithm = std::str::from_utf8(name).ok()?;
        let is_name =
            !algorithm.is_empty() && algorithm.len() <= 64 && algorithm.bytes().all(|byte| byte.is_ascii_graphic());
        is_name.then(|| Self {
            algorithm: algorithm.to_owned(),
            blob: blob.clone(),
        })
    }

    /// The name at the front of the key.
    pub fn algorithm(&self) -> &str {
        &self.algorithm
    }

    /// The key in its wire form.
    pub fn blob(&self) -> &[u8] {
        &self.blob
    }

    /// What people compare.
    pub fn fingerprint(&self) -> KeyPrint {
        use sha2::Digest;
        KeyPrint(sha2::Sha256::digest(&self.blob).into())
    }
}

impl fmt::Debug for HostKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.algorithm, self.fingerprint())
    }
}

/// The SHA-256 of a host key, written as `ssh-keygen -l` does: `SHA256:` and base64 without padding.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct KeyPrint([u8; 32]);

impl KeyPrint {
    /// Reads `SHA256:` and 43 characters of base64, with or without padding. `None` for anything else.
    pub fn parse(text: &str) -> Option<Self> {
        use ssh_key::Fingerprint;
        let text = text.trim().trim_end_matches('=');
        match text.parse::<Fingerprint>().ok()? {
            Fingerprint::Sha256(bytes) => Some(Self(bytes)),
            _ => None,
        }
    }
}

impl fmt::Display for KeyPrint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", ssh_key::Fingerprint::Sha256(self.0))
    }
}

impl fmt::Debug for KeyPrint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// A key that is known for a host, and from where.
#[derive(Clone, Debug, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
pub struct KnownKey {
    /// The key.
    pub key: HostKey,
    /// Where it stands: a file and its line, for people.
    pub at: String,
}

/// Everything that is known about the keys of one host and port.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct KnownKeys {
    /// Keys that the host may show.
    pub keys: Vec<KnownKey>,
    /// Keys whose certificates are believed for this host (`@cert-authority`).
    pub authorities: Vec<KnownKey>,
    /// Keys that must never be believed (`@revoked`).
    pub revoked: Vec<KnownKey>,
}

/// What the decision about a host key comes to, before anything secret is sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum KeyDecision {
    /// It is known.
    Trusted,
    /// A person has to look at it; their "yes" keeps it. `others`: keys of other algorithms that are known for the host.
    Ask {
        /// Known keys of other algorithms.
        others: Vec<KnownKey>,
    },
    /// Stop: another key of the same algorithm is known.
    Changed {
        /// The keys that were expected.
        before: Vec<KnownKey>,
    },
    /// Stop: this very key was withdrawn.
    Revoked {
        /// Where that is written.
        at: String,
    },
}

/// Decides about a plain host key. Revoked comes before known; a key of another algorithm is unknown, never changed.
pub fn decide_key(key: &HostKey, known: &KnownKeys) -> KeyDecision {
    if let Some(revoked) = known.revoked.iter().find(|revoked| revoked.key == *key) {
        return KeyDecision::Revoked { at: revoked.at.clone() };
    }
    if known.keys.iter().any(|known| known.key == *key) {
        return KeyDecision::Trusted;
    }
    let (same, others): (Vec<_>, Vec<_>) = known
        .keys
        .iter()
        .cloned()
        .partition(|known| known.key.algorithm == key.algorithm);
    if same.is_empty() {
        KeyDecision::Ask { others }
    } else {
        KeyDecision::Changed { before: same }
    }
}
