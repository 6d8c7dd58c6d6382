//! What the server says about a command is what went wrong, also where its data connection is seen to fall first.

use std::time::Duration;

use packetboat::error::{Kind, Stage};
use packetboat::remote::Start;
use packetboat::site::{Mode, TlsVersion};

use crate::client_of;
use crate::ground::client::{binary, download, fetch, list, upload};
use crate::hostile::{Act, Script, say};

const MISSING: &str = "550 a: No such file or directory";

/// The ways in which a data connection falls while the reply is still on its way.
fn falls() -> Vec<Vec<Act>> {
    let late = Act::Pause(Duration::from_millis(150));
    vec![
        vec![Act::OpenClear, Act::ResetData, late.clone()],
        vec![Act::OpenClear, Act::Cut, late.clone()],
        vec![Act::Open, Act::ResetData, late.clone()],
        vec![Act::Open, Act::Cut, late.clone()],
        vec![Act::Open, Act::Goodbye, late],
        vec![Act::OpenClear],
        vec![],
    ]
}

#[tokio::test]
async fn a_refusal_is_told_though_its_data_connection_falls_first() {
    for fall in falls() {
        for mode in [Mode::Passive, Mode::Auto] {
            let acts: Vec<Act> = fall.iter().cloned().chain([say(MISSING)]).collect();
            let script = Script::new()
                .file("known", "123")
                .on_each(
                    "RETR",
                    [vec![Act::Honest], acts.clone(), acts.clone(), vec![Act::Honest]],
                )
                .on_each("STOR", [acts, vec![Act::Honest]]);
            let server = script.tls().start();
            let mut client = client_of(&server).mode(mode);
            // Each of these takes a ticket of TLS 1.3, and none brings a new one.
            client.options().highest_tls = TlsVersion::Tls12;
            let session = client.connect().await.unwrap();
            assert_eq!(fetch(&session, &"known".into()).await.unwrap(), b"123");
            for number in 0..3 {
                let error = match number {
                    2 => upload(&session, &binary(300_000), &"a".into(), Start::Beginning, None).await,
                    _ => download(&session, &"a".into(), 0).await.1,
                }
                .unwrap_err();
                let told = (error.stage, &error.kind, error.broken);
                assert_eq!(
                    told,
                    (Stage::Command, &Kind::NotFound, false),
                    "{fall:?} {number}: {error:?}"
                );
                assert_eq!(error.reply.as_ref().map(|reply| reply.code), Some(550));
                assert!(!session.is_broken(), "{fall:?} {number}");
            }
            assert_eq!(fetch(&session, &"known".into()).await.unwrap(), b"123");
            upload(&session, b"new", &"b".into(), Start::Beginning, None)
                .await
                .unwrap();
            let active = [server.lines_of("PORT"), server.lines_of("EPRT")].concat();
            assert!(active.is_empty(), "the other direction was tried: {fall:?}");
        }
    }
}

#[tokio::test]
async fn a_first_command_that_is_refused_leads_to_no_other_direction() {
    for fall in falls() {
        let acts = fall.iter().cloned().chain([say("552 Quota exceeded.")]);
        let server = Script::new().on("STOR", acts).tls().start();
        let session = client_of(&server).mode(Mode::Auto).connect().await.unwrap();
        let moved = upload(&session, &binary(300_000), &"a".into(), Start::Beginning, None).await;
        let error = moved.unwrap_err();
        let told = (error.stage, &error.kind, error.broken);
        assert_eq!(told, (Stage::Command, &Kind::NoSpace, false), "{fall:?}: {error:?}");
        assert!(server.lines_of("PORT").is_empty(), "{fall:?}");
        assert_eq!(server.lines_of("STOR").len(), 1, "{fall:?}");
    }
}

#[tokio::test]
async fn a_refused_data_connection_stays_one() {
    let acts = [
        Act::OpenClear,
        Act::ResetData,
        Act::Pause(Duration::from_millis(100)),
        say("425 Cannot open data connection."),
    ];
    let server = Script::new().file("a", "123").on("RETR", acts).tls().start();
    let session = client_of(&server).connect().await.unwrap();
    let error = download(&session, &"a".into(), 0).await.1.unwrap_err();
    assert_eq!(error.stage, Stage::DataConnection, "{error:?}");
    assert_eq!(error.reply.unwrap().code, 425);
}

