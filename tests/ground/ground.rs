//! The proving ground: real FTP and SFTP servers on loopback, each in a fresh folder, on a free port, gone with the test.
//!
//! A test says which server it wants and how, and gets it running or is told that it is skipped:
//!
//! ```ignore
//! let Some(server) = Recipe::new(Brand::Vsftpd).tls(Tls::Explicit13).start() else { return };
//! ```
//!
//! The servers come from `.ci/servers`; nothing is installed and nothing below `/etc` changes.

mod accounts;
mod asyncssh;
pub mod certificate;
pub mod client;
mod openssh;
mod place;
mod process;
mod proftpd;
mod pureftpd;
mod pyftpdlib;
mod server;
pub mod ssh;
mod vsftpd;

use std::io::Write;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, TcpListener};
use std::path::{Path, PathBuf};
use std::process::Command;

use place::Place;
pub use server::Server;
use ssh::Ssh;

/// The account of every server. The password occurs nowhere else, so that a leak of it can be searched for.
pub const USER: &str = "pbftp";
/// See [`USER`].
pub const PASSWORD: &str = "canary-Zb7-word";
/// [`PASSWORD`] as account files hold it (SHA-512 crypt).
const PASSWORD_HASH: &str =
    "$6$packetboat$Bjwwf31PkpfWxarHCPsuyDi/0sZ/GkpMTwDXJBAf2yd7NsPT.geIm78oWiqZztUm1Xo9AH6sRLaq18GVqzW2B1";
/// Whose files the account has, where a server that runs as root can give them away. No such user needs to exist.
const ACCOUNT_ID: u32 = 61_234;

/// A server program.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Brand {
    Vsftpd,
    Proftpd,
    Pureftpd,
    Pyftpdlib,
    OpenSsh,
    AsyncSsh,
}

impl Brand {
    /// Those that speak FTP.
    pub const FTP: [Self; 4] = [Self::Vsftpd, Self::Proftpd, Self::Pureftpd, Self::Pyftpdlib];
    /// Those that speak SFTP.
    pub const SFTP: [Self; 2] = [Self::OpenSsh, Self::AsyncSsh];

    /// Its name, which is also that of its folder in the cache.
    pub fn name(self) -> &'static str {
        match self {
            Self::Vsftpd => "vsftpd",
            Self::Proftpd => "proftpd",
            Self::Pureftpd => "pureftpd",
            Self::Pyftpdlib => "pyftpdlib",
            Self::OpenSsh => "openssh",
            Self::AsyncSsh => "asyncssh",
        }
    }

    /// Whether it speaks SFTP.
    pub fn is_ssh(self) -> bool {
        Self::SFTP.contains(&self)
    }

    /// Whether it is a script that runs as whoever starts it and gives no files away.
    fn is_script(self) -> bool {
        matches!(self, Self::Pyftpdlib | Self::AsyncSsh)
    }
}

/// How a server encrypts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tls {
    /// Not at all.
    Plain,
    /// `AUTH TLS`, required, TLS 1.2 only.
    Explicit12,
    /// `AUTH TLS`, required, TLS 1.3 only.
    Explicit13,
    /// `AUTH TLS`, required, whatever the server likes.
    Explicit,
    /// From the first byte.
    Implicit,
}

/// A server as a test wants it.
#[derive(Clone, Debug)]
pub struct Recipe {
    brand: Brand,
    tls: Tls,
    on_v6: bool,
    self_signed: bool,
    sessions: Option<u32>,
    port: Option<u16>,
    lines: Vec<String>,
    needs_password: bool,
    ssh: ssh::Wishes,
}

impl Recipe {
    /// Plain, on 127.0.0.1, on a free port.
    pub fn new(brand: Brand) -> Self {
        Self {
            brand,
            tls: Tls::Plain,
            on_v6: false,
            self_signed: false,
            sessions: None,
            port: None,
            lines: Vec::new(),
            needs_password: false,
            ssh: ssh::Wishes::default(),
        }
    }

    /// vsftpd as the guides set it up: a self-signed certificate, and an announced address that leads nowhere.
    pub fn guide(reuse: bool) -> Self {
        let reuse = if reuse { "YES" } else { "NO" };
        Self::new(Brand::Vsftpd)
            .tls(Tls::Explicit)
            .self_signed()
            .line("pasv_address=203.0.113.9")
            .line("pasv_promiscuous=YES")
            .line(format!("require_ssl_reuse={reuse}"))
    }

    /// With this encryption.
    pub fn tls(mut self, tls: Tls) -> Self {
        self.tls = tls;
        self
    }

    /// On ::1.
    pub fn on_v6(mut self) -> Self {
        self.on_v6 = true;
        self
    }

    /// With the certificate that guides make, instead of one signed by an authority.
    pub fn self_signed(mut self) -> Self {
        self.self_signed = true;
        self
    }

    /// Allowing so many sessions at once.
    pub fn sessions(mut self, most: u32) -> Self {
        self.sessions = Some(most);
        self
    }

    /// On this port instead of a free one.
    pub fn port(mut self, port: u16) -> Self {
        self.port = Some(port);
        self
    }

