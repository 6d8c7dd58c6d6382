//! Novell NetWare: `- [R----F--] anna             214059       Oct 20 15:27    name`.

use super::Line;
use super::date::{Now, listed};
use super::fields::Fields;
use crate::entry::{Entry, Kind};
use crate::path::RemoteName;

/// Reads one line. The rights in brackets are the reader's own and no mode.
pub(super) fn line(line: &[u8], now: Now) -> Option<Line> {
    let (kind, rest) = match line {
        [b'-', rest @ ..] => (Kind::File, rest),
        [b'd', rest @ ..] => (Kind::Directory, rest),
        _ => return None,
    };
    let rest = rest.strip_prefix(b" ").unwrap_or(rest).strip_prefix(b"[")?;
    let close = rest.iter().take(16).position(|byte| *byte == b']')?;
    if !rest[..close]
        .iter()
        .all(|right| *right == b'-' || right.is_ascii_uppercase())
    {
        return None;
    }
    let mut fields = Fields(&rest[close + 1..]);
    let owner = fields.next()?;
    let size = fields.number()?;
    let modified = listed(&mut fields, now)?;
    Some(Line::Entry(Entry {
        size: Some(size),
        modified: Some(modified),
        owner: Some(RemoteName::new(owner)),
        ..Entry::new(RemoteName::new(fields.padded_name()?), kind)
    }))
}
