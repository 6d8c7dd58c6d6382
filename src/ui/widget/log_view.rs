//! Lines of text of any number, to be read, chosen and copied: only what is seen is shaped and drawn.
//!
//! While it stands at its end it follows what comes. Lines never wrap; Shift with the wheel moves them sideways.

mod element;
mod input;
mod sheet;
mod state;
#[cfg(test)]
mod tests;

use std::borrow::Cow;
use std::ops::RangeInclusive;

use iced::{Color, Point};

use crate::ui::look::Palette;

/// What a log shows. Line 0 is the oldest that is kept.
pub trait Lines {
    /// How many lines there are.
    fn count(&self) -> usize;
    /// One of them. Asked for visible lines only.
    fn line(&self, at: usize) -> Line<'_>;
    /// How many were dropped before line 0 since the beginning: what is seen and chosen stays where it is when more are.
    fn dropped(&self) -> u64 {
        0
    }
}

/// A line: pieces of text one after another.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Line<'a> {
    /// The pieces.
    pub spans: Vec<Span<'a>>,
}

/// A piece of text in one colour.
#[derive(Clone, Debug, PartialEq)]
pub struct Span<'a> {
    /// The text.
    pub text: Cow<'a, str>,
    /// Its colour.
    pub color: Color,
}

impl<'a> Line<'a> {
    /// A line with this piece at its end.
    pub fn with(mut self, text: impl Into<Cow<'a, str>>, color: Color) -> Self {
        let text = text.into();
        self.spans.push(Span { text, color });
        self
    }
}

/// Something that a person did.
#[derive(Clone, Debug, PartialEq)]
pub enum Happening {
    /// The pointer was pressed in it.
    Focused,
    /// It follows its end, or no longer.
    Following(bool),
    /// These lines are chosen now.
    Chosen(Option<RangeInclusive<usize>>),
    /// These lines are to be copied.
    Copy(RangeInclusive<usize>),
    /// Double click on a line.
    Open(usize),
    /// Right press, at this point of the window.
    Menu {
        /// The line, if any.
        line: Option<usize>,
        /// In the window.
        at: Point,
    },
}

/// The widget. Build it, then turn it into an [`Element`](iced::Element).
pub struct LogView<'a, Message> {
    lines: &'a dyn Lines,
    palette: Palette,
    happened: Box<dyn Fn(Happening) -> Message + 'a>,
    focused: bool,
    follow: bool,
    reveal: Option<(u64, usize)>,
}

impl<'a, Message: 'a> LogView<'a, Message> {
    /// A log of these lines that tells what happens.
    pub fn new(lines: &'a dyn Lines, palette: Palette, happened: impl Fn(Happening) -> Message + 'a) -> Self {
        Self {
            lines,
            palette,
            happened: Box::new(happened),
            focused: false,
            follow: true,
            reveal: None,
        }
    }

    /// It has the keyboard.
    pub fn focused(mut self, focused: bool) -> Self {
        self.focused = focused;
        self
    }

    /// Whether it follows its end. What counts is the change: say what [`Happening::Following`] told last.
    pub fn follow(mut self, follow: bool) -> Self {
        self.follow = follow;
        self
    }

    /// Chooses a line and scrolls to it, once for each new number.
    pub fn reveal(mut self, reveal: Option<(u64, usize)>) -> Self {
        self.reveal = reveal;
        self
    }
}
