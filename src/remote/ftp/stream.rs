//! The stream under the control connection, plain or TLS, with its book.

use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};

use bytes::{Buf, BytesMut};
use suppaftp::tokio::TokioTlsStream;
use suppaftp::{FtpError, FtpResult};
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;
use tokio_rustls::client::TlsStream;

use super::book::Book;
use super::reply;

/// What suppaftp reads and writes. Both the plain and the encrypted part of a connection go through it.
#[derive(Debug)]
pub(super) struct Stream {
    io: Io,
    /// What was read of the greeting before suppaftp got the stream.
    ahead: BytesMut,
    book: Arc<Book>,
    /// A command on its way out as it goes over the wire; see [`single`].
    outgoing: Option<Vec<u8>>,
}

/// The socket, with or without TLS around it.
#[derive(Debug)]
pub(super) enum Io {
    Plain(TcpStream),
    Tls(Box<TlsStream<TcpStream>>),
}

impl Stream {
    pub(super) fn new(io: Io, book: Arc<Book>) -> Self {
        Self {
            io,
            ahead: BytesMut::new(),
            book,
            outgoing: None,
        }
    }

    /// Reads into a buffer that suppaftp will see first; the number of new bytes, 0 at the end.
    pub(super) async fn look_ahead(&mut self) -> io::Result<usize> {
        self.io.read_buf(&mut self.ahead).await
    }

    /// What was read ahead.
    pub(super) fn ahead(&self) -> &[u8] {
        &self.ahead
    }

    /// Takes this much of what was read ahead away from suppaftp.
    pub(super) fn drop_ahead(&mut self, count: usize) {
        self.book.received(&self.ahead[..count]);
        self.book.took(count);
        self.ahead.advance(count);
    }
}

impl TokioTlsStream for Stream {
    type InnerStream = Io;

    /// Called between `AUTH` and the handshake. A byte behind the reply to `AUTH` was sent in clear by who knows whom:
    /// nothing of it may count, so the connection ends here.
    fn tcp_stream(self) -> FtpResult<TcpStream> {
        let said = self.book.recent();
        if reply::length(&said) != Some(said.len()) || !self.ahead.is_empty() {
            return Err(FtpError::BadResponse);
        }
        self.book.settle();
        match self.io {
            Io::Plain(tcp) => Ok(tcp),
            Io::Tls(_) => Err(FtpError::BadResponse),
        }
    }

    fn get_ref(&self) -> &TcpStream {
        self.io.tcp()
    }

    fn mut_ref(&mut self) -> &mut Io {
        &mut self.io
    }
}

impl Io {
    pub(super) fn tcp(&self) -> &TcpStream {
        match self {
            Self::Plain(tcp) => tcp,
            Self::Tls(tls) => tls.get_ref().0,
        }
    }
}

impl AsyncRead for Stream {
    fn poll_read(self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        let this = self.get_mut();
        let before = buf.filled().len();
        if this.ahead.is_empty() {
            ready!(Pin::new(&mut this.io).poll_read(cx, buf))?;
        } else {
            let count = this.ahead.len().min(buf.remaining());
            buf.put_slice(&this.ahead[..count]);
            this.ahead.advance(count);
        }
        this.book.received(&buf.filled()[before..]);
        Poll::Ready(Ok(()))
    }
}

impl AsyncWrite for Stream {
    fn poll_write(self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        let this = self.get_mut();
        if this.outgoing.is_none() && (!bytes.contains(&IAC) || this.book.speaks_telnet()) {
            let count = ready!(Pin::new(&mut this.io).poll_write(cx, bytes))?;
            this.book.sent(&bytes[..count]);
            return Poll::Ready(Ok(count));
        }
        let mut outgoing = this.outgoing.take().unwrap_or_else(|| single(bytes));
        while !outgoing.is_empty() {
            match Pin::new(&mut this.io).poll_write(cx, &outgoing)? {
                Poll::Ready(count) => {
                    this.book.sent(&outgoing[..count]);
                    outgoing.drain(..count);
                }
                Poll::Pending => {
                    this.outgoing = Some(outgoing);
                    return Poll::Pending;
                }
            }
        }
        Poll::Ready(Ok(bytes.len()))
    }

    fn poll_flush(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.get_mut().io).poll_flush(cx)
    }

    fn poll_shutdown(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.get_mut().io).poll_shutdown(cx)
    }
}

/// The Telnet byte "interpret as command".
const IAC: u8 = 0xff;

/// A command with each byte 0xFF once. suppaftp doubles them, as Telnet wants it; of the servers tried, only ProFTPD
/// takes the second away again, and the others would make another name of it.
fn single(bytes: &[u8]) -> Vec<u8> {
    let mut single = Vec::with_capacity(bytes.len());
    let mut bytes = bytes.iter().peekable();
    while let Some(byte) = bytes.next() {
        single.push(*byte);
        if *byte == IAC {
            bytes.next_if(|next| **next == IAC);
        }
    }
    single
}

impl AsyncRead for Io {
    fn poll_read(self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        match self.get_mut() {
            Self::Plain(tcp) => Pin::new(tcp).poll_read(cx, buf),
            Self::Tls(tls) => Pin::new(tls).poll_read(cx, buf),
        }
    }
}

impl AsyncWrite for Io {
    fn poll_write(self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        match self.get_mut() {
            Self::Plain(tcp) => Pin::new(tcp).poll_write(cx, bytes),
            Self::Tls(tls) => Pin::new(tls).poll_write(cx, bytes),
        }
    }

    fn poll_flush(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        match self.get_mut() {
            Self::Plain(tcp) => Pin::new(tcp).poll_flush(cx),
            Self::Tls(tls) => Pin::new(tls).poll_flush(cx),
        }
    }

    fn poll_shutdown(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        match self.get_mut() {
            Self::Plain(tcp) => Pin::new(tcp).poll_shutdown(cx),
            Self::Tls(tls) => Pin::new(tls).poll_shutdown(cx),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn doubled_bytes_are_single_again() {
        assert_eq!(single(b"a\xff\xffb\xff\xff\xff\xff\r\n"), b"a\xffb\xff\xff\r\n");
        assert_eq!(single(b"plain\r\n"), b"plain\r\n");
    }
}
