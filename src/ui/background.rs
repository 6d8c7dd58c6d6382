//! The threads beside the one that draws: all work of the engine runs on them, and they yield to it.
//!
//! Where thousands of small files move, both processors of a small machine are busy with them. Whoever presses a key then would wait for
//! its turn among those threads.

use std::io;

use iced::Executor;
use tokio::runtime::{Builder, Runtime};

/// How far they yield. On Linux this is a matter of each thread, elsewhere of the whole program.
const YIELDS: i32 = 5;

/// Runs what does not draw.
pub struct Background(Runtime);

impl Executor for Background {
    fn new() -> io::Result<Self> {
        let place = niceness().saturating_add(YIELDS);
        let mut builder = Builder::new_multi_thread();
        Ok(Self(builder.enable_all().on_thread_start(move || take(place)).build()?))
    }

    fn spawn(&self, future: impl Future<Output = ()> + Send + 'static) {
        drop(self.0.spawn(future));
    }

    fn enter<R>(&self, work: impl FnOnce() -> R) -> R {
        let _guard = self.0.enter();
        work()
    }

    fn block_on<T>(&self, future: impl Future<Output = T>) -> T {
        self.0.block_on(future)
    }
}

/// How far the thread that asks yields to others.
#[cfg(target_os = "linux")]
fn niceness() -> i32 {
    rustix::process::getpriority_process(None).unwrap_or(0)
}

/// Steps back so far, and no further where the thread that started this one has done so already.
#[cfg(target_os = "linux")]
fn take(place: i32) {
    // A system that does not let it be slower lets it be as it is.
    let _ = rustix::process::setpriority_process(None, place);
}

#[cfg(not(target_os = "linux"))]
fn niceness() -> i32 {
    0
}

#[cfg(not(target_os = "linux"))]
fn take(_: i32) {}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::*;

    #[test]
    fn what_works_steps_back_and_what_draws_does_not() {
        let before = niceness();
        let background = Background::new().unwrap();
        let works = background.block_on(async {
            let worker = tokio::spawn(async { niceness() }).await.unwrap();
            let disk = tokio::spawn(async { tokio::task::spawn_blocking(niceness).await });
            (worker, disk.await.unwrap().unwrap())
        });
        let expected = (before + YIELDS).min(19);
        assert_eq!(
            works,
            (expected, expected),
            "also a thread that one of them has started"
        );
        assert_eq!(niceness(), before);
    }
}
