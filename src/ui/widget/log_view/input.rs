//! One event and what it means for a log.

use std::time::Instant;

use iced::advanced::Shell;
use iced::keyboard::key::Named;
use iced::keyboard::{self, Key};
use iced::mouse::{self, Button, ScrollDelta};
use iced::{Event, Point, window};

use super::state::{Press, SIDE, State, View};
use super::{Happening, LogView};
use crate::ui::look::measure;
use crate::ui::widget::scroll_bar::{ScrollBar, edge_speed};

/// Pixels for one notch of the wheel.
const NOTCH: f64 = 3.0 * measure::LOG_LINE as f64;

/// One event on its way through a log.
pub(super) struct Turn<'t, 'a, 'm, Message> {
    /// The log.
    pub log: &'t LogView<'a, Message>,
    /// What it remembers.
    pub state: &'t mut State,
    /// Where it is.
    pub view: View,
    /// The pointer, if nothing covers the log.
    pub pointer: mouse::Cursor,
    /// Where messages go.
    pub shell: &'t mut Shell<'m, Message>,
}

impl<'a, Message: 'a> Turn<'_, 'a, '_, Message> {
    /// Takes an event.
    pub fn take(&mut self, event: &Event) {
        match event {
            Event::Mouse(mouse::Event::CursorMoved { .. }) => self.moved(),
            Event::Mouse(mouse::Event::CursorLeft) => self.hover(None),
            Event::Mouse(mouse::Event::ButtonPressed(button)) => self.pressed(*button),
            Event::Mouse(mouse::Event::ButtonReleased(Button::Left)) => self.released(),
            Event::Mouse(mouse::Event::WheelScrolled { delta }) => self.wheel(*delta),
            Event::Keyboard(keyboard::Event::ModifiersChanged(modifiers)) => self.state.modifiers = *modifiers,
            Event::Keyboard(keyboard::Event::KeyPressed { key, modifiers, .. }) => self.pressed_key(key, *modifiers),
            Event::Window(window::Event::Unfocused) => self.state.modifiers = keyboard::Modifiers::NONE,
            Event::Window(window::Event::RedrawRequested(now)) => self.roll(*now),
            _ => {}
        }
    }

    fn say(&mut self, happening: Happening) {
        self.shell.publish((self.log.happened)(happening));
    }

    fn scroll_to(&mut self, offset: f64) {
        let offset = self.view.clamped(offset);
        self.follow(self.view.is_end(offset));
        if offset.to_bits() != self.state.offset.to_bits() {
            self.state.offset = offset;
            self.view.offset = offset;
            self.shell.request_redraw();
        }
    }

    fn follow(&mut self, following: bool) {
        if self.state.following != following {
            self.state.following = following;
            self.say(Happening::Following(following));
        }
    }

    fn choose(&mut self, chosen: Option<(usize, usize)>) {
        if self.state.chosen == chosen {
            return;
        }
        self.state.chosen = chosen;
        self.shell.request_redraw();
        self.say(Happening::Chosen(self.state.range()));
    }

    fn bar(&self) -> Option<ScrollBar> {
        ScrollBar::new(self.view.bounds, self.view.content(), self.view.offset)
    }

    fn pressed(&mut self, button: Button) {
        let Some(at) = self.pointer.position_over(self.view.bounds) else {
            return;
        };
        if self.shell.is_event_captured() || !matches!(button, Button::Left | Button::Right) {
            return;
        }
        self.shell.capture_event();
        self.shell.request_redraw();
        self.state.pointer = Some(at);
        self.say(Happening::Focused);
        if button == Button::Right {
            return self.menu(at);
        }
        if let Some(bar) = self.bar().filter(|bar| bar.track().contains(at)) {
            match bar.paged(at.y, measure::LOG_LINE) {
                Some(offset) => self.scroll_to(offset),
                None => {
                    let grab = at.y - bar.thumb(true).y;
                    self.state.press = Press::Thumb { grab };
                }
            }
            return;
        }
        self.press_line(at);
    }

    fn press_line(&mut self, at: Point) {
        let Some(line) = self.view.at(at) else {
            self.state.clicked = None;
            return self.choose(None);
        };
        if !self.state.modifiers.shift() && self.state.double(line, Instant::now()) {
            return self.say(Happening::Open(line));
        }
        self.state.press = Press::Choosing;
        let from = match self.state.chosen {
            Some((from, _)) if self.state.modifiers.shift() => from,
            _ => line,
        };
        self.choose(Some((from, line)));
    }

    fn released(&mut self) {
        if std::mem::take(&mut self.state.press) != Press::Idle {
            self.shell.request_redraw();
        }
    }

    /// A menu is about what is chosen.
    fn menu(&mut self, at: Point) {
        let line = self.view.at(at);
        if let Some(line) = line
            && !self.state.range().is_some_and(|range| range.contains(&line))
        {
            self.choose(Some((line, line)));
        }
        self.say(Happening::Menu { line, at });
    }

    fn moved(&mut self) {
        let position = self.pointer.position();
        self.hover(position);
        let Some(at) = position else { return };
        self.state.pointer = Some(at);
        match self.state.press {
            Press::Idle => {}
            Press::Choosing => {
                self.stretch(at);
                self.shell.request_redraw();
            }
            Press::Thumb { grab } => {
                if let Some(bar) = self.bar() {
                    self.scroll_to(bar.dragged(at.y, grab));
                }
            }
        }
    }

    /// The chosen lines reach to the pointer. What is being chosen must not run away.
    fn stretch(&mut self, at: Point) {
        if self.state.press != Press::Choosing {
            return;
        }
        let bounds = self.view.bounds;
        let y = at.y.clamp(bounds.y, bounds.y + bounds.height - 1.0);
        if let (Some((from, to)), Some(line)) = (self.state.chosen, self.view.nearest(y))
            && line != to
        {
            self.state.clicked = None;
            self.follow(false);
            self.choose(Some((from, line)));
        }
    }

    fn hover(&mut self, at: Option<Point>) {
        let at = at.filter(|at| self.view.bounds.contains(*at));
        let bar = self.bar().zip(at).is_some_and(|(bar, at)| bar.track().contains(at));
        if bar != self.state.bar {
            self.state.bar = bar;
            self.shell.request_redraw();
        }
    }

    fn roll(&mut self, now: Instant) {
        let speed = match self.state.pointer {
            Some(at) if self.state.press == Press::Choosing => edge_speed(self.view.bounds, at),
            _ => 0.0,
        };
        let beyond = self.state.pointer.is_some_and(|at| !self.view.bounds.contains(at));
        if speed == 0.0 || !beyond || self.view.clamped(self.state.offset + speed) == self.state.offset {
            self.state.rolled = None;
            return;
        }
        let last = self.state.rolled.replace(now).unwrap_or(now);
        let time = now.saturating_duration_since(last).as_secs_f64().min(0.1);
        self.scroll_to(self.state.offset + speed * time);
        self.follow(false);
        self.shell.request_redraw();
        if let Some(at) = self.state.pointer {
            self.stretch(at);
        }
    }

    fn wheel(&mut self, delta: ScrollDelta) {
        if self.pointer.position_over(self.view.bounds).is_none() || self.shell.is_event_captured() {
            return;
        }
        let (x, y) = match delta {
            ScrollDelta::Lines { x, y } => (f64::from(x) * NOTCH, f64::from(y) * NOTCH),
            ScrollDelta::Pixels { x, y } => (f64::from(x), f64::from(y)),
        };
        let (x, y) = if self.state.modifiers.shift() {
            (x + y, 0.0)
        } else {
            (x, y)
        };
        self.shell.capture_event();
        if x != 0.0 {
            let room = self.view.bounds.width - 2.0 * SIDE;
            let most = (self.log.widest(self.state, self.view) - room).max(0.0);
            self.state.aside = (self.state.aside - x as f32).clamp(0.0, most);
            self.shell.request_redraw();
        }
        if y != 0.0 {
            self.scroll_to(self.state.offset - y);
        }
    }

    fn pressed_key(&mut self, key: &Key, modifiers: keyboard::Modifiers) {
        if !self.log.focused || self.shell.is_event_captured() {
            return;
        }
        if self.key(key, modifiers | self.state.modifiers) {
            self.shell.capture_event();
        }
    }

    fn key(&mut self, key: &Key, held: keyboard::Modifiers) -> bool {
        if held.alt() {
            return false;
        }
        let line = f64::from(measure::LOG_LINE);
        let page = (f64::from(self.view.bounds.height) - line).max(line);
        let offset = self.state.offset;
        match key.as_ref() {
            Key::Character("a" | "A") if held.command() && !held.shift() => {
                let last = self.view.count.checked_sub(1);
                self.choose(last.map(|last| (0, last)));
            }
            Key::Character("c" | "C") if held.command() && !held.shift() => {
                let Some(range) = self.state.range() else { return false };
                self.say(Happening::Copy(range));
            }
            Key::Named(Named::ArrowUp) => self.scroll_to(offset - line),
            Key::Named(Named::ArrowDown) => self.scroll_to(offset + line),
            Key::Named(Named::PageUp) => self.scroll_to(offset - page),
            Key::Named(Named::PageDown) => self.scroll_to(offset + page),
            Key::Named(Named::Home) => self.scroll_to(0.0),
            Key::Named(Named::End) => self.scroll_to(f64::MAX),
            _ => return false,
        }
        true
    }
}
