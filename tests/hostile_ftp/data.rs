//! Data connections that end wrong, and replies that say otherwise.

use std::time::Duration;

use packetboat::error::{Error, Kind};
use packetboat::remote::Start;

use crate::client_of;
use crate::ground::client::{Client, binary, download, fetch, list, upload};
use crate::hostile::{Act, Hostile, Script, say};

/// The acts of a download that sends only `sent` and then ends in this way.
fn ends(sent: &[u8], end: Act, reply: &str) -> Vec<Act> {
    vec![say("150 Go."), Act::Open, Act::Send(sent.to_vec()), end, say(reply)]
}

async fn failed_download(server: &Hostile) -> Error {
    let session = client_of(server).connect().await.unwrap();
    let (_, moved) = download(&session, &"a".into(), 0).await;
    moved.unwrap_err()
}

#[tokio::test]
async fn a_missing_close_notify_is_a_truncation_whatever_the_reply() {
    let half = binary(50_000);
    let server = Script::new()
        .file("a", binary(100_000))
        .tls()
        .on("RETR", ends(&half, Act::Cut, "226 Done."))
        .start();
    assert_eq!(failed_download(&server).await.kind, Kind::Truncated);
}

#[tokio::test]
async fn a_site_may_accept_a_missing_close_notify() {
    let whole = binary(50_000);
    let server = Script::new()
        .file("a", &*whole)
        .tls()
        .on("RETR", ends(&whole, Act::Cut, "226 Done."))
        .start();
    let mut client = client_of(&server);
    client.options().accepts_missing_goodbye = true;
    let session = client.connect().await.unwrap();
    let (bytes, moved) = download(&session, &"a".into(), 0).await;
    assert!(moved.unwrap().no_goodbye);
    assert_eq!(bytes, whole);
}

#[tokio::test]
async fn a_listing_without_close_notify_is_not_proven() {
    let line = b"type=file;size=1; a\r\n";
    let server = Script::new()
        .tls()
        .on("MLSD", ends(line, Act::Cut, "226 Done."))
        .start();
    let mut client = client_of(&server);
    for accepts in [false, true] {
        client.options().accepts_missing_goodbye = accepts;
        let session = client.connect().await.unwrap();
        match list(&session, &"".into()).await {
            Ok((_, listing)) => assert!(listing.doubt.is_some()),
            Err(error) => assert_eq!((error.kind, accepts), (Kind::Truncated, false)),
        }
    }
}

#[tokio::test]
async fn a_reset_or_a_bad_reply_fails_a_download() {
    let half = binary(50_000);
    for tls in [false, true] {
        for (end, reply) in [
            (Act::ResetData, "226 Done."),
            (Act::ResetData, "426 Cut."),
            (Act::Goodbye, "426 Cut."),
            (Act::Goodbye, "451 Disk broken."),
            (Act::Goodbye, "550 No."),
        ] {
            let script = Script::new()
                .file("a", binary(100_000))
                .on("RETR", ends(&half, end.clone(), reply));
            let server = if tls { script.tls().start() } else { script.start() };
            let error = failed_download(&server).await;
            let words = error.reply.as_ref().is_some_and(|said| said.says(reply));
            assert!(words || matches!(end, Act::ResetData), "{end:?} {reply}: {error:?}");
        }
    }
}

#[tokio::test]
async fn a_control_connection_that_is_lost_fails_a_download() {
    for end in [Act::Close, Act::Reset] {
        let acts = [say("150 Go."), Act::Open, Act::Send(binary(1000)), Act::Goodbye, end];
        let server = Script::new().file("a", binary(1000)).on("RETR", acts).start();
        let error = failed_download(&server).await;
        assert!(error.broken, "{error:?}");
    }
}

#[tokio::test]
async fn silence_on_the_data_connection_ends_with_its_limit() {
    let acts = [say("150 Go."), Act::Open, Act::Send(binary(1000)), Act::Stall];
    let server = Script::new().file("a", binary(100_000)).on("RETR", acts).start();
    let client = client_of(&server).waiting_at_most(Duration::from_secs(1));
    let session = client.connect().await.unwrap();
    let path = "a".into();
    let work = download(&session, &path, 0);
    let (_, moved) = tokio::time::timeout(Duration::from_secs(6), work).await.unwrap();
    let error = moved.unwrap_err();
    assert_eq!(error.kind, Kind::TimedOut);
    assert!(error.local.is_some() && error.peer.is_some(), "{error:?}");
    assert!(session.is_broken());
}

#[tokio::test]
async fn a_full_disk_is_told_in_the_servers_words() {
    for tls in [false, true] {
        for end in [Act::Goodbye, Act::ResetData] {
            let acts = [
                say("150 Go."),
                Act::Open,
                Act::Receive(40_000),
                end,
                say("552 Quota exceeded, Anna."),
            ];
            let script = Script::new().on("STOR", acts);
            let server = if tls { script.tls().start() } else { script.start() };
            let session = client_of(&server).connect().await.unwrap();
            let moved = upload(&session, &binary(8_000_000), &"a".into(), Start::Beginning, None).await;
            let error = moved.unwrap_err();
            let reply = error.reply.as_ref().unwrap_or_else(|| panic!("tls {tls}: {error:?}"));
            assert_eq!(reply.code, 552);
            assert!(reply.says("Quota exceeded, Anna."));
        }
    }
}

