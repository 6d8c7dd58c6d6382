//! In which order names stand: folders first, numbers by value, capitals as small letters.

use std::cmp::Ordering;

use super::column::Column;
use super::listing::Item;
use crate::entry::Kind;

/// What the rows are sorted by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sort {
    /// The column.
    pub by: Column,
    /// The greatest first.
    pub descending: bool,
}

impl Default for Sort {
    fn default() -> Self {
        Self {
            by: Column::Name,
            descending: false,
        }
    }
}

impl Sort {
    /// After a press on the head of `column`: the same column turns round.
    #[must_use]
    pub fn pressed(self, column: Column) -> Self {
        Self {
            by: column,
            descending: self.by == column && !self.descending,
        }
    }

    /// Which of two comes first. Equal values go by name, always upwards; the server's bytes decide between names that
    /// differ in capitals only, so that the order is the same every time.
    pub fn compare(self, one: &Item, other: &Item) -> Ordering {
        let folder = |item: &Item| item.kind != Kind::Directory;
        let by_name = || natural(one.shown_bytes(), other.shown_bytes()).then_with(|| one.name.cmp(&other.name));
        let by_column = match self.by {
            Column::Name => by_name(),
            Column::Size => one.size.cmp(&other.size),
            Column::Modified => {
                let seconds = |item: &Item| item.modified.map(|time| time.seconds);
                seconds(one).cmp(&seconds(other))
            }
            Column::Permissions => {
                let bits = |item: &Item| item.permissions.map(crate::entry::Permissions::bits);
                bits(one).cmp(&bits(other))
            }
            Column::Owner => one.owner().cmp(&other.owner()),
            Column::Type => one.extension().cmp(other.extension()),
        };
        let by_column = if self.descending {
            by_column.reverse()
        } else {
            by_column
        };
        folder(one).cmp(&folder(other)).then(by_column).then_with(by_name)
    }
}

/// Which of two names comes first, as their [`key`]s say, without making any.
fn natural(one: &[u8], other: &[u8]) -> Ordering {
    let alike = one.iter().zip(other).position(|(a, b)| a != b);
    let alike = alike.unwrap_or(one.len().min(other.len()));
    // A run of digits is looked at whole, and so is a letter of several bytes.
    let within = |byte: &u8| byte.is_ascii_digit() || !byte.is_ascii();
    let same = one[..alike].iter().rev().take_while(|byte| within(byte)).count();
    let (mut one, mut other) = (&one[alike - same..], &other[alike - same..]);
    loop {
        let (Some(a), Some(b)) = (one.first(), other.first()) else {
            return one.len().cmp(&other.len());
        };
        if a.is_ascii_digit() && b.is_ascii_digit() {
            let ((a, rest), (b, other_rest)) = (number(one), number(other));
            let order = a.len().cmp(&b.len()).then_with(|| a.cmp(b));
            if order.is_ne() {
                return order;
            }
            (one, other) = (rest, other_rest);
        } else if a.is_ascii() && b.is_ascii() {
            let order = a.to_ascii_lowercase().cmp(&b.to_ascii_lowercase());
            if order.is_ne() {
                return order;
            }
            (one, other) = (&one[1..], &other[1..]);
        } else {
            let key = |rest| std::str::from_utf8(rest).map(key).unwrap_or_default();
            return key(one).cmp(&key(other));
        }
    }
}

/// The digits that a name begins with, without leading zeros, and what follows them.
fn number(name: &[u8]) -> (&[u8], &[u8]) {
    let end = name
        .iter()
        .position(|byte| !byte.is_ascii_digit())
        .unwrap_or(name.len());
    let (digits, rest) = name.split_at(end);
    let zeros = digits.iter().position(|digit| *digit != b'0').unwrap_or(digits.len());
    (&digits[zeros..], rest)
}

