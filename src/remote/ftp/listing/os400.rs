//! OS/400 (IBM i): `PEP             36864 26/11/22 11:50:36 *DIR       name/`.

use super::Line;
use super::date::{Now, any_year, midnight, on_server, time_of_day};
use super::fields::{Fields, number};
use crate::entry::{Entry, Kind, Modified};
use crate::path::RemoteName;

/// Reads one line: owner, size, date, time, type of object, name. Members have neither size nor date.
pub(super) fn line(line: &[u8], now: Now) -> Option<Line> {
    let mut fields = Fields(line);
    let owner = fields.next()?;
    let (mut size, mut modified) = (None, None);
    let mut object = fields.next()?;
    if let Some(bytes) = number(object) {
        size = Some(bytes);
        let date = fields.next()?;
        let time = fields.next()?;
        time_of_day(time)?;
        modified = date_and_time(date, time, now)?;
        object = fields.next()?;
    }
    let kind = kind(object)?;
    let (name, kind) = match fields.padded_name()? {
        [folder @ .., b'/'] if !folder.is_empty() => (folder, Kind::Directory),
        name => (name, kind),
    };
    Some(Line::Entry(Entry {
        size,
        modified,
        owner: Some(RemoteName::new(owner)),
        ..Entry::new(RemoteName::new(name), kind)
    }))
}

/// `*DIR`, `*STMF`: a star and capitals.
fn kind(object: &[u8]) -> Option<Kind> {
    let object = object.strip_prefix(b"*")?;
    let capitals = !object.is_empty()
        && object
            .iter()
            .all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit());
    capitals.then_some(match object {
        b"DIR" | b"DDIR" | b"LIB" | b"FLR" => Kind::Directory,
        b"SYMLNK" => Kind::Link,
        b"STMF" | b"DSTMF" | b"FILE" | b"MEM" | b"DOC" | b"USRSPC" => Kind::File,
        _ => Kind::Other,
    })
}

/// The order of year, month and day is a setting of the job, which nobody tells. `Some(None)` is a date that could be two
/// different days.
fn date_and_time(date: &[u8], time: &[u8], now: Now) -> Option<Option<Modified>> {
    let mut parts = date.split(|byte| matches!(byte, b'/' | b'.' | b'-'));
    let (a, b, c) = (parts.next()?, parts.next()?, parts.next()?);
    if parts.next().is_some() {
        return None;
    }
    let day = |year: &[u8], month: &[u8], day: &[u8]| midnight(any_year(year)?, number(month)?, number(day)?);
    let (time, precision) = time_of_day(time)?;
    let mut days: Vec<i64> = [day(a, b, c), day(c, a, b), day(c, b, a)]
        .into_iter()
        .flatten()
        .collect();
    if days.is_empty() {
        return None;
    }
    days.retain(|day| now.has_seen(day + time));
    days.dedup();
    Some(match days.as_slice() {
        [day] => Some(on_server(day + time, precision)),
        _ => None,
    })
}
