//! Names that try to become commands, paths or terminal codes.

use packetboat::entry::Kind as Is;
use packetboat::error::Kind;
use packetboat::path::{Blocked, RemotePath};
use packetboat::remote::Start;
use packetboat::wire::Speaker;

use crate::client_of;
use crate::ground::client::{fetch, list, upload};
use crate::hostile::Script;

/// Names with what blocks them on FTP. Those with a line end cannot stand in a listing.
const NAMES: &[(&[u8], Option<Blocked>)] = &[
    (b"../../evil", Some(Blocked::Separator)),
    (b"/etc/x", Some(Blocked::Separator)),
    (b"a/b", Some(Blocked::Separator)),
    (b"nul\0byte", Some(Blocked::Nul)),
    (b"a\rDELE x", Some(Blocked::LineBreak)),
    (b"\x1b[2J", None),
    ("gpj\u{202e}exe.txt".as_bytes(), None),
    (b"bad \xff\xfe utf-8 \xe9", None),
    (b"\xc0\xae\xc0\xae", None),
    (b"..\\..\\evil", None),
    (b"-rf", None),
    (b"|rm", None),
    (b"%0d%0aDELE x", None),
];

/// One line of a listing in every format for this name.
fn formats(name: &[u8]) -> Vec<(&'static str, Vec<u8>)> {
    let line = |start: &str| [start.as_bytes(), name, b"\r\n"].concat();
    vec![
        ("MLSD", line("type=file;size=3; ")),
        ("LIST", line("-rw-r--r--    1 1000     1000            3 Jan 02  2024 ")),
        ("LIST", line("01-02-24  03:04AM                    3 ")),
        ("LIST", line("+i8388621.29609,m824255902,/,s3,\t")),
    ]
}

