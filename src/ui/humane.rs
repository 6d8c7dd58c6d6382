//! Sizes, times and rates as people say them.

use time::{Date, OffsetDateTime, UtcOffset};

use super::words::Words;
use crate::entry::{Modified, Precision, Zone};

/// A number of bytes in three digits: "67 B", "14.2 KB", "1.31 GB". Steps are a thousand, as on a disk's label.
pub fn size(bytes: u64) -> String {
    scaled(bytes, true)
}

/// Bytes per second. Trailing zeros stay, so that a rate that changes does not jump about.
pub fn rate(bytes_per_second: u64) -> String {
    format!("{}/s", scaled(bytes_per_second, false))
}

/// A number with its digits grouped: "1,310,000,000".
pub fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::with_capacity(digits.len() * 4 / 3);
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// `rwxr-xr-x`, with set-uid, set-gid and sticky as `ls` writes them.
pub fn permissions(mode: u32) -> String {
    let mut text = String::with_capacity(9);
    for (shift, special, letter) in [(6, 0o4000, 's'), (3, 0o2000, 's'), (0, 0o1000, 't')] {
        let bits = mode >> shift;
        text.push(if bits & 4 == 0 { '-' } else { 'r' });
        text.push(if bits & 2 == 0 { '-' } else { 'w' });
        text.push(match (mode & special != 0, bits & 1 != 0) {
            (false, false) => '-',
            (false, true) => 'x',
            (true, false) => letter.to_ascii_uppercase(),
            (true, true) => letter,
        });
    }
    text
}

/// The forms of dates in one language, taken out of the words once so that a table can ask for thousands of them.
#[derive(Clone, Debug, Default)]
pub struct Dates {
    today: String,
    yesterday: String,
    this_year: String,
    other_year: String,
    months: [String; 12],
    utc: String,
    server: String,
    inferred: String,
}

impl Dates {
    /// The forms of `words`. Places for numbers stay open in them.
    pub fn of(words: &Words) -> Self {
        let open = |key: &str| {
            words.with(
                key,
                &[
                    ("day", DAY.into()),
                    ("month", MONTH.into()),
                    ("year", YEAR.into()),
                    ("time", TIME.into()),
                ],
            )
        };
        Self {
            today: open("pane-date-today"),
            yesterday: open("pane-date-yesterday"),
            this_year: open("pane-date-this-year"),
            other_year: open("pane-date-other-year"),
            months: months(words),
            utc: open("pane-time-from-utc"),
            server: open("pane-time-from-server"),
            inferred: open("pane-time-inferred"),
        }
    }

    /// "Today 14:31", "Yesterday 17:22", "12 Nov 18:02", "4 Mar 2024". A time without a known zone stays as the server
    /// wrote it. Empty where it is no time at all.
    pub fn short(&self, modified: &Modified, now: OffsetDateTime, zone: UtcOffset) -> String {
        let Some(at) = local(modified, zone) else {
            return String::new();
        };
        let today = now.to_offset(zone).date();
        let hour = match modified.precision {
            Precision::Day => String::new(),
            Precision::Minute | Precision::Second => clock(at),
        };
        let form = if at.date() == today {
            &self.today
        } else if Some(at.date()) == today.previous_day() {
            &self.yesterday
        } else if at.year() == today.year() {
            &self.this_year
        } else {
            &self.other_year
        };
        self.fill(form, at.date(), &hour)
    }

    /// ISO 8601 as exact as it is known, and where it comes from.
    pub fn exact(&self, modified: &Modified, zone: UtcOffset) -> String {
        let Some(at) = local(modified, zone) else {
            return String::new();
        };
        let (year, month, day) = (at.year(), u8::from(at.month()), at.day());
        let mut iso = format!("{year:04}-{month:02}-{day:02}");
        match modified.precision {
            Precision::Day => {}
            Precision::Minute => iso.push_str(&format!(" {}", clock(at))),
            Precision::Second => iso.push_str(&format!(" {}:{:02}", clock(at), at.second())),
        }
        let form = match modified.zone {
            Zone::Utc => &self.utc,
            Zone::Server => &self.server,
            Zone::Inferred => &self.inferred,
        };
        if modified.zone != Zone::Server && modified.precision != Precision::Day {
            let (hours, minutes, _) = zone.as_hms();
            let sign = if zone.is_negative() { '-' } else { '+' };
            iso.push_str(&format!(" {sign}{:02}:{:02}", hours.abs(), minutes.abs()));
        }
        form.replace(TIME, &iso)
    }

