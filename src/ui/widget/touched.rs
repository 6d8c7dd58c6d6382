//! An area that tells when it is pressed, whatever in it took the press: so a list behind it knows that it no longer has the
//! keyboard.

use iced::advanced::Renderer as _;
use iced::advanced::renderer::Quad;
use iced::{Color, Element, Event, Rectangle, Renderer, mouse};

use crate::ui::look::measure;

use super::around::{Around, Manner, Turn};

/// An element, and what a press in it says first.
pub struct Touched<'a, Message> {
    content: Element<'a, Message>,
    telling: Telling<Message>,
}

impl<'a, Message> Touched<'a, Message> {
    /// Says `touched` at every press in `content`.
    pub fn new(content: impl Into<Element<'a, Message>>, touched: Message) -> Self {
        Self {
            content: content.into(),
            telling: Telling { touched, edge: None },
        }
    }

    /// Draws a line on its right and one below, outside of it, where the next area begins. A ground behind all areas would do
    /// the same, and be painted whole for every little thing that changes on it.
    pub fn edged(mut self, color: Color) -> Self {
        self.telling.edge = Some(color);
        self
    }
}

struct Telling<Message> {
    touched: Message,
    edge: Option<Color>,
}

impl<Message: Clone> Manner<Message> for Telling<Message> {
    type State = ();

    fn before(&mut self, (): &mut (), turn: &mut Turn<'_, '_, '_, Message>) -> bool {
        let pressed = matches!(turn.event, Event::Mouse(mouse::Event::ButtonPressed(_)));
        if pressed && turn.cursor.is_over(turn.layout.bounds()) {
            turn.shell.publish(self.touched.clone());
        }
        false
    }

    fn draw(&self, (): &(), renderer: &mut Renderer, bounds: Rectangle) {
        let Some(color) = self.edge else { return };
        let right = (bounds.x + bounds.width).round();
        let bottom = (bounds.y + bounds.height).round();
        let mut line = |x: f32, y: f32, width: f32, height: f32| {
            let quad = Quad {
                bounds: Rectangle { x, y, width, height },
                ..Quad::default()
            };
            renderer.fill_quad(quad, color);
        };
        line(right, bounds.y, measure::LINE, bounds.height);
        line(bounds.x, bottom, bounds.width + measure::LINE, measure::LINE);
    }
}

impl<'a, Message: Clone + 'a> From<Touched<'a, Message>> for Element<'a, Message> {
    fn from(touched: Touched<'a, Message>) -> Self {
        Around::new(touched.content, touched.telling).into()
    }
}
