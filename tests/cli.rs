//! The command line as a script sees it, as far as no server is needed.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "test code")]

use std::net::TcpListener;
use std::process::{Command, Output, Stdio};
use std::time::{Duration, Instant};

/// Runs the command line with a profile of its own and nothing on standard input.
fn run(line: &[&str]) -> Output {
    let profile = tempfile::tempdir().unwrap();
    command(profile.path())
        .args(line)
        .output()
        .unwrap_or_else(|error| panic!("{line:?}: {error}"))
}

fn command(profile: &std::path::Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_packetboat-cli"));
    command.arg("--profile").arg(profile).stdin(Stdio::null());
    command
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

#[test]
fn wrong_usage_is_2_and_says_why() {
    let cases: &[(&[&str], &str)] = &[
        (&[], "Usage"),
        (&["ls"], "<URL>"),
        (&["frobnicate"], "frobnicate"),
        (&["ls", "example.org"], "ftp://host/path"),
        (&["ls", "http://h/"], "unknown scheme"),
        (&["raw", "sftp://h/", "FEAT"], "SFTP has no lines"),
        (
            &["--mode", "active", "ls", "sftp://h/"],
            "--mode means nothing for sftp",
        ),
        (&["--agent", "ls", "ftp://h/"], "--agent means nothing for ftp"),
        (
            &["--identity", "key", "ls", "ftp://h/"],
            "--identity means nothing for ftp",
        ),
        (&["--accept-host-key", "SHA256:x", "ls", "sftp://h/"], "43 characters"),
        (&["--password-stdin", "ls", "sftp://me:x@h"], "no password, in the URL"),
        (&["ls", "site:work"], "there is no site work"),
        (&["ls", "ftp://h/a%2Fb"], "%2F"),
        (&["ls", "ftp://h/a%00"], "%00"),
        (&["ls", "ftp://h/a%0Ab"], "line break"),
        (&["ls", "ftp://h/100%"], "two hex digits"),
        (&["ls", "ftp://h:99999/"], "65535"),
        (&["get", "ftp://h/a"], "<DEST>"),
        (&["rm", "ftp://h/"], "login folder"),
        (&["rm", "ftp://h/folder/"], "--recursive"),
        (&["--jobs", "0", "get", "ftp://h/a", "b"], "1 to 64"),
        (&["--jobs", "2", "ls", "ftp://h"], "--jobs means nothing"),
        (&["--on-conflict", "splice", "get", "ftp://h/a", "b"], "splice"),
        (&["--limit-rate", "fast", "get", "ftp://h/a", "b"], "500k"),
        (&["--password-stdin", "ls", "ftp://h"], "needs a user"),
        (&["--password-stdin", "rm", "ftp://a@h/x", "ftp://b@h/x"], "one account"),
        (&["chmod", "u+x", "ftp://h/a"], "octal"),
        (&["raw", "ftp://h", "A\nB"], "line break"),
    ];
    for (line, part) in cases {
        let output = run(line);
        assert_eq!(output.status.code(), Some(2), "{line:?}");
        assert!(
            text(&output.stderr).contains(part),
            "{line:?}: {}",
            text(&output.stderr)
        );
        assert!(output.stdout.is_empty(), "{line:?}: {}", text(&output.stdout));
    }
}

#[test]
fn wrong_usage_is_an_object_too() {
    for line in [&["--json", "ls", "http://h"][..], &["--json", "rm", "ftp://h/"]] {
        let output = run(line);
        assert_eq!(output.status.code(), Some(2));
        let object: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
        assert_eq!(object["error"]["kind"], "usage");
    }
}

#[test]
fn no_message_quotes_a_password() {
    for line in [
        &["ls", "ftp://me:hunter2@h:0/"][..],
        &["ls", "ftp://me:hunter2@h/a%2Fb"],
        &["frobnicate", "ftp://me:hunter2@h/"],
        &["ls", "ftp://h", "ftp://me:hunter2@h/"],
        &["rm", "ftp://me:hunter2@h/folder/"],
        &["--json", "rm", "ftp://me:hunter2@h/folder/"],
        &["--jobs", "ftp://me:hunter2@h/", "ls", "ftp://h"],
        &["--log", "-", "ls", "ftp://me:hunter2@127.0.0.1:1/"],
    ] {
        let output = run(line);
        assert_ne!(output.status.code(), Some(0));
        let said = text(&output.stdout) + &text(&output.stderr);
        assert!(!said.contains("hunter2"), "{line:?}: {said}");
    }
}

#[test]
fn help_version_completions_and_manual_are_results() {
    let cases: &[(&[&str], &str)] = &[
        (&["--help"], "ftp+plain://"),
        (&["--help"], "sftp://"),
        (&["help", "get"], "DEST"),
        (&["--version"], env!("CARGO_PKG_VERSION")),
        (&["completions", "bash"], "complete -F"),
        (&["completions", "zsh"], "#compdef"),
        (&["completions", "fish"], "complete -c packetboat-cli"),
        (&["man"], ".TH"),
    ];
    for (line, part) in cases {
        let output = run(line);
        assert_eq!(output.status.code(), Some(0), "{line:?}");
        assert!(text(&output.stdout).contains(part), "{line:?}");
        assert!(output.stderr.is_empty(), "{line:?}");
    }
}

#[test]
fn a_configuration_that_leads_in_a_circle_is_wrong_usage() {
    let home = tempfile::tempdir().unwrap();
    std::fs::create_dir(home.path().join(".ssh")).unwrap();
    std::fs::write(
        home.path().join(".ssh/config"),
        "Host a\nProxyJump b\nHost b\nProxyJump a\n",
    )
    .unwrap();
    let output = command(&home.path().join("profile"))
        .env("HOME", home.path())
        .args(["ls", "sftp://a/"])
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(2));
    assert!(text(&output.stderr).contains("circle"), "{}", text(&output.stderr));
}

