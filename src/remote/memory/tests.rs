use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use tokio::sync::mpsc;

use super::*;
use crate::ask::{Answer, Answering, Ask, Question};
use crate::entry;
use crate::pipe;
use crate::secret::Secret;
use crate::site::{Logon, Protocol, Site};
use crate::trust::{Certificate, Distrust, Fingerprint, HostKeys, Known};
use crate::wire::Tap;

/// Answers each question in the same way.
struct Always(Answer);

impl Ask for Always {
    fn ask(&self, _: Question) -> Answering<'_> {
        let answer = self.0.clone();
        Box::pin(async move { answer })
    }
}

async fn dial(tree: &Tree, logon: Logon, answer: Answer, known: Known) -> Result<Session> {
    let site = Site {
        host: tree.name().into(),
        port: 1,
        protocol: Protocol::Memory,
        logon,
        names: crate::path::Charset::default(),
    };
    let dial = Dial {
        site: &site,
        known,
        keys: &HostKeys::default(),
        learned: &Learned::default(),
        ask: &Always(answer),
        tap: &Tap::silent(),
        patience: Patience::of(Duration::from_secs(5)),
    };
    Session::connect(dial).await
}

async fn open(tree: &Tree) -> Session {
    dial(tree, Logon::Anonymous, Answer::No, Known::default())
        .await
        .unwrap()
}

async fn get(session: &Session, path: &str, offset: u64) -> (Result<Moved>, Vec<u8>) {
    let (sink, mut pieces) = pipe::download(Arc::default());
    let path = path.into();
    let read = async {
        let mut all = Vec::new();
        while let Some(piece) = pieces.recv().await {
            all.extend_from_slice(&piece);
        }
        all
    };
    tokio::join!(session.download(&path, offset, sink), read)
}

async fn put(session: &Session, bytes: &'static [u8], path: &str, start: Start) -> Result<Moved> {
    let (feeder, source) = pipe::upload(Arc::default());
    let path = path.into();
    let feed = async move {
        let _ = feeder.push(Bytes::from_static(bytes)).await;
        let _ = feeder.finish().await;
    };
    tokio::join!(session.upload(source, &path, start, None), feed).0
}

fn fault(operation: Operation, effect: Effect) -> Fault {
    Fault {
        operation,
        path: None,
        times: 1,
        effect,
    }
}

fn reset() -> Box<Error> {
    Box::new(Error::new(Stage::Transfer, Kind::Reset, "scripted").breaking())
}

#[tokio::test]
async fn files_are_written_read_and_looked_at() {
    let tree = Tree::create("files");
    tree.set_clock(1_000);
    tree.folder("/a");
    tree.link("/link", "a/b");
    let session = open(&tree).await;
    assert_eq!(
        put(&session, b"0123456789", "/a/b", Start::Beginning)
            .await
            .unwrap()
            .bytes,
        10
    );
    assert_eq!(get(&session, "/a/b", 0).await.1, b"0123456789");
    assert_eq!(get(&session, "link", 7).await.1, b"789");
    assert_eq!(get(&session, "/a/b", 11).await.1, b"");

    put(&session, b"xy", "/a/b", Start::At(3)).await.unwrap();
    put(&session, b"z", "/a/b", Start::End).await.unwrap();
    assert_eq!(tree.read("/a/b").unwrap(), b"012xyz");
    put(&session, b"short", "/a/b", Start::Beginning).await.unwrap();

    let link = session.stat(&"/link".into(), false).await.unwrap();
    assert_eq!(
        (link.kind, link.target.as_deref()),
        (entry::Kind::Link, Some(&b"a/b"[..]))
    );
    let file = session.stat(&"/link".into(), true).await.unwrap();
    assert_eq!((file.size, file.modified.unwrap().seconds), (Some(5), 1_000));
    session.set_modified(&"/a/b".into(), 77).await.unwrap();
    session.set_permissions(&"/a/b".into(), 0o100_4755).await.unwrap();
    let file = tree.entry("/a/b").unwrap();
    assert_eq!(
        (file.modified.unwrap().seconds, file.permissions.unwrap().bits()),
        (77, 0o4755)
    );
    let sum = session.checksum(&"/a/b".into()).await.unwrap().unwrap();
    assert_eq!(sum.bytes[..4], [0xf9, 0xb0, 0x07, 0x8b]);
}

