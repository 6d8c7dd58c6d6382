//! A list among buttons: Tab reaches it, and it hears keys only while it has the focus.

use iced::advanced::widget::Operation;
use iced::keyboard::{self, Key, Modifiers};
use iced::widget::Id;
use iced::{Color, Element, Event, Rectangle, Renderer, mouse};

use super::around::{Around, Manner, Turn};
use super::press::Focus;

/// What a key means while the list has the focus, before the list hears it.
pub type Meaning<Message> = fn(&Key, Modifiers) -> Option<Message>;

/// A list that takes part in the round of Tab.
pub struct Reach<'a, Message> {
    list: Element<'a, Message>,
    manner: Reaching<Message>,
}

impl<'a, Message> Reach<'a, Message> {
    /// `list` takes keys whenever it hears them; `line` marks the focus.
    pub fn new(list: impl Into<Element<'a, Message>>, line: Color) -> Self {
        Self {
            list: list.into(),
            manner: Reaching {
                id: None,
                keys: None,
                line,
            },
        }
    }

    /// A name, to give it the focus.
    pub fn id(mut self, id: impl Into<Id>) -> Self {
        self.manner.id = Some(id.into());
        self
    }

    /// Keys that mean something else than to the list.
    pub fn keys(mut self, keys: Meaning<Message>) -> Self {
        self.manner.keys = Some(keys);
        self
    }
}

struct Reaching<Message> {
    id: Option<Id>,
    keys: Option<Meaning<Message>>,
    line: Color,
}

impl<Message> Manner<Message> for Reaching<Message> {
    type State = Focus;

    fn operate(&mut self, state: &mut Focus, bounds: Rectangle, operation: &mut dyn Operation) {
        operation.focusable(self.id.as_ref(), bounds, state);
    }

    fn before(&mut self, state: &mut Focus, turn: &mut Turn<'_, '_, '_, Message>) -> bool {
        match turn.event {
            Event::Keyboard(keyboard::Event::KeyPressed { key, modifiers, .. }) => {
                if !state.has {
                    return true;
                }
                let meant = self.keys.and_then(|keys| keys(key, *modifiers));
                match meant.filter(|_| !turn.shell.is_event_captured()) {
                    Some(message) => {
                        turn.shell.publish(message);
                        turn.shell.capture_event();
                        true
                    }
                    None => false,
                }
            }
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
        Around::new(reach.list, reach.manner).into()
    }
}
