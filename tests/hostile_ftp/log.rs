//! What the log says about answers that say no, and about connections that end.

use std::time::Duration;

use packetboat::error::{Kind, Stage};
use packetboat::wire::Speaker;

use crate::client_of;
use crate::ground::client::list;
use crate::hostile::{Act, Script, say};

#[tokio::test]
async fn whether_something_is_there_is_a_question_and_no_is_an_answer() {
    let server = Script::new().file("known", "1").without("MLST").start();
    let client = client_of(&server);
    let session = client.connect().await.unwrap();
    client.log.clear();
    assert_eq!(session.size(&"new".into()).await.unwrap(), None);
    assert_eq!(client.log.expected(), ["550 No such file or folder."]);
    client.log.clear();
    assert_eq!(
        session.stat(&"new".into(), false).await.unwrap_err().kind,
        Kind::NotFound
    );
    assert!(!client.log.expected().is_empty());
    client.log.clear();
    // The honest server takes the time for a part of the name.
    let _ = session.set_modified(&"known".into(), 1_700_000_000).await;
    assert!(
        !client.log.expected().is_empty(),
        "which way it knows is a question, too"
    );
    client.log.clear();
    session.remove_file(&"new".into()).await.unwrap_err();
    session.make_directory(&"a".into()).await.unwrap();
    assert_eq!(
        client.log.expected(),
        [] as [&str; 0],
        "what was to be done and was not is an error"
    );
}

#[tokio::test]
async fn why_a_connection_is_lost_stands_in_the_log_once() {
    for (acts, kind) in [
        (vec![Act::Close], Kind::Closed),
        (vec![Act::Stall], Kind::TimedOut),
        (vec![say("nonsense")], Kind::Protocol),
    ] {
        let server = Script::new().on("NOOP", acts).start();
        let client = client_of(&server);
        let session = client.connect().await.unwrap();
        let before = client.log.said(Speaker::Note).len();
        assert_eq!(session.keep_alive().await.unwrap_err().kind, kind);
        let _ = session.keep_alive().await;
        let notes = client.log.said(Speaker::Note).split_off(before);
        assert_eq!(notes.len(), 1, "{notes:?}");
        assert!(
            notes[0].starts_with("NOOP: ") && notes[0].contains("(command)"),
            "{notes:?}"
        );
    }
}

#[tokio::test]
async fn a_server_that_hangs_up_at_goodbye_is_no_error() {
    let server = Script::new().on("QUIT", [Act::Close]).start();
    let client = client_of(&server);
    let session = client.connect().await.unwrap();
    let before = client.log.said(Speaker::Note).len();
    session.close().await;
    assert_eq!(client.log.said(Speaker::Note).len(), before);
}

#[tokio::test]
async fn a_connection_that_ended_is_no_trouble_with_data() {
    for acts in [vec![Act::Close], vec![say("421 Timeout."), Act::Close]] {
        let server = Script::new().file("known", "1").on("EPSV", acts).start();
        let session = client_of(&server).connect().await.unwrap();
        let error = list(&session, &"".into()).await.unwrap_err();
        assert_eq!((error.stage, error.kind), (Stage::Command, Kind::Closed));
    }
    // A command that nobody answers is another finding: something on the way may swallow it.
    let server = Script::new().on("EPSV", [Act::Stall]).start();
    let client = client_of(&server).waiting_at_most(Duration::from_secs(1));
    let session = client.connect().await.unwrap();
    let error = list(&session, &"".into()).await.unwrap_err();
    assert_eq!((error.stage, error.kind), (Stage::DataConnection, Kind::TimedOut));
}
