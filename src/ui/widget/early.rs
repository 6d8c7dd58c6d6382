//! Keys that are heard before anything in the window: a field would write a 1 where Ctrl+1 means something else.

use iced::keyboard::{self, Key, Modifiers};
use iced::{Element, Event};

use super::around::{Around, Manner, Turn};

/// What a key comes to; `None` leaves it to what is inside.
type Meaning<'a, Message> = Box<dyn Fn(&Key, Modifiers) -> Option<Message> + 'a>;

/// An element, and the keys that it does not hear of.
pub struct Early<'a, Message> {
    content: Element<'a, Message>,
    manner: Hearing<'a, Message>,
}

struct Hearing<'a, Message>(Meaning<'a, Message>);

impl<'a, Message> Early<'a, Message> {
    /// Says what `meaning` gives for a key, and keeps that key from `content`.
    pub fn new(
        content: impl Into<Element<'a, Message>>,
        meaning: impl Fn(&Key, Modifiers) -> Option<Message> + 'a,
    ) -> Self {
        Self {
            content: content.into(),
            manner: Hearing(Box::new(meaning)),
        }
    }
}

impl<Message> Manner<Message> for Hearing<'_, Message> {
    type State = ();

    fn before(&mut self, _state: &mut (), turn: &mut Turn<'_, '_, '_, Message>) -> bool {
        let Event::Keyboard(keyboard::Event::KeyPressed { key, modifiers, .. }) = turn.event else {
            return false;
        };
        let Some(message) = (self.0)(key, *modifiers) else {
            return false;
        };
        turn.shell.publish(message);
        turn.shell.capture_event();
        true
    }
}

impl<'a, Message: 'a> From<Early<'a, Message>> for Element<'a, Message> {
    fn from(early: Early<'a, Message>) -> Self {
        Element::new(Around::new(early.content, early.manner))
    }
}
