//! TLS and certificates.

use super::diagnosis::{Act, Case, Diagnosis};
use super::reach;
use crate::error::{Kind, Stage};
use crate::site::Security;
use crate::trust::Distrust;

/// The page, if encryption or trust is what the failure is about.
pub fn page(case: &Case<'_>) -> Option<Diagnosis> {
    let data = case.error.stage == Stage::DataConnection;
    Some(match &case.error.kind {
        Kind::NoEncryption => refused(case),
        Kind::NotTrusted { reason, .. } => not_trusted(case, *reason),
        Kind::Changed { before, .. } => {
            let text = match before {
                Some(_) => "failure-certificate-changed-text",
                None => "failure-certificate-lapsed-text",
            };
            Diagnosis {
                grave: true,
                ..case.page("failure-certificate-changed", text, vec![Act::ShowCertificate])
            }
        }
        // On a port that wants TLS from the first byte, plain words say that AUTH TLS is how this server does it.
        Kind::WrongProtocol(_) if case.error.stage == Stage::Tls => reach::page(case),
        Kind::Handshake if case.error.stage == Stage::Tls => handshake(case),
        Kind::Closed | Kind::Reset if case.error.stage == Stage::Tls => hung_up(case),
        Kind::Handshake if data => return None,
        _ => return None,
    })
}

fn refused(case: &Case<'_>) -> Diagnosis {
    let (title, text) = if case.error.attempted.contains("PROT") {
        ("failure-no-tls-data", "failure-no-tls-data-text")
    } else {
        ("failure-no-tls", "failure-no-tls-text")
    };
    // Only what was seen to answer is offered.
    let actions = if case.scene.sftp == Some(true) {
        vec![Act::UseSftp, Act::ConnectWithoutEncryption, Act::EditSite]
    } else {
        vec![Act::EditSite, Act::ConnectWithoutEncryption]
    };
    Diagnosis {
        for_the_server: case.advice(
            "failure-no-tls-server",
            [
                "ssl_enable=YES",
                "rsa_cert_file=/etc/ssl/private/vsftpd.pem",
                "force_local_logins_ssl=YES",
                "force_local_data_ssl=YES",
            ],
        ),
        ..case.page(title, text, actions)
    }
}

fn not_trusted(case: &Case<'_>, reason: Distrust) -> Diagnosis {
    let text = match reason {
        Distrust::UnknownIssuer => "failure-distrust-issuer",
        Distrust::Expired => "failure-distrust-expired",
        Distrust::NotYetValid => "failure-distrust-early",
        Distrust::WrongName => "failure-distrust-name",
        Distrust::Revoked => "failure-distrust-revoked",
        Distrust::Malformed => "failure-distrust-malformed",
    };
    Diagnosis {
        grave: reason == Distrust::Revoked,
        for_the_server: case.advice(
            "failure-not-trusted-server",
            ["openssl x509 -noout -fingerprint -sha256 -in CERTIFICATE.pem"],
        ),
        ..case.page("failure-not-trusted", text, vec![Act::ShowCertificate, Act::TryAgain])
    }
}

fn handshake(case: &Case<'_>) -> Diagnosis {
    Diagnosis {
        for_the_server: case.advice("failure-handshake-server", ["ssl_tlsv1_2=YES", "ssl_ciphers=HIGH"]),
        ..case.page(
            "failure-handshake",
            "failure-handshake-text",
            vec![Act::UseSftp, Act::TryAgain, Act::EditSite],
        )
    }
}

fn hung_up(case: &Case<'_>) -> Diagnosis {
    let implicit = case
        .scene
        .site
        .ftp()
        .is_some_and(|options| options.security == Security::Implicit);
    let (text, act) = if implicit {
        ("failure-tls-closed-implicit-text", Act::UseExplicitTls)
    } else {
        ("failure-tls-closed-text", Act::TryAgain)
    };
    Diagnosis {
        for_the_server: case.advice("failure-tls-closed-server", ["journalctl -u vsftpd"]),
        ..case.page("failure-tls-closed", text, vec![act, Act::EditSite])
    }
}
