//! The colour that marks a site, and what somebody wrote about it.

use iced::widget::text_editor::{self, TextEditor};
use iced::widget::{Row, button, column, container};
use iced::{Element, Length, Theme};

use super::line::Lines;
use super::message::{Edit, Message};
use crate::site::Colour;
use crate::ui::look::{Palette, font, icon, measure, style};
use crate::ui::screen::parts;
use crate::ui::widget::press::Press;

/// A swatch of a colour.
const SWATCH: f32 = 22.0;

pub fn view<'a>(lines: &Lines<'a, '_>) -> Element<'a, Message> {
    let (words, palette) = (lines.context.words, lines.context.palette);
    let editor = TextEditor::new(&lines.shown.notes)
        .placeholder(words.say("sites-notes-hint"))
        .on_action(Message::Notes)
        .font(font::TEXT)
        .size(measure::TEXT)
        .padding(measure::GAP)
        .height(Length::Fixed(220.0))
        .style(paper(palette));
    column![
        lines.line("sites-colour", swatches(lines)),
        lines.remark(words.say("sites-colour-means")),
        lines.line("sites-notes", editor),
        lines.remark(words.say("sites-notes-means")),
    ]
    .spacing(measure::PAD)
    .into()
}

fn swatches<'a>(lines: &Lines<'a, '_>) -> Element<'a, Message> {
    let (words, palette) = (lines.context.words, lines.context.palette);
    let all = Colour::ALL.map(|colour| {
        let chosen = lines.shown.form.colour == colour;
        let ground = palette.mark(colour).unwrap_or(palette.surface);
        let sign = match (chosen, colour) {
            (true, Colour::None) => parts::glyph(icon::CHECK, 12.0, palette.text),
            (true, _) => parts::glyph(icon::CHECK, 12.0, palette.surface),
            (false, Colour::None) => parts::glyph(icon::BAN, 12.0, palette.muted),
            (false, _) => parts::glyph(' ', 12.0, palette.surface),
        };
        let message = Message::Edit(Edit::Colour(colour));
        let face = button(container(sign).center(Length::Fill))
            .width(SWATCH)
            .height(SWATCH)
            .padding(0)
            .on_press(message.clone())
            .style(move |_, _| button::Style {
                background: Some(ground.into()),
                border: style::line(
                    if colour == Colour::None {
                        palette.outline
                    } else {
                        ground
                    },
                    SWATCH / 2.0,
                ),
                ..button::Style::default()
            });
        let press = Press::new(face, Some(message), palette.accent);
        crate::ui::screen::panel::hinted(press.into(), words.say(colour_key(colour)), palette)
    });
    let row = Row::with_children(all).spacing(measure::PAD);
    // The marks of focus have room around them.
    container(row)
        .padding([4, 2])
        .height(measure::CONTROL)
        .width(Length::Fill)
        .into()
}

fn paper(palette: Palette) -> impl Fn(&Theme, text_editor::Status) -> text_editor::Style {
    move |_, status| {
        let focused = matches!(status, text_editor::Status::Focused { .. });
        let mut border = style::line(if focused { palette.accent } else { palette.outline }, measure::RADIUS);
        if focused {
            border.width = measure::EDGE;
        }
        text_editor::Style {
            background: palette.surface.into(),
            border,
            placeholder: palette.muted,
            value: palette.text,
            selection: palette.selection,
        }
    }
}

fn colour_key(colour: Colour) -> &'static str {
    match colour {
        Colour::None => "sites-colour-none",
        Colour::Red => "sites-colour-red",
        Colour::Orange => "sites-colour-orange",
        Colour::Yellow => "sites-colour-yellow",
        Colour::Green => "sites-colour-green",
        Colour::Cyan => "sites-colour-cyan",
        Colour::Blue => "sites-colour-blue",
        Colour::Magenta => "sites-colour-magenta",
    }
}
