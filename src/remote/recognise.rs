//! Who answers at a host? Told from the first words, with none of ours: no name, no password, and no command but a goodbye.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::task::JoinSet;
use tokio::time::{Instant, sleep, timeout, timeout_at};

use super::way;
use crate::error::{Error, Kind, Result, Speech, Stage};
use crate::path::visible;
use crate::settings::Patience;
use crate::wire::Tap;

/// What answers, and where.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Recognised {
    /// What it is.
    pub service: Service,
    /// Its port.
    pub port: u16,
}

/// What a server turns out to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Service {
    /// It says `SSH-`.
    Ssh,
    /// It greets with a reply code, as FTP does.
    Ftp,
    /// It takes the connection and says nothing, as TLS from the first byte does.
    Silent,
}

/// Where servers usually listen, in the order of asking.
const USUAL: [u16; 3] = [21, 22, 990];

/// While a port does not even take the connection, the next one is tried after this.
const AHEAD: Duration = Duration::from_millis(1500);

/// Who speaks first does it by now, even if it looks up our name before.
const SILENCE: Duration = Duration::from_secs(6);

/// On the port of implicit TLS nobody speaks first.
const SILENCE_990: Duration = Duration::from_secs(1);

/// A goodbye may take so long: a server that counts connections is to forget this one.
const GOODBYE: Duration = Duration::from_millis(500);

/// More first words than this are not read.
const ENOUGH: usize = 1024;

/// Finds out what speaks at a host: on `port`, or else on the usual ones, of which the first that answers counts.
///
/// # Errors
/// Why nobody answers; `WrongProtocol` for something else. With the usual ports it is the failure of the first.
pub async fn recognise(host: &str, port: Option<u16>, patience: Patience, tap: &Tap) -> Result<Recognised> {
    let standing = Arc::new(AtomicUsize::new(0));
    let Some(port) = port else {
        return first_of_usual(host, patience, tap, &standing).await;
    };
    let service = listen_at(host, port, patience, tap, &standing).await?;
    Ok(Recognised { service, port })
}

async fn first_of_usual(host: &str, patience: Patience, tap: &Tap, standing: &Arc<AtomicUsize>) -> Result<Recognised> {
    let mut attempts = JoinSet::new();
    let mut ports = USUAL.into_iter();
    let mut failures: Vec<(u16, Error)> = Vec::new();
    loop {
        if let Some(port) = ports.next() {
            let (host, tap, standing) = (host.to_owned(), tap.clone(), standing.clone());
            attempts.spawn(async move { (port, listen_at(&host, port, patience, &tap, &standing).await) });
        }
        // Whoever took the connection is given the time to speak.
        let next = loop {
            tokio::select! {
                ended = attempts.join_next() => break ended,
                () = sleep(AHEAD), if ports.len() > 0 => {
                    if standing.load(Ordering::Relaxed) == 0 {
                        break None;
                    }
                }
            }
        };
        match next {
            Some(Ok((port, Ok(service)))) => return Ok(Recognised { service, port }),
            // Another port has no other address.
            Some(Ok((_, Err(error)))) if error.stage == Stage::Resolve || error.kind == Kind::Offline => {
                return Err(error);
            }
            Some(Ok((port, Err(error)))) => failures.push((port, error)),
            Some(Err(_)) | None => {}
        }
        if attempts.is_empty() && ports.len() == 0 {
            failures.sort_by_key(|(port, _)| USUAL.iter().position(|usual| usual == port));
            let first = failures.into_iter().next().map(|(_, error)| error);
            return Err(first.unwrap_or_else(|| Error::new(Stage::Connect, Kind::Cancelled, "open connection")));
        }
    }
}

async fn listen_at(host: &str, port: u16, patience: Patience, tap: &Tap, standing: &AtomicUsize) -> Result<Service> {
    let mut stream = reach(host, port, patience, tap).await?;
    standing.fetch_add(1, Ordering::Relaxed);
    let silence = if port == 990 { SILENCE_990 } else { SILENCE };
    let told = first_words(&mut stream, silence.min(patience.reply), tap).await;
    standing.fetch_sub(1, Ordering::Relaxed);
    if told == Ok(Service::Ftp) {
        part(stream, tap).await;
    }
    told
}

