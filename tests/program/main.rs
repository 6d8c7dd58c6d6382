//! The program as people run it: the built command line, against real servers and against one that lies.
#![cfg(target_os = "linux")]
#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stderr,
    reason = "test code"
)]

mod account;
mod again;
mod calls;
#[path = "../hostile/door.rs"]
mod door;
mod floods;
#[allow(dead_code, reason = "shared by several test programs")]
#[path = "../ground/ground.rs"]
mod ground;
mod guide;
mod hand;
#[allow(dead_code, reason = "shared by several test programs")]
#[path = "../hostile/hostile.rs"]
mod hostile;
#[allow(dead_code, reason = "shared by several test programs")]
#[path = "../hostile/sftp.rs"]
mod hostile_sftp;
mod kill;
mod large;
mod liars;
mod limits;
mod moves;
mod names;
mod owners;
mod refusals;
mod sftp;
mod sftp_config;
mod sftp_hash;
mod sftp_logins;
mod sftp_names;
mod sftp_once;
mod sftp_stall;
mod sftp_trust;
mod swaps;
mod ways;
