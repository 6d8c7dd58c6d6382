//! Sites of other programs, read from their files.
//!
//! What is read is a [`Preview`]: what would be added, what is there already, what cannot be taken and why. Nothing happens until
//! somebody has seen it. Passwords stay in memory until they go into the keychain.

mod filezilla;
mod filezilla_queue;
mod filezilla_xml;
mod ini;
mod lftp;
mod rclone;
mod winscp;

use std::fmt;
use std::path::Path;

use crate::secret::Secret;
use crate::site::{Book, Fault, Misfit, Saved};

pub use filezilla_queue::{QueuedFile, QueuedOrder, QueuedServer};
pub use filezilla_xml::write as filezilla_xml;

/// Whose file it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Format {
    /// Our own: what an export writes.
    Packetboat,
    /// FileZilla: `sitemanager.xml`, or an export of sites or of the queue.
    FileZilla,
    /// `WinSCP.ini`.
    WinScp,
    /// lftp's bookmarks.
    Lftp,
    /// `rclone.conf`.
    Rclone,
    /// OpenSSH's client configuration.
    Ssh,
}

impl Format {
    /// Tells it from a file's name and content.
    pub fn of(path: &Path, text: &str) -> Option<Self> {
        let name = path.file_name().unwrap_or_default().to_string_lossy().to_lowercase();
        let has = |part: &str| text.contains(part);
        let line = |start: &str| text.lines().any(|line| line.trim_start().starts_with(start));
        match () {
            () if has("<FileZilla3") => Some(Self::FileZilla),
            () if has("[Sessions\\") => Some(Self::WinScp),
            () if line("[[site]]") => Some(Self::Packetboat),
            () if name == "rclone.conf" || line("type =") || has("RCLONE_ENCRYPT_V0") => Some(Self::Rclone),
            () if line("Host ") || line("host ") => Some(Self::Ssh),
            () if name == "bookmarks" || text.lines().any(lftp::is_bookmark) => Some(Self::Lftp),
            () => None,
        }
    }

    /// Whose file it is, by name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Packetboat => "Packetboat",
            Self::FileZilla => "FileZilla",
            Self::WinScp => "WinSCP",
            Self::Lftp => "lftp",
            Self::Rclone => "rclone",
            Self::Ssh => "OpenSSH",
        }
    }
}

/// Who reads: what some programs leave to the system.
#[derive(Clone, Copy, Debug)]
pub struct Reader<'a> {
    /// The name under which somebody runs this; may be empty.
    pub local_user: &'a str,
    /// Their home folder.
    pub home: Option<&'a Path>,
}

/// What a file holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Preview {
    /// Whose file it is.
    pub format: Format,
    /// What can be added.
    pub items: Vec<Item>,
    /// What cannot be taken.
    pub refused: Vec<Refused>,
    /// Files of a queue, by server. The servers are not among the items.
    pub queue: Vec<QueuedServer>,
}

/// A site that can be added.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Item {
    /// The site. Its id means nothing yet.
    pub site: Saved,
    /// Its password, on its way to the keychain.
    pub password: Option<Secret>,
    /// The passphrase of its key file, on its way to the keychain.
    pub passphrase: Option<Secret>,
    /// What is different here.
    pub notes: Vec<Note>,
    /// The full name of a site that is there already and leads to the same account and folder.
    pub twin: Option<String>,
}

impl Item {
    /// A site without secrets or remarks.
    pub fn of(site: Saved) -> Self {
        Self {
            site,
            password: None,
            passphrase: None,
            notes: Vec::new(),
            twin: None,
        }
    }
}

/// Something that cannot be taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refused {
    /// What it is called there.
    pub name: String,
    /// Why not.
    pub why: Why,
}

/// Why something cannot be taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Why {
    /// It is spoken in a protocol that is not ours.
    Protocol(String),
    /// It makes no sense as a site.
    Misfit(Misfit),
    /// It cannot be read.
    Unreadable(String),
}

/// What is different for a site that was taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Note {
    /// TLS was used there if the server had it; here it must have it.
    TlsRequired,
    /// It is not encrypted, there or here.
    NotEncrypted,
    /// The password is locked with a master password and was not taken.
    PasswordLocked,
    /// The password cannot be read and was not taken.
    PasswordUnreadable,
    /// It was meant for SCP; here it is SFTP.
    ScpIsSftp,
    /// The character set is not known here.
    UnknownCharset(String),
    /// A setting that does not exist here, by its name there.
    Left(String),
}

