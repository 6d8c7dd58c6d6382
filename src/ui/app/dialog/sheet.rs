//! The sheet of shortcuts: the table of keys, as people read it.

use iced::widget::{Column, Row, container, row};
use iced::{Alignment, Element, Length};

use super::{Message, way_out};
use crate::settings::KeyPreset;
use crate::ui::context::Context;
use crate::ui::keys;
use crate::ui::look::{icon, measure};
use crate::ui::screen::controls;
use crate::ui::screen::modal::{Dialog, FIRST};
use crate::ui::screen::parts;

pub(super) fn view(context: &Context<'_>, preset: KeyPreset) -> Dialog<'static, Message> {
    let (words, palette) = (context.words, context.palette);
    let keyed: Vec<&keys::Row> = keys::TABLE
        .iter()
        .filter(|row| row.keys(preset).next().is_some())
        .collect();
    let (left, right) = keyed.split_at(keyed.len().div_ceil(2));
    let columns = [left, right].map(|rows| {
        let lines = rows.iter().map(|row| line(context, row, preset));
        Column::with_children(lines).spacing(3).width(Length::Fill).into()
    });
    Dialog::new(icon::KEYBOARD, palette.muted, words.say("app-shortcuts"))
        .push(Row::with_children(columns).spacing(32))
        .button(way_out(words.say("app-close"), palette).id(FIRST))
        .wide()
}

fn line(context: &Context<'_>, row: &keys::Row, preset: KeyPreset) -> Element<'static, Message> {
    let palette = context.palette;
    let mut chords = row![].spacing(4);
    for keys in row.keys(preset) {
        chords = chords.push(controls::keys(keys, palette));
    }
    let words = parts::paragraph(context.words.say(row.words), palette.text);
    row![container(words).width(Length::Fill), chords]
        .align_y(Alignment::Center)
        .spacing(measure::GAP)
        .into()
}
