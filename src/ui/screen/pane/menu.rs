//! The menus of a pane: of what is selected, of the head, of the folders for which the path had no room.

use iced::widget::{button, column, container, mouse_area, row, space, text};
use iced::{Center, Element, Fill, Point};

use super::column::Column;
use super::popup::Popup;
use super::speech;
use super::{Message, Pane, Side, Way};
use crate::ui::context::Context;
use crate::ui::look::{font, icon, measure, style};
use crate::ui::words::Words;

/// Something that a menu can do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Item {
    /// Upload or download.
    Transfer,
    /// Into the queue.
    Queue,
    /// Another way than to the other pane.
    Way(Way),
    /// Enter the folder or do what Enter does.
    Open,
    /// Rename.
    Rename,
    /// Delete.
    Delete,
    /// A new folder.
    NewFolder,
    /// A new empty file.
    NewFile,
    /// Copy the path.
    CopyPath,
    /// Copy it as an address.
    CopyUrl,
    /// Change permissions.
    Permissions,
    /// What is known about it.
    Properties,
    /// Read the folder again.
    Refresh,
    /// To the home or login folder.
    Home,
    /// Type a path.
    EditPath,
    /// Names with a leading dot.
    Hidden,
    /// A column, shown or not.
    Column(Column),
    /// A folder of the path.
    Crumb(usize),
}

/// Where a menu stands.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Anchor {
    /// At this point of the window.
    Pointer(Point),
    /// Below its button in the head.
    Head,
    /// Below the path.
    Trail,
}

/// A menu that is open.
#[derive(Clone, Debug)]
pub struct Menu {
    /// Where.
    pub anchor: Anchor,
    /// Its items; `None` is a line between groups.
    lines: Vec<Option<Item>>,
    /// The line under the pointer or the arrow keys.
    at: Option<usize>,
}

impl Menu {
    fn new(anchor: Anchor, groups: &[&[Item]]) -> Self {
        let mut lines = Vec::new();
        for group in groups.iter().filter(|group| !group.is_empty()) {
            if !lines.is_empty() {
                lines.push(None);
            }
            lines.extend(group.iter().copied().map(Some));
        }
        Self {
            anchor,
            lines,
            at: None,
        }
    }

    /// The menu of the list: of what is selected, or of the folder.
    pub fn of_list(pane: &Pane, on_row: bool, at: Point) -> Self {
        let anchor = Anchor::Pointer(at);
        let selected = pane.sheet.listing.chosen().count;
        let copies: &[Item] = match pane.side {
            Side::Local => &[Item::CopyPath],
            Side::Remote => &[Item::CopyPath, Item::CopyUrl],
        };
        if !on_row || selected == 0 {
            let making = &[Item::NewFolder, Item::NewFile];
            return Self::new(anchor, &[making, pane.arriving(), copies, &[Item::Refresh]]);
        }
        let one = selected == 1;
        let mut moving = vec![Item::Transfer, Item::Queue];
        if pane.side == Side::Remote {
            moving.push(Item::Way(Way::DownloadTo));
        }
        if one {
            moving.push(pane.opening());
        }
        let changing: &[Item] = if one {
            &[Item::Rename, Item::Delete]
        } else {
            &[Item::Delete]
        };
        let about: &[Item] = if one {
            &[Item::Permissions, Item::Properties]
        } else {
            &[Item::Permissions]
        };
        let making = &[Item::NewFolder, Item::NewFile];
        let pasting = &[Item::Way(Way::Copy), Item::Way(Way::Paste)];
        Self::new(
            anchor,
            &[&moving, changing, pasting, making, copies, about, &[Item::Refresh]],
        )
    }

    /// The menu in the head.
    pub fn of_head(pane: &Pane) -> Self {
        let columns: Vec<Item> = Column::ALL
            .into_iter()
            .filter(|column| *column != Column::Name)
            .map(Item::Column)
            .collect();
        let copies: &[Item] = match pane.side {
            Side::Local => &[Item::CopyPath],
            Side::Remote => &[Item::CopyPath, Item::CopyUrl],
        };
        Self::new(
            Anchor::Head,
            &[
                &[Item::NewFolder, Item::NewFile],
                pane.arriving(),
                &[Item::Home, Item::EditPath],
                copies,
                &[Item::Hidden],
                &columns,
            ],
        )
    }

    /// The first `count` folders of the path, the nearest first.
    pub fn of_trail(count: usize) -> Self {
        let crumbs: Vec<Item> = (0..count).rev().map(Item::Crumb).collect();
        Self::new(Anchor::Trail, &[&crumbs])
    }

    /// So many items down, round the end.
    pub fn step(&mut self, by: isize) {
        let items: Vec<usize> = (0..self.lines.len())
            .filter(|line| self.lines[*line].is_some())
            .collect();
        let here = self.at.and_then(|at| items.iter().position(|line| *line == at));
        let count = items.len().cast_signed();
        if count == 0 {
            return;
        }
        let next = match here {
            Some(here) => here.cast_signed() + by,
            None if by > 0 => 0,
            None => -1,
        };
        self.at = items.get(next.rem_euclid(count).cast_unsigned()).copied();
    }

    /// The pointer is over this line.
    pub fn point(&mut self, line: usize) {
        if self.lines.get(line).is_some_and(Option::is_some) {
            self.at = Some(line);
        }
    }

    /// The item that Enter means.
    pub fn chosen(&self) -> Option<Item> {
        self.at.and_then(|at| self.lines.get(at).copied().flatten())
    }

