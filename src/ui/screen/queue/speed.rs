//! How fast bytes move, told from how far they are at different times.

use std::collections::VecDeque;
use std::time::Duration;

/// What has moved in this time makes the speed: long enough to be calm, short enough to be true.
const WINDOW: Duration = Duration::from_secs(3);

/// After less than this a speed would be a guess.
const LEAST: Duration = Duration::from_millis(500);

/// What moves at first fills the buffers of two computers and of everything between them: it says nothing about the speed.
const SETTLING: Duration = Duration::from_millis(400);

/// Two looks closer together than this are one.
const STEP: Duration = Duration::from_millis(120);

/// The speed of something whose bytes are counted.
#[derive(Clone, Debug, Default)]
pub struct Speed {
    /// When it was looked at, and how much had moved by then since the first look.
    looks: VecDeque<(Duration, u64)>,
    /// The counter at the last look.
    counter: Option<u64>,
    travelled: u64,
    /// When it began to move, at first or after a silence.
    began: Duration,
}

impl Speed {
    /// The counter stands at `moved`. One that went back, because something was begun again, counts from there.
    pub fn look(&mut self, moved: u64, now: Duration) {
        if let Some(before) = self.counter {
            self.travelled = self.travelled.saturating_add(moved.saturating_sub(before));
        }
        self.counter = Some(moved);
        self.note(now);
    }

    /// This much more has moved.
    pub fn add(&mut self, bytes: u64, now: Duration) {
        self.travelled = self.travelled.saturating_add(bytes);
        self.note(now);
    }

    /// Bytes per second at `now`; `None` where it is too early to tell.
    pub fn at(&self, now: Duration) -> Option<u64> {
        let before = self
            .looks
            .iter()
            .rev()
            .find(|(at, _)| now.saturating_sub(*at) >= WINDOW);
        let (since, base) = before.or_else(|| self.looks.front())?;
        let span = now.saturating_sub(*since);
        if span < LEAST {
            return None;
        }
        let bytes = self.travelled.saturating_sub(*base);
        Some((bytes as f64 / span.as_secs_f64()) as u64)
    }

    fn note(&mut self, now: Duration) {
        // What comes after a silence is measured from there: the silence would make it small.
        if self
            .looks
            .back()
            .is_none_or(|(at, _)| now.saturating_sub(*at) >= WINDOW)
        {
            self.looks.clear();
            self.began = now;
        }
        if now.saturating_sub(self.began) < SETTLING {
            self.looks.clear();
        }
        // The newest look is replaced as long as it is close to the one before it, so that there are few of them.
        let close = self.looks.len() > 1 && now.saturating_sub(self.looks[self.looks.len() - 2].0) < STEP;
        if close {
            self.looks.pop_back();
        }
        self.looks.push_back((now, self.travelled));
        // One look from before the window stays: the speed is measured from it.
        while self
            .looks
            .get(1)
            .is_some_and(|(at, _)| now.saturating_sub(*at) >= WINDOW)
        {
            self.looks.pop_front();
        }
    }
}

/// How long `remaining` bytes take at this speed; `None` where nobody can know.
pub fn left(remaining: u64, speed: Option<u64>) -> Option<Duration> {
    let speed = speed.filter(|speed| *speed > 0)?;
    Some(Duration::from_secs(remaining.div_ceil(speed)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ms(ms: u64) -> Duration {
        Duration::from_millis(ms)
    }

    /// Within two in a hundred.
    fn about(rate: Option<u64>, expected: u64) -> bool {
        rate.is_some_and(|rate| rate.abs_diff(expected) * 50 < expected)
    }

    #[test]
    fn it_is_what_moved_within_the_window() {
        let mut speed = Speed::default();
        assert_eq!(speed.at(ms(0)), None);
        // 1 MB/s for ten seconds, then 5 MB/s for three.
        for step in 0..=200 {
            speed.look(step * 50_000, ms(step * 50));
        }
        assert!(about(speed.at(ms(10_000)), 1_000_000));
        for step in 1..=60 {
            speed.look(10_000_000 + step * 250_000, ms(10_000 + step * 50));
        }
        // The window begins between two looks.
        assert!(about(speed.at(ms(13_000)), 5_000_000), "{:?}", speed.at(ms(13_000)));
        assert!(speed.looks.len() < 70, "{}", speed.looks.len());
    }

    #[test]
    fn what_had_moved_before_the_first_look_is_not_speed() {
        let mut speed = Speed::default();
        speed.look(500_000_000, ms(0));
        assert_eq!(speed.at(ms(100)), None, "too early");
        speed.look(501_000_000, ms(1000));
        assert_eq!(speed.at(ms(1000)), Some(1_000_000));
    }

    #[test]
    fn a_stall_is_seen_without_news_and_a_restart_is_no_negative_speed() {
        let mut speed = Speed::default();
        speed.look(0, ms(0));
        speed.look(3_000_000, ms(1000));
        assert_eq!(speed.at(ms(4500)), Some(0));
        speed.look(0, ms(5000));
        speed.look(1_000_000, ms(6000));
        assert_eq!(
            speed.at(ms(6000)),
            Some(1_000_000),
            "measured from the end of the silence"
        );
    }

    #[test]
    fn what_fills_the_buffers_at_first_is_no_speed() {
        let mut speed = Speed::default();
        for step in 0..=40 {
            // Ten megabytes at once, then one every second.
            let buffered = if step == 0 { 0 } else { 10_000_000 };
            speed.look(buffered + step * 50_000, ms(step * 50));
            if let Some(rate) = speed.at(ms(step * 50)) {
                assert!(about(Some(rate), 1_000_000), "{rate} after {} ms", step * 50);
            }
        }
        assert!(about(speed.at(ms(2000)), 1_000_000));
    }

    #[test]
    fn what_is_left_is_unknown_without_speed() {
        assert_eq!(left(100, None), None);
        assert_eq!(left(100, Some(0)), None);
        assert_eq!(left(0, Some(7)), Some(Duration::ZERO));
        assert_eq!(left(1_000_001, Some(1_000_000)), Some(Duration::from_secs(2)));
    }
}
