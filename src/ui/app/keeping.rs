//! How the window is, written down for the next start.

use std::time::Duration;

use iced::{Size, Task};

use super::{App, Message};

/// A hand that pulls at something pulls for a while: so long passes before it is written down.
const SOON: Duration = Duration::from_secs(1);

impl App {
    /// Writes down how the window is. A disk that refuses is no reason to stop.
    pub(super) fn keep(&mut self) {
        self.unkept = false;
        self.keep_tabs();
        if let Err(error) = self.state.save(&self.profile) {
            self.said = Some(error.to_string());
        }
    }

    /// Writes it down in a moment, once for all that changes until then.
    pub(super) fn keep_soon(&mut self) -> Task<Message> {
        if std::mem::replace(&mut self.unkept, true) {
            return Task::none();
        }
        Task::future(async {
            tokio::time::sleep(SOON).await;
            Message::Keep
        })
    }

    /// The moment is over. It may have been written meanwhile.
    pub(super) fn keep_now(&mut self) -> Task<Message> {
        if self.unkept {
            self.keep();
        }
        Task::none()
    }

    /// The window has this size now.
    pub(super) fn sized(&mut self, size: Size) -> Task<Message> {
        let scale = self.state.scale;
        let size = (size.width * scale, size.height * scale);
        if std::mem::replace(&mut self.state.size, size) == size {
            return Task::none();
        }
        self.keep_soon()
    }
}
