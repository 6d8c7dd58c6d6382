//! What the steps of a trial found, in words.

use std::time::Duration;

use super::part::Part;
use crate::path::visible;
use crate::site::{Protocol, Site};
use crate::ui::screen::failure::version_name;
use crate::ui::words::Words;
use crate::wire::{Encryption, Identity, Milestone};

/// So many addresses of a host are named.
const ADDRESSES: usize = 3;

/// What a step is called.
pub fn name(part: Part, site: &Site, words: &Words) -> String {
    let ssh = matches!(site.protocol, Protocol::Sftp(_));
    match part {
        Part::Address => words.say("trial-address"),
        Part::Connection => words.say("trial-connection"),
        Part::Greeting => words.say("trial-greeting"),
        Part::Encryption if ssh => words.say("trial-handshake"),
        Part::Encryption => words.say("trial-encryption"),
        Part::Identity if ssh => words.say("trial-host-key"),
        Part::Identity => words.say("trial-certificate"),
        Part::Login => words.say("trial-login"),
        Part::Folder => words.say("trial-folder"),
    }
}

/// What a step found: in words, then what a machine said or is called, one a line.
pub fn lines(milestone: &Milestone, site: &Site, words: &Words) -> (String, Option<String>) {
    match milestone {
        Milestone::Resolved(addresses) => {
            let mut all: Vec<String> = addresses.iter().map(|address| address.ip().to_string()).collect();
            all.dedup();
            let more = all.len().saturating_sub(ADDRESSES);
            all.truncate(ADDRESSES);
            let named = all.join(", ");
            let said = match more {
                0 => named,
                more => words.with(
                    "trial-addresses-more",
                    &[("named", named.into()), ("count", more.into())],
                ),
            };
            (said, None)
        }
        Milestone::Connected { peer } => (connected(*peer, site, words), None),
        Milestone::Greeted(said) => {
            let first = said.lines().next().unwrap_or_default();
            (String::new(), Some(first.to_owned()).filter(|line| !line.is_empty()))
        }
        Milestone::Encrypted(Encryption::Tls(version, cipher)) => {
            (version_name(*version).to_owned(), Some(visible(cipher.as_bytes())))
        }
        Milestone::Encrypted(Encryption::Ssh { key_exchange, cipher }) => {
            let both = format!("{}, {}", visible(key_exchange.as_bytes()), visible(cipher.as_bytes()));
            (String::new(), Some(both))
        }
        Milestone::Trusted(Identity::Certificate { certificate, verified }) => {
            let said = words.say(match verified {
                true => "trial-certificate-verified",
                false => "trial-certificate-pinned",
            });
            (said, Some(visible(certificate.subject.as_bytes())))
        }
        Milestone::Trusted(Identity::HostKey(key)) => {
            let print = format!("{} {}", visible(key.algorithm().as_bytes()), key.fingerprint());
            (words.say("trial-host-key-known"), Some(print))
        }
        Milestone::LoggedIn { user, methods } => {
            let user = ("user", visible(user.as_bytes()).into());
            let said = match methods.as_slice() {
                [] => words.with("trial-logged-in", &[user]),
                methods => words.with("trial-logged-in-by", &[user, ("method", methods.join(", ").into())]),
            };
            (said, None)
        }
        Milestone::Listed {
            folder,
            entries,
            active,
        } => {
            let count = ("count", (*entries).into());
            let said = match active {
                Some(true) => words.with("trial-listed-active", &[count]),
                Some(false) => words.with("trial-listed-passive", &[count]),
                None => words.with("trial-listed", &[count]),
            };
            (said, Some(site.terms.charset.visible_path(folder)))
        }
    }
}

fn connected(peer: Option<std::net::SocketAddr>, site: &Site, words: &Words) -> String {
    let jump = site.sftp().and_then(|options| options.jump.as_deref());
    match (peer, jump) {
        (Some(peer), _) => {
            let values = [("address", peer.ip().to_string().into()), ("port", peer.port().into())];
            words.with("trial-connected", &values)
        }
        (None, Some(jump)) => {
            let host = visible(jump.host.as_bytes());
            words.with("trial-connected-through", &[("host", host.into())])
        }
        (None, None) => words.say("trial-connected-somehow"),
    }
}

/// A duration as people say it; nothing where there was nothing to wait for.
pub fn took(took: Duration, words: &Words) -> String {
    let milliseconds = took.as_millis();
    match u64::try_from(milliseconds).unwrap_or(u64::MAX) {
        0 => String::new(),
        short @ 1..1_000 => words.with("trial-milliseconds", &[("count", short.into())]),
        long => {
            let tenths = long / 100;
            let seconds = format!("{}.{}", tenths / 10, tenths % 10);
            words.with("trial-seconds", &[("count", seconds.into())])
        }
    }
}
