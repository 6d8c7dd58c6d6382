//! What a pane does with a message.

use iced::widget::Id;

use super::column::Columns;
use super::listing::Item;
use super::menu::{Anchor, Item as MenuItem, Menu};
use super::naming::{Confirmed, Fault, Naming, Purpose};
use super::sheet::Spot;
use super::{Action, Message, Pane, Place, Reveal, Side, Typing};
use crate::entry::{Entry, Kind};
use crate::ui::widget::table::Happening;

impl Pane {
    /// Takes a message and tells what is to be done about it.
    pub fn update(&mut self, message: Message) -> Action {
        match message {
            Message::Table(happening) => self.happened(happening),
            Message::Back => self.history.back().map_or(Action::None, Action::Open),
            Message::Forward => self.history.forward().map_or(Action::None, Action::Open),
            Message::Up => self.above().map_or(Action::None, Action::Open),
            Message::Home => Action::Open(self.home.clone()),
            Message::Refresh => self.refresh(),
            Message::Crumb(at) => self.crumb(at).map_or(Action::None, Action::Open),
            Message::CrumbOver(at) => Action::DragOver(self.crumb(at)),
            Message::CrumbRested(at) => match self.crumb(at).filter(|to| self.place() != Some(to)) {
                Some(to) => Action::Open(to),
                None => Action::None,
            },
            Message::CrumbDropped(at) => self.crumb(at).map_or(Action::None, |into| Action::Dropped { into }),
            Message::EditPath | Message::PathTyped(_) | Message::PathSubmitted | Message::PathLeft => {
                self.path_edited(message)
            }
            Message::ToggleHidden
            | Message::ToggleFilter
            | Message::Filter(_)
            | Message::FilterDone
            | Message::ColumnMenu
            | Message::ToggleColumn(_)
            | Message::UsualColumns => self.shown_otherwise(message),
            Message::Places
            | Message::Goal(_)
            | Message::AddMark
            | Message::Favour
            | Message::Unfavour(_)
            | Message::MenuDelete => self.places_used(message),
            Message::ToggleTree
            | Message::TreeKey
            | Message::Tree(_)
            | Message::TreeUnfold(_)
            | Message::TreeResized(_) => self.tree_used(message),
            Message::NamesMenu | Message::Charset(_) | Message::KeepNames => self.names_used(message),
            Message::Swap => Action::Swap,
            Message::NewFolder => self.name_new(Purpose::Folder),
            Message::NewFile => self.name_new(Purpose::File),
            Message::Rename => self.rename(),
            Message::RenameTyped(text) => {
                if let Some(naming) = &mut self.sheet.naming {
                    naming.typed(text);
                }
                Action::None
            }
            Message::RenameDone => self.confirm_name(),
            Message::RenameCancelled => self.cancel_name(),
            Message::Delete { for_good } => self.about_selected(|entries, side| Action::AskDelete {
                entries,
                for_good: for_good || side == Side::Remote,
            }),
            Message::Transfer => self.about_selected(|entries, _| Action::Transfer(entries)),
            Message::AddToQueue => self.about_selected(|entries, _| Action::Queue(entries)),
            Message::Way(way) => self.go(way),
            Message::Permissions => self.about_selected(|entries, _| Action::AskPermissions(entries)),
            Message::Open => self.open(self.cursor.row),
            Message::Properties => match self.subject() {
                Some(item) => Action::Properties(item.whole()),
                None => Action::None,
            },
            Message::CopyPath => Action::Copy(
                self.subject_places()
                    .iter()
                    .map(|place| self.shown(place))
                    .collect::<Vec<_>>()
                    .join("\n"),
            ),
            Message::CopyUrl => Action::CopyUrls(self.subject_places()),
            Message::HeadMenu
            | Message::CrumbMenu(_)
            | Message::MenuClosed
            | Message::MenuStep(_)
            | Message::MenuPointed(_)
            | Message::MenuAccepted
            | Message::Menu(_) => self.menu_used(message),
        }
    }

