//! How suppaftp gets its stream: through connectors of ours, which make the socket what the session needs.

use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use socket2::{SockRef, TcpKeepalive};
use suppaftp::tokio::AsyncTlsConnector;
use suppaftp::{FtpError, FtpResult};
use tokio::net::TcpStream;

use super::book::Book;
use super::greeting;
use super::stream::{Io, Stream};
use super::tls::{Tls, spoken};
use crate::error::{Error, Kind, Stage};
use crate::settings::Patience;
use crate::site::TlsVersion;
use crate::wire::{Encryption, Identity, Milestone, Tap};

/// So often the system asks whether the peer is still there, so that nobody on the way forgets a silent connection.
const KEEP_ALIVE: Duration = Duration::from_secs(30);

/// Makes the control stream out of a fresh socket, or the encrypted one out of the plain one.
///
/// suppaftp lets its caller choose the stream type only where it asks for TLS, so plain connections come in through
/// that door too: the stream is ours in every case, and with it the log, the count of bytes and the socket's options.
#[derive(Clone, Debug)]
pub(super) struct Door {
    pub(super) role: Role,
    pub(super) tls: Option<Arc<Tls>>,
    pub(super) book: Arc<Book>,
    pub(super) tap: Tap,
    pub(super) patience: Patience,
    pub(super) seen: Arc<Mutex<Seen>>,
}

/// What a connector is to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Role {
    /// Greeting in clear.
    Plain,
    /// TLS, then the greeting.
    Implicit,
    /// TLS on a connection that has agreed to it.
    Upgrade,
}

/// What a connector saw, since suppaftp hands neither sockets nor typed errors back.
#[derive(Debug, Default)]
pub(super) struct Seen {
    /// The connection stood; what failed later is no reason to try the next address.
    pub(super) ends: Option<(SocketAddr, SocketAddr)>,
    pub(super) tls: Option<(TlsVersion, String)>,
    pub(super) failure: Option<Error>,
}

impl Door {
    pub(super) fn seen(&self) -> MutexGuard<'_, Seen> {
        self.seen.lock().unwrap_or_else(PoisonError::into_inner)
    }

    async fn enter(&self, tcp: TcpStream) -> Result<Stream, Error> {
        if self.role != Role::Upgrade {
            let io = |error| Error::io(Stage::Connect, "open connection", &error).breaking();
            let ends = (tcp.local_addr().map_err(io)?, tcp.peer_addr().map_err(io)?);
            self.seen().ends = Some(ends);
            self.tap.reached(|| Milestone::Connected { peer: Some(ends.1) });
            let _ = tcp.set_nodelay(true);
            let _ = SockRef::from(&tcp)
                .set_tcp_keepalive(&TcpKeepalive::new().with_time(KEEP_ALIVE).with_interval(KEEP_ALIVE));
        }
        let io = match (&self.tls, self.role) {
            (_, Role::Plain) => Io::Plain(tcp),
            (Some(tls), _) => {
                let secured = tls.handshake(Stage::Tls, tcp, self.patience.connect).await?;
                let (version, cipher) = spoken(&secured);
                self.tap
                    .reached(|| Milestone::Encrypted(Encryption::Tls(version, cipher.clone())));
                if let Some(verdict) = tls.judge.verdict() {
                    self.tap.reached(|| {
                        Milestone::Trusted(Identity::Certificate {
                            verified: verdict.platform.is_ok(),
                            certificate: Box::new(verdict.certificate),
                        })
                    });
                }
                self.seen().tls = Some((version, cipher));
                Io::Tls(Box::new(secured))
            }
            (None, _) => return Err(Error::new(Stage::Tls, Kind::NoEncryption, "TLS handshake").breaking()),
        };
        let mut stream = Stream::new(io, self.book.clone());
        if self.role != Role::Upgrade {
            greeting::listen(&mut stream, self.patience.reply).await?;
        }
        Ok(stream)
    }
}

impl AsyncTlsConnector for Door {
    type Stream = Stream;

    fn connect<'life0, 'life1, 'async_trait>(
        &'life0 self,
        _domain: &'life1 str,
        stream: TcpStream,
    ) -> Pin<Box<dyn Future<Output = FtpResult<Stream>> + Send + 'async_trait>>
    where
        'life0: 'async_trait,
        'life1: 'async_trait,
        Self: 'async_trait,
    {
        Box::pin(async move {
            self.enter(stream).await.map_err(|error| {
                let words = error.to_string();
                self.seen().failure = Some(error);
                FtpError::SecureError(words)
            })
        })
    }
}
