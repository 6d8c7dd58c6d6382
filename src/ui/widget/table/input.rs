//! One event and what it means. Several may come before the next view: what one changes, the next one finds in the state.

mod drops;
mod keys;
mod pointer;

use std::time::{Duration, Instant};

use iced::advanced::Shell;
use iced::{Event, Point, mouse, window};

use super::geometry::{Frame, Lane, lanes};
use super::selection::Meaning;
use super::state::{Press, State};
use super::{Happening, Table};
use crate::ui::widget::scroll_bar::ScrollBar;

/// Rows that are fetched as they come into view are told in steps of so many.
const SEEN_STEP: usize = 16;

/// How long the pointer rests before a tooltip.
const REST: Duration = Duration::from_millis(600);

/// One event on its way through a table.
pub(super) struct Turn<'t, 'a, 'm, Message> {
    /// The table.
    pub table: &'t Table<'a, Message>,
    /// What it remembers.
    pub state: &'t mut State,
    /// Where it is. The offset in it is that of the state.
    pub frame: Frame,
    /// The pointer, if nothing covers the table.
    pub pointer: mouse::Cursor,
    /// Where messages go.
    pub shell: &'t mut Shell<'m, Message>,
}

impl<'a, Message: 'a> Turn<'_, 'a, '_, Message> {
    /// Takes an event.
    pub fn take(&mut self, event: &Event) {
        self.settle();
        match event {
            Event::Mouse(event) => self.mouse(event),
            Event::Keyboard(event) => self.keyboard(event),
            Event::Window(window::Event::RedrawRequested(now)) => self.tick(*now),
            Event::Window(event) => self.window(event),
            _ => {}
        }
    }

    /// What is due whatever the event.
    fn settle(&mut self) {
        if std::mem::take(&mut self.state.ending) {
            self.say(Happening::DragEnded);
        }
        if std::mem::take(&mut self.state.called) {
            self.say(Happening::Focused);
        }
        if self.table.drag.is_none() && self.state.over.take().is_some() {
            self.state.over_since = None;
            self.shell.request_redraw();
        }
        self.state.focused = self.table.focused;
    }

    fn tick(&mut self, now: Instant) {
        self.roll(now);
        self.rest(now);
        self.tell_seen();
        let Some((_, since)) = self.state.hover else { return };
        if self.state.press != Press::Idle || self.state.tip {
            return;
        }
        let due = since + REST;
        if now >= due {
            self.state.tip = true;
            self.shell.request_redraw();
        } else {
            self.shell.request_redraw_at(due);
        }
    }

    /// Tells which rows are seen, as soon as they may be others than those around the ones that were told last.
    fn tell_seen(&mut self) {
        let Some(seen) = &self.table.seen else { return };
        let rows = self.frame.visible();
        let told = &self.state.seen;
        let near = rows.start.abs_diff(told.start) < SEEN_STEP && rows.end.abs_diff(told.end) < SEEN_STEP;
        if !near {
            self.shell.publish(seen(rows.start, rows.len()));
            self.state.seen = rows;
        }
    }

    fn say(&mut self, happening: Happening) {
        self.shell.publish((self.table.happened)(happening));
    }

    fn mean(&mut self, meaning: Meaning) {
        self.state.anchor = Some(meaning.anchor);
        if let Some(select) = meaning.now {
            self.say(Happening::Select(select));
        }
    }

    fn put_cursor(&mut self, row: usize) {
        if self.state.cursor != Some(row) {
            self.state.cursor = Some(row);
            self.say(Happening::Cursor(row));
        }
        self.shell.request_redraw();
    }

    fn scroll_to(&mut self, offset: f64) {
        let offset = self.frame.clamped(offset);
        if offset.to_bits() == self.state.offset.to_bits() {
            return;
        }
        self.state.offset = offset;
        self.frame.offset = offset;
        self.shell.request_redraw();
        if let Some(at) = self.over() {
            self.hover(at);
        }
        // The editor is a child: it moves with its row.
        if self.table.editor.is_some() {
            self.shell.invalidate_layout();
        }
    }

    fn lanes(&self) -> Vec<Lane> {
        lanes(self.frame.bounds, &self.table.columns)
    }

    fn bar(&self) -> Option<ScrollBar> {
        ScrollBar::new(self.frame.body(), self.frame.content(), self.frame.offset)
    }

    fn over(&self) -> Option<Point> {
        self.pointer.position_over(self.frame.bounds)
    }
}
