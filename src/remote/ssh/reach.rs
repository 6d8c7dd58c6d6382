//! From a site to a socket on which an SSH server has said its name.

use std::net::SocketAddr;
use std::time::Duration;

use socket2::{SockRef, TcpKeepalive};
use tokio::net::TcpStream;
use tokio::time::{Instant, timeout, timeout_at};

use super::greeting::{self, Greeting};
use super::socket::Socket;
use crate::error::{Error, Kind, Result, Speech, Stage};
use crate::path::visible;
use crate::remote::{Dial, way};
use crate::site::Site;
use crate::wire::Milestone;

/// So often the system asks whether the peer is still there, so that nobody on the way forgets a silent connection.
const KEEP_ALIVE: Duration = Duration::from_secs(30);

/// A look at the greeting is repeated so often while only a part of it is there.
const GLANCE: Duration = Duration::from_millis(20);

/// A socket, and both of its ends.
pub(super) type Reached = (Socket, (Option<SocketAddr>, Option<SocketAddr>));

/// Connects to the site's host, address by address until one answers.
pub(super) async fn reach(dial: &Dial<'_>, site: &Site) -> Result<Reached> {
    let addresses = way::addresses(&site.host, site.port, dial.patience.connect).await?;
    dial.tap.reached(|| Milestone::Resolved(addresses.clone()));
    let mut failure = None;
    for (at, address) in addresses.iter().enumerate() {
        let limit = match at + 1 == addresses.len() {
            true => dial.patience.connect,
            false => dial.patience.connect.min(way::ONE_OF_SEVERAL),
        };
        dial.tap.note(format!("connecting to {address}"));
        let io = |error: &std::io::Error| {
            Error::io(Stage::Connect, "open connection", error)
                .between(None, Some(*address))
                .breaking()
        };
        let error = match timeout(limit, TcpStream::connect(address)).await {
            Ok(Ok(tcp)) => {
                let local = tcp.local_addr().ok();
                dial.tap.reached(|| Milestone::Connected { peer: Some(*address) });
                return prepare(dial, tcp)
                    .await
                    .map_err(|error| error.between(local, Some(*address)));
            }
            Ok(Err(error)) => io(&error),
            Err(_) => io(&std::io::ErrorKind::TimedOut.into()),
        };
        dial.tap.note(error.to_string());
        failure = Some(way::or_offline(error));
    }
    Err(failure.unwrap_or_else(|| Error::new(Stage::Resolve, Kind::NotFound, "find the server's address")))
}

async fn prepare(dial: &Dial<'_>, tcp: TcpStream) -> Result<Reached> {
    let io = |error: std::io::Error| Error::io(Stage::Connect, "open connection", &error).breaking();
    let ends = (tcp.local_addr().ok(), tcp.peer_addr().ok());
    let _ = tcp.set_nodelay(true);
    let _ = SockRef::from(&tcp).set_tcp_keepalive(&TcpKeepalive::new().with_time(KEEP_ALIVE).with_interval(KEEP_ALIVE));
    let version = listen(&tcp, dial.patience.connect).await?;
    dial.tap.server(&version);
    dial.tap.reached(|| Milestone::Greeted(visible(&version)));
    let socket = Socket::tcp(tcp.into_std().map_err(io)?).map_err(io)?;
    Ok((socket, ends))
}

/// Looks at the greeting and leaves it for the library.
async fn listen(tcp: &TcpStream, limit: Duration) -> Result<Vec<u8>> {
    let deadline = Instant::now() + limit;
    let mut seen = vec![0; greeting::MOST];
    let mut before = 0;
    loop {
        let length = match timeout_at(deadline, tcp.peek(&mut seen)).await {
            Ok(Ok(0)) => {
                return Err(Error::new(Stage::Greeting, Kind::Closed, "read greeting")
                    .with_cause("the server closed the connection before it said who it is")
                    .breaking());
            }
            Ok(Ok(length)) => length,
            Ok(Err(error)) => return Err(Error::io(Stage::Greeting, "read greeting", &error).breaking()),
            Err(_) => return Err(silence(&seen[..before])),
        };
        match greeting::read(&seen[..length]) {
            Greeting::Ssh(version) => return Ok(version),
            Greeting::Other(speech) => return Err(greeting::stranger(speech, &seen[..length])),
            Greeting::Unfinished => {}
        }
        // What was peeked at stays readable: there is no event for more of it.
        tokio::time::sleep(GLANCE).await;
        if length == before && Instant::now() >= deadline {
            return Err(silence(&seen[..before]));
        }
        before = length;
    }
}

/// Nothing, or nothing that makes sense, was said within the limit.
pub(super) fn silence(seen: &[u8]) -> Error {
    if seen.is_empty() {
        return Error::new(Stage::Greeting, Kind::WrongProtocol(Speech::Silence), "read greeting").breaking();
    }
    greeting::stranger(Speech::Unknown, seen)
}
