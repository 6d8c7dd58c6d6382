//! The known keys of all hosts, as OpenSSH writes them (sshd(8), "SSH_KNOWN_HOSTS FILE FORMAT").
//!
//! A line that cannot be read is skipped alone. Another key of a host is never hidden by it.

mod line;
mod pattern;

use std::sync::Arc;

use super::host_key::{HostKey, KnownKey, KnownKeys};
use line::{Line, Marker};

pub use pattern::matches_list;
pub(super) use pattern::matches_one;

/// No honest file is longer. What is beyond is not read.
const LONGEST_FILE: usize = 16 << 20;

/// No honest line is longer: the largest RSA key takes 3 KiB.
const LONGEST_LINE: usize = 64 << 10;

/// The lines of every known_hosts file, in the order in which they were added. Clones share the text.
#[derive(Clone, Debug, Default)]
pub struct HostKeys {
    files: Vec<(Arc<str>, Arc<[u8]>)>,
}

impl HostKeys {
    /// Adds a file. Lines that cannot be read are skipped, as OpenSSH does. `name` is what people are shown as its place.
    /// Of a file of more than 16 MiB the rest is not read.
    pub fn add(&mut self, name: &str, text: &[u8]) {
        let text = text.get(..LONGEST_FILE).unwrap_or(text);
        self.files.push((name.into(), text.into()));
    }

    /// What is known of a host, which is a name or an address without brackets, in any case of letters.
    ///
    /// Keys are kept by host and port. Authorities and withdrawn keys of the host alone count at each of its ports.
    pub fn look_up(&self, host: &str, port: u16) -> KnownKeys {
        let host = host.to_ascii_lowercase();
        let place = place(&host, port);
        let mut known = KnownKeys::default();
        for (name, text) in &self.files {
            for (number, bytes) in text.split(|byte| *byte == b'\n').enumerate() {
                if bytes.len() > LONGEST_LINE {
                    continue;
                }
                let Some(line) = Line::parse(bytes) else { continue };
                let here = line.is_about(&place);
                let at_any_port = line.marker != Marker::None && port != USUAL_PORT && line.is_about(&host);
                let key = (here || at_any_port).then(|| line.key()).flatten();
                let Some(key) = key else { continue };
                let at = format!("{name}:{}", number + 1);
                let keys = match line.marker {
                    Marker::None => &mut known.keys,
                    Marker::Authority => &mut known.authorities,
                    Marker::Revoked => &mut known.revoked,
                };
                keys.push(KnownKey { key, at });
            }
        }
        known
    }
}

/// The port that is not written.
const USUAL_PORT: u16 = 22;

/// How a host and port are written in the file.
fn place(host: &str, port: u16) -> String {
    if port == USUAL_PORT {
        host.to_owned()
    } else {
        format!("[{host}]:{port}")
    }
}

/// A line that makes `key` known for a host and port, with its line end. `host` as for [`HostKeys::look_up`].
pub fn known_hosts_line(host: &str, port: u16, key: &HostKey) -> String {
    use base64ct::{Base64, Encoding};
    format!(
        "{} {} {}\n",
        place(&host.to_ascii_lowercase(), port),
        key.algorithm(),
        Base64::encode_string(key.blob())
    )
}

#[cfg(test)]
mod tests;
