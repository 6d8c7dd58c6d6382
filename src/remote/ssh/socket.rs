//! The socket that the library reads and writes: TCP, or our end of a pair where a jump host is in between.

use std::io;
use std::net::{Shutdown, TcpStream};
use std::sync::Arc;

use rustix::fd::{AsFd, BorrowedFd};
use socket2::SockRef;

#[cfg(unix)]
use std::os::fd::{AsRawFd, OwnedFd as Handle, RawFd};
#[cfg(windows)]
use std::os::windows::io::{AsRawSocket, OwnedSocket as Handle, RawSocket};

/// A connected stream socket that does not block.
#[derive(Debug)]
pub(super) struct Socket(Handle);

/// The far end of a pair, for the task that moves bytes to and from a channel.
#[cfg(unix)]
pub(super) type Far = std::os::unix::net::UnixStream;
#[cfg(windows)]
pub(super) type Far = TcpStream;

impl Socket {
    /// Takes over a TCP connection.
    pub(super) fn tcp(stream: TcpStream) -> io::Result<Self> {
        stream.set_nonblocking(true)?;
        Ok(Self(stream.into()))
    }

    /// A socket and its other end, which does not block either.
    #[cfg(unix)]
    pub(super) fn pair() -> io::Result<(Self, Far)> {
        let (near, far) = Far::pair()?;
        near.set_nonblocking(true)?;
        far.set_nonblocking(true)?;
        Ok((Self(near.into()), far))
    }

    /// A socket and its other end, which does not block either.
    #[cfg(windows)]
    pub(super) fn pair() -> io::Result<(Self, Far)> {
        let listener = std::net::TcpListener::bind((std::net::Ipv4Addr::LOCALHOST, 0))?;
        let near = TcpStream::connect(listener.local_addr()?)?;
        let ours = near.local_addr()?;
        // Somebody else may have been quicker: only our own connection is taken.
        let far = loop {
            let (far, peer) = listener.accept()?;
            if peer == ours {
                break far;
            }
        };
        near.set_nodelay(true)?;
        far.set_nodelay(true)?;
        near.set_nonblocking(true)?;
        far.set_nonblocking(true)?;
        Ok((Self(near.into()), far))
    }

    /// Ends both directions: every later read and write fails at once.
    pub(super) fn shut(&self) {
        let _ = SockRef::from(&self.0).shutdown(Shutdown::Both);
    }

    /// What the system has against this socket.
    pub(super) fn error(&self) -> Option<io::Error> {
        SockRef::from(&self.0).take_error().ok().flatten()
    }

    /// Whether the peer has closed, as far as it shows without reading.
    pub(super) fn is_hung_up(&self) -> bool {
        let mut look = [std::mem::MaybeUninit::uninit(); 1];
        match SockRef::from(&self.0).peek(&mut look) {
            Ok(count) => count == 0,
            Err(error) => error.kind() != io::ErrorKind::WouldBlock && error.kind() != io::ErrorKind::Interrupted,
        }
    }

    /// Whether there is something to read, the end included.
    pub(super) fn is_readable(&self) -> bool {
        let mut look = [std::mem::MaybeUninit::uninit(); 1];
        !matches!(SockRef::from(&self.0).peek(&mut look), Err(error) if error.kind() == io::ErrorKind::WouldBlock)
    }
}

impl AsFd for Socket {
    fn as_fd(&self) -> BorrowedFd<'_> {
        self.0.as_fd()
    }
}

/// What the library holds of a socket.
pub(super) struct Lent(pub(super) Arc<Socket>);

#[cfg(unix)]
impl AsRawFd for Lent {
    fn as_raw_fd(&self) -> RawFd {
        self.0.0.as_raw_fd()
    }
}

#[cfg(windows)]
impl AsRawSocket for Lent {
    fn as_raw_socket(&self) -> RawSocket {
        self.0.0.as_raw_socket()
    }
}
