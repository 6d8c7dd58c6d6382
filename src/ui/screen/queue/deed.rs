//! What can be done about jobs and rows: by menu, by key, by dragging.

use std::collections::BTreeSet;
use std::time::Duration;

use super::lines::{Line, Subject, belongs};
use super::{Action, Queue, title};
use crate::engine::Command;
use crate::engine::command::{Aim, JobId, Shown, TransferId};
use crate::engine::event::Problem;
use crate::error::Stage;
use crate::transfer::State;
use crate::ui::widget::table::Drag;
use crate::ui::words::Words;

/// Something to do about what is selected.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Deed {
    /// Stop it for now.
    Pause,
    /// Let it go on.
    Resume,
    /// Let it go on although everything else stands still.
    Start,
    /// Before everything else.
    First,
    /// Say what it waits for.
    Answer,
    /// By one key: stop it if it goes on, else let it go on; try it again if it failed.
    Switch,
    /// Give it up.
    Cancel,
    /// Try it again.
    Retry,
    /// Take it out of the list.
    Remove,
    /// Take all that is done out of the list.
    RemoveDone,
    /// Try everything again that failed.
    RetryAll,
    /// Before others.
    Higher,
    /// After others.
    Lower,
    /// One place up.
    Up,
    /// One place down.
    Down,
    /// Its failure, on the clipboard.
    CopyError,
    /// Its lines in the log.
    ShowInLog,
    /// What became of every file of its job, into a file.
    Account,
}

impl Queue {
    /// Does it to what is selected.
    pub(super) fn carry_out(&mut self, deed: Deed, now: Duration) -> Action {
        let commands = match deed {
            Deed::Pause => self.each(Command::Pause),
            Deed::Resume => self.each(Command::Resume),
            Deed::Start => {
                self.let_go = true;
                self.each(Command::LetGo)
            }
            Deed::Answer => return Action::Answer,
            Deed::First => self.put_first(now),
            Deed::Switch => return self.switch(now),
            Deed::Cancel => self.each(Command::Cancel),
            Deed::Retry => self.each(Command::Retry),
            Deed::Remove => self.removal(),
            Deed::RetryAll => {
                let failed = self.jobs.iter().filter(|job| belongs(job, Shown::Failed));
                failed.map(|job| Command::Retry(Aim::Job(job.totals.job))).collect()
            }
            Deed::RemoveDone => {
                // What failed stays until somebody has dealt with it.
                let jobs = self.jobs.iter().filter(|job| job.totals.finished);
                let clean = jobs.filter(|job| !belongs(job, Shown::Failed));
                clean.map(|job| Command::Forget(Aim::Job(job.totals.job))).collect()
            }
            Deed::Higher => self.priority(1),
            Deed::Lower => self.priority(-1),
            Deed::Up | Deed::Down => self.shift(deed == Deed::Up, now),
            Deed::CopyError => return self.copy_error(),
            Deed::ShowInLog => return self.show_in_log(),
            Deed::Account => return self.account(),
        };
        if commands.is_empty() {
            Action::None
        } else {
            Action::Send(commands)
        }
    }

    /// Double click or Enter: what can be opened opens or closes; a row leads to its lines in the log; what waits for an
    /// answer is asked.
    pub(super) fn open(&mut self, row: usize, now: Duration) -> Action {
        match self.lines.at(row) {
            Some(Line::Job(_) | Line::Group { .. }) => self.unfold(row, now),
            Some(line @ Line::Row { .. }) if self.row_of(line).is_some_and(|row| row.state == State::Asking) => {
                Action::Answer
            }
            Some(Line::Row { .. } | Line::Member { .. } | Line::Problem { .. }) => {
                self.selected = self.subject(row).into_iter().collect();
                self.show_in_log()
            }
            Some(Line::Waiting(job)) if self.jobs.get(job).is_some_and(|job| job.totals.asking > 0) => Action::Answer,
            Some(Line::Waiting(_)) => self.unfold(row, now),
            None => Action::None,
        }
    }

    /// Shows or hides what stands beneath a job or a group.
    pub(super) fn unfold(&mut self, row: usize, now: Duration) -> Action {
        let tab = self.tab;
        match self.lines.at(row) {
            Some(Line::Job(job)) => {
                if let Some(job) = self.jobs.get_mut(job) {
                    job.set_open(tab, !job.is_open(tab));
                }
            }
            Some(Line::Waiting(job)) => {
                if let Some(job) = self.jobs.get_mut(job) {
                    job.show_waiting(!job.shows_waiting());
                }
            }
            Some(Line::Group { job, at }) => {
                if let Some(group) = self.jobs.get_mut(job).and_then(|job| job.groups.get_mut(at)) {
                    group.closed = !group.closed;
                }
            }
            _ => return Action::None,
        }
        self.refresh(now);
        self.show()
    }

