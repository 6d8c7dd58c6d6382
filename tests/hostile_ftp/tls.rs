//! No password and no file byte before the server is known and the line is private.

use std::time::Duration;

use packetboat::error::{Kind, Stage};
use packetboat::remote::Start;
use packetboat::site::TlsVersion;
use packetboat::trust::Fingerprint;
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;

use crate::client_of;
use crate::ground::PASSWORD;
use crate::ground::certificate::Identity;
use crate::ground::client::{binary, download, fetch, list, upload};
use crate::hostile::{Act, Hostile, Script, say};

/// Nothing secret came, in whatever form.
fn assert_no_password(server: &Hostile) {
    assert!(!server.has_heard(b"PASS"), "a password command was sent");
    assert!(!server.has_heard(PASSWORD.as_bytes()), "the password was sent");
}

fn is_before_login(stage: Stage) -> bool {
    matches!(stage, Stage::Connect | Stage::Greeting | Stage::Tls | Stage::Trust)
}

#[tokio::test]
async fn an_honest_server_is_used_over_tls() {
    for version in [TlsVersion::Tls12, TlsVersion::Tls13] {
        let server = Script::new().file("a", binary(100_000)).tls().start();
        let mut client = client_of(&server);
        client.options().highest_tls = version;
        let session = client.connect().await.unwrap();
        assert_eq!(fetch(&session, &"a".into()).await.unwrap(), binary(100_000));
        upload(&session, &binary(50_000), &"b".into(), Start::Beginning, None)
            .await
            .unwrap();
        assert_eq!(server.file("b"), Some(binary(50_000)));
        assert_eq!(list(&session, &"".into()).await.unwrap().0.len(), 2);
        let facts = session.facts();
        assert_eq!(facts.tls.as_ref().unwrap().0, version);
        assert!(facts.data_encrypted && facts.protocol == "FTP", "{facts:?}");
        assert!(!server.heard().clear.windows(4).any(|bytes| bytes == b"USER"));
        assert!(session.facts().resumed.0 > 0, "{:?}", session.facts().resumed);
    }
}

#[tokio::test]
async fn a_refused_auth_gets_no_password() {
    for answer in [
        "500 What?",
        "502 No.",
        "504 No TLS here.",
        "431 Not now.",
        "530 Log in first.",
        "200 Sure.",
    ] {
        let server = Script::new().tls().on("AUTH", [say(answer)]).start();
        let error = client_of(&server).connect().await.unwrap_err();
        assert_eq!(error.stage, Stage::Tls, "{answer}: {error:?}");
        assert_no_password(&server);
        assert!(!server.has_heard(b"USER"), "{answer}");
        if answer.starts_with('5') {
            assert_eq!(error.kind, Kind::NoEncryption, "{answer}: {error:?}");
            assert!(error.reply.unwrap().says(&answer[4..]));
        }
    }
}

#[tokio::test]
async fn a_refused_prot_or_pbsz_gets_no_file_byte() {
    for (command, answer) in [
        ("PROT", "534 No."),
        ("PROT", "536 No."),
        ("PROT", "431 No."),
        ("PBSZ", "503 No."),
    ] {
        let server = Script::new()
            .file("a", "secret")
            .tls()
            .on(command, [say(answer)])
            .start();
        let error = client_of(&server).connect().await.unwrap_err();
        assert_eq!(error.kind, Kind::NoEncryption, "{command} {answer}: {error:?}");
        assert!(error.reply.unwrap().says(answer));
        assert_no_password(&server);
        assert_eq!(server.heard().data_connections, 0);
    }
}

#[tokio::test]
async fn clear_data_after_an_accepted_prot_gets_no_file_byte() {
    let clear = [
        say("150 Go."),
        Act::OpenClear,
        Act::Receive(u64::MAX),
        Act::Cut,
        say("226 Done."),
    ];
    let server = Script::new().tls().on("STOR", clear).start();
    let session = client_of(&server).connect().await.unwrap();
    let content = [&b"THE-CONTENT"[..], &binary(100_000)].concat();
    let moved = upload(&session, &content, &"a".into(), Start::Beginning, None).await;
    assert!(moved.is_err());
    assert!(!server.has_heard(b"THE-CONTENT"), "file bytes went out in clear");
}

#[tokio::test]
async fn a_clear_download_after_an_accepted_prot_is_refused() {
    let clear = [
        say("150 Go."),
        Act::OpenClear,
        Act::Send(binary(1000)),
        Act::Cut,
        say("226 Done."),
    ];
    let server = Script::new().file("a", "x").tls().on("RETR", clear).start();
    let session = client_of(&server).connect().await.unwrap();
    let (bytes, moved) = download(&session, &"a".into(), 0).await;
    assert!(moved.is_err());
    assert!(bytes.is_empty(), "bytes of an unencrypted connection were taken");
}

