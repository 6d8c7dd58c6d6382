//! The dialog of existing targets.

use iced::widget::{button, container, row, space, text};
use iced::{Alignment, Element, Length, padding};

use super::sheet::{self, Sheet};
use super::{Conflicts, Message, Scope};
use crate::transfer::{Direction, Resolution};
use crate::ui::context::Context;
use crate::ui::look::{icon, measure, style};
use crate::ui::screen::modal::{Dialog, FIRST};
use crate::ui::screen::parts::{self, Weight};
use crate::ui::screen::question;
use crate::ui::screen::queue::Queue;
use crate::ui::widget::press::Press;
use crate::ui::widget::reach::Reach;
use crate::ui::widget::table::Table;

/// So many rows are seen at once.
const ROWS: usize = 7;

/// The labels before the choices.
const LABEL: f32 = 116.0;

/// Everything that can be done about a target.
const ALL: [Resolution; 6] = [
    Resolution::Skip,
    Resolution::Overwrite,
    Resolution::OverwriteIfNewer,
    Resolution::OverwriteIfSizeDiffers,
    Resolution::Resume,
    Resolution::Rename,
];

impl Conflicts {
    /// The dialog. The queue says which job is meant.
    pub fn view<'a>(&'a self, context: &Context<'a>, queue: &Queue) -> Dialog<'a, question::Message> {
        let (words, palette) = (context.words, context.palette);
        let total = [("count", self.total().into())];
        let direction = queue.totals(self.job).map(|totals| totals.direction);
        let heading = match direction {
            Some(Direction::Download) => words.with("question-conflicts-here", &total),
            _ => words.with("question-conflicts-there", &total),
        };
        let mut dialog = Dialog::new(icon::FILE, palette.warn, heading)
            .wide()
            .push(parts::paragraph(
                words.with("question-conflicts-job", &[("job", queue.name(self.job, words).into())]),
                palette.muted,
            ))
            .push(self.table(context))
            .push(self.legend(context))
            .push(self.for_all_line(context))
            .push(self.exceptions(context));
        if let Some(line) = self.scopes(context, queue) {
            dialog = dialog.push(line);
        }
        let apply = question::Message::Conflicts(Message::Apply);
        dialog
            .button(parts::press(
                words.say("question-conflicts-later"),
                Weight::Plain,
                Some(question::Message::Refuse),
                palette,
            ))
            .button(parts::press(
                words.say("question-conflicts-apply"),
                Weight::Primary,
                Some(apply),
                palette,
            ))
    }

    fn table<'a>(&'a self, context: &Context<'a>) -> Element<'a, question::Message> {
        let palette = context.palette;
        let table = Table::new(
            Sheet::new(self, context),
            sheet::columns(context.words),
            palette,
            Message::Table,
        )
        .focused(true)
        .takes_files(false);
        let table: Element<'a, Message> = Reach::new(table, palette.accent).into();
        let seen = self.rows.len().clamp(1, ROWS) as f32;
        // The frame is part of the height.
        let height = measure::COLUMN_HEAD + seen * measure::ROW + 2.0 * measure::LINE;
        container(table.map(question::Message::Conflicts))
            .padding(measure::LINE)
            .width(Length::Fill)
            .height(height)
            .style(move |theme| container::Style {
                border: style::line(palette.border, 0.0),
                ..style::ground(palette.surface)(theme)
            })
            .into()
    }

    /// What stands out in the table, and how many there are that it does not show.
    fn legend<'a>(&self, context: &Context<'a>) -> Element<'a, question::Message> {
        let (words, palette) = (context.words, context.palette);
        let mut said = words.say("question-conflicts-legend");
        let more = self.total() - self.rows.len() as u64;
        if more > 0 {
            said = format!(
                "{said} {}",
                words.with("question-conflicts-more", &[("count", more.into())])
            );
        }
        parts::small(said, palette.muted).into()
    }

    fn for_all_line<'a>(&self, context: &Context<'a>) -> Element<'a, question::Message> {
        let words = context.words;
        let label = words.with("question-conflicts-for-all", &[("count", self.total().into())]);
        let choices = ALL.into_iter().enumerate().map(|(at, resolution)| {
            let chosen = self.all == resolution;
            let press = choice(
                sheet::name(resolution, words),
                chosen,
                Message::All(resolution),
                context,
            );
            if at == 0 { press.id(FIRST) } else { press }
        });
        line(label, choices, context)
    }

    fn exceptions<'a>(&self, context: &Context<'a>) -> Element<'a, question::Message> {
        let (words, palette) = (context.words, context.palette);
        let selected = || self.rows.iter().filter(|row| self.selected.contains(&row.id));
        let count = selected().count();
        if count == 0 {
            let hint = parts::small(words.say("question-conflicts-select"), palette.muted);
            return container(hint).center_y(measure::CONTROL).into();
        }
        let same = selected().next().map(|row| row.exception);
        let same = same.filter(|exception| selected().all(|row| row.exception == *exception));
        let as_all = std::iter::once((words.say("question-conflicts-as-all"), None));
        let others = [
            Resolution::Skip,
            Resolution::Overwrite,
            Resolution::Resume,
            Resolution::Rename,
        ];
        let others = others.map(|resolution| (sheet::name(resolution, words), Some(resolution)));
        let choices = as_all
            .chain(others)
            .map(|(name, exception)| choice(name, same == Some(exception), Message::Exception(exception), context));
        let label = words.with("question-conflicts-for-selected", &[("count", count.into())]);
        line(label, choices, context)
    }

    /// For what the choice for all holds.
    fn scopes<'a>(&self, context: &Context<'a>, queue: &Queue) -> Option<Element<'a, question::Message>> {
        let words = context.words;
        let totals = queue.totals(self.job)?;
        let server = [("server", totals.server.as_str().into())];
        let always = match totals.direction {
            Direction::Upload => words.with("question-conflicts-uploads", &server),
            Direction::Download => words.with("question-conflicts-downloads", &server),
        };
        let scopes = [
            (Scope::Waiting, words.say("question-conflicts-these")),
            (Scope::Job, words.say("question-conflicts-the-job")),
            (Scope::Always, always),
        ];
        let choices = scopes
            .into_iter()
            .map(|(scope, name)| choice(name, self.scope == scope, Message::Scope(scope), context));
        Some(line(words.say("question-conflicts-holds"), choices, context))
    }
}

/// A label, and choices beside each other.
fn line<'a>(
    label: String,
    choices: impl Iterator<Item = Press<'a, question::Message>>,
    context: &Context<'a>,
) -> Element<'a, question::Message> {
    let palette = context.palette;
    let segments = container(row(choices.map(Element::from)))
        .padding(measure::LINE)
        .style(move |_| container::Style {
            border: style::line(palette.outline, measure::RADIUS),
            ..container::Style::default()
        });
    let label = container(parts::paragraph(label, palette.muted)).width(LABEL);
    row![label, segments, space::horizontal()]
        .align_y(Alignment::Center)
        .height(measure::CONTROL)
        .into()
}

fn choice<'a>(words: String, chosen: bool, message: Message, context: &Context<'a>) -> Press<'a, question::Message> {
    let palette = context.palette;
    let message = question::Message::Conflicts(message);
    let label = container(text(words).size(measure::TEXT)).center_y(Length::Fill);
    let face = button(label)
        .padding(padding::horizontal(10))
        .height(measure::CHIP + 2.0)
        .style(style::segment(palette, chosen))
        .on_press(message.clone());
    Press::new(face, Some(message), palette.accent).inside()
}
