//! What is selected, and what else a person does in the table.

use std::collections::BTreeSet;
use std::time::Duration;

use super::lines::{Subject, belongs};
use super::menu::Menu;
use super::{Action, Queue, sheet};
use crate::engine::command::{Shown, TransferId};
use crate::transfer::State;
use crate::ui::widget::table::{Happening, Select};

impl Queue {
    /// What a person did in the table.
    pub(super) fn table_said(&mut self, happening: Happening, now: Duration) -> Action {
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
                self.menu = Menu::new(at, self.choices());
                return Action::None;
            }
            Happening::Resized { column, width } => {
                let fields = sheet::fields(self.tab, self.columns_for.get());
                if let Some(field) = fields.get(column) {
                    self.widths.insert(*field, width);
                }
            }
            Happening::DragBegan if self.tab == Shown::Running => {
                self.moving = self.selected_jobs();
            }
            Happening::Dropped(row) if self.is_moving_jobs() => return self.drop_jobs(row, now),
            Happening::DragEnded => self.moving.clear(),
            Happening::Cursor(_)
            | Happening::Sort(_)
            | Happening::Moved { .. }
            | Happening::HeadMenu(_)
            | Happening::DragBegan
            | Happening::DragOver(_)
            | Happening::Rested(_)
            | Happening::Dropped(_)
            | Happening::File { .. }
            | Happening::FilesHover(_) => {}
        }
        Action::None
    }

    /// Everything that the open tab shows, as far as it is at hand: a selected job stands for the rest of its rows.
    fn everything(&self) -> BTreeSet<Subject> {
        let mut all = BTreeSet::new();
        for job in self.jobs.iter().filter(|job| belongs(job, self.tab)) {
            let id = job.totals.job;
            all.insert(Subject::Job(id));
            if !job.is_open(self.tab) {
                continue;
            }
            let closed = |row: TransferId| job.groups.iter().any(|group| group.closed && group.ids.contains(&row));
            let shown = |row: &&crate::engine::event::Row| job.shows_waiting() || row.state == State::Running;
            let rows = job.loaded(self.tab).rows.iter();
            let rows = rows
                .filter(|row| self.tab != Shown::Running || shown(row))
                .map(|row| row.id);
            let rows = rows.filter(|row| self.tab != Shown::Failed || !closed(*row));
            all.extend(rows.map(|row| Subject::Transfer(id, row)));
            if self.tab == Shown::Failed {
                all.extend((0..job.totals.problems.len()).map(|at| Subject::Problem(id, at)));
                all.extend((0..job.groups.len()).map(|at| Subject::Group(id, at)));
            }
        }
        all
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
            Select::All => self.selected = self.everything(),
            Select::Nothing => self.selected.clear(),
        }
    }
}
