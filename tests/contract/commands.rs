//! Times, modes, checksums, raw lines, and calls side by side.

use packetboat::error::Kind;
use packetboat::remote::{Algorithm, Session};
use sha2::Digest;

use crate::ground::Brand;
use crate::ground::client::{binary, fetch, list};
use crate::stage::{Stage, assert_refused, checks};

checks![
    a_time_is_set_to_the_second,
    a_mode_is_set,
    a_checksum_is_right,
    a_raw_line_is_answered,
    raw_lines_cannot_upset_the_session,
    calls_side_by_side_get_their_own_answers,
    a_session_that_was_closed_is_gone,
];

async fn a_time_is_set_to_the_second(stage: &Stage) {
    let path = stage.put("file", b"1").await;
    let seconds = 1_234_567_891;
    let outcome = stage.session.set_modified(&path, seconds).await;
    if !stage.session.capabilities().sets_modified {
        assert_refused(&stage.session, outcome, &[Kind::Unsupported, Kind::Rejected]);
        return;
    }
    outcome.unwrap();
    let found = stage.session.stat(&path, false).await.unwrap();
    assert_eq!(found.modified.unwrap().seconds, seconds);
    if let Some(disk) = stage.disk_path(&path) {
        let modified = std::fs::metadata(disk).unwrap().modified().unwrap();
        assert_eq!(
            modified.duration_since(std::time::UNIX_EPOCH).unwrap().as_secs(),
            seconds as u64
        );
    }
}

async fn a_mode_is_set(stage: &Stage) {
    let path = stage.put("a file", b"1").await;
    let outcome = stage.session.set_permissions(&path, 0o640).await;
    // Without root vsftpd knows only the anonymous user, who may never set a mode.
    let anonymous = stage.brand == Some(Brand::Vsftpd) && !crate::ground::is_root();
    if anonymous || !stage.session.capabilities().sets_permissions {
        assert_refused(&stage.session, outcome, &[Kind::Unsupported, Kind::Rejected]);
        return;
    }
    outcome.unwrap();
    if let Some(disk) = stage.disk_path(&path) {
        use std::os::unix::fs::PermissionsExt;
        assert_eq!(std::fs::metadata(disk).unwrap().permissions().mode() & 0o7777, 0o640);
    }
    let (entries, _) = list(&stage.session, &stage.folder).await.unwrap();
    if let Some(permissions) = entries[0].permissions {
        assert_eq!(permissions.bits(), 0o640);
    }
}

async fn a_checksum_is_right(stage: &Stage) {
    let bytes = binary(100_000);
    let path = stage.put("a file", &bytes).await;
    let Some(checksum) = stage.session.checksum(&path).await.unwrap() else {
        assert!(!stage.session.capabilities().checksums);
        return;
    };
    assert!(stage.session.capabilities().checksums);
    let expected = match checksum.algorithm {
        Algorithm::Sha512 => sha2::Sha512::digest(&bytes).to_vec(),
        Algorithm::Sha256 => sha2::Sha256::digest(&bytes).to_vec(),
        other => panic!("{other:?} was chosen, and every server here that can do it can do SHA-2"),
    };
    assert_eq!(checksum.bytes, expected);
}

fn is_ftp(session: &Session) -> bool {
    matches!(session, Session::Ftp(_))
}

async fn a_raw_line_is_answered(stage: &Stage) {
    let outcome = stage.session.raw(b"NOOP").await;
    if is_ftp(&stage.session) {
        assert!(outcome.unwrap().is_done());
        assert!(stage.session.raw(b"NOSUCH command").await.unwrap().code >= 500);
        let help = stage.session.raw(b"HELP").await.unwrap();
        assert!(help.text.len() > 10, "{help:?}");
    } else {
        assert_refused(&stage.session, outcome, &[Kind::Unsupported]);
    }
    stage.session.keep_alive().await.unwrap();
}

async fn raw_lines_cannot_upset_the_session(stage: &Stage) {
    if !is_ftp(&stage.session) {
        return;
    }
    let known = stage.put("known", b"123").await;
    for line in [
        "PASV",
        "epsv",
        "RETR known",
        "LIST",
        "STOR x",
        "PORT 127,0,0,1,1,1",
        "PROT C",
        "CCC",
        "AUTH TLS",
        "REIN",
    ] {
        assert_refused(
            &stage.session,
            stage.session.raw(line.as_bytes()).await,
            &[Kind::Unsupported],
        );
    }
    for line in [&b"NOOP\r\nDELE known"[..], b"NOOP\nNOOP", b"NO\0OP"] {
        assert!(stage.session.raw(line).await.is_err());
    }
    stage.assert_in_step(&known, 3).await;
    assert_eq!(fetch(&stage.session, &known).await.unwrap(), b"123");
}

async fn calls_side_by_side_get_their_own_answers(stage: &Stage) {
    let bytes = binary(400_000);
    let path = stage.put("file", &bytes).await;
    let other = stage.put("other", b"12345").await;
    let session = &stage.session;
    let (one, two, three, four, five) = tokio::join!(
        fetch(session, &path),
        session.stat(&other, false),
        list(session, &stage.folder),
        session.keep_alive(),
        fetch(session, &other),
    );
    assert!(one.unwrap() == bytes);
    assert_eq!(two.unwrap().size, Some(5));
    assert_eq!(three.unwrap().0.len(), 2);
    four.unwrap();
    assert_eq!(five.unwrap(), b"12345");
}

async fn a_session_that_was_closed_is_gone(stage: &Stage) {
    let _ = stage.put("file", b"1").await;
    let facts = stage.session.facts();
    let Some(brand) = stage.brand else { return };
    assert!(!facts.features.is_empty());
    assert_eq!(facts.protocol, if brand.is_ssh() { "SFTP 3" } else { "FTP" });
    if brand.is_ssh() {
        assert!(facts.data_encrypted);
        let ssh = facts.ssh.expect("the facts of the handshake");
        assert!(ssh.server.starts_with("SSH-2.0-"), "{ssh:?}");
        assert!(!ssh.login.is_empty() && !ssh.key_exchange.is_empty(), "{ssh:?}");
        assert!(stage.session.capabilities().lanes >= 16);
    } else {
        assert!(!facts.greeting.is_empty());
        assert_eq!(stage.session.capabilities().lanes, 1);
    }
}
