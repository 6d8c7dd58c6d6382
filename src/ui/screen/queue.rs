//! The queue: jobs with their files, what failed and why, what is done and how it was checked.

mod causes;
mod deed;
mod head;
mod history;
mod job;
mod lines;
#[cfg(test)]
mod samples;
mod sheet;
mod speed;
#[cfg(test)]
mod tests;
mod title;
mod watch;

use std::collections::{BTreeMap, BTreeSet};
use std::num::NonZeroUsize;

use iced::widget::{column, responsive};
use iced::{Element, Length, Point};
use time::OffsetDateTime;

use super::super::context::Context;
use super::super::widget::table::{Drag, Happening, Select, Table};
use super::super::words::Words;
use crate::engine::command::{JobId, Shown, View};
use crate::engine::event::{Row, Totals};
use crate::engine::{Command, Event};
use crate::error::Error;
use crate::transfer::State;

pub use deed::{Deed, Item};
use history::History;
use job::{Job, Loaded};
use lines::{Line, Lines, Subject};
use sheet::{Field, Sheet};
use speed::Speed;

/// The panel.
pub struct Queue {
    jobs: Vec<Job>,
    tab: Shown,
    /// What stands in which row of the open tab; made anew whenever something changed.
    lines: Lines,
    selected: BTreeSet<Subject>,
    held: bool,
    speed: Speed,
    history: History,
    /// What the engine was last told to report.
    watched: Option<View>,
    /// The rows of the table that are seen, or were last.
    seen: (usize, usize),
    tuning: head::Tuning,
    widths: BTreeMap<Field, f32>,
    columns_for: std::cell::Cell<f32>,
    focused: bool,
    /// A drag of files that is under way in the window.
    drag: Option<Drag>,
    /// Jobs that are being dragged to another place.
    moving: Vec<JobId>,
    reveal: Option<(u64, usize)>,
}

/// What the panel understands.
#[derive(Clone, Debug)]
pub enum Message {
    /// Another tab.
    Tab(Shown),
    /// Something happened in the table.
    Table(Happening),
    /// A job or a group is to show or hide its rows.
    Unfold(usize),
    /// These rows of the table are seen: the first, and how many.
    Seen(usize, usize),
    /// Something is to be done about what is selected.
    Do(Deed),
    /// Everything is to stop, or to go on.
    Hold(bool),
    /// The fields for limit and connections are opened or closed.
    Tune(bool),
    /// The text of the limit.
    Limit(String),
    /// The limit is to hold.
    SetLimit,
    /// So many connections.
    Connections(usize),
}

/// What the panel asks of the root.
#[derive(Debug)]
pub enum Action {
    /// Nothing.
    None,
    /// Send these to the engine.
    Send(Vec<Command>),
    /// The keyboard is here now.
    Focus,
    /// Show a menu at this point of the window; what is chosen comes back as a message.
    Menu {
        /// Where.
        at: Point,
        /// What can be chosen.
        items: Vec<Item>,
    },
    /// Put this on the clipboard.
    Copy(String),
    /// Show the lines of the log about a file.
    ShowInLog {
        /// `host:port`.
        server: String,
        /// What its lines contain: the name of the file.
        text: String,
    },
    /// The files that are being dragged from a pane were dropped here: transfer them to where the other pane is.
    Dropped,
    /// A file of the desktop was dropped here.
    File(std::path::PathBuf),
}

impl Queue {
    /// An empty queue. `connections` is what the engine was started with.
    pub fn new(connections: NonZeroUsize, limit: Option<u64>) -> Self {
        Self {
            jobs: Vec::new(),
            tab: Shown::Running,
            lines: Lines::default(),
            selected: BTreeSet::new(),
            held: false,
            speed: Speed::default(),
            history: History::default(),
            watched: None,
            seen: (0, 64),
            tuning: head::Tuning::new(connections, limit),
            widths: BTreeMap::new(),
            columns_for: std::cell::Cell::new(0.0),
            focused: false,
            drag: None,
            moving: Vec::new(),
            reveal: None,
        }
    }

