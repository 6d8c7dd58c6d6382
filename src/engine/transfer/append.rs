//! Going on with a part of a download: first its end comes again and is compared, then what is missing.

use std::ops::Range;

use bytes::{Buf, Bytes};
use tokio::runtime::Handle;
use tokio::sync::mpsc;

use super::{Means, SABOTAGE, download, stopped};
use crate::error::{Error, Result, Stage};
use crate::local::Part;

/// What became of a part.
pub enum Appended {
    /// Its end was equal, and what came behind it is in it.
    Whole(Part),
    /// The end that came is another one.
    Differs,
    /// The stream ended before the end of the part.
    Short,
}

/// Takes pieces that begin with `tail`, the end of the part, and appends what comes behind it.
///
/// # Errors
/// What the disk says, or `Cancelled`. The part stays.
pub async fn append(part: Part, tail: Range<u64>, pieces: mpsc::Receiver<Bytes>, means: &Means) -> Result<Appended> {
    let (means, runtime) = (means.clone(), Handle::current());
    let write = tokio::task::spawn_blocking(move || {
        take(part, &tail, pieces, |pieces| {
            runtime.block_on(download::next(pieces, &means))
        })
    });
    write.await.unwrap_or_else(|_| Err(stopped()))
}

fn take(
    mut part: Part,
    tail: &Range<u64>,
    mut pieces: mpsc::Receiver<Bytes>,
    mut next: impl FnMut(&mut mpsc::Receiver<Bytes>) -> Result<Option<Bytes>>,
) -> Result<Appended> {
    let shown = part.path();
    let failed = |verb: &str, error| Error::io(Stage::LocalDisk, format!("{verb} {}", shown.display()), &error);
    let ours = part
        .before(tail.end, tail.end - tail.start)
        .map_err(|error| failed("read", error))?;
    let mut left = &ours[..];
    while let Some(mut piece) = next(&mut pieces)? {
        let count = left.len().min(piece.len());
        if piece[..count] != left[..count] && SABOTAGE != Some(b"tail") {
            return Ok(Appended::Differs);
        }
        left = &left[count..];
        piece.advance(count);
        if !piece.is_empty() {
            part.write(&piece).map_err(|error| failed("write", error))?;
        }
    }
    match left.is_empty() {
        true => Ok(Appended::Whole(part)),
        false => Ok(Appended::Short),
    }
}
