//! Controls that the keyboard reaches: ticks, switches, choices side by side; and how a key is drawn.

use iced::widget::{Row, button, container, row, space};
use iced::{Alignment, Color, Element, Length, Padding};

use crate::ui::look::{Palette, font, icon, measure, style};
use crate::ui::screen::parts;
use crate::ui::widget::press::Press;

/// The box of a tick.
const BOX: f32 = 16.0;
/// A switch, and the knob in it.
const SWITCH: (f32, f32) = (34.0, 20.0);
const KNOB: f32 = 14.0;

/// A box with its words, ticked or not.
pub fn tick<'a, Message: Clone + 'a>(
    on: bool,
    label: String,
    message: Message,
    palette: Palette,
) -> Press<'a, Message> {
    third(Some(on), label, message, palette)
}

/// The same with a third state: `None` is neither on nor off.
pub fn third<'a, Message: Clone + 'a>(
    state: Option<bool>,
    label: String,
    message: Message,
    palette: Palette,
) -> Press<'a, Message> {
    let mark = match state {
        Some(true) => icon::CHECK,
        Some(false) => ' ',
        None => icon::MINUS,
    };
    let (ground, line) = match state {
        Some(false) => (palette.surface, palette.outline),
        Some(true) | None => (palette.accent, palette.accent),
    };
    let mark = container(parts::glyph(mark, 12.0, palette.on_accent))
        .center(BOX)
        .style(move |_| container::Style {
            background: Some(ground.into()),
            border: style::line(line, 4.0),
            ..container::Style::default()
        });
    let face = row![mark, parts::paragraph(label, palette.text)]
        .spacing(measure::GAP)
        .align_y(Alignment::Center);
    let face = button(face)
        .padding(Padding::from([4.0, 5.0]).left(0.0))
        .on_press(message.clone())
        .style(move |_, _| button::Style {
            text_color: palette.text,
            ..button::Style::default()
        });
    Press::new(face, Some(message), palette.accent)
}

/// A switch, on or off. The knob's side tells it beside the colour.
pub fn switch<'a, Message: Clone + 'a>(on: bool, message: Message, palette: Palette) -> Press<'a, Message> {
    let ground = if on { palette.accent } else { palette.outline };
    let knob = container(space().width(KNOB).height(KNOB)).style(move |_| container::Style {
        background: Some(palette.surface.into()),
        border: style::line(Color::TRANSPARENT, KNOB / 2.0),
        ..container::Style::default()
    });
    let (width, height) = SWITCH;
    let inset = (height - KNOB) / 2.0;
    let lane = if on {
        container(knob).align_right(width)
    } else {
        container(knob).align_left(width)
    };
    let lane = lane
        .align_y(Alignment::Center)
        .height(height)
        .padding(Padding::from([0.0, inset]))
        .style(move |_| container::Style {
            background: Some(ground.into()),
            border: style::line(Color::TRANSPARENT, height / 2.0),
            ..container::Style::default()
        });
    let face = button(lane)
        .padding(0)
        .on_press(message.clone())
        .style(|_, _| button::Style::default());
    Press::new(face, Some(message), palette.accent)
}

/// Choices side by side, in as many lines as they need; one is chosen.
pub fn segments<'a, Message: Clone + 'a>(
    choices: Vec<(String, Message)>,
    chosen: usize,
    palette: Palette,
) -> Element<'a, Message> {
    let faces = choices.into_iter().enumerate().map(|(at, (words, message))| {
        let is_chosen = at == chosen;
        let label = parts::paragraph(words, if is_chosen { palette.accent } else { palette.text });
        let label = label.font(if is_chosen { font::STRONG } else { font::TEXT });
        let face = button(label)
            .padding(Padding::from([4.0, 10.0]))
            .on_press(message.clone())
            .style(style::segment(palette, is_chosen));
        Element::from(Press::new(face, Some(message), palette.accent))
    });
    container(Row::with_children(faces).wrap())
        .padding(1)
        .style(move |_| container::Style {
            border: style::line(palette.outline, measure::RADIUS),
            ..container::Style::default()
        })
        .into()
}

/// A key, as it is printed on a keyboard.
pub fn keys<'a, Message: 'a>(written: &'static str, palette: Palette) -> Element<'a, Message> {
    let label = parts::small(written.to_owned(), palette.muted);
    container(label)
        .padding(Padding::from([0.0, 6.0]))
        .width(Length::Shrink)
        .style(move |_| container::Style {
            background: Some(palette.chrome.into()),
            border: style::line(palette.border, 4.0),
            ..container::Style::default()
        })
        .into()
}
