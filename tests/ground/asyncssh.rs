//! asyncssh: a script, accounts in it. Runs as whoever starts it.

use std::path::PathBuf;
use std::process::Command;

use super::ssh::Ssh;
use super::{Brand, PASSWORD, Place, Recipe, USER, libraries, unpacked};

const SCRIPT: &str = include_str!("asyncsshd.py");

/// The command line, with its script written. The lines of the recipe are arguments of the script.
pub fn command(recipe: &Recipe, place: &Place, ssh: &Ssh) -> Result<Command, String> {
    let root = unpacked(Brand::AsyncSsh);
    // The system's own interpreter: the packages fit no other.
    let mut interpreter = PathBuf::from("/usr/bin/python3");
    if !interpreter.is_file() {
        interpreter = root.clone().unwrap_or_default().join("usr/bin/python3");
    }
    let mut command = Command::new(&interpreter);
    let mut check = Command::new(&interpreter);
    if let Some(root) = root {
        for command in [&mut command, &mut check] {
            command.env("PYTHONPATH", root.join("usr/lib/python3/dist-packages"));
            command.env("LD_LIBRARY_PATH", libraries(&root));
        }
    }
    let has_all = check.args(["-W", "ignore", "-c", "import asyncssh"]).output();
    if !has_all.is_ok_and(|output| output.status.success()) {
        return Err("asyncssh is not there; run .ci/servers".into());
    }
    place.write("server.py", SCRIPT);
    command.args(["-W", "ignore"]).arg(place.path("server.py"));
    command.args([&place.host.to_string(), &place.port.to_string()]);
    command.arg(place.path("home")).args([USER, PASSWORD]);
    command.arg(ssh.path("authorized_keys"));
    let keys: Vec<String> = recipe.ssh.host_keys.iter().map(|kind| format!("host-{kind}")).collect();
    command.args(keys.iter().flat_map(|key| ["--host-key".into(), ssh.path(key)]));
    if let Some(most) = recipe.sessions {
        command.args(["--sessions", &most.to_string()]);
    }
    command.args(&recipe.lines);
    Ok(command)
}
