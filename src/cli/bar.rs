//! Progress on the terminal: one bar for everything that is being moved.

use std::collections::BTreeMap;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::printer::is_watched;
use crate::engine::command::JobId;
use crate::engine::event::Totals;

/// Files, bytes, rate and the time that is left. On anything but a terminal nothing is drawn.
pub struct Bar(ProgressBar);

impl Bar {
    /// A bar on standard error; hidden if it is no terminal.
    pub fn standard() -> Self {
        Self::new(if is_watched() {
            ProgressDrawTarget::stderr_with_hz(10)
        } else {
            ProgressDrawTarget::hidden()
        })
    }

    /// A bar that is never drawn.
    pub fn hidden() -> Self {
        Self::new(ProgressDrawTarget::hidden())
    }

    fn new(target: ProgressDrawTarget) -> Self {
        let bar = ProgressBar::with_draw_target(Some(0), target);
        // Until something is known there is nothing to draw.
        if let Ok(style) = ProgressStyle::with_template("{msg}") {
            bar.set_style(style);
        }
        Self(bar)
    }

    /// Shows where all jobs together stand.
    pub fn show(&self, jobs: &BTreeMap<JobId, Totals>) {
        if self.0.is_hidden() {
            return;
        }
        let sum = |of: fn(&Totals) -> u64| jobs.values().map(of).sum::<u64>();
        let planned = jobs.values().all(|job| job.planned);
        let template = if planned {
            "{msg}  [{bar:24}] {bytes} of {total_bytes}, {bytes_per_sec}, {eta} left"
        } else {
            "{msg}  {bytes} of {total_bytes} so far, {bytes_per_sec}"
        };
        if let Ok(style) = ProgressStyle::with_template(template) {
            self.0.set_style(style.progress_chars("=> "));
        }
        let more = if planned { "" } else { "+" };
        self.0.set_length(sum(|job| job.bytes));
        self.0.set_message(format!(
            "{} of {}{more} files",
            sum(|job| job.done),
            sum(|job| job.files)
        ));
        self.0.set_position(sum(|job| job.moved));
    }

    /// Does something that writes to the terminal, with the bar out of the way.
    pub fn aside<T>(&self, work: impl FnOnce() -> T) -> T {
        self.0.suspend(work)
    }

    /// Removes the bar.
    pub fn end(&self) {
        self.0.finish_and_clear();
    }
}

impl Clone for Bar {
    fn clone(&self) -> Self {
        Self(self.0.clone())
    }
}
