//! One process that lives while the keychain comes and goes.

use std::io::{BufRead, BufReader, Write};
use std::process::{Command, Stdio};

use packetboat::credential::{Keychain, Vault};
use packetboat::secret::{Secret, SecretName, Trouble};
use packetboat::site::SiteId;

use super::service::Service;

/// The inner process: does one thing with the keychain for each line that it hears, and says what came of it.
#[test]
#[ignore = "runs only inside the test below"]
fn inner() {
    if std::env::var_os("PACKETBOAT_INNER").is_none() {
        return;
    }
    let keychain = Keychain::default();
    let name = SecretName::password(&SiteId::new(1));
    for line in std::io::stdin().lines() {
        let said = match line.unwrap().as_str() {
            "get" => match keychain.get(&name) {
                Ok(None) => "nothing".to_owned(),
                Ok(Some(secret)) => format!("has {}", secret.expose()),
                Err(trouble) => told(trouble),
            },
            "names" => keychain.names().map_or_else(told, |names| names.len().to_string()),
            "remove" => keychain.remove(&name).map_or_else(told, |()| "removed".to_owned()),
            text => keychain
                .set(&name, "label", &Secret::new(text))
                .map_or_else(told, |()| "set".to_owned()),
        };
        let mut out = std::io::stderr();
        writeln!(out, "@{said}").unwrap();
    }
}

fn told(trouble: Trouble) -> String {
    match trouble {
        Trouble::NoService => "none".to_owned(),
        Trouble::Locked => "locked".to_owned(),
        other => other.to_string(),
    }
}

#[test]
fn a_keychain_is_used_as_soon_as_it_is_there() {
    let folder = tempfile::tempdir().unwrap();
    let socket = folder.path().join("bus");
    let mut process = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "inside::inner", "--ignored", "--nocapture"])
        .env("PACKETBOAT_INNER", "1")
        .env("DBUS_SESSION_BUS_ADDRESS", format!("unix:path={}", socket.display()))
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut input = process.stdin.take().unwrap();
    let mut output = BufReader::new(process.stderr.take().unwrap()).lines();
    let mut ask = |wish: &str| -> String {
        writeln!(input, "{wish}").unwrap();
        let mut answer = || output.next().unwrap().unwrap();
        loop {
            if let Some(said) = answer().strip_prefix('@') {
                return said.to_owned();
            }
        }
    };
    assert_eq!(ask("get"), "none");
    assert_eq!(ask("first"), "none");
    if let Some(mut service) = Service::bus_at(folder, &socket) {
        assert_eq!(ask("get"), "none", "a bus alone is no keychain");
        service.unlock();
        assert_eq!(ask("get"), "nothing");
        assert_eq!(ask("sécret 秘密"), "set");
        assert_eq!(ask("get"), "has sécret 秘密");
        assert_eq!(ask("names"), "1");
        // The user logs out of the keychain and in again; the same process goes on with it.
        service.lock();
        assert_eq!(ask("get"), "locked");
        assert_eq!(ask("other"), "locked");
        service.unlock_again();
        assert_eq!(ask("get"), "has sécret 秘密");
        assert_eq!(ask("remove"), "removed");
        assert_eq!(ask("remove"), "removed", "what is not there is no error");
        assert_eq!(ask("get"), "nothing");
    }
    drop(input);
    process.wait().unwrap();
}

/// The inner process of the test below.
#[test]
#[ignore = "runs only inside the test below"]
fn panicking() {
    if std::env::var_os("PACKETBOAT_INNER").is_none() {
        return;
    }
    packetboat::engine::keep_secrets_in(true);
    let limits = std::fs::read_to_string("/proc/self/limits").unwrap();
    let core = limits
        .lines()
        .find(|line| line.starts_with("Max core file size"))
        .unwrap();
    eprintln!("@{}", core.split_whitespace().nth(4).unwrap());
    panic!("the password is {}", "hunter2-canary");
}

#[test]
fn a_crash_tells_where_but_not_what() {
    let output = Command::new("sh")
        .args(["-c", "ulimit -c unlimited; exec \"$@\"", "sh"])
        .arg(std::env::current_exe().unwrap())
        .args(["--exact", "inside::panicking", "--ignored", "--nocapture"])
        .env("PACKETBOAT_INNER", "1")
        .output()
        .unwrap();
    let said = super::text(&output);
    assert!(!output.status.success(), "{said}");
    assert!(
        said.contains("a fault of the program at tests/keychain/inside.rs:"),
        "{said}"
    );
    assert!(
        said.contains("@1\n") || said.contains("@0\n"),
        "core dumps are off: {said}"
    );
    assert!(!said.contains("hunter2"), "{said}");
}