    /// A day with its year, of a time in Unix seconds: "4 Mar 2024". Empty where it is no time at all.
    pub fn day(&self, seconds: i64, zone: UtcOffset) -> String {
        let at = OffsetDateTime::from_unix_timestamp(seconds).ok();
        let at = at.and_then(|at| at.checked_to_offset(zone));
        at.map_or_else(String::new, |at| self.fill(&self.other_year, at.date(), ""))
    }

    fn fill(&self, form: &str, date: Date, hour: &str) -> String {
        let month = usize::from(u8::from(date.month())) - 1;
        let text = form
            .replace(DAY, &date.day().to_string())
            .replace(MONTH, &self.months[month])
            .replace(YEAR, &date.year().to_string())
            .replace(TIME, hour);
        text.trim_end().to_owned()
    }
}

/// "14:31".
pub fn clock(at: OffsetDateTime) -> String {
    format!("{:02}:{:02}", at.hour(), at.minute())
}

// Marks that no sentence contains, where numbers go later.
const DAY: &str = "\u{1}";
const MONTH: &str = "\u{2}";
const YEAR: &str = "\u{3}";
const TIME: &str = "\u{4}";

/// The time in the person's zone, or on the server's clock where its zone is not known.
fn local(modified: &Modified, zone: UtcOffset) -> Option<OffsetDateTime> {
    let at = OffsetDateTime::from_unix_timestamp(modified.seconds).ok()?;
    match (modified.zone, modified.precision) {
        // A day without an hour must not move to its neighbour.
        (Zone::Server, _) | (_, Precision::Day) => Some(at),
        (Zone::Utc | Zone::Inferred, _) => at.checked_to_offset(zone),
    }
}

fn months(words: &Words) -> [String; 12] {
    [
        words.say("pane-month-january"),
        words.say("pane-month-february"),
        words.say("pane-month-march"),
        words.say("pane-month-april"),
        words.say("pane-month-may"),
        words.say("pane-month-june"),
        words.say("pane-month-july"),
        words.say("pane-month-august"),
        words.say("pane-month-september"),
        words.say("pane-month-october"),
        words.say("pane-month-november"),
        words.say("pane-month-december"),
    ]
}

#[expect(clippy::cast_precision_loss, reason = "three digits are shown")]
fn scaled(bytes: u64, short: bool) -> String {
    if bytes < 1000 {
        return format!("{bytes} B");
    }
    let mut value = bytes as f64 / 1000.0;
    let mut unit = 0;
    // What would be rounded up to a thousand belongs to the next unit.
    while value >= 999.5 && unit + 1 < UNITS.len() {
        value /= 1000.0;
        unit += 1;
    }
    // Three digits in all, but only one decimal below gigabytes.
    let decimals = match value {
        value if value < 9.995 && unit >= 2 => 2,
        value if value < 99.95 => 1,
        _ => 0,
    };
    let text = format!("{value:.decimals$}");
    let text = if short && decimals > 0 {
        text.trim_end_matches('0').trim_end_matches('.')
    } else {
        &text
    };
    format!("{text} {}", UNITS[unit])
}

