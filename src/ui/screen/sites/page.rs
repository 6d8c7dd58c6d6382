//! The screen as it is drawn: the tree, and beside it what is selected.

use iced::keyboard::{Key, Modifiers, key::Named};
use iced::widget::{Column, Row, button, column, container, opaque, responsive, row, space, stack};
use iced::{Alignment, Element, Length, Padding};

use super::line::{Lines, NAME, fault_line, marked};
use super::message::{Message, Section};
use super::{Page, Shown, Sites, asking, bars, connection, folders, general, keeping, learned, notes, side};
use crate::path::visible;
use crate::site::{Book, FolderPath};
use crate::ui::context::Context;
use crate::ui::look::{font, icon, measure, style};
use crate::ui::screen::modal::{self, FIRST};
use crate::ui::screen::panel;
use crate::ui::screen::parts::{self, Weight};
use crate::ui::widget::press::Press;

const WIDTH: f32 = 1000.0;
const HEIGHT: f32 = 680.0;
/// The tree, and where there is less room.
const SIDE: f32 = 272.0;
const NARROW_SIDE: f32 = 218.0;
const NARROW: f32 = 820.0;

/// Tells the number of a trial over the screen from that of the screen.
const TRIAL: u64 = 1 << 40;

const SECTIONS: [Section; 5] = [
    Section::General,
    Section::Folders,
    Section::Connection,
    Section::Notes,
    Section::Learned,
];

/// The screen over the window.
pub fn view<'a>(sites: &'a Sites, context: &Context<'a>, book: &'a Book, number: u64) -> Element<'a, Message> {
    let context = *context;
    let palette = context.palette;
    let body = responsive(move |size| {
        let narrow = size.width < NARROW;
        let width = if narrow { NARROW_SIDE } else { SIDE };
        let right = right(sites, &context, book, size.width - width);
        if sites.is_bare(book) {
            return right;
        }
        let edge = container(space().width(measure::LINE).height(Length::Fill)).style(style::ground(palette.border));
        row![container(side::view(sites, &context, book)).width(width), edge, right].into()
    });
    let mut card = column![head(&context), panel::rule(palette)];
    card = card.extend(bars::view(sites, &context, book));
    let card = container(card.push(body))
        .width(Length::Fill)
        .height(Length::Fill)
        .max_width(WIDTH)
        .max_height(HEIGHT)
        .padding(1)
        .style(style::card(palette));
    let place = container(opaque(card)).center(Length::Fill).padding(16);
    let screen = modal::over(place, number, Message::Close, palette, Some(meaning));
    match (&sites.asking, &sites.trial) {
        (Some(asked), _) => stack![screen, asking::view(asked, &context, book, number)].into(),
        (None, Some(trial)) => {
            let trial = trial.dialog(&context, number | TRIAL, false).map(Message::Trial);
            stack![screen, trial].into()
        }
        (None, None) => stack![screen].into(),
    }
}

/// Keys of the whole screen.
fn meaning(key: &Key, modifiers: Modifiers) -> Option<Message> {
    let letter = match key {
        Key::Character(letter) if modifiers.command() && !modifiers.alt() => letter.to_lowercase(),
        Key::Named(Named::F2) => return Some(Message::Rename),
        Key::Named(Named::Enter) if modifiers.command() => return Some(Message::Connect),
        _ => return None,
    };
    match (letter.as_str(), modifiers.shift()) {
        ("s", false) => Some(Message::Save),
        ("n", false) => Some(Message::NewSite),
        ("n", true) => Some(Message::NewFolder),
        ("d", false) => Some(Message::Duplicate),
        ("f", false) => Some(Message::Find),
        _ => None,
    }
}

fn head<'a>(context: &Context<'a>) -> Element<'a, Message> {
    let (words, palette) = (context.words, context.palette);
    let close = parts::icon_press(icon::X, words.say("sites-close"), Message::Close, palette);
    row![
        parts::glyph(icon::SERVER, 17.0, palette.muted),
        container(parts::heading(words.say("sites-title"), palette)).width(Length::Fill),
        close
    ]
    .spacing(9)
    .align_y(Alignment::Center)
    .padding(Padding::from([measure::GAP, measure::PAD]).left(16.0))
    .into()
}

fn right<'a>(sites: &'a Sites, context: &Context<'a>, book: &'a Book, width: f32) -> Element<'a, Message> {
    match &sites.page {
        Page::Site(shown) => site(sites, shown, context, book, width),
        Page::Folder(path, name) => folder((path, name), context, book),
        Page::Nothing if sites.is_bare(book) => nothing(context),
        Page::Nothing => panel::empty(
            context.words.say("sites-choose-one"),
            context.words.say("sites-choose-one-hint"),
            context.palette,
        ),
    }
}

