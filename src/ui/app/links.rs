//! Saved sites from wherever they are met: by name, from the strip of tabs, from the page of a tab without a connection; and the
//! way back, from a connection to a site.

use std::collections::HashSet;

use iced::Task;

use super::book::Asker;
use super::{App, Area, Dialog, Message};
use crate::engine::command::{ProfileRequest, Ticket};
use crate::engine::event::{Outcome, Step};
use crate::error::Error;
use crate::path::RemotePath;
use crate::secret::{SecretName, Trouble};
use crate::site::{Change, Saved, SiteId};
use crate::ui::screen::keep::{self, Keep};
use crate::ui::screen::keychain;
use crate::ui::screen::pane::Place;
use crate::ui::screen::tab::Amendment;
use crate::ui::screen::trial::{self, Trial};

/// What the window remembers between a request and its answer.
#[derive(Debug, Default)]
pub(super) struct Links {
    /// The tab whose connection is being saved, as which site, and whether its password goes to the keychain.
    keeping: Option<(u64, Box<Saved>, bool)>,
    /// Troubles of the keychain that were told: each is told once.
    told: HashSet<Trouble>,
}

impl App {
    /// A saved site that is asked for in a tab; `here`: in this one, whatever it shows.
    pub(super) fn visit_from(&mut self, id: &SiteId, folder: Option<RemotePath>, here: bool) -> Task<Message> {
        let active = self.active;
        if here && let Some(tab) = self.tabs.get_mut(active).filter(|tab| tab.site.is_some()) {
            let commands = tab.make_room();
            let commands = self.unshared(commands);
            self.hand_over(commands);
        }
        self.visit(id, folder)
    }

    /// Addresses that the window was started with and that may name saved sites. These are known now, or cannot be.
    pub(super) fn go_where_launched(&mut self) -> Task<Message> {
        let addresses = std::mem::take(&mut self.launch_addresses);
        Task::batch(addresses.iter().map(|address| self.go_to(address)).collect::<Vec<_>>())
    }

    /// The dialog that saves the connection of the shown tab; nothing for one that has none or is saved already.
    pub(super) fn ask_to_keep(&mut self) {
        let Some(tab) = self.tab().filter(|tab| tab.saved.is_none()) else {
            return;
        };
        let Some(site) = tab.site.clone() else { return };
        let remote = match tab.remote.place() {
            Some(Place::Remote(folder)) => Some(folder.clone()),
            _ => None,
        };
        let local = match tab.local.place() {
            Some(Place::Local(folder)) => Some(folder.clone()),
            _ => None,
        };
        let keep = Keep::new(
            tab.id,
            &site,
            tab.facts.as_ref(),
            (remote, local),
            self.known.book.clone(),
        );
        self.dialog = Some(Dialog::Keep(Box::new(keep)));
    }

    pub(super) fn keep_said(&mut self, tab: u64, action: keep::Action) {
        match action {
            keep::Action::None => {}
            keep::Action::Close => self.dialog = None,
            keep::Action::Save { saved, password } => {
                self.dialog = None;
                let change = Change::Put(saved.clone());
                self.links.keeping = Some((tab, saved, password));
                self.ask_kept(Asker::Keeping, ProfileRequest::ChangeSites(vec![change]));
            }
        }
    }

    /// The connection was saved, or was not.
    pub(super) fn kept_as_site(&mut self, result: Result<Outcome, Error>) {
        let Some((tab, saved, password)) = self.links.keeping.take() else {
            return;
        };
        if let Err(error) = result {
            self.not_saved(&error);
            return;
        }
        let Some(tab) = self.tabs.iter_mut().find(|of| of.id == tab) else {
            return;
        };
        let given = tab
            .site
            .as_ref()
            .map(|site| (site.address(), site.logon.user().to_owned()));
        tab.belongs_to(&saved);
        self.keep();
        if let (true, Some((server, user))) = (password, given) {
            let name = SecretName::password(&saved.id);
            self.ask_kept(Asker::Password, ProfileRequest::KeepGiven { name, server, user });
        }
    }