async fn reach(host: &str, port: u16, patience: Patience, tap: &Tap) -> Result<TcpStream> {
    let addresses = way::addresses(host, port, patience.connect).await?;
    let mut failure = None;
    for (at, address) in addresses.iter().enumerate() {
        let limit = match at + 1 == addresses.len() {
            true => patience.connect,
            false => patience.connect.min(way::ONE_OF_SEVERAL),
        };
        tap.note(format!("connecting to {address} to hear what speaks there"));
        let error = match timeout(limit, TcpStream::connect(address)).await {
            Ok(Ok(stream)) => return Ok(stream),
            Ok(Err(error)) => unreached(*address, &error),
            Err(_) => unreached(*address, &std::io::ErrorKind::TimedOut.into()),
        };
        tap.note(error.to_string());
        failure = Some(error);
    }
    Err(failure.unwrap_or_else(|| Error::new(Stage::Resolve, Kind::NotFound, "find the server's address")))
}

fn unreached(address: SocketAddr, error: &std::io::Error) -> Error {
    way::or_offline(Error::io(Stage::Connect, "open connection", error).between(None, Some(address)))
}

async fn first_words(stream: &mut TcpStream, limit: Duration, tap: &Tap) -> Result<Service> {
    let ends = (stream.local_addr().ok(), stream.peer_addr().ok());
    let deadline = Instant::now() + limit;
    let mut said = Vec::new();
    let fail = |kind| Error::new(Stage::Greeting, kind, "read greeting").between(ends.0, ends.1);
    let service = loop {
        match timeout_at(deadline, stream.read_buf(&mut said)).await {
            Ok(Ok(0)) => return Err(fail(Kind::Closed)),
            Ok(Ok(_)) => {}
            Ok(Err(error)) => {
                return Err(Error::io(Stage::Greeting, "read greeting", &error).between(ends.0, ends.1));
            }
            Err(_) if said.is_empty() => return Ok(Service::Silent),
            Err(_) => break None,
        }
        if let Some(found) = told(&said) {
            break found;
        }
    };
    let line = said
        .split(|byte| *byte == b'\n')
        .next()
        .unwrap_or_default()
        .trim_ascii_end();
    let line = &line[..line.len().min(256)];
    tap.server(line);
    service.ok_or_else(|| fail(Kind::WrongProtocol(Speech::Unknown)).with_cause(visible(line)))
}

/// What it is, as soon as that can be told: `Some(None)` is something else.
fn told(said: &[u8]) -> Option<Option<Service>> {
    let has_line = said.contains(&b'\n');
    match said {
        [b'S', b'S', b'H', b'-', ..] => Some(Some(Service::Ssh)),
        // Mail servers greet with the same codes.
        [b'1' | b'2' | b'4', b, c, b' ' | b'-', ..] if b.is_ascii_digit() && c.is_ascii_digit() => {
            let mail = said.windows(4).any(|part| part.eq_ignore_ascii_case(b"SMTP"));
            (mail || has_line || said.len() >= ENOUGH).then_some((!mail).then_some(Service::Ftp))
        }
        // An SSH server may say other lines before its name.
        _ if said.windows(5).any(|part| part == b"\nSSH-") => Some(Some(Service::Ssh)),
        [b'*' | b'+' | b'<', ..] | [b'H', b'T', b'T', b'P', ..] if has_line => Some(None),
        _ => (said.len() >= ENOUGH).then_some(None),
    }
}

/// Says goodbye and waits for a moment until the server has heard it.
async fn part(mut stream: TcpStream, tap: &Tap) {
    let _ = timeout(GOODBYE, async {
        tap.client(b"QUIT");
        if stream.write_all(b"QUIT\r\n").await.is_ok() {
            let mut rest = [0; 512];
            while matches!(stream.read(&mut rest).await, Ok(1..)) {}
        }
    })
    .await;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_words_tell() {
        assert_eq!(told(b"SSH-2.0-x"), Some(Some(Service::Ssh)));
        assert_eq!(told(b"hello\r\nSSH-2.0-x\r\n"), Some(Some(Service::Ssh)));
        assert_eq!(told(b"220 ready\r\n"), Some(Some(Service::Ftp)));
        assert_eq!(told(b"220-a\r\n220 b\r\n"), Some(Some(Service::Ftp)));
        assert_eq!(told(b"421 Too many\r\n"), Some(Some(Service::Ftp)));
        assert_eq!(told(b"220 mx ESMTP Postfix\r\n"), Some(None));
        assert_eq!(told(b"* OK IMAP4rev1\r\n"), Some(None));
        assert_eq!(told(b"+OK POP3\r\n"), Some(None));
        for unfinished in [&b""[..], b"22", b"220 rea", b"SSH", b"hello\r\n"] {
            assert_eq!(told(unfinished), None, "{unfinished:?}");
        }
        assert_eq!(told(&[b'x'; ENOUGH]), Some(None));
    }
}
