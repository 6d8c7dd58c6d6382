//! How much of a file is asked for, or sent, before the first answer. No clock: the time is an argument.

use std::time::Duration;

/// Where a transfer begins: enough for a fast network nearby, and not much for a slow one.
const FIRST: u64 = 512 << 10;
/// The least: a few requests always overlap.
const LEAST: u64 = 128 << 10;
/// The most. Measured: more than 8 MiB bought nothing at 100 ms; a little is left for longer roads.
const MOST: u64 = 16 << 20;
/// Work that waits at the server, so that a pause of ours or of its disk does not leave the road empty.
const STOCK: Duration = Duration::from_millis(40);
/// More of it than this would only push what is under way out of the processor's caches.
const LARGEST_STOCK: u64 = 4 << 20;
/// The smallest request: what every server takes.
pub(super) const SMALLEST: u64 = 32 << 10;
/// So many requests make a window.
const REQUESTS: u64 = 16;
/// How much a new measurement counts against what was known. Not the best rate seen: where several connections share the
/// road, their bytes come in bursts, and each would take the bursts for its own.
const NEW: f64 = 0.5;

/// A window in bytes. It follows the rate: twice what the road holds, so that a transfer that the window holds back doubles it
/// again and again, and one that the road holds back leaves the queues on the way short.
#[derive(Debug)]
pub(super) struct Window {
    bytes: u64,
    /// Bytes per second.
    rate: f64,
    /// What was answered since `began`.
    answered: u64,
    began: Duration,
}

impl Window {
    /// A fresh window at `now`, a time on any clock that only goes forward.
    pub(super) fn new(now: Duration) -> Self {
        Self {
            bytes: FIRST,
            rate: 0.0,
            answered: 0,
            began: now,
        }
    }

    /// How many bytes may be under way.
    pub(super) fn bytes(&self) -> u64 {
        self.bytes
    }

    /// How long one request should be where the server takes up to `most`.
    pub(super) fn request(&self, most: u64) -> u64 {
        (self.bytes / REQUESTS).max(SMALLEST).min(most)
    }

    /// `count` bytes were answered at `now`; the shortest round trip so far is `round_trip`.
    pub(super) fn answered(&mut self, count: u64, now: Duration, round_trip: Duration) {
        self.answered += count;
        let took = now.saturating_sub(self.began);
        if self.answered < self.bytes || took.is_zero() {
            return;
        }
        let rate = self.answered as f64 / took.as_secs_f64();
        self.rate = if self.rate > 0.0 {
            self.rate + NEW * (rate - self.rate)
        } else {
            rate
        };
        // A float beyond the range of integers becomes the nearest one.
        let during = |time: Duration| (self.rate * time.as_secs_f64()) as u64;
        self.bytes = during(2 * round_trip)
            .max(during(STOCK).min(LARGEST_STOCK))
            .clamp(LEAST, MOST);
        self.answered = 0;
        self.began = now;
    }

    /// The other end had nothing to give or to take for a while: that says nothing about the road.
    pub(super) fn paused(&mut self, now: Duration) {
        self.answered = 0;
        self.began = now;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Runs a transfer over a road with `rate` bytes per second and a round trip of `trip`.
    fn settle(rate: f64, trip: Duration) -> u64 {
        let (mut window, mut now) = (Window::new(Duration::ZERO), Duration::ZERO);
        for _ in 0..200 {
            let bytes = window.bytes();
            now += trip.max(Duration::from_secs_f64(bytes as f64 / rate));
            window.answered(bytes, now, trip);
        }
        window.bytes()
    }

    #[test]
    fn a_long_fast_road_gets_a_large_window() {
        assert_eq!(settle(1e9, Duration::from_millis(100)), MOST);
        let window = settle(30e6, Duration::from_millis(100));
        assert!((5 << 20..7 << 20).contains(&window), "{window}");
    }

    #[test]
    fn a_slow_road_is_not_filled() {
        assert_eq!(settle(100e3, Duration::from_millis(20)), LEAST);
        let window = settle(12.5e6, Duration::from_millis(20));
        assert!((400 << 10..600 << 10).contains(&window), "{window}");
    }

    #[test]
    fn requests_grow_with_the_window_up_to_what_the_server_takes() {
        let mut window = Window::new(Duration::ZERO);
        assert_eq!(window.request(261_120), 32 << 10);
        window.bytes = MOST;
        assert_eq!(window.request(261_120), 261_120);
        assert_eq!(window.request(16_000), 16_000);
    }

    #[test]
    fn a_pause_of_ours_does_not_shrink_it() {
        let mut window = Window::new(Duration::ZERO);
        window.answered(FIRST, Duration::from_millis(10), Duration::from_millis(10));
        let before = window.bytes();
        window.paused(Duration::from_secs(60));
        window.answered(
            before,
            Duration::from_secs(60) + Duration::from_millis(20),
            Duration::from_millis(10),
        );
        assert!(window.bytes() >= before / 2, "{} after {before}", window.bytes());
    }
}
