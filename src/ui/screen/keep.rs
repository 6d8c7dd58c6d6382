//! Saving the connection of a tab as a site: what it is called, where it stands, and what of it is kept.

mod page;
#[cfg(test)]
pub mod tests;

use std::path::PathBuf;
use std::sync::Arc;

use iced::Element;

use crate::engine::event::Facts;
use crate::engine::profile::fresh_id;
use crate::path::RemotePath;
use crate::site::{Book, Colour, FolderPath, Login, Logon, Misfit, Protocol, Saved, Site};
use crate::ui::context::Context;

/// The dialog.
#[derive(Clone, Debug)]
pub struct Keep {
    /// The tab whose connection it is.
    pub tab: u64,
    draft: Saved,
    /// The folders of the site tree, as they are written: `Work/Clients`.
    folder: String,
    /// The folder there and the folder here, and whether each is kept.
    remote: Option<(RemotePath, bool)>,
    local: Option<(PathBuf, bool)>,
    /// A password was given for this connection; whether the keychain is to have it.
    password: Option<bool>,
    book: Arc<Book>,
    /// Why it cannot be saved, since somebody tried.
    fault: Option<Fault>,
}

/// Why a site cannot be saved.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// It has no name.
    NoName,
    /// Another one has this name in this folder.
    Taken,
    /// A folder of the tree has no name.
    NoFolderName,
    /// Anything else that is wrong with the site as it is.
    Misfit(Misfit),
}

/// What a person does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Message {
    /// Named it.
    Name(String),
    /// Named the folder of the site tree.
    Folder(String),
    /// Marks it with a colour.
    Colour(Colour),
    /// It begins in the folder there, or not.
    Remote(bool),
    /// It begins in the folder here, or not.
    Local(bool),
    /// The keychain keeps the password, or not.
    Password(bool),
    /// Save it.
    Save,
    /// Do not.
    Close,
}

/// What is asked of the root.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Action {
    /// Nothing.
    None,
    /// Take it away.
    Close,
    /// Save this; `password`: with the password that was given for it, in the keychain.
    Save {
        /// The site.
        saved: Box<Saved>,
        /// Whether its password is kept.
        password: bool,
    },
}

/// The folders of a tab, there and here.
pub type Folders = (Option<RemotePath>, Option<PathBuf>);

impl Keep {
    /// For the connection of a tab. `facts` tell how the login was done.
    pub fn new(tab: u64, site: &Site, facts: Option<&Facts>, (remote, local): Folders, book: Arc<Book>) -> Self {
        let name = book.free_name(&[], &site.host);
        let mut draft = Saved::new(fresh_id(), &name, site);
        draft.login = login(site, facts);
        let asked_for = matches!(draft.login, Login::Ask { .. }) && facts.is_some();
        Self {
            tab,
            draft,
            folder: String::new(),
            remote: remote.map(|folder| (folder, true)),
            local: local.map(|folder| (folder, true)),
            password: asked_for.then_some(false),
            book,
            fault: None,
        }
    }

    /// Takes what a person did.
    pub fn update(&mut self, message: Message) -> Action {
        match message {
            Message::Name(name) => {
                self.draft.name = name;
                self.fault = None;
            }
            Message::Folder(folder) => {
                self.folder = folder;
                self.fault = None;
            }
            Message::Colour(colour) => self.draft.colour = colour,
            Message::Remote(kept) => {
                if let Some((_, keep)) = &mut self.remote {
                    *keep = kept;
                }
            }
            Message::Local(kept) => {
                if let Some((_, keep)) = &mut self.local {
                    *keep = kept;
                }
            }
            Message::Password(kept) => self.password = self.password.map(|_| kept),
            Message::Close => return Action::Close,
            Message::Save => return self.save(),
        }
        Action::None
    }

    /// The dialog over the window.
    pub fn view<'a>(&self, context: &Context<'_>, number: u64) -> Element<'a, Message> {
        page::view(self, context, number)
    }

    fn save(&mut self) -> Action {
        match self.whole() {
            Ok(saved) => Action::Save {
                saved: Box::new(saved),
                password: self.password == Some(true),
            },
            Err(fault) => {
                self.fault = Some(fault);
                Action::None
            }
        }
    }

    /// In the file a folder stands as somebody would type it, whatever the server's bytes are.
    fn as_typed(&self, folder: &RemotePath) -> RemotePath {
        let text = self.draft.terms.charset.text(folder.as_bytes());
        text.map_or_else(|| folder.clone(), |text| RemotePath::new(&*text))
    }

    /// The site as it stands in the fields.
    fn whole(&self) -> Result<Saved, Fault> {
        let folder = folder_path(&self.folder).ok_or(Fault::NoFolderName)?;
        let kept = |keep: bool| keep.then_some(());
        let mut saved = Saved {
            name: self.draft.name.trim().to_owned(),
            folder,
            remote_folder: self
                .remote
                .as_ref()
                .and_then(|(folder, keep)| kept(*keep).map(|()| self.as_typed(folder))),
            local_folder: self
                .local
                .clone()
                .and_then(|(folder, keep)| kept(keep).map(|()| folder)),
            ..self.draft.clone()
        };
        if self.password == Some(true) {
            let user = saved.login.user().to_owned();
            saved.login = Login::Password { user };
        }
        if saved.name.is_empty() {
            return Err(Fault::NoName);
        }
        let taken = |other: &Saved| other.folder == saved.folder && other.name == saved.name;
        if self.book.sites.iter().any(taken) {
            return Err(Fault::Taken);
        }
        match saved.misfit() {
            Some(misfit) => Err(Fault::Misfit(misfit)),
            None => Ok(saved),
        }
    }
}

/// Folders of the site tree as they are written; nothing is the top. `None` where one of them has no name.
fn folder_path(text: &str) -> Option<FolderPath> {
    let text = text.trim().trim_matches('/');
    if text.is_empty() {
        return Some(Vec::new());
    }
    let path: FolderPath = text.split('/').map(|name| name.trim().to_owned()).collect();
    (!path.iter().any(String::is_empty)).then_some(path)
}

/// How it logged in is how it will; nothing that was typed is kept by itself.
fn login(site: &Site, facts: Option<&Facts>) -> Login {
    let user = site.logon.user().to_owned();
    match (&site.logon, &site.protocol) {
        (Logon::Anonymous, _) => Login::Anonymous,
        (_, Protocol::Sftp(options)) => {
            let methods = facts
                .and_then(|facts| facts.ssh.as_ref())
                .map(|ssh| ssh.login.as_slice());
            let by = |name: &str| methods.unwrap_or_default().iter().any(|method| method == name);
            if by("publickey") && options.identities.is_empty() {
                Login::Agent { user }
            } else if by("publickey") {
                Login::Key { user }
            } else {
                Login::Ask { user }
            }
        }
        _ => Login::Ask { user },
    }
}