#[tokio::test]
async fn bytes_injected_with_the_234_change_nothing() {
    let injected = "234 Go on.\r\n230 You are logged in.\r\n230 Really.\r\n200 Fine.\r\n200 Fine.\r\n";
    let acts = [Act::Say(injected.as_bytes().to_vec()), Act::StartTls];
    let server = Script::new().file("a", "right").tls().on("AUTH", acts).start();
    match client_of(&server).connect().await {
        Ok(session) => assert_eq!(fetch(&session, &"a".into()).await.unwrap(), b"right"),
        Err(error) => assert!(is_before_login(error.stage), "{error:?}"),
    }
    assert!(!contains(&server.heard().clear, b"PASS"));
    assert!(!contains(&server.heard().clear, b"USER"));
}

#[tokio::test]
async fn bytes_injected_after_the_234_lead_to_no_password() {
    let acts = [
        say("234 Go on."),
        Act::Pause(Duration::from_millis(200)),
        say("230 You are logged in."),
        Act::StartTls,
    ];
    let server = Script::new().tls().on("AUTH", acts).start();
    let error = client_of(&server).connect().await.unwrap_err();
    assert_eq!(error.stage, Stage::Tls, "{error:?}");
    assert_no_password(&server);
}

fn contains(all: &[u8], part: &[u8]) -> bool {
    all.windows(part.len()).any(|window| window == part)
}

#[tokio::test]
async fn an_unknown_certificate_is_asked_about_first() {
    let server = Script::new().tls_as(&Identity::as_guides_make_it()).start();
    let mut client = client_of(&server);
    client.known.pin = None;
    let error = client.connect().await.unwrap_err();
    assert!(matches!(error.kind, Kind::NotTrusted { .. }), "{error:?}");
    assert_eq!(client.answers.asked.lock().unwrap().len(), 1);
    assert_no_password(&server);
    client.answers.trusting = true;
    let session = client.connect().await.unwrap();
    let shown = session.facts().certificate.unwrap().fingerprint;
    assert_eq!(shown, Fingerprint::of(server.certificate.as_ref().unwrap()));
}

#[tokio::test]
async fn a_changed_certificate_stops_without_a_question() {
    let server = Script::new().tls().start();
    let mut client = client_of(&server).pinned(b"another certificate");
    client.answers.trusting = true;
    let error = client.connect().await.unwrap_err();
    assert!(matches!(error.kind, Kind::Changed { .. }), "{error:?}");
    assert!(client.answers.asked.lock().unwrap().is_empty());
    assert_no_password(&server);
    client.known.pin = None;
    client.known.once_verified = true;
    let error = client.connect().await.unwrap_err();
    assert!(matches!(error.kind, Kind::Changed { before: None, .. }), "{error:?}");
    assert_no_password(&server);
}

#[tokio::test]
async fn a_replayed_certificate_without_its_key_fails() {
    for version in [TlsVersion::Tls12, TlsVersion::Tls13] {
        let server = Script::new().tls_without_the_key_of(&Identity::signed()).start();
        let mut client = client_of(&server);
        client.options().highest_tls = version;
        client.answers.trusting = true;
        let error = client.connect().await.unwrap_err();
        assert!(is_before_login(error.stage), "{version:?}: {error:?}");
        assert_no_password(&server);
    }
}

/// Certificates that the TLS library takes from nobody: a pin must not promise what cannot be kept.
#[tokio::test]
async fn a_certificate_that_cannot_be_used_is_named() {
    for (pem, words) in [
        (&include_bytes!("x509-v1.pem")[..], "X.509 version 1"),
        (include_bytes!("rsa-1024.pem"), "RSA key of 1024 bits"),
    ] {
        let identity = Identity {
            der: CertificateDer::from_pem_slice(pem).unwrap().to_vec(),
            ..Identity::signed()
        };
        for version in [TlsVersion::Tls12, TlsVersion::Tls13] {
            let server = Script::new().tls_without_the_key_of(&identity).start();
            for client in [client_of(&server), client_of(&server).pinned(b"another")] {
                let mut client = client;
                client.answers.trusting = true;
                client.options().highest_tls = version;
                let error = client.connect().await.unwrap_err();
                assert!(is_before_login(error.stage), "{error:?}");
                assert_eq!(error.kind, Kind::Handshake, "{error:?}");
                assert!(
                    error.cause.as_ref().is_some_and(|cause| cause.contains(words)),
                    "{error:?}"
                );
                assert!(
                    client.answers.asked.lock().unwrap().is_empty(),
                    "a question that leads nowhere"
                );
            }
            assert_no_password(&server);
        }
    }
}

#[tokio::test]
async fn implicit_tls_is_private_too() {
    let server = Script::new().file("a", "right").tls().implicit().start();
    let mut client = client_of(&server);
    client.options().security = packetboat::site::Security::Implicit;
    let session = client.connect().await.unwrap();
    assert_eq!(fetch(&session, &"a".into()).await.unwrap(), b"right");
    assert!(server.heard().clear.is_empty());
    assert!(!server.lines_of("PROT P").is_empty());
    let plain = Script::new().tls().start();
    let mut client = client_of(&plain);
    client.options().security = packetboat::site::Security::Implicit;
    let error = client.connect().await.unwrap_err();
    assert!(is_before_login(error.stage), "{error:?}");
    assert_no_password(&plain);
}
