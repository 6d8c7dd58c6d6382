//! What comes from the engine, to whom it belongs.

use iced::Task;

use super::book::Asker;
use super::{App, Area, Message, unshared};
use crate::engine::Event;
use crate::engine::command::{Command, JobId, ProfileRequest, Ticket};
use crate::engine::event::Totals;
use crate::ui::screen::{interruption, tab};
use crate::ui::stream;
use crate::ui::widget::completed::Stroke;

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
            stream::Message::Rung(addresses) => self.rung(&addresses),
        }
    }

    /// A second window was started: this one is the one.
    fn rung(&mut self, addresses: &[String]) -> Task<Message> {
        let front = iced::window::latest().and_then(|id| {
            let shown = iced::window::minimize(id, false);
            shown.chain(iced::window::gain_focus(id))
        });
        let opened = addresses.iter().map(|address| self.go_to(address));
        Task::batch(opened.collect::<Vec<_>>()).chain(front)
    }

    /// The first wishes: what the window was started with.
    fn begin(&mut self) -> Task<Message> {
        self.tell_engine();
        self.ask_kept(Asker::Window, ProfileRequest::Sites);
        let first: Vec<_> = self.waiting.drain(..).collect();
        for command in first {
            self.send(command);
        }
        let mut tasks = Vec::new();
        if self.launch.demo {
            tasks.push(self.start_demo());
        }
        // What may be the name of a saved site waits until these are known.
        let addresses = std::mem::take(&mut self.launch_addresses);
        let (urls, names): (Vec<_>, Vec<_>) = addresses.into_iter().partition(|address| address.contains("://"));
        self.launch_addresses = names;
        for address in urls {
            tasks.push(self.go_to(&address));
        }
        if tasks.is_empty() && self.launch_addresses.is_empty() && self.tab().is_some_and(|tab| tab.site.is_none()) {
            // Whoever begins by typing types where to go.
            self.go_to_area(Area::Address);
            tasks.push(iced::widget::operation::focus(tab::ADDRESS));
        }
        Task::batch(tasks)
    }

    /// What is said at the foot of the window about an event that concerns no screen.
    fn remark(&self, event: &Event) -> Option<String> {
        Some(match event {
            Event::ConnectionsLowered { server, to } => {
                let values = [("server", server.clone().into()), ("count", (*to).into())];
                self.words.with("app-connections-lowered", &values)
            }
            Event::LogsInOnce { server } => self
                .words
                .with("app-logs-in-once", &[("server", server.clone().into())]),
            Event::NotWritten(error) => {
                let cause = crate::ui::screen::failure::cause(&self.words, error);
                self.words.with("app-queue-not-written", &[("cause", cause.into())])
            }
            Event::Interrupted { server, why } => {
                let why = interruption::told(*why, &self.words);
                let values = [("server", server.clone().into()), ("why", why.into())];
                self.words.with("app-interrupted", &values)
            }
            _ => return None,
        })
    }

    fn happened(&mut self, events: Vec<Event>) -> Task<Message> {
        let time = self.now();
        let now = self.clock();
        let mut tasks = Vec::new();
        let mut ended = Vec::new();
        for event in events {
            match event {
                Event::Page { ticket, entries } => {
                    if let Some(tab) = self.tabs.iter_mut().find(|tab| tab.asked(ticket)) {
                        tab.page(ticket, entries, time);
                    }
                }
                Event::Answered { ticket, result } => tasks.push(self.answered(ticket, result)),
                Event::Question { id, job, question } => self.desk.open(id, job, question, time),
                Event::QuestionGone(id) => self.desk.gone(id, time),
                Event::ItemFailed { ticket, path, error } => {
                    let tab = self.tabs.iter().find(|tab| tab.asked(ticket));
                    let names = tab.map(|tab| tab.remote.charset()).unwrap_or_default();
                    self.unchanged(ticket, &names.visible_path(&path), &error);
                }
                Event::LocalFailed { ticket, path, error } => {
                    self.unchanged(
                        ticket,
                        &crate::path::visible(path.as_os_str().as_encoded_bytes()),
                        &error,
                    );
                }
                Event::Progress { ticket, done, failed } => {
                    if let Some(tab) = self.tabs.iter_mut().find(|tab| tab.asked(ticket)) {
                        tab.progress(ticket, done, failed);
                    }
                }
                Event::Counted { ticket, count } => self.counted(ticket, count),
                Event::MayKeep(id) => self.desk.may_keep(id),
                Event::NotKept { trouble, .. } => self.password_not_kept(&trouble),
                Event::Tried { ticket, step } => self.tried(ticket, *step),
                Event::Keychain { server, trouble } => self.keychain_failed(&server, &trouble),
                Event::ProfileProgress { ticket, done, of } => self.kept_progress(ticket, done, of),
                Event::Job(totals) => {
                    tasks.push(self.job_moved(&totals));
                    self.desk.heard(&totals);
                    let before = self.queue.totals(totals.job);
                    // What was over when it came back from an earlier run has not ended now.
                    let begun = before.is_some() || self.targets.contains_key(&totals.job);
                    if begun && is_over(&totals) && !before.is_some_and(is_over) {
                        ended.push(totals.job);
                    }
                    self.queue.happened(Event::Job(totals), now);
                }
                event @ (Event::Wire(_)
                | Event::WireDropped(_)
                | Event::Connection { .. }
                | Event::ConnectionGone { .. }) => {
                    self.overhear(&event);
                    self.log.happened(event);
                }
                event => match self.remark(&event) {
                    Some(remark) => self.said = Some(remark),
                    None => self.queue_hears(event),
                },
            }
        }
        self.tell_stuck();
        self.tell_desktop(&ended);
        let wanted = self.queue.wanted();
        if wanted != self.watched {
            self.watched.clone_from(&wanted);
            self.send(Command::Watch(wanted));
        }
        Task::batch(tasks)
    }

    fn queue_hears(&mut self, event: Event) {
        match &event {
            Event::JobGone(job) => {
                self.job_gone(*job);
                self.views.remove(job);
            }
            // Our own jobs are known by now: what else there is belongs to others.
            Event::Restored { .. } | Event::QueueElsewhere { .. } => self.send(Command::LookAround),
            _ => {}
        }
        let now = self.clock();
        self.queue.happened(event, now);
    }

    /// The queue says how many jobs stopped by themselves, and why the first one did.
    pub(super) fn tell_stuck(&mut self) {
        self.queue.set_stuck(self.desk.stuck(), self.desk.cause(&self.words));
    }

    /// An item that was not changed: whoever asked for it tells it, else it is said here.
    fn unchanged(&mut self, ticket: Ticket, path: &str, error: &crate::error::Error) {
        if !self.tabs.iter_mut().any(|tab| tab.unchanged(ticket, path, error)) {
            self.said = Some(crate::ui::screen::failure::cause(&self.words, error));
        }
    }

    /// The task bar shows how far everything is; who does not look at the window is told that jobs have ended.
    fn tell_desktop(&mut self, ended: &[JobId]) {
        self.desktop.progress(self.queue.percent());
        if ended.is_empty() || self.looked_at || !self.state.notify {
            return;
        }
        let together = self.desktop.ended(ended, self.clock());
        let (title, text) = self.queue.outcome(&together, &self.words);
        self.desktop.say(title, text, together.len() > ended.len());
    }

    /// A failure page tells what was seen on the connection that somebody looks through.
    fn overhear(&mut self, event: &Event) {
        match event {
            Event::Connection {
                connection,
                server,
                browsing,
            } => {
                self.connections.insert(*connection, server.clone());
                if *browsing {
                    self.browsing.insert(*connection, server.clone());
                }
            }
            Event::ConnectionGone { connection } => {
                self.browsing.remove(connection);
                if let Some(server) = self.connections.remove(connection) {
                    self.lost(&server);
                }
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

    /// The last connection to a server is gone: what its tabs show may have changed since.
    fn lost(&mut self, server: &str) {
        if self.connections.values().any(|other| other == server) {
            return;
        }
        let those = |tab: &&mut tab::Tab| tab.site.as_ref().is_some_and(|site| site.address() == server);
        self.tabs.iter_mut().filter(those).for_each(tab::Tab::fall_asleep);
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
        if self.trial_ended(ticket, &result) {
            return Task::none();
        }
        if let Some(asker) = self.kept_asker(ticket) {
            return self.kept_answered(asker, result);
        }
        if self.account == Some(ticket) {
            self.account = None;
            self.said = Some(match &result {
                Ok(_) => self.words.say("queue-account-saved"),
                Err(error) => crate::ui::screen::failure::cause(&self.words, error),
            });
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
        if matches!(message, tab::Message::Disconnect) {
            if !self.ask_before_parting(id, false) {
                self.disconnect_tab(id);
            }
            return Task::none();
        }
        let goes = matches!(
            message,
            tab::Message::Go { .. }
                | tab::Message::Complete(_)
                | tab::Message::Stroke(Stroke::Enter | Stroke::CtrlEnter)
        );
        let actions = tab.update(message, now);
        let goes = goes && tab.mistake.is_none();
        self.log_follows();
        let obeyed = self.obey_all(id, actions);
        if goes {
            // From the address bar to the list that it leads to.
            self.go_to_area(super::Area::Remote);
            return Task::batch([obeyed, super::obey::unfocus()]);
        }
        obeyed
    }

    /// Gives a connection up; another tab may go on with it.
    pub(super) fn disconnect_tab(&mut self, id: u64) {
        let Some(tab) = self.tabs.iter_mut().find(|tab| tab.id == id) else {
            return;
        };
        let commands = tab.disconnect();
        let commands = self.unshared(commands);
        self.hand_over(commands);
        self.log_follows();
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

/// Nothing more happens to a job by itself: it has ended, or all that is left waits for a word.
fn is_over(totals: &Totals) -> bool {
    let waits = totals.planned && totals.running == 0 && totals.asking > 0 && totals.asking == totals.waiting;
    totals.finished || waits
}
