//! An area that tells when it is pressed, whatever in it took the press: so a list behind it knows that it no longer has the
//! keyboard.

use iced::{Element, Event, mouse};

use super::around::{Around, Manner, Turn};

/// An element, and what a press in it says first.
pub struct Touched<'a, Message> {
    content: Element<'a, Message>,
    touched: Message,
}

impl<'a, Message> Touched<'a, Message> {
    /// Says `touched` at every press in `content`.
    pub fn new(content: impl Into<Element<'a, Message>>, touched: Message) -> Self {
        Self {
            content: content.into(),
            touched,
        }
    }
}

struct Telling<Message>(Message);

impl<Message: Clone> Manner<Message> for Telling<Message> {
    type State = ();

    fn before(&mut self, (): &mut (), turn: &mut Turn<'_, '_, '_, Message>) -> bool {
        let pressed = matches!(turn.event, Event::Mouse(mouse::Event::ButtonPressed(_)));
        if pressed && turn.cursor.is_over(turn.layout.bounds()) {
            turn.shell.publish(self.0.clone());
        }
        false
    }
}

impl<'a, Message: Clone + 'a> From<Touched<'a, Message>> for Element<'a, Message> {
    fn from(touched: Touched<'a, Message>) -> Self {
        Around::new(touched.content, Telling(touched.touched)).into()
    }
}
