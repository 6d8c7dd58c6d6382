//! A site: where to connect, how, and as whom.
//!
//! The whole value is the key of a connection in the pool: a site that was edited never gets a connection that was made
//! with the old profile.

mod book;
mod saved;
mod takes;

use std::net::IpAddr;
use std::num::NonZeroUsize;
use std::ops::RangeInclusive;
use std::path::PathBuf;

use crate::path::Charset;
use crate::secret::Secret;

pub use book::{Book, Change, Fault, Flaw, FolderPath, Nowhere};
pub use saved::{Bookmark, Colour, Login, Misfit, Saved, SiteId};
pub use takes::Takes;

/// A server and everything that decides how it is reached.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Site {
    /// The host as the user wrote it: a name, or an IPv4 or IPv6 address without brackets.
    pub host: String,
    /// The control port, 1 to 65535.
    pub port: u16,
    /// The protocol with the options that only it has.
    pub protocol: Protocol,
    /// Who logs in.
    pub logon: Logon,
    /// What holds whatever the protocol is.
    pub terms: Terms,
}

/// What holds for a site whatever its protocol is.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Default)]
pub struct Terms {
    /// The saved site that this is; under its id the keychain keeps its password and passphrases.
    pub kept_as: Option<SiteId>,
    /// Connections for transfers, where the site has a number of its own.
    pub connections: Option<NonZeroUsize>,
    /// Bytes per second for all downloads from it together.
    pub download_limit: Option<u64>,
    /// Bytes per second for all uploads to it together.
    pub upload_limit: Option<u64>,
    /// The charset of the server's names.
    pub charset: Charset,
}

impl Site {
    /// `host:port` for people and as the key of what is known about the server; IPv6 in brackets.
    pub fn address(&self) -> String {
        place(&self.host, self.port)
    }

    /// The name and port under which the host key of an SSH server is kept.
    pub fn known_as(&self) -> (&str, u16) {
        match self.sftp().and_then(|options| options.key_alias.as_deref()) {
            // As OpenSSH does: an alias stands alone, whatever the port.
            Some(alias) => (alias, 22),
            None => (&self.host, self.port),
        }
    }

    /// [`Site::known_as`] as [`Site::address`] writes it.
    pub fn key_place(&self) -> String {
        let (host, port) = self.known_as();
        place(host, port)
    }

    /// The FTP options; `None` for a site that speaks something else.
    pub fn ftp(&self) -> Option<&FtpOptions> {
        match &self.protocol {
            Protocol::Ftp(options) => Some(options),
            Protocol::Sftp(_) | Protocol::Memory => None,
        }
    }

    /// The SFTP options; `None` for a site that speaks something else.
    pub fn sftp(&self) -> Option<&SftpOptions> {
        match &self.protocol {
            Protocol::Sftp(options) => Some(options),
            Protocol::Ftp(_) | Protocol::Memory => None,
        }
    }
}

/// The protocol of a site. An option lives with the protocol that has it, so that no site can hold a meaningless one.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Protocol {
    /// FTP, with or without TLS.
    Ftp(FtpOptions),
    /// SFTP over SSH.
    Sftp(SftpOptions),
    /// A server inside this process, for tests. The host names the tree.
    Memory,
}

/// How FTP is spoken to this site.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Default)]
pub struct FtpOptions {
    /// Encryption of control and data connections.
    pub security: Security,
    /// Who opens data connections.
    pub mode: Mode,
    /// Active mode: the local ports to listen on; `None` lets the system choose.
    pub active_ports: Option<RangeInclusive<u16>>,
    /// Active mode: the address announced to the server, where it differs from ours because of NAT.
    pub active_address: Option<IpAddr>,
    /// The highest TLS version to offer.
    pub highest_tls: TlsVersion,
    /// "This server never says goodbye": a download whose data connection ended without close_notify is accepted when
    /// the reply is 2xx and the size is equal. A listing never counts as complete then.
    pub accepts_missing_goodbye: bool,
    /// Minutes to add to the times in LIST output to get UTC; `None` finds it out.
    pub time_offset: Option<i32>,
}

