//! What a connection comes to on its way, step by step, for whoever watches one come to life.

use std::net::SocketAddr;

use crate::path::RemotePath;
use crate::site::TlsVersion;
use crate::trust::{Certificate, HostKey};

/// A step that was taken, with what was found.
#[derive(Clone, Debug, PartialEq)]
pub enum Milestone {
    /// The host has these addresses.
    Resolved(Vec<SocketAddr>),
    /// A connection to the server stands.
    Connected {
        /// The server's end; `None` where only a jump host knows it.
        peer: Option<SocketAddr>,
    },
    /// The server's first words, made visible.
    Greeted(String),
    /// Both sides agreed on how to encrypt.
    Encrypted(Encryption),
    /// The server is the one that is meant.
    Trusted(Identity),
    /// Somebody is logged in.
    LoggedIn {
        /// Who.
        user: String,
        /// How, step by step, where the protocol has several ways.
        methods: Vec<String>,
    },
    /// A folder was listed.
    Listed {
        /// The folder, absolute.
        folder: RemotePath,
        /// How many entries it has.
        entries: u64,
        /// The server opened the data connection (FTP).
        active: Option<bool>,
    },
}

/// How a connection is encrypted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Encryption {
    /// TLS: the version and the cipher suite.
    Tls(TlsVersion, String),
    /// SSH.
    Ssh {
        /// The key exchange.
        key_exchange: String,
        /// The cipher towards the server.
        cipher: String,
    },
}

/// By what a server is known.
#[derive(Clone, Debug, PartialEq)]
pub enum Identity {
    /// A certificate.
    Certificate {
        /// Which.
        certificate: Box<Certificate>,
        /// The platform vouches for it; otherwise somebody accepted it.
        verified: bool,
    },
    /// A host key, or a host certificate.
    HostKey(Box<HostKey>),
}
