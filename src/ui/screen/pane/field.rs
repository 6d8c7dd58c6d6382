//! A field that tells when it is left: by Esc, or by a press anywhere else. The toolkit's own tells neither.

use iced::keyboard::{self, Key, key::Named};
use iced::{Element, Event, mouse};

use super::Message;
use crate::ui::widget::around::{Around, Manner, Turn};

/// A text field with what leaving it means.
pub struct Field<'a> {
    input: Element<'a, Message>,
    leaving: Leaving,
}

impl<'a> Field<'a> {
    /// `escaped` is sent on Esc; `None`: Esc is for something else now.
    pub fn new(input: impl Into<Element<'a, Message>>, escaped: impl Into<Option<Message>>) -> Self {
        Self {
            input: input.into(),
            leaving: Leaving {
                escaped: escaped.into(),
                left: None,
            },
        }
    }

    /// `left` is sent when something else is pressed.
    pub fn left(mut self, left: Message) -> Self {
        self.leaving.left = Some(left);
        self
    }
}

struct Leaving {
    escaped: Option<Message>,
    left: Option<Message>,
}

impl Manner<Message> for Leaving {
    type State = ();

    fn before(&mut self, (): &mut (), turn: &mut Turn<'_, '_, '_, Message>) -> bool {
        match turn.event {
            Event::Keyboard(keyboard::Event::KeyPressed {
                key: Key::Named(Named::Escape),
                ..
            }) if !turn.shell.is_event_captured() => {
                if let Some(escaped) = &self.escaped {
                    turn.shell.publish(escaped.clone());
                    turn.shell.capture_event();
                    return true;
                }
            }
            // Not captured: the press also does what it was meant for.
            Event::Mouse(mouse::Event::ButtonPressed(_)) if !turn.cursor.is_over(turn.layout.bounds()) => {
                if let Some(left) = &self.left {
                    turn.shell.publish(left.clone());
                }
            }
            _ => {}
        }
        false
    }
}

impl<'a> From<Field<'a>> for Element<'a, Message> {
    fn from(field: Field<'a>) -> Self {
        Around::new(field.input, field.leaving).into()
    }
}
