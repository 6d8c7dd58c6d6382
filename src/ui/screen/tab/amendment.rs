//! What is chosen for the connection of a saved site holds for now. It may become a part of the site.

use super::{Note, Tab};
use crate::path::Charset;
use crate::site::{Mode, Protocol, Saved};

/// Something that was chosen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Amendment {
    /// Who opens data connections.
    Mode(Mode),
    /// The charset of names.
    Charset(Charset),
}

impl Amendment {
    /// Puts it into the site.
    pub fn make(self, saved: &mut Saved) {
        match (self, &mut saved.protocol) {
            (Self::Mode(mode), Protocol::Ftp(options)) => options.mode = mode,
            (Self::Mode(_), _) => {}
            (Self::Charset(charset), _) => saved.terms.charset = charset,
        }
    }
}

impl Tab {
    /// Something was chosen: where the saved site says something else, it is offered to keep it there.
    pub(super) fn offer_to_amend(&mut self, amendment: Amendment) {
        let saved = self.saved.as_ref().and_then(|id| self.known.book.site(id));
        let Some(saved) = saved else { return };
        let mut amended = saved.clone();
        amendment.make(&mut amended);
        let name = saved.name.clone();
        if amended != *saved {
            self.note = Some(Note::Amend(amendment, name));
        } else if matches!(self.note, Some(Note::Amend(..))) {
            self.note = None;
        }
    }

    /// This tab shows a saved site from now on, though its connection was made before that was saved.
    pub fn belongs_to(&mut self, saved: &Saved) {
        self.saved = Some(saved.id.clone());
        // What it connects with from the next time on.
        self.named = Some(saved.site());
        self.note = Some(Note::Saved(saved.name.clone()));
    }
}
