//! The pointer: presses, drags, the wheel, and what hovers.

use std::time::Instant;

use iced::Point;
use iced::mouse::{self, Button, Event, ScrollDelta};

use super::super::draw::{face, sign_x, text_x};
use super::super::geometry::{INDENT, Lane, SIDE, column_at, grip, resized, slot};
use super::super::selection::{pressed, range};
use super::super::state::{Band, Press, Spot};
use super::super::text::Face;
use super::super::{Happening, Select};
use super::Turn;
use crate::ui::look::measure;
use crate::ui::widget::scroll_bar::edge_speed;

/// How far the pointer goes before a press becomes a drag.
const DRAG: f32 = 8.0;
/// Rows for one notch of the wheel.
const NOTCH: f64 = 3.0;

impl<'a, Message: 'a> Turn<'_, 'a, '_, Message> {
    pub(super) fn mouse(&mut self, event: &mouse::Event) {
        match event {
            Event::CursorMoved { .. } | Event::CursorEntered => self.moved(),
            Event::CursorLeft => self.unhover(),
            Event::ButtonPressed(button) => self.pressed(*button),
            Event::ButtonReleased(Button::Left) => self.released(),
            Event::ButtonReleased(_) => {}
            Event::WheelScrolled { delta } => self.wheel(*delta),
        }
    }

    fn pressed(&mut self, button: Button) {
        self.unhover();
        let Some(at) = self.over() else { return };
        if self.shell.is_event_captured() || !matches!(button, Button::Left | Button::Right) {
            return;
        }
        self.shell.capture_event();
        self.shell.request_redraw();
        self.state.word.end();
        self.state.pointer = Some(at);
        self.say(Happening::Focused);
        if !self.press_bar(at, button) && !self.press_head(at, button) {
            if button == Button::Left {
                self.press_row(at);
            } else {
                self.press_menu(at);
            }
        }
    }

    fn press_bar(&mut self, at: Point, button: Button) -> bool {
        let Some(bar) = self.bar().filter(|bar| bar.track().contains(at)) else {
            return false;
        };
        if button == Button::Left {
            match bar.paged(at.y, self.frame.row_height) {
                Some(offset) => self.scroll_to(offset),
                None => {
                    let grab = at.y - bar.thumb(true).y;
                    self.state.press = Press::Thumb { grab };
                }
            }
        }
        true
    }

    fn press_head(&mut self, at: Point, button: Button) -> bool {
        if !self.frame.head().contains(at) {
            return false;
        }
        if button != Button::Left {
            if self.table.arranged {
                self.say(Happening::HeadMenu(at));
            }
            return true;
        }
        let lanes = self.lanes();
        if let Some(column) = grip(&lanes, at.x) {
            if self.state.double_grip(column, Instant::now()) {
                self.fit(column);
                return true;
            }
            self.state.press = Press::Resize {
                column,
                from: at.x,
                width: lanes[column].width,
            };
        } else if let Some(column) = column_at(&lanes, at.x) {
            self.state.press = Press::Head { column, from: at };
        }
        true
    }

    /// Makes a column as wide as what is seen in it.
    fn fit(&mut self, column: usize) {
        let height = self.frame.row_height;
        let mut texts = self.state.texts.borrow_mut();
        let title = &self.table.columns[column].title;
        let sign = measure::SMALL + 4.0;
        let mut widest = texts.fit(title, Face::Small, f32::MAX, height).width + sign;
        for row in self.frame.visible() {
            let cell = self.table.rows.cell(row, column);
            let before = text_x(Lane { x: 0.0, width: 0.0 }, &cell) - SIDE;
            let text = texts.fit(&cell.text, face(&cell), f32::MAX, height).width;
            widest = widest.max(before + text);
        }
        drop(texts);
        let width = (widest + 2.0 * SIDE).ceil();
        self.say(Happening::Resized { column, width });
    }

    /// A head was let go: where it was pressed it sorts, elsewhere it has moved.
    fn drop_head(&mut self, column: usize, carried: bool) {
        if !carried {
            if self.table.columns.get(column).is_some_and(|column| column.sortable) {
                self.say(Happening::Sort(column));
            }
            return;
        }
        let Some(at) = self.pointer.position() else { return };
        let to = slot(&self.lanes(), at.x);
        if to != column && to != column + 1 {
            self.say(Happening::Moved { column, to });
        }
    }

    fn press_row(&mut self, at: Point) {
        let held = self.state.held();
        let depth = self.frame.depth(at.y);
        let Some(row) = self.frame.row_at(at) else {
            self.state.clicked = None;
            if !held.ctrl && !held.shift {
                self.say(Happening::Select(Select::Nothing));
            }
            self.state.press = Press::Down {
                at,
                depth,
                movable: false,
                later: None,
            };
            return;
        };
        if self.press_sign(row, at) {
            return;
        }
        if held.ctrl || held.shift {
            self.state.clicked = None;
        } else if !self.table.at_once && self.state.double(row, Instant::now()) {
            self.put_cursor(row);
            self.say(Happening::Open(row));
            return;
        }
        let anchor = self.state.anchor.or(self.state.cursor);
        let meaning = pressed(&*self.table.rows, row, anchor, held);
        self.state.press = Press::Down {
            at,
            depth,
            movable: self.is_movable(row, at),
            later: meaning.later.clone(),
        };
        self.mean(meaning);
        self.put_cursor(row);
    }

    /// On the sign that shows and hides the rows beneath.
    fn press_sign(&mut self, row: usize, at: Point) -> bool {
        let (Some(unfold), Some(lane)) = (&self.table.unfold, self.lanes().first().copied()) else {
            return false;
        };
        let cell = self.table.rows.cell(row, 0);
        let x = sign_x(lane, &cell);
        if self.table.rows.is_open(row).is_none() || at.x < x - SIDE || at.x >= x + INDENT {
            return false;
        }
        self.shell.publish(unfold(row));
        self.put_cursor(row);
        true
    }

    /// On the icon or the name: a drag from there moves files, from anywhere else it is the rubber band.
    fn is_movable(&self, row: usize, at: Point) -> bool {
        let Some(lane) = self.lanes().first().copied() else {
            return false;
        };
        if !self.table.rows.is_selectable(row) {
            return false;
        }
        let cell = self.table.rows.cell(row, 0);
        let x = text_x(lane, &cell);
        let room = lane.right() - SIDE - x;
        let text = self
            .state
            .texts
            .borrow_mut()
            .fit(&cell.text, face(&cell), room, self.frame.row_height);
        at.x >= lane.x && at.x <= x + text.width + 4.0
    }

    fn press_menu(&mut self, at: Point) {
        let row = self.frame.row_at(at);
        if let Some(row) = row {
            self.select_for_menu(row);
            self.put_cursor(row);
        }
        self.say(Happening::Menu { row, at });
    }

    fn released(&mut self) {
        self.shell.request_redraw();
        self.drop_here();
        match std::mem::take(&mut self.state.press) {
            Press::Down { later, at, .. } => {
                if let Some(select) = later {
                    self.say(Happening::Select(select));
                }
                if let Some(row) = self.frame.row_at(at).filter(|_| self.table.at_once) {
                    self.say(Happening::Open(row));
                }
            }
            Press::Band(band) => {
                if let Some((first, last)) = band.rows
                    && band.keep
                    && let Some(select) = range(&*self.table.rows, first, last, true)
                {
                    self.say(Happening::Select(select));
                }
            }
            // Whoever takes the drop must hear of it before it is over.
            Press::Drag => self.state.ending = true,
            Press::Head { column, .. } => self.drop_head(column, false),
            Press::Carry { column } => self.drop_head(column, true),
            Press::Idle | Press::Resize { .. } | Press::Thumb { .. } => {}
        }
    }

    fn moved(&mut self) {
        let Some(at) = self.pointer.position() else {
            self.unhover();
            return;
        };
        self.state.pointer = Some(at);
        self.late_drop();
        self.carry(at);
        self.track_drag();
        self.track_files();
        self.hover(at);
    }

    /// Goes on with what a press began.
    fn carry(&mut self, at: Point) {
        match self.state.press.clone() {
            Press::Idle => return,
            Press::Drag | Press::Carry { .. } => {}
            Press::Head { column, from } => {
                if from.distance(at) < DRAG {
                    return;
                }
                if self.table.arranged && column > 0 {
                    self.state.press = Press::Carry { column };
                }
            }
            Press::Down {
                at: from,
                depth,
                movable,
                ..
            } => {
                if from.distance(at) < DRAG || (self.table.at_once && !movable) {
                    return;
                }
                self.state.clicked = None;
                if movable {
                    self.state.press = Press::Drag;
                    self.say(Happening::DragBegan);
                } else {
                    self.state.press = Press::Band(Band {
                        x: from.x,
                        depth,
                        rows: None,
                        keep: self.state.held().ctrl,
                    });
                    self.stretch(at);
                }
            }
            Press::Band(_) => self.stretch(at),
            Press::Resize { column, from, width } => {
                let lanes = self.lanes();
                let width = resized(&lanes, column, width, at.x - from);
                if (lanes[column].width - width).abs() >= 1.0 {
                    self.say(Happening::Resized { column, width });
                }
            }
            Press::Thumb { grab } => {
                if let Some(bar) = self.bar() {
                    self.scroll_to(bar.dragged(at.y, grab));
                }
            }
        }
        self.shell.request_redraw();
    }

    /// The rubber band reaches to the pointer.
    fn stretch(&mut self, at: Point) {
        let Press::Band(mut band) = self.state.press.clone() else {
            return;
        };
        let body = self.frame.body();
        let depth = self.frame.depth(at.y.clamp(body.y, body.y + body.height));
        let rows = self.frame.touched(band.depth, depth);
        if rows == band.rows {
            return;
        }
        band.rows = rows;
        let keep = band.keep;
        self.state.press = Press::Band(band);
        if let Some((first, last)) = rows {
            let near = if depth < band.depth { first } else { last };
            self.state.anchor = Some(if near == first { last } else { first });
            self.put_cursor(near);
        }
        // With Ctrl it is said when the button is let go: a row that the band has left again would stay selected otherwise.
        if !keep {
            let select = rows.and_then(|(first, last)| range(&*self.table.rows, first, last, false));
            self.say(Happening::Select(select.unwrap_or(Select::Nothing)));
        }
    }

    /// An edge scrolls while something is dragged along it. Time makes the speed, not the number of frames.
    pub(super) fn roll(&mut self, now: Instant) {
        let dragging = match self.state.press {
            Press::Band(_) => true,
            _ => self.table.drag.is_some() && self.over().is_some(),
        };
        let speed = match self.state.pointer {
            Some(at) if dragging => edge_speed(self.frame.body(), at),
            _ => 0.0,
        };
        if speed == 0.0 || self.frame.clamped(self.state.offset + speed) == self.state.offset {
            self.state.rolled = None;
            return;
        }
        let last = self.state.rolled.replace(now).unwrap_or(now);
        let time = now.saturating_duration_since(last).as_secs_f64().min(0.1);
        self.scroll_to(self.state.offset + speed * time);
        self.shell.request_redraw();
        if let Some(at) = self.state.pointer {
            self.stretch(at);
        }
        self.track_drag();
    }

    fn wheel(&mut self, delta: ScrollDelta) {
        let Some(at) = self.over().filter(|_| !self.shell.is_event_captured()) else {
            return;
        };
        let by = match delta {
            ScrollDelta::Lines { y, .. } => f64::from(y) * NOTCH * f64::from(self.frame.row_height),
            ScrollDelta::Pixels { y, .. } => f64::from(y),
        };
        self.scroll_to(self.state.offset - by);
        self.shell.capture_event();
        self.stretch(at);
        self.track_drag();
        self.hover(at);
    }

    /// What is under the pointer looks so.
    pub(super) fn hover(&mut self, at: Point) {
        let over = self.over().is_some();
        let bar = over && self.bar().is_some_and(|bar| bar.track().contains(at));
        let head = over && self.frame.head().contains(at);
        let spot = (over && !bar)
            .then(|| self.frame.row_at(at))
            .flatten()
            .zip(column_at(&self.lanes(), at.x))
            .map(|(row, column)| Spot { row, column });
        if (bar, head) != (self.state.bar, self.state.head) {
            (self.state.bar, self.state.head) = (bar, head);
            self.shell.request_redraw();
        }
        if spot != self.state.hover.map(|(spot, _)| spot) {
            self.state.hover = spot.map(|spot| (spot, Instant::now()));
            self.state.tip = false;
            self.shell.request_redraw();
        }
    }

    pub(super) fn unhover(&mut self) {
        if self.state.hover.is_some() || self.state.bar || self.state.head {
            self.shell.request_redraw();
        }
        self.state.hover = None;
        self.state.tip = false;
        self.state.bar = false;
        self.state.head = false;
    }
}
