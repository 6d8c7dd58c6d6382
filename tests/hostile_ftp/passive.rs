//! Where data connections lead, and who may come to ours.

use std::net::{IpAddr, Ipv4Addr};
use std::time::{Duration, Instant};

use packetboat::error::{Kind, Stage};
use packetboat::settings::Patience;
use packetboat::site::Mode;
use packetboat::wire::Speaker;

use crate::client_of;
use crate::ground::client::{binary, download, fetch, list};
use crate::hostile::ports::{Bystander, SilentPort};
use crate::hostile::{Act, Script, say};

const ELSEWHERE: IpAddr = IpAddr::V4(Ipv4Addr::new(127, 0, 0, 2));

#[tokio::test]
async fn an_announced_address_elsewhere_is_never_contacted() {
    let bystander = Bystander::new(ELSEWHERE);
    let announcement = bystander.as_pasv();
    let server = Script::new()
        .file("a", "123")
        .without("EPSV")
        .on("PASV", [say(&announcement)])
        .start();
    let session = client_of(&server).connect().await.unwrap();
    let (bytes, moved) = download(&session, &"a".into(), 0).await;
    assert!(moved.is_err() && bytes.is_empty());
    assert_eq!(bystander.visitors(), 0);
}

#[tokio::test]
async fn an_unreachable_announced_address_is_replaced_by_the_servers() {
    let answer = Act::SayPort("227 Entering Passive Mode (203,0,113,9,{p1},{p2}).");
    let server = Script::new()
        .file("a", "123")
        .without("EPSV")
        .on("PASV", [answer])
        .start();
    let client = client_of(&server);
    let session = client.connect().await.unwrap();
    assert_eq!(fetch(&session, &"a".into()).await.unwrap(), b"123");
    let notes = client.log.said(Speaker::Note).join("\n");
    assert!(
        notes.contains("203.0.113.9"),
        "the odd address is not mentioned: {notes}"
    );
}

#[tokio::test]
async fn every_shape_of_a_pasv_reply_is_read() {
    for shape in [
        "227 Entering Passive Mode (127,0,0,1,{p1},{p2})",
        "227 Entering Passive Mode (127,0,0,1,{p1},{p2}).",
        "227 Entering Passive Mode 127,0,0,1,{p1},{p2}",
        "227 Entering Passive Mode. 127,0,0,1,{p1},{p2}.",
        "227 =127,0,0,1,{p1},{p2}",
        "227 [127,0,0,1,{p1},{p2}]",
        "227 {127,0,0,1,{p1},{p2}}",
        "227 <127,0,0,1,{p1},{p2}>",
        "227 ( 127, 0, 0, 1, {p1}, {p2} )",
    ] {
        let server = Script::new()
            .file("a", "123")
            .without("EPSV")
            .on("PASV", [Act::SayPort(shape)])
            .start();
        let session = client_of(&server).connect().await.unwrap();
        assert_eq!(fetch(&session, &"a".into()).await.unwrap(), b"123", "{shape}");
    }
}

#[tokio::test]
async fn a_pasv_reply_without_a_port_is_an_error() {
    for shape in [
        "227 Entering Passive Mode",
        "227 (1,2,3)",
        "227 (127,0,0,1,0,0)",
        "227 (127,0,0,1,300,1)",
        "227 (127,0,0,1,99999999999999999999,1)",
        "200 (127,0,0,1,200,1)",
    ] {
        let server = Script::new()
            .file("a", "123")
            .without("EPSV")
            .on("PASV", [say(shape)])
            .start();
        let session = client_of(&server).connect().await.unwrap();
        let (_, moved) = download(&session, &"a".into(), 0).await;
        assert!(moved.is_err(), "{shape}");
    }
}

