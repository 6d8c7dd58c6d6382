//! Nobody is told who we are before we know who they are.

use packetboat::error::{Kind, Stage};
use packetboat::trust::HostKeys;

use crate::client_of;
use crate::hostile::{Script, known_hosts, new_key};

fn another_key() -> String {
    new_key().public_key().to_openssh().unwrap()
}

#[tokio::test]
async fn an_unknown_server_hears_nothing_of_a_login() {
    let server = Script::new().start();
    let mut client = client_of(&server);
    client.keys = HostKeys::default();
    let error = client.connect().await.unwrap_err();
    assert_eq!(error.stage, Stage::Trust, "{error:?}");
    let Kind::UnknownHostKey { key, others } = &error.kind else {
        panic!("{error:?}")
    };
    assert!(others.is_empty());
    assert_eq!(key.algorithm(), "ssh-ed25519");
    assert_eq!(client.answers.asked.lock().unwrap().len(), 1);
    assert_eq!(server.heard().logins, [""; 0]);
}

#[tokio::test]
async fn a_server_with_another_key_hears_nothing_and_nobody_is_asked() {
    let server = Script::new().start();
    let mut client = client_of(&server);
    client.answers.trusting = true;
    client.keys = HostKeys::default();
    let other = known_hosts(server.address, &another_key());
    client.keys.add("known_hosts", other.as_bytes());
    let error = client.connect().await.unwrap_err();
    assert_eq!(error.stage, Stage::Trust, "{error:?}");
    assert!(
        matches!(&error.kind, Kind::HostKeyChanged { before, .. } if before.len() == 1),
        "{error:?}"
    );
    assert!(client.answers.asked.lock().unwrap().is_empty());
    assert_eq!(server.heard().logins, [""; 0]);
}

#[tokio::test]
async fn a_withdrawn_key_is_never_believed() {
    let server = Script::new().start();
    let mut client = client_of(&server);
    client.answers.trusting = true;
    client
        .keys
        .add("known_hosts", format!("@revoked * {}\n", server.host_key).as_bytes());
    let error = client.connect().await.unwrap_err();
    assert!(matches!(error.kind, Kind::HostKeyRevoked { .. }), "{error:?}");
    assert_eq!(server.heard().logins, [""; 0]);
}

#[tokio::test]
async fn a_yes_leads_to_the_login() {
    let server = Script::new().start();
    let mut client = client_of(&server);
    client.keys = HostKeys::default();
    client.answers.trusting = true;
    client.connect().await.unwrap().close().await;
    assert!(server.heard().logins.contains(&"password".to_owned()));
}
