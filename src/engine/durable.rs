//! Finished parts become files that outlive a loss of power, many at once.
//!
//! Each part has to be on the disk before it gets its final name, and the name itself has to be there before anybody says done.
//! One by one, that costs two waits for the disk a file. So whatever has finished while the disk was busy makes a group: its
//! parts are synced side by side, which the file system does in one go, then renamed, then each folder is synced once.

use std::collections::{BTreeMap, VecDeque};
use std::ffi::OsString;
use std::io;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::{OwnedSemaphorePermit, Semaphore, oneshot};

use crate::local::part::{Finish, Placed};
use crate::local::{OpenFolder, Part, Place};

/// Parts in one group.
const GROUP: usize = 256;

/// Parts that may be on their way at once, each with two open files and at first with its bytes; more wait with their connection.
const ROOM: usize = 256;

/// Threads that sync side by side.
const HANDS: usize = 16;

/// A part with all its bytes, and what is to become of it.
#[derive(Debug)]
pub struct Finished {
    pub part: Part,
    pub target: OsString,
    pub finish: Finish,
    pub place: Place,
}

/// The line of parts that are to become files.
#[derive(Clone)]
pub struct Groups {
    line: Arc<Mutex<Line>>,
    room: Arc<Semaphore>,
}

#[derive(Default)]
struct Line {
    waiting: VecDeque<Waiting>,
    /// Somebody works it off.
    busy: bool,
}

struct Waiting {
    finished: Finished,
    tell: oneshot::Sender<io::Result<Placed>>,
}

impl Default for Groups {
    fn default() -> Self {
        Self {
            line: Arc::default(),
            room: Arc::new(Semaphore::new(ROOM)),
        }
    }
}

impl Groups {
    /// A place in the line. Whoever has one needs no connection any more.
    pub async fn room(&self) -> Option<OwnedSemaphorePermit> {
        self.room.clone().acquire_owned().await.ok()
    }

    /// Puts a part in place, so that it stays there.
    ///
    /// # Errors
    /// As [`Part::place`]; what the disk says when it is to keep it; `Interrupted` if the engine ends before its turn.
    pub async fn place(&self, finished: Finished) -> io::Result<Placed> {
        let (tell, told) = oneshot::channel();
        let begins = {
            let mut line = self.lock();
            line.waiting.push_back(Waiting { finished, tell });
            !std::mem::replace(&mut line.busy, true)
        };
        if begins {
            let groups = self.clone();
            tokio::task::spawn_blocking(move || groups.work());
        }
        told.await.unwrap_or_else(|_| Err(io::ErrorKind::Interrupted.into()))
    }

    /// Works off groups until nobody waits.
    fn work(&self) {
        loop {
            let group: Vec<Waiting> = {
                let mut line = self.lock();
                let count = line.waiting.len().min(GROUP);
                line.busy = count > 0;
                line.waiting.drain(..count).collect()
            };
            if group.is_empty() {
                return;
            }
            let (finished, tellers): (Vec<_>, Vec<_>) = group
                .into_iter()
                .map(|waiting| (waiting.finished, waiting.tell))
                .unzip();
            for (tell, placed) in tellers.into_iter().zip(settle(finished)) {
                // Whoever has stopped waiting does not want to know.
                let _ = tell.send(placed);
            }
        }
    }

