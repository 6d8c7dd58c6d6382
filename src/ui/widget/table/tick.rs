//! The box before a row that can be ticked.

use iced::advanced::Renderer as _;
use iced::advanced::renderer::Quad;
use iced::advanced::text::Renderer as _;
use iced::{Color, Point, Rectangle, Renderer, Size};

use super::text::{Face, Texts};
use crate::ui::look::{Palette, icon, style};

/// How wide and high the box is.
pub(super) const BOX: f32 = 14.0;

/// Whether a row is ticked; one with rows beneath it may be so in part.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tick {
    /// It is not.
    Off,
    /// Some of the rows beneath it are.
    Part,
    /// It is.
    On,
    /// It cannot be: only the room for the box is there, so that names stand in line.
    Blank,
}

impl Tick {
    /// Of rows, so many of which are ticked.
    pub fn of(ticked: usize, all: usize) -> Self {
        match ticked {
            0 => Self::Off,
            count if count < all => Self::Part,
            _ => Self::On,
        }
    }
}

/// Draws the box at `x` in the middle of a row.
pub(super) fn draw(
    tick: Tick,
    (x, row): (f32, Rectangle),
    (renderer, texts): (&mut Renderer, &mut Texts),
    palette: &Palette,
    body: Rectangle,
) {
    if tick == Tick::Blank {
        return;
    }
    let bounds = Rectangle::new(
        Point::new(x, row.y + ((row.height - BOX) / 2.0).floor()),
        Size::new(BOX, BOX),
    );
    let (ground, line) = if tick == Tick::Off {
        (palette.surface, palette.outline)
    } else {
        (palette.accent, palette.accent)
    };
    let quad = Quad {
        bounds,
        border: style::line(line, 4.0),
        ..Quad::default()
    };
    renderer.fill_quad(quad, ground);
    let glyph = match tick {
        Tick::Off | Tick::Blank => return,
        Tick::Part => icon::MINUS,
        Tick::On => icon::CHECK,
    };
    let glyph = texts.fit(glyph.encode_utf8(&mut [0; 4]), Face::SmallIcon, 99.0, row.height);
    let at = Point::new(x + (BOX - glyph.width) / 2.0, row.y);
    let color: Color = palette.on_accent;
    renderer.fill_paragraph(&glyph.paragraph, at, color, body);
}
