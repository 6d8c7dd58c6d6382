//! The line that servers send along with a name, usually that of `ls -l`. Only what no attribute tells is taken from it.

use crate::entry::Kind;

/// What such a line tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Line<'a> {
    pub(super) kind: Kind,
    pub(super) owner: &'a [u8],
    pub(super) group: &'a [u8],
}

/// Reads `drwxr-xr-x    2 anna     users        4096 Nov 22 17:03 name`; `None` for any other form.
pub(super) fn read(line: &[u8]) -> Option<Line<'_>> {
    let mut fields = line.split(|byte| *byte == b' ').filter(|field| !field.is_empty());
    let mode = fields.next()?;
    let kind = kind(mode)?;
    let links = fields.next()?;
    let (owner, group, size) = (fields.next()?, fields.next()?, fields.next()?);
    let number = |field: &[u8]| field.iter().all(u8::is_ascii_digit);
    // Without the number of links, or with a blank in a name, the columns are others.
    if !number(size) || !(number(links) || links == b"?") || fields.count() < 4 {
        return None;
    }
    Some(Line { kind, owner, group })
}

fn kind(mode: &[u8]) -> Option<Kind> {
    let (first, bits) = mode.split_first()?;
    if bits.len() < 9 || !bits[..9].iter().all(|bit| b"rwxsStT-lL".contains(bit)) {
        return None;
    }
    match first {
        b'-' => Some(Kind::File),
        b'd' => Some(Kind::Directory),
        b'l' => Some(Kind::Link),
        b'b' | b'c' | b'p' | b's' | b'D' => Some(Kind::Other),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_owners_come_from_the_line() {
        let line = read(b"-rw-r--r--    1 anna     users        1234 Nov 22 17:03 a b").unwrap();
        assert_eq!(
            (line.kind, line.owner, line.group),
            (Kind::File, &b"anna"[..], &b"users"[..])
        );
        assert_eq!(
            read(b"drwx------+   ? 1000     1000         4096 Jan  1  2020 x")
                .unwrap()
                .kind,
            Kind::Directory
        );
    }

    #[test]
    fn other_lines_tell_nothing() {
        for line in [
            &b""[..],
            b"name",
            b"-rw-r--r-- anna users 1234 Nov 22 17:03 a",
            b"-rw-r--r-- 1 Domain Users x 1234 Nov 22 17:03 a",
            b"?rw-r--r-- 1 anna users 1234 Nov 22 17:03 a",
            b"-rw-r--r-- 1 anna users 1234 a",
        ] {
            assert_eq!(read(line), None, "{line:?}");
        }
    }
}
