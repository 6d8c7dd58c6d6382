//! The public half of a key, or a certificate for it, as it is offered to a server.

use std::fmt;
use std::path::Path;

use ssh_key::encoding::base64::{Base64, Encoding};

/// No honest public key or certificate is longer.
const LONGEST: u64 = 64 * 1024;

/// A public key or an OpenSSH certificate in its wire form (RFC 4253, 6.6).
#[derive(Clone, PartialEq, Eq, Hash)]
pub(in super::super) struct Public {
    algorithm: String,
    blob: Vec<u8>,
}

impl Public {
    /// Takes a key in its wire form; `None` if it does not begin with a name.
    pub(in super::super) fn from_blob(blob: &[u8]) -> Option<Self> {
        let length = u32::from_be_bytes(blob.get(..4)?.try_into().ok()?) as usize;
        let name = std::str::from_utf8(blob.get(4..)?.get(..length)?).ok()?;
        let is_name = !name.is_empty() && name.len() <= 64 && name.bytes().all(|byte| byte.is_ascii_graphic());
        is_name.then(|| Self {
            algorithm: name.to_owned(),
            blob: blob.to_vec(),
        })
    }

    pub(super) fn of(key: &ssh_key::PublicKey) -> Option<Self> {
        Self::from_blob(&key.to_bytes().ok()?)
    }

    /// Reads the first line of a `.pub` file.
    ///
    /// # Errors
    /// Why it is none, in words.
    pub(in super::super) fn read(path: &Path) -> Result<Self, String> {
        let about = std::fs::metadata(path).map_err(|error| error.to_string())?;
        if !about.is_file() || about.len() > LONGEST {
            return Err("this is not a public key".into());
        }
        let text = std::fs::read_to_string(path).map_err(|error| error.to_string())?;
        Self::parse(&text).ok_or_else(|| "this is not a public key".into())
    }

    fn parse(text: &str) -> Option<Self> {
        let mut words = text.lines().find(|line| !line.trim().is_empty())?.split_whitespace();
        let (name, blob) = (words.next()?, words.next()?);
        let public = Self::from_blob(&Base64::decode_vec(blob).ok()?)?;
        (public.algorithm == name).then_some(public)
    }

    /// The name at the front: `ssh-ed25519`, `ssh-rsa-cert-v01@openssh.com`, ...
    pub(in super::super) fn algorithm(&self) -> &str {
        &self.algorithm
    }

    /// The wire form.
    pub(in super::super) fn blob(&self) -> &[u8] {
        &self.blob
    }

    /// Whether it is a certificate.
    pub(in super::super) fn is_certificate(&self) -> bool {
        self.algorithm.ends_with("-cert-v01@openssh.com")
    }

    /// The key that a certificate speaks for; the key itself if it is none. `None` if the certificate cannot be read.
    pub(in super::super) fn plain(&self) -> Option<Self> {
        if !self.is_certificate() {
            return Some(self.clone());
        }
        let certificate = ssh_key::Certificate::from_bytes(&self.blob).ok()?;
        Self::of(&ssh_key::PublicKey::from(certificate.public_key().clone()))
    }

    /// The name and the wire form in base64, as in a `.pub` file.
    pub(in super::super) fn line(&self) -> String {
        format!("{} {}", self.algorithm, Base64::encode_string(&self.blob))
    }
}

impl fmt::Display for Public {
    /// For people: `ed25519 SHA256:...`. A certificate is shown by the key that it speaks for.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        use sha2::Digest;
        let plain = self.plain();
        let plain = plain.as_ref().unwrap_or(self);
        let name = match plain.algorithm.as_str() {
            "ssh-ed25519" => "ed25519",
            "ssh-rsa" => "rsa",
            other => other.strip_prefix("ecdsa-sha2-").unwrap_or(other),
        };
        let print = ssh_key::Fingerprint::Sha256(sha2::Sha256::digest(&plain.blob).into());
        let what = if self.is_certificate() { "certificate for " } else { "" };
        write!(f, "{what}{name} {print}")
    }
}

impl fmt::Debug for Public {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}
