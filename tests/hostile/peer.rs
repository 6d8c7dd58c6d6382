//! One connection of the scripted server, in clear text or in TLS.

use std::io::{self, Read, Write};
use std::net::{Shutdown, TcpStream};
use std::sync::Arc;
use std::time::Duration;

use rustls::crypto::ring;
use rustls::pki_types::{CertificateDer, PrivateKeyDer, PrivatePkcs8KeyDer};
use rustls::server::{ClientHello, ResolvesServerCert};
use rustls::sign::CertifiedKey;
use rustls::{ServerConfig, ServerConnection, StreamOwned};

/// The most that a thread of the server waits for its client.
const PATIENCE: Duration = Duration::from_secs(60);

/// Makes TLS of a connection.
#[derive(Clone)]
pub struct Acceptor {
    pub certificate: Vec<u8>,
    config: Arc<ServerConfig>,
}

/// Shows one certificate, whether or not the key belongs to it.
#[derive(Debug)]
struct Always(Arc<CertifiedKey>);

impl ResolvesServerCert for Always {
    fn resolve(&self, _: ClientHello<'_>) -> Option<Arc<CertifiedKey>> {
        Some(self.0.clone())
    }
}

impl Acceptor {
    pub fn new(certificate: Vec<u8>, key_der: &[u8]) -> Self {
        let key = PrivateKeyDer::from(PrivatePkcs8KeyDer::from(key_der.to_vec()));
        let key = ring::sign::any_supported_type(&key).unwrap();
        let certified = CertifiedKey::new(vec![CertificateDer::from(certificate.clone())], key);
        let config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_no_client_auth()
            .with_cert_resolver(Arc::new(Always(Arc::new(certified))));
        Self {
            certificate,
            config: Arc::new(config),
        }
    }
}

/// One end of a connection.
pub enum Peer {
    Clear(TcpStream),
    Tls(Box<StreamOwned<ServerConnection, TcpStream>>),
    Gone,
}

impl Peer {
    pub fn new(stream: TcpStream) -> Self {
        let _ = stream.set_read_timeout(Some(PATIENCE));
        let _ = stream.set_write_timeout(Some(PATIENCE));
        let _ = stream.set_nodelay(true);
        Self::Clear(stream)
    }

    /// The handshake. The connection is gone if it fails.
    pub fn start_tls(&mut self, acceptor: &Acceptor) -> io::Result<()> {
        let Self::Clear(stream) = std::mem::replace(self, Self::Gone) else {
            return Err(io::ErrorKind::NotConnected.into());
        };
        let connection = ServerConnection::new(acceptor.config.clone()).map_err(io::Error::other)?;
        let mut tls = Box::new(StreamOwned::new(connection, stream));
        while tls.conn.is_handshaking() {
            tls.conn.complete_io(&mut tls.sock)?;
        }
        *self = Self::Tls(tls);
        Ok(())
    }

    pub fn is_clear(&self) -> bool {
        matches!(self, Self::Clear(_))
    }

    fn socket(&self) -> Option<&TcpStream> {
        match self {
            Self::Clear(stream) => Some(stream),
            Self::Tls(tls) => Some(&tls.sock),
            Self::Gone => None,
        }
    }

    /// Ends the connection as it should be ended.
    pub fn goodbye(&mut self) {
        if let Self::Tls(tls) = self {
            tls.conn.send_close_notify();
            let _ = tls.flush();
        }
        self.cut();
    }

    /// Ends it with a bare FIN, and reads what is left so that the FIN is not turned into a reset.
    pub fn cut(&mut self) {
        if let Some(socket) = self.socket() {
            let _ = socket.shutdown(Shutdown::Write);
            let _ = socket.set_read_timeout(Some(Duration::from_millis(300)));
            let mut rest = [0; 4096];
            let mut socket = socket;
            while socket.read(&mut rest).is_ok_and(|read| read > 0) {}
        }
        *self = Self::Gone;
    }

    /// Resets it.
    pub fn reset(&mut self) {
        if let Some(socket) = self.socket() {
            let _ = socket2::SockRef::from(socket).set_linger(Some(Duration::ZERO));
        }
        *self = Self::Gone;
    }

    /// Waits until the client is gone, reading nothing that it sends.
    pub fn stall(&self) {
        let Some(socket) = self.socket() else { return };
        let mut byte = [0];
        for _ in 0..600 {
            std::thread::sleep(Duration::from_millis(100));
            let _ = socket.set_nonblocking(true);
            match socket.peek(&mut byte) {
                Ok(0) => return,
                Err(error) if error.kind() != io::ErrorKind::WouldBlock => return,
                _ => {}
            }
        }
    }
}

impl Read for Peer {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        match self {
            Self::Clear(stream) => stream.read(buffer),
            Self::Tls(tls) => tls.read(buffer),
            Self::Gone => Ok(0),
        }
    }
}

impl Write for Peer {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self {
            Self::Clear(stream) => stream.write(bytes),
            Self::Tls(tls) => tls.write(bytes),
            Self::Gone => Err(io::ErrorKind::NotConnected.into()),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match self {
            Self::Clear(stream) => stream.flush(),
            Self::Tls(tls) => tls.flush(),
            Self::Gone => Ok(()),
        }
    }
}
