//! What a session tells about its server, and how calls end.

use crate::error::{Error, Reply};
use crate::path::RemotePath;
use crate::site::TlsVersion;
use crate::trust::{Certificate, HostKey};

/// What a server can do.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Capabilities {
    /// How many operations one connection carries at once: 1 for FTP.
    pub lanes: usize,
    /// Times can be set.
    pub sets_modified: bool,
    /// Modes can be set.
    pub sets_permissions: bool,
    /// The server can name a checksum.
    pub checksums: bool,
    /// Listings are machine-readable (MLSD), with UTC times and exact sizes.
    pub exact_listings: bool,
    /// Sizes can be asked for one file.
    pub sizes: bool,
    /// Downloads and uploads can begin at an offset.
    pub offsets: bool,
    /// Several sessions can read and write ranges of one file at once.
    pub ranges: bool,
    /// A rename replaces nothing unless it is told to.
    pub renames_safely: bool,
    /// Logging in took an answer that cannot be given again by itself (a one-time code): this one connection is all.
    pub logs_in_once: bool,
}

/// What a connection is like, for the session info and the log.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Facts {
    /// The protocol by its name and, where it has one, its version: `FTP`, `SFTP 3`.
    pub protocol: String,
    /// The folder in which the login landed, once that was asked.
    pub home: RemotePath,
    /// The server's greeting.
    pub greeting: String,
    /// TLS version and cipher suite of the control connection; `None` without encryption.
    pub tls: Option<(TlsVersion, String)>,
    /// What is listed and moved is encrypted, too.
    pub data_encrypted: bool,
    /// The certificate of the server.
    pub certificate: Option<Certificate>,
    /// The platform's verifier vouched for the certificate (else it is pinned).
    pub verified: bool,
    /// Data connections that resumed the control connection's TLS session, and those that did not.
    pub resumed: (u64, u64),
    /// What the server says it can do, line by line.
    pub features: Vec<String>,
    /// Who opens data connections at present; `None` where there are none.
    pub active: Option<bool>,
    /// What the SSH handshake came to; `None` on other protocols.
    pub ssh: Option<SshFacts>,
}

/// What an SSH handshake came to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SshFacts {
    /// The server's version line, `SSH-2.0-...`, made visible.
    pub server: String,
    /// Key exchange.
    pub key_exchange: String,
    /// The algorithm that the host key was used with.
    pub host_key_algorithm: String,
    /// The host key.
    pub host_key: HostKey,
    /// Cipher from us to the server, and back.
    pub ciphers: (String, String),
    /// Message authentication from us to the server, and back; part of the cipher where it is `None`.
    pub macs: (Option<String>, Option<String>),
    /// How the login was done, step by step: `publickey`, `keyboard-interactive`, ...
    pub login: Vec<String>,
}

/// How a listing ended.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Listing {
    /// Entries handed out.
    pub entries: u64,
    /// Lines that were not understood.
    pub unknown: u64,
    /// The first of those lines, raw; at most 100.
    pub unknown_lines: Vec<Vec<u8>>,
    /// `None` if the listing is proven complete: ended properly, 2yz reply, every line understood. Else why not.
    pub doubt: Option<Doubt>,
}

/// Why a listing is not proven complete. What it does not show may still exist.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Doubt {
    /// The data connection ended without close_notify.
    NoGoodbye,
    /// Some lines were not understood.
    UnknownLines,
    /// Plain TCP: a cut looks like an end. The 2yz reply is all there is.
    PlainText,
}

/// How a transfer of bytes ended.
#[derive(Clone, Debug, PartialEq)]
pub struct Moved {
    /// Bytes that went over the wire in this call.
    pub bytes: u64,
    /// The server's last words about it.
    pub reply: Option<Reply>,
    /// The data connection ended without close_notify, and the site accepts that where the size is equal.
    pub no_goodbye: bool,
    /// The size of the file on the server after the last byte, where the protocol tells it along with the transfer.
    pub size: Option<u64>,
    /// What became of the wish to dress the file; `None` if the caller has to see to it.
    pub dressed: Option<Result<(), Box<Error>>>,
}

impl Moved {
    /// So many bytes, and nothing else to tell.
    pub fn of(bytes: u64, reply: Option<Reply>) -> Self {
        Self {
            bytes,
            reply,
            no_goodbye: false,
            size: None,
            dressed: None,
        }
    }
}

/// What to give to an uploaded file besides its bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct Dress {
    /// The time of last change, Unix seconds.
    pub modified: Option<i64>,
    /// The lower twelve mode bits.
    pub permissions: Option<u32>,
}

/// Where an upload begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Start {
    /// A new file, or an existing one from its first byte (`STOR`).
    Beginning,
    /// At this byte of an existing file (`REST`, `STOR`).
    At(u64),
    /// Behind the last byte of an existing file (`APPE`).
    End,
}

/// A checksum that the server made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Checksum {
    /// How it was made.
    pub algorithm: Algorithm,
    /// Its bytes, big-endian for CRC-32.
    pub bytes: Vec<u8>,
}

/// A way to make a checksum, best last. Only SHA-2 is called proof.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Algorithm {
    /// CRC-32 (ISO-HDLC).
    Crc32,
    /// MD5.
    Md5,
    /// SHA-1.
    Sha1,
    /// SHA-256.
    Sha256,
    /// SHA-512.
    Sha512,
}
