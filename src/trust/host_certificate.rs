//! Host certificates in OpenSSH's form (PROTOCOL.certkeys), and the decision about them.
//!
//! Signatures of ssh-ed25519, ecdsa-sha2-nistp256 and -nistp384, rsa-sha2-256 and -512 are checked. What is signed in another
//! way (SHA-1, nistp521, security keys) is refused.

use ring::signature::{self, UnparsedPublicKey, VerificationAlgorithm};

use super::host_key::{HostKey, KnownKeys};
use super::known_hosts::matches_one;

/// Decides about a certificate that a server showed as its host key. `host` is the name or address under which its key is
/// kept, `now` in Unix seconds.
///
/// It holds if an authority that is known for the host has signed it for hosts, for this name and for this time, with no
/// condition that is not known here, and neither its key nor the authority was withdrawn. As in OpenSSH since 10.3, a name in
/// it may have `*` and `?`, and a certificate without names is for nobody.
///
/// # Errors
/// Why it does not hold, in words.
pub fn decide_certificate(blob: &[u8], host: &str, now: i64, known: &KnownKeys) -> Result<HostKey, String> {
    let certificate = Certificate::parse(blob).ok_or("the certificate cannot be read")?;
    let authority = certificate.authority;
    for (key, what) in [(&certificate.key, "the key"), (&authority, "the authority")] {
        if let Some(revoked) = known.revoked.iter().find(|revoked| revoked.key == *key) {
            return Err(format!("{what} of the certificate was withdrawn ({})", revoked.at));
        }
    }
    if !known.authorities.iter().any(|known| known.key == authority) {
        return Err(format!(
            "its authority {} is not known for this host",
            authority.fingerprint()
        ));
    }
    check_signature(&authority, certificate.signed, certificate.signature)?;
    if certificate.kind != HOST {
        return Err("it is a certificate for a user, not for a host".into());
    }
    let now = u64::try_from(now).unwrap_or(0);
    if now < certificate.valid_after {
        return Err("the certificate is not valid yet".into());
    }
    if now >= certificate.valid_before {
        return Err("the certificate has expired".into());
    }
    if certificate.has_conditions {
        return Err("the certificate has conditions that are not known here".into());
    }
    if certificate.names.is_empty() {
        return Err("the certificate names no host".into());
    }
    if !certificate.names.iter().any(|name| matches_one(name, host.as_bytes())) {
        return Err("the certificate is for another host".into());
    }
    Ok(authority)
}

/// Whether a key in its wire form is a certificate.
pub fn is_certificate(key: &HostKey) -> bool {
    key.algorithm().ends_with(ENDING)
}

const ENDING: &str = "-cert-v01@openssh.com";

/// The type of a certificate for hosts; 1 is for users.
const HOST: u32 = 2;

/// A certificate, taken apart.
struct Certificate<'a> {
    /// The host's own key, as it would be without a certificate.
    key: HostKey,
    kind: u32,
    names: Vec<&'a [u8]>,
    valid_after: u64,
    valid_before: u64,
    has_conditions: bool,
    authority: HostKey,
    /// Everything before the signature.
    signed: &'a [u8],
    signature: &'a [u8],
}

impl<'a> Certificate<'a> {
    fn parse(blob: &'a [u8]) -> Option<Self> {
        let mut fields = Fields(blob);
        let algorithm = std::str::from_utf8(fields.text()?).ok()?.strip_suffix(ENDING)?;
        let nonce = fields.text()?;
        let count = parts(algorithm)?;
        let begin = fields.0;
        for _ in 0..count {
            fields.text()?;
        }
        let public = begin.get(..begin.len() - fields.0.len())?;
        let length = u32::try_from(algorithm.len()).ok()?;
        let key = [&length.to_be_bytes()[..], algorithm.as_bytes(), public].concat();
        let _serial = fields.number64()?;
        let kind = fields.number32()?;
        let _id = fields.text()?;
        let mut list = Fields(fields.text()?);
        let mut names = Vec::new();
        while !list.0.is_empty() {
            names.push(list.text()?);
        }
        let (valid_after, valid_before) = (fields.number64()?, fields.number64()?);
        let conditions = fields.text()?;
        let _extensions = fields.text()?;
        let _reserved = fields.text()?;
        let authority = HostKey::from_blob(fields.text()?.to_vec())?;
        let signed = blob.get(..blob.len() - fields.0.len())?;
        let signature = fields.text()?;
        // A certificate never signs another one.
        let whole = fields.0.is_empty() && !nonce.is_empty() && !is_certificate(&authority);
        whole.then_some(Self {
            key: HostKey::from_blob(key)?,
            kind,
            names,
            valid_after,
            valid_before,
            has_conditions: !conditions.is_empty(),
            authority,
            signed,
            signature,
        })
    }
}

