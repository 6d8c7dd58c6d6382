//! A data connection: opening it from either side, reading and writing it.

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use bytes::BytesMut;
use socket2::{SockRef, TcpKeepalive};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpSocket, TcpStream};
use tokio::time::{Instant, sleep_until, timeout_at};
use tokio_rustls::client::TlsStream;

use super::super::way::way_out;
use super::tls::{Tls, is_resumed};
use crate::error::{Error, Kind, Result, Stage};
use crate::settings::Patience;
use crate::wire::Tap;

/// After so long a silence the system asks whether the peer is still there.
const QUIET: Duration = Duration::from_secs(10);

/// A peer whose system takes nothing and answers nothing for so long is gone.
const DEAD: Duration = Duration::from_secs(25);

/// An open data connection.
#[derive(Debug)]
pub(super) struct Data {
    io: Io,
    /// Our end and theirs.
    pub(super) ends: (Option<SocketAddr>, Option<SocketAddr>),
    /// With TLS: whether the control connection's session was taken up.
    pub(super) resumed: Option<bool>,
}

#[derive(Debug)]
enum Io {
    Plain(TcpStream),
    Tls(Box<TlsStream<TcpStream>>),
}

/// Who opens the connection.
#[derive(Debug)]
pub(super) enum Opening {
    /// We connect, from this address to that one.
    Connect { local: SocketAddr, peer: SocketAddr },
    /// The server connects to this listener. Only this server may.
    Accept { listener: TcpListener, server: SocketAddr },
}

/// Opens TCP for a data connection. The clock of its limit starts here; after `data_warning` the silence is named in the
/// log while the attempt goes on.
///
/// # Errors
/// With both ends' addresses.
pub(super) async fn open(opening: Opening, patience: Patience, limit: Duration, tap: &Tap) -> Result<TcpStream> {
    let started = Instant::now();
    let (ends, words) = opening.told();
    let attempted = opening.attempted();
    let mut work = std::pin::pin!(opening.work(tap));
    let opened = tokio::select! {
        opened = &mut work => opened,
        () = sleep_until(started + patience.data_warning.min(limit)) => {
            tap.note(format!("{words} for {} s", patience.data_warning.min(limit).as_secs_f32()));
            match timeout_at(started + limit, &mut work).await {
                Ok(opened) => opened,
                Err(_) => Err(io::ErrorKind::TimedOut.into()),
            }
        }
    };
    match opened {
        Ok(tcp) => {
            let _ = tcp.set_nodelay(true);
            watch_over(&tcp, patience.data_idle);
            Ok(tcp)
        }
        Err(error) if error.kind() == io::ErrorKind::TimedOut => {
            Err(Error::new(Stage::DataConnection, Kind::TimedOut, attempted)
                .with_cause(words)
                .between(ends.0, ends.1))
        }
        Err(error) => Err(Error::io(Stage::DataConnection, attempted, &error).between(ends.0, ends.1)),
    }
}

/// Lets the system find out that nothing gets through, also where what we send only fills its buffers.
fn watch_over(tcp: &TcpStream, idle: Duration) {
    if idle <= DEAD {
        return;
    }
    let socket = SockRef::from(tcp);
    let _ = socket.set_tcp_keepalive(&TcpKeepalive::new().with_time(QUIET).with_interval(QUIET / 2));
    #[cfg(any(target_os = "linux", target_os = "android"))]
    let _ = socket.set_tcp_user_timeout(Some(DEAD));
}

impl Opening {
    /// Both ends as far as they are known, and what to say when nothing happens.
    fn told(&self) -> ((Option<SocketAddr>, Option<SocketAddr>), String) {
        match self {
            Self::Connect { local, peer } => (
                (Some(*local), Some(*peer)),
                format!(
                    "no answer from {} on port {} (data connection from {})",
                    peer.ip(),
                    peer.port(),
                    local.ip()
                ),
            ),
            Self::Accept { listener, server } => {
                let local = listener.local_addr().ok();
                let port = local.map_or(0, |local| local.port());
                (
                    (local, Some(*server)),
                    format!("no data connection from {} to our port {port}", server.ip()),
                )
            }
        }
    }

    fn attempted(&self) -> &'static str {
        match self {
            Self::Connect { .. } => "open data connection",
            Self::Accept { .. } => "wait for data connection",
        }
    }

    async fn work(self, tap: &Tap) -> io::Result<TcpStream> {
        match self {
            Self::Connect { mut local, peer } => {
                let socket = if peer.is_ipv4() {
                    TcpSocket::new_v4()
                } else {
                    TcpSocket::new_v6()
                }?;
                // Servers compare addresses: with several ways out, the system might take another one than before. Binding
                // makes it search its whole port table, which takes milliseconds after some ten thousand uploads, so it is
                // done only where it matters.
                if way_out(peer).ok() != Some(local.ip()) {
                    local.set_port(0);
                    socket.bind(local)?;
                }
                socket.connect(peer).await
            }
            Self::Accept { listener, server } => loop {
                let (tcp, from) = listener.accept().await?;
                if from.ip() == server.ip() {
                    return Ok(tcp);
                }
                tap.note(format!(
                    "a data connection from {from} was turned away: the server is {}",
                    server.ip()
                ));
            },
        }
    }
}

impl Data {
    /// Puts TLS around the connection if the site has it.
    pub(super) async fn new(tcp: TcpStream, tls: Option<&Arc<Tls>>, patience: Patience) -> Result<Self> {
        let ends = (tcp.local_addr().ok(), tcp.peer_addr().ok());
        let Some(tls) = tls else {
            return Ok(Self {
                io: Io::Plain(tcp),
                ends,
                resumed: None,
            });
        };
        let secured = tls.handshake(Stage::DataConnection, tcp, patience.connect).await?;
        Ok(Self {
            resumed: Some(is_resumed(&secured)),
            io: Io::Tls(Box::new(secured)),
            ends,
        })
    }

    /// Whether the end of the data can be told from a cut.
    pub(super) fn proves_its_end(&self) -> bool {
        matches!(self.io, Io::Tls(_))
    }

    /// Reads as much as is there into the free room of `buffer`. 0 is the end; with TLS a proper one.
    ///
    /// # Errors
    /// `UnexpectedEof` if TLS ended without close_notify.
    pub(super) async fn read(&mut self, buffer: &mut BytesMut) -> io::Result<usize> {
        match &mut self.io {
            Io::Plain(tcp) => tcp.read_buf(buffer).await,
            Io::Tls(tls) => tls.read_buf(buffer).await,
        }
    }

    /// Writes as much as there is room for.
    pub(super) async fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match &mut self.io {
            Io::Plain(tcp) => tcp.write(bytes).await,
            Io::Tls(tls) => tls.write(bytes).await,
        }
    }

    /// Says that nothing more comes: close_notify with TLS, then FIN.
    pub(super) async fn finish(&mut self) -> io::Result<()> {
        match &mut self.io {
            Io::Plain(tcp) => tcp.shutdown().await,
            Io::Tls(tls) => tls.shutdown().await,
        }
    }
}
