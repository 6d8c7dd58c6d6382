//! What screens ask of the root.

use std::path::PathBuf;

use iced::{Task, clipboard, window};

use super::{App, Area, Dialog, Message, Pick, pick};
use crate::engine::command::Command;
use crate::ui::screen::pane::Side;
use crate::ui::screen::tab::Action;
use crate::ui::screen::{log, queue, sites};

impl App {
    pub(super) fn obey_all(&mut self, id: u64, actions: Vec<Action>) -> Task<Message> {
        Task::batch(
            actions
                .into_iter()
                .map(|action| self.obey(id, action))
                .collect::<Vec<_>>(),
        )
    }

    fn obey(&mut self, id: u64, action: Action) -> Task<Message> {
        match action {
            Action::Send(commands) => self.hand_over(commands),
            Action::Move(errand) => self.start(id, errand, false),
            Action::Queue(errand) => self.start(id, errand, true),
            Action::Activate(side, entry) => return self.activate(id, side, entry),
            Action::Way(side, way, entries) => return self.go_way((id, side), way, entries),
            Action::StopFetching(job) => self.stop_fetching(job),
            Action::Unchanged(left) => self.dialog = Some(Dialog::Unchanged(left)),
            Action::Demo => return self.start_demo(),
            Action::PickKey => return pick::file(Pick::Key(id), self.words.say("app-pick-key")),
            Action::Copy(text) => return clipboard::write(text),
            Action::AskDelete(side, entries, for_good) => self.ask_delete(id, side, entries, for_good),
            Action::AskPermissions(side, entries) => self.dialog = Some(Dialog::permissions(id, side, entries)),
            Action::Properties(side, entry) => self.dialog = Some(Dialog::properties(id, side, entry)),
            Action::AddMark(id, mark) => self.add_mark(&id, mark),
            Action::EditSite(id) => return self.open_sites(Some(&id)),
            Action::ShowFacts => self.dialog = self.facts_of(id),
            Action::ShowLog => self.go_to_area(Area::Log),
            Action::Focus(side) => {
                self.go_to_area(area_of(side));
                return unfocus();
            }
            Action::DragBegan(side, entries) => self.drag_began(id, side, entries),
            Action::DragOver(place) => self.drag_over(place),
            Action::Dropped(into) => return self.drag_dropped(id, into),
            // A list says so after everybody has heard of the drop; Esc comes before one that is no longer meant.
            Action::DragEnded => self.drag = None,
            Action::DesktopFile(path, into) => self.desktop_file(id, path, into),
            Action::Type(typing) => return typing.task(),
            Action::Reveal(reveal) => return reveal.task(),
            Action::AskPlaces(side) => self.show_places(id, side),
            Action::Favour(place, keep) => self.favour(id, &place, keep),
            Action::Remember(side) => return self.remember_look(id, side),
            Action::SwapPanes => self.swap_panes(),
            Action::Charset(server, charset) => self.choose_charset(server, charset),
            Action::Recent(address) => {
                self.state.visited(&address);
                self.keep();
                self.tell_tabs();
            }
            Action::Elsewhere(goal) => self.go_elsewhere(*goal),
            Action::Visit { id, folder, here } => return self.visit_from(&id, folder, here),
            Action::Keep => self.ask_to_keep(),
            Action::Amend(id, amendment) => self.amend(&id, amendment),
            Action::InClear(server) => self.allow_clear(&server, true),
            Action::Failed(error) => self.said = Some(crate::ui::screen::failure::cause(&self.words, &error)),
        }
        Task::none()
    }

    /// To the engine; before it runs they wait.
    pub(super) fn hand_over(&mut self, commands: Vec<Command>) {
        for command in commands {
            match &self.engine {
                Some(engine) => engine.send(command),
                None => self.waiting.push(command),
            }
        }
    }