    fn lock(&self) -> MutexGuard<'_, Line> {
        self.line.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Settles one group.
fn settle(group: Vec<Finished>) -> Vec<io::Result<Placed>> {
    let synced = side_by_side(&group, |finished| {
        finished
            .part
            .dress(&finished.target, finished.finish, finished.place)
            .and_then(|()| finished.part.open_file()?.sync_all())
    });
    let mut folders: BTreeMap<(u64, u64), OpenFolder> = BTreeMap::new();
    let mut placed: Vec<(io::Result<Placed>, (u64, u64))> = Vec::with_capacity(group.len());
    for (finished, synced) in group.into_iter().zip(synced) {
        let folder = finished.part.folder().clone();
        let identity = folder.identity();
        let result = synced.and_then(|()| finished.part.put(&finished.target, finished.finish, finished.place));
        if result.is_ok() {
            folders.entry(identity).or_insert(folder);
        }
        placed.push((result, identity));
    }
    let (identities, folders): (Vec<_>, Vec<_>) = folders.into_iter().unzip();
    let kept: BTreeMap<(u64, u64), io::Result<()>> = identities
        .into_iter()
        .zip(side_by_side(&folders, OpenFolder::sync))
        .collect();
    let and_kept = |(result, identity): (io::Result<Placed>, (u64, u64))| {
        let placed = result?;
        match kept.get(&identity) {
            Some(Err(error)) => Err(same(error)),
            _ => Ok(placed),
        }
    };
    placed.into_iter().map(and_kept).collect()
}

/// The same error once more, for another file of the folder. The system's number tells a failing disk from anything else.
fn same(error: &io::Error) -> io::Error {
    match error.raw_os_error() {
        Some(number) => io::Error::from_raw_os_error(number),
        None => io::Error::new(error.kind(), error.to_string()),
    }
}

/// Does the same with each, on several threads: a file system takes waits that come together as one.
fn side_by_side<T: Sync>(each: &[T], work: impl Fn(&T) -> io::Result<()> + Sync) -> Vec<io::Result<()>> {
    if let [only] = each {
        return vec![work(only)];
    }
    let (next, done) = (AtomicUsize::new(0), Mutex::new(Vec::with_capacity(each.len())));
    std::thread::scope(|scope| {
        for _ in 0..HANDS.min(each.len()) {
            scope.spawn(|| {
                loop {
                    let at = next.fetch_add(1, Ordering::Relaxed);
                    let Some(one) = each.get(at) else { return };
                    let result = work(one);
                    done.lock().unwrap_or_else(PoisonError::into_inner).push((at, result));
                }
            });
        }
    });
    let mut done = done.into_inner().unwrap_or_else(PoisonError::into_inner);
    done.sort_by_key(|(at, _)| *at);
    done.into_iter().map(|(_, result)| result).collect()
}

#[cfg(test)]
mod tests {
    use std::ffi::OsStr;

    use super::*;

    #[cfg(unix)]
    #[test]
    fn a_folder_that_cannot_be_synced_is_told_as_the_disk_told_it() {
        use crate::error::{Error, Kind, Stage};
        let fault = io::Error::from_raw_os_error(rustix::io::Errno::IO.raw_os_error());
        let told = Error::io(Stage::LocalDisk, "put a in place", &same(&fault));
        assert_eq!(told.kind, Kind::DiskFault);
    }

    #[tokio::test]
    async fn every_part_of_many_becomes_its_file_and_one_that_cannot_spoils_no_other() {
        let place = tempfile::tempdir().unwrap();
        std::fs::write(place.path().join("7"), "theirs").unwrap();
        let groups = Groups::default();
        let folder = OpenFolder::open(place.path(), place.path()).unwrap();
        let files = (0..600u32).map(|n| {
            let (groups, folder) = (groups.clone(), folder.clone());
            tokio::spawn(async move {
                let _room = groups.room().await;
                let mut part = Part::create(folder, format!(".{n}.part").into()).unwrap();
                part.write(n.to_string().as_bytes()).unwrap();
                let finish = Finish {
                    modified: Some(1_000_000_000),
                    mode: 0o644,
                };
                let finished = Finished {
                    part,
                    target: n.to_string().into(),
                    finish,
                    place: Place::New,
                };
                groups.place(finished).await
            })
        });
        for (n, placed) in files.collect::<Vec<_>>().into_iter().enumerate() {
            let placed = placed.await.unwrap();
            assert_eq!(placed.is_ok(), n != 7, "{n}: {placed:?}");
        }
        for n in (0..600u32).filter(|n| *n != 7) {
            assert_eq!(
                std::fs::read(place.path().join(n.to_string())).unwrap(),
                n.to_string().as_bytes()
            );
        }
        assert_eq!(std::fs::read(place.path().join("7")).unwrap(), b"theirs");
        assert_eq!(std::fs::read_dir(place.path()).unwrap().count(), 600, "no part is left");
        assert!(folder.is_taken(OsStr::new("599")));
    }
}
