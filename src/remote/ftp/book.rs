//! What passes on a control connection: counted, and written to the log line by line.

use std::sync::{Mutex, MutexGuard, PoisonError};

use super::reply;
use crate::wire::Tap;

/// Longer lines are cut in the log; the exchange itself is not touched.
const LOG_LINE: usize = 4096;

/// How much is kept of what the server said since the last command.
const RECENT: usize = 4096;

/// Notes every byte of a control connection as it leaves or enters the stream that suppaftp holds, so that the log shows
/// also what suppaftp says and hears by itself, and so that a byte too many is noticed.
#[derive(Debug)]
pub(super) struct Book {
    tap: Tap,
    pages: Mutex<Pages>,
}

#[derive(Debug, Default)]
struct Pages {
    /// Bytes that the server sent and suppaftp took.
    delivered: u64,
    /// How many of those belonged to replies that were read.
    read: u64,
    /// Whole lines that were sent.
    commands: u64,
    /// The server's bytes since the last command, cut at [`RECENT`].
    recent: Vec<u8>,
    ours: Vec<u8>,
    theirs: Vec<u8>,
    telnet: bool,
    /// What comes now answers a question.
    asked: bool,
}

impl Book {
    pub(super) fn new(tap: Tap) -> Self {
        Self {
            tap,
            pages: Mutex::default(),
        }
    }

    /// Bytes that go out.
    pub(super) fn sent(&self, bytes: &[u8]) {
        let mut pages = self.pages();
        for byte in bytes {
            if *byte == b'\n' {
                let line = std::mem::take(&mut pages.ours);
                self.tap.client(line.strip_suffix(b"\r").unwrap_or(&line));
                pages.commands += 1;
                pages.recent.clear();
            } else if pages.ours.len() < LOG_LINE {
                pages.ours.push(*byte);
            }
        }
    }

    /// Bytes that came in.
    pub(super) fn received(&self, bytes: &[u8]) {
        let mut pages = self.pages();
        pages.delivered += bytes.len() as u64;
        let room = RECENT.saturating_sub(pages.recent.len()).min(bytes.len());
        pages.recent.extend_from_slice(&bytes[..room]);
        for line in bytes.split_inclusive(|byte| *byte == b'\n') {
            let room = LOG_LINE.saturating_sub(pages.theirs.len()).min(line.len());
            pages.theirs.extend_from_slice(&line[..room]);
            if line.ends_with(b"\n") {
                let whole = std::mem::take(&mut pages.theirs);
                if pages.asked {
                    self.tap.answer(whole.trim_ascii_end());
                } else {
                    self.tap.server(whole.trim_ascii_end());
                }
            }
        }
    }

    /// A reply of this length was taken from what came in.
    pub(super) fn took(&self, bytes: usize) {
        self.pages().read += bytes as u64;
    }

    /// Everything that came in so far was taken.
    pub(super) fn settle(&self) {
        let mut pages = self.pages();
        pages.read = pages.delivered;
    }

    /// The greeting was taken by suppaftp itself; what stands behind its end was not.
    pub(super) fn settle_greeting(&self) {
        let mut pages = self.pages();
        let begin = usize::try_from(pages.read).unwrap_or(usize::MAX);
        let greeting = pages.recent.get(begin..).and_then(reply::length);
        match greeting {
            Some(length) if pages.recent.len() < RECENT => pages.read += length as u64,
            _ => pages.read = pages.delivered,
        }
    }

    /// Bytes that came in and belong to no reply that was read.
    pub(super) fn unread(&self) -> u64 {
        let pages = self.pages();
        pages.delivered.saturating_sub(pages.read)
    }

    /// The server takes the byte 0xFF for a Telnet command unless it comes twice.
    pub(super) fn speaks_telnet(&self) -> bool {
        self.pages().telnet
    }

    /// See [`Book::speaks_telnet`].
    pub(super) fn set_telnet(&self, telnet: bool) {
        self.pages().telnet = telnet;
    }

    /// What the server says from now on answers a question, or no longer does.
    pub(super) fn set_asked(&self, asked: bool) {
        self.pages().asked = asked;
    }

    /// How many whole lines went out.
    pub(super) fn commands(&self) -> u64 {
        self.pages().commands
    }

    /// What the server said since the last command, at most 4 KiB of it.
    pub(super) fn recent(&self) -> Vec<u8> {
        self.pages().recent.clone()
    }

    fn pages(&self) -> MutexGuard<'_, Pages> {
        self.pages.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::Arc;

    #[test]
    fn lines_are_logged_whole_and_bytes_are_counted() {
        let lines: Arc<Mutex<Vec<String>>> = Arc::default();
        let kept = lines.clone();
        let book = Book::new(Tap::new(1, Arc::new(move |line| kept.lock().unwrap().push(line.text))));
        book.sent(b"PAS");
        book.sent(b"S hunter2\r");
        book.sent(b"\n");
        book.received(b"230-we");
        book.received(b"lcome\r\n230 in\r\n22");
        assert_eq!(*lines.lock().unwrap(), ["PASS ********", "230-welcome", "230 in"]);
        assert_eq!(book.commands(), 1);
        book.took(21);
        assert_eq!(book.unread(), 2);
        assert_eq!(book.recent(), b"230-welcome\r\n230 in\r\n22");
        book.sent(b"NOOP\r\n");
        assert_eq!(book.recent(), b"");
    }
}
