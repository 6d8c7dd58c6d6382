//! One job as the panel knows it: its numbers, the rows that came into view, its speed.

use std::collections::HashMap;
use std::time::Duration;

use super::causes::{self, Group};
use super::speed::{self, Speed};
use crate::engine::command::{Shown, TransferId};
use crate::engine::event::{Row, Totals};
use crate::transfer::{Direction, State};

/// A job of at most so many files shows them all by name, also those that wait.
const FEW: u64 = 20;

/// One drop, one `get`, one `put`.
#[derive(Clone, Debug)]
pub struct Job {
    /// What the engine says about it.
    pub totals: Totals,
    /// Its rows that run, and behind them those that wait.
    pub running: Loaded,
    /// Its rows that failed.
    pub failed: Loaded,
    /// Its rows that are done or were left alone.
    pub done: Loaded,
    /// The failed rows by cause; empty where there are too many to have them all at hand.
    pub groups: Vec<Group>,
    closed: [bool; 3],
    /// Whether those that wait are shown one by one, if somebody said so.
    waiting: Option<bool>,
    speed: Speed,
    speeds: HashMap<TransferId, Speed>,
}

/// The rows of one kind, as far as they are at hand.
#[derive(Clone, Debug, Default)]
pub struct Loaded {
    /// The place of the first one that is at hand.
    pub first: usize,
    /// Those that are at hand.
    pub rows: Vec<Row>,
    /// How many there are.
    pub total: usize,
}

impl Loaded {
    /// The row at this place of all.
    pub fn row(&self, at: usize) -> Option<&Row> {
        self.rows.get(at.checked_sub(self.first)?)
    }
}

impl Job {
    /// A job of which nothing is known but these numbers.
    pub fn new(totals: Totals, now: Duration) -> Self {
        let mut speed = Speed::default();
        speed.look(totals.moved, now);
        Self {
            totals,
            running: Loaded::default(),
            failed: Loaded::default(),
            done: Loaded::default(),
            groups: Vec::new(),
            closed: [false; 3],
            waiting: None,
            speed,
            speeds: HashMap::new(),
        }
    }

    /// Takes its new numbers. Returns how many bytes moved since the last ones.
    pub fn count(&mut self, totals: Totals, now: Duration) -> u64 {
        let more = totals.moved.saturating_sub(self.totals.moved);
        self.speed.look(totals.moved, now);
        self.totals = totals;
        more
    }

    /// Takes rows that came into view, or changed.
    pub fn show(&mut self, shown: Shown, loaded: Loaded, now: Duration) {
        match shown {
            Shown::Running => {
                let running = || loaded.rows.iter().filter(|row| row.state == State::Running);
                for row in running() {
                    self.speeds.entry(row.id).or_default().look(row.moved, now);
                }
                self.speeds.retain(|id, _| running().any(|row| row.id == *id));
                self.running = loaded;
            }
            Shown::Failed => {
                // Groups of some of them would say wrong numbers.
                let all = loaded.first == 0 && loaded.rows.len() == loaded.total;
                self.groups = if all {
                    causes::grouped(&loaded.rows, &self.groups)
                } else {
                    Vec::new()
                };
                self.failed = loaded;
            }
            Shown::Done => self.done = loaded,
        }
    }

    /// Bytes per second; `None` where it does not run or it is too early to tell.
    pub fn speed(&self, now: Duration) -> Option<u64> {
        self.speed.at(now).filter(|_| self.totals.running > 0)
    }

    /// Bytes per second of one of its rows.
    pub fn row_speed(&self, row: TransferId, now: Duration) -> Option<u64> {
        self.speeds.get(&row)?.at(now)
    }

    /// Bytes that are still to be moved.
    pub fn remaining(&self) -> u64 {
        self.totals.bytes.saturating_sub(self.totals.moved)
    }

    /// How long it will take at its speed.
    pub fn left(&self, now: Duration) -> Option<Duration> {
        // Without a plan nobody knows what is still to come.
        let speed = self.speed(now).filter(|_| self.totals.planned);
        speed::left(self.remaining(), speed)
    }

    /// How much of it is done, from 0 to 1.
    pub fn progress(&self) -> f32 {
        share(self.totals.moved, self.totals.bytes)
    }

