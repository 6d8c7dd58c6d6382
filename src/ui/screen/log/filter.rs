//! Which lines are shown.

use super::connections::{Connections, Tag};
use super::ring::Entry;
use crate::wire::Speaker;

/// What must be true of a line that is shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Filter {
    /// Lines of this server only.
    pub server: Option<String>,
    /// Lines of this connection only.
    pub tag: Option<Tag>,
    /// What we sent.
    pub sent: bool,
    /// What the server answered.
    pub received: bool,
    /// What we say about it.
    pub notes: bool,
    /// Errors alone, whoever said them.
    pub only_errors: bool,
    /// Neither what we sent nor what the server answered, apart from errors.
    pub quiet: bool,
    /// Lines with these words, in capitals or not.
    words: String,
}

impl Default for Filter {
    fn default() -> Self {
        Self {
            server: None,
            tag: None,
            sent: true,
            received: true,
            notes: true,
            only_errors: false,
            quiet: false,
            words: String::new(),
        }
    }
}

impl Filter {
    /// What is shown where nobody looks for anything.
    pub fn usual(quiet: bool) -> Self {
        Self {
            quiet,
            ..Self::default()
        }
    }

    /// Shows lines with these words.
    pub fn say(&mut self, words: &str) {
        self.words = words.trim().to_lowercase();
    }

    /// Whether it hides more than the lines of other servers.
    pub fn is_narrow(&self) -> bool {
        let wide = Self {
            server: self.server.clone(),
            quiet: self.quiet,
            ..Self::default()
        };
        *self != wide
    }

    /// Whether a line is shown.
    pub fn passes(&self, entry: &Entry, connections: &Connections) -> bool {
        if entry.left_out > 0 {
            return true;
        }
        let line = &entry.line;
        let kind = match line.speaker {
            Speaker::Client => self.sent,
            Speaker::Server => self.received,
            Speaker::Note => self.notes,
        };
        let quiet = self.quiet && line.speaker != Speaker::Note;
        if !kind || ((self.only_errors || quiet) && !entry.bad) {
            return false;
        }
        if (self.server.is_some() || self.tag.is_some())
            && let Some(known) = connections.get(line.connection)
        {
            let elsewhere = self.server.as_ref().is_some_and(|server| *server != known.server);
            if elsewhere || self.tag.is_some_and(|tag| tag != known.tag) {
                return false;
            }
        }
        self.words.is_empty() || contains(&line.text, &self.words)
    }
}

/// Whether `text` contains `words`, which are in small letters, without making a copy of ordinary text.
pub fn contains(text: &str, words: &str) -> bool {
    if text.is_ascii() && words.is_ascii() {
        let (text, words) = (text.as_bytes(), words.as_bytes());
        return text
            .windows(words.len().max(1))
            .any(|part| part.eq_ignore_ascii_case(words));
    }
    text.to_lowercase().contains(words)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wire::Line;
    use std::time::SystemTime;

    fn entry(connection: u64, speaker: Speaker, text: &str, bad: bool) -> Entry {
        Entry {
            line: Line {
                connection,
                at: SystemTime::UNIX_EPOCH,
                speaker,
                text: text.to_owned(),
                expected: false,
            },
            bad,
            left_out: 0,
        }
    }

    #[test]
    fn lines_are_chosen_by_server_connection_kind_and_words() {
        let mut connections = Connections::default();
        connections.open(1, "a:21".to_owned(), true);
        connections.open(2, "a:21".to_owned(), false);
        connections.open(3, "b:21".to_owned(), true);
        let lines = [
            entry(1, Speaker::Client, "LIST", false),
            entry(2, Speaker::Server, "550 Größe: Denied", true),
            entry(3, Speaker::Note, "connecting", false),
            entry(9, Speaker::Server, "220 nobody knows whose", false),
        ];
        let shown = |change: fn(&mut Filter)| {
            let mut filter = Filter::default();
            change(&mut filter);
            let numbers = lines
                .iter()
                .enumerate()
                .filter(|(_, line)| filter.passes(line, &connections));
            numbers.map(|(at, _)| at).collect::<Vec<_>>()
        };
        assert_eq!(shown(|_| ()), [0, 1, 2, 3]);
        assert_eq!(shown(|filter| filter.server = Some("a:21".to_owned())), [0, 1, 3]);
        assert_eq!(shown(|filter| filter.tag = Some(Tag::Transfer(1))), [1, 3]);
        assert_eq!(shown(|filter| filter.received = false), [0, 2]);
        assert_eq!(shown(|filter| filter.only_errors = true), [1]);
        assert_eq!(shown(|filter| filter.quiet = true), [1, 2]);
        assert_eq!(shown(|filter| filter.say(" GRÖSSE ")), [] as [usize; 0]);
        assert_eq!(shown(|filter| filter.say("GRÖßE")), [1]);
        assert_eq!(shown(|filter| filter.say("lis")), [0]);
    }

    #[test]
    fn a_filter_of_the_server_alone_is_not_narrow() {
        let mut filter = Filter {
            server: Some("a:21".to_owned()),
            ..Filter::default()
        };
        assert!(!filter.is_narrow());
        filter.sent = false;
        assert!(filter.is_narrow());
    }
}
