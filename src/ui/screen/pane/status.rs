//! The line below the list: what is there, what is selected, how much room is left, and the way to the other side.

use iced::widget::{button, column, container, responsive, row, space, text};
use iced::{Center, Color, Element, Fill};

use super::head::hint;
use super::listing::Sum;
use super::{Message, Pane, Side};
use crate::engine::event::Doubt;
use crate::ui::context::Context;
use crate::ui::humane;
use crate::ui::look::{font, icon, measure, style};
use crate::ui::widget::press::Press;

/// A button that fits into the line.
const BUTTON: f32 = 21.0;
/// A pane narrower than this has no room for everything: what is free leaves first.
const NARROW: f32 = 480.0;

/// Between the parts of the line.
const DOT: char = '\u{b7}';

impl Pane {
    /// The status line; `listed`: the list is shown, not something in its place.
    pub(super) fn status<'a>(&'a self, context: &Context<'a>, listed: bool) -> Element<'a, Message> {
        let (context, palette) = (*context, context.palette);
        let above = container(space().width(Fill).height(measure::LINE)).style(style::ground(palette.border));
        let line = responsive(move |size| self.line(&context, listed, size.width));
        let line = line.height(measure::STATUS - measure::LINE);
        container(column![above, line])
            .style(style::ground(palette.surface))
            .into()
    }

    fn line<'a>(&'a self, context: &Context<'a>, listed: bool, width: f32) -> Element<'a, Message> {
        let palette = context.palette;
        let mut left = row![].spacing(4).align_y(Center);
        for (at, part) in self.parts(context, listed).into_iter().enumerate() {
            if at > 0 {
                left = left.push(small(DOT.to_string(), palette.muted));
            }
            left = left.push(part);
        }
        let mut line = row![container(left).width(Fill).clip(true)]
            .spacing(measure::PAD)
            .align_y(Center);
        let send = self.send(context).filter(|_| listed);
        let room = if send.is_some() { NARROW } else { NARROW / 2.0 };
        if let Some(free) = self.free.filter(|_| listed && width >= room) {
            let free = [("size", humane::size(free).into())];
            line = line.push(small(context.words.with("pane-free", &free), palette.muted));
        }
        line.push(send).padding([0.0, measure::PAD]).height(Fill).into()
    }

    fn parts<'a>(&self, context: &Context<'a>, listed: bool) -> Vec<Element<'a, Message>> {
        let (words, palette) = (context.words, context.palette);
        let listing = &self.sheet.listing;
        let mut parts = Vec::new();
        let Some(at) = self.listed_at.filter(|_| listed) else {
            let arriving = self.is_loading() && !self.sheet.leaving && listing.total() > 0;
            parts.push(small(
                match arriving {
                    true => words.with("pane-so-far", &[("count", listing.total().into())]),
                    false => words.say("pane-no-list"),
                },
                palette.muted,
            ));
            return parts;
        };
        if self.sheet.stale {
            let time = humane::clock(at.to_offset(context.zone));
            parts.push(small(words.with("pane-as-of", &[("time", time.into())]), palette.warn));
        }
        let (shown, chosen) = (listing.shown(), listing.chosen());
        if chosen.count > 0 {
            let counts = [("count", chosen.count.into()), ("total", shown.count.into())];
            parts.push(small(words.with("pane-selected", &counts), palette.muted));
        } else {
            let count = [("count", shown.count.into())];
            parts.push(small(words.with("pane-items", &count), palette.muted));
        }
        let sum = if chosen.count > 0 { chosen } else { shown };
        parts.extend(size(context, sum, chosen.count > 0).map(|text| small(text, palette.muted)));
        if shown.blocked > 0 && chosen.count == 0 {
            let count = [("count", shown.blocked.into())];
            parts.push(small(words.with("pane-blocked", &count), palette.bad));
        }
        parts.extend(self.doubtful(context));
        parts
    }

    /// Whatever is not proven complete says so, and why. That plain FTP proves nothing is said once, by its chip.
    fn doubtful<'a>(&self, context: &Context<'a>) -> Option<Element<'a, Message>> {
        let words = context.words;
        let why = match self.doubt? {
            Doubt::NoGoodbye => words.say("pane-doubt-no-goodbye"),
            Doubt::UnknownLines => words.say("pane-doubt-unknown-lines"),
            Doubt::PlainText => return None,
        };
        let said = row![
            text(icon::TRIANGLE_ALERT)
                .font(font::ICONS)
                .size(measure::SMALL)
                .color(context.palette.warn),
            small(words.say("pane-doubt"), context.palette.warn),
        ]
        .spacing(4)
        .align_y(Center);
        Some(hint(context, said.into(), why))
    }

    /// "Upload 4 →", "← Download 4".
    fn send<'a>(&self, context: &Context<'a>) -> Option<Element<'a, Message>> {
        let count = self.sheet.listing.chosen().count;
        let arrow = |glyph: char| text(glyph).font(font::ICONS).size(measure::SMALL);
        let (words, values) = (context.words, [("count", count.into())]);
        let label = |label: String| text(label).font(font::STRONG).size(measure::SMALL);
        let content = match self.side() {
            Side::Local => label(words.with("pane-upload-count", &values)),
            Side::Remote => label(words.with("pane-download-count", &values)),
        };
        // The arrow shows to the other pane.
        let content = if (self.side() == Side::Local) == self.swapped {
            row![arrow(icon::ARROW_LEFT), content]
        } else {
            row![content, arrow(icon::ARROW_RIGHT)]
        };
        (count > 0).then(|| {
            let send = button(content.spacing(4).align_y(Center).height(Fill))
                .height(BUTTON)
                .padding([0, 10])
                .style(style::primary(context.palette))
                .on_press(Message::Transfer);
            Press::new(send, Some(Message::Transfer), context.palette.accent).into()
        })
    }
}

/// The bytes of files; of folders only that they are there, because nobody has counted what is in them.
fn size(context: &Context<'_>, sum: Sum, chosen: bool) -> Option<String> {
    let bytes = humane::size(sum.bytes);
    if chosen && sum.folders > 0 {
        let folders = [("size", bytes.into()), ("folders", sum.folders.into())];
        return Some(if sum.folders == sum.count {
            context.words.with("pane-folders", &folders)
        } else {
            context.words.with("pane-size-and-folders", &folders)
        });
    }
    (sum.count > sum.folders).then_some(bytes)
}

fn small<'a>(words: String, color: Color) -> Element<'a, Message> {
    text(words)
        .size(measure::SMALL)
        .color(color)
        .wrapping(text::Wrapping::None)
        .into()
}
