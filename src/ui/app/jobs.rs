//! Jobs that were started here: where they go, and the panes that follow them.

use std::path::PathBuf;
use std::sync::Arc;

use iced::Task;

use super::answers::direction_of;
use super::tickets::ticket;
use super::{App, Message, job};
use crate::engine::command::{Aim, Command, JobId, Order};
use crate::engine::event::Totals;
use crate::site::Site;
use crate::transfer::{Errand, Landing, LocalEnd, Policy, Source};
use crate::ui::screen::pane::{Place, Side};
use crate::ui::screen::tab::{State, Tab};

/// Where a job goes.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Target {
    place: Place,
    server: String,
    /// What has arrived when it was looked at last.
    done: u64,
    /// The folder that its sources leave, if it is a move.
    pub(super) leaves: Option<Place>,
}

impl App {
    /// Starts a job of a tab; one that `waits` is started by hand.
    pub(super) fn start(&mut self, id: u64, errand: Errand, waits: bool) {
        let tab = self.tabs.iter().find(|tab| tab.id == id);
        if let Some(site) = tab.and_then(|tab| tab.site.clone()) {
            self.start_with(site, errand, waits);
        }
    }

    /// Starts a job with a server.
    pub(super) fn start_with(&mut self, site: Arc<Site>, errand: Errand, waits: bool) {
        self.start_as(site, errand, (Landing::Into, 0, Source::Keep), waits);
    }

    /// The same with where its sources land, its priority, and what becomes of the sources.
    pub(super) fn start_as(
        &mut self,
        site: Arc<Site>,
        errand: Errand,
        (landing, priority, afterwards): (Landing, i8, Source),
        waits: bool,
    ) -> Option<JobId> {
        let place = match &errand {
            Errand::Upload { destination, .. } => Place::Remote(destination.clone()),
            Errand::Download { destination, .. } => match destination {
                LocalEnd::Path(path) => Place::Local(path.clone()),
                LocalEnd::Standard => return None,
            },
        };
        let (usual, verify) = self.manner(&errand);
        let said = self.always.policy(&site.address(), direction_of(&errand));
        let policy = said.or_else(|| self.policy_of(&site)).unwrap_or(usual);
        let job = job();
        let target = Target {
            place,
            server: site.address(),
            done: 0,
            leaves: None,
        };
        self.targets.insert(job, target);
        let mut commands = vec![Command::Start(Order {
            job,
            site,
            errand,
            landing,
            policy,
            verify,
            afterwards,
            priority,
        })];
        if waits {
            commands.push(Command::Pause(Aim::Job(job)));
        }
        self.hand_over(commands);
        Some(job)
    }

    /// What a saved site says about existing targets, where its tab is open.
    fn policy_of(&self, site: &Arc<Site>) -> Option<Policy> {
        let tab = self.tabs.iter().find(|tab| tab.site.as_ref() == Some(site))?;
        let saved = self.known.book.site(tab.saved.as_ref()?)?;
        saved.on_conflict.map(Policy::Always)
    }

    /// A job went on: panes that show where it goes are stale.
    pub(super) fn job_moved(&mut self, totals: &Totals) -> Task<Message> {
        if let Some(target) = self.targets.get_mut(&totals.job) {
            // At its end the folders that a move has left empty are gone.
            let done = totals.done + totals.folders + u64::from(totals.finished && totals.moves);
            if target.done != done {
                target.done = done;
                for tab in &mut self.tabs {
                    for place in std::iter::once(&target.place).chain(&target.leaves) {
                        let (local, remote) = shows(tab, place, &target.server);
                        tab.stale.0 |= local;
                        tab.stale.1 |= remote;
                    }
                }
            }
        }
        self.copy_moved(totals)
    }

    /// Nothing more comes of a job. A finished one may be tried again as long as it is there.
    pub(super) fn job_gone(&mut self, job: JobId) {
        self.targets.remove(&job);
    }

    /// Whether anything has to be looked at every second.
    pub(super) fn ticks(&self) -> bool {
        self.queue.wants_ticks()
            || self.tab().is_some_and(|tab| tab.stale != (false, false))
            || self.tabs.iter().any(|tab| matches!(tab.state, State::Connecting(_)))
    }

    pub(super) fn tick(&mut self) -> Task<Message> {
        self.queue.tick(self.clock());
        self.refresh();
        Task::none()
    }

    /// Reads again what the shown panes show, where it has changed: once a second at most, and never under a hand. What is
    /// still being read is let finish first.
    fn refresh(&mut self) {
        let (now, active) = (self.now(), self.active);
        let Some(tab) = self.tabs.get_mut(active).filter(|_| self.drag.is_none()) else {
            return;
        };
        let mut commands = Vec::new();
        let (local, remote) = tab.stale;
        for (side, stale) in [(Side::Local, local), (Side::Remote, remote)] {
            let pane = tab.pane(side);
            if !stale || pane.is_typing() || pane.is_loading() {
                continue;
            }
            match side {
                Side::Local => tab.stale.0 = false,
                Side::Remote => tab.stale.1 = false,
            }
            // A connection that was given up is not opened for this.
            if side == Side::Local || tab.state == State::Connected {
                commands.extend(tab.reload(side, now));
            }
        }
        self.hand_over(commands);
    }
}

/// Whether the panes of a tab show a place of a job with this server, or a folder below.
fn shows(tab: &Tab, of: &Place, server: &str) -> (bool, bool) {
    let within = |side: Side| tab.pane(side).place().is_some_and(|place| is_within(place, of));
    match of.side() {
        Side::Local => (within(Side::Local), false),
        Side::Remote => {
            let same = tab.site.as_ref().is_some_and(|site| site.address() == server);
            (false, same && within(Side::Remote))
        }
    }
}

impl App {
    /// The account of these jobs goes to this file, if one was chosen.
    pub(super) fn write_account(&mut self, jobs: Vec<JobId>, path: Option<PathBuf>) -> Task<Message> {
        if let Some(path) = path {
            let ticket = ticket();
            self.account = Some(ticket);
            self.send(Command::Account { ticket, jobs, path });
        }
        Task::none()
    }
}

/// Whether a folder is this one or below it.
pub(super) fn is_within(place: &Place, top: &Place) -> bool {
    place == top || top.step_towards(place).is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folders_below_are_within_and_neighbours_are_not() {
        let within = |place: &str, top: &str| is_within(&Place::Remote(place.into()), &Place::Remote(top.into()));
        assert!(within("/www", "/www") && within("/www/dist/a", "/www") && within("/www", "/"));
        assert!(!within("/www", "/www/dist") && !within("/www2", "/www"));
        assert!(!is_within(&Place::Local("/www".into()), &Place::Remote("/www".into())));
    }
}
