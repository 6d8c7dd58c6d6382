//! Values as the numbers and texts that stand in the file. A number that was ever shipped keeps its meaning.

use crate::entry::{Modified, Precision, Zone};
use crate::transfer::{Direction, Policy, Resolution, Skip, Source, State, Verified, Verify};

use super::{List, Pile};

const DIRECTIONS: &[(i64, Direction)] = &[(0, Direction::Download), (1, Direction::Upload)];

const VERIFIES: &[(i64, Verify)] = &[(0, Verify::Size), (1, Verify::Hash)];

const SOURCES: &[(i64, Source)] = &[(0, Source::Keep), (1, Source::Remove)];

const POLICIES: &[(i64, Policy)] = &[
    (0, Policy::Leave),
    (1, Policy::Ask),
    (2, Policy::Always(Resolution::Overwrite)),
    (3, Policy::Always(Resolution::OverwriteIfNewer)),
    (4, Policy::Always(Resolution::OverwriteIfSizeDiffers)),
    (5, Policy::Always(Resolution::Rename)),
    (6, Policy::Always(Resolution::Skip)),
    (7, Policy::Always(Resolution::Resume)),
];

const CHECKS: &[(i64, Verified)] = &[
    (0, Verified::Unverified),
    (1, Verified::Size),
    (2, Verified::Crc32),
    (3, Verified::Md5),
    (4, Verified::Sha1),
    (5, Verified::Sha256),
    (6, Verified::Sha512),
];

const SKIPS: &[(i64, Skip)] = &[
    (0, Skip::ByWish),
    (1, Skip::ByDefault),
    (2, Skip::NotAFile),
    (3, Skip::Link),
];

const PILES: &[(i64, Pile)] = &[
    (0, Pile::Waiting),
    (1, Pile::Paused),
    (2, Pile::Done),
    (3, Pile::Skipped),
    (4, Pile::Failed),
];

const LISTS: &[(i64, List)] = &[(0, List::Steps), (1, List::Missed), (2, List::Problems)];

const PRECISIONS: &[(i64, Precision)] = &[(0, Precision::Second), (1, Precision::Minute), (2, Precision::Day)];

const ZONES: &[(i64, Zone)] = &[(0, Zone::Utc), (1, Zone::Server), (2, Zone::Inferred)];

/// A value with a number of its own.
pub trait Coded: Copy + PartialEq + 'static {
    const ALL: &'static [(i64, Self)];

    /// Its number.
    fn code(self) -> i64 {
        let found = Self::ALL.iter().find(|(_, value)| *value == self);
        found.map_or(-1, |(code, _)| *code)
    }

    /// The value of a number; the error names the number.
    fn of_code(code: i64) -> rusqlite::Result<Self> {
        let found = Self::ALL.iter().find(|(known, _)| *known == code);
        let unknown = rusqlite::Error::IntegralValueOutOfRange(0, code);
        found.map(|(_, value)| *value).ok_or(unknown)
    }
}

macro_rules! coded {
    ($($value:ty: $all:ident),*) => { $(impl Coded for $value { const ALL: &'static [(i64, Self)] = $all; })* };
}

coded!(
    Direction: DIRECTIONS,
    Verify: VERIFIES,
    Source: SOURCES,
    Policy: POLICIES,
    Verified: CHECKS,
    Skip: SKIPS,
    Pile: PILES,
    List: LISTS,
    Precision: PRECISIONS,
    Zone: ZONES
);

/// A state as its pile, its detail and the cause of its failure.
pub fn state(state: &State) -> (i64, i64, Option<String>) {
    let (detail, cause) = match state {
        State::Done(verified) => (verified.code(), None),
        State::Skipped(skip) => (skip.code(), None),
        State::Failed(error) => (0, serde_json::to_string(error).ok()),
        _ => (0, None),
    };
    (Pile::of(state).code(), detail, cause)
}

/// The state of these.
pub fn state_of(pile: i64, detail: i64, cause: Option<&str>) -> rusqlite::Result<State> {
    Ok(match Pile::of_code(pile)? {
        Pile::Waiting => State::Waiting,
        Pile::Paused => State::Paused,
        Pile::Done => State::Done(Verified::of_code(detail)?),
        Pile::Skipped => State::Skipped(Skip::of_code(detail)?),
        Pile::Failed => State::Failed(Box::new(read(cause.unwrap_or_default())?)),
    })
}

/// The clock of a time: its precision and zone.
pub fn clock(modified: &Modified) -> i64 {
    modified.precision.code() * 16 + modified.zone.code()
}

/// The time of these seconds by this clock.
pub fn modified(seconds: Option<i64>, clock: Option<i64>) -> rusqlite::Result<Option<Modified>> {
    let Some((seconds, clock)) = seconds.zip(clock) else {
        return Ok(None);
    };
    Ok(Some(Modified {
        seconds,
        precision: Precision::of_code(clock / 16)?,
        zone: Zone::of_code(clock % 16)?,
    }))
}

/// What was begun, or has arrived, as a text.
pub fn written<T: serde::Serialize>(value: Option<&T>) -> Option<String> {
    value.and_then(|value| serde_json::to_string(value).ok())
}

/// Reads what [`written`] or the cause of a failure has written.
pub fn read<T: serde::de::DeserializeOwned>(text: &str) -> rusqlite::Result<T> {
    serde_json::from_str(text)
        .map_err(|error| rusqlite::Error::FromSqlConversionFailure(0, rusqlite::types::Type::Text, Box::new(error)))
}
