//! PEM forms: PKCS#1 (RSA), SEC 1 (EC) and PKCS#8, encrypted or not (RFC 1421, 5208, 5958, 8018).

use openssl::bn::{BigNumContext, BigNumRef};
use openssl::ec::{EcKey, PointConversionForm};
use openssl::error::ErrorStack;
use openssl::nid::Nid;
use openssl::pkey::{Id, PKey, Private};
use openssl::rsa::Rsa;
use secrecy::zeroize::Zeroizing;
use ssh_key::encoding::base64::{Base64, Encoding};

use super::openssh::Parts;
use super::{Key, Shut};
use crate::secret::Secret;

pub(super) fn open(text: &str, passphrase: Option<&Secret>) -> Result<Key, Shut> {
    let intact = is_intact(text);
    let give = |room: &mut [u8]| {
        // Without a passphrase nothing is given, and above all nobody is asked on the terminal.
        let words = passphrase.map_or(&b""[..], |words| words.expose().as_bytes());
        let fits = words.len() <= room.len();
        if fits {
            room[..words.len()].copy_from_slice(words);
        }
        Ok(if fits { words.len() } else { 0 })
    };
    let key = PKey::private_key_from_pem_callback(text.as_bytes(), give).map_err(|errors| {
        let missing = passphrase.is_none() && text.contains("ENCRYPTED");
        let wrong = passphrase.is_some() && intact && !is_unknown(&errors);
        if missing || wrong {
            Shut::Wrong
        } else {
            damaged(&errors)
        }
    })?;
    match key.id() {
        Id::RSA => rsa(&key.rsa().map_err(|errors| damaged(&errors))?),
        Id::EC => ec(&key.ec_key().map_err(|errors| damaged(&errors))?),
        Id::ED25519 => ed25519(&key).map_err(|errors| damaged(&errors))?,
        _ => Err(Shut::Bad("only ed25519, RSA and ECDSA keys are supported".into())),
    }
}

fn damaged(errors: &ErrorStack) -> Shut {
    let words = errors.errors().first().and_then(openssl::error::Error::reason);
    let words = words.map_or_else(String::new, |words| format!(" ({words})"));
    Shut::Bad(format!("the key is damaged or of a kind that is not supported{words}"))
}

/// Whether the failure is about a method of encryption and not about the passphrase.
fn is_unknown(errors: &ErrorStack) -> bool {
    let unknown = ["unsupported", "unknown", "fetch"];
    let about = |error: &openssl::error::Error| {
        let reason = error.reason().unwrap_or_default();
        // The decoders say "unsupported" too when what came out of the decryption is no key.
        let library = error.library().unwrap_or_default();
        !library.contains("DECODER") && unknown.iter().any(|word| reason.contains(word))
    };
    errors.errors().iter().any(about)
}

/// Whether the armour holds as much as it says. What is wrong afterwards is the passphrase.
fn is_intact(text: &str) -> bool {
    if !text.contains("-----END ") {
        return false;
    }
    let body: String = text
        .lines()
        .skip(1)
        .filter(|line| !line.contains(':') && !line.starts_with("-----"))
        .flat_map(str::chars)
        .filter(|c| !c.is_whitespace())
        .collect();
    let Ok(bytes) = Base64::decode_vec(&body) else {
        return false;
    };
    if text.contains("Proc-Type:") {
        return text.contains("DEK-Info:") && !bytes.is_empty() && bytes.len() % 8 == 0;
    }
    // DER: a sequence that is exactly as long as the rest.
    match bytes.as_slice() {
        [0x30, length, rest @ ..] if *length < 0x80 => rest.len() == usize::from(*length),
        [0x30, 0x81, length, rest @ ..] => rest.len() == usize::from(*length),
        [0x30, 0x82, high, low, rest @ ..] => rest.len() == usize::from(u16::from_be_bytes([*high, *low])),
        _ => false,
    }
}

fn rsa(key: &Rsa<Private>) -> Result<Key, Shut> {
    let part = |number: Option<&BigNumRef>| {
        let missing = || Shut::Bad("the RSA key is not complete".into());
        Ok::<_, Shut>(Zeroizing::new(number.ok_or_else(missing)?.to_vec()))
    };
    let (n, e, d) = (part(Some(key.n()))?, part(Some(key.e()))?, part(Some(key.d()))?);
    let (p, q, iqmp) = (part(key.p())?, part(key.q())?, part(key.iqmp())?);
    let parts = Parts::Rsa {
        n: &n,
        e: &e,
        d: &d,
        iqmp: &iqmp,
        p: &p,
        q: &q,
    };
    parts.key()
}

fn ec(key: &EcKey<Private>) -> Result<Key, Shut> {
    let curve = match key.group().curve_name() {
        Some(Nid::X9_62_PRIME256V1) => "nistp256",
        Some(Nid::SECP384R1) => "nistp384",
        Some(Nid::SECP521R1) => "nistp521",
        _ => return Err(Shut::Bad("the key is on a curve that SSH does not know".into())),
    };
    let point = BigNumContext::new()
        .and_then(|mut numbers| {
            let point = key.public_key();
            point.to_bytes(key.group(), PointConversionForm::UNCOMPRESSED, &mut numbers)
        })
        .map_err(|errors| damaged(&errors))?;
    let d = Zeroizing::new(key.private_key().to_vec());
    Parts::Ecdsa {
        curve,
        point: &point,
        d: &d,
    }
    .key()
}

fn ed25519(key: &PKey<Private>) -> Result<Result<Key, Shut>, ErrorStack> {
    let (seed, public) = (Zeroizing::new(key.raw_private_key()?), key.raw_public_key()?);
    Ok(Parts::Ed25519 {
        public: &public,
        seed: &seed,
    }
    .key())
}