    /// The bytes of what waits, where that can be told: not while some of it failed or was left out.
    pub fn waiting_bytes(&self) -> Option<u64> {
        let running = || self.running.rows.iter().filter(|row| row.state == State::Running);
        let exact = self.totals.failed == 0
            && self.totals.skipped == 0
            && running().count() as u64 == self.totals.running
            && running().all(|row| row.size.is_some());
        let coming: u64 = running()
            .map(|row| row.size.unwrap_or(0).saturating_sub(row.moved))
            .sum();
        exact.then(|| self.remaining().saturating_sub(coming))
    }

    /// Whether its rows are shown beneath it on a tab.
    pub fn is_open(&self, shown: Shown) -> bool {
        !self.closed[place(shown)]
    }

    /// Shows its rows on a tab, or hides them.
    pub fn set_open(&mut self, shown: Shown, open: bool) {
        self.closed[place(shown)] = !open;
    }

    /// Whether its rows that wait are shown one by one.
    pub fn shows_waiting(&self) -> bool {
        let few = self.totals.planned && self.totals.files <= FEW;
        self.waiting.unwrap_or(few)
    }

    /// Shows its rows that wait one by one, or says only how many there are.
    pub fn show_waiting(&mut self, shown: bool) {
        self.waiting = Some(shown);
    }

    /// How many of its rows run.
    pub fn runs(&self) -> usize {
        usize::try_from(self.totals.running).unwrap_or(usize::MAX)
    }

    /// How many of its rows wait.
    pub fn waits(&self) -> usize {
        usize::try_from(self.totals.waiting).unwrap_or(usize::MAX)
    }

    /// Everything of it that waits was paused.
    pub fn is_paused(&self) -> bool {
        let totals = &self.totals;
        totals.paused > 0 && totals.paused == totals.waiting && totals.running == 0
    }

    /// The rows of a tab as far as they are at hand.
    pub fn loaded(&self, shown: Shown) -> &Loaded {
        match shown {
            Shown::Running => &self.running,
            Shown::Failed => &self.failed,
            Shown::Done => &self.done,
        }
    }

    /// How many rows of a tab it has, but for those that wait.
    pub fn count_of(&self, shown: Shown) -> usize {
        let totals = &self.totals;
        let count = match shown {
            Shown::Running => totals.running,
            Shown::Failed => totals.failed,
            Shown::Done => totals.done + totals.skipped,
        };
        usize::try_from(count).unwrap_or(usize::MAX)
    }

    /// The host of its server, without the port.
    pub fn host(&self) -> &str {
        let server = self.totals.server.as_str();
        server.rsplit_once(':').map_or(server, |(host, _)| host)
    }

    /// The folder that it goes to, without the host that the title says already. `~` is where the login lands.
    pub fn folder(&self) -> &str {
        match self.totals.direction {
            Direction::Upload => match self.path_there(&self.totals.destination) {
                "" => "~",
                path => path,
            },
            Direction::Download => &self.totals.destination,
        }
    }

    /// What its first source is called.
    pub fn source(&self) -> &str {
        let source = match self.totals.direction {
            Direction::Upload => self.totals.source.as_str(),
            Direction::Download => self.path_there(&self.totals.source),
        };
        let trimmed = source.trim_end_matches('/');
        let name = trimmed.rsplit('/').next().unwrap_or(trimmed);
        if name.is_empty() { source } else { name }
    }

    /// The path of `host:path`.
    fn path_there<'a>(&self, place: &'a str) -> &'a str {
        let rest = place
            .strip_prefix(self.totals.server.as_str())
            .or_else(|| place.strip_prefix(self.host()));
        rest.and_then(|rest| rest.strip_prefix(':')).unwrap_or(place)
    }
}

/// `part` of `whole`, from 0 to 1. An empty whole is complete as soon as it is there.
pub fn share(part: u64, whole: u64) -> f32 {
    if whole == 0 {
        return 0.0;
    }
    (part as f64 / whole as f64).clamp(0.0, 1.0) as f32
}

fn place(shown: Shown) -> usize {
    match shown {
        Shown::Running => 0,
        Shown::Failed => 1,
        Shown::Done => 2,
    }
}
