//! Sites from other programs, and for them: where they are found, what would be taken over, and what came of it.

mod begin;
mod choice;
mod ended;
mod export;
mod preview;
mod said;
#[cfg(any(test, feature = "tour"))]
pub mod samples;
mod sheet;
mod working;

use std::path::PathBuf;

use iced::Element;

use self::choice::{Choice, Many};
use self::ended::Ended;
use self::export::Export;
use crate::engine::command::ProfileRequest;
use crate::engine::event::Outcome;
use crate::engine::profile::Source;
use crate::error::Error;
use crate::import::{Format, Item, QueuedServer};
use crate::site::Book;
use crate::ui::context::Context;
use crate::ui::screen::modal;
use crate::ui::widget::table::Happening;

/// The screen.
#[derive(Clone, Debug)]
pub struct Exchange {
    step: Step,
    /// What was found on this computer, as soon as it was looked for.
    sources: Option<Vec<Source>>,
    /// The path in the field.
    typed: String,
}

/// How far it is.
#[derive(Clone, Debug)]
enum Step {
    /// Where are they?
    Begin(Option<Box<Error>>),
    /// A file is being read.
    Reading(PathBuf),
    /// What is taken over?
    Preview(PathBuf, Box<Choice>),
    /// It is being taken over: so many secrets are done, of so many.
    Working(Box<Choice>, usize, usize),
    /// What came of it.
    Ended(Box<Ended>),
    /// The other way.
    Export(Export),
}

/// What a person did.
#[derive(Clone, Debug)]
pub enum Message {
    /// Wants this file.
    Read(PathBuf),
    /// Wants to choose a file.
    Browse,
    /// Typed a path.
    Typed(String),
    /// Wants the file of the path that was typed.
    ReadTyped,
    /// Something happened in the table.
    Table(Happening),
    /// A folder is opened or closed.
    Unfold(usize),
    /// Ticks many at once.
    Many(Many),
    /// Back to where one began.
    Back,
    /// Do it.
    Import,
    /// Something about the export.
    Export(export::Message),
    /// Wants to see what waits in the queue.
    ShowQueue,
    /// Is done.
    Close,
}

/// What is asked of the root.
#[derive(Clone, Debug)]
pub enum Action {
    /// Nothing.
    None,
    /// Ask the engine this, and bring back its answer.
    Ask(ProfileRequest),
    /// Let somebody choose a file to read.
    PickSource,
    /// Let somebody choose where a file goes; under this name, unless they choose another.
    PickTarget(Format, &'static str),
    /// Put these files into the queue, where they wait.
    Queue(Vec<QueuedServer>),
    /// Take the screen away and show the queue.
    ShowQueue,
    /// Take the screen away.
    Close,
}

impl Exchange {
    /// For an import. The first thing to ask is what there is on this computer.
    pub fn import() -> (Self, ProfileRequest) {
        let screen = Self {
            step: Step::Begin(None),
            sources: None,
            typed: String::new(),
        };
        (screen, ProfileRequest::Sources)
    }

    /// For an export.
    pub fn export() -> Self {
        Self {
            step: Step::Export(Export::default()),
            sources: None,
            typed: String::new(),
        }
    }

    /// Takes what a person did.
    pub fn update(&mut self, message: Message) -> Action {
        match message {
            Message::Read(path) => return self.read(path),
            Message::Browse => return Action::PickSource,
            Message::Typed(typed) => self.typed = typed,
            Message::ReadTyped if !self.typed.trim().is_empty() => {
                let path = PathBuf::from(self.typed.trim());
                return self.read(path);
            }
            Message::Table(happening) => {
                if let Some(choice) = self.choice() {
                    choice.table_said(&happening);
                }
            }
            Message::Unfold(line) => {
                if let Some(choice) = self.choice() {
                    choice.unfold(line);
                }
            }
            Message::Many(many) => {
                if let Some(choice) = self.choice() {
                    choice.tick_many(many);
                }
            }
            Message::Back => return self.back(),
            Message::Import => return self.begin(),
            Message::Export(message) => {
                if let Step::Export(export) = &mut self.step {
                    return export.update(message);
                }
            }
            Message::ShowQueue => return Action::ShowQueue,
            // What is half done is told at its end.
            Message::Close if !self.is_working() => return Action::Close,
            Message::Close | Message::ReadTyped => {}
        }
        Action::None
    }

    /// A file was chosen to be read.
    pub fn picked(&mut self, path: PathBuf) -> Action {
        self.read(path)
    }

