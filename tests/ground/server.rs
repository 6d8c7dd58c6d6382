//! A server that runs.

use std::io::{BufRead, BufReader, Write};
use std::net::{IpAddr, SocketAddr, TcpStream};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

use tempfile::TempDir;

use super::certificate::Identity;
use super::place::Place;
use super::process::Running;
use super::ssh::Ssh;
use super::{ACCOUNT_ID, Brand, PASSWORD, Recipe, Tls, USER, is_root};

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
    /// Its keys, where it speaks SSH.
    pub ssh: Ssh,
    /// The key of the account, where it speaks SSH.
    pub key: PathBuf,
    running: Running,
    _folder: TempDir,
}

impl Server {
    pub(super) fn start(recipe: &Recipe, place: Place, mut command: Command, ssh: Ssh) -> Self {
        let log = place.path("logs");
        let output = std::fs::File::create(log.join("output")).unwrap();
        command.stdout(output.try_clone().unwrap()).stderr(output);
        let user = match recipe.brand {
            Brand::Vsftpd if !is_root() => "anonymous".to_owned(),
            // It lets nobody in but who it is.
            Brand::OpenSsh if !is_root() => own_name(),
            _ => USER.to_owned(),
        };
        let key = if recipe.brand.is_ssh() {
            ssh.key("id_ed25519", &["-t", "ed25519"], "")
        } else {
            PathBuf::new()
        };
        let mut server = Self {
            host: place.host,
            port: place.port,
            user,
            password: PASSWORD.to_owned(),
            home: place.path("home"),
            log,
            identity: place.identity,
            brand: recipe.brand,
            tls: recipe.tls,
            ssh,
            key,
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
        if is_root() && !self.brand.is_script() {
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
        if self.brand.is_ssh() {
            return reader.read_line(&mut line).is_ok() && line.starts_with("SSH-2.0-");
        }
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
        // The kernel takes a process namespace down behind the back of whoever asked for it.
        self.running.stop();
        let limit = Instant::now() + Duration::from_secs(5);
        while TcpStream::connect(self.address()).is_ok() && Instant::now() < limit {
            std::thread::sleep(Duration::from_millis(5));
        }
    }
}

/// The name of who runs this.
fn own_name() -> String {
    let output = Command::new("id").arg("-un").output().unwrap();
    String::from_utf8(output.stdout).unwrap().trim().to_owned()
}
