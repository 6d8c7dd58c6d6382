//! From the name of the host to the first words of the server.

use super::diagnosis::{Act, Case, Diagnosis, anywhere};
use crate::error::{Kind, Speech, Stage};
use crate::site::{Protocol, Security};

pub fn page(case: &Case<'_>) -> Diagnosis {
    match (case.error.stage, &case.error.kind) {
        (_, Kind::WrongProtocol(speech)) => wrong_protocol(case, *speech),
        (_, Kind::Offline) => case.page("failure-offline", "failure-offline-text", vec![Act::TryAgain]),
        (Stage::Resolve, Kind::TimedOut) => case.page(
            "failure-name-silent",
            "failure-name-silent-text",
            vec![Act::TryAgain, Act::EditSite],
        ),
        (Stage::Resolve, _) => case.page("failure-name", "failure-name-text", vec![Act::EditSite, Act::TryAgain]),
        (Stage::Connect, Kind::Refused) => refused(case),
        (Stage::Connect, Kind::TimedOut) => silent(case),
        (Stage::Connect, Kind::Unreachable) => case.page(
            "failure-unreachable",
            "failure-unreachable-text",
            vec![Act::TryAgain, Act::EditSite],
        ),
        (Stage::Greeting, Kind::TimedOut) => Diagnosis {
            for_the_server: case.advice("failure-greeting-silent-server", ["reverse_lookup_enable=NO"]),
            ..case.page(
                "failure-greeting-silent",
                "failure-greeting-silent-text",
                vec![Act::TryAgain, Act::EditSite],
            )
        },
        (Stage::Greeting, Kind::Closed | Kind::Reset) => Diagnosis {
            for_the_server: case.advice("failure-greeting-closed-server", ["fail2ban-client status"]),
            ..case.page(
                "failure-greeting-closed",
                "failure-greeting-closed-text",
                vec![Act::TryAgain, Act::EditSite],
            )
        },
        _ => anywhere(case),
    }
}

fn refused(case: &Case<'_>) -> Diagnosis {
    let service = match case.scene.site.sftp() {
        Some(_) => "systemctl status ssh",
        None => "systemctl status vsftpd",
    };
    let port = case.port().to_string();
    Diagnosis {
        for_the_server: case.advice(
            "failure-port-refused-server",
            [service.to_owned(), format!("ss -ltn 'sport = :{port}'")],
        ),
        ..case.page("failure-port-refused", "failure-port-refused-text", other_doors(case))
    }
}

fn silent(case: &Case<'_>) -> Diagnosis {
    let mut actions = vec![Act::TryAgain];
    actions.extend(other_doors(case).into_iter().filter(|act| *act != Act::TryAgain));
    Diagnosis {
        for_the_server: case.advice("failure-port-silent-server", open_port(case.port())),
        ..case.page("failure-port-silent", "failure-port-silent-text", actions)
    }
}

/// What else a host may listen on: first the protocol's usual port, if another one was tried.
fn other_doors(case: &Case<'_>) -> Vec<Act> {
    let site = &case.scene.site;
    let usual = match &site.protocol {
        Protocol::Ftp(options) if options.security == Security::Implicit => 990,
        Protocol::Ftp(_) => 21,
        Protocol::Sftp(_) | Protocol::Memory => 22,
    };
    let mut doors = Vec::new();
    if site.port != usual {
        doors.push(Act::TryPort(usual));
    }
    if site.ftp().is_some() {
        doors.push(Act::UseSftp);
    }
    doors.push(Act::EditSite);
    doors.push(Act::TryAgain);
    doors
}

/// Lets a port through the usual firewalls.
pub fn open_port(port: u16) -> [String; 3] {
    [
        format!("firewall-cmd --permanent --add-port={port}/tcp"),
        "firewall-cmd --reload".to_owned(),
        format!("ufw allow {port}/tcp"),
    ]
}

fn wrong_protocol(case: &Case<'_>, speech: Speech) -> Diagnosis {
    let site = &case.scene.site;
    let edit = || vec![Act::EditSite];
    match speech {
        Speech::Ssh => case.page(
            "failure-is-ssh",
            "failure-is-ssh-text",
            vec![Act::UseSftp, Act::EditSite],
        ),
        Speech::Http => case.page("failure-is-web", "failure-is-web-text", edit()),
        Speech::Silence if site.sftp().is_some() => case.page(
            "failure-is-silent",
            "failure-is-silent-ssh-text",
            vec![Act::EditSite, Act::TryAgain],
        ),
        Speech::Silence => case.page(
            "failure-is-silent",
            "failure-is-silent-text",
            vec![Act::UseImplicitTls, Act::UseSftp, Act::EditSite],
        ),
        Speech::PlainText => case.page(
            "failure-is-plain",
            "failure-is-plain-text",
            vec![Act::UseExplicitTls, Act::EditSite],
        ),
        Speech::Unknown => case.page("failure-is-unknown", "failure-is-unknown-text", edit()),
    }
}
