//! What the transfers of one channel have under way in one direction, together: they share the road, so they share the window.
//!
//! With a window for each, two halves of a file would ask for twice of what the road holds, and whoever looks at a folder
//! meanwhile would wait behind all of it.

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::time::Instant;

use super::window::Window;

/// Where no round trip was measured yet.
const UNKNOWN: Duration = Duration::from_millis(50);

/// One direction of a channel.
#[derive(Debug)]
pub(super) struct Flow {
    state: Mutex<State>,
    clock: Instant,
}

#[derive(Debug)]
struct State {
    window: Window,
    /// Bytes asked for or sent, by everybody, and not answered yet.
    under_way: u64,
}

impl Default for Flow {
    fn default() -> Self {
        let state = State {
            window: Window::new(Duration::ZERO),
            under_way: 0,
        };
        Self {
            state: Mutex::new(state),
            clock: Instant::now(),
        }
    }
}

impl Flow {
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The part of one transfer in a [`Flow`]. What is under way of it goes with it.
#[derive(Debug)]
pub(super) struct Share<'a> {
    flow: &'a Flow,
    under_way: u64,
}

impl<'a> Share<'a> {
    /// Nothing under way yet.
    pub(super) fn of(flow: &'a Flow) -> Self {
        Self { flow, under_way: 0 }
    }

    /// Whether there is no place for more. A transfer with nothing under way always has a place: nobody would wake it.
    pub(super) fn is_full(&self) -> bool {
        let state = self.flow.lock();
        self.under_way > 0 && state.under_way >= state.window.bytes()
    }

    /// How long the next request should be where the server takes up to `most`.
    pub(super) fn request(&self, most: u64) -> u64 {
        self.flow.lock().window.request(most)
    }

    /// `length` more bytes are under way.
    pub(super) fn add(&mut self, length: u64) {
        let mut state = self.flow.lock();
        if state.under_way == 0 {
            // The road was empty: that says nothing about it.
            state.window.paused(self.flow.clock.elapsed());
        }
        state.under_way += length;
        self.under_way += length;
    }

    /// `length` bytes are not under way any more.
    pub(super) fn remove(&mut self, length: u64) {
        self.flow.lock().under_way -= length;
        self.under_way -= length;
    }

    /// Nothing is under way any more.
    pub(super) fn clear(&mut self) {
        self.remove(self.under_way);
    }

    /// `count` bytes went through; the shortest round trip so far is `round_trip`.
    pub(super) fn answered(&self, count: u64, round_trip: Option<Duration>) {
        let now = self.flow.clock.elapsed();
        let mut state = self.flow.lock();
        state.window.answered(count, now, round_trip.unwrap_or(UNKNOWN));
    }

    /// Bytes had to wait for whoever gives or takes them here: that says nothing about the road.
    pub(super) fn paused(&self) {
        let now = self.flow.clock.elapsed();
        self.flow.lock().window.paused(now);
    }
}

impl Drop for Share<'_> {
    fn drop(&mut self) {
        self.clear();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_transfers_fill_one_window() {
        let flow = Flow::default();
        let window = flow.lock().window.bytes();
        let (mut one, mut other) = (Share::of(&flow), Share::of(&flow));
        one.add(window);
        assert!(one.is_full());
        assert!(!other.is_full(), "whoever has nothing under way may always ask");
        other.add(1);
        assert!(other.is_full());
        drop(one);
        assert!(!other.is_full(), "what goes makes room");
        other.remove(1);
        assert_eq!(flow.lock().under_way, 0);
    }
}
