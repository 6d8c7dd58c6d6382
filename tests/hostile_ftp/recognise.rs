//! What speaks at a port is told from its first words, and nothing that matters is said to it.

use std::time::{Duration, Instant};

use packetboat::error::{Error, Kind, Speech, Stage};
use packetboat::remote::{Recognised, Service, recognise};
use packetboat::settings::Patience;
use packetboat::wire::Tap;

use crate::hostile::{Act, Hostile, Script, say};

async fn told(server: &Hostile) -> Result<Recognised, Error> {
    let patience = Patience::of(Duration::from_secs(2));
    let host = server.address.ip().to_string();
    recognise(&host, Some(server.address.port()), patience, &Tap::silent()).await
}

fn greeting(acts: impl IntoIterator<Item = Act>) -> Hostile {
    Script::new().on("", acts).start()
}

#[tokio::test]
async fn ssh_and_ftp_are_told_apart_and_a_goodbye_is_all_they_hear() {
    let ssh = greeting([say("SSH-2.0-OpenSSH_9.2p1 Debian-2"), Act::Stall]);
    let found = told(&ssh).await.unwrap();
    assert_eq!((found.service, found.port), (Service::Ssh, ssh.address.port()));
    assert!(ssh.heard().control.is_empty());

    let ftp = Script::new().start();
    assert_eq!(told(&ftp).await.unwrap().service, Service::Ftp);
    assert_eq!(ftp.heard().control, b"QUIT\r\n");

    let slow = greeting([
        Act::Pause(Duration::from_millis(700)),
        say("220-a"),
        say("220 b"),
        Act::Hear,
    ]);
    assert_eq!(told(&slow).await.unwrap().service, Service::Ftp);

    let full = greeting([say("421 Too many connections (2) from this IP"), Act::Close]);
    assert_eq!(
        told(&full).await.unwrap().service,
        Service::Ftp,
        "the login will say why not"
    );
}

#[tokio::test]
async fn a_greeting_in_pieces_is_put_together() {
    let piece = |text: &str| Act::Say(text.as_bytes().to_vec());
    let wait = || Act::Pause(Duration::from_millis(100));
    let server = greeting([piece("S"), wait(), piece("SH"), wait(), piece("-2.0-x\r\n"), Act::Stall]);
    assert_eq!(told(&server).await.unwrap().service, Service::Ssh);
    let server = greeting([piece("2"), wait(), piece("20"), wait(), piece(" hi\r\n"), Act::Hear]);
    assert_eq!(told(&server).await.unwrap().service, Service::Ftp);
}

#[tokio::test]
async fn silence_is_told_within_the_limit() {
    let server = greeting([Act::Stall]);
    let began = Instant::now();
    assert_eq!(told(&server).await.unwrap().service, Service::Silent);
    assert!(began.elapsed() < Duration::from_secs(4));
    assert!(server.heard().control.is_empty());
}

#[tokio::test]
async fn what_is_something_else_is_said_to_be() {
    for words in [
        "220 mx.example.org ESMTP Postfix",
        "* OK IMAP4rev1 ready",
        "+OK POP3 ready",
    ] {
        let error = told(&greeting([say(words), Act::Stall])).await.unwrap_err();
        assert_eq!(
            (error.stage, error.kind),
            (Stage::Greeting, Kind::WrongProtocol(Speech::Unknown)),
            "{words}"
        );
    }
    let endless = greeting([Act::SayOften(b"x".to_vec(), 1_000_000), Act::Stall]);
    assert!(told(&endless).await.is_err());
    let error = told(&greeting([Act::Close])).await.unwrap_err();
    assert!(matches!(error.kind, Kind::Closed | Kind::Reset), "{error}");
}

#[tokio::test]
async fn a_port_that_refuses_says_so() {
    let port = std::net::TcpListener::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap()
        .port();
    let patience = Patience::of(Duration::from_secs(2));
    let error = recognise("127.0.0.1", Some(port), patience, &Tap::silent())
        .await
        .unwrap_err();
    assert_eq!((error.stage, error.kind), (Stage::Connect, Kind::Refused));
}
