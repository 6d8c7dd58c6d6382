//! What every view needs to know and no screen owns.

use time::{OffsetDateTime, UtcOffset};

use super::keys::{self, Shortcut};
use super::look::Palette;
use super::words::Words;
use crate::settings::KeyPreset;

/// Language, colours and the time of one frame.
#[derive(Clone, Copy)]
pub struct Context<'a> {
    /// The language.
    pub words: &'a Words,
    /// The colours.
    pub palette: Palette,
    /// The time of this frame, for "Today 14:31".
    pub now: OffsetDateTime,
    /// The person's zone.
    pub zone: UtcOffset,
    /// Whose habits the keys follow.
    pub keys: KeyPreset,
}

impl Context<'_> {
    /// How the key for something is written; nothing where it has none.
    pub fn key(&self, shortcut: Shortcut) -> &'static str {
        keys::written(shortcut, self.keys)
    }
}
