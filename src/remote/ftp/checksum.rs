//! Checksums made by the server: HASH (draft-bryan-ftpext-hash) and the older X commands, each with several reply shapes.

use super::connection::Connection;
use super::feature::Features;
use super::reply::lines;
use crate::error::{Error, Kind, Reply, Result, Stage};
use crate::path::RemotePath;
use crate::remote::{Algorithm, Checksum};

/// A way to ask.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Way {
    command: &'static str,
    /// The name under HASH; `None` for a command of its own.
    name: Option<&'static str>,
    algorithm: Algorithm,
}

const fn hash(name: &'static str, algorithm: Algorithm) -> Way {
    Way {
        command: "HASH",
        name: Some(name),
        algorithm,
    }
}

const fn own(command: &'static str, algorithm: Algorithm) -> Way {
    Way {
        command,
        name: None,
        algorithm,
    }
}

/// Best first. SHA-256 is as good a proof as SHA-512, and is in hardware nearly everywhere.
const WAYS: [Way; 13] = [
    hash("SHA-256", Algorithm::Sha256),
    own("XSHA256", Algorithm::Sha256),
    hash("SHA-512", Algorithm::Sha512),
    own("XSHA512", Algorithm::Sha512),
    hash("SHA-1", Algorithm::Sha1),
    own("XSHA1", Algorithm::Sha1),
    own("XSHA", Algorithm::Sha1),
    hash("MD5", Algorithm::Md5),
    own("XMD5", Algorithm::Md5),
    own("MD5", Algorithm::Md5),
    hash("CRC32", Algorithm::Crc32),
    own("XCRC", Algorithm::Crc32),
    own("XCRC32", Algorithm::Crc32),
];

impl Connection {
    pub(super) async fn checksum(&mut self, path: &RemotePath) -> Result<Option<Checksum>> {
        let Some(way) = best(&self.features) else {
            return Ok(None);
        };
        if let Some(name) = way.name
            && self.hash_chosen != Some(way.algorithm)
        {
            self.control.done(format!("OPTS HASH {name}").as_bytes()).await?;
            self.hash_chosen = Some(way.algorithm);
        }
        let line = self.line(way.command, path)?;
        // A large file takes the server a while to read.
        let limit = self.control.patience.data_idle.max(self.control.patience.reply) * 10;
        let reply = self.control.command_within(&line, limit).await?;
        if !reply.is_done() {
            return Err(self.control.refused(Stage::Check, &line, reply));
        }
        match read(&reply, way.algorithm) {
            Some(bytes) => Ok(Some(Checksum {
                algorithm: way.algorithm,
                bytes,
            })),
            None => Err(Error::new(Stage::Check, Kind::Protocol, super::control::attempt(&line))
                .with_cause("no checksum in the reply")
                .with_reply(reply)),
        }
    }
}

/// Whether the server can make any.
pub(super) fn is_offered(features: &Features) -> bool {
    best(features).is_some()
}

fn best(features: &Features) -> Option<Way> {
    let hashes = features.line("HASH").unwrap_or_default();
    WAYS.into_iter().find(|way| match way.name {
        Some(name) => hashes
            .split(';')
            .any(|offer| offer.trim().trim_end_matches('*').eq_ignore_ascii_case(name)),
        None => features.has(way.command),
    })
}

/// The checksum in a reply: the first word of the right length that is all hex digits, the last line first. What stands in
/// quotes is a file name, which may look like a checksum itself.
fn read(reply: &Reply, algorithm: Algorithm) -> Option<Vec<u8>> {
    let digits = match algorithm {
        Algorithm::Crc32 => 8,
        Algorithm::Md5 => 32,
        Algorithm::Sha1 => 40,
        Algorithm::Sha256 => 64,
        Algorithm::Sha512 => 128,
    };
    let all: Vec<&[u8]> = lines(reply).collect();
    all.iter()
        .rev()
        .find_map(|line| {
            let words = line.get(4..)?;
            let outside: Vec<u8> = words
                .split(|byte| *byte == b'"')
                .step_by(2)
                .collect::<Vec<_>>()
                .join(&b' ');
            let tokens = |text: &[u8]| -> Option<Vec<u8>> {
                text.split(|byte| !byte.is_ascii_alphanumeric() && *byte != b'-')
                    .filter(|token| token.len() == digits || (digits == 8 && (1..8).contains(&token.len())))
                    .find_map(bytes)
            };
            tokens(&outside).or_else(|| tokens(words))
        })
        .map(|bytes| match digits / 2 - bytes.len().min(digits / 2) {
            0 => bytes,
            // A CRC without its leading zeros.
            missing => [vec![0; missing], bytes].concat(),
        })
}

fn bytes(token: &[u8]) -> Option<Vec<u8>> {
    if token.is_empty() || !token.iter().all(u8::is_ascii_hexdigit) {
        return None;
    }
    let padded = if token.len() % 2 == 1 {
        [b"0", token].concat()
    } else {
        token.to_vec()
    };
    let text = std::str::from_utf8(&padded).ok()?;
    (0..text.len())
        .step_by(2)
        .map(|at| u8::from_str_radix(text.get(at..at + 2)?, 16).ok())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::super::reply;
    use super::*;

    fn of(text: &str, algorithm: Algorithm) -> Option<Vec<u8>> {
        read(&reply::read(text.as_bytes()), algorithm)
    }

    #[test]
    fn checksums_are_found_in_every_shape() {
        let md5 = "d41d8cd98f00b204e9800998ecf8427e";
        let expected = bytes(md5.as_bytes());
        assert_eq!(expected.as_ref().unwrap().len(), 16);
        let upper = md5.to_uppercase();
        for text in [
            format!("213 MD5 0-49 {md5} a b.txt"),
            format!("250 {upper}"),
            format!("250-Computing MD5 digest\r\n250 {upper}"),
            format!("213-Computing\r\n213 MD5 0-0 {md5} 0123456789abcdef0123456789abcdef"),
            format!("251 \"0123456789abcdef0123456789abcdef\" {upper}"),
            format!("250 XMD5 \"{md5}\""),
        ] {
            assert_eq!(of(&text, Algorithm::Md5), expected, "{text}");
        }
        assert_eq!(of("250 no", Algorithm::Md5), None);
        assert_eq!(of(&format!("250 {md5}"), Algorithm::Sha256), None);
    }

    #[test]
    fn a_short_crc_gets_its_zeros_back() {
        assert_eq!(of("250 1A2B3", Algorithm::Crc32), Some(vec![0x00, 0x01, 0xa2, 0xb3]));
        assert_eq!(of("250 0001A2B3", Algorithm::Crc32), Some(vec![0x00, 0x01, 0xa2, 0xb3]));
    }

    #[test]
    fn sha256_is_preferred() {
        let of =
            |text: &str| best(&Features::read(&reply::read(text.as_bytes()))).map(|way| (way.command, way.algorithm));
        let proftpd = "211-Features:\r\n HASH CRC32;MD5;SHA-1*;SHA-256;SHA-512\r\n XCRC\r\n XMD5\r\n211 End\r\n";
        assert_eq!(of(proftpd), Some(("HASH", Algorithm::Sha256)));
        assert_eq!(
            of("211-F\r\n XCRC filename;start;end\r\n XMD5\r\n211 End\r\n"),
            Some(("XMD5", Algorithm::Md5))
        );
        assert_eq!(of("211-F\r\n SIZE\r\n211 End\r\n"), None);
    }
}
