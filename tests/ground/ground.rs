//! The proving ground: real FTP servers on loopback, each in a fresh folder, on a free port, gone with the test.
//!
//! A test says which server it wants and how, and gets it running or is told that it is skipped:
//!
//! ```ignore
//! let Some(server) = Recipe::new(Brand::Vsftpd).tls(Tls::Explicit13).start() else { return };
//! ```
//!
//! The servers come from `.ci/servers`; nothing is installed and nothing below `/etc` changes.

pub mod certificate;
pub mod client;
mod process;
mod proftpd;
mod pureftpd;
mod pyftpdlib;
mod vsftpd;

use std::io::{BufRead, BufReader, Write};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, TcpListener, TcpStream};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

use certificate::Identity;
use process::Running;
use tempfile::TempDir;

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
}

impl Brand {
    pub const ALL: [Self; 4] = [Self::Vsftpd, Self::Proftpd, Self::Pureftpd, Self::Pyftpdlib];

    /// Its name, which is also that of its folder in the cache.
    pub fn name(self) -> &'static str {
        match self {
            Self::Vsftpd => "vsftpd",
            Self::Proftpd => "proftpd",
            Self::Pureftpd => "pureftpd",
            Self::Pyftpdlib => "pyftpdlib",
        }
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

    /// With one more line in its configuration (vsftpd, ProFTPD) or one more argument (Pure-FTPd).
    pub fn line(mut self, line: impl Into<String>) -> Self {
        self.lines.push(line.into());
        self
    }

