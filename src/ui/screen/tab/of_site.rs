//! A tab of a saved site.

use time::OffsetDateTime;

use super::Tab;
use crate::engine::command::Command;
use crate::path::RemotePath;
use crate::site::{Saved, Site};
use crate::ui::screen::address::Destination;
use crate::ui::screen::pane::Place;

impl Tab {
    /// Connects to a saved site. It begins in `folder`, else where the site does; so does the pane of this computer.
    pub fn visit(&mut self, saved: &Saved, folder: Option<RemotePath>, now: OffsetDateTime) -> Vec<Command> {
        let site = saved.site();
        self.saved = Some(saved.id.clone());
        self.named = Some(site.clone());
        let destination = match (folder, &saved.remote_folder) {
            (Some(folder), _) => Destination { site, folder },
            // It stands in the file as somebody typed it.
            (None, wanted) => self.typed(Destination {
                site,
                folder: wanted.clone().unwrap_or_default(),
            }),
        };
        let mut commands = self.connect(destination, now);
        if let Some(local) = &saved.local_folder {
            commands.extend(self.open(Place::Local(local.clone()), now));
        }
        commands
    }

    /// Before it goes to another server, or logs in as somebody else: this is no tab of the saved site any more.
    pub(super) fn leave_saved(&mut self, there: &Site) {
        let is_same = |named: &Site| named.host == there.host && named.logon.user() == there.logon.user();
        if !self.named.as_ref().is_some_and(is_same) {
            self.saved = None;
        }
    }
}
