//! From the bytes of a listing to entries: no IO, no clock, any input.
//!
//! This file cuts the bytes into lines and keeps the limits. What a line says is told by [`mlsd`] for the machine's
//! listing and by [`human`] for the rest, which asks one file per family of servers.

mod date;
mod dos;
mod eplf;
mod fields;
mod human;
mod mlsd;
mod modes;
mod month;
mod mvs;
mod netware;
mod os2;
mod os400;
#[cfg(test)]
mod tests;
mod unix;
mod vms;
mod vshell;
mod zvm;

use self::human::Human;
use crate::entry::Entry;

/// Bytes in one listing.
const MAX_BYTES: u64 = 256 << 20;
/// Entries in one listing.
const MAX_ENTRIES: u64 = 1_000_000;
/// Bytes in one line, without its end.
const MAX_LINE: usize = 64 << 10;
/// So many lines that were not understood are kept.
const KEPT_LINES: usize = 100;
/// So many bytes of each.
const KEPT_BYTES: usize = 1 << 10;

/// Reads one listing as it arrives. Unknown lines are counted and kept, never guessed at.
#[derive(Debug)]
pub struct Parser {
    reader: Reader,
    /// The beginning of a line whose end has not come.
    begun: Vec<u8>,
    bytes: u64,
    summary: Summary,
    too_large: bool,
}

/// Which command made the listing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// MLSD (RFC 3659).
    Machine,
    /// LIST: whatever the server's system prints.
    Human,
}

/// The listing is longer than any honest one: 256 MiB, 1,000,000 entries, or 64 KiB in one line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TooLarge;

/// What was read in all. Every line that is not blank is counted in one of the three numbers.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Summary {
    /// Entries handed out.
    pub entries: u64,
    /// Lines that carry no entry: `total 12`, headers, `.` and `..`, the first half of a wrapped line.
    pub dropped: u64,
    /// Lines that were not understood.
    pub unknown: u64,
    /// The first 100 of them, each cut to 1 KiB.
    pub unknown_lines: Vec<Vec<u8>>,
}

/// What one line came to.
#[derive(Debug)]
enum Line {
    Entry(Entry),
    /// Understood, and it names nothing.
    Nothing,
    /// Perhaps the first half of an entry: counted when that is known.
    Held,
}

#[derive(Debug)]
enum Reader {
    Machine,
    Human(Box<Human>),
}

impl Parser {
    /// Begins a listing. `now` is in Unix seconds and tells the year of `Nov 22 17:03`.
    pub fn new(format: Format, now: i64) -> Self {
        Self {
            reader: match format {
                Format::Machine => Reader::Machine,
                Format::Human => Reader::Human(Box::new(Human::new(now))),
            },
            begun: Vec::new(),
            bytes: 0,
            summary: Summary::default(),
            too_large: false,
        }
    }

    /// Takes the next bytes, cut anywhere, and appends the entries that they complete.
    ///
    /// # Errors
    /// [`TooLarge`], and again for all that follows. What was complete before the limit is in `entries`.
    pub fn push(&mut self, bytes: &[u8], entries: &mut Vec<Entry>) -> Result<(), TooLarge> {
        if self.too_large {
            return Err(TooLarge);
        }
        let room = MAX_BYTES - self.bytes;
        let taken = usize::try_from(room).map_or(bytes.len(), |room| room.min(bytes.len()));
        self.bytes += taken as u64;
        let done = self.take(&bytes[..taken], entries);
        self.too_large = done.is_err() || taken < bytes.len();
        if self.too_large { Err(TooLarge) } else { Ok(()) }
    }

    /// Takes the end of the listing: a last line without line end counts.
    pub fn finish(mut self, entries: &mut Vec<Entry>) -> Summary {
        let last = std::mem::take(&mut self.begun);
        if !self.too_large
            && self.line(&last, entries).is_ok()
            && let Reader::Human(human) = &mut self.reader
        {
            human.finish(&mut self.summary);
        }
        self.summary
    }

    fn take(&mut self, bytes: &[u8], entries: &mut Vec<Entry>) -> Result<(), TooLarge> {
        let mut rest = bytes;
        while let Some(end) = rest.iter().position(|byte| *byte == b'\n') {
            let (line, tail) = (&rest[..end], &rest[end + 1..]);
            if self.begun.is_empty() {
                self.line(line.strip_suffix(b"\r").unwrap_or(line), entries)?;
            } else {
                self.hold(line)?;
                let mut line = std::mem::take(&mut self.begun);
                self.line(line.strip_suffix(b"\r").unwrap_or(&line), entries)?;
                line.clear();
                self.begun = line;
            }
            rest = tail;
        }
        self.hold(rest)
    }

    /// Keeps the beginning of a line until its end comes.
    fn hold(&mut self, bytes: &[u8]) -> Result<(), TooLarge> {
        // One more for the carriage return, which may turn out to be part of the line's end.
        if self.begun.len() + bytes.len() > MAX_LINE + 1 {
            return Err(TooLarge);
        }
        self.begun.extend_from_slice(bytes);
        Ok(())
    }

    fn line(&mut self, line: &[u8], entries: &mut Vec<Entry>) -> Result<(), TooLarge> {
        if line.len() > MAX_LINE {
            return Err(TooLarge);
        }
        if line.iter().all(|byte| matches!(byte, b' ' | b'\t' | b'\r')) {
            return Ok(());
        }
        let read = match &mut self.reader {
            Reader::Machine => mlsd::line(line),
            Reader::Human(human) => human.line(line, &mut self.summary),
        };
        match read {
            Some(Line::Entry(entry)) if !matches!(entry.name.as_bytes(), b"." | b"..") => {
                if self.summary.entries == MAX_ENTRIES {
                    return Err(TooLarge);
                }
                self.summary.entries += 1;
                entries.push(entry);
            }
            Some(Line::Held) => {}
            Some(_) => self.summary.dropped += 1,
            None => self.summary.not_understood(line),
        }
        Ok(())
    }
}

impl Summary {
    fn not_understood(&mut self, line: &[u8]) {
        self.unknown += 1;
        if self.unknown_lines.len() < KEPT_LINES {
            self.unknown_lines.push(line[..line.len().min(KEPT_BYTES)].to_vec());
        }
    }
}

/// Reads the facts of one MLST reply line (`type=file;size=3; /a/b`), without the leading blank.
///
/// The name of the entry is what the server wrote there, usually a whole path. `None` if it is not a line of facts.
pub fn facts(line: &[u8]) -> Option<Entry> {
    mlsd::facts(line).map(|(entry, _)| entry)
}
