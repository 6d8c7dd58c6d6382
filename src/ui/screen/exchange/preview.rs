//! What would be taken over of a file, with ticks.

use std::path::Path;

use iced::widget::{Row, column, container, responsive, row, space};
use iced::{Alignment, Element, Length, Padding};

use super::choice::{Choice, Line, Many};
use super::sheet::{self, Sheet};
use super::{Message, said};
use crate::import::Format;
use crate::path::visible;
use crate::site::Book;
use crate::ui::context::Context;
use crate::ui::look::{icon, measure, style};
use crate::ui::screen::modal::{FIRST, Large};
use crate::ui::screen::parts::{self, Weight};
use crate::ui::screen::{controls, panel};
use crate::ui::widget::reach::Reach;
use crate::ui::widget::table::Table;

/// The lines that tell about the row with the cursor.
const DETAIL: f32 = 58.0;

/// The page.
pub fn view<'a>(
    choice: &'a Choice,
    path: &Path,
    (context, book): (&Context<'a>, &'a Book),
    number: u64,
) -> Element<'a, Message> {
    let (words, palette) = (context.words, context.palette);
    let format = choice.preview().format;
    let heading = match format {
        Format::Packetboat => words.say("exchange-import-own"),
        other => words.with("exchange-import-from", &[("program", other.name().into())]),
    };
    let file = visible(path.as_os_str().as_encoded_bytes());
    let body: Element<'a, Message> = if choice.lines().is_empty() {
        panel::empty(
            words.say("exchange-nothing-in-it"),
            words.say("exchange-nothing-in-it-hint"),
            palette,
        )
    } else {
        column![
            tools(choice, &file, context),
            panel::rule(palette),
            table(choice, book, context),
            panel::rule(palette),
            detail(choice, book, context),
        ]
        .into()
    };
    let mut page = Large::new(icon::DOWNLOAD, palette.accent, heading, body)
        .remark(parts::small(remark(choice, context), palette.muted))
        .button(parts::press(
            words.say("exchange-back"),
            Weight::Plain,
            Some(Message::Back),
            palette,
        ));
    if let Some(label) = label(choice, context) {
        page = page.button(parts::press(label, Weight::Primary, Some(Message::Import), palette).id(FIRST));
    }
    page.view(number, Message::Close, words.say("exchange-close"), palette)
}

/// What the button does; nothing while nothing is ticked.
fn label(choice: &Choice, context: &Context<'_>) -> Option<String> {
    let (sites, files) = (choice.chosen().count(), choice.files());
    let words = context.words;
    let sites_of = ("sites", sites.into());
    let files_of = ("files", files.into());
    match (sites, files) {
        (0, 0) => None,
        (_, 0) => Some(words.with("exchange-do-sites", &[sites_of])),
        (0, _) => Some(words.with("exchange-do-files", &[files_of])),
        _ => Some(words.with("exchange-do-both", &[sites_of, files_of])),
    }
}

/// Where the passwords go.
fn remark(choice: &Choice, context: &Context<'_>) -> String {
    let (words, secrets) = (context.words, choice.secrets());
    if choice.preview().items.is_empty() {
        words.say("exchange-files-wait")
    } else if secrets == 0 {
        words.say("exchange-no-secrets")
    } else {
        words.with("exchange-secrets", &[("count", secrets.into())])
    }
}

/// The path, and the ticks for many at once.
fn tools<'a>(choice: &Choice, file: &str, context: &Context<'a>) -> Element<'a, Message> {
    let (words, palette) = (context.words, context.palette);
    let known = choice.preview().items.iter().any(|item| item.twin.is_some());
    let mut names = vec![(Many::All, words.say("exchange-all"))];
    if known {
        names.push((Many::New, words.say("exchange-new")));
    }
    names.push((Many::Nothing, words.say("exchange-nothing")));
    let now = choice
        .many()
        .map(|many| if many == Many::New && !known { Many::All } else { many });
    let chosen = names
        .iter()
        .position(|(many, _)| Some(*many) == now)
        .unwrap_or(usize::MAX);
    let choices = names.into_iter().map(|(many, name)| (name, Message::Many(many)));
    let file = parts::mono(file.to_owned(), palette.muted).wrapping(iced::widget::text::Wrapping::None);
    row![
        container(file).clip(true).width(Length::Fill),
        parts::small(words.say("exchange-take"), palette.muted),
        controls::segments(choices.collect(), chosen, palette),
    ]
    .spacing(measure::PAD)
    .align_y(Alignment::Center)
    .padding(Padding::from([measure::GAP, 20.0]))
    .into()
}

fn table<'a>(choice: &'a Choice, book: &'a Book, context: &Context<'a>) -> Element<'a, Message> {
    let context = *context;
    let palette = context.palette;
    let table = responsive(move |size| {
        let sheet = Sheet::new(choice, book, &context, size.width);
        let columns = sheet::columns(context.words, size.width);
        let table = Table::new(sheet, columns, palette, Message::Table)
            .focused(true)
            .takes_files(false)
            .opens_at_once()
            .on_unfold(Message::Unfold);
        Reach::new(table, palette.accent).into()
    });
    container(table)
        .width(Length::Fill)
        .height(Length::Fill)
        .style(style::ground(palette.surface))
        .into()
}

/// Everything about the row with the cursor, which may be more than its cells have room for.
fn detail<'a>(choice: &Choice, book: &Book, context: &Context<'a>) -> Element<'a, Message> {
    let (words, palette) = (context.words, context.palette);
    let line = choice.current();
    let preview = choice.preview();
    let about = match line {
        Some(Line::Item(at)) => preview.items.get(at).map(|item| {
            let mut about = vec![
                said::protocol(item, words),
                said::account(item),
                said::login(item, words),
            ];
            about.extend(item.site.remote_folder.as_ref().map(crate::path::RemotePath::visible));
            about.join(" · ")
        }),
        Some(Line::Queued(at)) => preview.queue.get(at).map(|server| {
            let unusable = server.unusable.iter().take(3).map(|name| visible(name.as_bytes()));
            let unusable: Vec<String> = unusable.collect();
            [said::waiting(server, words), unusable.join(", ")]
                .join(" ")
                .trim()
                .to_owned()
        }),
        Some(Line::Refused(at)) => preview.refused.get(at).map(|refused| visible(refused.name.as_bytes())),
        Some(Line::Folder(_) | Line::Queue | Line::RefusedHead) | None => None,
    };
    let remarks = line.map_or_else(Vec::new, |line| sheet::remarks(choice, book, line, words));
    let hint = || words.say("exchange-tick-hint");
    let text = column![
        parts::small(about.clone().unwrap_or_else(hint), palette.muted),
        parts::small(remarks.join(" · "), palette.text),
    ]
    .spacing(2);
    container(Row::new().push(text).push(space()))
        .padding(Padding::from([measure::GAP, 20.0]))
        .width(Length::Fill)
        .height(DETAIL)
        .clip(true)
        .into()
}
