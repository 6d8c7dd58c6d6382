//! Numbers for what is asked of the engine: unique in this window.

use std::sync::atomic::{AtomicU64, Ordering};

use crate::engine::command::{JobId, Ticket};

static NEXT: AtomicU64 = AtomicU64::new(1);

/// A ticket that nobody has.
pub fn ticket() -> Ticket {
    Ticket(NEXT.fetch_add(1, Ordering::Relaxed))
}

/// A job number that nobody has.
pub fn job() -> JobId {
    JobId(NEXT.fetch_add(1, Ordering::Relaxed))
}
