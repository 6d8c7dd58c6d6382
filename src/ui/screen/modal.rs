//! The frame of every dialog: a card in the middle of the dimmed window.

mod large;

use iced::widget::{Column, Container, Row, center, column, container, mouse_area, opaque, space};
use iced::{Alignment, Color, Element, Length, Padding};

use crate::ui::look::{Palette, measure, style};
use crate::ui::screen::parts;
use crate::ui::widget::press::Press;
use crate::ui::widget::trap::{Meaning, Trap};

pub use large::Large;

/// How wide a dialog is, and one with a table or two columns.
const WIDTH: f32 = 480.0;
const WIDE: f32 = 768.0;
/// How high the content gets before it scrolls.
const HEIGHT: f32 = 480.0;

/// What gets the focus first. Where somebody else asks (a server, a program that is told to close) it is never what agrees.
pub const FIRST: &str = "first";

/// The number of one page of a dialog with several: the focus starts anew with each, as with another dialog.
pub fn page(number: u64, page: u32) -> u64 {
    number | u64::from(page) << 32
}

/// One dialog.
pub struct Dialog<'a, Message> {
    /// Its sign and colour, and its heading.
    pub title: (char, Color, String),
    /// What stands between heading and buttons.
    pub content: Vec<Element<'a, Message>>,
    /// The buttons, from the left.
    pub buttons: Vec<Element<'a, Message>>,
    /// How wide it is, where the window has the room.
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

    /// With room for a table or two columns.
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
    // Head and foot have a width of their own and the content has none: so the toolkit gives them their room first, and in a low
    // window the content scrolls instead of taking it.
    let edge = |part: Element<'a, Message>| container(part).padding(Padding::from([0.0, 20.0])).width(dialog.width);
    let card = container(
        column![
            edge(parts::title(sign, heading, color, palette)),
            container(content).max_height(HEIGHT).width(Length::Fill),
            edge(foot.into()),
        ]
        .spacing(14)
        .width(Length::Shrink),
    )
    .padding(Padding::from([20.0, 0.0]))
    .style(style::card(palette));
    let place = center(opaque(card)).padding(16);
    let scrim = mouse_area(place.style(move |theme| style::ground(scrim(palette))(theme)));
    Trap::new(opaque(scrim), number, FIRST, escape).into()
}

/// A card of its own make over the dimmed window, in its `place`: a press beside it is Esc, too, for nothing in it can get lost.
/// `keys` are heard before anything in it.
pub fn over<'a, Message: Clone + 'a>(
    place: Container<'a, Message>,
    number: u64,
    escape: Message,
    palette: Palette,
    keys: Option<Meaning<Message>>,
) -> Element<'a, Message> {
    let scrim = place.style(move |theme| style::ground(scrim(palette))(theme));
    let scrim = mouse_area(scrim).on_press(escape.clone());
    let trap = Trap::new(opaque(scrim), number, FIRST, escape);
    match keys {
        Some(meaning) => trap.keys(meaning).into(),
        None => trap.into(),
    }
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
