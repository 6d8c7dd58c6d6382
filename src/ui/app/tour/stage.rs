//! The window without an engine, and somebody who answers in its place.

use std::path::Path;
use std::sync::Arc;

use iced::Size;
use iced::keyboard::key::Named;
use iced::keyboard::{Key, Modifiers};
use time::UtcOffset;

use super::super::{App, Message, dialog};
use super::{samples, saved};
use crate::ask::Question;
use crate::engine::Event;
use crate::engine::command::{Command, LocalRequest, ProfileRequest, QuestionId, Request, Ticket};
use crate::engine::event::{Listing, Outcome};
use crate::error::Error;
use crate::path::RemotePath;
use crate::secret::SecretName;
use crate::site::SiteId;
use crate::ui::launch::Launch;
use crate::ui::screen::pane::{self, Side};
use crate::ui::screen::{exchange, private, tab, trusted};
use crate::ui::stream;
use crate::ui::widget::table::{Happening, Select};
use crate::ui::words::{Language, Words};

/// The server that is connected to.
const ADDRESS: &str = "ftp://deploy@ftp.shop.example.org:2221/www";

/// A window that is played on.
pub struct Stage {
    /// The window.
    pub app: App,
    /// Why the server cannot be listed, if it cannot.
    failure: Option<Error>,
}

impl Stage {
    /// A window as at the first start, in this language and shade.
    pub fn new(profile: &Path, language: Language, shade: &str, size: Size) -> Self {
        let launch = Launch {
            profile: Some(profile.to_owned()),
            ..Launch::default()
        };
        let (mut app, _) = App::new(launch, UtcOffset::UTC);
        app.words = Words::of(language);
        app.state.shade = Some(shade.to_owned());
        app.state.size = (size.width, size.height);
        let mut stage = Self { app, failure: None };
        stage.answer();
        stage
    }

    /// Connects. The lists of both sides come.
    pub fn connect(&mut self) {
        let _ = self.app.go_to(ADDRESS);
        self.say(samples::lines());
        self.answer();
    }

    /// Opens the saved sites, and one of them.
    pub fn sites(&mut self, number: Option<u64>) {
        // They are known from the start.
        self.ctrl("s");
        let id = number.map(SiteId::new);
        let _ = self.app.open_sites(id.as_ref());
        self.answer();
    }

    /// Connects to a saved site.
    pub fn visit(&mut self, number: u64) {
        self.sites(None);
        self.tell(Message::Dialog(dialog::Message::Close));
        let _ = self.app.visit(&SiteId::new(number), None);
        self.say(samples::lines());
        self.answer();
    }

    /// Tries to connect, and fails.
    pub fn fail(&mut self, error: Error) {
        self.failure = Some(error);
        self.connect();
    }

    /// The engine says something.
    pub fn say(&mut self, events: Vec<Event>) {
        let message = stream::Message::Happened(Arc::new(events));
        self.tell(Message::Engine(message));
    }

    /// The engine asks something.
    pub fn ask(&mut self, question: Question) {
        let id = QuestionId(1);
        self.say(vec![Event::Question {
            id,
            job: None,
            question,
        }]);
    }

    /// A key, with or without others.
    pub fn press(&mut self, key: Named, modifiers: Modifiers) {
        self.tell(Message::Key(Key::Named(key), modifiers));
    }

    /// Ctrl and a letter.
    pub fn ctrl(&mut self, letter: &str) {
        self.tell(Message::Key(Key::Character(letter.into()), Modifiers::COMMAND));
    }

    /// Something happens in a pane.
    pub fn pane(&mut self, side: Side, message: pane::Message) {
        let Some(id) = self.app.tab().map(|tab| tab.id) else {
            return;
        };
        let message = match side {
            Side::Local => tab::Message::Local(message),
            Side::Remote => tab::Message::Remote(message),
        };
        self.tell(Message::Tab(id, message));
    }

    /// Selects rows of a pane.
    pub fn select(&mut self, side: Side, rows: std::ops::RangeInclusive<usize>) {
        self.pane(side, pane::Message::Table(Happening::Focused));
        self.pane(side, pane::Message::Table(Happening::Cursor(*rows.end())));
        let (first, last) = rows.into_inner();
        let range = Select::Range {
            first,
            last,
            keep: false,
        };
        self.pane(side, pane::Message::Table(Happening::Select(range)));
    }

    /// Anything.
    pub fn tell(&mut self, message: Message) {
        let _ = self.app.update(message);
        self.answer();
    }

    /// Answers whatever the window asked for.
    fn answer(&mut self) {
        while !self.app.waiting.is_empty() {
            let commands = std::mem::take(&mut self.app.waiting);
            let answers = commands.into_iter().flat_map(|command| self.answers(command)).collect();
            let message = stream::Message::Happened(Arc::new(answers));
            let _ = self.app.update(Message::Engine(message));
        }
    }

    fn answers(&self, command: Command) -> Vec<Event> {
        match command {
            Command::Local {
                ticket,
                request: LocalRequest::List { .. },
            } => {
                let folder = "/home/mei/site".into();
                let free = Some(53_600_000_000);
                listed(ticket, samples::local(), Outcome::LocalListed { folder, free })
            }
            Command::Browse {
                ticket,
                request: Request::List { .. },
                ..
            } => match &self.failure {
                Some(error) => vec![Event::Answered {
                    ticket,
                    result: Err(error.clone()),
                }],
                None => {
                    let folder = RemotePath::new("/www");
                    let listing = Listing::default();
                    listed(ticket, samples::remote(), Outcome::Listed { folder, listing })
                }
            },
            Command::Browse {
                ticket,
                request: Request::Facts,
                ..
            } => vec![Event::Answered {
                ticket,
                result: Ok(Outcome::Facts(Box::new(samples::facts()))),
            }],
            Command::Profile { ticket, request } => kept(ticket, &request),
            _ => Vec::new(),
        }
    }
}

/// What a profile holds, for the screens that ask.
fn kept(ticket: Ticket, request: &ProfileRequest) -> Vec<Event> {
    let outcome = match request {
        ProfileRequest::Sites => Outcome::Book(Box::new(saved::book())),
        ProfileRequest::SecretsOf(id) => Outcome::Secrets(Ok(vec![SecretName::password(id)])),
        ProfileRequest::Sources => Outcome::Sources(exchange::samples::sources()),
        ProfileRequest::Preview(..) => Outcome::Preview(Box::new(exchange::samples::preview())),
        ProfileRequest::Import(_) => Outcome::Imported(Box::new(exchange::samples::imported())),
        ProfileRequest::Trust => Outcome::Trust(Box::new(trusted::samples::trust())),
        ProfileRequest::CountPrivate => Outcome::Private(private::samples::counted()),
        ProfileRequest::ClearPrivate(_) => Outcome::Private(private::samples::removed()),
        _ => return Vec::new(),
    };
    vec![Event::Answered {
        ticket,
        result: Ok(outcome),
    }]
}

fn listed(ticket: Ticket, entries: Vec<crate::entry::Entry>, outcome: Outcome) -> Vec<Event> {
    vec![
        Event::Page { ticket, entries },
        Event::Answered {
            ticket,
            result: Ok(outcome),
        },
    ]
}
