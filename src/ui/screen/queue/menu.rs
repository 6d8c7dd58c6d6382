//! The menu of what is selected.

use iced::widget::{button, column, container, mouse_area, row, space, text};
use iced::{Alignment, Element, Length, Point, padding};
use std::time::Duration;

use super::choices::Item;
use super::{Action, Message, Queue};
use crate::ui::context::Context;
use crate::ui::look::{font, measure, style};
use crate::ui::screen::panel::rule;
use crate::ui::widget::popup::{Key, Popup};

const WIDTH: f32 = 220.0;
const LINE: f32 = 28.0;

/// What happened in a menu.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// The pointer is over this item.
    Pointed(usize),
    /// A key.
    Key(Key),
}

/// A menu that is open.
#[derive(Clone, Debug)]
pub struct Menu {
    at: Point,
    items: Vec<Item>,
    chosen: Option<usize>,
}

impl Menu {
    /// A menu at a point of the window; none without items.
    pub fn new(at: Point, items: Vec<Item>) -> Option<Self> {
        let menu = Self {
            at,
            items,
            chosen: None,
        };
        (!menu.items.is_empty()).then_some(menu)
    }
}

impl Queue {
    pub(super) fn menu_said(&mut self, step: Step, now: Duration) -> Action {
        let Some(menu) = &mut self.menu else {
            return Action::None;
        };
        let count = menu.items.len();
        match step {
            Step::Pointed(at) => menu.chosen = Some(at),
            Step::Key(Key::Down) => menu.chosen = Some(menu.chosen.map_or(0, |at| (at + 1) % count)),
            Step::Key(Key::Up) => menu.chosen = Some((menu.chosen.unwrap_or(0) + count - 1) % count),
            Step::Key(Key::Enter) => {
                let deed = menu.chosen.and_then(|at| menu.items.get(at)).map(|item| item.deed);
                self.menu = None;
                return deed.map_or(Action::None, |deed| self.carry_out(deed, now));
            }
            Step::Key(Key::Close) => self.menu = None,
        }
        Action::None
    }
}

/// `base` with the menu over it, if one is open.
pub fn over<'a>(menu: Option<&'a Menu>, base: Element<'a, Message>, context: &Context<'a>) -> Element<'a, Message> {
    let popup = Popup::new(base, |key| Message::Menu(Step::Key(key)));
    match menu {
        Some(menu) => popup.open(menu.at, card(menu, context)).into(),
        None => popup.into(),
    }
}

fn card<'a>(menu: &'a Menu, context: &Context<'a>) -> Element<'a, Message> {
    let palette = context.palette;
    let mut lines = column![];
    for (at, item) in menu.items.iter().enumerate() {
        if item.apart && at > 0 {
            lines = lines.push(container(rule(palette)).padding([4, 0]));
        }
        let chosen = menu.chosen == Some(at);
        let words = row![
            container(
                text(item.icon)
                    .font(font::ICONS)
                    .size(measure::ICON)
                    .color(palette.muted)
            )
            .width(23),
            text(context.words.say(item.label)).size(measure::TEXT),
            space::horizontal(),
        ]
        .align_y(Alignment::Center);
        let line = button(container(words).center_y(Length::Fill))
            .height(LINE)
            .padding(padding::horizontal(8))
            .on_press(Message::Do(item.deed))
            .style(move |_, _| button::Style {
                background: chosen.then(|| palette.accent_ground.into()),
                text_color: palette.text,
                border: style::line(iced::Color::TRANSPARENT, measure::RADIUS),
                ..button::Style::default()
            });
        lines = lines.push(mouse_area(line).on_enter(Message::Menu(Step::Pointed(at))));
    }
    container(lines)
        .width(WIDTH)
        .padding(4)
        .style(style::card(palette))
        .into()
}
