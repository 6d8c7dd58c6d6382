//! The connection log: what was said on each connection, word for word, with secrets masked before a line was made.

mod connections;
mod filter;
mod head;
mod ring;
mod sheet;
#[cfg(test)]
mod tests;

use std::collections::VecDeque;
use std::time::SystemTime;

use iced::widget::column;
use iced::{Element, Length};
use time::UtcOffset;

use super::super::context::Context;
use super::super::widget::log_view::{Happening, LogView};
use crate::engine::Event;

use connections::{Connections, Tag};
use filter::Filter;
use ring::{Entry, Ring};
use sheet::Sheet;

/// The panel.
pub struct Log {
    ring: Ring,
    connections: Connections,
    filter: Filter,
    /// The numbers of the lines that pass the filter, oldest first.
    shown: VecDeque<u64>,
    /// How many of them have left the ring.
    gone: u64,
    /// The server of the tab that is shown.
    server: Option<String>,
    /// It speaks FTP: a command can be typed.
    is_ftp: bool,
    /// Lines of all servers are shown.
    everywhere: bool,
    /// Commands and replies are not shown, unless they tell an error.
    quiet: bool,
    filtering: bool,
    typed: String,
    following: bool,
    chosen: Option<std::ops::RangeInclusive<usize>>,
    reveal: Option<(u64, usize)>,
    command: String,
    /// A command is being typed: the lines take no key.
    typing: bool,
}

/// What the panel understands.
#[derive(Clone, Debug)]
pub enum Message {
    /// Something happened among the lines; the zone is for what is copied.
    Lines(Happening, UtcOffset),
    /// The fields of the filter are opened or closed.
    Filter(bool),
    /// Lines of all servers, or of the tab's alone.
    Everywhere(bool),
    /// Lines of one connection, or of all.
    Connection(Option<Tag>),
    /// What we sent is shown or not.
    Sent(bool),
    /// What the server answered is shown or not.
    Received(bool),
    /// Notes are shown or not.
    Notes(bool),
    /// Errors alone are shown.
    OnlyErrors(bool),
    /// Lines with these words.
    Words(String),
    /// To the end, and on with it; or stay.
    Follow(bool),
    /// What is chosen, or all that is shown, to the clipboard.
    Copy(UtcOffset),
    /// All that is shown, to a file.
    Save(UtcOffset),
    /// Forget all lines.
    Clear,
    /// The line for a command was pressed.
    Typing,
    /// The command so far.
    Command(String),
    /// Send it.
    Send,
}

/// What the panel asks of the root.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Action {
    /// Nothing.
    None,
    /// The keyboard is here now.
    Focus,
    /// Put this on the clipboard.
    Copy(String),
    /// Save this; where is asked.
    Save(String),
    /// Send this line on the connection of the tab.
    Raw(String),
}

impl Default for Log {
    fn default() -> Self {
        Self::new()
    }
}

impl Log {
    /// An empty log.
    pub fn new() -> Self {
        Self {
            ring: Ring::default(),
            connections: Connections::default(),
            filter: Filter::default(),
            shown: VecDeque::new(),
            gone: 0,
            server: None,
            is_ftp: false,
            everywhere: false,
            quiet: false,
            filtering: false,
            typed: String::new(),
            following: true,
            chosen: None,
            reveal: None,
            command: String::new(),
            typing: false,
        }
    }

    /// Takes in what happened. A line costs the same however many there are.
    pub fn happened(&mut self, event: Event) {
        match event {
            Event::Wire(line) => {
                let number = self.ring.push(line);
                self.add(number);
            }
            Event::WireDropped(count) => {
                if let Some(number) = self.ring.leave_out(count, SystemTime::now()) {
                    self.add(number);
                }
            }
            Event::Connection {
                connection,
                server,
                browsing,
            } => {
                let known = self.connections.get(connection).is_some();
                self.connections.open(connection, server, browsing);
                // Lines that are here already may belong elsewhere now.
                if known && self.filter.tag.is_some() {
                    self.sift();
                }
            }
            Event::ConnectionGone { connection } => self.connections.close(connection),
            _ => {}
        }
    }

    /// Keeps so many lines, and shows commands and replies or only notes and errors.
    pub fn keep(&mut self, lines: usize, commands: bool) {
        self.ring.keep(lines);
        self.quiet = !commands;
        self.filter.quiet = self.quiet;
        self.narrow();
    }

    /// The tab that is shown has this server; a command can be typed if it speaks FTP.
    pub fn show(&mut self, server: Option<String>, is_ftp: bool) {
        self.is_ftp = is_ftp;
        if self.server != server {
            self.server = server;
            self.narrow();
        }
    }

    /// Goes to the last line of a server with this text: what was said about a file.
    pub fn find(&mut self, server: &str, text: &str) {
        self.filter = Filter::default();
        self.typed.clear();
        self.everywhere |= self.server.as_deref() != Some(server);
        self.narrow();
        let text = text.to_lowercase();
        let found = self.shown.iter().rposition(|number| {
            self.ring.get(*number).is_some_and(|entry| {
                let known = self.connections.get(entry.line.connection);
                known.is_none_or(|known| known.server == server) && filter::contains(&entry.line.text, &text)
            })
        });
        if let Some(at) = found {
            self.following = false;
            self.reveal = Some((self.reveal.map_or(0, |(number, _)| number) + 1, at));
        } else {
            // The lines are gone: the empty list says for what it was looked.
            self.filtering = true;
            self.typed = text;
            self.filter.say(&self.typed);
            self.sift();
        }
    }