    fn happened(&mut self, happening: Happening) -> Action {
        if self.sheet.leaving && !matches!(happening, Happening::Focused | Happening::DragEnded) {
            return Action::None;
        }
        match happening {
            Happening::Focused => {
                self.tree.focused = false;
                Action::Focus
            }
            Happening::Select(select) => {
                self.sheet.select(&select);
                Action::None
            }
            Happening::Cursor(row) => {
                self.cursor.row = row;
                self.cursor.name = self.sheet.item(row).map(|item| item.name.clone());
                self.cursor.wanted = None;
                Action::None
            }
            Happening::Open(row) => self.open(row),
            Happening::Menu { row, at } => {
                let row = row.filter(|row| self.sheet.item(*row).is_some_and(|item| item.blocked.is_none()));
                self.menu = Some(Menu::of_list(self, row.is_some(), at));
                Action::Focus
            }
            Happening::Sort(number) => {
                if let Some(column) = self.sheet.column(number) {
                    let sort = self.sheet.listing.sort().pressed(column);
                    self.sheet.listing.sort_by(sort);
                    self.keep_cursor();
                }
                Action::Remember
            }
            Happening::Resized { column, width } => {
                if let Some(column) = self.sheet.column(column) {
                    self.sheet.columns.resize(column, width);
                }
                Action::Remember
            }
            Happening::Moved { column, to } => {
                if let Some(column) = self.sheet.column(column) {
                    let before = self.sheet.column(to);
                    self.sheet.columns.put_before(column, before);
                }
                Action::Remember
            }
            Happening::HeadMenu(at) => {
                self.menu = Some(Menu::of_columns(Anchor::Pointer(at)));
                Action::Focus
            }
            other => self.dragged(other),
        }
    }

    fn dragged(&mut self, happening: Happening) -> Action {
        match happening {
            Happening::DragBegan => {
                self.sheet.dragging = true;
                self.tree.carry(self.subject_places());
                self.about_selected(|entries, _| Action::DragBegan(entries))
            }
            Happening::DragOver(row) => Action::DragOver(self.target(row)),
            Happening::Rested(row) => self.target(Some(row)).map_or(Action::None, Action::Open),
            Happening::Dropped(row) => self.target(row).map_or(Action::None, |into| Action::Dropped { into }),
            Happening::DragEnded => {
                self.sheet.dragging = false;
                self.tree.carry(Vec::new());
                Action::DragEnded
            }
            Happening::File { path, row } => self
                .target(row)
                .map_or(Action::None, |into| Action::DesktopFile { path, into }),
            Happening::FilesHover(over) => Action::FilesHover(over),
            _ => Action::None,
        }
    }

    /// The folder that a drop on this row means.
    fn target(&self, row: Option<usize>) -> Option<Place> {
        let place = self.place.as_ref()?;
        let Some(row) = row else {
            return Some(place.clone());
        };
        match self.sheet.spot(row) {
            Spot::Up => place.parent(),
            Spot::New => Some(place.clone()),
            Spot::Item(at) => place.join(&self.sheet.listing.get(at)?.name),
        }
    }

    fn open(&self, row: usize) -> Action {
        if self.sheet.spot(row) == Spot::Up {
            return self.above().map_or(Action::None, Action::Open);
        }
        let Some(item) = self.sheet.item(row).filter(|item| item.blocked.is_none()) else {
            return Action::None;
        };
        match item.kind {
            Kind::Directory => self
                .place
                .as_ref()
                .and_then(|place| place.join(&item.name))
                .map_or(Action::None, Action::Open),
            Kind::File | Kind::Link | Kind::Other => Action::Activate(item.entry()),
        }
    }

    fn above(&self) -> Option<Place> {
        self.place.as_ref()?.parent()
    }

    fn crumb(&self, at: usize) -> Option<Place> {
        self.place.as_ref()?.trail().into_iter().nth(at)
    }

    /// Reads the folder again, or later if a name is being typed.
    fn refresh(&mut self) -> Action {
        if self.place.is_none() {
            return Action::None;
        }
        if self.sheet.naming.is_some() {
            self.reload_wanted = true;
            return Action::None;
        }
        Action::Reload
    }

