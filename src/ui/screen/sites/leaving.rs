//! Before something else is shown: what was typed is saved, thrown away by wish, or stays.

use iced::widget::Id;

use super::form::Form;
use super::keeping::After;
use super::message::{Action, Answer};
use super::tree::Node;
use super::{Page, Section, Shown, Sites, line};
use crate::engine::command::ProfileRequest;
use crate::engine::profile::fresh_id;
use crate::site::{Book, Change, FolderPath, SiteId};
use crate::ui::keys::Shortcut;

/// What comes after what is shown now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Next {
    /// This is shown.
    Select(Node),
    /// A new site of this name.
    NewSite(String),
    /// A new folder of this name.
    NewFolder(String),
    /// The same site once more.
    Duplicate,
    /// A connection to this site.
    Visit(SiteId),
    /// Another screen in this place.
    Elsewhere(Shortcut),
    /// Nothing: the screen is taken away.
    Close,
}

/// Something that has to be answered first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Asking {
    /// What was typed is not saved, and this is wanted.
    Unsaved(Next),
    /// Is this to be deleted? With the number of sites in it.
    Delete(Node, usize),
}

impl Sites {
    /// Goes on to something else, after a question if something would be lost.
    pub(super) fn leave(&mut self, next: Next, book: &Book) -> Vec<Action> {
        if self.after.is_some() {
            return Vec::new();
        }
        if next == Next::Select(self.shown_node()) {
            return Vec::new();
        }
        if self.is_changed() {
            self.open = None;
            self.asking = Some(Asking::Unsaved(next));
            return Vec::new();
        }
        self.go(next, book)
    }

    /// What is shown at the right.
    fn shown_node(&self) -> Node {
        match &self.page {
            Page::Site(shown) => Node::Site(shown.form.id.clone()),
            Page::Folder(path, _) => Node::Folder(path.clone()),
            Page::Nothing => Node::Folder(FolderPath::new()),
        }
    }

    pub(super) fn go(&mut self, next: Next, book: &Book) -> Vec<Action> {
        match next {
            Next::Select(Node::Site(id)) => self.show_site(&id, book),
            Next::Select(Node::Folder(path)) => {
                let name = path.last().cloned().unwrap_or_default();
                self.show_page(Page::Folder(path.clone(), name));
                self.tree.select(Some(Node::Folder(path)), book);
                self.rebuild(book);
                Vec::new()
            }
            Next::NewSite(name) => {
                self.begin_site(&name, book);
                vec![Action::Focus(Id::new(line::NAME))]
            }
            Next::NewFolder(name) => self.make_folder(&name, book),
            Next::Duplicate => self.duplicate(book),
            Next::Visit(id) => vec![Action::Close, Action::Visit(id)],
            Next::Elsewhere(shortcut) => vec![Action::Close, Action::Elsewhere(shortcut)],
            Next::Close => vec![Action::Close],
        }
    }

    /// Shows a site as it is saved, and asks what the keychain has of it.
    pub(super) fn show_site(&mut self, id: &SiteId, book: &Book) -> Vec<Action> {
        let Some(saved) = book.site(id) else {
            return Vec::new();
        };
        self.show_page(Page::Site(Box::new(Shown::new(Form::of(saved), false))));
        self.tree.select(Some(Node::Site(id.clone())), book);
        self.rebuild(book);
        let mut actions = vec![Action::Ask(ProfileRequest::SecretsOf(id.clone()))];
        if self.section == Section::Learned {
            actions.push(Action::Ask(ProfileRequest::Trust));
        }
        actions
    }

    fn make_folder(&mut self, name: &str, book: &Book) -> Vec<Action> {
        let above = self.here();
        let folders = book.all_folders();
        let path = |name: &str| [above.as_slice(), &[name.to_owned()]].concat();
        let numbered = (2..).map(|number| format!("{name} ({number})"));
        let mut names = std::iter::once(name.to_owned()).chain(numbered);
        let free = names.find(|name| !folders.contains(&path(name)));
        let path = path(&free.unwrap_or_default());
        self.after = Some(After::Name(Node::Folder(path.clone())));
        vec![change(vec![Change::MakeFolder(path)])]
    }

