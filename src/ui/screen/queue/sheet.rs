//! The panel's table: its columns, and what stands in each cell.

use std::borrow::Cow;
use std::time::Duration;

use super::job::{Job, share};
use super::lines::Line;
use super::speed;
use super::title::{self, UNKNOWN, percent};
use super::{Queue, causes};
use crate::engine::command::Shown;
use crate::engine::event::{Problem, Row};
use crate::error::Error;
use crate::path::visible;
use crate::transfer::{Direction, State};
use crate::ui::context::Context;
use crate::ui::humane;
use crate::ui::look::{Palette, icon};
use crate::ui::screen::interruption;
use crate::ui::widget::table::{Cell, Column, Rows};
use crate::ui::words::Words;
use iced::Color;

/// What a column shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Field {
    /// The job, or the file below the job's folder.
    File,
    /// The folder that it goes to.
    To,
    /// How many bytes.
    Size,
    /// A bar and a percentage.
    Progress,
    /// Bytes per second.
    Speed,
    /// How long it will take.
    Left,
    /// Why it failed.
    Cause,
    /// What the server said.
    Reply,
    /// How often it was tried.
    Tries,
    /// How it was checked.
    Checked,
    /// How long it took.
    Took,
}

/// The columns of a tab that fit into `width`: the least important ones leave first.
pub fn fields(shown: Shown, width: f32) -> &'static [Field] {
    use Field::{Cause, Checked, File, Left, Progress, Reply, Size, Speed, To, Took, Tries};
    match shown {
        Shown::Running if width < 400.0 => &[File, Progress],
        Shown::Running if width < 480.0 => &[File, Progress, Left],
        Shown::Running if width < 560.0 => &[File, Size, Progress, Left],
        Shown::Running if width < 640.0 => &[File, Size, Progress, Speed, Left],
        Shown::Running => &[File, To, Size, Progress, Speed, Left],
        Shown::Failed if width < 480.0 => &[File, Cause],
        Shown::Failed if width < 640.0 => &[File, Cause, Reply],
        Shown::Failed if width < 960.0 => &[File, Cause, Reply, Tries],
        Shown::Failed => &[File, To, Cause, Reply, Tries],
        Shown::Done if width < 400.0 => &[File, Checked],
        Shown::Done if width < 480.0 => &[File, Size, Checked],
        Shown::Done => &[File, To, Size, Checked, Took],
    }
}

impl Field {
    /// The head of the column.
    pub fn column(self, width: Option<f32>, words: &Words) -> Column {
        let (title, usual, right) = match self {
            Self::File => (words.say("queue-column-file"), 200.0, false),
            Self::To => (words.say("queue-column-to"), 96.0, false),
            Self::Size => (words.say("queue-column-size"), 76.0, true),
            Self::Progress => (words.say("queue-column-progress"), 134.0, false),
            Self::Speed => (words.say("queue-column-speed"), 88.0, true),
            Self::Left => (words.say("queue-column-left"), 64.0, true),
            Self::Cause => (words.say("queue-column-cause"), 170.0, false),
            Self::Reply => (words.say("queue-column-reply"), 190.0, false),
            Self::Tries => (words.say("queue-column-tries"), 52.0, true),
            Self::Checked => (words.say("queue-column-checked"), 150.0, false),
            Self::Took => (words.say("queue-column-took"), 72.0, true),
        };
        Column {
            title,
            width: width.unwrap_or(usual),
            right,
            sortable: false,
        }
    }
}

/// The rows of a tab, as the table wants them.
pub struct Sheet<'a> {
    queue: &'a Queue,
    words: &'a Words,
    palette: Palette,
    now: Duration,
    fields: &'static [Field],
}

impl<'a> Sheet<'a> {
    /// The rows of the tab that is open.
    pub fn new(queue: &'a Queue, context: &Context<'a>, fields: &'static [Field]) -> Self {
        Self {
            queue,
            words: context.words,
            palette: context.palette,
            now: queue.now,
            fields,
        }
    }