    /// Puts it over `base`.
    pub fn over<'a>(
        menu: Option<&Self>,
        base: Element<'a, Message>,
        pane: &Pane,
        context: &Context<'_>,
    ) -> Element<'a, Message> {
        let popup = Popup::new(base);
        match menu {
            Some(menu) => popup.open(menu.anchor, menu.card(pane, context)).into(),
            None => popup.into(),
        }
    }

    fn card<'a>(&self, pane: &Pane, context: &Context<'_>) -> Element<'a, Message> {
        let palette = context.palette;
        let lines = self.lines.iter().enumerate().map(|(at, line)| match line {
            Some(item) => self.line(at, *item, pane, context),
            None => {
                container(container(space().width(Fill).height(measure::LINE)).style(style::ground(palette.border)))
                    .padding([4, 0])
                    .into()
            }
        });
        container(column(lines))
            .width(WIDTH)
            .padding(4)
            .style(style::card(palette))
            .into()
    }

    fn line<'a>(&self, at: usize, item: Item, pane: &Pane, context: &Context<'_>) -> Element<'a, Message> {
        let palette = context.palette;
        let face = face(item, pane, context.words);
        let color = if item == Item::Delete {
            palette.bad
        } else {
            palette.text
        };
        let icon_color = if item == Item::Delete {
            palette.bad
        } else {
            palette.muted
        };
        let mark = face.icon.map_or_else(String::new, String::from);
        let content = row![
            container(text(mark).font(font::ICONS).size(measure::ICON).color(icon_color)).width(23),
            text(face.words)
                .size(measure::TEXT)
                .color(color)
                .width(Fill)
                .wrapping(text::Wrapping::None),
            text(face.key).size(measure::SMALL).color(palette.muted),
        ]
        .height(Fill)
        .align_y(Center);
        let chosen = self.at == Some(at);
        let line = button(content)
            .on_press(Message::Menu(item))
            .height(LINE)
            .padding([0, 8])
            .style(move |_, _| button::Style {
                background: chosen.then(|| palette.accent_ground.into()),
                border: style::line(iced::Color::TRANSPARENT, measure::RADIUS),
                text_color: color,
                ..button::Style::default()
            });
        mouse_area(line).on_enter(Message::MenuPointed(at)).into()
    }
}

const WIDTH: f32 = 248.0;
const LINE: f32 = 28.0;

/// How an item looks.
struct Face {
    icon: Option<char>,
    words: String,
    key: String,
}

fn face(item: Item, pane: &Pane, words: &Words) -> Face {
    let face = |icon: char, text: &str| Face {
        icon: Some(icon),
        words: words.say(text),
        key: String::new(),
    };
    let keyed = |icon: char, text: &str, key: &str| Face {
        key: words.say(key),
        ..face(icon, text)
    };
    let ticked = |on: bool, words: String| Face {
        icon: on.then_some(icon::CHECK),
        words,
        key: String::new(),
    };
    match item {
        Item::Transfer => match pane.side {
            Side::Local => keyed(icon::UPLOAD, "pane-upload", "pane-key-transfer"),
            Side::Remote => keyed(icon::DOWNLOAD, "pane-download", "pane-key-transfer"),
        },
        Item::Queue => face(icon::LIST, "pane-add-to-queue"),
        Item::Way(way) => {
            let (icon, words, key) = way.face(pane.side, words);
            Face {
                icon: Some(icon),
                words,
                key,
            }
        }
        Item::Open => keyed(icon::FOLDER_OPEN, "pane-open", "pane-key-open"),
        Item::Rename => keyed(icon::PENCIL, "pane-rename", "pane-key-rename"),
        Item::Delete => keyed(icon::TRASH_2, "pane-delete", "pane-key-delete"),
        Item::NewFolder => face(icon::FOLDER_PLUS, "pane-new-folder"),
        Item::NewFile => face(icon::FILE_PLUS, "pane-new-file"),
        Item::CopyPath => face(icon::COPY, "pane-copy-path"),
        Item::CopyUrl => face(icon::LINK, "pane-copy-url"),
        Item::Permissions => face(icon::LOCK, "pane-permissions"),
        Item::Properties => face(icon::INFO, "pane-properties"),
        Item::Refresh => keyed(icon::REFRESH_CW, "pane-refresh", "pane-key-refresh"),
        Item::Home => match pane.side {
            Side::Local => face(icon::HOUSE, "pane-home"),
            Side::Remote => face(icon::HOUSE, "pane-login-folder"),
        },
        Item::EditPath => face(icon::TERMINAL, "pane-edit-path"),
        Item::Hidden => Face {
            key: words.say("pane-key-hidden"),
            ..ticked(pane.sheet.listing.shows_hidden(), words.say("pane-hidden-files"))
        },
        Item::Column(column) => ticked(pane.sheet.columns.is_chosen(column), speech::title(words, column)),
        Item::Crumb(at) => Face {
            icon: Some(icon::FOLDER),
            words: pane.crumb_title(at),
            key: String::new(),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arrows_go_over_the_lines_between_groups_and_round_the_ends() {
        let mut menu = Menu::new(Anchor::Head, &[&[Item::Open], &[], &[Item::Rename, Item::Delete]]);
        assert_eq!(menu.lines.len(), 4);
        assert_eq!(menu.chosen(), None);
        let mut step = |by| {
            menu.step(by);
            menu.chosen()
        };
        assert_eq!(step(1), Some(Item::Open));
        assert_eq!(step(1), Some(Item::Rename));
        assert_eq!(step(2), Some(Item::Open));
        assert_eq!(step(-1), Some(Item::Delete));
        menu.point(1);
        assert_eq!(menu.chosen(), Some(Item::Delete));
    }
}