#[tokio::test]
async fn hostile_names_are_shown_and_those_that_could_do_harm_are_blocked() {
    let mut wrong = Vec::new();
    for (name, blocked) in NAMES {
        for (command, listing) in formats(name) {
            let script = Script::new().listing(listing);
            let script = if command == "LIST" {
                script.without("MLST")
            } else {
                script
            };
            let server = script.start();
            let client = client_of(&server);
            let session = client.connect().await.unwrap();
            let (entries, told) = list(&session, &"".into()).await.unwrap();
            let is_whole = entries.len() == 1 && entries[0].name.as_bytes() == *name;
            // A name that holds a separator may also be counted as not understood, never shortened to another name.
            let is_counted = entries.is_empty() && told.unknown == 1 && blocked.is_some();
            if !is_whole && !is_counted {
                wrong.push(format!("{command} {}: {entries:?} {told:?}", name.escape_ascii()));
                continue;
            }
            for entry in entries {
                assert_eq!(entry.name.blocked_on_ftp(), *blocked, "{entry:?}");
                let shown = entry.name.visible();
                assert!(!shown.chars().any(|c| c.is_control() || c == '\u{202e}'), "{shown:?}");
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[tokio::test]
async fn one_call_is_one_line() {
    for name in [&b"a\rDELE x"[..], b"a\nb", b"a\r\nDELE x", b"nul\0byte"] {
        let server = Script::new().file("x", "123").start();
        let session = client_of(&server).connect().await.unwrap();
        let before = server.lines().len();
        let path = RemotePath::home().join(&packetboat::path::RemoteName::new(name));
        let other: RemotePath = "x".into();
        assert!(matches!(
            session.stat(&path, false).await.unwrap_err().kind,
            Kind::BlockedName(_)
        ));
        assert!(matches!(
            fetch(&session, &path).await.unwrap_err().kind,
            Kind::BlockedName(_)
        ));
        let moved = upload(&session, b"1", &path, Start::Beginning, None).await;
        assert!(matches!(moved.unwrap_err().kind, Kind::BlockedName(_)));
        assert!(matches!(
            list(&session, &path).await.unwrap_err().kind,
            Kind::BlockedName(_)
        ));
        for outcome in [
            session.remove_file(&path).await,
            session.remove_directory(&path).await,
            session.make_directory(&path).await,
            session.rename(&path, &other, false).await,
            session.rename(&other, &path, false).await,
        ] {
            assert!(matches!(outcome.unwrap_err().kind, Kind::BlockedName(_)));
        }
        let _ = session.set_permissions(&path, 0o644).await.unwrap_err();
        let _ = session.set_modified(&path, 1).await.unwrap_err();
        let sent: Vec<_> = server.lines().split_off(before);
        let names_it = |line: &Vec<u8>| line.windows(4).any(|part| part == b"DELE") || line.contains(&0);
        assert!(!sent.iter().any(names_it), "{sent:?}");
        assert_eq!(server.file("x").unwrap(), b"123");
    }
}

#[tokio::test]
async fn users_and_passwords_are_one_line_too() {
    for (user, password) in [
        ("anna\r\nDELE x", "p"),
        ("anna", "p\r\nDELE x"),
        ("an\0na", "p"),
        ("anna", "p\nq"),
    ] {
        let server = Script::new().file("x", "123").start();
        let mut client = client_of(&server);
        client.site.logon = packetboat::site::Logon::Password {
            user: user.into(),
            password: packetboat::secret::Secret::new(password),
        };
        client.connect().await.unwrap_err();
        assert!(server.lines_of("DELE").is_empty() && server.lines_of("q").is_empty());
        assert!(!server.has_heard(b"\0"));
    }
}

#[tokio::test]
async fn odd_names_are_sent_byte_by_byte() {
    for name in [
        &b"caf\xe9"[..],
        b"\xff\xffend",
        b"\x1b[2J",
        b" x ",
        b"a\\b",
        "\u{202e}".as_bytes(),
    ] {
        let server = Script::new().start();
        let session = client_of(&server).connect().await.unwrap();
        let path = RemotePath::home().join(&packetboat::path::RemoteName::new(name));
        session.make_directory(&path).await.unwrap();
        let line = server.lines_of("MKD").remove(0);
        // A server that speaks Telnet reads 0xFF twice as once; RFC 959 asks for it, and both are seen.
        let doubled: Vec<u8> = name
            .iter()
            .flat_map(|byte| if *byte == 255 { vec![255, 255] } else { vec![*byte] })
            .collect();
        assert!(
            line.ends_with(name) || line.ends_with(&doubled),
            "{}",
            line.escape_ascii()
        );
    }
}

#[tokio::test]
async fn the_log_shows_no_secret_and_no_control_character() {
    let greeting = "220 Hello \u{1b}[2J\u{202e}there\r\n";
    let script = Script::new()
        .file("a\u{1b}b", "1")
        .on("", [crate::hostile::Act::Say(greeting.into())]);
    for server in [script.clone().start(), script.tls().start()] {
        let client = client_of(&server);
        let session = client.connect().await.unwrap();
        let _ = fetch(&session, &"a\u{1b}b".into()).await;
        session.close().await;
        let mut said = client.log.said(Speaker::Client);
        assert!(said.iter().any(|line| line.starts_with("PASS")), "{said:?}");
        assert!(said.iter().any(|line| line.starts_with("RETR")), "{said:?}");
        if server.certificate.is_some() {
            for command in ["AUTH TLS", "PBSZ 0", "PROT P"] {
                assert!(
                    said.iter().any(|line| line == command),
                    "{command} is not in the log: {said:?}"
                );
            }
        }
        said.extend(client.log.said(Speaker::Server));
        said.extend(client.log.said(Speaker::Note));
        for line in said {
            assert!(!line.contains(crate::ground::PASSWORD), "{line}");
            assert!(!line.chars().any(|c| c.is_control() || c == '\u{202e}'), "{line:?}");
        }
    }
}

#[tokio::test]
async fn kinds_are_told_by_facts_and_not_by_names() {
    let listing = b"type=file;size=1; type=dir; x\r\ntype=OS.unix=slink:/etc;size=1; l\r\ntype=OS.unix=symlink; m\r\n";
    let server = Script::new().listing(&listing[..]).start();
    let session = client_of(&server).connect().await.unwrap();
    let (entries, _) = list(&session, &"".into()).await.unwrap();
    let kinds: Vec<_> = entries.iter().map(|entry| entry.kind).collect();
    assert_eq!(kinds, [Is::File, Is::Link, Is::Link]);
    assert_eq!(entries[0].name.as_bytes(), b"type=dir; x");
}
