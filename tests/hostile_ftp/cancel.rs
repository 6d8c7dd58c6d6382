//! Stopping takes effect at once in every state, and leaves nothing behind that answers a later question.

use std::sync::Arc;
use std::time::{Duration, Instant};

use bytes::Bytes;
use packetboat::error::Kind;
use packetboat::pipe;
use packetboat::remote::{Session, Start};
use tokio::sync::mpsc;
use tokio::time::timeout;

use crate::client_of;
use crate::ground::client::{binary, download, list};
use crate::hostile::ports::SilentPort;
use crate::hostile::{Act, Hostile, Script, say};

const AT_ONCE: Duration = Duration::from_secs(1);

/// Lets `work` get into its state, drops it, and returns how long the dropping took.
async fn dropped(work: impl Future) -> Duration {
    let mut work = Box::pin(work);
    assert!(
        timeout(Duration::from_millis(300), &mut work).await.is_err(),
        "it ended by itself"
    );
    let started = Instant::now();
    drop(work);
    started.elapsed()
}

/// A patient client: whatever ends here ends because it was stopped.
async fn patient(server: &Hostile) -> Session {
    client_of(server)
        .waiting_at_most(Duration::from_secs(40))
        .connect()
        .await
        .unwrap()
}

/// Either every further call fails, or it gets its own answer.
async fn assert_in_step(session: &Session) {
    match timeout(Duration::from_secs(2), session.stat(&"known".into(), true)).await {
        Ok(Ok(entry)) => assert_eq!(entry.size, Some(3)),
        Ok(Err(_)) => assert!(session.is_broken()),
        Err(_) => panic!("the session neither answers nor says that it is broken"),
    }
}

fn script() -> Script {
    Script::new().file("known", "123").file("large", binary(3_000_000))
}

#[tokio::test]
async fn while_connecting() {
    let silent = SilentPort::new("127.0.0.1".parse().unwrap());
    let server = script().start();
    let mut client = client_of(&server).waiting_at_most(Duration::from_secs(40));
    client.site.port = silent.address.port();
    assert!(dropped(client.connect()).await < AT_ONCE);
}

#[tokio::test]
async fn while_a_greeting_a_handshake_or_a_login_is_silent() {
    let auth = [say("234 Go on."), Act::Stall];
    for script in [
        script().on("", [Act::Stall]),
        script().tls().on("AUTH", auth),
        script().on("USER", [Act::Stall]),
        script().on("PASS", [Act::Stall]),
    ] {
        let server = script.start();
        let client = client_of(&server).waiting_at_most(Duration::from_secs(40));
        assert!(dropped(client.connect()).await < AT_ONCE);
    }
}

#[tokio::test]
async fn while_a_reply_is_silent() {
    for verb in ["NOOP", "DELE", "EPSV", "RETR"] {
        let server = script().on(verb, [Act::Stall]).start();
        let session = patient(&server).await;
        let took = match verb {
            "NOOP" => dropped(session.keep_alive()).await,
            "DELE" => dropped(session.remove_file(&"known".into())).await,
            _ => dropped(download(&session, &"large".into(), 0)).await,
        };
        assert!(took < AT_ONCE, "{verb}: {took:?}");
        assert!(
            session.is_broken(),
            "{verb}: a late reply could answer the next question"
        );
        assert_in_step(&session).await;
    }
}

#[tokio::test]
async fn while_a_reply_is_late_it_never_answers_the_next_question() {
    let acts = [Act::Pause(Duration::from_millis(600)), say("250 Done.")];
    let server = script().on("DELE", acts).start();
    let session = patient(&server).await;
    dropped(session.remove_file(&"large".into())).await;
    let other = session.make_directory(&"known".into()).await;
    assert!(other.is_err());
    assert_in_step(&session).await;
}

#[tokio::test]
async fn while_a_data_port_is_silent() {
    let server = script()
        .on("EPSV", [Act::SaySilentPort("229 Fine (|||{port}|)")])
        .start();
    let session = patient(&server).await;
    assert!(dropped(download(&session, &"large".into(), 0)).await < AT_ONCE);
    assert_in_step(&session).await;
}

