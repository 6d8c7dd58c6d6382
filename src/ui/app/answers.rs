//! What a person answered, and what of it holds until the window is closed.

use std::collections::HashMap;

use iced::Task;

use super::{App, Message};
use crate::engine::command::{Command, JobId};
use crate::transfer::{Direction, Errand, Policy, Resolution};
use crate::ui::screen::question::{self, Action};

/// What was said about all existing targets on one way: by server and direction.
#[derive(Debug, Default)]
pub(super) struct Always(HashMap<(String, Direction), Resolution>);

impl Always {
    /// What a new job on this way does about existing targets, if it was said.
    pub fn policy(&self, server: &str, direction: Direction) -> Option<Policy> {
        let said = self.0.get(&(server.to_owned(), direction));
        said.map(|resolution| Policy::Always(*resolution))
    }
}

impl App {
    pub(super) fn question_said(&mut self, message: question::Message) -> Task<Message> {
        let now = self.now();
        match self.desk.update(message, now) {
            Action::None => {}
            Action::Send(commands) => self.hand_over(commands),
            Action::Always(commands, job, resolution) => {
                self.hand_over(commands);
                self.always(job, resolution);
            }
        }
        self.tell_stuck();
        Task::none()
    }

    /// What was said about one job holds for all that go the same way.
    fn always(&mut self, job: JobId, resolution: Resolution) {
        let Some((server, direction)) = self
            .queue
            .totals(job)
            .map(|totals| (totals.server.clone(), totals.direction))
        else {
            return;
        };
        let alike = self
            .queue
            .all()
            .filter(|totals| totals.server == server && totals.direction == direction && !totals.finished);
        let commands = alike.map(|totals| Command::Settle {
            job: totals.job,
            resolution,
            later: true,
        });
        let commands: Vec<Command> = commands.collect();
        self.hand_over(commands);
        self.always.0.insert((server, direction), resolution);
    }
}

/// Which way the files of an errand go.
pub(super) fn direction_of(errand: &Errand) -> Direction {
    match errand {
        Errand::Download { .. } => Direction::Download,
        Errand::Upload { .. } => Direction::Upload,
    }
}
