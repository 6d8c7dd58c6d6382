//! What the desktop shows of the work while nobody looks at the window: progress in the task bar, and a word when a job has ended.
//!
//! Both go to the session's bus from a thread of their own. A bus that is slow, or is not there, keeps nobody waiting, and
//! nothing is said about it: the window itself shows the same.

#[cfg(target_os = "linux")]
mod bus;
#[cfg(target_os = "linux")]
mod picker;

use std::sync::mpsc::Sender;
use std::time::Duration;

use crate::engine::command::JobId;

/// Jobs that end within this time are told together.
const TOGETHER: Duration = Duration::from_secs(10);

/// The door to the desktop. It opens with the first thing to say.
#[derive(Debug, Default)]
pub struct Desktop {
    wishes: Option<Sender<Wish>>,
    /// The progress that is shown.
    shown: Option<u8>,
    /// The jobs that were told last, and when.
    told: Option<(Duration, Vec<JobId>)>,
}

/// What is to be shown.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Wish {
    /// In whole percent; `None` is nothing.
    Progress(Option<u8>),
    /// A message; with `again` in the place of the last one.
    Say { title: String, text: String, again: bool },
}

impl Desktop {
    /// So far everything together is, in whole percent; `None` where nothing is on its way.
    pub fn progress(&mut self, percent: Option<u8>) {
        if self.shown != percent {
            self.shown = percent;
            self.send(Wish::Progress(percent));
        }
    }

    /// These jobs have ended, at this time of the window's clock. Returns those that are to be told together: these, and
    /// those that ended a moment before.
    pub fn ended(&mut self, jobs: &[JobId], now: Duration) -> Vec<JobId> {
        let before = self.told.take();
        let recent = before.filter(|(at, _)| now.saturating_sub(*at) < TOGETHER);
        let mut all = recent.map(|(_, jobs)| jobs).unwrap_or_default();
        let new: Vec<JobId> = jobs.iter().copied().filter(|job| !all.contains(job)).collect();
        all.extend(new);
        self.told = Some((now, all.clone()));
        all
    }

    /// Shows a message; with `again` in the place of the last one.
    pub fn say(&mut self, title: String, text: String, again: bool) {
        self.send(Wish::Say { title, text, again });
    }

    fn send(&mut self, wish: Wish) {
        if self.wishes.is_none() {
            self.wishes = open();
        }
        if let Some(wishes) = &self.wishes {
            // Nobody listens where there is no bus.
            let _ = wishes.send(wish);
        }
    }
}

/// Whether this system has a dialog in which to choose files.
pub async fn has_picker() -> bool {
    #[cfg(target_os = "linux")]
    return picker::is_there(None, std::env::var_os("PATH")).await;
    #[cfg(not(target_os = "linux"))]
    true
}

#[cfg(target_os = "linux")]
fn open() -> Option<Sender<Wish>> {
    bus::open(None)
}

/// Other systems have no session bus; what they have instead is not there yet.
#[cfg(not(target_os = "linux"))]
fn open() -> Option<Sender<Wish>> {
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(seconds: u64) -> Duration {
        Duration::from_secs(seconds)
    }

    #[test]
    fn jobs_that_end_close_together_are_told_together() {
        let mut desktop = Desktop::default();
        assert_eq!(desktop.ended(&[JobId(1)], at(100)), [JobId(1)]);
        assert_eq!(desktop.ended(&[JobId(2), JobId(1)], at(105)), [JobId(1), JobId(2)]);
        assert_eq!(desktop.ended(&[JobId(3)], at(114)), [JobId(1), JobId(2), JobId(3)]);
        assert_eq!(desktop.ended(&[JobId(4)], at(125)), [JobId(4)]);
    }

    #[test]
    fn progress_is_sent_when_it_has_changed() {
        let (wishes, heard) = std::sync::mpsc::channel();
        let mut desktop = Desktop {
            wishes: Some(wishes),
            ..Desktop::default()
        };
        for percent in [None, Some(1), Some(1), Some(2), None, None] {
            desktop.progress(percent);
        }
        drop(desktop);
        let sent: Vec<Wish> = heard.iter().collect();
        let progress = Wish::Progress;
        assert_eq!(sent, [progress(Some(1)), progress(Some(2)), progress(None)]);
    }
}
