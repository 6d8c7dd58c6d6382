//! Changes of many items: how far they are, what could not be changed, and how they are given up.

use std::collections::{HashMap, VecDeque};

use iced::Element;
use time::{Duration, OffsetDateTime};

use super::changes::Wish;
use super::note;
use crate::engine::command::{Aim, Command, Ticket};
use crate::engine::event::Outcome;
use crate::error::{Error, Kind};
use crate::ui::context::Context;
use crate::ui::look::icon;
use crate::ui::screen::failure;
use crate::ui::screen::pane::Side;

/// So many requests of one work are under way at once: whoever opens a folder meanwhile waits for few.
const AT_ONCE: usize = 4;
/// What is done sooner is not told.
const QUIET: Duration = Duration::milliseconds(400);
/// Failures that are kept; further ones are counted.
const KEPT: usize = 1000;

/// What is done to many.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Change {
    /// Deleted for good.
    Delete,
    /// Moved to the trash.
    Trash,
    /// Given other permissions.
    Permissions,
    /// Moved to another folder.
    Move,
}

/// An item that was not changed, and why.
#[derive(Clone, Debug)]
pub struct Unchanged {
    /// Its path, for people.
    pub path: String,
    /// Why.
    pub error: Error,
}

/// What a person asks of one work, by its number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Message {
    /// Give it up.
    Stop(u64),
    /// What could not be changed?
    Show(u64),
    /// It is read.
    Close(u64),
}

/// One change of many items.
#[derive(Debug)]
pub(super) struct Work {
    pub(super) number: u64,
    pub(super) side: Side,
    change: Change,
    began: OffsetDateTime,
    /// What was not asked for yet, each with its path for people.
    waiting: VecDeque<(String, Wish)>,
    parts: HashMap<Ticket, Part>,
    done: u64,
    failed: u64,
    unchanged: Vec<Unchanged>,
    stopped: bool,
}

/// A request that has not been answered.
#[derive(Debug)]
struct Part {
    path: String,
    done: u64,
    failed: u64,
}

impl Work {
    pub(super) fn new(
        number: u64,
        side: Side,
        change: Change,
        wishes: impl IntoIterator<Item = (String, Wish)>,
        now: OffsetDateTime,
    ) -> Self {
        Self {
            number,
            side,
            change,
            began: now,
            waiting: wishes.into_iter().collect(),
            parts: HashMap::new(),
            done: 0,
            failed: 0,
            unchanged: Vec::new(),
            stopped: false,
        }
    }

    /// What is to be asked for next, if anything is: it is under way under this ticket from now on.
    pub(super) fn next(&mut self, ticket: Ticket) -> Option<Wish> {
        if self.parts.len() >= AT_ONCE {
            return None;
        }
        let (path, wish) = self.waiting.pop_front()?;
        let (done, failed) = (0, 0);
        self.parts.insert(ticket, Part { path, done, failed });
        Some(wish)
    }

    /// Everything that was not asked for yet.
    pub(super) fn rest(&mut self) -> impl Iterator<Item = Wish> {
        std::mem::take(&mut self.waiting).into_iter().map(|(_, wish)| wish)
    }

    /// How far one request is; whether it is one of these.
    pub(super) fn progress(&mut self, ticket: Ticket, done: u64, failed: u64) -> bool {
        match self.parts.get_mut(&ticket) {
            Some(part) => {
                (part.done, part.failed) = (done, failed);
                true
            }
            None => false,
        }
    }

    /// An item that could not be changed; whether it is one of these.
    pub(super) fn unchanged(&mut self, ticket: Ticket, path: String, error: Error) -> bool {
        let ours = self.parts.contains_key(&ticket);
        if ours && self.unchanged.len() < KEPT {
            self.unchanged.push(Unchanged { path, error });
        }
        ours
    }

    /// A request was answered.
    pub(super) fn answered(&mut self, ticket: Ticket, result: Result<Outcome, Error>) {
        let Some(part) = self.parts.remove(&ticket) else { return };
        match result {
            Ok(Outcome::Changed { done, failed }) => {
                self.done += done;
                self.failed += failed;
            }
            Ok(_) => {}
            Err(error) => {
                self.done += part.done;
                self.failed += part.failed;
                if error.kind != Kind::Cancelled {
                    self.failed += 1;
                    let path = part.path;
                    self.unchanged.push(Unchanged { path, error });
                }
            }
        }
    }

    /// Gives up what is left.
    pub(super) fn stop(&mut self) -> Vec<Command> {
        self.stopped = true;
        self.waiting.clear();
        let tickets = self.parts.keys().copied();
        tickets.map(|ticket| Command::Cancel(Aim::Request(ticket))).collect()
    }

    /// Whether nothing more happens.
    pub(super) fn is_over(&self) -> bool {
        self.waiting.is_empty() && self.parts.is_empty()
    }

    /// Whether its end is worth a word.
    pub(super) fn is_worth_telling(&self) -> bool {
        self.failed > 0 || self.stopped
    }

    /// What could not be changed.
    pub(super) fn left(&self) -> &[Unchanged] {
        &self.unchanged
    }

    /// Done and failed so far.
    fn counts(&self) -> (u64, u64) {
        let (done, failed) = (self.done, self.failed);
        let parts = self.parts.values();
        parts.fold((done, failed), |(done, failed), part| {
            (done + part.done, failed + part.failed)
        })
    }

