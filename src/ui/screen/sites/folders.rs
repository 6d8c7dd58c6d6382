//! Where both panes of a site begin, and pairs of folders worth going back to.

use iced::widget::{Column, column, container, row};
use iced::{Alignment, Element, Length};

use super::field::Field;
use super::form::Mark;
use super::line::{Lines, NARROW, marked};
use super::message::{Edit, Message};
use crate::ui::look::{icon, measure, style};
use crate::ui::screen::controls;
use crate::ui::screen::parts::{self, Weight};

pub fn view<'a>(lines: &Lines<'a, '_>) -> Element<'a, Message> {
    let (words, palette) = (lines.context.words, lines.context.palette);
    let form = &lines.shown.form;
    let choose = parts::press(
        words.say("sites-choose"),
        Weight::Plain,
        Some(Message::PickFolder),
        palette,
    );
    let local = lines.input(Field::Local, &words.say("sites-local-hint"));
    let local = row![local, choose].spacing(measure::GAP);
    let mut page = Column::new()
        .spacing(measure::PAD)
        .push(lines.line("sites-local", local))
        .push(lines.field("sites-remote", Field::Remote, &words.say("sites-remote-hint")))
        .push(
            column![
                lines.tick(
                    "sites-together",
                    form.synchronised,
                    Edit::Synchronised(!form.synchronised),
                ),
                lines.remark(words.say("sites-together-means")),
            ]
            .spacing(2),
        )
        .push(parts::subheading(words.say("sites-marks"), palette));
    if form.marks.is_empty() {
        page = page.push(parts::small(words.say("sites-marks-none"), palette.muted));
    }
    for (at, mark) in form.marks.iter().enumerate() {
        page = page.push(bookmark(lines, at, mark));
    }
    let add = parts::press(
        words.say("sites-marks-add"),
        Weight::Plain,
        Some(Message::Edit(Edit::AddMark)),
        palette,
    );
    page.push(lines.checked(Field::Marks, add)).into()
}

fn bookmark<'a>(lines: &Lines<'a, '_>, at: usize, mark: &Mark) -> Element<'a, Message> {
    let (words, palette) = (lines.context.words, lines.context.palette);
    let field = |hint: &str, value: &str, typed: fn(usize, String) -> Edit| {
        parts::field(hint, value, palette)
            .on_input(move |text| Message::Edit(typed(at, text)))
            .on_submit(Message::Save)
            .width(Length::Fill)
    };
    let unnamed = lines.shown.tried && mark.name.trim().is_empty();
    let name = field(&words.say("sites-mark-name"), &mark.name, Edit::MarkName).style(marked(palette, unnamed));
    let remove = parts::icon_press(
        icon::TRASH_2,
        words.say("sites-mark-remove"),
        Message::Edit(Edit::RemoveMark(at)),
        palette,
    );
    let star = parts::glyph(icon::STAR, measure::ICON, palette.folder);
    let head = row![star, name, remove]
        .spacing(measure::GAP)
        .align_y(Alignment::Center);
    let local = field(&words.say("sites-local"), &mark.local, Edit::MarkLocal);
    let remote = field(&words.say("sites-remote"), &mark.remote, Edit::MarkRemote);
    let both: Element<'a, Message> = if lines.width < NARROW {
        column![local, remote].spacing(measure::GAP).into()
    } else {
        row![local, remote].spacing(measure::GAP).into()
    };
    let together = controls::tick(
        mark.synchronised,
        words.say("sites-together"),
        Message::Edit(Edit::MarkSynchronised(at, !mark.synchronised)),
        palette,
    );
    container(column![head, both, together].spacing(6))
        .padding(measure::GAP)
        .width(Length::Fill)
        .style(move |theme| container::Style {
            border: style::line(palette.border, measure::RADIUS),
            ..style::ground(palette.surface)(theme)
        })
        .into()
}
