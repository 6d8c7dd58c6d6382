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

/// Where servers usually listen, in the order of asking: FTP, SSH, and FTP with TLS from the first byte.
const USUAL: [u16; 3] = [21, 22, 990];

/// While a port does not even take the connection, the next one is tried after this.
const AHEAD: Duration = Duration::from_millis(1500);

/// Who speaks first does it by now, even if it looks up our name before.
const SILENCE: Duration = Duration::from_secs(6);

/// On the port of implicit TLS nobody speaks first.
const SILENCE_OF_TLS: Duration = Duration::from_secs(1);

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
        return first_of(USUAL, host, patience, tap, &standing).await;
    };
    let service = listen_at((host, port), silence(port, USUAL), patience, tap, &standing).await?;
    Ok(Recognised { service, port })
}

/// How long nobody may speak at a port before it counts as silent.
fn silence(port: u16, [_, _, tls]: [u16; 3]) -> Duration {
    if port == tls { SILENCE_OF_TLS } else { SILENCE }
}

/// The first of these ports that answers.
async fn first_of(
    usual: [u16; 3],
    host: &str,
    patience: Patience,
    tap: &Tap,
    standing: &Arc<AtomicUsize>,
) -> Result<Recognised> {
    let mut attempts = JoinSet::new();
    let mut ports = usual.into_iter();
    let mut failures: Vec<(u16, Error)> = Vec::new();
    loop {
        if let Some(port) = ports.next() {
            let (host, tap, standing) = (host.to_owned(), tap.clone(), standing.clone());
            let silence = silence(port, usual);
            attempts.spawn(async move { (port, listen_at((&host, port), silence, patience, &tap, &standing).await) });
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
            failures.sort_by_key(|(port, _)| usual.iter().position(|usual| usual == port));
            let first = failures.into_iter().next().map(|(_, error)| error);
            return Err(first.unwrap_or_else(|| Error::new(Stage::Connect, Kind::Cancelled, "open connection")));
        }
    }
}