    /// The same site under another name, right behind it. Its secrets are its own.
    fn duplicate(&mut self, book: &Book) -> Vec<Action> {
        let Page::Site(shown) = &self.page else {
            return Vec::new();
        };
        let Some(saved) = book.site(&shown.form.id) else {
            return Vec::new();
        };
        let mut copy = saved.clone();
        copy.id = fresh_id();
        copy.name = book.free_name(&copy.folder, &copy.name);
        let behind = book.sites.iter().skip_while(|site| site.id != saved.id).nth(1);
        let place = Change::Move {
            id: copy.id.clone(),
            folder: copy.folder.clone(),
            before: behind.map(|site| site.id.clone()),
        };
        self.after = Some(After::Name(Node::Site(copy.id.clone())));
        vec![change(vec![Change::Put(Box::new(copy)), place])]
    }

    /// Asks before what is selected is deleted. What is in no file yet goes at once if nothing was typed.
    pub(super) fn ask_delete(&mut self, book: &Book) {
        if self.after.is_some() {
            return;
        }
        self.open = None;
        self.asking = match &self.page {
            Page::Nothing => None,
            Page::Site(shown) if shown.is_new && !shown.is_changed() => {
                self.discard(book);
                None
            }
            Page::Site(shown) => Some(Asking::Delete(Node::Site(shown.form.id.clone()), 1)),
            Page::Folder(path, _) => {
                let count = book.within(path).count();
                Some(Asking::Delete(Node::Folder(path.clone()), count))
            }
        };
    }

    /// Esc: the innermost thing goes.
    pub(super) fn escape(&mut self, book: &Book) -> Vec<Action> {
        if self.asking.take().is_some() {
            self.tree.show_selected();
            return Vec::new();
        }
        if self.menu.take().is_some() || self.open.take().is_some() {
            return Vec::new();
        }
        self.leave(Next::Close, book)
    }

    pub(super) fn answer(&mut self, answer: Answer, book: &Book) -> Vec<Action> {
        match (answer, self.asking.take()) {
            (Answer::Save, Some(Asking::Unsaved(next))) => self.save(Some(next), book),
            (Answer::Discard, Some(Asking::Unsaved(next))) => {
                self.discard(book);
                self.go(next, book)
            }
            (Answer::Delete, Some(Asking::Delete(node, _))) => self.delete(node, book),
            _ => {
                // The cursor of the tree may have gone on.
                self.tree.show_selected();
                Vec::new()
            }
        }
    }

    /// Everything is as it is saved again. A site that is in no file yet is gone.
    pub(super) fn discard(&mut self, book: &Book) {
        self.open = None;
        match &mut self.page {
            Page::Site(shown) if shown.is_new => {
                self.page = Page::Nothing;
                self.tree.select(None, book);
            }
            Page::Site(shown) => **shown = Shown::new(shown.began.clone(), false),
            Page::Folder(path, name) => *name = path.last().cloned().unwrap_or_default(),
            Page::Nothing => {}
        }
        self.rebuild(book);
    }

    fn delete(&mut self, node: Node, book: &Book) -> Vec<Action> {
        match node {
            Node::Site(id) => {
                let Some(saved) = book.site(&id) else {
                    // It is in no file.
                    self.discard(book);
                    return Vec::new();
                };
                let folder = saved.folder.clone();
                self.after = Some(After::Gone);
                vec![change(keeping_folder(vec![Change::Remove(id)], folder))]
            }
            Node::Folder(path) => {
                self.after = Some(After::Gone);
                let above = path[..path.len().saturating_sub(1)].to_vec();
                vec![change(keeping_folder(vec![Change::RemoveFolder(path)], above))]
            }
        }
    }
}

/// A folder stays when the last site in it goes.
pub fn keeping_folder(mut changes: Vec<Change>, folder: FolderPath) -> Vec<Change> {
    if !folder.is_empty() {
        changes.push(Change::MakeFolder(folder));
    }
    changes
}

/// Asks the engine to change the file of sites.
pub fn change(changes: Vec<Change>) -> Action {
    Action::Ask(ProfileRequest::ChangeSites(changes))
}
