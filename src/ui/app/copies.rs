//! Looking at files: those of this computer as they are, those of a server as copies that can only be read.

use std::io;
use std::path::{Path, PathBuf};

use iced::Task;
use iced::futures::channel::oneshot;

use super::ways::Message as Way;
use super::{App, Dialog, Message, job};
use crate::engine::command::{Aim, Command, JobId, Order};
use crate::engine::copies::{self, Copies};
use crate::engine::event::Totals;
use crate::entry::Entry;
use crate::transfer::{Errand, Landing, LocalEnd, Policy, Resolution, Selected, Source, Verify};
use crate::ui::screen::pane::{Place, Side};
use crate::ui::screen::tab::Note;

/// A larger file is asked about before it is fetched only to be looked at.
const LARGE: u64 = 64 << 20;

/// Somebody waits for it.
const FIRST: i8 = 100;

/// What the system would run instead of showing it. A copy from a server is not opened then.
#[cfg(not(windows))]
const PROGRAMS: &[&str] = &[
    "app", "appimage", "bat", "cmd", "com", "command", "desktop", "exe", "jar", "msi", "run", "terminal", "workflow",
];
#[cfg(windows)]
const PROGRAMS: &[&str] = &[
    "bat", "cmd", "com", "cpl", "exe", "hta", "inf", "jar", "js", "jse", "lnk", "msc", "msi", "msp", "pif", "ps1",
    "reg", "scr", "url", "vbe", "vbs", "wsf", "wsh",
];

/// A copy on its way, or there.
#[derive(Clone, Debug)]
pub(super) struct Viewed {
    tab: u64,
    name: String,
    room: PathBuf,
}

impl App {
    /// Opens a file: one of a server as a copy, after a question if it is large.
    pub(super) fn look_at(&mut self, id: u64, side: Side, entry: Entry) -> Task<Message> {
        let tab = self.tabs.iter().find(|tab| tab.id == id);
        let place = tab.and_then(|tab| tab.pane(side).place()?.join(&entry.name));
        let charset = tab.map(|tab| tab.pane(side).charset()).unwrap_or_default();
        let name = charset.visible(entry.name.as_bytes());
        match place {
            Some(Place::Local(path)) => open(name, path),
            Some(Place::Remote(_)) if is_program(&name) => {
                self.said = Some(self.words.with("app-view-program", &[("name", name.into())]));
                Task::none()
            }
            Some(Place::Remote(_)) if entry.size.is_none_or(|size| size > LARGE) => {
                let entry = Box::new(entry);
                self.dialog = Some(Dialog::View { tab: id, entry });
                Task::none()
            }
            Some(Place::Remote(_)) => self.fetch_copy(id, &entry),
            None => Task::none(),
        }
    }

    /// Fetches a copy, to be opened when it is there.
    pub(super) fn fetch_copy(&mut self, id: u64, entry: &Entry) -> Task<Message> {
        let tab = self.tabs.iter().find(|tab| tab.id == id);
        let charset = tab.map(|tab| tab.remote.charset()).unwrap_or_default();
        let name = charset.visible(entry.name.as_bytes());
        let room = match self.room_for_copy() {
            Ok(room) => room,
            Err(error) => {
                let values = [("name", name.into()), ("cause", error.to_string().into())];
                self.said = Some(self.words.with("app-view-no-room", &values));
                return Task::none();
            }
        };
        let Some(tab) = self.tabs.iter_mut().find(|tab| tab.id == id) else {
            return Task::none();
        };
        let (Some(site), Some(Place::Remote(folder))) = (tab.site.clone(), tab.remote.place()) else {
            return Task::none();
        };
        let job = job();
        let errand = Errand::Download {
            sources: vec![Selected::whole(folder.join(&entry.name))],
            destination: LocalEnd::Path(room.clone()),
        };
        tab.note = Some(Note::Fetching(name.clone(), job));
        self.views.insert(job, Viewed { tab: id, name, room });
        self.hand_over(vec![Command::Start(Order {
            job,
            site,
            errand,
            landing: Landing::Into,
            policy: Policy::Always(Resolution::Overwrite),
            verify: Verify::Size,
            afterwards: Source::Keep,
            priority: FIRST,
        })]);
        Task::none()
    }

