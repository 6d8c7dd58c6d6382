//! What a pane understands, and what it asks of its tab.

use std::path::PathBuf;

use iced::Task;
use iced::widget::scrollable::RelativeOffset;
use iced::widget::{Id, operation};

use super::{Column, MenuItem, Place, Way};
use crate::entry::Entry;
use crate::path::{Charset, RemoteName};
use crate::ui::widget::table::Happening;

/// What a pane understands. The root's key table sends those without a value.
#[derive(Clone, Debug)]
pub enum Message {
    /// Something happened in the list.
    Table(Happening),
    /// To the folder before.
    Back,
    /// To the folder from which "back" came.
    Forward,
    /// To the folder above.
    Up,
    /// To the home or login folder.
    Home,
    /// Read the folder again.
    Refresh,
    /// Names with a leading dot.
    ToggleHidden,
    /// The filter box.
    ToggleFilter,
    /// What names must contain.
    Filter(String),
    /// The filter box has what it needs; back to the list.
    FilterDone,
    /// A folder of the path, counted from the top.
    Crumb(usize),
    /// A drag is over a folder of the path.
    CrumbOver(usize),
    /// A drag has rested on a folder of the path.
    CrumbRested(usize),
    /// A drag was let go on a folder of the path.
    CrumbDropped(usize),
    /// Folders of the path for which there was no room.
    CrumbMenu(usize),
    /// The path becomes a field.
    EditPath,
    /// Typed into it.
    PathTyped(String),
    /// Go there.
    PathSubmitted,
    /// The field becomes a path again.
    PathLeft,
    /// A row for the name of a new folder.
    NewFolder,
    /// A row for the name of a new empty file.
    NewFile,
    /// The name under the cursor becomes a field.
    Rename,
    /// Typed into the field of a name.
    RenameTyped(String),
    /// Enter, or a press elsewhere.
    RenameDone,
    /// Esc.
    RenameCancelled,
    /// Delete what is selected.
    Delete {
        /// Not into the trash.
        for_good: bool,
    },
    /// Send what is selected to the other side.
    Transfer,
    /// Queue it without starting.
    AddToQueue,
    /// Enter the folder, or do with the file what Enter does.
    Open,
    /// Copy the paths of what is selected, or of the folder.
    CopyPath,
    /// Copy them as addresses.
    CopyUrl,
    /// Show what is known about it.
    Properties,
    /// Change permissions.
    Permissions,
    /// Another way than to the other pane.
    Way(Way),
    /// The menu in the head.
    HeadMenu,
    /// The menu closes.
    MenuClosed,
    /// The arrow keys in a menu: so many items on.
    MenuStep(isize),
    /// The pointer is over this line of the menu.
    MenuPointed(usize),
    /// Enter in a menu.
    MenuAccepted,
    /// An item of the menu.
    Menu(MenuItem),
    /// The key Delete in a menu.
    MenuDelete,
    /// The menu of columns.
    ColumnMenu,
    /// A column is shown, or no longer.
    ToggleColumn(Column),
    /// Columns as they were at first.
    UsualColumns,
    /// The menu of places.
    Places,
    /// To one of them.
    Goal(usize),
    /// The folders of both sides become a bookmark of the saved site.
    AddMark,
    /// This folder becomes a favourite, or is one no longer.
    Favour,
    /// One of the places is a favourite no longer.
    Unfavour(usize),
    /// The tree of folders is shown, or no longer.
    ToggleTree,
    /// The key of the tree: to it, or back to the list.
    TreeKey,
    /// Something happened in the tree.
    Tree(Happening),
    /// A folder of the tree opens or closes.
    TreeUnfold(usize),
    /// The tree gets this width.
    TreeResized(f32),
    /// The two panes change places.
    Swap,
    /// The menu of charsets.
    NamesMenu,
    /// The server's names are written in this charset.
    Charset(Charset),
    /// The names are right as they are.
    KeepNames,
}