/// Bytes that compare as people sort: `img2` before `img10`, `a` beside `A`.
///
/// A run of digits becomes `0`, its length without leading zeros, and its digits, so that comparing bytes compares values.
pub fn key(shown: &str) -> Box<[u8]> {
    let mut key = Vec::with_capacity(shown.len() + 4);
    let mut rest = shown;
    while let Some(first) = rest.chars().next() {
        if first.is_ascii_digit() {
            let end = rest
                .bytes()
                .position(|byte| !byte.is_ascii_digit())
                .unwrap_or(rest.len());
            let value = rest[..end].trim_start_matches('0').as_bytes();
            key.push(b'0');
            key.extend(u16::try_from(value.len()).unwrap_or(u16::MAX).to_be_bytes());
            key.extend(value);
            rest = &rest[end..];
        } else {
            let mut buffer = [0; 4];
            for small in first.to_lowercase() {
                key.extend(small.encode_utf8(&mut buffer).bytes());
            }
            rest = &rest[first.len_utf8()..];
        }
    }
    key.into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::entry::{Entry, Modified, Precision, Zone};

    fn file(name: &str, size: u64, seconds: i64) -> Item {
        let mut entry = Entry::new(name.into(), Kind::File);
        entry.size = Some(size);
        entry.modified = Some(Modified {
            seconds,
            precision: Precision::Second,
            zone: Zone::Utc,
        });
        Item::new(entry, false)
    }

    fn folder(name: &str) -> Item {
        Item::new(Entry::new(name.into(), Kind::Directory), false)
    }

    fn sorted(mut items: Vec<Item>, by: Column, descending: bool) -> Vec<String> {
        let sort = Sort { by, descending };
        items.sort_by(|one, other| sort.compare(one, other));
        items.iter().map(|item| item.shown().to_owned()).collect()
    }

    fn sample() -> Vec<Item> {
        vec![
            file("img10.png", 5, 30),
            file("IMG2.png", 9, 10),
            folder("zoo"),
            file("a.txt", 7, 20),
            file("img02.png", 9, 40),
            folder("Alpha"),
        ]
    }

    #[test]
    fn folders_stand_first_and_numbers_go_by_value() {
        assert_eq!(
            sorted(sample(), Column::Name, false),
            ["Alpha", "zoo", "a.txt", "IMG2.png", "img02.png", "img10.png"]
        );
    }

    #[test]
    fn descending_turns_the_column_but_not_the_folders_nor_the_names_of_equals() {
        assert_eq!(
            sorted(sample(), Column::Name, true),
            ["zoo", "Alpha", "img10.png", "img02.png", "IMG2.png", "a.txt"]
        );
        assert_eq!(
            sorted(sample(), Column::Size, true),
            ["Alpha", "zoo", "IMG2.png", "img02.png", "a.txt", "img10.png"]
        );
    }

    #[test]
    fn times_and_types_sort() {
        assert_eq!(
            sorted(sample(), Column::Modified, false)[2..],
            ["IMG2.png", "a.txt", "img10.png", "img02.png"]
        );
        assert_eq!(sorted(sample(), Column::Type, true)[2], "a.txt");
    }

    #[test]
    fn a_long_number_is_greater_than_a_short_one() {
        assert!(key("1000000000000000000000") > key("999999999999999999999"));
        assert!(key("007") == key("7") && key("7a") > key("7"));
    }

    #[test]
    fn names_compare_as_their_keys_do() {
        let parts = [
            "", "a", "A", "b", "0", "7", "07", "10", "\u{e9}", "\u{c9}", "\u{130}", "i", "\u{4e2d}", "/", ":", " ",
        ];
        let mut names = Vec::new();
        for one in parts {
            for two in parts {
                names.extend(parts.map(|three| format!("{one}{two}{three}")));
            }
        }
        for (at, one) in names.iter().enumerate() {
            // Every name beside a few hundred others.
            for other in names.iter().skip(at % 61).step_by(61) {
                let expected = key(one).cmp(&key(other));
                assert_eq!(natural(one.as_bytes(), other.as_bytes()), expected, "{one:?} {other:?}");
            }
        }
    }

    #[test]
    fn a_second_press_turns_round_and_another_column_starts_upwards() {
        let sort = Sort::default().pressed(Column::Name);
        assert!(sort.descending);
        let sort = sort.pressed(Column::Size);
        assert_eq!((sort.by, sort.descending), (Column::Size, false));
    }
}
