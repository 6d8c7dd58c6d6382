//! What is known about a session without waiting for its turn.

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

use crate::remote::Facts;
use crate::site::Learned;

/// The part of a session that can be looked at while a call is running.
#[derive(Debug, Default)]
pub(super) struct Shared {
    broken: AtomicBool,
    spent: AtomicBool,
    signs: AtomicU64,
    learned: Mutex<Learned>,
    facts: Mutex<Facts>,
}

impl Shared {
    pub(super) fn new(learned: Learned) -> Self {
        Self {
            learned: Mutex::new(learned),
            ..Self::default()
        }
    }

    /// The connection must not be used again.
    pub(super) fn break_off(&self) {
        self.broken.store(true, Ordering::Relaxed);
    }

    pub(super) fn is_broken(&self) -> bool {
        self.broken.load(Ordering::Relaxed)
    }

    /// No further data connection will do. Returns whether that was news.
    pub(super) fn spend(&self) -> bool {
        !self.spent.swap(true, Ordering::Relaxed)
    }

    pub(super) fn is_spent(&self) -> bool {
        self.spent.load(Ordering::Relaxed)
    }

    /// The server was heard, or took bytes.
    pub(super) fn lives(&self) {
        self.signs.fetch_add(1, Ordering::Relaxed);
    }

    /// How often so far.
    pub(super) fn signs_of_life(&self) -> u64 {
        self.signs.load(Ordering::Relaxed)
    }

    pub(super) fn learned(&self) -> MutexGuard<'_, Learned> {
        self.learned.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn facts(&self) -> MutexGuard<'_, Facts> {
        self.facts.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
