//! What the channels of one session have in common: where one is out of step, none is believed any more.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio_util::sync::CancellationToken;

use crate::error::Error;

/// Shared by all channels of a session.
#[derive(Clone, Debug)]
pub(super) struct Fate {
    failure: Arc<Mutex<Option<Error>>>,
    pub(super) end: CancellationToken,
    /// The shortest time from a request to its answer, in nanoseconds.
    round_trip: Arc<AtomicU64>,
    /// How often the server was heard.
    signs: Arc<AtomicU64>,
}

impl Default for Fate {
    fn default() -> Self {
        Self {
            failure: Arc::default(),
            end: CancellationToken::default(),
            round_trip: Arc::new(AtomicU64::new(u64::MAX)),
            signs: Arc::default(),
        }
    }
}

impl Fate {
    pub(super) fn failure(&self) -> Option<Error> {
        self.failure.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// The first reason counts. Every channel hears of it.
    pub(super) fn seal(&self, error: Error) {
        let mut failure = self.failure.lock().unwrap_or_else(PoisonError::into_inner);
        failure.get_or_insert(error);
        drop(failure);
        self.end.cancel();
    }

    /// The server was heard.
    pub(super) fn lives(&self) {
        self.signs.fetch_add(1, Ordering::Relaxed);
    }

    /// How often so far.
    pub(super) fn signs_of_life(&self) -> u64 {
        self.signs.load(Ordering::Relaxed)
    }

    /// An answer took so long.
    pub(super) fn took(&self, time: Duration) {
        let nanos = u64::try_from(time.as_nanos()).unwrap_or(u64::MAX);
        self.round_trip.fetch_min(nanos.max(1), Ordering::Relaxed);
    }

    /// The shortest time from a request to its answer so far.
    pub(super) fn round_trip(&self) -> Option<Duration> {
        match self.round_trip.load(Ordering::Relaxed) {
            u64::MAX => None,
            nanos => Some(Duration::from_nanos(nanos)),
        }
    }
}