    /// The jobs that were dragged come before the one that they were dropped on.
    pub(super) fn drop_jobs(&mut self, row: Option<usize>, now: Duration) -> Action {
        let target = row.and_then(|row| self.lines.at(row)).map(Line::job);
        let before = target.and_then(|job| self.jobs.get(job)).map(|job| job.totals.job);
        let moving = std::mem::take(&mut self.moving);
        if before.is_some_and(|before| moving.contains(&before)) {
            return Action::None;
        }
        self.place(&moving, before);
        self.refresh(now);
        let commands = moving.into_iter().map(|job| Command::Before { job, before });
        Action::Send(commands.collect())
    }

    /// What the ghost of dragged jobs says.
    pub(super) fn moving_drag(&self, words: &Words) -> Option<Drag> {
        let first = self.moving.first()?;
        let job = self.jobs.iter().find(|job| job.totals.job == *first)?;
        let ghost = match self.moving.len() {
            1 => title::way(job, words),
            count => words.with("queue-drag-jobs", &[("count", count.into())]),
        };
        Some(Drag {
            ghost,
            on_ground: true,
            on_rows: true,
        })
    }

    /// The selected jobs, in their order.
    pub(super) fn selected_jobs(&self) -> Vec<JobId> {
        let jobs = self.jobs.iter().map(|job| job.totals.job);
        jobs.filter(|job| self.selected.contains(&Subject::Job(*job))).collect()
    }

    /// One command for each thing that is selected; what belongs to a selected job is not named again.
    fn each(&self, command: fn(Aim) -> Command) -> Vec<Command> {
        let whole: BTreeSet<JobId> = self.selected_jobs().into_iter().collect();
        let mut aims: Vec<Aim> = whole.iter().map(|job| Aim::Job(*job)).collect();
        let mut rows: BTreeSet<TransferId> = BTreeSet::new();
        for subject in self.selected.iter().filter(|subject| !whole.contains(&subject.job())) {
            match subject {
                Subject::Transfer(_, id) => {
                    rows.insert(*id);
                }
                Subject::Group(job, at) => {
                    let job = self.jobs.iter().find(|other| other.totals.job == *job);
                    rows.extend(
                        job.and_then(|job| job.groups.get(*at))
                            .into_iter()
                            .flat_map(|group| &group.ids),
                    );
                }
                Subject::Job(_) | Subject::Problem(..) => {}
            }
        }
        aims.extend(rows.into_iter().map(Aim::Transfer));
        aims.into_iter().map(command).collect()
    }

    /// What is selected leaves the list. A job that still has something to do loses the rows that are seen, not itself.
    fn removal(&self) -> Vec<Command> {
        let is_open = |id: &JobId| {
            let mut open = self.jobs.iter().filter(|job| !job.totals.finished);
            open.any(|job| job.totals.job == *id)
        };
        let mut commands = Vec::new();
        for command in self.each(Command::Forget) {
            match command {
                Command::Forget(Aim::Job(id)) if is_open(&id) => {
                    let jobs = self.jobs.iter().filter(|job| job.totals.job == id);
                    let rows = jobs.flat_map(|job| &job.loaded(self.tab).rows);
                    commands.extend(rows.map(|row| Command::Forget(Aim::Transfer(row.id))));
                }
                command => commands.push(command),
            }
        }
        commands
    }

    fn priority(&self, step: i8) -> Vec<Command> {
        let jobs = self
            .jobs
            .iter()
            .filter(|job| self.selected.contains(&Subject::Job(job.totals.job)));
        jobs.map(|job| Command::Priority {
            job: job.totals.job,
            priority: job.totals.priority.saturating_add(step),
        })
        .collect()
    }

    /// Selected jobs come before all others, and selected files before all others of their jobs; among themselves they keep
    /// their order.
    fn put_first(&mut self, now: Duration) -> Vec<Command> {
        let moved = self.selected_jobs();
        let first = self
            .jobs
            .iter()
            .find(|job| belongs(job, Shown::Running) && !moved.contains(&job.totals.job));
        let before = first.map(|job| job.totals.job);
        let mut commands: Vec<Command> = Vec::new();
        if before.is_some() && !moved.is_empty() {
            self.place(&moved, before);
            self.refresh(now);
            commands.extend(moved.iter().map(|job| Command::Before { job: *job, before }));
        }
        let waiting = self.selected_waiting();
        // Each goes before those that went there before it.
        commands.extend(waiting.into_iter().rev().map(Command::First));
        commands
    }

