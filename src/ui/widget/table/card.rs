//! What floats above the window: the ghost of a drag, and tooltips. Flat: partial redraws leave marks of shadows.

use iced::advanced::layout::{self, Layout};
use iced::advanced::renderer::{self, Quad};
use iced::advanced::text::{Alignment, LineHeight, Paragraph as _, Renderer as _, Shaping, Text, Wrapping};
use iced::advanced::{Overlay, Renderer as _, overlay};
use iced::{Pixels, Point, Rectangle, Renderer, Size, Theme, alignment, mouse};

use super::text::Paragraph;
use crate::ui::look::{Palette, font, measure, style};

const WIDEST: f32 = 480.0;
const LINE: f32 = 18.0;
const SIDE: f32 = 8.0;
const ABOVE: f32 = 4.0;

/// A text that floats. It is kept: the renderer draws it after this frame's widgets are gone.
#[derive(Debug, Default)]
pub(super) struct Card {
    text: String,
    paragraph: Paragraph,
}

impl Card {
    /// Says this from now on.
    pub fn say(&mut self, text: &str) {
        if self.text == text {
            return;
        }
        text.clone_into(&mut self.text);
        self.paragraph = Paragraph::with_text(Text {
            content: text,
            bounds: Size::new(WIDEST, f32::INFINITY),
            size: Pixels(measure::SMALL),
            line_height: LineHeight::Absolute(Pixels(LINE)),
            font: font::TEXT,
            align_x: Alignment::Left,
            align_y: alignment::Vertical::Top,
            shaping: Shaping::default(),
            wrapping: Wrapping::WordOrGlyph,
        });
    }
}

/// A card beside the pointer.
pub(super) struct Floating<'a> {
    /// What it says.
    pub card: &'a Card,
    /// The pointer.
    pub pointer: Point,
    /// The colours.
    pub palette: Palette,
}

impl Floating<'_> {
    /// As the toolkit wants it.
    pub fn element<'a, Message: 'a>(self) -> overlay::Element<'a, Message, Theme, Renderer>
    where
        Self: 'a,
    {
        overlay::Element::new(Box::new(self))
    }
}

impl<Message> Overlay<Message, Theme, Renderer> for Floating<'_> {
    fn layout(&mut self, _renderer: &Renderer, bounds: Size) -> layout::Node {
        let text = self.card.paragraph.min_bounds();
        let size = Size::new(text.width.ceil() + 2.0 * SIDE, text.height.ceil() + 2.0 * ABOVE);
        layout::Node::new(size).move_to(placed(self.pointer, size, bounds))
    }

    fn draw(
        &self,
        renderer: &mut Renderer,
        _theme: &Theme,
        _style: &renderer::Style,
        layout: Layout<'_>,
        _cursor: mouse::Cursor,
    ) {
        let bounds = layout.bounds();
        renderer.fill_quad(
            Quad {
                bounds,
                border: style::line(self.palette.strong, measure::RADIUS),
                ..Quad::default()
            },
            self.palette.raised,
        );
        renderer.fill_paragraph(
            &self.card.paragraph,
            Point::new(bounds.x + SIDE, bounds.y + ABOVE),
            self.palette.text,
            Rectangle::INFINITE,
        );
    }
}

/// Below the pointer and to its right; on the other side where the window ends.
fn placed(pointer: Point, size: Size, bounds: Size) -> Point {
    let x = (pointer.x + 12.0).min(bounds.width - size.width - 4.0).max(4.0);
    let below = pointer.y + 18.0;
    let y = if below + size.height > bounds.height - 4.0 {
        pointer.y - size.height - 6.0
    } else {
        below
    };
    Point::new(x.round(), y.max(4.0).round())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_card_stays_in_the_window() {
        let window = Size::new(800.0, 600.0);
        let card = Size::new(200.0, 26.0);
        assert_eq!(placed(Point::new(100.0, 100.0), card, window), Point::new(112.0, 118.0));
        assert_eq!(placed(Point::new(790.0, 100.0), card, window).x, 596.0);
        assert_eq!(placed(Point::new(100.0, 590.0), card, window).y, 558.0);
    }
}