    fn job_cell(&self, job: &'a Job, field: Field) -> Cell<'a> {
        let shown = self.queue.tab;
        let running = shown == Shown::Running;
        let mut cell = Cell {
            strong: true,
            ..Cell::default()
        };
        match field {
            Field::File => {
                cell.indent = 1;
                cell.icon = Some((self.direction(job.totals.direction), self.palette.text));
                cell.text = title::job(job, shown, self.words).into();
            }
            Field::To => cell.text = job.folder().into(),
            Field::Size if running => cell.text = humane::size(job.totals.bytes).into(),
            Field::Progress => {
                cell.progress = Some(job.progress());
                cell.text = percent(job.progress()).into();
            }
            Field::Speed if job.totals.running > 0 => cell.text = rate(job.speed(self.now)).into(),
            Field::Left if job.totals.running > 0 => cell.text = self.left(job.left(self.now)).into(),
            _ => {}
        }
        cell
    }

    fn running_cell(&self, job: &Job, row: &Row, field: Field) -> Cell<'a> {
        let speed = job.row_speed(row.id, self.now);
        match field {
            Field::File => self.file(row, job, (self.direction(row.direction), self.palette.text)),
            Field::To => self.muted(title::ends(row, job).1),
            Field::Size => self.muted(size(row.size)),
            Field::Progress => {
                let part = share(row.moved, row.size.unwrap_or(0));
                Cell {
                    progress: Some(part),
                    ..self.muted(row.size.map_or_else(|| UNKNOWN.to_owned(), |_| percent(part)))
                }
            }
            Field::Speed => self.muted(rate(speed)),
            Field::Left => {
                let remaining = row.size.map(|size| size.saturating_sub(row.moved));
                self.muted(self.left(remaining.and_then(|remaining| speed::left(remaining, speed))))
            }
            _ => Cell::default(),
        }
    }

