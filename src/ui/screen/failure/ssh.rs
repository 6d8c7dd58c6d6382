//! Host keys and key files.

use super::diagnosis::{Act, Case, Diagnosis};
use crate::error::{Kind, Stage};

/// The page, if only SSH knows such a failure.
pub fn page(case: &Case<'_>) -> Option<Diagnosis> {
    let grave = |page: Diagnosis| Diagnosis { grave: true, ..page };
    let show = || vec![Act::ShowCertificate];
    Some(match &case.error.kind {
        Kind::UnknownHostKey { others, .. } => {
            let text = if others.is_empty() {
                "failure-host-key-text"
            } else {
                "failure-host-key-others-text"
            };
            Diagnosis {
                for_the_server: case.advice(
                    "failure-host-key-server",
                    ["ssh-keygen -l -f /etc/ssh/ssh_host_ed25519_key.pub"],
                ),
                ..case.page("failure-host-key", text, vec![Act::ShowCertificate, Act::TryAgain])
            }
        }
        Kind::HostKeyChanged { .. } => {
            grave(case.page("failure-host-key-changed", "failure-host-key-changed-text", show()))
        }
        Kind::HostKeyRevoked { .. } => {
            grave(case.page("failure-host-key-revoked", "failure-host-key-revoked-text", show()))
        }
        Kind::HostCertificate => Diagnosis {
            for_the_server: case.advice(
                "failure-host-certificate-server",
                ["ssh-keygen -L -f /etc/ssh/ssh_host_ed25519_key-cert.pub"],
            ),
            ..case.page(
                "failure-host-certificate",
                "failure-host-certificate-text",
                vec![Act::EditSite],
            )
        },
        Kind::BadKeyFile => case.page("failure-key-file", "failure-key-file-text", vec![Act::EditSite]),
        Kind::WrongPassphrase => case.page(
            "failure-passphrase",
            "failure-passphrase-text",
            vec![Act::TryAgain, Act::EditSite],
        ),
        Kind::Handshake if case.error.stage == Stage::Ssh => case.page(
            "failure-ssh-handshake",
            "failure-ssh-handshake-text",
            vec![Act::EditSite],
        ),
        _ => return None,
    })
}
