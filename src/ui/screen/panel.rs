//! What the two panels at the foot of the window have in common.

use iced::widget::{button, column, container, row, space, stack, text, tooltip};
use iced::{Alignment, Color, Element, Length, Padding};

use crate::ui::look::{Palette, font, measure, style};
use crate::ui::screen::parts;
use crate::ui::widget::press::Press;

/// A hairline across.
pub fn rule<'a, Message: 'a>(palette: Palette) -> Element<'a, Message> {
    container(space::horizontal().height(measure::LINE))
        .style(style::ground(palette.border))
        .into()
}

/// A title in the head of a panel, with a line under it if it is the chosen one.
pub fn underlined<'a, Message: 'a>(title: Element<'a, Message>, line: Color) -> Element<'a, Message> {
    let line = container(space::horizontal().height(measure::EDGE)).style(style::ground(line));
    stack![title, container(line).align_bottom(Length::Fill)]
        .height(Length::Fill)
        .into()
}

/// A quiet square with an icon, and words for it.
pub fn icon_button<'a, Message: Clone + 'a>(
    glyph: char,
    color: Color,
    hint: String,
    message: Message,
    palette: Palette,
) -> Element<'a, Message> {
    let glyph = text(glyph).font(font::ICONS).size(measure::ICON).color(color);
    let press = button(container(glyph).center(Length::Fill))
        .padding(0)
        .width(measure::CONTROL - 2.0)
        .height(measure::CONTROL - 2.0)
        .style(style::quiet(palette))
        .on_press(message.clone());
    let press = Press::new(press, Some(message), palette.accent).inside();
    hinted(press.into(), hint, palette)
}

/// Something with words that show when the pointer is over it.
pub fn hinted<'a, Message: 'a>(content: Element<'a, Message>, hint: String, palette: Palette) -> Element<'a, Message> {
    let words = container(text(hint).size(measure::SMALL))
        .padding([4, 8])
        .style(style::card(palette));
    tooltip(content, words, tooltip::Position::Top).gap(4).into()
}

/// A remark on a ground of its own, with a sign.
pub fn notice<'a, Message: 'a>(
    (glyph, color): (char, Color),
    words: String,
    ground: Color,
    palette: Palette,
) -> Element<'a, Message> {
    let sign = container(parts::glyph(glyph, measure::ICON, color)).padding(Padding::ZERO.top(2));
    let words = row![sign, parts::paragraph(words, palette.text).width(Length::Fill)].spacing(9);
    container(words)
        .width(Length::Fill)
        .padding(Padding::from([measure::GAP, measure::PAD]))
        .style(move |theme| container::Style {
            border: style::line(Color::TRANSPARENT, measure::RADIUS),
            ..style::ground(ground)(theme)
        })
        .into()
}

/// What stands where there is nothing to show: what that means, and what to do next.
pub fn empty<'a, Message: 'a>(title: String, hint: String, palette: Palette) -> Element<'a, Message> {
    let words = column![
        text(title).size(measure::TEXT).color(palette.text),
        text(hint).size(measure::SMALL).color(palette.muted),
    ]
    .spacing(4)
    .align_x(Alignment::Center);
    container(words).center(Length::Fill).padding(measure::PAD).into()
}
