//! The queue: jobs with their files, what failed and why, what is done and how it was checked.

mod bars;
mod causes;
mod choices;
mod deed;
mod head;
mod heard;
mod history;
mod job;
mod lines;
mod menu;
mod others;
#[cfg(test)]
pub(super) mod samples;
mod select;
mod sheet;
mod speed;
#[cfg(test)]
mod tests;
mod title;
mod watch;

use std::collections::{BTreeMap, BTreeSet};
use std::num::NonZeroUsize;
use std::time::Duration;

use super::super::context::Context;
use super::super::widget::around::{Around, OutsideTab};
use super::super::widget::table::{Happening, Table};
use super::super::words::Words;
use crate::engine::command::{Aim, JobId, Shown, Watch};
use crate::engine::event::{Other, Row, Totals};
use crate::engine::{Command, Event};
use crate::error::Error;
use crate::transfer::State;
use iced::widget::{column, responsive};
use iced::{Element, Length};

pub use deed::Deed;
use history::History;
use job::Job;
use lines::{Line, Lines, Subject};
use menu::Menu;
use sheet::{Field, Sheet};
use speed::Speed;
pub use title::span;

/// The panel.
pub struct Queue {
    jobs: Vec<Job>,
    tab: Shown,
    /// What stands in which row of the open tab; made anew whenever something changed.
    lines: Lines,
    selected: BTreeSet<Subject>,
    held: bool,
    /// It stands still because it came back from an earlier run.
    restored: bool,
    /// Somebody started part of it while the rest stands still.
    let_go: bool,
    /// The process that works on the shared queue instead of this one; 0 if its number is not known.
    elsewhere: Option<u32>,
    /// The jobs of other processes.
    others: Vec<Other>,
    speed: Speed,
    history: History,
    /// Something happened since the lines were made.
    changed: bool,
    /// The time of the window's clock, as far as it was told.
    now: Duration,
    /// The rows of the table that are seen, or were last.
    seen: (usize, usize),
    tuning: head::Tuning,
    widths: BTreeMap<Field, f32>,
    columns_for: std::cell::Cell<f32>,
    /// Jobs that are being dragged to another place.
    moving: Vec<JobId>,
    menu: Option<Menu>,
    /// How many jobs stopped by themselves and wait for a word, and why the first one did.
    stuck: u64,
    cause: Option<String>,
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
    /// Everything is to stop; or to go on, if it has stopped.
    Toggle,
    /// What is selected is to leave the list.
    Remove,
    /// Somebody wants to answer what files wait for.
    Answer,
    /// The job with this number, on which nobody works any more, is to go on here.
    TakeOver(u32),
    /// The fields for limit and connections are opened or closed.
    Tune(bool),
    /// The text of the limit.
    Limit(String),
    /// The limit is to hold.
    SetLimit,
    /// So many connections.
    Connections(usize),
    /// Something happened in the menu.
    Menu(menu::Step),
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
    /// Ask what files wait for.
    Answer,
    /// Put this on the clipboard.
    Copy(String),
    /// Show the lines of the log about a file.
    ShowInLog {
        /// `host:port`.
        server: String,
        /// What its lines contain: the name of the file.
        text: String,
    },
    /// Write what became of every file of these jobs to a file that somebody chooses.
    Account(Vec<JobId>),
    /// So many bytes per second for everything; `None` is without limit.
    LimitRate(Option<u64>),
    /// So many connections per site.
    Connections(NonZeroUsize),
}

impl Default for Queue {
    fn default() -> Self {
        Self::new()
    }
}

impl Queue {
    /// An empty queue.
    pub fn new() -> Self {
        Self {
            jobs: Vec::new(),
            tab: Shown::Running,
            lines: Lines::default(),
            selected: BTreeSet::new(),
            held: false,
            restored: false,
            let_go: false,
            elsewhere: None,
            others: Vec::new(),
            speed: Speed::default(),
            history: History::default(),
            changed: false,
            now: Duration::ZERO,
            seen: (0, 64),
            tuning: head::Tuning::new(NonZeroUsize::MIN, None),
            widths: BTreeMap::new(),
            columns_for: std::cell::Cell::new(0.0),
            moving: Vec::new(),
            menu: None,
            stuck: 0,
            cause: None,
        }
    }

