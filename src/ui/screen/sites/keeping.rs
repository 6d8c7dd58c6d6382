//! Saving, and what the engine answers.

use iced::widget::Id;

use super::field::Field;
use super::form::Form;
use super::leaving::{Next, change};
use super::message::{Action, Message, Section};
use super::tree::Node;
use super::{Page, Shown, Sites, line};
use crate::engine::command::ProfileRequest;
use crate::engine::event::Outcome;
use crate::error::Error;
use crate::secret::SecretName;
use crate::site::{Book, Change, FolderPath, SiteId};

/// What comes after a change that is under way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum After {
    /// What was typed is saved; then this.
    Saved(Option<Next>),
    /// A folder has another path; then this.
    Renamed(FolderPath, FolderPath, Option<Next>),
    /// This is shown, and its name is typed.
    Name(Node),
    /// What was shown is no longer there.
    Gone,
    /// Only the order is another.
    Moved,
}

impl Sites {
    /// Saves what was typed, and goes on. What cannot be saved is told beside its field.
    pub(super) fn save(&mut self, next: Option<Next>, book: &Book) -> Vec<Action> {
        if self.after.is_some() {
            return Vec::new();
        }
        match &mut self.page {
            Page::Nothing => Vec::new(),
            Page::Site(shown) => {
                shown.tried = true;
                if let Some((field, _)) = shown.form.faults(book).first() {
                    let field = *field;
                    self.section = section_of(field);
                    return line::name_of(field).map(Action::Focus).into_iter().collect();
                }
                let saved = shown.form.saved();
                self.after = Some(After::Saved(next));
                vec![change(vec![Change::Put(Box::new(saved))])]
            }
            Page::Folder(path, name) => {
                let Some(renamed) = renamed(path, name, book) else {
                    return vec![Action::Focus(Id::new(line::NAME))];
                };
                let from = path.clone();
                self.after = Some(After::Renamed(from.clone(), renamed.clone(), next));
                vec![change(vec![Change::RenameFolder { from, to: renamed }])]
            }
        }
    }

    /// Connects to the site that is shown, with what was typed.
    pub(super) fn connect(&mut self, book: &Book) -> Vec<Action> {
        let Page::Site(shown) = &self.page else {
            return Vec::new();
        };
        let next = Next::Visit(shown.form.id.clone());
        if shown.is_new || shown.is_changed() {
            return self.save(Some(next), book);
        }
        self.go(next, book)
    }

    /// Takes an answer to what it asked for. The sites are those after it.
    pub fn answered(&mut self, result: Result<Outcome, Error>, book: &Book) -> Vec<Action> {
        match result {
            Ok(Outcome::SitesChanged(changed)) => {
                self.failed = None;
                let mut actions = self.changed(book);
                if let Some(trouble) = changed.trouble {
                    self.secrets = Some(Err(trouble));
                }
                if self.secrets.is_none() {
                    actions.extend(self.ask_secrets());
                }
                actions
            }
            Ok(Outcome::Secrets(secrets)) => {
                // Those of a site that is no longer shown are of no use.
                let is_shown = |name: &SecretName| Some(&name.site) == self.shown_id();
                if !matches!(&secrets, Ok(names) if !names.iter().all(is_shown)) {
                    self.secrets = Some(secrets);
                }
                Vec::new()
            }
            Ok(Outcome::Trust(trust)) => {
                self.learned = Some(trust.learned);
                Vec::new()
            }
            Ok(_) => Vec::new(),
            Err(error) => {
                self.failed = Some(error);
                self.not_changed(book);
                Vec::new()
            }
        }
    }

