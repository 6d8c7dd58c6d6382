//! What SFTP promises beyond FTP.

use packetboat::error::Kind;
use packetboat::pipe;
use packetboat::remote::{Dress, Start};

use crate::ground::Brand;
use crate::ground::client::{binary, fetch, list, upload};
use crate::stage::{Stage, assert_refused, checks};

checks![
    a_rename_replaces_only_if_it_is_told_to,
    ranges_are_read_and_written,
    links_are_made_and_read,
    a_file_is_dressed_along_with_its_bytes,
    many_operations_go_side_by_side,
    a_folder_that_takes_and_does_not_show,
];

fn is_ssh(stage: &Stage) -> bool {
    stage.brand.is_some_and(Brand::is_ssh)
}

async fn a_rename_replaces_only_if_it_is_told_to(stage: &Stage) {
    if !stage.session.capabilities().renames_safely {
        assert!(!is_ssh(stage), "OpenSSH and asyncssh can");
        return;
    }
    let (old, new) = (stage.put("old", b"old").await, stage.put("new", b"new").await);
    let refused = stage.session.rename(&new, &old, false).await;
    assert_refused(&stage.session, refused, &[Kind::Exists, Kind::Rejected]);
    stage.assert_content(&old, b"old").await;
    stage.session.rename(&new, &old, true).await.unwrap();
    stage.assert_content(&old, b"new").await;
    assert_eq!(stage.names_in(&stage.folder).await, [b"old"]);
}

async fn ranges_are_read_and_written(stage: &Stage) {
    if !stage.session.capabilities().ranges {
        assert!(!is_ssh(stage));
        return;
    }
    let bytes = binary(1_500_000);
    let path = stage.path("file");
    // The second half first, then the first half, which cuts nothing off.
    let (first, second) = bytes.split_at(700_001);
    stage.put("file", b"").await;
    upload(&stage.session, second, &path, Start::At(700_001), None)
        .await
        .unwrap();
    upload(&stage.session, first, &path, Start::At(0), None).await.unwrap();
    stage.assert_content(&path, &bytes).await;
    for range in [0..1, 5..5, 699_990..900_000, 1_499_999..1_500_000, 1_400_000..9_000_000] {
        let (sink, mut pieces) = pipe::download(std::sync::Arc::default());
        let collect = async {
            let mut got = Vec::new();
            while let Some(piece) = pieces.recv().await {
                got.extend_from_slice(&piece);
            }
            got
        };
        let (moved, got) = tokio::join!(stage.session.download_range(&path, range.clone(), sink), collect);
        moved.unwrap();
        let to = (range.end as usize).min(bytes.len());
        assert!(got == bytes[range.start as usize..to], "{range:?}");
    }
}

async fn links_are_made_and_read(stage: &Stage) {
    // asyncssh keeps links inside its root by rewriting them.
    if stage.brand != Some(Brand::OpenSsh) {
        return;
    }
    let link = stage.path("link");
    stage.session.make_link(&link, b"no\xe9where/at all").await.unwrap();
    assert_eq!(stage.session.read_link(&link).await.unwrap(), b"no\xe9where/at all");
    let (entries, _) = list(&stage.session, &stage.folder).await.unwrap();
    assert_eq!(entries[0].kind, packetboat::entry::Kind::Link);
    assert!(
        stage
            .session
            .free_space(&stage.folder)
            .await
            .unwrap()
            .is_some_and(|free| free > 0)
    );
}

async fn a_file_is_dressed_along_with_its_bytes(stage: &Stage) {
    let dress = Dress {
        modified: Some(1_234_567_891),
        permissions: Some(0o640),
    };
    let path = stage.path("file");
    let moved = upload(&stage.session, b"123", &path, Start::Beginning, Some(dress))
        .await
        .unwrap();
    let Some(dressed) = moved.dressed else {
        assert!(!is_ssh(stage));
        return;
    };
    dressed.unwrap();
    let found = stage.session.stat(&path, false).await.unwrap();
    assert_eq!(found.modified.unwrap().seconds, 1_234_567_891);
    assert_eq!(found.permissions.unwrap().bits(), 0o640);
}

async fn many_operations_go_side_by_side(stage: &Stage) {
    if !is_ssh(stage) {
        return;
    }
    let session = &stage.session;
    let work = (0..48_usize).map(|number| async move {
        let bytes = binary(1000 + number);
        let path = stage.path(format!("file {number}"));
        upload(session, &bytes, &path, Start::Beginning, None).await.unwrap();
        assert!(fetch(session, &path).await.unwrap() == bytes, "{number}");
    });
    side_by_side(work).await;
    assert_eq!(stage.names_in(&stage.folder).await.len(), 48);
}

/// Polls all of them, in turn, until all are done.
async fn side_by_side<F: Future<Output = ()>>(work: impl Iterator<Item = F>) {
    let mut left: Vec<_> = work.map(Box::pin).collect();
    std::future::poll_fn(move |context| {
        left.retain_mut(|one| one.as_mut().poll(context).is_pending());
        if left.is_empty() {
            std::task::Poll::Ready(())
        } else {
            std::task::Poll::Pending
        }
    })
    .await;
}

async fn a_folder_that_takes_and_does_not_show(stage: &Stage) {
    use std::os::unix::fs::PermissionsExt;
    // As root, asyncssh may do everything.
    if stage.brand != Some(Brand::OpenSsh) {
        return;
    }
    let disk = stage.disk.as_ref().unwrap();
    std::fs::set_permissions(disk, PermissionsExt::from_mode(0o300)).unwrap();
    let path = stage.path("letter");
    upload(&stage.session, b"dear", &path, Start::Beginning, None)
        .await
        .unwrap();
    let outcome = list(&stage.session, &stage.folder).await;
    assert_refused(&stage.session, outcome, &[Kind::NotPermitted, Kind::Rejected]);
    assert_eq!(stage.session.stat(&path, false).await.unwrap().size, Some(4));
    std::fs::set_permissions(disk, PermissionsExt::from_mode(0o700)).unwrap();
    assert_eq!(std::fs::read(disk.join("letter")).unwrap(), b"dear");
}

/// OpenSSH with `-R`: everything can be looked at, and nothing changes.
#[test]
fn nothing_changes_on_a_server_that_only_reads() {
    let recipe = crate::ground::Recipe::new(Brand::OpenSsh).read_only();
    let Some(server) = recipe.start() else { return };
    server.put("file", b"12345");
    server.put("folder/inside", b"1");
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    runtime.block_on(async {
        let session = crate::ground::client::Client::of(&server).connect().await.unwrap();
        assert_eq!(fetch(&session, &"file".into()).await.unwrap(), b"12345");
        let (file, other) = ("file".into(), "other".into());
        let refused = &[Kind::NotPermitted, Kind::Rejected];
        let moved = upload(&session, b"x", &other, Start::Beginning, None).await;
        assert_refused(&session, moved, refused);
        assert_refused(&session, session.rename(&file, &other, false).await, refused);
        assert_refused(&session, session.rename(&file, &other, true).await, refused);
        assert_refused(&session, session.remove_file(&file).await, refused);
        assert_refused(&session, session.make_directory(&other).await, refused);
        assert_refused(&session, session.set_modified(&file, 1).await, refused);
        assert_eq!(list(&session, &"".into()).await.unwrap().0.len(), 2);
        session.close().await;
    });
    assert_eq!(std::fs::read(server.home.join("file")).unwrap(), b"12345");
    assert!(!server.home.join("other").exists());
}
