//! How the window is divided: what follows from its size, and where its splitters are.

use iced::Size;
use iced::widget::pane_grid::{self, Axis, Configuration, Node, ResizeEvent, Split};

use super::{App, Area};
use crate::engine::WindowState;

/// Below this width queue and log are tabs of one panel.
const ONE_PANEL: f32 = 900.0;

/// Below this one there is one pane, with a switch.
pub(super) const ONE_PANE: f32 = 700.0;

/// Below this height the panels share the switch with the panes.
const LOW: f32 = 420.0;

/// Below this height the address bar has one line.
pub(super) const ONE_LINE: f32 = 330.0;

/// What there is room for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Shape {
    /// Both panes side by side.
    pub(super) both_panes: bool,
    /// The panels.
    pub(super) panels: Panels,
}

/// How the panels are shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Panels {
    /// Side by side.
    Both,
    /// One of them, with tabs over it.
    One,
    /// One of them in place of the panes.
    Instead,
}

/// What a splitter divides.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Divides {
    /// The panes from the panels.
    Lists,
    /// The panes.
    Panes,
    /// The panels.
    Panels,
}

impl Shape {
    /// What there is room for in a window of this size, in logical pixels.
    pub(super) fn of(room: Size) -> Self {
        Self {
            both_panes: room.width >= ONE_PANE,
            panels: if room.height < LOW {
                Panels::Instead
            } else if room.width >= ONE_PANEL {
                Panels::Both
            } else {
                Panels::One
            },
        }
    }

    /// The areas and their splitters.
    pub(super) fn grid(self, state: &WindowState) -> (pane_grid::State<Area>, Vec<(Split, Divides)>) {
        let pane = Configuration::Pane;
        let split = |axis, ratio, a, b| Configuration::Split {
            axis,
            ratio,
            a: Box::new(a),
            b: Box::new(b),
        };
        let mut roles = Vec::new();
        let upper = if self.both_panes {
            let (left, right) = if state.swapped {
                (Area::Remote, Area::Local)
            } else {
                (Area::Local, Area::Remote)
            };
            split(Axis::Vertical, state.panes, pane(left), pane(right))
        } else {
            pane(Area::Remote)
        };
        let lower = match self.panels {
            Panels::Both => Some(split(Axis::Vertical, state.queue, pane(Area::Queue), pane(Area::Log))),
            Panels::One => Some(pane(Area::Queue)),
            Panels::Instead => None,
        };
        let whole = match lower {
            Some(lower) => {
                roles.push(Divides::Lists);
                split(Axis::Horizontal, state.lists, upper, lower)
            }
            None => upper,
        };
        roles.extend(self.both_panes.then_some(Divides::Panes));
        roles.extend((self.panels == Panels::Both).then_some(Divides::Panels));
        let grid = pane_grid::State::with_configuration(whole);
        let mut splits = Vec::new();
        walk(grid.layout(), &mut splits);
        (grid, splits.into_iter().zip(roles).collect())
    }
}

/// Gathers the splitters, each before those inside of it.
fn walk(node: &Node, found: &mut Vec<Split>) {
    if let Node::Split { id, a, b, .. } = node {
        found.push(*id);
        walk(a, found);
        walk(b, found);
    }
}

impl App {
    /// The size of the window in the pixels that everything is measured in.
    pub(super) fn room(&self) -> Size {
        let (width, height) = self.state.size;
        Size::new(width / self.state.scale, height / self.state.scale)
    }

    /// Follows the size of the window, and shows the area that has the keyboard.
    pub(super) fn arrange(&mut self) {
        match self.area {
            Area::Local | Area::Remote => {
                self.pane_shown = self.area;
                self.panel_instead = false;
            }
            Area::Queue | Area::Log => {
                self.panel_shown = self.area;
                self.panel_instead = true;
            }
            Area::Address => {}
        }
        let mut shape = Shape::of(self.room());
        shape.both_panes &= shape.panels != Panels::Instead || !self.panel_instead;
        if shape != self.shape {
            self.shape = shape;
            (self.grid, self.splits) = shape.grid(&self.state);
        }
        let before = std::mem::replace(&mut self.area_before, self.area);
        if before == Area::Address
            && self.area != Area::Address
            && let Some(tab) = self.tabs.get_mut(self.active)
        {
            tab.close_lists();
        }
    }

    /// What is shown in a place of the grid.
    pub(super) fn shown_in(&self, place: Area) -> Area {
        match place {
            Area::Local | Area::Remote if self.shape.panels == Panels::Instead && self.panel_instead => {
                self.panel_shown
            }
            Area::Local | Area::Remote if !self.shape.both_panes => self.pane_shown,
            Area::Queue | Area::Log if self.shape.panels == Panels::One => self.panel_shown,
            place => place,
        }
    }

    pub(super) fn split_moved(&mut self, event: ResizeEvent) {
        self.grid.resize(event.split, event.ratio);
        let moved = self.splits.iter().find(|(split, _)| *split == event.split);
        match moved.map(|(_, divides)| divides) {
            Some(Divides::Lists) => self.state.lists = event.ratio,
            Some(Divides::Panes) => self.state.panes = event.ratio,
            Some(Divides::Panels) => self.state.queue = event.ratio,
            None => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(width: f32, height: f32) -> (bool, Panels, usize) {
        let shape = Shape::of(Size::new(width, height));
        let splits = shape.grid(&WindowState::default()).1;
        (shape.both_panes, shape.panels, splits.len())
    }

    #[test]
    fn what_there_is_no_room_for_shares_its_place() {
        assert_eq!(of(1280.0, 800.0), (true, Panels::Both, 3));
        assert_eq!(of(800.0, 560.0), (true, Panels::One, 2));
        assert_eq!(of(650.0, 560.0), (false, Panels::One, 1));
        assert_eq!(of(640.0, 400.0), (false, Panels::Instead, 0));
        assert_eq!(of(800.0, 400.0), (true, Panels::Instead, 1));
    }

    #[test]
    fn splitters_know_what_they_divide() {
        let (_, splits) = Shape::of(Size::new(1280.0, 800.0)).grid(&WindowState::default());
        let roles: Vec<Divides> = splits.into_iter().map(|(_, role)| role).collect();
        assert_eq!(roles, [Divides::Lists, Divides::Panes, Divides::Panels]);
    }
}
