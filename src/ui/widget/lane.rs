//! A connection as a line: solid where it stands, dashed with a stop where it does not.

use iced::advanced::widget::Tree;
use iced::advanced::{Layout, Renderer as _, Widget, layout, mouse, renderer};
use iced::{Border, Color, Element, Length, Point, Rectangle, Renderer, Size, Theme};

use crate::ui::look::measure;

const DASH: f32 = 5.0;
const DASH_GAP: f32 = 3.0;
const STOP: Size = Size::new(7.0, 22.0);
const HEIGHT: f32 = 26.0;

/// Where a line ends too early, as a share of the way.
const STOP_AT: f32 = 0.78;

/// A line across the width that it is given.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Lane {
    color: Color,
    open: bool,
    from_right: bool,
}

impl Lane {
    /// Solid if the connection stands, else dashed with a stop. `from_right`: it was to be opened by the other side.
    pub fn new(color: Color, open: bool, from_right: bool) -> Self {
        Self {
            color,
            open,
            from_right,
        }
    }
}

impl<Message> Widget<Message, Theme, Renderer> for Lane {
    fn size(&self) -> Size<Length> {
        Size::new(Length::Fill, Length::Fixed(HEIGHT))
    }

    fn layout(&mut self, _tree: &mut Tree, _renderer: &Renderer, limits: &layout::Limits) -> layout::Node {
        layout::atomic(limits, Length::Fill, HEIGHT)
    }

    fn draw(
        &self,
        _tree: &Tree,
        renderer: &mut Renderer,
        _theme: &Theme,
        _style: &renderer::Style,
        layout: Layout<'_>,
        _cursor: mouse::Cursor,
        _viewport: &Rectangle,
    ) {
        let bounds = layout.bounds();
        let middle = (bounds.center_y() - measure::EDGE / 2.0).round();
        let mut piece = |x: f32, y: f32, size: Size, radius: f32| {
            let x = if self.from_right {
                bounds.x + bounds.width - x - size.width
            } else {
                bounds.x + x
            };
            renderer.fill_quad(
                renderer::Quad {
                    bounds: Rectangle::new(Point::new(x.round(), y), size),
                    border: Border {
                        radius: radius.into(),
                        ..Border::default()
                    },
                    ..renderer::Quad::default()
                },
                self.color,
            );
        };
        if self.open {
            piece(0.0, middle, Size::new(bounds.width, measure::EDGE), 0.0);
            return;
        }
        let end = (bounds.width * STOP_AT).round();
        let mut at = 0.0;
        while at < end {
            piece(at, middle, Size::new(DASH.min(end - at), measure::EDGE), 0.0);
            at += DASH + DASH_GAP;
        }
        piece(end, bounds.center_y() - STOP.height / 2.0, STOP, 2.0);
    }
}

impl<'a, Message: 'a> From<Lane> for Element<'a, Message> {
    fn from(lane: Lane) -> Self {
        Element::new(lane)
    }
}