    fn changed(&mut self, book: &Book) -> Vec<Action> {
        let Some(after) = self.after.take() else {
            return Vec::new();
        };
        match after {
            After::Saved(next) => {
                let mut actions = self.saved(book);
                match next {
                    Some(next) => actions.extend(self.go(next, book)),
                    None => self.tree.show_selected(),
                }
                actions
            }
            After::Renamed(from, to, next) => {
                self.tree.renamed(&from, &to);
                if let Page::Folder(path, name) = &mut self.page
                    && *path == from
                {
                    *name = to.last().cloned().unwrap_or_default();
                    *path = to;
                }
                self.rebuild(book);
                self.tree.show_selected();
                next.map_or_else(Vec::new, |next| self.go(next, book))
            }
            After::Name(node) => {
                let actions = self.go(Next::Select(node), book);
                self.section = Section::General;
                self.tree.show_selected();
                actions
                    .into_iter()
                    .chain([Action::Focus(Id::new(line::NAME))])
                    .collect()
            }
            After::Gone => {
                self.show_page(Page::Nothing);
                self.tree.select(None, book);
                self.rebuild(book);
                Vec::new()
            }
            After::Moved => {
                self.rebuild(book);
                self.tree.show_selected();
                Vec::new()
            }
        }
    }

    /// What was typed is in the file now; a password that was typed goes into the keychain.
    fn saved(&mut self, book: &Book) -> Vec<Action> {
        let mut actions = Vec::new();
        if let Page::Site(shown) = &mut self.page {
            let id = shown.form.id.clone();
            if shown.form.keeps && !shown.password.is_empty() {
                let name = SecretName::password(&id);
                actions.push(Action::Ask(ProfileRequest::Keep(name, shown.password.clone())));
            } else {
                actions.push(Action::Ask(ProfileRequest::SecretsOf(id.clone())));
            }
            if let Some(saved) = book.site(&id) {
                **shown = Shown::new(Form::of(saved), false);
            }
            self.tree.select(Some(Node::Site(id)), book);
        }
        self.rebuild(book);
        actions
    }

    /// A change was refused: what was typed is still there.
    fn not_changed(&mut self, book: &Book) {
        if self.after.take().is_some() {
            self.rebuild(book);
            self.tree.show_selected();
        }
    }

    fn shown_id(&self) -> Option<&SiteId> {
        match &self.page {
            Page::Site(shown) => Some(&shown.form.id),
            Page::Nothing | Page::Folder(..) => None,
        }
    }

    fn ask_secrets(&self) -> Option<Action> {
        match &self.page {
            Page::Site(shown) if !shown.is_new => Some(Action::Ask(ProfileRequest::SecretsOf(shown.form.id.clone()))),
            _ => None,
        }
    }

    /// What the keychain has, or what was learned, is to be forgotten.
    pub(super) fn forget(&mut self, message: &Message) -> Vec<Action> {
        let Page::Site(shown) = &self.page else {
            return Vec::new();
        };
        let id = &shown.form.id;
        let request = match message {
            Message::ForgetPassword => ProfileRequest::ForgetSecret(SecretName::password(id)),
            Message::ForgetPassphrase(file) => ProfileRequest::ForgetSecret(SecretName::passphrase(id, file)),
            Message::ForgetLearned => ProfileRequest::ForgetLearned(shown.form.saved().site().address()),
            _ => return Vec::new(),
        };
        vec![Action::Ask(request)]
    }
}

/// The new path of a folder that gets another name; `None` for a name that cannot be one.
pub fn renamed(path: &[String], name: &str, book: &Book) -> Option<Vec<String>> {
    let (_, above) = path.split_last()?;
    let name = name.trim();
    let renamed = [above, &[name.to_owned()]].concat();
    let free = renamed == path || !book.all_folders().contains(&renamed);
    (!name.is_empty() && free).then_some(renamed)
}

/// Where a field stands.
fn section_of(field: Field) -> Section {
    match field {
        Field::Name | Field::Host | Field::Port | Field::User | Field::Keys => Section::General,
        Field::Local | Field::Remote | Field::Marks => Section::Folders,
        Field::Ports
        | Field::Announced
        | Field::Connections
        | Field::Down
        | Field::Up
        | Field::Offset
        | Field::Alias => Section::Connection,
    }
}
