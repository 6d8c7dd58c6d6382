//! Against a server that lies, forgets, and goes away.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use tokio::sync::mpsc;

use super::peer::{self, Asked, packet, pair_of, string, until, with};
use crate::error::{Error, Kind, Result};
use crate::path::RemotePath;
use crate::pipe;
use crate::remote::sftp::Session;
use crate::remote::{Moved, Start};
use crate::settings::Patience;
use crate::wire::Tap;

const OPEN: u8 = 3;
const CLOSE: u8 = 4;
const READ: u8 = 5;
const WRITE: u8 = 6;
const FSTAT: u8 = 8;
const OPENDIR: u8 = 11;
const READDIR: u8 = 12;

async fn get(session: &Session) -> (Result<Moved>, Vec<u8>) {
    let (sink, mut pieces) = pipe::download(Arc::default());
    let path = RemotePath::from("f");
    let drain = async {
        let mut bytes = Vec::new();
        while let Some(piece) = pieces.recv().await {
            bytes.extend_from_slice(&piece);
        }
        bytes
    };
    tokio::join!(session.download(&path, 0, sink), drain)
}

async fn list(session: &Session) -> (Result<u64>, Vec<String>) {
    let (pages, mut out) = mpsc::channel::<Vec<crate::entry::Entry>>(4);
    let path = RemotePath::from("d");
    let drain = async {
        let mut names = Vec::new();
        while let Some(page) = out.recv().await {
            names.extend(page.into_iter().map(|entry| entry.name.visible()));
        }
        names
    };
    let (listing, names) = tokio::join!(session.list(&path, pages), drain);
    (listing.map(|listing| listing.entries), names)
}

/// A file of `bytes`, read and closed as it should be, `limit` bytes at a time.
fn honest(asked: &Asked, bytes: &[u8], limit: usize) -> Vec<u8> {
    match asked.kind {
        OPEN => asked.handle(b"\x80\xff\0h"),
        FSTAT => asked.size(bytes.len() as u64),
        READ => {
            assert_eq!(&asked.string(0)[..], b"\x80\xff\0h");
            let (offset, length) = asked.read();
            let start = usize::try_from(offset).unwrap();
            match bytes.get(start..) {
                None | Some([]) => asked.status(1, "End of file"),
                Some(rest) => asked.bytes(&rest[..rest.len().min(length).min(limit)]),
            }
        }
        _ => asked.status(0, ""),
    }
}

fn contents() -> Vec<u8> {
    (0..700_000u32).map(|at| (at / 251 % 256) as u8).collect()
}

#[tokio::test]
async fn short_reads_are_asked_again() {
    for limit in [1 << 10, 16_000, 32_767] {
        let (session, log) = with(move |asked| Some(vec![honest(&asked, &contents(), limit)])).await;
        let (moved, got) = get(&session).await;
        assert_eq!(moved.unwrap().size, Some(700_000));
        assert!(got == contents());
        assert!(
            log.lock()
                .unwrap()
                .iter()
                .any(|line| line.contains("no second channel"))
        );
    }
}

#[tokio::test]
async fn answers_in_any_order_are_put_in_order() {
    let mut held: Vec<Vec<u8>> = Vec::new();
    let (session, _) = with(move |asked| {
        let answer = honest(&asked, &contents(), 20_000);
        if asked.kind != READ {
            return Some(vec![answer]);
        }
        // Four at a time, the last first; what is left over goes with the next.
        held.push(answer);
        let (offset, _) = asked.read();
        let all = held.len() == 4 || offset == 0 || offset > 500_000;
        Some(if all {
            held.drain(..).rev().collect()
        } else {
            Vec::new()
        })
    })
    .await;
    let (moved, got) = get(&session).await;
    moved.unwrap();
    assert!(got == contents());
}

#[tokio::test]
async fn a_file_that_is_shorter_than_it_said_shows_it() {
    let (session, _) = with(|asked| {
        Some(vec![match asked.kind {
            FSTAT => asked.size(900_000),
            _ => honest(&asked, &contents(), 1 << 20),
        }])
    })
    .await;
    let moved = get(&session).await.0.unwrap();
    assert_eq!((moved.bytes, moved.size), (700_000, Some(900_000)));
}

#[tokio::test]
async fn without_a_size_the_end_is_what_the_server_says() {
    let (session, _) = with(|asked| {
        Some(vec![match asked.kind {
            FSTAT => asked.status(8, "no"),
            _ => honest(&asked, &contents(), 1 << 20),
        }])
    })
    .await;
    let (moved, got) = get(&session).await;
    assert_eq!(moved.unwrap().size, None);
    assert!(got == contents());
}