impl fmt::Display for Why {
    /// In words for logs and the command line; the window has its own.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Protocol(name) => write!(f, "{name} is not spoken here"),
            Self::Misfit(misfit) => write!(f, "{misfit}"),
            Self::Unreadable(words) => write!(f, "{words}"),
        }
    }
}

impl fmt::Display for Note {
    /// In words for logs and the command line; the window has its own.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::TlsRequired => f.write_str("TLS was optional there and is required here"),
            Self::NotEncrypted => f.write_str("not encrypted: anybody on the way can read the password"),
            Self::PasswordLocked => f.write_str("its password is locked with a master password and was not taken"),
            Self::PasswordUnreadable => f.write_str("its password cannot be read and was not taken"),
            Self::ScpIsSftp => f.write_str("SCP there, SFTP here"),
            Self::UnknownCharset(name) => write!(f, "the character set {name} is not known here"),
            Self::Left(name) => write!(f, "{name} does not exist here"),
        }
    }
}

/// Why nothing of a file can be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Unreadable {
    /// It is broken; in the words of whoever read it.
    Broken(String),
    /// It is encrypted.
    Encrypted,
    /// It is of none of the known kinds, or another one than was said.
    Unknown,
}

impl fmt::Display for Unreadable {
    /// In words for logs and the command line; the window has its own.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Broken(words) => write!(f, "{words}"),
            Self::Encrypted => f.write_str("it is encrypted; write it out unencrypted first"),
            Self::Unknown => f.write_str(
                "it is none of these: FileZilla's XML, WinSCP.ini, lftp's bookmarks, rclone.conf, ssh's config, an export of ours",
            ),
        }
    }
}

/// Reads a file of another program. `there` are the sites that exist.
///
/// # Errors
/// If nothing of it can be read. [`Format::Packetboat`] and [`Format::Ssh`] are not read here: see [`Preview::of`].
pub fn read(format: Format, text: &str, reader: Reader<'_>, there: &Book) -> Result<Preview, Unreadable> {
    let mut preview = match format {
        Format::FileZilla => filezilla::read(text)?,
        Format::WinScp => winscp::read(text)?,
        Format::Lftp => lftp::read(text, reader)?,
        Format::Rclone => rclone::read(text, reader)?,
        Format::Packetboat | Format::Ssh => return Err(Unreadable::Unknown),
    };
    preview.settle(there);
    Ok(preview)
}

impl Preview {
    /// A preview of sites that were read elsewhere.
    pub fn of(format: Format, items: Vec<Item>, faults: &[Fault], there: &Book) -> Self {
        let refused = |fault: &Fault| Refused {
            name: fault.site.clone().unwrap_or_default(),
            why: Why::Unreadable(fault.to_string()),
        };
        let mut preview = Self {
            format,
            items,
            refused: faults.iter().map(refused).collect(),
            queue: Vec::new(),
        };
        preview.settle(there);
        preview
    }

    fn empty(format: Format) -> Self {
        Self {
            format,
            items: Vec::new(),
            refused: Vec::new(),
            queue: Vec::new(),
        }
    }

    fn refuse(&mut self, name: &str, why: Why) {
        self.refused.push(Refused {
            name: name.to_owned(),
            why,
        });
    }

    /// Refuses what makes no sense, and recognises what is there already.
    fn settle(&mut self, there: &Book) {
        let mut kept = Vec::new();
        for mut item in std::mem::take(&mut self.items) {
            if let Some(misfit) = item.site.misfit() {
                self.refuse(&item.site.name, Why::Misfit(misfit));
                continue;
            }
            let same =
                |site: &&Saved| site.is_same_account(&item.site) && site.remote_folder == item.site.remote_folder;
            item.twin = there
                .sites
                .iter()
                .find(same)
                .map(|site| site.place().collect::<Vec<_>>().join("/"));
            kept.push(item);
        }
        self.items = kept;
        for mut queued in std::mem::take(&mut self.queue) {
            let site = &queued.item.site;
            match site.misfit() {
                Some(misfit) => self.refuse(&site.name.clone(), Why::Misfit(misfit)),
                None => {
                    queued.recognise(there);
                    self.queue.push(queued);
                }
            }
        }
    }
}

#[cfg(test)]
mod tests;
