//! What is dragged, from where to where, and what comes of it.

use std::path::PathBuf;

use iced::Task;

use super::{App, Message, job};
use crate::engine::command::{Command, Order};
use crate::engine::event::Totals;
use crate::entry::Entry;
use crate::path::RemotePath;
use crate::transfer::{Errand, Landing, LocalEnd, Policy, Selected, Verify};
use crate::ui::screen::pane::{Into, Place, Side};
use crate::ui::widget::table::Drag;

/// Something from a pane under the pointer.
#[derive(Clone, Debug)]
pub(super) struct Dragging {
    from: Side,
    entries: Vec<Entry>,
    /// The folder under the pointer, if it is not the shown one.
    over: Option<String>,
}

/// A file of the desktop that was dropped.
#[derive(Clone, Debug)]
pub(super) struct DesktopDrop {
    side: Side,
    path: PathBuf,
    into: Option<Into>,
}

/// Where a job goes.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Target {
    place: Place,
    tab: u64,
    done: u64,
}

impl App {
    pub(super) fn drag_began(&mut self, id: u64, from: Side) {
        let entries = match self.tabs.iter().find(|tab| tab.id == id) {
            Some(tab) => tab.pane(from).selected(),
            None => return,
        };
        self.drag = (!entries.is_empty()).then_some(Dragging {
            from,
            entries,
            over: None,
        });
    }

    pub(super) fn drag_over(&mut self, name: Option<String>) {
        if let Some(drag) = &mut self.drag {
            drag.over = name;
        }
    }

    /// What a pane needs to know about the drag.
    pub(super) fn drag_for(&self, side: Side) -> Option<Drag> {
        let drag = self.drag.as_ref()?;
        let tab = self.tab()?;
        let count = drag.entries.len();
        let can_cross = tab.errand(drag.from, &drag.entries, None).is_some();
        let other = match drag.from {
            Side::Local => &tab.remote,
            Side::Remote => &tab.local,
        };
        let folder = match &drag.over {
            Some(name) => name.clone(),
            None => other.place().map(Place::shown).unwrap_or_default(),
        };
        let values = [("count", count.into()), ("folder", folder.into())];
        let ghost = match (drag.from, can_cross) {
            (Side::Local, true) => self.words.with("app-drag-upload", &values),
            (Side::Remote, true) => self.words.with("app-drag-download", &values),
            (_, false) => self.words.say("app-drag-connect-first"),
        };
        let across = side != drag.from;
        Some(Drag {
            ghost,
            on_ground: across && can_cross,
            on_rows: !across || can_cross,
        })
    }

    pub(super) fn drag_dropped(&mut self, id: u64, side: Side, into: Option<Into>) -> Task<Message> {
        let Some(drag) = self.drag.take() else { return Task::none() };
        let Some(tab) = self.tabs.iter_mut().find(|tab| tab.id == id) else {
            return Task::none();
        };
        if side == drag.from {
            // Inside one pane it moves, and only after a question.
            let Some(into) = into else { return Task::none() };
            self.dialog = Some(super::Dialog::move_into(id, side, drag.entries, into));
            return Task::none();
        }
        let folder = match &into {
            Some(Into::Folder(name)) => Some(name),
            _ => None,
        };
        match tab.errand(drag.from, &drag.entries, folder) {
            Some(errand) => self.start(id, errand),
            None => Task::none(),
        }
    }

    pub(super) fn desktop_file(&mut self, side: Side, path: PathBuf, into: Option<Into>) {
        self.dropped.push(DesktopDrop { side, path, into });
    }

    /// All files of one drop are there: one job.
    pub(super) fn take_desktop_drops(&mut self) -> Task<Message> {
        let drops = std::mem::take(&mut self.dropped);
        let (Some(first), Some(tab)) = (drops.first(), self.tab()) else {
            return Task::none();
        };
        let id = tab.id;
        match (first.side, tab.remote.place()) {
            (Side::Remote, Some(Place::Remote(folder))) => {
                let destination: RemotePath = match &first.into {
                    Some(Into::Folder(name)) => folder.join(name),
                    _ => folder.clone(),
                };
                let sources = drops
                    .iter()
                    .map(|drop| Selected::whole(LocalEnd::Path(drop.path.clone())))
                    .collect();
                self.start(id, Errand::Upload { sources, destination })
            }
            (Side::Local, _) => {
                // A file of the desktop is here already: the local pane goes to where it is.
                let folder = first.path.parent().map(PathBuf::from);
                let now = self.clock();
                let commands = match (folder, self.tabs.iter_mut().find(|tab| tab.id == id)) {
                    (Some(folder), Some(tab)) => tab.open(Place::Local(folder), now),
                    _ => Vec::new(),
                };
                for command in commands {
                    self.send(command);
                }
                Task::none()
            }
            _ => {
                self.said = Some(self.words.say("app-drag-connect-first"));
                Task::none()
            }
        }
    }

    /// Starts a job.
    pub(super) fn start(&mut self, id: u64, errand: Errand) -> Task<Message> {
        let Some(tab) = self.tabs.iter().find(|tab| tab.id == id) else {
            return Task::none();
        };
        let Some(site) = tab.site.clone() else { return Task::none() };
        let place = match &errand {
            Errand::Upload { destination, .. } => Place::Remote(destination.clone()),
            Errand::Download { destination, .. } => match destination {
                LocalEnd::Path(path) => Place::Local(path.clone()),
                LocalEnd::Standard => return Task::none(),
            },
        };
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
            policy: Policy::Ask,
            verify: Verify::Size,
            priority: 0,
        }));
        Task::none()
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
        self.queue.is_running()
            || self.desk.is_asking()
            || self.tabs.iter().any(|tab| tab.stale != (false, false))
            || self.tabs.iter().any(|tab| matches!(tab.state, crate::ui::screen::tab::State::Connecting(_)))
    }

    pub(super) fn tick(&mut self) -> Task<Message> {
        let now = self.clock();
        self.queue.tick(now);
        let mut commands = Vec::new();
        for tab in &mut self.tabs {
            let (local, remote) = std::mem::take(&mut tab.stale);
            for (side, stale) in [(Side::Local, local), (Side::Remote, remote)] {
                if stale && tab.pane(side).may_refresh() {
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
