//! Places that a pane goes to at once: what every computer or server has, drives, favourites, and where it was before.

use super::menu::{Anchor, Item, Menu};
use super::{Action, Message, Pane, Place, Side};
use crate::engine::event::{Landmark, LandmarkKind};
use crate::path::RemotePath;

/// How many folders that were left are listed.
const RECENT: usize = 8;

/// A place with the reason why it is listed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Goal {
    /// Where.
    pub place: Place,
    /// Why.
    pub kind: GoalKind,
}

/// Why a place is listed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum GoalKind {
    /// The home or login folder.
    Home,
    /// A folder of this computer that people know.
    Landmark(LandmarkKind),
    /// The top of everything.
    Top,
    /// Somebody wanted it here.
    Favourite,
    /// A bookmark of the saved site, by its number: a pair of folders.
    Mark(usize),
    /// It was left a while ago.
    Recent,
}

/// What the menu of places offers.
#[derive(Clone, Debug, Default)]
pub struct Goals {
    landmarks: Vec<Landmark>,
    favourites: Vec<Place>,
    /// The names of the bookmarks of the saved site, if it is one.
    marks: Option<Vec<String>>,
    all: Vec<Goal>,
    groups: [usize; 5],
}

impl Goals {
    /// Which group the favourites are.
    pub const FAVOURITES: usize = 2;
    /// Which group the bookmarks are.
    pub const MARKS: usize = 3;

    /// How many goals each group has, one group after the other.
    pub fn groups(&self) -> [usize; 5] {
        self.groups
    }

    /// The goal with this number.
    pub fn get(&self, number: usize) -> Option<&Goal> {
        self.all.get(number)
    }

    fn gather(&mut self, side: Side, home: &Place, recent: impl Iterator<Item = Place>) {
        let goal = |kind: GoalKind| move |place: Place| Goal { place, kind };
        let known = |drive: bool| {
            let of = move |landmark: &&Landmark| (landmark.kind == LandmarkKind::Drive) == drive;
            self.landmarks.iter().filter(of).map(|landmark| Goal {
                place: Place::Local(landmark.path.clone()),
                kind: GoalKind::Landmark(landmark.kind),
            })
        };
        let mut first = vec![goal(GoalKind::Home)(home.clone())];
        let top = match side {
            Side::Local => (!cfg!(windows)).then(|| Place::Local("/".into())),
            Side::Remote => Some(Place::Remote(RemotePath::root())),
        };
        let (folders, drives): (Vec<Goal>, Vec<Goal>) = match side {
            Side::Local => (known(false).collect(), known(true).collect()),
            Side::Remote => (Vec::new(), Vec::new()),
        };
        first.extend(folders);
        first.extend(top.map(goal(GoalKind::Top)));
        let favourites: Vec<Goal> = self.favourites.iter().cloned().map(goal(GoalKind::Favourite)).collect();
        // They are gone to by their number: the place stands for all of them.
        let mark = |number| goal(GoalKind::Mark(number))(home.clone());
        let marks: Vec<Goal> = (0..self.marks.as_ref().map_or(0, Vec::len)).map(mark).collect();
        let mut before: Vec<Place> = Vec::new();
        for place in recent {
            if before.len() < RECENT && !before.contains(&place) {
                before.push(place);
            }
        }
        let recent: Vec<Goal> = before.into_iter().map(goal(GoalKind::Recent)).collect();
        self.groups = [first.len(), drives.len(), favourites.len(), marks.len(), recent.len()];
        self.all = [first, drives, favourites, marks, recent].concat();
    }
}

impl Pane {
    /// Opens the menu of places, with the favourites of this computer or of the server, and the bookmarks of the saved site.
    pub fn show_places(&mut self, favourites: Vec<Place>, marks: Option<Vec<String>>) {
        self.goals.favourites = favourites;
        self.goals.marks = marks;
        self.gather_places();
        self.menu = Some(Menu::of_places(self));
    }

    /// The favourites are others now.
    pub fn set_favourites(&mut self, favourites: Vec<Place>) {
        self.goals.favourites = favourites;
        self.refresh_places();
    }

    /// What there is on this computer.
    pub fn set_landmarks(&mut self, landmarks: Vec<Landmark>) {
        if self.goals.landmarks != landmarks {
            self.goals.landmarks = landmarks;
            self.refresh_places();
        }
    }

    /// This folder is one of the favourites.
    pub(super) fn is_kept(&self) -> bool {
        self.place
            .as_ref()
            .is_some_and(|place| self.goals.favourites.contains(place))
    }

    /// The goal with this number is a favourite.
    pub(super) fn is_favourite(&self, number: usize) -> bool {
        self.goals
            .get(number)
            .is_some_and(|goal| goal.kind == GoalKind::Favourite)
    }

    pub(super) fn places_used(&mut self, message: Message) -> Action {
        match message {
            Message::Places if self.menu_at(|anchor| *anchor == Anchor::Places).is_some() => {
                self.menu = None;
                Action::None
            }
            Message::Places if self.place.is_some() => Action::AskPlaces,
            Message::Goal(number) => match self.goals.get(number) {
                Some(Goal {
                    kind: GoalKind::Mark(mark),
                    ..
                }) => Action::Mark(*mark),
                Some(goal) => Action::Open(goal.place.clone()),
                None => Action::None,
            },
            Message::AddMark => Action::AddMark,
            Message::Favour => match &self.place {
                Some(place) => Action::Favour {
                    place: place.clone(),
                    keep: !self.is_kept(),
                },
                None => Action::None,
            },
            Message::Unfavour(number) => self.unfavour(number),
            Message::MenuDelete => match self.menu.as_ref().and_then(Menu::chosen) {
                Some(Item::Goal(number)) => self.unfavour(number),
                _ => Action::None,
            },
            _ => Action::None,
        }
    }

    /// It is a pane of a saved site, which can have bookmarks.
    pub(super) fn has_marks(&self) -> bool {
        self.goals.marks.is_some()
    }

    /// What a bookmark is called.
    pub(super) fn mark_name(&self, mark: usize) -> String {
        let name = self.goals.marks.as_ref().and_then(|marks| marks.get(mark));
        crate::path::visible(name.map(String::as_str).unwrap_or_default().as_bytes())
    }

    fn unfavour(&self, number: usize) -> Action {
        match self.goals.get(number).filter(|_| self.is_favourite(number)) {
            Some(goal) => Action::Favour {
                place: goal.place.clone(),
                keep: false,
            },
            None => Action::None,
        }
    }

    /// The menu stays open with what is known now.
    fn refresh_places(&mut self) {
        self.gather_places();
        if self.menu_at(|anchor| *anchor == Anchor::Places).is_some() {
            self.menu = Some(Menu::of_places(self));
        }
    }

    fn gather_places(&mut self) {
        let here = self.place.clone();
        let mut goals = std::mem::take(&mut self.goals);
        // The folder that a login lands in has no path before the server names it.
        let recent = self
            .history
            .recent()
            .filter(|place| Some(*place) != here.as_ref() && !place.visible().is_empty());
        goals.gather(self.side, &self.home, recent.cloned());
        self.goals = goals;
    }
}
