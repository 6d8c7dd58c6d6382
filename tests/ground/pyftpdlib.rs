//! pyftpdlib: a script, accounts in it. Runs as whoever starts it.

use std::path::Path;
use std::process::Command;

use super::{Brand, PASSWORD, Place, Recipe, Tls, USER, libraries, unpacked};

const SCRIPT: &str = include_str!("pyftpd.py");

/// The command line, with its script written.
pub fn command(recipe: &Recipe, place: &Place) -> Result<Command, String> {
    let root = unpacked(Brand::Pyftpdlib);
    // The system's own interpreter: the packages fit no other.
    let mut interpreter = Path::new("/usr/bin/python3").to_path_buf();
    if !interpreter.is_file() {
        interpreter = root
            .iter()
            .map(|root| root.join("usr/bin/python3"))
            .next()
            .unwrap_or_default();
    }
    let mut command = Command::new(&interpreter);
    let mut check = Command::new(&interpreter);
    if let Some(root) = root {
        for command in [&mut command, &mut check] {
            command.env("PYTHONPATH", root.join("usr/lib/python3/dist-packages"));
            command.env("LD_LIBRARY_PATH", libraries(&root));
        }
    }
    let has_all = check
        .args(["-c", "from pyftpdlib.handlers import TLS_FTPHandler"])
        .output();
    if !has_all.is_ok_and(|output| output.status.success()) {
        return Err("pyftpdlib is not there; run .ci/servers".into());
    }
    place.write("server.py", SCRIPT);
    let mode = match recipe.tls {
        Tls::Plain => "plain",
        Tls::Explicit => "explicit",
        Tls::Explicit12 => "explicit12",
        Tls::Explicit13 => "explicit13",
        Tls::Implicit => "implicit",
    };
    command.arg("-W").arg("ignore").arg(place.path("server.py")).arg(mode);
    command.args([&place.host.to_string(), &place.port.to_string()]);
    command
        .arg(place.path("home"))
        .arg(place.path("both.pem"))
        .args([USER, PASSWORD]);
    command.arg(recipe.sessions.unwrap_or(100).to_string());
    Ok(command)
}