/// What a pane asks of its tab.
#[derive(Clone, Debug, PartialEq)]
pub enum Action {
    /// Nothing.
    None,
    /// Go to a folder.
    Open(Place),
    /// List the folder again.
    Reload,
    /// Enter or double click on a file, or on a link that may lead to a folder.
    Activate(Entry),
    /// To the other side.
    Transfer(Vec<Entry>),
    /// Into the queue, without starting.
    Queue(Vec<Entry>),
    /// Another way, with what it is about.
    Way(Way, Vec<Entry>),
    /// Rename in this folder; [`Pane::named`] takes the answer. The target must not be overwritten.
    Rename {
        /// What.
        from: RemoteName,
        /// Its new name.
        to: RemoteName,
    },
    /// Make a folder in this one; answered by [`Pane::named`].
    MakeFolder(RemoteName),
    /// Make an empty file; answered by [`Pane::named`].
    MakeFile(RemoteName),
    /// Ask before deleting.
    AskDelete {
        /// What.
        entries: Vec<Entry>,
        /// Not into the trash.
        for_good: bool,
    },
    /// Ask for permissions.
    AskPermissions(Vec<Entry>),
    /// Show what is known.
    Properties(Entry),
    /// Put text on the clipboard.
    Copy(String),
    /// Put the addresses of these on the clipboard; only the tab knows the site.
    CopyUrls(Vec<Place>),
    /// Ask for what is needed to list places; [`Pane::show_places`] takes it.
    AskPlaces,
    /// Both sides go to the folders of this bookmark of the saved site.
    Mark(usize),
    /// The folders of both sides become a bookmark of the saved site.
    AddMark,
    /// A folder becomes a favourite, or is one no longer.
    Favour {
        /// Which.
        place: Place,
        /// It becomes one.
        keep: bool,
    },
    /// The tree needs to know what is in these folders: [`Pane::branch_page`], then [`Pane::branch_read`].
    ReadFolders(Vec<Place>),
    /// How the pane looks has changed: see [`Pane::look`].
    Remember,
    /// The two panes are to change places.
    Swap,
    /// The server's names are written in this charset, from now on and everywhere.
    Charset(Charset),
    /// The keyboard is this pane's.
    Focus,
    /// Give the keyboard to a field: see [`Typing::task`].
    Type(Typing),
    /// Scroll a menu that is higher than the window: see [`Reveal::task`].
    Reveal(Reveal),
    /// What is selected is being dragged.
    DragBegan(Vec<Entry>),
    /// A drag is over this folder; `None`: over nothing that takes it.
    DragOver(Option<Place>),
    /// A drag was let go over this folder: the pane's own, a row of it, `..` or one of its path.
    Dropped {
        /// The folder.
        into: Place,
    },
    /// The drag that began here is over.
    DragEnded,
    /// A file of the desktop was dropped; one action for each.
    DesktopFile {
        /// What.
        path: PathBuf,
        /// Into this folder.
        into: Place,
    },
    /// Files of the desktop hover over the list, or no longer.
    FilesHover(bool),
}

/// How far down a menu is to be scrolled.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Reveal {
    /// From 0 to 1.
    pub(super) part: f32,
}

/// The part of a menu that scrolls.
pub(super) const MENU: &str = "menu-lines";

impl Reveal {
    /// Scrolls it. To be returned from the root's update.
    pub fn task<M: Send + 'static>(self) -> Task<M> {
        let offset = RelativeOffset { x: 0.0, y: self.part };
        operation::snap_to(MENU, offset)
    }
}

/// A field that is to get the keyboard, with a part of its text selected.
#[derive(Clone, Debug, PartialEq)]
pub struct Typing {
    pub(super) field: Id,
    pub(super) characters: usize,
}

impl Typing {
    /// Gives it the keyboard. To be returned from the root's update.
    pub fn task<M: Send + 'static>(self) -> Task<M> {
        Task::batch([
            operation::focus(self.field.clone()),
            operation::select_range(self.field, 0, self.characters),
        ])
    }
}