async fn listen_at(
    (host, port): (&str, u16),
    silence: Duration,
    patience: Patience,
    tap: &Tap,
    standing: &AtomicUsize,
) -> Result<Service> {
    let mut stream = reach(host, port, patience, tap).await?;
    standing.fetch_add(1, Ordering::Relaxed);
    let told = first_words(&mut stream, silence.min(patience.reply), tap).await;
    if told == Ok(Service::Ftp) {
        part(stream, tap).await;
    }
    // Only now: while it is parted from, no other port need be asked.
    standing.fetch_sub(1, Ordering::Relaxed);
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

    /// What stands at a port of a host.
    enum Peer {
        /// Nobody.
        Nobody,
        /// Takes the connection, and after so many milliseconds says this.
        Says(u64, &'static str),
        /// Takes the connection and says nothing.
        Mute,
        /// Does not even answer: its line of callers is full.
        Silent,
    }

    /// A port with a peer behind it, and how many have called.
    struct Port {
        number: u16,
        calls: Arc<AtomicUsize>,
        /// Whoever fills the line of callers.
        _held: Vec<socket2::Socket>,
    }

    async fn port(peer: Peer) -> Port {
        let calls = Arc::new(AtomicUsize::new(0));
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let number = listener.local_addr().unwrap().port();
        let (wait, words) = match peer {
            Peer::Nobody => {
                drop(listener);
                return Port {
                    number,
                    calls,
                    _held: Vec::new(),
                };
            }
            Peer::Silent => {
                drop(listener);
                return silent_port();
            }
            Peer::Says(wait, words) => (wait, Some(words)),
            Peer::Mute => (0, None),
        };
        let heard = calls.clone();
        tokio::spawn(async move {
            while let Ok((mut stream, _)) = listener.accept().await {
                heard.fetch_add(1, Ordering::Relaxed);
                sleep(Duration::from_millis(wait)).await;
                if let Some(words) = words {
                    let _ = stream.write_all(words.as_bytes()).await;
                }
                // Until the caller leaves.
                while matches!(stream.read(&mut [0; 64]).await, Ok(1..)) {}
            }
        });
        Port {
            number,
            calls,
            _held: Vec::new(),
        }
    }

    /// A port whose callers wait for ever.
    fn silent_port() -> Port {
        use socket2::{Domain, Socket, Type};
        let listener = Socket::new(Domain::IPV4, Type::STREAM, None).unwrap();
        let any: SocketAddr = "127.0.0.1:0".parse().unwrap();
        listener.bind(&any.into()).unwrap();
        listener.listen(0).unwrap();
        let address = listener.local_addr().unwrap();
        let mut held = vec![listener];
        for _ in 0..4 {
            let caller = Socket::new(Domain::IPV4, Type::STREAM, None).unwrap();
            caller.set_nonblocking(true).unwrap();
            let _ = caller.connect(&address);
            held.push(caller);
        }
        Port {
            number: address.as_socket().unwrap().port(),
            calls: Arc::default(),
            _held: held,
        }
    }

    const FTP: &str = "220 ready\r\n";
    const SSH: &str = "SSH-2.0-x\r\n";
    const MAIL: &str = "220 mx ESMTP\r\n";

    /// What is found at a host with these peers, with the place of the port, and how many were called.
    async fn walk(peers: [Peer; 3]) -> (Result<(Service, usize)>, [usize; 3], [u16; 3]) {
        let [one, two, three] = peers;
        let ports = [port(one).await, port(two).await, port(three).await];
        let usual = ports.each_ref().map(|port| port.number);
        let patience = Patience::of(Duration::from_secs(5));
        let found = first_of(usual, "127.0.0.1", patience, &Tap::silent(), &Arc::default()).await;
        let place = |port| usual.iter().position(|usual| *usual == port).unwrap();
        let found = found.map(|found| (found.service, place(found.port)));
        (
            found,
            ports.each_ref().map(|port| port.calls.load(Ordering::Relaxed)),
            usual,
        )
    }

    #[tokio::test]
    async fn the_first_port_that_answers_is_the_only_one_that_is_called() {
        let (found, calls, _) = walk([Peer::Says(0, FTP), Peer::Says(0, SSH), Peer::Mute]).await;
        assert_eq!((found, calls), (Ok((Service::Ftp, 0)), [1, 0, 0]));
        // Also one that takes its time, as long as it has taken the connection.
        let (found, calls, _) = walk([Peer::Says(2500, FTP), Peer::Says(0, SSH), Peer::Mute]).await;
        assert_eq!((found, calls), (Ok((Service::Ftp, 0)), [1, 0, 0]));
    }

    #[tokio::test]
    async fn where_nobody_is_the_next_port_is_asked() {
        let (found, calls, _) = walk([Peer::Nobody, Peer::Says(0, SSH), Peer::Mute]).await;
        assert_eq!((found, calls), (Ok((Service::Ssh, 1)), [0, 1, 0]));
        let (found, calls, _) = walk([Peer::Says(0, MAIL), Peer::Says(0, SSH), Peer::Mute]).await;
        assert_eq!((found, calls), (Ok((Service::Ssh, 1)), [1, 1, 0]));
    }

    #[tokio::test]
    async fn silence_on_the_last_port_is_tls_and_soon_told() {
        let began = Instant::now();
        let (found, ..) = walk([Peer::Nobody, Peer::Nobody, Peer::Mute]).await;
        assert_eq!(found, Ok((Service::Silent, 2)));
        assert!(began.elapsed() < SILENCE, "that is not the wait of the other ports");
    }

    #[cfg(target_os = "linux")]
    #[tokio::test]
    async fn a_port_that_does_not_answer_holds_nobody_up() {
        let began = Instant::now();
        let (found, calls, _) = walk([Peer::Silent, Peer::Says(0, SSH), Peer::Mute]).await;
        assert_eq!((found, calls[1]), (Ok((Service::Ssh, 1)), 1));
        assert!(began.elapsed() >= AHEAD && began.elapsed() < Duration::from_secs(5));
    }

    #[tokio::test]
    async fn where_nobody_answers_at_all_it_is_told_of_the_first_port() {
        let (found, _, usual) = walk([Peer::Nobody, Peer::Nobody, Peer::Nobody]).await;
        let error = found.unwrap_err();
        assert_eq!((error.stage, error.kind), (Stage::Connect, Kind::Refused));
        assert_eq!(error.peer.map(|peer| peer.port()), Some(usual[0]));
        let (found, ..) = walk([Peer::Says(0, MAIL), Peer::Nobody, Peer::Nobody]).await;
        assert_eq!(found.unwrap_err().kind, Kind::WrongProtocol(Speech::Unknown));
    }
}
