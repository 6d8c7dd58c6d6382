//! Whose connection it is, what it is like, and when it is gone.

use std::time::Duration;

use packetboat::engine::command::{Command, Request};
use packetboat::engine::event::{Event, Outcome};
use packetboat::error::Kind;
use packetboat::path::RemotePath;
use packetboat::remote::memory::{Effect, Operation};
use packetboat::settings::Patience;
use packetboat::site::{Logon, Protocol, Site};

use super::rig::Rig;

fn list() -> Request {
    Request::List {
        folder: RemotePath::home(),
    }
}

#[tokio::test]
async fn a_connection_is_announced_before_its_log_and_its_end_is_said() {
    let mut rig = Rig::new("announced");
    rig.start_browse(list());
    let first = rig
        .until(|event| matches!(event, Event::Wire(_) | Event::Connection { .. }))
        .await;
    let Event::Connection {
        connection,
        server,
        browsing,
    } = first
    else {
        panic!("{first:?}")
    };
    assert_eq!((server.as_str(), browsing), ("announced:21", true));
    rig.until(|event| matches!(event, Event::Answered { .. })).await;
    let begun = std::time::Instant::now();
    rig.engine.send(Command::Disconnect(rig.site.clone()));
    rig.until(|event| matches!(event, Event::ConnectionGone { connection: gone } if *gone == connection))
        .await;
    assert!(begun.elapsed() < Duration::from_secs(1));
    assert_eq!(rig.tree.sessions().open, 0);
    // The next wish opens the next one.
    assert!(rig.browse(list()).await.is_ok());
    assert_eq!(rig.tree.sessions().open, 1);
}

#[tokio::test]
async fn what_is_busy_is_closed_when_it_is_done() {
    let mut rig = Rig::new("parting");
    rig.fault(Operation::List, None, 1, Effect::Slow(Duration::from_millis(300)));
    let ticket = rig.start_browse(list());
    rig.until(|event| matches!(event, Event::Wire(_))).await;
    tokio::time::sleep(Duration::from_millis(100)).await;
    rig.engine.send(Command::Disconnect(rig.site.clone()));
    let end = rig
        .until(|event| matches!(event, Event::Answered { .. } | Event::ConnectionGone { .. }))
        .await;
    assert!(
        matches!(end, Event::Answered { ticket: of, result: Ok(_) } if of == ticket),
        "{end:?}"
    );
    rig.until(|event| matches!(event, Event::ConnectionGone { .. })).await;
    assert_eq!(rig.tree.sessions().open, 0);
}

#[tokio::test]
async fn transfers_have_connections_of_their_own() {
    let mut rig = Rig::new("tags");
    for n in 0..20 {
        rig.tree.file(format!("/srv/{n}").as_str(), vec![1; 2_000_000]);
    }
    rig.tree.behave(|behaviour| behaviour.pace = Duration::from_millis(20));
    assert!(rig.browse(list()).await.is_ok());
    rig.start_get("/srv", "out");
    rig.until(|event| matches!(event, Event::Connection { browsing: false, .. }))
        .await;
    let end = rig.finish_job(2).await;
    assert_eq!((end.done, end.failed), (20, 0));
}

#[tokio::test]
async fn a_connection_that_was_never_opened_is_gone_too() {
    let mut rig = Rig::new("unreachable");
    let refused = packetboat::error::Error::new(packetboat::error::Stage::Connect, Kind::Refused, "connect").breaking();
    rig.fault(Operation::Connect, None, 9, Effect::Error(Box::new(refused)));
    rig.start_browse(list());
    rig.until(|event| matches!(event, Event::Connection { browsing: true, .. }))
        .await;
    rig.until(|event| matches!(event, Event::ConnectionGone { .. })).await;
    let end = rig.until(|event| matches!(event, Event::Answered { .. })).await;
    assert!(matches!(end, Event::Answered { result: Err(error), .. } if error.kind == Kind::Refused));
}

