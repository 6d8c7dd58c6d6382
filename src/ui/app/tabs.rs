//! The tabs of the window: opened, shown, closed, and brought back at the next start.

use std::path::PathBuf;
use std::sync::Arc;

use iced::Task;

use super::{App, Area, Message, strip};
use crate::engine::command::Command;
use crate::ui::screen::address;
use crate::ui::screen::pane::Place;
use crate::ui::screen::tab::{self, Goal, Known, State, Tab};

impl App {
    /// An empty tab behind the others. It is shown, and shows the same folder of this computer as the one before.
    pub(super) fn open_tab(&mut self) {
        let folder = self.tab().and_then(|tab| match tab.local.place() {
            Some(Place::Local(folder)) => Some(folder.clone()),
            _ => None,
        });
        self.open_tab_at(folder.unwrap_or_default());
        self.active = self.tabs.len() - 1;
        self.log_follows();
    }

    fn open_tab_at(&mut self, folder: PathBuf) {
        self.next_tab += 1;
        let now = self.now();
        let (mut tab, commands) = Tab::new(self.next_tab, folder, self.ssh.clone(), now);
        self.furnish(&mut tab);
        self.accustom(&mut tab);
        tab.know(self.known.clone());
        self.tabs.push(tab);
        self.hand_over(commands);
    }

    /// The same, with the keyboard in its address bar.
    pub(super) fn new_tab(&mut self) -> Task<Message> {
        self.open_tab();
        self.go_to_area(Area::Address);
        Task::batch([iced::widget::operation::focus(tab::ADDRESS), self.reveal_tab()])
    }

    /// Tabs of the last time, unconnected.
    pub(super) fn bring_tabs_back(&mut self) {
        for kept in std::mem::take(&mut self.state.tabs) {
            self.open_tab_at(PathBuf::from(&kept.folder));
            if let Some(tab) = self.tabs.last_mut() {
                tab.restore(&kept);
            }
        }
        if self.tabs.is_empty() {
            self.open_tab();
        }
        self.active = self.state.tab.min(self.tabs.len() - 1);
        self.log_follows();
    }

    /// What of the tabs is kept for the next time; nothing of the demo, whose servers end with the window.
    pub(super) fn keep_tabs(&mut self) {
        let kept: Vec<_> = (self.tabs.iter().enumerate())
            .filter(|(_, tab)| !self.is_of_demo(tab) && !self.unkept.contains(&tab.id))
            .filter_map(|(at, tab)| Some((at, tab.to_keep()?)))
            .collect();
        self.state.tab = kept.iter().position(|(at, _)| *at == self.active).unwrap_or(0);
        self.state.tabs = kept.into_iter().map(|(_, tab)| tab).collect();
    }

    #[cfg(feature = "demo")]
    fn is_of_demo(&self, tab: &Tab) -> bool {
        let Some((demo, site)) = self.demo.as_ref().zip(tab.site.as_ref()) else {
            return false;
        };
        let of_demo = |url: &str| crate::url::Url::parse(url).is_ok_and(|url| Some(site.port) == url.port);
        site.host == "127.0.0.1" && demo.servers.iter().any(|server| of_demo(server.url.expose()))
    }

    #[cfg(not(feature = "demo"))]
    fn is_of_demo(&self, _: &Tab) -> bool {
        false
    }

    /// Shows a tab. One from the last time connects now.
    pub(super) fn choose_tab(&mut self, id: u64) -> Task<Message> {
        let now = self.now();
        if let Some(at) = self.tabs.iter().position(|tab| tab.id == id) {
            self.active = at;
            let commands = self.tabs[at].wake(now);
            self.hand_over(commands);
            self.log_follows();
        }
        self.list_open = false;
        self.reveal_tab()
    }

    /// Closes a tab, after a question if its server is busy with transfers.
    pub(super) fn leave_tab(&mut self, id: u64) -> Task<Message> {
        if self.ask_before_parting(id, true) {
            return Task::none();
        }
        self.close_tab(id)
    }

    /// Closes a tab.
    pub(super) fn close_tab(&mut self, id: u64) -> Task<Message> {
        let Some(at) = self.tabs.iter().position(|tab| tab.id == id) else {
            return Task::none();
        };
        let mut tab = self.tabs.remove(at);
        let commands = self.unshared(tab.close());
        self.hand_over(commands);
        if self.tabs.is_empty() {
            self.open_tab();
        }
        if self.active > at || self.active >= self.tabs.len() {
            self.active = self.active.saturating_sub(1);
        }
        self.log_follows();
        self.keep();
        self.reveal_tab()
    }

    /// Goodbyes only to servers that no other tab is connected to.
    pub(super) fn unshared(&self, commands: Vec<Command>) -> Vec<Command> {
        let is_used = |command: &Command| match command {
            Command::Disconnect(site) => {
                let uses = |tab: &&Tab| tab.state == State::Connected && tab.site.as_ref() == Some(site);
                self.tabs.iter().any(|tab| uses(&tab))
            }
            _ => false,
        };
        commands.into_iter().filter(|command| !is_used(command)).collect()
    }

    /// Connects the shown tab, if it is empty, or a new one.
    pub(super) fn go_to(&mut self, text: &str) -> Task<Message> {
        match Goal::read(text, None, self.state.ftp_mode) {
            Ok(goal) => {
                let goal = match self.tab() {
                    Some(tab) => tab.typed_goal(goal),
                    None => goal,
                };
                self.go_elsewhere(goal);
            }
            Err(error) => {
                let why = address::said(error, &self.words);
                self.said = Some(format!("{text}: {why}"));
            }
        }
        self.reveal_tab()
    }

    /// The same for an address that was read.
    pub(super) fn go_elsewhere(&mut self, goal: Goal) {
        if self.tab().is_none_or(|tab| tab.site.is_some()) {
            self.open_tab();
        }
        let (now, active) = (self.now(), self.active);
        if let Some(tab) = self.tabs.get_mut(active) {
            let commands = tab.set_out(goal, now);
            self.hand_over(commands);
        }
        self.log_follows();
    }

    /// Keeps whether this server may be spoken to without encryption.
    pub(super) fn allow_clear(&mut self, server: &str, allowed: bool) {
        self.state.allow_clear(server, allowed);
        self.keep();
        self.tell_tabs();
    }

    /// Tabs complete addresses with what the window remembers.
    pub(super) fn tell_tabs(&mut self) {
        self.know(Arc::new(Known {
            recent: self.state.recent.clone(),
            in_clear: self.state.in_clear.clone(),
            ..self.known.as_ref().clone()
        }));
    }

    /// The window and all its tabs know this from now on.
    pub(super) fn know(&mut self, known: Arc<Known>) {
        self.known = known;
        for tab in &mut self.tabs {
            tab.know(self.known.clone());
        }
    }

    /// The head of the shown tab is scrolled to.
    pub(super) fn reveal_tab(&self) -> Task<Message> {
        strip::reveal(self)
    }
}
