//! Ctrl-C and its relatives: the first asks the engine to end, and it ends within a second in any case.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use super::exit::INTERRUPTED;
use super::run::Door;
use super::terminal::Terminal;
use crate::engine::Command;

/// How long the work may take to break off.
const GRACE: Duration = Duration::from_millis(900);

/// Watches for signals on the current runtime; the flag tells whether one came.
///
/// The process may be waiting for a person or for a full pipe at that moment, so after the grace, or at a second signal,
/// it is ended from here.
pub fn watch(door: Door, terminal: Option<Terminal>) -> Arc<AtomicBool> {
    let stopped = Arc::new(AtomicBool::new(false));
    let flag = stopped.clone();
    tokio::spawn(async move {
        let mut signals = Signals::new();
        signals.next().await;
        flag.store(true, Ordering::SeqCst);
        door(Command::Shutdown);
        let _ = tokio::time::timeout(GRACE, signals.next()).await;
        if let Some(terminal) = terminal {
            terminal.restore();
        }
        std::process::exit(i32::from(INTERRUPTED));
    });
    stopped
}

/// Waits for a signal to end. Needs a runtime.
#[cfg_attr(not(feature = "demo"), allow(dead_code))]
pub async fn signal() {
    Signals::new().next().await;
}

#[cfg(unix)]
struct Signals(Vec<tokio::signal::unix::Signal>);

#[cfg(unix)]
impl Signals {
    fn new() -> Self {
        use tokio::signal::unix::{SignalKind, signal};
        let kinds = [SignalKind::interrupt(), SignalKind::terminate(), SignalKind::hangup()];
        Self(kinds.into_iter().filter_map(|kind| signal(kind).ok()).collect())
    }

    /// Waits for any of them.
    async fn next(&mut self) {
        std::future::poll_fn(|context| {
            let came = self.0.iter_mut().any(|signal| signal.poll_recv(context).is_ready());
            if came {
                std::task::Poll::Ready(())
            } else {
                std::task::Poll::Pending
            }
        })
        .await;
    }
}

#[cfg(not(unix))]
struct Signals;

#[cfg(not(unix))]
impl Signals {
    fn new() -> Self {
        Self
    }

    async fn next(&mut self) {
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    }
}
