//! The tree of folders as part of the pane: it follows the list, and leads it.

use iced::widget::{container, row, space};
use iced::{Element, Fill};

use super::tree::folders;
use super::{Action, Message, Pane, Place, Side};
use crate::entry::Entry;
use crate::ui::context::Context;
use crate::ui::look::style;
use crate::ui::widget::divider::Divider;
use crate::ui::widget::table::{Column, Drag, Happening, Table};

/// The widths that a tree may have.
const WIDTHS: (f32, f32) = (96.0, 600.0);
/// No more of the pane than this part of it.
const PART: f32 = 0.45;

impl Pane {
    /// Some of what is in a folder that the tree asked for.
    pub fn branch_page(&mut self, place: &Place, entries: &[Entry]) {
        self.tree.page(place, entries);
    }

    /// A folder that the tree asked for has been read, or could not be.
    pub fn branch_read(&mut self, place: &Place, well: bool) {
        self.tree.read(place, well);
    }

    /// Folders that the tree would like to know. On this computer it costs nothing; a server is asked by hand only.
    pub fn unread_branches(&mut self) -> Vec<Place> {
        match self.side {
            Side::Local => self.tree.unread(),
            Side::Remote => Vec::new(),
        }
    }

    /// The list has become that of another folder, or of the same one anew.
    pub(super) fn grow_tree(&mut self) {
        if let Some(place) = self.place.clone().filter(|_| self.tree.is_shown()) {
            self.tree.learn(&place, folders(self.sheet.listing.names()));
            self.tree.follow(&place);
        }
    }

    pub(super) fn tree_used(&mut self, message: Message) -> Action {
        match message {
            Message::ToggleTree => return self.show_tree(!self.tree.is_shown()),
            // To it, from it, and it appears if it has to.
            Message::TreeKey if !self.tree.is_shown() => {
                let action = self.show_tree(true);
                self.tree.focused = true;
                return action;
            }
            Message::TreeKey => self.tree.focused = !self.tree.focused,
            Message::TreeUnfold(row) => {
                self.tree.focused = true;
                if let Some(place) = self.tree.unfold(row) {
                    return Action::ReadFolders(vec![place]);
                }
            }
            Message::TreeResized(width) => {
                self.tree.width = width.clamp(WIDTHS.0, WIDTHS.1);
                return Action::Remember;
            }
            Message::Tree(happening) => return self.tree_happened(happening),
            _ => {}
        }
        Action::None
    }

    fn show_tree(&mut self, shown: bool) -> Action {
        self.tree.show(shown);
        self.grow_tree();
        match self.unread_branches() {
            unread if unread.is_empty() => Action::Remember,
            unread => Action::ReadFolders(unread),
        }
    }

    fn tree_happened(&mut self, happening: Happening) -> Action {
        let target = |row: Option<usize>| row.and_then(|row| self.tree.place(row)).cloned();
        match happening {
            Happening::Focused => {
                self.tree.focused = true;
                Action::Focus
            }
            Happening::Open(row) => match target(Some(row)) {
                Some(place) if self.place.as_ref() != Some(&place) => Action::Open(place),
                _ => Action::None,
            },
            Happening::DragOver(row) => Action::DragOver(target(row)),
            Happening::Dropped(row) => target(row).map_or(Action::None, |into| Action::Dropped { into }),
            Happening::File { path, row } => {
                target(row).map_or(Action::None, |into| Action::DesktopFile { path, into })
            }
            Happening::FilesHover(over) => Action::FilesHover(over),
            _ => Action::None,
        }
    }

    /// The list with the tree to its left, if it is shown, in a pane of this width.
    pub(super) fn beside_tree<'a>(
        &'a self,
        context: &Context<'a>,
        list: Element<'a, Message>,
        (focused, drag, width): (bool, Option<Drag>, f32),
    ) -> Element<'a, Message> {
        // The list keeps its place among its neighbours, and with it where it is scrolled to.
        if !self.tree.is_shown() {
            return row![space(), space(), list].into();
        }
        let palette = context.palette;
        let heads = vec![Column::of_words(context.words.say("pane-folders-head"), 0.0)];
        let drag = drag.map(|drag| Drag {
            on_ground: false,
            ..drag
        });
        let tree = Table::new(&self.tree, heads, palette, Message::Tree)
            .opens_at_once()
            .on_unfold(Message::TreeUnfold)
            .reveal(Some(self.tree.reveal()))
            .focused(focused && self.tree.focused)
            .drag(drag)
            .takes_files(self.side == Side::Remote);
        let room = self.tree.width.min(width * PART).max(WIDTHS.0);
        row![
            container(tree).width(room).height(Fill),
            container(Divider::new(room, palette, Message::TreeResized)).style(style::ground(palette.surface)),
            list,
        ]
        .height(Fill)
        .into()
    }
}
