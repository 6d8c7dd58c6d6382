//! Reading a certificate: the facts that a person compares, and what makes it unusable.

use std::net::IpAddr;

use x509_parser::extensions::GeneralName;
use x509_parser::prelude::{FromDer, X509Certificate, X509Version};
use x509_parser::public_key::PublicKey;

use crate::path::visible;
use crate::trust::{Certificate, Fingerprint};

/// The shortest RSA key that the TLS library checks signatures with, in bits.
const SHORTEST_RSA: usize = 2048;

/// The facts of a certificate in DER form. One that cannot be read still has its fingerprint.
pub(super) fn facts(der: &[u8]) -> Certificate {
    let fingerprint = Fingerprint::of(der);
    let Ok((_, parsed)) = X509Certificate::from_der(der) else {
        return Certificate {
            fingerprint,
            subject: String::new(),
            issuer: String::new(),
            names: Vec::new(),
            not_before: 0,
            not_after: 0,
        };
    };
    Certificate {
        fingerprint,
        subject: visible(parsed.subject().to_string().as_bytes()),
        issuer: visible(parsed.issuer().to_string().as_bytes()),
        names: names(&parsed),
        not_before: parsed.validity().not_before.timestamp(),
        not_after: parsed.validity().not_after.timestamp(),
    }
}

/// Why no connection can be made with this certificate, whoever trusts it.
pub(super) fn unusable(der: &[u8]) -> Option<String> {
    let (_, parsed) = match X509Certificate::from_der(der) {
        Ok(parsed) => parsed,
        Err(error) => return Some(format!("the server's certificate cannot be read: {error}")),
    };
    if parsed.version() != X509Version::V3 {
        return Some(format!(
            "the server's certificate is of X.509 version {}; version 3 is needed (made with extensions)",
            parsed.version().0 + 1
        ));
    }
    match parsed.public_key().parsed() {
        Ok(PublicKey::RSA(key)) if key.key_size() < SHORTEST_RSA => Some(format!(
            "the server's certificate has an RSA key of {} bits; at least {SHORTEST_RSA} are needed",
            key.key_size()
        )),
        _ => None,
    }
}

fn names(parsed: &X509Certificate<'_>) -> Vec<String> {
    let Ok(Some(names)) = parsed.subject_alternative_name() else {
        return Vec::new();
    };
    names
        .value
        .general_names
        .iter()
        .filter_map(|name| match name {
            GeneralName::DNSName(name) => Some(visible(name.as_bytes())),
            GeneralName::IPAddress(bytes) => match *bytes {
                [a, b, c, d] => Some(IpAddr::from([*a, *b, *c, *d]).to_string()),
                _ => <[u8; 16]>::try_from(*bytes)
                    .ok()
                    .map(|bytes| IpAddr::from(bytes).to_string()),
            },
            _ => None,
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn facts_are_read_and_a_modern_certificate_is_usable() {
        let made = rcgen::generate_simple_self_signed(["localhost".to_owned(), "127.0.0.1".to_owned()]).unwrap();
        let der = made.cert.der();
        let facts = facts(der);
        assert_eq!(facts.fingerprint, Fingerprint::of(der));
        assert_eq!(facts.names, ["localhost", "127.0.0.1"]);
        assert!(facts.subject.contains("rcgen"), "{}", facts.subject);
        assert!(facts.not_before < facts.not_after);
        assert_eq!(unusable(der), None);
    }

    #[test]
    fn nonsense_has_a_fingerprint_and_a_reason() {
        assert_eq!(facts(b"nonsense").fingerprint, Fingerprint::of(b"nonsense"));
        assert!(unusable(b"nonsense").is_some());
    }
}
