//! The window over an engine that is not there: what it would send waits to be looked at, what it says is made up.

mod going;
mod kept;
mod leaving;
mod moving;
mod pictures;
mod sites;
mod together;
mod ways;

use iced_test::Simulator;
use time::macros::offset;

use super::*;
use crate::engine::Event;
use crate::engine::command::{Aim, Request, Ticket};
use crate::engine::event::{Facts, Listing, Outcome, Recognised, Service, Totals};
use crate::entry::{Entry, Kind as EntryKind};
use crate::error::{Error, Kind, Reply, Stage};
use crate::path::RemotePath;
use crate::site::{Logon, Protocol, Security, Site, TlsVersion};
use crate::transfer::Direction;
use crate::ui::screen::failure::{self, Act};
use crate::ui::screen::tab::State;
use crate::ui::widget::completed::Stroke;
use crate::url::Scheme;

/// A window, and the folder that it keeps everything in.
struct Rig {
    app: App,
    folder: tempfile::TempDir,
    next: u64,
}

impl Rig {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let app = window(folder.path());
        Self { app, folder, next: 0 }
    }

    /// The same person starts it again.
    fn again(&mut self) {
        self.app.keep();
        self.app = window(self.folder.path());
    }

    fn tab(&self) -> &Tab {
        self.app.tab().unwrap()
    }

    fn says(&mut self, message: tab::Message) {
        let id = self.tab().id;
        let _ = self.app.update(Message::Tab(id, message));
    }

    /// Types an address and goes there.
    fn go(&mut self, address: &str) {
        self.says(tab::Message::Address(address.to_owned()));
        self.says(tab::Message::Go { here: false });
    }

    fn hears(&mut self, event: Event) {
        let events = Arc::new(vec![event]);
        let _ = self.app.update(Message::Engine(stream::Message::Happened(events)));
    }

    fn answers(&mut self, ticket: Ticket, result: Result<Outcome, Error>) {
        self.hears(Event::Answered { ticket, result });
    }

    /// What was sent since the last look.
    fn sent(&mut self) -> Vec<Command> {
        self.app.waiting.drain(..).collect()
    }

    /// The listing of a server's folder that was asked for last.
    fn asked(&mut self) -> (Ticket, Arc<Site>, RemotePath) {
        let sent = self.sent();
        let list = sent.iter().rev().find_map(|command| match command {
            Command::Browse {
                ticket,
                site,
                request: Request::List { folder },
            } => Some((*ticket, site.clone(), folder.clone())),
            _ => None,
        });
        list.unwrap_or_else(|| panic!("no listing in {sent:?}"))
    }

    fn recognising(&mut self) -> (Ticket, String, Option<u16>) {
        let sent = self.sent();
        let found = sent.iter().rev().find_map(|command| match command {
            Command::Recognise { ticket, host, port } => Some((*ticket, host.clone(), *port)),
            _ => None,
        });
        found.unwrap_or_else(|| panic!("nothing to recognise in {sent:?}"))
    }

    fn recognised(&mut self, service: Service, port: u16) {
        let (ticket, ..) = self.recognising();
        let found = Recognised { service, port };
        self.answers(ticket, Ok(Outcome::Recognised(found)));
    }

    /// The server lists the folder that was asked for.
    fn lists(&mut self, names: &[&str]) {
        let (ticket, site, folder) = self.asked();
        self.next += 1;
        self.hears(Event::Connection {
            connection: self.next,
            server: site.address(),
            browsing: true,
        });
        let entries = names
            .iter()
            .map(|name| Entry::new((*name).into(), EntryKind::File))
            .collect();
        self.hears(Event::Page { ticket, entries });
        let folder = folder.within(&"/home/me".into());
        let listing = Listing {
            entries: names.len() as u64,
            unknown: 0,
            unknown_lines: Vec::new(),
            doubt: None,
        };
        self.answers(ticket, Ok(Outcome::Listed { folder, listing }));
        let facts = self.sent().into_iter().find_map(|command| match command {
            Command::Browse {
                ticket,
                request: Request::Facts,
                ..
            } => Some(ticket),
            _ => None,
        });
        let tls = site.ftp().filter(|ftp| ftp.security != Security::Plain);
        let facts_of = Facts {
            home: "/home/me".into(),
            tls: tls.map(|_| (TlsVersion::Tls13, String::new())),
            ..Facts::default()
        };
        self.answers(facts.unwrap(), Ok(Outcome::Facts(Box::new(facts_of))));
    }

    fn fails(&mut self, error: Error) {
        let (ticket, ..) = self.asked();
        self.answers(ticket, Err(error));
    }

    fn act(&mut self, act: Act) {
        self.says(tab::Message::Failure(failure::Message::Act(act)));
    }

    /// A job with this server that runs.
    fn transfers(&mut self, server: &str) {
        self.hears(Event::Job(Totals {
            server: server.to_owned(),
            ..totals()
        }));
    }

    fn shows(&self, words: &str) -> bool {
        let size = self.app.room();
        let settings = iced::Settings {
            default_font: super::super::look::font::TEXT,
            ..iced::Settings::default()
        };
        let mut simulator = Simulator::with_size(settings, size, self.app.view());
        simulator.find(words).is_ok()
    }
}

fn window(profile: &std::path::Path) -> App {
    let launch = Launch {
        profile: Some(profile.to_owned()),
        ..Launch::default()
    };
    let mut app = App::new(launch, offset!(+1)).0;
    app.words = Words::of(Language::English);
    app
}

fn totals() -> Totals {
    Totals {
        job: JobId(7),
        direction: Direction::Upload,
        server: String::new(),
        source: "site".to_owned(),
        sources: 1,
        destination: "/www".to_owned(),
        priority: 0,
        planned: true,
        finished: false,
        files: 4,
        bytes: 4_000_000,
        moved: 1_000_000,
        waiting: 3,
        paused: 0,
        asking: 0,
        running: 1,
        done: 0,
        failed: 0,
        skipped: 0,
        left: 0,
        folders: 0,
        blocked: 0,
        problems: Vec::new(),
    }
}

fn no_encryption() -> Error {
    Error::new(Stage::Tls, Kind::NoEncryption, "AUTH TLS").with_reply(Reply {
        code: 530,
        text: b"530 Please login with USER and PASS.".to_vec(),
    })
}
