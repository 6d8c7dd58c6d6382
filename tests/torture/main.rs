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

mod busy;
#[path = "../hostile/cable.rs"]
mod cable;
mod cases;
mod chaos;
mod cuts;
mod disk;
#[path = "../hostile/door.rs"]
mod door;
mod ftps;
#[allow(dead_code, reason = "shared by several test programs")]
#[path = "../ground/ground.rs"]
mod ground;
mod haul;
#[allow(dead_code, reason = "shared by several test programs")]
#[path = "../hostile/hostile.rs"]
mod hostile;
#[allow(dead_code, reason = "shared by several test programs")]
#[path = "../hostile/sftp.rs"]
mod hostile_sftp;
mod liars;
mod limits;
mod moves;
mod network;
mod real;
mod replies;
mod scripted;
mod sftp_answers;
mod sftp_cuts;
mod space;
mod steps;
mod stop;
mod trial;

/// All of these in the long form, else so many of them, evenly spread.
fn some<T>(all: Vec<T>, most: usize) -> Vec<T> {
    let count = all.len();
    if is_long() || count <= most {
        return all;
    }
    let is_taken = |at: usize| (at + 1) * most / count > at * most / count;
    let with_places = all.into_iter().enumerate();
    with_places
        .filter(|(at, _)| is_taken(*at))
        .map(|(_, one)| one)
        .collect()
}

/// Whether everything is tried.
fn is_long() -> bool {
    std::env::var_os("TORTURE").is_some_and(|value| value == "long")
}
