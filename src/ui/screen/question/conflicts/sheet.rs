//! The table of existing targets: size and time of both sides, and what will be done.

use std::borrow::Cow;

use super::{Conflicts, Row, is_larger, is_newer};
use crate::entry::{Entry, Kind};
use crate::path::visible;
use crate::transfer::Resolution;
use crate::ui::context::Context;
use crate::ui::humane::{Dates, size};
use crate::ui::widget::table::{Cell, Column, Rows};
use crate::ui::words::Words;

/// The rows of the dialog.
pub struct Sheet<'a> {
    conflicts: &'a Conflicts,
    context: Context<'a>,
}

/// Its columns.
pub fn columns(words: &Words) -> Vec<Column> {
    let column = |title: String, width: f32, right: bool| Column {
        title,
        width,
        right,
        sortable: false,
    };
    vec![
        column(words.say("question-conflict-file"), 180.0, false),
        column(words.say("question-conflict-there"), 84.0, true),
        column(words.say("question-conflict-changed"), 128.0, false),
        column(words.say("question-conflict-coming"), 94.0, true),
        column(words.say("question-conflict-changed"), 128.0, false),
        column(words.say("question-conflict-then"), 108.0, false),
    ]
}

/// What a resolution is called.
pub fn name(resolution: Resolution, words: &Words) -> String {
    words.say(match resolution {
        Resolution::Skip => "question-conflict-skip",
        Resolution::Overwrite => "question-conflict-overwrite",
        Resolution::OverwriteIfNewer => "question-conflict-if-newer",
        Resolution::OverwriteIfSizeDiffers => "question-conflict-if-size",
        Resolution::Resume => "question-conflict-resume",
        Resolution::Rename => "question-conflict-rename",
    })
}

impl<'a> Sheet<'a> {
    /// Of these conflicts.
    pub fn new(conflicts: &'a Conflicts, context: &Context<'a>) -> Self {
        Self {
            conflicts,
            context: *context,
        }
    }

    fn size(&self, entry: &Entry, larger: Option<bool>) -> Cell<'a> {
        let words = self.context.words;
        let kind = match entry.kind {
            Kind::File => None,
            Kind::Directory => Some("question-conflict-folder"),
            Kind::Link => Some("question-conflict-link"),
            Kind::Other => Some("question-conflict-other"),
        };
        let text = match (kind, entry.size) {
            (Some(key), _) => words.say(key),
            (None, Some(bytes)) => size(bytes),
            (None, None) => words.say("question-conflict-unknown"),
        };
        self.marked(text, larger)
    }

    fn time(&self, entry: &Entry, newer: Option<bool>) -> Cell<'a> {
        let words = self.context.words;
        let text = entry.modified.as_ref().map_or_else(
            || words.say("question-conflict-unknown"),
            |modified| Dates::of(words).short(modified, self.context.now, self.context.zone),
        );
        self.marked(text, newer)
    }

    /// The larger size and the newer time stand out.
    fn marked(&self, text: String, is_it: Option<bool>) -> Cell<'a> {
        let palette = self.context.palette;
        let strong = is_it == Some(true);
        Cell {
            text: text.into(),
            strong,
            color: Some(if strong { palette.text } else { palette.muted }),
            ..Cell::default()
        }
    }

    fn row(&self, row: usize) -> Option<&'a Row> {
        self.conflicts.rows.get(row)
    }
}

impl Rows for Sheet<'_> {
    fn count(&self) -> usize {
        self.conflicts.rows.len()
    }

    fn cell(&self, row: usize, column: usize) -> Cell<'_> {
        let Some(row) = self.row(row) else {
            return Cell::default();
        };
        let flipped = |answer: Option<bool>| answer.map(|yes| !yes);
        let (newer, larger) = (is_newer(&row.coming, &row.there), is_larger(&row.coming, &row.there));
        match column {
            0 => Cell {
                text: file(row).into(),
                ..Cell::default()
            },
            1 => self.size(&row.there, flipped(larger)),
            2 => self.time(&row.there, flipped(newer)),
            3 => self.size(&row.coming, larger),
            4 => self.time(&row.coming, newer),
            _ => Cell {
                text: name(row.exception.unwrap_or(self.conflicts.all), self.context.words).into(),
                strong: row.exception.is_some(),
                color: Some(self.context.palette.accent),
                ..Cell::default()
            },
        }
    }

    fn key(&self, row: usize) -> Cow<'_, str> {
        self.row(row).map(file).unwrap_or_default().into()
    }

    fn is_selected(&self, row: usize) -> bool {
        let row = self.row(row);
        row.is_some_and(|row| self.conflicts.selected.contains(&row.id))
    }

    fn tip(&self, row: usize, column: usize) -> Option<String> {
        let row = self.row(row)?;
        let entry = match column {
            0 => return Some(visible(row.target.as_bytes())),
            1 | 2 => &row.there,
            3 | 4 => &row.coming,
            _ => return None,
        };
        let words = self.context.words;
        if column % 2 == 1 {
            let bytes = entry.size?;
            Some(words.with("queue-bytes", &[("count", bytes.into())]))
        } else {
            Some(Dates::of(words).exact(entry.modified.as_ref()?, self.context.zone))
        }
    }
}

/// The name of a target without its folder, which the tooltip tells.
fn file(row: &Row) -> String {
    let target = visible(row.target.as_bytes());
    match target.rsplit_once('/') {
        Some((_, name)) if !name.is_empty() => name.to_owned(),
        _ => target,
    }
}
