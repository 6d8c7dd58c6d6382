//! Listings that lie.

use std::time::{Duration, Instant};

use packetboat::error::Kind;
use packetboat::path::RemotePath;

use crate::ground::client::{fetch, list};
use crate::hostile::packet::{CLOSE, EOF, NAME, OPENDIR, READDIR, STATUS, attributes, names, status, string};
use crate::hostile::{Act, Script};
use crate::{assert_in_step, client_of};

#[tokio::test]
async fn names_come_as_they_are_and_the_blocked_ones_can_be_told() {
    let shown: &[&[u8]] = &[
        b".",
        b"..",
        b"../../evil",
        b"/etc/x",
        b"a/b",
        b"nul\0byte",
        b"two\nlines",
        b"\x1b[2J",
        b"caf\xe9",
        b"plain",
    ];
    let server = Script::new().file("known", "12345").showing(shown, 3).start();
    let session = client_of(&server).connect().await.unwrap();
    let (entries, listing) = list(&session, &"".into()).await.unwrap();
    let got: Vec<&[u8]> = entries.iter().map(|entry| entry.name.as_bytes()).collect();
    for name in [&b"caf\xe9"[..], b"plain", b"two\nlines", b"\x1b[2J"] {
        assert!(got.contains(&name), "{} is missing", name.escape_ascii());
    }
    // A folder always shows itself and the one above; nobody wants to see these.
    assert!(!got.contains(&&b"."[..]) && !got.contains(&&b".."[..]), "{got:?}");
    assert_eq!(listing.entries, entries.len() as u64);
    // What leads elsewhere is handed out and can be told: whoever makes paths of names asks first.
    for name in [&b"../../evil"[..], b"/etc/x", b"a/b", b"nul\0byte"] {
        let found = entries.iter().find(|entry| entry.name.as_bytes() == name);
        let found = found.unwrap_or_else(|| panic!("{} is missing", name.escape_ascii()));
        assert!(found.name.blocked().is_some(), "{} is not blocked", found.name);
    }
    for name in [&b"caf\xe9"[..], b"plain", b"two\nlines", b"\x1b[2J"] {
        let found = entries.iter().find(|entry| entry.name.as_bytes() == name);
        assert_eq!(found.unwrap().name.blocked(), None);
    }
    // No path holds NUL, whoever made it.
    let path = RemotePath::new("nul\0byte");
    let error = fetch(&session, &path).await.unwrap_err();
    assert!(matches!(error.kind, Kind::BlockedName(_)), "{error:?}");
    assert!(!server.has_heard(b"nul"));
    assert!(!server.has_heard(b"evil") && !server.has_heard(b"etc/x"));
    assert_in_step(&session).await;
}

#[tokio::test]
async fn an_empty_name_does_not_end_a_listing() {
    let shown: &[&[u8]] = &[b"before", b"", b"after"];
    for at_a_time in [1, 3] {
        let server = Script::new().file("known", "12345").showing(shown, at_a_time).start();
        let session = client_of(&server).connect().await.unwrap();
        let (entries, _) = list(&session, &"".into()).await.unwrap();
        let got: Vec<&[u8]> = entries.iter().map(|entry| entry.name.as_bytes()).collect();
        assert!(got.contains(&&b"before"[..]) && got.contains(&&b"after"[..]), "{got:?}");
        assert_in_step(&session).await;
    }
}

#[tokio::test]
async fn a_page_without_names_ends_nothing_and_loops_nothing() {
    // An honest server says EOF instead. Whatever is made of it, it ends, and nothing is lost.
    let empty = Act::Answer(NAME, 0_u32.to_be_bytes().to_vec());
    let one = Act::Answer(NAME, names([(&b"one"[..], attributes(Some(1)))]));
    let end = Act::Answer(STATUS, status(EOF, ""));
    let server = Script::new()
        .file("known", "12345")
        .on_each(READDIR, [vec![one.clone()], vec![empty], vec![one], vec![end]])
        .start();
    let session = client_of(&server).connect().await.unwrap();
    match list(&session, &"".into()).await {
        Ok((entries, listing)) => assert!(entries.len() == 2 || listing.doubt.is_some(), "{entries:?} {listing:?}"),
        Err(error) => assert_eq!(error.kind, Kind::Protocol, "{error:?}"),
    }
    assert_in_step(&session).await;
}

#[tokio::test]
async fn a_folder_without_end_is_cut_off() {
    let page: Vec<Vec<u8>> = (0..400)
        .map(|number| format!("name number {number:04} {}", "x".repeat(200)).into_bytes())
        .collect();
    let page = Act::Answer(NAME, names(page.iter().map(|name| (&name[..], attributes(Some(1))))));
    let server = Script::new().file("known", "12345").on(READDIR, [page]).start();
    let session = client_of(&server).connect().await.unwrap();
    let top = "".into();
    let work = list(&session, &top);
    let error = tokio::time::timeout(Duration::from_secs(120), work)
        .await
        .unwrap()
        .unwrap_err();
    assert_eq!(error.kind, Kind::TooLarge, "{error:?}");
    assert_in_step(&session).await;
}

#[tokio::test]
async fn counts_and_lengths_that_cannot_be_are_errors() {
    let huge = u32::MAX.to_be_bytes().to_vec();
    let bodies = [
        // More names than the packet holds.
        huge.clone(),
        // A name longer than the packet.
        [&1_u32.to_be_bytes()[..], &huge].concat(),
        // A name, and nothing behind it.
        [&1_u32.to_be_bytes()[..], &string("name")].concat(),
        // No count at all.
        Vec::new(),
    ];
    for body in bodies {
        let server = Script::new()
            .file("known", "12345")
            .on(READDIR, [Act::Answer(NAME, body.clone())])
            .start();
        let session = client_of(&server).connect().await.unwrap();
        let begun = Instant::now();
        let error = list(&session, &"".into()).await.unwrap_err();
        assert_eq!(error.kind, Kind::Protocol, "{body:?}: {error:?}");
        assert!(begun.elapsed() < Duration::from_secs(4));
        assert_in_step(&session).await;
    }
}

#[tokio::test]
async fn attributes_with_bits_that_nobody_knows_are_skipped() {
    // Size and an extended attribute (bit 31), then nothing else.
    let strange = [
        &0x8000_0001_u32.to_be_bytes()[..],
        &77_u64.to_be_bytes(),
        &1_u32.to_be_bytes(),
        &string("color@example.com"),
        &string("blue"),
    ]
    .concat();
    let page = names([(&b"first"[..], strange), (&b"second"[..], attributes(Some(2)))]);
    let end = Act::Answer(STATUS, status(EOF, ""));
    let server = Script::new()
        .on_each(READDIR, [vec![Act::Answer(NAME, page)], vec![end]])
        .start();
    let session = client_of(&server).connect().await.unwrap();
    let (entries, _) = list(&session, &"".into()).await.unwrap();
    let sizes: Vec<_> = entries.iter().map(|entry| entry.size).collect();
    assert_eq!(sizes, [Some(77), Some(2)]);
}

#[tokio::test]
async fn every_handle_of_a_folder_is_given_back() {
    let server = Script::new().file("known", "12345").start();
    let session = client_of(&server).connect().await.unwrap();
    for _ in 0..20 {
        list(&session, &"".into()).await.unwrap();
    }
    let _ = list(&session, &"missing".into()).await.unwrap_err();
    // The last CLOSE may still be on its way.
    tokio::time::sleep(Duration::from_millis(300)).await;
    assert_eq!(server.requests(OPENDIR).len(), 21);
    assert_eq!(server.requests(CLOSE).len(), 20);
}
