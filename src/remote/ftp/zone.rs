//! The clock behind LIST: learned from one file, by comparing what LIST and MDTM say of it.

use time::{Date, Month, PrimitiveDateTime, Time};

use super::reply;
use crate::entry::{Entry, Kind, Precision, Zone};
use crate::error::Reply;

/// Offsets of this size and more are no time zone: some servers send nonsense for dates.
const TOO_FAR: i64 = 48 * 3600;

/// Time zones differ by quarters of an hour.
const QUARTER: i64 = 900;

/// A file whose listed time is exact to the minute, with that time.
pub(super) fn witness(entries: &[Entry], now: i64) -> Option<(&Entry, i64)> {
    entries.iter().find_map(|entry| {
        let modified = entry.modified?;
        let recent = modified.seconds > now - 150 * 86_400 && modified.seconds < now + TOO_FAR;
        let usable = entry.kind == Kind::File && modified.zone == Zone::Server && modified.precision != Precision::Day;
        (usable && recent && entry.name.blocked_on_ftp().is_none()).then_some((entry, modified.seconds))
    })
}

/// Seconds to add to listed times, from one time as listed and as MDTM says it.
pub(super) fn offset(listed: i64, exact: i64) -> Option<i32> {
    let difference = exact.div_euclid(60) * 60 - listed.div_euclid(60) * 60;
    let rounded = (difference + QUARTER / 2).div_euclid(QUARTER) * QUARTER;
    if (difference - rounded).abs() > 60 || rounded.abs() >= TOO_FAR {
        return None;
    }
    i32::try_from(rounded).ok()
}

/// Turns a time of the server's clock into UTC.
pub(super) fn bring_to_utc(entry: &mut Entry, offset: i32) {
    if let Some(modified) = &mut entry.modified
        && modified.zone == Zone::Server
    {
        modified.seconds = modified.seconds.saturating_add(i64::from(offset));
        modified.zone = Zone::Inferred;
    }
}

/// The time in a reply such as `213 20260102030405.678` (RFC 3659, 2.3), in Unix seconds.
pub(super) fn stamp(reply: &Reply) -> Option<i64> {
    if reply.code != 213 {
        return None;
    }
    let digits = reply::words(reply).trim_ascii();
    let digits = digits.split(|byte| *byte == b'.').next()?;
    // A famous bug prints the year 2000 as "19100".
    let (year, rest) = match digits.len() {
        14 => (number(&digits[..4])?, &digits[4..]),
        15 if digits.starts_with(b"191") => (1900 + number(&digits[2..5])?, &digits[5..]),
        _ => return None,
    };
    let part = |at: usize| number(&rest[at..at + 2]).and_then(|number| u8::try_from(number).ok());
    let month = Month::try_from(part(0)?).ok()?;
    let date = Date::from_calendar_date(year, month, part(2)?).ok()?;
    let time = Time::from_hms(part(4)?, part(6)?, part(8)?.min(59)).ok()?;
    Some(PrimitiveDateTime::new(date, time).assume_utc().unix_timestamp())
}

fn number(digits: &[u8]) -> Option<i32> {
    digits.iter().all(u8::is_ascii_digit).then_some(())?;
    std::str::from_utf8(digits).ok()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::entry::Modified;

    #[test]
    fn times_are_read() {
        let of = |text: &str| stamp(&reply::read(text.as_bytes()));
        assert_eq!(of("213 19700102000001"), Some(86_401));
        assert_eq!(of("213 20260102030405.678"), Some(1_767_323_045));
        assert_eq!(of("213 191261231235960"), of("213 20261231235959"));
        assert_eq!(of("213 20261332000000"), None);
        assert_eq!(of("550 no"), None);
        assert_eq!(of("213 2026"), None);
    }

    #[test]
    fn offsets_are_quarters_of_an_hour_and_nonsense_is_none() {
        assert_eq!(offset(7200, 3600 + 59), Some(-3600));
        assert_eq!(offset(0, 19_800 + 12), Some(19_800));
        assert_eq!(offset(0, 0), Some(0));
        assert_eq!(offset(0, 300), None);
        assert_eq!(offset(0, 48 * 3600), None);
    }

    #[test]
    fn only_recent_files_with_minutes_bear_witness() {
        let mut entry = Entry::new("a".into(), Kind::File);
        let modified = Modified {
            seconds: 1_000_000_000,
            precision: Precision::Minute,
            zone: Zone::Server,
        };
        entry.modified = Some(modified);
        assert!(witness(std::slice::from_ref(&entry), 1_000_000_100).is_some());
        assert!(witness(std::slice::from_ref(&entry), 1_000_000_100 + 200 * 86_400).is_none());
        bring_to_utc(&mut entry, -3600);
        assert_eq!(entry.modified.unwrap().seconds, 999_996_400);
        assert_eq!(entry.modified.unwrap().zone, Zone::Inferred);
        assert!(witness(&[entry], 1_000_000_100).is_none());
    }
}
