//! The saved sites as the window knows them, and who hears what comes of requests about what is kept beyond the run.

use std::collections::HashMap;
use std::sync::Arc;

use iced::Task;

use super::{App, Message, ticket};
use crate::engine::command::{Command, ProfileRequest, Ticket};
use crate::engine::event::Outcome;
use crate::error::Error;
use crate::path::RemotePath;
use crate::secret::Trouble;
use crate::site::{Book, Bookmark, Change, Saved, SiteId};
use crate::ui::screen::keychain;
use crate::ui::screen::tab::Known;

/// Who asked for something that is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Asker {
    /// The window itself: it wants to know the sites.
    Window,
    /// The screen of saved sites.
    Sites,
    /// A connection is saved as a site.
    Keeping,
    /// Its password goes to the keychain.
    Password,
    /// An import or an export.
    Exchange,
    /// What is trusted.
    Trusted,
    /// What is private.
    Private,
    /// A tab that changes its saved site.
    Tab,
}

/// What was asked, and why the sites are not known.
#[derive(Debug, Default)]
pub(super) struct Kept {
    asked: HashMap<Ticket, Asker>,
    /// Why the file of sites could not be read when it was read last.
    pub unreadable: Option<Error>,
}

impl App {
    /// Asks for something that is kept; whoever asked gets the answer in [`App::kept_answered`].
    pub(super) fn ask_kept(&mut self, asker: Asker, request: ProfileRequest) {
        let ticket = ticket();
        self.kept.asked.insert(ticket, asker);
        self.hand_over(vec![Command::Profile { ticket, request }]);
    }

    /// Who asked this, if it was about something that is kept.
    pub(super) fn kept_asker(&mut self, ticket: Ticket) -> Option<Asker> {
        self.kept.asked.remove(&ticket)
    }

    /// An answer about what is kept: the window takes note of the sites, then whoever asked hears it.
    pub(super) fn kept_answered(&mut self, asker: Asker, result: Result<Outcome, Error>) -> Task<Message> {
        match &result {
            Ok(Outcome::Book(book)) => self.take_book(book),
            Ok(Outcome::SitesChanged(changed)) => self.take_book(&changed.book),
            // The answer tells what was added, not all that is there now.
            Ok(Outcome::Imported(_)) => self.ask_kept(Asker::Window, ProfileRequest::Sites),
            _ => {}
        }
        if asker == Asker::Window {
            self.kept.unreadable = result.as_ref().err().cloned();
        }
        self.refresh_sites();
        match asker {
            Asker::Window => return self.go_where_launched(),
            Asker::Sites => return self.sites_answered(result),
            Asker::Exchange => return self.exchange_answered(result),
            Asker::Keeping => self.kept_as_site(result),
            Asker::Password => self.password_kept(result),
            Asker::Tab => self.amended(result),
            Asker::Trusted => self.trusted_answered(result),
            Asker::Private => self.private_answered(result),
        }
        Task::none()
    }

    /// How far a long request is.
    pub(super) fn kept_progress(&mut self, ticket: Ticket, done: usize, of: usize) {
        if self.kept.asked.get(&ticket) == Some(&Asker::Exchange) {
            self.exchange_progressed(done, of);
        }
    }

    /// The keychain does not give what is needed to log in; the question for it follows.
    pub(super) fn keychain_failed(&mut self, server: &str, trouble: &Trouble) {
        if !self.is_news(trouble) {
            return;
        }
        let cause = keychain::said(trouble, &self.words);
        let values = [("server", server.into()), ("cause", cause.into())];
        let said = self.words.with("sites-keychain-asked-for", &values);
        self.said = Some(format!("{said} {}", keychain::advice(trouble, &self.words)));
    }

    /// Connects to a saved site in a tab of its own, in its folders or in this one of the server.
    pub(super) fn visit(&mut self, id: &SiteId, folder: Option<RemotePath>) -> Task<Message> {
        let Some(saved) = self.known.book.site(id).cloned() else {
            return Task::none();
        };
        if self.tab().is_none_or(|tab| tab.site.is_some()) {
            self.open_tab();
        }
        let (now, active) = (self.now(), self.active);
        if let Some(tab) = self.tabs.get_mut(active) {
            let commands = tab.visit(&saved, folder, now);
            self.hand_over(commands);
        }
        self.log_follows();
        self.go_to_area(super::Area::Remote);
        Task::batch([super::obey::unfocus(), self.reveal_tab()])
    }

    /// Keeps a bookmark of a saved site.
    pub(super) fn add_mark(&mut self, id: &SiteId, mark: Bookmark) {
        if let Some(mut saved) = self.known.book.site(id).cloned() {
            saved.bookmarks.push(mark);
            let change = Change::Put(Box::new(saved));
            self.ask_kept(Asker::Tab, ProfileRequest::ChangeSites(vec![change]));
        }
    }

    /// These are the sites now. Every screen and tab that shows them knows it at once.
    fn take_book(&mut self, book: &Book) {
        self.kept.unreadable = None;
        if *self.known.book == *book {
            return;
        }
        let before = self.known.book.clone();
        self.know(Arc::new(Known {
            book: Arc::new(book.clone()),
            ..self.known.as_ref().clone()
        }));
        self.sites_changed(&before);
    }

    /// Tabs of sites that are not what they were connect anew with the next wish.
    fn sites_changed(&mut self, before: &Book) {
        let (now, book) = (self.now(), self.known.book.clone());
        let mut commands = Vec::new();
        for tab in &mut self.tabs {
            let Some(id) = tab.saved.clone() else { continue };
            let new = book.site(&id);
            if new.map(Saved::site) != before.site(&id).map(Saved::site) {
                commands.extend(tab.site_changed(new, now));
            }
        }
        let commands = self.unshared(commands);
        self.hand_over(commands);
        self.log_follows();
    }
}