    fn path_edited(&mut self, message: Message) -> Action {
        match (message, &self.place) {
            (Message::EditPath, Some(place)) => {
                let text = self.shown(place);
                let characters = text.chars().count();
                self.path = Some(text);
                Action::Type(Typing {
                    field: self.field("path"),
                    characters,
                })
            }
            (Message::PathTyped(text), _) => {
                self.path = Some(text);
                Action::None
            }
            (Message::PathSubmitted, Some(place)) => match self.path.take() {
                // Untouched, also where what is shown are escapes of bytes that cannot be typed.
                Some(text) if text == self.shown(place) => self.refresh(),
                Some(text) if !text.trim().is_empty() => Action::Open(self.typed(place, &text)),
                _ => Action::None,
            },
            _ => {
                self.path = None;
                Action::None
            }
        }
    }

    fn shown_otherwise(&mut self, message: Message) -> Action {
        match message {
            Message::ToggleHidden => {
                let shown = !self.sheet.listing.shows_hidden();
                self.sheet.listing.show_hidden(shown);
                self.keep_cursor();
                return Action::Remember;
            }
            Message::ToggleFilter if !self.filtering => {
                self.filtering = true;
                return Action::Type(Typing {
                    field: self.field("filter"),
                    characters: 0,
                });
            }
            Message::ToggleFilter => {
                self.filtering = false;
                self.sheet.listing.filter_by("");
            }
            Message::Filter(part) => self.sheet.listing.filter_by(&part),
            Message::FilterDone => return Action::Focus,
            Message::ToggleColumn(column) => {
                self.sheet.columns.toggle(column);
                return Action::Remember;
            }
            Message::UsualColumns => {
                self.sheet.columns = Columns::default();
                return Action::Remember;
            }
            Message::ColumnMenu => {
                self.menu = Some(Menu::of_columns(Anchor::Head));
                return Action::None;
            }
            _ => {}
        }
        self.keep_cursor();
        Action::None
    }

    fn name_new(&mut self, purpose: Purpose) -> Action {
        if self.place.is_none() || self.sheet.leaving {
            return Action::None;
        }
        self.sheet.naming = Some(Naming::new(String::new(), purpose).in_charset(self.charset));
        if let Some(row) = self.sheet.naming_row() {
            self.show_row(row);
        }
        self.type_name()
    }

    fn rename(&mut self) -> Action {
        let Some(name) = self.subject().map(|item| item.name.clone()) else {
            return Action::None;
        };
        self.sheet.naming = Some(Naming::rename(name).in_charset(self.charset));
        if let Some(row) = self.sheet.naming_row() {
            self.show_row(row);
        }
        self.type_name()
    }

    /// Gives the keyboard to the name that is being typed.
    pub(super) fn type_name(&self) -> Action {
        let Some(naming) = &self.sheet.naming else {
            return Action::None;
        };
        let folder = match &naming.purpose {
            Purpose::Rename(name) => self
                .sheet
                .row_of(name)
                .and_then(|row| self.sheet.item(row))
                .is_some_and(|item| item.kind == Kind::Directory),
            Purpose::Folder => true,
            Purpose::File => false,
        };
        Action::Type(Typing {
            field: self.field("name"),
            characters: naming.stem(folder),
        })
    }

    fn confirm_name(&mut self) -> Action {
        let listing = &self.sheet.listing;
        let Some(naming) = self.sheet.naming.as_mut() else {
            return Action::None;
        };
        let confirmed = naming.confirm(|name| listing.contains(name));
        let is_new = !matches!(naming.purpose, Purpose::Rename(_));
        match (confirmed, naming.purpose.clone()) {
            (Confirmed::Nothing, _) => self.cancel_name(),
            // A row for something new that was never filled.
            (Confirmed::Faulty, _) if is_new && naming.fault == Some(Fault::Empty) => self.cancel_name(),
            (Confirmed::Faulty, _) if naming.sent => Action::None,
            (Confirmed::Faulty, _) => self.type_name(),
            (Confirmed::Name(name), purpose) => {
                self.cursor.wanted = Some(name.clone());
                match purpose {
                    Purpose::Rename(from) => Action::Rename { from, to: name },
                    Purpose::Folder => Action::MakeFolder(name),
                    Purpose::File => Action::MakeFile(name),
                }
            }
        }
    }

