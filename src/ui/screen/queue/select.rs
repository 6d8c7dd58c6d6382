//! What is selected, and what else a person does in the table.

use std::collections::BTreeSet;
use std::time::Duration;

use super::lines::Subject;
use super::menu::Menu;
use super::{Action, Queue, sheet};
use crate::engine::command::Shown;
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
            | Happening::DragBegan
            | Happening::DragOver(_)
            | Happening::Rested(_)
            | Happening::Dropped(_)
            | Happening::File { .. }
            | Happening::FilesHover(_) => {}
        }
        Action::None
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
}
