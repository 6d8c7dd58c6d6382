//! Whether the server is the one that the user means.
//!
//! Values and the decision only; `store` keeps what was decided, `remote` asks.

mod host_certificate;
mod host_key;
mod known_hosts;

use std::fmt;

pub use host_certificate::{decide_certificate, is_certificate};
pub use host_key::{HostKey, KeyDecision, KeyPrint, KnownKey, KnownKeys, decide_key};
pub use known_hosts::{HostKeys, known_hosts_line, matches_list};

/// The SHA-256 of a certificate in DER form, as people compare it.
#[derive(Clone, Copy, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
pub struct Fingerprint([u8; 32]);

impl Fingerprint {
    /// Hashes a certificate in DER form.
    pub fn of(der: &[u8]) -> Self {
        use sha2::Digest;
        Self(sha2::Sha256::digest(der).into())
    }

    /// Reads `SHA256:` followed by 64 hex digits, with or without colons, in any case.
    pub fn parse(text: &str) -> Option<Self> {
        let start = text
            .get(..7)
            .is_some_and(|prefix| prefix.eq_ignore_ascii_case("sha256:"));
        let digits: Vec<u8> = if start { &text[7..] } else { text }
            .bytes()
            .filter(|byte| *byte != b':')
            .collect();
        let mut bytes = [0; 32];
        if digits.len() != 64 || !digits.iter().all(u8::is_ascii_hexdigit) {
            return None;
        }
        for (byte, pair) in bytes.iter_mut().zip(digits.chunks(2)) {
            *byte = u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok()?;
        }
        Some(Self(bytes))
    }
}

impl fmt::Display for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SHA256:")?;
        for (at, byte) in self.0.iter().enumerate() {
            write!(f, "{}{byte:02X}", if at == 0 { "" } else { ":" })?;
        }
        Ok(())
    }
}

impl fmt::Debug for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// What is already known about the certificate of one `host:port`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct Known {
    /// The certificate that the user accepted for this host and port.
    pub pin: Option<Fingerprint>,
    /// The host once passed the platform's own verifier, so one that no longer does is a changed one.
    pub once_verified: bool,
}

/// What is kept about the certificate of a server, for people to look through.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Pinned {
    /// `host:port`.
    pub server: String,
    /// The certificate that somebody accepted.
    pub fingerprint: Option<Fingerprint>,
    /// When they did, in Unix seconds.
    pub at: Option<i64>,
    /// Whom it is for, as it says; unknown for pins of earlier versions.
    pub subject: Option<String>,
    /// Last second of its validity, Unix time; unknown for pins of earlier versions.
    pub until: Option<i64>,
    /// The system vouched for this server once: another certificate of unknown origin would be a changed one.
    pub once_verified: bool,
}

/// The facts of a certificate that a person can compare.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Certificate {
    /// SHA-256 over the DER form.
    pub fingerprint: Fingerprint,
    /// Whom it is for, as it says.
    pub subject: String,
    /// Who signed it, as it says.
    pub issuer: String,
    /// The host names and addresses that it names.
    pub names: Vec<String>,
    /// First second of validity, Unix time.
    pub not_before: i64,
    /// Last second of validity, Unix time.
    pub not_after: i64,
}

/// Why the platform's verifier did not accept a certificate.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
pub enum Distrust {
    /// No authority known to this system signed it (also: self-signed).
    UnknownIssuer,
    /// Its last day has passed.
    Expired,
    /// Its first day has not come.
    NotYetValid,
    /// It names other hosts.
    WrongName,
    /// It was withdrawn by its authority.
    Revoked,
    /// Its form or signature cannot be used.
    Malformed,
}

/// What the decision comes to, before anything secret is sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Decision {
    /// Go on.
    Trusted,
    /// A person has to look at it; their "yes" pins it.
    Ask,
    /// Stop: it is not the certificate that was there before.
    Changed,
}

/// Decides about a certificate, given the platform's verdict and what is known of the host.
///
/// A pin is met only by that very certificate or by one that the platform vouches for (the server got a proper
/// one since). Where the platform vouched before, its refusal means that something changed.
pub fn decide(fingerprint: Fingerprint, verdict: Result<(), Distrust>, known: Known) -> Decision {
    match (verdict, known.pin) {
        (_, Some(pin)) if pin == fingerprint => Decision::Trusted,
        (Ok(()), _) => Decision::Trusted,
        (Err(_), Some(_)) => Decision::Changed,
        (Err(_), None) if known.once_verified => Decision::Changed,
        (Err(_), None) => Decision::Ask,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fingerprints_are_read_as_people_paste_them() {
        let print = Fingerprint::of(b"certificate");
        let text = print.to_string();
        assert_eq!(Fingerprint::parse(&text), Some(print));
        assert_eq!(
            Fingerprint::parse(&text.to_lowercase().replace(':', "").replace("sha256", "sha256:")),
            Some(print)
        );
        assert_eq!(Fingerprint::parse("SHA256:12"), None);
        assert_eq!(
            Fingerprint::parse(&text.replace('A', "G").replace("SHG", "SHA")),
            None.or(Fingerprint::parse(""))
        );
    }

    #[test]
    fn a_changed_certificate_is_never_a_question() {
        let (old, new) = (Fingerprint::of(b"old"), Fingerprint::of(b"new"));
        let refused = Err(Distrust::UnknownIssuer);
        let pinned = Known {
            pin: Some(old),
            once_verified: false,
        };
        let verified = Known {
            pin: None,
            once_verified: true,
        };
        assert_eq!(decide(new, refused, Known::default()), Decision::Ask);
        assert_eq!(decide(old, refused, pinned), Decision::Trusted);
        assert_eq!(decide(new, refused, pinned), Decision::Changed);
        assert_eq!(decide(new, Ok(()), pinned), Decision::Trusted);
        assert_eq!(decide(new, refused, verified), Decision::Changed);
        assert_eq!(decide(new, Ok(()), Known::default()), Decision::Trusted);
    }
}
