//! Who may read, write and execute: a grid of ticks, and the same as a number.

use iced::widget::{column, container, row};
use iced::{Alignment, Element, Length};

use super::{Message as Said, act, way_out};
use crate::entry::{Entry, Kind, Permissions};
use crate::path::Charset;
use crate::ui::context::Context;
use crate::ui::look::{font, icon, measure};
use crate::ui::screen::controls;
use crate::ui::screen::modal::{Dialog, FIRST};
use crate::ui::screen::parts::{self, Weight};

/// The widths of the columns.
const WHO: f32 = 84.0;
const WHAT: f32 = 108.0;

/// Stands for a digit that each item keeps.
const KEPT: char = 'x';

/// What is chosen.
#[derive(Clone, Debug)]
pub struct Grid {
    /// The lower twelve bits.
    mode: u32,
    /// Of these, bits that each item keeps as it has them.
    kept: u32,
    /// As it was typed, with an `x` for a digit that is kept.
    octal: String,
    /// Everything below folders too.
    recursive: bool,
    /// It is known of every item which bits it has.
    known: bool,
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
    /// Begins with what these items have. Bits in which they differ are kept until somebody says otherwise.
    pub fn of(items: impl Iterator<Item = Option<Permissions>>) -> Self {
        let all: Vec<_> = items.map(|item| item.map(Permissions::bits)).collect();
        let mode = all.iter().flatten().next().copied();
        let known = all.iter().all(Option::is_some);
        let differ = |kept, item: &u32| kept | (item ^ mode.unwrap_or(0));
        let kept = all.iter().flatten().fold(0, differ);
        let mut grid = Self {
            mode: mode.unwrap_or(0o644),
            kept: if known { kept } else { 0 },
            octal: String::new(),
            recursive: false,
            known,
        };
        grid.write();
        grid
    }

    /// The items, each with its new mode.
    pub fn applied(&self, items: Vec<Entry>) -> Vec<(Entry, u32)> {
        let mode = |item: &Entry| {
            let had = item.permissions.map_or(self.mode, Permissions::bits);
            had & self.kept | self.mode & !self.kept
        };
        items
            .into_iter()
            .map(|item| {
                let mode = mode(&item);
                (item, mode)
            })
            .collect()
    }

    /// If everything below folders is meant, too: the bits that stay as they are there.
    pub fn below(&self) -> Option<u32> {
        self.recursive.then_some(self.kept)
    }

    fn write(&mut self) {
        let digit = |at: u32| {
            let shift = 3 * at;
            match self.kept >> shift & 7 {
                0 => char::from_digit(self.mode >> shift & 7, 8).unwrap_or('0'),
                _ => KEPT,
            }
        };
        let whole: String = (0..4).rev().map(digit).collect();
        self.octal = whole.strip_prefix('0').unwrap_or(&whole).to_owned();
    }

    /// Reads what was typed, from the right.
    fn read(&mut self) {
        (self.mode, self.kept) = (0, 0);
        for (at, typed) in (0..).zip(self.octal.chars().rev()) {
            match typed.to_digit(8) {
                Some(digit) => self.mode |= digit << (3 * at),
                None => self.kept |= 7 << (3 * at),
            }
        }
    }

    /// Takes what a person did.
    pub fn update(&mut self, message: Message) {
        match message {
            Message::Bit(bit, on) => {
                self.mode = if on { self.mode | bit } else { self.mode & !bit };
                self.kept &= !bit;
                self.write();
            }
            Message::Octal(typed) if typed.chars().count() <= 4 && typed.chars().all(|letter| self.takes(letter)) => {
                self.octal = typed.to_lowercase();
                self.read();
            }
            Message::Octal(_) => {}
            Message::Recursive(on) => self.recursive = on,
        }
    }

    /// What cannot be known is not kept.
    fn takes(&self, letter: char) -> bool {
        letter.is_digit(8) || (self.known && letter.eq_ignore_ascii_case(&KEPT))
    }

