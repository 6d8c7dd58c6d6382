//! What every view needs to know and no screen owns.

use time::{OffsetDateTime, UtcOffset};

use super::look::Palette;
use super::words::Words;

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
}
