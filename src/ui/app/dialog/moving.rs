//! Before something is moved: what, and where to.

use iced::widget::{column, container};
use iced::{Element, Length};

use super::{Message, act, way_out};
use crate::entry::{Entry, Kind};
use crate::path::Charset;
use crate::ui::context::Context;
use crate::ui::look::{icon, measure, style};
use crate::ui::screen::modal::{Dialog, FIRST};
use crate::ui::screen::pane::Place;
use crate::ui::screen::parts::{self, Weight};

/// So many names are shown.
const SHOWN: usize = 8;

/// Move these into a folder?
pub(super) fn move_into(
    context: &Context<'_>,
    entries: &[Entry],
    into: &Place,
    charset: Charset,
) -> Dialog<'static, Message> {
    let (words, palette) = (context.words, context.palette);
    let folder = match into {
        Place::Local(_) => into.visible(),
        Place::Remote(path) => charset.visible_path(path),
    };
    let values = [("count", entries.len().into()), ("folder", folder.into())];
    Dialog::new(icon::FOLDER_OPEN, palette.muted, words.with("app-move-title", &values))
        .push(names(context, entries, charset))
        .button(way_out(words.say("app-cancel"), palette))
        .button(act(words.say("app-move"), Weight::Primary, palette).id(FIRST))
}

/// The first names, and how many more there are.
pub(in crate::ui::app) fn names<'a, M: 'a>(
    context: &Context<'_>,
    entries: &[Entry],
    charset: Charset,
) -> Element<'a, M> {
    let palette = context.palette;
    let mut list = column![].spacing(2);
    for entry in entries.iter().take(SHOWN) {
        let name = charset.visible(entry.name.as_bytes());
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
