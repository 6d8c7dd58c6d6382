//! The disk here, as a pane asks for it.

use std::path::PathBuf;

use packetboat::engine::Event;
use packetboat::engine::command::{Aim, Command, LocalRequest, Ticket};
use packetboat::engine::event::Outcome;
use packetboat::entry::{Entry, Kind as What};
use packetboat::error::{Error, Kind, Stage};

use super::rig::Rig;

/// What a request came to.
#[derive(Debug)]
struct Came {
    pages: Vec<Vec<Entry>>,
    failed: Vec<(PathBuf, Error)>,
    result: Result<Outcome, Error>,
}

fn ask(rig: &Rig, ticket: u64, request: LocalRequest) -> Ticket {
    let ticket = Ticket(ticket);
    rig.engine.send(Command::Local { ticket, request });
    ticket
}

async fn answer(rig: &mut Rig, meant: Ticket) -> Came {
    let (mut pages, mut failed) = (Vec::new(), Vec::new());
    loop {
        match rig.until(|_| true).await {
            Event::Page { ticket, entries } if ticket == meant => pages.push(entries),
            Event::LocalFailed { ticket, path, error } if ticket == meant => failed.push((path, *error)),
            Event::Answered { ticket, result } if ticket == meant => return Came { pages, failed, result },
            _ => {}
        }
    }
}

async fn make(rig: &mut Rig, request: LocalRequest) -> Came {
    let ticket = ask(rig, 77, request);
    answer(rig, ticket).await
}

#[tokio::test]
async fn a_hundred_thousand_files_come_in_pages_and_a_cancel_ends_them() {
    let mut rig = Rig::new("desk-many");
    let folder = rig.local("many");
    std::fs::create_dir(&folder).unwrap();
    for name in 0..100_000 {
        std::fs::File::create(folder.join(name.to_string())).unwrap();
    }
    let list = || LocalRequest::List { folder: folder.clone() };
    let ticket = ask(&rig, 1, list());
    rig.until(|event| matches!(event, Event::Page { .. })).await;
    rig.engine.send(Command::Cancel(Aim::Request(ticket)));
    let cancelled = answer(&mut rig, ticket).await;
    assert_eq!(cancelled.result.unwrap_err().kind, Kind::Cancelled);

    let begun = std::time::Instant::now();
    let came = make(&mut rig, list()).await;
    let took = begun.elapsed();
    assert!(took < std::time::Duration::from_secs(10), "{took:?}");
    assert!(came.pages[0].len() <= 512, "somebody waits for the first page");
    assert!(came.pages.iter().all(|page| page.len() <= 4096));
    let mut names: Vec<_> = came.pages.into_iter().flatten().map(|entry| entry.name).collect();
    names.sort();
    names.dedup();
    assert_eq!(names.len(), 100_000);
    match came.result.unwrap() {
        Outcome::LocalListed { folder: said, free } => {
            assert_eq!(said, folder);
            assert!(free.is_some() || !cfg!(unix));
        }
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn making_and_renaming_replace_nothing() {
    let mut rig = Rig::new("desk-change");
    rig.write("theirs", b"theirs");
    let (folder, file, theirs) = (rig.local("d"), rig.local("d/f"), rig.local("theirs"));
    for request in [
        LocalRequest::MakeFolder { path: folder.clone() },
        LocalRequest::MakeFile { path: file.clone() },
    ] {
        let came = make(&mut rig, request).await;
        assert!(
            matches!(came.result, Ok(Outcome::Changed { done: 1, failed: 0 })),
            "{came:?}"
        );
    }
    assert!(folder.is_dir() && file.is_file());
    for request in [
        LocalRequest::MakeFolder { path: theirs.clone() },
        LocalRequest::MakeFile { path: theirs.clone() },
        LocalRequest::Rename {
            from: file.clone(),
            to: theirs.clone(),
        },
    ] {
        let error = make(&mut rig, request).await.result.unwrap_err();
        assert_eq!((error.stage, error.kind), (Stage::LocalDisk, Kind::Exists));
    }
    assert_eq!(rig.read("theirs"), b"theirs");
    let to = rig.local("d/g");
    let came = make(&mut rig, LocalRequest::Rename { from: file, to }).await;
    assert!(came.result.is_ok());
    assert_eq!(rig.names("d"), ["g"]);
    let missing = LocalRequest::List {
        folder: rig.local("none"),
    };
    assert_eq!(make(&mut rig, missing).await.result.unwrap_err().kind, Kind::NotFound);
    let came = make(&mut rig, LocalRequest::Free { folder }).await;
    assert!(matches!(came.result, Ok(Outcome::Free(_))), "{came:?}");
}

#[tokio::test]
async fn deleting_names_what_failed_and_goes_on() {
    let mut rig = Rig::new("desk-delete");
    for name in ["tree/a", "tree/b/c", "kept"] {
        rig.write(name, b"x");
    }
    let paths = vec![
        rig.local("none"),
        rig.local("tree"),
        PathBuf::from("~"),
        PathBuf::from("/"),
    ];
    let came = make(&mut rig, LocalRequest::Delete { paths }).await;
    assert!(
        matches!(came.result, Ok(Outcome::Changed { done: 4, failed: 3 })),
        "{came:?}"
    );
    let kinds: Vec<_> = came.failed.iter().map(|(_, error)| error.kind.clone()).collect();
    assert_eq!(kinds, [Kind::NotFound, Kind::NotPermitted, Kind::NotPermitted]);
    assert_eq!(rig.names("."), ["kept"]);
}

#[cfg(unix)]
#[tokio::test]
async fn permissions_are_set_and_shown() {
    let mut rig = Rig::new("desk-modes");
    rig.write("d/a", b"x");
    std::os::unix::fs::symlink("a", rig.local("d/link")).unwrap();
    let request = LocalRequest::SetPermissions {
        path: rig.local("d"),
        mode: 0o750,
        recursive: true,
        keeps: 0,
    };
    let came = make(&mut rig, request).await;
    assert!(
        matches!(came.result, Ok(Outcome::Changed { done: 2, failed: 0 })),
        "{came:?}"
    );
    let folder = rig.local("d");
    let came = make(&mut rig, LocalRequest::List { folder }).await;
    let mut entries: Vec<Entry> = came.pages.into_iter().flatten().collect();
    entries.sort_by(|a, b| a.name.cmp(&b.name));
    assert_eq!(entries[0].permissions.unwrap().bits(), 0o750);
    assert_eq!(
        (entries[1].kind, entries[1].target.as_deref()),
        (What::Link, Some(&b"a"[..]))
    );
}

#[tokio::test]
async fn folders_are_counted_before_something_is_done_to_them() {
    let mut rig = Rig::new("desk-count");
    rig.write("tree/a/1", b"12345");
    rig.write("tree/2", b"123");
    let folders = vec![rig.local("tree"), rig.local("missing")];
    let came = make(&mut rig, LocalRequest::Count { folders }).await;
    match came.result.unwrap() {
        Outcome::Counted(count) => {
            assert_eq!((count.files, count.folders, count.bytes, count.unread), (2, 1, 8, 1));
        }
        other => panic!("{other:?}"),
    }
    let came = make(&mut rig, LocalRequest::Landmarks).await;
    assert!(matches!(came.result, Ok(Outcome::Landmarks(_))));
}
