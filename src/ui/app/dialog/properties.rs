//! Everything that is known about an entry.

use iced::widget::Column;

use super::{Message, way_out};
use crate::entry::{Entry, Kind};
use crate::path::Charset;
use crate::ui::context::Context;
use crate::ui::humane::Dates;
use crate::ui::look::icon;
use crate::ui::screen::modal::{Dialog, FIRST};
use crate::ui::screen::parts;

pub(super) fn view(context: &Context<'_>, entry: &Entry, charset: Charset) -> Dialog<'static, Message> {
    let (words, palette) = (context.words, context.palette);
    let sign = match entry.kind {
        Kind::Directory => icon::FOLDER,
        Kind::Link => icon::FILE_SYMLINK,
        Kind::File | Kind::Other => icon::FILE,
    };
    let bytes = |size: u64| words.with("app-bytes", &[("count", size.into())]);
    let facts = [
        (words.say("pane-column-size"), entry.size.map(bytes)),
        (
            words.say("pane-column-modified"),
            entry
                .modified
                .map(|modified| Dates::of(words).exact(&modified, context.zone)),
        ),
        (
            words.say("pane-column-permissions"),
            entry.permissions.map(|mode| format!("{:04o}", mode.bits())),
        ),
        (
            words.say("pane-column-owner"),
            entry.owner.as_ref().map(|owner| charset.visible(owner.as_bytes())),
        ),
        (
            words.say("app-link-target"),
            entry.target.as_ref().map(|target| charset.visible(target)),
        ),
    ];
    let known = facts.into_iter().filter_map(|(name, value)| Some((name, value?)));
    let rows = known.map(|(name, value)| parts::fact(name, parts::small(value, palette.text), palette).into());
    Dialog::new(sign, palette.muted, charset.visible(entry.name.as_bytes()))
        .push(Column::with_children(rows).spacing(6))
        .button(way_out(words.say("app-close"), palette).id(FIRST))
}
