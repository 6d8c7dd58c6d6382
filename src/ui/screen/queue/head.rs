//! The head of the panel: tabs with counts, the graph, the speed, Start and Pause.

use std::num::NonZeroUsize;

use iced::widget::{button, column, container, row, space, text};
use iced::{Alignment, Element, Length, Size, padding};

use super::history::SAMPLES;
use super::{Message, Queue, speed, title};
use crate::engine::command::Shown;
use crate::ui::context::Context;
use crate::ui::humane;
use crate::ui::look::{font, icon, measure, style};
use crate::ui::screen::panel::{self, icon_button, rule, underlined};
use crate::ui::widget::graph::Graph;
use crate::ui::widget::press::Press;

/// The graph of the drawing.
const GRAPH: Size = Size::new(126.0, 26.0);

/// What leaves first as the panel gets narrower: the graph, then what is left, then the speed.
const ROOM_FOR_GRAPH: f32 = 640.0;
const ROOM_FOR_LEFT: f32 = 500.0;
const ROOM_FOR_SPEED: f32 = 420.0;

/// The badge of open questions takes so much of it; where there is less room, it is only its number.
const ROOM_OF_BADGE: f32 = 180.0;
const ROOM_FOR_BADGE: f32 = 620.0;

/// The limit and the connections, as they hold and as they are being typed.
#[derive(Debug)]
pub struct Tuning {
    pub open: bool,
    pub limit: Option<u64>,
    pub typed: String,
    pub connections: usize,
}

impl Tuning {
    /// These hold.
    pub fn new(connections: NonZeroUsize, limit: Option<u64>) -> Self {
        Self {
            open: false,
            limit,
            typed: written(limit),
            connections: connections.get(),
        }
    }

    /// Opens or closes the fields. What was typed and not set is forgotten.
    pub fn show(&mut self, open: bool) {
        self.open = open;
        self.typed = written(self.limit);
    }

    /// Digits only: the unit stands behind the field.
    pub fn type_limit(&mut self, typed: String) {
        if typed.len() <= 9 && typed.bytes().all(|byte| byte.is_ascii_digit()) {
            self.typed = typed;
        }
    }

    /// The limit that was typed holds from now on, if it is another one. Nothing and zero are no limit.
    pub fn set_limit(&mut self) -> bool {
        let limit = self.typed_limit();
        let is_new = limit != self.limit;
        self.limit = limit;
        self.typed = written(limit);
        is_new
    }

    /// The limit that holds.
    pub fn limit(&self) -> Option<u64> {
        self.limit
    }

    /// So many connections, if that is another number.
    pub fn set_connections(&mut self, count: usize) -> Option<NonZeroUsize> {
        let count = count.clamp(1, 64);
        if count == self.connections {
            return None;
        }
        self.connections = count;
        NonZeroUsize::new(count)
    }

    /// The limit that is typed.
    pub fn typed_limit(&self) -> Option<u64> {
        let kilobytes: u64 = self.typed.parse().ok()?;
        Some(kilobytes.saturating_mul(1000)).filter(|limit| *limit > 0)
    }
}

/// The field's text for a limit, in kilobytes.
fn written(limit: Option<u64>) -> String {
    limit.map_or_else(String::new, |limit| limit.div_ceil(1000).to_string())
}

/// Tabs, graph, speed and buttons.
pub fn head<'a>(queue: &'a Queue, context: &Context<'a>, width: f32) -> Element<'a, Message> {
    let palette = context.palette;
    let tabs = row![
        tab(queue, context, Shown::Running),
        tab(queue, context, Shown::Failed),
        tab(queue, context, Shown::Done),
    ];
    let mut line = row![tabs, space::horizontal()]
        .align_y(Alignment::Center)
        .height(measure::HEAD - measure::LINE);
    let mut width = width;
    if let Some(badge) = needs_answers(queue, context, width < ROOM_FOR_BADGE) {
        line = line.push(container(badge).padding(padding::right(measure::PAD)));
        width -= ROOM_OF_BADGE;
    }
    line = line.extend(speeds(queue, context, width));
    line = line.push(gauge(queue, context));
    if let Some(button) = start_or_pause(queue, context) {
        line = line.push(container(button).padding(padding::left(measure::GAP)));
    }
    column![
        container(line.width(Length::Fill)).padding(padding::left(10).right(10)),
        rule(palette)
    ]
    .into()
}

