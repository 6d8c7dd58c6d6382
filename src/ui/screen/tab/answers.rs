//! What the engine answers, and how a tab is seen.

use std::time::Duration;

use iced::Element;
use iced::widget::column;
use time::OffsetDateTime;

use super::{Action, Asked, Message, Note, State, Tab};
use crate::engine::command::{Command, Request, Ticket};
use crate::engine::event::{Outcome, Recognised, Service};
use crate::entry::Entry;
use crate::error::{Error, Kind, Stage};
use crate::path::{RemoteName, RemotePath};
use crate::ui::context::Context;
use crate::ui::screen::address;
use crate::ui::screen::connect::Offers;
use crate::ui::screen::failure::{Failure, Scene};
use crate::ui::screen::pane::{Fault, Frame, Place, Side};
use crate::ui::widget::table::Drag;
use crate::wire::Line;

impl Tab {
    /// Whether this ticket is one of ours.
    pub fn asked(&self, ticket: Ticket) -> bool {
        self.asked.contains_key(&ticket)
    }

    /// Entries of a list.
    pub fn page(&mut self, ticket: Ticket, entries: Vec<Entry>, now: OffsetDateTime) {
        match self.asked.get(&ticket) {
            Some(Asked::List(side, ..)) => {
                let side = *side;
                self.pane_mut(side).page(ticket, entries, now);
            }
            Some(Asked::Branch(side, place)) => {
                let (side, place) = (*side, place.clone());
                self.pane_mut(side).branch_page(&place, &entries);
            }
            _ => {}
        }
    }

    /// The end of something that was asked for.
    pub fn answered(&mut self, ticket: Ticket, result: Result<Outcome, Error>, now: OffsetDateTime) -> Vec<Action> {
        let Some(asked) = self.asked.remove(&ticket) else {
            return Vec::new();
        };
        match (asked, result) {
            (Asked::List(side, ..), Ok(outcome)) => {
                let mut actions = self.listed(ticket, outcome, now);
                actions.extend(self.follow_together(side, now));
                actions
            }
            (Asked::List(side, place, began), Err(error)) => {
                let took = (now - began).try_into().unwrap_or_default();
                // A folder that is not there is no failure of the side that only follows.
                let is_of_folder = side == Side::Local || is_of_server(&error);
                match self.stay_behind(side, &place, is_of_folder, now) {
                    Some(actions) => actions,
                    None => self.list_failed(ticket, (side, &place), error, took),
                }
            }
            (Asked::Recognised(goal, _), Ok(Outcome::Recognised(found))) => self.recognised(*goal, found, now),
            (Asked::Recognised(goal, began), Err(error)) => {
                let took = (now - began).try_into().unwrap_or_default();
                let place = Place::Remote(goal.destination.folder);
                self.list_failed(ticket, (Side::Remote, &place), error, took)
            }
            (Asked::Sftp, found) => {
                let answers = matches!(
                    found,
                    Ok(Outcome::Recognised(Recognised {
                        service: Service::Ssh,
                        ..
                    }))
                );
                if let Some(failed) = &mut self.failed {
                    failed.scene.sftp = Some(answers);
                }
                Vec::new()
            }
            (Asked::Facts, Ok(Outcome::Facts(facts))) => {
                if !facts.home.as_bytes().is_empty() {
                    self.remote.set_home(Place::Remote(facts.home.clone()));
                }
                self.facts = Some(*facts);
                Vec::new()
            }
            (Asked::Change(side, name), result) => self.changed(side, name, result, now),
            (Asked::Part(work), result) => self.part_answered((ticket, work), result, now),
            (Asked::Link(link), Ok(Outcome::Found(found))) => {
                let folder = self.remote.place().and_then(|place| place.join(&link.name));
                match (found.kind, folder) {
                    (crate::entry::Kind::Directory, Some(folder)) => vec![Action::Send(self.open(folder, now))],
                    _ => vec![Action::Activate(Side::Remote, link)],
                }
            }
            (Asked::Landmarks, Ok(Outcome::Landmarks(landmarks))) => {
                self.local.set_landmarks(landmarks);
                Vec::new()
            }
            (Asked::Branch(side, place), result) => self.branch_answered(side, &place, result.err()),
            (Asked::Link(_), Err(error)) => vec![Action::Failed(Box::new(error))],
            (Asked::Raw, Err(error)) => vec![Action::Failed(Box::new(error))],
            (Asked::Facts | Asked::Raw | Asked::Link(_) | Asked::Landmarks | Asked::Recognised(..), _) => Vec::new(),
        }
    }

    fn listed(&mut self, ticket: Ticket, outcome: Outcome, now: OffsetDateTime) -> Vec<Action> {
        match outcome {
            Outcome::LocalListed { folder, free } => {
                self.local.set_free(free);
                self.local.listed(ticket, Place::Local(folder), None, now);
                match self.local.unread_branches() {
                    unread if unread.is_empty() => Vec::new(),
                    unread => self.read_branches(Side::Local, unread),
                }
            }
            Outcome::Listed { folder, listing } => {
                self.failed = None;
                self.note.take_if(|note| matches!(note, Note::SiteChanged(_)));
                self.remote
                    .listed(ticket, Place::Remote(folder.clone()), listing.doubt, now);
                self.wanted = folder.clone();
                let mut actions = Vec::new();
                let first = self.state != State::Connected;
                self.state = State::Connected;
                self.asleep = false;
                if let Some(site) = self.site.clone() {
                    if !self.typing {
                        self.address = address::write(&site, &folder);
                    }
                    if first {
                        let scheme = address::name(address::scheme_of(&site));
                        actions.push(Action::Recent(format!(
                            "{scheme}://{}",
                            address::write(&site, &RemotePath::home())
                        )));
                    }
                    let ticket = crate::ui::app::ticket();
                    self.asked.insert(ticket, Asked::Facts);
                    actions.push(Action::Send(vec![Command::Browse {
                        ticket,
                        site,
                        request: Request::Facts,
                    }]));
                }
                actions
            }
            _ => Vec::new(),
        }
    }

