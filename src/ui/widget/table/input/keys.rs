//! Keys. Only what moves and selects: shortcuts are the application's.

use std::time::Instant;

use iced::keyboard::key::Named;
use iced::keyboard::{Event, Key, Modifiers};
use iced::{Point, keyboard};

use super::super::selection::{Held, Step, moved, target, typed};
use super::super::state::Press;
use super::super::{Happening, Select};
use super::Turn;

impl<'a, Message: 'a> Turn<'_, 'a, '_, Message> {
    pub(super) fn keyboard(&mut self, event: &keyboard::Event) {
        match event {
            Event::ModifiersChanged(modifiers) => self.state.modifiers = *modifiers,
            Event::KeyPressed {
                key, modifiers, text, ..
            } => {
                self.state.tip = false;
                if self.shell.is_event_captured() {
                    return;
                }
                if *key == Key::Named(Named::Escape) {
                    self.escape();
                } else if self.table.focused && self.table.editor.is_none() {
                    self.pressed_key(key, *modifiers, text.as_deref());
                }
            }
            Event::KeyReleased { .. } => {}
        }
    }

    /// Only a gesture that is under way is cancelled: anything else that Esc means is not the table's.
    fn escape(&mut self) {
        match std::mem::take(&mut self.state.press) {
            Press::Drag => self.say(Happening::DragEnded),
            Press::Band(_) | Press::Carry { .. } => {}
            other => {
                self.state.press = other;
                return;
            }
        }
        self.shell.request_redraw();
        self.shell.capture_event();
    }

    fn pressed_key(&mut self, key: &Key, modifiers: Modifiers, text: Option<&str>) {
        let held = self.state.modifiers;
        self.state.modifiers |= modifiers;
        let taken = match key {
            Key::Named(named) => self.named(*named),
            Key::Character(letters) => self.letters(letters, text),
            Key::Unidentified => false,
        };
        self.state.modifiers = held;
        if taken {
            self.shell.capture_event();
        }
    }

    fn named(&mut self, key: Named) -> bool {
        let modifiers = self.state.modifiers;
        if modifiers.alt() || (modifiers.logo() && !modifiers.command()) {
            return false;
        }
        let step = match key {
            Named::ArrowUp => Step::Up,
            Named::ArrowDown => Step::Down,
            Named::PageUp => Step::PageUp,
            Named::PageDown => Step::PageDown,
            Named::Home => Step::Home,
            Named::End => Step::End,
            Named::ArrowLeft | Named::ArrowRight => return self.unfold(key == Named::ArrowRight),
            Named::Enter if !modifiers.command() && !modifiers.shift() => return self.enter(),
            Named::Space => return self.space(),
            Named::ContextMenu => return self.menu_key(),
            Named::F10 if modifiers.shift() => return self.menu_key(),
            _ => return false,
        };
        self.state.word.end();
        self.step(step);
        true
    }

    fn step(&mut self, step: Step) {
        let Some(row) = target(step, self.state.cursor, self.frame.count, self.frame.page()) else {
            return;
        };
        let anchor = self.state.anchor.or(self.state.cursor);
        let meaning = moved(&*self.table.rows, row, anchor, self.state.held());
        self.mean(meaning);
        self.put_cursor(row);
        self.scroll_to(self.frame.revealing(row));
    }

    /// Shows or hides the rows beneath the cursor's row.
    fn unfold(&mut self, open: bool) -> bool {
        let (Some(unfold), Some(row)) = (&self.table.unfold, self.state.cursor) else {
            return false;
        };
        if self.table.rows.is_open(row) != Some(!open) {
            return !open && self.table.at_once && self.go_above(row);
        }
        self.shell.publish(unfold(row));
        true
    }

    /// From a row to the one above it that it is beneath.
    fn go_above(&mut self, row: usize) -> bool {
        let indent = |row: usize| self.table.rows.cell(row, 0).indent;
        let Some(parent) = (0..row).rev().find(|above| indent(*above) < indent(row)) else {
            return false;
        };
        self.put_cursor(parent);
        self.scroll_to(self.frame.revealing(parent));
        true
    }

    fn enter(&mut self) -> bool {
        let Some(row) = self.state.cursor else { return false };
        self.say(Happening::Open(row));
        true
    }

    fn space(&mut self) -> bool {
        if self.state.modifiers.command() {
            if let Some(row) = self.state.cursor.filter(|row| self.table.rows.is_selectable(*row)) {
                self.state.anchor = Some(row);
                self.say(Happening::Select(Select::Toggle(row)));
            }
            return true;
        }
        if self.state.word.is_open(Instant::now()) {
            self.type_ahead(" ");
            return true;
        }
        // As a click does.
        self.table.at_once && self.enter()
    }

    fn menu_key(&mut self) -> bool {
        let at = match self.state.cursor {
            Some(row) => {
                self.scroll_to(self.frame.revealing(row));
                self.select_for_menu(row);
                let bounds = self.frame.row(row);
                Point::new(bounds.x + 32.0, bounds.y + bounds.height)
            }
            None => self.frame.body().position(),
        };
        self.say(Happening::Menu {
            row: self.state.cursor,
            at,
        });
        true
    }

    /// A menu is about what is selected: a row that is not becomes so.
    pub(super) fn select_for_menu(&mut self, row: usize) {
        if self.table.rows.is_selected(row) {
            return;
        }
        self.state.anchor = Some(row);
        self.say(Happening::Select(if self.table.rows.is_selectable(row) {
            Select::Only(row)
        } else {
            Select::Nothing
        }));
    }

    fn letters(&mut self, letters: &str, text: Option<&str>) -> bool {
        let modifiers = self.state.modifiers;
        if modifiers.command() || modifiers.control() {
            // AltGr comes as Ctrl with Alt on some systems: neither is a letter of a name here.
            let all = !modifiers.alt() && !modifiers.shift() && letters.eq_ignore_ascii_case("a");
            if all && self.frame.count > 0 {
                self.say(Happening::Select(Select::All));
            }
            return all;
        }
        if modifiers.alt() || modifiers.logo() {
            return false;
        }
        let text = text.unwrap_or(letters);
        if text.is_empty() || text.chars().any(char::is_control) {
            return false;
        }
        self.type_ahead(text);
        true
    }

    fn type_ahead(&mut self, letters: &str) {
        let word = self.state.word.push(letters, Instant::now());
        if let Some(row) = typed(&*self.table.rows, word, self.state.cursor) {
            let meaning = moved(&*self.table.rows, row, None, Held::default());
            self.mean(meaning);
            self.put_cursor(row);
            self.scroll_to(self.frame.revealing(row));
        }
    }
}
