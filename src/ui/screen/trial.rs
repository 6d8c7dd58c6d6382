//! Trying a site out: every step on the way to a list, with what was found, how long it took, or why it stopped there.
//!
//! It stands over the window, or over the form of a site that is being edited.

mod found;
mod page;
mod part;

use std::sync::Arc;
use std::time::Duration;

use iced::Element;

use self::part::Part;
use crate::engine::command::{Aim, Command, Ticket};
use crate::engine::event::Step;
use crate::error::{Error, Kind};
use crate::path::RemotePath;
use crate::site::Site;
use crate::ui::app::ticket;
use crate::ui::context::Context;
use crate::wire::Milestone;

/// One trial, from its first step on.
#[derive(Clone, Debug)]
pub struct Trial {
    site: Arc<Site>,
    folder: Option<RemotePath>,
    ticket: Ticket,
    lines: Vec<Line>,
    state: State,
}

/// One step, and what came of it.
#[derive(Clone, Debug)]
struct Line {
    part: Part,
    end: Option<End>,
}

/// What came of a step, and how long it took.
#[derive(Clone, Debug)]
enum End {
    Taken(Milestone, Duration),
    Failed(Box<Error>, Duration),
}

/// Where the whole stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// Under way.
    Running,
    /// The site can be used.
    Passed,
    /// It stopped at a step.
    Failed,
    /// Somebody stopped it.
    Stopped,
}

/// What a person does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Message {
    /// Enough.
    Stop,
    /// Once more.
    Again,
    /// Show the raw lines.
    ShowLog,
    /// Done with it.
    Close,
}

/// What is asked of whoever shows it.
#[derive(Debug)]
pub enum Action {
    /// Hand these to the engine.
    Send(Vec<Command>),
    /// Show the raw lines, and hand these to the engine.
    ShowLog(Vec<Command>),
    /// Take it away, and hand these to the engine.
    Close(Vec<Command>),
}

impl Trial {
    /// Begins. `site` need not be saved; `folder` is listed in the end, the login folder if there is none.
    pub fn begin(site: Arc<Site>, folder: Option<RemotePath>) -> (Self, Command) {
        let mut trial = Self {
            lines: Vec::new(),
            ticket: Ticket(0),
            state: State::Running,
            site,
            folder,
        };
        let command = trial.start();
        (trial, command)
    }

    /// Whether an answer is about this trial.
    pub fn asked(&self, ticket: Ticket) -> bool {
        self.ticket == ticket
    }

    /// Where it stands.
    #[cfg(test)]
    pub fn state(&self) -> State {
        self.state
    }

    /// Which site is tried.
    pub fn site(&self) -> &Arc<Site> {
        &self.site
    }

    /// A step has ended.
    pub fn heard(&mut self, step: Step) {
        let (part, end) = match step.result {
            Ok(milestone) => (Part::of(&milestone), End::Taken(milestone, step.took)),
            Err(error) => (Part::of_stage(error.stage), End::Failed(Box::new(error), step.took)),
        };
        let exactly = self.lines.iter().position(|line| line.part == part);
        // A step that this protocol does not have belongs to the next that it has.
        let at = exactly.or_else(|| self.lines.iter().position(|line| line.part > part));
        if let Some(line) = at.and_then(|at| self.lines.get_mut(at)) {
            line.end = Some(end);
        }
    }

    /// The whole has ended.
    pub fn ended(&mut self, result: Result<(), &Error>) {
        self.state = match result {
            Ok(()) => State::Passed,
            Err(error) if error.kind == Kind::Cancelled => State::Stopped,
            Err(_) => State::Failed,
        };
    }

    /// Gives it up, if it is still under way: whoever shows it goes.
    pub fn stop(&mut self) -> Vec<Command> {
        if self.state != State::Running {
            return Vec::new();
        }
        self.state = State::Stopped;
        vec![Command::Cancel(Aim::Request(self.ticket))]
    }

    /// Takes what a person did.
    pub fn update(&mut self, message: Message) -> Action {
        match message {
            Message::Stop => Action::Send(self.stop()),
            Message::Again => {
                let mut commands = self.stop();
                commands.push(self.start());
                Action::Send(commands)
            }
            // What is shown of it goes with the dialog.
            Message::ShowLog => Action::ShowLog(self.stop()),
            Message::Close => Action::Close(self.stop()),
        }
    }

    /// The steps, and below them what can be done, as a dialog over the window.
    /// `log`: whoever shows it can show the log.
    pub fn dialog<'a>(&self, context: &Context<'_>, number: u64, log: bool) -> Element<'a, Message> {
        page::dialog(self, context, number, log)
    }

    fn start(&mut self) -> Command {
        self.ticket = ticket();
        self.state = State::Running;
        let parts = part::all(&self.site);
        self.lines = parts.into_iter().map(|part| Line { part, end: None }).collect();
        Command::Try {
            ticket: self.ticket,
            site: self.site.clone(),
            folder: self.folder.clone(),
        }
    }

    /// The step that is under way: the first of which nothing has come.
    fn under_way(&self) -> Option<Part> {
        let next = self.lines.iter().find(|line| line.end.is_none());
        next.filter(|_| self.state == State::Running).map(|line| line.part)
    }

    /// How long everything took together.
    fn took(&self) -> Duration {
        let took = self.lines.iter().filter_map(|line| match &line.end {
            Some(End::Taken(_, took) | End::Failed(_, took)) => Some(*took),
            None => None,
        });
        took.sum()
    }
}

#[cfg(test)]
pub mod tests;
