//! PuTTY's key files, versions 2 and 3 (PuTTY's manual, appendix C).

use std::str::FromStr;

use openssl::error::ErrorStack;
use openssl::hash::MessageDigest;
use openssl::kdf;
use openssl::pkey::PKey;
use openssl::sign::Signer;
use openssl::symm::{Cipher, Crypter, Mode};
use secrecy::zeroize::Zeroizing;
use ssh_key::encoding::base64::{Base64, Encoding};

use super::openssh::Parts;
use super::{Key, Public, Shut};
use crate::secret::Secret;

/// More memory than this, in KiB, no key file may ask for.
const MOST_MEMORY: u32 = 1024 * 1024;
/// The block of AES.
const BLOCK: usize = 16;

/// A key file whose fields are read. The private half is as it stands in the file.
pub(super) struct Ppk {
    version: u8,
    algorithm: String,
    comment: Vec<u8>,
    public: Public,
    private: Zeroizing<Vec<u8>>,
    mac: Vec<u8>,
    lock: Option<Lock>,
}

/// How a passphrase becomes keys.
enum Lock {
    /// Version 2: SHA-1.
    Sha1,
    /// Version 3: Argon2.
    Argon2 {
        flavour: Flavour,
        memory: u32,
        passes: u32,
        lanes: u32,
        salt: Vec<u8>,
    },
}

#[derive(Clone, Copy)]
enum Flavour {
    D,
    I,
    Id,
}

/// What encrypts and what proves.
struct Keys {
    cipher: Zeroizing<Vec<u8>>,
    start: Zeroizing<Vec<u8>>,
    mac: Zeroizing<Vec<u8>>,
}

impl Ppk {
    /// Reads the fields.
    ///
    /// # Errors
    /// Why it cannot be used, in words.
    pub(super) fn read(bytes: &[u8]) -> Result<Self, String> {
        let mut fields = Fields(bytes);
        let (header, algorithm) = fields.next().ok_or(DAMAGED)?;
        let version = match header {
            b"PuTTY-User-Key-File-2" => 2,
            b"PuTTY-User-Key-File-3" => 3,
            _ => return Err("only versions 2 and 3 of PuTTY's key files are supported".into()),
        };
        let encrypted = match fields.expect("Encryption")? {
            b"none" => false,
            b"aes256-cbc" => true,
            _ => return Err("the key is encrypted in a way that is not known".into()),
        };
        let comment = fields.expect("Comment")?.to_vec();
        let public = fields.lines("Public-Lines")?;
        let lock = match (encrypted, version) {
            (false, _) => None,
            (true, 2) => Some(Lock::Sha1),
            (true, _) => Some(Lock::read(&mut fields)?),
        };
        let private = fields.lines("Private-Lines")?;
        if encrypted && (private.is_empty() || private.len() % BLOCK != 0) {
            return Err(DAMAGED.into());
        }
        let mac = unhex(fields.expect("Private-MAC")?).ok_or(DAMAGED)?;
        let public = Public::from_blob(&public).ok_or(DAMAGED)?;
        let algorithm = String::from_utf8_lossy(algorithm).into_owned();
        if algorithm != public.algorithm() {
            return Err(DAMAGED.into());
        }
        let known = [
            "ssh-ed25519",
            "ssh-rsa",
            "ecdsa-sha2-nistp256",
            "ecdsa-sha2-nistp384",
            "ecdsa-sha2-nistp521",
        ];
        if !known.contains(&algorithm.as_str()) {
            return Err(format!("{algorithm} keys are not supported"));
        }
        Ok(Self {
            version,
            algorithm,
            comment,
            public,
            private,
            mac,
            lock,
        })
    }

    pub(super) fn is_encrypted(&self) -> bool {
        self.lock.is_some()
    }

    pub(super) fn public(&self) -> &Public {
        &self.public
    }

    pub(super) fn open(&self, passphrase: Option<&Secret>) -> Result<Key, Shut> {
        let failed = |errors: ErrorStack| Shut::Bad(format!("the key cannot be opened: {errors}"));
        let (private, keys) = match (&self.lock, passphrase) {
            (None, _) => (
                self.private.clone(),
                Keys::without_passphrase(self.version).map_err(failed)?,
            ),
            (Some(_), None) => return Err(Shut::Wrong),
            (Some(lock), Some(passphrase)) => {
                let keys = lock.keys(passphrase.expose().as_bytes()).map_err(failed)?;
                (decrypt(&self.private, &keys).map_err(failed)?, keys)
            }
        };
        let mac = self.mac_over(&private, &keys).map_err(failed)?;
        if !is_equal(&mac, &self.mac) {
            return Err(match self.lock {
                Some(_) => Shut::Wrong,
                None => Shut::Bad("the key is damaged: its checksum does not fit".into()),
            });
        }
        self.key(&private).ok_or_else(|| Shut::Bad(DAMAGED.into()))?
    }