#[tokio::test]
async fn what_breaks_the_rules_breaks_the_connection() {
    type Lie = fn(&Asked) -> Vec<u8>;
    let lies: [(&str, Lie); 8] = [
        ("an id that nobody used", |asked| {
            packet(101, asked.id.wrapping_add(77), &[0; 12])
        }),
        ("a huge length", |_| vec![0x7f, 0xff, 0xff, 0xff, 103]),
        ("no length at all", |_| vec![0, 0, 0, 0]),
        ("a type that nobody knows", |asked| packet(99, asked.id, b"")),
        ("the wrong kind of answer", |asked| asked.bytes(b"x")),
        ("a field that is cut off", |asked| {
            packet(102, asked.id, b"\0\0\0\x09abc")
        }),
        ("more names than there are", |asked| packet(104, asked.id, &[0xff; 4])),
        ("an endless handle", |asked| packet(102, asked.id, &string(&[7; 300]))),
    ];
    for (what, lie) in lies {
        let (session, _) = with(move |asked| Some(vec![lie(&asked)])).await;
        let error = session.stat(&RemotePath::from("x"), true).await.unwrap_err();
        assert_eq!(
            (error.kind.clone(), error.broken),
            (Kind::Protocol, true),
            "{what}: {error}"
        );
        assert!(error.cause.is_some(), "{what}");
        assert!(session.is_broken());
        assert!(session.keep_alive().await.unwrap_err().broken);
    }
}

#[tokio::test]
async fn more_bytes_than_were_asked_for_break_the_connection() {
    let (session, _) = with(|asked| {
        Some(vec![match asked.kind {
            READ => asked.bytes(&vec![1; asked.read().1 + 1]),
            _ => honest(&asked, &contents(), 1 << 20),
        }])
    })
    .await;
    assert_eq!(get(&session).await.0.unwrap_err().kind, Kind::Protocol);
}

#[tokio::test]
async fn a_status_without_text_has_its_name() {
    let (session, log) = with(|asked| Some(vec![packet(101, asked.id, &[0, 0, 0, 3])])).await;
    let error = session.remove_file(&RemotePath::from("x")).await.unwrap_err();
    assert_eq!((error.kind, error.broken), (Kind::NotPermitted, false));
    let reply = error.reply.unwrap();
    assert_eq!(
        (reply.code, reply.to_string().as_str()),
        (3, "SSH_FX_PERMISSION_DENIED")
    );
    assert!(
        log.lock()
            .unwrap()
            .contains(&"REMOVE \"x\" -> SSH_FX_PERMISSION_DENIED (3)".to_owned())
    );
}

#[tokio::test]
async fn odd_names_are_shown_and_dots_are_not() {
    let mut given = false;
    let (session, _) = with(move |asked| {
        Some(vec![match asked.kind {
            OPENDIR => asked.handle(b"\xff"),
            READDIR if !given => {
                given = true;
                asked.names(&[b".", b"a", b"", b"..", b"../x", b"a", b"\x80"])
            }
            READDIR => asked.status(1, ""),
            _ => asked.status(0, ""),
        }])
    })
    .await;
    let (entries, names) = list(&session).await;
    assert_eq!(
        (entries.unwrap(), names),
        (5, ["a", "", "../x", "a", "\\x80"].map(String::from).to_vec())
    );
}

#[tokio::test]
async fn a_listing_that_fails_in_the_middle_is_not_complete() {
    let mut answers = 0;
    let (session, _) = with(move |asked| {
        Some(vec![match asked.kind {
            OPENDIR => asked.handle(b"d"),
            READDIR if answers < 3 => {
                answers += 1;
                asked.names(&[b"a"])
            }
            READDIR => asked.status(4, "the disk is gone"),
            _ => asked.status(0, ""),
        }])
    })
    .await;
    let (entries, names) = list(&session).await;
    assert_eq!(entries.unwrap_err().reply.unwrap().to_string(), "the disk is gone");
    assert_eq!(names.len(), 3);
    assert!(!session.is_broken());
}

/// A folder without end: `page` is what every READDIR gets.
async fn endless(page: impl Fn(&Asked) -> Vec<u8> + Send + 'static) -> (Error, usize) {
    let closed = Arc::new(AtomicUsize::new(0));
    let counted = closed.clone();
    let (session, _) = with(move |asked| {
        Some(vec![match asked.kind {
            OPENDIR => asked.handle(b"d"),
            READDIR => page(&asked),
            CLOSE => {
                counted.fetch_add(1, Ordering::Relaxed);
                asked.status(0, "")
            }
            _ => asked.status(0, ""),
        }])
    })
    .await;
    let (entries, names) = list(&session).await;
    until(|| closed.load(Ordering::Relaxed) == 1).await;
    session.keep_alive().await.unwrap();
    (entries.unwrap_err(), names.len())
}

#[tokio::test]
async fn endless_folders_end() {
    let names: Vec<String> = (0..5000).map(|at| format!("n{at}")).collect();
    let (error, count) = endless(move |asked| {
        let names: Vec<&[u8]> = names.iter().map(String::as_bytes).collect();
        asked.names(&names)
    })
    .await;
    assert_eq!((error.kind, count), (Kind::TooLarge, 1_000_000));
    let (error, _) = endless(|asked| asked.names(&[])).await;
    assert_eq!(error.kind, Kind::Protocol);
    let (error, count) = endless(|asked| asked.names(&vec![&b"."[..]; 8000])).await;
    assert_eq!((error.kind, count), (Kind::TooLarge, 0));
}

