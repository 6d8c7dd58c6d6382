//! A failure is a page: it stands where the listing would be, and says what is known and what can be done.

mod data_connection;
mod diagnosis;
mod drawing;
mod files;
mod login;
mod page;
mod reach;
mod scene;
mod security;
mod ssh;

use std::sync::Arc;

use iced::Element;

use crate::error::{Error, Reply};
use crate::site::{Logon, Protocol, Site};
use crate::ui::context::Context;
use crate::ui::words::Words;

pub use diagnosis::{Act, diagnose};
pub use drawing::version_name;
pub use scene::Scene;

/// The page of one failure.
#[derive(Clone, Debug)]
pub struct Failure {
    /// What went wrong.
    pub error: Error,
    /// What was seen before.
    pub scene: Scene,
}

/// What a person did on it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Message {
    /// Pressed a way on.
    Act(Act),
    /// Wants these lines on the clipboard.
    Copy(String),
}

impl Failure {
    /// The page for an error.
    pub fn new(error: Error, scene: Scene) -> Self {
        Self { error, scene }
    }

    /// The page. It fills what it is given, and scrolls where that is too small.
    pub fn view(&self, context: &Context<'_>) -> Element<'_, Message> {
        let diagnosis = diagnose(context.words, &self.error, &self.scene);
        page::view(diagnosis, context)
    }
}

/// An error in one line, for rows and status lines: what happened, then the server's first words.
pub fn cause(words: &Words, error: &Error) -> String {
    let nowhere = Site {
        host: error.peer.map(|peer| peer.ip().to_string()).unwrap_or_default(),
        port: error.peer.map_or(0, |peer| peer.port()),
        protocol: Protocol::Memory,
        logon: Logon::Anonymous,
        terms: crate::site::Terms::default(),
    };
    let title = diagnose(words, error, &Scene::new(Arc::new(nowhere))).title;
    let said = error.reply.as_ref().map(Reply::to_string).unwrap_or_default();
    match said.lines().last() {
        Some(said) => words.with(
            "failure-cause-said",
            &[("cause", title.into()), ("reply", said.trim_end().into())],
        ),
        None => title,
    }
}

#[cfg(test)]
pub mod tests;
