//! OS/2: `36611      A    04-23-103   10:57  name`, where 103 is the year 2003.

use super::Line;
use super::date::Now;
use super::dos::american_date_time;
use super::fields::Fields;
use crate::entry::{Entry, Kind};
use crate::path::RemoteName;

/// Reads one line: size, attributes or `DIR` or nothing, date, time, name.
pub(super) fn line(line: &[u8], _: Now) -> Option<Line> {
    let mut fields = Fields(line);
    let size = fields.number()?;
    let mut kind = Kind::File;
    let mut attributes = 0;
    let modified = loop {
        let mut ahead = fields;
        if let Some(modified) = american_date_time(&mut ahead) {
            fields = ahead;
            break modified;
        }
        match fields.next()? {
            b"DIR" => kind = Kind::Directory,
            field if field.len() <= 4 && field.iter().all(|letter| b"ARHS".contains(letter)) => {}
            _ => return None,
        }
        attributes += 1;
        if attributes > 4 {
            return None;
        }
    };
    Some(Line::Entry(Entry {
        size: Some(size),
        modified: Some(modified),
        ..Entry::new(RemoteName::new(fields.padded_name()?), kind)
    }))
}