    /// Moves the selected jobs one place among those that are not done yet.
    fn shift(&mut self, up: bool, now: Duration) -> Vec<Command> {
        let moved = self.selected_jobs();
        let open: Vec<JobId> = self
            .jobs
            .iter()
            .filter(|job| belongs(job, Shown::Running))
            .map(|job| job.totals.job)
            .collect();
        let place = |job: &JobId| open.iter().position(|other| other == job);
        let before = if up {
            let Some(first) = moved.first().and_then(place).and_then(|place| place.checked_sub(1)) else {
                return Vec::new();
            };
            open.get(first).copied()
        } else {
            let Some(last) = moved.last().and_then(place).filter(|place| place + 1 < open.len()) else {
                return Vec::new();
            };
            open.get(last + 2).copied()
        };
        self.place(&moved, before);
        self.refresh(now);
        moved.into_iter().map(|job| Command::Before { job, before }).collect()
    }

    /// Shows the new order at once; the engine's word about it follows.
    fn place(&mut self, moved: &[JobId], before: Option<JobId>) {
        let (taken, mut rest): (Vec<_>, Vec<_>) = std::mem::take(&mut self.jobs)
            .into_iter()
            .partition(|job| moved.contains(&job.totals.job));
        let at = before
            .and_then(|before| rest.iter().position(|job| job.totals.job == before))
            .unwrap_or(rest.len());
        rest.splice(at..at, taken);
        self.jobs = rest;
    }

    /// The first selected row that is at hand.
    pub(super) fn selected_row(&self) -> Option<&crate::engine::event::Row> {
        let (job, id) = self.selected.iter().find_map(|subject| match subject {
            Subject::Transfer(job, id) => Some((job, id)),
            _ => None,
        })?;
        let job = self.jobs.iter().find(|other| other.totals.job == *job)?;
        job.loaded(self.tab).rows.iter().find(|row| row.id == *id)
    }

    fn copy_error(&self) -> Action {
        let lines = (0..self.lines.count()).filter(|row| {
            self.subject(*row)
                .is_some_and(|subject| self.selected.contains(&subject))
        });
        let told: Vec<String> = lines
            .filter_map(|row| {
                let line = self.lines.at(row)?;
                let error = self.error_of(line)?;
                let charset = self
                    .jobs
                    .get(line.job())
                    .map(|job| job.totals.charset)
                    .unwrap_or_default();
                Some(match self.row_of(line) {
                    Some(row) => format!("{}: {error}", charset.visible_path(&row.remote)),
                    None => error.to_string(),
                })
            })
            .collect();
        if told.is_empty() {
            Action::None
        } else {
            Action::Copy(told.join("\n"))
        }
    }

    /// The account of every job of which something is selected.
    fn account(&self) -> Action {
        let jobs: BTreeSet<JobId> = self.selected.iter().map(Subject::job).collect();
        match jobs.is_empty() {
            true => Action::None,
            false => Action::Account(jobs.into_iter().collect()),
        }
    }

    /// Whether the log may say something about what is selected.
    pub(super) fn is_logged(&self) -> bool {
        self.selected_row().is_some() || self.selected_problem().is_some()
    }

    /// The first selected problem that a server had a part in.
    fn selected_problem(&self) -> Option<(JobId, &Problem)> {
        self.selected.iter().find_map(|subject| {
            let Subject::Problem(id, at) = subject else { return None };
            let job = self.jobs.iter().find(|job| job.totals.job == *id)?;
            let problem = job.totals.problems.get(*at)?;
            (problem.error.stage != Stage::LocalDisk).then_some((*id, problem))
        })
    }

    /// Names are looked for as the log writes them, whatever the charset of the server.
    fn show_in_log(&self) -> Action {
        let row = self.selected_row().map(|row| (row.job, row.remote.visible()));
        let found = row.or_else(|| {
            let (job, problem) = self.selected_problem()?;
            Some((job, problem.source.clone()))
        });
        let Some((id, path)) = found else {
            return Action::None;
        };
        let Some(job) = self.jobs.iter().find(|job| job.totals.job == id) else {
            return Action::None;
        };
        let path = path.trim_end_matches('/');
        let name = path.rsplit('/').next().unwrap_or(path).to_owned();
        Action::ShowInLog {
            server: job.totals.server.clone(),
            text: name,
        }
    }
}

impl Subject {
    /// Its job.
    pub fn job(&self) -> JobId {
        match self {
            Self::Job(job) | Self::Transfer(job, _) | Self::Problem(job, _) | Self::Group(job, _) => *job,
        }
    }
}
