//! Stopping in the middle: at once, and never with a wrong answer afterwards.

use std::sync::Arc;
use std::time::{Duration, Instant};

use bytes::Bytes;
use packetboat::error::Kind;
use packetboat::pipe;
use packetboat::remote::Start;

use crate::ground::client::binary;
use crate::stage::{Stage, checks};

checks![
    a_download_that_nobody_takes_ends,
    a_download_that_is_dropped_leaves_no_wrong_answer,
    an_upload_that_is_broken_off_ends,
    a_listing_that_nobody_takes_ends,
];

/// The promise for every state.
const AT_ONCE: Duration = Duration::from_secs(1);

/// Larger than the buffers between the server's disk and ours, so that a stop meets a transfer that is under way.
async fn large_file(stage: &Stage) -> packetboat::path::RemotePath {
    let bytes = binary(24 * 1024 * 1024);
    stage.put("large", &bytes).await
}

async fn a_download_that_nobody_takes_ends(stage: &Stage) {
    let known = stage.put("known", b"123").await;
    let path = large_file(stage).await;
    let (sink, mut pieces) = pipe::download(Arc::default());
    let stop = async {
        let _ = pieces.recv().await;
        drop(pieces);
        Instant::now()
    };
    let (moved, stopped) = tokio::join!(stage.session.download(&path, 0, sink), stop);
    assert!(stopped.elapsed() < AT_ONCE, "it took {:?}", stopped.elapsed());
    let error = moved.unwrap_err();
    assert_eq!(error.kind, Kind::Cancelled, "{error:?}");
    assert_eq!(error.broken, stage.session.is_broken());
    stage.assert_in_step(&known, 3).await;
}

async fn a_download_that_is_dropped_leaves_no_wrong_answer(stage: &Stage) {
    let known = stage.put("known", b"123").await;
    let path = large_file(stage).await;
    let (sink, mut pieces) = pipe::download(Arc::default());
    tokio::select! {
        moved = stage.session.download(&path, 0, sink) => panic!("it ended by itself: {moved:?}"),
        _ = pieces.recv() => {}
    }
    stage.assert_in_step(&known, 3).await;
}

async fn an_upload_that_is_broken_off_ends(stage: &Stage) {
    let known = stage.put("known", b"123").await;
    let path = stage.path("partial");
    let (feeder, source) = pipe::upload(Arc::default());
    let feed = async move {
        let piece = Bytes::from(binary(pipe::PIECE));
        feeder.push(piece.clone()).await.unwrap();
        feeder.push(piece).await.unwrap();
        tokio::time::sleep(Duration::from_millis(30)).await;
        drop(feeder);
        Instant::now()
    };
    let (moved, stopped) = tokio::join!(stage.session.upload(source, &path, Start::Beginning, None), feed);
    assert!(stopped.elapsed() < AT_ONCE, "it took {:?}", stopped.elapsed());
    let error = moved.unwrap_err();
    assert_eq!(error.kind, Kind::Cancelled, "{error:?}");
    stage.assert_in_step(&known, 3).await;
}

async fn a_listing_that_nobody_takes_ends(stage: &Stage) {
    let known = stage.put("known", b"123").await;
    let (pages, incoming) = tokio::sync::mpsc::channel(1);
    drop(incoming);
    let started = Instant::now();
    let outcome = stage.session.list(&stage.folder, pages).await;
    assert!(started.elapsed() < AT_ONCE);
    assert_eq!(outcome.unwrap_err().kind, Kind::Cancelled);
    stage.assert_in_step(&known, 3).await;
}
