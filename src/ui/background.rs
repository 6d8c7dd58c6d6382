//! The threads beside the one that draws: all work of the engine runs on them, and they yield to it.
//!
//! Where thousands of small files move, both processors of a small machine are busy with them. Whoever presses a key then would wait for
//! its turn among those threads.

use std::io;

use iced::Executor;
use tokio::runtime::{Builder, Runtime};

/// How far they yield. On Linux this is a matter of each thread, elsewhere of the whole program.
#[cfg(target_os = "linux")]
const YIELDS: i32 = 5;

/// Runs what does not draw.
pub struct Background(Runtime);

impl Executor for Background {
    fn new() -> io::Result<Self> {
        let runtime = Builder::new_multi_thread()
            .enable_all()
            .on_thread_start(step_back)
            .build()?;
        Ok(Self(runtime))
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

#[cfg(target_os = "linux")]
fn step_back() {
    // A system that does not let it be slower lets it be as it is.
    let _ = rustix::process::nice(YIELDS);
}

#[cfg(not(target_os = "linux"))]
fn step_back() {}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::*;

    /// The niceness of the thread that asks.
    fn niceness() -> i32 {
        rustix::process::getpriority_process(None).unwrap()
    }

    #[test]
    fn what_works_steps_back_and_what_draws_does_not() {
        let before = niceness();
        let background = Background::new().unwrap();
        let works = background.block_on(async {
            let worker = tokio::spawn(async { niceness() }).await.unwrap();
            let disk = tokio::task::spawn_blocking(niceness).await.unwrap();
            (worker, disk)
        });
        let expected = (before + YIELDS).min(19);
        assert_eq!(works, (expected, expected));
        assert_eq!(niceness(), before);
    }
}