    /// OpenSSH that must know the account's password, not only its key.
    pub fn with_password(mut self) -> Self {
        self.needs_password = true;
        self
    }

    /// SSH with host keys of these kinds, as `ssh-keygen -t` names them.
    pub fn host_keys(mut self, kinds: &[&'static str]) -> Self {
        self.ssh.host_keys = kinds.to_vec();
        self
    }

    /// OpenSSH whose host keys are signed by an authority.
    pub fn certified(mut self) -> Self {
        self.ssh.certified = true;
        self
    }

    /// OpenSSH that shows the account nothing but its own folder.
    pub fn jailed(mut self) -> Self {
        self.ssh.jailed = true;
        self
    }

    /// OpenSSH that changes nothing.
    pub fn read_only(mut self) -> Self {
        self.ssh.read_only = true;
        self
    }

    /// With one more line in its configuration (vsftpd, ProFTPD, OpenSSH) or one more argument (Pure-FTPd, asyncssh).
    pub fn line(mut self, line: impl Into<String>) -> Self {
        self.lines.push(line.into());
        self
    }

    /// Starts it and waits until it greets. `None` if it is not to be had here, which was said then.
    pub fn start(&self) -> Option<Server> {
        let place = Place::new(self);
        match self.command(&place) {
            Ok((command, ssh)) => Some(Server::start(self, place, command, ssh)),
            Err(why) => {
                skip(&why);
                None
            }
        }
    }

    fn command(&self, place: &Place) -> Result<(Command, Ssh), String> {
        let ssh = if self.brand.is_ssh() {
            Ssh::prepare(place, &self.ssh)?
        } else {
            Ssh::default()
        };
        let command = match self.brand {
            Brand::Vsftpd => vsftpd::command(self, place),
            Brand::Proftpd => proftpd::command(self, place),
            Brand::Pureftpd => pureftpd::command(self, place),
            Brand::Pyftpdlib => pyftpdlib::command(self, place),
            Brand::OpenSsh => openssh::command(self, place, &ssh),
            Brand::AsyncSsh => asyncssh::command(self, place, &ssh),
        };
        Ok((command?, ssh))
    }

    fn host(&self) -> IpAddr {
        if self.on_v6 {
            Ipv6Addr::LOCALHOST.into()
        } else {
            Ipv4Addr::LOCALHOST.into()
        }
    }
}

/// Says that a test cannot run here, or fails where that must not be.
pub fn skip(why: &str) {
    let required = ["CI", "PACKETBOAT_REQUIRE_SERVERS"]
        .iter()
        .any(|name| std::env::var_os(name).is_some_and(|value| !value.is_empty()));
    assert!(!required, "{why}; skipping is not allowed here");
    // Written past the capture of the test harness, which hides what a passing test prints.
    let _ = writeln!(std::io::stderr(), "SKIPPED: {why}");
}

/// A port that was free just now.
pub fn free_port(host: IpAddr) -> u16 {
    TcpListener::bind((host, 0)).unwrap().local_addr().unwrap().port()
}

/// Whether this process may bind mounts and hand out files.
pub fn is_root() -> bool {
    rustix::process::geteuid().is_root()
}

/// The folder into which `.ci/servers` unpacked a server, if it is there.
fn unpacked(brand: Brand) -> Option<PathBuf> {
    let cache = match std::env::var_os("XDG_CACHE_HOME") {
        Some(folder) if !folder.is_empty() => PathBuf::from(folder),
        _ => PathBuf::from(std::env::var_os("HOME")?).join(".cache"),
    };
    let folder = cache.join("packetboat/servers").join(brand.name());
    folder.is_dir().then_some(folder)
}

/// A program of a server: the unpacked one, else one that is installed. With the libraries that came along.
fn program(brand: Brand, name: &str) -> Result<(PathBuf, Option<String>), String> {
    let root = unpacked(brand);
    let mut folders: Vec<PathBuf> = root.iter().map(|root| root.join("usr/sbin")).collect();
    folders.extend(root.iter().map(|root| root.join("usr/bin")));
    folders.extend(std::env::var_os("PATH").iter().flat_map(std::env::split_paths));
    folders.push("/usr/sbin".into());
    folders.push("/usr/bin".into());
    let found = folders
        .iter()
        .map(|folder| folder.join(name))
        .find(|path| path.is_file());
    match found {
        Some(path) => Ok((path, root.as_deref().map(libraries))),
        None => Err(format!("{} is not there; run .ci/servers", brand.name())),
    }
}

/// The folders below `root` that hold shared libraries, as `LD_LIBRARY_PATH` wants them.
fn libraries(root: &Path) -> String {
    let mut folders = Vec::new();
    let mut left = vec![root.join("usr/lib"), root.join("lib")];
    while let Some(folder) = left.pop() {
        let mut holds = false;
        for entry in std::fs::read_dir(&folder).into_iter().flatten().flatten() {
            if entry.file_type().is_ok_and(|kind| kind.is_dir()) {
                left.push(entry.path());
            } else {
                holds |= entry.file_name().to_string_lossy().contains(".so");
            }
        }
        if holds {
            folders.push(folder.into_os_string().into_string().unwrap());
        }
    }
    folders.join(":")
}
