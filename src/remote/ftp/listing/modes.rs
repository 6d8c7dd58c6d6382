//! Servers that print the mode as a number: `0100644   500  101   12345    1195516800       name`.

use super::Line;
use super::date::Now;
use super::eplf::modified;
use super::fields::{Fields, octal};
use crate::entry::{Entry, Kind, Permissions};
use crate::path::RemoteName;

/// Reads one line: mode in octal, owner, group, size, seconds since 1970, name.
pub(super) fn line(line: &[u8], _: Now) -> Option<Line> {
    let mut fields = Fields(line);
    let mode = fields
        .next()
        .filter(|mode| matches!(mode.len(), 6..=8) && mode[0] == b'0')?;
    let mode = octal(mode)?;
    let kind = match mode & 0o170_000 {
        0o100_000 => Kind::File,
        0o040_000 => Kind::Directory,
        0o120_000 => Kind::Link,
        0o010_000 | 0o020_000 | 0o060_000 | 0o140_000 => Kind::Other,
        _ => return None,
    };
    let (owner, group) = (fields.next()?, fields.next()?);
    let size = fields.number()?;
    let modified = modified(fields.next()?)?;
    Some(Line::Entry(Entry {
        size: Some(size),
        modified: Some(modified),
        permissions: Some(Permissions::new(mode)),
        owner: Some(RemoteName::new(owner)),
        group: Some(RemoteName::new(group)),
        ..Entry::new(RemoteName::new(fields.padded_name()?), kind)
    }))
}