    /// Starts it and waits until it greets. `None` if it is not to be had here, which was said then.
    pub fn start(&self) -> Option<Server> {
        let place = Place::new(self);
        let command = match self.brand {
            Brand::Vsftpd => vsftpd::command(self, &place),
            Brand::Proftpd => proftpd::command(self, &place),
            Brand::Pureftpd => pureftpd::command(self, &place),
            Brand::Pyftpdlib => pyftpdlib::command(self, &place),
        };
        let command = match command {
            Ok(command) => command,
            Err(why) => {
                skip(&why);
                return None;
            }
        };
        Some(Server::start(self, place, command))
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

/// The fresh folder of one server with what every configuration needs.
struct Place {
    folder: TempDir,
    host: IpAddr,
    port: u16,
    identity: Identity,
}

impl Place {
    fn new(recipe: &Recipe) -> Self {
        let folder = tempfile::Builder::new().prefix("packetboat-ground-").tempdir().unwrap();
        std::fs::set_permissions(folder.path(), PermissionsExt::from_mode(0o755)).unwrap();
        let host = recipe.host();
        let identity = if recipe.self_signed {
            Identity::as_guides_make_it()
        } else {
            Identity::signed()
        };
        let place = Self {
            host,
            port: recipe.port.unwrap_or_else(|| free_port(host)),
            identity,
            folder,
        };
        for name in ["home", "empty", "logs"] {
            std::fs::create_dir(place.path(name)).unwrap();
        }
        if is_root() {
            std::os::unix::fs::chown(place.path("home"), Some(ACCOUNT_ID), Some(ACCOUNT_ID)).unwrap();
        }
        place.write("chain.pem", &place.identity.chain_pem);
        place.write("key.pem", &place.identity.key_pem);
        place.write(
            "both.pem",
            &format!("{}{}", place.identity.chain_pem, place.identity.key_pem),
        );
        place
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// The path as it stands in a configuration.
    fn text(&self, name: &str) -> String {
        self.path(name).into_os_string().into_string().unwrap()
    }

    /// Writes a file that only its owner reads, as servers demand of accounts and keys.
    fn write(&self, name: &str, content: &str) {
        std::fs::write(self.path(name), content).unwrap();
        std::fs::set_permissions(self.path(name), PermissionsExt::from_mode(0o600)).unwrap();
    }
}

impl Place {
    /// Limits the TLS versions of a server that has no setting for it, through the configuration of its OpenSSL.
    fn limit_tls(&self, tls: Tls, command: &mut Command) {
        let limit = match tls {
            Tls::Explicit12 => "MaxProtocol = TLSv1.2",
            Tls::Explicit13 => "MinProtocol = TLSv1.3",
            _ => return,
        };
        let sections = "openssl_conf = all\n[all]\nssl_conf = ssl\n[ssl]\nsystem_default = limits\n[limits]\n";
        self.write("openssl.cnf", &format!("{sections}{limit}\n"));
        command.env("OPENSSL_CONF", self.path("openssl.cnf"));
    }
}

/// A running server. It is stopped and its folder removed when this is dropped.
pub struct Server {
    pub host: IpAddr,
    pub port: u16,
    pub user: String,
    pub password: String,
    /// The folder in which the login lands, as the local disk sees it.
    pub home: PathBuf,
    /// The folder of the server's logs and output.
    pub log: PathBuf,
    /// What it shows on TLS.
    pub identity: Identity,
    pub brand: Brand,
    pub tls: Tls,
    running: Running,
    _folder: TempDir,
}

impl Server {
    fn start(recipe: &Recipe, place: Place, mut command: Command) -> Self {
        let log = place.path("logs");
        let output = std::fs::File::create(log.join("output")).unwrap();
        command.stdout(output.try_clone().unwrap()).stderr(output);
        let anonymous = recipe.brand == Brand::Vsftpd && !is_root();
        let mut server = Self {
            host: place.host,
            port: place.port,
            user: if anonymous { "anonymous" } else { USER }.to_owned(),
            password: PASSWORD.to_owned(),
            home: place.path("home"),
            log,
            identity: place.identity,
            brand: recipe.brand,
            tls: recipe.tls,
            running: Running::start(command),
            _folder: place.folder,
        };
        server.wait_until_ready(recipe.sessions.is_some());
        server
    }

    /// The address of the control port.
    pub fn address(&self) -> SocketAddr {
        SocketAddr::new(self.host, self.port)
    }

    /// Everything that the server has logged or printed.
    pub fn logged(&self) -> String {
        let mut text = String::new();
        for file in std::fs::read_dir(&self.log).unwrap().flatten() {
            let content = std::fs::read(file.path()).unwrap_or_default();
            text.push_str(&format!("--- {}\n", file.file_name().to_string_lossy()));
            text.push_str(&String::from_utf8_lossy(&content));
        }
        text
    }

    /// Puts a file into the account's folder, past the server.
    pub fn put(&self, name: impl AsRef<Path>, content: &[u8]) {
        let path = self.home.join(name);
        if let Some(parent) = path.parent() {
            std::fs::create_dir_all(parent).unwrap();
        }
        std::fs::write(&path, content).unwrap();
        self.give_away(&path);
    }

    /// Makes everything from `path` up to the account's folder belong to the account.
    pub fn give_away(&self, path: &Path) {
        if is_root() && self.brand != Brand::Pyftpdlib {
            for part in path.ancestors().take_while(|part| part.starts_with(&self.home)) {
                std::os::unix::fs::chown(part, Some(ACCOUNT_ID), Some(ACCOUNT_ID)).unwrap();
            }
        }
    }

    /// A limited server is only watched, not spoken to: the question would use up a session for a while.
    fn wait_until_ready(&mut self, only_look: bool) {
        let until = Instant::now() + Duration::from_secs(20);
        loop {
            let ready = if only_look { self.listens() } else { self.greets() };
            if ready {
                return;
            }
            let ended = self.running.has_ended();
            assert!(ended.is_none(), "{:?} ended: {ended:?}\n{}", self.brand, self.logged());
            assert!(
                Instant::now() < until,
                "{:?} does not greet\n{}",
                self.brand,
                self.logged()
            );
            std::thread::sleep(Duration::from_millis(20));
        }
    }

    fn greets(&self) -> bool {
        let Ok(mut stream) = TcpStream::connect_timeout(&self.address(), Duration::from_secs(1)) else {
            return false;
        };
        if self.tls == Tls::Implicit {
            return true;
        }
        stream.set_read_timeout(Some(Duration::from_secs(10))).unwrap();
        let mut reader = BufReader::new(stream.try_clone().unwrap());
        let mut line = String::new();
        let greeted = reader.read_line(&mut line).is_ok() && line.starts_with("220");
        let _ = stream.write_all(b"QUIT\r\n");
        while reader.read_line(&mut line).is_ok_and(|read| read > 0) {}
        greeted
    }

    fn listens(&self) -> bool {
        let table = if self.host.is_ipv6() {
            "/proc/net/tcp6"
        } else {
            "/proc/net/tcp"
        };
        let port = format!(":{:04X}", self.port);
        let table = std::fs::read_to_string(table).unwrap();
        table.lines().any(|line| {
            let mut fields = line.split_whitespace().skip(1);
            fields.next().is_some_and(|local| local.ends_with(&port)) && fields.nth(1) == Some("0A")
        })
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        if std::thread::panicking() {
            let logged = self.logged();
            let from = logged.char_indices().rev().nth(12_000).map_or(0, |(at, _)| at);
            eprintln!("what {:?} logged:\n{}", self.brand, &logged[from..]);
        }
    }
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
