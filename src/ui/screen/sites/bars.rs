//! Bars above the screen: what cannot be read of the file of sites, and what was not done.

use iced::widget::{Column, column, container, row};
use iced::{Alignment, Color, Element, Length, Padding};

use super::Sites;
use super::line::misfit_key;
use super::message::Message;
use crate::path::visible;
use crate::site::{Book, Fault, Flaw, Takes};
use crate::ui::context::Context;
use crate::ui::look::{icon, measure, style};
use crate::ui::screen::failure;
use crate::ui::screen::parts::{self, Weight};
use crate::ui::words::Words;

/// So many places of the file are named.
const MOST: usize = 3;

pub fn view<'a>(sites: &'a Sites, context: &Context<'a>, book: &'a Book) -> Vec<Element<'a, Message>> {
    let (words, palette) = (context.words, context.palette);
    let path = [("path", visible(sites.path.as_os_str().as_encoded_bytes()).into())];
    let mut bars = Vec::new();
    if let Some(error) = &sites.unreadable {
        let said = column![
            parts::small(words.with("sites-unreadable", &path), palette.text),
            parts::small(failure::cause(words, error), palette.muted),
        ];
        bars.push(bar(context, said.into(), true, (palette.bad, palette.bad_ground)));
    } else if !book.faults.is_empty() {
        let count = [("count", book.faults.len().into()), path[0].clone()];
        let mut said = Column::new().push(parts::small(words.with("sites-faults", &count), palette.text));
        for fault in book.faults.iter().take(MOST) {
            said = said.push(parts::mono(place(fault, words), palette.text));
        }
        if book.faults.len() > MOST {
            let more = [("count", (book.faults.len() - MOST).into())];
            said = said.push(parts::small(words.with("app-and-more", &more), palette.muted));
        }
        bars.push(bar(context, said.into(), true, (palette.warn, palette.warn_ground)));
    }
    if let Some(error) = &sites.failed {
        let values = [("cause", failure::cause(words, error).into())];
        let said = parts::small(words.with("sites-not-done", &values), palette.text);
        bars.push(bar(context, said.into(), false, (palette.bad, palette.bad_ground)));
    }
    bars
}

fn bar<'a>(
    context: &Context<'a>,
    said: Element<'a, Message>,
    about_file: bool,
    (color, ground): (Color, Color),
) -> Element<'a, Message> {
    let (words, palette) = (context.words, context.palette);
    let mut line = row![
        container(parts::glyph(icon::TRIANGLE_ALERT, measure::ICON, color)).padding(Padding::ZERO.top(1)),
        container(said).width(Length::Fill),
    ]
    .spacing(measure::GAP);
    if about_file {
        for (key, message) in [
            ("sites-copy-path", Message::CopyPath),
            ("sites-read-again", Message::ReadAgain),
        ] {
            line = line.push(parts::press(words.say(key), Weight::Plain, Some(message), palette));
        }
        line = line.align_y(Alignment::Start);
    }
    container(line)
        .padding(Padding::from([7.0, 16.0]))
        .width(Length::Fill)
        .style(style::ground(ground))
        .into()
}

/// What a key takes, after "takes".
fn takes(wanted: Takes, words: &Words) -> String {
    match wanted {
        Takes::Text => words.say("sites-takes-text"),
        Takes::Flag => words.say("sites-takes-flag"),
        Takes::Texts => words.say("sites-takes-texts"),
        Takes::Whole => words.say("sites-takes-whole"),
        Takes::Number(from, to) => {
            let values = [("from", from.to_string().into()), ("to", to.to_string().into())];
            words.with("sites-takes-number", &values)
        }
        Takes::Rate => words.say("sites-takes-rate"),
        Takes::Minutes => words.say("sites-takes-minutes"),
        Takes::OneOf(names) => {
            let names = names.join(&words.say("queue-comma"));
            words.with("sites-takes-one-of", &[("names", names.into())])
        }
        Takes::Id => words.say("sites-takes-id"),
        Takes::FolderNames => words.say("sites-takes-folder"),
        Takes::Charset => words.say("sites-takes-charset"),
        Takes::Ports => words.say("sites-takes-ports"),
        Takes::Address => words.say("sites-takes-address"),
        Takes::Blocks => words.say("sites-takes-blocks"),
    }
}

/// Where something cannot be used, and why.
fn place(fault: &Fault, words: &Words) -> String {
    let why = match &fault.flaw {
        Flaw::Syntax(said) => visible(said.as_bytes()),
        Flaw::Missing(key) => words.with("sites-flaw-missing", &[("key", (*key).into())]),
        Flaw::Expected { key, wanted } => {
            let values = [
                ("key", visible(key.as_bytes()).into()),
                ("wanted", takes(*wanted, words).into()),
            ];
            words.with("sites-flaw-expected", &values)
        }
        Flaw::NotOfProtocol { key, protocol } => {
            let values = [
                ("key", visible(key.as_bytes()).into()),
                ("protocol", visible(protocol.as_bytes()).into()),
            ];
            words.with("sites-flaw-not-of-protocol", &values)
        }
        Flaw::Twice => words.say("sites-flaw-twice"),
        Flaw::Misfit(misfit) => words.say(misfit_key(*misfit)),
    };
    let values = [
        // They name a place: their digits are not grouped.
        ("line", fault.line.to_string().into()),
        ("column", fault.column.to_string().into()),
        ("why", why.into()),
        (
            "site",
            visible(fault.site.as_deref().unwrap_or_default().as_bytes()).into(),
        ),
    ];
    match fault.site {
        Some(_) => words.with("sites-flaw-of-site", &values),
        None => words.with("sites-flaw", &values),
    }
}
