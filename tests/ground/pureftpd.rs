//! Pure-FTPd: arguments only, accounts in a database of its own. Needs root.

use std::process::Command;

use super::{ACCOUNT_ID, Brand, PASSWORD_HASH, Place, Recipe, Tls, USER, is_root, program};

/// The command line, with its files written.
pub fn command(recipe: &Recipe, place: &Place) -> Result<Command, String> {
    let (path, libraries) = program(Brand::Pureftpd, "pure-ftpd")?;
    if recipe.tls == Tls::Implicit {
        return Err("pureftpd has no implicit TLS".into());
    }
    if !is_root() {
        return Err("pureftpd needs root".into());
    }
    let (compiler, _) = program(Brand::Pureftpd, "pure-pw")?;
    // `pure-pw useradd` makes hashes that take seconds to check. The dot after the folder means: no chroot above it.
    let account = format!(
        "{USER}:{PASSWORD_HASH}:{ACCOUNT_ID}:{ACCOUNT_ID}::{}/./::::::::::::\n",
        place.text("home")
    );
    place.write("accounts", &account);
    let mut compile = Command::new(compiler);
    compile
        .arg("mkdb")
        .arg(place.path("accounts.pdb"))
        .arg("-f")
        .arg(place.path("accounts"));
    let mut command = Command::new(path);
    if let Some(libraries) = libraries {
        compile.env("LD_LIBRARY_PATH", &libraries);
        command.env("LD_LIBRARY_PATH", libraries);
    }
    assert!(compile.status().unwrap().success(), "pure-pw failed");
    command.arg(if recipe.on_v6 { "-6" } else { "-4" });
    command.args(["-S", &format!("{},{}", place.host, place.port)]);
    // Chroot everyone, no anonymous, no names for addresses, any user id, wide ports, listings of any length.
    command.args([
        "-A",
        "-E",
        "-H",
        "-u",
        "1",
        "-p",
        "49000:50000",
        "-L",
        "2000000:20",
        "-d",
    ]);
    command.args(["-l", &format!("puredb:{}", place.text("accounts.pdb"))]);
    command.args(["-g", &format!("{}/pid", place.text("logs"))]);
    if recipe.tls == Tls::Plain {
        command.args(["-Y", "0"]);
    } else {
        command.args(["-Y", "3", "-2", &place.text("both.pem")]);
        place.limit_tls(recipe.tls, &mut command);
    }
    if let Some(most) = recipe.sessions {
        command.args(["-c", &most.to_string(), "-C", &most.to_string()]);
    }
    command.args(&recipe.lines);
    Ok(command)
}