fn place(host: &str, port: u16) -> String {
    if host.contains(':') {
        format!("[{host}]:{port}")
    } else {
        format!("{host}:{port}")
    }
}

/// How SFTP is spoken to this site.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Default)]
pub struct SftpOptions {
    /// Private key files to try, in this order; OpenSSH, PEM, PKCS#8 or PuTTY form.
    pub identities: Vec<PathBuf>,
    /// Certificates (`*-cert.pub`) that belong to keys; one beside a key file is found by itself.
    pub certificates: Vec<PathBuf>,
    /// Whether the ssh-agent may be asked.
    pub agent: Agent,
    /// The name under which the host's key is kept, where it is not the host's own (`HostKeyAlias`).
    pub key_alias: Option<String>,
    /// The site through which this one is reached (`ProxyJump`).
    pub jump: Option<Box<Site>>,
    /// Offers SHA-1 and CBC too, for servers that know nothing better.
    pub old_algorithms: bool,
    /// Nothing is sent but answers to what the server asks by itself: no key, no password.
    pub interactive: bool,
}

/// Whether the ssh-agent may be asked. It shows all its keys to every server that it is asked for.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Default)]
pub enum Agent {
    /// Never.
    #[default]
    Off,
    /// For the keys named among the identities only (their public halves).
    Named,
    /// For every key that it has.
    Any,
}

/// Encryption of an FTP site.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default)]
pub enum Security {
    /// `AUTH TLS`, `PBSZ 0`, `PROT P` before any password (RFC 4217); refused means not connected.
    #[default]
    Explicit,
    /// TLS from the first byte, usually port 990.
    Implicit,
    /// No encryption at all, only ever by explicit wish.
    Plain,
}

/// Who opens data connections.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Mode {
    /// Passive first; where only the data connection fails, active; what worked is remembered.
    #[default]
    Auto,
    /// The server listens (EPSV, PASV).
    Passive,
    /// We listen (EPRT, PORT).
    Active,
}

/// A TLS protocol version. Nothing below 1.2 is spoken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum TlsVersion {
    /// TLS 1.2 (RFC 5246).
    Tls12,
    /// TLS 1.3 (RFC 8446).
    #[default]
    Tls13,
}

/// Who logs in, and with what.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Logon {
    /// User `anonymous`.
    Anonymous,
    /// A user whose password is asked for when it is needed and kept for the run.
    Ask {
        /// The user's name.
        user: String,
    },
    /// A user with a password that is at hand.
    Password {
        /// The user's name.
        user: String,
        /// The password.
        password: Secret,
    },
}

impl Logon {
    /// The name to log in with.
    pub fn user(&self) -> &str {
        match self {
            Self::Anonymous => "anonymous",
            Self::Ask { user } | Self::Password { user, .. } => user,
        }
    }
}

/// What was found out about a server and makes the next connection quicker. It may be forgotten at any time.
#[derive(Clone, Debug, PartialEq, Eq, Default, serde::Serialize, serde::Deserialize)]
#[serde(default)]
pub struct Learned {
    /// The mode in which data connections worked when `Mode::Auto` had to try both.
    pub active: Option<bool>,
    /// The server, or something on the way, swallows or refuses EPSV: PASV is asked at once.
    pub no_epsv: bool,
    /// Session reuse worked only on TLS 1.2.
    pub tls12: bool,
    /// The server takes `NOOP` during a transfer badly.
    pub no_noop: bool,
    /// The server agrees to `LIST` a single file and then does not: its folder is listed instead.
    pub lists_no_file: bool,
    /// Seconds to add to the times in its LIST output to get UTC.
    pub list_offset: Option<i32>,
}
