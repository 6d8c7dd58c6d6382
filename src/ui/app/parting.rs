//! Leaving a server that files are going to or coming from: only browsing ends, unless somebody says otherwise.

use iced::{Element, Task};

use super::{App, Message as Root};
use crate::engine::command::{Aim, Command, JobId};
use crate::ui::look::icon;
use crate::ui::screen::modal::{Dialog, FIRST, modal};
use crate::ui::screen::parts::{self, Weight};
use crate::ui::screen::tab::State;

/// The question.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Parting {
    tab: u64,
    /// The tab is closed; otherwise it only disconnects.
    closes: bool,
    server: String,
    jobs: Vec<JobId>,
}

/// What a person answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Message {
    /// Browsing ends, transfers go on.
    KeepTransferring,
    /// Browsing ends, transfers wait.
    Pause,
    /// Nothing ends.
    Stay,
}

impl App {
    /// Asks, if the server of this tab has transfers that go on by themselves. `false`: nothing is to be asked.
    pub(super) fn ask_before_parting(&mut self, id: u64, closes: bool) -> bool {
        let tab = self.tabs.iter().find(|tab| tab.id == id);
        let is_on = |state| matches!(state, State::Connected | State::Connecting(_));
        let Some(site) = tab.filter(|tab| is_on(tab.state)).and_then(|tab| tab.site.as_ref()) else {
            return false;
        };
        let server = site.address();
        let jobs = self.queue.active_with(&server);
        if jobs.is_empty() {
            return false;
        }
        self.parting = Some(Parting {
            tab: id,
            closes,
            server,
            jobs,
        });
        true
    }

    pub(super) fn parting_said(&mut self, message: Message) -> Task<Root> {
        let Some(parting) = self.parting.take() else {
            return Task::none();
        };
        if message == Message::Stay {
            return Task::none();
        }
        if message == Message::Pause {
            let pauses = parting.jobs.into_iter().map(|job| Command::Pause(Aim::Job(job)));
            self.hand_over(pauses.collect());
        }
        if parting.closes {
            return self.close_tab(parting.tab);
        }
        self.disconnect_tab(parting.tab);
        Task::none()
    }

    /// The question over everything else.
    pub(super) fn parting_view(&self) -> Option<Element<'_, Root>> {
        let parting = self.parting.as_ref()?;
        let (words, palette) = (&self.words, self.palette());
        let values = [
            ("server", crate::path::visible(parting.server.as_bytes()).into()),
            ("count", parting.jobs.len().into()),
        ];
        let press = |key: String, weight, message| parts::press(key, weight, Some(message), palette);
        let dialog = Dialog::new(icon::INFO, palette.muted, words.with("app-parting-title", &values))
            .push(parts::paragraph(
                words.with("app-parting-explained", &values),
                palette.muted,
            ))
            .button(press(words.say("app-parting-stay"), Weight::Plain, Message::Stay))
            .button(press(words.say("app-parting-pause"), Weight::Plain, Message::Pause))
            .button(
                press(
                    words.say("app-parting-keep"),
                    Weight::Primary,
                    Message::KeepTransferring,
                )
                .id(FIRST),
            );
        Some(modal(dialog, parting.tab, Message::Stay, None, palette).map(Root::Parting))
    }
}
