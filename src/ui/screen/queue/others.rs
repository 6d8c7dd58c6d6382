//! The jobs of other processes, beneath the table: how far they are, and what can be done about those that nobody works on any
//! more. Nothing else can be done about them from here, so there is no button for it.

use std::time::Duration;

use iced::widget::{column, container, progress_bar, row, space, text};
use iced::{Alignment, Border, Element, Font, Length, Size};

use super::bars::small_button;
use super::job::Job;
use super::{Message, Queue, title};
use crate::engine::command::Shown;
use crate::engine::event::{Other, Totals};
use crate::engine::ledger::{Line, job_id};
use crate::transfer::Direction;
use crate::ui::context::Context;
use crate::ui::look::{font, icon, measure, style};
use crate::ui::screen::pane::cut;
use crate::ui::screen::panel::rule;
use crate::ui::screen::parts;

/// So many lines are seen at once; beyond them it scrolls. In a low panel there are fewer: the table goes before them.
const LINES: usize = 5;
const FEWEST: usize = 2;

/// What stands over the table: the head of the panel and that of the columns.
const HEADS: f32 = measure::HEAD + measure::COLUMN_HEAD;

/// The bar of the progress, with its percentage.
const BAR: f32 = 68.0;
const PERCENT: f32 = 44.0;

/// Room for a button, icons and gaps.
const BUTTON: f32 = 120.0;
const SIGNS: f32 = 60.0;

/// The jobs of one process, or those of nobody.
struct Group<'a> {
    process: Option<u32>,
    jobs: Vec<&'a Other>,
}

/// What others do; nothing where they do nothing.
pub fn view<'a>(queue: &'a Queue, context: &Context<'a>, size: Size) -> Option<Element<'a, Message>> {
    let groups = groups(&queue.others);
    if groups.is_empty() || queue.tab != Shown::Running {
        return None;
    }
    let count = groups.iter().map(|group| group.jobs.len() + 1).sum::<usize>();
    let adoptable = queue.others.iter().any(|other| other.adoptable);
    let mut lines = column![];
    for group in &groups {
        lines = lines.push(head(group, context));
        for other in &group.jobs {
            lines = lines.push(line(other, adoptable, context, size.width));
        }
    }
    let half = ((size.height - HEADS) / 2.0 / measure::ROW) as usize;
    let height = count.min(half.clamp(FEWEST, LINES)) as f32 * measure::ROW;
    let lines = parts::scrolling(lines, context.palette).height(height);
    Some(column![rule(context.palette), lines].into())
}

/// By process, in the order in which they are told; what nobody works on comes last.
fn groups(others: &[Other]) -> Vec<Group<'_>> {
    let mut groups: Vec<Group<'_>> = Vec::new();
    for other in others {
        let process = other.job.process;
        match groups.iter_mut().find(|group| group.process == process) {
            Some(group) => group.jobs.push(other),
            None => groups.push(Group {
                process,
                jobs: vec![other],
            }),
        }
    }
    groups.sort_by_key(|group| group.process.is_none());
    groups
}

fn head<'a>(group: &Group<'_>, context: &Context<'a>) -> Element<'a, Message> {
    let (palette, words) = (context.palette, context.words);
    let (glyph, told) = match group.process {
        Some(0) => (icon::TERMINAL, words.say("queue-others")),
        Some(process) => (
            icon::TERMINAL,
            words.with("queue-others-process", &[("process", process.to_string().into())]),
        ),
        None => (icon::HISTORY, words.say("queue-others-left")),
    };
    let line = row![
        parts::glyph(glyph, 13.0, palette.muted),
        text(told).size(measure::SMALL).color(palette.muted),
    ]
    .spacing(measure::GAP)
    .align_y(Alignment::Center);
    container(line)
        .center_y(measure::ROW)
        .width(Length::Fill)
        .padding([0.0, measure::PAD])
        .style(style::ground(palette.chrome))
        .into()
}

/// `adoptable`: some line has a button, and all leave room for it.
fn line<'a>(other: &Other, adoptable: bool, context: &Context<'a>, width: f32) -> Element<'a, Message> {
    let palette = context.palette;
    let job = Job::new(totals(&other.job), Duration::ZERO);
    let glyph = match other.job.direction {
        Direction::Upload => icon::ARROW_UP,
        Direction::Download => icon::ARROW_DOWN,
    };
    let face: Font = font::TEXT;
    let title = title::job(&job, Shown::Running, context.words);
    let button = if adoptable { BUTTON } else { 0.0 };
    let room = width - BAR - PERCENT - SIGNS - button - 2.0 * measure::PAD;
    let mut line = row![
        parts::glyph(glyph, measure::ICON, palette.muted),
        text(cut(&title, face, room.max(80.0)))
            .size(measure::TEXT)
            .color(palette.text),
        space::horizontal(),
        bar(job.progress(), context),
        text(title::percent(job.progress()))
            .size(measure::SMALL)
            .color(palette.muted)
            .width(PERCENT),
    ]
    .spacing(measure::GAP)
    .align_y(Alignment::Center);
    if adoptable {
        let label = context.words.say("queue-others-take");
        let take = Message::TakeOver(other.job.number);
        let press = other
            .adoptable
            .then(|| small_button(label, take, style::plain(palette), palette));
        line = line.push(container(row![].push(press)).align_right(BUTTON));
    }
    container(line)
        .center_y(measure::ROW)
        .width(Length::Fill)
        .padding([0.0, measure::PAD])
        .into()
}

fn bar<'a>(share: f32, context: &Context<'a>) -> Element<'a, Message> {
    let palette = context.palette;
    progress_bar(0.0..=1.0, share)
        .length(BAR)
        .girth(6)
        .style(move |_| progress_bar::Style {
            background: palette.border.into(),
            bar: palette.faint.into(),
            border: Border {
                radius: 3.0.into(),
                ..Border::default()
            },
        })
        .into()
}

/// A line of the journal, as the panel counts jobs.
fn totals(job: &Line) -> Totals {
    let sums = job.sums;
    Totals {
        server: job.server.clone(),
        source: job.source.clone(),
        sources: job.sources,
        destination: job.destination.clone(),
        priority: job.priority,
        planned: job.planned,
        files: sums.files,
        bytes: sums.bytes,
        moved: sums.moved,
        waiting: sums.waiting,
        paused: if job.paused { sums.waiting } else { 0 },
        done: sums.done,
        failed: sums.failed + job.problems as u64,
        skipped: sums.skipped,
        blocked: job.blocked,
        ..Totals::new(job_id(job.number), job.direction)
    }
}
