//! Many files at once on one channel, against OpenSSH's own server.

use std::sync::Arc;

use bytes::Bytes;

use super::openssh::{get, noise, put};
use super::peer::{openssh, until};
use crate::path::RemotePath;
use crate::pipe;
use crate::remote::Start;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_hundred_handles_at_once() {
    let folder = tempfile::tempdir().unwrap();
    let Some((session, _)) = openssh(folder.path()).await else {
        return;
    };
    let session = Arc::new(session);
    // Feeders that wait keep every file open.
    let mut open = Vec::new();
    for at in 0..200 {
        let (feeder, source) = pipe::upload(Arc::default());
        feeder.push(Bytes::from(format!("first {at} "))).await.unwrap();
        let session = session.clone();
        let path = RemotePath::from(format!("f{at}").as_str());
        open.push((
            feeder,
            tokio::spawn(async move { session.upload(source, &path, Start::Beginning, None).await }),
        ));
    }
    let last = folder.path().join("f199");
    until(|| std::fs::read(&last).is_ok_and(|bytes| bytes == b"first 199 ")).await;
    for (at, (feeder, task)) in open.into_iter().enumerate() {
        feeder.push(Bytes::from(format!("second {at}"))).await.unwrap();
        feeder.finish().await.unwrap();
        task.await.unwrap().unwrap();
        let bytes = std::fs::read(folder.path().join(format!("f{at}"))).unwrap();
        assert_eq!(bytes, format!("first {at} second {at}").into_bytes());
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn many_small_files_at_once() {
    let folder = tempfile::tempdir().unwrap();
    let Some((session, _)) = openssh(folder.path()).await else {
        return;
    };
    let session = Arc::new(session);
    let mut tasks = tokio::task::JoinSet::new();
    for at in 0..64usize {
        let session = session.clone();
        tasks.spawn(async move {
            let (name, bytes) = (format!("s{at}"), noise(at * 3001));
            for _ in 0..5 {
                put(&session, &name, bytes.clone(), Start::Beginning, None)
                    .await
                    .unwrap();
                let (moved, got) = get(&session, &name, 0..u64::MAX).await;
                assert_eq!(moved.unwrap().size, Some(bytes.len() as u64));
                assert!(got == bytes);
            }
        });
    }
    while let Some(done) = tasks.join_next().await {
        done.unwrap();
    }
    assert!(!session.is_broken());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn many_large_files_share_the_room() {
    let folder = tempfile::tempdir().unwrap();
    let Some((session, _)) = openssh(folder.path()).await else {
        return;
    };
    let session = Arc::new(session);
    let bytes = Bytes::from(noise(6 << 20));
    std::fs::write(folder.path().join("big"), &bytes).unwrap();
    let mut tasks = tokio::task::JoinSet::new();
    for _ in 0..24 {
        let (session, bytes) = (session.clone(), bytes.clone());
        tasks.spawn(async move {
            let (moved, got) = get(&session, "big", 0..u64::MAX).await;
            moved.unwrap();
            assert!(got == bytes);
        });
    }
    while let Some(done) = tasks.join_next().await {
        done.unwrap();
    }
}
