//! The palette of commands: everything that can be done, found by its words in this language or in English.

mod search;
mod sheet;

use iced::keyboard::{Key, Modifiers, key::Named};
use iced::{Element, Point};

use crate::ui::context::Context;

/// So many lines are seen at once.
const LINES: usize = 11;

/// Something that can be done. `T` is what the root does then.
#[derive(Clone, Debug)]
pub struct Command<T> {
    /// Its words in this language.
    pub title: String,
    /// Its words in English, which people type too.
    pub english: String,
    /// Its key, if it has one.
    pub keys: Option<&'static str>,
    /// What is done.
    pub deed: T,
}

/// The palette.
#[derive(Clone, Debug)]
pub struct Commands<T> {
    all: Vec<Command<T>>,
    typed: String,
    /// The places of those that are found, the best first.
    found: Vec<usize>,
    /// The line that Enter means.
    chosen: usize,
    /// The first line that is seen.
    first: usize,
    /// Where the pointer was last, and over which line.
    pointer: Option<(usize, Point)>,
}

/// What a person did.
#[derive(Clone, Debug, PartialEq)]
pub enum Message {
    /// Typed.
    Typed(String),
    /// So many lines down, round the ends.
    Step(isize),
    /// So many lines down, but not past the ends.
    Leap(isize),
    /// The pointer is over this line, at this point of it.
    Pointed(usize, Point),
    /// Pressed this line.
    Pressed(usize),
    /// So many lines of the list roll by.
    Rolled(isize),
    /// Enter.
    Accepted,
    /// Wants none.
    Close,
}

/// What is asked of the root.
#[derive(Clone, Debug, PartialEq)]
pub enum Action<T> {
    /// Nothing.
    None,
    /// Take the palette away.
    Close,
    /// Take it away and do this.
    Run(T),
}

impl<T: Clone> Commands<T> {
    /// All of them, in the order in which they are offered.
    pub fn new(all: Vec<Command<T>>) -> Self {
        Self {
            found: (0..all.len()).collect(),
            all,
            typed: String::new(),
            chosen: 0,
            first: 0,
            pointer: None,
        }
    }

    /// Takes what a person did.
    pub fn update(&mut self, message: Message) -> Action<T> {
        let count = self.found.len();
        match message {
            Message::Typed(typed) => {
                self.found = search::best(&typed, self.all.iter().map(|it| (&*it.title, &*it.english)));
                self.typed = typed;
                (self.chosen, self.first) = (0, 0);
            }
            Message::Step(by) if count > 0 => {
                let next = self.chosen.cast_signed() + by;
                self.choose(next.rem_euclid(count.cast_signed()).cast_unsigned());
            }
            Message::Leap(by) => self.choose(self.chosen.saturating_add_signed(by).min(count.saturating_sub(1))),
            Message::Pointed(line, at) => {
                // A pointer that rests where lines appear has not chosen one of them.
                let moved = self.pointer.is_some_and(|before| before != (line, at));
                if moved && line < count {
                    self.chosen = line;
                }
                self.pointer = Some((line, at));
            }
            Message::Rolled(by) => {
                self.first = self.first.saturating_add_signed(by).min(count.saturating_sub(LINES));
            }
            Message::Pressed(line) => return self.run(line),
            Message::Accepted => return self.run(self.chosen),
            Message::Close => return Action::Close,
            Message::Step(_) => {}
        }
        Action::None
    }

    /// The palette over the window. Its number tells it from other dialogs.
    pub fn view<'a>(&'a self, context: &Context<'a>, number: u64) -> Element<'a, Message>
    where
        T: 'a,
    {
        sheet::view(self, context, number)
    }

    fn choose(&mut self, line: usize) {
        self.chosen = line;
        self.first = self.first.clamp((line + 1).saturating_sub(LINES), line);
    }

    fn run(&self, line: usize) -> Action<T> {
        let found = self.found.get(line).and_then(|at| self.all.get(*at));
        found.map_or(Action::None, |command| Action::Run(command.deed.clone()))
    }

    /// The lines that are seen, each with its place in the list.
    fn seen(&self) -> impl Iterator<Item = (usize, &Command<T>)> {
        let lines = self.found.iter().enumerate().skip(self.first).take(LINES);
        lines.filter_map(|(line, at)| Some((line, self.all.get(*at)?)))
    }
}

/// What a key means while the field has the keyboard.
fn meaning(key: &Key, modifiers: Modifiers) -> Option<Message> {
    let page = LINES.cast_signed() - 1;
    match key {
        Key::Named(Named::ArrowDown) => Some(Message::Step(1)),
        Key::Named(Named::ArrowUp) => Some(Message::Step(-1)),
        Key::Named(Named::PageDown) => Some(Message::Leap(page)),
        Key::Named(Named::PageUp) => Some(Message::Leap(-page)),
        Key::Character(letter) if modifiers.command() && letter.as_str() == "k" => Some(Message::Close),
        _ => None,
    }
}

#[cfg(test)]
mod tests;
