//! What moves where, between the two sides.

use super::{Action, State, Tab};
use crate::entry::Entry;
use crate::transfer::{Errand, LocalEnd, Selected};
use crate::ui::screen::pane::{Place, Side};

/// What moves if `entries` of the folder `from` go into a folder of the other side. Names that cannot be used stay.
pub fn errand(from: &Place, entries: &[Entry], into: &Place) -> Option<Errand> {
    match (from, into) {
        (Place::Local(here), Place::Remote(there)) => {
            let names = entries.iter().filter_map(|entry| entry.name.to_local().ok());
            let sources: Vec<_> = names
                .map(|name| Selected::whole(LocalEnd::Path(here.join(name))))
                .collect();
            let destination = there.clone();
            (!sources.is_empty()).then_some(Errand::Upload { sources, destination })
        }
        (Place::Remote(there), Place::Local(here)) => {
            let usable = entries.iter().filter(|entry| entry.name.blocked().is_none());
            let sources: Vec<_> = usable.map(|entry| Selected::whole(there.join(&entry.name))).collect();
            let destination = LocalEnd::Path(here.clone());
            (!sources.is_empty()).then_some(Errand::Download { sources, destination })
        }
        _ => None,
    }
}

impl Tab {
    /// The files that were chosen, to the folder on the other side.
    pub(super) fn transfer(&self, from: Side, entries: &[Entry]) -> Vec<Action> {
        self.errand(from, entries).map(Action::Move).into_iter().collect()
    }

    /// What moves if `entries` of the folder on the side `from` go to the other side.
    pub fn errand(&self, from: Side, entries: &[Entry]) -> Option<Errand> {
        let (here, there) = (self.local.place()?, self.remote.place()?);
        if self.state != State::Connected {
            return None;
        }
        match from {
            Side::Local => errand(here, entries, there),
            Side::Remote => errand(there, entries, here),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::entry::Kind;

    #[test]
    fn what_cannot_be_named_stays_and_nothing_goes_to_its_own_side() {
        let (here, there) = (Place::Local("/home/mei".into()), Place::Remote("/www".into()));
        let entries = [
            Entry::new("a".into(), Kind::File),
            Entry::new("../evil".into(), Kind::File),
        ];
        let Some(Errand::Download { sources, destination }) = errand(&there, &entries, &here) else {
            panic!("no download");
        };
        assert_eq!(sources, [Selected::whole("/www/a".into())]);
        assert_eq!(destination, LocalEnd::Path("/home/mei".into()));
        let Some(Errand::Upload { sources, .. }) = errand(&here, &entries, &there) else {
            panic!("no upload");
        };
        assert_eq!(sources, [Selected::whole(LocalEnd::Path("/home/mei/a".into()))]);
        assert_eq!(errand(&there, &entries[1..], &here), None);
        assert_eq!(errand(&here, &entries, &here), None);
    }
}