#[tokio::test]
async fn a_bad_epsv_reply_is_an_error_or_leads_to_pasv() {
    for shape in [
        "229 Entering Extended Passive Mode",
        "229 (|||0|)",
        "229 (|||70000|)",
        "229 (||||)",
        "229 (!!!x!)",
        "522 Use (2)",
    ] {
        let server = Script::new().file("a", "123").on("EPSV", [say(shape)]).start();
        let session = client_of(&server).connect().await.unwrap();
        let (bytes, moved) = download(&session, &"a".into(), 0).await;
        assert!(moved.is_err() || bytes == b"123", "{shape}");
    }
    let server = Script::new()
        .file("a", "123")
        .on("EPSV", [Act::SayPort("229 Fine (!!!{port}!)")])
        .start();
    let session = client_of(&server).connect().await.unwrap();
    assert_eq!(fetch(&session, &"a".into()).await.unwrap(), b"123");
}

#[tokio::test]
async fn a_server_without_epsv_is_asked_for_it_once() {
    let server = Script::new().file("a", "123").without("EPSV").start();
    let session = client_of(&server).connect().await.unwrap();
    for _ in 0..3 {
        assert_eq!(fetch(&session, &"a".into()).await.unwrap(), b"123");
    }
    assert!(server.lines_of("EPSV").len() <= 1);
    assert!(session.learned().no_epsv);
}

#[tokio::test]
async fn a_swallowed_epsv_leads_to_pasv() {
    let server = Script::new().file("a", "123").on("EPSV", []).start();
    let mut client = client_of(&server);
    client.patience.epsv = Duration::from_millis(500);
    let session = client.connect().await.unwrap();
    let (bytes, moved) = download(&session, &"a".into(), 0).await;
    assert!(session.learned().no_epsv, "{moved:?}");
    if let Err(error) = moved {
        // The late answer may still come, so the connection is lost; the next one knows better.
        assert!(error.broken, "{error:?}");
        assert_eq!((error.stage, &error.kind), (Stage::DataConnection, &Kind::TimedOut));
        client.learned = session.learned();
        let session = client.connect().await.unwrap();
        assert_eq!(fetch(&session, &"a".into()).await.unwrap(), b"123");
        assert_eq!(server.lines_of("EPSV").len(), 1, "it was asked again");
        assert_eq!(server.lines_of("PASV").len(), 1);
    } else {
        assert_eq!(bytes, b"123");
    }
}

#[tokio::test]
async fn the_silent_port_of_these_tests_is_silent() {
    assert!(SilentPort::new(Ipv4Addr::LOCALHOST.into()).is_silent());
}

#[tokio::test]
async fn a_silent_data_port_is_named_within_six_seconds() {
    let silent = [Act::SaySilentPort("229 Entering Extended Passive Mode (|||{port}|)")];
    let server = Script::new().file("a", "123").on("EPSV", silent).start();
    let mut client = client_of(&server);
    client.patience = Patience {
        data_open: Duration::from_secs(8),
        ..Patience::default()
    };
    let session = client.connect().await.unwrap();
    let path = "a".into();
    let attempt = download(&session, &path, 0);
    let watch = async {
        let started = Instant::now();
        loop {
            tokio::time::sleep(Duration::from_millis(50)).await;
            let announced = client
                .log
                .said(Speaker::Server)
                .into_iter()
                .find(|line| line.starts_with("229"));
            let Some(announced) = announced else { continue };
            let port: String = announced.chars().skip(4).filter(char::is_ascii_digit).collect();
            if client.log.said(Speaker::Note).iter().any(|note| note.contains(&port)) {
                return (port, started.elapsed());
            }
            assert!(started.elapsed() < Duration::from_secs(7), "{}", client.log.tail());
        }
    };
    let ((_, moved), (port, after)) = tokio::join!(attempt, watch);
    assert!(after < Duration::from_secs(6), "{after:?}");
    let error = moved.unwrap_err();
    assert_eq!((error.stage, &error.kind), (Stage::DataConnection, &Kind::TimedOut));
    assert_eq!(error.peer.unwrap().port().to_string(), port);
    assert_eq!(error.peer.unwrap().ip(), server.address.ip());
}

