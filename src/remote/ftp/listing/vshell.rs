//! VShell: `206876  Apr 04, 2000 21:06 name`, folders with a slash behind the name.

use super::Line;
use super::date::{Now, midnight, on_server, time_of_day, year};
use super::fields::{Fields, number};
use super::month;
use crate::entry::{Entry, Kind};
use crate::path::RemoteName;

/// Reads one line: size, month, day with a comma, year, time, name.
pub(super) fn line(line: &[u8], _: Now) -> Option<Line> {
    let mut fields = Fields(line);
    let size = fields.number()?;
    let month = fields.next()?;
    let day = number(fields.next()?.strip_suffix(b",")?)?;
    let date = midnight(year(fields.next()?)?, month::number(month)?, day)?;
    let (time, precision) = time_of_day(fields.next()?)?;
    let name = fields.name()?;
    let (name, kind) = match name {
        [folder @ .., b'/'] if !folder.is_empty() => (folder, Kind::Directory),
        name => (name, Kind::File),
    };
    Some(Line::Entry(Entry {
        size: Some(size),
        modified: Some(on_server(date + time, precision)),
        ..Entry::new(RemoteName::new(name), kind)
    }))
}
