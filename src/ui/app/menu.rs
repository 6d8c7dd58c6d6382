//! A menu at the pointer, for what has none of its own.

use iced::widget::{button, column, container, mouse_area, opaque, row, space, text};
use iced::{Alignment, Element, Length, Padding, Point};

use super::{App, Message, frame};
use crate::ui::look::{measure, style};
use crate::ui::screen::queue;

/// How wide it is.
const WIDTH: f32 = 240.0;
const LINE: f32 = 28.0;

/// An open menu.
#[derive(Debug)]
pub struct Menu {
    at: Point,
    items: Vec<queue::Item>,
}

impl Menu {
    /// A menu of the queue.
    pub fn new(at: Point, items: Vec<queue::Item>) -> Self {
        Self { at, items }
    }
}

impl App {
    pub(super) fn menu_view(&self) -> Option<Element<'_, Message>> {
        let menu = self.menu.as_ref()?;
        let (words, palette) = (&self.words, self.palette());
        let mut list = column![].padding(4);
        for item in &menu.items {
            if item.apart {
                list = list.push(
                    container(space().height(measure::LINE).width(Length::Fill)).style(style::ground(palette.border)),
                );
            }
            let line = row![
                frame::glyph(item.icon, measure::ICON, palette.muted),
                text(words.say(item.label)).size(measure::TEXT)
            ]
            .spacing(10)
            .align_y(Alignment::Center);
            let line = button(container(line).center_y(LINE))
                .padding([0, 10])
                .width(Length::Fill)
                .style(style::quiet(palette))
                .on_press(Message::Chosen(item.message.clone()));
            list = list.push(line);
        }
        let card = container(list).width(WIDTH).style(style::card(palette));
        // Inside the window, whatever the corner.
        let (width, height) = self.state.size;
        let tall = menu.items.len() as f32 * LINE + 16.0;
        let (left, top) = (
            menu.at.x.min(width - WIDTH - 4.0).max(0.0),
            menu.at.y.min(height - tall - 4.0).max(0.0),
        );
        let place = container(opaque(card)).padding(Padding::ZERO.left(left).top(top));
        let around = container(place).width(Length::Fill).height(Length::Fill);
        Some(opaque(
            mouse_area(around)
                .on_press(Message::MenuClosed)
                .on_right_press(Message::MenuClosed),
        ))
    }
}