#[tokio::test]
async fn the_limit_of_a_data_connection_may_be_shorter_than_its_warning() {
    let silent = [Act::SaySilentPort("229 Entering Extended Passive Mode (|||{port}|)")];
    let nobody = [say("150 Go."), Act::Hear];
    for mode in [Mode::Passive, Mode::Active] {
        let script = Script::new().file("a", "123").on("EPSV", silent.clone());
        let server = script.on("RETR", nobody.clone()).start();
        let mut client = client_of(&server).mode(mode);
        client.patience = Patience {
            data_open: Duration::from_millis(700),
            ..Patience::default()
        };
        assert!(client.patience.data_warning > client.patience.data_open);
        let session = client.connect().await.unwrap();
        let started = Instant::now();
        let (_, moved) = download(&session, &"a".into(), 0).await;
        let error = moved.unwrap_err();
        let told = (error.stage, &error.kind);
        assert_eq!(told, (Stage::DataConnection, &Kind::TimedOut), "{mode:?}: {error:?}");
        // In active mode the server is given three seconds to take its agreement back.
        assert!(
            started.elapsed() < Duration::from_millis(4500),
            "{mode:?}: {:?}",
            started.elapsed()
        );
    }
}

#[tokio::test]
async fn auto_mode_goes_round_a_silent_port() {
    let silent = [Act::SaySilentPort("229 Entering Extended Passive Mode (|||{port}|)")];
    let server = Script::new().file("a", "123").on("EPSV", silent).start();
    let mut client = client_of(&server).mode(Mode::Auto);
    client.patience.data_warning = Duration::from_millis(500);
    let session = client.connect().await.unwrap();
    let started = Instant::now();
    assert_eq!(fetch(&session, &"a".into()).await.unwrap(), b"123");
    assert!(started.elapsed() < Duration::from_secs(2), "{:?}", started.elapsed());
    assert_eq!(session.learned().active, Some(true));
    assert_eq!(session.facts().active, Some(true));
    let notes = client.log.said(Speaker::Note).join("\n");
    assert!(
        notes.contains("no answer from 127.0.0.1 on port") && notes.contains("trying active mode"),
        "{notes}"
    );
}

#[tokio::test]
async fn a_refused_data_port_is_told_apart_from_a_silent_one() {
    // The reserved port 1 of loopback: nobody listens, the system answers with a reset.
    let server = Script::new()
        .file("a", "123")
        .on("EPSV", [say("229 Fine (|||1|)")])
        .start();
    let session = client_of(&server).connect().await.unwrap();
    let (_, moved) = download(&session, &"a".into(), 0).await;
    let error = moved.unwrap_err();
    assert_eq!((error.stage, &error.kind), (Stage::DataConnection, &Kind::Refused));
    assert_eq!(error.peer.unwrap().port(), 1);
}

#[tokio::test]
async fn auto_mode_tries_the_other_direction() {
    let refused = [say("229 Fine (|||1|)")];
    let server = Script::new()
        .file("a", "123")
        .on("EPSV", refused)
        .on("PASV", [say("502 No.")])
        .start();
    let client = client_of(&server).mode(Mode::Auto);
    let session = client.connect().await.unwrap();
    assert_eq!(fetch(&session, &"a".into()).await.unwrap(), b"123");
    assert_eq!(session.learned().active, Some(true));
    assert!(!client.log.said(Speaker::Note).is_empty(), "nobody said why");
    let mut next = client_of(&server).mode(Mode::Auto);
    next.learned = session.learned();
    let passive = server.lines_of("EPSV").len();
    let session = next.connect().await.unwrap();
    assert_eq!(fetch(&session, &"a".into()).await.unwrap(), b"123");
    assert_eq!(server.lines_of("EPSV").len(), passive, "what worked was not remembered");
}