/// What stands there instead of rows: what to do next.
pub fn empty<'a>(queue: &'a Queue, context: &Context<'a>) -> Element<'a, Message> {
    let (title, hint) = match queue.tab {
        Shown::Running => (context.words.say("queue-empty"), context.words.say("queue-empty-hint")),
        Shown::Failed => (
            context.words.say("queue-empty-failed"),
            context.words.say("queue-empty-failed-hint"),
        ),
        Shown::Done => (
            context.words.say("queue-empty-done"),
            context.words.say("queue-empty-done-hint"),
        ),
    };
    panel::empty(title, hint, context.palette)
}

fn tab<'a>(queue: &'a Queue, context: &Context<'a>, shown: Shown) -> Element<'a, Message> {
    let palette = context.palette;
    let sum = |of: fn(&super::Totals) -> u64| queue.jobs.iter().map(|job| of(&job.totals)).sum::<u64>();
    let (label, count) = match shown {
        Shown::Running => (
            context.words.say("queue-tab-queue"),
            sum(|totals| totals.waiting + totals.running),
        ),
        Shown::Failed => (
            context.words.say("queue-tab-failed"),
            sum(|totals| totals.failed + totals.problems.len() as u64),
        ),
        Shown::Done => (context.words.say("queue-tab-done"), sum(|totals| totals.done)),
    };
    let chosen = queue.tab == shown;
    let bad = shown == Shown::Failed && count > 0;
    let (color, ground) = if bad {
        (palette.bad, palette.bad_ground)
    } else {
        (palette.muted, palette.chrome)
    };
    let badge = container(text(humane::grouped(count)).size(measure::SMALL).color(color))
        .padding([1, 7])
        .style(style::chip(color, ground));
    let face = if chosen { font::STRONG } else { font::TEXT };
    let color = if chosen { palette.text } else { palette.muted };
    let label = text(label).size(measure::TEXT).font(face).color(color);
    let mut words = row![label].spacing(measure::GAP).align_y(Alignment::Center);
    if count > 0 || shown == Shown::Running {
        words = words.push(badge);
    }
    let press = button(container(words).center_y(Length::Fill))
        .padding([0, 10])
        .height(Length::Fill)
        .style(flat)
        .on_press(Message::Tab(shown));
    let line = if chosen {
        palette.accent
    } else {
        iced::Color::TRANSPARENT
    };
    let press = Press::new(press, Some(Message::Tab(shown)), palette.accent).inside();
    underlined(press.into(), line)
}

/// What files wait for: it opens when somebody wants to answer, never by itself.
fn needs_answers<'a>(queue: &'a Queue, context: &Context<'a>, narrow: bool) -> Option<Element<'a, Message>> {
    let palette = context.palette;
    let count = Some(queue.needs_answers()).filter(|count| *count > 0)?;
    let words = context.words.with("queue-needs-answers", &[("count", count.into())]);
    let label = row![
        text(icon::TRIANGLE_ALERT).font(font::ICONS).size(13),
        text(if narrow { humane::grouped(count) } else { words.clone() })
            .size(measure::SMALL)
            .font(font::STRONG)
    ]
    .spacing(6)
    .align_y(Alignment::Center);
    let face = button(container(label).center_y(Length::Fill))
        .padding([0, 10])
        .height(measure::CHIP)
        .style(move |_, status| button::Style {
            background: Some(palette.warn_ground.into()),
            text_color: palette.warn,
            border: style::line(
                match status {
                    button::Status::Hovered | button::Status::Pressed => palette.warn,
                    _ => iced::Color::TRANSPARENT,
                },
                measure::CHIP / 2.0,
            ),
            ..button::Style::default()
        })
        .on_press(Message::Answer);
    let badge = Press::new(face, Some(Message::Answer), palette.accent);
    Some(match narrow {
        true => panel::hinted(badge.into(), words, palette),
        false => badge.into(),
    })
}

