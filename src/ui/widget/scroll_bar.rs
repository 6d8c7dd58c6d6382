//! A slim scroll bar that floats over the right edge of a list. Offsets are `f64`: a million rows are more than `f32` counts.

use iced::advanced::Renderer as _;
use iced::advanced::renderer::Quad;
use iced::{Border, Point, Rectangle, Renderer, Size};

use crate::ui::look::Palette;

/// How much of the right edge takes the pointer.
const GRIP: f32 = 12.0;
const SLIM: f32 = 6.0;
const WIDE: f32 = 10.0;
/// Between the bar and the edge.
const MARGIN: f32 = 1.0;
const SHORTEST: f32 = 28.0;
/// How near to an edge a drag scrolls.
const EDGE: f32 = 24.0;

/// Where a bar stands. There is none while everything is in view.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ScrollBar {
    view: Rectangle,
    content: f64,
    offset: f64,
}

impl ScrollBar {
    /// The bar of a list of this height, seen through `view`.
    pub fn new(view: Rectangle, content: f64, offset: f64) -> Option<Self> {
        (view.height > SHORTEST && content > f64::from(view.height)).then_some(Self { view, content, offset })
    }

    /// Where it takes the pointer.
    pub fn track(&self) -> Rectangle {
        Rectangle {
            x: self.view.x + self.view.width - GRIP,
            width: GRIP,
            ..self.view
        }
    }

    /// Where the thumb is; wide while the pointer is over the track.
    pub fn thumb(&self, wide: bool) -> Rectangle {
        let width = if wide { WIDE } else { SLIM };
        let y = (self.offset / self.most() * f64::from(self.space())) as f32;
        Rectangle::new(
            Point::new(self.view.x + self.view.width - width - MARGIN, self.view.y + MARGIN + y),
            Size::new(width, self.length()),
        )
    }

    /// The offset that puts the thumb `grab` above the pointer.
    pub fn dragged(&self, pointer: f32, grab: f32) -> f64 {
        let y = f64::from(pointer - grab - self.view.y - MARGIN);
        (y / f64::from(self.space()) * self.most()).clamp(0.0, self.most())
    }

    /// The offset one page towards the pointer; none while it is on the thumb.
    pub fn paged(&self, pointer: f32, overlap: f32) -> Option<f64> {
        let thumb = self.thumb(true);
        let page = f64::from((self.view.height - overlap).max(1.0));
        if pointer < thumb.y {
            Some((self.offset - page).max(0.0))
        } else if pointer > thumb.y + thumb.height {
            Some((self.offset + page).min(self.most()))
        } else {
            None
        }
    }

    /// Draws the thumb.
    pub fn draw(&self, renderer: &mut Renderer, palette: &Palette, wide: bool) {
        let thumb = self.thumb(wide);
        renderer.fill_quad(
            Quad {
                bounds: thumb,
                border: Border {
                    radius: (thumb.width / 2.0).into(),
                    ..Border::default()
                },
                ..Quad::default()
            },
            if wide { palette.outline } else { palette.strong },
        );
    }

    fn most(&self) -> f64 {
        (self.content - f64::from(self.view.height)).max(1.0)
    }

    fn length(&self) -> f32 {
        let share = f64::from(self.view.height) / self.content;
        (f64::from(self.view.height - 2.0 * MARGIN) * share).max(f64::from(SHORTEST)) as f32
    }

    fn space(&self) -> f32 {
        (self.view.height - 2.0 * MARGIN - self.length()).max(1.0)
    }
}

/// How fast an edge scrolls while something is dragged along it or beyond: pixels a second, faster further out.
pub fn edge_speed(view: Rectangle, at: Point) -> f64 {
    let above = view.y + EDGE - at.y;
    let below = at.y - (view.y + view.height - EDGE);
    let speed = |depth: f32| f64::from(depth.min(4.0 * EDGE)) * 16.0;
    if above > 0.0 {
        -speed(above)
    } else if below > 0.0 {
        speed(below)
    } else {
        0.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn edges_scroll_and_the_middle_does_not() {
        let at = |y| edge_speed(VIEW, Point::new(10.0, y));
        assert_eq!(at(200.0), 0.0);
        assert!(at(110.0) < 0.0 && at(90.0) < at(110.0));
        assert!(at(350.0) > 0.0 && at(380.0) > at(350.0));
        assert_eq!(at(5000.0), at(9000.0));
    }

    const VIEW: Rectangle = Rectangle {
        x: 0.0,
        y: 100.0,
        width: 300.0,
        height: 260.0,
    };

    #[test]
    fn there_is_none_while_everything_is_in_view() {
        assert_eq!(ScrollBar::new(VIEW, 260.0, 0.0), None);
        assert!(ScrollBar::new(VIEW, 261.0, 0.0).is_some());
    }

    #[test]
    fn the_thumb_reaches_both_ends_of_a_million_rows() {
        let content = 26_000_000.0;
        let top = ScrollBar::new(VIEW, content, 0.0).unwrap().thumb(false);
        assert_eq!(top.y, 101.0);
        assert_eq!(top.height, SHORTEST);
        let bottom = ScrollBar::new(VIEW, content, content - 260.0).unwrap().thumb(false);
        assert!((bottom.y + bottom.height - 359.0).abs() < 0.01, "{bottom:?}");
        assert!(bottom.x + bottom.width < 300.0);
    }

    #[test]
    fn dragging_is_the_inverse_of_drawing() {
        let bar = ScrollBar::new(VIEW, 26_000_000.0, 12_345_678.0).unwrap();
        let offset = bar.dragged(bar.thumb(true).y + 5.0, 5.0);
        assert!((offset - 12_345_678.0).abs() < 5.0, "{offset}");
        assert_eq!(bar.dragged(-1000.0, 0.0), 0.0);
        assert_eq!(bar.dragged(5000.0, 0.0), 26_000_000.0 - 260.0);
    }

    #[test]
    fn the_track_pages_towards_the_pointer() {
        let bar = ScrollBar::new(VIEW, 2600.0, 1000.0).unwrap();
        assert_eq!(bar.paged(101.0, 26.0), Some(766.0));
        assert_eq!(bar.paged(359.0, 26.0), Some(1234.0));
        assert_eq!(bar.paged(bar.thumb(true).center_y(), 26.0), None);
    }
}