#[tokio::test]
async fn what_cannot_be_done_is_said() {
    let tree = Tree::create("refusals");
    tree.file("/a/b", "x");
    tree.file("/c", "y");
    let session = open(&tree).await;
    let kind = |result: Result<()>| result.unwrap_err().kind;
    assert_eq!(
        kind(session.stat(&"/none".into(), true).await.map(drop)),
        Kind::NotFound
    );
    assert_eq!(kind(get(&session, "/a", 0).await.0.map(drop)), Kind::WrongType);
    assert_eq!(
        kind(put(&session, b"", "/none/x", Start::Beginning).await.map(drop)),
        Kind::NotFound
    );
    assert_eq!(kind(session.make_directory(&"/a".into()).await), Kind::Exists);
    assert_eq!(kind(session.remove_directory(&"/a".into()).await), Kind::Rejected);
    assert_eq!(kind(session.remove_directory(&"/c".into()).await), Kind::WrongType);
    assert_eq!(kind(session.remove_file(&"/a".into()).await), Kind::WrongType);
    assert_eq!(
        kind(session.rename(&"/c".into(), &"/a/b".into(), true).await),
        Kind::Exists
    );
    assert_eq!(
        kind(session.rename(&"/a".into(), &"/a/a".into(), true).await),
        Kind::Rejected
    );
    assert!(!session.is_broken());
    tree.behave(|behaviour| behaviour.replaces = true);
    session.rename(&"/c".into(), &"/a/b".into(), true).await.unwrap();
    assert_eq!(
        tree.files().into_iter().collect::<Vec<_>>(),
        [(b"/a/b".to_vec(), b"y".to_vec())]
    );
    session.remove_file(&"/a/b".into()).await.unwrap();
    session.remove_directory(&"/a".into()).await.unwrap();
    assert!(tree.names("/").is_empty());
}

#[tokio::test]
async fn links_in_a_circle_lead_nowhere_and_are_removed_themselves() {
    let tree = Tree::create("circle");
    tree.link("/a", "b");
    tree.link("/b", "a");
    tree.link("/up", "..");
    tree.file("/keep", "x");
    let session = open(&tree).await;
    assert_eq!(session.stat(&"/a".into(), true).await.unwrap_err().kind, Kind::NotFound);
    session.remove_file(&"/a".into()).await.unwrap();
    session.remove_file(&"/up".into()).await.unwrap();
    assert_eq!(tree.names("/"), ["b", "keep"]);
}

#[tokio::test]
async fn a_listing_comes_in_pages_with_any_names() {
    let tree = Tree::create("pages");
    for name in [&b"../../evil"[..], b"", b"a\rb", b"\xff"] {
        tree.hostile("/", name);
    }
    tree.behave(|behaviour| behaviour.page = 3);
    let session = open(&tree).await;
    let (pages, mut out) = mpsc::channel(9);
    assert_eq!(session.list(&RemotePath::root(), pages).await.unwrap().entries, 4);
    assert_eq!(
        (out.recv().await.unwrap().len(), out.recv().await.unwrap().len()),
        (3, 1)
    );
    let (pages, out) = mpsc::channel(9);
    drop(out);
    let error = session.list(&RemotePath::root(), pages).await.unwrap_err();
    assert_eq!((error.kind, session.is_broken()), (Kind::Cancelled, false));
}

