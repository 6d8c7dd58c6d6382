//! The form of OpenSSH: opening it, and writing it for keys of other forms (PROTOCOL.key of OpenSSH).

use secrecy::zeroize::Zeroizing;
use ssh_key::encoding::base64::{Base64, Encoding};
use ssh_key::{Algorithm, LineEnding, PrivateKey};

use super::{Key, Public, Shut};
use crate::secret::Secret;

/// Reads a block; the private half stays encrypted.
///
/// # Errors
/// Why it cannot be used, in words.
pub(super) fn read(block: &str) -> Result<PrivateKey, String> {
    let key = PrivateKey::from_openssh(block).map_err(|error| format!("the key is damaged: {error}"))?;
    match key.algorithm() {
        Algorithm::Ed25519 | Algorithm::Rsa { .. } | Algorithm::Ecdsa { .. } => Ok(key),
        Algorithm::SkEd25519 | Algorithm::SkEcdsaSha2NistP256 => {
            Err("keys that live in a security key work through the ssh-agent only".into())
        }
        other => Err(format!("{} keys are not supported", other.as_str())),
    }
}

pub(super) fn open(key: &PrivateKey, passphrase: Option<&Secret>) -> Result<Key, Shut> {
    let damaged = |error: ssh_key::Error| Shut::Bad(format!("the key is damaged: {error}"));
    let opened;
    let plain = if key.is_encrypted() {
        let passphrase = passphrase.ok_or(Shut::Wrong)?;
        opened = key.decrypt(passphrase.expose()).map_err(|error| match error {
            // Two numbers inside that should be equal are not: nothing else tells a wrong passphrase.
            ssh_key::Error::Crypto => Shut::Wrong,
            other => damaged(other),
        })?;
        &opened
    } else {
        key
    };
    Ok(Key {
        text: plain.to_openssh(LineEnding::LF).map_err(damaged)?,
        public: Public::of(plain.public_key()).ok_or_else(|| Shut::Bad("the key is damaged".into()))?,
    })
}

/// The numbers of a key, big-endian; leading zeros do not matter.
pub(super) enum Parts<'a> {
    Ed25519 {
        public: &'a [u8],
        seed: &'a [u8],
    },
    Rsa {
        n: &'a [u8],
        e: &'a [u8],
        d: &'a [u8],
        iqmp: &'a [u8],
        p: &'a [u8],
        q: &'a [u8],
    },
    Ecdsa {
        /// `nistp256`, `nistp384` or `nistp521`.
        curve: &'a str,
        /// The public point, uncompressed.
        point: &'a [u8],
        d: &'a [u8],
    },
}

impl Parts<'_> {
    fn name(&self) -> String {
        match self {
            Self::Ed25519 { .. } => "ssh-ed25519".into(),
            Self::Rsa { .. } => "ssh-rsa".into(),
            Self::Ecdsa { curve, .. } => format!("ecdsa-sha2-{curve}"),
        }
    }

    /// The public half alone.
    pub(super) fn public(&self) -> Result<Public, Shut> {
        let mut blob = Writer::default();
        blob.string(self.name().as_bytes());
        match self {
            Self::Ed25519 { public, .. } => blob.string(public),
            Self::Rsa { n, e, .. } => blob.number(e).number(n),
            Self::Ecdsa { curve, point, .. } => blob.string(curve.as_bytes()).string(point),
        };
        Public::from_blob(&blob.0).ok_or_else(|| Shut::Bad("the key is damaged".into()))
    }

    /// The whole key.
    pub(super) fn key(&self) -> Result<Key, Shut> {
        let public = self.public()?;
        let mut inside = Writer::default();
        // Twice the same number, by which a reader sees that it decrypted well. Nothing is encrypted here.
        inside.raw(&[0; 8]).string(self.name().as_bytes());
        match self {
            Self::Ed25519 { public, seed } => {
                let pair = Zeroizing::new([*seed, *public].concat());
                inside.string(public).string(&pair)
            }
            Self::Rsa { n, e, d, iqmp, p, q } => inside.number(n).number(e).number(d).number(iqmp).number(p).number(q),
            Self::Ecdsa { curve, point, d } => inside.string(curve.as_bytes()).string(point).number(d),
        };
        inside.string(b"");
        for pad in (1_u8..8).take((8 - inside.0.len() % 8) % 8) {
            inside.raw(&[pad]);
        }
        let mut whole = Writer::default();
        whole
            .raw(b"openssh-key-v1\0")
            .string(b"none")
            .string(b"none")
            .string(b"");
        whole.raw(&1_u32.to_be_bytes()).string(public.blob()).string(&inside.0);
        Ok(Key {
            text: armoured(&whole.0),
            public,
        })
    }
}

fn armoured(bytes: &[u8]) -> Zeroizing<String> {
    const LINE: usize = 70;
    let flat = Zeroizing::new(Base64::encode_string(bytes));
    let mut text = Zeroizing::new(String::with_capacity(flat.len() + flat.len() / LINE + 80));
    text.push_str("-----BEGIN OPENSSH PRIVATE KEY-----\n");
    let mut rest = flat.as_str();
    while !rest.is_empty() {
        let (line, after) = rest.split_at(rest.len().min(LINE));
        text.push_str(line);
        text.push('\n');
        rest = after;
    }
    text.push_str("-----END OPENSSH PRIVATE KEY-----\n");
    text
}

/// Writes the data types of SSH (RFC 4251, 5). It never grows, so that it leaves nothing behind.
struct Writer(Zeroizing<Vec<u8>>);

impl Default for Writer {
    fn default() -> Self {
        // An RSA key of 16384 bits takes 10 KiB.
        Self(Zeroizing::new(Vec::with_capacity(32 * 1024)))
    }
}

impl Writer {
    fn raw(&mut self, bytes: &[u8]) -> &mut Self {
        self.0.extend_from_slice(bytes);
        self
    }

    fn string(&mut self, bytes: &[u8]) -> &mut Self {
        let length = u32::try_from(bytes.len()).unwrap_or(u32::MAX);
        self.raw(&length.to_be_bytes()).raw(bytes)
    }

    /// A number that is not negative.
    fn number(&mut self, bytes: &[u8]) -> &mut Self {
        let start = bytes.iter().position(|byte| *byte != 0).unwrap_or(bytes.len());
        let bytes = &bytes[start..];
        if bytes.first().is_some_and(|byte| byte & 0x80 != 0) {
            let length = u32::try_from(bytes.len() + 1).unwrap_or(u32::MAX);
            return self.raw(&length.to_be_bytes()).raw(&[0]).raw(bytes);
        }
        self.string(bytes)
    }
}
