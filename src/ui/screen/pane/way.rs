//! Ways for files beside the plain one to the other pane: looking at one, other folders, the clipboard.

use super::listing::Item;
use super::menu::Item as MenuItem;
use super::{Action, Pane, Side};
use crate::entry::{Entry, Kind};
use crate::ui::keys::Shortcut;
use crate::ui::look::icon;

/// One of these ways.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// Open it with the system's program; what is on the server as a copy.
    View,
    /// To the other pane, and away from here.
    Across,
    /// Into a folder that is chosen now.
    DownloadTo,
    /// Files that are chosen now.
    UploadFiles,
    /// A folder that is chosen now.
    UploadFolder,
    /// What is selected, to be pasted elsewhere.
    Copy,
    /// What was copied, into this folder.
    Paste,
}

impl Way {
    /// Its icon, the key of its words, and what a key could do instead.
    pub(super) fn face(self, side: Side) -> (char, &'static str, Option<Shortcut>) {
        match (self, side) {
            (Self::View, Side::Local) => (icon::EYE, "pane-view-here", Some(Shortcut::View)),
            (Self::View, Side::Remote) => (icon::EYE, "pane-view", Some(Shortcut::View)),
            (Self::Across, Side::Local) => (icon::ARROW_RIGHT, "pane-across", Some(Shortcut::Move)),
            (Self::Across, Side::Remote) => (icon::ARROW_LEFT, "pane-across", Some(Shortcut::Move)),
            (Self::DownloadTo, _) => (icon::FOLDER_OPEN, "pane-download-to", None),
            (Self::UploadFiles, _) => (icon::UPLOAD, "pane-upload-files", None),
            (Self::UploadFolder, _) => (icon::FOLDER, "pane-upload-folder", None),
            (Self::Copy, _) => (icon::COPY, "pane-copy", Some(Shortcut::Copy)),
            (Self::Paste, _) => (icon::CLIPBOARD, "pane-paste", Some(Shortcut::Paste)),
        }
    }
}

impl Pane {
    /// What is asked of the tab: with what is selected, or with the one file that is meant.
    pub(super) fn go(&self, way: Way) -> Action {
        if self.place().is_none() || self.sheet.leaving {
            return Action::None;
        }
        let entries = match way {
            Way::View => self.viewed().into_iter().collect(),
            Way::Across | Way::DownloadTo | Way::Copy => self.selected(),
            Way::UploadFiles | Way::UploadFolder | Way::Paste => return Action::Way(way, Vec::new()),
        };
        match entries.is_empty() {
            true => Action::None,
            false => Action::Way(way, entries),
        }
    }

    fn viewed(&self) -> Option<Entry> {
        let item = self.subject()?;
        (item.kind != Kind::Directory).then(|| item.entry())
    }

    /// How one selected thing is opened from the menu: a folder is entered, a file is looked at. Only the server knows
    /// whether a link leads to a folder.
    pub(super) fn opening(&self) -> MenuItem {
        let is_file = |item: &Item| item.kind == Kind::File;
        match self.subject().is_some_and(is_file) {
            true => MenuItem::Way(Way::View),
            false => MenuItem::Open,
        }
    }

    /// What the menu of the folder itself offers.
    pub(super) fn arriving(&self) -> &'static [MenuItem] {
        match self.side() {
            Side::Local => &[MenuItem::Way(Way::Paste)],
            Side::Remote => &[
                MenuItem::Way(Way::UploadFiles),
                MenuItem::Way(Way::UploadFolder),
                MenuItem::Way(Way::Paste),
            ],
        }
    }
}
