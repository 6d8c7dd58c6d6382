//! The widget under every gesture: raw events in, happenings out.

mod drag;
mod heads;
mod keys;
mod look;
mod pointer;

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::time::{Duration, Instant};

use iced::keyboard::{self, Key, Modifiers};
use iced::mouse::{self, Button};
use iced::{Element, Event, Point, Settings, Size, window};
use iced_test::Simulator;

use super::*;
use crate::ui::look::{Palette, Shade, font, icon};

/// Names in the first column, sizes and times beside them.
struct Files {
    names: Vec<String>,
    selected: BTreeSet<usize>,
    palette: Palette,
}

impl Files {
    fn new(names: &[&str], selected: &[usize]) -> Self {
        Self {
            names: names.iter().map(|name| (*name).to_owned()).collect(),
            selected: selected.iter().copied().collect(),
            palette: Palette::of(Shade::Light),
        }
    }

    /// `..`, two folders, and files up to 40 rows.
    fn usual(selected: &[usize]) -> Self {
        let mut files = Self::new(&["..", "assets/", "dist/"], selected);
        files.names.extend((3..40).map(|at| format!("file-{at:02}.txt")));
        files
    }
}

impl Rows for Files {
    fn count(&self) -> usize {
        self.names.len()
    }

    fn cell(&self, row: usize, column: usize) -> Cell<'_> {
        let name = &self.names[row];
        match column {
            0 => Cell {
                icon: Some(if name.ends_with('/') {
                    (icon::FOLDER, self.palette.folder)
                } else {
                    (icon::FILE, self.palette.faint)
                }),
                text: name.trim_end_matches('/').into(),
                ..Cell::default()
            },
            1 => Cell {
                text: format!("{} KB", row * 7).into(),
                ..Cell::default()
            },
            _ => Cell {
                text: "Today 14:31".into(),
                ..Cell::default()
            },
        }
    }

    fn key(&self, row: usize) -> Cow<'_, str> {
        self.names[row].as_str().into()
    }

    fn is_selected(&self, row: usize) -> bool {
        self.selected.contains(&row)
    }

    fn is_selectable(&self, row: usize) -> bool {
        self.names[row] != ".."
    }

    fn takes_drops(&self, row: usize) -> bool {
        self.names[row].ends_with('/') || self.names[row] == ".."
    }

    fn tip(&self, row: usize, column: usize) -> Option<String> {
        (column == 1).then(|| format!("{} bytes", row * 7168))
    }
}

fn columns() -> Vec<Column> {
    let column = |title: &str, width, right| Column {
        title: title.to_owned(),
        width,
        right,
        sortable: true,
    };
    vec![
        column("Name", 0.0, false),
        column("Size", 90.0, true),
        column("Modified", 140.0, false),
    ]
}

const WINDOW: Size = Size::new(640.0, 27.0 + 26.0 * 10.0);

/// The middle of a row, on its name.
fn name(row: usize) -> Point {
    Point::new(45.0, 27.0 + 26.0 * row as f32 + 13.0)
}

/// The middle of a row, where nothing stands.
fn beside(row: usize) -> Point {
    Point::new(300.0, name(row).y)
}

fn settings() -> Settings {
    Settings {
        fonts: font::FILES.iter().map(|file| Cow::Borrowed(*file)).collect(),
        default_font: font::TEXT,
        ..Settings::default()
    }
}

/// A hand at a window.
struct Hand<'a, Message = Happening>(Simulator<'a, Message>);

impl<'a, Message: 'a> Hand<'a, Message> {
    fn on(element: impl Into<Element<'a, Message>>) -> Self {
        Self(Simulator::with_size(settings(), WINDOW, element))
    }

    fn send(&mut self, event: Event) -> &mut Self {
        self.0.simulate([event]);
        self
    }

    fn to(&mut self, point: Point) -> &mut Self {
        self.0.point_at(point);
        self.send(Event::Mouse(mouse::Event::CursorMoved { position: point }))
    }

    fn down(&mut self, button: Button) -> &mut Self {
        self.send(Event::Mouse(mouse::Event::ButtonPressed(button)))
    }

    fn up(&mut self) -> &mut Self {
        self.send(Event::Mouse(mouse::Event::ButtonReleased(Button::Left)))
    }

    fn click(&mut self, point: Point) -> &mut Self {
        self.to(point).down(Button::Left).up()
    }

    fn hold(&mut self, modifiers: Modifiers) -> &mut Self {
        self.send(Event::Keyboard(keyboard::Event::ModifiersChanged(modifiers)))
    }

    fn key(&mut self, key: impl Into<Key>) -> &mut Self {
        self.0.tap_key(key);
        self
    }

    fn letters(&mut self, letters: &str) -> &mut Self {
        self.0.typewrite(letters);
        self
    }

    fn frame(&mut self, after: Duration) -> &mut Self {
        self.send(Event::Window(window::Event::RedrawRequested(Instant::now() + after)))
    }

    fn messages(self) -> Vec<Message> {
        self.0.into_messages().collect()
    }
}

fn table<'a>(files: &'a Files, columns: &'a [Column]) -> Table<'a, Happening> {
    Table::new(files, columns, files.palette, |happening| happening).focused(true)
}

/// What a hand brings about, without the focus that every press brings.
fn after<'a>(files: &'a Files, columns: &'a [Column], gesture: impl FnOnce(&mut Hand<'a>)) -> Vec<Happening> {
    let mut hand = Hand::on(table(files, columns));
    gesture(&mut hand);
    hand.messages()
        .into_iter()
        .filter(|happening| *happening != Happening::Focused)
        .collect()
}

fn only(row: usize) -> Happening {
    Happening::Select(Select::Only(row))
}

fn toggle(row: usize) -> Happening {
    Happening::Select(Select::Toggle(row))
}

fn range(first: usize, last: usize, keep: bool) -> Happening {
    Happening::Select(Select::Range { first, last, keep })
}

fn nothing() -> Happening {
    Happening::Select(Select::Nothing)
}

use Happening::Cursor;