#[tokio::test]
async fn facts_name_the_protocol_and_the_folder_of_the_login() {
    let mut rig = Rig::new("facts");
    rig.tree.folder("/home/anna");
    rig.tree.behave(|behaviour| behaviour.home = "/home/anna".into());
    match rig.browse(Request::Facts).await.unwrap() {
        Outcome::Facts(facts) => {
            assert_eq!((facts.protocol.as_str(), &facts.home), ("memory", &"/home/anna".into()));
            assert!(facts.tls.is_none() && !facts.data_encrypted);
        }
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn an_empty_file_is_made_and_never_replaces_one() {
    let mut rig = Rig::new("make-file");
    rig.tree.file("/theirs", b"theirs".to_vec());
    let make = |path: &str| Request::MakeFile { path: path.into() };
    assert!(rig.browse(make("/new")).await.is_ok());
    assert_eq!(rig.tree.read("/new").unwrap(), b"");
    assert_eq!(rig.browse(make("/theirs")).await.unwrap_err().kind, Kind::Exists);
    assert_eq!(rig.tree.read("/theirs").unwrap(), b"theirs");
}

#[tokio::test]
async fn a_new_patience_holds_for_the_next_connection() {
    let mut rig = Rig::new("impatient");
    rig.fault(Operation::List, None, 9, Effect::Silent);
    let short = Duration::from_millis(200);
    rig.engine.send(Command::Patience(Patience::with(short, short, short)));
    let begun = std::time::Instant::now();
    let error = rig.browse(list()).await.unwrap_err();
    assert_eq!(error.kind, Kind::TimedOut);
    assert!(begun.elapsed() < Duration::from_secs(3), "it waited as long as before");
}

#[tokio::test]
async fn a_password_that_was_given_once_is_not_asked_for_again() {
    let mut rig = Rig::new("given");
    let secret = packetboat::secret::Secret::new("pw");
    rig.tree
        .behave(|behaviour| behaviour.login = Some(("anna".into(), packetboat::secret::Secret::new("pw"))));
    let as_anna = |logon: Logon| {
        std::sync::Arc::new(Site {
            host: "given".into(),
            port: 21,
            protocol: Protocol::Memory,
            logon,
            terms: packetboat::site::Terms::default(),
        })
    };
    let user = || "anna".to_owned();
    rig.site = as_anna(Logon::Password {
        user: user(),
        password: secret,
    });
    assert!(rig.browse(list()).await.is_ok());
    // Another tab names only the user.
    rig.site = as_anna(Logon::Ask { user: user() });
    assert!(rig.browse(list()).await.is_ok());
    assert!(rig.asked.is_empty(), "{:?}", rig.asked);
}

#[tokio::test]
async fn a_listing_that_finds_its_connection_dead_gets_another_and_a_change_does_not() {
    use packetboat::error::{Error, Stage};
    let mut rig = Rig::new("dead");
    rig.tree.file("/a", b"x".to_vec());
    assert!(rig.browse(list()).await.is_ok());
    for stage in [Stage::Command, Stage::DataConnection] {
        let dead = Error::new(stage, Kind::Closed, "EPSV").breaking();
        rig.fault(Operation::List, None, 1, Effect::Error(Box::new(dead)));
        assert!(rig.browse(list()).await.is_ok(), "{stage:?}");
    }
    let dead = Error::new(Stage::Command, Kind::Closed, "RNFR a").breaking();
    rig.fault(Operation::Rename, None, 1, Effect::Error(Box::new(dead)));
    let rename = Request::Rename {
        from: "/a".into(),
        to: "/b".into(),
        overwrite: true,
    };
    let error = rig.browse(rename).await.unwrap_err();
    assert_eq!(error.kind, Kind::Closed);
    assert!(rig.tree.read("/a").is_some(), "it was not done behind anybody's back");
}
