//! What there is to choose for what is selected: only what would do something.

use std::time::Duration;

use super::lines::{Subject, belongs};
use super::{Action, Deed, Queue};
use crate::engine::command::{Shown, TransferId};
use crate::transfer::State;
use crate::ui::look::icon;

/// A choice of a menu.
#[derive(Clone, Debug)]
pub struct Item {
    /// Its icon.
    pub icon: char,
    /// The key of its words.
    pub label: &'static str,
    /// What it means.
    pub deed: Deed,
    /// A hairline stands before it.
    pub apart: bool,
}

/// What could be done about something that is not done yet.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Can {
    /// It goes on, or would.
    pub pause: bool,
    /// Somebody paused it.
    pub resume: bool,
    /// It stands still because everything does.
    pub start: bool,
    /// Somebody must say what to do.
    pub answer: bool,
}

impl Queue {
    /// The choices for what is selected.
    pub(super) fn choices(&self) -> Vec<Item> {
        if self.selected.is_empty() {
            return self.choices_for_all();
        }
        match self.tab {
            Shown::Running => self.choices_while_open(),
            Shown::Failed => {
                let mut items = vec![
                    item(icon::ROTATE_CW, "queue-menu-retry", Deed::Retry),
                    item(icon::COPY, "queue-menu-copy-error", Deed::CopyError),
                ];
                if self.is_logged() {
                    items.push(item(icon::TERMINAL, "queue-menu-log", Deed::ShowInLog));
                }
                items.push(item(icon::SAVE, "queue-menu-account", Deed::Account));
                items.push(apart(item(icon::X, "queue-menu-remove", Deed::Remove)));
                items
            }
            Shown::Done => {
                let mut items = Vec::new();
                if self.selected_row().is_some() {
                    items.push(item(icon::TERMINAL, "queue-menu-log", Deed::ShowInLog));
                }
                items.push(item(icon::SAVE, "queue-menu-account", Deed::Account));
                items.push(apart(item(icon::X, "queue-menu-remove", Deed::Remove)));
                items.push(item(icon::TRASH_2, "queue-menu-remove-done", Deed::RemoveDone));
                items
            }
        }
    }

    fn choices_for_all(&self) -> Vec<Item> {
        if self.lines.count() == 0 {
            return Vec::new();
        }
        match self.tab {
            Shown::Running => Vec::new(),
            Shown::Failed => vec![item(icon::ROTATE_CW, "queue-menu-retry-all", Deed::RetryAll)],
            Shown::Done => vec![item(icon::X, "queue-menu-remove-done", Deed::RemoveDone)],
        }
    }

    fn choices_while_open(&self) -> Vec<Item> {
        let can = self.can();
        let mut items = Vec::new();
        if can.answer {
            items.push(item(icon::TRIANGLE_ALERT, "queue-menu-answer", Deed::Answer));
        }
        if can.start {
            items.push(item(icon::PLAY, "queue-menu-start", Deed::Start));
        } else if can.resume {
            items.push(item(icon::PLAY, "queue-menu-resume", Deed::Resume));
        }
        if can.pause {
            items.push(item(icon::PAUSE, "queue-menu-pause", Deed::Pause));
        }
        items.push(item(icon::X, "queue-menu-cancel", Deed::Cancel));
        let whole_jobs = !self.selected_jobs().is_empty();
        if whole_jobs || !self.selected_waiting().is_empty() {
            items.push(apart(item(icon::CORNER_LEFT_UP, "queue-menu-first", Deed::First)));
        }
        if whole_jobs {
            items.push(item(icon::ARROW_UP, "queue-menu-up", Deed::Up));
            items.push(item(icon::ARROW_DOWN, "queue-menu-down", Deed::Down));
            items.push(item(icon::CHEVRON_UP, "queue-menu-higher", Deed::Higher));
            items.push(item(icon::CHEVRON_DOWN, "queue-menu-lower", Deed::Lower));
        }
        if self
            .selected_row()
            .is_some_and(|row| row.state == State::Running || row.moved > 0)
        {
            items.push(apart(item(icon::TERMINAL, "queue-menu-log", Deed::ShowInLog)));
        }
        items.push(apart(item(icon::SAVE, "queue-menu-account", Deed::Account)));
        items
    }

    /// What could be done about what is selected and not done yet.
    pub(super) fn can(&self) -> Can {
        let mut can = Can::default();
        for job in self.jobs.iter().filter(|job| belongs(job, Shown::Running)) {
            let totals = &job.totals;
            if self.selected.contains(&Subject::Job(totals.job)) {
                let still = self.held && totals.running == 0;
                can.pause |= !job.is_paused() && !still;
                can.resume |= totals.paused > 0;
                can.start |= still;
                can.answer |= totals.asking > 0;
            }
            for row in &job.running.rows {
                if self.selected.contains(&Subject::Transfer(totals.job, row.id)) {
                    let runs = row.state == State::Running;
                    let still = !runs && (self.held || totals.stopped);
                    can.pause |= row.state != State::Paused && !still;
                    can.resume |= row.state == State::Paused;
                    can.start |= still;
                    can.answer |= row.state == State::Asking;
                }
            }
        }
        can
    }

    /// The selected files whose turn has not come, in their order.
    pub(super) fn selected_waiting(&self) -> Vec<TransferId> {
        let whole = self.selected_jobs();
        let mut waiting = Vec::new();
        for job in self.jobs.iter().filter(|job| !whole.contains(&job.totals.job)) {
            let rows = job.running.rows.iter().filter(|row| row.state != State::Running);
            let chosen = |id: &TransferId| self.selected.contains(&Subject::Transfer(job.totals.job, *id));
            waiting.extend(rows.map(|row| row.id).filter(chosen));
        }
        waiting
    }

    /// By one key: what goes on is paused, what is paused goes on, what failed is tried again.
    pub(super) fn switch(&mut self, now: Duration) -> Action {
        let deed = match self.tab {
            Shown::Running if self.can().pause => Deed::Pause,
            Shown::Running if self.can().start => Deed::Start,
            Shown::Running => Deed::Resume,
            Shown::Failed => Deed::Retry,
            Shown::Done => return Action::None,
        };
        self.carry_out(deed, now)
    }
}

fn item(icon: char, label: &'static str, deed: Deed) -> Item {
    Item {
        icon,
        label,
        deed,
        apart: false,
    }
}

fn apart(item: Item) -> Item {
    Item { apart: true, ..item }
}
