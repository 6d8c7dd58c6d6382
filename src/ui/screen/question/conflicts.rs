//! Targets of one job that exist: one table for all of them, a choice for all, and exceptions.

mod sheet;
mod view;

use std::collections::BTreeSet;

use crate::ask::Answer;
use crate::engine::Command;
use crate::engine::command::{JobId, QuestionId};
use crate::entry::{Entry, Kind, Modified, Precision, Zone};
use crate::transfer::Resolution;
use crate::ui::widget::table::{Happening, Select};

/// What one job asks about existing targets.
#[derive(Debug)]
pub struct Conflicts {
    job: JobId,
    rows: Vec<Row>,
    /// How many there are; of very many only the first ones are asked about one by one.
    total: u64,
    all: Resolution,
    scope: Scope,
    selected: BTreeSet<QuestionId>,
}

/// One target.
#[derive(Debug)]
pub struct Row {
    id: QuestionId,
    target: String,
    there: Entry,
    coming: Entry,
    /// What is done about it whatever is done about the others.
    exception: Option<Resolution>,
}

/// For what the choice for all holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scope {
    /// For what waits now.
    Waiting,
    /// Also for what the job meets later.
    Job,
    /// For all transfers from or to this server in this run.
    Always,
}

/// What a person did in the dialog.
#[derive(Clone, Debug)]
pub enum Message {
    /// Something happened in the table.
    Table(Happening),
    /// The choice for all.
    All(Resolution),
    /// The choice for what is selected; `None`: the same as for all.
    Exception(Option<Resolution>),
    /// For what it holds.
    Scope(Scope),
    /// Do it.
    Apply,
}

/// The exceptions that Enter and a double click go through.
const ROUND: [Option<Resolution>; 5] = [
    None,
    Some(Resolution::Overwrite),
    Some(Resolution::Resume),
    Some(Resolution::Rename),
    Some(Resolution::Skip),
];

impl Conflicts {
    /// The first one of a job. Until somebody chooses otherwise, nothing is overwritten.
    pub fn new(job: JobId, first: Row) -> Self {
        Self {
            job,
            rows: vec![first],
            total: 0,
            all: Resolution::Skip,
            scope: Scope::Waiting,
            selected: BTreeSet::new(),
        }
    }

    /// One more.
    pub fn add(&mut self, row: Row) {
        self.rows.push(row);
    }

    /// There are so many.
    pub fn count(&mut self, total: u64) {
        self.total = total;
    }

    /// One less. Returns whether any is left.
    pub fn remove(&mut self, id: QuestionId) -> bool {
        self.rows.retain(|row| row.id != id);
        self.selected.remove(&id);
        !self.rows.is_empty()
    }

    /// The job.
    pub fn job(&self) -> JobId {
        self.job
    }

    /// The choice for all.
    pub fn for_all(&self) -> Resolution {
        self.all
    }

    /// For what it holds.
    pub fn scope(&self) -> Scope {
        self.scope
    }

    /// Takes what a person did. Returns whether it is to be carried out.
    pub fn update(&mut self, message: Message) -> bool {
        match message {
            Message::Table(happening) => self.table_said(&happening),
            Message::All(resolution) => self.all = resolution,
            Message::Exception(exception) => {
                let selected = self.rows.iter_mut().filter(|row| self.selected.contains(&row.id));
                selected.for_each(|row| row.exception = exception);
            }
            Message::Scope(scope) => self.scope = scope,
            Message::Apply => return true,
        }
        false
    }

    /// What carries out the choices.
    pub fn commands(&self) -> Vec<Command> {
        let answer = |row: &Row| Command::Answer {
            question: row.id,
            answer: Answer::Conflict(row.exception.unwrap_or(self.all)),
        };
        let mut commands: Vec<Command> = self.rows.iter().map(answer).collect();
        let later = self.scope != Scope::Waiting;
        if later || self.total() > self.rows.len() as u64 {
            commands.push(Command::Settle {
                job: self.job,
                resolution: self.all,
                later,
            });
        }
        commands
    }

    /// How many there are.
    fn total(&self) -> u64 {
        self.total.max(self.rows.len() as u64)
    }

    fn table_said(&mut self, happening: &Happening) {
        match happening {
            Happening::Select(select) => self.select(select),
            Happening::Open(at) => {
                if let Some(row) = self.rows.get_mut(*at) {
                    let place = ROUND.iter().position(|exception| *exception == row.exception);
                    row.exception = ROUND[place.map_or(0, |place| (place + 1) % ROUND.len())];
                }
            }
            _ => {}
        }
    }

    fn select(&mut self, select: &Select) {
        let id = |at: usize| self.rows.get(at).map(|row| row.id);
        match *select {
            Select::Only(at) => self.selected = id(at).into_iter().collect(),
            Select::Toggle(at) => {
                if let Some(id) = id(at)
                    && !self.selected.remove(&id)
                {
                    self.selected.insert(id);
                }
            }
            Select::Range { first, last, keep } => {
                let range: Vec<QuestionId> = (first..=last).filter_map(id).collect();
                if !keep {
                    self.selected.clear();
                }
                self.selected.extend(range);
            }
            Select::All => self.selected = self.rows.iter().map(|row| row.id).collect(),
            Select::Nothing => self.selected.clear(),
        }
    }
}

impl Row {
    /// A target that exists, and what would come.
    pub fn new(id: QuestionId, target: String, there: Entry, coming: Entry) -> Self {
        Self {
            id,
            target,
            there,
            coming,
            exception: None,
        }
    }
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
