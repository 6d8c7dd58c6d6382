//! A tab of a saved site.

use std::sync::Arc;

use time::OffsetDateTime;

use super::{Action, Note, State, Tab};
use crate::engine::command::Command;
use crate::path::RemotePath;
use crate::site::{Bookmark, Saved, Site};
use crate::ui::screen::address::{self, Destination};
use crate::ui::screen::failure::Scene;
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
        self.go_together(saved.synchronised);
        commands
    }

    /// Before it goes to another server, or logs in as somebody else: this is no tab of the saved site any more.
    pub(super) fn leave_saved(&mut self, there: &Site) {
        let is_same = |named: &Site| named.host == there.host && named.logon.user() == there.logon.user();
        if !self.named.as_ref().is_some_and(is_same) {
            self.saved = None;
            self.go_together(false);
        }
    }

    /// The saved site of this tab is another now, or gone. What is shown stays, and the next wish connects anew: nothing goes
    /// over a connection of its former self.
    pub fn site_changed(&mut self, saved: Option<&Saved>, now: OffsetDateTime) -> Vec<Command> {
        let Some(saved) = saved else {
            self.saved = None;
            return Vec::new();
        };
        let named = saved.site();
        let mut site = self.with_usual(named.clone());
        site.terms.charset = self.charset_of(&site);
        self.named = Some(named);
        self.scheme = address::scheme_of(&site);
        self.mode = site.ftp().map_or(self.mode, |ftp| ftp.mode);
        self.remote.set_charset(site.terms.charset);
        self.remote.speak_ftp(site.ftp().is_some());
        let site = Arc::new(site);
        self.scene = Some(Scene::new(site.clone()));
        let Some(old) = self.site.replace(site) else {
            return Vec::new();
        };
        if !self.typing {
            self.show_place();
        }
        let mut commands = vec![Command::Disconnect(old)];
        match self.state {
            State::Connected => {
                self.asleep = true;
                self.facts = None;
                self.remote.set_stale(true);
                self.note = Some(Note::SiteChanged(saved.name.clone()));
                if self.remote.is_loading() {
                    commands.extend(self.again(now));
                }
            }
            // Whoever mends a site that does not connect wants to see whether it does now.
            State::Connecting(_) | State::Failed => commands.extend(self.again(now)),
            State::Empty | State::Disconnected | State::Kept => {}
        }
        commands
    }

    /// The bookmarks of the saved site that this is a tab of.
    pub fn marks(&self) -> &[Bookmark] {
        let saved = self.saved.as_ref().and_then(|id| self.known.book.site(id));
        saved.map(|saved| &*saved.bookmarks).unwrap_or_default()
    }

    /// Both panes go where a bookmark says.
    pub(super) fn go_to_mark(&mut self, number: usize, now: OffsetDateTime) -> Vec<Action> {
        let Some(mark) = self.marks().get(number).cloned() else {
            return Vec::new();
        };
        let mut commands = Vec::new();
        self.go_together(false);
        if let Some(local) = mark.local {
            commands.extend(self.open(Place::Local(local), now));
        }
        if let Some(remote) = mark.remote {
            let folder = self.remote.charset().typed_path(&remote);
            commands.extend(self.open(Place::Remote(folder), now));
        }
        self.go_together(mark.synchronised);
        vec![Action::Send(commands)]
    }

    /// The folders of both sides become a bookmark of the saved site, called as the one on the server is.
    pub(super) fn mark_here(&self) -> Vec<Action> {
        let (Some(id), Some(Place::Local(local)), Some(Place::Remote(remote))) =
            (self.saved.clone(), self.local.place(), self.remote.place())
        else {
            return Vec::new();
        };
        let charset = self.remote.charset();
        // In the file it stands as somebody would type it.
        let text = charset.text(remote.as_bytes()).map(|text| RemotePath::new(&*text));
        let name = remote.name().map(|name| charset.visible(name.as_bytes()));
        let mark = Bookmark {
            name: name.unwrap_or_else(|| remote.visible()),
            local: Some(local.clone()),
            remote: Some(text.unwrap_or_else(|| remote.clone())),
            synchronised: self.is_together(),
        };
        vec![Action::AddMark(id, mark)]
    }
}
