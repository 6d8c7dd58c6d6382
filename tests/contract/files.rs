//! Bytes in and out.

use packetboat::error::Kind;
use packetboat::remote::Start;

use crate::ground::client::{binary, download, fetch, upload};
use crate::stage::{Stage, assert_refused, checks};

checks![
    a_large_binary_file_goes_both_ways,
    an_empty_file_goes_both_ways,
    many_files_go_over_one_session,
    a_shorter_file_replaces_a_longer_one,
    a_download_begins_at_an_offset,
    an_upload_begins_at_an_offset,
    an_upload_is_appended,
    what_is_not_there_cannot_be_fetched,
    what_cannot_be_written_is_refused_in_the_servers_words,
    an_offset_is_forgotten_after_its_transfer,
];

async fn a_large_binary_file_goes_both_ways(stage: &Stage) {
    let bytes = binary(5_000_001);
    let path = stage.path("large.txt");
    let moved = upload(&stage.session, &bytes, &path, Start::Beginning, None)
        .await
        .unwrap();
    assert_eq!(moved.bytes, bytes.len() as u64);
    stage.assert_content(&path, &bytes).await;
    let (_, moved) = download(&stage.session, &path, 0).await;
    assert_eq!(moved.unwrap().bytes, bytes.len() as u64);
}

async fn an_empty_file_goes_both_ways(stage: &Stage) {
    let path = stage.put("empty", b"").await;
    stage.assert_content(&path, b"").await;
    assert_eq!(stage.session.stat(&path, false).await.unwrap().size, Some(0));
}

async fn many_files_go_over_one_session(stage: &Stage) {
    // A TLS 1.3 server that gives few tickets and demands reuse runs out here: then the session must say so and end.
    for number in 0..8_usize {
        let bytes = binary(1000 + number);
        let path = stage.path(format!("file {number}"));
        let round = match upload(&stage.session, &bytes, &path, Start::Beginning, None).await {
            Ok(_) => fetch(&stage.session, &path).await,
            Err(error) => Err(error),
        };
        match round {
            Ok(back) => assert_eq!(back, bytes),
            Err(error) => {
                assert!(error.broken && stage.session.is_broken(), "{error:?}");
                assert!(error.is_transient(), "nobody would try again: {error:?}");
                assert!(
                    stage.session.learned().tls12,
                    "the next session would fail alike: {error:?}"
                );
                return;
            }
        }
    }
}

async fn a_shorter_file_replaces_a_longer_one(stage: &Stage) {
    stage.put("file", &binary(70_000)).await;
    let path = stage.put("file", b"short").await;
    stage.assert_content(&path, b"short").await;
}

async fn a_download_begins_at_an_offset(stage: &Stage) {
    if !stage.session.capabilities().offsets {
        return;
    }
    let bytes = binary(300_000);
    let path = stage.put("file", &bytes).await;
    for offset in [1, 65_536, 299_999, 300_000] {
        let (rest, moved) = download(&stage.session, &path, offset as u64).await;
        assert_eq!(moved.unwrap().bytes, (bytes.len() - offset) as u64, "from {offset}");
        assert!(rest == bytes[offset..], "from {offset}");
    }
}

async fn an_upload_begins_at_an_offset(stage: &Stage) {
    if !stage.session.capabilities().offsets {
        return;
    }
    let bytes = binary(200_000);
    let path = stage.put("file", &bytes[..120_000]).await;
    let moved = upload(&stage.session, &bytes[100_000..], &path, Start::At(100_000), None)
        .await
        .unwrap();
    assert_eq!(moved.bytes, 100_000);
    stage.assert_content(&path, &bytes).await;
}

async fn an_upload_is_appended(stage: &Stage) {
    let path = stage.put("file", b"begin\r\n").await;
    upload(&stage.session, b"\nend", &path, Start::End, None).await.unwrap();
    stage.assert_content(&path, b"begin\r\n\nend").await;
}

async fn what_is_not_there_cannot_be_fetched(stage: &Stage) {
    let known = stage.put("known", b"12345").await;
    let (bytes, moved) = download(&stage.session, &stage.path("missing"), 0).await;
    assert!(bytes.is_empty());
    assert_refused(&stage.session, moved, &[Kind::NotFound, Kind::Rejected]);
    stage.assert_in_step(&known, 5).await;
}

async fn what_cannot_be_written_is_refused_in_the_servers_words(stage: &Stage) {
    let known = stage.put("known", b"12345").await;
    let path = stage.path("no folder").join(&"file".into());
    let moved = upload(&stage.session, &binary(3_000_000), &path, Start::Beginning, None).await;
    if let Some(brand) = stage.brand {
        let error = moved.as_ref().unwrap_err();
        let codes = if brand.is_ssh() { 2..=31 } else { 500..=599 };
        let code = error.reply.as_ref().map(|reply| reply.code);
        assert!(code.is_some_and(|code| codes.contains(&code)), "{error:?}");
    }
    assert_refused(&stage.session, moved, &[Kind::NotFound, Kind::Rejected]);
    stage.assert_in_step(&known, 5).await;
}

async fn an_offset_is_forgotten_after_its_transfer(stage: &Stage) {
    if !stage.session.capabilities().offsets {
        return;
    }
    let path = stage.put("file", b"0123456789").await;
    let (_, refused) = download(&stage.session, &stage.path("missing"), 4).await;
    assert!(refused.is_err());
    assert_eq!(fetch(&stage.session, &path).await.unwrap(), b"0123456789");
    let other = stage.put("other", b"whole").await;
    stage.assert_content(&other, b"whole").await;
}