const UNITS: [&str; 6] = ["KB", "MB", "GB", "TB", "PB", "EB"];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ui::words::Language;
    use time::macros::{datetime, offset};

    #[test]
    fn sizes_have_three_digits_and_no_empty_decimals() {
        for (bytes, text) in [
            (0, "0 B"),
            (67, "67 B"),
            (999, "999 B"),
            (1000, "1 KB"),
            (1100, "1.1 KB"),
            (14_200, "14.2 KB"),
            (99_960, "100 KB"),
            (999_499, "999 KB"),
            (999_500, "1 MB"),
            (2_400_000, "2.4 MB"),
            (96_000_000, "96 MB"),
            (1_310_000_000, "1.31 GB"),
            (31_400_000_000, "31.4 GB"),
            (212_000_000_000, "212 GB"),
            (u64::MAX, "18.4 EB"),
        ] {
            assert_eq!(size(bytes), text, "{bytes}");
        }
        assert_eq!(rate(14_000_000), "14.0 MB/s");
        assert_eq!(grouped(1_310_000_000), "1,310,000,000");
        assert_eq!(grouped(999), "999");
    }

    #[test]
    fn permissions_are_written_as_by_ls() {
        assert_eq!(permissions(0o755), "rwxr-xr-x");
        assert_eq!(permissions(0o4644), "rwSr--r--");
        assert_eq!(permissions(0o1777), "rwxrwxrwt");
    }

    fn at(time: OffsetDateTime, zone: Zone, precision: Precision) -> Modified {
        Modified {
            seconds: time.unix_timestamp(),
            precision,
            zone,
        }
    }

    #[test]
    fn times_are_said_in_the_zone_of_the_person() {
        let (english, chinese) = (
            Dates::of(&Words::of(Language::English)),
            Dates::of(&Words::of(Language::Chinese)),
        );
        let now = datetime!(2026-11-23 14:40 UTC);
        let zone = offset!(+9);
        for (time, source, precision, text, zh) in [
            (
                datetime!(2026-11-23 05:31 UTC),
                Zone::Utc,
                Precision::Second,
                "Today 14:31",
                "今天 14:31",
            ),
            (
                datetime!(2026-11-22 08:22 UTC),
                Zone::Utc,
                Precision::Minute,
                "Yesterday 17:22",
                "昨天 17:22",
            ),
            // Late in the evening here is another day than in UTC.
            (
                datetime!(2026-11-22 15:30 UTC),
                Zone::Inferred,
                Precision::Minute,
                "Today 00:30",
                "今天 00:30",
            ),
            (
                datetime!(2026-11-12 18:02 UTC),
                Zone::Server,
                Precision::Minute,
                "12 Nov 18:02",
                "11月12日 18:02",
            ),
            (
                datetime!(2026-03-04 00:00 UTC),
                Zone::Server,
                Precision::Day,
                "4 Mar",
                "3月4日",
            ),
            (
                datetime!(2024-03-04 23:00 UTC),
                Zone::Server,
                Precision::Minute,
                "4 Mar 2024",
                "2024年3月4日",
            ),
        ] {
            let modified = at(time, source, precision);
            assert_eq!(english.short(&modified, now, zone), text);
            assert_eq!(chinese.short(&modified, now, zone), zh);
        }
    }

    #[test]
    fn an_exact_time_names_its_source_and_claims_no_more_than_is_known() {
        let dates = Dates::of(&Words::of(Language::English));
        let time = datetime!(2026-11-23 05:31:07 UTC);
        let said = |zone, precision| dates.exact(&at(time, zone, precision), offset!(+9));
        assert!(said(Zone::Utc, Precision::Second).starts_with("2026-11-23 14:31:07 +09:00"));
        let server = said(Zone::Server, Precision::Minute);
        assert!(server.starts_with("2026-11-23 05:31"), "{server}");
        assert!(!server.contains("+09:00") && server.contains("server"), "{server}");
        assert!(!said(Zone::Server, Precision::Day).contains("05:31"));
    }

    #[test]
    fn a_time_that_is_none_says_nothing() {
        let dates = Dates::of(&Words::of(Language::English));
        let modified = Modified {
            seconds: i64::MAX,
            precision: Precision::Second,
            zone: Zone::Utc,
        };
        assert_eq!(
            dates.short(&modified, datetime!(2026-11-23 14:40 UTC), UtcOffset::UTC),
            ""
        );
    }
}
