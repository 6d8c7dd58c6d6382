//! Whether the server is still there.

use std::time::{Duration, Instant};

/// Remembers when the server was last heard, and when it was last asked for a sign of life.
#[derive(Debug)]
pub(super) struct Pulse {
    /// After so long a silence it is asked; sooner if something was sent to it.
    interval: Duration,
    heard: Instant,
    asked: Option<Instant>,
    /// Something was sent since it was last heard.
    spoken: bool,
}

/// What the silence calls for.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Verdict {
    /// Nothing, for so long.
    Well(Duration),
    /// A question.
    Ask,
    /// It is not there any more.
    Dead,
}

impl Pulse {
    pub(super) fn new(interval: Duration, now: Instant) -> Self {
        Self {
            interval,
            heard: now,
            asked: None,
            spoken: false,
        }
    }

    /// Something came in.
    pub(super) fn heard(&mut self, now: Instant) {
        self.heard = now;
        self.asked = None;
        self.spoken = false;
    }

    /// Something went out.
    pub(super) fn spoke(&mut self) {
        self.spoken = true;
    }

    /// It was asked for a sign of life.
    pub(super) fn asked(&mut self, now: Instant) {
        self.asked = Some(now);
    }

    /// A server that was sent something has one interval to be heard, the question included. A silent connection costs one
    /// question an interval.
    pub(super) fn verdict(&self, now: Instant) -> Verdict {
        let third = self.interval / 3;
        let ask_at = self.heard + if self.spoken { third } else { self.interval };
        let dead_at = match (self.asked, self.spoken) {
            (Some(asked), _) => Some(asked + third * 2),
            (None, true) => Some(self.heard + self.interval),
            (None, false) => None,
        };
        if dead_at.is_some_and(|at| now >= at) {
            return Verdict::Dead;
        }
        let next = match self.asked {
            Some(_) => dead_at.unwrap_or(ask_at),
            None if now >= ask_at => return Verdict::Ask,
            None => ask_at,
        };
        Verdict::Well(next.saturating_duration_since(now))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn silence_is_asked_about_and_then_is_death() {
        let second = Duration::from_secs;
        let begun = Instant::now();
        let at = |seconds| begun + second(seconds);
        let mut pulse = Pulse::new(second(30), begun);
        assert_eq!(pulse.verdict(at(10)), Verdict::Well(second(20)));
        assert_eq!(pulse.verdict(at(30)), Verdict::Ask);
        pulse.asked(at(30));
        assert_eq!(pulse.verdict(at(40)), Verdict::Well(second(10)));
        pulse.heard(at(41));
        pulse.spoke();
        assert_eq!(pulse.verdict(at(50)), Verdict::Well(second(1)));
        assert_eq!(pulse.verdict(at(51)), Verdict::Ask);
        pulse.asked(at(51));
        assert_eq!(pulse.verdict(at(70)), Verdict::Well(second(1)));
        assert_eq!(pulse.verdict(at(71)), Verdict::Dead);
        // The question could not even be sent.
        pulse.heard(at(80));
        pulse.spoke();
        assert_eq!(pulse.verdict(at(109)), Verdict::Ask);
        assert_eq!(pulse.verdict(at(110)), Verdict::Dead);
    }
}
