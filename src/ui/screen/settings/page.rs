//! The settings as they are drawn.

use iced::keyboard::{Key, Modifiers};
use iced::widget::{Column, Row, button, column, container, opaque, responsive, row, space};
use iced::{Alignment, Element, Length, Padding};

use super::line;
use super::setting::Section;
use super::{Message, Settings};
use crate::engine::WindowState;
use crate::ui::context::Context;
use crate::ui::keys::Shortcut;
use crate::ui::look::{Palette, font, icon, measure, style};
use crate::ui::screen::modal::{self, FIRST};
use crate::ui::screen::{panel, parts};
use crate::ui::widget::press::Press;

const WIDTH: f32 = 840.0;
const HEIGHT: f32 = 600.0;
const SECTIONS: f32 = 188.0;
/// Below this width the sections stand above what is in them.
const NARROW: f32 = 600.0;

/// The screen over the window.
pub fn view<'a>(
    settings: &'a Settings,
    context: &Context<'a>,
    state: &'a WindowState,
    number: u64,
) -> Element<'a, Message> {
    let context = *context;
    let palette = context.palette;
    let body = responsive(move |size| {
        let narrow = size.width < NARROW;
        let content = content(settings, &context, state, narrow);
        if narrow {
            column![sections(settings, &context, narrow), panel::rule(palette), content].into()
        } else {
            let edge =
                container(space().width(measure::LINE).height(Length::Fill)).style(style::ground(palette.border));
            row![sections(settings, &context, narrow), edge, content].into()
        }
    });
    let card = column![head(settings, &context), panel::rule(palette), body];
    let card = container(card)
        .width(Length::Fill)
        .height(Length::Fill)
        .max_width(WIDTH)
        .max_height(HEIGHT)
        .padding(1)
        .style(style::card(palette));
    let place = container(opaque(card)).center(Length::Fill).padding(16);
    modal::over(place, number, Message::Close, palette, Some(meaning))
}

/// The key that opens the screen closes it.
fn meaning(key: &Key, modifiers: Modifiers) -> Option<Message> {
    let is_comma = matches!(key, Key::Character(sign) if sign.as_str() == ",");
    (modifiers.command() && is_comma).then_some(Message::Close)
}

fn head<'a>(settings: &'a Settings, context: &Context<'a>) -> Element<'a, Message> {
    let (words, palette) = (context.words, context.palette);
    let search = parts::field(&words.say("settings-search"), &settings.typed, palette)
        .id(FIRST)
        .on_input(Message::Search)
        .width(Length::Fill);
    let close = parts::icon_press(icon::X, words.say("settings-close"), Message::Close, palette);
    let title = container(parts::heading(words.say("settings-title"), palette)).width(SECTIONS - 20.0);
    row![
        title,
        parts::glyph(icon::SEARCH, measure::ICON, palette.muted),
        search,
        close
    ]
    .spacing(measure::GAP)
    .align_y(Alignment::Center)
    .padding(Padding::from([measure::PAD, measure::PAD]).left(20.0))
    .into()
}

fn sections<'a>(settings: &Settings, context: &Context<'a>, narrow: bool) -> Element<'a, Message> {
    let searching = !settings.typed.trim().is_empty();
    let all = Section::ALL.map(|section| {
        let chosen = section == settings.section && !searching;
        name(section, chosen, narrow, context)
    });
    let others =
        OTHERS.map(|(shortcut, glyph, words)| other(shortcut, glyph, context.words.say(words), narrow, context));
    if narrow {
        return container(Row::with_children(all).extend(others).spacing(2).wrap())
            .padding(measure::GAP)
            .into();
    }
    let apart = container(panel::rule(context.palette)).padding(Padding::from([measure::GAP, 0.0]));
    container(Column::with_children(all).push(apart).extend(others).spacing(2))
        .width(SECTIONS)
        .height(Length::Fill)
        .padding(measure::PAD)
        .into()
}

/// Screens that belong to the settings and are none of their sections.
const OTHERS: [(Shortcut, char, &str); 4] = [
    (Shortcut::Import, icon::DOWNLOAD, "settings-command-import"),
    (Shortcut::Export, icon::UPLOAD, "settings-command-export"),
    (Shortcut::Trusted, icon::SHIELD_CHECK, "settings-command-trusted"),
    (Shortcut::Private, icon::TRASH_2, "settings-command-private"),
];

/// The name of another screen, which opens it.
fn other<'a>(
    shortcut: Shortcut,
    glyph: char,
    words: String,
    narrow: bool,
    context: &Context<'a>,
) -> Element<'a, Message> {
    let palette = context.palette;
    let content = row![
        parts::glyph(glyph, measure::ICON, palette.muted),
        parts::paragraph(words, palette.text)
    ]
    .spacing(9)
    .align_y(Alignment::Center);
    let message = Message::Open(shortcut);
    let face = button(content)
        .width(if narrow { Length::Shrink } else { Length::Fill })
        .padding(Padding::from([5.0, 9.0]))
        .on_press(message.clone())
        .style(style::segment(palette, false));
    Press::new(face, Some(message), palette.accent).into()
}

/// The name of a section, which shows it.
fn name<'a>(section: Section, chosen: bool, narrow: bool, context: &Context<'a>) -> Element<'a, Message> {
    let palette = context.palette;
    let color = if chosen { palette.accent } else { palette.text };
    let icon_color = if chosen { palette.accent } else { palette.muted };
    let label = parts::paragraph(context.words.say(section.words()), color).font(if chosen {
        font::STRONG
    } else {
        font::TEXT
    });
    let content = row![parts::glyph(glyph(section), measure::ICON, icon_color), label]
        .spacing(9)
        .align_y(Alignment::Center);
    let width = if narrow { Length::Shrink } else { Length::Fill };
    let message = Message::Section(section);
    let face = button(content)
        .width(width)
        .padding(Padding::from([5.0, 9.0]))
        .on_press(message.clone())
        .style(style::segment(palette, chosen));
    Press::new(face, Some(message), palette.accent).into()
}

fn glyph(section: Section) -> char {
    match section {
        Section::Transfers => icon::ARROW_UP_DOWN,
        Section::Connection => icon::PLUG,
        Section::Ftp => icon::SERVER,
        Section::Files => icon::FILE,
        Section::Looks => icon::SUN,
        Section::Log => icon::TERMINAL,
        Section::Keys => icon::KEYBOARD,
    }
}

fn content<'a>(
    settings: &'a Settings,
    context: &Context<'a>,
    state: &'a WindowState,
    narrow: bool,
) -> Element<'a, Message> {
    let (words, palette) = (context.words, context.palette);
    let shown = settings.shown(words);
    if shown.is_empty() {
        return panel::empty(
            words.say("settings-nothing-found"),
            words.say("settings-nothing-found-hint"),
            palette,
        );
    }
    let mut page = Column::new().width(Length::Fill);
    for (section, found) in shown {
        page = page.push(section_head(words.say(section.words()), palette));
        for (at, setting) in found.into_iter().enumerate() {
            if at > 0 {
                page = page.push(panel::rule(palette));
            }
            page = page.push(line::view(settings, setting, context, state, narrow));
        }
        page = page.push(space().height(measure::PAD));
    }
    let page = container(page).padding(Padding::from([8.0, 20.0]));
    parts::scrolling(page, palette).height(Length::Fill).into()
}

fn section_head<'a>(words: String, palette: Palette) -> Element<'a, Message> {
    container(parts::subheading(words, palette))
        .padding(Padding::from([8.0, 0.0]))
        .into()
}
