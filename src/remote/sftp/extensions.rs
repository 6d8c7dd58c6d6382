//! What a server can do beyond version 3, and what its extensions answer.

use bytes::Bytes;

use super::packet::{Malformed, Reader};
use crate::path::visible;

/// The extensions that a server announced, each with what it says of itself, usually its version.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Extensions(Vec<(Bytes, Bytes)>);

/// Tells how long packets may be.
pub const LIMITS: &str = "limits@openssh.com";
/// A rename that replaces.
pub const POSIX_RENAME: &str = "posix-rename@openssh.com";
/// Tells how much room there is.
pub const STATVFS: &str = "statvfs@openssh.com";
/// Brings what was written to the disk.
pub const FSYNC: &str = "fsync@openssh.com";
/// Makes checksums (draft-ietf-secsh-filexfer-extensions-00, section 3).
pub const CHECK_FILE: &str = "check-file";
/// The same for a file that is named.
pub const CHECK_FILE_NAME: &str = "check-file-name";

impl Extensions {
    /// As they came.
    pub fn new(announced: Vec<(Bytes, Bytes)>) -> Self {
        Self(announced)
    }

    /// Whether the server has it.
    pub fn has(&self, name: &str) -> bool {
        self.0.iter().any(|(announced, _)| &announced[..] == name.as_bytes())
    }

    /// For people: names and versions.
    pub fn visible(&self) -> Vec<String> {
        self.0
            .iter()
            .map(|(name, version)| match &version[..] {
                b"" => visible(name),
                // Newlines, vendor strings: not everything is a version.
                version => format!("{} {}", visible(name), visible(version)),
            })
            .collect()
    }
}

/// How much the server takes at once, in bytes (PROTOCOL of OpenSSH, section 4.8). 0 means that it does not say.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Limits {
    /// Of a whole packet.
    pub packet: u64,
    /// Of one READ.
    pub read: u64,
    /// Of one WRITE.
    pub write: u64,
    /// Handles at once.
    pub handles: u64,
}

impl Limits {
    /// Reads the answer to `limits@openssh.com`.
    ///
    /// # Errors
    /// If it is cut off.
    pub fn read(answer: Bytes) -> Result<Self, Malformed> {
        let mut reader = Reader::new(answer);
        Ok(Self {
            packet: reader.u64()?,
            read: reader.u64()?,
            write: reader.u64()?,
            handles: reader.u64()?,
        })
    }
}

/// Bytes that this user may still write, from the answer to `statvfs@openssh.com`.
///
/// # Errors
/// If it is cut off.
pub fn free_space(answer: Bytes) -> Result<u64, Malformed> {
    let mut reader = Reader::new(answer);
    let (block, fragment) = (reader.u64()?, reader.u64()?);
    let (_blocks, _free) = (reader.u64()?, reader.u64()?);
    let available = reader.u64()?;
    Ok(available.saturating_mul(if fragment == 0 { block } else { fragment }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers_are_read_or_refused() {
        let numbers = |numbers: &[u64]| Bytes::from(numbers.iter().flat_map(|n| n.to_be_bytes()).collect::<Vec<_>>());
        let limits = Limits::read(numbers(&[262_144, 261_120, 261_120, 1019])).unwrap();
        assert_eq!((limits.read, limits.handles), (261_120, 1019));
        assert!(Limits::read(numbers(&[1, 2, 3])).is_err());
        assert_eq!(
            free_space(numbers(&[4096, 512, 100, 50, 40, 0, 0, 0, 0, 0, 255])),
            Ok(40 * 512)
        );
        assert_eq!(free_space(numbers(&[4096, 0, 100, 50, u64::MAX])), Ok(u64::MAX));
        assert!(free_space(numbers(&[4096])).is_err());
    }

    #[test]
    fn extensions_are_found_by_their_whole_name() {
        let extensions = Extensions::new(vec![(POSIX_RENAME.into(), "1".into()), ("vendor-id".into(), "".into())]);
        assert!(extensions.has(POSIX_RENAME) && !extensions.has("posix-rename"));
        assert_eq!(extensions.visible(), ["posix-rename@openssh.com 1", "vendor-id"]);
    }
}
