//! From the bytes of a listing to entries: no IO, no clock, any input.

use crate::entry::Entry;

/// Reads one listing as it arrives. Unknown lines are counted and kept, never guessed at.
#[derive(Debug)]
pub struct Parser {
    /// Unix seconds at the time of the call, to tell the year of `Nov 22 17:03`.
    now: i64,
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

/// What was read in all.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Summary {
    /// Entries handed out.
    pub entries: u64,
    /// Lines that were not understood.
    pub unknown: u64,
    /// The first 100 of them, each cut to 1 KiB.
    pub unknown_lines: Vec<Vec<u8>>,
}

#[allow(clippy::todo, unused_variables, missing_docs)]
impl Parser {
    pub fn new(format: Format, now: i64) -> Self {
        todo!()
    }

    /// Takes the next bytes, cut anywhere, and appends the entries that they complete.
    pub fn push(&mut self, bytes: &[u8], entries: &mut Vec<Entry>) -> Result<(), TooLarge> {
        todo!()
    }

    /// Takes the end of the listing: a last line without line end counts.
    pub fn finish(self, entries: &mut Vec<Entry>) -> Summary {
        todo!()
    }
}

/// Reads the facts of one MLST reply line (`type=file;size=3; /a/b`), without the leading blank.
#[allow(clippy::todo, unused_variables)]
pub fn facts(line: &[u8]) -> Option<Entry> {
    todo!()
}