    fn changed(
        &mut self,
        side: Side,
        name: RemoteName,
        result: Result<Outcome, Error>,
        now: OffsetDateTime,
    ) -> Vec<Action> {
        let (named, failed) = match result {
            Ok(_) => (Ok(()), None),
            // The pane says it where the name is typed.
            Err(error) if error.kind == Kind::Exists => (Err(Fault::Taken), None),
            Err(error) => (Err(Fault::Refused), Some(error)),
        };
        if named.is_ok() {
            self.pane_mut(side).expect(name);
        }
        let action = self.pane_mut(side).named(named);
        let mut actions = self.pane_wants(side, action, now);
        actions.extend(failed.map(|error| Action::Failed(Box::new(error))));
        actions
    }

    fn list_failed(
        &mut self,
        ticket: Ticket,
        (side, place): (Side, &Place),
        error: Error,
        took: Duration,
    ) -> Vec<Action> {
        if error.kind == Kind::Cancelled {
            return Vec::new();
        }
        match (side, place, self.site.clone()) {
            (Side::Remote, Place::Remote(_), Some(site)) => {
                // Without a connection nothing is connected, whatever there was before.
                self.state = if is_of_server(&error) {
                    State::Connected
                } else {
                    State::Failed
                };
                let mut scene = self.scene.clone().unwrap_or_else(|| Scene::new(site.clone())).listing();
                scene.facts.clone_from(&self.facts);
                scene.saved = self.saved.is_some();
                scene.waited = scene.waited.or(Some(took));
                let in_clear_only = error.kind == Kind::NoEncryption && site.ftp().is_some();
                self.failed = Some(Failure::new(error, scene));
                self.asleep = false;
                self.remote.failed(ticket);
                if in_clear_only {
                    return vec![Action::Send(vec![self.look_for_sftp(&site)])];
                }
            }
            _ => {
                self.local_failed = Some(Failure::new(error, Scene::here().listing()));
                self.local.failed(ticket);
            }
        }
        Vec::new()
    }

    /// A line of the log of the connection that this tab looks through.
    pub fn hear(&mut self, line: &Line) {
        let Some(scene) = &mut self.scene else { return };
        scene.hear(line);
        // Whoever waits for a list is told now: the attempt may go on for a while.
        if let Some(peer) = Scene::silent(line).filter(|_| self.remote.is_loading()) {
            let attempted = "open data connection";
            let mut error = Error::new(Stage::DataConnection, Kind::TimedOut, attempted);
            error.peer = Some(peer);
            let mut scene = scene.clone().listing();
            scene.facts.clone_from(&self.facts);
            scene.saved = self.saved.is_some();
            self.failed = Some(Failure::new(error, scene));
        }
    }

    /// Neither a connection nor a list of an older one.
    fn is_bare(&self) -> bool {
        matches!(self.state, State::Kept | State::Disconnected) && !self.remote.has_list()
    }

    /// The pane of this computer.
    pub fn local_view<'a>(&'a self, context: &Context<'a>, focused: bool, drag: Option<Drag>) -> Element<'a, Message> {
        let failed = self.local_failed.as_ref();
        let body = failed.map(|failed| failed.view(context).map(Message::LocalFailure));
        let pane = self.local.view(context, Frame { focused, drag, body }, Message::Local);
        self.with_bars(pane, Side::Local, context)
    }

    /// A pane, and below it what goes on there.
    fn with_bars<'a>(&self, pane: Element<'a, Message>, side: Side, context: &Context<'a>) -> Element<'a, Message> {
        let note = self.note.as_ref().filter(|_| side == Side::Remote);
        let note = note.map(|note| note.view(context).map(Message::Note));
        let works = self.works.iter().filter(|work| work.side == side);
        let works = works.filter_map(|work| Some(work.view(context)?.map(Message::Work)));
        // The pane keeps its place, and with it what its list remembers.
        column(std::iter::once(pane).chain(note).chain(works)).into()
    }

    /// The pane of the server: its list, the fields for a connection, or why there is none.
    pub fn remote_view<'a>(
        &'a self,
        context: &Context<'a>,
        focused: bool,
        drag: Option<Drag>,
        recent: &'a [String],
    ) -> Element<'a, Message> {
        let offers = Offers {
            demo: cfg!(feature = "demo"),
            sites: &self.known.book.sites,
            recent,
        };
        let body = match (&self.failed, &self.site) {
            (Some(failed), Some(_)) => Some(failed.view(context).map(Message::Failure)),
            (_, None) => Some(self.form.view(context, &offers).map(Message::Form)),
            (None, Some(site)) if self.is_bare() => Some(self.unconnected(site, context)),
            _ => None,
        };
        let pane = self
            .remote
            .view(context, Frame { focused, drag, body }, Message::Remote);
        self.with_bars(pane, Side::Remote, context)
    }
}

/// Whether the server was there and logged in to when this happened.
fn is_of_server(error: &Error) -> bool {
    matches!(
        error.stage,
        Stage::Command | Stage::DataConnection | Stage::Transfer | Stage::Listing
    )
}
