//! Servers, networks and disks that try to break a transfer. Whatever they do: what is called done is the file, byte for byte,
//! and nothing unfinished has its final name.
//!
//! `TORTURE=long` tries every byte and every code; without it, a part of them.
#![cfg(target_os = "linux")]
#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stderr,
    reason = "test code"
)]

mod cases;
mod cuts;
mod disk;
#[allow(dead_code, reason = "shared by several test programs")]
#[path = "../ground/ground.rs"]
mod ground;
#[allow(dead_code, reason = "shared by several test programs")]
#[path = "../hostile/hostile.rs"]
mod hostile;
mod liars;
mod moves;
mod real;
mod replies;
mod trial;

/// Whether everything is tried.
fn is_long() -> bool {
    std::env::var_os("TORTURE").is_some_and(|value| value == "long")
}
