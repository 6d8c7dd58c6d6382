//! The second connection of FTP: the usual reason why a login works and nothing else does.

use super::diagnosis::{Act, Case, Diagnosis, anywhere};
use super::drawing::is_active;
use super::login;
use crate::error::{Error, Kind};

/// What the engine adds to the cause where it tried both directions.
const BOTH: &str = "the other direction failed too";

pub fn page(case: &Case<'_>) -> Diagnosis {
    let active = is_active(case);
    match case.error.kind {
        _ if login::is_oops(case) => login::oops(case),
        _ if wants_reuse(case) => wants_session(case),
        _ if case.says("Bad IP connecting") => bad_ip(case),
        _ if is_both(case.error) => both(case),
        Kind::Stranger => Diagnosis {
            grave: true,
            for_the_server: case.advice("failure-stranger-server", ["pasv_address=", "pasv_addr_resolve=NO"]),
            ..case.page("failure-stranger", "failure-stranger-text", vec![Act::TryAgain])
        },
        Kind::Handshake => wants_session(case),
        _ if active => server_calls(case),
        _ => we_call(case),
    }
}

/// Passive mode: we call a port that the server named.
fn we_call(case: &Case<'_>) -> Diagnosis {
    if case.error.reply.is_some() {
        return Diagnosis {
            for_the_server: case.advice("failure-no-passive-server", ["pasv_enable=YES"]),
            ..case.page("failure-no-passive", "failure-no-passive-text", other_way(case))
        };
    }
    let asking = ["EPSV", "PASV"].contains(&case.error.attempted.as_str());
    let (title, text) = match case.error.kind {
        Kind::TimedOut if asking => {
            return case.page("failure-epsv", "failure-epsv-text", vec![Act::TryAgain]);
        }
        Kind::TimedOut if case.scene.announced.is_some() => ("failure-data-silent", "failure-data-announced-text"),
        Kind::TimedOut if case.scene.listing => ("failure-data-silent", "failure-data-silent-list-text"),
        Kind::TimedOut => ("failure-data-silent", "failure-data-silent-text"),
        Kind::Refused if case.scene.announced.is_some() => ("failure-data-refused", "failure-data-announced-text"),
        Kind::Refused => ("failure-data-refused", "failure-data-refused-text"),
        _ => return anywhere(case),
    };
    let mut page = case.page(title, text, other_way(case));
    page.for_the_server = if case.scene.announced.is_some() {
        let address = format!("pasv_address={}", case.scene.site.host);
        case.advice(
            "failure-announced-server",
            std::iter::once(address).chain(passive_range()),
        )
    } else {
        case.advice("failure-passive-server", passive_range())
    };
    page
}

/// Active mode: the server calls us.
fn server_calls(case: &Case<'_>) -> Diagnosis {
    let passive = vec![Act::TryPassive, Act::TryAgain];
    if case.error.attempted.starts_with("listen for data") {
        return case.page(
            "failure-listen",
            "failure-listen-text",
            vec![Act::TryPassive, Act::EditSite],
        );
    }
    if case.error.reply.is_some() {
        let asked = ["PORT", "EPRT"]
            .iter()
            .any(|start| case.error.attempted.starts_with(start));
        let (title, text) = if asked {
            ("failure-port-command", "failure-port-command-text")
        } else {
            ("failure-call-failed", "failure-call-failed-text")
        };
        return case.page(title, text, passive);
    }
    match case.error.kind {
        Kind::TimedOut => case.page("failure-not-called", "failure-not-called-text", passive),
        _ => anywhere(case),
    }
}

fn both(case: &Case<'_>) -> Diagnosis {
    Diagnosis {
        for_the_server: case.advice("failure-passive-server", passive_range()),
        ..case.page("failure-both", "failure-both-text", vec![Act::TryAgain, Act::EditSite])
    }
}

fn bad_ip(case: &Case<'_>) -> Diagnosis {
    let mut actions = other_way(case);
    if actions.first() != Some(&Act::TryAgain) {
        actions.push(Act::TryAgain);
    }
    Diagnosis {
        for_the_server: case.advice("failure-bad-ip-server", ["pasv_promiscuous=YES"]),
        ..case.page("failure-bad-ip", "failure-bad-ip-text", actions)
    }
}

fn wants_session(case: &Case<'_>) -> Diagnosis {
    Diagnosis {
        for_the_server: case.advice(
            "failure-session-server",
            ["require_ssl_reuse=NO", "TLSOptions NoSessionReuseRequired"],
        ),
        ..case.page("failure-session", "failure-session-text", vec![Act::TryAgain])
    }
}

/// Active mode, where the server can reach this computer and that was not tried yet; else only once more.
fn other_way(case: &Case<'_>) -> Vec<Act> {
    if case.scene.can_be_called(case.error) {
        vec![Act::TryActive, Act::TryAgain]
    } else {
        vec![Act::TryAgain]
    }
}

/// 522 of vsftpd; 425 of ProFTPD, which only says "Operation not permitted".
fn wants_reuse(case: &Case<'_>) -> bool {
    let code = case.error.reply.as_ref().map_or(0, |reply| reply.code);
    case.says("session reuse") || (code == 425 && case.says("Operation not permitted"))
}

/// Whether both directions were tried.
pub fn is_both(error: &Error) -> bool {
    error.cause.as_ref().is_some_and(|cause| cause.contains(BOTH))
}

/// The range is for whoever runs the server to choose.
fn passive_range() -> impl Iterator<Item = String> {
    [
        "pasv_min_port=MIN",
        "pasv_max_port=MAX",
        "firewall-cmd --permanent --add-port=MIN-MAX/tcp",
        "firewall-cmd --reload",
        "ufw allow MIN:MAX/tcp",
    ]
    .map(str::to_owned)
    .into_iter()
}

#[cfg(test)]
mod tests {
    /// The cause is written elsewhere: this fails when its words change.
    #[test]
    fn the_cause_is_the_one_that_is_written() {
        assert!(include_str!("../../../remote/ftp/transfer.rs").contains(super::BOTH));
    }
}
