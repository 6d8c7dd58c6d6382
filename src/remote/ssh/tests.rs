//! Against servers that are none, or that stop in the middle of the handshake.

use std::time::Instant;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

use super::*;
use crate::ask::{Answer, Answering, Ask, Question};
use crate::error::Speech;
use crate::settings::Patience;
use crate::site::{Learned, Logon, Protocol, SftpOptions};
use crate::trust::{HostKeys, Known};
use crate::wire::Tap;

/// Nobody is there.
struct Nobody;

impl Ask for Nobody {
    fn ask(&self, _question: Question) -> Answering<'_> {
        Box::pin(async { Answer::No })
    }
}

async fn listener() -> (TcpListener, Site) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let site = Site {
        host: "127.0.0.1".to_owned(),
        port: listener.local_addr().unwrap().port(),
        protocol: Protocol::Sftp(SftpOptions::default()),
        logon: Logon::Ask { user: "u".to_owned() },
        names: crate::path::Charset::default(),
    };
    (listener, site)
}

async fn open(site: &Site, limit: Duration) -> Error {
    let (keys, learned, tap) = (HostKeys::default(), Learned::default(), Tap::silent());
    let dial = Dial {
        site,
        known: Known::default(),
        keys: &keys,
        learned: &learned,
        ask: &Nobody,
        tap: &tap,
        patience: Patience::of(limit),
    };
    Connection::open(&dial, site).await.unwrap_err()
}

/// What we send to a server that greets so and then says nothing, until we close.
async fn hear(listener: TcpListener, greeting: &'static [u8]) -> Vec<u8> {
    let (mut tcp, _) = listener.accept().await.unwrap();
    tcp.write_all(greeting).await.unwrap();
    let mut heard = Vec::new();
    let _ = tcp.read_to_end(&mut heard).await;
    heard
}

#[tokio::test]
async fn another_protocol_is_named_and_nothing_is_sent_to_it() {
    for (greeting, speech) in [
        (&b"220 ProFTPD ready\r\n"[..], Speech::Unknown),
        (b"HTTP/1.1 400 Bad Request\r\n\r\n", Speech::Http),
    ] {
        let (listener, site) = listener().await;
        let (error, heard) = tokio::join!(open(&site, Duration::from_secs(5)), hear(listener, greeting));
        assert_eq!(
            (error.stage, &error.kind),
            (Stage::Greeting, &Kind::WrongProtocol(speech))
        );
        assert!(error.broken);
        assert_eq!(heard, b"");
    }
}

#[tokio::test]
async fn silence_has_a_limit_before_and_in_the_handshake() {
    for (greeting, stage) in [(&b""[..], Stage::Greeting), (b"SSH-2.0-still\r\n", Stage::Ssh)] {
        let (listener, site) = listener().await;
        let begun = Instant::now();
        let (error, heard) = tokio::join!(open(&site, Duration::from_millis(600)), hear(listener, greeting));
        assert_eq!(error.stage, stage, "{error}");
        assert!(begun.elapsed() < Duration::from_secs(5));
        assert_eq!(heard.starts_with(b"SSH-2.0-"), stage == Stage::Ssh);
    }
}

#[tokio::test]
async fn a_server_that_hangs_up_is_an_error_with_both_ends() {
    for greeting in [&b""[..], b"SSH-2.0-still\r\n"] {
        let (listener, site) = listener().await;
        let server = async {
            let (mut tcp, _) = listener.accept().await.unwrap();
            tcp.write_all(greeting).await.unwrap();
        };
        let (error, ()) = tokio::join!(open(&site, Duration::from_secs(5)), server);
        assert!(matches!(error.kind, Kind::Closed | Kind::Reset), "{error}");
        assert_eq!(error.peer.unwrap().port(), site.port);
        assert!(error.local.is_some() && error.broken);
    }
}

#[tokio::test]
async fn nobody_listening_is_refused() {
    let (listener, site) = listener().await;
    drop(listener);
    let error = open(&site, Duration::from_secs(5)).await;
    assert_eq!((error.stage, error.kind), (Stage::Connect, Kind::Refused));
    let nowhere = Site {
        host: "nowhere.invalid".to_owned(),
        ..site
    };
    assert_eq!(open(&nowhere, Duration::from_secs(5)).await.stage, Stage::Resolve);
}

#[tokio::test]
async fn whoever_stops_waiting_ends_the_connection_at_once() {
    let (listener, site) = listener().await;
    let attempt = tokio::spawn(async move { open(&site, Duration::from_secs(60)).await });
    let (mut tcp, _): (TcpStream, _) = listener.accept().await.unwrap();
    tcp.write_all(b"SSH-2.0-still\r\n").await.unwrap();
    // Its identification and its list of algorithms have come: the thread waits for ours.
    let mut heard = vec![0; 64];
    tcp.read_exact(&mut heard).await.unwrap();
    attempt.abort();
    let begun = Instant::now();
    let mut rest = Vec::new();
    let _ = tcp.read_to_end(&mut rest).await;
    assert!(begun.elapsed() < Duration::from_secs(1));
}
