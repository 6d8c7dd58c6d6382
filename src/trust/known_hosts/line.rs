//! One line of a known_hosts file.

use base64ct::{Base64, Encoding};

use super::pattern::matches_list;
use crate::trust::HostKey;

/// What a line says about its key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Marker {
    /// The hosts show this key.
    None,
    /// It signs the certificates of the hosts.
    Authority,
    /// It was withdrawn.
    Revoked,
}

/// A line, taken apart. The key is decoded only where the line is about the right host.
#[derive(Clone, Copy, Debug)]
pub struct Line<'a> {
    pub marker: Marker,
    hosts: &'a [u8],
    algorithm: &'a [u8],
    key: &'a [u8],
}

impl<'a> Line<'a> {
    /// Takes a line apart; `None` for comments, empty lines and what is none.
    pub fn parse(line: &'a [u8]) -> Option<Self> {
        let mut words = line
            .split(|byte| matches!(byte, b' ' | b'\t' | b'\r'))
            .filter(|word| !word.is_empty());
        let first = words.next().filter(|word| !word.starts_with(b"#"))?;
        let marker = match first {
            b"@cert-authority" => Marker::Authority,
            b"@revoked" => Marker::Revoked,
            other if other.starts_with(b"@") => return None,
            _ => Marker::None,
        };
        let hosts = if marker == Marker::None { first } else { words.next()? };
        Some(Self {
            marker,
            hosts,
            algorithm: words.next()?,
            key: words.next()?,
        })
    }

    /// Whether it is about `place`: a host in small letters, or `[host]:port`.
    pub fn is_about(&self, place: &str) -> bool {
        match self.hosts.strip_prefix(b"|1|") {
            Some(hashed) => is_hash_of(hashed, place).unwrap_or(false),
            None => matches_list(self.hosts, place.as_bytes()),
        }
    }

    /// Its key; `None` if it is not what the line says it is.
    pub fn key(&self) -> Option<HostKey> {
        let text = std::str::from_utf8(self.key).ok()?;
        let key = HostKey::from_blob(Base64::decode_vec(text).ok()?)?;
        (key.algorithm().as_bytes() == self.algorithm).then_some(key)
    }
}

/// `salt|hash`: HMAC-SHA1 of the place. It hides the names of hosts and protects nothing else, so SHA-1 is no weakness here.
fn is_hash_of(hashed: &[u8], place: &str) -> Option<bool> {
    use ring::hmac;
    let (salt, hash) = std::str::from_utf8(hashed).ok()?.split_once('|')?;
    let salt = Base64::decode_vec(salt).ok()?;
    let hash = Base64::decode_vec(hash).ok()?;
    let key = hmac::Key::new(hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY, &salt);
    Some(hmac::verify(&key, place.as_bytes(), &hash).is_ok())
}
