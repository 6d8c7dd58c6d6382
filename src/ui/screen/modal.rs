//! The frame of every dialog: a card in the middle of the dimmed window.

use iced::widget::{Column, Row, center, column, container, mouse_area, opaque, space};
use iced::{Alignment, Color, Element, Length, Padding};

use crate::ui::look::{Palette, measure, style};
use crate::ui::screen::parts;
use crate::ui::widget::press::Press;
use crate::ui::widget::trap::Trap;

/// How wide a dialog is.
const WIDTH: f32 = 480.0;

/// How wide one with a table is.
const WIDE: f32 = 768.0;

/// What gets the focus first: never what agrees to something.
pub const FIRST: &str = "first";

/// One dialog.
pub struct Dialog<'a, Message> {
    /// Its sign and colour, and its heading.
    pub title: (char, Color, String),
    /// What stands between heading and buttons.
    pub content: Vec<Element<'a, Message>>,
    /// The buttons, from the left.
    pub buttons: Vec<Element<'a, Message>>,
    width: f32,
}

impl<'a, Message: Clone + 'a> Dialog<'a, Message> {
    /// A dialog with a heading.
    pub fn new(sign: char, color: Color, heading: String) -> Self {
        Self {
            title: (sign, color, heading),
            content: Vec::new(),
            buttons: Vec::new(),
            width: WIDTH,
        }
    }

    /// With room for a table.
    pub fn wide(mut self) -> Self {
        self.width = WIDE;
        self
    }

    /// With one more part.
    pub fn push(mut self, part: impl Into<Element<'a, Message>>) -> Self {
        self.content.push(part.into());
        self
    }

    /// With one more button.
    pub fn button(mut self, press: Press<'a, Message>) -> Self {
        self.buttons.push(press.into());
        self
    }
}

/// The dialog over the window, with the keyboard to itself: Esc sends `escape`. Each dialog has a number of its own, so
/// that the focus starts anew with the next one. `remark` stands at the left of the buttons.
pub fn modal<'a, Message: Clone + 'a>(
    dialog: Dialog<'a, Message>,
    number: u64,
    escape: Message,
    remark: Option<String>,
    palette: Palette,
) -> Element<'a, Message> {
    let (sign, color, heading) = dialog.title;
    let mut foot = Row::new().spacing(measure::GAP).align_y(Alignment::Center);
    if let Some(remark) = remark {
        foot = foot.push(parts::small(remark, palette.muted));
    }
    foot = foot.push(space().width(Length::Fill));
    for button in dialog.buttons {
        foot = foot.push(button);
    }
    let content = parts::scrolling(
        Column::with_children(dialog.content)
            .spacing(measure::PAD)
            .padding(Padding::from([0.0, 20.0])),
        palette,
    );
    let card = container(
        column![
            container(parts::title(sign, heading, color, palette)).padding(Padding::from([0.0, 20.0])),
            container(content).max_height(420),
            container(foot).padding(Padding::from([0.0, 20.0])),
        ]
        .spacing(14),
    )
    .width(dialog.width)
    .padding(Padding::from([20.0, 0.0]))
    .style(style::card(palette));
    let scrim = mouse_area(
        center(opaque(card))
            .padding(16)
            .style(move |theme| style::ground(scrim(palette))(theme)),
    );
    Trap::new(opaque(scrim), number, FIRST, escape).into()
}

/// Dims the window and lets it show through.
fn scrim(palette: Palette) -> Color {
    Color {
        a: 0.45,
        ..match palette.shade {
            crate::ui::look::Shade::Light => palette.text,
            crate::ui::look::Shade::Dark => Color::BLACK,
        }
    }
}
