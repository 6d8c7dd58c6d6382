//! Files of the desktop that are dropped: one event each, one job in the end.

use std::collections::HashSet;
use std::path::PathBuf;
use std::time::Duration;

use super::App;
use crate::transfer::{Errand, LocalEnd, Selected};
use crate::ui::screen::pane::Place;
use crate::ui::screen::tab::State;

/// No more files come after this, if it is not known how many there are.
const QUIET: Duration = Duration::from_millis(300);
/// A slow desktop may pause for so long between files that it has announced.
const SLOW: Duration = Duration::from_secs(2);

/// The files of one drop so far.
#[derive(Debug, Default)]
pub(super) struct Arrivals {
    files: Vec<PathBuf>,
    known: HashSet<PathBuf>,
    /// In which tab, into which folder.
    into: Option<(u64, Place)>,
    /// How many were announced; 0 if nobody said.
    expected: usize,
    /// When the last one came.
    last: Duration,
}

impl Arrivals {
    /// So many files come now.
    fn announce(&mut self, count: usize) {
        self.expected = count;
    }

    fn push(&mut self, path: PathBuf, into: (u64, Place), now: Duration) {
        self.last = now;
        self.into.get_or_insert(into);
        if self.known.insert(path.clone()) {
            self.files.push(path);
        }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.files.is_empty()
    }

    /// As many have come as were announced.
    fn is_complete(&self) -> bool {
        self.expected > 0 && self.files.len() >= self.expected
    }

    /// All files of the drop, once they are there.
    fn settled(&mut self, now: Duration) -> Option<(Vec<PathBuf>, (u64, Place))> {
        let patience = match self.expected {
            0 => QUIET,
            _ if self.is_complete() => Duration::ZERO,
            _ => SLOW,
        };
        if now.saturating_sub(self.last) < patience {
            return None;
        }
        let into = self.into.take()?;
        let files = std::mem::take(self).files;
        Some((files, into))
    }
}

impl App {
    pub(super) fn files_coming(&mut self, count: usize) {
        self.arrivals.announce(count);
    }

    pub(super) fn desktop_file(&mut self, id: u64, path: PathBuf, into: Place) {
        let now = self.clock();
        self.arrivals.push(path, (id, into), now);
        // Nobody waits for a clock when the last one is there.
        if self.arrivals.is_complete() {
            self.take_desktop_drops();
        }
    }

    /// If all files of one drop are there, they become one job.
    pub(super) fn take_desktop_drops(&mut self) {
        let now = self.clock();
        let Some((files, (id, into))) = self.arrivals.settled(now) else {
            return;
        };
        let connected = |id| {
            let tab = self.tabs.iter().find(|tab| tab.id == id);
            tab.is_some_and(|tab| tab.state == State::Connected)
        };
        match into {
            Place::Remote(destination) if connected(id) => {
                let sources = files
                    .into_iter()
                    .map(|path| Selected::whole(LocalEnd::Path(path)))
                    .collect();
                self.start(id, Errand::Upload { sources, destination }, false);
            }
            Place::Remote(_) => self.said = Some(self.words.say("app-drag-connect-first")),
            Place::Local(_) => self.said = Some(self.words.say("app-drop-here")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(millis: u64) -> Duration {
        Duration::from_millis(millis)
    }

    fn into() -> (u64, Place) {
        (1, Place::Remote("/www".into()))
    }

    #[test]
    fn a_drop_in_pieces_is_one_drop() {
        let mut arrivals = Arrivals::default();
        arrivals.announce(3000);
        for file in 0..3000_u64 {
            // Pauses of a whole second between a thousand and the next.
            let now = at(file / 1000 * 1000);
            assert_eq!(arrivals.settled(now), None, "file {file}");
            arrivals.push(format!("/{file}").into(), into(), now);
        }
        let (files, place) = arrivals.settled(at(2000)).unwrap();
        assert_eq!((files.len(), place), (3000, into()));
        assert!(arrivals.is_empty() && arrivals.settled(at(9000)).is_none());
    }

    #[test]
    fn files_that_nobody_announced_or_that_never_come_hold_nothing_up_for_long() {
        let mut arrivals = Arrivals::default();
        arrivals.push("/a".into(), into(), at(0));
        arrivals.push("/a".into(), into(), at(200));
        assert_eq!(arrivals.settled(at(400)), None);
        assert_eq!(arrivals.settled(at(500)).map(|(files, _)| files.len()), Some(1));
        arrivals.announce(5);
        arrivals.push("/b".into(), into(), at(1000));
        assert_eq!(arrivals.settled(at(2900)), None);
        assert_eq!(arrivals.settled(at(3000)).map(|(files, _)| files.len()), Some(1));
    }
}
