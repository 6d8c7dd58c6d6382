//! Entries for people: one line each, columns that need no look ahead.

use std::fmt::Write;

use crate::entry::{Entry, Kind, Modified, Precision};
use crate::path::{Blocked, visible};

/// One line of `ls`: permissions, owner, group, size, time, name; and why the name cannot be used, if so.
pub fn line(entry: &Entry, blocked: Option<Blocked>) -> String {
    let mut line = permissions(entry);
    for column in [&entry.owner, &entry.group] {
        let text = column.as_ref().map_or_else(|| "-".to_owned(), ToString::to_string);
        let _ = write!(line, " {text:<8}");
    }
    let size = entry.size.filter(|_| entry.kind == Kind::File);
    let size = size.map_or_else(|| "-".to_owned(), |size| size.to_string());
    let modified = entry.modified.and_then(|modified| time(&modified));
    let _ = write!(
        line,
        " {size:>12} {:<16} {}",
        modified.as_deref().unwrap_or("-"),
        entry.name
    );
    match (&entry.target, entry.kind) {
        (Some(target), _) => {
            let _ = write!(line, " -> {}", visible(target));
        }
        (None, Kind::Directory) => line.push('/'),
        _ => {}
    }
    if let Some(blocked) = blocked {
        let _ = write!(line, "  [blocked: {}]", reason(blocked));
    }
    line
}

/// Why a name cannot be used, in a few words.
pub fn reason(blocked: Blocked) -> &'static str {
    match blocked {
        Blocked::Empty => "the name is empty",
        Blocked::Dots => "the name is . or ..",
        Blocked::Separator => "a slash in the name",
        Blocked::Nul => "a NUL byte in the name",
        Blocked::LineBreak => "a line break in the name, FTP cannot name this file",
    }
}

/// The word for it in `--json` output.
pub fn reason_name(blocked: Blocked) -> &'static str {
    match blocked {
        Blocked::Empty => "empty",
        Blocked::Dots => "dots",
        Blocked::Separator => "separator",
        Blocked::Nul => "nul",
        Blocked::LineBreak => "line_break",
    }
}

/// `drwxr-xr-x`; question marks where the server does not say.
fn permissions(entry: &Entry) -> String {
    let kind = match entry.kind {
        Kind::File => '-',
        Kind::Directory => 'd',
        Kind::Link => 'l',
        Kind::Other => '?',
    };
    let Some(mode) = entry.permissions.map(crate::entry::Permissions::bits) else {
        return format!("{kind}?????????");
    };
    let mut text = String::from(kind);
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

/// As exact as the server was, to the minute.
fn time(modified: &Modified) -> Option<String> {
    let at = time::OffsetDateTime::from_unix_timestamp(modified.seconds).ok()?;
    let (year, month, day) = (at.year(), u8::from(at.month()), at.day());
    Some(match modified.precision {
        Precision::Day => format!("{year:04}-{month:02}-{day:02}"),
        Precision::Second | Precision::Minute => {
            format!("{year:04}-{month:02}-{day:02} {:02}:{:02}", at.hour(), at.minute())
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(entry: &Entry) -> String {
        line(entry, entry.name.blocked_on_ftp())
    }
    use crate::entry::{Permissions, Zone};
    use crate::path::RemoteName;

    #[test]
    fn lines_as_people_know_them() {
        let mut entry = Entry::new("a b".into(), Kind::File);
        entry.permissions = Some(Permissions::new(0o4754));
        entry.owner = Some("me".into());
        entry.size = Some(42);
        entry.modified = Some(Modified {
            seconds: 1_700_000_000,
            precision: Precision::Minute,
            zone: Zone::Server,
        });
        assert_eq!(
            shown(&entry),
            "-rwsr-xr-- me       -                  42 2023-11-14 22:13 a b"
        );
        entry.kind = Kind::Directory;
        entry.permissions = None;
        assert_eq!(
            shown(&entry),
            "d????????? me       -                   - 2023-11-14 22:13 a b/"
        );
        entry.kind = Kind::Link;
        entry.target = Some(b"to\x1b[2J".as_slice().into());
        assert!(shown(&entry).ends_with(" a b -> to\\x1b[2J"), "{}", shown(&entry));
    }

    #[test]
    fn a_name_that_cannot_be_used_is_marked() {
        let entry = Entry::new(RemoteName::new(b"../evil\nx".to_vec()), Kind::File);
        assert!(
            shown(&entry).ends_with(" ../evil\\x0ax  [blocked: a slash in the name]"),
            "{}",
            shown(&entry)
        );
        assert!(!shown(&entry).contains('\n'));
    }
}
