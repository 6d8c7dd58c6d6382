//! An account of the system that only one server sees.

use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::Command;

use super::{ACCOUNT_ID, PASSWORD_HASH, Place, USER};

/// Begins the command line of a server that finds the account in copies of the account files, which only its own mount
/// namespace shows below `/etc`. `before` is run by the shell there first, with `$1` for the place. Needs root.
///
/// The server has a process namespace too, so that whatever it started ends with it.
pub fn among(place: &Place, server: &Path, before: &str) -> Command {
    write(place);
    let mut unshare = Command::new("unshare");
    unshare.args(["--mount", "--propagation", "private", "--pid", "--fork", "--kill-child"]);
    unshare.args(["/bin/sh", "-c", &format!("{SHOW}{before}{RUN}"), "ground"]);
    unshare.arg(place.path("")).arg(server);
    unshare
}

/// The service `other` is what PAM asks for a service without a file of its own, and every system has one.
const SHOW: &str = r#"
set -e
for file in passwd shadow group pam.d/other pam.d/sshd; do
    if [ -e "/etc/$file" ]; then mount --bind "$1/etc-${file##*/}" "/etc/$file"; fi
done
"#;

/// The shell stays, as the first process of the namespace: orphans fall to that one, and vsftpd's listener crashes when a child
/// ends that it did not start.
const RUN: &str = r#"
shift
"$@"
exit $?
"#;

/// Copies of the machine's account files with one user more, in the place of one of the same name.
fn write(place: &Place) {
    let home = place.text("home");
    let original = |name: &str| -> String {
        let text = std::fs::read_to_string(format!("/etc/{name}")).unwrap();
        let others = text.lines().filter(|line| line.split(':').next() != Some(USER));
        others.flat_map(|line| [line, "\n"]).collect()
    };
    let mut passwd = original("passwd");
    passwd.push_str(&format!("{USER}:x:{ACCOUNT_ID}:{ACCOUNT_ID}::{home}:/bin/sh\n"));
    // What OpenSSH's server becomes before anybody has logged in.
    if !passwd.lines().any(|line| line.starts_with("sshd:")) {
        passwd.push_str(&format!("sshd:x:{}:65534::/run/sshd:/bin/false\n", ACCOUNT_ID + 1));
    }
    place.write("etc-passwd", &passwd);
    place.write("etc-group", &(original("group") + &format!("{USER}:x:{ACCOUNT_ID}:\n")));
    let shadow = format!("{USER}:{PASSWORD_HASH}:19000:0:99999:7:::\n");
    place.write("etc-shadow", &(original("shadow") + &shadow));
    let service = "auth required pam_unix.so\naccount required pam_permit.so\nsession required pam_permit.so\n";
    // Anybody must be able to look up names.
    for (name, text) in [("etc-other", service), ("etc-sshd", service)] {
        place.write(name, text);
    }
    for name in ["etc-passwd", "etc-group", "etc-other", "etc-sshd"] {
        std::fs::set_permissions(place.path(name), PermissionsExt::from_mode(0o644)).unwrap();
    }
}
