//! The drop-downs of a form: the folder of a site, what is done about existing targets.

use iced::Element;

use super::message::Message;
use super::{Page, Sites};
use crate::site::{Book, FolderPath};
use crate::transfer::Resolution;
use crate::ui::look::Palette;
use crate::ui::screen::drop_down::{DropDown, Step, Turn, turn};

/// One of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Which {
    /// The folder that the site is in.
    Folder,
    /// What is done about existing targets.
    Conflict,
}

/// What can be done about existing targets; nothing is what the settings say.
pub const CONFLICTS: [Option<Resolution>; 7] = [
    None,
    Some(Resolution::Overwrite),
    Some(Resolution::OverwriteIfNewer),
    Some(Resolution::OverwriteIfSizeDiffers),
    Some(Resolution::Resume),
    Some(Resolution::Rename),
    Some(Resolution::Skip),
];

/// Every folder that a site can be in; the first is none.
pub fn folders(book: &Book) -> Vec<FolderPath> {
    let mut all = book.all_folders();
    all.sort_by_cached_key(|path| path.iter().map(|name| name.to_lowercase()).collect::<Vec<_>>());
    all.insert(0, FolderPath::new());
    all
}

impl Sites {
    pub(super) fn choice_made(&mut self, which: Which, step: Step, book: &Book) {
        let Page::Site(shown) = &mut self.page else { return };
        let form = &mut shown.form;
        let folders = folders(book);
        let (current, count) = match which {
            Which::Folder => (folders.iter().position(|path| *path == form.folder), folders.len()),
            Which::Conflict => (
                CONFLICTS.iter().position(|choice| *choice == form.on_conflict),
                CONFLICTS.len(),
            ),
        };
        let at = self.open.filter(|(open, _)| *open == which).map(|(_, at)| at);
        let Turn { at, chosen } = turn(step, at, current.unwrap_or_default(), count);
        self.open = at.map(|at| (which, at));
        match (which, chosen) {
            (Which::Folder, Some(at)) => {
                if let Some(path) = folders.get(at) {
                    form.folder.clone_from(path);
                }
            }
            (Which::Conflict, Some(at)) => form.on_conflict = CONFLICTS.get(at).copied().flatten(),
            (_, None) => {}
        }
    }

    /// A button that shows what is chosen of these, and the list if it is open.
    pub(super) fn choice<'a>(
        &self,
        which: Which,
        names: Vec<String>,
        chosen: usize,
        palette: Palette,
    ) -> Element<'a, Message> {
        let at = self.open.filter(|(open, _)| *open == which).map(|(_, at)| at);
        let list = DropDown::new(names, chosen, at).fill();
        list.view(move |step| Message::Choice(which, step), palette)
    }
}
