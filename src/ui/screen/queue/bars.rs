//! The bars under the head of the panel: that everything stands still and why, what failed, the limit and the connections.

use iced::widget::{Column, button, container, row, space, text, text_input};
use iced::{Alignment, Element, Length};

use super::head::Tuning;
use super::{Deed, Message, Queue};
use crate::engine::command::Shown;
use crate::ui::context::Context;
use crate::ui::look::{Palette, font, icon, measure, style};
use crate::ui::screen::panel::{icon_button, rule};
use crate::ui::widget::press::Press;

/// The bars under the head: that everything is stopped; limit and connections.
pub fn bars<'a>(queue: &'a Queue, context: &Context<'a>) -> Vec<Element<'a, Message>> {
    let mut bars = Vec::new();
    if let Some(process) = queue.elsewhere {
        bars.push(elsewhere(process, context));
    }
    if queue.is_stopped() {
        bars.push(held(queue, context));
    }
    if queue.tuning.open {
        bars.push(tuning(&queue.tuning, context));
    }
    if queue.tab == Shown::Failed && queue.lines.count() > 0 {
        bars.push(failed(queue, context));
    }
    bars
}

fn held<'a>(queue: &'a Queue, context: &Context<'a>) -> Element<'a, Message> {
    let palette = context.palette;
    if let Some(cause) = queue.cause.as_ref().filter(|_| !queue.held) {
        return stopped(cause, context);
    }
    let waiting: u64 = queue.jobs.iter().map(|job| job.totals.waiting).sum();
    let mut line = row![
        text(icon::PAUSE).font(font::ICONS).size(14).color(palette.warn),
        text(if queue.let_go && queue.is_running() {
            context.words.say("queue-held-but")
        } else if queue.restored {
            context.words.say("queue-restored")
        } else {
            context.words.say("queue-held")
        })
        .size(measure::TEXT)
        .color(palette.warn)
        .width(Length::Fill),
    ]
    .spacing(measure::GAP)
    .align_y(Alignment::Center);
    if queue.tab == Shown::Running && queue.can().start {
        let label = context.words.say("queue-start-selected");
        line = line.push(small_button(
            label,
            Message::Do(Deed::Start),
            style::plain(palette),
            palette,
        ));
    }
    if waiting > 0 {
        let label = context.words.with("queue-start-waiting", &[("count", waiting.into())]);
        line = line.push(small_button(label, Message::Toggle, style::primary(palette), palette));
    }
    bar(line.into(), palette.warn_ground, palette)
}

/// Nothing moves any more, because what was to be moved stopped by itself.
fn stopped<'a>(cause: &str, context: &Context<'a>) -> Element<'a, Message> {
    let (palette, words) = (context.palette, context.words);
    let told = words.with("queue-stopped", &[("cause", cause.into())]);
    let answer = words.say("queue-stopped-answer");
    let line = row![
        text(icon::TRIANGLE_ALERT)
            .font(font::ICONS)
            .size(14)
            .color(palette.warn),
        text(told).size(measure::TEXT).color(palette.warn).width(Length::Fill),
        small_button(answer, Message::Answer, style::primary(palette), palette),
    ]
    .spacing(measure::GAP)
    .align_y(Alignment::Center);
    bar(line.into(), palette.warn_ground, palette)
}

/// Another process works on what earlier runs have left: two would do everything twice.
fn elsewhere<'a>(process: u32, context: &Context<'a>) -> Element<'a, Message> {
    let (palette, words) = (context.palette, context.words);
    let told = match process {
        0 => words.say("queue-elsewhere"),
        process => words.with("queue-elsewhere-process", &[("process", process.to_string().into())]),
    };
    let line = row![
        text(icon::INFO).font(font::ICONS).size(14).color(palette.muted),
        text(told).size(measure::TEXT).color(palette.muted).width(Length::Fill),
    ]
    .spacing(measure::GAP)
    .align_y(Alignment::Center);
    bar(line.into(), palette.chrome, palette)
}

/// What can be done about failures: about those that are selected, or about all.
fn failed<'a>(queue: &'a Queue, context: &Context<'a>) -> Element<'a, Message> {
    let (palette, words) = (context.palette, context.words);
    let chosen = !queue.selected.is_empty();
    let hint = if chosen {
        words.say("queue-failed-selected-hint")
    } else {
        words.say("queue-failed-hint")
    };
    let mut line = row![text(hint).size(measure::SMALL).color(palette.muted).width(Length::Fill),]
        .spacing(measure::GAP)
        .align_y(Alignment::Center);
    let plain = || style::plain(palette);
    if chosen {
        let again = words.say("queue-retry-selected");
        line = line.push(small_button(again, Message::Do(Deed::Retry), plain(), palette));
    }
    let all = words.say("queue-retry-all");
    line = line.push(small_button(all, Message::Do(Deed::RetryAll), plain(), palette));
    bar(line.into(), palette.surface, palette)
}

fn tuning<'a>(tuning: &'a Tuning, context: &Context<'a>) -> Element<'a, Message> {
    let palette = context.palette;
    let words = context.words;
    let label = |words: String| text(words).size(measure::SMALL).color(palette.muted);
    let (limit, unit) = (words.say("queue-limit"), words.say("queue-limit-unit"));
    let field = text_input(&context.words.say("queue-no-limit"), &tuning.typed)
        .on_input(Message::Limit)
        .on_submit(Message::SetLimit)
        .size(measure::SMALL)
        .padding([4, 8])
        .width(84)
        .style(style::input(palette));
    let mut line = row![label(limit), field, label(unit)]
        .spacing(measure::GAP)
        .align_y(Alignment::Center);
    if tuning.typed_limit() != tuning.limit {
        let set = context.words.say("queue-limit-set");
        line = line.push(small_button(set, Message::SetLimit, style::primary(palette), palette));
    }
    let step = |glyph, count: usize| {
        let message = (1..=64).contains(&count).then_some(Message::Connections(count));
        let face = button(text(glyph).font(font::ICONS).size(13).center())
            .padding(0)
            .width(24)
            .height(24)
            .style(style::plain(palette))
            .on_press_maybe(message.clone());
        Press::new(face, message, palette.accent)
    };
    let count = text(tuning.connections.to_string())
        .size(measure::TEXT)
        .width(24)
        .center();
    let close = context.words.say("queue-tune-close");
    line = line.push(space::horizontal());
    let connections = words.say("queue-connections");
    line = line.push(label(connections));
    line = line.push(step(icon::MINUS, tuning.connections - 1));
    line = line.push(count);
    line = line.push(step(icon::PLUS, tuning.connections + 1));
    line = line.push(icon_button(
        icon::X,
        palette.muted,
        close,
        Message::Tune(false),
        palette,
    ));
    bar(line.into(), palette.surface, palette)
}

fn bar<'a>(line: Element<'a, Message>, ground: iced::Color, palette: Palette) -> Element<'a, Message> {
    let line = container(line)
        .center_y(36)
        .width(Length::Fill)
        .padding([0.0, measure::PAD])
        .style(style::ground(ground));
    Column::new().push(line).push(rule(palette)).into()
}

/// A button in a bar or a line.
pub fn small_button<'a>(
    label: String,
    message: Message,
    style: impl Fn(&iced::Theme, button::Status) -> button::Style + 'a,
    palette: Palette,
) -> Element<'a, Message> {
    let label = text(label).size(measure::SMALL).wrapping(text::Wrapping::None);
    let face = button(container(label).center_y(Length::Fill))
        .padding([0, 10])
        .height(measure::CHIP)
        .style(style)
        .on_press(message.clone());
    Press::new(face, Some(message), palette.accent).into()
}
