//! Saved sites that are meant by what somebody typed into the address bar.

use super::{Action, State, Tab};
use crate::engine::command::Command;
use crate::path::RemotePath;
use crate::site::{Book, Nowhere, Saved, SiteId};
use crate::ui::screen::address::{Destination, Mistake};
use crate::url::SavedUrl;
use time::OffsetDateTime;

/// A saved site, and the folder there if one was named.
pub type Named = (SiteId, Option<RemotePath>);

impl Tab {
    /// The saved site that this text means: `site:NAME/path`, or the name alone. `None`: it means no saved site.
    pub fn named_site(&self, text: &str) -> Option<Result<Named, Mistake>> {
        let book = &self.known.book;
        let (saved, folder) = match found(text.trim(), book)? {
            Ok(found) => found,
            Err(mistake) => return Some(Err(mistake)),
        };
        let folder = folder.map(|folder| {
            let site = saved.site();
            self.typed(Destination { site, folder }).folder
        });
        Some(Ok((saved.id.clone(), folder)))
    }

    /// Goes to a saved site: here to another folder where this is its tab, else in a tab of its own.
    pub(super) fn go_by_name(&mut self, (id, folder): Named, here: bool, now: OffsetDateTime) -> Vec<Action> {
        self.mistake = None;
        self.password = None;
        self.completion.close();
        if self.saved.as_ref() == Some(&id) && self.state == State::Connected {
            let start = || self.known.book.site(&id).and_then(|saved| saved.remote_folder.clone());
            let folder = folder.or_else(start).unwrap_or_else(RemotePath::home);
            return vec![Action::Send(self.open_again(folder, now))];
        }
        self.show_place();
        vec![Action::Visit { id, folder, here }]
    }
}

/// The site of a text, with the folder as it was typed.
fn found<'a>(text: &str, book: &'a Book) -> Option<Result<(&'a Saved, Option<RemotePath>), Mistake>> {
    let url = match SavedUrl::parse(text) {
        Some(Ok(url)) => url,
        Some(Err(error)) => return Some(Err(Mistake::Address(error))),
        None => return by_name(text, book),
    };
    let saved = book.find(&url.place).map_err(Mistake::Site);
    Some(saved.map(|saved| (saved, url.path.map(|path| path.path))))
}

/// A name alone may as well be that of a host: it means a site only where one has it.
fn by_name<'a>(text: &str, book: &'a Book) -> Option<Result<(&'a Saved, Option<RemotePath>), Mistake>> {
    match book.find(&[text.to_owned()]) {
        Ok(saved) => Some(Ok((saved, None))),
        Err(nowhere @ Nowhere::Several(_)) => Some(Err(Mistake::Site(nowhere))),
        Err(Nowhere::Unknown) => {
            let lower = text.to_lowercase();
            let mut alike = book.sites.iter().filter(|saved| saved.name.to_lowercase() == lower);
            match (alike.next(), alike.next()) {
                (Some(saved), None) => Some(Ok((saved, None))),
                _ => None,
            }
        }
    }
}

impl Tab {
    /// This connection makes room for another one.
    pub fn make_room(&mut self) -> Vec<Command> {
        let occupied = matches!(self.state, State::Connected | State::Connecting(_));
        let commands = if occupied { self.disconnect() } else { Vec::new() };
        self.show_fields();
        commands
    }

    /// Connects to the saved site of this tab again, as it is now, in this folder of the server. `None`: it is no tab of one, or the
    /// site is gone.
    pub(super) fn visit_again(&mut self, folder: RemotePath, now: OffsetDateTime) -> Option<Vec<Command>> {
        let saved = self.known.book.site(self.saved.as_ref()?)?;
        let site = saved.site();
        self.named = Some(site.clone());
        Some(self.connect(Destination { site, folder }, now))
    }
}
