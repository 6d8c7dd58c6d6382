//! Before something is deleted or moved: what, how many, and whether it can be undone.

use iced::widget::{column, container};
use iced::{Element, Length};

use super::{Message, act, way_out};
use crate::entry::{Entry, Kind};
use crate::ui::context::Context;
use crate::ui::look::{icon, measure, style};
use crate::ui::screen::modal::{Dialog, FIRST};
use crate::ui::screen::pane::{Place, Side};
use crate::ui::screen::parts::{self, Weight};

/// So many names are shown.
const SHOWN: usize = 8;

/// Delete these? Whoever asked for it may agree by Enter, once the dialog has been seen.
pub(super) fn delete(context: &Context<'_>, side: Side, entries: &[Entry], for_good: bool) -> Dialog<'static, Message> {
    let (words, palette) = (context.words, context.palette);
    let count = [("count", entries.len().into())];
    let (color, title, explained, button, weight) = if side == Side::Local && !for_good {
        (
            palette.muted,
            words.with("app-trash-title", &count),
            words.say("app-trash-explained"),
            words.say("app-trash"),
            Weight::Primary,
        )
    } else {
        (
            palette.bad,
            words.with("app-delete-title", &count),
            words.say("app-delete-explained"),
            words.say("app-delete"),
            Weight::Destructive,
        )
    };
    Dialog::new(icon::TRASH_2, color, title)
        .push(names(context, entries))
        .push(parts::paragraph(explained, palette.muted))
        .button(way_out(words.say("app-cancel"), palette))
        .button(act(button, weight, palette).id(FIRST))
}

/// Move these into a folder?
pub(super) fn move_into(context: &Context<'_>, entries: &[Entry], into: &Place) -> Dialog<'static, Message> {
    let (words, palette) = (context.words, context.palette);
    let values = [("count", entries.len().into()), ("folder", into.visible().into())];
    Dialog::new(icon::FOLDER_OPEN, palette.muted, words.with("app-move-title", &values))
        .push(names(context, entries))
        .button(way_out(words.say("app-cancel"), palette))
        .button(act(words.say("app-move"), Weight::Primary, palette).id(FIRST))
}

/// The first names, and how many more there are.
pub(super) fn names<'a, M: 'a>(context: &Context<'_>, entries: &[Entry]) -> Element<'a, M> {
    let palette = context.palette;
    let mut list = column![].spacing(2);
    for entry in entries.iter().take(SHOWN) {
        let name = entry.name.visible();
        let name = if entry.kind == Kind::Directory {
            format!("{name}/")
        } else {
            name
        };
        list = list.push(parts::paragraph(name, palette.text));
    }
    if entries.len() > SHOWN {
        let more = [("count", (entries.len() - SHOWN).into())];
        list = list.push(parts::paragraph(
            context.words.with("app-and-more", &more),
            palette.muted,
        ));
    }
    container(list)
        .padding([measure::GAP, measure::PAD])
        .width(Length::Fill)
        .style(move |theme| container::Style {
            border: style::line(palette.border, measure::RADIUS),
            ..style::ground(palette.chrome)(theme)
        })
        .into()
}
