//! Whether what an earlier try has left is the beginning of what is there now. Nothing is taken for it that is not proven to be.

use std::fmt;
use std::ops::Range;

use bytes::Bytes;
use tokio::sync::mpsc;

use crate::entry::{Entry, Modified, Precision, Zone};
use crate::error::{Error, Kind, Result};
use crate::path::RemotePath;
use crate::pipe::{self, PIECE};
use crate::remote::Session;
use crate::transfer::{Anew, Begun};

/// So many bytes at the end of a part are compared with the source.
pub const TAIL: u64 = 64 << 10;

/// A part with fewer bytes is begun anew: that costs no more than looking at it.
pub const LEAST: u64 = PIECE as u64;

/// Whether the source is still what it was when the part was begun.
///
/// # Errors
/// Why the part is of no use.
pub fn same_source(begun: &Begun, now: &Entry) -> Result<(), Anew> {
    let (Some(size), Some(modified)) = (begun.size, begun.modified) else {
        return Err(Anew::Unknown);
    };
    let (Some(size_now), Some(modified_now)) = (now.size, now.modified) else {
        return Err(Anew::Unknown);
    };
    match size == size_now && same_time(modified, modified_now) {
        true => Ok(()),
        false => Err(Anew::SourceChanged),
    }
}

/// Whether two looks at one file may have seen the same time. A listing tells minutes of the server's own clock where a look
/// at the file tells seconds in UTC.
pub fn same_time(one: Modified, other: Modified) -> bool {
    let grain = match one.precision.max(other.precision) {
        Precision::Second => 1,
        Precision::Minute => 60,
        Precision::Day => 86_400,
    };
    let apart = one.seconds.abs_diff(other.seconds);
    // An inferred zone may be an hour off for a file of the other half of the year.
    if (one.zone == Zone::Utc) == (other.zone == Zone::Utc) {
        return apart < grain;
    }
    // Zones are whole quarters of an hour apart, and at most fourteen hours.
    let quarter = 15 * 60;
    let off = (apart % quarter).min(quarter - apart % quarter);
    apart <= 14 * 3600 + grain && off < grain
}

/// Whether an error says that this server begins no transfer in the middle of a file, and nothing else is wrong.
pub fn refuses_offsets(error: &Error) -> bool {
    !error.broken && matches!(error.kind, Kind::Rejected | Kind::Unsupported | Kind::NotPermitted)
}

/// Whether a source that was read from its first byte to its last is the one that it was before. Only clocks of one kind are
/// compared: this must not take a coarse clock for a change.
pub fn changed_meanwhile(before: &Entry, after: &Entry) -> bool {
    let exact = |modified: Option<Modified>| {
        modified.filter(|modified| modified.zone == Zone::Utc && modified.precision == Precision::Second)
    };
    let times = exact(before.modified).zip(exact(after.modified));
    let sizes = before.size.zip(after.size);
    times.is_some_and(|(before, after)| before != after) || sizes.is_some_and(|(before, after)| before != after)
}

/// These bytes of a remote file, which ends with them unless the server reads ranges; `None` where they are not to be had.
///
/// # Errors
/// Only if the connection is lost.
pub async fn read(session: &Session, path: &RemotePath, range: Range<u64>) -> Result<Option<Vec<u8>>> {
    let (sink, pieces) = pipe::download(std::sync::Arc::default());
    let length = range.end - range.start;
    let read = async {
        match session.capabilities().ranges {
            true => session.download_range(path, range, sink).await,
            false => session.download(path, range.start, sink).await,
        }
    };
    let (moved, bytes) = tokio::join!(read, take(pieces, length));
    match moved {
        Err(error) if error.broken => Err(error),
        // More than was asked for: what was read is not what stands there.
        Ok(_) => Ok(bytes.filter(|bytes| bytes.len() as u64 == length)),
        Err(_) => Ok(None),
    }
}

/// The bytes that a part has: those that were noted, or all that it has if it was written from its first one on.
pub fn have(begun: &Begun, length: u64) -> Vec<Range<u64>> {
    let all = std::iter::once(0..length).filter(|_| begun.have.is_empty());
    let noted = begun.have.iter().cloned();
    all.chain(noted).filter(|range| !range.is_empty()).collect()
}

