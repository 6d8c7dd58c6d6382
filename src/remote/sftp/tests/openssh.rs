//! Against OpenSSH's own `sftp-server`, without SSH: it speaks over pipes.

use std::os::unix::ffi::OsStrExt;
use std::sync::Arc;
use std::time::{Duration, Instant};

use bytes::Bytes;
use tokio::sync::mpsc;

use super::peer::{self, openssh, until};
use crate::entry::{Entry, Kind as EntryKind};
use crate::error::{Kind, Result};
use crate::path::{RemoteName, RemotePath};
use crate::pipe;
use crate::remote::sftp::Session;
use crate::remote::{Dress, Listing, Moved, Start};

/// Bytes of which no two blocks are alike.
pub(super) fn noise(length: usize) -> Vec<u8> {
    let mut state = 0x9e37_79b9_7f4a_7c15_u64;
    let mut bytes = Vec::with_capacity(length + 8);
    while bytes.len() < length {
        state = state
            .wrapping_mul(0x5851_f42d_4c95_7f2d)
            .wrapping_add(0x1405_7b7e_f767_814f);
        bytes.extend((state ^ (state >> 29)).to_le_bytes());
    }
    bytes.truncate(length);
    bytes
}

pub(super) async fn put(
    session: &Session,
    path: &str,
    bytes: Vec<u8>,
    start: Start,
    dress: Option<Dress>,
) -> Result<Moved> {
    let (feeder, source) = pipe::upload(Arc::default());
    let feed = async move {
        let mut bytes = Bytes::from(bytes);
        while !bytes.is_empty() {
            let piece = bytes.split_to(bytes.len().min(pipe::PIECE));
            if feeder.push(piece).await.is_err() {
                return;
            }
        }
        let _ = feeder.finish().await;
    };
    let path = RemotePath::from(path);
    tokio::join!(session.upload(source, &path, start, dress), feed).0
}

pub(super) async fn get(session: &Session, path: &str, range: std::ops::Range<u64>) -> (Result<Moved>, Vec<u8>) {
    let (sink, mut pieces) = pipe::download(Arc::default());
    let path = RemotePath::from(path);
    let drain = async {
        let mut bytes = Vec::new();
        while let Some(piece) = pieces.recv().await {
            bytes.extend_from_slice(&piece);
        }
        bytes
    };
    tokio::join!(session.download_range(&path, range, sink), drain)
}

