//! A list among buttons: Tab reaches it, and it hears keys only while it has the focus.

use iced::advanced::widget::Operation;
use iced::{Color, Element, Event, Rectangle, Renderer, mouse};

use super::around::{Around, Manner, Turn};
use super::press::Focus;

/// A list that takes part in the round of Tab.
pub struct Reach<'a, Message> {
    list: Element<'a, Message>,
    line: Color,
}

impl<'a, Message> Reach<'a, Message> {
    /// `list` takes keys whenever it hears them; `line` marks the focus.
    pub fn new(list: impl Into<Element<'a, Message>>, line: Color) -> Self {
        let list = list.into();
        Self { list, line }
    }
}

struct Reaching {
    line: Color,
}

impl<Message> Manner<Message> for Reaching {
    type State = Focus;

    fn operate(&mut self, state: &mut Focus, bounds: Rectangle, operation: &mut dyn Operation) {
        operation.focusable(None, bounds, state);
    }

    fn before(&mut self, state: &mut Focus, turn: &mut Turn<'_, '_, '_, Message>) -> bool {
        match turn.event {
            Event::Keyboard(iced::keyboard::Event::KeyPressed { .. }) => !state.has,
            Event::Mouse(mouse::Event::ButtonPressed(_)) => {
                let over = turn.cursor.is_over(turn.layout.bounds());
                if std::mem::replace(&mut state.has, over) != over {
                    turn.shell.request_redraw();
                }
                false
            }
            _ => false,
        }
    }

    fn draw(&self, state: &Focus, renderer: &mut Renderer, bounds: Rectangle) {
        state.mark(renderer, bounds, 0.0, self.line);
    }

    fn content_has_focus(&self) -> bool {
        false
    }
}

impl<'a, Message: 'a> From<Reach<'a, Message>> for Element<'a, Message> {
    fn from(reach: Reach<'a, Message>) -> Self {
        Around::new(reach.list, Reaching { line: reach.line }).into()
    }
}
