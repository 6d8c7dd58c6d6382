//! What is dragged from a pane, to where, and what comes of it.

use std::path::PathBuf;
use std::sync::Arc;

use iced::keyboard::{self, key::Named};
use iced::{Element, Event, Task, event, mouse, window};

use super::jobs::is_within;
use super::{App, Area, Dialog, Message as Root, side_of};
use crate::entry::{Entry, Kind};
use crate::site::Site;
use crate::transfer::Errand;
use crate::ui::screen::pane::{Place, Side};
use crate::ui::screen::tab::{State, errand};
use crate::ui::widget::drop_zone::DropZone;
use crate::ui::widget::table::Drag;

/// Something from a pane under the pointer.
#[derive(Clone, Debug)]
pub(super) struct Dragging {
    /// The folder that it comes from. The pane may show another one by now.
    folder: Place,
    site: Option<Arc<Site>>,
    entries: Vec<Entry>,
    /// The folder under the pointer.
    over: Option<Place>,
}

/// What a drag does beside the lists.
#[derive(Clone, Debug)]
pub enum Message {
    /// It has come to this area.
    Entered,
    /// It was let go there, and whoever takes it has it.
    Dropped(Area),
    /// A file of the desktop was dropped there, where no list takes it.
    File(Area, PathBuf),
    /// So many files of the desktop come now.
    Coming(usize),
    /// A drop of the desktop had nothing that could be read.
    Unread,
}

/// What comes of a drop.
#[derive(Clone, Debug, PartialEq)]
enum Verdict {
    /// It goes to the other side.
    Transfer(Arc<Site>, Errand),
    /// It goes to another folder of the same side, after a question.
    Move,
    /// It is there already.
    Nothing,
    /// It cannot be.
    Refused(Refusal),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Refusal {
    NotConnected,
    /// A failure stands where the list would be.
    NoFolder,
    IntoItself,
    BetweenServers,
    Names,
}

impl App {
    pub(super) fn drag_began(&mut self, id: u64, from: Side, entries: Vec<Entry>) {
        let tab = self.tabs.iter().find(|tab| tab.id == id);
        let Some((tab, folder)) = tab.and_then(|tab| Some((tab, tab.pane(from).place()?.clone()))) else {
            return;
        };
        self.drag = (!entries.is_empty()).then(|| Dragging {
            folder,
            site: tab.site.clone(),
            entries,
            over: None,
        });
    }

    pub(super) fn drag_over(&mut self, place: Option<Place>) {
        if let Some(drag) = &mut self.drag {
            drag.over = place;
        }
    }

    pub(super) fn drag_said(&mut self, message: Message) -> Task<Root> {
        match message {
            Message::Entered => self.drag_over(None),
            Message::Dropped(area) => return self.drag_left(area),
            Message::File(area, path) => self.stray_file(area, path),
            Message::Coming(count) => self.files_coming(count),
            Message::Unread => self.said = Some(self.words.say("app-drop-unread")),
        }
        Task::none()
    }

    /// What a pane needs to know about the drag.
    pub(super) fn drag_for(&self, side: Side) -> Option<Drag> {
        let drag = self.drag.as_ref()?;
        let across = side != drag.folder.side();
        let takes = self.tab()?.pane(side).place().map(|place| self.verdict(drag, place));
        let can_cross = matches!(takes, Some(Verdict::Transfer(..)));
        let between = matches!(takes, Some(Verdict::Refused(Refusal::BetweenServers)));
        Some(Drag {
            ghost: self.ghost(drag),
            on_ground: across && can_cross,
            on_rows: if across { can_cross } else { !between },
        })
    }

    pub(super) fn drag_dropped(&mut self, id: u64, into: Place) -> Task<Root> {
        let Some(drag) = self.drag.take() else {
            return Task::none();
        };
        match self.verdict(&drag, &into) {
            Verdict::Transfer(site, errand) => self.start_with(site, errand, false),
            Verdict::Move => {
                self.dialog = Some(Dialog::MoveInto {
                    tab: id,
                    from: drag.folder,
                    entries: drag.entries,
                    into,
                });
            }
            Verdict::Nothing => {}
            Verdict::Refused(refusal) => self.said = Some(self.reason(refusal)),
        }
        Task::none()
    }

    /// It was let go over an area. No list has taken it if it is still there: the queue does, or it is said why not.
    fn drag_left(&mut self, area: Area) -> Task<Root> {
        let Some((id, drag)) = self.tab().map(|tab| tab.id).zip(self.drag.as_ref()) else {
            return Task::none();
        };
        let across = self.across(drag);
        let back = side_of(area) == Some(drag.folder.side());
        if back || matches!(area, Area::Log | Area::Address) {
            self.drag = None;
            return Task::none();
        }
        match across {
            Some(place) => self.drag_dropped(id, place),
            None => {
                self.drag = None;
                self.said = Some(self.reason(Refusal::NotConnected));
                Task::none()
            }
        }
    }

    /// A file of the desktop where no list takes it.
    fn stray_file(&mut self, area: Area, path: PathBuf) {
        let Some(tab) = self.tab() else { return };
        let connected = tab.state == State::Connected;
        let place = tab.remote.place().filter(|_| connected && tab.failed.is_none());
        match (area, place.cloned()) {
            (Area::Queue, Some(place)) => self.desktop_file(tab.id, path, place),
            (Area::Queue | Area::Remote, _) if connected => self.said = Some(self.reason(Refusal::NoFolder)),
            (Area::Queue | Area::Remote, _) => self.said = Some(self.words.say("app-drag-connect-first")),
            _ => self.said = Some(self.words.say("app-drop-here")),
        }
    }

