//! Dialogs about files on their way: what could not be changed, and whether a large one is to be fetched to be looked at.

use iced::widget::{column, container};

use super::{Message, act, way_out};
use crate::entry::Entry;
use crate::path::Charset;
use crate::ui::context::Context;
use crate::ui::humane;
use crate::ui::look::{icon, measure, style};
use crate::ui::screen::modal::{Dialog, FIRST};
use crate::ui::screen::parts::{self, Weight};
use crate::ui::screen::tab::Unchanged;

/// A list that is longer is cut: nobody reads so many.
const SHOWN: usize = 200;

/// What could not be changed, each with its cause.
pub(super) fn unchanged(context: &Context<'_>, left: &[Unchanged]) -> Dialog<'static, Message> {
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
    let mut list = column(lines).spacing(measure::GAP);
    if left.len() > SHOWN {
        let more = [("count", (left.len() - SHOWN).into())];
        list = list.push(parts::small(words.with("app-and-more", &more), palette.muted));
    }
    let list = container(list)
        .width(iced::Length::Fill)
        .padding([measure::GAP, measure::PAD])
        .style(style::ground(palette.chrome));
    let count = [("count", left.len().into())];
    Dialog::new(
        icon::TRIANGLE_ALERT,
        palette.warn,
        words.with("app-unchanged-title", &count),
    )
    .push(list)
    .button(way_out(words.say("app-close"), palette).id(FIRST))
}

/// Before a large file is fetched only to be looked at.
pub(super) fn look(context: &Context<'_>, entry: &Entry, charset: Charset) -> Dialog<'static, Message> {
    let (words, palette) = (context.words, context.palette);
    let name = [("name", charset.visible(entry.name.as_bytes()).into())];
    let said = match entry.size {
        Some(size) => words.with("app-view-large", &[("size", humane::size(size).into())]),
        None => words.say("app-view-unknown"),
    };
    Dialog::new(icon::EYE, palette.muted, words.with("app-view-title", &name))
        .push(parts::paragraph(said, palette.muted))
        .button(way_out(words.say("app-cancel"), palette))
        .button(act(words.say("app-view"), Weight::Primary, palette).id(FIRST))
}
