//! Answers that break the rules.

use std::time::{Duration, Instant};

use packetboat::error::Kind;
use packetboat::remote::Start;

use crate::ground::client::{fetch, list, upload};
use crate::hostile::packet::{
    ATTRS, DATA, FAILURE, INIT, LSTAT, OK, OPEN, PERMISSION_DENIED, READ, REMOVE, STAT, STATUS, VERSION, framed,
    status, string,
};
use crate::hostile::{Act, Script};
use crate::{assert_in_step, client_of};

#[tokio::test]
async fn an_answer_to_nobody_breaks_the_session() {
    let server = Script::new().file("known", "12345").on(LSTAT, [Act::WrongId]).start();
    let session = client_of(&server).connect().await.unwrap();
    let error = session.stat(&"known".into(), false).await.unwrap_err();
    assert_eq!((&error.kind, error.broken), (&Kind::Protocol, true), "{error:?}");
    assert!(session.is_broken());
}

#[tokio::test]
async fn a_packet_that_is_too_long_breaks_the_session_at_once() {
    for length in [u32::MAX, 0x7fff_ffff, 0] {
        let acts = [
            Act::Raw(length.to_be_bytes().to_vec()),
            Act::RawOften(vec![0; 65_536], 4),
        ];
        let server = Script::new().file("known", "12345").on(LSTAT, acts).start();
        let session = client_of(&server).connect().await.unwrap();
        let begun = Instant::now();
        let error = session.stat(&"known".into(), false).await.unwrap_err();
        assert!(error.broken && session.is_broken(), "{length}: {error:?}");
        assert!(
            matches!(error.kind, Kind::Protocol | Kind::TooLarge),
            "{length}: {error:?}"
        );
        assert!(begun.elapsed() < Duration::from_secs(4), "{length}");
    }
}

#[tokio::test]
async fn a_status_without_text_is_enough() {
    for body in [FAILURE.to_be_bytes().to_vec(), status(FAILURE, "")] {
        let server = Script::new()
            .file("known", "12345")
            .on(REMOVE, [Act::Answer(STATUS, body)])
            .start();
        let session = client_of(&server).connect().await.unwrap();
        let error = session.remove_file(&"known".into()).await.unwrap_err();
        assert!(!error.broken, "{error:?}");
        assert_eq!(error.reply.as_ref().unwrap().code, 4);
        assert_in_step(&session).await;
    }
}

#[tokio::test]
async fn the_servers_words_come_along() {
    let words = "Not on my watch \x1b[2J";
    let server = Script::new()
        .file("known", "12345")
        .on(REMOVE, [Act::Answer(STATUS, status(PERMISSION_DENIED, words))])
        .start();
    let client = client_of(&server);
    let session = client.connect().await.unwrap();
    let error = session.remove_file(&"known".into()).await.unwrap_err();
    let shown = error.to_string();
    assert!(
        shown.contains("Not on my watch") && !shown.contains('\x1b'),
        "{shown:?}"
    );
    assert!(!client.log.tail().contains('\x1b'));
    assert_in_step(&session).await;
}

#[tokio::test]
async fn an_answer_of_the_wrong_type_is_an_error_and_no_panic() {
    for (kind, body) in [
        (DATA, string("hello")),
        (ATTRS, Vec::new()),
        (ATTRS, vec![0xff; 3]),
        (STATUS, Vec::new()),
        (STATUS, status(OK, "fine")),
        (77, Vec::new()),
    ] {
        let answer = Act::Answer(kind, body);
        let server = Script::new()
            .file("known", "12345")
            .on_each(LSTAT, [vec![answer.clone()], vec![Act::Honest]])
            .on_each(OPEN, [vec![answer], vec![Act::Honest]])
            .start();
        let session = client_of(&server).connect().await.unwrap();
        assert!(session.stat(&"known".into(), false).await.is_err(), "{kind}");
        if !session.is_broken() {
            assert!(fetch(&session, &"known".into()).await.is_err(), "{kind}");
        }
        assert_in_step(&session).await;
    }
}