    /// The folder that is shown on the other side.
    fn across(&self, drag: &Dragging) -> Option<Place> {
        let tab = self.tab()?;
        match drag.folder.side() {
            Side::Local => tab.remote.place().cloned(),
            Side::Remote => tab.local.place().cloned(),
        }
    }

    fn verdict(&self, drag: &Dragging, into: &Place) -> Verdict {
        let Some(tab) = self.tab() else { return Verdict::Nothing };
        let site = match (&drag.folder, into) {
            (Place::Local(_), Place::Local(_)) => return moved(drag, into),
            (Place::Remote(_), Place::Remote(_)) => {
                let address = |site: &Option<Arc<Site>>| site.as_ref().map(|site| site.address());
                return match address(&drag.site) == address(&tab.site) {
                    true => moved(drag, into),
                    false => Verdict::Refused(Refusal::BetweenServers),
                };
            }
            (Place::Local(_), Place::Remote(_)) if tab.state != State::Connected => None,
            _ if tab.tells_failure(into.side()) => return Verdict::Refused(Refusal::NoFolder),
            (Place::Local(_), Place::Remote(_)) => tab.site.as_ref(),
            (Place::Remote(_), Place::Local(_)) => drag.site.as_ref(),
        };
        let Some(site) = site else {
            return Verdict::Refused(Refusal::NotConnected);
        };
        match errand(&drag.folder, &drag.entries, into) {
            Some(errand) => Verdict::Transfer(site.clone(), errand),
            None => Verdict::Refused(Refusal::Names),
        }
    }

    /// What stands beside the pointer.
    fn ghost(&self, drag: &Dragging) -> String {
        let Some(into) = drag.over.clone().or_else(|| self.across(drag)) else {
            return self.reason(Refusal::NotConnected);
        };
        let words = &self.words;
        let values = [
            ("count", drag.entries.len().into()),
            ("place", self.visible(&into).into()),
        ];
        match (self.verdict(drag, &into), into.side()) {
            (Verdict::Transfer(..), Side::Remote) => words.with("pane-ghost-upload", &values),
            (Verdict::Transfer(..), Side::Local) => words.with("pane-ghost-download", &values),
            (Verdict::Move, _) => words.with("pane-ghost-move", &values),
            (Verdict::Nothing, _) => words.with("app-drag-items", &values[..1]),
            (Verdict::Refused(refusal), _) => self.reason(refusal),
        }
    }

    /// A folder for people, in the charset of the shown tab's server.
    fn visible(&self, place: &Place) -> String {
        let tab = self.tab();
        tab.map_or_else(|| place.visible(), |tab| tab.pane(place.side()).shown(place))
    }

    fn reason(&self, refusal: Refusal) -> String {
        match refusal {
            Refusal::NotConnected => self.words.say("app-drag-connect-first"),
            Refusal::NoFolder => self.words.say("app-drag-no-folder"),
            Refusal::IntoItself => self.words.say("app-drag-into-itself"),
            Refusal::BetweenServers => self.words.say("app-drag-between-servers"),
            Refusal::Names => self.words.say("app-drag-names"),
        }
    }
}

/// Into another folder of the same side, but no folder into itself.
fn moved(drag: &Dragging, into: &Place) -> Verdict {
    if *into == drag.folder {
        return Verdict::Nothing;
    }
    let holds = |entry: &Entry| {
        let place = drag.folder.join(&entry.name);
        entry.kind == Kind::Directory && place.is_some_and(|place| is_within(into, &place))
    };
    match drag.entries.iter().any(holds) {
        true => Verdict::Refused(Refusal::IntoItself),
        false => Verdict::Move,
    }
}

/// An area that hears of drags that none of its lists takes.
pub(super) fn zone<'a>(app: &'a App, area: Area, content: Element<'a, Root>) -> Element<'a, Root> {
    let armed = app.drag.is_some();
    let takes = app.drag.as_ref().and_then(|drag| {
        let place = app.across(drag).filter(|_| area == Area::Queue)?;
        matches!(app.verdict(drag, &place), Verdict::Transfer(..)).then(|| app.palette().accent)
    });
    let zone = DropZone::new(content, armed)
        .outline(takes)
        .on_enter(Root::Drag(Message::Entered))
        .on_drop(Root::Drag(Message::Dropped(area)));
    // The list of the server takes files itself.
    let listed = app
        .tab()
        .is_some_and(|tab| tab.state == State::Connected && tab.failed.is_none());
    match area == Area::Remote && listed {
        true => zone.into(),
        false => zone.on_file(move |path| Root::Drag(Message::File(area, path))).into(),
    }
}

/// The head of a tab: a drag that rests on it opens it.
pub(super) fn over_tab<'a>(app: &App, id: u64, head: Element<'a, Root>) -> Element<'a, Root> {
    DropZone::new(head, app.drag.is_some())
        .on_rest(Root::ChooseTab(id))
        .into()
}

/// While something is dragged: its end, also where the list that it came from is no longer shown.
pub(super) fn heard(event: Event, _: event::Status, _: window::Id) -> Option<Root> {
    match event {
        Event::Mouse(mouse::Event::ButtonReleased(mouse::Button::Left))
        | Event::Keyboard(keyboard::Event::KeyPressed {
            key: keyboard::Key::Named(Named::Escape),
            ..
        }) => Some(Root::DragOver),
        _ => None,
    }
}
