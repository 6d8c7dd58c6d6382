//! Listings that are long, slow, endless or odd.

use std::time::{Duration, Instant};

use packetboat::entry::Kind as Is;
use packetboat::error::Kind;
use packetboat::remote::Doubt;
use tokio::sync::mpsc;

use crate::alone::{is_alone, peak_memory};
use crate::client_of;
use crate::ground::client::list;
use crate::hostile::{Act, Script, say};

fn unix_lines(count: usize) -> Vec<u8> {
    let line = |number| format!("-rw-r--r--    1 1000     1000         {number:>8} Jan 02  2024 file {number:06}\r\n");
    (0..count).flat_map(|number| line(number).into_bytes()).collect()
}

fn blocking<T>(work: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap()
        .block_on(work)
}

#[tokio::test]
async fn the_first_rows_come_while_the_rest_is_still_to_come() {
    let first = unix_lines(1000);
    let acts = [
        say("150 Go."),
        Act::Open,
        Act::Send(first.clone()),
        Act::Pause(Duration::from_secs(2)),
        Act::Send(first),
        Act::Goodbye,
        say("226 Done."),
    ];
    let server = Script::new().without("MLST").on("LIST", acts).start();
    let session = client_of(&server).connect().await.unwrap();
    let (pages, mut incoming) = mpsc::channel::<Vec<packetboat::entry::Entry>>(4);
    let path = "".into();
    let watch = async {
        let started = Instant::now();
        let mut count = incoming.recv().await.unwrap().len();
        let first = started.elapsed();
        while let Some(page) = incoming.recv().await {
            count += page.len();
        }
        (first, count)
    };
    let (listing, (first, count)) = tokio::join!(session.list(&path, pages), watch);
    assert!(
        first < Duration::from_millis(1000),
        "the first page came after {first:?}"
    );
    assert_eq!(count, 2000);
    assert_eq!(listing.unwrap().entries, 2000);
}

#[test]
fn a_hundred_thousand_entries_fit_into_little_memory() {
    if !is_alone("listing::a_hundred_thousand_entries_fit_into_little_memory") {
        return;
    }
    let block = unix_lines(1000);
    let acts = [
        say("150 Go."),
        Act::Open,
        Act::Repeat(block, 100),
        Act::Goodbye,
        say("226 Done."),
    ];
    let server = Script::new().without("MLST").on("LIST", acts).start();
    let count = blocking(async {
        let session = client_of(&server).connect().await.unwrap();
        let (pages, mut incoming) = mpsc::channel::<Vec<packetboat::entry::Entry>>(4);
        let path = "".into();
        let count = async {
            let mut count = 0;
            while let Some(page) = incoming.recv().await {
                count += page.len();
            }
            count
        };
        let (listing, count) = tokio::join!(session.list(&path, pages), count);
        assert_eq!(listing.unwrap().entries, 100_000);
        count
    });
    assert_eq!(count, 100_000);
    assert!(peak_memory() < 60_000, "{} KiB", peak_memory());
}

/// A listing that goes on and on: refused, whatever it is made of.
fn flood(name: &str, block: Vec<u8>, times: u64) {
    if !is_alone(name) {
        return;
    }
    for tls in [false, true] {
        let acts = [
            say("150 Go."),
            Act::Open,
            Act::Repeat(block.clone(), times),
            Act::Goodbye,
            say("226 Done."),
        ];
        let script = Script::new().without("MLST").on("LIST", acts);
        let server = if tls { script.tls().start() } else { script.start() };
        blocking(async {
            let session = client_of(&server).connect().await.unwrap();
            let (pages, mut incoming) = mpsc::channel::<Vec<packetboat::entry::Entry>>(4);
            let path = "".into();
            let drain = async { while incoming.recv().await.is_some() {} };
            let (listing, ()) = tokio::join!(session.list(&path, pages), drain);
            assert_eq!(listing.unwrap_err().kind, Kind::TooLarge);
        });
        assert!(peak_memory() < 100_000, "{} KiB", peak_memory());
    }
}

#[test]
fn one_line_of_290_megabytes_is_refused() {
    flood(
        "listing::one_line_of_290_megabytes_is_refused",
        b"x".repeat(1_000_000),
        290,
    );
}

#[test]
fn lines_without_end_are_refused() {
    let lines = b"this is not a listing\r\n".repeat(40_000);
    flood("listing::lines_without_end_are_refused", lines, 320);
}

#[test]
fn entries_without_end_are_refused() {
    flood("listing::entries_without_end_are_refused", unix_lines(10_000), 110);
}

#[tokio::test]
async fn a_slow_drip_is_still_a_listing() {
    let text = unix_lines(3);
    let acts = [
        say("150 Go."),
        Act::Open,
        Act::Drip(text, 3, Duration::from_millis(10)),
        Act::Goodbye,
        say("226 Done."),
    ];
    let server = Script::new().without("MLST").on("LIST", acts).start();
    let session = client_of(&server).connect().await.unwrap();
    assert_eq!(list(&session, &"".into()).await.unwrap().0.len(), 3);
}

#[tokio::test]
async fn lines_that_are_not_understood_are_counted_and_raise_doubt() {
    let listing = b"type=file;size=1; a\r\nnonsense\r\ntype=file;size=2; b\r\n\xff\xfe???\r\n";
    let server = Script::new().tls().listing(&listing[..]).start();
    let session = client_of(&server).connect().await.unwrap();
    let (entries, listing) = list(&session, &"".into()).await.unwrap();
    assert_eq!((entries.len(), listing.entries, listing.unknown), (2, 2, 2));
    assert_eq!(listing.unknown_lines, [&b"nonsense"[..], b"\xff\xfe???"]);
    assert_eq!(listing.doubt, Some(Doubt::UnknownLines));
}