    /// The connections per site and the limit that hold, to be shown.
    pub fn set_pace(&mut self, connections: NonZeroUsize, limit: Option<u64>) {
        self.tuning = head::Tuning::new(connections, limit);
    }

    /// So many jobs stopped by themselves and wait for a word; the first one for this cause.
    pub fn set_stuck(&mut self, stuck: u64, cause: Option<String>) {
        (self.stuck, self.cause) = (stuck, cause);
    }

    /// What is known of a job.
    pub fn totals(&self, job: JobId) -> Option<&Totals> {
        self.all().find(|totals| totals.job == job)
    }

    /// So many jobs have ended.
    pub fn finished(&self) -> usize {
        self.all().filter(|totals| totals.finished).count()
    }

    /// All jobs.
    pub fn all(&self) -> impl Iterator<Item = &Totals> {
        self.jobs.iter().map(|job| &job.totals)
    }

    /// What a job is called: "site → shop.example.org".
    pub fn name(&self, job: JobId, words: &Words) -> String {
        let job = self.jobs.iter().find(|other| other.totals.job == job);
        job.map(|job| title::way(job, words)).unwrap_or_default()
    }

    /// What became of jobs, in two lines: what they are called, and "9,588 done, 412 failed".
    pub fn outcome(&self, jobs: &[JobId], words: &Words) -> (String, String) {
        let meant: Vec<&Totals> = self.all().filter(|totals| jobs.contains(&totals.job)).collect();
        let name = match meant.as_slice() {
            [one] => self.name(one.job, words),
            many => words.with("queue-ended-jobs", &[("count", many.len().into())]),
        };
        (name, title::outcome(&meant, words))
    }

    /// How many answers are waited for.
    fn needs_answers(&self) -> u64 {
        self.all().map(|totals| totals.asking).sum::<u64>() + self.stuck
    }

    /// Takes in what happened, at this time of the window's clock.
    pub fn happened(&mut self, event: Event, now: Duration) {
        self.now = now;
        self.changed |= self.take(event, now);
    }

    /// Which rows the engine is to report about. To be asked after every batch of events.
    pub fn wanted(&mut self) -> Watch {
        if self.changed {
            self.refresh(self.now);
        }
        Watch::View(self.wanted_view())
    }

    /// Time has passed. Call it once a second while [`Queue::wants_ticks`].
    pub fn tick(&mut self, now: Duration) {
        self.refresh(now);
    }

    /// Whether something on it changes with time alone: speeds that sink, the graph that moves on.
    pub fn wants_ticks(&self) -> bool {
        !self.history.is_still() || self.is_running()
    }

    /// Whether bytes move, or are about to.
    pub fn is_running(&self) -> bool {
        self.jobs.iter().any(|job| job.totals.running > 0)
    }

    /// The jobs with this server (`host:port`) that would go on by themselves.
    pub fn active_with(&self, server: &str) -> Vec<JobId> {
        let goes_on = |totals: &Totals| !totals.finished && totals.running + totals.waiting > totals.paused;
        let theirs = self.jobs.iter().map(|job| &job.totals);
        let theirs = theirs.filter(|totals| totals.server == server && goes_on(totals));
        theirs.map(|totals| totals.job).collect()
    }

    /// Overall progress in whole percent, for the title bar; `None` while nothing is on its way.
    pub fn percent(&self) -> Option<u8> {
        let open = || self.jobs.iter().filter(|job| !job.totals.finished);
        open().next()?;
        let sum = |of: fn(&Totals) -> u64| open().map(|job| of(&job.totals)).sum::<u64>();
        let share = job::share(sum(|totals| totals.moved), sum(|totals| totals.bytes));
        Some(((share * 100.0) as u8).min(99))
    }

