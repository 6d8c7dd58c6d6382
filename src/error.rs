//! What went wrong, as a value.
//!
//! An error says where in the work it happened ([`Stage`]), what kind it is ([`Kind`]), between which two addresses, and
//! the peer's own words. Sentences for people are made from it elsewhere.

mod interruption;

use std::fmt;
use std::net::SocketAddr;

use crate::path::visible;
use crate::trust::{Certificate, Distrust, Fingerprint, HostKey, KnownKey};

pub use interruption::Interruption;

/// The result of anything that can fail against a server or the local disk.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// A failure with its evidence.
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct Error {
    /// Where in the work it happened.
    pub stage: Stage,
    /// What kind of failure it is; decides about retries and exit codes.
    pub kind: Kind,
    /// What was attempted: a command such as `STOR a/b` or a step such as `open data connection`; secrets masked.
    pub attempted: String,
    /// Our end of the connection concerned.
    pub local: Option<SocketAddr>,
    /// The other end of it; for a data connection, its address and port.
    pub peer: Option<SocketAddr>,
    /// The peer's own words.
    pub reply: Option<Reply>,
    /// What the operating system or the TLS library said.
    pub cause: Option<String>,
    /// Whether the connection can still be used.
    pub broken: bool,
}

impl Error {
    /// An error that leaves its connection usable and has no evidence yet.
    pub fn new(stage: Stage, kind: Kind, attempted: impl Into<String>) -> Self {
        let attempted = attempted.into();
        Self {
            stage,
            kind,
            attempted,
            local: None,
            peer: None,
            reply: None,
            cause: None,
            broken: false,
        }
    }

    /// The same, with the system's words and its kind told from them.
    pub fn io(stage: Stage, attempted: impl Into<String>, error: &std::io::Error) -> Self {
        Self {
            cause: Some(error.to_string()),
            ..Self::new(stage, Kind::of(error), attempted)
        }
    }

    /// With the addresses of both ends.
    #[must_use]
    pub fn between(mut self, local: Option<SocketAddr>, peer: Option<SocketAddr>) -> Self {
        self.local = local;
        self.peer = peer;
        self
    }

    /// With the peer's words.
    #[must_use]
    pub fn with_reply(mut self, reply: Reply) -> Self {
        self.reply = Some(reply);
        self
    }

    /// With the words of the system or a library.
    #[must_use]
    pub fn with_cause(mut self, cause: impl fmt::Display) -> Self {
        self.cause = Some(cause.to_string());
        self
    }

    /// The connection is out of step or gone and must not be used again.
    #[must_use]
    pub fn breaking(mut self) -> Self {
        self.broken = true;
        self
    }

    /// Whether the disk here is what failed, so that the next file would fare no better.
    pub fn is_about_the_disk(&self) -> bool {
        self.stage == Stage::LocalDisk && matches!(self.kind, Kind::NoSpace | Kind::ReadOnly | Kind::DiskFault)
    }

    /// Whether the same attempt may succeed a little later without anyone changing anything.
    pub fn is_transient(&self) -> bool {
        match self.kind {
            Kind::TimedOut | Kind::Closed | Kind::Reset | Kind::TooMany | Kind::Truncated => true,
            Kind::Unreachable | Kind::Offline | Kind::Interrupted(_) | Kind::SourceChanged => true,
            Kind::Refused => self.stage == Stage::Connect || self.stage == Stage::DataConnection,
            Kind::Rejected => self.reply.as_ref().is_some_and(Reply::is_transient),
            _ => false,
        }
    }
}

impl fmt::Display for Error {
    /// One technical line for logs. People read the words made in `cli` and `ui`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {:?} ({})", self.attempted, self.kind, self.stage.name())?;
        if let Some(peer) = self.peer {
            write!(f, " at {peer}")?;
        }
        if let Some(reply) = &self.reply {
            write!(f, ": {reply}")?;
        }
        if let Some(cause) = &self.cause {
            write!(f, ": {cause}")?;
        }
        Ok(())
    }
}

impl std::error::Error for Error {}

/// Where in the work something happened, in the order in which a connection comes to life.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
pub enum Stage {
    /// Finding the address of a name.
    Resolve,
    /// Opening the control connection.
    Connect,
    /// The server's greeting.
    Greeting,
    /// `AUTH`, `PBSZ`, `PROT` and the TLS handshake of the control connection.
    Tls,
    /// The SSH handshake.
    Ssh,
    /// Deciding whether the server is the one meant.
    Trust,
    /// User and password.
    Login,
    /// A command and its reply.
    Command,
    /// Opening a data connection, with its TLS handshake.
    DataConnection,
    /// Bytes on an open data connection.
    Transfer,
    /// Comparing what arrived with what was sent.
    Check,
    /// Reading a listing.
    Listing,
    /// The local disk.
    LocalDisk,
    /// Deciding what to do, before anything is sent.
    Plan,
}

