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

#[cfg(test)]
mod tests {
    use super::*;

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
