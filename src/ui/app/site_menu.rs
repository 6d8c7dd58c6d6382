//! The list of saved sites beside the tabs: by folder, in the order in which they stand in the site tree.

use iced::widget::{Column, button, column, container, mouse_area, operation, row, scrollable, space, text};
use iced::{Alignment, Element, Length, Task, padding};

use super::{App, Message as Root, strip};
use crate::path::visible;
use crate::site::{Saved, SiteId};
use crate::ui::keys::{self, Shortcut};
use crate::ui::look::{Palette, icon, measure, style};
use crate::ui::screen::parts;
use crate::ui::widget::popup::{Anchor, Key, Popup};

/// How wide the list is, and how high before it scrolls.
const WIDTH: f32 = 320.0;
const HEIGHT: f32 = 460.0;

/// A line of it.
const LINE: f32 = 30.0;

/// So many lines stay above the one that the keys are at.
const ABOVE: f32 = 6.0;

/// The name under which it can be scrolled.
const LIST: &str = "site-menu";

/// The open list.
#[derive(Clone, Copy, Debug, Default)]
pub struct Menu {
    /// Which of its items the keys are at.
    at: Option<usize>,
}

/// What a person does.
#[derive(Clone, Debug)]
pub enum Message {
    /// Opens or closes it.
    Toggle,
    /// A key, while it is open.
    Key(Key),
    /// The pointer is over this item.
    Pointed(usize),
    /// Pressed this one.
    Chosen(Item),
}

/// Something that can be chosen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Item {
    /// What a key could do as well.
    Command(Shortcut),
    /// A saved site is connected to.
    Site(SiteId),
}

/// A line: the name of a folder, or something that can be chosen, which is indented by the folders it is in.
enum Line<'a> {
    Folder(&'a [String]),
    Item(Item),
}

impl App {
    pub(super) fn site_menu_said(&mut self, message: Message) -> Task<Root> {
        let count = self.lines().iter().filter(|line| matches!(line, Line::Item(_))).count();
        let chosen = match (message, &mut self.menu) {
            (Message::Toggle, None) => {
                self.menu = Some(Menu::default());
                None
            }
            (Message::Key(Key::Down), Some(menu)) => {
                menu.at = Some(menu.at.map_or(0, |at| (at + 1) % count.max(1)));
                return self.reveal_line();
            }
            (Message::Key(Key::Up), Some(menu)) => {
                menu.at = Some((menu.at.unwrap_or(0) + count.max(1) - 1) % count.max(1));
                return self.reveal_line();
            }
            (Message::Pointed(at), Some(menu)) => {
                menu.at = Some(at);
                None
            }
            (Message::Key(Key::Enter), Some(menu)) => {
                let at = menu.at;
                self.menu = None;
                at.and_then(|at| self.item(at))
            }
            (Message::Chosen(item), _) => {
                self.menu = None;
                Some(item)
            }
            (Message::Toggle | Message::Key(Key::Close), Some(_)) => {
                self.menu = None;
                None
            }
            (_, None) => None,
        };
        match chosen {
            Some(Item::Site(id)) => self.visit(&id, None),
            Some(Item::Command(shortcut)) => self.shortcut(shortcut, None),
            None => Task::none(),
        }
    }

    fn item(&self, at: usize) -> Option<Item> {
        let items = self.lines().into_iter().filter_map(|line| match line {
            Line::Item(item) => Some(item),
            Line::Folder(_) => None,
        });
        items.into_iter().nth(at)
    }

    /// Scrolls to the item that the keys are at.
    fn reveal_line(&self) -> Task<Root> {
        let at = self.menu.and_then(|menu| menu.at).unwrap_or(0);
        let mut items = 0;
        let line = self.lines().iter().position(|line| {
            items += usize::from(matches!(line, Line::Item(_)));
            items > at
        });
        let y = ((line.unwrap_or(0) as f32 - ABOVE) * LINE).max(0.0);
        operation::scroll_to(LIST, scrollable::AbsoluteOffset { x: 0.0, y })
    }

    /// What can be done with tabs and connections, then the sites: those in no folder, then folder by folder.
    fn lines(&self) -> Vec<Line<'_>> {
        let mut lines = vec![Line::Item(Item::Command(Shortcut::NewTab))];
        for shortcut in [Shortcut::Keep, Shortcut::Test, Shortcut::Sites] {
            if self.can(shortcut) {
                lines.push(Line::Item(Item::Command(shortcut)));
            }
        }
        let book = &self.known.book;
        let mut folders: Vec<&[String]> = vec![&[]];
        for site in &book.sites {
            if !folders.contains(&site.folder.as_slice()) {
                folders.push(&site.folder);
            }
        }
        for folder in folders {
            let within = || book.sites.iter().filter(|site| site.folder == folder);
            if within().next().is_some() {
                lines.push(Line::Folder(folder));
                lines.extend(within().map(|site| Line::Item(Item::Site(site.id.clone()))));
            }
        }
        lines
    }
}