#[tokio::test]
async fn a_reply_without_its_line_end_is_no_reply() {
    for command in ["RNTO", "RMD", "DELE", "MKD", "NOOP", "SIZE", "CWD"] {
        let acts = [Act::Say(b"250 Fi".to_vec()), Act::Close];
        let server = Script::new().file("known", "123").on(command, acts).start();
        let session = client_of(&server).connect().await.unwrap();
        let path = "known".into();
        let outcome = match command {
            "RNTO" => session.rename(&path, &"b".into(), false).await,
            "RMD" => session.remove_directory(&path).await,
            "DELE" => session.remove_file(&path).await,
            "MKD" => session.make_directory(&path).await,
            "NOOP" => session.keep_alive().await,
            "SIZE" => session.size(&path).await.map(drop),
            _ => session.raw(b"CWD /").await.map(drop),
        };
        let error = outcome.expect_err(command);
        assert_eq!(
            (&error.kind, error.broken),
            (&Kind::Closed, true),
            "{command}: {error:?}"
        );
        assert!(session.is_broken(), "{command}");
    }
}

#[tokio::test]
async fn a_code_that_does_not_exist_is_no_reply() {
    for nonsense in ["999 What?", "600 What?", "099 What?", "000 What?"] {
        for command in [
            "NOOP", "LIST", "RETR", "DELE", "MKD", "EPSV", "TYPE", "PWD", "USER", "PASS", "FEAT",
        ] {
            let script = Script::new().file("known", "123").without("MLST");
            let server = script.on(command, [say(nonsense)]).start();
            let session = client_of(&server).connect().await;
            let path = "known".into();
            let outcome = match (&session, command) {
                (Err(error), _) => Err(error.clone()),
                (Ok(session), "NOOP") => session.keep_alive().await,
                (Ok(session), "LIST" | "EPSV") => list(session, &"".into()).await.map(drop),
                (Ok(session), "RETR") => download(session, &path, 0).await.1.map(drop),
                (Ok(session), "DELE") => session.remove_file(&path).await,
                (Ok(session), _) => session.make_directory(&path).await,
            };
            let error = outcome.expect_err(command);
            let told = (&error.kind, error.broken);
            assert_eq!(told, (&Kind::Protocol, true), "{nonsense} to {command}: {error:?}");
            assert!(session.is_err() || session.unwrap().is_broken());
        }
    }
}

#[tokio::test]
async fn a_noop_that_is_not_answered_well_is_an_error() {
    for (answer, is_fine) in [
        ("200 Fine.", true),
        ("250 Fine.", true),
        ("500 What?", true),
        ("502 Not here.", true),
        ("421 Timeout.", false),
        ("530 Log in first.", false),
        ("350 And now?", false),
        ("999 What?", false),
    ] {
        let server = Script::new().on("NOOP", [say(answer)]).start();
        let session = client_of(&server).connect().await.unwrap();
        match session.keep_alive().await {
            Ok(()) => assert!(is_fine && !session.is_broken(), "{answer}"),
            Err(error) => assert!(!is_fine && error.broken && session.is_broken(), "{answer}: {error:?}"),
        }
    }
}

/// A server that does not say where we are: nobody may leave that place, since nobody could come back.
#[tokio::test]
async fn where_the_login_folder_is_not_known_nobody_leaves_it() {
    for answer in [
        "550 No.",
        "502 Not here.",
        "257 nothing",
        "257 \"relative\"",
        "250 Fine.",
        "450 Later.",
    ] {
        for machine in [true, false] {
            let script = Script::new()
                .file("known", "123")
                .file("folder/known", "4")
                .on("PWD", [say(answer)]);
            let script = if machine { script } else { script.without("MLST") };
            let server = script.start();
            let session = client_of(&server).connect().await.unwrap();
            assert!(session.working_directory().await.is_err(), "{answer}");
            let folder = "folder".into();
            assert_eq!(list(&session, &folder).await.unwrap().0.len(), 1, "{answer}");
            assert!(session.make_directory(&folder).await.is_err());
            let found = session.stat(&folder, false).await.unwrap();
            assert_eq!(found.kind, packetboat::entry::Kind::Directory, "{answer}");
            assert_eq!(session.stat(&"known".into(), false).await.unwrap().size, Some(3));
            assert!(session.stat(&"missing".into(), false).await.is_err());
            assert!(session.raw(b"CWD folder").await.is_err());
            session.remove_file(&"known".into()).await.unwrap();
            assert!(server.file("known").is_none() && server.file("folder/known").is_some());
            assert!(server.lines_of("CWD").is_empty(), "{answer}");
        }
    }
}
