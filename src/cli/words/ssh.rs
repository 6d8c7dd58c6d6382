//! Host keys and logins over SSH.

use super::{Words, cause, says};
use crate::error::{Error, Kind};
use crate::path::visible;
use crate::trust::{HostKey, KnownKey};

/// Words for what only SSH knows; `None` for everything else.
pub fn words(error: &Error) -> Option<Words> {
    Some(match &error.kind {
        Kind::UnknownHostKey { key, others } => unknown(key, others),
        Kind::HostKeyChanged { key, before } => changed(key, before),
        Kind::HostKeyRevoked { key, at } => Words::new(format!(
            "STOP: the host key {} was withdrawn ({})",
            shown(key),
            visible(at.as_bytes())
        ))
        .here("Somebody who has the stolen key may answer in place of the server. Ask its owner for the new key."),
        Kind::HostCertificate => Words::new(format!("the server's host certificate does not hold{}", cause(error)))
            .here("Ask the server's owner; the authority is the line with @cert-authority in known_hosts.")
            .there("ssh-keygen -L -f /etc/ssh/ssh_host_*_key-cert.pub shows names and validity."),
        Kind::BadKeyFile => Words::new(format!("{}: the key file cannot be used{}", error.attempted, cause(error)))
            .here("Keys in OpenSSH, PEM, PKCS#8 and PuTTY form are read: ed25519, ECDSA and RSA. Give another one with --identity FILE."),
        Kind::WrongPassphrase if error.cause.is_some() => Words::new(format!("{}{}", error.attempted, cause(error)))
            .here("Run it on a terminal to be asked; --passphrase-stdin reads the passphrase from standard input."),
        Kind::WrongPassphrase => Words::new(format!("{}: the passphrase does not open the key file", error.attempted))
            .here("Try again; --passphrase-stdin reads it from standard input."),
        Kind::LoginRefused if is_ssh_login(error) => Words::new(format!("the server did not accept the login{}", cause(error)))
            .here(
                "Check the user and what is offered: --identity FILE gives a key, --agent asks the ssh-agent, and a password \
                 is asked for on a terminal or read with --password-stdin.",
            )
            .there("The server's log says more (journalctl -u ssh); for keys look at the modes of ~/.ssh and authorized_keys."),
        _ => return None,
    })
}

/// FTP servers refuse in words of their own; of SSH there is only what was tried and what is offered.
fn is_ssh_login(error: &Error) -> bool {
    error.reply.is_none() && error.cause.is_some() && !says(error, "530")
}

fn unknown(key: &HostKey, others: &[KnownKey]) -> Words {
    let known = if others.is_empty() {
        String::new()
    } else {
        format!("; other keys of this host are known: {}", list(others))
    };
    Words::new(format!(
        "the server is not known: its host key is {}{known}",
        shown(key)
    ))
    .here(format!(
        "Compare the fingerprint with the server's owner, then: --accept-host-key {}",
        key.fingerprint()
    ))
    .there("The fingerprint there: ssh-keygen -l -f /etc/ssh/ssh_host_*_key.pub")
}

fn changed(key: &HostKey, before: &[KnownKey]) -> Words {
    Words::new(format!(
        "STOP: the server shows another host key than before. Now it is {}; before, it was {}",
        shown(key),
        list(before)
    ))
    .here(
        "Somebody may be listening in. Ask the server's owner whether the key was replaced. If it was, remove the line that \
         is named above (ssh-keygen -R HOST -f FILE, with [HOST]:PORT for a port other than 22) and connect again.",
    )
}

/// Type and fingerprint, as people compare them.
pub fn shown(key: &HostKey) -> String {
    format!("{} {}", visible(key.algorithm().as_bytes()), key.fingerprint())
}

/// Known keys and where they stand.
fn list(keys: &[KnownKey]) -> String {
    let shown: Vec<String> = keys.iter().map(known).collect();
    shown.join(", ")
}

/// A known key and where it stands.
pub fn known(known: &KnownKey) -> String {
    format!("{} ({})", shown(&known.key), visible(known.at.as_bytes()))
}