    /// Takes in what happened. Returns what the engine is to be told because of it: which rows to report about.
    pub fn hear<'e>(&mut self, events: impl IntoIterator<Item = &'e Event>, now: OffsetDateTime) -> Vec<Command> {
        let mut changed = false;
        for event in events {
            changed |= self.take(event, now);
        }
        if changed {
            self.refresh(now);
        }
        self.watch()
    }

    /// Time has passed. Call it once a second while [`Queue::wants_ticks`].
    pub fn tick(&mut self, now: OffsetDateTime) {
        self.refresh(now);
    }

    /// Whether something on it changes with time alone: speeds that sink, the graph that moves on.
    pub fn wants_ticks(&self) -> bool {
        !self.history.is_still() || self.jobs.iter().any(|job| job.totals.running > 0)
    }

    /// Where the keyboard is.
    pub fn set_focused(&mut self, focused: bool) {
        self.focused = focused;
    }

    /// A drag of files began, changed or ended somewhere in the window.
    pub fn set_drag(&mut self, drag: Option<Drag>) {
        self.drag = drag;
    }

    /// Overall progress from 0 to 1 for title and task bar; `None` while nothing is on its way.
    pub fn progress(&self) -> Option<f32> {
        let open = || self.jobs.iter().filter(|job| !job.totals.finished);
        open().next()?;
        let sum = |of: fn(&Totals) -> u64| open().map(|job| of(&job.totals)).sum::<u64>();
        Some(job::share(sum(|totals| totals.moved), sum(|totals| totals.bytes)))
    }

    /// Does what a message means.
    pub fn update(&mut self, message: Message, now: OffsetDateTime) -> Action {
        match message {
            Message::Tab(tab) => {
                self.tab = tab;
                self.selected.clear();
                self.seen = (0, 64);
                self.refresh(now);
                self.send(Vec::new())
            }
            Message::Table(happening) => self.happened(happening, now),
            Message::Unfold(row) => self.unfold(row, now),
            Message::Seen(first, count) => {
                self.seen = (first, count);
                self.send(Vec::new())
            }
            Message::Do(deed) => self.carry_out(deed, now),
            Message::Hold(hold) => {
                let mut commands = vec![Command::Hold(hold)];
                if !hold && self.all_paused() {
                    commands.push(Command::Resume(crate::engine::command::Aim::Everything));
                }
                self.held = hold;
                self.send(commands)
            }
            Message::Tune(open) => {
                self.tuning.show(open);
                Action::None
            }
            Message::Limit(text) => {
                self.tuning.type_limit(text);
                Action::None
            }
            Message::SetLimit => {
                let commands = self.tuning.set_limit().map(Command::LimitRate);
                self.send(commands.into_iter().collect())
            }
            Message::Connections(count) => {
                let commands = self.tuning.set_connections(count).map(Command::Connections);
                self.send(commands.into_iter().collect())
            }
        }
    }

    /// Whether everything is stopped.
    pub fn is_held(&self) -> bool {
        self.held
    }

    /// Draws it.
    pub fn view<'a>(&'a self, context: &Context<'a>) -> Element<'a, Message> {
        let context = *context;
        responsive(move |size| {
            let mut page = column![head::head(self, &context, size.width)];
            page = page.extend(head::bars(self, &context));
            page.push(self.body(&context, size.width)).height(Length::Fill).into()
        })
        .into()
    }

    fn body<'a>(&'a self, context: &Context<'a>, width: f32) -> Element<'a, Message> {
        if self.lines.count() == 0 {
            return head::empty(self, context);
        }
        let fields = sheet::fields(self.tab, width);
        let columns = fields
            .iter()
            .map(|field| field.column(self.widths.get(field).copied(), context.words))
            .collect::<Vec<_>>();
        self.columns_for.set(width);
        let drag = self.drag.clone().or_else(|| self.moving_drag(context.words));
        Table::new(
            Sheet::new(self, context, fields),
            columns,
            context.palette,
            Message::Table,
        )
        .focused(self.focused)
        .drag(drag)
        .reveal(self.reveal)
        .on_unfold(Message::Unfold)
        .on_seen(Message::Seen)
        .into()
    }

    fn take(&mut self, event: &Event, now: OffsetDateTime) -> bool {
        match event {
            Event::Job(totals) => {
                match self.jobs.iter_mut().find(|job| job.totals.job == totals.job) {
                    Some(job) => {
                        let more = job.count(totals.clone(), now);
                        self.speed.add(more, now);
                    }
                    None => self.jobs.push(Job::new(totals.clone(), now)),
                }
                true
            }
            Event::View {
                job,
                shown,
                first,
                total,
                rows,
            } => {
                let loaded = Loaded {
                    first: *first,
                    rows: rows.clone(),
                    total: *total,
                };
                if let Some(job) = self.job_mut(*job) {
                    job.show(*shown, loaded, now);
                }
                true
            }
            Event::JobGone(gone) => {
                self.jobs.retain(|job| job.totals.job != *gone);
                true
            }
            Event::Order(order) => {
                let place = |job: &Job| order.iter().position(|id| *id == job.totals.job);
                // Those that have finished have no turn any more: they keep their places before the others.
                self.jobs.sort_by_key(|job| place(job).map_or(0, |place| place + 1));
                true
            }
            Event::Held(held) => {
                self.held = *held;
                true
            }
            _ => false,
        }
    }

    fn happened(&mut self, happening: Happening, now: OffsetDateTime) -> Action {
        match happening {
            Happening::Focused => return Action::Focus,
            Happening::Select(select) => self.select(&select),
            Happening::Open(row) => return self.open(row, now),
            Happening::Menu { row, at } => {
                if let Some(subject) = row.and_then(|row| self.subject(row))
                    && !self.selected.contains(&subject)
                {
                    self.selected = BTreeSet::from([subject]);
                }
                let items = self.menu();
                return if items.is_empty() {
                    Action::None
                } else {
                    Action::Menu { at, items }
                };
            }
            Happening::Resized { column, width } => {
                let fields = sheet::fields(self.tab, self.columns_for.get());
                if let Some(field) = fields.get(column) {
                    self.widths.insert(*field, width);
                }
            }
            Happening::DragBegan if self.drag.is_none() && self.tab == Shown::Running => {
                self.moving = self.selected_jobs();
            }
            Happening::Dropped(row) if self.is_moving_jobs() => return self.drop_jobs(row, now),
            Happening::Dropped(_) => return Action::Dropped,
            Happening::DragEnded => self.moving.clear(),
            Happening::File { path, .. } => return Action::File(path),
            Happening::Cursor(_)
            | Happening::Sort(_)
            | Happening::DragBegan
            | Happening::DragOver(_)
            | Happening::FilesHover(_) => {}
        }
        self.send(Vec::new())
    }

    fn select(&mut self, select: &Select) {
        let subject = |row: usize| self.subject(row);
        match *select {
            Select::Only(row) => self.selected = subject(row).into_iter().collect(),
            Select::Toggle(row) => {
                if let Some(subject) = subject(row)
                    && !self.selected.remove(&subject)
                {
                    self.selected.insert(subject);
                }
            }
            Select::Range { first, last, keep } => {
                let range: Vec<Subject> = (first..=last).filter_map(subject).collect();
                if !keep {
                    self.selected.clear();
                }
                self.selected.extend(range);
            }
            Select::All => self.selected = (0..self.lines.count()).filter_map(subject).collect(),
            Select::Nothing => self.selected.clear(),
        }
    }

    /// Makes anew what depends on rows and on time.
    fn refresh(&mut self, now: OffsetDateTime) {
        self.lines = Lines::of(&self.jobs, self.tab);
        let rate = self.rate(now);
        // The graph begins with the first byte that moves.
        if rate.is_some() || !self.history.is_still() {
            self.history.note(rate.unwrap_or(0), now);
        }
        if !self.selected.is_empty() {
            let jobs: BTreeSet<JobId> = self.jobs.iter().map(|job| job.totals.job).collect();
            self.selected.retain(|subject| jobs.contains(&subject.job()));
        }
    }

    /// Bytes per second of everything.
    fn rate(&self, now: OffsetDateTime) -> Option<u64> {
        let runs = self.jobs.iter().any(|job| job.totals.running > 0);
        self.speed.at(now).filter(|_| runs)
    }

    fn send(&mut self, mut commands: Vec<Command>) -> Action {
        commands.extend(self.watch());
        if commands.is_empty() {
            Action::None
        } else {
            Action::Send(commands)
        }
    }

    fn all_paused(&self) -> bool {
        let mut open = self.jobs.iter().filter(|job| !job.totals.finished).peekable();
        open.peek().is_some() && open.all(Job::is_paused)
    }

    fn subject(&self, row: usize) -> Option<Subject> {
        self.lines.at(row)?.subject(&self.jobs, self.tab)
    }

    fn job_mut(&mut self, id: JobId) -> Option<&mut Job> {
        self.jobs.iter_mut().find(|job| job.totals.job == id)
    }

    /// The transfer of a line, if it has one and it is at hand.
    fn row_of(&self, line: Line) -> Option<&Row> {
        let job = self.jobs.get(line.job())?;
        match line {
            Line::Row { at, .. } => job.loaded(self.tab).row(at),
            Line::Member { group, at, .. } => job.failed.row(*job.groups.get(group)?.rows.get(at)?),
            _ => None,
        }
    }

    fn error_of(&self, line: Line) -> Option<&Error> {
        let job = self.jobs.get(line.job())?;
        match line {
            Line::Problem { at, .. } => Some(&job.totals.problems.get(at)?.error),
            Line::Group { at, .. } => Some(&job.groups.get(at)?.error),
            _ => match &self.row_of(line)?.state {
                State::Failed(error) => Some(error),
                _ => None,
            },
        }
    }

    /// The cause of an error in a few words.
    fn cause(&self, _words: &Words, error: &Error) -> String {
        error.to_string()
    }

    fn is_moving_jobs(&self) -> bool {
        !self.moving.is_empty()
    }
}
