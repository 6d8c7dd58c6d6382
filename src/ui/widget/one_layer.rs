//! How a list that scrolls is redrawn: as one piece.
//!
//! The renderer compares what it drew with what it is to draw, thing by thing, and redraws every place that changed: a hundred small
//! places when all rows move, at ten times the cost of one large one. It redraws a layer as one piece if the layer's bounds change. So
//! they grow and shrink by less than a fifth of a pixel.

use std::cell::Cell;

use iced::Rectangle;

/// What was drawn last.
#[derive(Debug, Default)]
pub struct OneLayer {
    seen: Cell<u64>,
    phase: Cell<u8>,
}

impl OneLayer {
    /// The bounds of the layer: others than the last ones if what is seen has become another.
    pub fn bounds(&self, body: Rectangle, seen: u64) -> Rectangle {
        if self.seen.replace(seen) != seen {
            self.phase.set((self.phase.get() + 1) % 4);
        }
        Rectangle {
            height: body.height - f32::from(self.phase.get()) * 0.05,
            ..body
        }
    }
}

/// On whole pixels. A layer that begins in the middle of one redraws half of what its neighbour drew there.
pub fn whole(bounds: Rectangle) -> Rectangle {
    let (x, y) = (bounds.x.round(), bounds.y.round());
    Rectangle {
        x,
        y,
        width: (bounds.x + bounds.width).round() - x,
        height: (bounds.y + bounds.height).round() - y,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn neighbours_meet_on_whole_pixels() {
        let part = |y, height| Rectangle {
            x: 0.5,
            y,
            width: 639.5,
            height,
        };
        let (above, below) = (whole(part(27.0, 349.4)), whole(part(376.4, 200.0)));
        assert_eq!(above.y + above.height, below.y);
        assert_eq!((above.x, above.width), (1.0, 639.0));
    }

    #[test]
    fn the_layer_changes_with_what_is_seen_and_hardly() {
        let layer = OneLayer::default();
        let body = Rectangle {
            x: 0.0,
            y: 27.0,
            width: 640.0,
            height: 400.0,
        };
        let mut last = layer.bounds(body, 0);
        assert_eq!(last, layer.bounds(body, 0));
        for step in 1..10 {
            let next = layer.bounds(body, step);
            assert_ne!(next, last);
            assert!((next.height - body.height).abs() < 0.2);
            last = next;
        }
    }
}