impl Stage {
    /// The name in `--json` output.
    pub fn name(self) -> &'static str {
        match self {
            Self::Resolve => "resolve",
            Self::Connect => "connect",
            Self::Greeting => "greeting",
            Self::Tls => "tls",
            Self::Ssh => "ssh",
            Self::Trust => "trust",
            Self::Login => "login",
            Self::Command => "command",
            Self::DataConnection => "data_connection",
            Self::Transfer => "transfer",
            Self::Check => "check",
            Self::Listing => "listing",
            Self::LocalDisk => "local_disk",
            Self::Plan => "plan",
        }
    }
}

/// What kind of failure it is.
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
pub enum Kind {
    /// No such host, file or folder.
    NotFound,
    /// The peer's system refused the connection (RST).
    Refused,
    /// No answer within the limit.
    TimedOut,
    /// No way to the address.
    Unreachable,
    /// This computer has no way to any network.
    Offline,
    /// The connection was given up because of what happened to this computer or its network.
    Interrupted(Interruption),
    /// The peer closed the connection where it should not have.
    Closed,
    /// The connection was reset.
    Reset,
    /// The server said no, in the reply.
    Rejected,
    /// The server allows no more connections now (421, 530 "too many").
    TooMany,
    /// User or password was not accepted.
    LoginRefused,
    /// A password is needed and nobody gave one.
    NoPassword,
    /// TLS was asked for and is not to be had (`AUTH`, `PBSZ` or `PROT` refused). Nothing was sent.
    NoEncryption,
    /// TLS could not be agreed on.
    Handshake,
    /// The certificate is not trusted, and nobody said yes to it.
    NotTrusted {
        /// What the server showed.
        certificate: Box<Certificate>,
        /// Why the platform does not vouch for it.
        reason: Distrust,
    },
    /// The certificate is another one than before.
    Changed {
        /// What the server showed.
        certificate: Box<Certificate>,
        /// The pin, or `None` if the platform vouched for this host before.
        before: Option<Fingerprint>,
    },
    /// The host key is not known, and nobody said yes to it.
    UnknownHostKey {
        /// What the server showed.
        key: Box<HostKey>,
        /// Keys of other algorithms that are known for the host.
        others: Vec<KnownKey>,
    },
    /// The host key is another one than before.
    HostKeyChanged {
        /// What the server showed.
        key: Box<HostKey>,
        /// What was expected, and where that is written.
        before: Vec<KnownKey>,
    },
    /// The host key was withdrawn (`@revoked`).
    HostKeyRevoked {
        /// What the server showed.
        key: Box<HostKey>,
        /// Where that is written.
        at: String,
    },
    /// The server's host certificate does not hold; the cause says why.
    HostCertificate,
    /// A key file cannot be used: not there, not a key, or of a kind that is not supported.
    BadKeyFile,
    /// A passphrase does not open its key file.
    WrongPassphrase,
    /// The peer speaks something else.
    WrongProtocol(Speech),
    /// The peer broke the rules of the protocol.
    Protocol,
    /// A data connection came from, or led to, another host.
    Stranger,
    /// The data ended before its proper end: no close_notify, or a cut.
    Truncated,
    /// The sizes on both sides differ.
    SizeDiffers {
        /// Bytes that there should be.
        expected: u64,
        /// Bytes that there are.
        actual: u64,
    },
    /// The hashes on both sides differ.
    HashDiffers,
    /// The source changed while it was being read.
    SourceChanged,
    /// A reply, line or listing was longer than any honest one.
    TooLarge,
    /// The name cannot be used; see [`crate::path::Blocked`].
    BlockedName(crate::path::Blocked),
    /// Something stands where the target would be.
    Exists,
    /// It is not what it should be: a folder where a file was expected, or the other way round.
    WrongType,
    /// The local system did not permit it.
    NotPermitted,
    /// A disk is full or a quota is used up.
    NoSpace,
    /// The disk can only be read.
    ReadOnly,
    /// The disk itself failed.
    DiskFault,
    /// The server cannot do this.
    Unsupported,
    /// A user or a flag said stop.
    Cancelled,
    /// Any other failure of the local system.
    System,
}

