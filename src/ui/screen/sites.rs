//! The saved sites: a tree at the left, what is selected in it as a form at the right.
//!
//! The window knows the sites and hands them in; the screen keeps what is typed until it is saved, and throws nothing of it away
//! unasked.

mod asking;
mod bars;
mod choice;
mod connection;
mod edit;
mod field;
mod folders;
mod form;
mod general;
mod keeping;
mod learned;
mod leaving;
mod line;
mod menu;
mod message;
mod moves;
mod notes;
mod page;
mod side;
#[cfg(test)]
mod tests;
mod tree;
mod trying;

use std::path::PathBuf;

use iced::Element;
use iced::widget::{Id, text_editor};

use self::choice::Which;
use self::form::Form;
use self::keeping::After;
use self::leaving::{Asking, Next};
use self::menu::Menu;
use self::tree::{Node, Tree};
use crate::engine::profile::fresh_id;
use crate::error::Error;
use crate::secret::{Secret, SecretName, Trouble};
use crate::site::{Book, FolderPath, Learned, SiteId};
use crate::ui::context::Context;
use crate::ui::screen::trial::Trial;
use crate::ui::words::Words;

#[cfg(test)]
pub use field::Field;
pub use message::{Action, Message, Section};

/// The screen.
#[derive(Clone, Debug)]
pub struct Sites {
    tree: Tree,
    page: Page,
    section: Section,
    /// What the keychain has of the site that is shown.
    secrets: Option<Result<Vec<SecretName>, Trouble>>,
    /// What was learned about servers, by `host:port`.
    learned: Option<Vec<(String, Learned)>>,
    /// What has to be answered before anything else.
    asking: Option<Asking>,
    /// What is under way, and what comes after it.
    after: Option<After>,
    /// Why something was not done.
    failed: Option<Error>,
    /// The list of choices that is open, and which of them the keys are at.
    open: Option<(Which, usize)>,
    /// The menu of the tree.
    menu: Option<Menu>,
    /// The site that is shown is tried out.
    trial: Option<Trial>,
    /// The file of sites.
    path: PathBuf,
    /// Why nothing of it could be read.
    unreadable: Option<Error>,
}

/// What stands at the right.
#[derive(Clone, Debug)]
enum Page {
    /// Nothing is selected.
    Nothing,
    /// A site.
    Site(Box<Shown>),
    /// A folder, and its name as it is typed.
    Folder(FolderPath, String),
}

/// The form of a site, with what is not part of the site.
#[derive(Clone, Debug)]
struct Shown {
    form: Form,
    /// As it was when it was shown or saved.
    began: Form,
    /// It is in no file yet.
    is_new: bool,
    notes: text_editor::Content,
    password: Secret,
    password_shown: bool,
    key_path: String,
    /// Somebody tried to save: everything that is wrong is told.
    tried: bool,
}

impl Shown {
    fn new(form: Form, is_new: bool) -> Self {
        Self {
            notes: text_editor::Content::with_text(&form.notes),
            began: form.clone(),
            is_new,
            form,
            password: Secret::new(""),
            password_shown: false,
            key_path: String::new(),
            tried: false,
        }
    }

    /// Whether something would be lost with it.
    fn is_changed(&self) -> bool {
        let password = self.form.keeps && !self.password.is_empty();
        self.form != self.began || password
    }
}

impl Sites {
    /// The screen over these sites, which stand in this file. It begins with `site`, if one is named.
    pub fn new(book: &Book, path: PathBuf, unreadable: Option<Error>) -> Self {
        let mut sites = Self {
            tree: Tree::default(),
            page: Page::Nothing,
            section: Section::General,
            secrets: None,
            learned: None,
            asking: None,
            after: None,
            failed: None,
            open: None,
            menu: None,
            trial: None,
            path,
            unreadable,
        };
        sites.tree.rebuild(book, None);
        sites
    }

    /// Shows a site. For the root, before anything was typed.
    pub fn show(&mut self, id: &SiteId, book: &Book) -> Vec<Action> {
        self.leave(Next::Select(Node::Site(id.clone())), book)
    }

    /// The sites are others now.
    pub fn refresh(&mut self, book: &Book, unreadable: Option<Error>) {
        self.unreadable = unreadable;
        let gone = match &mut self.page {
            Page::Site(shown) => match book.site(&shown.form.id) {
                // What was changed elsewhere is shown, unless it is being changed here too.
                Some(saved) => {
                    let form = Form::of(saved);
                    if !shown.is_changed() && form != shown.began {
                        **shown = Shown::new(form, false);
                    }
                    false
                }
                None => !shown.is_new && !shown.is_changed(),
            },
            Page::Folder(path, _) => !book.all_folders().contains(path),
            Page::Nothing => false,
        };
        if gone && self.after.is_none() {
            self.page = Page::Nothing;
            self.tree.select(None, book);
        }
        self.rebuild(book);
    }

