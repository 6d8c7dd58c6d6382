//! What screens ask of the root.

use std::path::PathBuf;

use iced::{Task, clipboard, keyboard, window};

use super::keys::{self, Shortcut};
use super::{App, Area, Dialog, Message, Pick, side_of};
use crate::engine::command::Command;
use crate::site::Mode;
use crate::ui::look::Shade;
use crate::ui::screen::pane::{self, Side};
use crate::ui::screen::question;
use crate::ui::screen::tab::{self, Action, Tab};
use crate::ui::screen::{address, log, queue};
use crate::url::Scheme;

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
            Action::Demo => return self.start_demo(),
            Action::PickKey => return pick(Pick::Key(id), self.words.say("app-pick-key")),
            Action::Copy(text) => return clipboard::write(text),
            Action::AskDelete(side, entries, for_good) => self.ask_delete(id, side, entries, for_good),
            Action::AskPermissions(side, entries) => self.dialog = Some(Dialog::permissions(id, side, entries)),
            Action::Properties(entry) => self.dialog = Some(Dialog::properties(entry)),
            Action::ShowFacts => self.dialog = self.facts_of(id),
            Action::ShowLog => self.go_to_area(Area::Log),
            Action::Focus(side) => {
                self.go_to_area(area_of(side));
                return unfocus();
            }
            Action::DragBegan(side, entries) => self.drag_began(side, entries),
            Action::DragOver(place) => self.drag_over(place),
            Action::Dropped(into) => return self.drag_dropped(id, into),
            // Whoever it was dropped on may hear of it after whoever it came from.
            Action::DragEnded => return Task::done(Message::DragOver),
            Action::DesktopFile(path, into) => self.desktop_file(path, into),
            Action::Type(typing) => return typing.task(),
            Action::Reveal(reveal) => return reveal.task(),
            Action::AskPlaces(side) => self.show_places(id, side),
            Action::Favour(place, keep) => self.favour(id, &place, keep),
            Action::Remember(side) => self.remember_look(id, side),
            Action::SwapPanes => self.swap_panes(),
            Action::Charset(server, charset) => self.choose_charset(server, charset),
            Action::Recent(address) => {
                self.state.visited(&address);
                self.keep();
            }
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

    pub(super) fn open_tab(&mut self) {
        let folder = self.tab().and_then(|tab| match tab.local.place() {
            Some(pane::Place::Local(folder)) => Some(folder.clone()),
            _ => None,
        });
        self.next_tab += 1;
        let now = self.now();
        let (mut tab, commands) = Tab::new(self.next_tab, folder.unwrap_or_default(), self.ssh.clone(), now);
        self.furnish(&mut tab);
        self.tabs.push(tab);
        self.active = self.tabs.len() - 1;
        self.hand_over(commands);
        self.log_follows();
    }

    pub(super) fn choose_tab(&mut self, id: u64) -> Task<Message> {
        if let Some(at) = self.tabs.iter().position(|tab| tab.id == id) {
            self.active = at;
            self.log_follows();
        }
        Task::none()
    }

    pub(super) fn close_tab(&mut self, id: u64) -> Task<Message> {
        let Some(at) = self.tabs.iter().position(|tab| tab.id == id) else {
            return Task::none();
        };
        let mut tab = self.tabs.remove(at);
        let commands = tab.close();
        self.hand_over(commands);
        if self.tabs.is_empty() {
            self.open_tab();
        }
        if self.active > at || self.active >= self.tabs.len() {
            self.active = self.active.saturating_sub(1);
        }
        self.log_follows();
        Task::none()
    }

    /// Connects the shown tab, if it is empty, or a new one.
    pub(super) fn go_to(&mut self, text: &str) -> Task<Message> {
        let scheme = Scheme::Ftp(crate::site::Security::Explicit);
        let destination = match address::read(text, scheme, Mode::Auto) {
            Ok(destination) => destination,
            Err(error) => {
                self.said = Some(format!("{text}: {error}"));
                return Task::none();
            }
        };
        if self.tab().is_none_or(|tab| tab.site.is_some()) {
            self.open_tab();
        }
        let (now, active) = (self.now(), self.active);
        if let Some(tab) = self.tabs.get_mut(active) {
            let destination = tab.typed(destination);
            let commands = tab.connect(destination, now);
            self.hand_over(commands);
        }
        self.log_follows();
        Task::none()
    }

    pub(super) fn queue_said(&mut self, message: queue::Message) -> Task<Message> {
        let now = self.clock();
        match self.queue.update(message, now) {
            queue::Action::None => {}
            queue::Action::Send(commands) => self.hand_over(commands),
            queue::Action::Focus => self.go_to_area(Area::Queue),
            queue::Action::Copy(text) => return clipboard::write(text),
            queue::Action::ShowInLog { server, text } => {
                self.log.find(&server, &text);
                self.go_to_area(Area::Log);
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
    fn call_area(&mut self, area: Area) -> Task<Message> {
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
            log::Action::Save(text) => save(self.words.say("app-save-log"), text),
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

    pub(super) fn question_said(&mut self, message: question::Message) -> Task<Message> {
        let now = self.now();
        let action = self.desk.update(message, now);
        self.desk_says(action);
        Task::none()
    }

    pub(super) fn desk_says(&mut self, action: question::Action) {
        match action {
            question::Action::None => {}
            question::Action::Answer(answers) => {
                for (question, answer) in answers {
                    self.send(Command::Answer { question, answer });
                }
            }
        }
    }

    pub(super) fn key(&mut self, key: &keyboard::Key, modifiers: keyboard::Modifiers) -> Task<Message> {
        if self.desk.waiting() > 0 {
            return Task::none();
        }
        if self.dialog.is_some() && *key == keyboard::Key::Named(keyboard::key::Named::Enter) {
            // A second question is not answered by the same key.
            if matches!(&self.dialog, Some(Dialog::Delete(removal)) if removal.wants_care()) {
                return Task::none();
            }
            return self.dialog_said(super::dialog::Message::Confirm);
        }
        if *key == keyboard::Key::Named(keyboard::key::Named::Tab) && modifiers.shift() {
            let back = iced::widget::operation::focus_previous();
            if self.dialog.is_some() || self.area == Area::Address {
                return back;
            }
            // From a list to what stands before it. Then no list has the keyboard, and Tab goes on from there.
            return back.chain(Task::done(Message::Touched(Area::Address)));
        }
        let Some(shortcut) = keys::of(key, modifiers) else {
            return Task::none();
        };
        if self.dialog.is_some() {
            if shortcut == Shortcut::Escape {
                self.close_dialog();
            }
            return Task::none();
        }
        self.shortcut(shortcut)
    }

    fn shortcut(&mut self, shortcut: Shortcut) -> Task<Message> {
        let pane = |message: pane::Message| Some(message);
        let to_pane = match shortcut {
            Shortcut::Refresh => pane(pane::Message::Refresh),
            Shortcut::Rename => pane(pane::Message::Rename),
            Shortcut::Delete => pane(pane::Message::Delete { for_good: false }),
            Shortcut::DeleteForGood => pane(pane::Message::Delete { for_good: true }),
            Shortcut::Up => pane(pane::Message::Up),
            Shortcut::Back => pane(pane::Message::Back),
            Shortcut::Forward => pane(pane::Message::Forward),
            Shortcut::Transfer => pane(pane::Message::Transfer),
            Shortcut::Filter => pane(pane::Message::ToggleFilter),
            Shortcut::Hidden => pane(pane::Message::ToggleHidden),
            Shortcut::Places => pane(pane::Message::Places),
            Shortcut::Tree => pane(pane::Message::TreeKey),
            Shortcut::Escape => pane(pane::Message::MenuClosed),
            _ => None,
        };
        if let Some(message) = to_pane {
            return match (side_of(self.area), self.tab().map(|tab| tab.id)) {
                (Some(Side::Local), Some(id)) => self.tab_said(id, tab::Message::Local(message)),
                (Some(Side::Remote), Some(id)) => self.tab_said(id, tab::Message::Remote(message)),
                _ => Task::none(),
            };
        }
        self.window_shortcut(shortcut)
    }

    fn window_shortcut(&mut self, shortcut: Shortcut) -> Task<Message> {
        let id = self.tab().map(|tab| tab.id);
        match shortcut {
            Shortcut::NewTab => self.open_tab(),
            Shortcut::CloseTab => return id.map_or_else(Task::none, |id| self.close_tab(id)),
            Shortcut::Address => {
                self.go_to_area(Area::Address);
                return iced::widget::operation::focus(tab::ADDRESS);
            }
            Shortcut::Reconnect => {
                return id.map_or_else(Task::none, |id| self.tab_said(id, tab::Message::Reconnect));
            }
            Shortcut::Disconnect => {
                return id.map_or_else(Task::none, |id| self.tab_said(id, tab::Message::Disconnect));
            }
            Shortcut::Queue => return self.queue_said(queue::Message::Toggle),
            // Between fields, where there are some; else between lists.
            Shortcut::OtherPane if self.area == Area::Address || self.tab().is_some_and(|tab| tab.site.is_none()) => {
                return iced::widget::operation::focus_next();
            }
            Shortcut::OtherPane => {
                let next = if self.area == Area::Local {
                    Area::Remote
                } else {
                    Area::Local
                };
                return self.call_area(next);
            }
            Shortcut::Local => return self.call_area(Area::Local),
            Shortcut::Remote => return self.call_area(Area::Remote),
            Shortcut::QueuePanel => return self.call_area(Area::Queue),
            Shortcut::LogPanel => return self.call_area(Area::Log),
            Shortcut::LocalPlaces | Shortcut::RemotePlaces => return self.places_of(shortcut == Shortcut::LocalPlaces),
            Shortcut::SwapPanes => self.swap_panes(),
            Shortcut::Facts => self.dialog = id.and_then(|id| self.facts_of(id)),
            Shortcut::Sheet => self.dialog = Some(Dialog::Sheet),
            Shortcut::Shade => self.toggle_shade(),
            Shortcut::Larger => self.rescale(1.1),
            Shortcut::Smaller => self.rescale(1.0 / 1.1),
            Shortcut::UsualSize => {
                self.state.scale = 1.0;
                self.keep();
            }
            _ => {}
        }
        Task::none()
    }

    fn rescale(&mut self, factor: f32) {
        self.state.scale = (self.state.scale * factor).clamp(0.75, 3.0);
        self.keep();
    }

    pub(super) fn toggle_shade(&mut self) {
        let next = match self.palette().shade {
            Shade::Light => "dark",
            Shade::Dark => "light",
        };
        self.state.shade = Some(next.to_owned());
        self.keep();
    }

    pub(super) fn remember_split(&mut self, event: iced::widget::pane_grid::ResizeEvent) {
        match self.splits.iter().position(|split| *split == event.split) {
            Some(0) => self.state.lists = event.ratio,
            Some(1) => self.state.panes = event.ratio,
            Some(2) => self.state.queue = event.ratio,
            _ => {}
        }
    }

    /// Somebody closes the window. What runs is asked about first; what only waits is not.
    pub(super) fn close(&mut self, _id: window::Id) -> Task<Message> {
        if self.queue.is_running() && self.dialog.is_none() && !self.leaving {
            self.dialog = Some(Dialog::Quit);
            return Task::none();
        }
        self.quit()
    }

    /// Says goodbye to the servers, for a moment at most.
    pub(super) fn quit(&mut self) -> Task<Message> {
        self.leaving = true;
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
            (Pick::Key(_), None) => {}
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

/// Lets somebody choose a file, in the system's own dialog.
fn pick(pick: Pick, title: String) -> Task<Message> {
    let chosen = rfd::AsyncFileDialog::new().set_title(title).pick_file();
    Task::perform(chosen, move |file| {
        Message::Picked(pick, file.map(|file| file.path().to_owned()))
    })
}

/// Lets somebody choose where a text goes, and writes it there.
fn save(title: String, text: String) -> Task<Message> {
    let chosen = rfd::AsyncFileDialog::new()
        .set_title(title)
        .set_file_name("packetboat.log")
        .save_file();
    Task::perform(
        async move {
            match chosen.await {
                Some(file) => file.write(text.as_bytes()).await.map_err(|error| error.to_string()),
                None => Ok(()),
            }
        },
        Message::Saved,
    )
}
