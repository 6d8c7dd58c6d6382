//! Requests about the disk here: looking and changing, apart from moving files. All of it off the runtime.

use std::io;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use tokio::sync::mpsc;

use super::browse::{Pace, Teller};
use super::command::LocalRequest;
use super::event::Outcome;
use super::report::Report;
use crate::entry::{Count, Entry};
use crate::error::{Error, Kind, Result, Stage};
use crate::local::{change, count, landmarks, listing, removal};

/// How often a count under way is told.
const TOLD: Duration = Duration::from_millis(100);

/// Makes one request.
///
/// # Errors
/// With what the system said. Items of a request about many that failed are reported one by one and counted.
pub async fn make(request: LocalRequest, teller: Teller) -> Result<Outcome> {
    let (pages, arriving) = mpsc::channel(2);
    let stop = teller.stop.clone();
    let desk = Desk {
        teller: teller.clone(),
        pages,
        done: 0,
        failed: 0,
        pace: Pace::default(),
    };
    let working = async {
        let work = tokio::task::spawn_blocking(move || desk.work(request));
        let (worked, ()) = tokio::join!(work, teller.pass_on(arriving));
        worked.unwrap_or_else(|error| Err(failure("request", &error.into())))
    };
    // A disk that does not answer (a network that is gone) keeps its thread, but nobody has to wait for it.
    tokio::select! {
        biased;
        () = stop.cancelled() => Err(Error::new(Stage::LocalDisk, Kind::Cancelled, "request")),
        result = working => result,
    }
}

/// One request at work, on a thread where it may block.
struct Desk {
    teller: Teller,
    pages: mpsc::Sender<Vec<Entry>>,
    done: u64,
    failed: u64,
    pace: Pace,
}

impl Desk {
    fn work(mut self, request: LocalRequest) -> Result<Outcome> {
        match request {
            LocalRequest::List { folder } => self.list(&folder),
            LocalRequest::Free { folder } => {
                let folder = located(&folder)?;
                Ok(Outcome::Free(listing::free_space(&folder)))
            }
            LocalRequest::Landmarks => Ok(Outcome::Landmarks(landmarks::landmarks())),
            LocalRequest::MakeFolder { path } => self.one(&path, "make the folder", change::make_folder),
            LocalRequest::MakeFile { path } => self.one(&path, "make the file", change::make_file),
            LocalRequest::Rename { from, to } => {
                let to = located(&to)?;
                let attempted = format!("rename to {}", to.display());
                self.one(&from, &attempted, |from| change::rename(from, &to))
            }
            LocalRequest::Trash { paths } => self.each(paths, "move to the trash", |path, desk| {
                change::trash(path)?;
                change::Follow::done(desk);
                Ok(())
            }),
            LocalRequest::Delete { paths } => self.each(paths, "remove", |path, desk| removal::remove(path, desk)),
            LocalRequest::Count { folders } => self.count(folders),
            LocalRequest::SetPermissions {
                path,
                mode,
                recursive,
                keeps,
            } => {
                let path = located(&path)?;
                let below = recursive.then_some(keeps);
                let set = change::set_permissions(&path, mode, below, &mut self);
                set.map_err(|error| about("set the permissions of", &path, &error))?;
                self.outcome()
            }
        }
    }

    fn list(self, folder: &Path) -> Result<Outcome> {
        let folder = located(folder)?;
        let listed = listing::list(&folder, |page| self.pages.blocking_send(page).is_ok());
        listed.map_err(|error| about("list", &folder, &error))?;
        let free = listing::free_space(&folder);
        Ok(Outcome::LocalListed { folder, free })
    }

    fn count(self, folders: Vec<PathBuf>) -> Result<Outcome> {
        let mut count = Count::default();
        let mut told = Instant::now();
        for folder in folders {
            let folder = located(&folder)?;
            count::count(&folder, &mut count, |count| {
                if told.elapsed() >= TOLD {
                    told = Instant::now();
                    let (ticket, count) = (self.teller.ticket, *count);
                    let _ = self.teller.reports.send(Report::Counted { ticket, count });
                }
                !self.teller.stop.is_cancelled()
            });
        }
        Ok(Outcome::Counted(count))
    }

    /// A change of one thing.
    fn one(self, path: &Path, attempted: &str, work: impl FnOnce(&Path) -> io::Result<()>) -> Result<Outcome> {
        let path = located(path)?;
        work(&path).map_err(|error| about(attempted, &path, &error))?;
        Ok(Outcome::Changed { done: 1, failed: 0 })
    }

    /// A change of many things, each by itself.
    fn each(
        mut self,
        paths: Vec<PathBuf>,
        attempted: &str,
        work: impl Fn(&Path, &mut Self) -> io::Result<()>,
    ) -> Result<Outcome> {
        for path in paths {
            if self.teller.stop.is_cancelled() {
                break;
            }
            let done = located(&path).and_then(|path| {
                let worked = spare_home(&path).and_then(|()| work(&path, &mut self));
                worked.map_err(|error| about(attempted, &path, &error))
            });
            if let Err(error) = done {
                self.tell(path, error);
            }
        }
        self.outcome()
    }

    fn tell(&mut self, path: PathBuf, error: Error) {
        self.failed += 1;
        if !self.teller.stop.is_cancelled() {
            let _ = self.teller.reports.send(Report::LocalFailed {
                ticket: self.teller.ticket,
                path,
                error: Box::new(error),
            });
        }
    }

    fn outcome(self) -> Result<Outcome> {
        let Self { done, failed, .. } = self;
        Ok(Outcome::Changed { done, failed })
    }
}

impl change::Follow for Desk {
    fn goes_on(&self) -> bool {
        !self.teller.stop.is_cancelled()
    }

    fn done(&mut self) {
        self.done += 1;
        self.pace.tell(&self.teller, self.done, self.failed);
    }

    fn failed(&mut self, path: &Path, error: &io::Error) {
        self.tell(path.to_path_buf(), about("change", path, error));
    }
}

/// The root and the home folder are never removed by hand of ours.
fn spare_home(path: &Path) -> io::Result<()> {
    let is_home = std::env::home_dir().is_some_and(|home| home == path);
    if is_home || path.parent().is_none() {
        let cause = "the root and the home folder are never removed";
        return Err(io::Error::new(io::ErrorKind::PermissionDenied, cause));
    }
    Ok(())
}

pub fn located(path: &Path) -> Result<PathBuf> {
    listing::absolute(path).map_err(|error| about("find", path, &error))
}

fn about(attempted: &str, path: &Path, error: &io::Error) -> Error {
    failure(&format!("{attempted} {}", path.display()), error)
}

fn failure(attempted: &str, error: &io::Error) -> Error {
    Error::io(Stage::LocalDisk, attempted, error)
}