/// The button that opens the list, and the list if it is open.
pub(super) fn view(app: &App) -> Element<'_, Root> {
    let palette = app.palette();
    let words = app.words.say("app-sites");
    let press = strip::icon_button(palette, icon::CHEVRON_DOWN, words, "", Root::Sites(Message::Toggle));
    let popup = Popup::new(press, |key| Root::Sites(Message::Key(key)));
    match app.menu {
        Some(menu) => popup.open(Anchor::Below, card(app, menu, palette)).into(),
        None => popup.into(),
    }
}

fn card<'a>(app: &'a App, menu: Menu, palette: Palette) -> Element<'a, Root> {
    let mut content = Column::new();
    let mut items = 0;
    for line in app.lines() {
        match line {
            Line::Folder(folder) => content = content.push(head(app, folder, palette)),
            Line::Item(item) => {
                let pointed = menu.at == Some(items);
                let message = Message::Pointed(items);
                let line = face(app, &item, pointed, palette);
                content = content.push(mouse_area(line).on_enter(Root::Sites(message)));
                items += 1;
            }
        }
    }
    if app.known.book.sites.is_empty() {
        let key = keys::written(Shortcut::Keep, app.state.keys);
        let none = app.words.with("app-sites-none", &[("key", key.into())]);
        content = content.push(container(parts::small(none, palette.muted)).padding([6, 8]));
    }
    let list = parts::scrolling(content, palette).id(LIST);
    container(container(list).max_height(HEIGHT))
        .width(WIDTH)
        .padding(4)
        .style(style::card(palette))
        .into()
}

/// The name of a folder over its sites; of those in none it is what all are called.
fn head<'a>(app: &App, folder: &[String], palette: Palette) -> Element<'a, Root> {
    let name = if folder.is_empty() {
        app.words.say("app-sites")
    } else {
        visible(folder.join(" / ").as_bytes())
    };
    let rule = container(space().width(Length::Fill).height(measure::LINE)).style(style::ground(palette.border));
    let label = parts::small(name, palette.muted);
    let inside = column![rule, container(label).padding(padding::horizontal(8).top(5))];
    container(inside).height(LINE).into()
}

fn face<'a>(app: &App, item: &Item, pointed: bool, palette: Palette) -> Element<'a, Root> {
    let line = |words: String| text(words).size(measure::TEXT).wrapping(text::Wrapping::None);
    let glyph = |sign, color| container(parts::glyph(sign, measure::ICON, color)).width(23);
    let small = |words: String| line(words).size(measure::SMALL).color(palette.muted);
    let inside = match item {
        Item::Command(shortcut) => {
            let (sign, key) = match shortcut {
                Shortcut::Keep => (icon::SAVE, "app-key-keep"),
                Shortcut::Test => (icon::GAUGE, "app-key-test"),
                Shortcut::Sites => (icon::SLIDERS_HORIZONTAL, "app-key-sites"),
                _ => (icon::PLUS, "app-key-new-tab"),
            };
            let written = keys::written(*shortcut, app.state.keys).to_owned();
            row![
                glyph(sign, palette.muted),
                line(app.words.say(key)),
                space::horizontal(),
                small(written)
            ]
        }
        Item::Site(id) => {
            let (name, host, colour) = app
                .known
                .book
                .site(id)
                .map(|saved: &Saved| (saved.name.clone(), saved.host.clone(), palette.mark(saved.colour)))
                .unwrap_or_default();
            let host = if name == host {
                String::new()
            } else {
                visible(host.as_bytes())
            };
            row![
                glyph(icon::SERVER, colour.unwrap_or(palette.muted)).width(23.0 - measure::GAP),
                line(visible(name.as_bytes())),
                container(small(host)).width(Length::Fill).clip(true),
            ]
            .spacing(measure::GAP)
        }
    };
    button(container(inside.align_y(Alignment::Center)).center_y(Length::Fill))
        .width(Length::Fill)
        .height(LINE)
        .padding(padding::horizontal(8))
        .on_press(Root::Sites(Message::Chosen(item.clone())))
        .style(move |_, _| button::Style {
            background: pointed.then(|| palette.accent_ground.into()),
            text_color: palette.text,
            border: style::line(iced::Color::TRANSPARENT, measure::RADIUS),
            ..button::Style::default()
        })
        .into()
}
