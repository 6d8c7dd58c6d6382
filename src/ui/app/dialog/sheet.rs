//! The sheet of shortcuts: the table of keys, as people read it.

use iced::widget::{Column, container, row};
use iced::{Alignment, Length};

use super::super::keys;
use super::{Message, way_out};
use crate::settings::KeyPreset;
use crate::ui::context::Context;
use crate::ui::look::{icon, measure};
use crate::ui::screen::controls;
use crate::ui::screen::modal::{Dialog, FIRST};
use crate::ui::screen::parts;

pub(super) fn view(context: &Context<'_>, preset: KeyPreset) -> Dialog<'static, Message> {
    let (words, palette) = (context.words, context.palette);
    let keyed = keys::TABLE.iter().filter(|row| row.keys(preset).next().is_some());
    let lines = keyed.map(|line| {
        let mut chords = row![].spacing(measure::GAP);
        for keys in line.keys(preset) {
            chords = chords.push(controls::keys(keys, palette));
        }
        let words = parts::paragraph(words.say(line.words), palette.text);
        row![container(words).width(Length::Fill), chords]
            .align_y(Alignment::Center)
            .spacing(measure::PAD)
            .into()
    });
    Dialog::new(icon::KEYBOARD, palette.muted, words.say("app-shortcuts"))
        .push(Column::with_children(lines).spacing(5))
        .button(way_out(words.say("app-close"), palette).id(FIRST))
}
