//! A small graph over time: an area with a line on it.
//!
//! It is drawn as thin upright bars: the toolkit's curves would need a renderer for shapes of which nothing else here has use.

use iced::advanced::renderer::{self, Quad};
use iced::advanced::widget::Tree;
use iced::advanced::{Layout, Renderer as _, Widget, layout, mouse};
use iced::{Color, Element, Length, Rectangle, Renderer, Size, Theme};

/// The line.
const THICK: f32 = 1.6;

/// One bar in so many pixels: fine enough for a screen with two dots in each.
const STEP: f32 = 0.5;

/// Bars are wider than that and reach into the next one: no gap is seen at any scale, and steps are softened.
const WIDE: f32 = 1.0;

/// The highest sample stays below the top by this share.
const AIR: f32 = 0.08;

/// The widget.
pub struct Graph {
    /// From 0 to 1, oldest first.
    points: Vec<f32>,
    /// How many fill the whole width; the newest stands at the right.
    capacity: usize,
    size: Size,
    line: Color,
    area: Color,
}

impl Graph {
    /// A graph of `samples`, oldest first; `capacity` of them fill the width..
    pub fn new(samples: impl Iterator<Item = u64>, capacity: usize, size: Size) -> Self {
        let samples: Vec<u64> = samples.collect();
        let most = samples.iter().copied().max().unwrap_or(0).max(1);
        Self {
            points: samples
                .into_iter()
                .map(|sample| (sample as f64 / most as f64) as f32)
                .collect(),
            capacity: capacity.max(2),
            size,
            line: Color::BLACK,
            area: Color::TRANSPARENT,
        }
    }

    /// The colours of the line and of the area under it.
    pub fn colors(mut self, line: Color, area: Color) -> Self {
        self.line = line;
        self.area = area;
        self
    }

    /// The height at `x` pixels from the left, from 0 to 1; `None` before the first sample.
    fn height(&self, x: f32) -> Option<f32> {
        let steps = (self.capacity - 1) as f32;
        let missing = self.capacity.saturating_sub(self.points.len()) as f32;
        let place = x / self.size.width * steps - missing;
        if place < 0.0 {
            return None;
        }
        let left = place.floor() as usize;
        let (one, other) = (self.points.get(left)?, self.points.get(left + 1));
        let other = other.unwrap_or(one);
        // Eased, so that corners are round.
        let part = place.fract();
        let part = part * part * (3.0 - 2.0 * part);
        Some(one + (other - one) * part)
    }
}

impl<Message> Widget<Message, Theme, Renderer> for Graph {
    fn size(&self) -> Size<Length> {
        Size::new(Length::Fixed(self.size.width), Length::Fixed(self.size.height))
    }

    fn layout(&mut self, _tree: &mut Tree, _renderer: &Renderer, _limits: &layout::Limits) -> layout::Node {
        layout::Node::new(self.size)
    }

    fn draw(
        &self,
        _tree: &Tree,
        renderer: &mut Renderer,
        _theme: &Theme,
        _style: &renderer::Style,
        layout: Layout<'_>,
        _cursor: mouse::Cursor,
        viewport: &Rectangle,
    ) {
        let bounds = layout.bounds();
        if !bounds.intersects(viewport) {
            return;
        }
        // The line stays whole at the top and at the bottom.
        let room = bounds.height - THICK;
        let y = |height: f32| bounds.y + THICK / 2.0 + room * (1.0 - height * (1.0 - AIR));
        let mut bar = |x: f32, top: f32, bottom: f32, color: Color| {
            let bounds = Rectangle::new(
                iced::Point::new(bounds.x + x, top),
                Size::new(WIDE.min(bounds.width - x), bottom - top),
            );
            let quad = Quad {
                bounds,
                snap: false,
                ..Quad::default()
            };
            renderer.fill_quad(quad, color);
        };
        let columns: Vec<(f32, f32, f32)> = (0..(self.size.width / STEP) as usize)
            .filter_map(|x| {
                let x = x as f32 * STEP;
                let (from, to) = (self.height(x)?, self.height(x + STEP).or_else(|| self.height(x))?);
                Some((x, y(from), y(to)))
            })
            .collect();
        for (x, from, to) in &columns {
            bar(*x, f32::midpoint(*from, *to), bounds.y + bounds.height, self.area);
        }
        for (x, from, to) in &columns {
            // A steep line is as thick across as a flat one.
            let slope = (to - from) / STEP;
            let thick = THICK * slope.mul_add(slope, 1.0).sqrt().min(8.0);
            let middle = f32::midpoint(*from, *to);
            let top = (middle - thick / 2.0).max(bounds.y);
            let bottom = (middle + thick / 2.0).min(bounds.y + bounds.height);
            bar(*x, top, bottom, self.line);
        }
    }
}

impl<'a, Message: 'a> From<Graph> for Element<'a, Message> {
    fn from(graph: Graph) -> Self {
        Element::new(graph)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_newest_sample_is_at_the_right_and_what_is_not_known_is_not_drawn() {
        let graph = Graph::new([0, 50, 100].into_iter(), 5, Size::new(100.0, 30.0));
        assert_eq!(graph.height(0.0), None);
        assert_eq!(graph.height(49.0), None);
        assert_eq!(graph.height(50.0), Some(0.0));
        assert_eq!(graph.height(75.0), Some(0.5));
        assert_eq!(graph.height(100.0), Some(1.0));
    }

    #[test]
    fn nothing_but_zeros_is_a_line_at_the_bottom() {
        let graph = Graph::new([0, 0].into_iter(), 2, Size::new(10.0, 10.0));
        assert_eq!(graph.height(5.0), Some(0.0));
    }
}