    /// The password of a site that was just saved is in the keychain, or is not.
    pub(super) fn password_kept(&mut self, result: Result<Outcome, Error>) {
        match result {
            Ok(Outcome::Secrets(Err(trouble))) => self.password_not_kept(&trouble),
            // What a server asked for in its own words is not known afterwards.
            Ok(Outcome::Secrets(Ok(names))) if names.is_empty() => {
                self.said = Some(self.words.say("keep-password-unknown"));
            }
            Err(error) => self.not_saved(&error),
            Ok(_) => {}
        }
    }

    /// A password was to be kept in the keychain, and is not: it is asked for again.
    pub(super) fn password_not_kept(&mut self, trouble: &Trouble) {
        let cause = keychain::said(trouble, &self.words);
        let said = self.words.with("keep-password-not-kept", &[("cause", cause.into())]);
        self.said = Some(format!("{said} {}", keychain::advice(trouble, &self.words)));
    }

    /// Whether a trouble of the keychain is a new one: each is told once.
    pub(super) fn is_news(&mut self, trouble: &Trouble) -> bool {
        self.links.told.insert(trouble.clone())
    }

    /// Something that was chosen for the connection of a tab becomes a part of its site.
    pub(super) fn amend(&mut self, id: &SiteId, amendment: Amendment) {
        let Some(mut saved) = self.known.book.site(id).cloned() else {
            return;
        };
        amendment.make(&mut saved);
        if let Amendment::Charset(_) = amendment {
            // What the site says about itself holds from now on.
            self.forget_charset(&saved.site().address());
        }
        let change = Change::Put(Box::new(saved));
        self.ask_kept(Asker::Tab, ProfileRequest::ChangeSites(vec![change]));
    }

    /// A change of a site was refused.
    pub(super) fn amended(&mut self, result: Result<Outcome, Error>) {
        if let Err(error) = result {
            self.not_saved(&error);
        }
    }

    fn not_saved(&mut self, error: &Error) {
        let cause = match &error.cause {
            Some(cause) => crate::path::visible(cause.as_bytes()),
            None => crate::ui::screen::failure::cause(&self.words, error),
        };
        self.said = Some(self.words.with("keep-not-saved", &[("cause", cause.into())]));
    }

    /// Tries out the server of the shown tab.
    pub(super) fn try_shown(&mut self) {
        let Some(tab) = self.tab() else { return };
        let Some(site) = tab.site.clone() else { return };
        let folder = match tab.remote.place() {
            Some(Place::Remote(folder)) => Some(folder.clone()),
            _ => None,
        };
        let (trial, command) = Trial::begin(site, folder);
        self.hand_over(vec![command]);
        self.dialog = Some(Dialog::Trial(Box::new(trial)));
    }

    pub(super) fn trial_said(&mut self, message: trial::Message) {
        let Some(Dialog::Trial(trial)) = &mut self.dialog else {
            return;
        };
        let server = trial.site().clone();
        match trial.update(message) {
            trial::Action::Send(commands) => self.hand_over(commands),
            trial::Action::Close(commands) => {
                self.dialog = None;
                self.hand_over(commands);
            }
            trial::Action::ShowLog(commands) => {
                self.dialog = None;
                self.hand_over(commands);
                self.log.show(Some(server.address()), server.ftp().is_some());
                self.go_to_area(Area::Log);
            }
        }
    }

    /// A step of a trial.
    pub(super) fn tried(&mut self, ticket: Ticket, step: Step) {
        if let Some(trial) = self.trial_of(ticket) {
            trial.heard(step);
        }
    }

    /// The end of a trial; `false`: the answer is none.
    pub(super) fn trial_ended(&mut self, ticket: Ticket, result: &Result<Outcome, Error>) -> bool {
        let Some(trial) = self.trial_of(ticket) else {
            return matches!(result, Ok(Outcome::Tried));
        };
        trial.ended(result.as_ref().map(|_| ()));
        true
    }

    fn trial_of(&mut self, ticket: Ticket) -> Option<&mut Trial> {
        match &mut self.dialog {
            Some(Dialog::Trial(trial)) if trial.asked(ticket) => Some(trial),
            Some(Dialog::Sites(sites)) => sites.trial().filter(|trial| trial.asked(ticket)),
            _ => None,
        }
    }

    /// The name of a saved site, for a tab of one.
    pub(super) fn site_of(&self, tab: &super::Tab) -> Option<&Saved> {
        self.known.book.site(tab.saved.as_ref()?)
    }
}