    /// The bar that tells about it.
    pub(super) fn view<'a>(&self, context: &Context<'a>) -> Option<Element<'a, Message>> {
        let number = self.number;
        let words = context.words;
        let palette = context.palette;
        if !self.is_over() {
            if context.now - self.began < QUIET {
                return None;
            }
            let stop = (!self.stopped).then(|| (words.say("pane-work-stop"), Message::Stop(number)));
            return Some(note::bar(
                context,
                (icon::CLOCK, palette.accent),
                self.going(context),
                stop.into_iter().collect(),
            ));
        }
        let (sign, color) = match self.failed {
            0 => (icon::INFO, palette.muted),
            _ => (icon::TRIANGLE_ALERT, palette.warn),
        };
        let mut buttons = Vec::new();
        if !self.unchanged.is_empty() {
            buttons.push((words.say("pane-work-show"), Message::Show(number)));
        }
        buttons.push((words.say("pane-note-close"), Message::Close(number)));
        Some(note::bar(context, (sign, color), self.ended(context), buttons))
    }

    fn going(&self, context: &Context<'_>) -> String {
        let (done, failed) = self.counts();
        let words = context.words;
        let count = [("count", done.into())];
        let said = match self.change {
            Change::Delete => words.with("pane-work-delete", &count),
            Change::Trash => words.with("pane-work-trash", &count),
            Change::Permissions => words.with("pane-work-permissions", &count),
            Change::Move => words.with("pane-work-move", &count),
        };
        match failed {
            0 => said,
            _ => words.with("pane-work-failed", &[("done", said.into()), ("count", failed.into())]),
        }
    }

    fn ended(&self, context: &Context<'_>) -> String {
        let words = context.words;
        let count = [("count", self.done.into())];
        let mut said = match self.change {
            Change::Delete => words.with("pane-work-deleted", &count),
            Change::Trash => words.with("pane-work-trashed", &count),
            Change::Permissions => words.with("pane-work-permitted", &count),
            Change::Move => words.with("pane-work-moved", &count),
        };
        if self.failed > 0 {
            let values = [("done", said.into()), ("count", self.failed.into())];
            said = words.with("pane-work-failed", &values);
        }
        if self.stopped {
            said = words.with("pane-work-stopped", &[("done", said.into())]);
        }
        match self.unchanged.as_slice() {
            // One cause has room here.
            [only] if self.failed == 1 => {
                let cause = failure::cause(words, &only.error);
                let values = [
                    ("done", said.into()),
                    ("path", only.path.clone().into()),
                    ("cause", cause.into()),
                ];
                words.with("pane-work-cause", &values)
            }
            _ => said,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::command::LocalRequest;
    use crate::error::Stage;

    fn work(count: usize) -> Work {
        let wish = |at: usize| {
            let path = format!("/{at}");
            (
                path.clone(),
                Wish::Here(LocalRequest::Delete {
                    paths: vec![path.into()],
                }),
            )
        };
        Work::new(
            1,
            Side::Local,
            Change::Delete,
            (0..count).map(wish),
            OffsetDateTime::UNIX_EPOCH,
        )
    }

    fn changed(done: u64, failed: u64) -> Result<Outcome, Error> {
        Ok(Outcome::Changed { done, failed })
    }

    #[test]
    fn few_are_under_way_at_once_and_all_come_to_their_turn() {
        let mut work = work(10);
        let mut tickets = (1..).map(Ticket);
        let mut under_way = VecDeque::new();
        let mut most = 0;
        while !work.is_over() {
            let ticket = tickets.next().unwrap();
            match work.next(ticket) {
                Some(_) => under_way.push_back(ticket),
                None => work.answered(under_way.pop_front().unwrap(), changed(1, 0)),
            }
            most = most.max(under_way.len());
        }
        assert_eq!((most, work.counts()), (AT_ONCE, (10, 0)));
        assert!(!work.is_worth_telling());
    }

    #[test]
    fn what_failed_is_kept_and_progress_counts_until_the_answer() {
        let mut work = work(2);
        for ticket in [1, 2] {
            assert!(work.next(Ticket(ticket)).is_some());
        }
        assert!(work.progress(Ticket(1), 30, 1) && !work.progress(Ticket(9), 1, 0));
        assert_eq!(work.counts(), (30, 1));
        let error = || Error::new(Stage::LocalDisk, Kind::NotPermitted, "remove");
        assert!(work.unchanged(Ticket(1), "/0/a".to_owned(), error()));
        assert!(!work.unchanged(Ticket(9), "/x".to_owned(), error()));
        work.answered(Ticket(1), changed(40, 1));
        work.answered(Ticket(2), Err(error()));
        let paths: Vec<_> = work.left().iter().map(|left| left.path.as_str()).collect();
        assert_eq!((work.counts(), paths.as_slice()), ((40, 2), ["/0/a", "/1"].as_slice()));
        assert!(work.is_over() && work.is_worth_telling());
    }

    #[test]
    fn what_is_given_up_is_not_begun_and_is_no_failure() {
        let mut work = work(10);
        for ticket in 1..=4 {
            work.next(Ticket(ticket));
        }
        work.progress(Ticket(1), 7, 0);
        assert_eq!(work.stop().len(), 4);
        assert!(work.next(Ticket(5)).is_none());
        for ticket in 1..=4 {
            let error = Error::new(Stage::Command, Kind::Cancelled, "request");
            work.answered(Ticket(ticket), Err(error));
        }
        assert_eq!(
            (work.counts(), work.is_over(), work.is_worth_telling()),
            ((7, 0), true, true)
        );
    }
}
