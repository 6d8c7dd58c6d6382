//! Synchronised browsing: what one pane does, the other one does too, from folder to folder.

use time::OffsetDateTime;

use super::{Action, Note, State, Tab};
use crate::engine::command::Command;
use crate::path::{Charset, RemoteName};
use crate::ui::screen::pane::{Place, Side};

/// Whether both panes go together, and what is under way.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Together {
    on: bool,
    /// A side that goes on, and where the other one goes after it.
    first: Option<(Side, Place)>,
    /// The other side on its way, and where it was.
    second: Option<(Side, Place)>,
}

impl Tab {
    /// Both panes go together.
    pub fn is_together(&self) -> bool {
        self.together.on
    }

    /// Both panes go together from now on, or no longer.
    pub(super) fn go_together(&mut self, on: bool) {
        self.together = Together {
            on: on && self.site.is_some(),
            ..Together::default()
        };
        if on && matches!(self.note, Some(Note::Apart(..))) {
            self.note = None;
        }
    }

    /// Somebody goes to another folder on one side. The other side follows as soon as it is there.
    pub(super) fn open_together(&mut self, side: Side, place: Place, now: OffsetDateTime) -> Vec<Command> {
        let other = other(side);
        let (from, partner) = (self.pane(side).place().cloned(), self.pane(other).place().cloned());
        self.together.first = None;
        if let (true, Some(from), Some(partner)) = (self.together.on, from, partner)
            && self.state == State::Connected
            && from != place
        {
            match beside(&from, &place, &partner, self.remote.charset()) {
                Some(next) => self.together.first = Some((side, next)),
                None => self.part(&place, other),
            }
        }
        self.open(place, now)
    }

    /// A side has come to its folder: the other one goes on.
    pub(super) fn follow_together(&mut self, side: Side, now: OffsetDateTime) -> Vec<Action> {
        self.together.second.take_if(|(second, _)| *second == side);
        let Some((_, next)) = self.together.first.take_if(|(first, _)| *first == side) else {
            return Vec::new();
        };
        let other = other(side);
        self.together.second = self.pane(other).place().cloned().map(|place| (other, place));
        vec![Action::Send(self.open(next, now))]
    }

    /// A side could not come to a folder. If it only followed, and the folder is the reason, it goes back, and both go their own
    /// ways from now on.
    pub(super) fn stay_behind(
        &mut self,
        side: Side,
        place: &Place,
        is_of_folder: bool,
        now: OffsetDateTime,
    ) -> Option<Vec<Action>> {
        self.together.first.take_if(|(first, _)| *first == side);
        let second = self.together.second.take_if(|(second, _)| *second == side);
        let (_, before) = second.filter(|_| is_of_folder)?;
        self.part(place, side);
        Some(vec![Action::Send(self.open(before, now))])
    }

    /// It ends, because `side` has no folder as `place` is.
    fn part(&mut self, place: &Place, side: Side) {
        let name = place.name().unwrap_or_else(|| RemoteName::new(place.visible()));
        let name = match place.side() {
            Side::Remote => self.remote.charset().visible(name.as_bytes()),
            Side::Local => name.visible(),
        };
        self.together = Together::default();
        self.note = Some(Note::Apart(name, side));
    }
}

fn other(side: Side) -> Side {
    match side {
        Side::Local => Side::Remote,
        Side::Remote => Side::Local,
    }
}

/// Where the partner comes by the same steps; `None` if there are none.
fn beside(from: &Place, to: &Place, partner: &Place, charset: Charset) -> Option<Place> {
    let (old, new) = (from.trail(), to.trail());
    let common = old.iter().zip(&new).take_while(|(old, new)| old == new).count();
    if common == 0 {
        return None;
    }
    let mut place = partner.clone();
    for _ in common..old.len() {
        place = place.parent()?;
    }
    for folder in &new[common..] {
        let name = folder.name()?;
        let name = match partner.side() {
            Side::Local => charset.here(&name),
            Side::Remote => charset.there(&name),
        }
        .unwrap_or(name);
        place = place.join(&name)?;
    }
    Some(place)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn local(path: &str) -> Place {
        Place::Local(path.into())
    }

    fn remote(path: &str) -> Place {
        Place::Remote(path.into())
    }

    #[test]
    fn the_other_side_takes_the_same_steps() {
        let beside = |from: Place, to: Place, partner: Place| beside(&from, &to, &partner, Charset::Utf8);
        let here = || local("/home/mei/site");
        assert_eq!(
            beside(remote("/www"), remote("/www/css"), here()),
            Some(local("/home/mei/site/css"))
        );
        assert_eq!(
            beside(remote("/www/a"), remote("/www"), here()),
            Some(local("/home/mei"))
        );
        assert_eq!(
            beside(remote("/www/a/b"), remote("/www/c"), local("/s/a/b")),
            Some(local("/s/c")),
            "up as often, then down"
        );
        assert_eq!(
            beside(here(), local("/home/mei/site/x/y"), remote("/w")),
            Some(remote("/w/x/y"))
        );
        assert_eq!(
            beside(local("/a/b"), local("/a"), remote("/")),
            None,
            "there is nothing above"
        );
        assert_eq!(beside(remote("/a"), remote("b"), here()), None, "nothing in common");
    }

    #[test]
    fn names_are_written_as_the_other_side_writes_them() {
        let there = Place::Remote(crate::path::RemotePath::new(b"/\xcd\xbc\xc6\xac"));
        assert_eq!(
            beside(&remote("/"), &there, &local("/s"), Charset::Gb18030),
            Some(local("/s/\u{56fe}\u{7247}"))
        );
        let here = local("/s/\u{56fe}\u{7247}");
        assert_eq!(beside(&local("/s"), &here, &remote("/"), Charset::Gb18030), Some(there));
    }
}
