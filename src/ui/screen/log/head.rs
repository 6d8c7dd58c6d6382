//! What stands around the lines: the head with its buttons, the filter, what an empty log says, the line for a command.

use std::fmt;

use iced::widget::{button, column, container, pick_list, row, space, text, text_input};
use iced::{Alignment, Border, Element, Length, padding};

use super::connections::Tag;
use super::{Log, Message};
use crate::ui::context::Context;
use crate::ui::look::{Palette, font, icon, measure, style};
use crate::ui::screen::panel::{self, hinted, icon_button, rule, underlined};
use crate::ui::widget::press::Press;
use crate::ui::widget::touched::Touched;

/// The title and the buttons.
pub fn head<'a>(log: &'a Log, context: &Context<'a>) -> Element<'a, Message> {
    let (palette, words, zone) = (context.palette, context.words, context.zone);
    let title = text(words.say("log-title"))
        .size(measure::TEXT)
        .font(font::STRONG)
        .color(palette.text);
    let title = container(title).center_y(Length::Fill).padding([0, 10]);
    let lit = |on: bool| if on { palette.accent } else { palette.muted };
    let follow = if log.following {
        icon_button(
            icon::PAUSE,
            palette.muted,
            words.say("log-stay"),
            Message::Follow(false),
            palette,
        )
    } else {
        icon_button(
            icon::ARROW_DOWN,
            palette.accent,
            words.say("log-follow"),
            Message::Follow(true),
            palette,
        )
    };
    let narrow = log.filtering || log.filter.is_narrow();
    let line = row![
        underlined(title.into(), palette.accent),
        space::horizontal(),
        icon_button(
            icon::LIST_FILTER,
            lit(narrow),
            words.say("log-filter"),
            Message::Filter(!log.filtering),
            palette
        ),
        icon_button(
            icon::COPY,
            palette.muted,
            words.say("log-copy"),
            Message::Copy(zone),
            palette
        ),
        icon_button(
            icon::SAVE,
            palette.muted,
            words.say("log-save"),
            Message::Save(zone),
            palette
        ),
        icon_button(
            icon::TRASH_2,
            palette.muted,
            words.say("log-clear"),
            Message::Clear,
            palette
        ),
        follow,
    ]
    .spacing(2)
    .align_y(Alignment::Center)
    .height(measure::HEAD - measure::LINE);
    let line = container(line.width(Length::Fill)).padding(padding::left(10).right(8));
    column![line, rule(palette)].into()
}

/// The fields of the filter.
pub fn filter<'a>(log: &'a Log, context: &Context<'a>) -> Element<'a, Message> {
    let (palette, words) = (context.palette, context.words);
    let filter = &log.filter;
    let field = text_input(&words.say("log-filter-words"), &log.typed)
        .on_input(Message::Words)
        .size(measure::SMALL)
        .padding([4, 8])
        .width(Length::Fill)
        .style(style::input(palette));
    let choices = choices(log, context);
    let chosen = choices.iter().find(|choice| choice.tag == filter.tag).cloned();
    let pick = pick_list(choices, chosen, |choice| Message::Connection(choice.tag))
        .text_size(measure::SMALL)
        .padding([4, 8])
        .style(move |_, _| picked(palette))
        .menu_style(move |_| menu(palette));
    let kind = |sign: &'a str, on: bool, hint: &str, message: Message| {
        let sign = text(sign).size(measure::SMALL).font(font::MONO).center();
        let press = button(sign)
            .padding(0)
            .width(26)
            .height(24)
            .style(style::segment(palette, on))
            .on_press(message.clone());
        let press = Press::new(press, Some(message), palette.accent).inside();
        hinted(press.into(), words.say(hint), palette)
    };
    let named = |label: String, on: bool, message: Message| {
        let press = button(container(text(label).size(measure::SMALL)).center_y(Length::Fill))
            .padding([0, 8])
            .height(24)
            .style(style::segment(palette, on))
            .on_press(message.clone());
        Press::new(press, Some(message), palette.accent).inside()
    };
    let line = row![
        field,
        pick,
        row![
            kind(">", filter.sent, "log-kind-sent", Message::Sent(!filter.sent)),
            kind(
                "<",
                filter.received,
                "log-kind-received",
                Message::Received(!filter.received)
            ),
            kind("*", filter.notes, "log-kind-notes", Message::Notes(!filter.notes)),
        ],
        named(
            words.say("log-only-errors"),
            filter.only_errors,
            Message::OnlyErrors(!filter.only_errors)
        ),
        named(
            words.say("log-everywhere"),
            log.everywhere,
            Message::Everywhere(!log.everywhere)
        ),
    ]
    .spacing(6)
    .align_y(Alignment::Center);
    let line = container(line).center_y(36).padding([0.0, 10.0]);
    column![line, rule(palette)].into()
}

