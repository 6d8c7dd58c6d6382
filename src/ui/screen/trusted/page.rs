//! The screen as it is drawn: kinds at the left, the table, and beneath it everything about the row that is chosen.

use iced::widget::{Column, Row, button, column, container, responsive, row, space};
use iced::{Alignment, Element, Length, Padding};

use super::entry::Entry;
use super::sheet::{self, Sheet};
use super::{Message, Section, Trusted};
use crate::ui::context::Context;
use crate::ui::humane::Dates;
use crate::ui::look::{font, icon, measure, style};
use crate::ui::screen::modal::{FIRST, Large};
use crate::ui::screen::panel;
use crate::ui::screen::parts::{self, Weight};
use crate::ui::widget::press::Press;
use crate::ui::widget::reach::Reach;
use crate::ui::widget::table::{Happening, Select, Table};

/// The kinds at the left.
const SECTIONS: f32 = 188.0;
/// The field to search.
const SEARCH: f32 = 220.0;
/// What stands beneath the table.
const DETAIL: f32 = 176.0;
/// Below this width the kinds stand above the table.
const NARROW: f32 = 640.0;

/// The screen over the window.
pub fn view<'a>(screen: &'a Trusted, context: &Context<'a>, number: u64) -> Element<'a, Message> {
    let (words, palette) = (context.words, context.palette);
    let context = *context;
    let body = responsive(move |size| {
        let narrow = size.width < NARROW;
        let content = content(screen, &context);
        if narrow {
            column![sections(screen, &context, narrow), panel::rule(palette), content].into()
        } else {
            let edge =
                container(space().width(measure::LINE).height(Length::Fill)).style(style::ground(palette.border));
            row![sections(screen, &context, narrow), edge, content].into()
        }
    });
    let search = parts::field(&words.say("trusted-search"), &screen.typed, palette)
        .id(FIRST)
        .on_input(Message::Search)
        .width(SEARCH);
    let search = row![parts::glyph(icon::SEARCH, measure::ICON, palette.muted), search]
        .spacing(measure::GAP)
        .align_y(Alignment::Center);
    let mut page = Large::new(icon::SHIELD_CHECK, palette.accent, words.say("trusted-title"), body)
        .head(search)
        .remark(parts::small(words.say("trusted-remark"), palette.muted));
    let close = parts::press(words.say("trusted-close"), Weight::Plain, Some(Message::Close), palette);
    page = page.button(close);
    page.view(number, Message::Close, words.say("trusted-close"), palette)
}

fn sections<'a>(screen: &Trusted, context: &Context<'a>, narrow: bool) -> Element<'a, Message> {
    let all = Section::ALL.map(|section| section_press(screen, section, narrow, context));
    if narrow {
        return container(Row::with_children(all).spacing(2).wrap())
            .padding(measure::GAP)
            .into();
    }
    container(Column::with_children(all).spacing(2))
        .width(SECTIONS)
        .height(Length::Fill)
        .padding(measure::PAD)
        .into()
}

/// The name of a kind, with how many there are.
fn section_press<'a>(screen: &Trusted, section: Section, narrow: bool, context: &Context<'a>) -> Element<'a, Message> {
    let palette = context.palette;
    let chosen = section == screen.section;
    let color = if chosen { palette.accent } else { palette.text };
    let label = parts::paragraph(context.words.say(section.words()), color).font(if chosen {
        font::STRONG
    } else {
        font::TEXT
    });
    let count = parts::small(crate::ui::humane::grouped(screen.count(section) as u64), palette.muted);
    let mut content = row![label].spacing(9).align_y(Alignment::Center);
    if !narrow {
        content = content.push(space().width(Length::Fill));
    }
    let width = if narrow { Length::Shrink } else { Length::Fill };
    let message = Message::Section(section);
    let face = button(content.push(count))
        .width(width)
        .padding(Padding::from([5.0, 9.0]))
        .on_press(message.clone())
        .style(style::segment(palette, chosen));
    Press::new(face, Some(message), palette.accent).into()
}

fn content<'a>(screen: &'a Trusted, context: &Context<'a>) -> Element<'a, Message> {
    let (words, palette) = (context.words, context.palette);
    let shown = screen.shown(words);
    let mut page = Column::new().width(Length::Fill);
    if let Some(error) = &screen.trouble {
        let said = crate::ui::screen::failure::cause(words, error);
        let notice = panel::notice((icon::TRIANGLE_ALERT, palette.bad), said, palette.bad_ground, palette);
        page = page.push(container(notice).padding(measure::GAP));
    }
    if shown.is_empty() {
        let (title, hint) = match (screen.trust.is_none(), screen.typed.trim().is_empty()) {
            (true, _) => (words.say("trusted-looking"), String::new()),
            (false, true) => (words.say("trusted-none"), words.say("trusted-none-hint")),
            (false, false) => (words.say("trusted-not-found"), words.say("trusted-not-found-hint")),
        };
        return page.push(panel::empty(title, hint, palette)).into();
    }
    page.push(table(screen, context))
        .push(panel::rule(palette))
        .push(detail(screen, context))
        .into()
}

