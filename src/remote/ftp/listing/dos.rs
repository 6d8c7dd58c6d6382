//! What IIS and other Windows servers print: `11-22-26  05:03PM       <DIR>          name`.

use super::Line;
use super::date::{Now, any_year, midnight, on_server, time_of_day};
use super::fields::{Fields, grouped_number, number};
use crate::entry::{Entry, Kind, Modified, Precision};
use crate::path::RemoteName;

/// `<DIR>` and its like fill this many columns, blanks included.
const MARK_WIDTH: usize = 15;

/// Reads one line: date, time, size or mark, name.
pub(super) fn line(line: &[u8], _: Now) -> Option<Line> {
    if !line.first()?.is_ascii_digit() {
        return None;
    }
    let mut fields = Fields(line);
    let date = date(fields.next()?)?;
    let time = time(&mut fields)?;
    let gap = fields.0.iter().take_while(|byte| **byte == b' ').count();
    let mut ahead = fields;
    let what = ahead.next()?;
    let modified = Some(on_server(date + time.0, time.1));
    if let Some(kind) = mark(what) {
        let name = marked_name(&fields.0[gap..], what.len(), gap)?;
        let (name, target) = if kind == Kind::Link {
            junction(name)
        } else {
            (name, None)
        };
        return Some(Line::Entry(Entry {
            modified,
            target: target.map(Into::into),
            ..Entry::new(RemoteName::new(name), kind)
        }));
    }
    let size = grouped_number(what)?;
    Some(Line::Entry(Entry {
        size: Some(size),
        modified,
        ..Entry::new(RemoteName::new(ahead.name()?), Kind::File)
    }))
}

fn mark(field: &[u8]) -> Option<Kind> {
    match field {
        b"<DIR>" | b"<dir>" => Some(Kind::Directory),
        b"<JUNCTION>" | b"<SYMLINKD>" | b"<SYMLINK>" => Some(Kind::Link),
        _ => None,
    }
}

/// The name behind a mark. IIS and `dir` keep it in a fixed column, so that a name may begin with blanks; they are told
/// by the width of the gap before the mark. Other servers pad as they like.
fn marked_name(from_mark: &[u8], mark: usize, gap: usize) -> Option<&[u8]> {
    let padding = from_mark.get(mark..MARK_WIDTH);
    if matches!(gap, 4 | 7) && padding.is_some_and(|padding| padding.iter().all(|byte| *byte == b' ')) {
        return Some(&from_mark[MARK_WIDTH..]);
    }
    Fields(&from_mark[mark..]).padded_name()
}

/// `name [C:\target]`.
fn junction(name: &[u8]) -> (&[u8], Option<&[u8]>) {
    let split = name.strip_suffix(b"]").and_then(|inner| {
        let at = inner.windows(2).position(|window| window == b" [")?;
        Some((&inner[..at], Some(&inner[at + 2..])))
    });
    split.unwrap_or((name, None))
}

/// `11-22-26`, `11-22-2026`, `11/22/2026` (month first, unless it cannot be), `22.11.2026`, `2026-11-22`.
fn date(field: &[u8]) -> Option<i64> {
    let mark = *field.iter().find(|byte| matches!(byte, b'-' | b'/' | b'.'))?;
    let mut parts = field.split(|byte| *byte == mark);
    let (a, b, c) = (parts.next()?, parts.next()?, parts.next()?);
    if parts.next().is_some() {
        return None;
    }
    if a.len() == 4 {
        return midnight(number(a)?, number(b)?, number(c)?);
    }
    if a.len() > 2 || b.len() > 2 || !matches!(c.len(), 2 | 4) {
        return None;
    }
    let (first, second, year) = (number(a)?, number(b)?, any_year(c)?);
    let (month, day) = if mark == b'.' || first > 12 {
        (second, first)
    } else {
        (first, second)
    };
    midnight(year, month, day)
}

/// `17:03`, `05:03PM`, `05:03 PM`, `5:03p`: seconds since midnight.
fn time(fields: &mut Fields<'_>) -> Option<(i64, Precision)> {
    let field = fields.next()?;
    let digits = field
        .iter()
        .take_while(|byte| byte.is_ascii_digit() || **byte == b':')
        .count();
    let (time, half) = field.split_at(digits);
    let (seconds, precision) = time_of_day(time)?;
    let mut half = half_day(half);
    if half == Some(Half::None) {
        let mut ahead = *fields;
        if let Some(found @ (Half::Am | Half::Pm)) = ahead.next().and_then(half_day) {
            half = Some(found);
            *fields = ahead;
        }
    }
    let noon = 12 * 3600;
    let seconds = match half? {
        Half::None => seconds,
        _ if !(3600..13 * 3600).contains(&seconds) => return None,
        Half::Am => seconds % noon,
        Half::Pm => seconds % noon + noon,
    };
    Some((seconds, precision))
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Half {
    None,
    Am,
    Pm,
}

fn half_day(field: &[u8]) -> Option<Half> {
    match field.to_ascii_lowercase().as_slice() {
        b"" => Some(Half::None),
        b"am" | b"a" => Some(Half::Am),
        b"pm" | b"p" => Some(Half::Pm),
        _ => None,
    }
}

/// Kept for callers of other families that write dates in the same way: month, day, short year.
pub(super) fn american(field: &[u8]) -> Option<i64> {
    let mut parts = field.split(|byte| matches!(byte, b'-' | b'/'));
    let (month, day, year) = (parts.next()?, parts.next()?, parts.next()?);
    if parts.next().is_some() || month.len() > 2 || day.len() > 2 {
        return None;
    }
    midnight(any_year(year)?, number(month)?, number(day)?)
}

/// A date and a time in two fields.
pub(super) fn american_date_time(fields: &mut Fields<'_>) -> Option<Modified> {
    let date = american(fields.next()?)?;
    let (time, precision) = time_of_day(fields.next()?)?;
    Some(on_server(date + time, precision))
}
