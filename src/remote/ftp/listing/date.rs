//! Dates and times as servers write them.

use time::{Date, Month, OffsetDateTime};

use super::fields::{Fields, number};
use super::month;
use crate::entry::{Modified, Precision, Zone};

const DAY: i64 = 86_400;

/// The client's time, by which the year of a date without year is told.
#[derive(Clone, Copy, Debug)]
pub(super) struct Now {
    seconds: i64,
    year: i64,
}

impl Now {
    pub fn new(seconds: i64) -> Self {
        let year = OffsetDateTime::from_unix_timestamp(seconds).map_or(1970, |now| i64::from(now.year()));
        Self { seconds, year }
    }

    /// Whether a server's clock may show this time: it is ahead of UTC by less than a day.
    pub fn has_seen(self, seconds: i64) -> bool {
        seconds <= self.seconds.saturating_add(DAY)
    }

    /// The latest day of this name that is not more than a day ahead. Eight years back, for the 29th of February.
    fn latest(self, month: u64, day: u64, time: i64) -> Option<i64> {
        (0..=9)
            .filter_map(|back| midnight((self.year + 1 - back).try_into().ok()?, month, day))
            .find(|date| self.has_seen(date + time))
    }
}

/// The first second of a day of the Gregorian calendar, 1 to 9999.
pub(super) fn midnight(year: u64, month: u64, day: u64) -> Option<i64> {
    let month = Month::try_from(u8::try_from(month).ok()?).ok()?;
    let year = i32::try_from(year).ok().filter(|year| *year > 0)?;
    let date = Date::from_calendar_date(year, month, u8::try_from(day).ok()?).ok()?;
    Some((i64::from(date.to_julian_day()) - 2_440_588) * DAY)
}

/// `17:03`, `17:03:44`, `17:03:44.5`: seconds since midnight.
pub(super) fn time_of_day(field: &[u8]) -> Option<(i64, Precision)> {
    let mut parts = field.split(|byte| *byte == b':');
    let hour = short(parts.next()?).filter(|hour| *hour < 24)?;
    let minute = parts.next().filter(|minute| minute.len() == 2)?;
    let minute = short(minute).filter(|minute| *minute < 60)?;
    let (second, precision) = match parts.next() {
        None => (0, Precision::Minute),
        Some(second) => {
            let whole = second.split(|byte| *byte == b'.').next()?;
            // A leap second counts as the second before it.
            let second = short(whole).filter(|second| *second <= 60)?.min(59);
            (second, Precision::Second)
        }
    };
    match parts.next() {
        None => Some(((hour * 60 + minute) * 60 + second, precision)),
        Some(_) => None,
    }
}

/// `+0100`, `-03:30`: seconds ahead of UTC.
fn offset(field: &[u8]) -> Option<i64> {
    let (sign, digits) = match field {
        [b'+', digits @ ..] => (1, digits),
        [b'-', digits @ ..] => (-1, digits),
        _ => return None,
    };
    let (hour, minute) = match digits {
        [h, i, b':', m, n] | [h, i, m, n] => ([*h, *i], [*m, *n]),
        _ => return None,
    };
    let (hour, minute) = (short(&hour)?, short(&minute)?);
    (hour <= 24 && minute < 60).then_some(sign * (hour * 60 + minute) * 60)
}

/// Two digits at most.
fn short(field: &[u8]) -> Option<i64> {
    (field.len() <= 2).then_some(())?;
    number(field).and_then(|number| i64::try_from(number).ok())
}

/// A year of four digits, or `191xx` from systems that write `19` and then the years since 1900.
pub(super) fn year(field: &[u8]) -> Option<u64> {
    match field {
        [_, _, _, _] => number(field),
        [b'1', b'9', years @ ..] if years.len() == 3 && years[0] == b'1' => number(years).map(|years| 1900 + years),
        _ => None,
    }
}

/// A year of two digits (1970 to 2069), of three (since 1900), or a whole one.
pub(super) fn any_year(field: &[u8]) -> Option<u64> {
    match field.len() {
        2 => number(field).map(|year| if year < 70 { 2000 + year } else { 1900 + year }),
        3 => number(field).map(|year| 1900 + year),
        _ => year(field),
    }
}

