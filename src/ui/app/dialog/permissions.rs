//! Who may read, write and execute: a grid of ticks, and the same as a number.

use iced::widget::{column, container, row};
use iced::{Alignment, Element};

use super::{Message as Said, act, way_out};
use crate::entry::{Entry, Kind};
use crate::ui::context::Context;
use crate::ui::look::{font, icon, measure};
use crate::ui::screen::controls;
use crate::ui::screen::modal::{Dialog, FIRST};
use crate::ui::screen::parts::{self, Weight};

/// The widths of the columns.
const WHO: f32 = 96.0;
const WHAT: f32 = 108.0;

/// What is chosen.
#[derive(Clone, Debug)]
pub struct Grid {
    /// The lower twelve bits.
    mode: u32,
    /// As it was typed.
    octal: String,
    /// Everything below folders too.
    recursive: bool,
}

/// What a person did.
#[derive(Clone, Debug)]
pub enum Message {
    /// A bit of the mode.
    Bit(u32, bool),
    /// The mode as it is typed.
    Octal(String),
    /// Everything below folders too.
    Recursive(bool),
}

impl Grid {
    /// Begins with this mode.
    pub fn new(mode: u32) -> Self {
        Self {
            mode,
            octal: format!("{mode:03o}"),
            recursive: false,
        }
    }

    /// The mode that is chosen.
    pub fn mode(&self) -> u32 {
        self.mode
    }

    /// Whether it is meant for everything below folders too.
    pub fn is_recursive(&self) -> bool {
        self.recursive
    }

    /// Takes what a person did.
    pub fn update(&mut self, message: Message) {
        match message {
            Message::Bit(bit, on) => {
                self.mode = if on { self.mode | bit } else { self.mode & !bit };
                self.octal = format!("{:03o}", self.mode);
            }
            Message::Octal(typed) if typed.len() <= 4 && typed.chars().all(|digit| digit.is_digit(8)) => {
                self.mode = u32::from_str_radix(&typed, 8).unwrap_or(0);
                self.octal = typed;
            }
            Message::Octal(_) => {}
            Message::Recursive(on) => self.recursive = on,
        }
    }
}

pub(super) fn view(context: &Context<'_>, entries: &[Entry], grid: &Grid) -> Dialog<'static, Said> {
    let (words, palette) = (context.words, context.palette);
    let title = words.with("app-permissions-title", &[("count", entries.len().into())]);
    let typed = parts::field("", &grid.octal, palette)
        .id(FIRST)
        .on_input(|typed| Said::Permissions(Message::Octal(typed)))
        .on_submit(Said::Confirm)
        .width(WHAT - measure::GAP)
        .font(font::MONO);
    let typed = row![
        container(parts::paragraph(words.say("app-permissions-octal"), palette.muted)).width(WHO),
        typed
    ]
    .spacing(measure::GAP)
    .align_y(Alignment::Center);
    let mut dialog = Dialog::new(icon::LOCK, palette.muted, title)
        .push(super::moving::names(context, entries, crate::path::Charset::default()))
        .push(ticks(context, grid.mode))
        .push(typed);
    if entries.iter().any(|entry| entry.kind == Kind::Directory) {
        let said = Said::Permissions(Message::Recursive(!grid.recursive));
        let label = words.say("app-permissions-recursive");
        dialog = dialog.push(controls::tick(grid.recursive, label, said, palette));
    }
    dialog.button(way_out(words.say("app-cancel"), palette)).button(act(
        words.say("app-permissions-set"),
        Weight::Primary,
        palette,
    ))
}

fn ticks(context: &Context<'_>, mode: u32) -> Element<'static, Said> {
    let (words, palette) = (context.words, context.palette);
    let who = [
        (words.say("app-permissions-owner"), 6),
        (words.say("app-permissions-group"), 3),
        (words.say("app-permissions-others"), 0),
    ];
    let what = [
        (words.say("app-permissions-read"), 4),
        (words.say("app-permissions-write"), 2),
        (words.say("app-permissions-execute"), 1),
    ];
    let mut grid = column![].spacing(2);
    for (name, shift) in who {
        let mut line = row![container(parts::paragraph(name, palette.muted)).width(WHO)]
            .spacing(measure::GAP)
            .align_y(Alignment::Center);
        for (right, bit) in &what {
            let bit = *bit << shift;
            let on = mode & bit != 0;
            let said = Said::Permissions(Message::Bit(bit, !on));
            line = line.push(container(controls::tick(on, right.clone(), said, palette)).width(WHAT));
        }
        grid = grid.push(line);
    }
    grid.into()
}
