//! What `ls -l` prints on Unix systems, and what imitates it.

use super::Line;
use super::date::{Now, listed};
use super::fields::{Fields, grouped_number, number};
use crate::entry::{Entry, Kind, Permissions};
use crate::path::RemoteName;

/// So many fields may stand before the date.
const FIELDS: usize = 16;

/// `-rw-r--r--  1 anna users  1234 Nov 22 17:03 name`, or `total 12`.
pub(super) fn line(line: &[u8], now: Now) -> Option<Line> {
    match mode(line) {
        Some((kind, permissions, rest)) => entry(kind, permissions, rest, now).map(Line::Entry),
        None => is_total(line).then_some(Line::Nothing),
    }
}

/// The ten letters of a mode and the mark behind them; what follows starts with a blank.
pub(super) fn mode(line: &[u8]) -> Option<(Kind, Permissions, &[u8])> {
    let (letters, rest) = line.split_at_checked(10)?;
    let kind = match letters[0] {
        b'-' | b'C' | b'M' | b'm' => Kind::File,
        b'd' => Kind::Directory,
        b'l' => Kind::Link,
        b'b' | b'c' | b'p' | b's' | b'D' | b'P' | b'n' | b'w' | b'h' | b'?' => Kind::Other,
        _ => return None,
    };
    let mut mode = 0;
    for (at, letter) in letters[1..].iter().enumerate() {
        let bit = 0o400 >> at;
        let special = 0o4000 >> (at / 3);
        mode |= match (letter, at % 3) {
            (b'-', _) => 0,
            (b'r', 0) | (b'w', 1) | (b'x', 2) => bit,
            (b's', 2) if at < 8 => bit | special,
            (b'S' | b'l' | b'L', 2) if at < 8 => special,
            (b't', 2) if at == 8 => bit | special,
            (b'T', 2) if at == 8 => special,
            _ => return None,
        };
    }
    // An access list, a security context, an extended attribute.
    let rest = match rest {
        [b'+' | b'.' | b'@' | b'*' | b'&', rest @ ..] => rest,
        rest => rest,
    };
    matches!(rest.first(), Some(b' ' | b'\t')).then_some((kind, Permissions::new(mode), rest))
}

/// All that stands behind the mode. The first size with a date behind it divides it into owner and name.
fn entry(kind: Kind, permissions: Permissions, rest: &[u8], now: Now) -> Option<Entry> {
    let mut fields = Fields(rest);
    for _ in 0..FIELDS {
        let start = fields.0.len();
        let field = fields.next()?;
        let Some(size) = size(field, kind) else { continue };
        let mut ahead = fields;
        if let Some(modified) = listed(&mut ahead, now)
            && let Some(name) = ahead.name()
        {
            let (owner, group) = owner_and_group(&rest[..rest.len() - start], size);
            let (name, target) = match kind {
                Kind::Link => split_link(name, size),
                _ => (name, None),
            };
            return Some(Entry {
                size: size.filter(|_| kind != Kind::Other),
                modified: Some(modified),
                permissions: Some(permissions),
                owner: owner.map(RemoteName::new),
                group: group.map(RemoteName::new),
                target: target.map(Into::into),
                ..Entry::new(RemoteName::new(name), kind)
            });
        }
    }
    None
}

/// `Some` if the field can be a size, with its bytes if it is exact. `1.5K` is a size, but not a number of bytes.
fn size(field: &[u8], kind: Kind) -> Option<Option<u64>> {
    let first = *field.first()?;
    if !first.is_ascii_digit() {
        return None;
    }
    if let Some(size) = grouped_number(field) {
        return Some(Some(size));
    }
    let digits = match field {
        [digits @ .., b'K' | b'M' | b'G' | b'T' | b'P' | b'k' | b'B', b'B']
        | [digits @ .., b'K' | b'M' | b'G' | b'T' | b'P' | b'k' | b'B'] => digits,
        // `8,1`, `0x00010003`: the number of a device.
        _ if kind == Kind::Other => {
            let rest = field.strip_prefix(b"0x").unwrap_or(field);
            return rest
                .iter()
                .all(|byte| byte.is_ascii_hexdigit() || *byte == b',')
                .then_some(None);
        }
        _ => return None,
    };
    let mut parts = digits.splitn(2, |byte| *byte == b'.');
    parts.all(|part| number(part).is_some()).then_some(None)
}

/// What stands between mode and size. The number of links comes first and is left out by some, the group comes last and is
/// left out by others. Both may hold blanks (`Domain Users`).
fn owner_and_group(text: &[u8], size: Option<u64>) -> (Option<&[u8]>, Option<&[u8]>) {
    let mut text = text.trim_ascii();
    if let Some(major) = text.strip_suffix(b",") {
        // The first half of a device's number.
        let digits = major.iter().rev().take_while(|byte| byte.is_ascii_digit()).count();
        text = major[..major.len() - digits].trim_ascii_end();
    }
    let mut fields = Fields(text);
    match fields.next() {
        // NetPresenz: `folder` and a count, or the sizes of both forks, whose sum is the size.
        Some(b"folder") => return (None, None),
        Some(resource) if fork_sizes(resource, fields.0.trim_ascii(), size) => return (None, None),
        Some(links) if number(links).is_some() => text = fields.0.trim_ascii(),
        _ => {}
    }
    // Two blanks are a gap between columns, one may stand in a name.
    let gap = text.windows(2).rposition(|pair| pair == b"  ").map(|at| at + 1);
    match gap.or_else(|| text.iter().rposition(u8::is_ascii_whitespace)) {
        Some(blank) => (Some(text[..blank].trim_ascii_end()), Some(&text[blank + 1..])),
        None => ((!text.is_empty()).then_some(text), None),
    }
}

fn fork_sizes(resource: &[u8], contents: &[u8], size: Option<u64>) -> bool {
    let sum = number(resource).and_then(|resource| resource.checked_add(number(contents)?));
    sum.is_some() && sum == size
}

/// `a -> b`. Where the arrow stands more than once, the size of a link tells the length of its target.
fn split_link(name: &[u8], size: Option<u64>) -> (&[u8], Option<&[u8]>) {
    let arrow = b" -> ";
    let arrows = || (0..name.len().saturating_sub(arrow.len() - 1)).filter(|at| name[*at..].starts_with(arrow));
    let fits = |at: &usize| size == Some((name.len() - at - arrow.len()) as u64);
    match arrows().find(fits).or_else(|| arrows().next()) {
        Some(at) => (&name[..at], Some(&name[at + arrow.len()..])),
        None => (name, None),
    }
}

/// The line above a listing, in the languages in which `ls` says it.
fn is_total(line: &[u8]) -> bool {
    let mut fields = Fields(line);
    let Some(word) = fields.text() else { return false };
    let word = word.strip_suffix(':').unwrap_or(word).to_lowercase();
    let size = fields.next().and_then(|field| size(field, Kind::File));
    TOTAL.contains(&word.as_str()) && size.is_some() && fields.is_over()
}

#[rustfmt::skip]
const TOTAL: [&str; 26] = [
    "total", "insgesamt", "gesamt", "totale", "totaal", "totalt", "razem", "yhteensä", "celkem", "összesen", "toplam", "итого",
    "всего", "разом", "всього", "σύνολο", "合計", "总用量", "总计", "總計", "總用量", "합계", "총계", "총", "ukupno", "skupaj",
];