#[tokio::test]
async fn a_listing_is_proven_only_over_tls() {
    let server = Script::new().file("a", "1").tls().start();
    let session = client_of(&server).connect().await.unwrap();
    assert_eq!(list(&session, &"".into()).await.unwrap().1.doubt, None);
    let server = Script::new().file("a", "1").start();
    let session = client_of(&server).connect().await.unwrap();
    assert_eq!(
        list(&session, &"".into()).await.unwrap().1.doubt,
        Some(Doubt::PlainText)
    );
}

#[tokio::test]
async fn a_bad_reply_after_a_listing_is_an_error() {
    for reply in ["426 Cut.", "451 Read error.", "550 Gone."] {
        let acts = [
            say("150 Go."),
            Act::Open,
            Act::Send(unix_lines(5)),
            Act::Goodbye,
            say(reply),
        ];
        let server = Script::new().without("MLST").on("LIST", acts).start();
        let session = client_of(&server).connect().await.unwrap();
        let error = list(&session, &"".into()).await.unwrap_err();
        assert!(error.reply.unwrap().says(reply));
    }
}

#[tokio::test]
async fn a_listing_of_the_folder_itself_holds_no_folder_of_that_name() {
    let listing = b"type=cdir;modify=20240102030405; /\r\ntype=pdir; ..\r\ntype=dir; sub\r\n";
    let server = Script::new().listing(&listing[..]).start();
    let session = client_of(&server).connect().await.unwrap();
    let (entries, _) = list(&session, &"".into()).await.unwrap();
    let names: Vec<_> = entries
        .iter()
        .map(|entry| (entry.name.as_bytes(), entry.kind))
        .collect();
    assert_eq!(names, [(&b"sub"[..], Is::Directory)]);
}

#[tokio::test]
async fn a_server_that_has_no_mlsd_is_asked_for_list() {
    let server = Script::new().file("a", "123").on("MLSD", [say("500 Unknown.")]).start();
    let session = client_of(&server).connect().await.unwrap();
    let (entries, _) = list(&session, &"".into()).await.unwrap();
    assert_eq!(entries[0].name, "a".into());
    list(&session, &"".into()).await.unwrap();
    assert_eq!(server.lines_of("MLSD").len(), 1, "it is asked again and again");
}

#[tokio::test]
async fn a_550_that_means_empty_is_an_empty_folder() {
    for words in ["550 No files found.", "450 No files found", "550 No members found."] {
        let acts = [say("150 Go."), Act::Open, Act::Goodbye, say(words)];
        for acts in [acts.to_vec(), vec![say(words)]] {
            let server = Script::new().without("MLST").on("LIST", acts).start();
            let session = client_of(&server).connect().await.unwrap();
            let (entries, _) = list(&session, &"".into()).await.unwrap();
            assert!(entries.is_empty(), "{words}");
        }
    }
}

#[tokio::test]
async fn a_site_may_say_how_far_the_servers_clock_is_off() {
    let line = "-rw-r--r--    1 1000     1000            7 Jan 02  2024 file\r\n";
    let server = Script::new().without("MLST").listing(line).start();
    let seconds = async |minutes: Option<i32>| {
        let mut client = client_of(&server);
        client.options().time_offset = minutes;
        let session = client.connect().await.unwrap();
        let (entries, _) = list(&session, &"".into()).await.unwrap();
        entries[0].modified.unwrap().seconds
    };
    let plain = seconds(None).await;
    assert_eq!(seconds(Some(-90)).await, plain - 90 * 60);
}

#[tokio::test]
async fn a_server_whose_names_are_no_utf8_is_not_asked_to_speak_it() {
    let line = b"-rw-r--r--    1 1000     1000            7 Jan 02  2024 \xd6\xd0.txt\r\n";
    let server = Script::new().without("MLST").feature("UTF8").listing(*line).start();
    let mut client = client_of(&server);
    client.terms().charset = packetboat::path::Charset::Gb18030;
    let session = client.connect().await.unwrap();
    let (entries, _) = list(&session, &"".into()).await.unwrap();
    assert_eq!(entries[0].name.as_bytes(), b"\xd6\xd0.txt");
    assert!(
        server.lines_of("OPTS").iter().all(|line| !line.ends_with(b"UTF8 ON")),
        "UTF-8 is not what it speaks"
    );
}

/// libunftp agrees to list a file, closes the data connection without a word and says 550. That does not cost the session.
#[tokio::test]
async fn a_server_that_lists_no_single_file_is_asked_for_that_once() {
    let refusal = vec![say("150 Go."), Act::Open, Act::Cut, say("550 Directory not found.")];
    let server = Script::new()
        .tls()
        .file("d/a", b"a".to_vec())
        .on_each("LIST", [refusal, vec![Act::Honest]])
        .start();
    let mut client = client_of(&server);
    for _ in 0..2 {
        let session = client.connect().await.unwrap();
        for _ in 0..2 {
            let entry = session.stat(&"/d/a".into(), false).await.unwrap();
            assert_eq!((entry.kind, entry.size), (packetboat::entry::Kind::File, Some(1)));
        }
        client.learned = session.learned();
        assert!(client.learned.lists_no_file);
    }
    let single = server.lines_of("LIST").into_iter().filter(|line| line.ends_with(b"a"));
    assert!(single.filter(|line| !line.ends_with(b"-a")).count() == 1);
}