/// A time by the server's clock; the zone is not known.
pub(super) fn on_server(seconds: i64, precision: Precision) -> Modified {
    Modified {
        seconds,
        precision,
        zone: Zone::Server,
    }
}

/// `20261122170344` with any fraction, as MLSD and MDTM write it: UTC.
pub(super) fn compact(field: &[u8]) -> Option<Modified> {
    let digits = field.iter().take_while(|byte| byte.is_ascii_digit()).count();
    let field = &field[..digits];
    let (year_digits, rest) = field.split_at_checked(if digits == 15 { 5 } else { 4 })?;
    let pair = |at: usize| rest.get(at..at + 2).and_then(number);
    let day = midnight(year(year_digits)?, pair(0)?, pair(2)?)?;
    let (hour, minute, second, precision) = match rest.len() {
        4 => (0, 0, 0, Precision::Day),
        8 => (pair(4)?, pair(6)?, 0, Precision::Minute),
        10 => (pair(4)?, pair(6)?, pair(8)?, Precision::Second),
        _ => return None,
    };
    if hour > 23 || minute > 59 || second > 60 {
        return None;
    }
    let time = i64::try_from((hour * 60 + minute) * 60 + second.min(59)).ok()?;
    Some(Modified {
        seconds: day + time,
        precision,
        zone: Zone::Utc,
    })
}

/// A date as `ls -l` writes it, in any of its styles and languages, at the beginning of `fields`. What follows is the
/// name, after one blank.
pub(super) fn listed(fields: &mut Fields<'_>, now: Now) -> Option<Modified> {
    let mut begin = *fields;
    let styles: &[Style] = if begin.next()?[0].is_ascii_digit() {
        &[numeric, day_first, month_and_day, with_units]
    } else {
        &[month_first]
    };
    for style in styles {
        let mut ahead = *fields;
        if let Some(modified) = style(&mut ahead, now) {
            *fields = ahead;
            return Some(modified);
        }
    }
    None
}

