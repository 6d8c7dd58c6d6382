//! MVS (z/OS): data sets, which stand for files and folders, and the members of a partitioned one.

use super::Line;
use super::date::{Now, calendar_date, on_server, time_of_day};
use super::fields::{Fields, number};
use crate::entry::{Entry, Kind};
use crate::path::RemoteName;

/// `VOL001 3390   2026/11/22  1   15  FB      80 27920  PO  ANNA.SOURCE`, a migrated one, or the header above them.
///
/// Tracks are no bytes, so there is no size, and the day of last use is not that of the last change.
pub(super) fn data_set(line: &[u8], _: Now) -> Option<Line> {
    let mut fields = Fields(line);
    let first = fields.next()?;
    match first {
        b"Volume" if fields.next() == Some(b"Unit") => return Some(Line::Nothing),
        b"Migrated" | b"MIGRATED" => return bare(fields, Kind::File),
        b"Pseudo" if fields.next() == Some(b"Directory") => return bare(fields, Kind::Directory),
        _ if !is_volume(first) => return None,
        _ => {}
    }
    let unit = fields.next()?;
    if unit == b"Not" {
        // `TAPE01 Not Direct Access Device   ANNA.BACKUP`
        let words: [&[u8]; 3] = [b"Direct", b"Access", b"Device"];
        return words
            .into_iter()
            .all(|word| fields.next() == Some(word))
            .then(|| bare(fields, Kind::File))?;
    }
    let referred = fields.next()?;
    if referred != b"**NONE**" && calendar_date(referred).is_none() {
        return None;
    }
    // Extents, tracks, format of records, their length, size of blocks, organisation, name; wide numbers run together.
    let mut rest: Vec<&[u8]> = std::iter::from_fn(|| fields.next()).take(9).collect();
    let (name, organisation) = (rest.pop()?, rest.pop()?);
    let numbers = rest
        .iter()
        .filter(|field| number(field).is_some() || **field == b"?")
        .count();
    if !(3..=5).contains(&rest.len()) || numbers < 3 {
        return None;
    }
    let kind = match organisation {
        b"PO" | b"PO-E" | b"POU" => Kind::Directory,
        b"PS" | b"PS-E" | b"PSU" | b"PS-L" | b"DA" | b"DAU" | b"IS" | b"ISU" | b"VS" | b"VSAM" | b"GDG" => Kind::File,
        _ => return None,
    };
    Some(Line::Entry(Entry::new(RemoteName::new(name), kind)))
}

/// One name and nothing more.
fn bare(mut fields: Fields<'_>, kind: Kind) -> Option<Line> {
    let name = fields.next()?;
    fields
        .is_over()
        .then(|| Line::Entry(Entry::new(RemoteName::new(name), kind)))
}

/// The serial number of a disk.
fn is_volume(field: &[u8]) -> bool {
    field.len() <= 6 && field.iter().all(|byte| is_name_letter(*byte) || *byte == b'-')
}

fn is_name_letter(byte: u8) -> bool {
    byte.is_ascii_uppercase() || byte.is_ascii_digit() || matches!(byte, b'@' | b'#' | b'$')
}

/// What a header has promised.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Members {
    /// Text, with statistics where the editor kept some.
    Text,
    /// Load modules.
    Modules,
}

/// The line above the members of a partitioned data set.
pub(super) fn members_header(line: &[u8]) -> Option<Members> {
    let mut fields = Fields(line);
    if fields.next()? != b"Name" {
        return None;
    }
    match (fields.next()?, fields.next()?) {
        (b"VV.MM", b"Created") => Some(Members::Text),
        (b"Size", b"TTR") => Some(Members::Modules),
        _ => None,
    }
}

/// ` SOURCE    01.01 2026/01/14 2026/11/22 14:20     5     5     0 ANNA`, or only the name.
pub(super) fn member(line: &[u8], members: Members) -> Option<Line> {
    let mut fields = Fields(line.strip_prefix(b" ")?);
    let name = fields
        .next()
        .filter(|name| name.len() <= 8 && name.iter().copied().all(is_name_letter))?;
    let mut entry = Entry::new(RemoteName::new(name), Kind::File);
    if fields.is_over() {
        return Some(Line::Entry(entry));
    }
    match members {
        Members::Text => {
            fields
                .next()
                .filter(|version| version.len() == 5 && version[2] == b'.')?;
            calendar_date(fields.next()?)?;
            let date = calendar_date(fields.next()?)?;
            let (time, precision) = time_of_day(fields.next()?)?;
            entry.modified = Some(on_server(date + time, precision));
            // The size is counted in lines.
            fields.number()?;
            fields.number()?;
            fields.number()?;
            entry.owner = fields.next().map(RemoteName::new);
        }
        Members::Modules => {
            let size = fields.text().filter(|size| size.len() >= 6)?;
            entry.size = Some(u64::from_str_radix(size, 16).ok()?);
        }
    }
    Some(Line::Entry(entry))
}