    /// Takes what a person did.
    pub fn update(&mut self, message: Message, book: &Book, words: &Words) -> Vec<Action> {
        match message {
            Message::Search(text) => {
                self.tree.search = text;
                self.rebuild(book);
            }
            Message::Tree(happening) => return self.tree_said(happening, book),
            Message::Unfold(row) => {
                self.tree.unfold(row);
                self.rebuild(book);
            }
            Message::NewSite => return self.leave(Next::NewSite(words.say("sites-new-name")), book),
            Message::NewFolder => return self.leave(Next::NewFolder(words.say("sites-new-folder-name")), book),
            Message::Duplicate => return self.leave(Next::Duplicate, book),
            Message::Delete => self.ask_delete(book),
            Message::Rename => return self.rename(),
            Message::Step(by) => return self.step(by, book),
            Message::Find => return vec![Action::Focus(Id::new(side::SEARCH))],
            Message::Section(section) => return self.turn_to(section),
            Message::Menu(step) => {
                if let Some(message) = self.menu_used(step) {
                    return self.update(message, book, words);
                }
            }
            Message::Choice(which, step) => self.choice_made(which, step, book),
            Message::ForgetPassword | Message::ForgetPassphrase(_) | Message::ForgetLearned => {
                return self.forget(&message);
            }
            Message::PickKey => return vec![Action::PickKey],
            Message::PickFolder => return vec![Action::PickFolder],
            Message::ReadAgain => return vec![Action::Ask(crate::engine::command::ProfileRequest::Sites)],
            Message::CopyPath => return vec![Action::Copy(self.path.display().to_string())],
            Message::Save => return self.save(None, book),
            Message::Discard => self.discard(book),
            Message::Connect => return self.connect(book),
            Message::Test => return self.try_out(book),
            Message::Trial(message) => return self.trial_said(message),
            Message::Close => return self.escape(book),
            Message::Answer(answer) => return self.answer(answer, book),
            message => self.typed(message, book),
        }
        Vec::new()
    }

    /// The screen over the window. Its number tells it from other dialogs.
    pub fn view<'a>(&'a self, context: &Context<'a>, book: &'a Book, number: u64) -> Element<'a, Message> {
        page::view(self, context, book, number)
    }

    fn rebuild(&mut self, book: &Book) {
        let unsaved = match &self.page {
            Page::Site(shown) if shown.is_new => Some(shown.form.saved()),
            _ => None,
        };
        self.tree.rebuild(book, unsaved.as_ref());
    }

    /// Whether something would be lost if another thing were shown.
    pub fn is_changed(&self) -> bool {
        match &self.page {
            Page::Site(shown) => shown.is_changed(),
            Page::Folder(path, name) => path.last() != Some(name),
            Page::Nothing => false,
        }
    }

    fn turn_to(&mut self, section: Section) -> Vec<Action> {
        self.section = section;
        self.open = None;
        if section == Section::Learned {
            return vec![Action::Ask(crate::engine::command::ProfileRequest::Trust)];
        }
        Vec::new()
    }

    /// The name of what is selected gets the keyboard.
    fn rename(&mut self) -> Vec<Action> {
        match self.page {
            Page::Nothing => Vec::new(),
            Page::Site(_) => {
                self.section = Section::General;
                vec![Action::Focus(Id::new(line::NAME))]
            }
            Page::Folder(..) => vec![Action::Focus(Id::new(line::NAME))],
        }
    }

    /// Whether something is selected.
    fn has_selection(&self) -> bool {
        !matches!(self.page, Page::Nothing)
    }

    /// Whether a site is shown that is in the file.
    fn is_of_file(&self) -> bool {
        matches!(&self.page, Page::Site(shown) if !shown.is_new)
    }

    /// Whether there is nothing at all.
    fn is_bare(&self, book: &Book) -> bool {
        book.sites.is_empty() && book.folders.is_empty() && !self.has_selection()
    }

    /// What the ghost beside the pointer says: what is dragged, and where it would come.
    fn ghost(&self, book: &Book, words: &Words) -> String {
        let name = |node: &Node| {
            let name = match node {
                Node::Site(id) => book.site(id).map(|site| &site.name),
                Node::Folder(path) => path.last(),
            };
            crate::path::visible(name.map(String::as_str).unwrap_or_default().as_bytes())
        };
        let Some(dragged) = self.tree.dragged.as_ref().map(&name) else {
            return String::new();
        };
        let Some(over) = &self.tree.over else { return dragged };
        let values = [("name", dragged.into()), ("place", name(over).into())];
        match over {
            Node::Site(_) => words.with("sites-drag-before", &values),
            Node::Folder(_) => words.with("sites-drag-into", &values),
        }
    }

    /// The folder in which something new goes: that of what is selected.
    fn here(&self) -> FolderPath {
        match &self.page {
            Page::Site(shown) => shown.form.folder.clone(),
            Page::Folder(path, _) => path.clone(),
            Page::Nothing => FolderPath::new(),
        }
    }

    /// A site that is in no file yet.
    fn begin_site(&mut self, name: &str, book: &Book) {
        let folder = self.here();
        let name = book.free_name(&folder, name);
        let form = Form::new(fresh_id(), folder, name);
        let id = form.id.clone();
        self.show_page(Page::Site(Box::new(Shown::new(form, true))));
        self.section = Section::General;
        self.tree.select(Some(Node::Site(id)), book);
        self.rebuild(book);
        self.tree.show_selected();
    }

    fn show_page(&mut self, page: Page) {
        self.page = page;
        self.secrets = None;
        self.failed = None;
        self.open = None;
    }
}
