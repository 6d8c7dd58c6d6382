//! Whether what arrived is what was sent.

use std::io::Read;
use std::path::PathBuf;

use crate::engine::event::Remark;
use crate::error::{Error, Kind, Result, Stage};
use crate::path::RemotePath;
use crate::remote::{Algorithm, Moved, Session};
use crate::transfer::{Verified, Verify};

use super::{Notes, SABOTAGE};

/// Compares the size on the server with the bytes that moved. `told` is the size that the server told along with the
/// transfer, `listed` the one that a listing told before.
///
/// An equal size is taken as the server's word, unless it has said something else before; any difference is settled by asking
/// again, because the file may have changed since.
pub async fn size(
    session: &Session,
    path: &RemotePath,
    listed: Option<u64>,
    moved: &Moved,
    notes: &mut Notes,
) -> Result<Verified> {
    let bytes = moved.bytes;
    if SABOTAGE == Some(b"size") {
        return Ok(Verified::Size);
    }
    match moved.size {
        Some(told) if told != bytes => return Err(differs(path, told, bytes)),
        Some(_) if listed.is_none_or(|listed| listed == bytes) => return Ok(Verified::Size),
        None if listed == Some(bytes) => return Ok(Verified::Size),
        _ => {}
    }
    match session.size(path).await {
        Ok(Some(size)) if size == bytes => Ok(Verified::Size),
        Ok(Some(expected)) => Err(differs(path, expected, bytes)),
        Ok(None) => match looked_up(session, path).await?.or(listed) {
            Some(size) if size == bytes => Ok(Verified::Size),
            Some(expected) => Err(differs(path, expected, bytes)),
            None => {
                notes.remarks.push(Remark::NoServerSize);
                Ok(Verified::Unverified)
            }
        },
        Err(error) => Err(error),
    }
}

/// The size as a look at the name tells it: some servers refuse SIZE, and tell it there.
async fn looked_up(session: &Session, path: &RemotePath) -> Result<Option<u64>> {
    if !session.capabilities().exact_listings {
        return Ok(None);
    }
    match session.stat(path, true).await {
        Err(error) if error.broken => Err(error),
        looked => Ok(looked.ok().and_then(|entry| entry.size)),
    }
}

/// After the size: compares a hash, where one is wished for and the server can make one.
pub async fn hash(
    session: &Session,
    verify: Verify,
    so_far: Verified,
    path: &RemotePath,
    local: Local<'_>,
    notes: &mut Notes,
) -> Result<Verified> {
    if verify != Verify::Hash {
        return Ok(so_far);
    }
    let Some(theirs) = session.checksum(path).await? else {
        notes.remarks.push(Remark::NoServerHash);
        return Ok(so_far);
    };
    let Some(ours) = local.hash(theirs.algorithm).await? else {
        notes.remarks.push(Remark::NoServerHash);
        return Ok(so_far);
    };
    if ours != theirs.bytes {
        return Err(Error::new(Stage::Check, Kind::HashDiffers, format!("compare {path}")));
    }
    Ok(match theirs.algorithm {
        Algorithm::Crc32 => Verified::Crc32,
        Algorithm::Md5 => Verified::Md5,
        Algorithm::Sha1 => Verified::Sha1,
        Algorithm::Sha256 => Verified::Sha256,
        Algorithm::Sha512 => Verified::Sha512,
    })
}

/// The local side of a comparison.
pub enum Local<'a> {
    /// All bytes of a small file.
    Bytes(&'a [u8]),
    /// A file.
    File(PathBuf),
    /// A stream that is gone.
    Gone,
}

impl Local<'_> {
    async fn hash(&self, algorithm: Algorithm) -> Result<Option<Vec<u8>>> {
        let Some(mut hasher) = Hasher::new(algorithm) else {
            return Ok(None);
        };
        match self {
            Self::Gone => return Ok(None),
            Self::Bytes(bytes) => hasher.update(bytes),
            Self::File(path) => {
                let path = path.clone();
                let read = tokio::task::spawn_blocking(move || {
                    let mut file = std::fs::File::open(path)?;
                    let mut piece = vec![0; crate::pipe::PIECE];
                    loop {
                        match file.read(&mut piece)? {
                            0 => return Ok(hasher),
                            count => hasher.update(&piece[..count]),
                        }
                    }
                });
                let read: std::io::Result<Hasher> = read.await.unwrap_or_else(|error| Err(error.into()));
                hasher = read.map_err(|error| Error::io(Stage::LocalDisk, "read back for the hash", &error))?;
            }
        }
        Ok(Some(hasher.finish()))
    }
}

/// A running hash of one of the kinds that servers make.
enum Hasher {
    Crc32(crc32fast::Hasher),
    Md5(md5::Md5),
    Sha1(sha1::Sha1),
    Sha256(sha2::Sha256),
    Sha512(sha2::Sha512),
}

impl Hasher {
    fn new(algorithm: Algorithm) -> Option<Self> {
        Some(match algorithm {
            Algorithm::Crc32 => Self::Crc32(crc32fast::Hasher::default()),
            Algorithm::Md5 => Self::Md5(md5::Md5::default()),
            Algorithm::Sha1 => Self::Sha1(sha1::Sha1::default()),
            Algorithm::Sha256 => Self::Sha256(sha2::Sha256::default()),
            Algorithm::Sha512 => Self::Sha512(sha2::Sha512::default()),
        })
    }

    fn update(&mut self, bytes: &[u8]) {
        use sha2::Digest;
        match self {
            Self::Crc32(hasher) => hasher.update(bytes),
            Self::Md5(hasher) => hasher.update(bytes),
            Self::Sha1(hasher) => hasher.update(bytes),
            Self::Sha256(hasher) => hasher.update(bytes),
            Self::Sha512(hasher) => hasher.update(bytes),
        }
    }

    fn finish(self) -> Vec<u8> {
        use sha2::Digest;
        match self {
            Self::Crc32(hasher) => hasher.finalize().to_be_bytes().to_vec(),
            Self::Md5(hasher) => hasher.finalize().to_vec(),
            Self::Sha1(hasher) => hasher.finalize().to_vec(),
            Self::Sha256(hasher) => hasher.finalize().to_vec(),
            Self::Sha512(hasher) => hasher.finalize().to_vec(),
        }
    }
}

fn differs(path: &RemotePath, expected: u64, actual: u64) -> Error {
    Error::new(
        Stage::Check,
        Kind::SizeDiffers { expected, actual },
        format!("compare the size of {path}"),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn hashes_are_the_well_known_ones() {
        let hex = |bytes: Vec<u8>| bytes.iter().map(|byte| format!("{byte:02x}")).collect::<String>();
        let cases = [
            (Algorithm::Crc32, "352441c2"),
            (Algorithm::Md5, "900150983cd24fb0d6963f7d28e17f72"),
            (Algorithm::Sha1, "a9993e364706816aba3e25717850c26c9cd0d89d"),
            (
                Algorithm::Sha256,
                "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
            ),
        ];
        for (algorithm, expected) in cases {
            let ours = Local::Bytes(b"abc").hash(algorithm).await.unwrap().unwrap();
            assert_eq!(hex(ours), expected, "{algorithm:?}");
        }
    }
}