    /// A job went on: if it is a copy that has come, it is opened. One that failed stays in the queue and may be tried again.
    pub(super) fn copy_moved(&mut self, totals: &Totals) -> Task<Message> {
        let job = totals.job;
        let Some(viewed) = self.views.get(&job).cloned().filter(|_| totals.finished) else {
            return Task::none();
        };
        if totals.done > 0 {
            let room = viewed.room;
            return aside("seal", move || copies::seal(&room), move |path| Way::Sealed(job, path));
        }
        let failed = totals.failed > 0 || !totals.problems.is_empty();
        self.note(viewed.tab, job, failed.then_some(Note::NotFetched(viewed.name)));
        if !failed {
            self.views.remove(&job);
            self.hand_over(vec![Command::Forget(Aim::Job(job))]);
        }
        Task::none()
    }

    /// The copy is there and can only be read.
    pub(super) fn copy_sealed(&mut self, job: JobId, path: Result<PathBuf, String>) -> Task<Message> {
        let Some(viewed) = self.views.remove(&job) else {
            return Task::none();
        };
        self.hand_over(vec![Command::Forget(Aim::Job(job))]);
        match path {
            Ok(path) => {
                self.note(viewed.tab, job, Some(Note::Copy(viewed.name.clone())));
                open(viewed.name, path)
            }
            Err(cause) => {
                self.note(viewed.tab, job, None);
                let values = [("name", viewed.name.into()), ("cause", cause.into())];
                self.said = Some(self.words.with("app-view-no-room", &values));
                Task::none()
            }
        }
    }

    /// Replaces what a tab says about the copy that is this job.
    fn note(&mut self, id: u64, job: JobId, note: Option<Note>) {
        let Some(tab) = self.tabs.iter_mut().find(|tab| tab.id == id) else {
            return;
        };
        let about = matches!(&tab.note, Some(Note::Fetching(_, of)) if *of == job);
        if about || note.is_some() {
            tab.note = note;
        }
    }

    fn room_for_copy(&mut self) -> io::Result<PathBuf> {
        let copies = match &mut self.copies {
            Some(copies) => copies,
            none => none.insert(Copies::begin(&folder(&self.profile))?),
        };
        copies.room()
    }
}

/// Removes what runs that were killed have left.
pub(super) fn sweep(profile: &Path) {
    let folder = folder(profile);
    // What cannot be removed now is tried again at the next start.
    let _ = std::thread::Builder::new()
        .name("sweep".to_owned())
        .spawn(move || copies::sweep(&folder));
}

fn folder(profile: &Path) -> PathBuf {
    profile.join("copies")
}

/// Whether the system would run what has this name.
fn is_program(name: &str) -> bool {
    let ending = name.rsplit_once('.').map(|(_, ending)| ending.to_ascii_lowercase());
    ending.is_some_and(|ending| PROGRAMS.contains(&ending.as_str()))
}

/// Opens a file with the system's program for it.
fn open(name: String, path: PathBuf) -> Task<Message> {
    let opened = move |result| Way::Opened(name.clone(), result);
    aside("open", move || open::that(path), opened)
}

/// Does something on a thread of its own: the disk may be slow, and some programs keep whoever has started them until they
/// are closed.
fn aside<T: Send + 'static>(
    name: &str,
    work: impl FnOnce() -> io::Result<T> + Send + 'static,
    message: impl Fn(Result<T, String>) -> Way + Send + 'static,
) -> Task<Message> {
    let (tell, told) = oneshot::channel();
    let started = std::thread::Builder::new().name(name.to_owned()).spawn(move || {
        let _ = tell.send(work().map_err(|error| error.to_string()));
    });
    let started = started.map(drop).map_err(|error| error.to_string());
    let done = async move {
        started?;
        told.await.map_err(|error| error.to_string())?
    };
    Task::perform(done, move |result| Message::Way(message(result)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn programs_are_known_by_their_endings() {
        for program in ["setup.exe", "SETUP.EXE", "a.b.desktop", "x.jar"] {
            assert_eq!(
                is_program(program),
                program != "a.b.desktop" || cfg!(not(windows)),
                "{program}"
            );
        }
        for other in ["exe", "notes.txt", "desktop", "archive.exe.txt"] {
            assert!(!is_program(other), "{other}");
        }
    }
}