    /// Does what a message means.
    pub fn update(&mut self, message: Message, now: Duration) -> Action {
        self.now = now;
        match message {
            Message::Tab(tab) => {
                self.tab = tab;
                self.selected.clear();
                self.seen = (0, 64);
                self.refresh(now);
                self.show()
            }
            Message::Table(happening) => self.table_said(happening, now),
            Message::Unfold(row) => self.unfold(row, now),
            Message::Seen(first, count) => {
                self.seen = (first, count);
                self.show()
            }
            Message::Do(deed) => {
                self.menu = None;
                self.carry_out(deed, now)
            }
            Message::Toggle => self.toggle(),
            Message::Answer => Action::Answer,
            Message::TakeOver(number) => {
                self.let_go = true;
                Action::Send(vec![Command::TakeOver(number)])
            }
            Message::Remove => self.carry_out(self.removing(), now),
            Message::Tune(open) => {
                self.tuning.show(open);
                Action::None
            }
            Message::Limit(text) => {
                self.tuning.type_limit(text);
                Action::None
            }
            Message::SetLimit if self.tuning.set_limit() => Action::LimitRate(self.tuning.limit()),
            Message::Connections(count) => match self.tuning.set_connections(count) {
                Some(count) => Action::Connections(count),
                None => Action::None,
            },
            Message::SetLimit => Action::None,
            Message::Menu(step) => self.menu_said(step, now),
        }
    }

    /// Draws it. `focused`: it has the keyboard.
    pub fn view<'a>(&'a self, context: &Context<'a>, focused: bool) -> Element<'a, Message> {
        let context = *context;
        let panel = responsive(move |size| {
            let mut page = column![head::head(self, &context, size.width)];
            page = page.extend(bars::bars(self, &context));
            page = page.push(self.body(&context, size.width, focused));
            page = page.extend(others::view(self, &context, size));
            page.height(Length::Fill).into()
        });
        menu::over(self.menu.as_ref(), panel.into(), &context)
    }

    fn body<'a>(&'a self, context: &Context<'a>, width: f32, focused: bool) -> Element<'a, Message> {
        if self.lines.count() == 0 {
            return head::empty(self, context);
        }
        let fields = sheet::fields(self.tab, width);
        let columns = fields
            .iter()
            .map(|field| field.column(self.widths.get(field).copied(), context.words))
            .collect::<Vec<_>>();
        self.columns_for.set(width);
        let table = Table::new(
            Sheet::new(self, context, fields),
            columns,
            context.palette,
            Message::Table,
        )
        .focused(focused)
        .drag(self.moving_drag(context.words))
        .takes_files(false)
        .on_unfold(Message::Unfold)
        .on_seen(Message::Seen);
        // Whoever leaves the last button with Tab is in the list again.
        Around::new(table, OutsideTab).into()
    }

    /// Start, where it stands still; else Pause.
    fn toggle(&mut self) -> Action {
        let hold = !self.is_stopped();
        let mut commands = vec![Command::Hold(hold)];
        if !hold && self.all_paused() {
            commands.push(Command::Resume(Aim::Everything));
        }
        (self.held, self.restored, self.let_go) = (hold, false, false);
        Action::Send(commands)
    }

    fn is_stopped(&self) -> bool {
        self.held || self.all_paused()
    }

    /// Makes anew what depends on rows and on time.
    fn refresh(&mut self, now: Duration) {
        (self.now, self.changed) = (now, false);
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
    fn rate(&self, now: Duration) -> Option<u64> {
        let runs = self.jobs.iter().any(|job| job.totals.running > 0);
        self.speed.at(now).filter(|_| runs)
    }

    /// Asks for the rows that are shown now.
    fn show(&self) -> Action {
        Action::Send(vec![Command::Watch(Watch::View(self.wanted_view()))])
    }

    /// What leaving the list means: what is not done is given up first.
    fn removing(&self) -> Deed {
        match self.tab {
            Shown::Running => Deed::Cancel,
            Shown::Failed | Shown::Done => Deed::Remove,
        }
    }

    fn all_paused(&self) -> bool {
        let mut open = self.jobs.iter().filter(|job| !job.totals.finished).peekable();
        open.peek().is_some() && open.all(Job::is_paused)
    }

    fn subject(&self, row: usize) -> Option<Subject> {
        self.lines.at(row)?.subject(&self.jobs, self.tab)
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
    fn cause(&self, words: &Words, error: &Error) -> String {
        crate::ui::screen::failure::cause(words, error)
    }

    fn is_moving_jobs(&self) -> bool {
        !self.moving.is_empty()
    }
}
