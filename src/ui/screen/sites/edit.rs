//! What is typed and chosen in the form.

use std::path::PathBuf;

use super::field::Field;
use super::form::{Form, Mark};
use super::message::{Edit, Message};
use super::{Page, Shown, Sites};
use crate::site::{Book, TlsVersion};

impl Sites {
    /// A key file was chosen for the site that is shown.
    pub fn picked_key(&mut self, path: PathBuf) {
        if let Page::Site(shown) = &mut self.page {
            add_key(&mut shown.form, path);
        }
    }

    /// The first folder here was chosen for the site that is shown.
    pub fn picked_folder(&mut self, path: &std::path::Path) {
        if let Page::Site(shown) = &mut self.page {
            shown.form.put(Field::Local, path.to_string_lossy().into_owned());
        }
    }

    pub(super) fn typed(&mut self, message: Message, book: &Book) {
        match (&mut self.page, message) {
            (Page::Folder(_, name), Message::FolderName(text)) => *name = text,
            (Page::Site(shown), Message::Typed(field, text)) => {
                shown.form.put(field, text);
                if field == Field::Name && shown.is_new {
                    self.rebuild(book);
                }
            }
            (Page::Site(shown), Message::Pasted(field, text)) => shown.pasted(field, text),
            (Page::Site(shown), Message::Password(password)) => shown.password = password,
            (Page::Site(shown), Message::ShowPassword(is_shown)) => shown.password_shown = is_shown,
            (Page::Site(shown), Message::KeyPath(text)) => shown.key_path = text,
            (Page::Site(shown), Message::Notes(action)) => {
                shown.notes.perform(action);
                // The toolkit's text ends with a line break that nobody typed.
                let text = shown.notes.text();
                shown.form.notes = text.strip_suffix('\n').unwrap_or(&text).to_owned();
            }
            (Page::Site(shown), Message::Edit(edit)) => {
                shown.chose(edit);
                self.open = None;
            }
            _ => {}
        }
    }
}

impl Shown {
    /// A whole address fills the form.
    fn pasted(&mut self, field: Field, text: String) {
        if field == Field::Host
            && let Some(password) = self.form.take_address(&text)
        {
            if !password.is_empty() {
                self.password = password;
            }
            return;
        }
        self.form.put(field, text);
    }

    fn chose(&mut self, edit: Edit) {
        let form = &mut self.form;
        match edit {
            Edit::Scheme(scheme) => form.speak(scheme),
            Edit::Who(who) => form.log_in(who),
            Edit::Keeps(keeps) => form.keeps = keeps,
            Edit::Colour(colour) => form.colour = colour,
            Edit::Mode(mode) => form.ftp.mode = mode,
            Edit::Charset(charset) => form.charset = charset,
            Edit::OldTls(old) => {
                form.ftp.highest_tls = if old { TlsVersion::Tls12 } else { TlsVersion::Tls13 };
            }
            Edit::NoGoodbye(accepted) => form.ftp.accepts_missing_goodbye = accepted,
            Edit::OldAlgorithms(old) => form.sftp.old_algorithms = old,
            Edit::Synchronised(together) => form.synchronised = together,
            Edit::AddKey => {
                let path = std::mem::take(&mut self.key_path);
                if !path.trim().is_empty() {
                    add_key(form, PathBuf::from(path.trim()));
                }
            }
            Edit::RemoveKey(at) if at < form.sftp.identities.len() => {
                form.sftp.identities.remove(at);
            }
            Edit::NoJump => form.sftp.jump = None,
            Edit::AddMark => form.marks.push(Mark::default()),
            Edit::RemoveMark(at) if at < form.marks.len() => {
                form.marks.remove(at);
            }
            Edit::MarkName(at, text) => change(form, at, |mark| mark.name = text),
            Edit::MarkLocal(at, text) => change(form, at, |mark| mark.local = text),
            Edit::MarkRemote(at, text) => change(form, at, |mark| mark.remote = text),
            Edit::MarkSynchronised(at, together) => change(form, at, |mark| mark.synchronised = together),
            Edit::RemoveKey(_) | Edit::RemoveMark(_) => {}
        }
    }
}

fn change(form: &mut Form, at: usize, change: impl FnOnce(&mut Mark)) {
    if let Some(mark) = form.marks.get_mut(at) {
        change(mark);
    }
}

fn add_key(form: &mut Form, path: PathBuf) {
    if !form.sftp.identities.contains(&path) {
        form.sftp.identities.push(path);
    }
}