/// A server that reads everything and keeps half can only be caught by comparing sizes, which is not a session's work.
#[tokio::test]
async fn an_upload_that_was_cut_short_is_not_done() {
    for tls in [false, true] {
        let acts = [
            say("150 Go."),
            Act::Open,
            Act::Receive(40_000),
            Act::ResetData,
            say("226 Done."),
        ];
        let script = Script::new().on("STOR", acts);
        let server = if tls { script.tls().start() } else { script.start() };
        let session = client_of(&server).connect().await.unwrap();
        let moved = upload(&session, &binary(8_000_000), &"a".into(), Start::Beginning, None).await;
        assert!(moved.is_err(), "tls {tls}: {moved:?}");
    }
}

#[tokio::test]
async fn a_refused_upload_sends_nothing() {
    for answer in ["550 No.", "553 Bad name.", "452 Full.", "532 Account?"] {
        let server = Script::new().file("known", "123").on("STOR", [say(answer)]).start();
        let session = client_of(&server).connect().await.unwrap();
        let moved = upload(&session, &binary(3_000_000), &"a".into(), Start::Beginning, None).await;
        let error = moved.unwrap_err();
        assert!(error.reply.as_ref().unwrap().says(answer), "{error:?}");
        assert!(server.heard().data.is_empty());
        assert!(!error.broken);
        assert_eq!(fetch(&session, &"known".into()).await.unwrap(), b"123");
    }
}

#[tokio::test]
async fn a_missing_preliminary_reply_is_tolerated() {
    let acts = [Act::Open, Act::Send(b"123".to_vec()), Act::Goodbye, say("226 Done.")];
    let server = Script::new().file("a", "123").on("RETR", acts).start();
    let session = client_of(&server).connect().await.unwrap();
    assert_eq!(fetch(&session, &"a".into()).await.unwrap(), b"123");
    assert_eq!(session.stat(&"a".into(), false).await.unwrap().size, Some(3));
}

#[tokio::test]
async fn text_mode_is_never_used() {
    let bytes = binary(300_000);
    let server = Script::new().file("a.txt", &*bytes).start();
    let session = client_of(&server).connect().await.unwrap();
    assert_eq!(fetch(&session, &"a.txt".into()).await.unwrap(), bytes);
    upload(&session, &bytes, &"b.txt".into(), Start::Beginning, None)
        .await
        .unwrap();
    assert_eq!(server.file("b.txt").unwrap(), bytes);
}

#[tokio::test]
async fn a_refused_binary_mode_stops_a_transfer() {
    let server = Script::new()
        .file("a", "1\n2\n")
        .on("TYPE", [say("504 Text only.")])
        .start();
    let client = client_of(&server);
    if let Ok(session) = client.connect().await {
        let (_, moved) = download(&session, &"a".into(), 0).await;
        assert!(moved.unwrap_err().reply.unwrap().says("Text only"));
    }
}

#[tokio::test]
async fn a_refused_offset_is_not_taken_for_a_whole_file() {
    let server = Script::new()
        .file("a", "0123456789")
        .on("REST", [say("502 No.")])
        .start();
    let session = client_of(&server).connect().await.unwrap();
    let (bytes, moved) = download(&session, &"a".into(), 4).await;
    assert!(moved.is_err() || bytes == b"456789");
    let moved = upload(&session, b"xyz", &"a".into(), Start::At(4), None).await;
    assert!(moved.is_err());
    assert_eq!(server.file("a").unwrap(), b"0123456789");
}

/// A slow download during which the server hears a `NOOP` and says `answers` before and `late` after its 226.
async fn with_noop(answers: &str, late: &str) {
    let mut acts = vec![say("150 Go."), Act::Open, Act::Send(binary(1000)), Act::Hear];
    if !answers.is_empty() {
        acts.push(say(answers));
    }
    acts.extend([
        Act::Pause(Duration::from_millis(300)),
        Act::Send(binary(1000)),
        Act::Goodbye,
        say("226 Done."),
    ]);
    if !late.is_empty() {
        acts.extend([Act::Pause(Duration::from_millis(200)), say(late)]);
    }
    let server = Script::new()
        .file("a", [binary(1000), binary(1000)].concat())
        .on("RETR", acts)
        .start();
    let mut client: Client = client_of(&server);
    client.patience = packetboat::settings::Patience {
        keep_alive: Duration::from_millis(500),
        data_idle: Duration::from_secs(60),
        ..client.patience
    };
    let session = client.connect().await.unwrap();
    let (bytes, moved) = download(&session, &"a".into(), 0).await;
    assert_eq!(server.lines_of("NOOP").len(), 1);
    match moved {
        Ok(moved) => {
            assert_eq!(bytes, [binary(1000), binary(1000)].concat());
            assert!(moved.reply.unwrap().says("226 Done."), "{answers:?} {late:?}");
        }
        Err(error) => assert!(
            late.is_empty() && !answers.starts_with('2'),
            "{answers:?} {late:?}: {error:?}"
        ),
    }
    // Whatever came late is not the answer to this.
    match session.stat(&"a".into(), false).await {
        Ok(entry) => assert_eq!(entry.size, Some(2000)),
        Err(error) => assert!(error.broken, "{answers:?} {late:?}: {error:?}"),
    }
    let odd = !answers.starts_with("200") && !late.starts_with("200");
    assert!(
        !odd || session.learned().no_noop || session.is_broken(),
        "{answers:?} {late:?}"
    );
}

/// Waits out the pause after which a transfer says `NOOP`, once for all cases.
#[tokio::test]
async fn a_noop_during_a_transfer_may_be_answered_early_late_badly_or_never() {
    tokio::join!(
        with_noop("200 Early.", ""),
        with_noop("", "200 Late."),
        with_noop("500 Not now.", ""),
        with_noop("", "500 What was that?"),
        with_noop("", ""),
    );
}
