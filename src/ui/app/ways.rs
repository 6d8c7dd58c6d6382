//! Ways for files beside the plain one to the other pane: folders and files that are chosen now, and the clipboard.

use std::path::PathBuf;
use std::sync::Arc;

use iced::Task;

use super::clipboard::Clip;
use super::{App, Message as Root, pick};
use crate::engine::DoubleClick;
use crate::engine::command::{Aim, Command, JobId};
use crate::entry::Entry;
use crate::path::RemotePath;
use crate::site::Site;
use crate::transfer::{Errand, LocalEnd, Selected};
use crate::ui::screen::pane::{Place, Side, Way};
use crate::ui::screen::tab::{State, errand};

/// What was copied from a pane of a server, to be pasted here.
#[derive(Clone, Debug)]
pub(super) struct Copied {
    /// As it stands on the clipboard: if something else stands there now, this is no longer meant.
    pub(super) text: String,
    site: Arc<Site>,
    folder: Place,
    entries: Vec<Entry>,
}

/// What comes of a way.
#[derive(Clone, Debug)]
pub enum Message {
    /// A folder for a download was chosen, or not.
    Download(Arc<Site>, Vec<Selected<RemotePath>>, Option<PathBuf>),
    /// Files and folders for an upload were chosen.
    Upload(Arc<Site>, RemotePath, Vec<PathBuf>),
    /// These files were put on the clipboard, or only text can be put there.
    Copied(Vec<PathBuf>, bool),
    /// What is on the clipboard, for a pane of this tab; `None`: only text can be had.
    Pasted(u64, Side, Option<Clip>),
    /// A program was asked to open a file of this name.
    Opened(String, Result<(), String>),
    /// The file of this job is there, or not, and can only be read.
    Sealed(JobId, Result<PathBuf, String>),
}

impl App {
    /// Enter or a double click on a file.
    pub(super) fn activate(&mut self, id: u64, side: Side, entry: Entry) -> Task<Root> {
        let wished = self.state.double_click;
        if wished == DoubleClick::View {
            return self.look_at(id, side, entry);
        }
        let tab = self.tabs.iter().find(|tab| tab.id == id);
        let errand = tab.and_then(|tab| tab.errand(side, &[entry]));
        match (wished, errand) {
            (DoubleClick::Transfer, Some(errand)) => self.start(id, errand, false),
            (DoubleClick::Queue, Some(errand)) => self.start(id, errand, true),
            _ => {}
        }
        Task::none()
    }

    pub(super) fn go_way(&mut self, (id, side): (u64, Side), way: Way, mut entries: Vec<Entry>) -> Task<Root> {
        match way {
            Way::View => entries
                .pop()
                .map_or_else(Task::none, |entry| self.look_at(id, side, entry)),
            Way::DownloadTo => self.pick_download(id, &entries),
            Way::UploadFiles => self.pick_upload(id, false),
            Way::UploadFolder => self.pick_upload(id, true),
            Way::Across => {
                self.ask_across(id, side, entries);
                Task::none()
            }
            Way::Copy => self.copy(id, side, entries),
            Way::Paste => {
                let paste = self.clipboard.clone().take();
                Task::perform(paste, move |clip| Root::Way(Message::Pasted(id, side, clip)))
            }
        }
    }

    pub(super) fn way_said(&mut self, message: Message) -> Task<Root> {
        match message {
            Message::Download(site, sources, Some(folder)) => {
                let destination = LocalEnd::Path(folder);
                self.start_with(site, Errand::Download { sources, destination }, false);
            }
            Message::Download(_, _, None) | Message::Copied(_, true) | Message::Opened(_, Ok(())) => {}
            Message::Upload(site, destination, paths) => self.upload(site, destination, paths),
            Message::Copied(paths, false) => return iced::clipboard::write(lines(&paths)),
            Message::Pasted(id, side, Some(clip)) => self.pasted(id, side, clip),
            Message::Pasted(id, side, None) => {
                let clip = move |text| Root::Way(Message::Pasted(id, side, Some(Clip::of_text(text))));
                return iced::clipboard::read().map(clip);
            }
            Message::Opened(name, Err(cause)) => {
                let values = [("name", name.into()), ("cause", cause.into())];
                self.said = Some(self.words.with("app-view-failed", &values));
            }
            Message::Sealed(job, path) => return self.copy_sealed(job, path),
        }
        Task::none()
    }

    /// The copy that is this job is no longer wanted.
    pub(super) fn stop_fetching(&mut self, job: JobId) {
        self.hand_over(vec![Command::Cancel(Aim::Job(job))]);
    }

    /// The server and the folder that a tab shows, if it is connected.
    fn there(&self, id: u64) -> Option<(Arc<Site>, RemotePath)> {
        let tab = self.tabs.iter().find(|tab| tab.id == id)?;
        match (&tab.site, tab.remote.place()) {
            (Some(site), Some(Place::Remote(folder))) if tab.state == State::Connected => {
                Some((site.clone(), folder.clone()))
            }
            _ => None,
        }
    }