    /// Does what a message means.
    pub fn update(&mut self, message: Message) -> Action {
        match message {
            Message::Lines(happening, zone) => return self.lines_said(happening, zone),
            Message::Filter(open) => {
                self.filtering = open;
                if open {
                    // Whoever looks for something decides alone what is seen.
                    self.filter_by(|filter| filter.quiet = false);
                } else {
                    self.typed.clear();
                    self.filter = Filter::usual(self.quiet);
                    self.narrow();
                }
            }
            Message::Everywhere(everywhere) => {
                self.everywhere = everywhere;
                self.filter.tag = None;
                self.narrow();
            }
            Message::Connection(tag) => self.filter_by(|filter| filter.tag = tag),
            Message::Sent(shown) => self.filter_by(|filter| filter.sent = shown),
            Message::Received(shown) => self.filter_by(|filter| filter.received = shown),
            Message::Notes(shown) => self.filter_by(|filter| filter.notes = shown),
            Message::OnlyErrors(only) => self.filter_by(|filter| filter.only_errors = only),
            Message::Words(words) => {
                self.filter_by(|filter| filter.say(&words));
                self.typed = words;
            }
            Message::Follow(follow) => self.following = follow,
            Message::Copy(zone) => {
                let all = 0..=self.shown.len().saturating_sub(1);
                let range = self.chosen.clone().unwrap_or(all);
                return filled(self.text(range, zone, false), Action::Copy);
            }
            Message::Save(zone) => {
                let all = 0..=self.shown.len().saturating_sub(1);
                return filled(self.text(all, zone, true), Action::Save);
            }
            Message::Clear => {
                self.ring.clear();
                self.gone += self.shown.len() as u64;
                self.shown.clear();
                self.chosen = None;
            }
            Message::Typing => self.typing = true,
            Message::Command(command) => {
                self.command = command;
                self.typing = true;
            }
            Message::Send => {
                let command = std::mem::take(&mut self.command);
                return filled(command.trim().to_owned(), Action::Raw);
            }
        }
        Action::None
    }

    /// How many lines it holds, shown or not.
    pub fn count(&self) -> usize {
        self.ring.iter().count()
    }

    /// Draws it. `focused`: it has the keyboard.
    pub fn view<'a>(&'a self, context: &Context<'a>, focused: bool) -> Element<'a, Message> {
        let zone = context.zone;
        let mut page = column![head::head(self, context)];
        if self.filtering {
            page = page.push(head::filter(self, context));
        }
        page = if self.shown.is_empty() {
            page.push(head::empty(self, context))
        } else {
            let lines = LogView::new(Sheet::new(self, context), context.palette, move |happening| {
                Message::Lines(happening, zone)
            });
            page.push(
                lines
                    .focused(focused && !self.typing)
                    .follow(self.following)
                    .reveal(self.reveal),
            )
        };
        if self.is_ftp {
            page = page.push(head::command(self, context));
        }
        page.height(Length::Fill).into()
    }

    fn lines_said(&mut self, happening: Happening, zone: UtcOffset) -> Action {
        match happening {
            Happening::Focused => {
                self.typing = false;
                return Action::Focus;
            }
            Happening::Following(following) => self.following = following,
            Happening::Chosen(chosen) => self.chosen = chosen,
            Happening::Copy(range) => return filled(self.text(range, zone, false), Action::Copy),
            Happening::Open(_) | Happening::Menu { .. } => {}
        }
        Action::None
    }

    fn filter_by(&mut self, change: impl FnOnce(&mut Filter)) {
        let before = self.filter.clone();
        change(&mut self.filter);
        if self.filter != before {
            self.sift();
        }
    }

    /// The lines of the tab's server, unless those of all are wanted.
    fn narrow(&mut self) {
        self.filter.server = self.server.clone().filter(|_| !self.everywhere);
        self.sift();
    }

    /// Looks at all lines anew, after the filter changed.
    fn sift(&mut self) {
        let passing = self
            .ring
            .iter()
            .filter(|(_, entry)| self.filter.passes(entry, &self.connections));
        self.shown = passing.map(|(number, _)| number).collect();
        self.chosen = None;
    }

    /// A line has come; an old one may have gone.
    fn add(&mut self, number: u64) {
        while self.shown.front().is_some_and(|oldest| *oldest < self.ring.first()) {
            self.shown.pop_front();
            self.gone += 1;
        }
        let entry = self.ring.get(number);
        if entry.is_some_and(|entry| self.filter.passes(entry, &self.connections)) {
            self.shown.push_back(number);
        }
    }

    /// The shown line at this place.
    fn entry(&self, at: usize) -> Option<&Entry> {
        self.ring.get(*self.shown.get(at)?)
    }
}

/// An action about a text, unless there is none.
fn filled(text: String, action: fn(String) -> Action) -> Action {
    if text.is_empty() { Action::None } else { action(text) }
}
