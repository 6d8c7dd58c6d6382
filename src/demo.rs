//! Servers inside this process, to try things on: FTP without encryption, FTP with explicit TLS, and SFTP.
//!
//! They listen on free loopback ports over a temporary folder with a few files, for one user with a password of this
//! run. The folder and everything in it goes when the [`Demo`] is dropped.

mod account;
mod samples;
mod sftp;
mod ssh;

use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use libunftp::ServerBuilder;
use libunftp::options::{FtpsRequired, TlsFlags};
use rcgen::{CertificateParams, DnType, KeyPair};
use tempfile::TempDir;
use tokio::net::TcpListener;
use tokio::runtime::{Builder, Runtime};
use tokio::sync::oneshot;
use unftp_sbe_fs::Filesystem;

use crate::secret::Secret;
use crate::site::Security;
use crate::trust::{Fingerprint, KeyPrint};

use account::Account;

/// Running servers.
#[derive(Debug)]
pub struct Demo {
    /// The servers.
    pub servers: Vec<Server>,
    /// What they serve.
    pub folder: PathBuf,
    _running: oneshot::Sender<()>,
    _everything: TempDir,
}

/// One server.
#[derive(Debug)]
pub struct Server {
    /// What it speaks, for people.
    pub protocol: &'static str,
    /// The URL of its root, with user and password.
    pub url: Secret,
    /// Its port on 127.0.0.1.
    pub port: u16,
    /// Its certificate, where it has one.
    pub certificate: Option<Fingerprint>,
    /// Its host key, where it has one.
    pub host_key: Option<KeyPrint>,
}

impl Demo {
    /// Starts the servers on a thread of their own.
    ///
    /// # Errors
    /// If no folder can be made, no port is free or no thread can be started.
    pub fn start() -> io::Result<Self> {
        let everything = tempfile::Builder::new().prefix("packetboat-demo-").tempdir()?;
        let folder = everything.path().join("files");
        samples::write(&folder)?;
        let identity = Identity::make(everything.path())?;
        let account = Arc::new(Account::new());
        let plain = Offer {
            folder: folder.clone(),
            account: account.clone(),
            identity: None,
        };
        let encrypted = Offer {
            folder: folder.clone(),
            account: account.clone(),
            identity: Some(identity.clone()),
        };
        let runtime = runtime()?;
        let mut servers = vec![
            runtime.block_on(plain.open("ftp", Security::Plain))?,
            runtime.block_on(encrypted.open("ftps", Security::Explicit))?,
        ];
        servers.push(runtime.block_on(ssh::open(folder.clone(), account))?);
        let (running, ended) = oneshot::channel();
        std::thread::Builder::new().name("demo".to_owned()).spawn(move || {
            let _ = runtime.block_on(ended);
            runtime.shutdown_background();
        })?;
        Ok(Self {
            servers,
            folder,
            _running: running,
            _everything: everything,
        })
    }
}

/// What the servers run on: one thread that looks for news from the network only when nothing else is left to do.
///
/// libunftp answers `AUTH TLS` first and leaves it to another task to tell the connection that TLS comes next. If the
/// client's hello were seen before that task has run, it would be taken for a command.
fn runtime() -> io::Result<Runtime> {
    Builder::new_current_thread()
        .enable_all()
        .event_interval(u32::MAX)
        .build()
}

/// What one server offers to whom.
#[derive(Clone)]
struct Offer {
    folder: PathBuf,
    account: Arc<Account>,
    identity: Option<Identity>,
}

impl Offer {
    /// Opens a port and serves whoever comes.
    async fn open(self, protocol: &'static str, security: Security) -> io::Result<Server> {
        // The port is ours from here on, so nobody can take it between choosing and listening.
        let listener = TcpListener::bind(("127.0.0.1", 0)).await?;
        let port = listener.local_addr()?.port();
        let scheme = match security {
            Security::Plain => "ftp+plain",
            Security::Explicit => "ftp",
            Security::Implicit => "ftps",
        };
        let server = Server {
            protocol,
            url: self.account.url(scheme, port),
            port,
            certificate: self.identity.as_ref().map(|identity| identity.fingerprint),
            host_key: None,
        };
        tokio::spawn(async move {
            while let Ok((connection, _)) = listener.accept().await {
                // A connection that cannot be served is closed; its client says why better than we could.
                if let Ok(server) = self.server() {
                    tokio::spawn(server.service(connection));
                }
            }
        });
        Ok(server)
    }