/// How many fields a public key of this algorithm has behind its name.
fn parts(algorithm: &str) -> Option<usize> {
    match algorithm {
        "ssh-ed25519" => Some(1),
        "ssh-rsa" | "ecdsa-sha2-nistp256" | "ecdsa-sha2-nistp384" | "ecdsa-sha2-nistp521" => Some(2),
        _ => None,
    }
}

/// Checks a signature in its wire form (RFC 4253, 6.6; RFC 5656; RFC 8332; RFC 8709).
fn check_signature(key: &HostKey, message: &[u8], signature: &[u8]) -> Result<(), String> {
    let refused = || "the signature of the certificate is wrong".to_owned();
    let mut fields = Fields(signature);
    let algorithm = fields
        .text()
        .and_then(|name| std::str::from_utf8(name).ok())
        .ok_or_else(refused)?;
    let bytes = fields.text().filter(|_| fields.0.is_empty()).ok_or_else(refused)?;
    let mut public = Fields(key.blob());
    public.text().ok_or_else(refused)?;
    let verified = match (key.algorithm(), algorithm) {
        ("ssh-ed25519", "ssh-ed25519") => public
            .text()
            .and_then(|point| verify(&signature::ED25519, point, message, bytes)),
        ("ecdsa-sha2-nistp256", "ecdsa-sha2-nistp256") => {
            ecdsa(&signature::ECDSA_P256_SHA256_FIXED, 32, (public, message), bytes)
        }
        ("ecdsa-sha2-nistp384", "ecdsa-sha2-nistp384") => {
            ecdsa(&signature::ECDSA_P384_SHA384_FIXED, 48, (public, message), bytes)
        }
        ("ssh-rsa", "rsa-sha2-256") => rsa(&signature::RSA_PKCS1_2048_8192_SHA256, public, message, bytes),
        ("ssh-rsa", "rsa-sha2-512") => rsa(&signature::RSA_PKCS1_2048_8192_SHA512, public, message, bytes),
        ("ssh-rsa", "ssh-rsa") => return Err("the certificate is signed with SHA-1, which is broken".into()),
        (other, _) => {
            let other = crate::path::visible(other.as_bytes());
            return Err(format!("a signature by a key of type {other} cannot be checked here"));
        }
    };
    verified.ok_or_else(refused)
}

fn verify(algorithm: &'static dyn VerificationAlgorithm, key: &[u8], message: &[u8], signature: &[u8]) -> Option<()> {
    UnparsedPublicKey::new(algorithm, key).verify(message, signature).ok()
}

/// The two numbers of an ECDSA signature stand in fields of their own; here they are put side by side.
fn ecdsa(
    algorithm: &'static dyn VerificationAlgorithm,
    length: usize,
    (mut key, message): (Fields<'_>, &[u8]),
    signature: &[u8],
) -> Option<()> {
    let _curve = key.text()?;
    let point = key.text()?;
    let mut numbers = Fields(signature);
    let mut fixed = Vec::with_capacity(2 * length);
    for _ in 0..2 {
        let number = unsigned(numbers.text()?);
        fixed.resize(fixed.len() + length.checked_sub(number.len())?, 0);
        fixed.extend_from_slice(number);
    }
    verify(algorithm, point, message, &fixed)
}

fn rsa(
    algorithm: &'static signature::RsaParameters,
    mut key: Fields<'_>,
    message: &[u8],
    signature: &[u8],
) -> Option<()> {
    let (e, n) = (unsigned(key.text()?), unsigned(key.text()?));
    let key = signature::RsaPublicKeyComponents { n, e };
    key.verify(algorithm, message, signature).ok()
}

/// A number without the zeros in front (RFC 4251, 5: `mpint`).
fn unsigned(number: &[u8]) -> &[u8] {
    let zeros = number.iter().take_while(|byte| **byte == 0).count();
    number.get(zeros..).unwrap_or_default()
}

/// Reads the fields of RFC 4251, 5, one after the other.
#[derive(Clone, Copy)]
struct Fields<'a>(&'a [u8]);

impl<'a> Fields<'a> {
    fn take(&mut self, length: usize) -> Option<&'a [u8]> {
        let (taken, rest) = self.0.split_at_checked(length)?;
        self.0 = rest;
        Some(taken)
    }

    fn number32(&mut self) -> Option<u32> {
        Some(u32::from_be_bytes(self.take(4)?.try_into().ok()?))
    }

    fn number64(&mut self) -> Option<u64> {
        Some(u64::from_be_bytes(self.take(8)?.try_into().ok()?))
    }

    fn text(&mut self) -> Option<&'a [u8]> {
        let length = self.number32()?;
        self.take(usize::try_from(length).ok()?)
    }
}

#[cfg(test)]
mod tests;
