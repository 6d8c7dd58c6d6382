//! The keychain as people have it: a real gnome-keyring on a bus of its own, and the ways in which there is none.
#![cfg(target_os = "linux")]
#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stderr,
    reason = "test code"
)]

mod canary;
#[allow(dead_code, reason = "shared by several test programs")]
#[path = "../ground/ground.rs"]
mod ground;
mod inside;
mod service;
mod sites;

use std::path::Path;
use std::process::{Command, Output, Stdio};
use std::time::{Duration, Instant};

use service::Service;

/// The command line in a home of its own, on this bus.
fn command(home: &Path, bus: &str) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_packetboat-cli"));
    command
        .env("HOME", home)
        .env("DBUS_SESSION_BUS_ADDRESS", bus)
        .stdin(Stdio::null());
    for name in ["XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_RUNTIME_DIR", "SSH_AUTH_SOCK"] {
        command.env_remove(name);
    }
    command
}

/// Runs it; what it is told on standard input comes first.
fn run(home: &Path, bus: &str, line: &[&str], input: &str) -> Output {
    use std::io::Write;
    let mut command = command(home, bus);
    command
        .args(line)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    child.stdin.take().unwrap().write_all(input.as_bytes()).unwrap();
    child.wait_with_output().unwrap()
}

fn text(output: &Output) -> String {
    format!(
        "{}{}",
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    )
}

/// All files below a folder with what is in them.
fn files(folder: &Path, found: &mut Vec<(std::path::PathBuf, Vec<u8>)>) {
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() {
            files(&path, found);
        } else if path.is_file() {
            found.push((path.clone(), std::fs::read(&path).unwrap_or_default()));
        }
    }
}

/// A server is no part of this: the port is one that nobody listens on.
const URL: &str = "sftp://me@127.0.0.1:1/";

/// Saves a site with a password and says what came of it.
fn save(home: &Path, bus: &str, name: &str) -> Output {
    let line = ["--timeout", "1", "--password-stdin", "sites", "add", name, URL];
    run(home, bus, &line, "hunter2-canary\n")
}

fn nothing_is_written(home: &Path) {
    let mut found = Vec::new();
    files(home, &mut found);
    assert!(found.iter().any(|(path, _)| path.ends_with("sites.toml")));
    for (path, content) in found {
        let text = String::from_utf8_lossy(&content);
        assert!(!text.contains("hunter2-canary"), "{}", path.display());
    }
}

/// The site is there, asks for its password from now on, and the reason was told.
fn told(home: &Path, output: &Output, words: &str) {
    assert_eq!(output.status.code(), Some(1), "{}", text(output));
    assert!(text(output).contains(words), "{}", text(output));
    assert!(text(output).contains("asked for at every run"), "{}", text(output));
    let listed = run(home, "unix:path=/nowhere", &["--json", "sites", "list"], "");
    assert!(text(&listed).contains("\"login\":\"ask\""), "{}", text(&listed));
    nothing_is_written(home);
}

#[test]
fn without_a_bus() {
    let home = tempfile::tempdir().unwrap();
    let output = save(home.path(), "unix:path=/nowhere/bus", "a");
    told(home.path(), &output, "no keychain on this system");
}

#[test]
fn a_bus_without_a_keychain() {
    let Some(service) = Service::bus() else { return };
    let output = save(&service.home(), service.address(), "a");
    told(&service.home(), &output, "no keychain on this system");
}

#[test]
fn locked_and_nobody_can_unlock_it() {
    let Some(mut service) = Service::bus() else { return };
    service.unlock();
    assert_eq!(save(&service.home(), service.address(), "first").status.code(), Some(0));
    service.lock();
    let output = save(&service.home(), service.address(), "second");
    assert_eq!(output.status.code(), Some(1), "{}", text(&output));
    assert!(text(&output).contains("locked"), "{}", text(&output));
    nothing_is_written(&service.home());
    // A login with the saved site tells why it has to ask; nobody is there to be asked.
    let login = run(&service.home(), service.address(), &["--json", "sites", "list"], "");
    assert!(text(&login).contains("\"name\":\"first\""));
}

#[test]
fn one_that_does_not_answer() {
    let Some(mut service) = Service::bus() else { return };
    service.unlock();
    service.stop();
    let begun = Instant::now();
    let output = save(&service.home(), service.address(), "a");
    told(&service.home(), &output, "did not answer in time");
    assert!(begun.elapsed() < Duration::from_secs(60), "it waits within its limits");
}