    /// A server for one control connection: each has its own TLS sessions, which its data connections resume.
    fn server(&self) -> io::Result<libunftp::Server<Filesystem, unftp_core::auth::DefaultUser>> {
        let root = self.folder.clone();
        // Opened once here to find out, because the maker below cannot fail.
        Filesystem::new(&root)?;
        let maker = Box::new(move || served(&root));
        let mut builder = ServerBuilder::with_authenticator(maker, self.account.clone())
            .greeting("Packetboat's demo server")
            .idle_session_timeout(600);
        if let Some(identity) = &self.identity {
            builder = builder
                .ftps(&identity.certificate, &identity.key)
                .ftps_required(FtpsRequired::All, FtpsRequired::All)
                .ftps_tls_flags(
                    TlsFlags::LATEST_VERSIONS | TlsFlags::RESUMPTION_SESS_ID | TlsFlags::RESUMPTION_TICKETS,
                );
        }
        builder.build().map_err(io::Error::other)
    }
}

/// The storage for one connection.
///
/// # Panics
/// If the folder vanished since the connection was accepted; that ends this connection's task only.
#[allow(clippy::expect_used)]
fn served(root: &Path) -> Filesystem {
    Filesystem::new(root).expect("the demo's folder is there as long as the demo is")
}

/// A certificate of our own, signed by nobody else.
#[derive(Clone)]
struct Identity {
    certificate: PathBuf,
    key: PathBuf,
    fingerprint: Fingerprint,
}

impl Identity {
    /// Makes one and puts it where only this user can read it.
    fn make(folder: &Path) -> io::Result<Self> {
        let key = KeyPair::generate().map_err(io::Error::other)?;
        let names = vec!["localhost".to_owned(), "127.0.0.1".to_owned()];
        let mut params = CertificateParams::new(names).map_err(io::Error::other)?;
        params.distinguished_name.push(DnType::CommonName, "Packetboat demo");
        let certificate = params.self_signed(&key).map_err(io::Error::other)?;
        let identity = Self {
            certificate: folder.join("certificate.pem"),
            key: folder.join("key.pem"),
            fingerprint: Fingerprint::of(certificate.der()),
        };
        std::fs::write(&identity.certificate, certificate.pem())?;
        std::fs::write(&identity.key, key.serialize_pem())?;
        Ok(identity)
    }
}

#[cfg(test)]
mod tests {
    use std::io::{BufRead, BufReader, ErrorKind, Read, Write};
    use std::net::TcpStream;
    use std::time::Duration;

    use super::*;

    #[test]
    fn what_follows_auth_tls_is_never_taken_for_a_command() {
        let demo = Demo::start().unwrap();
        let port = demo.servers[1].port;
        for round in 0..500 {
            let mut stream = TcpStream::connect(("127.0.0.1", port)).unwrap();
            stream.set_nodelay(true).unwrap();
            stream.set_read_timeout(Some(Duration::from_secs(10))).unwrap();
            let mut reader = BufReader::new(stream.try_clone().unwrap());
            let mut line = String::new();
            reader.read_line(&mut line).unwrap();
            stream.write_all(b"AUTH TLS\r\n").unwrap();
            line.clear();
            reader.read_line(&mut line).unwrap();
            assert!(line.starts_with("234"), "round {round}: {line}");
            // As a command it would get a reply; as TLS it gets an alert, or a connection that is closed.
            stream.write_all(b"NOOP\r\n").unwrap();
            let mut answer = Vec::new();
            let outcome = reader.read_to_end(&mut answer);
            let shown = answer.escape_ascii().to_string();
            assert!(answer.first().is_none_or(|kind| *kind == 21), "round {round}: {shown}");
            let waits = outcome.is_err_and(|error| error.kind() == ErrorKind::WouldBlock);
            assert!(!waits, "round {round}: neither an alert nor an end");
        }
    }
}