    fn pick_download(&mut self, id: u64, entries: &[Entry]) -> Task<Root> {
        let Some((site, folder)) = self.there(id) else {
            return self.connect_first();
        };
        let usable = entries.iter().filter(|entry| entry.name.blocked().is_none());
        let sources: Vec<_> = usable.map(|entry| Selected::whole(folder.join(&entry.name))).collect();
        let chosen = rfd::AsyncFileDialog::new()
            .set_title(self.words.say("app-pick-download"))
            .pick_folder();
        pick::ask(chosen, move |folder| {
            let folder = folder.map(|folder| folder.path().to_owned());
            Root::Way(Message::Download(site, sources, folder))
        })
    }

    fn pick_upload(&mut self, id: u64, folders: bool) -> Task<Root> {
        let Some((site, into)) = self.there(id) else {
            return self.connect_first();
        };
        let tab = self.tabs.iter().find(|tab| tab.id == id);
        let here = tab.and_then(|tab| match tab.local.place() {
            Some(Place::Local(folder)) => Some(folder.clone()),
            _ => None,
        });
        let title = match folders {
            true => self.words.say("app-pick-upload-folder"),
            false => self.words.say("app-pick-upload-files"),
        };
        let mut dialog = rfd::AsyncFileDialog::new().set_title(title);
        if let Some(here) = here {
            dialog = dialog.set_directory(here);
        }
        let chosen = async move {
            let chosen = match folders {
                true => dialog.pick_folders().await,
                false => dialog.pick_files().await,
            };
            let chosen = chosen.unwrap_or_default().into_iter();
            chosen.map(|file| file.path().to_owned()).collect::<Vec<_>>()
        };
        pick::ask(chosen, move |paths| Root::Way(Message::Upload(site, into, paths)))
    }

    fn copy(&mut self, id: u64, side: Side, entries: Vec<Entry>) -> Task<Root> {
        let Some(tab) = self.tabs.iter().find(|tab| tab.id == id) else {
            return Task::none();
        };
        let Some(folder) = tab.pane(side).place().cloned() else {
            return Task::none();
        };
        let places: Vec<Place> = entries.iter().filter_map(|entry| folder.join(&entry.name)).collect();
        if let (Side::Remote, Some(site)) = (side, tab.site.clone()) {
            let text = tab.urls(&places);
            self.copied = Some(Copied {
                text: text.clone(),
                site,
                folder,
                entries,
            });
            return iced::clipboard::write(text);
        }
        let paths: Vec<PathBuf> = places
            .into_iter()
            .filter_map(|place| match place {
                Place::Local(path) => Some(path),
                Place::Remote(_) => None,
            })
            .collect();
        let put = self.clipboard.clone().put(paths.clone());
        Task::perform(put, move |done| Root::Way(Message::Copied(paths.clone(), done)))
    }

    fn pasted(&mut self, id: u64, side: Side, clip: Clip) {
        let copied = self.copied.clone();
        let copied = copied.filter(|copied| clip.text.as_deref().is_some_and(|text| text.trim() == copied.text));
        let tab = self.tabs.iter().find(|tab| tab.id == id);
        let place = tab.and_then(|tab| tab.pane(side).place().cloned());
        match (side, copied, place) {
            (Side::Local, Some(copied), Some(place)) => {
                if let Some(errand) = errand(&copied.folder, &copied.entries, &place) {
                    self.start_with(copied.site, errand, false);
                }
            }
            (Side::Remote, Some(_), _) => self.said = Some(self.words.say("app-paste-there")),
            (_, None, _) if clip.files.is_empty() => self.said = Some(self.words.say("app-paste-nothing")),
            (Side::Local, None, _) => self.said = Some(self.words.say("app-paste-here")),
            (Side::Remote, None, _) => match self.there(id) {
                Some((site, folder)) => self.upload(site, folder, clip.files),
                None => self.said = Some(self.words.say("app-drag-connect-first")),
            },
            (Side::Local, Some(_), None) => {}
        }
    }

    fn upload(&mut self, site: Arc<Site>, destination: RemotePath, paths: Vec<PathBuf>) {
        let sources: Vec<_> = paths
            .into_iter()
            .map(|path| Selected::whole(LocalEnd::Path(path)))
            .collect();
        if !sources.is_empty() {
            self.start_with(site, Errand::Upload { sources, destination }, false);
        }
    }

    fn connect_first(&mut self) -> Task<Root> {
        self.said = Some(self.words.say("app-drag-connect-first"));
        Task::none()
    }
}

/// Paths, one a line.
fn lines(paths: &[PathBuf]) -> String {
    let lines = paths.iter().map(|path| path.to_string_lossy());
    lines.collect::<Vec<_>>().join("\n")
}
