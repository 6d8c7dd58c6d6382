//! The lines as they are read and copied.

use std::fmt::Write;
use std::ops::RangeInclusive;
use std::time::SystemTime;

use iced::Color;
use time::{OffsetDateTime, UtcOffset};

use super::Log;
use super::ring::Entry;
use crate::ui::context::Context;
use crate::ui::look::Palette;
use crate::ui::widget::log_view::{Line, Lines};
use crate::ui::words::Words;
use crate::wire::Speaker;

/// What the log view shows.
pub struct Sheet<'a> {
    log: &'a Log,
    words: &'a Words,
    palette: Palette,
    zone: UtcOffset,
}

impl<'a> Sheet<'a> {
    /// The lines that pass the filter.
    pub fn new(log: &'a Log, context: &Context<'a>) -> Self {
        Self {
            log,
            words: context.words,
            palette: context.palette,
            zone: context.zone,
        }
    }

    fn color(&self, entry: &Entry) -> Color {
        match entry.line.speaker {
            _ if entry.bad => self.palette.bad,
            Speaker::Client => self.palette.accent,
            Speaker::Server => self.palette.text,
            Speaker::Note => self.palette.muted,
        }
    }
}

impl Lines for Sheet<'_> {
    fn count(&self) -> usize {
        self.log.shown.len()
    }

    fn dropped(&self) -> u64 {
        self.log.gone
    }

    fn line(&self, at: usize) -> Line<'_> {
        let Some(entry) = self.log.entry(at) else {
            return Line::default();
        };
        let time = format!("{}  ", clock(entry.line.at, self.zone));
        let line = Line::default().with(time, self.palette.muted);
        if entry.left_out > 0 {
            let said = self.words.with("log-left-out", &[("count", entry.left_out.into())]);
            return line.with(format!("    * {said}"), self.palette.warn);
        }
        let tag = format!("{:<2}  ", self.log.tag(entry));
        line.with(tag, self.palette.muted)
            .with(format!("{} ", sign(entry.line.speaker)), self.color(entry))
            .with(entry.line.text.as_str(), self.color(entry))
    }
}

impl Log {
    /// The shown lines of this range as text, to be copied or saved.
    pub(super) fn text(&self, range: RangeInclusive<usize>, zone: UtcOffset, with_server: bool) -> String {
        let mut text = String::new();
        for entry in range.filter_map(|at| self.entry(at)) {
            let at = OffsetDateTime::from(entry.line.at).to_offset(zone);
            let server = self
                .connections
                .get(entry.line.connection)
                .map(|known| known.server.as_str())
                .filter(|_| with_server)
                .map(|server| format!("{server} "))
                .unwrap_or_default();
            let (date, clock, tag) = (at.date(), clock(entry.line.at, zone), self.tag(entry));
            // Writing to a string cannot fail.
            let _ = if entry.left_out > 0 {
                writeln!(text, "{date} {clock} * [… {} …]", entry.left_out)
            } else {
                let sign = sign(entry.line.speaker);
                writeln!(text, "{date} {clock} {server}{tag} {sign} {}", entry.line.text)
            };
        }
        text
    }

    fn tag(&self, entry: &Entry) -> String {
        let known = self.connections.get(entry.line.connection);
        known.map_or_else(|| "–".to_owned(), |known| known.tag.to_string())
    }
}

/// The sign that tells without colour who said it.
fn sign(speaker: Speaker) -> char {
    match speaker {
        Speaker::Client => '>',
        Speaker::Server => '<',
        Speaker::Note => '*',
    }
}

/// "14:31:52.113".
fn clock(at: SystemTime, zone: UtcOffset) -> String {
    let at = OffsetDateTime::from(at).to_offset(zone);
    format!(
        "{:02}:{:02}:{:02}.{:03}",
        at.hour(),
        at.minute(),
        at.second(),
        at.millisecond()
    )
}
