//! A button that the keyboard can reach: the toolkit gives focus to text fields only.

use iced::advanced::Renderer as _;
use iced::advanced::renderer::Quad;
use iced::advanced::widget::Operation;
use iced::advanced::widget::operation::Focusable;
use iced::keyboard::{self, Key, key::Named};
use iced::widget::Id;
use iced::{Color, Element, Event, Rectangle, Renderer, mouse};

use super::around::{Around, Manner, Turn};
use crate::ui::look::{measure, style};

/// How far outside the button the mark of focus runs, and how far inside where there is no room around it.
const AWAY: f32 = 3.0;
const INSIDE: f32 = -2.0;

/// Gives the keyboard to a button: Tab finds it, Enter and Space press it, and a line around it shows the focus.
pub struct Press<'a, Message> {
    button: Element<'a, Message>,
    manner: Pressing<Message>,
}

impl<'a, Message> Press<'a, Message> {
    /// `button` sends `message` when it is pressed, by pointer or by key; `None` is a button that cannot be pressed.
    pub fn new(button: impl Into<Element<'a, Message>>, message: Option<Message>, line: Color) -> Self {
        Self {
            button: button.into(),
            manner: Pressing {
                id: None,
                message,
                enter: true,
                line,
                away: AWAY,
            },
        }
    }

    /// A name, to give it the focus.
    pub fn id(mut self, id: impl Into<Id>) -> Self {
        self.manner.id = Some(id.into());
        self
    }

    /// The mark of focus runs inside: for buttons without room around them.
    pub fn inside(mut self) -> Self {
        self.manner.away = INSIDE;
        self
    }

    /// Enter does not press it, only Space and the pointer: for what must not be agreed to by habit.
    pub fn not_by_enter(mut self) -> Self {
        self.manner.enter = false;
        self
    }
}

struct Pressing<Message> {
    id: Option<Id>,
    message: Option<Message>,
    enter: bool,
    line: Color,
    away: f32,
}

/// Whether something has the focus.
#[derive(Debug, Default)]
pub(super) struct Focus {
    /// It has.
    pub has: bool,
}

impl Focus {
    /// The mark of the focus, so far outside of `bounds`.
    pub fn mark(&self, renderer: &mut Renderer, bounds: Rectangle, away: f32, line: Color) {
        if !self.has {
            return;
        }
        let mut border = style::line(line, measure::RADIUS + away.max(0.0));
        border.width = measure::EDGE;
        let quad = Quad {
            bounds: bounds.expand(away),
            border,
            ..Quad::default()
        };
        renderer.fill_quad(quad, Color::TRANSPARENT);
    }
}

impl Focusable for Focus {
    fn is_focused(&self) -> bool {
        self.has
    }

    fn focus(&mut self) {
        self.has = true;
    }

    fn unfocus(&mut self) {
        self.has = false;
    }
}

impl<Message: Clone> Manner<Message> for Pressing<Message> {
    type State = Focus;

    fn operate(&mut self, state: &mut Focus, bounds: Rectangle, operation: &mut dyn Operation) {
        if self.message.is_some() {
            operation.focusable(self.id.as_ref(), bounds, state);
        }
    }

    fn before(&mut self, state: &mut Focus, turn: &mut Turn<'_, '_, '_, Message>) -> bool {
        match turn.event {
            Event::Keyboard(keyboard::Event::KeyPressed { key, .. }) if state.has => {
                let pressed = *key == Key::Named(Named::Space) || (self.enter && *key == Key::Named(Named::Enter));
                if let (true, Some(message)) = (pressed, &self.message) {
                    turn.shell.publish(message.clone());
                    turn.shell.capture_event();
                    return true;
                }
            }
            Event::Mouse(mouse::Event::ButtonPressed(_)) if state.has => {
                state.has = false;
                turn.shell.request_redraw();
            }
            _ => {}
        }
        false
    }

    fn draw(&self, state: &Focus, renderer: &mut Renderer, bounds: Rectangle) {
        state.mark(renderer, bounds, self.away, self.line);
    }
}

impl<'a, Message: Clone + 'a> From<Press<'a, Message>> for Element<'a, Message> {
    fn from(press: Press<'a, Message>) -> Self {
        Around::new(press.button, press.manner).into()
    }
}
