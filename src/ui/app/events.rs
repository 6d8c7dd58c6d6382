//! What comes from the engine, to whom it belongs.

use iced::Task;

use super::{App, Message, unshared};
use crate::engine::Event;
use crate::engine::command::{Command, Ticket};
use crate::ui::screen::tab;
use crate::ui::stream;

impl App {
    pub(super) fn engine(&mut self, message: stream::Message) -> Task<Message> {
        match message {
            stream::Message::Ready(engine) => {
                self.engine = Some(engine);
                self.begin()
            }
            stream::Message::Failed(error) => {
                self.said = Some(crate::ui::screen::failure::cause(&self.words, &error));
                Task::none()
            }
            stream::Message::Happened(events) => self.happened(unshared(events)),
            stream::Message::Ended if self.leaving => iced::exit(),
            stream::Message::Ended => Task::none(),
        }
    }

    /// The first wishes: what the window was started with.
    fn begin(&mut self) -> Task<Message> {
        if let Some(connections) = std::num::NonZeroUsize::new(usize::from(self.state.connections)) {
            self.send(Command::Connections(connections));
        }
        self.send(Command::LimitRate(self.state.limit_rate));
        let first: Vec<_> = self.waiting.drain(..).collect();
        for command in first {
            self.send(command);
        }
        let mut tasks = Vec::new();
        if self.launch.demo {
            tasks.push(self.start_demo());
        }
        for address in std::mem::take(&mut self.launch_addresses) {
            tasks.push(self.go_to(&address));
        }
        Task::batch(tasks)
    }

    fn happened(&mut self, events: Vec<Event>) -> Task<Message> {
        let time = self.now();
        let now = self.clock();
        let mut tasks = Vec::new();
        for event in events {
            match event {
                Event::Page { ticket, entries } => {
                    if let Some(tab) = self.tabs.iter_mut().find(|tab| tab.asked(ticket)) {
                        tab.page(ticket, entries, time);
                    }
                }
                Event::Answered { ticket, result } => tasks.push(self.answered(ticket, result)),
                Event::Question { id, question } => {
                    let action = self.desk.open(id, question, time);
                    self.desk_says(action);
                }
                Event::QuestionGone(id) => self.desk.gone(id, time),
                Event::ItemFailed { error, .. } | Event::LocalFailed { error, .. } => {
                    self.said = Some(crate::ui::screen::failure::cause(&self.words, &error));
                }
                Event::Counted { ticket, count } => self.counted(ticket, count),
                Event::ConnectionsLowered { server, to } => {
                    let values = [("server", server.into()), ("count", to.into())];
                    self.said = Some(self.words.with("app-connections-lowered", &values));
                }
                Event::LogsInOnce { server } => {
                    self.said = Some(self.words.with("app-logs-in-once", &[("server", server.into())]));
                }
                Event::Job(totals) => {
                    self.job_moved(&totals);
                    self.queue.happened(Event::Job(totals), now);
                }
                event @ (Event::Wire(_)
                | Event::WireDropped(_)
                | Event::Connection { .. }
                | Event::ConnectionGone { .. }) => {
                    self.overhear(&event);
                    self.log.happened(event);
                }
                event => self.queue.happened(event, now),
            }
        }
        let wanted = self.queue.wanted();
        if wanted != self.watched {
            self.watched.clone_from(&wanted);
            self.send(Command::Watch(wanted));
        }
        Task::batch(tasks)
    }

    /// A failure page tells what was seen on the connection that somebody looks through.
    fn overhear(&mut self, event: &Event) {
        match event {
            Event::Connection {
                connection,
                server,
                browsing: true,
            } => {
                self.browsing.insert(*connection, server.clone());
            }
            Event::ConnectionGone { connection } => {
                self.browsing.remove(connection);
            }
            Event::Wire(line) => {
                let Some(server) = self.browsing.get(&line.connection) else {
                    return;
                };
                let those = |tab: &&mut tab::Tab| tab.site.as_ref().is_some_and(|site| site.address() == *server);
                self.tabs.iter_mut().filter(those).for_each(|tab| tab.hear(line));
            }
            _ => {}
        }
    }

    fn answered(
        &mut self,
        ticket: Ticket,
        result: Result<crate::engine::event::Outcome, crate::error::Error>,
    ) -> Task<Message> {
        let now = self.now();
        if self.count_ended(ticket, &result) {
            return Task::none();
        }
        let Some(at) = self.tabs.iter().position(|tab| tab.asked(ticket)) else {
            return Task::none();
        };
        let (id, actions) = match self.tabs.get_mut(at) {
            Some(tab) => (tab.id, tab.answered(ticket, result, now)),
            None => return Task::none(),
        };
        self.log_follows();
        self.obey_all(id, actions)
    }

    pub(super) fn tab_said(&mut self, id: u64, message: tab::Message) -> Task<Message> {
        let now = self.now();
        let Some(tab) = self.tabs.iter_mut().find(|tab| tab.id == id) else {
            return Task::none();
        };
        let goes = matches!(message, tab::Message::Go);
        let actions = tab.update(message, now);
        self.log_follows();
        let obeyed = self.obey_all(id, actions);
        if goes {
            // From the address bar to the list that it leads to.
            self.go_to_area(super::Area::Remote);
            return Task::batch([obeyed, super::obey::unfocus()]);
        }
        obeyed
    }

    /// The log shows the server of the tab that is shown.
    pub(super) fn log_follows(&mut self) {
        let server = self.tab().and_then(|tab| tab.site.as_ref()).map(|site| site.address());
        let is_ftp = self
            .tab()
            .and_then(|tab| tab.site.as_ref())
            .is_some_and(|site| site.ftp().is_some());
        self.log.show(server, is_ftp);
    }
}
