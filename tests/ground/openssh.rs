//! OpenSSH's server: one configuration file, accounts of the system.

use std::path::Path;
use std::process::Command;

use super::ssh::Ssh;
use super::{Brand, Place, Recipe, accounts, is_root, libraries, program, unpacked};

/// The command line, with its files written.
///
/// As root it has the usual account with its password; otherwise it lets in whoever runs it, by key only.
pub fn command(recipe: &Recipe, place: &Place, ssh: &Ssh) -> Result<Command, String> {
    let (path, found) = program(Brand::OpenSsh, "sshd")?;
    if !is_root() && (recipe.needs_password || recipe.ssh.jailed) {
        return Err("a password or a jail on openssh needs root".into());
    }
    let root = unpacked(Brand::OpenSsh).unwrap_or_else(|| "/".into());
    let subsystem = root.join("usr/lib/openssh/sftp-server");
    if !subsystem.is_file() {
        return Err("sftp-server is not there; run .ci/servers".into());
    }
    // The account may not see the folder into which it was unpacked.
    std::fs::copy(subsystem, place.path("sftp-server")).unwrap();
    place.write("sshd_config", &configuration(recipe, place, ssh, &root));
    let mut command = if is_root() {
        accounts::among(place, &path, FOLDERS)
    } else {
        Command::new(&path)
    };
    command.args(["-D", "-e", "-f"]).arg(place.path("sshd_config"));
    if found.is_some() {
        command.env("LD_LIBRARY_PATH", libraries(&root));
    }
    Ok(command)
}

/// What the server insists on: a folder for those who have not logged in yet, and one for a jail which nobody else could
/// have touched.
const FOLDERS: &str = r#"
mount -t tmpfs -o mode=755 ground /run
mkdir /run/sshd /run/jail /run/jail/home
mount --bind "$1/home" /run/jail/home
"#;

fn configuration(recipe: &Recipe, place: &Place, ssh: &Ssh, root: &Path) -> String {
    // The first line about a matter counts.
    let mut lines = recipe.lines.clone();
    lines.extend([
        format!("ListenAddress {}", place.host),
        format!("Port {}", place.port),
        "PidFile none".into(),
        "StrictModes no".into(),
        "LogLevel DEBUG1".into(),
        "MaxStartups 100".into(),
        format!("AuthorizedKeysFile {}", ssh.path("authorized_keys").display()),
        format!("TrustedUserCAKeys {}", ssh.path("user-authority.pub").display()),
    ]);
    for kind in &recipe.ssh.host_keys {
        let key = ssh.path(&format!("host-{kind}"));
        lines.push(format!("HostKey {}", key.display()));
        if recipe.ssh.certified {
            lines.push(format!("HostCertificate {}-cert.pub", key.display()));
        }
    }
    lines.push(format!("UsePAM {}", if is_root() { "yes" } else { "no" }));
    let mut subsystem = if recipe.ssh.jailed {
        lines.push("ChrootDirectory /run/jail".into());
        "internal-sftp -d /home".to_owned()
    } else {
        format!("{} -d {}", place.text("sftp-server"), place.text("home"))
    };
    if recipe.ssh.read_only {
        subsystem.push_str(" -R");
    }
    lines.push(format!("Subsystem sftp {subsystem}"));
    // Newer versions are several programs, which know one another by fixed paths.
    for (line, program) in [("SshdSessionPath", "sshd-session"), ("SshdAuthPath", "sshd-auth")] {
        let path = root.join("usr/lib/openssh").join(program);
        if path.is_file() {
            lines.push(format!("{line} {}", path.display()));
        }
    }
    lines.join("\n") + "\n"
}
