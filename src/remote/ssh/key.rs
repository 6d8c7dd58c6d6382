//! Private key files: told apart, opened, and brought into the one form that the SSH library is given.
//!
//! A key in the clear exists in memory only, in buffers that are wiped.

mod openssh;
mod pem;
mod ppk;
mod public;

use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

use secrecy::zeroize::Zeroizing;

pub(super) use self::public::Public;

use crate::error::{Error, Kind, Result, Stage};
use crate::secret::Secret;

/// No honest key file is longer.
const LONGEST: u64 = 1024 * 1024;

/// A private key in the clear.
pub(super) struct Key {
    /// The key in OpenSSH form, not encrypted.
    pub(super) text: Zeroizing<String>,
    /// Its public half.
    pub(super) public: Public,
}

/// A private key file whose form is known. It may be encrypted.
pub(super) struct KeyFile {
    /// Where it is.
    pub(super) path: PathBuf,
    form: Form,
}

enum Form {
    OpenSsh(Box<ssh_key::PrivateKey>),
    Ppk(Box<ppk::Ppk>),
    /// PKCS#1, SEC 1 or PKCS#8 in PEM armour.
    Pem {
        text: Zeroizing<String>,
        encrypted: bool,
    },
}

/// Why a key file does not open.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Shut {
    /// The passphrase does not fit.
    Wrong,
    /// The file is damaged, or holds what we cannot use.
    Bad(String),
}

impl KeyFile {
    /// Reads a key file.
    ///
    /// # Errors
    /// `BadKeyFile` with the path and the reason.
    pub(super) fn read(path: &Path) -> Result<Self> {
        let refused = |cause: String| {
            let attempted = format!("read the key {}", shown(path));
            Error::new(Stage::Login, Kind::BadKeyFile, attempted).with_cause(cause)
        };
        let bytes = contents(path).map_err(|error| refused(error.to_string()))?;
        let form = Form::of(&bytes).map_err(refused)?;
        Ok(Self {
            path: path.to_owned(),
            form,
        })
    }

    /// Whether a passphrase is needed.
    pub(super) fn is_encrypted(&self) -> bool {
        match &self.form {
            Form::OpenSsh(key) => key.is_encrypted(),
            Form::Ppk(key) => key.is_encrypted(),
            Form::Pem { encrypted, .. } => *encrypted,
        }
    }

    /// The public half, where it is told without a passphrase: by the file itself, or by the `.pub` beside it.
    pub(super) fn public(&self) -> Option<Public> {
        match &self.form {
            Form::OpenSsh(key) => Public::of(key.public_key()),
            Form::Ppk(key) => Some(key.public().clone()),
            Form::Pem { encrypted: false, .. } => Some(self.open(None).ok()?.public),
            Form::Pem { .. } => Public::read(&beside(&self.path, ".pub")).ok(),
        }
    }

    /// Opens it. Without encryption the passphrase is not looked at.
    ///
    /// # Errors
    /// Tells a wrong passphrase from a bad file, as far as the form allows it.
    pub(super) fn open(&self, passphrase: Option<&Secret>) -> Result<Key, Shut> {
        match &self.form {
            Form::OpenSsh(key) => openssh::open(key, passphrase),
            Form::Ppk(key) => key.open(passphrase),
            Form::Pem { text, encrypted } => pem::open(text, passphrase.filter(|_| *encrypted)),
        }
    }
}

impl Form {
    fn of(bytes: &[u8]) -> Result<Self, String> {
        if bytes.starts_with(b"PuTTY-User-Key-File-") {
            return Ok(Self::Ppk(Box::new(ppk::Ppk::read(bytes)?)));
        }
        let text = std::str::from_utf8(bytes).map_err(|_| "this is not a key".to_owned())?;
        let Some((label, block)) = block(text) else {
            return Err(what_else(text).to_owned());
        };
        match label {
            "OPENSSH PRIVATE KEY" => Ok(Self::OpenSsh(Box::new(openssh::read(block)?))),
            "RSA PRIVATE KEY" | "EC PRIVATE KEY" | "PRIVATE KEY" | "ENCRYPTED PRIVATE KEY" => Ok(Self::Pem {
                text: Zeroizing::new(block.to_owned()),
                encrypted: label.starts_with("ENCRYPTED") || block.contains("Proc-Type: 4,ENCRYPTED"),
            }),
            "DSA PRIVATE KEY" => Err("DSA keys are broken and not supported".into()),
            _ => Err(format!("this holds a {label}, not a private key")),
        }
    }
}

/// The label and the text of the first PEM block that is a private key, else of the first one.
fn block(text: &str) -> Option<(&str, &str)> {
    const BEGIN: &str = "-----BEGIN ";
    let mut first = None;
    let mut from = 0;
    while let Some(at) = text[from..].find(BEGIN).map(|at| at + from) {
        let after = at + BEGIN.len();
        let label = &text[after..after + text[after..].find("-----")?];
        let end = format!("-----END {label}-----");
        let Some(length) = text[after..].find(&end) else {
            // A cut file is still the kind of file that it began as.
            return first.or(Some((label, &text[at..])));
        };
        let found = (label, &text[at..after + length + end.len()]);
        if label.ends_with("PRIVATE KEY") {
            return Some(found);
        }
        first = first.or(Some(found));
        from = after + length;
    }
    first
}

/// What a file is that holds no PEM block.
fn what_else(text: &str) -> &'static str {
    let text = text.trim_start_matches('\u{feff}').trim_start();
    let starts = |words: &[&str]| words.iter().any(|word| text.starts_with(word));
    if starts(&["ssh-", "ecdsa-", "sk-", "---- BEGIN SSH2 PUBLIC KEY"]) {
        "this is a public key; the private key is usually the file of the same name without .pub"
    } else if starts(&["---- BEGIN SSH2 ENCRYPTED PRIVATE KEY"]) {
        "keys in the form of ssh.com are not supported; ssh-keygen -i converts them"
    } else if text.is_empty() {
        "the file is empty"
    } else {
        "this is not a private key in OpenSSH, PEM, PKCS#8 or PuTTY form"
    }
}

fn contents(path: &Path) -> std::io::Result<Zeroizing<Vec<u8>>> {
    let other = |words: &str| std::io::Error::other(words.to_owned());
    // Looked at before it is opened: opening a pipe would wait for whoever writes it.
    let about = std::fs::metadata(path)?;
    if !about.is_file() {
        return Err(other("this is not a file"));
    }
    if about.len() > LONGEST {
        return Err(other("no key is that long"));
    }
    // Room for all of it, so that nothing is left behind in a buffer that grew.
    let mut bytes = Zeroizing::new(Vec::with_capacity(usize::try_from(about.len()).unwrap_or(0) + 1));
    File::open(path)?.take(LONGEST).read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// The path with something added to its name.
pub(super) fn beside(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(ending);
    name.into()
}

/// A path for people: inside the home folder it begins with `~`.
pub(super) fn shown(path: &Path) -> String {
    let inside = std::env::home_dir().and_then(|home| path.strip_prefix(home).ok().map(Path::to_owned));
    let path = inside.map_or_else(|| path.to_owned(), |rest| Path::new("~").join(rest));
    crate::path::visible(path.as_os_str().as_encoded_bytes())
}

#[cfg(test)]
mod tests;
