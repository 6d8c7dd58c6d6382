//! EPLF, the Easily Parsed LIST Format: `+i8388621.29609,m824255902,/,` a tab, the name.

use super::Line;
use super::date::Now;
use super::fields::{number, octal};
use crate::entry::{Entry, Kind, Modified, Permissions, Precision, Zone};
use crate::path::RemoteName;

/// Reads one line. Facts that are not known are passed over.
pub(super) fn line(line: &[u8], _: Now) -> Option<Line> {
    let rest = line.strip_prefix(b"+")?;
    let tab = rest.iter().position(|byte| *byte == b'\t')?;
    let mut entry = Entry::new(RemoteName::new(&rest[tab + 1..]), Kind::Other);
    for fact in rest[..tab].split(|byte| *byte == b',') {
        match fact {
            b"/" => entry.kind = Kind::Directory,
            b"r" if entry.kind == Kind::Other => entry.kind = Kind::File,
            [b's', size @ ..] => entry.size = number(size),
            [b'm', time @ ..] => entry.modified = modified(time),
            [b'u', b'p', mode @ ..] => entry.permissions = octal(mode).map(Permissions::new),
            _ => {}
        }
    }
    Some(Line::Entry(entry))
}

/// Seconds since 1970, UTC.
pub(super) fn modified(field: &[u8]) -> Option<Modified> {
    let (negative, digits) = match field {
        [b'-', digits @ ..] => (true, digits),
        digits => (false, digits),
    };
    let seconds = i64::try_from(number(digits)?).ok()?;
    Some(Modified {
        seconds: if negative { -seconds } else { seconds },
        precision: Precision::Second,
        zone: Zone::Utc,
    })
}