    /// It was chosen where the export goes.
    pub fn target(&mut self, format: Format, path: PathBuf) -> Action {
        match &mut self.step {
            Step::Export(export) => export.write(format, path, false),
            _ => Action::None,
        }
    }

    /// The engine has answered what was asked.
    pub fn answered(&mut self, result: Result<Outcome, Error>) -> Action {
        match result {
            Ok(Outcome::Sources(sources)) => self.sources = Some(sources),
            Ok(Outcome::Preview(preview)) => {
                if let Step::Reading(path) = &self.step {
                    self.step = Step::Preview(path.clone(), Box::new(Choice::new(*preview)));
                }
            }
            Ok(Outcome::Imported(imported)) => {
                if let Step::Working(choice, ..) = &self.step {
                    let queued = self.queued(choice);
                    self.step = Step::Ended(Box::new(Ended::new(choice, Some(*imported))));
                    return queued;
                }
            }
            Ok(Outcome::Exported(path)) => {
                if let Step::Export(export) = &mut self.step {
                    export.written(path);
                }
            }
            Ok(_) => {}
            Err(error) => match &mut self.step {
                Step::Reading(_) | Step::Working(..) => self.step = Step::Begin(Some(Box::new(error))),
                Step::Export(export) => export.failed(error),
                Step::Begin(_) | Step::Preview(..) | Step::Ended(_) => {}
            },
        }
        Action::None
    }

    /// So many secrets are in the keychain.
    pub fn progressed(&mut self, now: usize, all: usize) {
        if let Step::Working(_, done, of) = &mut self.step {
            (*done, *of) = (now, all);
        }
    }

    /// The screen over the window. Its number tells it from other dialogs.
    pub fn view<'a>(&'a self, context: &Context<'a>, book: &'a Book, number: u64) -> Element<'a, Message> {
        let number = modal::page(number, self.page());
        match &self.step {
            Step::Begin(trouble) => begin::view(self, trouble.as_deref(), None, context, number),
            Step::Reading(path) => begin::view(self, None, Some(path), context, number),
            Step::Preview(path, choice) => preview::view(choice, path, (context, book), number),
            Step::Working(choice, done, of) => working::view(choice, (*done, *of), context, number),
            Step::Ended(ended) => ended.view(context, number),
            Step::Export(export) => export.view(context, book, number),
        }
    }

    /// Which of its pages is shown: the focus starts anew with each.
    fn page(&self) -> u32 {
        match &self.step {
            Step::Begin(_) | Step::Reading(_) if self.sources.is_none() => 0,
            Step::Begin(_) | Step::Reading(_) => 1,
            Step::Preview(..) => 2,
            Step::Working(..) => 3,
            Step::Ended(_) => 4,
            Step::Export(_) => 5,
        }
    }

    fn read(&mut self, path: PathBuf) -> Action {
        if self.is_working() {
            return Action::None;
        }
        self.step = Step::Reading(path.clone());
        Action::Ask(ProfileRequest::Preview(path, None))
    }

    fn choice(&mut self) -> Option<&mut Choice> {
        match &mut self.step {
            Step::Preview(_, choice) => Some(choice),
            _ => None,
        }
    }

    fn is_working(&self) -> bool {
        matches!(self.step, Step::Working(..))
    }

    /// What was there at the beginning may not be what is there now.
    fn back(&mut self) -> Action {
        if self.is_working() {
            return Action::None;
        }
        self.step = Step::Begin(None);
        Action::Ask(ProfileRequest::Sources)
    }

    fn begin(&mut self) -> Action {
        let Step::Preview(_, choice) = &self.step else {
            return Action::None;
        };
        let items: Vec<Item> = choice.chosen().cloned().collect();
        if items.is_empty() {
            let queued = self.queued(choice);
            if matches!(queued, Action::Queue(_)) {
                self.step = Step::Ended(Box::new(Ended::new(choice, None)));
            }
            return queued;
        }
        self.step = Step::Working(choice.clone(), 0, choice.secrets());
        Action::Ask(ProfileRequest::Import(items))
    }

    /// What of a queue is put into ours.
    fn queued(&self, choice: &Choice) -> Action {
        let servers: Vec<QueuedServer> = choice.chosen_queue().cloned().collect();
        if servers.is_empty() {
            Action::None
        } else {
            Action::Queue(servers)
        }
    }
}

#[cfg(test)]
mod drawn;
#[cfg(test)]
mod tests;
