//! ProFTPD: one configuration file, accounts in files of its own. Also runs as an ordinary user.

use std::process::Command;

use super::{ACCOUNT_ID, Brand, PASSWORD_HASH, Place, Recipe, Tls, USER, is_root, program};

/// The command line, with its files written.
pub fn command(recipe: &Recipe, place: &Place) -> Result<Command, String> {
    let (path, libraries) = program(Brand::Proftpd, "proftpd")?;
    let (user, group) = if is_root() { (ACCOUNT_ID, ACCOUNT_ID) } else { own_ids() };
    let home = place.text("home");
    place.write(
        "passwd",
        &format!("{USER}:{PASSWORD_HASH}:{user}:{group}::{home}:/bin/sh\n"),
    );
    place.write("group", &format!("{USER}:x:{group}:\n"));
    let modules = path
        .parent()
        .and_then(|sbin| sbin.parent())
        .unwrap()
        .join("lib/proftpd");
    let mut lines = vec![format!("ModulePath {}", modules.display())];
    lines.extend(["LoadModule mod_tls.c", "LoadModule mod_digest.c"].map(String::from));
    lines.extend(configuration(recipe, place));
    lines.extend(encryption(recipe.tls, place));
    lines.extend(recipe.sessions.map(|most| format!("MaxClients {most}")));
    lines.extend(recipe.lines.iter().cloned());
    place.write("proftpd.conf", &(lines.join("\n") + "\n"));
    let mut command = Command::new(path);
    command.args(["-n", "-q", "-c"]).arg(place.path("proftpd.conf"));
    if let Some(libraries) = libraries {
        command.env("LD_LIBRARY_PATH", libraries);
    }
    Ok(command)
}

fn configuration(recipe: &Recipe, place: &Place) -> Vec<String> {
    let logs = place.text("logs");
    let mut lines = vec![
        "ServerType standalone".into(),
        "ServerName ground".into(),
        format!("DefaultAddress {}", place.host),
        "SocketBindTight on".into(),
        format!("UseIPv6 {}", if recipe.on_v6 { "on" } else { "off" }),
        format!("Port {}", place.port),
        format!("PidFile {logs}/pid"),
        // A scoreboard is what counts sessions.
        format!("ScoreboardFile {}", place.text("scoreboard")),
        "DelayEngine off".into(),
        "UseReverseDNS off".into(),
        "RequireValidShell off".into(),
        "AuthOrder mod_auth_file.c".into(),
        format!("AuthUserFile {}", place.text("passwd")),
        format!("AuthGroupFile {}", place.text("group")),
        "PassivePorts 49000 50000".into(),
        "AllowOverwrite on".into(),
        "AllowStoreRestart on".into(),
        "AllowRetrieveRestart on".into(),
        "TransferLog none".into(),
        "WtmpLog off".into(),
        format!("SystemLog {logs}/proftpd.log"),
        "MaxInstances 40".into(),
    ];
    if is_root() {
        lines.extend(["User nobody", "Group nogroup"].map(String::from));
    } else {
        // It looks the names up in the system's accounts, and starts as nobody but who it already is.
        lines.extend([
            format!("User {}", own_name("-un")),
            format!("Group {}", own_name("-gn")),
        ]);
    }
    lines
}

fn encryption(tls: Tls, place: &Place) -> Vec<String> {
    let versions = match tls {
        Tls::Plain => return Vec::new(),
        Tls::Explicit12 => "TLSv1.2",
        Tls::Explicit13 => "TLSv1.3",
        Tls::Explicit | Tls::Implicit => "TLSv1.2 TLSv1.3",
    };
    let mut lines = vec![
        "TLSEngine on".into(),
        format!("TLSLog {}/tls.log", place.text("logs")),
        format!("TLSRSACertificateFile {}", place.text("chain.pem")),
        format!("TLSRSACertificateKeyFile {}", place.text("key.pem")),
        "TLSVerifyClient off".into(),
        "TLSRequired on".into(),
        format!("TLSProtocol {versions}"),
    ];
    if tls == Tls::Implicit {
        lines.push("TLSOptions UseImplicitSSL".into());
    }
    lines
}

fn own_ids() -> (u32, u32) {
    (rustix::process::geteuid().as_raw(), rustix::process::getegid().as_raw())
}

fn own_name(which: &str) -> String {
    let output = Command::new("id").arg(which).output().unwrap();
    String::from_utf8(output.stdout).unwrap().trim().to_owned()
}
