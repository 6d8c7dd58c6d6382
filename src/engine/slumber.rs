//! Whether the computer slept. Pure rules: what the clocks say comes in.

use std::time::Duration;

use super::queue::Moment;

/// A difference between the two clocks from which on it was sleep, and not the system setting its clock right.
const NOTICEABLE: Duration = Duration::from_secs(5);

/// Who looks so much later than it meant to did not run, whatever the clocks say: some systems count sleep in both.
const LATE: Duration = Duration::from_secs(15);

/// What two clocks say at one moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reading {
    /// A clock that stands still while the computer sleeps, on most systems.
    pub running: Moment,
    /// One that goes on.
    pub passing: Duration,
}

/// Compares each reading with the one before.
#[derive(Debug, Default)]
pub struct Slumber {
    last: Option<Reading>,
}

impl Slumber {
    /// Looks again, as was meant after `pause`. `Some` if the computer slept meanwhile, and how long.
    pub fn look(&mut self, now: Reading, pause: Duration) -> Option<Duration> {
        let last = self.last.replace(now)?;
        let ran = now.running.saturating_sub(last.running);
        let asleep = now.passing.saturating_sub(last.passing).saturating_sub(ran);
        if asleep >= NOTICEABLE {
            return Some(asleep);
        }
        let late = ran.saturating_sub(pause);
        (late >= LATE).then_some(late)
    }

    /// Nobody looks for a while.
    pub fn rest(&mut self) {
        self.last = None;
    }
}

/// A clock that goes on while the computer sleeps. Its beginning means nothing.
#[cfg(any(target_os = "linux", target_os = "android"))]
pub fn passing() -> Duration {
    let time = rustix::time::clock_gettime(rustix::time::ClockId::Boottime);
    let seconds = u64::try_from(time.tv_sec).unwrap_or(0);
    Duration::new(seconds, u32::try_from(time.tv_nsec).unwrap_or(0))
}

/// A clock that goes on while the computer sleeps. Its beginning means nothing.
#[cfg(not(any(target_os = "linux", target_os = "android")))]
pub fn passing() -> Duration {
    std::time::SystemTime::now()
        .duration_since(std::time::UNIX_EPOCH)
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    const PAUSE: Duration = Duration::from_secs(5);

    fn at(running: u64, passing: u64) -> Reading {
        Reading {
            running: Moment::from_secs(running),
            passing: Duration::from_secs(passing),
        }
    }

    #[test]
    fn a_clock_that_went_on_alone_tells_how_long_the_computer_slept() {
        let mut slumber = Slumber::default();
        assert_eq!(
            slumber.look(at(100, 1000), PAUSE),
            None,
            "there is nothing to compare with"
        );
        assert_eq!(slumber.look(at(105, 1005), PAUSE), None);
        assert_eq!(slumber.look(at(108, 3588), PAUSE), Some(Duration::from_secs(43 * 60)));
        assert_eq!(slumber.look(at(113, 3593), PAUSE), None, "that is told once");
    }

    #[test]
    fn a_clock_that_is_set_right_is_no_sleep() {
        let mut slumber = Slumber::default();
        for (running, passing) in [(0, 500), (5, 509), (10, 300), (15, 305)] {
            assert_eq!(slumber.look(at(running, passing), PAUSE), None);
        }
    }

    #[test]
    fn where_both_clocks_count_sleep_a_late_look_tells_it() {
        let mut slumber = Slumber::default();
        assert_eq!(slumber.look(at(0, 0), PAUSE), None);
        assert_eq!(slumber.look(at(19, 19), PAUSE), None, "a busy computer is late too");
        assert_eq!(slumber.look(at(3624, 3624), PAUSE), Some(Duration::from_secs(3600)));
    }

    #[test]
    fn after_a_rest_there_is_nothing_to_compare_with() {
        let mut slumber = Slumber::default();
        assert_eq!(slumber.look(at(0, 0), PAUSE), None);
        slumber.rest();
        assert_eq!(slumber.look(at(9000, 90_000), PAUSE), None);
    }

    #[test]
    fn the_clock_goes_on() {
        let first = passing();
        assert!(passing() >= first && !first.is_zero());
    }
}