fn speeds<'a>(queue: &'a Queue, context: &Context<'a>, width: f32) -> Vec<Element<'a, Message>> {
    let palette = context.palette;
    let mut parts: Vec<Element<'a, Message>> = Vec::new();
    if !queue.history.is_still() && width >= ROOM_FOR_GRAPH {
        let graph = Graph::new(queue.history.samples(), SAMPLES, GRAPH).colors(palette.accent, palette.accent_ground);
        parts.push(container(graph).padding(padding::right(measure::PAD)).into());
    }
    let Some(rate) = queue.rate(queue.now) else {
        return parts;
    };
    if width >= ROOM_FOR_SPEED {
        let speed = text(humane::rate(rate))
            .size(measure::TEXT)
            .font(font::STRONG)
            .color(palette.text);
        parts.push(container(speed).padding(padding::right(6)).into());
    }
    let open = queue.jobs.iter().filter(|job| !job.totals.finished);
    let planned = open.clone().all(|job| job.totals.planned);
    let remaining = open.map(super::Job::remaining).sum();
    if let Some(left) = speed::left(remaining, Some(rate).filter(|_| planned))
        && width >= ROOM_FOR_LEFT
    {
        let left = title::span(left, context.words);
        let said = context.words.with("queue-time-left", &[("time", left.into())]);
        let said = text(said).size(measure::TEXT).color(palette.muted);
        parts.push(container(said).padding(padding::right(measure::GAP)).into());
    }
    parts
}

fn gauge<'a>(queue: &'a Queue, context: &Context<'a>) -> Element<'a, Message> {
    let palette = context.palette;
    let limited = queue.tuning.limit.is_some();
    let color = if limited { palette.accent } else { palette.muted };
    let hint = match queue.tuning.limit {
        Some(limit) => context
            .words
            .with("queue-tune-limited", &[("limit", humane::rate(limit).into())]),
        None => context.words.say("queue-tune"),
    };
    icon_button(icon::GAUGE, color, hint, Message::Tune(!queue.tuning.open), palette)
}

fn start_or_pause<'a>(queue: &'a Queue, context: &Context<'a>) -> Option<Element<'a, Message>> {
    let stopped = queue.is_stopped();
    if !stopped && queue.jobs.iter().all(|job| job.totals.finished) {
        return None;
    }
    let (glyph, label) = if stopped {
        (icon::PLAY, context.words.say("queue-start"))
    } else {
        (icon::PAUSE, context.words.say("queue-pause"))
    };
    let words = row![text(glyph).font(font::ICONS).size(14), text(label).size(measure::TEXT)]
        .spacing(6)
        .align_y(Alignment::Center);
    let press = button(container(words).center_y(Length::Fill))
        .padding([0, 10])
        .height(26)
        .style(style::plain(context.palette))
        .on_press(Message::Toggle);
    Some(Press::new(press, Some(Message::Toggle), context.palette.accent).into())
}

/// A button that shows nothing but its words.
fn flat(_theme: &iced::Theme, _status: button::Status) -> button::Style {
    button::Style::default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_limit_is_typed_in_kilobytes_and_nothing_is_no_limit() {
        let mut tuning = Tuning::new(NonZeroUsize::MIN, None);
        assert!(!tuning.set_limit(), "nothing was typed");
        tuning.type_limit("2500".to_owned());
        tuning.type_limit("2500x".to_owned());
        assert!(tuning.set_limit());
        assert_eq!(tuning.limit(), Some(2_500_000));
        assert!(!tuning.set_limit(), "it holds already");
        tuning.type_limit("0".to_owned());
        assert!(tuning.set_limit());
        assert_eq!((tuning.limit(), tuning.typed.as_str()), (None, ""));
    }

    #[test]
    fn connections_stay_within_what_the_engine_takes() {
        let mut tuning = Tuning::new(NonZeroUsize::MIN, None);
        assert_eq!(tuning.set_connections(0), None);
        assert_eq!(tuning.set_connections(65), NonZeroUsize::new(64));
    }
}
