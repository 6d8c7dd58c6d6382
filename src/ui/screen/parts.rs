//! What pages and dialogs are made of: headings, paragraphs, rows of facts, buttons, fields.

use iced::widget::scrollable::{Direction, Scrollbar};
use iced::widget::text::{LineHeight, Wrapping};
use iced::widget::{Container, Row, Scrollable, Text, TextInput, button, column, container, row, scrollable};
use iced::widget::{text, text_input};
use iced::{Alignment, Color, Element, Length, Padding};

use crate::ui::look::{Palette, font, icon, measure, style};
use crate::ui::widget::press::Press;

/// The label column of facts and fields.
const LABEL: f32 = 96.0;

/// Where fields begin, right of their labels.
pub const FIELD: f32 = LABEL + measure::GAP;

/// The heading of a page or a dialog.
pub fn heading<'a>(words: String, palette: Palette) -> Text<'a> {
    text(words).size(measure::TITLE).font(font::STRONG).color(palette.text)
}

/// A smaller heading inside.
pub fn subheading<'a>(words: String, palette: Palette) -> Text<'a> {
    text(words).size(measure::TEXT).font(font::STRONG).color(palette.text)
}

/// A paragraph.
pub fn paragraph<'a>(words: String, color: Color) -> Text<'a> {
    text(words)
        .size(measure::TEXT)
        .font(font::TEXT)
        .line_height(LineHeight::Absolute(19.0.into()))
        .color(color)
}

/// A remark.
pub fn small<'a>(words: String, color: Color) -> Text<'a> {
    text(words)
        .size(measure::SMALL)
        .font(font::TEXT)
        .line_height(LineHeight::Absolute(17.0.into()))
        .color(color)
}

/// What a machine said or is to be told.
pub fn mono<'a>(words: String, color: Color) -> Text<'a> {
    text(words)
        .size(measure::SMALL)
        .font(font::MONO)
        .line_height(LineHeight::Absolute(18.0.into()))
        .wrapping(Wrapping::WordOrGlyph)
        .color(color)
}

/// An icon.
pub fn glyph<'a>(glyph: char, size: f32, color: Color) -> Text<'a> {
    text(glyph)
        .size(size)
        .font(font::ICONS)
        .line_height(LineHeight::Relative(1.0))
        .color(color)
}

/// A sunken block for what a machine said.
pub fn block<'a, Message: 'a>(content: impl Into<Element<'a, Message>>, palette: Palette) -> Container<'a, Message> {
    container(content)
        .width(Length::Fill)
        .padding(Padding::from([7.0, 10.0]))
        .style(move |theme| container::Style {
            border: iced::Border {
                radius: measure::RADIUS.into(),
                ..iced::Border::default()
            },
            ..style::ground(palette.chrome)(theme)
        })
}

/// How a button looks and what it means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Weight {
    /// The one that is meant.
    Primary,
    /// Any other.
    Plain,
    /// A link.
    Quiet,
    /// It weakens something.
    Danger,
    /// The one that is meant, and it cannot be undone.
    Destructive,
}

/// A button with words.
pub fn press<'a, Message: Clone + 'a>(
    words: String,
    weight: Weight,
    message: Option<Message>,
    palette: Palette,
) -> Press<'a, Message> {
    let label = text(words)
        .size(measure::TEXT)
        .font(match weight {
            Weight::Primary | Weight::Destructive => font::STRONG,
            Weight::Plain | Weight::Quiet | Weight::Danger => font::TEXT,
        })
        .line_height(LineHeight::Absolute(18.0.into()));
    let side = if weight == Weight::Quiet { 8.0 } else { 13.0 };
    let face = button(label)
        .height(measure::CONTROL)
        .padding(Padding::from([6.0, side]))
        .on_press_maybe(message.clone())
        .style(move |theme, status| match weight {
            Weight::Primary => style::primary(palette)(theme, status),
            Weight::Destructive => style::destructive(palette)(theme, status),
            Weight::Plain => style::plain(palette)(theme, status),
            Weight::Quiet => button::Style {
                text_color: palette.muted,
                ..style::quiet(palette)(theme, status)
            },
            Weight::Danger => button::Style {
                text_color: palette.bad,
                ..style::plain(palette)(theme, status)
            },
        });
    Press::new(face, message, palette.accent)
}