#[tokio::test]
async fn while_a_download_is_silent() {
    for tls in [false, true] {
        let acts = [say("150 Go."), Act::Open, Act::Send(binary(1000)), Act::Stall];
        let script = script().on("RETR", acts);
        let server = if tls { script.tls().start() } else { script.start() };
        let session = patient(&server).await;
        assert!(dropped(download(&session, &"large".into(), 0)).await < AT_ONCE);
        assert_in_step(&session).await;
    }
}

#[tokio::test]
async fn while_an_upload_is_not_read() {
    for tls in [false, true] {
        let acts = [say("150 Go."), Act::Open, Act::Receive(1000), Act::Stall];
        let script = script().on("STOR", acts);
        let server = if tls { script.tls().start() } else { script.start() };
        let session = patient(&server).await;
        let (feeder, source) = pipe::upload(Arc::default());
        let feed = async move {
            let piece = Bytes::from(binary(pipe::PIECE));
            while feeder.push(piece.clone()).await.is_ok() {}
        };
        let path = "a".into();
        let work = async { tokio::join!(session.upload(source, &path, Start::Beginning, None), feed) };
        assert!(dropped(work).await < AT_ONCE);
        assert_in_step(&session).await;
    }
}

#[tokio::test]
async fn while_a_listing_drips() {
    let line = b"type=file;size=1; name\r\n".repeat(1000);
    let acts = [
        say("150 Go."),
        Act::Open,
        Act::Drip(line, 24, Duration::from_millis(100)),
        Act::Goodbye,
    ];
    let server = script().on("MLSD", acts).start();
    let session = patient(&server).await;
    assert!(dropped(list(&session, &"".into())).await < AT_ONCE);
    assert_in_step(&session).await;
}

#[tokio::test]
async fn when_nobody_takes_a_dripping_listing_any_more() {
    let line = b"type=file;size=1; name\r\n".repeat(1000);
    let acts = [
        say("150 Go."),
        Act::Open,
        Act::Drip(line, 24, Duration::from_millis(100)),
        Act::Goodbye,
    ];
    let server = script().on("MLSD", acts).start();
    let session = patient(&server).await;
    let (pages, mut incoming) = mpsc::channel(1);
    let path = "".into();
    let stop = async {
        let _ = incoming.recv().await;
        drop(incoming);
        Instant::now()
    };
    let (outcome, stopped) = tokio::join!(session.list(&path, pages), stop);
    assert!(stopped.elapsed() < AT_ONCE, "it took {:?}", stopped.elapsed());
    assert_eq!(outcome.unwrap_err().kind, Kind::Cancelled);
    assert_in_step(&session).await;
}

#[tokio::test]
async fn when_nobody_takes_a_download_any_more() {
    for tls in [false, true] {
        let acts = [
            say("150 Go."),
            Act::Open,
            Act::Repeat(binary(60_000), 10_000),
            Act::Goodbye,
            say("426 Cut."),
        ];
        let script = script().on("RETR", acts);
        let server = if tls { script.tls().start() } else { script.start() };
        let session = patient(&server).await;
        let (sink, mut pieces) = pipe::download(Arc::default());
        let path = "large".into();
        let stop = async {
            let _ = pieces.recv().await;
            drop(pieces);
            Instant::now()
        };
        let (outcome, stopped) = tokio::join!(session.download(&path, 0, sink), stop);
        assert!(stopped.elapsed() < AT_ONCE, "it took {:?}", stopped.elapsed());
        assert_eq!(outcome.unwrap_err().kind, Kind::Cancelled);
        assert_in_step(&session).await;
    }
}

#[tokio::test]
async fn when_an_upload_is_broken_off_while_the_server_reads() {
    for tls in [false, true] {
        let script = script();
        let server = if tls { script.tls().start() } else { script.start() };
        let session = patient(&server).await;
        let (feeder, source) = pipe::upload(Arc::default());
        let path = "a".into();
        let stop = async move {
            feeder.push(Bytes::from(binary(pipe::PIECE))).await.unwrap();
            tokio::time::sleep(Duration::from_millis(200)).await;
            drop(feeder);
            Instant::now()
        };
        let (outcome, stopped) = tokio::join!(session.upload(source, &path, Start::Beginning, None), stop);
        assert!(stopped.elapsed() < AT_ONCE, "it took {:?}", stopped.elapsed());
        assert_eq!(outcome.unwrap_err().kind, Kind::Cancelled);
        assert_in_step(&session).await;
    }
}
