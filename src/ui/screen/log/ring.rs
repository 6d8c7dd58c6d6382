//! The last lines of all connections.

use std::collections::VecDeque;
use std::time::SystemTime;

use crate::error::Stage;
use crate::wire::{Line, Speaker};

/// So many lines are kept, unless somebody wants more or fewer.
pub const CAPACITY: usize = 100_000;

/// One line of the log.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    /// What was said.
    pub line: Line,
    /// It tells that something did not work.
    pub bad: bool,
    /// It stands for so many lines that were left out; 0 for a line that was said.
    pub left_out: u64,
}

/// The lines, each with a number that it keeps.
#[derive(Clone, Debug)]
pub struct Ring {
    entries: VecDeque<Entry>,
    /// The number of the oldest line.
    first: u64,
    /// So many are kept.
    capacity: usize,
}

impl Default for Ring {
    fn default() -> Self {
        Self {
            entries: VecDeque::new(),
            first: 0,
            capacity: CAPACITY,
        }
    }
}

impl Ring {
    /// Keeps so many lines from now on; older ones go at once.
    pub fn keep(&mut self, lines: usize) {
        self.capacity = lines.max(1);
        let surplus = self.entries.len().saturating_sub(self.capacity);
        self.entries.drain(..surplus);
        self.first += surplus as u64;
        if surplus > 0 {
            self.entries.shrink_to(self.capacity);
        }
    }

    /// Adds a line. Returns its number.
    pub fn push(&mut self, line: Line) -> u64 {
        let bad = is_bad(&line);
        self.add(Entry { line, bad, left_out: 0 })
    }

    /// So many lines were left out here. Returns the number of the line that says so, if it is a new one.
    pub fn leave_out(&mut self, count: u64, at: SystemTime) -> Option<u64> {
        if let Some(last) = self.entries.back_mut().filter(|last| last.left_out > 0) {
            last.left_out = last.left_out.saturating_add(count);
            return None;
        }
        let line = Line {
            connection: 0,
            at,
            speaker: Speaker::Note,
            text: String::new(),
            expected: false,
        };
        Some(self.add(Entry {
            line,
            bad: false,
            left_out: count.max(1),
        }))
    }

    /// The line of this number, if it is still there.
    pub fn get(&self, number: u64) -> Option<&Entry> {
        let at = number.checked_sub(self.first)?;
        self.entries.get(usize::try_from(at).ok()?)
    }

    /// The number of the oldest line.
    pub fn first(&self) -> u64 {
        self.first
    }

    /// All lines with their numbers, oldest first.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = (u64, &Entry)> {
        let first = self.first;
        self.entries
            .iter()
            .enumerate()
            .map(move |(at, entry)| (first + at as u64, entry))
    }

    /// Forgets all lines. Numbers go on.
    pub fn clear(&mut self) {
        self.first += self.entries.len() as u64;
        self.entries.clear();
    }

    fn add(&mut self, entry: Entry) -> u64 {
        if self.entries.len() >= self.capacity {
            self.entries.pop_front();
            self.first += 1;
        }
        self.entries.push_back(entry);
        self.first + self.entries.len() as u64 - 1
    }
}

/// A reply of 4yz or 5yz that was no answer to a question, or a note that tells an error.
fn is_bad(line: &Line) -> bool {
    match line.speaker {
        Speaker::Client => false,
        Speaker::Server if line.expected => false,
        Speaker::Server => {
            let text = line.text.as_bytes();
            matches!(text.first(), Some(b'4' | b'5'))
                && text.len() >= 3
                && text[1..3].iter().all(u8::is_ascii_digit)
                && matches!(text.get(3), None | Some(b' ' | b'-'))
        }
        // An error writes its stage in brackets.
        Speaker::Note => line.text.split(" (").skip(1).any(|rest| {
            let named = |stage: &Stage| {
                rest.strip_prefix(stage.name())
                    .is_some_and(|rest| rest.starts_with(')'))
            };
            STAGES.iter().any(named)
        }),
    }
}

const STAGES: [Stage; 14] = [
    Stage::Resolve,
    Stage::Connect,
    Stage::Greeting,
    Stage::Tls,
    Stage::Ssh,
    Stage::Trust,
    Stage::Login,
    Stage::Command,
    Stage::DataConnection,
    Stage::Transfer,
    Stage::Check,
    Stage::Listing,
    Stage::LocalDisk,
    Stage::Plan,
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::{Error, Kind};

    fn line(speaker: Speaker, text: &str) -> Line {
        Line {
            connection: 1,
            at: SystemTime::UNIX_EPOCH,
            speaker,
            text: text.to_owned(),
            expected: false,
        }
    }

    #[test]
    fn fewer_lines_can_be_kept_and_more_again() {
        let mut ring = Ring::default();
        for at in 0..10 {
            ring.push(line(Speaker::Client, &at.to_string()));
        }
        ring.keep(3);
        assert_eq!((ring.first(), ring.iter().count()), (7, 3));
        assert_eq!(ring.push(line(Speaker::Client, "10")), 10);
        assert_eq!((ring.first(), ring.iter().count()), (8, 3));
        ring.keep(5);
        ring.push(line(Speaker::Client, "11"));
        assert_eq!((ring.first(), ring.iter().count()), (8, 4));
    }

    #[test]
    fn the_oldest_lines_go_and_numbers_stay() {
        let mut ring = Ring::default();
        for at in 0..CAPACITY as u64 + 3 {
            assert_eq!(ring.push(line(Speaker::Client, &at.to_string())), at);
        }
        assert_eq!(ring.first(), 3);
        assert_eq!(ring.get(2), None);
        assert_eq!(ring.get(3).unwrap().line.text, "3");
        assert_eq!(ring.iter().count(), CAPACITY);
        ring.clear();
        assert_eq!(ring.push(line(Speaker::Client, "x")), CAPACITY as u64 + 3);
    }

    #[test]
    fn errors_are_known_by_their_replies_and_by_our_notes() {
        let error = Error::new(Stage::DataConnection, Kind::TimedOut, "open data connection");
        for (speaker, text, bad) in [
            (Speaker::Server, "550 Permission denied.", true),
            (Speaker::Server, "421", true),
            (Speaker::Server, "530-Not you", true),
            (Speaker::Server, "226 Transfer complete, 550 files", false),
            (Speaker::Server, "5500 files", false),
            (Speaker::Client, "550 x", false),
            (Speaker::Note, &error.to_string(), true),
            (Speaker::Note, "connecting to 192.0.2.1:21 (IPv4)", false),
        ] {
            assert_eq!(is_bad(&line(speaker, text)), bad, "{text}");
        }
    }

    #[test]
    fn a_no_to_a_question_is_no_error() {
        let mut answer = line(Speaker::Server, "550 Could not get file size.");
        assert!(is_bad(&answer));
        answer.expected = true;
        assert!(!is_bad(&answer));
    }

    #[test]
    fn lines_that_were_left_out_are_one_line() {
        let mut ring = Ring::default();
        assert_eq!(ring.leave_out(5, SystemTime::UNIX_EPOCH), Some(0));
        assert_eq!(ring.leave_out(7, SystemTime::UNIX_EPOCH), None);
        assert_eq!(ring.get(0).unwrap().left_out, 12);
    }
}
