//! The menus of a pane: of what is selected, of the head, of the columns, of places, of the folders for which the path had no room.

mod face;
mod of;

use iced::widget::{button, column, container, mouse_area, row, scrollable, space, text};
use iced::{Center, Element, Fill, Point};

use self::face::{Face, face};
use super::column::Column;
use super::message::MENU;
use super::{Message, Pane, Way};
use crate::path::Charset;
use crate::ui::context::Context;
use crate::ui::look::{font, icon, measure, style};
use crate::ui::widget::popup::{self, Key, Popup};

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
    /// The tree of folders.
    Tree,
    /// The two panes change places.
    Swap,
    /// The menu of columns.
    Columns,
    /// A column, shown or not.
    Column(Column),
    /// Columns as they were at first.
    UsualColumns,
    /// The menu of charsets.
    Names,
    /// A charset for the server's names.
    Charset(Charset),
    /// A place, by its number among those that the pane knows.
    Goal(usize),
    /// This folder becomes a favourite, or is one no longer.
    Favour,
    /// The folders of both sides become a bookmark of the saved site.
    AddMark,
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
    /// Below the button of places.
    Places,
    /// Below the path.
    Trail,
}

impl From<Anchor> for popup::Anchor {
    fn from(anchor: Anchor) -> Self {
        match anchor {
            Anchor::Pointer(at) => Self::At(at),
            Anchor::Head => Self::BelowRight,
            Anchor::Places | Anchor::Trail => Self::Below,
        }
    }
}

/// What stands in a line of a menu.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Line {
    /// Something to do.
    Item(Item),
    /// Between groups.
    Rule,
}

/// A menu that is open.
#[derive(Clone, Debug)]
pub struct Menu {
    /// Where.
    pub anchor: Anchor,
    lines: Vec<Line>,
    /// The line under the pointer or the arrow keys.
    at: Option<usize>,
}

impl Menu {
    fn new(anchor: Anchor, groups: &[&[Item]]) -> Self {
        let mut lines = Vec::new();
        for group in groups.iter().filter(|group| !group.is_empty()) {
            if !lines.is_empty() {
                lines.push(Line::Rule);
            }
            lines.extend(group.iter().copied().map(Line::Item));
        }
        Self {
            anchor,
            lines,
            at: None,
        }
    }

    /// So many items down, round the end.
    pub fn step(&mut self, by: isize) {
        let items: Vec<usize> = (0..self.lines.len())
            .filter(|line| self.lines[*line] != Line::Rule)
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
        if self.lines.get(line).is_some_and(|line| *line != Line::Rule) {
            self.at = Some(line);
        }
    }

    /// Begins at this item, if it is there.
    #[must_use]
    pub fn beginning_at(mut self, item: Item) -> Self {
        self.at = self.lines.iter().position(|line| *line == Line::Item(item));
        self
    }

    /// The item that Enter means.
    pub fn chosen(&self) -> Option<Item> {
        match self.lines.get(self.at?)? {
            Line::Item(item) => Some(*item),
            Line::Rule => None,
        }
    }

    /// How far down the chosen line stands, from 0 to 1.
    pub fn depth(&self) -> f32 {
        let last = self.lines.len().saturating_sub(1).max(1);
        self.at.unwrap_or(0) as f32 / last as f32
    }

    /// Whether this can be done with it.
    pub fn offers(&self, item: impl Fn(Item) -> bool) -> bool {
        self.lines.iter().any(|line| match line {
            Line::Item(other) => item(*other),
            Line::Rule => false,
        })
    }

    /// Puts it over `base`.
    pub fn over<'a>(
        menu: Option<&Self>,
        base: Element<'a, Message>,
        pane: &Pane,
        context: &Context<'_>,
    ) -> Element<'a, Message> {
        let popup = Popup::new(base, |key| match key {
            Key::Down => Message::MenuStep(1),
            Key::Up => Message::MenuStep(-1),
            Key::Enter => Message::MenuAccepted,
            Key::Close => Message::MenuClosed,
        });
        match menu {
            Some(menu) => popup
                .open(menu.anchor, menu.card(pane, context))
                .on_delete(Message::MenuDelete)
                .into(),
            None => popup.into(),
        }
    }

    fn card<'a>(&self, pane: &Pane, context: &Context<'_>) -> Element<'a, Message> {
        let palette = context.palette;
        let lines = self.lines.iter().enumerate().map(|(at, line)| match line {
            Line::Item(item) => self.line(at, *item, pane, context),
            Line::Rule => {
                container(container(space().width(Fill).height(measure::LINE)).style(style::ground(palette.border)))
                    .padding([4, 0])
                    .into()
            }
        });
        let width = if self.offers(|item| matches!(item, Item::Goal(_) | Item::Charset(_))) {
            WIDE
        } else {
            WIDTH
        };
        container(scrollable(column(lines)).id(MENU).style(style::scroll(palette)))
            .width(width)
            .padding(4)
            .style(style::card(palette))
            .into()
    }

    fn line<'a>(&self, at: usize, item: Item, pane: &Pane, context: &Context<'_>) -> Element<'a, Message> {
        let palette = context.palette;
        let Face {
            icon,
            words,
            key,
            color,
        } = face(item, pane, context);
        let bad = item == Item::Delete;
        let mark = icon.map_or_else(String::new, String::from);
        let mut content = row![
            container(text(mark).font(font::ICONS).size(measure::ICON).color(color)).width(23),
            container(
                text(words)
                    .size(measure::TEXT)
                    .color(if bad { palette.bad } else { palette.text })
                    .wrapping(text::Wrapping::None)
            )
            .width(Fill)
            .clip(true),
            text(key)
                .size(measure::SMALL)
                .color(palette.muted)
                .wrapping(text::Wrapping::None),
        ]
        .spacing(4)
        .height(Fill)
        .align_y(Center);
        if let Item::Goal(number) = item
            && pane.is_favourite(number)
        {
            let cross = text(icon::X)
                .font(font::ICONS)
                .size(measure::SMALL)
                .color(palette.muted);
            content = content.push(
                button(container(cross).center(Fill))
                    .width(20)
                    .height(20)
                    .padding(0)
                    .style(style::quiet(palette))
                    .on_press(Message::Unfavour(number)),
            );
        }
        let chosen = self.at == Some(at);
        let line = button(content)
            .on_press(Message::Menu(item))
            .height(LINE)
            .padding([0, 8])
            .style(move |_, _| button::Style {
                background: chosen.then(|| palette.accent_ground.into()),
                border: style::line(iced::Color::TRANSPARENT, measure::RADIUS),
                text_color: palette.text,
                ..button::Style::default()
            });
        mouse_area(line).on_enter(Message::MenuPointed(at)).into()
    }
}

const WIDTH: f32 = 248.0;
/// For paths and names.
const WIDE: f32 = 340.0;
const LINE: f32 = 28.0;

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
        let menu = Menu::new(Anchor::Head, &[&[Item::Open], &[Item::Delete]]).beginning_at(Item::Delete);
        assert_eq!(menu.chosen(), Some(Item::Delete));
        assert_eq!(menu.depth(), 1.0);
    }
}
