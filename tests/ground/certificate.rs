//! Throwaway certificates.

use rcgen::{
    BasicConstraints, CertificateParams, CertifiedIssuer, DnType, ExtendedKeyUsagePurpose, IsCa, KeyPair, SanType,
};

/// The key of [`Identity::as_guides_make_it`]. It protects nothing: it is here because the TLS library of the tests cannot
/// make RSA keys, and the guides' certificates have them.
const GUIDE_KEY: &str = include_str!("guide-key.pem");

/// A certificate with its key.
#[derive(Clone, Debug)]
pub struct Identity {
    /// The certificate in DER form.
    pub der: Vec<u8>,
    /// The key in PKCS#8 DER form.
    pub key_der: Vec<u8>,
    /// The certificate, then its issuer if it has one.
    pub chain_pem: String,
    pub key_pem: String,
    /// What to trust in order to trust the certificate.
    pub root_pem: String,
}

impl Identity {
    /// For `localhost`, 127.0.0.1 and ::1, signed by an authority made for it.
    pub fn signed() -> Self {
        Self::signed_for(&["localhost", "127.0.0.1", "::1"])
    }

    /// For these names and addresses, signed by an authority made for it.
    pub fn signed_for(names: &[&str]) -> Self {
        let mut authority = CertificateParams::default();
        authority.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        authority
            .distinguished_name
            .push(DnType::CommonName, "Proving ground authority");
        let authority = CertifiedIssuer::self_signed(authority, KeyPair::generate().unwrap()).unwrap();
        let key = KeyPair::generate().unwrap();
        let mut leaf = CertificateParams::default();
        leaf.subject_alt_names = names.iter().map(|name| alternative(name)).collect();
        leaf.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
        leaf.distinguished_name.push(DnType::CommonName, names[0]);
        let leaf = leaf.signed_by(&key, &authority).unwrap();
        Self {
            der: leaf.der().to_vec(),
            key_der: key.serialize_der(),
            chain_pem: leaf.pem() + &authority.pem(),
            key_pem: key.serialize_pem(),
            root_pem: authority.pem(),
        }
    }

    /// What `openssl req -x509 -nodes -newkey rsa:2048` makes: an authority that signed itself, without any name in the
    /// place where names are looked for.
    pub fn as_guides_make_it() -> Self {
        let key = KeyPair::from_pem(GUIDE_KEY).unwrap();
        let mut params = CertificateParams::default();
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        params.distinguished_name.push(DnType::CountryName, "XX");
        params.distinguished_name.push(DnType::CommonName, "vsftpd");
        let certificate = params.self_signed(&key).unwrap();
        Self {
            der: certificate.der().to_vec(),
            key_der: key.serialize_der(),
            chain_pem: certificate.pem(),
            key_pem: key.serialize_pem(),
            root_pem: certificate.pem(),
        }
    }
}

fn alternative(name: &str) -> SanType {
    match name.parse() {
        Ok(address) => SanType::IpAddress(address),
        Err(_) => SanType::DnsName(name.try_into().unwrap()),
    }
}
