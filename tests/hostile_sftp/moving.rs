//! Bytes in and out, while the server does what it should not.

use std::time::{Duration, Instant};

use packetboat::error::Kind;
use packetboat::remote::Start;

use crate::ground::client::{binary, download, fetch, upload};
use crate::hostile::packet::{
    ATTRS, CLOSE, DATA, EOF, FAILURE, FSTAT, LSTAT, OK, OPEN, READ, STAT, STATUS, WRITE, attributes, status, string,
};
use crate::hostile::{Act, Script};
use crate::{assert_in_step, client_of};

/// 1 MB, which takes several requests.
const LENGTH: usize = 1_000_003;

fn honest() -> Script {
    Script::new().file("known", "12345").file("large", binary(LENGTH))
}

#[tokio::test]
async fn short_reads_are_asked_again() {
    for most in [1000, 16_000] {
        let server = honest().short_reads(most).start();
        let session = client_of(&server).connect().await.unwrap();
        assert!(
            fetch(&session, &"large".into()).await.unwrap() == binary(LENGTH),
            "{most}"
        );
        assert_in_step(&session).await;
    }
}

#[tokio::test]
async fn answers_out_of_order_are_put_in_their_places() {
    for most in [usize::MAX, 7000] {
        let server = honest().shuffled().short_reads(most).start();
        let session = client_of(&server).connect().await.unwrap();
        assert!(
            fetch(&session, &"large".into()).await.unwrap() == binary(LENGTH),
            "{most}"
        );
        upload(&session, &binary(LENGTH), &"new".into(), Start::Beginning, None)
            .await
            .unwrap();
        assert!(server.file("new").unwrap() == binary(LENGTH));
    }
}

#[tokio::test]
async fn a_stall_of_ten_seconds_gives_no_wrong_answer() {
    for request in [READ, WRITE] {
        let stall = vec![Act::Pause(Duration::from_secs(10)), Act::Honest];
        let server = honest()
            .on_each(
                request,
                [vec![Act::Honest], vec![Act::Honest], stall, vec![Act::Honest]],
            )
            .start();
        let session = client_of(&server)
            .waiting_at_most(Duration::from_secs(30))
            .connect()
            .await
            .unwrap();
        if request == READ {
            assert!(fetch(&session, &"large".into()).await.unwrap() == binary(LENGTH));
        } else {
            upload(&session, &binary(LENGTH), &"new".into(), Start::Beginning, None)
                .await
                .unwrap();
            assert!(server.file("new").unwrap() == binary(LENGTH));
        }
        assert_in_step(&session).await;
    }
}

#[tokio::test]
async fn a_stall_beyond_the_limit_fails_with_a_cause_and_no_wrong_answer() {
    let stall = vec![Act::Pause(Duration::from_secs(6)), Act::Honest];
    let server = honest()
        .on_each(READ, [vec![Act::Honest], stall, vec![Act::Honest]])
        .start();
    let session = client_of(&server)
        .waiting_at_most(Duration::from_secs(2))
        .connect()
        .await
        .unwrap();
    let begun = Instant::now();
    let (bytes, moved) = download(&session, &"large".into(), 0).await;
    let error = moved.unwrap_err();
    assert_eq!(error.kind, Kind::TimedOut, "{error:?}");
    assert!(begun.elapsed() < Duration::from_secs(5));
    assert!(bytes == binary(LENGTH)[..bytes.len()], "what came before it is right");
    tokio::time::sleep(Duration::from_secs(5)).await;
    assert_in_step(&session).await;
}

#[tokio::test]
async fn handles_are_bytes() {
    let form = |number: u32| [&[0xff, 0x80, 0xfe, 0], &number.to_be_bytes()[..], &[0xc3, 0x28]].concat();
    let server = honest().handles(form).start();
    let session = client_of(&server).connect().await.unwrap();
    assert!(fetch(&session, &"large".into()).await.unwrap() == binary(LENGTH));
    upload(&session, b"abc", &"new".into(), Start::Beginning, None)
        .await
        .unwrap();
    assert_eq!(server.file("new").unwrap(), b"abc");
}

#[tokio::test]
async fn three_hundred_files_are_given_back_one_by_one() {
    // Numbers go beyond one byte, and past 127 the byte is no ASCII.
    let mut script = Script::new()
        .file("known", "12345")
        .handles(|number| vec![(number >> 8) as u8, number as u8]);
    for number in 0..300_u32 {
        script = script.file(format!("file {number}"), number.to_string());
    }
    let server = script.start();
    let session = client_of(&server).connect().await.unwrap();
    for number in 0..300_u32 {
        let path = format!("file {number}").as_str().into();
        assert_eq!(fetch(&session, &path).await.unwrap(), number.to_string().into_bytes());
    }
    tokio::time::sleep(Duration::from_millis(300)).await;
    assert_eq!(server.requests(OPEN).len(), server.requests(CLOSE).len());
}

#[tokio::test]
async fn a_handle_that_is_too_long_is_an_error() {
    let handle = Act::Answer(102, string(vec![b'h'; 100_000]));
    let server = honest().on_each(OPEN, [vec![handle], vec![Act::Honest]]).start();
    let session = client_of(&server).connect().await.unwrap();
    let error = fetch(&session, &"large".into()).await.unwrap_err();
    assert!(matches!(error.kind, Kind::Protocol | Kind::TooLarge), "{error:?}");
    assert_in_step(&session).await;
}

#[tokio::test]
async fn more_bytes_than_were_asked_for_are_no_bytes_at_all() {
    let flood = Act::Answer(DATA, string(vec![b'x'; 300_000]));
    let server = honest().on_each(READ, [vec![flood], vec![Act::Honest]]).start();
    let session = client_of(&server).connect().await.unwrap();
    let (bytes, moved) = download(&session, &"known".into(), 0).await;
    assert_eq!(moved.unwrap_err().kind, Kind::Protocol);
    assert!(bytes.len() < 300_000);
    assert_in_step(&session).await;
}