    /// The code that proves private and public half, in the clear.
    fn mac_over(&self, private: &[u8], keys: &Keys) -> Result<Vec<u8>, ErrorStack> {
        let digest = if self.version == 2 {
            MessageDigest::sha1()
        } else {
            MessageDigest::sha256()
        };
        let encryption: &[u8] = if self.lock.is_some() { b"aes256-cbc" } else { b"none" };
        let key = PKey::hmac(&keys.mac)?;
        let mut signer = Signer::new(digest, &key)?;
        for field in [
            self.algorithm.as_bytes(),
            encryption,
            &self.comment,
            self.public.blob(),
            private,
        ] {
            signer.update(&u32::try_from(field.len()).unwrap_or(u32::MAX).to_be_bytes())?;
            signer.update(field)?;
        }
        signer.sign_to_vec()
    }

    /// Joins both halves. Behind the private half there may be padding.
    fn key(&self, private: &[u8]) -> Option<Result<Key, Shut>> {
        let mut public = Strings(self.public.blob());
        let mut private = Strings(private);
        public.next()?;
        let key = match self.algorithm.as_str() {
            "ssh-ed25519" => Parts::Ed25519 {
                public: public.next()?,
                seed: private.next().filter(|seed| seed.len() == 32)?,
            }
            .key(),
            "ssh-rsa" => {
                let (e, n) = (public.next()?, public.next()?);
                let (d, p, q) = (private.next()?, private.next()?, private.next()?);
                let iqmp = private.next()?;
                Parts::Rsa { n, e, d, iqmp, p, q }.key()
            }
            _ => {
                let curve = std::str::from_utf8(public.next()?).ok()?;
                Parts::Ecdsa {
                    curve,
                    point: public.next()?,
                    d: private.next()?,
                }
                .key()
            }
        };
        Some(key)
    }
}

const DAMAGED: &str = "the key is damaged";

impl Lock {
    fn read(fields: &mut Fields<'_>) -> Result<Self, String> {
        let flavour = match fields.expect("Key-Derivation")? {
            b"Argon2d" => Flavour::D,
            b"Argon2i" => Flavour::I,
            b"Argon2id" => Flavour::Id,
            _ => return Err("the passphrase is used in a way that is not known".into()),
        };
        let lock = Self::Argon2 {
            flavour,
            memory: fields.number("Argon2-Memory")?,
            passes: fields.number("Argon2-Passes")?,
            lanes: fields.number("Argon2-Parallelism")?,
            salt: unhex(fields.expect("Argon2-Salt")?).ok_or(DAMAGED)?,
        };
        match lock {
            Self::Argon2 { memory, .. } if memory > MOST_MEMORY => Err("the key wants too much memory".into()),
            lock => Ok(lock),
        }
    }

    fn keys(&self, passphrase: &[u8]) -> Result<Keys, ErrorStack> {
        match self {
            Self::Sha1 => Keys::of_version_2(passphrase),
            Self::Argon2 {
                flavour,
                memory,
                passes,
                lanes,
                salt,
            } => {
                let derive = match flavour {
                    Flavour::D => kdf::argon2d,
                    Flavour::I => kdf::argon2i,
                    Flavour::Id => kdf::argon2id,
                };
                let mut out = Zeroizing::new(vec![0; 80]);
                derive(None, passphrase, salt, None, None, *passes, *lanes, *memory, &mut out)?;
                Ok(Keys {
                    cipher: Zeroizing::new(out[..32].to_vec()),
                    start: Zeroizing::new(out[32..48].to_vec()),
                    mac: Zeroizing::new(out[48..].to_vec()),
                })
            }
        }
    }
}

impl Keys {
    fn without_passphrase(version: u8) -> Result<Self, ErrorStack> {
        match version {
            2 => Self::of_version_2(b""),
            // No key at all, which is the same as zeros: a short key is filled up with them (RFC 2104).
            _ => Ok(Self {
                cipher: Zeroizing::default(),
                start: Zeroizing::default(),
                mac: Zeroizing::new(vec![0]),
            }),
        }
    }