/// Whether a part has gaps, so that it cannot be gone on with at its end.
pub fn has_gaps(have: &[Range<u64>]) -> bool {
    have.len() > 1 || have.first().is_some_and(|range| range.start > 0)
}

/// What is noted of a part in ranges: at least one, so that it is not taken for one that was written from its first byte on.
pub fn marked(have: &[Range<u64>]) -> Vec<Range<u64>> {
    let none = std::iter::once(0..0).filter(|_| have.is_empty());
    none.chain(have.iter().cloned()).collect()
}

/// The end of a range that is compared.
pub fn tail(range: &Range<u64>) -> Range<u64> {
    range.start.max(range.end.saturating_sub(TAIL))..range.end
}

/// Up to `most` bytes; `None` if there come more.
async fn take(mut pieces: mpsc::Receiver<Bytes>, most: u64) -> Option<Vec<u8>> {
    let mut bytes = Vec::new();
    while let Some(piece) = pieces.recv().await {
        bytes.extend_from_slice(&piece);
        if bytes.len() as u64 > most {
            return None;
        }
    }
    Some(bytes)
}

impl fmt::Display for Anew {
    /// For the log.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::SourceChanged => "the source has changed since the part was begun",
            Self::Unknown => "size or time of the source is not known, so nothing proves that it is the same",
            Self::Differs => "the last 64 KiB of the part are not what the source has there",
            Self::Gone => "the part is gone",
            Self::TooLong => "what is there is longer than the source",
            Self::NoOffsets => "the server does not begin in the middle of a file",
            Self::NotRight => "the resumed file did not come out right",
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::entry;

    fn at(seconds: i64, precision: Precision, zone: Zone) -> Modified {
        Modified {
            seconds,
            precision,
            zone,
        }
    }

    #[test]
    fn times_are_the_same_as_far_as_the_coarser_clock_tells() {
        let second = |seconds| at(seconds, Precision::Second, Zone::Utc);
        let listed = |seconds| at(seconds, Precision::Minute, Zone::Server);
        assert!(same_time(second(1000), second(1000)) && !same_time(second(1000), second(1001)));
        assert!(same_time(second(7_259), at(7_200, Precision::Minute, Zone::Utc)));
        // A listing two hours east of Greenwich.
        assert!(same_time(second(7_259), listed(7_200 + 7_200)));
        assert!(!same_time(second(7_259), listed(7_200 + 7_200 + 300)));
        assert!(!same_time(second(0), listed(20 * 3600)), "no zone is so far away");
        assert!(same_time(listed(600), listed(600)) && !same_time(listed(600), listed(1500)));
    }

    #[test]
    fn a_part_goes_on_at_its_end_only_if_it_has_no_gaps() {
        let ranges = |ends: &[(u64, u64)]| ends.iter().map(|(from, to)| *from..*to).collect::<Vec<_>>();
        assert!(!has_gaps(&ranges(&[(0, 5)])) && !has_gaps(&[]));
        assert!(has_gaps(&ranges(&[(3, 5)])) && has_gaps(&ranges(&[(0, 2), (3, 5)])));
    }

    #[test]
    fn a_source_is_the_same_only_if_size_and_time_say_so() {
        let modified = Some(at(1000, Precision::Second, Zone::Utc));
        let begun = |size, modified| Begun {
            part: "1".into(),
            size,
            modified,
            have: Vec::new(),
            in_place: false,
        };
        let entry = |size, modified| Entry {
            size,
            modified,
            ..Entry::new("a".into(), entry::Kind::File)
        };
        let now = entry(Some(5), modified);
        assert_eq!(same_source(&begun(Some(5), modified), &now), Ok(()));
        assert_eq!(same_source(&begun(Some(6), modified), &now), Err(Anew::SourceChanged));
        let later = Some(at(1001, Precision::Second, Zone::Utc));
        assert_eq!(same_source(&begun(Some(5), later), &now), Err(Anew::SourceChanged));
        assert_eq!(same_source(&begun(None, modified), &now), Err(Anew::Unknown));
        assert_eq!(same_source(&begun(Some(5), None), &now), Err(Anew::Unknown));
        assert_eq!(
            same_source(&begun(Some(5), modified), &entry(Some(5), None)),
            Err(Anew::Unknown)
        );
    }
}