    /// A file whose turn has not come, or that somebody stopped.
    fn coming_cell(&self, job: &Job, row: &Row, field: Field) -> Cell<'a> {
        let (glyph, state) = match &row.state {
            State::Paused => (icon::PAUSE, Some("queue-row-paused")),
            State::Asking => (icon::TRIANGLE_ALERT, Some("queue-row-asking")),
            State::Retrying(_) => (icon::ROTATE_CW, Some("queue-row-retrying")),
            _ => (icon::CLOCK, None),
        };
        let asks = row.state == State::Asking;
        let color = if asks { self.palette.warn } else { self.palette.faint };
        match field {
            Field::File => self.file(row, job, (glyph, color)),
            Field::To => self.muted(title::ends(row, job).1),
            Field::Size => self.muted(size(row.size)),
            // What was begun shows how far it came.
            Field::Progress => match (row.size, state) {
                (Some(size), _) if row.moved > 0 && !asks => {
                    let part = share(row.moved, size);
                    Cell {
                        progress: Some(part),
                        ..self.muted(percent(part))
                    }
                }
                (_, Some(state)) => Cell {
                    color: Some(if asks { self.palette.warn } else { self.palette.muted }),
                    text: self.words.say(state).into(),
                    ..Cell::default()
                },
                (_, None) => Cell::default(),
            },
            _ => Cell::default(),
        }
    }

    /// How many files wait for what. Where the whole job stands still for a reason of this computer's, only that: there is no room
    /// for both, and the number stands elsewhere too.
    fn waiting(&self, job: &Job) -> String {
        if let Some(why) = job.totals.interrupted.filter(|_| !job.is_paused()) {
            return interruption::told(why, self.words);
        }
        let count = [("count", job.totals.waiting.into())];
        match job.totals.asking {
            0 if job.totals.running == 0 && job.totals.done == 0 => self.words.with("queue-waiting", &count),
            0 => self.words.with("queue-waiting-more", &count),
            asking if asking == job.totals.waiting => self.words.with("queue-waiting-asking", &count),
            asking => {
                let values = [("count", job.totals.waiting.into()), ("asking", asking.into())];
                self.words.with("queue-waiting-some-asking", &values)
            }
        }
    }

    fn waiting_cell(&self, job: &Job, field: Field) -> Cell<'a> {
        match field {
            Field::File => Cell {
                indent: 2,
                icon: Some((icon::CLOCK, self.palette.faint)),
                ..self.muted(self.waiting(job))
            },
            Field::To => self.muted(job.folder().to_owned()),
            Field::Size => self.muted(job.waiting_bytes().map(humane::size).unwrap_or_default()),
            _ => Cell::default(),
        }
    }

    fn failed_cell(&self, job: &Job, row: &Row, field: Field) -> Cell<'a> {
        let error = match &row.state {
            State::Failed(error) => Some(&**error),
            _ => None,
        };
        match field {
            Field::File => self.file(row, job, (icon::CIRCLE_X, self.palette.bad)),
            Field::To => self.muted(title::ends(row, job).1),
            Field::Cause => self.cause(error),
            Field::Reply => self.muted(error.map(causes::said).unwrap_or_default()),
            Field::Tries => self.muted(title::tries(row).to_string()),
            _ => Cell::default(),
        }
    }

    fn problem_cell(&self, problem: &Problem, field: Field) -> Cell<'a> {
        match field {
            Field::File => Cell {
                indent: 2,
                icon: Some((icon::TRIANGLE_ALERT, self.palette.bad)),
                text: visible(problem.source.as_bytes()).into(),
                ..Cell::default()
            },
            Field::Cause => self.cause(Some(&problem.error)),
            Field::Reply => self.muted(causes::said(&problem.error)),
            _ => Cell::default(),
        }
    }

    fn group_cell(&self, group: &causes::Group, field: Field) -> Cell<'a> {
        if field != Field::File {
            return Cell::default();
        }
        let cause = if group.reply.is_empty() {
            self.queue.cause(self.words, &group.error)
        } else {
            group.reply.clone()
        };
        let values = [("count", group.rows.len().into()), ("cause", cause.into())];
        Cell {
            indent: 2,
            text: self.words.with("queue-group", &values).into(),
            ..Cell::default()
        }
    }

    fn done_cell(&self, job: &Job, row: &Row, field: Field) -> Cell<'a> {
        let done = matches!(row.state, State::Done(_));
        let stays = row.remarks.iter().any(title::stays);
        match field {
            Field::File if stays => self.file(row, job, (icon::CIRCLE_CHECK, self.palette.warn)),
            Field::File if done => self.file(row, job, (icon::CIRCLE_CHECK, self.palette.ok)),
            Field::File => self.file(row, job, (icon::BAN, self.palette.faint)),
            Field::To => self.muted(title::ends(row, job).1),
            Field::Size => self.muted(size(row.size)),
            Field::Checked => self.muted(title::checked(row, self.words)),
            Field::Took if done => self.muted(title::took(row.took, self.words)),
            _ => Cell::default(),
        }
    }

    fn file(&self, row: &Row, job: &Job, icon: (char, Color)) -> Cell<'a> {
        Cell {
            indent: 2,
            icon: Some(icon),
            text: title::ends(row, job).0.into(),
            ..Cell::default()
        }
    }

    fn cause(&self, error: Option<&Error>) -> Cell<'a> {
        Cell {
            text: error
                .map(|error| self.queue.cause(self.words, error))
                .unwrap_or_default()
                .into(),
            color: Some(self.palette.bad),
            ..Cell::default()
        }
    }

    fn muted(&self, text: String) -> Cell<'a> {
        Cell {
            text: text.into(),
            color: Some(self.palette.muted),
            ..Cell::default()
        }
    }

    fn direction(&self, direction: Direction) -> char {
        match direction {
            Direction::Upload => icon::ARROW_UP,
            Direction::Download => icon::ARROW_DOWN,
        }
    }

    fn left(&self, left: Option<Duration>) -> String {
        left.map_or_else(|| UNKNOWN.to_owned(), |left| title::span(left, self.words))
    }

    /// What stands in a row: a line with its job, and its transfer where it has one that is at hand.
    fn line(&self, row: usize) -> Option<(Line, &'a Job)> {
        let line = self.queue.lines.at(row)?;
        Some((line, self.queue.jobs.get(line.job())?))
    }
}

