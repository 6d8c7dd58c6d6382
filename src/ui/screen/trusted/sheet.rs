//! The table of what is known about servers.

use std::borrow::Cow;

use super::entry::{Entry, What};
use crate::ui::context::Context;
use crate::ui::humane::Dates;
use crate::ui::look::icon;
use crate::ui::widget::table::{Cell, Column, Rows};
use crate::ui::words::Words;

/// The rows that are shown.
pub struct Sheet<'a> {
    entries: Vec<&'a Entry>,
    chosen: Option<&'a Entry>,
    dates: Dates,
    context: Context<'a>,
    /// There is room for the days.
    wide: bool,
}

/// Below this width the days have no columns.
const WIDE: f32 = 600.0;

/// Its columns.
pub fn columns(words: &Words, width: f32) -> Vec<Column> {
    let mut columns = vec![
        Column::of_words(words.say("trusted-column-server"), 200.0),
        Column::of_words(words.say("trusted-column-what"), 170.0),
    ];
    if width >= WIDE {
        columns.push(Column::of_words(words.say("trusted-column-since"), 130.0));
        columns.push(Column::of_words(words.say("trusted-column-until"), 130.0));
    }
    columns
}

impl<'a> Sheet<'a> {
    /// Of these, as wide as this.
    pub fn new(entries: Vec<&'a Entry>, chosen: Option<&'a Entry>, context: &Context<'a>, width: f32) -> Self {
        Self {
            entries,
            chosen,
            dates: Dates::of(context.words),
            context: *context,
            wide: width >= WIDE,
        }
    }

    fn first(&self, entry: &Entry) -> Cell<'a> {
        let palette = self.context.palette;
        let sign = match &entry.what {
            What::Certificate(_) => (icon::LOCK, palette.ok),
            What::HostKey(_) => (icon::KEY_ROUND, palette.ok),
            What::InClear => (icon::LOCK_OPEN, palette.bad),
            What::Learned(_) => (icon::INFO, palette.faint),
            What::Charset(_) => (icon::LANGUAGES, palette.faint),
        };
        Cell {
            icon: Some(sign),
            text: entry.server().into(),
            ..Cell::default()
        }
    }

    /// The end of a validity stands out when it has come.
    fn until(&self, entry: &Entry) -> Cell<'a> {
        let palette = self.context.palette;
        let Some(until) = entry.until() else {
            return Cell::default();
        };
        let is_over = until < self.context.now.unix_timestamp();
        Cell {
            text: self.dates.day(until, self.context.zone).into(),
            color: Some(if is_over { palette.warn } else { palette.muted }),
            ..Cell::default()
        }
    }
}

impl Rows for Sheet<'_> {
    fn count(&self) -> usize {
        self.entries.len()
    }

    fn cell(&self, row: usize, column: usize) -> Cell<'_> {
        let Some(entry) = self.entries.get(row) else {
            return Cell::default();
        };
        let plain = |text: String| Cell {
            text: text.into(),
            ..Cell::default()
        };
        match column {
            0 => self.first(entry),
            1 => plain(entry.kind(self.context.words)),
            2 if self.wide => plain(entry.since(&self.dates, self.context.zone)),
            _ => self.until(entry),
        }
    }

    fn key(&self, row: usize) -> Cow<'_, str> {
        self.entries
            .get(row)
            .map_or_else(String::new, |entry| entry.server())
            .into()
    }

    fn is_selected(&self, row: usize) -> bool {
        self.chosen.is_some() && self.entries.get(row).copied() == self.chosen
    }
}
