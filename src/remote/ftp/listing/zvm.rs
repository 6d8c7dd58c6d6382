//! z/VM: `PROFILE  EXEC     V         71         26          1 1997-04-02 12:33:20 ANN191`.

use super::Line;
use super::date::{Now, calendar_date, on_server, time_of_day};
use super::dos::american;
use super::fields::Fields;
use crate::entry::{Entry, Kind};
use crate::path::RemoteName;

/// Reads one line: name, type, format, length of a record, records, blocks, date, time, label. Bytes are not told.
pub(super) fn line(line: &[u8], _: Now) -> Option<Line> {
    let mut fields = Fields(line);
    let (name, second) = (fields.next()?, fields.next()?);
    let mut name = name.to_vec();
    let kind = if second == b"DIR" {
        // Nothing that is counted for a file is counted for a folder.
        let mut ahead = fields;
        while ahead.next() == Some(b"-") {
            fields = ahead;
        }
        Kind::Directory
    } else {
        name.push(b'.');
        name.extend_from_slice(second);
        fields.next().filter(|format| matches!(format, [b'F' | b'V']))?;
        fields.number()?;
        fields.number()?;
        fields.number()?;
        Kind::File
    };
    let date = fields.next()?;
    let date = calendar_date(date).or_else(|| american(date))?;
    let (time, precision) = time_of_day(fields.next()?)?;
    fields.next()?;
    fields.is_over().then_some(())?;
    Some(Line::Entry(Entry {
        modified: Some(on_server(date + time, precision)),
        ..Entry::new(RemoteName::new(name), kind)
    }))
}
