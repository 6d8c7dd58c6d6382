//! Imports and exports: what their screen asks for, and files of a queue that go into ours.

use std::path::PathBuf;
use std::sync::Arc;

use iced::Task;

use super::book::Asker;
use super::{App, Area, Dialog, Message, Pick, pick};
use crate::engine::command::Command;
use crate::engine::event::Outcome;
use crate::error::Error;
use crate::import::{Format, QueuedServer};
use crate::transfer::Source;
use crate::ui::screen::exchange::{Action, Exchange};

impl App {
    /// Asks where the sites of other programs are.
    pub(super) fn open_import(&mut self) {
        let (screen, first) = Exchange::import();
        self.open_dialog(Dialog::Exchange(Box::new(screen)));
        self.ask_kept(Asker::Exchange, first);
    }

    /// Asks where the saved sites are to go.
    pub(super) fn open_export(&mut self) {
        self.open_dialog(Dialog::Exchange(Box::new(Exchange::export())));
    }

    /// Shows a dialog, also in place of another one: the focus begins anew in it.
    pub(super) fn open_dialog(&mut self, dialog: Dialog) {
        self.dialog = Some(dialog);
        self.opened.anew(self.clock());
    }

    pub(super) fn exchange_obey(&mut self, action: Action) -> Task<Message> {
        match action {
            Action::None => {}
            Action::Ask(request) => self.ask_kept(Asker::Exchange, request),
            Action::PickSource => return pick::file(Pick::Source, self.words.say("exchange-pick-source")),
            Action::PickTarget(format, name) => {
                return pick::target(Pick::Target(format), self.words.say("exchange-pick-target"), name);
            }
            Action::Queue(servers) => self.queue_waiting(&servers),
            Action::ShowQueue => {
                self.dialog = None;
                self.go_to_area(Area::Queue);
            }
            Action::Close => self.dialog = None,
        }
        Task::none()
    }

    pub(super) fn exchange_answered(&mut self, result: Result<Outcome, Error>) -> Task<Message> {
        let Some(Dialog::Exchange(screen)) = &mut self.dialog else {
            return Task::none();
        };
        let action = screen.answered(result);
        self.exchange_obey(action)
    }

    pub(super) fn exchange_progressed(&mut self, done: usize, of: usize) {
        if let Some(Dialog::Exchange(screen)) = &mut self.dialog {
            screen.progressed(done, of);
        }
    }

    pub(super) fn source_picked(&mut self, path: PathBuf) -> Task<Message> {
        let Some(Dialog::Exchange(screen)) = &mut self.dialog else {
            return Task::none();
        };
        let action = screen.picked(path);
        self.exchange_obey(action)
    }

    pub(super) fn target_picked(&mut self, format: Format, path: PathBuf) -> Task<Message> {
        let Some(Dialog::Exchange(screen)) = &mut self.dialog else {
            return Task::none();
        };
        let action = screen.target(format, path);
        self.exchange_obey(action)
    }

    /// Files of another program's queue: they wait until somebody starts them. A queue that stands still is stopped as a whole,
    /// so that no server is even connected to; beside what runs they are paused one by one.
    fn queue_waiting(&mut self, servers: &[QueuedServer]) {
        let busy = self.queue.is_running();
        if !busy {
            self.hand_over(vec![Command::Hold(true)]);
        }
        for server in servers {
            let site = Arc::new(server.site(&self.known.book));
            for order in server.orders(site.terms.charset) {
                self.start_as(
                    site.clone(),
                    order.errand,
                    (order.landing, order.priority, Source::Keep),
                    busy,
                );
            }
        }
    }
}
