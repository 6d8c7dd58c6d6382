//! What is trusted and what is private: looked through, forgotten, cleared. What the window itself holds of it goes too.

use iced::{Task, clipboard};

use super::book::Asker;
use super::{App, Dialog, Message};
use crate::engine::command::{Aim, Command, ProfileRequest};
use crate::engine::event::Outcome;
use crate::engine::profile::Private;
use crate::error::Error;
use crate::path::Charset;
use crate::ui::screen::log;
use crate::ui::screen::private::{self, Kind, PrivateData};
use crate::ui::screen::trusted::{Action, Trusted};

impl App {
    /// Shows what is trusted.
    pub(super) fn open_trusted(&mut self) {
        let (screen, first) = Trusted::new(&self.state.in_clear, &self.state.charsets);
        self.open_dialog(Dialog::Trusted(Box::new(screen)));
        self.ask_kept(Asker::Trusted, first);
    }

    pub(super) fn trusted_obey(&mut self, action: Action) -> Task<Message> {
        match action {
            Action::None => {}
            Action::Ask(request) => self.ask_kept(Asker::Trusted, request),
            Action::ForgetClear(server) => {
                self.allow_clear(&server, false);
                self.tell_trusted();
            }
            Action::ForgetCharset(server) => {
                self.choose_charset(server, Charset::default());
                self.tell_trusted();
            }
            Action::Copy(text) => return clipboard::write(text),
            Action::Close => self.dialog = None,
        }
        Task::none()
    }

    pub(super) fn trusted_answered(&mut self, result: Result<Outcome, Error>) {
        if let Some(Dialog::Trusted(screen)) = &mut self.dialog {
            screen.answered(result);
        }
    }

    fn tell_trusted(&mut self) {
        if let Some(Dialog::Trusted(screen)) = &mut self.dialog {
            screen.know(&self.state.in_clear, &self.state.charsets);
        }
    }

    /// Counts what is private. What the window holds is written down first: it is counted where it is kept.
    pub(super) fn open_private(&mut self) {
        self.keep();
        let (screen, first) = PrivateData::new(self.queue.finished(), self.log.count());
        self.open_dialog(Dialog::Private(Box::new(screen)));
        self.ask_kept(Asker::Private, first);
    }

    pub(super) fn private_obey(&mut self, action: private::Action) {
        match action {
            private::Action::None => {}
            private::Action::Remove(kinds) => self.remove_private(&kinds),
            private::Action::Close => self.dialog = None,
        }
    }

    pub(super) fn private_answered(&mut self, result: Result<Outcome, Error>) {
        if let Some(Dialog::Private(screen)) = &mut self.dialog {
            screen.answered(result);
        }
    }

    /// The window forgets it, so that nothing of it is written down again; the engine removes what is kept.
    fn remove_private(&mut self, kinds: &[Kind]) {
        let mut kept = Vec::new();
        for kind in kinds {
            match kind {
                Kind::Kept(kind) => {
                    kind.tidy(&mut self.state);
                    kept.push(*kind);
                }
                Kind::Finished => self.hand_over(vec![Command::Forget(Aim::Everything)]),
                Kind::Log => {
                    self.log.update(log::Message::Clear);
                }
            }
        }
        if kept.contains(&Private::Recent) {
            self.forgotten.extend(self.tabs.iter().map(|tab| tab.id));
        }
        self.tell_tabs();
        self.ask_kept(Asker::Private, ProfileRequest::ClearPrivate(kept));
    }
}
