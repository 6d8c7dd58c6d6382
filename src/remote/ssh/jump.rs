//! A connection through another one (`ProxyJump`): a channel on the jump host that looks like a socket.

use std::net::SocketAddr;
use std::time::Duration;

use bytes::{Bytes, BytesMut};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::time::{Instant, timeout_at};

use super::channel::{Input, Output};
use super::greeting::{self, Greeting};
use super::reach::silence;
use super::socket::{Far, Socket};
use super::{Channel, Connection};
use crate::error::{Error, Kind, Result, Stage};
use crate::path::visible;
use crate::remote::Dial;
use crate::site::Site;
use crate::wire::Milestone;

/// Read from our end of the pair at once.
const PIECE: usize = 64 * 1024;

#[cfg(unix)]
type FarAsync = tokio::net::UnixStream;
#[cfg(windows)]
type FarAsync = tokio::net::TcpStream;

/// Reaches `site` through a connection that stands. The peer's address is known to the jump host only.
pub(super) async fn reach_through(jump: &Connection, dial: &Dial<'_>, site: &Site) -> Result<Socket> {
    dial.tap
        .note(format!("connecting to {} through the jump host", site.address()));
    let limit = dial.patience.connect;
    let channel = jump.tunnel(&site.host, site.port, limit).await.map_err(|error| Error {
        stage: Stage::Connect,
        broken: true,
        ..error
    })?;
    dial.tap.reached(|| Milestone::Connected { peer: None });
    let Channel { mut input, output } = channel;
    let heard = listen(&mut input, limit).await.map_err(|error| {
        let ends: (Option<SocketAddr>, Option<SocketAddr>) = jump.ends();
        // The reason may lie with the jump host itself.
        jump.failure().unwrap_or_else(|| error.between(ends.0, ends.1))
    })?;
    dial.tap.server(&heard.version);
    dial.tap.reached(|| Milestone::Greeted(visible(&heard.version)));
    let io = |error: std::io::Error| Error::io(Stage::Connect, "make a pair of sockets", &error).breaking();
    let (socket, far) = Socket::pair().map_err(io)?;
    let far = join(far).map_err(io)?;
    tokio::spawn(carry(heard.bytes, input, output, far));
    Ok(socket)
}

struct Heard {
    version: Vec<u8>,
    /// Everything that came, which the library has to read too.
    bytes: Bytes,
}

async fn listen(input: &mut Input, limit: Duration) -> Result<Heard> {
    let deadline = Instant::now() + limit;
    let mut seen = BytesMut::new();
    loop {
        match greeting::read(&seen) {
            Greeting::Ssh(version) => {
                return Ok(Heard {
                    version,
                    bytes: seen.freeze(),
                });
            }
            Greeting::Other(speech) => return Err(greeting::stranger(speech, &seen)),
            Greeting::Unfinished => {}
        }
        match timeout_at(deadline, input.next()).await {
            Ok(Some(piece)) => seen.extend_from_slice(&piece),
            Ok(None) => {
                return Err(Error::new(Stage::Greeting, Kind::Closed, "read greeting")
                    .with_cause("the server closed the connection before it said who it is")
                    .breaking());
            }
            Err(_) => return Err(silence(&seen)),
        }
    }
}

fn join(far: Far) -> std::io::Result<FarAsync> {
    FarAsync::from_std(far)
}

/// Moves bytes in both directions until one side has ended.
async fn carry(first: Bytes, mut input: Input, output: Output, far: FarAsync) {
    let (mut from_library, mut to_library) = far.into_split();
    let inwards = async {
        let mut piece = Some(first);
        while let Some(bytes) = piece {
            if to_library.write_all(&bytes).await.is_err() {
                return;
            }
            piece = input.next().await;
        }
    };
    let outwards = async {
        loop {
            let mut piece = BytesMut::with_capacity(PIECE);
            match from_library.read_buf(&mut piece).await {
                Ok(0) | Err(_) => return,
                Ok(_) => {
                    if !output.send(piece.freeze()).await {
                        return;
                    }
                }
            }
        }
    };
    tokio::select! {
        () = inwards => {}
        () = outwards => {}
    }
}
