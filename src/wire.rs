//! The exchange with the server, line by line, for the connection log.

mod milestone;

use std::sync::Arc;
use std::time::SystemTime;

use crate::path::visible;

pub use milestone::{Encryption, Identity, Milestone};

/// One command, reply or note.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// Which connection of this run it belongs to, counted from 1.
    pub connection: u64,
    /// When it was sent or had arrived.
    pub at: SystemTime,
    /// Who said it.
    pub speaker: Speaker,
    /// What was said: safe to show, without line end, secrets masked.
    pub text: String,
    /// A refusal that answers a question ("is there a file of this name?"): it tells no error.
    pub expected: bool,
}

/// Who said a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Speaker {
    /// We sent it.
    Client,
    /// The server sent it.
    Server,
    /// We say it about the connection: a finding, a decision, an address.
    Note,
}

/// Where lines go. Cheap to clone; must not block.
pub type Sink = Arc<dyn Fn(Line) + Send + Sync>;

/// Who watches a connection come to life. Cheap to clone; must not block.
pub type Watcher = Arc<dyn Fn(Milestone) + Send + Sync>;

/// The log of one connection. Every raw line goes through here, and secrets are masked here, before a line is made.
#[derive(Clone)]
pub struct Tap {
    connection: u64,
    sink: Sink,
    watcher: Option<Watcher>,
}

impl Tap {
    /// The log of connection number `connection`.
    pub fn new(connection: u64, sink: Sink) -> Self {
        Self {
            connection,
            sink,
            watcher: None,
        }
    }

    /// The same log, and somebody who is told of every step.
    #[must_use]
    pub fn watched(mut self, watcher: Watcher) -> Self {
        self.watcher = Some(watcher);
        self
    }

    /// The same log for a connection on the way there, whose steps are not those that are watched.
    #[must_use]
    pub fn unwatched(&self) -> Self {
        Self {
            watcher: None,
            ..self.clone()
        }
    }

    /// A log that keeps nothing.
    pub fn silent() -> Self {
        Self::new(0, Arc::new(|_| ()))
    }

    /// A command as it goes out, without its line end.
    pub fn client(&self, line: &[u8]) {
        self.say(Speaker::Client, visible(&masked(line)), false);
    }

    /// One line of a reply, without its line end.
    pub fn server(&self, line: &[u8]) {
        self.say(Speaker::Server, visible(line), false);
    }

    /// One line of a reply to a question, to which a no is as good an answer as a yes.
    pub fn answer(&self, line: &[u8]) {
        self.say(Speaker::Server, visible(line), is_plain_no(line));
    }

    /// A remark of ours.
    pub fn note(&self, text: impl Into<String>) {
        self.say(Speaker::Note, text.into(), false);
    }

    /// A step was taken.
    pub fn reached(&self, milestone: impl FnOnce() -> Milestone) {
        if let Some(watcher) = &self.watcher {
            watcher(milestone());
        }
    }

    fn say(&self, speaker: Speaker, text: String, expected: bool) {
        (self.sink)(Line {
            connection: self.connection,
            at: SystemTime::now(),
            speaker,
            text,
            expected,
        });
    }
}

impl std::fmt::Debug for Tap {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Tap({})", self.connection)
    }
}

/// Whether a reply says that something is not there, or that there is no such command. A server that forbids says more than no.
fn is_plain_no(line: &[u8]) -> bool {
    let no = line
        .get(..3)
        .is_some_and(|code| matches!(code, b"450" | b"550" | b"500" | b"501" | b"502" | b"504"));
    let line = line.to_ascii_lowercase();
    let forbids = [&b"permission"[..], b"denied", b"not allowed", b"oops"];
    no && !forbids
        .iter()
        .any(|word| line.windows(word.len()).any(|part| part == *word))
}

/// What stands in the log for a secret: always the same width, so that it does not even tell a length.
const MASK: &[u8] = b"********";

/// The line with the argument of every command that carries a secret replaced.
fn masked(line: &[u8]) -> Vec<u8> {
    for command in [&b"PASS"[..], b"ACCT", b"ADAT", b"SITE PSWD", b"SITE CPWD"] {
        let is_it = line
            .get(..command.len())
            .is_some_and(|start| start.eq_ignore_ascii_case(command));
        if is_it && line.get(command.len()).is_none_or(u8::is_ascii_whitespace) {
            return [&line[..command.len()], b" ", MASK].concat();
        }
    }
    line.to_vec()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::Mutex;

    #[test]
    fn a_no_to_a_question_is_expected_and_a_prohibition_is_not() {
        let lines: Arc<Mutex<Vec<bool>>> = Arc::default();
        let kept = lines.clone();
        let tap = Tap::new(1, Arc::new(move |line| kept.lock().unwrap().push(line.expected)));
        for line in [
            &b"550 Could not get file size."[..],
            b"550 /a.txt: No such file or directory",
            b"502 SIZE not implemented",
            b"550 /a.txt: Permission denied",
            b"500 OOPS: cannot change directory:/home/a",
            b"421 Timeout.",
            b"213 12",
        ] {
            tap.answer(line);
        }
        tap.server(b"550 No such file");
        let expected = [true, true, true, false, false, false, false, false];
        assert_eq!(*lines.lock().unwrap(), expected);
    }

    #[test]
    fn secrets_are_masked_and_names_are_not() {
        let lines: Arc<Mutex<Vec<String>>> = Arc::default();
        let kept = lines.clone();
        let tap = Tap::new(1, Arc::new(move |line| kept.lock().unwrap().push(line.text)));
        for line in [
            &b"PASS hunter2"[..],
            b"pass  two words",
            b"PASS",
            b"SITE PSWD a b",
            b"PASSWORD.TXT",
            b"RETR a\x1bb",
        ] {
            tap.client(line);
        }
        let expected = [
            "PASS ********",
            "pass ********",
            "PASS ********",
            "SITE PSWD ********",
            "PASSWORD.TXT",
            "RETR a\\x1bb",
        ];
        assert_eq!(*lines.lock().unwrap(), expected);
    }
}