#[tokio::test]
async fn auto_mode_does_not_take_a_missing_file_for_a_blocked_port() {
    let server = Script::new().start();
    let session = client_of(&server).mode(Mode::Auto).connect().await.unwrap();
    let (_, moved) = download(&session, &"missing".into(), 0).await;
    assert!(moved.is_err());
    assert!(server.lines_of("PORT").is_empty() && server.lines_of("EPRT").is_empty());
}

#[tokio::test]
async fn an_intruder_on_the_active_port_is_ignored() {
    let stolen = Act::Intrude(Ipv4Addr::new(127, 0, 0, 5), b"STOLEN".repeat(1000));
    let acts = [
        say("150 Go."),
        stolen,
        Act::Pause(Duration::from_millis(100)),
        Act::Open,
    ];
    let rest = [Act::Send(binary(9000)), Act::Goodbye, say("226 Done.")];
    let script = Script::new()
        .file("a", binary(9000))
        .on("RETR", acts.into_iter().chain(rest));
    let server = script.start();
    for _ in 0..10 {
        let session = client_of(&server).mode(Mode::Active).connect().await.unwrap();
        let (bytes, moved) = download(&session, &"a".into(), 0).await;
        assert!(!bytes.starts_with(b"STOLEN"), "the intruder was taken for the server");
        assert_eq!(moved.unwrap().bytes, 9000);
        assert_eq!(bytes, binary(9000));
    }
}

#[tokio::test]
async fn active_mode_that_nobody_answers_ends() {
    let acts = [say("150 Go."), Act::Hear];
    let server = Script::new().file("a", "123").on("RETR", acts).start();
    let mut client = client_of(&server).mode(Mode::Active);
    client = client.waiting_at_most(Duration::from_secs(1));
    let session = client.connect().await.unwrap();
    let started = Instant::now();
    let (_, moved) = download(&session, &"a".into(), 0).await;
    let error = moved.unwrap_err();
    assert_eq!(
        (error.stage, &error.kind),
        (Stage::DataConnection, &Kind::TimedOut),
        "{error:?}"
    );
    assert!(
        started.elapsed() < Duration::from_secs(6),
        "{:?}\n{}",
        started.elapsed(),
        client.log.tail()
    );
}

#[tokio::test]
async fn active_mode_keeps_to_its_ports() {
    let server = Script::new().file("a", "123").start();
    let mut client = client_of(&server).mode(Mode::Active);
    client.options().active_ports = Some(52_010..=52_030);
    let session = client.connect().await.unwrap();
    for _ in 0..5 {
        assert_eq!(fetch(&session, &"a".into()).await.unwrap(), b"123");
    }
    list(&session, &"".into()).await.unwrap();
    let announced: Vec<_> = server
        .lines()
        .into_iter()
        .filter(|line| line.starts_with(b"PORT") || line.starts_with(b"EPRT"))
        .collect();
    assert_eq!(announced.len(), 6);
    for line in announced {
        let line = String::from_utf8(line).unwrap();
        let numbers: Vec<u16> = line
            .split([' ', ',', '|'])
            .filter_map(|part| part.parse().ok())
            .collect();
        let port = if line.starts_with("PORT") {
            numbers[4] * 256 + numbers[5]
        } else {
            *numbers.last().unwrap()
        };
        assert!((52_010..=52_030).contains(&port), "{line}");
    }
}

#[tokio::test]
async fn active_mode_announces_the_address_that_was_set() {
    let server = Script::new().file("a", "123").start();
    let mut client = client_of(&server).mode(Mode::Active);
    client.options().active_address = Some("198.51.100.7".parse().unwrap());
    let session = client.connect().await.unwrap();
    let (_, moved) = download(&session, &"a".into(), 0).await;
    assert!(moved.unwrap_err().reply.unwrap().says("Illegal PORT"));
    let lines = [server.lines_of("PORT"), server.lines_of("EPRT")].concat();
    let text = String::from_utf8(lines[0].clone()).unwrap();
    assert!(text.contains("198,51,100,7") || text.contains("198.51.100.7"), "{text}");
}
