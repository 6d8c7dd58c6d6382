//! What is dragged, from where to where, and what comes of it.

use std::path::PathBuf;

use iced::Task;

use super::answers::direction_of;
use super::{App, Message, job};
use crate::engine::command::{Aim, Command, Order};
use crate::engine::event::Totals;
use crate::entry::Entry;
use crate::transfer::{Errand, Landing, LocalEnd, Selected, Verify};
use crate::ui::screen::pane::{Place, Side};
use crate::ui::screen::tab::State;
use crate::ui::widget::table::Drag;

/// Something from a pane under the pointer.
#[derive(Clone, Debug)]
pub(super) struct Dragging {
    from: Side,
    entries: Vec<Entry>,
    /// The folder under the pointer.
    over: Option<Place>,
}

/// A file of the desktop that was dropped.
#[derive(Clone, Debug)]
pub(super) struct DesktopDrop {
    path: PathBuf,
    into: Place,
}

/// Where a job goes.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Target {
    place: Place,
    tab: u64,
    done: u64,
}

impl App {
    pub(super) fn drag_began(&mut self, from: Side, entries: Vec<Entry>) {
        self.drag = (!entries.is_empty()).then_some(Dragging {
            from,
            entries,
            over: None,
        });
    }

    pub(super) fn drag_over(&mut self, place: Option<Place>) {
        if let Some(drag) = &mut self.drag {
            drag.over = place;
        }
    }

    /// What a pane needs to know about the drag.
    pub(super) fn drag_for(&self, side: Side) -> Option<Drag> {
        let drag = self.drag.as_ref()?;
        let tab = self.tab()?;
        let can_cross = tab.errand(drag.from, &drag.entries, None).is_some();
        let across_place = match drag.from {
            Side::Local => tab.remote.place(),
            Side::Remote => tab.local.place(),
        };
        let ghost = match drag.over.as_ref().or(across_place) {
            Some(place) if can_cross || place.side() == drag.from => tab.pane(drag.from).ghost(&self.context(), place),
            _ => self.words.say("app-drag-connect-first"),
        };
        let across = side != drag.from;
        Some(Drag {
            ghost,
            on_ground: across && can_cross,
            on_rows: !across || can_cross,
        })
    }

    pub(super) fn drag_dropped(&mut self, id: u64, into: Place) -> Task<Message> {
        let Some(drag) = self.drag.take() else {
            return Task::none();
        };
        let Some(tab) = self.tabs.iter_mut().find(|tab| tab.id == id) else {
            return Task::none();
        };
        if into.side() == drag.from {
            // Inside one pane it moves, and only after a question.
            if tab.pane(drag.from).place() != Some(&into) {
                self.dialog = Some(super::Dialog::move_into(id, drag.entries, into));
            }
            return Task::none();
        }
        if let Some(errand) = tab.errand(drag.from, &drag.entries, Some(&into)) {
            self.start(id, errand, false);
        }
        Task::none()
    }

    pub(super) fn desktop_file(&mut self, path: PathBuf, into: Place) {
        self.dropped.push(DesktopDrop { path, into });
    }

    /// All files of one drop are there: one job.
    pub(super) fn take_desktop_drops(&mut self) -> Task<Message> {
        let drops = std::mem::take(&mut self.dropped);
        let (Some(first), Some(tab)) = (drops.first(), self.tab()) else {
            return Task::none();
        };
        let id = tab.id;
        match first.into.clone() {
            Place::Remote(destination) if tab.state == State::Connected => {
                let sources = drops
                    .iter()
                    .map(|drop| Selected::whole(LocalEnd::Path(drop.path.clone())))
                    .collect();
                self.start(id, Errand::Upload { sources, destination }, false);
                Task::none()
            }
            Place::Local(_) => {
                // A file of the desktop is here already: the local pane goes to where it is.
                let folder = first.path.parent().map(PathBuf::from);
                let now = self.now();
                let commands = match (folder, self.tabs.iter_mut().find(|tab| tab.id == id)) {
                    (Some(folder), Some(tab)) => tab.open(Place::Local(folder), now),
                    _ => Vec::new(),
                };
                self.hand_over(commands);
                Task::none()
            }
            Place::Remote(_) => {
                self.said = Some(self.words.say("app-drag-connect-first"));
                Task::none()
            }
        }
    }

    /// Starts a job; one that `waits` is started by hand.
    pub(super) fn start(&mut self, id: u64, errand: Errand, waits: bool) {
        let tab = self.tabs.iter().find(|tab| tab.id == id);
        let Some(site) = tab.and_then(|tab| tab.site.clone()) else {
            return;
        };
        let place = match &errand {
            Errand::Upload { destination, .. } => Place::Remote(destination.clone()),
            Errand::Download { destination, .. } => match destination {
                LocalEnd::Path(path) => Place::Local(path.clone()),
                LocalEnd::Standard => return,
            },
        };
        let policy = self.always.policy(&site.address(), direction_of(&errand));
        let job = job();
        self.targets.insert(
            job,
            Target {
                place,
                tab: id,
                done: 0,
            },
        );
        self.send(Command::Start(Order {
            job,
            site,
            errand,
            landing: Landing::Into,
            policy,
            verify: Verify::Size,
            priority: 0,
        }));
        if waits {
            self.send(Command::Pause(Aim::Job(job)));
        }
    }

    /// A job went on: panes that show where it goes are stale.
    pub(super) fn job_moved(&mut self, totals: &Totals) {
        let Some(target) = self.targets.get_mut(&totals.job) else {
            return;
        };
        let done = totals.done + totals.folders;
        if target.done != done || totals.finished {
            target.done = done;
            let target = target.clone();
            if let Some(tab) = self.tabs.iter_mut().find(|tab| tab.id == target.tab) {
                let stale = |side: Side| tab.pane(side).place() == Some(&target.place);
                let (local, remote) = (stale(Side::Local), stale(Side::Remote));
                tab.stale.0 |= local;
                tab.stale.1 |= remote;
            }
        }
        if totals.finished {
            self.targets.remove(&totals.job);
        }
    }

    /// Whether anything has to be looked at every second.
    pub(super) fn ticks(&self) -> bool {
        self.queue.wants_ticks()
            || self.tabs.iter().any(|tab| tab.stale != (false, false))
            || self.tabs.iter().any(|tab| matches!(tab.state, State::Connecting(_)))
    }

    pub(super) fn tick(&mut self) -> Task<Message> {
        let now = self.now();
        self.queue.tick(self.clock());
        let mut commands = Vec::new();
        for tab in &mut self.tabs {
            let (local, remote) = std::mem::take(&mut tab.stale);
            for (side, stale) in [(Side::Local, local), (Side::Remote, remote)] {
                if stale && !tab.pane(side).is_typing() {
                    commands.extend(tab.reload(side, now));
                }
            }
        }
        for command in commands {
            self.send(command);
        }
        Task::none()
    }
}
