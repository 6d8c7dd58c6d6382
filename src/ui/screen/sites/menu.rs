//! The menu of what is selected in the tree: right press, or the menu key.

use iced::widget::{button, column, container, mouse_area, row, space, text};
use iced::{Alignment, Color, Element, Length, Point};

use super::message::Message;
use super::{Page, Sites};
use crate::ui::context::Context;
use crate::ui::keys::Shortcut;
use crate::ui::look::{icon, measure, style};
use crate::ui::screen::parts;
use crate::ui::widget::popup::{Key, Popup};

const WIDTH: f32 = 216.0;
const LINE: f32 = 28.0;

/// A menu that is open.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Menu {
    /// Where it stands in the window.
    at: Point,
    /// The item under the pointer or the arrow keys.
    chosen: Option<usize>,
}

/// What happened in it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Step {
    /// It opens at this point.
    Open(Point),
    /// So many items down, round the ends.
    By(isize),
    /// The pointer is over this item.
    Over(usize),
    /// This item was pressed.
    Press(usize),
    /// Enter.
    Accept,
    /// It closes.
    Close,
}

/// An item: its icon, its words, its key, and what it does.
type Item = (char, &'static str, &'static str, Message);

impl Sites {
    /// What can be done with what is selected; nothing stands between groups.
    fn items(&self) -> Vec<Option<Item>> {
        let making = [
            Some((icon::PLUS, "sites-new", "Ctrl+N", Message::NewSite)),
            Some((
                icon::FOLDER_PLUS,
                "sites-new-folder",
                "Ctrl+Shift+N",
                Message::NewFolder,
            )),
        ];
        let changing = [
            Some((icon::PENCIL, "sites-rename", "F2", Message::Rename)),
            Some((icon::TRASH_2, "sites-delete", "Del", Message::Delete)),
        ];
        let mut all = Vec::new();
        match &self.page {
            Page::Site(shown) if !shown.is_new => {
                all.extend([
                    Some((icon::PLUG, "sites-connect", "Enter", Message::Connect)),
                    None,
                    Some((icon::COPY, "sites-duplicate", "Ctrl+D", Message::Duplicate)),
                    Some((icon::ARROW_UP, "sites-up-in-tree", "Alt+↑", Message::Step(-1))),
                    Some((icon::ARROW_DOWN, "sites-down-in-tree", "Alt+↓", Message::Step(1))),
                ]);
                all.extend(changing);
                all.push(None);
            }
            Page::Site(_) | Page::Folder(..) => {
                all.extend(changing);
                all.push(None);
            }
            Page::Nothing => {}
        }
        all.extend(making);
        all.extend([
            None,
            Some((
                icon::DOWNLOAD,
                "settings-command-import",
                "",
                Message::Elsewhere(Shortcut::Import),
            )),
            Some((
                icon::UPLOAD,
                "settings-command-export",
                "",
                Message::Elsewhere(Shortcut::Export),
            )),
        ]);
        all
    }

    /// Takes what happened in the menu, and tells what is to be done.
    pub(super) fn menu_used(&mut self, step: Step) -> Option<Message> {
        let items = self.items();
        if let Step::Open(at) = step {
            self.menu = Some(Menu { at, chosen: None });
            return None;
        }
        let menu = self.menu.as_mut()?;
        let pressed = match step {
            Step::By(by) => {
                let places: Vec<usize> = (0..items.len()).filter(|at| items[*at].is_some()).collect();
                let here = menu
                    .chosen
                    .and_then(|chosen| places.iter().position(|at| *at == chosen));
                let next = match here {
                    Some(here) => here.cast_signed() + by,
                    None if by > 0 => 0,
                    None => -1,
                };
                let next = next.rem_euclid(places.len().cast_signed()).cast_unsigned();
                menu.chosen = places.get(next).copied();
                return None;
            }
            Step::Over(at) => {
                menu.chosen = Some(at);
                return None;
            }
            Step::Press(at) => Some(at),
            Step::Accept => menu.chosen,
            Step::Open(_) | Step::Close => None,
        };
        self.menu = None;
        let (.., message) = items.into_iter().nth(pressed?)??;
        Some(message)
    }

    /// The tree, with the menu over it if it is open.
    pub(super) fn with_menu<'a>(&self, tree: Element<'a, Message>, context: &Context<'_>) -> Element<'a, Message> {
        let popup = Popup::new(tree, |key| {
            Message::Menu(match key {
                Key::Down => Step::By(1),
                Key::Up => Step::By(-1),
                Key::Enter => Step::Accept,
                Key::Close => Step::Close,
            })
        });
        let Some(menu) = self.menu else { return popup.into() };
        let palette = context.palette;
        let lines = self.items().into_iter().enumerate().map(|(at, item)| match item {
            Some(item) => line(item, at, menu.chosen == Some(at), context),
            None => {
                let rule = container(space().width(Length::Fill).height(measure::LINE));
                container(rule.style(style::ground(palette.border)))
                    .padding([4, 0])
                    .into()
            }
        });
        let card = container(column(lines))
            .width(WIDTH)
            .padding(4)
            .style(style::card(palette));
        popup.open(menu.at, card.into()).into()
    }
}

fn line<'a>((sign, words, key, message): Item, at: usize, chosen: bool, context: &Context<'_>) -> Element<'a, Message> {
    let palette = context.palette;
    let bad = matches!(message, Message::Delete);
    let (color, ink) = if bad {
        (palette.bad, palette.bad)
    } else {
        (palette.muted, palette.text)
    };
    let words = text(context.words.say(words))
        .size(measure::TEXT)
        .color(ink)
        .wrapping(text::Wrapping::None);
    let content = row![
        container(parts::glyph(sign, measure::ICON, color)).width(23),
        container(words).width(Length::Fill).clip(true),
        parts::small(key.to_owned(), palette.muted),
    ]
    .spacing(4)
    .height(Length::Fill)
    .align_y(Alignment::Center);
    let face = button(content)
        .on_press(Message::Menu(Step::Press(at)))
        .height(LINE)
        .padding([0, 8])
        .style(move |_, _| button::Style {
            background: chosen.then(|| palette.accent_ground.into()),
            border: style::line(Color::TRANSPARENT, measure::RADIUS),
            text_color: palette.text,
            ..button::Style::default()
        });
    mouse_area(face).on_enter(Message::Menu(Step::Over(at))).into()
}