fn table<'a>(screen: &'a Trusted, context: &Context<'a>) -> Element<'a, Message> {
    let context = *context;
    let palette = context.palette;
    let table = responsive(move |size| {
        let shown = screen.shown(context.words);
        let rows: Vec<Entry> = shown.iter().map(|entry| (*entry).clone()).collect();
        let meant = move |happening: Happening| match happening {
            Happening::Select(Select::Only(row)) | Happening::Cursor(row) => rows
                .get(row)
                .map_or(Message::Other, |entry| Message::Choose(Box::new(entry.clone()))),
            _ => Message::Other,
        };
        let sheet = Sheet::new(shown, screen.chosen.as_ref(), &context, size.width);
        let table = Table::new(sheet, sheet::columns(context.words, size.width), palette, meant)
            .focused(true)
            .takes_files(false);
        Reach::new(table, palette.accent).into()
    });
    container(table)
        .width(Length::Fill)
        .height(Length::Fill)
        .style(style::ground(palette.surface))
        .into()
}

/// Everything about the row that is chosen, and what can be done with it.
fn detail<'a>(screen: &Trusted, context: &Context<'a>) -> Element<'a, Message> {
    let (words, palette) = (context.words, context.palette);
    let content: Element<'a, Message> = match &screen.chosen {
        None => parts::small(words.say("trusted-choose"), palette.muted).into(),
        Some(entry) => about(entry, screen.asking, context),
    };
    container(content)
        .padding(Padding::from([10.0, 16.0]))
        .width(Length::Fill)
        .height(DETAIL)
        .into()
}

fn about<'a>(entry: &Entry, asking: bool, context: &Context<'a>) -> Element<'a, Message> {
    let (words, palette) = (context.words, context.palette);
    let dates = Dates::of(words);
    let title = format!("{} · {}", entry.server(), entry.kind(words));
    let mut facts = Column::new()
        .spacing(3)
        .push(parts::subheading(title, palette).wrapping(iced::widget::text::Wrapping::None));
    if let Some(print) = entry.fingerprint() {
        facts = facts.push(parts::mono(print, palette.text));
    }
    for line in entry.details(words) {
        facts = facts.push(parts::small(line, palette.muted));
    }
    let mut days = Row::new().spacing(measure::PAD);
    let since = entry.since(&dates, context.zone);
    if !since.is_empty() {
        let line = words.with("trusted-since", &[("day", since.into())]);
        days = days.push(parts::small(line, palette.muted));
    }
    if let Some(until) = entry.until() {
        let is_over = until < context.now.unix_timestamp();
        let day = [("day", dates.day(until, context.zone).into())];
        let (line, color) = if is_over {
            (words.with("trusted-expired", &day), palette.warn)
        } else {
            (words.with("trusted-until", &day), palette.muted)
        };
        days = days.push(parts::small(line, color));
    }
    // The bar has a lane of its own.
    let facts = container(facts.push(days)).padding(Padding::ZERO.right(12));
    let facts = parts::scrolling(facts, palette).height(Length::Fill);
    column![facts, buttons(entry, asking, context)]
        .spacing(measure::GAP)
        .into()
}

fn buttons<'a>(entry: &Entry, asking: bool, context: &Context<'a>) -> Element<'a, Message> {
    let (words, palette) = (context.words, context.palette);
    let press = |words: String, weight, message| parts::press(words, weight, Some(message), palette);
    let mut row = Row::new().spacing(measure::GAP).align_y(Alignment::Center);
    if asking {
        let question = parts::paragraph(entry.question(words), palette.text).width(Length::Fill);
        let really = press(words.say("trusted-forget-really"), Weight::Danger, Message::Confirm);
        row = row.push(question).push(really.not_by_enter()).push(press(
            words.say("trusted-keep"),
            Weight::Plain,
            Message::Keep,
        ));
    } else {
        row = row.push(press(words.say("trusted-forget"), Weight::Plain, Message::Forget));
        if let Some(print) = entry.fingerprint() {
            row = row.push(press(words.say("trusted-copy"), Weight::Plain, Message::Copy(print)));
        }
    }
    row.into()
}