#[tokio::test]
async fn faults_strike_as_often_as_scripted() {
    let tree = Tree::create("faults");
    tree.file("/f", "0123456789");
    let session = open(&tree).await;
    tree.fail(fault(Operation::Download, Effect::Short(4)));
    tree.fail(fault(Operation::Download, Effect::Corrupt));
    let (moved, bytes) = get(&session, "/f", 0).await;
    assert_eq!((moved.unwrap().bytes, bytes), (4, b"0123".to_vec()));
    assert_eq!(get(&session, "/f", 0).await.1, b"1123456789");
    assert_eq!(get(&session, "/f", 0).await.1, b"0123456789");
    tree.fail(fault(Operation::Upload, Effect::Short(2)));
    assert_eq!(put(&session, b"abcdef", "/g", Start::Beginning).await.unwrap().bytes, 6);
    assert_eq!(tree.read("/g").unwrap(), b"ab");
    tree.fail(fault(Operation::MakeDirectory, Effect::DoneThenError(reset())));
    assert_eq!(
        session.make_directory(&"/d".into()).await.unwrap_err().kind,
        Kind::Reset
    );
    assert!(session.is_broken() && tree.entry("/d").is_some());
    assert_eq!(session.keep_alive().await.unwrap_err().kind, Kind::Closed);

    let session = open(&tree).await;
    tree.fail(fault(Operation::Upload, Effect::ErrorAfter(3, reset())));
    assert_eq!(
        put(&session, b"abcdef", "/h", Start::Beginning).await.unwrap_err().kind,
        Kind::Reset
    );
    assert_eq!(tree.read("/h").unwrap(), b"abc");
    assert_eq!(tree.count(Operation::Upload), 2);
}

#[tokio::test(start_paused = true)]
async fn silence_ends_at_the_limit_and_a_dropped_call_breaks_one_lane() {
    let tree = Tree::create("silence");
    let session = open(&tree).await;
    tree.fail(fault(Operation::KeepAlive, Effect::Silent));
    let begin = tokio::time::Instant::now();
    assert_eq!(session.keep_alive().await.unwrap_err().kind, Kind::TimedOut);
    assert_eq!(begin.elapsed().as_secs(), 5);
    for (lanes, broken) in [(1, true), (8, false)] {
        tree.behave(|behaviour| {
            behaviour.capabilities.lanes = lanes;
            behaviour.latency = Duration::from_secs(1);
        });
        let session = open(&tree).await;
        tokio::time::timeout(Duration::from_millis(10), session.keep_alive())
            .await
            .unwrap_err();
        assert_eq!(session.is_broken(), broken, "{lanes} lanes");
    }
}

#[tokio::test]
async fn a_broken_off_source_or_sink_cancels() {
    let tree = Tree::create("cancel");
    tree.file("/f", vec![7; 1 << 20]);
    let session = open(&tree).await;
    let (feeder, source) = pipe::upload(Arc::default());
    feeder.push(Bytes::from_static(b"half")).await.unwrap();
    drop(feeder);
    let error = session
        .upload(source, &"/g".into(), Start::Beginning, None)
        .await
        .unwrap_err();
    assert_eq!(
        (error.kind, tree.read("/g").unwrap()),
        (Kind::Cancelled, b"half".to_vec())
    );
    let (sink, pieces) = pipe::download(Arc::default());
    drop(pieces);
    assert_eq!(
        session.download(&"/f".into(), 0, sink).await.unwrap_err().kind,
        Kind::Cancelled
    );
    assert!(!session.is_broken());
}

#[tokio::test]
async fn seats_are_counted_and_given_back() {
    let tree = Tree::create("seats");
    tree.behave(|behaviour| behaviour.sessions = Some(1));
    let first = open(&tree).await;
    let error = dial(&tree, Logon::Anonymous, Answer::No, Known::default())
        .await
        .unwrap_err();
    assert_eq!((error.kind, error.stage), (Kind::TooMany, Stage::Login));
    first.close().await;
    drop(open(&tree).await);
    let expected = Sessions {
        opened: 2,
        open: 0,
        most: 1,
        refused: 1,
    };
    assert_eq!(tree.sessions(), expected);
}

