//! Events on their way out: gathered for a tick, merged while the receiver is behind.

use std::collections::{HashMap, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use tokio::sync::mpsc::error::TrySendError;
use tokio::sync::{Notify, OwnedSemaphorePermit, mpsc};

use crate::engine::command::{JobId, Ticket};
use crate::engine::event::{Batch, Event, Totals};
use crate::engine::queue::Moment;
use crate::error::Result;
use crate::wire::{self, Line, Speaker};

/// At most one batch in this time.
const TICK: Duration = Duration::from_millis(50);

/// The same for what nobody waits for: lines of the log, totals, rows and progress are seen well enough five times a second, and
/// a window that draws less often answers sooner.
const CALM: Duration = Duration::from_millis(200);

/// So long after somebody has steered the queue, what comes of it is told without that calm: first the order has to be on the
/// disk, then what ran has to stop.
const ATTENTION: Duration = Duration::from_secs(2);

/// With so many entries of listings waiting, a batch goes out at once: whoever lists a large folder waits for no clock.
const ENTRIES: usize = 4096;

/// Log lines that may wait; further ones are counted only.
const LINES: usize = 20_000;

/// What waits for the next batch.
pub struct Outbox {
    batches: mpsc::Sender<Batch>,
    /// Connections that are being opened: they come before all else, their lines may be there already.
    opened: Vec<Event>,
    events: Vec<Event>,
    /// Only the newest totals of a job are worth sending.
    totals: HashMap<JobId, Totals>,
    /// Only what a window shows now is worth sending.
    views: HashMap<JobId, Event>,
    /// Only the newest progress of a request is worth sending.
    progress: HashMap<Ticket, Event>,
    permits: Vec<OwnedSemaphorePermit>,
    lines: Arc<Lines>,
    sent_at: Option<Moment>,
    /// Entries of listings among the events.
    entries: usize,
    /// The receiver had no room for the last batch.
    behind: bool,
    /// Somebody waits for rows that came into view.
    awaited: bool,
    /// Until then somebody waits for what comes of an order.
    attention: Moment,
}

/// The connection log on its way. Sessions write here from any thread, and never wait.
#[derive(Default)]
struct Lines {
    waiting: Mutex<(VecDeque<Line>, u64)>,
    came: Notify,
}

impl Outbox {
    /// Sends to `batches`.
    pub fn new(batches: mpsc::Sender<Batch>) -> Self {
        Self {
            batches,
            opened: Vec::new(),
            events: Vec::new(),
            totals: HashMap::new(),
            views: HashMap::new(),
            progress: HashMap::new(),
            permits: Vec::new(),
            lines: Arc::default(),
            sent_at: None,
            entries: 0,
            behind: false,
            awaited: false,
            attention: Moment::ZERO,
        }
    }

    /// Where sessions write their lines.
    pub fn wire(&self) -> wire::Sink {
        let lines = self.lines.clone();
        Arc::new(move |line| {
            let mut waiting = lines.lock();
            if waiting.0.len() < LINES {
                waiting.0.push_back(line);
            } else {
                waiting.1 += 1;
            }
            let first = waiting.0.len() == 1;
            drop(waiting);
            if first {
                lines.came.notify_one();
            }
        })
    }

    /// Ready when log lines wait.
    pub async fn lines_came(&self) {
        self.lines.came.notified().await;
    }

    /// Adds an event.
    pub fn push(&mut self, event: Event) {
        match event {
            Event::Job(totals) => {
                self.totals.insert(totals.job, totals);
            }
            Event::View { job, .. } => {
                self.views.insert(job, event);
            }
            Event::Progress { ticket, .. } => {
                self.progress.insert(ticket, event);
            }
            Event::Connection { .. } => self.opened.push(event),
            event => {
                if let Event::Answered { ticket, .. } = &event {
                    self.progress.remove(ticket);
                }
                if let Event::Page { entries, .. } = &event {
                    self.entries += entries.len();
                }
                if let Event::JobGone(job) = event {
                    self.totals.remove(&job);
                    self.views.remove(&job);
                }
                self.events.push(event);
            }
        }
    }

    /// Nobody wants to see any more what was shown so far.
    pub fn forget_views(&mut self) {
        self.views.clear();
        self.awaited = true;
    }

    /// Somebody has given an order, and looks what comes of it.
    pub fn attend(&mut self, now: Moment) {
        self.attention = now + ATTENTION;
    }

    /// Holds a permit until the events of this batch have gone out.
    pub fn hold(&mut self, permit: Option<OwnedSemaphorePermit>) {
        self.permits.extend(permit);
    }

    /// Writes a remark into the log if keeping something failed: the work goes on, but somebody should know.
    pub fn complain(&mut self, server: &str, kept: Result<()>) {
        if let Err(error) = kept {
            let text = format!("{server}: what was learned could not be kept: {error}");
            self.push(Event::Wire(Line {
                connection: 0,
                at: SystemTime::now(),
                speaker: Speaker::Note,
                text,
                expected: false,
            }));
        }
    }

    /// Whether anything waits.
    pub fn is_empty(&self) -> bool {
        let quiet = self.events.is_empty() && self.opened.is_empty() && self.progress.is_empty();
        quiet && self.totals.is_empty() && self.views.is_empty() && self.lines.lock().0.is_empty()
    }

    /// When the next batch may go out.
    pub fn due(&self) -> Moment {
        let full = self.entries >= ENTRIES && !self.behind;
        let attended = self.sent_at.is_some_and(|at| at < self.attention);
        let waits = self.awaited || attended || !self.events.is_empty() || !self.opened.is_empty();
        let pause = match (full, waits) {
            (true, _) => Duration::ZERO,
            (false, true) => TICK,
            (false, false) => CALM,
        };
        self.sent_at.map_or(Moment::ZERO, |at| at + pause)
    }

    /// Sends what waits, if it is time and the receiver keeps up; otherwise it goes on waiting, merged.
    pub fn flush(&mut self, now: Moment) {
        if now < self.due() || self.is_empty() {
            return;
        }
        self.sent_at = Some(now);
        let place = match self.batches.clone().try_reserve_owned() {
            Ok(place) => place,
            // It goes on waiting here, where log lines are bounded and totals replace each other.
            Err(TrySendError::Full(_)) => {
                self.behind = true;
                return;
            }
            Err(TrySendError::Closed(_)) => {
                let _ = self.take();
                self.permits.clear();
                return;
            }
        };
        self.behind = false;
        place.send(self.take());
        self.permits.clear();
    }

    /// The last batch of the engine.
    pub fn last(mut self, now: Moment) {
        self.sent_at = None;
        self.flush(now);
    }

    /// Everything that waits, in order.
    fn take(&mut self) -> Batch {
        self.entries = 0;
        self.awaited = false;
        let (lines, dropped) = std::mem::take(&mut *self.lines.lock());
        let mut events = std::mem::take(&mut self.opened);
        // Lines come before what they explain.
        events.extend(lines.into_iter().map(Event::Wire));
        events.extend((dropped > 0).then_some(Event::WireDropped(dropped)));
        events.append(&mut self.events);
        events.extend(self.progress.drain().map(|(_, progress)| progress));
        events.extend(self.totals.drain().map(|(_, totals)| Event::Job(totals)));
        events.extend(self.views.drain().map(|(_, view)| view));
        Batch { events }
    }
}

impl Lines {
    fn lock(&self) -> MutexGuard<'_, (VecDeque<Line>, u64)> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The wall clock in Unix seconds.
pub fn unix_now() -> i64 {
    SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .map_or(0, |since| i64::try_from(since.as_secs()).unwrap_or(i64::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::event::Event;

    #[test]
    fn a_slow_receiver_gets_merged_batches_and_every_event() {
        let (send, mut receive) = mpsc::channel(1);
        let mut outbox = Outbox::new(send);
        for tick in 0..100u64 {
            outbox.push(Event::WireDropped(tick));
            outbox.flush(TICK * u32::try_from(tick).unwrap());
        }
        assert_eq!(receive.try_recv().unwrap().events.len(), 1);
        outbox.flush(TICK * 101);
        assert_eq!(receive.try_recv().unwrap().events.len(), 99);
        outbox.flush(TICK * 102);
        assert!(
            receive.try_recv().is_err(),
            "nothing is sent when there is nothing to say"
        );
    }

    #[test]
    fn many_entries_wait_for_no_clock_but_for_a_slow_receiver() {
        let (send, mut receive) = mpsc::channel(1);
        let mut outbox = Outbox::new(send);
        let page = || Event::Page {
            ticket: crate::engine::command::Ticket(1),
            entries: vec![crate::entry::Entry::new("a".into(), crate::entry::Kind::File); ENTRIES],
        };
        for _ in 0..2 {
            outbox.push(page());
            outbox.flush(TICK);
            assert!(receive.try_recv().is_ok());
        }
        outbox.push(page());
        outbox.flush(TICK);
        outbox.push(page());
        assert_eq!(outbox.due(), TICK);
        outbox.flush(TICK);
        assert_eq!(outbox.due(), TICK * 2, "the receiver has no room: there is no hurry");
    }

    #[test]
    fn what_nobody_waits_for_comes_five_times_a_second() {
        let (send, mut receive) = mpsc::channel(1);
        let mut outbox = Outbox::new(send);
        let job = |moved| {
            Event::Job(Totals {
                moved,
                ..Totals::new(JobId(1), crate::transfer::Direction::Upload)
            })
        };
        outbox.push(job(1));
        outbox.flush(TICK);
        assert!(receive.try_recv().is_ok(), "the first one at once");
        outbox.push(job(2));
        outbox.flush(TICK * 2);
        assert!(receive.try_recv().is_err());
        outbox.push(Event::JobGone(JobId(2)));
        outbox.flush(TICK * 2);
        assert_eq!(
            receive.try_recv().unwrap().events.len(),
            2,
            "with something to tell it goes along"
        );
        outbox.push(job(3));
        outbox.forget_views();
        outbox.flush(TICK * 3);
        assert!(receive.try_recv().is_ok(), "somebody scrolls");
        outbox.push(job(4));
        outbox.flush(TICK * 3 + CALM);
        assert!(receive.try_recv().is_ok());
        let now = TICK * 3 + CALM;
        outbox.attend(now);
        for tick in 1..=20 {
            outbox.push(job(4 + u64::from(tick)));
            outbox.flush(now + TICK * tick);
            assert!(receive.try_recv().is_ok(), "somebody has steered the queue");
        }
        let now = now + ATTENTION;
        outbox.push(job(30));
        outbox.flush(now);
        assert!(receive.try_recv().is_ok());
        outbox.push(job(31));
        outbox.flush(now + TICK);
        assert!(receive.try_recv().is_err(), "and now looks elsewhere");
    }

    #[test]
    fn a_connection_is_announced_before_its_lines_and_lines_keep_their_order() {
        let (send, mut receive) = mpsc::channel(1);
        let mut outbox = Outbox::new(send);
        outbox.push(Event::WireDropped(0));
        outbox.flush(TICK);
        let tap = wire::Tap::new(1, outbox.wire());
        for (tick, text) in (2..).zip(["a", "b", "c"]) {
            tap.note(text);
            outbox.push(Event::Connection {
                connection: 1,
                server: String::new(),
                browsing: true,
            });
            outbox.flush(TICK * tick);
        }
        assert_eq!(receive.try_recv().unwrap().events.len(), 1);
        outbox.flush(TICK * 9);
        let events = receive.try_recv().unwrap().events;
        assert!(
            events[..3]
                .iter()
                .all(|event| matches!(event, Event::Connection { .. }))
        );
        let texts = events[3..].iter().map(|event| match event {
            Event::Wire(line) => line.text.as_str(),
            other => panic!("{other:?}"),
        });
        assert_eq!(texts.collect::<Vec<_>>(), ["a", "b", "c"]);
    }

    #[test]
    fn a_job_that_is_gone_is_not_told_about_again() {
        let (send, mut receive) = mpsc::channel(1);
        let mut outbox = Outbox::new(send);
        outbox.push(Event::View {
            job: JobId(1),
            shown: crate::engine::command::Shown::Done,
            first: 0,
            total: 0,
            rows: Vec::new(),
        });
        outbox.push(Event::JobGone(JobId(1)));
        outbox.flush(TICK);
        let events = receive.try_recv().unwrap().events;
        assert!(matches!(events[..], [Event::JobGone(JobId(1))]), "{events:?}");
    }

    #[test]
    fn of_a_request_only_the_newest_progress_is_told_and_none_after_its_answer() {
        let (send, mut receive) = mpsc::channel(1);
        let mut outbox = Outbox::new(send);
        let progress = |ticket, done| Event::Progress {
            ticket: Ticket(ticket),
            done,
            failed: 0,
        };
        for done in 0..100 {
            outbox.push(progress(1, done));
            outbox.push(progress(2, done));
        }
        let result = Ok(crate::engine::event::Outcome::Changed { done: 100, failed: 0 });
        outbox.push(Event::Answered {
            ticket: Ticket(2),
            result,
        });
        outbox.flush(TICK);
        let events = receive.try_recv().unwrap().events;
        assert!(
            matches!(
                events[..],
                [
                    Event::Answered { .. },
                    Event::Progress {
                        ticket: Ticket(1),
                        done: 99,
                        ..
                    }
                ]
            ),
            "{events:?}"
        );
    }

    #[test]
    fn the_log_never_grows_without_bound() {
        let (send, mut receive) = mpsc::channel(1);
        let mut outbox = Outbox::new(send);
        let tap = wire::Tap::new(1, outbox.wire());
        outbox.push(Event::WireDropped(0));
        outbox.flush(TICK);
        for _ in 0..LINES + 7 {
            tap.note("x");
            outbox.flush(TICK * 2);
        }
        assert_eq!(receive.try_recv().unwrap().events.len(), 1);
        outbox.flush(TICK + CALM);
        let events = receive.try_recv().unwrap().events;
        assert_eq!(events.len(), LINES + 1);
        assert!(matches!(events.last(), Some(Event::WireDropped(7))));
    }
}
