//! The target of a transfer exists: both sides beside each other, and what can be done. Skipping is the safe choice.

use iced::widget::{Row, column, container, row, toggler};
use iced::{Element, Length, Theme};

use super::Message;
use crate::entry::{Entry, Kind, Modified, Precision, Zone};
use crate::path::visible;
use crate::transfer::Resolution;
use crate::ui::context::Context;
use crate::ui::humane::{Dates, size};
use crate::ui::look::{Palette, icon, measure, style};
use crate::ui::screen::modal::{Dialog, FIRST};
use crate::ui::screen::parts::{self, Weight};
use crate::ui::widget::press::Press;

/// The dialog of one conflict; `likes` others are like it.
pub fn view<'a>(
    context: &Context<'_>,
    target: &str,
    sides: (&Entry, &Entry),
    likes: usize,
    for_all: bool,
) -> Dialog<'a, Message> {
    let (words, palette) = (context.words, context.palette);
    let (there, coming) = sides;
    let (newer, larger) = (is_newer(coming, there), is_larger(coming, there));
    let both = row![
        side(
            context,
            words.say("question-conflict-there"),
            there,
            newer.map(|yes| !yes),
            larger.map(|yes| !yes)
        ),
        side(context, words.say("question-conflict-coming"), coming, newer, larger),
    ]
    .spacing(measure::PAD);
    let label = if likes > 0 {
        words.with("question-conflict-all-waiting", &[("count", likes.into())])
    } else {
        words.say("question-conflict-all")
    };
    let all = toggler(for_all)
        .label(label)
        .size(16)
        .text_size(measure::TEXT)
        .spacing(measure::GAP)
        .on_toggle(Message::ForAll)
        .style(switch(palette));
    let all = Press::new(all, Some(Message::ForAll(!for_all)), palette.accent).not_by_enter();
    let other = |key: &str, resolution| {
        parts::press(
            words.say(key),
            Weight::Plain,
            Some(Message::Resolve(resolution)),
            palette,
        )
    };
    let mut ways = Row::new()
        .spacing(measure::GAP)
        .push(other("question-conflict-overwrite", Resolution::Overwrite));
    if newer.is_some() {
        ways = ways.push(other("question-conflict-if-newer", Resolution::OverwriteIfNewer));
    }
    if larger.is_some() || there.size == coming.size {
        ways = ways.push(other("question-conflict-if-size", Resolution::OverwriteIfSizeDiffers));
    }
    ways = ways.push(other("question-conflict-rename", Resolution::Rename));
    Dialog::new(icon::FILE, palette.muted, words.say("question-conflict"))
        .push(parts::paragraph(visible(target.as_bytes()), palette.text))
        .push(both)
        .push(all)
        .push(ways.wrap().vertical_spacing(measure::GAP))
        .button(
            parts::press(
                words.say("question-conflict-skip"),
                Weight::Primary,
                Some(Message::Resolve(Resolution::Skip)),
                palette,
            )
            .id(FIRST),
        )
}

/// A walk met more entries than anyone expects.
pub fn many<'a>(context: &Context<'_>, subject: &str, count: u64) -> Dialog<'a, Message> {
    let (words, palette) = (context.words, context.palette);
    let text = words.with(
        "question-many-text",
        &[("count", count.into()), ("folder", visible(subject.as_bytes()).into())],
    );
    Dialog::new(icon::FOLDER_OPEN, palette.warn, words.say("question-many"))
        .push(parts::paragraph(text, palette.text))
        .button(parts::press(
            words.say("question-many-yes"),
            Weight::Plain,
            Some(Message::Accept),
            palette,
        ))
        .button(
            parts::press(
                words.say("question-many-no"),
                Weight::Primary,
                Some(Message::Refuse),
                palette,
            )
            .id(FIRST),
        )
}

fn switch(palette: Palette) -> impl Fn(&Theme, toggler::Status) -> toggler::Style {
    move |theme, status| {
        let on = matches!(
            status,
            toggler::Status::Active { is_toggled: true } | toggler::Status::Hovered { is_toggled: true }
        );
        toggler::Style {
            background: if on { palette.accent } else { palette.outline }.into(),
            foreground: palette.raised.into(),
            text_color: Some(palette.text),
            ..toggler::default(theme, status)
        }
    }
}

fn side<'a>(
    context: &Context<'_>,
    name: String,
    entry: &Entry,
    newer: Option<bool>,
    larger: Option<bool>,
) -> Element<'a, Message> {
    let (words, palette) = (context.words, context.palette);
    let unknown = || words.say("question-conflict-unknown");
    let kind = match entry.kind {
        Kind::File => None,
        Kind::Directory => Some("question-conflict-folder"),
        Kind::Link => Some("question-conflict-link"),
        Kind::Other => Some("question-conflict-other"),
    };
    let bytes = kind.map_or_else(|| entry.size.map_or_else(unknown, size), |key| words.say(key));
    let time = entry.modified.as_ref().map_or_else(unknown, |modified| {
        Dates::of(words).short(modified, context.now, context.zone)
    });
    let marked = |value: String, key: &str, is_it: Option<bool>| {
        let mut line = row![parts::paragraph(value, palette.text)]
            .spacing(6)
            .align_y(iced::Alignment::Center);
        if is_it == Some(true) {
            let mark = parts::small(words.say(key), palette.accent).font(crate::ui::look::font::STRONG);
            line = line.push(mark);
        }
        line
    };
    let content = column![
        parts::small(name, palette.muted),
        marked(bytes, "question-conflict-larger", larger),
        marked(time, "question-conflict-newer", newer),
    ]
    .spacing(3);
    container(content)
        .width(Length::FillPortion(1))
        .padding(10)
        .style(move |theme| container::Style {
            border: style::line(palette.border, measure::RADIUS),
            ..style::ground(palette.surface)(theme)
        })
        .into()
}

/// Whether `one` is newer; `None` where that cannot be told: unknown or equal times, or clocks of unknown zones.
pub fn is_newer(one: &Entry, other: &Entry) -> Option<bool> {
    let comparable = |modified: &Modified| modified.zone != Zone::Server;
    let one = one.modified.filter(comparable)?;
    let other = other.modified.filter(comparable)?;
    let unit = match one.precision.max(other.precision) {
        Precision::Second => 1,
        Precision::Minute => 60,
        Precision::Day => 86_400,
    };
    let later = one.seconds - other.seconds;
    (later.abs() >= unit).then_some(later > 0)
}

/// Whether `one` is larger; `None` where that cannot be told, and where both are alike.
pub fn is_larger(one: &Entry, other: &Entry) -> Option<bool> {
    if one.kind != Kind::File || other.kind != Kind::File {
        return None;
    }
    let (one, other) = (one.size?, other.size?);
    (one != other).then_some(one > other)
}