/// There is no site yet: what to do.
fn nothing<'a>(context: &Context<'a>) -> Element<'a, Message> {
    let (words, palette) = (context.words, context.palette);
    let new = parts::press(words.say("sites-new"), Weight::Primary, Some(Message::NewSite), palette);
    let content = column![
        parts::glyph(icon::SERVER, 34.0, palette.faint),
        parts::heading(words.say("sites-none"), palette),
        parts::paragraph(words.say("sites-none-hint"), palette.muted).center(),
        row![new.id(FIRST)].spacing(measure::GAP),
    ]
    .spacing(measure::PAD)
    .align_x(Alignment::Center)
    .max_width(470);
    container(content).center(Length::Fill).padding(20).into()
}

fn site<'a>(
    sites: &'a Sites,
    shown: &'a Shown,
    context: &Context<'a>,
    book: &'a Book,
    width: f32,
) -> Element<'a, Message> {
    let palette = context.palette;
    let lines = Lines::new(context, shown, book, width - 40.0);
    let form = match sites.section {
        Section::General => general::view(sites, &lines, book),
        Section::Folders => folders::view(&lines),
        Section::Connection => connection::view(sites, &lines),
        Section::Notes => notes::view(&lines),
        Section::Learned => learned::view(sites, &lines),
    };
    let form = container(form).padding(Padding::from([14.0, 20.0]));
    column![
        sections(sites.section, context),
        panel::rule(palette),
        parts::scrolling(form, palette).height(Length::Fill),
        panel::rule(palette),
        foot(shown, context),
    ]
    .width(Length::Fill)
    .height(Length::Fill)
    .into()
}

fn sections<'a>(chosen: Section, context: &Context<'a>) -> Element<'a, Message> {
    let palette = context.palette;
    let names = SECTIONS.map(|section| {
        let is_it = section == chosen;
        let color = if is_it { palette.accent } else { palette.text };
        let label = parts::paragraph(context.words.say(section_key(section)), color).font(if is_it {
            font::STRONG
        } else {
            font::TEXT
        });
        let message = Message::Section(section);
        let face = button(label)
            .padding(Padding::from([4.0, 10.0]))
            .on_press(message.clone())
            .style(style::segment(palette, is_it));
        Press::new(face, Some(message), palette.accent).inside().into()
    });
    container(Row::with_children(names).spacing(2).wrap())
        .padding(Padding::from([7.0, measure::PAD]))
        .into()
}

/// What can be done with the site as a whole.
fn foot<'a>(shown: &'a Shown, context: &Context<'a>) -> Element<'a, Message> {
    let (words, palette) = (context.words, context.palette);
    let act = |key: &str, weight, message| parts::press(words.say(key), weight, Some(message), palette);
    let test = act("sites-test", Weight::Plain, Message::Test);
    let mut foot = row![test, space().width(Length::Fill)]
        .spacing(measure::GAP)
        .align_y(Alignment::Center);
    let connect = if shown.is_new || shown.is_changed() {
        foot = foot
            .push(act("sites-discard", Weight::Plain, Message::Discard))
            .push(act("sites-save", Weight::Plain, Message::Save));
        "sites-save-and-connect"
    } else {
        "sites-connect"
    };
    foot = foot.push(act(connect, Weight::Primary, Message::Connect));
    container(foot).padding(Padding::from([10.0, 20.0])).into()
}

fn folder<'a>((path, name): (&'a FolderPath, &'a str), context: &Context<'a>, book: &'a Book) -> Element<'a, Message> {
    let (words, palette) = (context.words, context.palette);
    let count = book.within(path).count();
    let changed = path.last().is_none_or(|old| old != name);
    let fits = !changed || keeping::renamed(path, name, book).is_some();
    let field = parts::field("", name, palette)
        .id(NAME)
        .on_input(Message::FolderName)
        .on_submit(Message::Save)
        .width(Length::Fill)
        .style(marked(palette, !fits));
    let mut content = Column::new()
        .spacing(measure::PAD)
        .max_width(460)
        .push(parts::title(
            icon::FOLDER,
            visible(path.join(" / ").as_bytes()),
            palette.folder,
            palette,
        ))
        .push(parts::paragraph(
            words.with("sites-folder-holds", &[("count", count.into())]),
            palette.muted,
        ))
        .push(parts::labelled(words.say("sites-name"), field, palette));
    if !fits {
        content = content.push(fault_line(words.say("sites-fault-folder"), palette));
    }
    let act = |key: &str, weight, message| parts::press(words.say(key), weight, Some(message), palette);
    let mut buttons = Row::new().spacing(measure::GAP);
    if changed {
        buttons = buttons
            .push(act("sites-save", Weight::Primary, Message::Save))
            .push(act("sites-discard", Weight::Plain, Message::Discard));
    } else {
        buttons = buttons
            .push(act("sites-new-here", Weight::Plain, Message::NewSite))
            .push(act("sites-delete-folder", Weight::Danger, Message::Delete));
    }
    container(content.push(buttons.wrap()))
        .width(Length::Fill)
        .height(Length::Fill)
        .padding(20)
        .into()
}

fn section_key(section: Section) -> &'static str {
    match section {
        Section::General => "sites-section-general",
        Section::Folders => "sites-section-folders",
        Section::Connection => "sites-section-connection",
        Section::Notes => "sites-section-notes",
        Section::Learned => "sites-section-learned",
    }
}
