//! The palette as it is drawn: a field, and the lines that fit what stands in it.

use iced::widget::{Column, button, column, container, mouse_area, row, space, text};
use iced::{Alignment, Element, Length, Padding, mouse};

use super::{Command, Commands, LINES, Message, meaning};
use crate::ui::context::Context;
use crate::ui::look::{Palette, icon, measure, style};
use crate::ui::screen::modal::{self, FIRST};
use crate::ui::screen::{controls, panel, parts};

const WIDTH: f32 = 560.0;
const LINE: f32 = 32.0;
/// How far below the upper edge of the window it stands.
const TOP: f32 = 64.0;
/// The mark of where in the list the lines are.
const MARK: f32 = 4.0;

pub fn view<'a, T: Clone + 'a>(commands: &'a Commands<T>, context: &Context<'a>, number: u64) -> Element<'a, Message> {
    let (words, palette) = (context.words, context.palette);
    let field = parts::field(&words.say("settings-command-hint"), &commands.typed, palette)
        .id(FIRST)
        .on_input(Message::Typed)
        .on_submit(Message::Accepted)
        .size(measure::TITLE)
        .style(move |theme, status| iced::widget::text_input::Style {
            background: palette.raised.into(),
            border: iced::Border::default(),
            ..style::input(palette)(theme, status)
        });
    let head = row![parts::glyph(icon::SEARCH, measure::ICON, palette.muted), field]
        .spacing(4)
        .align_y(Alignment::Center)
        .padding(Padding::from([6.0, measure::PAD]));
    let body: Element<'a, Message> = if commands.found.is_empty() {
        container(parts::paragraph(words.say("settings-command-none"), palette.muted))
            .padding(16)
            .into()
    } else {
        list(commands, palette)
    };
    let card = container(column![head, panel::rule(palette), body])
        .max_width(WIDTH)
        .width(Length::Fill)
        .style(style::card(palette));
    let place = container(iced::widget::opaque(card))
        .width(Length::Fill)
        .height(Length::Fill)
        .align_x(Alignment::Center)
        .padding(Padding::from(16.0).top(TOP));
    modal::over(place, number, Message::Close, palette, Some(meaning))
}

fn list<'a, T: Clone + 'a>(commands: &'a Commands<T>, palette: Palette) -> Element<'a, Message> {
    let lines = commands
        .seen()
        .map(|(at, command)| line(at, command, at == commands.chosen, palette));
    let lines = Column::with_children(lines).width(Length::Fill);
    let content = row![lines, position(commands, palette)].padding(6).spacing(2);
    mouse_area(content)
        .on_scroll(|delta| {
            let lines = match delta {
                mouse::ScrollDelta::Lines { y, .. } => y,
                mouse::ScrollDelta::Pixels { y, .. } => y / LINE,
            };
            #[expect(clippy::cast_possible_truncation, reason = "a few lines")]
            let lines = -lines.clamp(-100.0, 100.0).round() as isize;
            Message::Rolled(lines)
        })
        .into()
}

fn line<'a, T>(at: usize, command: &'a Command<T>, chosen: bool, palette: Palette) -> Element<'a, Message> {
    let name = text(command.title.clone())
        .size(measure::TEXT)
        .color(palette.text)
        .width(Length::Fill)
        .wrapping(text::Wrapping::None);
    let mut content = row![container(name).clip(true).width(Length::Fill)]
        .spacing(measure::PAD)
        .height(Length::Fill)
        .align_y(Alignment::Center);
    if let Some(keys) = command.keys {
        content = content.push(controls::keys(keys, palette));
    }
    let face = button(content)
        .height(LINE)
        .padding([0.0, 10.0])
        .on_press(Message::Pressed(at))
        .style(move |_, _| button::Style {
            background: chosen.then(|| palette.selection.into()),
            text_color: palette.text,
            border: style::line(iced::Color::TRANSPARENT, measure::RADIUS),
            ..button::Style::default()
        });
    mouse_area(face)
        .on_move(move |point| Message::Pointed(at, point))
        .into()
}

/// Where in the list the lines are, if they are not all of it.
fn position<'a, T: Clone>(commands: &Commands<T>, palette: Palette) -> Element<'a, Message> {
    let count = commands.found.len();
    if count <= LINES {
        return space().into();
    }
    let part = |lines: usize| Length::FillPortion(u16::try_from(lines).unwrap_or(u16::MAX));
    let mark = container(space().width(MARK).height(Length::Fill))
        .height(part(LINES))
        .style(move |theme| container::Style {
            border: style::line(iced::Color::TRANSPARENT, MARK / 2.0),
            ..style::ground(palette.strong)(theme)
        });
    let rest = count - LINES - commands.first.min(count - LINES);
    let mut lane = column![].height(lines_height(LINES));
    if commands.first > 0 {
        lane = lane.push(space().height(part(commands.first)));
    }
    lane = lane.push(mark);
    if rest > 0 {
        lane = lane.push(space().height(part(rest)));
    }
    lane.into()
}

#[expect(clippy::cast_precision_loss, reason = "a few lines")]
fn lines_height(lines: usize) -> f32 {
    lines as f32 * LINE
}
