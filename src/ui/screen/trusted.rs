//! Whom this profile trusts and what it knows about servers: to look through, and to forget one by one.

mod entry;
mod page;
#[cfg(any(test, feature = "tour"))]
pub mod samples;
mod sheet;

use std::collections::BTreeMap;

use iced::Element;

pub use self::entry::{Entry, What};
use crate::engine::command::ProfileRequest;
use crate::engine::event::{Outcome, Trust};
use crate::error::Error;
use crate::ui::context::Context;
use crate::ui::words::Words;

/// The screen.
#[derive(Clone, Debug)]
pub struct Trusted {
    section: Section,
    typed: String,
    /// What the engine keeps; nothing until it has answered.
    trust: Option<Trust>,
    /// What the window keeps: servers that may be spoken to in clear, and charsets that were chosen.
    in_clear: Vec<String>,
    charsets: BTreeMap<String, String>,
    entries: Vec<Entry>,
    chosen: Option<Entry>,
    /// Somebody wants to forget what is chosen, and is asked.
    asking: bool,
    trouble: Option<Error>,
}

/// A kind of what is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Section {
    /// Everything.
    All,
    /// Certificates.
    Certificates,
    /// Host keys.
    HostKeys,
    /// Servers that may be spoken to in clear.
    InClear,
    /// What was learned or chosen.
    Learned,
}

/// What a person did.
#[derive(Clone, Debug)]
pub enum Message {
    /// Wants to see a kind.
    Section(Section),
    /// Looks for something.
    Search(String),
    /// Chose one of them.
    Choose(Box<Entry>),
    /// Did something in the table that means nothing here.
    Other,
    /// Wants to forget what is chosen.
    Forget,
    /// Really.
    Confirm,
    /// Or not.
    Keep,
    /// Wants this on the clipboard.
    Copy(String),
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
    /// This server may not be spoken to in clear any more.
    ForgetClear(String),
    /// Names of this server are in the usual charset again.
    ForgetCharset(String),
    /// Put this on the clipboard.
    Copy(String),
    /// Take the screen away.
    Close,
}

impl Section {
    /// All of them, in their order.
    pub const ALL: [Self; 5] = [
        Self::All,
        Self::Certificates,
        Self::HostKeys,
        Self::InClear,
        Self::Learned,
    ];

    /// The key of its name.
    pub fn words(self) -> &'static str {
        match self {
            Self::All => "trusted-all",
            Self::Certificates => "trusted-certificates",
            Self::HostKeys => "trusted-host-keys",
            Self::InClear => "trusted-in-clear",
            Self::Learned => "trusted-learned",
        }
    }

    fn holds(self, what: &What) -> bool {
        match self {
            Self::All => true,
            Self::Certificates => matches!(what, What::Certificate(_)),
            Self::HostKeys => matches!(what, What::HostKey(_)),
            Self::InClear => matches!(what, What::InClear),
            Self::Learned => matches!(what, What::Learned(_) | What::Charset(_)),
        }
    }
}

impl Trusted {
    /// The screen with what the window keeps; what the engine keeps is to be asked for.
    pub fn new(in_clear: &[String], charsets: &BTreeMap<String, String>) -> (Self, ProfileRequest) {
        let mut screen = Self {
            section: Section::All,
            typed: String::new(),
            trust: None,
            in_clear: Vec::new(),
            charsets: BTreeMap::new(),
            entries: Vec::new(),
            chosen: None,
            asking: false,
            trouble: None,
        };
        screen.know(in_clear, charsets);
        (screen, ProfileRequest::Trust)
    }

    /// What the window keeps is this now.
    pub fn know(&mut self, in_clear: &[String], charsets: &BTreeMap<String, String>) {
        self.in_clear = in_clear.to_vec();
        self.charsets.clone_from(charsets);
        self.gather();
    }

    /// The engine has answered.
    pub fn answered(&mut self, result: Result<Outcome, Error>) {
        match result {
            Ok(Outcome::Trust(trust)) => {
                self.trust = Some(*trust);
                self.trouble = None;
                self.gather();
            }
            Ok(_) => {}
            Err(error) => self.trouble = Some(error),
        }
    }

    /// Takes what a person did.
    pub fn update(&mut self, message: Message) -> Action {
        match message {
            Message::Section(section) => {
                self.section = section;
                self.choose(None);
            }
            Message::Search(typed) => {
                self.typed = typed;
                self.choose(None);
            }
            Message::Choose(entry) => {
                if self.chosen.as_ref() != Some(&*entry) {
                    self.choose(Some(*entry));
                }
            }
            Message::Other => {}
            Message::Forget => self.asking = self.chosen.is_some(),
            Message::Keep => self.asking = false,
            Message::Confirm if self.asking => return self.forget(),
            Message::Confirm => {}
            Message::Copy(text) => return Action::Copy(text),
            Message::Close => return Action::Close,
        }
        Action::None
    }

    /// The screen over the window. Its number tells it from other dialogs.
    pub fn view<'a>(&'a self, context: &Context<'a>, number: u64) -> Element<'a, Message> {
        page::view(self, context, number)
    }

    /// How many of a kind there are.
    fn count(&self, section: Section) -> usize {
        self.entries.iter().filter(|entry| section.holds(&entry.what)).count()
    }

    fn choose(&mut self, entry: Option<Entry>) {
        self.chosen = entry;
        self.asking = false;
    }

    fn forget(&mut self) -> Action {
        let Some(entry) = self.chosen.take() else {
            return Action::None;
        };
        self.asking = false;
        match entry.what {
            What::Certificate(_) => Action::Ask(ProfileRequest::ForgetCertificate(entry.server)),
            What::HostKey(key) => Action::Ask(ProfileRequest::ForgetHostKey(key)),
            What::Learned(_) => Action::Ask(ProfileRequest::ForgetLearned(entry.server)),
            What::InClear => Action::ForgetClear(entry.server),
            What::Charset(_) => Action::ForgetCharset(entry.server),
        }
    }

    fn gather(&mut self) {
        self.entries = entry::all(self.trust.as_ref(), &self.in_clear, &self.charsets);
        let chosen = self.chosen.take().filter(|entry| self.entries.contains(entry));
        self.asking &= chosen.is_some();
        self.chosen = chosen;
    }

    /// What is shown: what of the chosen kind holds what is looked for.
    fn shown(&self, words: &Words) -> Vec<&Entry> {
        let looked_for = self.typed.trim().to_lowercase();
        let fits = |entry: &&Entry| {
            let text = entry.text(words).to_lowercase();
            self.section.holds(&entry.what) && looked_for.split_whitespace().all(|part| text.contains(part))
        };
        self.entries.iter().filter(fits).collect()
    }
}

#[cfg(test)]
mod drawn;
#[cfg(test)]
mod tests;