/// A button with an icon only; `hint` is its tooltip.
pub fn icon_press<'a, Message: Clone + 'a>(
    glyph_of: char,
    hint: String,
    message: Message,
    palette: Palette,
) -> Element<'a, Message> {
    let face = button(
        container(glyph(glyph_of, measure::ICON, palette.muted))
            .center_x(Length::Fill)
            .center_y(Length::Fill),
    )
    .width(measure::CONTROL)
    .height(measure::CONTROL)
    .padding(0)
    .on_press(message.clone())
    .style(style::quiet(palette));
    let press = Press::new(face, Some(message), palette.accent);
    iced::widget::tooltip(press, tip(hint, palette), iced::widget::tooltip::Position::Top)
        .gap(4)
        .into()
}

fn tip<'a, Message: 'a>(words: String, palette: Palette) -> Container<'a, Message> {
    container(small(words, palette.text))
        .padding(Padding::from([4.0, 8.0]))
        .style(move |theme| container::Style {
            border: style::line(palette.strong, measure::RADIUS),
            ..style::card(palette)(theme)
        })
}

/// A fact: its name at the left, muted, and its value.
pub fn fact<'a, Message: 'a>(
    name: String,
    value: impl Into<Element<'a, Message>>,
    palette: Palette,
) -> Row<'a, Message> {
    row![
        container(small(name, palette.muted)).width(LABEL),
        container(value).width(Length::Fill),
    ]
    .spacing(measure::GAP)
}

/// A field with its name at the left.
pub fn labelled<'a, Message: 'a>(
    name: String,
    field: impl Into<Element<'a, Message>>,
    palette: Palette,
) -> Row<'a, Message> {
    row![
        container(paragraph(name, palette.muted)).width(LABEL),
        container(field).width(Length::Fill),
    ]
    .spacing(measure::GAP)
    .align_y(Alignment::Center)
}

/// A field to type in.
pub fn field<'a, Message: Clone + 'a>(hint: &str, value: &str, palette: Palette) -> TextInput<'a, Message> {
    text_input(hint, value)
        .size(measure::TEXT)
        .font(font::TEXT)
        .padding(Padding::from([6.0, 9.0]))
        .line_height(LineHeight::Absolute(18.0.into()))
        .style(style::input(palette))
}

/// A field for a secret, with a button at its end that shows or hides it.
pub fn secret_field<'a, Message: Clone + 'a>(
    field: TextInput<'a, Message>,
    shown: bool,
    hint: String,
    toggle: Message,
    palette: Palette,
) -> Element<'a, Message> {
    let eye = if shown { icon::EYE_OFF } else { icon::EYE };
    row![
        field.secure(!shown).width(Length::Fill),
        icon_press(eye, hint, toggle, palette)
    ]
    .spacing(4)
    .align_y(Alignment::Center)
    .into()
}

/// A heading with its icon.
pub fn title<'a, Message: 'a>(sign: char, words: String, color: Color, palette: Palette) -> Element<'a, Message> {
    row![
        container(glyph(sign, 17.0, color)).padding(Padding::ZERO.top(2)),
        container(heading(words, palette)).width(Length::Fill),
    ]
    .spacing(9)
    .into()
}

/// What scrolls where it does not fit, with a narrow bar.
pub fn scrolling<'a, Message: 'a>(
    content: impl Into<Element<'a, Message>>,
    palette: Palette,
) -> Scrollable<'a, Message> {
    let bar = Scrollbar::new().width(6).scroller_width(6).margin(2);
    scrollable(content)
        .direction(Direction::Vertical(bar))
        .width(Length::Fill)
        .style(style::scroll(palette))
}

/// Paragraphs one below the other.
pub fn lines<'a, Message: 'a>(lines: impl IntoIterator<Item = Text<'a>>) -> Element<'a, Message> {
    column(lines.into_iter().map(Element::from)).spacing(2).into()
}
