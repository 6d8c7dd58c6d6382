//! LIST: which family of servers a line comes from.
//!
//! Each family is strict about its own form, so that a line of no family stays unknown. The family of the last line is
//! asked first, which is quick and keeps one listing in one hand where two families could read a line.

use super::date::Now;
use super::{Line, Summary, dos, eplf, modes, mvs, netware, os2, os400, unix, vms, vshell, zvm};

/// Reads one line, without its end.
type Family = fn(&[u8], Now) -> Option<Line>;

/// In the order in which they are asked. `unix` comes first as the most frequent, `mvs` late as the least strict.
const FAMILIES: [Family; 11] = [
    unix::line,
    dos::line,
    eplf::line,
    modes::line,
    vms::line,
    netware::line,
    vshell::line,
    os2::line,
    os400::line,
    zvm::line,
    mvs::data_set,
];

/// What the lines so far tell about the next one.
#[derive(Debug)]
pub(super) struct Human {
    now: Now,
    preferred: Family,
    /// A header said that members of a data set follow, which are bare names.
    members: Option<mvs::Members>,
    /// A VMS name too long for its column: the rest of its line may follow on the next.
    wrapped: Option<Vec<u8>>,
}

impl Human {
    pub fn new(now: i64) -> Self {
        Self {
            now: Now::new(now),
            preferred: unix::line,
            members: None,
            wrapped: None,
        }
    }

    /// Reads the next line. What becomes of a first half that was held goes into `summary`.
    pub fn line(&mut self, line: &[u8], summary: &mut Summary) -> Option<Line> {
        if let Some(first) = self.wrapped.take() {
            if line.first().is_some_and(|byte| matches!(byte, b' ' | b'\t'))
                && let Some(read) = vms::line(&[&first, line].concat(), self.now)
            {
                summary.dropped += 1;
                return Some(read);
            }
            summary.not_understood(&first);
        }
        if let Some(members) = mvs::members_header(line) {
            self.members = Some(members);
            return Some(Line::Nothing);
        }
        if let Some(read) = self.members.and_then(|members| mvs::member(line, members)) {
            return Some(read);
        }
        if let Some(read) = (self.preferred)(line, self.now) {
            return Some(read);
        }
        for family in FAMILIES {
            if let Some(read) = family(line, self.now) {
                self.preferred = family;
                return Some(read);
            }
        }
        if vms::is_name(line) {
            self.wrapped = Some(line.to_vec());
            return Some(Line::Held);
        }
        None
    }

    /// Ends the listing: a second half does not come any more.
    pub fn finish(&mut self, summary: &mut Summary) {
        if let Some(first) = self.wrapped.take() {
            summary.not_understood(&first);
        }
    }
}