#[tokio::test]
async fn data_without_bytes_does_not_go_on_for_ever() {
    let server = honest().on(READ, [Act::Answer(DATA, string(""))]).start();
    let session = client_of(&server).connect().await.unwrap();
    let path = "large".into();
    let work = download(&session, &path, 0);
    let (_, moved) = tokio::time::timeout(Duration::from_secs(15), work)
        .await
        .expect("it never ends");
    assert!(moved.is_err());
    assert_in_step(&session).await;
}

#[tokio::test]
async fn a_file_that_ends_before_its_size_is_not_whole() {
    let mut answers = vec![vec![Act::Honest]];
    answers.push(vec![Act::Answer(STATUS, status(EOF, "That was all"))]);
    let server = honest().short_reads(10_000).on_each(READ, answers).start();
    let session = client_of(&server).connect().await.unwrap();
    let (bytes, moved) = download(&session, &"large".into(), 0).await;
    match moved {
        // The caller compares sizes: it must be able to.
        Ok(moved) => assert!(
            moved.bytes < LENGTH as u64 && moved.bytes == bytes.len() as u64,
            "{moved:?}"
        ),
        Err(error) => assert!(
            matches!(error.kind, Kind::Truncated | Kind::SizeDiffers { .. }),
            "{error:?}"
        ),
    }
    assert_in_step(&session).await;
}

#[tokio::test]
async fn a_read_that_fails_in_the_middle_fails_the_file() {
    let no = vec![Act::Answer(STATUS, status(FAILURE, "Input/output error"))];
    let server = honest()
        .short_reads(10_000)
        .on_each(READ, [vec![Act::Honest], vec![Act::Honest], no, vec![Act::Honest]])
        .start();
    let session = client_of(&server).connect().await.unwrap();
    let (bytes, moved) = download(&session, &"large".into(), 0).await;
    let error = moved.unwrap_err();
    assert!(error.to_string().contains("Input/output error"), "{error}");
    assert!(bytes == binary(LENGTH)[..bytes.len()]);
    assert_in_step(&session).await;
}

#[tokio::test]
async fn a_write_that_fails_in_the_middle_fails_the_file() {
    let no = vec![Act::Answer(STATUS, status(FAILURE, "No space left on device"))];
    let server = honest()
        .on_each(WRITE, [vec![Act::Honest], no, vec![Act::Honest]])
        .start();
    let session = client_of(&server).connect().await.unwrap();
    let error = upload(&session, &binary(LENGTH), &"new".into(), Start::Beginning, None)
        .await
        .unwrap_err();
    assert!(error.to_string().contains("No space left"), "{error}");
    assert_in_step(&session).await;
}

#[tokio::test]
async fn a_close_that_fails_fails_the_upload() {
    let no = vec![Act::Answer(STATUS, status(FAILURE, "Disk quota exceeded"))];
    let server = honest().on_each(CLOSE, [no, vec![Act::Honest]]).start();
    let session = client_of(&server).connect().await.unwrap();
    let error = upload(&session, b"abc", &"new".into(), Start::Beginning, None)
        .await
        .unwrap_err();
    assert!(error.to_string().contains("quota"), "{error}");
    assert_in_step(&session).await;
}

#[tokio::test]
async fn writes_that_are_swallowed_are_told_by_the_size() {
    let server = honest()
        .on(WRITE, [Act::Answer(STATUS, status(OK, "Written"))])
        .on(FSTAT, [Act::Answer(ATTRS, attributes(Some(1000)))])
        .on(STAT, [Act::Answer(ATTRS, attributes(Some(1000)))])
        .on(LSTAT, [Act::Answer(ATTRS, attributes(Some(1000)))])
        .start();
    let session = client_of(&server).connect().await.unwrap();
    match upload(&session, &binary(LENGTH), &"new".into(), Start::Beginning, None).await {
        Ok(moved) => {
            let size = match moved.size {
                Some(size) => Some(size),
                None => session.size(&"new".into()).await.unwrap(),
            };
            assert_eq!(size, Some(1000), "the caller can see it");
        }
        Err(error) => assert!(
            matches!(error.kind, Kind::SizeDiffers { .. } | Kind::Truncated),
            "{error:?}"
        ),
    }
}

#[tokio::test]
async fn a_server_that_goes_in_mid_file_is_an_error_both_ways() {
    for act in [Act::Cut, Act::Close] {
        let server = honest()
            .on_each(READ, [vec![Act::Honest], vec![act.clone()]])
            .on_each(WRITE, [vec![Act::Honest], vec![act]])
            .start();
        let session = client_of(&server).connect().await.unwrap();
        let (_, moved) = download(&session, &"large".into(), 0).await;
        assert!(moved.unwrap_err().broken);
        let session = client_of(&server).connect().await.unwrap();
        let moved = upload(&session, &binary(8_000_000), &"new".into(), Start::Beginning, None).await;
        assert!(moved.unwrap_err().broken);
    }
}

#[tokio::test]
async fn an_upload_stays_within_what_the_server_takes() {
    let server = honest().start();
    let session = client_of(&server).connect().await.unwrap();
    upload(&session, &binary(LENGTH), &"new".into(), Start::Beginning, None)
        .await
        .unwrap();
    // Without limits@openssh.com nobody promises more than 32 KiB of data in one packet.
    let longest = server.heard().packets.iter().map(Vec::len).max().unwrap();
    assert!(longest <= 32_768 + 1024, "{longest}");
}
