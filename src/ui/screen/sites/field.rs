//! The fields that are typed: how their values are written and read, and what can be wrong with them.

use std::net::IpAddr;
use std::num::NonZeroUsize;
use std::ops::RangeInclusive;

use super::form::{Form, Who};
use crate::site::{Book, Misfit, Saved};

/// A field that takes text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Field {
    /// What people call the site.
    Name,
    /// The host.
    Host,
    /// The port; empty is the usual one.
    Port,
    /// The user.
    User,
    /// The key files (SFTP): not typed, but something can be wrong with them.
    Keys,
    /// The first folder here.
    Local,
    /// The first folder there.
    Remote,
    /// The bookmarks: not typed here, but something can be wrong with them.
    Marks,
    /// The local ports of active mode (FTP).
    Ports,
    /// The address announced in active mode (FTP).
    Announced,
    /// How many connections transfers have.
    Connections,
    /// KiB a second.
    Down,
    /// KiB a second.
    Up,
    /// The time zone of listings (FTP).
    Offset,
    /// The name under which the host key is kept (SFTP).
    Alias,
}

/// What is wrong with a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// The site makes no sense so.
    Misfit(Misfit),
    /// Another site in this folder has this name.
    Taken,
    /// It is no port, or no range of them.
    Ports,
    /// It is no IP address.
    Address,
    /// It is no number from 1 to 64.
    Count,
    /// It is no number above 0.
    Rate,
    /// It is no time.
    Offset,
    /// A bookmark without a name.
    Unnamed,
}

impl Form {
    /// Everything that is wrong, in the order of the fields.
    pub fn faults(&self, book: &Book) -> Vec<(Field, Fault)> {
        let saved = self.saved();
        let mut all: Vec<(Field, Fault)> = saved
            .misfits()
            .map(|misfit| (place(misfit), Fault::Misfit(misfit)))
            .collect();
        if is_taken(book, &saved) {
            all.push((Field::Name, Fault::Taken));
        }
        let mut check = |field: Field, reads: bool, fault: Fault| {
            if !reads {
                all.push((field, fault));
            }
        };
        if self.is_ftp() {
            check(
                Field::Ports,
                read_ports(self.typed(Field::Ports)).is_some(),
                Fault::Ports,
            );
            let announced = read_address(self.typed(Field::Announced));
            check(Field::Announced, announced.is_some(), Fault::Address);
            check(
                Field::Offset,
                read_offset(self.typed(Field::Offset)).is_some(),
                Fault::Offset,
            );
        }
        let count = read_count(self.typed(Field::Connections));
        check(Field::Connections, count.is_some(), Fault::Count);
        check(Field::Down, read_rate(self.typed(Field::Down)).is_some(), Fault::Rate);
        check(Field::Up, read_rate(self.typed(Field::Up)).is_some(), Fault::Rate);
        let named = self.marks.iter().all(|mark| !mark.name.trim().is_empty());
        check(Field::Marks, named, Fault::Unnamed);
        if self.who == Who::Anonymous {
            all.retain(|(field, _)| *field != Field::User);
        }
        all.sort_by_key(|(field, _)| *field);
        all
    }
}

/// Whether another site is there under this name.
fn is_taken(book: &Book, saved: &Saved) -> bool {
    let same = |other: &Saved| other.id != saved.id && other.place().eq(saved.place());
    book.sites.iter().any(same)
}

/// The field that a misfit is about.
fn place(misfit: Misfit) -> Field {
    match misfit {
        Misfit::NoName => Field::Name,
        Misfit::NoHost | Misfit::BadHost => Field::Host,
        Misfit::NoPort => Field::Port,
        Misfit::NoUser | Misfit::LineBreak | Misfit::LoginOfSftp | Misfit::LoginOfFtp => Field::User,
        Misfit::NoKeyFile => Field::Keys,
    }
}

/// A range of ports.
pub fn ports(range: &RangeInclusive<u16>) -> String {
    format!("{}-{}", range.start(), range.end())
}

/// Reads ports; the outer `None`: they are none.
pub fn read_ports(text: &str) -> Option<Option<RangeInclusive<u16>>> {
    let text = text.trim();
    if text.is_empty() {
        return Some(None);
    }
    let (low, high) = text.split_once('-').unwrap_or((text, text));
    let (low, high) = (low.trim().parse::<u16>().ok()?, high.trim().parse::<u16>().ok()?);
    (0 < low && low <= high).then_some(Some(low..=high))
}

/// Reads an address; the outer `None`: it is none.
pub fn read_address(text: &str) -> Option<Option<IpAddr>> {
    match text.trim() {
        "" => Some(None),
        text => text.parse().ok().map(Some),
    }
}

/// Reads how many connections; the outer `None`: it is no such number.
pub fn read_count(text: &str) -> Option<Option<NonZeroUsize>> {
    match text.trim() {
        "" => Some(None),
        text => {
            let count = text.parse::<u8>().ok().filter(|count| (1..=64).contains(count))?;
            Some(NonZeroUsize::new(count.into()))
        }
    }
}

/// Bytes a second as KiB.
pub fn rate(bytes: u64) -> String {
    if bytes.is_multiple_of(1024) {
        return (bytes / 1024).to_string();
    }
    // Exact to the byte when it is read again.
    format!("{:.4}", bytes as f64 / 1024.0)
}

/// Reads KiB a second; the outer `None`: it is no such number.
pub fn read_rate(text: &str) -> Option<Option<u64>> {
    match text.trim() {
        "" => Some(None),
        text => {
            let kib = text.parse::<f64>().ok().filter(|kib| kib.is_finite() && *kib < 1e9)?;
            let bytes = (kib * 1024.0).round();
            (bytes >= 1.0).then_some(Some(bytes as u64))
        }
    }
}

/// Minutes as `+1:30`.
pub fn offset(minutes: i32) -> String {
    let sign = if minutes < 0 { '-' } else { '+' };
    let minutes = minutes.unsigned_abs();
    format!("{sign}{}:{:02}", minutes / 60, minutes % 60)
}

/// Reads hours, or hours and minutes, as minutes; the outer `None`: they are none.
pub fn read_offset(text: &str) -> Option<Option<i32>> {
    let text = text.trim();
    if text.is_empty() {
        return Some(None);
    }
    let (negative, digits) = match text.strip_prefix('-') {
        Some(digits) => (true, digits),
        None => (false, text.strip_prefix('+').unwrap_or(text)),
    };
    let (hours, minutes) = digits.split_once(':').unwrap_or((digits, "0"));
    let (hours, minutes) = (hours.parse::<u16>().ok()?, minutes.parse::<u16>().ok()?);
    if hours > 24 || minutes > 59 {
        return None;
    }
    let all = i32::from(hours) * 60 + i32::from(minutes);
    (all <= 1440).then_some(Some(if negative { -all } else { all }))
}
