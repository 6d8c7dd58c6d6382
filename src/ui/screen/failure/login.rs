//! User and password, and servers that end while they look at them.

use super::diagnosis::{Act, Case, Diagnosis, anywhere};
use crate::error::Kind;
use crate::site::{Logon, Security};

pub fn page(case: &Case<'_>) -> Diagnosis {
    match case.error.kind {
        _ if is_oops(case) => oops(case),
        Kind::LoginRefused => refused(case),
        Kind::NoPassword => case.page(
            "failure-no-password",
            "failure-no-password-text",
            vec![Act::TypePassword],
        ),
        Kind::TooMany => too_many(case),
        _ => anywhere(case),
    }
}

fn refused(case: &Case<'_>) -> Diagnosis {
    let site = &case.scene.site;
    let in_clear = site.ftp().is_some_and(|options| options.security == Security::Plain);
    let wants_tls = ["encrypt", "TLS", "SSL"].iter().any(|part| case.says(part));
    if in_clear && wants_tls {
        return case.page(
            "failure-wants-tls",
            "failure-wants-tls-text",
            vec![Act::UseExplicitTls, Act::EditSite],
        );
    }
    if site.sftp().is_some() {
        return Diagnosis {
            for_the_server: case.advice("failure-login-ssh-server", ["journalctl -u ssh", "ls -la ~/.ssh"]),
            ..case.page(
                "failure-login",
                "failure-login-ssh-text",
                vec![Act::TypePassword, Act::EditSite],
            )
        };
    }
    if site.logon == Logon::Anonymous {
        return case.page("failure-anonymous", "failure-anonymous-text", vec![Act::EditSite]);
    }
    Diagnosis {
        for_the_server: case.advice(
            "failure-login-server",
            [
                "local_enable=YES",
                "grep USER /etc/ftpusers /etc/vsftpd/user_list",
                "getent passwd USER",
                "cat /etc/shells",
            ],
        ),
        ..case.page(
            "failure-login",
            "failure-login-text",
            vec![Act::TypePassword, Act::EditSite],
        )
    }
}

/// The server's limit of connections or logins.
pub fn too_many(case: &Case<'_>) -> Diagnosis {
    Diagnosis {
        for_the_server: case.advice("failure-too-many-server", ["max_per_ip=0", "max_clients=0"]),
        ..case.page("failure-too-many", "failure-too-many-text", vec![Act::TryAgain])
    }
}

/// vsftpd's last words.
pub fn is_oops(case: &Case<'_>) -> bool {
    case.says("OOPS") || case.says("vsftpd: ")
}

/// What vsftpd's last words mean, as far as they are known.
pub fn oops(case: &Case<'_>) -> Diagnosis {
    let known = |title, text, server, commands: Vec<&str>| Diagnosis {
        for_the_server: case.advice(server, commands),
        ..case.page(title, text, vec![Act::TryAgain])
    };
    if case.says("writable root") {
        return known(
            "failure-oops-root",
            "failure-oops-root-text",
            "failure-oops-root-server",
            vec!["chmod a-w /home/USER", "allow_writeable_chroot=YES"],
        );
    }
    if case.says("cannot change directory") {
        return known(
            "failure-oops-folder",
            "failure-oops-folder-text",
            "failure-oops-folder-server",
            vec!["ls -ld /home/USER", "getenforce", "setsebool -P ftpd_full_access on"],
        );
    }
    if case.says("config") || case.says("bool value") || case.says("cannot read") {
        return known(
            "failure-oops-config",
            "failure-oops-config-text",
            "failure-oops-config-server",
            vec!["/etc/vsftpd.conf"],
        );
    }
    known(
        "failure-oops",
        "failure-oops-text",
        "failure-oops-server",
        vec!["journalctl -u vsftpd"],
    )
}