/// What stands there instead of lines.
pub fn empty<'a>(log: &'a Log, context: &Context<'a>) -> Element<'a, Message> {
    let words = context.words;
    let hidden = log.ring.iter().next().is_some();
    let (title, hint) = if hidden && log.filter.is_narrow() {
        (words.say("log-nothing-passes"), words.say("log-nothing-passes-hint"))
    } else if hidden {
        (words.say("log-empty-tab"), words.say("log-empty-tab-hint"))
    } else {
        (words.say("log-empty"), words.say("log-empty-hint"))
    };
    panel::empty(title, hint, context.palette)
}

/// The line for a command of the person's own.
pub fn command<'a>(log: &'a Log, context: &Context<'a>) -> Element<'a, Message> {
    let palette = context.palette;
    let field = text_input(&context.words.say("log-command"), &log.command)
        .on_input(Message::Command)
        .on_submit(Message::Send)
        .size(measure::SMALL)
        .font(font::MONO)
        .padding([4, 0])
        .style(move |theme, status| text_input::Style {
            border: Border::default(),
            ..style::input(palette)(theme, status)
        });
    let sign = text(">").size(measure::SMALL).font(font::MONO).color(palette.accent);
    let line = row![sign, field].spacing(measure::GAP).align_y(Alignment::Center);
    let line = container(line).center_y(measure::CONTROL).padding([0.0, measure::PAD]);
    Touched::new(column![rule(palette), line], Message::Typing).into()
}

/// A connection to choose.
#[derive(Clone, Debug, PartialEq)]
struct Choice {
    label: String,
    tag: Option<Tag>,
}

impl fmt::Display for Choice {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.label)
    }
}

fn choices(log: &Log, context: &Context<'_>) -> Vec<Choice> {
    let words = context.words;
    let all = Choice {
        label: words.say("log-all-connections"),
        tag: None,
    };
    let one = |tag: Tag| Choice {
        label: match tag {
            Tag::Browsing => words.say("log-browsing"),
            Tag::Transfer(number) => words.with("log-transfer", &[("number", u64::from(number).into())]),
        },
        tag: Some(tag),
    };
    let tags = log.connections.tags(log.filter.server.as_deref());
    std::iter::once(all).chain(tags.into_iter().map(one)).collect()
}

fn picked(palette: Palette) -> pick_list::Style {
    pick_list::Style {
        text_color: palette.text,
        placeholder_color: palette.muted,
        handle_color: palette.muted,
        background: palette.raised.into(),
        border: style::line(palette.outline, measure::RADIUS),
    }
}

fn menu(palette: Palette) -> iced::overlay::menu::Style {
    iced::overlay::menu::Style {
        background: palette.raised.into(),
        border: style::line(palette.strong, measure::RADIUS),
        text_color: palette.text,
        selected_text_color: palette.text,
        selected_background: palette.accent_ground.into(),
        shadow: iced::Shadow::default(),
    }
}
