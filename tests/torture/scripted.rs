//! The scripted servers of both kinds, as far as a trial sees them alike.

use std::net::SocketAddr;

use packetboat::secret::Secret;
use packetboat::site::{FtpOptions, Logon, Mode, Protocol, Security, SftpOptions, Site, Terms};

use crate::{hostile, hostile_sftp};

/// What a server is to begin with.
pub trait Furnish: Sized + Send {
    type Server: Scripted;

    fn with_file(self, path: &str, content: Vec<u8>) -> Self;

    fn with_folder(self, path: &str) -> Self;

    fn started(self) -> Self::Server;
}

/// A running one.
pub trait Scripted: Send + Sync {
    fn site(&self) -> Site;

    fn content(&self, path: &str) -> Option<Vec<u8>>;

    /// All files, by their paths from the root.
    fn files(&self) -> Vec<String>;
}

impl Furnish for hostile::Script {
    type Server = hostile::Hostile;

    fn with_file(self, path: &str, content: Vec<u8>) -> Self {
        self.file(path, content)
    }

    fn with_folder(self, path: &str) -> Self {
        self.folder(path)
    }

    fn started(self) -> Self::Server {
        self.start()
    }
}

impl Furnish for hostile_sftp::Script {
    type Server = hostile_sftp::Hostile;

    fn with_file(self, path: &str, content: Vec<u8>) -> Self {
        self.file(path, content)
    }

    fn with_folder(self, path: &str) -> Self {
        self.folder(path)
    }

    fn started(self) -> Self::Server {
        self.start()
    }
}

impl Scripted for hostile::Hostile {
    fn site(&self) -> Site {
        let security = match self.certificate {
            Some(_) => Security::Explicit,
            None => Security::Plain,
        };
        let options = FtpOptions {
            security,
            mode: Mode::Passive,
            ..FtpOptions::default()
        };
        site(self.address, Protocol::Ftp(options), ("anna", "hunter2"))
    }

    fn content(&self, path: &str) -> Option<Vec<u8>> {
        self.file(path)
    }

    fn files(&self) -> Vec<String> {
        let is_file = |path: &String| self.file(path).is_some();
        names(self.paths()).into_iter().filter(is_file).collect()
    }
}

impl Scripted for hostile_sftp::Hostile {
    fn site(&self) -> Site {
        let account = (hostile_sftp::USER, hostile_sftp::PASSWORD);
        site(self.address, Protocol::Sftp(SftpOptions::default()), account)
    }

    fn content(&self, path: &str) -> Option<Vec<u8>> {
        self.file(path)
    }

    fn files(&self) -> Vec<String> {
        let is_file = |path: &String| self.file(path).is_some();
        names(self.paths()).into_iter().filter(is_file).collect()
    }
}

fn site(address: SocketAddr, protocol: Protocol, (user, password): (&str, &str)) -> Site {
    Site {
        host: address.ip().to_string(),
        port: address.port(),
        protocol,
        logon: Logon::Password {
            user: user.into(),
            password: Secret::new(password),
        },
        terms: Terms::default(),
    }
}

fn names(paths: Vec<Vec<u8>>) -> Vec<String> {
    paths.into_iter().map(|path| String::from_utf8(path).unwrap()).collect()
}
