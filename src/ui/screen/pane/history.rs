//! Where the pane has been, and where the cursor stood.

use super::place::Place;
use crate::path::RemoteName;

/// How many folders are remembered.
const LONGEST: usize = 100;

/// A folder that was left.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Visit {
    /// The folder.
    pub place: Place,
    /// Where the cursor stood in it.
    pub cursor: Option<RemoteName>,
}

/// The folders before and after the one that is shown.
#[derive(Clone, Debug, Default)]
pub struct History {
    past: Vec<Visit>,
    future: Vec<Visit>,
    step: Option<Step>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Step {
    Back,
    Forward,
}

impl History {
    /// Where "back" leads; the next arrival there is no new entry.
    pub fn back(&mut self) -> Option<Place> {
        self.step = Some(Step::Back);
        self.past.last().map(|visit| visit.place.clone())
    }

    /// Where "forward" leads.
    pub fn forward(&mut self) -> Option<Place> {
        self.step = Some(Step::Forward);
        self.future.last().map(|visit| visit.place.clone())
    }

    /// Whether there is a way back.
    pub fn can_go_back(&self) -> bool {
        !self.past.is_empty()
    }

    /// Whether there is a way forward.
    #[cfg(test)]
    pub fn can_go_forward(&self) -> bool {
        !self.future.is_empty()
    }

    /// The folders that were left, the last one first.
    pub fn recent(&self) -> impl Iterator<Item = &Place> {
        self.past.iter().chain(&self.future).rev().map(|visit| &visit.place)
    }

    /// `left` was left and `place` is shown now. Returns where the cursor stood there, if it was a step back or forward.
    pub fn arrived(&mut self, place: &Place, left: Visit) -> Option<RemoteName> {
        let (from, to) = match self.step.take() {
            Some(Step::Back) => (&mut self.past, &mut self.future),
            Some(Step::Forward) => (&mut self.future, &mut self.past),
            None => return self.went_on(left),
        };
        match from.pop_if(|visit| visit.place == *place) {
            Some(visit) => {
                to.push(left);
                visit.cursor
            }
            None => self.went_on(left),
        }
    }

    fn went_on(&mut self, left: Visit) -> Option<RemoteName> {
        self.future.clear();
        self.past.push(left);
        if self.past.len() > LONGEST {
            self.past.remove(0);
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn place(path: &str) -> Place {
        Place::Remote(path.into())
    }

    fn visit(path: &str, cursor: &str) -> Visit {
        Visit {
            place: place(path),
            cursor: Some(cursor.into()),
        }
    }

    #[test]
    fn back_and_forward_lead_where_one_was_with_the_cursor_there() {
        let mut history = History::default();
        history.arrived(&place("/a"), visit("/", "a"));
        history.arrived(&place("/a/b"), visit("/a", "b"));
        assert_eq!(history.back(), Some(place("/a")));
        assert_eq!(history.arrived(&place("/a"), visit("/a/b", "x")), Some("b".into()));
        assert_eq!(history.forward(), Some(place("/a/b")));
        assert_eq!(history.arrived(&place("/a/b"), visit("/a", "b")), Some("x".into()));
        assert!(!history.can_go_forward() && history.can_go_back());
    }

    #[test]
    fn another_way_forgets_what_was_ahead() {
        let mut history = History::default();
        history.arrived(&place("/a"), visit("/", "a"));
        history.back();
        history.arrived(&place("/"), visit("/a", "x"));
        assert!(history.can_go_forward());
        history.arrived(&place("/c"), visit("/", "c"));
        assert!(!history.can_go_forward());
        assert_eq!(history.back(), Some(place("/")));
    }

    #[test]
    fn a_step_back_that_ended_elsewhere_is_a_new_step() {
        let mut history = History::default();
        history.arrived(&place("/a"), visit("/", "a"));
        history.back();
        assert_eq!(history.arrived(&place("/z"), visit("/a", "q")), None);
        assert_eq!(history.back(), Some(place("/a")));
    }

    #[test]
    fn it_does_not_grow_for_ever() {
        let mut history = History::default();
        for number in 0..300 {
            history.arrived(&place("/x"), visit(&format!("/{number}"), "a"));
        }
        assert_eq!(history.past.len(), LONGEST);
    }
}