/// One way to write a date: reads it from the beginning of the fields.
type Style = fn(&mut Fields<'_>, Now) -> Option<Modified>;

/// `Nov 22 17:03`, `Nov 22  2019`, `Sun Nov 22 17:03:44 2026`.
fn month_first(fields: &mut Fields<'_>, now: Now) -> Option<Modified> {
    let mut name = fields.next()?;
    if month::is_weekday(name) {
        name = fields.next()?;
    }
    // The day is looked at first: it is cheaper to tell, and most fields that are no month have none behind them.
    let day = day(fields.next()?)?;
    year_or_time(month::number(name)?, day, fields, now)
}

/// `22 Nov 17:03`, `22. November 2019`.
fn day_first(fields: &mut Fields<'_>, now: Now) -> Option<Modified> {
    let day = day(fields.next()?)?;
    let month = month::number(fields.next()?)?;
    year_or_time(month, day, fields, now)
}

/// `11-22 17:03`, `09-26 2000`, as `ls --time-style=iso` writes the day.
fn month_and_day(fields: &mut Fields<'_>, now: Now) -> Option<Modified> {
    let [a, b, b'-', c, d] = fields.next()? else {
        return None;
    };
    year_or_time(number(&[*a, *b])?, number(&[*c, *d])?, fields, now)
}

/// `22`, `22.`, `22,` or `22日`.
fn day(field: &[u8]) -> Option<u64> {
    let digits = field.iter().take_while(|byte| byte.is_ascii_digit()).count();
    let rest = &field[digits..];
    let ends =
        rest.is_empty() || rest == b"." || rest == b"," || month::unit(rest) == Some((month::Unit::Day, rest.len()));
    (digits <= 2 && ends).then(|| number(&field[..digits])).flatten()
}

/// What stands behind month and day: a time of the last months, or a year, or both.
fn year_or_time(month: u64, day: u64, fields: &mut Fields<'_>, now: Now) -> Option<Modified> {
    let field = fields.next()?;
    if let Some((time, precision)) = time_of_day(field) {
        // Only `ls -lT` and old `--full-time` write seconds here, and they write the year behind them.
        let mut ahead = *fields;
        if precision == Precision::Second
            && let Some(year) = ahead.next().and_then(year)
            && !ahead.is_over()
        {
            *fields = ahead;
            return Some(on_server(midnight(year, month, day)? + time, precision));
        }
        return Some(on_server(now.latest(month, day, time)? + time, precision));
    }
    let digits = field.iter().take_while(|byte| byte.is_ascii_digit()).count();
    let unit = &field[digits..];
    if !unit.is_empty() && month::unit(unit) != Some((month::Unit::Year, unit.len())) {
        return None;
    }
    let date = midnight(year(&field[..digits])?, month, day)?;
    Some(on_server(date, Precision::Day))
}

/// `2026-11-22 17:03`, `2026-11-22 17:03:44.123456789 +0100`, `2019-11-22`, `22.11.2026 17:03`.
fn numeric(fields: &mut Fields<'_>, _: Now) -> Option<Modified> {
    let date = calendar_date(fields.next()?)?;
    let modified = optional_time(date, fields);
    // `--time-style=iso` fills up a day without time with a blank of its own.
    if fields.0.starts_with(b"  ") && modified.is_some_and(|found| found.precision == Precision::Day) {
        fields.0 = &fields.0[1..];
    }
    modified
}

/// `2026-11-22`, `2026/11/22`, `22.11.2026`: the first second of that day.
pub(super) fn calendar_date(field: &[u8]) -> Option<i64> {
    let mark = *field.iter().find(|byte| !byte.is_ascii_digit())?;
    let mut parts = field.split(|byte| *byte == mark);
    let (a, b, c) = (parts.next()?, parts.next()?, parts.next()?);
    if parts.next().is_some() || b.len() > 2 {
        return None;
    }
    match (mark, a.len(), c.len()) {
        (b'-' | b'/' | b'.', 4 | 5, 1 | 2) => midnight(year(a)?, number(b)?, number(c)?),
        (b'.', 1 | 2, 4 | 5) => midnight(year(c)?, number(b)?, number(a)?),
        _ => None,
    }
}

/// `11月 22日 17:03`, `11月 22  2019`, `2019年11月22日`, `11월 22 17:03`.
fn with_units(fields: &mut Fields<'_>, now: Now) -> Option<Modified> {
    let (mut year, mut month, mut day) = (None, None, None);
    while day.is_none() {
        let mut rest = fields.next()?;
        while !rest.is_empty() {
            let digits = rest.iter().take_while(|byte| byte.is_ascii_digit()).count();
            let value = number(&rest[..digits])?;
            let unit = month::unit(&rest[digits..]);
            rest = &rest[digits + unit.map_or(0, |(_, length)| length)..];
            match unit.map(|(unit, _)| unit) {
                Some(month::Unit::Year) if year.is_none() && month.is_none() => year = Some(value),
                Some(month::Unit::Month) if month.is_none() => month = Some(value),
                Some(month::Unit::Day) | None if month.is_some() && day.is_none() => day = Some(value),
                _ => return None,
            }
        }
    }
    match year {
        None => year_or_time(month?, day?, fields, now),
        Some(year) => optional_time(midnight(year, month?, day?)?, fields),
    }
}

/// A whole date, and the time that may follow it. A time with nothing behind it is the name.
fn optional_time(date: i64, fields: &mut Fields<'_>) -> Option<Modified> {
    let mut ahead = *fields;
    let time = ahead.next().and_then(time_of_day);
    let Some((time, precision)) = time.filter(|_| ahead.name().is_some()) else {
        return Some(on_server(date, Precision::Day));
    };
    *fields = ahead;
    if precision == Precision::Second
        && let Some(offset) = ahead.next().and_then(offset)
        && ahead.name().is_some()
    {
        *fields = ahead;
        return Some(Modified {
            seconds: date + time - offset,
            precision,
            zone: Zone::Utc,
        });
    }
    Some(on_server(date + time, precision))
}