#[tokio::test]
async fn a_server_that_goes_away_is_a_cause() {
    let (session, log) = with(|asked| (asked.kind != READ).then(|| vec![honest(&asked, &contents(), 9)])).await;
    let error = get(&session).await.0.unwrap_err();
    assert_eq!((error.kind, error.broken), (Kind::Closed, true));
    assert!(session.is_broken());
    let later = session.stat(&RemotePath::from("x"), true).await.unwrap_err();
    assert_eq!((later.kind, later.broken), (Kind::Closed, true));
    drop(log);
}

#[tokio::test(start_paused = true)]
async fn silence_breaks_the_connection_and_a_pause_does_not() {
    let pause = Arc::new(Mutex::new(Duration::from_secs(10)));
    let wanted = pause.clone();
    let (channel, to_us, mut from_us) = pair_of();
    tokio::spawn(async move {
        let mut replies = peer::Script::new(|asked: Asked| Some(vec![asked.size(3)]));
        while let Some(bytes) = from_us.recv().await {
            let pause = *wanted.lock().unwrap();
            for answer in replies.answers(bytes).unwrap_or_default() {
                tokio::time::sleep(pause).await;
                let _ = to_us.send(answer.into()).await;
            }
        }
    });
    let session = peer::over(vec![channel], &Tap::silent(), Patience::default())
        .await
        .unwrap();
    session.stat(&RemotePath::from("x"), true).await.unwrap();
    *pause.lock().unwrap() = Duration::from_secs(3600);
    let error = session.stat(&RemotePath::from("x"), true).await.unwrap_err();
    assert_eq!((error.kind, error.broken), (Kind::TimedOut, true));
    assert!(error.cause.unwrap().contains("30 s"));
}

#[tokio::test]
async fn the_handle_of_a_call_that_was_dropped_is_closed() {
    let closed: Arc<Mutex<Vec<Vec<u8>>>> = Arc::default();
    let kept = closed.clone();
    let mut late: Option<Asked> = None;
    let (session, _) = with(move |asked| match asked.kind {
        OPEN => {
            late = Some(asked);
            Some(Vec::new())
        }
        CLOSE => {
            kept.lock().unwrap().push(asked.string(0).to_vec());
            Some(vec![asked.status(0, "")])
        }
        // Anything else brings the late answer along, before its own.
        _ => Some(
            late.take()
                .map(|open| open.handle(b"\x81late"))
                .into_iter()
                .chain([asked.size(1)])
                .collect(),
        ),
    })
    .await;
    let path = RemotePath::from("f");
    let (sink, _pieces) = pipe::download(Arc::default());
    let dropped = tokio::time::timeout(Duration::from_millis(20), session.download(&path, 0, sink)).await;
    assert!(dropped.is_err());
    assert_eq!(session.talk.owed(), 1);
    session.stat(&path, true).await.unwrap();
    until(|| *closed.lock().unwrap() == [b"\x81late".to_vec()]).await;
    until(|| session.talk.owed() == 0).await;
    assert!(!session.is_broken());
}

#[tokio::test]
async fn the_first_write_that_fails_has_the_word() {
    let mut writes = 0;
    let (session, _) = with(move |asked| {
        Some(vec![match asked.kind {
            WRITE => {
                writes += 1;
                match writes {
                    1 | 2 => asked.status(0, ""),
                    3 => asked.status(4, "quota exceeded for anna"),
                    _ => asked.status(4, "later"),
                }
            }
            _ => honest(&asked, b"", 1),
        }])
    })
    .await;
    let (feeder, source) = pipe::upload(Arc::default());
    let feed = async {
        for _ in 0..100 {
            if feeder.push(vec![1; pipe::PIECE].into()).await.is_err() {
                return false;
            }
        }
        true
    };
    let path = RemotePath::from("f");
    let (moved, all) = tokio::join!(session.upload(source, &path, Start::Beginning, None), feed);
    let error = moved.unwrap_err();
    assert_eq!((error.kind, error.broken), (Kind::NoSpace, false));
    assert_eq!(error.reply.unwrap().to_string(), "quota exceeded for anna");
    assert!(!all);
}

#[tokio::test]
async fn text_before_the_protocol_is_shown() {
    let (channel, to_us, from_us) = pair_of();
    to_us.send("Welcome to nas\r\n".into()).await.unwrap();
    to_us.send("Last login: today\r\n".into()).await.unwrap();
    let error = peer::over(vec![channel], &Tap::silent(), Patience::default())
        .await
        .unwrap_err();
    assert_eq!((error.kind, error.broken), (Kind::Protocol, true));
    assert_eq!(error.reply.unwrap().to_string(), "Welcome to nas\nLast login: today");
    assert!(error.cause.unwrap().contains("login shell"));
    drop((to_us, from_us));
    let (channel, to_us, _from_us) = pair_of();
    drop(to_us);
    let error = peer::over(vec![channel], &Tap::silent(), Patience::default())
        .await
        .unwrap_err();
    assert_eq!((error.kind, error.broken), (Kind::Closed, true));
}