impl Rows for Sheet<'_> {
    fn count(&self) -> usize {
        self.queue.lines.count()
    }

    fn cell(&self, row: usize, column: usize) -> Cell<'_> {
        let (Some((line, job)), Some(field)) = (self.line(row), self.fields.get(column)) else {
            return Cell::default();
        };
        let field = *field;
        match line {
            Line::Job(_) => self.job_cell(job, field),
            Line::Waiting(_) => self.waiting_cell(job, field),
            Line::Problem { at, .. } => match job.totals.problems.get(at) {
                Some(problem) => self.problem_cell(problem, field),
                None => Cell::default(),
            },
            Line::Group { at, .. } => match job.groups.get(at) {
                Some(group) => self.group_cell(group, field),
                None => Cell::default(),
            },
            Line::Row { .. } | Line::Member { .. } => match self.queue.row_of(line) {
                Some(row) => match self.queue.tab {
                    Shown::Running if row.state == State::Running => self.running_cell(job, row, field),
                    Shown::Running => self.coming_cell(job, row, field),
                    Shown::Failed => self.failed_cell(job, row, field),
                    Shown::Done => self.done_cell(job, row, field),
                },
                // It is on its way.
                None if field == Field::File => Cell {
                    indent: 2,
                    ..self.muted("…".to_owned())
                },
                None => Cell::default(),
            },
        }
    }

    fn key(&self, row: usize) -> Cow<'_, str> {
        match self.line(row) {
            Some((Line::Job(_), job)) => title::way(job, self.words).into(),
            Some((line, job)) => match self.queue.row_of(line) {
                Some(row) => title::ends(row, job).0.into(),
                None => Cow::Borrowed(""),
            },
            None => Cow::Borrowed(""),
        }
    }

    fn is_selected(&self, row: usize) -> bool {
        self.queue
            .subject(row)
            .is_some_and(|subject| self.queue.selected.contains(&subject))
    }

    fn is_selectable(&self, row: usize) -> bool {
        self.queue.subject(row).is_some()
    }

    fn takes_drops(&self, row: usize) -> bool {
        self.queue.is_moving_jobs() && matches!(self.queue.lines.at(row), Some(Line::Job(_)))
    }

    fn is_open(&self, row: usize) -> Option<bool> {
        let (line, job) = self.line(row)?;
        match line {
            Line::Job(_) => Some(job.is_open(self.queue.tab)),
            Line::Group { at, .. } => Some(!job.groups.get(at)?.closed),
            Line::Waiting(_) => Some(job.shows_waiting()),
            _ => None,
        }
    }

    fn tip(&self, row: usize, column: usize) -> Option<String> {
        let (line, job) = self.line(row)?;
        match (self.fields.get(column)?, line) {
            (Field::Size, Line::Job(_)) => Some(self.bytes(job.totals.bytes)),
            (Field::To, Line::Job(_)) => Some(job.totals.destination.clone()),
            (Field::Size, _) => self.queue.row_of(line)?.size.map(|size| self.bytes(size)),
            (Field::File | Field::Progress, Line::Row { .. }) => match &self.queue.row_of(line)?.state {
                State::Retrying(error) => Some(self.queue.cause(self.words, error)),
                _ => None,
            },
            (Field::Checked, _) => {
                let remarks = title::remarks(self.queue.row_of(line)?, self.words);
                Some(remarks).filter(|remarks| !remarks.is_empty())
            }
            (Field::Cause | Field::Reply, _) => {
                let error = self.queue.error_of(line)?;
                let reply = causes::said(error);
                let cause = self.queue.cause(self.words, error);
                Some(if reply.is_empty() {
                    cause
                } else {
                    format!("{cause}\n{reply}")
                })
            }
            _ => None,
        }
    }
}

impl Sheet<'_> {
    fn bytes(&self, bytes: u64) -> String {
        self.words.with("queue-bytes", &[("count", bytes.into())])
    }
}

fn size(size: Option<u64>) -> String {
    size.map_or_else(|| UNKNOWN.to_owned(), humane::size)
}

fn rate(speed: Option<u64>) -> String {
    speed.map_or_else(|| UNKNOWN.to_owned(), humane::rate)
}