impl Kind {
    /// Tells the kind from an operating system error.
    pub fn of(error: &std::io::Error) -> Self {
        use std::io::ErrorKind as Os;
        match error.kind() {
            Os::NotFound => Self::NotFound,
            Os::ConnectionRefused => Self::Refused,
            Os::TimedOut => Self::TimedOut,
            Os::HostUnreachable | Os::NetworkUnreachable | Os::NetworkDown | Os::AddrNotAvailable => Self::Unreachable,
            Os::UnexpectedEof | Os::BrokenPipe | Os::NotConnected => Self::Closed,
            Os::ConnectionReset | Os::ConnectionAborted => Self::Reset,
            Os::PermissionDenied => Self::NotPermitted,
            Os::ReadOnlyFilesystem => Self::ReadOnly,
            Os::StorageFull | Os::QuotaExceeded | Os::FileTooLarge => Self::NoSpace,
            Os::AlreadyExists => Self::Exists,
            Os::NotADirectory | Os::IsADirectory => Self::WrongType,
            _ if is_disk_fault(error) => Self::DiskFault,
            _ => Self::System,
        }
    }

    /// The name in `--json` output.
    pub fn name(&self) -> &'static str {
        match self {
            Self::NotFound => "not_found",
            Self::Refused => "refused",
            Self::TimedOut => "timed_out",
            Self::Unreachable => "unreachable",
            Self::Offline => "offline",
            Self::Interrupted(_) => "interrupted",
            Self::Closed => "closed",
            Self::Reset => "reset",
            Self::Rejected => "rejected",
            Self::TooMany => "too_many_connections",
            Self::LoginRefused => "login_refused",
            Self::NoPassword => "no_password",
            Self::NoEncryption => "no_encryption",
            Self::Handshake => "handshake",
            Self::NotTrusted { .. } => "not_trusted",
            Self::Changed { .. } => "changed",
            Self::UnknownHostKey { .. } | Self::HostCertificate => "not_trusted",
            Self::HostKeyChanged { .. } => "changed",
            Self::HostKeyRevoked { .. } => "revoked",
            Self::BadKeyFile => "bad_key_file",
            Self::WrongPassphrase => "wrong_passphrase",
            Self::WrongProtocol(_) => "wrong_protocol",
            Self::Protocol => "protocol",
            Self::Stranger => "stranger",
            Self::Truncated => "truncated",
            Self::SizeDiffers { .. } => "size_differs",
            Self::HashDiffers => "hash_differs",
            Self::SourceChanged => "source_changed",
            Self::TooLarge => "too_large",
            Self::BlockedName(_) => "blocked_name",
            Self::Exists => "exists",
            Self::WrongType => "wrong_type",
            Self::NotPermitted => "not_permitted",
            Self::NoSpace => "no_space",
            Self::ReadOnly => "read_only",
            Self::DiskFault => "disk_fault",
            Self::Unsupported => "unsupported",
            Self::Cancelled => "cancelled",
            Self::System => "system",
        }
    }
}

/// The system has no kind of its own for an error of the device.
fn is_disk_fault(error: &std::io::Error) -> bool {
    // EIO; on Windows ERROR_IO_DEVICE and ERROR_CRC.
    let codes: &[i32] = if cfg!(windows) { &[1117, 23] } else { &[5] };
    error.raw_os_error().is_some_and(|code| codes.contains(&code))
}

/// What a peer speaks that was taken for something else.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
pub enum Speech {
    /// It greeted with `SSH-`: this is an SSH server, SFTP may be what is wanted.
    Ssh,
    /// It answered in HTTP.
    Http,
    /// It says nothing until it is spoken to, as implicit TLS does.
    Silence,
    /// It sent plain text where TLS was expected: explicit TLS may be what is wanted.
    PlainText,
    /// Something unknown.
    Unknown,
}

/// A reply of the server: its code and its own words.
#[derive(Clone, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
pub struct Reply {
    /// Three digits, 100 to 599 from an honest FTP server; 0 where the server gave none. For SFTP the status (1 to 31).
    pub code: u16,
    /// All lines as they came, with their codes, without the last line end.
    pub text: Vec<u8>,
}

impl Reply {
    /// 4yz: the same command may work later (RFC 959, 4.2.1).
    pub fn is_transient(&self) -> bool {
        (400..500).contains(&self.code)
    }

    /// 2yz: done.
    pub fn is_done(&self) -> bool {
        (200..300).contains(&self.code)
    }

    /// Whether the words contain `part`, whatever its case.
    pub fn says(&self, part: &str) -> bool {
        self.text
            .windows(part.len())
            .any(|window| window.eq_ignore_ascii_case(part.as_bytes()))
    }
}

impl fmt::Display for Reply {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, line) in self.text.split(|byte| *byte == b'\n').enumerate() {
            let line = line.strip_suffix(b"\r").unwrap_or(line);
            write!(f, "{}{}", if at == 0 { "" } else { "\n" }, visible(line))?;
        }
        Ok(())
    }
}

impl fmt::Debug for Reply {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "\"{self}\"")
    }
}
