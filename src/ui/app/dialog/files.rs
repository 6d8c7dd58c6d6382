//! Dialogs about files on their way: what could not be changed, and whether a large one is to be fetched to be looked at.

use iced::widget::{column, container, row, space, text};
use iced::{Element, Length, Padding};

use super::{Message, buttons, title};
use crate::entry::Entry;
use crate::ui::context::Context;
use crate::ui::humane;
use crate::ui::look::{measure, style};
use crate::ui::screen::parts::{self, Weight};
use crate::ui::screen::tab::Unchanged;

/// A list that is longer is cut: nobody reads so many.
const SHOWN: usize = 200;

/// What could not be changed, each with its cause.
pub fn unchanged<'a>(context: &Context<'_>, left: &[Unchanged]) -> Element<'a, Message> {
    let (words, palette) = (context.words, context.palette);
    let lines = left.iter().take(SHOWN).map(|left| {
        let cause = crate::ui::screen::failure::cause(words, &left.error);
        column![
            parts::mono(left.path.clone(), palette.text),
            parts::small(cause, palette.muted)
        ]
        .spacing(1)
        .into()
    });
    let mut list = column(lines)
        .spacing(measure::GAP)
        .padding(Padding::ZERO.right(measure::PAD));
    if left.len() > SHOWN {
        let more = [("count", (left.len() - SHOWN).into())];
        list = list.push(parts::small(words.with("app-and-more", &more), palette.muted));
    }
    let list = container(parts::scrolling(list, palette))
        .max_height(360)
        .padding([measure::GAP, measure::PAD])
        .style(style::ground(palette.chrome));
    let close = row![
        space().width(Length::Fill),
        parts::press(words.say("app-close"), Weight::Plain, Some(Message::Close), palette)
    ];
    let count = [("count", left.len().into())];
    column![title(words.with("app-unchanged-title", &count)), list, close]
        .spacing(14)
        .into()
}

/// Before a large file is fetched only to be looked at.
pub fn look<'a>(context: &Context<'_>, entry: &Entry) -> Element<'a, Message> {
    let (words, palette) = (context.words, context.palette);
    let name = [("name", entry.name.visible().into())];
    let said = match entry.size {
        Some(size) => words.with("app-view-large", &[("size", humane::size(size).into())]),
        None => words.say("app-view-unknown"),
    };
    column![
        title(words.with("app-view-title", &name)),
        text(said).size(measure::TEXT).color(palette.muted),
        buttons(context, words.say("app-view"), false)
    ]
    .spacing(14)
    .into()
}