#[tokio::test]
async fn nobody_gets_in_without_trust_and_password() {
    let tree = Tree::create("doors");
    let certificate = Certificate {
        fingerprint: Fingerprint::of(b"der"),
        subject: "CN=x".into(),
        issuer: "CN=x".into(),
        names: vec![],
        not_before: 0,
        not_after: 1,
    };
    tree.behave(|behaviour| {
        behaviour.login = Some(("anna".into(), Secret::new("right")));
        behaviour.certificate = Some((certificate.clone(), Err(Distrust::UnknownIssuer)));
    });
    let pinned = |der: &[u8]| Known {
        pin: Some(Fingerprint::of(der)),
        once_verified: false,
    };
    let anna = || Logon::Ask { user: "anna".into() };
    let password = |text: &str| Answer::Password(Secret::new(text));
    let kind = |result: Result<Session>| result.unwrap_err().kind;
    let refused = kind(dial(&tree, anna(), Answer::No, Known::default()).await);
    assert!(matches!(
        refused,
        Kind::NotTrusted {
            reason: Distrust::UnknownIssuer,
            ..
        }
    ));
    assert!(matches!(
        kind(dial(&tree, anna(), Answer::Yes, pinned(b"old")).await),
        Kind::Changed { .. }
    ));
    assert_eq!(
        kind(dial(&tree, anna(), Answer::No, pinned(b"der")).await),
        Kind::NoPassword
    );
    assert_eq!(
        kind(dial(&tree, anna(), password("wrong"), pinned(b"der")).await),
        Kind::LoginRefused
    );
    assert_eq!(
        kind(dial(&tree, Logon::Anonymous, Answer::No, pinned(b"der")).await),
        Kind::LoginRefused
    );
    let session = dial(&tree, anna(), password("right"), pinned(b"der")).await.unwrap();
    assert_eq!(session.facts().certificate, Some(certificate));
    assert_eq!(tree.sessions().open, 1);
}

#[tokio::test]
async fn ranges_are_read_and_written_where_they_belong() {
    let tree = Tree::create("ranges");
    tree.behave(|behaviour| behaviour.capabilities.ranges = true);
    tree.file("/a", b"0123456789".to_vec());
    let session = open(&tree).await;
    for (range, expected) in [(2..5, &b"234"[..]), (8..20, b"89"), (20..30, b"")] {
        let (sink, mut pieces) = pipe::download(Arc::default());
        let read = async {
            let mut all = Vec::new();
            while let Some(piece) = pieces.recv().await {
                all.extend_from_slice(&piece);
            }
            all
        };
        let path = "/a".into();
        let (moved, bytes) = tokio::join!(session.download_range(&path, range, sink), read);
        assert_eq!((moved.unwrap().bytes, &bytes[..]), (expected.len() as u64, expected));
    }
    put(&session, b"xy", "/a", Start::At(3)).await.unwrap();
    assert_eq!(
        tree.read("/a").unwrap(),
        b"012xy56789",
        "nothing is cut off behind a range"
    );
}

#[tokio::test]
async fn a_safe_rename_replaces_only_what_it_is_told_to() {
    let tree = Tree::create("safe-rename");
    tree.behave(|behaviour| {
        behaviour.replaces = true;
        behaviour.capabilities.renames_safely = true;
    });
    tree.file("/a", b"a".to_vec());
    tree.file("/b", b"b".to_vec());
    let session = open(&tree).await;
    let refused = session.rename(&"/a".into(), &"/b".into(), false).await.unwrap_err();
    assert_eq!(refused.kind, Kind::Exists);
    session.rename(&"/a".into(), &"/b".into(), true).await.unwrap();
    assert_eq!(tree.read("/b").unwrap(), b"a");
}

#[tokio::test]
async fn an_upload_dresses_its_file_in_the_same_breath() {
    let tree = Tree::create("dress");
    tree.behave(|behaviour| behaviour.dresses = true);
    let session = open(&tree).await;
    let dress = Dress {
        modified: Some(99),
        permissions: Some(0o600),
    };
    let upload = async |dress| {
        let (feeder, source) = pipe::upload(Arc::default());
        let path = "/a".into();
        let (moved, _) = tokio::join!(session.upload(source, &path, Start::Beginning, dress), feeder.finish());
        moved.unwrap()
    };
    let moved = upload(Some(dress)).await;
    assert_eq!((moved.size, moved.dressed), (Some(0), Some(Ok(()))));
    let entry = tree.entry("/a").unwrap();
    assert_eq!(
        (
            entry.modified.unwrap().seconds,
            entry.permissions.unwrap().bits() & 0o7777
        ),
        (99, 0o600)
    );
    assert_eq!(upload(None).await.dressed, None);
}