    fn of_version_2(passphrase: &[u8]) -> Result<Self, ErrorStack> {
        let sha1 = |start: &[u8]| {
            let words = Zeroizing::new([start, passphrase].concat());
            Ok::<_, ErrorStack>(Zeroizing::new(
                openssl::hash::hash(MessageDigest::sha1(), &words)?.to_vec(),
            ))
        };
        let mut cipher = Zeroizing::new(Vec::with_capacity(40));
        cipher.extend_from_slice(&sha1(&[0, 0, 0, 0])?);
        cipher.extend_from_slice(&sha1(&[0, 0, 0, 1])?[..12]);
        Ok(Self {
            cipher,
            start: Zeroizing::new(vec![0; BLOCK]),
            mac: sha1(b"putty-private-key-file-mac-key")?,
        })
    }
}

fn decrypt(bytes: &[u8], keys: &Keys) -> Result<Zeroizing<Vec<u8>>, ErrorStack> {
    let mut crypter = Crypter::new(Cipher::aes_256_cbc(), Mode::Decrypt, &keys.cipher, Some(&keys.start))?;
    crypter.pad(false);
    let mut plain = Zeroizing::new(vec![0; bytes.len() + BLOCK]);
    let length = crypter.update(bytes, &mut plain)?;
    let rest = crypter.finalize(&mut plain[length..])?;
    plain.truncate(length + rest);
    Ok(plain)
}

fn is_equal(one: &[u8], other: &[u8]) -> bool {
    one.len() == other.len() && openssl::memcmp::eq(one, other)
}

fn unhex(text: &[u8]) -> Option<Vec<u8>> {
    let digits = std::str::from_utf8(text)
        .ok()
        .filter(|text| text.len() % 2 == 0 && text.is_ascii())?;
    let byte = |at: usize| u8::from_str_radix(&digits[at..at + 2], 16).ok();
    (0..digits.len()).step_by(2).map(byte).collect()
}

/// The fields of the file: `Name: value`, line by line.
struct Fields<'a>(&'a [u8]);

impl<'a> Fields<'a> {
    fn line(&mut self) -> Option<&'a [u8]> {
        if self.0.is_empty() {
            return None;
        }
        let end = self.0.iter().position(|byte| *byte == b'\n');
        let (line, rest) = end.map_or((self.0, &b""[..]), |end| (&self.0[..end], &self.0[end + 1..]));
        self.0 = rest;
        Some(line.strip_suffix(b"\r").unwrap_or(line))
    }

    fn next(&mut self) -> Option<(&'a [u8], &'a [u8])> {
        let line = self.line()?;
        let colon = line.windows(2).position(|pair| pair == b": ")?;
        Some((&line[..colon], &line[colon + 2..]))
    }

    fn expect(&mut self, name: &str) -> Result<&'a [u8], String> {
        match self.next() {
            Some((found, value)) if found == name.as_bytes() => Ok(value),
            _ => Err(format!("{DAMAGED}: {name} is missing")),
        }
    }

    fn number<T: FromStr>(&mut self, name: &str) -> Result<T, String> {
        let value = std::str::from_utf8(self.expect(name)?).ok();
        value.and_then(|value| value.parse().ok()).ok_or_else(|| DAMAGED.into())
    }

    fn lines(&mut self, name: &str) -> Result<Zeroizing<Vec<u8>>, String> {
        let count: usize = self.number(name)?;
        let mut text = Zeroizing::new(String::with_capacity(self.0.len()));
        for _ in 0..count {
            text.push_str(
                self.line()
                    .and_then(|line| std::str::from_utf8(line).ok())
                    .ok_or(DAMAGED)?,
            );
        }
        Ok(Zeroizing::new(Base64::decode_vec(&text).map_err(|_| DAMAGED)?))
    }
}

/// Strings of SSH, one after the other (RFC 4251, 5).
struct Strings<'a>(&'a [u8]);

impl<'a> Strings<'a> {
    fn next(&mut self) -> Option<&'a [u8]> {
        let length = u32::from_be_bytes(self.0.get(..4)?.try_into().ok()?) as usize;
        let found = self.0.get(4..)?.get(..length)?;
        self.0 = &self.0[4 + length..];
        Some(found)
    }
}
