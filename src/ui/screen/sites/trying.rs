//! The site that is shown is tried out, as it stands in the form: it need not be saved for that.

use std::sync::Arc;

use super::keeping::section_of;
use super::message::Action;
use super::{Page, Sites, line};
use crate::site::{Book, Login, Logon};
use crate::ui::screen::trial::{self, Trial};

impl Sites {
    /// The trial over the form, for what the engine says about it.
    pub fn trial(&mut self) -> Option<&mut Trial> {
        self.trial.as_mut()
    }

    /// Begins. What cannot be connected to is told beside its field.
    pub(super) fn try_out(&mut self, book: &Book) -> Vec<Action> {
        let Page::Site(shown) = &mut self.page else {
            return Vec::new();
        };
        shown.tried = true;
        if let Some((field, _)) = shown.form.faults(book).first() {
            let field = *field;
            self.section = section_of(field);
            return line::name_of(field).map(Action::Focus).into_iter().collect();
        }
        let saved = shown.form.saved();
        let mut site = saved.site();
        let typed = !shown.password.is_empty() && matches!(saved.login, Login::Password { .. } | Login::Ask { .. });
        if typed {
            site.logon = Logon::Password {
                user: saved.login.user().to_owned(),
                password: shown.password.clone(),
            };
        }
        if shown.is_new {
            // The keychain keeps nothing for what may never be saved.
            site.terms.kept_as = None;
        }
        let charset = site.terms.charset;
        let folder = saved.remote_folder.as_ref().map(|folder| charset.typed_path(folder));
        let (trial, command) = Trial::begin(Arc::new(site), folder);
        self.trial = Some(trial);
        vec![Action::Send(vec![command])]
    }

    pub(super) fn trial_said(&mut self, message: trial::Message) -> Vec<Action> {
        let Some(trial) = &mut self.trial else {
            return Vec::new();
        };
        match trial.update(message) {
            trial::Action::Send(commands) => vec![Action::Send(commands)],
            trial::Action::Close(commands) | trial::Action::ShowLog(commands) => {
                self.trial = None;
                vec![Action::Send(commands)]
            }
        }
    }
}
