//! What is dragged over a table: from another one, or from the desktop.

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use iced::keyboard::Modifiers;
use iced::{Point, window};

use super::super::Happening;
use super::Turn;
use crate::ui::widget::drop_zone::REST;

/// A drop whose place comes after it.
const LATE: Duration = Duration::from_millis(500);

impl<'a, Message: 'a> Turn<'_, 'a, '_, Message> {
    /// Says where a drag is, when that changes.
    pub(super) fn track_drag(&mut self) {
        let over = match (&self.table.drag, self.over()) {
            (Some(drag), Some(at)) => Some(self.taking_row(at).filter(|_| drag.on_rows)),
            _ => None,
        };
        if over == self.state.over {
            return;
        }
        self.state.over = over;
        self.state.over_since = over.flatten().map(|_| Instant::now());
        self.shell.request_redraw();
        if let Some(row) = over {
            self.say(Happening::DragOver(row));
        }
    }

    /// A drag that rests on a row says so, once.
    pub(super) fn rest(&mut self, now: Instant) {
        let (Some(Some(row)), Some(since)) = (self.state.over, self.state.over_since) else {
            return;
        };
        if now < since + REST {
            self.shell.request_redraw_at(since + REST);
            return;
        }
        self.state.over_since = None;
        self.say(Happening::Rested(row));
    }

    /// The button was let go: if a drag is over something here that takes it, it is dropped.
    pub(super) fn drop_here(&mut self) {
        self.track_drag();
        let Some(drag) = &self.table.drag else { return };
        match self.state.over.take() {
            Some(Some(row)) => self.say(Happening::Dropped(Some(row))),
            Some(None) if drag.on_ground => self.say(Happening::Dropped(None)),
            _ => {}
        }
    }

    pub(super) fn window(&mut self, event: &window::Event) {
        match event {
            window::Event::Unfocused => self.state.modifiers = Modifiers::NONE,
            window::Event::FileHovered(_) => self.files_hover(),
            window::Event::FilesHoveredLeft => self.files_gone(),
            window::Event::FileDropped(path) => self.file_dropped(path),
            _ => {}
        }
    }

    /// Nothing tells where the pointer is until it moves or drops: unknown counts as here, and is corrected.
    fn files_hover(&mut self) {
        let here = match self.pointer.position() {
            Some(at) => self.frame.bounds.contains(at),
            None => !self.pointer.is_levitating(),
        };
        if here && !self.state.files.hovering && self.table.takes_files {
            self.state.files.hovering = true;
            self.shell.request_redraw();
            self.say(Happening::FilesHover(true));
        }
    }

    fn files_gone(&mut self) {
        if std::mem::take(&mut self.state.files.hovering) {
            self.shell.request_redraw();
            self.say(Happening::FilesHover(false));
        }
    }

    /// The pointer moved while files hover.
    pub(super) fn track_files(&mut self) {
        if self.state.files.hovering && self.over().is_none() {
            self.files_gone();
        }
    }

    fn file_dropped(&mut self, path: &Path) {
        self.files_gone();
        if !self.table.takes_files {
            return;
        }
        match self.over() {
            Some(at) => self.file(path.to_owned(), at),
            None if self.pointer == iced::mouse::Cursor::Unavailable => {
                self.state.files.since.get_or_insert_with(Instant::now);
                self.state.files.waiting.push(path.to_owned());
            }
            None => {}
        }
    }

    /// Some desktops say where it was dropped only after the drop.
    pub(super) fn late_drop(&mut self) {
        let Some(since) = self.state.files.since.take() else {
            return;
        };
        let waiting = std::mem::take(&mut self.state.files.waiting);
        if since.elapsed() > LATE {
            return;
        }
        if let Some(at) = self.over() {
            for path in waiting {
                self.file(path, at);
            }
        }
    }

    fn file(&mut self, path: PathBuf, at: Point) {
        let row = self.taking_row(at);
        self.say(Happening::File { path, row });
    }

    fn taking_row(&self, at: Point) -> Option<usize> {
        self.frame.row_at(at).filter(|row| self.table.rows.takes_drops(*row))
    }
}