    /// Whether a bit is set; `None` where each item keeps its own.
    fn bit(&self, bit: u32) -> Option<bool> {
        (self.kept & bit == 0).then_some(self.mode & bit != 0)
    }
}

pub(super) fn view(context: &Context<'_>, entries: &[Entry], grid: &Grid, charset: Charset) -> Dialog<'static, Said> {
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
        .push(super::moving::names(context, entries, charset))
        .push(ticks(context, grid))
        .push(typed);
    if grid.kept != 0 {
        dialog = dialog.push(parts::paragraph(words.say("app-permissions-kept"), palette.muted));
    }
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

fn ticks(context: &Context<'_>, chosen: &Grid) -> Element<'static, Said> {
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
        let name = container(parts::paragraph(name, palette.muted)).width(WHO);
        let mut line = row![name].spacing(4).align_y(Alignment::Center);
        for (right, bit) in &what {
            let bit = *bit << shift;
            let state = chosen.bit(bit);
            let said = Said::Permissions(Message::Bit(bit, state != Some(true)));
            line = line.push(container(controls::third(state, right.clone(), said, palette)).width(Length::Fill));
        }
        grid = grid.push(line);
    }
    // In a narrow window the columns stand closer together.
    grid.max_width(WHO + 3.0 * (WHAT + measure::GAP)).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn items(modes: &[Option<u32>]) -> Vec<Entry> {
        let of = |mode: &Option<u32>| {
            let mut entry = Entry::new("a".into(), Kind::File);
            entry.permissions = mode.map(Permissions::new);
            entry
        };
        modes.iter().map(of).collect()
    }

    fn grid(modes: &[Option<u32>]) -> Grid {
        Grid::of(items(modes).iter().map(|item| item.permissions))
    }

    fn applied(grid: &Grid, modes: &[Option<u32>]) -> Vec<u32> {
        grid.applied(items(modes)).into_iter().map(|(_, mode)| mode).collect()
    }

    #[test]
    fn bits_that_differ_stay_until_somebody_touches_them() {
        let modes = [Some(0o755), Some(0o644), Some(0o604)];
        let mut grid = grid(&modes);
        assert_eq!(grid.octal, "xxx");
        assert_eq!(applied(&grid, &modes), [0o755, 0o644, 0o604]);
        assert_eq!(
            (grid.bit(0o100), grid.bit(0o400), grid.bit(0o002)),
            (None, Some(true), Some(false))
        );
        grid.update(Message::Bit(0o020, true));
        assert_eq!(applied(&grid, &modes), [0o775, 0o664, 0o624], "only what was touched");
        grid.update(Message::Bit(0o100, true));
        assert_eq!((grid.octal.as_str(), grid.below()), ("7xx", None));
        grid.update(Message::Recursive(true));
        assert_eq!(grid.below(), Some(0o051));
        grid.update(Message::Octal("640".to_owned()));
        assert_eq!((applied(&grid, &modes), grid.below()), (vec![0o640; 3], Some(0)));
    }

    #[test]
    fn a_digit_can_be_kept_by_an_x() {
        let modes = [Some(0o4755), Some(0o755)];
        let mut grid = grid(&modes);
        assert_eq!(grid.octal, "x755");
        grid.update(Message::Octal("X7x0".to_owned()));
        assert_eq!(applied(&grid, &modes), [0o4750, 0o750]);
        grid.update(Message::Octal("x8".to_owned()));
        assert_eq!(grid.octal, "x7x0", "no such digit");
    }

    #[test]
    fn what_is_not_known_is_not_kept() {
        let modes = [Some(0o755), None];
        let mut grid = grid(&modes);
        assert_eq!(
            (grid.octal.as_str(), applied(&grid, &modes)),
            ("755", vec![0o755, 0o755])
        );
        grid.update(Message::Octal("x55".to_owned()));
        assert_eq!(grid.octal, "755");
        assert_eq!(super::Grid::of([None].into_iter()).octal, "644");
    }
}