pub(super) async fn list(session: &Session, path: &RemotePath) -> (Result<Listing>, Vec<Entry>) {
    let (pages, mut out) = mpsc::channel(4);
    let drain = async {
        let mut entries = Vec::new();
        while let Some(page) = out.recv().await {
            entries.extend(page);
        }
        entries
    };
    tokio::join!(session.list(path, pages), drain)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[allow(clippy::too_many_lines, reason = "one folder, from its making to its removal")]
async fn all_that_can_be_done_with_names() {
    let folder = tempfile::tempdir().unwrap();
    let Some((session, log)) = openssh(folder.path()).await else {
        return;
    };
    let home = session.working_directory().await.unwrap();
    assert_eq!(
        home.as_bytes(),
        folder.path().canonicalize().unwrap().as_os_str().as_bytes()
    );
    assert!(session.capabilities().renames_safely && session.capabilities().ranges);
    assert!(
        session
            .facts()
            .features
            .iter()
            .any(|line| line == "limits@openssh.com 1")
    );

    let path = |name: &str| RemotePath::from(name);
    session.make_directory(&path("d")).await.unwrap();
    let again = session.make_directory(&path("d")).await.unwrap_err();
    assert_eq!((again.kind, again.broken), (Kind::Exists, false));
    let nowhere = session.make_directory(&path("no/d")).await.unwrap_err();
    assert_eq!(nowhere.kind, Kind::NotFound);
    assert_eq!(nowhere.reply.unwrap().to_string(), "No such file");

    let dress = Dress {
        modified: Some(1_000_000_000),
        permissions: Some(0o640),
    };
    let moved = put(&session, "d/a", noise(1000), Start::Beginning, Some(dress))
        .await
        .unwrap();
    assert_eq!(
        (moved.bytes, moved.size, moved.dressed),
        (1000, Some(1000), Some(Ok(())))
    );
    let entry = session.stat(&path("d/a"), true).await.unwrap();
    assert_eq!(entry.modified.unwrap().seconds, 1_000_000_000);
    assert_eq!(entry.permissions.unwrap().bits(), 0o640);
    assert_eq!((entry.kind, entry.size), (EntryKind::File, Some(1000)));

    session.set_permissions(&path("d/a"), 0o600).await.unwrap();
    session.set_modified(&path("d/a"), 1_100_000_000).await.unwrap();
    let entry = session.stat(&path("d/a"), false).await.unwrap();
    assert_eq!(
        (entry.permissions.unwrap().bits(), entry.modified.unwrap().seconds),
        (0o600, 1_100_000_000)
    );
    assert_eq!(
        session.set_modified(&path("d/a"), -1).await.unwrap_err().kind,
        Kind::Unsupported
    );

    session.make_link(&path("l"), b"d/a").await.unwrap();
    assert_eq!(
        session.make_link(&path("l"), b"d/a").await.unwrap_err().kind,
        Kind::Exists
    );
    assert_eq!(session.read_link(&path("l")).await.unwrap(), b"d/a");
    let link = session.stat(&path("l"), false).await.unwrap();
    assert_eq!(
        (link.kind, link.target.as_deref()),
        (EntryKind::Link, Some(&b"d/a"[..]))
    );
    assert_eq!(session.stat(&path("l"), true).await.unwrap().kind, EntryKind::File);
    assert_eq!(session.size(&path("l")).await.unwrap(), Some(1000));
    assert_eq!(session.size(&path("d")).await.unwrap(), None);
    assert_eq!(session.size(&path("no")).await.unwrap(), None);

    put(&session, "b", noise(5), Start::Beginning, None).await.unwrap();
    assert_eq!(
        session.rename(&path("b"), &path("d/a"), false).await.unwrap_err().kind,
        Kind::Exists
    );
    session.rename(&path("b"), &path("d/a"), true).await.unwrap();
    assert_eq!(session.size(&path("d/a")).await.unwrap(), Some(5));
    session.rename(&path("d/a"), &path("c"), false).await.unwrap();
    assert_eq!(
        session.rename(&path("d/a"), &path("e"), false).await.unwrap_err().kind,
        Kind::NotFound
    );

    assert!(session.free_space(&path("")).await.unwrap().unwrap() > 0);
    session.keep_alive().await.unwrap();
    assert_eq!(session.raw(b"x").await.unwrap_err().kind, Kind::Unsupported);
    assert!(session.round_trip().unwrap() < Duration::from_secs(1));

    let (listing, mut entries) = list(&session, &RemotePath::home()).await;
    assert_eq!(
        listing.unwrap(),
        Listing {
            entries: 3,
            ..Listing::default()
        }
    );
    entries.sort_by(|a, b| a.name.cmp(&b.name));
    let names: Vec<_> = entries.iter().map(|entry| entry.name.visible()).collect();
    assert_eq!(names, ["c", "d", "l"]);
    assert_eq!(entries[1].kind, EntryKind::Directory);
    assert!(entries[0].owner.is_some());
    assert_eq!(list(&session, &path("no")).await.0.unwrap_err().kind, Kind::NotFound);

    session.remove_file(&path("l")).await.unwrap();
    session.remove_file(&path("c")).await.unwrap();
    session.remove_directory(&path("d")).await.unwrap();
    assert_eq!(session.remove_file(&path("c")).await.unwrap_err().kind, Kind::NotFound);
    assert_eq!(
        session.stat(&path("a\0b"), true).await.unwrap_err().kind,
        Kind::BlockedName(crate::path::Blocked::Nul)
    );

    let log = log.lock().unwrap().join("\n");
    for line in [
        "INIT version 3",
        "MKDIR \"d\" -> OK",
        "MKDIR \"d\" -> Failure (4)",
        "OPEN \"d/a\" w, from nothing -> handle 1",
        "FSETSTAT handle 1 mode 0640 modified 1000000000 -> OK",
        "FSTAT handle 1 -> size 1000 mode 100640 modified 1000000000",
        "CLOSE handle 1 -> OK",
        "posix-rename@openssh.com \"b\" \"d/a\" -> OK",
        "RENAME \"d/a\" \"e\" -> No such file (2)",
        "READLINK \"l\" -> \"d/a\"",
    ] {
        assert!(log.contains(line), "{line} is not in\n{log}");
    }
    session.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn large_files_go_both_ways() {
    let folder = tempfile::tempdir().unwrap();
    let Some((session, log)) = openssh(folder.path()).await else {
        return;
    };
    let bytes = noise(40_000_003);
    let length = bytes.len() as u64;
    let moved = put(&session, "big", bytes.clone(), Start::Beginning, None)
        .await
        .unwrap();
    assert_eq!((moved.bytes, moved.size), (length, Some(length)));
    assert!(std::fs::read(folder.path().join("big")).unwrap() == bytes);

    let (moved, got) = get(&session, "big", 0..u64::MAX).await;
    let moved = moved.unwrap();
    assert_eq!((moved.bytes, moved.size), (length, Some(length)));
    assert!(got == bytes);
    for range in [
        0..0,
        0..1,
        100..70_000,
        7_000_000..u64::MAX,
        39_999_999..50_000_000,
        length..u64::MAX,
        length + 9..u64::MAX,
    ] {
        let (moved, got) = get(&session, "big", range.clone()).await;
        let expected = &bytes[(range.start.min(length)) as usize..(range.end.min(length)) as usize];
        assert_eq!(moved.unwrap().bytes, expected.len() as u64, "{range:?}");
        assert!(got == expected, "{range:?}");
    }
    let log = log.lock().unwrap();
    assert!(log.len() < 100, "{} lines", log.len());
    assert!(
        log.iter()
            .any(|line| line.starts_with("WRITE handle 1, ") && line.ends_with(" -> OK")),
        "{log:?}"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn sizes_around_every_boundary() {
    let folder = tempfile::tempdir().unwrap();
    let Some((session, log)) = openssh(folder.path()).await else {
        return;
    };
    for length in [
        0, 1, 32_767, 32_768, 65_535, 65_536, 65_537, 98_304, 262_144, 524_288, 524_289, 1_048_576,
    ] {
        let bytes = noise(length);
        let moved = put(&session, "x", bytes.clone(), Start::Beginning, None).await.unwrap();
        assert_eq!(moved.size, Some(length as u64));
        let (moved, got) = get(&session, "x", 0..u64::MAX).await;
        assert_eq!(moved.unwrap().size, Some(length as u64));
        assert!(got == bytes, "{length}");
    }
    put(&session, "x", b"abcdef".to_vec(), Start::Beginning, None)
        .await
        .unwrap();
    put(&session, "x", b"XY".to_vec(), Start::At(1), None).await.unwrap();
    let moved = put(&session, "x", b"ghi".to_vec(), Start::End, None).await.unwrap();
    assert_eq!((moved.bytes, moved.size), (3, Some(9)));
    assert_eq!(std::fs::read(folder.path().join("x")).unwrap(), b"aXYdefghi");
    // A small file is read by one READ: its size proves the rest.
    log.lock().unwrap().clear();
    get(&session, "x", 0..u64::MAX).await.0.unwrap();
    until(|| log.lock().unwrap().iter().any(|line| line.starts_with("CLOSE"))).await;
    let log = log.lock().unwrap();
    assert!(
        log.iter()
            .any(|line| line.contains("READ handle") && !line.contains("times")),
        "{log:?}"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn names_are_bytes() {
    let folder = tempfile::tempdir().unwrap();
    let Some((session, _)) = openssh(folder.path()).await else {
        return;
    };
    for name in [
        &b"caf\xe9"[..],
        b"caf\xe8",
        b"a\nb",
        b" x ",
        b"-rf",
        b"\xff\xfe",
        b"quote\"s",
    ] {
        let path = RemotePath::home().join(&RemoteName::new(name));
        let (feeder, source) = pipe::upload(Arc::default());
        feeder.push(Bytes::copy_from_slice(name)).await.unwrap();
        feeder.finish().await.unwrap();
        session.upload(source, &path, Start::Beginning, None).await.unwrap();
        let on_disk = folder.path().join(std::ffi::OsStr::from_bytes(name));
        assert_eq!(std::fs::read(&on_disk).unwrap(), name);
        let (_, entries) = list(&session, &RemotePath::home()).await;
        assert!(entries.iter().any(|entry| entry.name.as_bytes() == name));
        let other = RemotePath::home().join(&RemoteName::new([name, b"\x80"].concat()));
        session.rename(&path, &other, false).await.unwrap();
        session.remove_file(&other).await.unwrap();
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_folder_of_100_000() {
    let folder = tempfile::tempdir().unwrap();
    for at in 0..100_000 {
        std::fs::File::create(folder.path().join(format!("file-{at}"))).unwrap();
    }
    let Some((session, log)) = openssh(folder.path()).await else {
        return;
    };
    let began = Instant::now();
    let (listing, entries) = list(&session, &RemotePath::home()).await;
    eprintln!("100,000 entries in {:?}", began.elapsed());
    assert_eq!(
        listing.unwrap(),
        Listing {
            entries: 100_000,
            ..Listing::default()
        }
    );
    let names: std::collections::HashSet<_> = entries.iter().map(|entry| entry.name.as_bytes()).collect();
    assert_eq!(names.len(), 100_000);
    assert!(log.lock().unwrap().len() < 20);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_cancelled_transfer_leaves_the_session_usable_and_closes_its_file() {
    let folder = tempfile::tempdir().unwrap();
    let Some((session, log)) = openssh(folder.path()).await else {
        return;
    };
    std::fs::write(folder.path().join("big"), noise(30 << 20)).unwrap();
    let big = RemotePath::from("big");
    let (sink, mut pieces) = pipe::download(Arc::default());
    let stop = async move {
        pieces.recv().await.unwrap();
        drop(pieces);
    };
    let (moved, ()) = tokio::join!(session.download(&big, 0, sink), stop);
    assert_eq!(
        (moved.as_ref().unwrap_err().kind.clone(), moved.unwrap_err().broken),
        (Kind::Cancelled, false)
    );

    let (feeder, source) = pipe::upload(Arc::default());
    feeder.push(Bytes::from(noise(100_000))).await.unwrap();
    drop(feeder);
    let up = session
        .upload(source, &RemotePath::from("up"), Start::Beginning, None)
        .await;
    assert_eq!(up.unwrap_err().kind, Kind::Cancelled);

    // A dropped call: nobody waits for what comes.
    for _ in 0..20 {
        let (sink, _pieces) = pipe::download(Arc::default());
        let _ = tokio::time::timeout(Duration::from_millis(3), session.download(&big, 0, sink)).await;
    }
    assert_eq!(get(&session, "big", 5..10).await.1.len(), 5);
    until(|| {
        let log = log.lock().unwrap();
        let count = |part: &str| {
            log.iter()
                .filter(|line| line.starts_with(part) && !line.contains("no answer"))
                .count()
        };
        count("OPEN") == count("CLOSE")
    })
    .await;
    assert!(!session.is_broken());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_full_disk_is_named() {
    let folder = tempfile::tempdir().unwrap();
    if !std::path::Path::new("/dev/full").exists() {
        return;
    }
    let Some((session, _)) = openssh(folder.path()).await else {
        return;
    };
    let error = put(&session, "/dev/full", noise(3 << 20), Start::At(0), None)
        .await
        .unwrap_err();
    assert_eq!((error.stage.name(), error.broken), ("transfer", false));
    assert_eq!(error.reply.unwrap().to_string(), "Failure");
    session.keep_alive().await.unwrap();
}

/// How fast it is without SSH: `cargo test --release --lib sftp::tests::openssh::speed -- --ignored --nocapture`.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "a measurement"]
async fn speed() {
    let folder = tempfile::tempdir().unwrap();
    let Some((session, _)) = openssh(folder.path()).await else {
        return;
    };
    let length: u64 = 1 << 30;
    let block = Bytes::from(noise(pipe::PIECE));
    for _ in 0..3 {
        let began = Instant::now();
        let (feeder, source) = pipe::upload(Arc::default());
        let path = RemotePath::from("big");
        let feed = async {
            for _ in 0..length / pipe::PIECE as u64 {
                feeder.push(block.clone()).await.unwrap();
            }
            feeder.finish().await.unwrap();
        };
        let (moved, ()) = tokio::join!(session.upload(source, &path, Start::Beginning, None), feed);
        assert_eq!(moved.unwrap().size, Some(length));
        let up = began.elapsed();
        let began = Instant::now();
        let (sink, mut pieces) = pipe::download(Arc::default());
        let drain = async {
            let (mut bytes, mut count) = (0, 0);
            while let Some(piece) = pieces.recv().await {
                bytes += piece.len() as u64;
                count += 1;
            }
            (bytes, count)
        };
        let (moved, (bytes, count)) = tokio::join!(session.download(&path, 0, sink), drain);
        assert_eq!((moved.unwrap().size, bytes), (Some(length), length));
        eprintln!("1 GiB: up {up:?}, down {:?} in {count} pieces", began.elapsed());
    }
    let _ = peer::log();
}
