//! Who the server is: the platform's verdict, then what is known of this host, and always the proof of the key.

use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::crypto::{CryptoProvider, verify_tls12_signature, verify_tls13_signature};
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::{CertificateError, DigitallySignedStruct, SignatureScheme};
use rustls_platform_verifier::Verifier;

use super::certificate;
use crate::trust::{Certificate, Decision, Distrust, Fingerprint, Known, decide};

/// Judges the certificates of one control connection and of its data connections.
///
/// Whatever the decision, the peer must prove with its signature that it holds the certificate's key: a pin alone would
/// let anyone through who once saw the certificate.
#[derive(Debug)]
pub(super) struct Judge {
    provider: Arc<CryptoProvider>,
    known: Known,
    verdict: Mutex<Option<Verdict>>,
}

/// What was found about the certificate of the control connection.
#[derive(Clone, Debug)]
pub(super) struct Verdict {
    pub(super) certificate: Certificate,
    /// `Ok` if the platform vouches for it.
    pub(super) platform: Result<(), Distrust>,
    pub(super) decision: Decision,
    /// Why no connection can be made with it, whoever trusts it.
    pub(super) unusable: Option<String>,
}

impl Judge {
    pub(super) fn new(provider: Arc<CryptoProvider>, known: Known) -> Self {
        Self {
            provider,
            known,
            verdict: Mutex::default(),
        }
    }

    /// What was found; `None` before a certificate was seen.
    pub(super) fn verdict(&self) -> Option<Verdict> {
        self.verdict.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// The certificate that was accepted for this host before.
    pub(super) fn pin(&self) -> Option<Fingerprint> {
        self.known.pin
    }

    /// Whether this is the certificate of the control connection.
    pub(super) fn is_same(&self, der: &[u8]) -> bool {
        self.verdict()
            .is_some_and(|verdict| verdict.certificate.fingerprint == Fingerprint::of(der))
    }

    fn first(&self, der: &CertificateDer<'_>, platform: Result<(), Distrust>) -> Verdict {
        let certificate = certificate::facts(der);
        let verdict = Verdict {
            decision: decide(certificate.fingerprint, platform, self.known),
            certificate,
            platform,
            unusable: certificate::unusable(der),
        };
        *self.verdict.lock().unwrap_or_else(PoisonError::into_inner) = Some(verdict.clone());
        verdict
    }
}

impl ServerCertVerifier for Judge {
    fn verify_server_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        server_name: &ServerName<'_>,
        ocsp_response: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, rustls::Error> {
        let seen = self.verdict();
        let verdict = if let Some(verdict) = seen {
            // A data connection: nobody but the server of the control connection may answer there.
            if !self.is_same(end_entity) {
                return Err(CertificateError::ApplicationVerificationFailure.into());
            }
            verdict
        } else {
            let platform = match platform(&self.provider) {
                Some(verifier) => verifier
                    .verify_server_cert(end_entity, intermediates, server_name, ocsp_response, now)
                    .map(drop)
                    .map_err(|error| distrust(&error, &certificate::facts(end_entity), now)),
                None => Err(Distrust::UnknownIssuer),
            };
            self.first(end_entity, platform)
        };
        if verdict.decision == Decision::Trusted && verdict.unusable.is_none() {
            Ok(ServerCertVerified::assertion())
        } else {
            Err(CertificateError::ApplicationVerificationFailure.into())
        }
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        let algorithms = &self.provider.signature_verification_algorithms;
        verify_tls12_signature(message, certificate, signature, algorithms)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        let algorithms = &self.provider.signature_verification_algorithms;
        verify_tls13_signature(message, certificate, signature, algorithms)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.provider.signature_verification_algorithms.supported_schemes()
    }
}

/// The platform's verifier, made once: reading the system's authorities takes a while. `None` where there are none.
fn platform(provider: &Arc<CryptoProvider>) -> Option<&'static Verifier> {
    static PLATFORM: OnceLock<Option<Verifier>> = OnceLock::new();
    PLATFORM.get_or_init(|| Verifier::new(provider.clone()).ok()).as_ref()
}

/// The reason in our terms. The dates are looked at first: a self-signed certificate that has also run out is an expired
/// one, which nobody should pin in passing.
fn distrust(error: &rustls::Error, facts: &Certificate, now: UnixTime) -> Distrust {
    let now = i64::try_from(now.as_secs()).unwrap_or(i64::MAX);
    let readable = facts.not_after != 0;
    if readable && now > facts.not_after {
        return Distrust::Expired;
    }
    if readable && now < facts.not_before {
        return Distrust::NotYetValid;
    }
    let rustls::Error::InvalidCertificate(error) = error else {
        return Distrust::Malformed;
    };
    match error {
        CertificateError::UnknownIssuer => Distrust::UnknownIssuer,
        CertificateError::Expired | CertificateError::ExpiredContext { .. } => Distrust::Expired,
        CertificateError::NotValidYet | CertificateError::NotValidYetContext { .. } => Distrust::NotYetValid,
        CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. } => Distrust::WrongName,
        CertificateError::Revoked => Distrust::Revoked,
        // What every guide's `openssl req -x509` makes: an authority that signed itself and serves as a server.
        CertificateError::Other(other) if format!("{other:?}").contains("CaUsedAsEndEntity") => Distrust::UnknownIssuer,
        _ => Distrust::Malformed,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn judge(known: Known) -> Judge {
        Judge::new(Arc::new(rustls::crypto::ring::default_provider()), known)
    }

    fn verify(judge: &Judge, der: &CertificateDer<'_>) -> bool {
        let name = ServerName::try_from("localhost").unwrap();
        judge.verify_server_cert(der, &[], &name, &[], UnixTime::now()).is_ok()
    }

    #[test]
    fn a_self_signed_certificate_is_a_question_and_a_pin_answers_it() {
        let made = rcgen::generate_simple_self_signed(["localhost".to_owned()]).unwrap();
        let first = judge(Known::default());
        assert!(!verify(&first, made.cert.der()));
        let verdict = first.verdict().unwrap();
        assert_eq!(verdict.decision, Decision::Ask);
        assert_eq!(verdict.platform, Err(Distrust::UnknownIssuer));

        let pinned = judge(Known {
            pin: Some(verdict.certificate.fingerprint),
            once_verified: false,
        });
        assert!(verify(&pinned, made.cert.der()));
        assert_eq!(pinned.verdict().unwrap().decision, Decision::Trusted);

        let other = rcgen::generate_simple_self_signed(["localhost".to_owned()]).unwrap();
        assert!(
            !verify(&pinned, other.cert.der()),
            "another certificate on a data connection"
        );
        assert!(verify(&pinned, made.cert.der()));
    }

    #[test]
    fn an_expired_certificate_is_called_expired_also_when_self_signed() {
        let mut parameters = rcgen::CertificateParams::new(["localhost".to_owned()]).unwrap();
        parameters.not_after = rcgen::date_time_ymd(2020, 1, 1);
        parameters.not_before = rcgen::date_time_ymd(2019, 1, 1);
        let key = rcgen::KeyPair::generate().unwrap();
        let expired = parameters.self_signed(&key).unwrap();
        let judge = judge(Known::default());
        assert!(!verify(&judge, expired.der()));
        assert_eq!(judge.verdict().unwrap().platform, Err(Distrust::Expired));
    }
}
