//! What must hold against servers that lie, stall, cut and inject: on the level of one session.
#![cfg(target_os = "linux")]
#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stderr,
    reason = "test code"
)]

mod alone;
mod cancel;
mod data;
mod desync;
#[path = "../hostile/door.rs"]
mod door;
mod greeting;
#[allow(dead_code, reason = "shared by several test programs")]
#[path = "../ground/ground.rs"]
mod ground;
#[allow(dead_code, reason = "shared by several test programs")]
#[path = "../hostile/hostile.rs"]
mod hostile;
mod listing;
mod log;
mod names;
mod passive;
mod recognise;
mod refusal;
mod tls;

use std::time::Duration;

use ground::client::Client;
use hostile::Hostile;
use packetboat::site::{FtpOptions, Mode, Security};

/// To this server, passive, encrypted and with its certificate pinned if it has one, and with little patience.
fn client_of(server: &Hostile) -> Client {
    let options = FtpOptions {
        security: if server.certificate.is_some() {
            Security::Explicit
        } else {
            Security::Plain
        },
        mode: Mode::Passive,
        ..FtpOptions::default()
    };
    let client = Client::new(server.address.ip(), server.address.port(), options);
    let client = match &server.certificate {
        Some(der) => client.pinned(der),
        None => client,
    };
    client.waiting_at_most(Duration::from_secs(3))
}