#[test]
fn a_server_that_cannot_be_reached_is_4() {
    // A port that was free a moment ago.
    let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let url = format!("ftp://127.0.0.1:{port}/");
    let folder = tempfile::tempdir().unwrap();
    let target = folder.path().join("x").to_str().unwrap().to_owned();
    let source = folder.path().join("source");
    std::fs::write(&source, "x").unwrap();
    let unknown = "ftp://no-such-host.invalid/x";
    let lines: &[&[&str]] = &[
        &["--json", "ls", &url],
        &["--json", "stat", &format!("{url}x")],
        &["--json", "rm", &format!("{url}x")],
        &["--json", "get", &format!("{url}x"), &target],
        &["--json", "put", source.to_str().unwrap(), &url],
        &["--json", "ls", unknown],
        &["--json", "get", unknown, &target],
    ];
    for line in lines {
        let output = run(line);
        assert_eq!(output.status.code(), Some(4), "{line:?}: {}", text(&output.stderr));
        let stages: Vec<serde_json::Value> = text(&output.stdout)
            .lines()
            .map(|line| serde_json::from_str::<serde_json::Value>(line).unwrap())
            .filter(|object| !object["error"].is_null())
            .map(|object| object["error"]["stage"].clone())
            .collect();
        let expected = if line.contains(&unknown) { "resolve" } else { "connect" };
        assert!(stages.iter().any(|stage| stage == expected), "{line:?}: {stages:?}");
        assert!(
            text(&output.stderr).contains("here:"),
            "{line:?}: {}",
            text(&output.stderr)
        );
    }
    assert!(!folder.path().join("x").exists());
}

/// A server that takes connections and never says a word.
#[cfg(target_os = "linux")]
fn silent() -> (TcpListener, String) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    (listener, format!("ftp+plain://me:hunter2@127.0.0.1:{port}/"))
}

/// It connects a moment before it listens for signals.
#[cfg(target_os = "linux")]
fn until_it_catches_interrupts(process: u32) {
    let catches = || {
        let status = std::fs::read_to_string(format!("/proc/{process}/status")).unwrap();
        let mask = status.lines().find_map(|line| line.strip_prefix("SigCgt:")).unwrap();
        u64::from_str_radix(mask.trim(), 16).unwrap() & 0b10 != 0
    };
    let begun = Instant::now();
    while !catches() {
        assert!(
            begun.elapsed() < Duration::from_secs(10),
            "it never listens for signals"
        );
        std::thread::sleep(Duration::from_millis(5));
    }
}

#[cfg(target_os = "linux")]
#[test]
fn an_interrupt_ends_it_within_a_second() {
    let (listener, url) = silent();
    let profile = tempfile::tempdir().unwrap();
    let mut child = command(profile.path()).args(["ls", &url]).spawn().unwrap();
    let connection = listener.accept().unwrap();
    let begun = Instant::now();
    until_it_catches_interrupts(child.id());
    let pid = rustix::process::Pid::from_child(&child);
    rustix::process::kill_process(pid, rustix::process::Signal::INT).unwrap();
    let status = child.wait().unwrap();
    assert_eq!(status.code(), Some(130));
    assert!(begun.elapsed() < Duration::from_millis(1500), "{:?}", begun.elapsed());
    drop(connection);
}

