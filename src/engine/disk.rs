//! Short visits to the local disk, a few at a time.
//!
//! With many small files at once, a thread for each would only have them fight over the folder that they all go to, and waking
//! a thread costs more than the visit. So a few threads work the visits off in order, and each goes on while there are any.

use std::collections::VecDeque;
use std::io;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::oneshot;

/// Visits at once. A profile of 20,000 files into one folder, with a thread for each visit, showed a fifth of the time
/// spent on the folder's lock.
const WORKERS: usize = 4;

type Visit = Box<dyn FnOnce() + Send>;

/// The line of those who want to the disk.
#[derive(Clone, Default)]
pub struct Disk(Arc<Mutex<Line>>);

#[derive(Default)]
struct Line {
    visits: VecDeque<Visit>,
    workers: usize,
}

impl Disk {
    /// Makes one visit.
    ///
    /// # Errors
    /// What the visit came to; `Interrupted` if the engine ends before its turn.
    pub async fn visit<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> io::Result<T> + Send + 'static,
    ) -> io::Result<T> {
        let (tell, told) = oneshot::channel();
        let visit = Box::new(move || drop(tell.send(work())));
        self.join(visit);
        told.await.unwrap_or_else(|_| Err(io::ErrorKind::Interrupted.into()))
    }

    fn join(&self, visit: Visit) {
        let mut line = self.lock();
        line.visits.push_back(visit);
        if line.workers < WORKERS {
            line.workers += 1;
            let disk = self.clone();
            tokio::task::spawn_blocking(move || disk.work());
        }
    }

    fn work(&self) {
        let mut worker = Worker {
            disk: self,
            counts: true,
        };
        while let Some(visit) = worker.next() {
            visit();
        }
    }

    fn lock(&self) -> MutexGuard<'_, Line> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A thread that works for the disk until the line is empty.
struct Worker<'a> {
    disk: &'a Disk,
    counts: bool,
}

impl Worker<'_> {
    /// The next visit. Whoever finds none stops counting under the same lock, so that nobody relies on it any more.
    fn next(&mut self) -> Option<Visit> {
        let mut line = self.disk.lock();
        let visit = line.visits.pop_front();
        if visit.is_none() {
            line.workers -= 1;
            self.counts = false;
        }
        visit
    }
}

impl Drop for Worker<'_> {
    fn drop(&mut self) {
        // A visit has panicked.
        if self.counts {
            self.disk.lock().workers -= 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use super::*;

    #[tokio::test]
    async fn every_visit_is_made_and_only_a_few_at_once() {
        let (disk, now, most) = (
            Disk::default(),
            Arc::new(AtomicUsize::new(0)),
            Arc::new(AtomicUsize::new(0)),
        );
        let visits = (0..200usize).map(|n| {
            let (disk, now, most) = (disk.clone(), now.clone(), most.clone());
            tokio::spawn(async move {
                disk.visit(move || {
                    most.fetch_max(now.fetch_add(1, Ordering::SeqCst) + 1, Ordering::SeqCst);
                    std::thread::sleep(std::time::Duration::from_millis(1));
                    now.fetch_sub(1, Ordering::SeqCst);
                    Ok(n)
                })
                .await
            })
        });
        for (n, visit) in visits.collect::<Vec<_>>().into_iter().enumerate() {
            assert_eq!(visit.await.unwrap().unwrap(), n);
        }
        assert!(most.load(Ordering::SeqCst) <= WORKERS);
        // The last worker tells what its visit came to before it looks for another.
        while disk.lock().workers > 0 {
            tokio::time::sleep(std::time::Duration::from_millis(1)).await;
        }
    }
}
