//! What a server says about how a request ended (draft-ietf-secsh-filexfer-02, section 7).

use bytes::Bytes;

use super::packet::{Malformed, Reader};
use crate::error::{Error, Kind, Reply, Stage};

/// Done.
pub const OK: u32 = 0;
/// There is no more.
pub const EOF: u32 = 1;
/// Anything that has no number of its own; with most servers also "exists already" and "not empty".
pub const FAILURE: u32 = 4;
/// The server does not know the request.
pub const UNSUPPORTED: u32 = 8;

/// A status: its number and the server's words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Status {
    /// 0 to 8 in version 3; later versions have more, which some servers use all the same.
    pub code: u32,
    /// The server's words; may be empty.
    pub words: Bytes,
}

impl Status {
    /// Reads a status. Old servers send neither words nor language.
    ///
    /// # Errors
    /// If the packet ends within a field.
    pub(super) fn read(reader: &mut Reader) -> Result<Self, Malformed> {
        let code = reader.u32()?;
        let words = if reader.is_over() {
            Bytes::new()
        } else {
            reader.string()?
        };
        Ok(Self { code, words })
    }

    /// The server's words, or the name of the number where it has none.
    pub fn text(&self) -> &[u8] {
        if self.words.is_empty() {
            name(self.code).as_bytes()
        } else {
            &self.words
        }
    }

    /// As the words of an error.
    pub fn reply(&self) -> Reply {
        Reply {
            code: u16::try_from(self.code).unwrap_or(u16::MAX),
            text: self.text().to_vec(),
        }
    }

    /// The error that it means for what was attempted. The connection stays usable.
    pub fn error(&self, stage: Stage, attempted: String) -> Error {
        Error::new(stage, self.kind(), attempted).with_reply(self.reply())
    }

    fn kind(&self) -> Kind {
        match self.code {
            2 | 10 => Kind::NotFound,
            3 | 12 => Kind::NotPermitted,
            UNSUPPORTED => Kind::Unsupported,
            11 => Kind::Exists,
            14 | 15 => Kind::NoSpace,
            19 | 24 => Kind::WrongType,
            FAILURE => self.kind_by_words(),
            _ => Kind::Rejected,
        }
    }

    /// `FAILURE` with words that say more, as several servers pass on what their system said.
    fn kind_by_words(&self) -> Kind {
        let reply = self.reply();
        if reply.says("no space left") || reply.says("quota exceeded") || reply.says("disk full") {
            Kind::NoSpace
        } else if reply.says("file exists") || reply.says("already exists") {
            Kind::Exists
        } else if reply.says("not a directory") || reply.says("is a directory") {
            Kind::WrongType
        } else {
            Kind::Rejected
        }
    }
}

fn name(code: u32) -> &'static str {
    match code {
        0 => "SSH_FX_OK",
        1 => "SSH_FX_EOF",
        2 => "SSH_FX_NO_SUCH_FILE",
        3 => "SSH_FX_PERMISSION_DENIED",
        4 => "SSH_FX_FAILURE",
        5 => "SSH_FX_BAD_MESSAGE",
        6 => "SSH_FX_NO_CONNECTION",
        7 => "SSH_FX_CONNECTION_LOST",
        8 => "SSH_FX_OP_UNSUPPORTED",
        11 => "SSH_FX_FILE_ALREADY_EXISTS",
        14 => "SSH_FX_NO_SPACE_ON_FILESYSTEM",
        15 => "SSH_FX_QUOTA_EXCEEDED",
        18 => "SSH_FX_DIR_NOT_EMPTY",
        _ => "an unknown status",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn status(bytes: &'static [u8]) -> Result<Status, Malformed> {
        Status::read(&mut Reader::new(Bytes::from_static(bytes)))
    }

    #[test]
    fn a_status_may_have_no_words() {
        let bare = status(b"\0\0\0\x04").unwrap();
        assert_eq!(bare.text(), b"SSH_FX_FAILURE");
        assert_eq!(bare.error(Stage::Command, "x".into()).kind, Kind::Rejected);
        let short = status(b"\0\0\0\x02\0\0\0\x02no").unwrap();
        assert_eq!(
            short.reply(),
            Reply {
                code: 2,
                text: b"no".to_vec()
            }
        );
        assert!(status(b"\0\0\0\x02\0\0\0\x03no").is_err());
        assert!(status(b"\0\0\0").is_err());
    }

    #[test]
    fn words_tell_more_than_failure() {
        let kind = |words: &'static [u8]| {
            Status {
                code: FAILURE,
                words: Bytes::from_static(words),
            }
            .kind()
        };
        assert_eq!(kind(b"No space left on device"), Kind::NoSpace);
        assert_eq!(kind(b"[Errno 17] File exists"), Kind::Exists);
        assert_eq!(kind(b"Failure"), Kind::Rejected);
    }
}