#[cfg(target_os = "linux")]
#[test]
fn others_do_not_see_the_password_in_the_process_list() {
    let (listener, url) = silent();
    let profile = tempfile::tempdir().unwrap();
    let mut child = command(profile.path()).args(["ls", &url]).spawn().unwrap();
    let connection = listener.accept().unwrap();
    let shown = std::fs::read(format!("/proc/{}/cmdline", child.id())).unwrap();
    let environment = std::fs::read(format!("/proc/{}/environ", child.id())).unwrap();
    child.kill().unwrap();
    child.wait().unwrap();
    let shown = text(&shown);
    assert!(shown.contains("me:********@127.0.0.1"), "{shown}");
    assert!(!shown.contains("hunter2"), "{shown}");
    assert!(!String::from_utf8_lossy(&environment).contains("hunter2"));
    drop(connection);
}

#[test]
fn a_closed_pipe_is_no_error() {
    let mut child = Command::new(env!("CARGO_BIN_EXE_packetboat-cli"))
        .arg("man")
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    assert!(output.stderr.is_empty(), "{}", text(&output.stderr));
}

#[cfg(not(feature = "demo"))]
#[test]
fn a_build_without_the_demo_says_how_to_get_it() {
    let output = run(&["demo"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(text(&output.stderr).contains("--features demo"));
}

#[cfg(feature = "demo")]
#[test]
fn the_demo_checks_itself() {
    let output = run(&["--json", "demo", "--check"]);
    let lines: Vec<serde_json::Value> = text(&output.stdout)
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    assert_eq!(output.status.code(), Some(0), "{lines:?}");
    assert_eq!(lines.len(), 3);
    for line in lines {
        assert_eq!(line["status"], "done", "{line}");
        assert!(line["files"].as_u64() > Some(40), "{line}");
    }
}

#[test]
fn sites_are_saved_shown_and_removed() {
    let profile = tempfile::tempdir().unwrap();
    let run = |line: &[&str]| {
        // A keychain is no part of this.
        let mut command = command(profile.path());
        command
            .env("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nowhere")
            .args(line)
            .output()
            .unwrap()
    };
    let done = |line: &[&str]| {
        let output = run(line);
        assert_eq!(output.status.code(), Some(0), "{line:?}: {}", text(&output.stderr));
        text(&output.stdout)
    };
    done(&[
        "--mode",
        "active",
        "--on-conflict",
        "newer",
        "sites",
        "add",
        "Work%2Fmy web",
        "ftp://me@h:2121/srv/a%20b",
    ]);
    done(&["sites", "add", "box", "sftp://root@h/"]);
    assert_eq!(
        done(&["sites", "list"]),
        "Work%2Fmy web\tftp://me@h:2121\nbox\tsftp://root@h:22\n"
    );
    let file = std::fs::read_to_string(profile.path().join("sites.toml")).unwrap();
    for line in [
        "folder = [\"Work\"]",
        "mode = \"active\"",
        "on_conflict = \"newer\"",
        "remote_folder = \"/srv/a b\"",
    ] {
        assert!(file.contains(line), "{line}\n{file}");
    }
    let export = done(&["sites", "export", "-"]);
    assert!(export.contains("[[site]]"));
    let elsewhere = profile.path().join("mine.toml");
    let path = elsewhere.to_str().unwrap();
    done(&["sites", "export", path]);
    assert_eq!(
        run(&["sites", "export", path]).status.code(),
        Some(1),
        "it is left alone"
    );
    assert!(done(&["sites", "import", path]).contains("known\tbox: there already as box"));
    assert_eq!(
        run(&["sites", "add", "box", "ftp://h/"]).status.code(),
        Some(1),
        "the name is taken"
    );
    assert_eq!(run(&["sites", "remove", "nothing"]).status.code(), Some(2));
    assert_eq!(
        run(&["sites", "add", "x", "ftp://h/", "--login", "key"]).status.code(),
        Some(2)
    );
    done(&["sites", "remove", "box"]);
    assert_eq!(done(&["--json", "sites", "list"]).lines().count(), 1);
    // A file with a mistake: named with its place, the rest works.
    std::fs::write(
        profile.path().join("sites.toml"),
        file.clone() + "\n[[site]]\nname = \"bad\"\nprotocol = 7\n",
    )
    .unwrap();
    let listed = run(&["sites", "list"]);
    assert_eq!(listed.status.code(), Some(1));
    assert_eq!(text(&listed.stdout).lines().count(), 2);
    let line = file.lines().count() + 4;
    assert!(
        text(&listed.stderr).contains(&format!("line {line}, column 12: site bad: `protocol` takes text")),
        "{}",
        text(&listed.stderr)
    );
    let bad = run(&["ls", "site:bad"]);
    assert_eq!(bad.status.code(), Some(2));
    assert!(text(&bad.stderr).contains("cannot be used"), "{}", text(&bad.stderr));
}
