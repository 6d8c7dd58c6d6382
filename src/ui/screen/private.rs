//! Clearing private data: each kind is counted first, ticked by choice, and removed after a question.

mod page;
#[cfg(any(test, feature = "tour"))]
pub mod samples;

use iced::Element;

use crate::engine::command::ProfileRequest;
use crate::engine::event::Outcome;
use crate::engine::profile::{Private, Tidied};
use crate::error::Error;
use crate::ui::context::Context;
use crate::ui::screen::modal;

/// The screen.
#[derive(Clone, Debug)]
pub struct PrivateData {
    step: Step,
    kinds: Vec<Counted>,
    trouble: Option<Error>,
}

/// A kind of private data.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// What the profile keeps.
    Kept(Private),
    /// The jobs of the queue that have ended, with what became of their files.
    Finished,
    /// The lines of the connection log, which this window holds in memory.
    Log,
}

/// A kind with how much there is of it.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Counted {
    kind: Kind,
    /// How much there is; after it was removed, how much that was.
    count: usize,
    trouble: Option<crate::secret::Trouble>,
    ticked: bool,
}

/// How far it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Step {
    /// It is being counted.
    Counting,
    /// What is to go?
    Choosing,
    /// Really?
    Asking,
    /// It is being removed.
    Removing,
    /// It was removed.
    Done,
}

/// What a person did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Message {
    /// Ticked a kind, or no longer.
    Tick(Kind),
    /// Wants what is ticked removed.
    Remove,
    /// Really.
    Confirm,
    /// Or not.
    Back,
    /// Is done.
    Close,
}

/// What is asked of the root.
#[derive(Clone, Debug)]
pub enum Action {
    /// Nothing.
    None,
    /// Take these kinds out of what the window itself holds, and let the engine remove what is kept of them.
    Remove(Vec<Kind>),
    /// Take the screen away.
    Close,
}

impl PrivateData {
    /// The screen; how much there is, is to be asked for. So many jobs have ended, and the log has
    /// so many lines.
    pub fn new(finished: usize, lines: usize) -> (Self, ProfileRequest) {
        let held = [(Kind::Finished, finished), (Kind::Log, lines)];
        let screen = Self {
            step: Step::Counting,
            kinds: held.map(|(kind, count)| Counted::held(kind, count)).into(),
            trouble: None,
        };
        (screen, ProfileRequest::CountPrivate)
    }

    /// The engine has answered.
    pub fn answered(&mut self, result: Result<Outcome, Error>) {
        match (result, self.step) {
            (Ok(Outcome::Private(counted)), Step::Counting) => {
                let counted = counted.into_iter().map(Counted::new);
                self.kinds.splice(0..0, counted);
                self.step = Step::Choosing;
            }
            (Ok(Outcome::Private(removed)), Step::Removing) => {
                for tidied in removed {
                    let kind = Kind::Kept(tidied.kind);
                    if let Some(counted) = self.kinds.iter_mut().find(|counted| counted.kind == kind) {
                        (counted.count, counted.trouble) = (tidied.count, tidied.trouble);
                    }
                }
                self.step = Step::Done;
            }
            (Err(error), step) => {
                self.trouble = Some(error);
                // Some of it may be gone: nobody is told that it is.
                if step == Step::Removing {
                    self.step = Step::Choosing;
                }
            }
            _ => {}
        }
    }

    /// Takes what a person did.
    pub fn update(&mut self, message: Message) -> Action {
        match message {
            Message::Tick(kind) if self.step == Step::Choosing => {
                let counted = self.kinds.iter_mut().find(|counted| counted.kind == kind);
                if let Some(counted) = counted.filter(|counted| counted.count > 0) {
                    counted.ticked = !counted.ticked;
                }
            }
            Message::Remove if self.step == Step::Choosing && self.ticked().next().is_some() => {
                self.trouble = None;
                self.step = Step::Asking;
            }
            Message::Back if self.step == Step::Asking => self.step = Step::Choosing,
            Message::Confirm if self.step == Step::Asking => {
                self.step = Step::Removing;
                return Action::Remove(self.ticked().map(|counted| counted.kind).collect());
            }
            Message::Close if self.step != Step::Removing => return Action::Close,
            Message::Tick(_) | Message::Remove | Message::Back | Message::Confirm | Message::Close => {}
        }
        Action::None
    }

    /// The screen over the window. Its number tells it from other dialogs.
    pub fn view<'a>(&'a self, context: &Context<'a>, number: u64) -> Element<'a, Message> {
        page::view(self, context, modal::page(number, self.step as u32))
    }

    fn ticked(&self) -> impl Iterator<Item = &Counted> {
        self.kinds.iter().filter(|counted| counted.ticked)
    }
}

impl Counted {
    /// What the window itself holds.
    fn held(kind: Kind, count: usize) -> Self {
        Self {
            kind,
            count,
            trouble: None,
            ticked: false,
        }
    }

    fn new(tidied: Tidied) -> Self {
        Self {
            kind: Kind::Kept(tidied.kind),
            count: tidied.count,
            trouble: tidied.trouble,
            ticked: false,
        }
    }
}

#[cfg(test)]
mod drawn;
#[cfg(test)]
mod tests;
