//! SFTP sessions against a server that lies, stalls and breaks the rules.
#![cfg(target_os = "linux")]
#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stderr,
    reason = "test code"
)]

mod answers;
#[path = "../hostile/door.rs"]
mod door;
mod folders;
#[allow(dead_code, reason = "shared by several test programs")]
#[path = "../ground/ground.rs"]
mod ground;
#[allow(dead_code, reason = "shared by several test programs")]
#[path = "../hostile/sftp.rs"]
mod hostile;
mod moving;
mod trust;

use std::time::Duration;

use ground::client::Client;
use hostile::{Hostile, PASSWORD, USER};
use packetboat::remote::Session;
use packetboat::secret::Secret;
use packetboat::site::{FtpOptions, Logon, Protocol, SftpOptions};

/// A client that knows this server and its account, and waits for nothing longer than five seconds.
fn client_of(server: &Hostile) -> Client {
    let mut client = Client::new(server.address.ip(), server.address.port(), FtpOptions::default());
    client.site.protocol = Protocol::Sftp(SftpOptions::default());
    client.site.logon = Logon::Password {
        user: USER.to_owned(),
        password: Secret::new(PASSWORD),
    };
    client.keys.add("known_hosts", server.known_hosts().as_bytes());
    client.waiting_at_most(Duration::from_secs(5))
}

/// The session answers the next question with the right answer, or says that it is broken. Needs a file `known` of 5 bytes.
async fn assert_in_step(session: &Session) {
    let found = session.stat(&"known".into(), false).await;
    if session.is_broken() {
        assert!(found.is_err(), "a broken session answered");
        return;
    }
    assert_eq!(found.unwrap().size, Some(5), "the answer to another question came");
}
