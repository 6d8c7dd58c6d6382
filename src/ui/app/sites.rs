//! The screen of saved sites over the window.

use iced::Task;
use iced::widget::operation;

use super::book::Asker;
use super::{App, Dialog, Message, Pick, pick};
use crate::engine::command::ProfileRequest;
use crate::engine::event::Outcome;
use crate::error::Error;
use crate::site::SiteId;
use crate::ui::screen::sites::{self, Action, Sites};

impl App {
    /// Opens the screen of saved sites, with one of them if it is named. The file may have been changed by hand since.
    pub(super) fn open_sites(&mut self, id: Option<&SiteId>) -> Task<Message> {
        let book = self.known.book.clone();
        let path = crate::engine::sites_path(&self.profile);
        let mut sites = Sites::new(&book, path, self.kept.unreadable.clone());
        let actions = id.map_or_else(Vec::new, |id| sites.show(id, &book));
        self.dialog = Some(Dialog::Sites(Box::new(sites)));
        self.ask_kept(Asker::Window, ProfileRequest::Sites);
        self.obey_sites(actions)
    }

    /// Somebody did something there.
    pub(super) fn sites_said(&mut self, message: sites::Message) -> Task<Message> {
        let book = self.known.book.clone();
        let Some(Dialog::Sites(sites)) = &mut self.dialog else {
            return Task::none();
        };
        let actions = sites.update(message, &book, &self.words);
        self.obey_sites(actions)
    }

    /// The screen asked for something, and this came of it.
    pub(super) fn sites_answered(&mut self, result: Result<Outcome, Error>) -> Task<Message> {
        let book = self.known.book.clone();
        let Some(Dialog::Sites(sites)) = &mut self.dialog else {
            return Task::none();
        };
        let actions = sites.answered(result, &book);
        self.obey_sites(actions)
    }

    /// The sites are others now, or cannot be read.
    pub(super) fn refresh_sites(&mut self) {
        let (book, unreadable) = (self.known.book.clone(), self.kept.unreadable.clone());
        if let Some(Dialog::Sites(sites)) = &mut self.dialog {
            sites.refresh(&book, unreadable);
        }
    }

    fn obey_sites(&mut self, actions: Vec<Action>) -> Task<Message> {
        let mut tasks = Vec::new();
        for action in actions {
            match action {
                Action::Close => self.dialog = None,
                Action::Ask(request) => self.ask_kept(Asker::Sites, request),
                Action::Send(commands) => self.hand_over(commands),
                Action::Visit(id) => tasks.push(self.visit(&id, None)),
                Action::Focus(id) => {
                    tasks.push(operation::focus(id.clone()));
                    tasks.push(operation::select_all(id));
                }
                Action::PickKey => tasks.push(pick::file(Pick::SiteKey, self.words.say("app-pick-key"))),
                Action::PickFolder => {
                    tasks.push(pick::folder(Pick::SiteFolder, self.words.say("sites-pick-folder")));
                }
                Action::Elsewhere(shortcut) => tasks.push(self.shortcut(shortcut, None)),
                Action::Copy(text) => tasks.push(iced::clipboard::write(text)),
            }
        }
        Task::batch(tasks)
    }

    /// A file or folder was chosen for the form.
    pub(super) fn picked_for_site(&mut self, pick: Pick, path: std::path::PathBuf) {
        if let Some(Dialog::Sites(sites)) = &mut self.dialog {
            match pick {
                Pick::SiteKey => sites.picked_key(path),
                Pick::SiteFolder => sites.picked_folder(&path),
                Pick::Key(_) | Pick::Source | Pick::Target(_) => {}
            }
        }
    }
}