    pub(super) fn queue_said(&mut self, message: queue::Message) -> Task<Message> {
        let now = self.clock();
        match self.queue.update(message, now) {
            queue::Action::None => {}
            queue::Action::Send(commands) => self.hand_over(commands),
            queue::Action::Focus => self.go_to_area(Area::Queue),
            queue::Action::Answer => self.desk.show(self.now()),
            queue::Action::Copy(text) => return clipboard::write(text),
            queue::Action::ShowInLog { server, text } => {
                self.log.find(&server, &text);
                self.go_to_area(Area::Log);
            }
            queue::Action::Account(jobs) => {
                return pick::account(self.words.say("queue-account-title"), jobs);
            }
            queue::Action::LimitRate(rate) => {
                self.state.limit_rate = rate;
                self.send(Command::LimitRate(rate));
                self.keep();
            }
            queue::Action::Connections(connections) => {
                self.state.connections = u8::try_from(connections.get()).unwrap_or(64);
                self.send(Command::Connections(connections));
                self.keep();
            }
        }
        let wanted = self.queue.wanted();
        if wanted != self.watched {
            self.watched.clone_from(&wanted);
            self.send(Command::Watch(wanted));
        }
        Task::none()
    }

    pub(super) fn go_to_area(&mut self, area: Area) {
        self.area = area;
    }

    /// The same by a key: a button or a field that had the keyboard has it no longer.
    pub(super) fn call_area(&mut self, area: Area) -> Task<Message> {
        self.go_to_area(area);
        unfocus()
    }

    pub(super) fn log_said(&mut self, message: log::Message) -> Task<Message> {
        match self.log.update(message) {
            log::Action::None => Task::none(),
            log::Action::Focus => {
                self.go_to_area(Area::Log);
                Task::none()
            }
            log::Action::Copy(text) => clipboard::write(text),
            log::Action::Save(text) => pick::save(self.words.say("app-save-log"), text),
            log::Action::Raw(line) => {
                let active = self.active;
                if let Some(tab) = self.tabs.get_mut(active) {
                    let commands = tab.raw(&line);
                    self.hand_over(commands);
                }
                Task::none()
            }
        }
    }

    /// Somebody closes the window. What runs is asked about first; what only waits is not.
    pub(super) fn close(&mut self, _id: window::Id) -> Task<Message> {
        // What was typed there is not thrown away unasked.
        if matches!(&self.dialog, Some(Dialog::Sites(sites)) if sites.is_changed()) && !self.leaving {
            return self.sites_said(sites::Message::Close);
        }
        if self.queue.is_running() && self.dialog.is_none() && !self.leaving {
            self.dialog = Some(Dialog::Quit);
            return Task::none();
        }
        self.quit()
    }

    /// Says goodbye to the servers, for a moment at most.
    pub(super) fn quit(&mut self) -> Task<Message> {
        self.leaving = true;
        self.copies = None;
        self.keep();
        self.send(Command::Shutdown);
        if self.engine.is_none() {
            return iced::exit();
        }
        Task::future(tokio::time::sleep(std::time::Duration::from_secs(2))).then(|()| iced::exit())
    }

    pub(super) fn picked(&mut self, pick: Pick, path: Option<PathBuf>) -> Task<Message> {
        match (pick, path) {
            (Pick::Key(id), Some(path)) => {
                if let Some(tab) = self.tabs.iter_mut().find(|tab| tab.id == id) {
                    tab.form.picked(path);
                }
            }
            (Pick::SiteKey | Pick::SiteFolder, Some(path)) => self.picked_for_site(pick, path),
            (Pick::Source, Some(path)) => return self.source_picked(path),
            (Pick::Target(format), Some(path)) => return self.target_picked(format, path),
            (_, None) => {}
        }
        Task::none()
    }

    #[cfg(feature = "demo")]
    pub(super) fn start_demo(&mut self) -> Task<Message> {
        match crate::demo::Demo::start() {
            Ok(demo) => {
                // The encrypted one: its certificate is asked about, as anywhere.
                let url = demo
                    .servers
                    .iter()
                    .find(|server| server.protocol == "ftps")
                    .or(demo.servers.first())
                    .map(|server| server.url.expose().to_owned());
                self.demo = Some(demo);
                url.map_or_else(Task::none, |url| self.go_to(&url))
            }
            Err(error) => {
                let values = [("cause", error.to_string().into())];
                self.said = Some(self.words.with("app-demo-failed", &values));
                Task::none()
            }
        }
    }

    #[cfg(not(feature = "demo"))]
    pub(super) fn start_demo(&mut self) -> Task<Message> {
        self.said = Some(self.words.say("app-demo-absent"));
        Task::none()
    }
}

/// No field has the keyboard any more.
pub(super) fn unfocus() -> Task<Message> {
    iced::advanced::widget::operate(iced::advanced::widget::operation::focusable::unfocus())
}

fn area_of(side: Side) -> Area {
    match side {
        Side::Local => Area::Local,
        Side::Remote => Area::Remote,
    }
}
