//! The first words of the server: is this SSH at all?

use crate::error::{Error, Kind, Speech, Stage};
use crate::path::visible;

/// More than this is not read in search of the identification (RFC 4253, 4.2).
pub(super) const MOST: usize = 8 * 1024;

/// What the first bytes come to.
#[derive(Debug, PartialEq)]
pub(super) enum Greeting {
    /// The whole identification, without line end.
    Ssh(Vec<u8>),
    /// Something else.
    Other(Speech),
    /// More has to come.
    Unfinished,
}

/// Reads as much as there is. A server may say other lines before its identification, but these three protocols never do.
pub(super) fn read(bytes: &[u8]) -> Greeting {
    let mut rest = bytes;
    loop {
        if let Some(speech) = speech(rest) {
            return Greeting::Other(speech);
        }
        let Some(end) = rest.iter().position(|byte| *byte == b'\n') else {
            return match bytes.len() >= MOST {
                true => Greeting::Other(Speech::Unknown),
                false => Greeting::Unfinished,
            };
        };
        let line = &rest[..end];
        if line.starts_with(b"SSH-") {
            return Greeting::Ssh(line.strip_suffix(b"\r").unwrap_or(line).to_vec());
        }
        rest = &rest[end + 1..];
    }
}

/// The error for a greeting that is not SSH's.
pub(super) fn stranger(speech: Speech, bytes: &[u8]) -> Error {
    let line = bytes.split(|byte| *byte == b'\n').next().unwrap_or_default();
    let line = &line[..line.len().min(256)];
    Error::new(Stage::Greeting, Kind::WrongProtocol(speech), "read greeting")
        .with_cause(visible(line.trim_ascii_end()))
        .breaking()
}

/// What is spoken, if it can be told already that it is not SSH.
fn speech(line: &[u8]) -> Option<Speech> {
    match line {
        [b'H', b'T', b'T', b'P', b'/', ..] | [b'<', ..] => Some(Speech::Http),
        // A TLS alert or handshake record.
        [0x15 | 0x16, 3, ..] => Some(Speech::Silence),
        // FTP, SMTP and their kin.
        [a, b, c, b' ' | b'-', ..] if [a, b, c].iter().all(|byte| byte.is_ascii_digit()) => Some(Speech::Unknown),
        // POP3, IMAP.
        [b'+', b'O', b'K', ..] | [b'*', b' ', b'O', b'K', ..] => Some(Speech::Unknown),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_before_the_identification_are_allowed() {
        let ssh = |text: &[u8]| Greeting::Ssh(text.to_vec());
        assert_eq!(read(b"SSH-2.0-x y\r\n\0\0"), ssh(b"SSH-2.0-x y"));
        assert_eq!(read(b"hello\r\nSSH-2.0-x\n"), ssh(b"SSH-2.0-x"));
        assert_eq!(read(b"SSH-2.0-x"), Greeting::Unfinished);
        assert_eq!(read(b""), Greeting::Unfinished);
    }

    #[test]
    fn other_protocols_are_known_by_their_first_words() {
        assert_eq!(read(b"220 ftp.example ready\r\n"), Greeting::Other(Speech::Unknown));
        assert_eq!(read(b"HTTP/1.1 400 Bad Request\r\n"), Greeting::Other(Speech::Http));
        assert_eq!(read(b"* OK IMAP4rev1\r\n"), Greeting::Other(Speech::Unknown));
        assert_eq!(read(&[b'x'; MOST]), Greeting::Other(Speech::Unknown));
        let error = stranger(Speech::Unknown, b"220 hi\x1b\r\nmore");
        assert_eq!(error.cause.as_deref(), Some("220 hi\\x1b"));
    }
}
