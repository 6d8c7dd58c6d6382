//! The total speed of the last minute, for the graph.

use std::collections::VecDeque;
use std::time::Duration;

/// One sample in this time.
const STEP: Duration = Duration::from_millis(500);

/// How many make a minute.
pub const SAMPLES: usize = 120;

/// The speed over time, oldest first.
#[derive(Clone, Debug, Default)]
pub struct History {
    samples: VecDeque<u64>,
    /// When the newest sample was taken.
    at: Option<Duration>,
}

impl History {
    /// The speed is `rate` at `now`. Steps that nobody noted are taken as still.
    pub fn note(&mut self, rate: u64, now: Duration) {
        let Some(at) = self.at else {
            self.at = Some(now);
            // The line rises from the ground.
            self.push(0);
            self.push(rate);
            return;
        };
        let passed = now.saturating_sub(at);
        let steps = passed.as_millis() / STEP.as_millis();
        if steps == 0 {
            return;
        }
        // Between two looks a second apart the speed was the one that is seen now; after a longer silence nothing moved.
        let quiet = steps.saturating_sub(4).min(SAMPLES as u128);
        for step in 0..steps.min(SAMPLES as u128) {
            self.push(if step < quiet { 0 } else { rate });
        }
        self.at = Some(if steps > SAMPLES as u128 {
            now
        } else {
            at + STEP * u32::try_from(steps).unwrap_or(1)
        });
    }

    /// The samples, oldest first; fewer than [`SAMPLES`] in the first minute.
    pub fn samples(&self) -> impl ExactSizeIterator<Item = u64> + '_ {
        self.samples.iter().copied()
    }

    /// Nothing moved in the last minute.
    pub fn is_still(&self) -> bool {
        self.samples.iter().all(|sample| *sample == 0)
    }

    fn push(&mut self, rate: u64) {
        if self.samples.len() == SAMPLES {
            self.samples.pop_front();
        }
        self.samples.push_back(rate);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(ms: u64) -> Duration {
        Duration::from_millis(ms)
    }

    #[test]
    fn it_keeps_one_minute() {
        let mut history = History::default();
        for tick in 0..4000 {
            history.note(tick, at(tick * 50));
        }
        let samples: Vec<u64> = history.samples().collect();
        assert_eq!(samples.len(), SAMPLES);
        assert_eq!(samples[SAMPLES - 1], 3990);
        assert_eq!(samples[0], 3990 - 119 * 10);
    }

    #[test]
    fn a_silence_is_a_gap() {
        let mut history = History::default();
        history.note(7, at(0));
        history.note(9, at(10_000));
        let samples: Vec<u64> = history.samples().collect();
        assert_eq!(samples.len(), 22);
        assert_eq!(samples[..2], [0, 7]);
        assert_eq!(samples[2..18], [0; 16]);
        assert_eq!(samples[18..], [9; 4]);
        history.note(0, at(3_600_000));
        assert!(history.is_still());
        assert_eq!(history.samples().len(), SAMPLES);
    }
}