    fn cancel_name(&mut self) -> Action {
        self.end_naming();
        self.keep_cursor();
        if std::mem::take(&mut self.reload_wanted) {
            Action::Reload
        } else {
            Action::Focus
        }
    }

    fn menu_used(&mut self, message: Message) -> Action {
        match (message, &mut self.menu) {
            (Message::HeadMenu, _) => self.menu = Some(Menu::of_head(self)),
            (Message::CrumbMenu(count), _) => self.menu = Some(Menu::of_trail(count)),
            (Message::MenuStep(by), Some(menu)) => {
                menu.step(by);
                let part = menu.depth();
                self.preview_names();
                return Action::Reveal(Reveal { part });
            }
            (Message::MenuPointed(line), Some(menu)) => menu.point(line),
            (Message::MenuAccepted, Some(menu)) => {
                if let Some(item) = menu.chosen() {
                    return self.menu_used(Message::Menu(item));
                }
            }
            (Message::Menu(item), _) => {
                self.menu = None;
                return self.update(item.message());
            }
            _ => self.menu = None,
        }
        self.preview_names();
        Action::None
    }

    /// What is selected, if anything is.
    fn about_selected(&self, action: impl FnOnce(Vec<Entry>, Side) -> Action) -> Action {
        let entries = self.selected();
        if entries.is_empty() || self.sheet.leaving {
            Action::None
        } else {
            action(entries, self.side)
        }
    }

    /// The one item that is meant: the only one that is selected, or the one under the cursor.
    pub(super) fn subject(&self) -> Option<&Item> {
        if self.sheet.leaving {
            return None;
        }
        let mut selected = self.sheet.listing.selected();
        match (selected.next(), selected.next()) {
            (Some(item), None) => Some(item),
            _ => self.sheet.item(self.cursor.row).filter(|item| item.blocked.is_none()),
        }
    }

    /// The paths of what is selected, else of the folder.
    fn subject_places(&self) -> Vec<Place> {
        let Some(place) = &self.place else {
            return Vec::new();
        };
        let places: Vec<Place> = self
            .sheet
            .listing
            .selected()
            .filter_map(|item| place.join(&item.name))
            .collect();
        if places.is_empty() { vec![place.clone()] } else { places }
    }

    /// The name of one of the pane's fields. Both panes of all tabs have their own.
    pub(super) fn field(&self, name: &'static str) -> Id {
        match self.side {
            Side::Local => Id::from(format!("local-{name}")),
            Side::Remote => Id::from(format!("remote-{name}")),
        }
    }

    /// Where an open menu stands.
    pub(super) fn menu_at(&self, anchor: impl Fn(&Anchor) -> bool) -> Option<&Menu> {
        self.menu.as_ref().filter(|menu| anchor(&menu.anchor))
    }
}

impl MenuItem {
    /// What it stands for.
    fn message(self) -> Message {
        match self {
            Self::Transfer => Message::Transfer,
            Self::Queue => Message::AddToQueue,
            Self::Way(way) => Message::Way(way),
            Self::Open => Message::Open,
            Self::Rename => Message::Rename,
            Self::Delete => Message::Delete { for_good: false },
            Self::NewFolder => Message::NewFolder,
            Self::NewFile => Message::NewFile,
            Self::CopyPath => Message::CopyPath,
            Self::CopyUrl => Message::CopyUrl,
            Self::Permissions => Message::Permissions,
            Self::Properties => Message::Properties,
            Self::Refresh => Message::Refresh,
            Self::Home => Message::Home,
            Self::EditPath => Message::EditPath,
            Self::Hidden => Message::ToggleHidden,
            Self::Tree => Message::ToggleTree,
            Self::Swap => Message::Swap,
            Self::Columns => Message::ColumnMenu,
            Self::UsualColumns => Message::UsualColumns,
            Self::Names => Message::NamesMenu,
            Self::Charset(charset) => Message::Charset(charset),
            Self::Goal(number) => Message::Goal(number),
            Self::Favour => Message::Favour,
            Self::AddMark => Message::AddMark,
            Self::Column(column) => Message::ToggleColumn(column),
            Self::Crumb(at) => Message::Crumb(at),
        }
    }
}
