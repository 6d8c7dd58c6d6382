//! The speed limit that all transfers share.

use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

/// Lets bytes through at a rate. The sum over all transfers keeps to it.
#[derive(Debug)]
pub struct Throttle {
    schedule: Mutex<Schedule>,
}

/// The limits that one transfer has to keep: that of all transfers, and that of its site and direction.
#[derive(Clone, Debug)]
pub struct Throttles {
    pub all: Arc<Throttle>,
    pub site: Option<Arc<Throttle>>,
}

impl Throttles {
    /// Waits until `bytes` more may pass.
    pub async fn pass(&self, bytes: usize) {
        if let Some(site) = &self.site {
            site.pass(bytes).await;
        }
        self.all.pass(bytes).await;
    }
}

/// When the line is free again: logic without a clock.
#[derive(Clone, Copy, Debug)]
struct Schedule {
    /// Bytes per second.
    rate: Option<u64>,
    free_at: Instant,
}

impl Throttle {
    /// A limit of `rate` bytes per second, or none.
    pub fn new(rate: Option<u64>, now: Instant) -> Self {
        Self {
            schedule: Mutex::new(Schedule { rate, free_at: now }),
        }
    }

    /// Changes the limit for everything that comes from now on.
    pub fn set(&self, rate: Option<u64>, now: Instant) {
        *self.lock() = Schedule { rate, free_at: now };
    }

    /// Waits until `bytes` more may pass.
    pub async fn pass(&self, bytes: usize) {
        let wait = self.lock().reserve(bytes, Instant::now());
        if !wait.is_zero() {
            tokio::time::sleep(wait).await;
        }
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Schedule> {
        self.schedule.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
    }
}

impl Schedule {
    /// Books the line for `bytes` and says how long to wait for it.
    fn reserve(&mut self, bytes: usize, now: Instant) -> Duration {
        let Some(rate) = self.rate.filter(|rate| *rate > 0) else {
            return Duration::ZERO;
        };
        let start = self.free_at.max(now);
        self.free_at = start + Duration::from_secs_f64(bytes as f64 / rate as f64);
        start - now
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_wait_for_their_turn() {
        let now = Instant::now();
        let mut schedule = Schedule {
            rate: Some(1000),
            free_at: now,
        };
        assert_eq!(schedule.reserve(500, now), Duration::ZERO);
        assert_eq!(schedule.reserve(500, now), Duration::from_millis(500));
        assert_eq!(
            schedule.reserve(500, now + Duration::from_secs(9)),
            Duration::ZERO,
            "unused time is not saved up"
        );
        schedule.rate = None;
        assert_eq!(schedule.reserve(1 << 30, now), Duration::ZERO);
    }
}
