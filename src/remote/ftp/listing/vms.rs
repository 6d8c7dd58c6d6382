//! OpenVMS: `README.TXT;1    3/9    22-NOV-2026 17:03:44  [USERS,ANNA]  (RWED,RWED,RE,)`.

use super::Line;
use super::date::{Now, midnight, on_server, time_of_day, year};
use super::fields::{Fields, number};
use super::month;
use crate::entry::{Entry, Kind, Modified, Precision};
use crate::path::RemoteName;

/// Reads one line: name and version, then blocks, date, owner and protection in any order; or a header or total.
///
/// Blocks are no bytes, so there is no size. A folder goes by its name without `.DIR;1`, as one changes into it.
pub(super) fn line(line: &[u8], _: Now) -> Option<Line> {
    if is_frame(line) {
        return Some(Line::Nothing);
    }
    let mut fields = Fields(line);
    let name = fields.next().filter(|_| !matches!(line[0], b' ' | b'\t'))?;
    let stem = stem(name)?;
    let (name, kind) = match stem.len().checked_sub(4).map(|at| stem.split_at(at)) {
        Some((folder, extension)) if extension.eq_ignore_ascii_case(b".DIR") && !folder.is_empty() => {
            (folder, Kind::Directory)
        }
        _ => (name, Kind::File),
    };
    let mut entry = Entry::new(RemoteName::new(name), kind);
    if is_refusal(fields) {
        return Some(Line::Entry(entry));
    }
    let mut blocks = false;
    while let Some(field) = fields.next() {
        match field {
            _ if entry.modified.is_none() && date(field).is_some() => entry.modified = modified(field, &mut fields),
            [b'[', ..] if entry.owner.is_none() => (entry.owner, entry.group) = owner(field, &mut fields)?,
            [b'(', ..] => {
                while !fields.is_over() {
                    fields.next();
                }
            }
            _ if !blocks && is_blocks(field) => blocks = true,
            _ => return None,
        }
    }
    (entry.modified.is_some() || entry.owner.is_some()).then_some(Line::Entry(entry))
}

/// Whether the line is a name with a version and nothing else: what belongs to it may stand on the next line.
pub(super) fn is_name(line: &[u8]) -> bool {
    let mut fields = Fields(line);
    !matches!(line.first(), Some(b' ' | b'\t'))
        && fields.next().is_some_and(|name| stem(name).is_some())
        && fields.is_over()
}

/// The name before `;` and the version.
fn stem(name: &[u8]) -> Option<&[u8]> {
    let at = name.iter().rposition(|byte| *byte == b';').filter(|at| *at > 0)?;
    let version = name[at + 1..].len();
    (version <= 5 && number(&name[at + 1..]).is_some()).then_some(&name[..at])
}

/// `Directory DISK$USER:[ANNA]`, `Total of 3 files, 9/9 blocks.`, `Grand total of 2 directories, 5 files.`
fn is_frame(line: &[u8]) -> bool {
    let is = |word: &str| {
        line.get(..word.len())
            .is_some_and(|start| start.eq_ignore_ascii_case(word.as_bytes()))
    };
    (is("Directory ") && line.contains(&b'[') && line.ends_with(b"]")) || is("Total of ") || is("Grand total of ")
}

/// The file is there, and what there is to tell of it is not for everyone.
fn is_refusal(fields: Fields<'_>) -> bool {
    let Some(text) = fields.padded_name() else { return false };
    text.starts_with(b"%") || text.starts_with(b"No privilege") || text.starts_with(b"no privilege")
}

/// `3` or `3/9`: used and allocated.
fn is_blocks(field: &[u8]) -> bool {
    let mut parts = field.splitn(2, |byte| *byte == b'/');
    parts.all(|part| number(part).is_some())
}

/// `22-NOV-2026`.
fn date(field: &[u8]) -> Option<i64> {
    let mut parts = field.split(|byte| *byte == b'-');
    let (day, name, years) = (parts.next()?, parts.next()?, parts.next()?);
    if parts.next().is_some() {
        return None;
    }
    midnight(year(years)?, month::number(name)?, number(day)?)
}

fn modified(field: &[u8], fields: &mut Fields<'_>) -> Option<Modified> {
    let date = date(field)?;
    let mut ahead = *fields;
    match ahead.next().and_then(time_of_day) {
        Some((time, precision)) => {
            *fields = ahead;
            Some(on_server(date + time, precision))
        }
        None => Some(on_server(date, Precision::Day)),
    }
}

type Owner = (Option<RemoteName>, Option<RemoteName>);

/// `[ANNA]`, `[USERS,ANNA]`, `[USERS, ANNA]`: group and owner.
fn owner(field: &[u8], fields: &mut Fields<'_>) -> Option<Owner> {
    let mut text = field.to_vec();
    while !text.ends_with(b"]") {
        text.extend_from_slice(fields.next()?);
    }
    let text = &text[1..text.len() - 1];
    let owner = |name: &[u8]| (!name.is_empty()).then(|| RemoteName::new(name));
    Some(match text.iter().position(|byte| *byte == b',') {
        Some(comma) => (owner(&text[comma + 1..]), owner(&text[..comma])),
        None => (owner(text), None),
    })
}