#[tokio::test]
async fn text_before_the_protocol_is_told() {
    let server = Script::new().before(b"Welcome to the server!\n").start();
    let error = client_of(&server).connect().await.unwrap_err();
    assert!(
        matches!(error.kind, Kind::WrongProtocol(_) | Kind::Protocol),
        "{error:?}"
    );
    assert!(error.to_string().contains("Welcome"), "the words are shown: {error}");
}

#[tokio::test]
async fn another_version_is_refused() {
    let version = framed(VERSION, &2_u32.to_be_bytes());
    let server = Script::new().on(INIT, [Act::Raw(version)]).start();
    let error = client_of(&server).connect().await.unwrap_err();
    assert!(matches!(error.kind, Kind::Unsupported | Kind::Protocol), "{error:?}");
}

#[tokio::test]
async fn a_server_that_never_begins_is_given_up() {
    let server = Script::new().on(INIT, [Act::Stall]).start();
    let begun = Instant::now();
    let error = client_of(&server).connect().await.unwrap_err();
    assert_eq!(error.kind, Kind::TimedOut, "{error:?}");
    assert!(begun.elapsed() < Duration::from_secs(12), "{:?}", begun.elapsed());
}

#[tokio::test]
async fn a_late_answer_answers_no_other_question() {
    let late = vec![Act::Pause(Duration::from_millis(700)), Act::Honest];
    let server = Script::new()
        .file("known", "12345")
        .file("other", "123456789")
        .on_each(LSTAT, [late, vec![Act::Honest]])
        .start();
    let session = client_of(&server).connect().await.unwrap();
    let dropped = tokio::time::timeout(Duration::from_millis(200), session.stat(&"other".into(), false)).await;
    assert!(dropped.is_err());
    for _ in 0..3 {
        assert_in_step(&session).await;
    }
    assert!(!session.is_broken(), "a dropped question breaks nothing on SFTP");
}

#[tokio::test]
async fn answers_out_of_order_find_their_questions() {
    let mut script = Script::new().shuffled();
    for number in 0..20_usize {
        script = script.file(format!("file {number}"), vec![b'x'; number]);
    }
    let server = script.start();
    let session = client_of(&server).connect().await.unwrap();
    let session = &session;
    let sizes: Vec<_> = (0..20_usize).map(|number| format!("file {number}")).collect();
    let paths: Vec<packetboat::path::RemotePath> = sizes.iter().map(|name| name.as_str().into()).collect();
    let (a, b, c, d) = tokio::join!(
        session.stat(&paths[3], false),
        session.stat(&paths[19], false),
        session.stat(&paths[0], false),
        fetch(session, &paths[11]),
    );
    assert_eq!(
        [a.unwrap().size, b.unwrap().size, c.unwrap().size],
        [Some(3), Some(19), Some(0)]
    );
    assert_eq!(d.unwrap().len(), 11);
}

#[tokio::test]
async fn a_connection_that_is_cut_fails_every_question_at_once() {
    for act in [Act::Cut, Act::Close] {
        let server = Script::new()
            .file("known", "12345")
            .on(STAT, [act.clone()])
            .on(READ, [act])
            .start();
        let session = client_of(&server).connect().await.unwrap();
        let begun = Instant::now();
        let (path, other) = ("known".into(), "new".into());
        let (one, two) = tokio::join!(fetch(&session, &path), session.stat(&other, true));
        assert!(begun.elapsed() < Duration::from_secs(4), "{:?}", begun.elapsed());
        for error in [one.unwrap_err(), two.unwrap_err()] {
            assert!(error.broken, "{error:?}");
        }
        assert!(session.is_broken());
        assert!(
            upload(&session, b"x", &"a".into(), Start::Beginning, None)
                .await
                .is_err()
        );
        assert!(list(&session, &"".into()).await.is_err());
    }
}
