//! Scrolls what has the focus into view: whoever goes on by Tab sees where they are.

use iced::advanced::widget::Operation;
use iced::advanced::widget::operation::scrollable::AbsoluteOffset;
use iced::advanced::widget::operation::{Focusable, Outcome, Scrollable};
use iced::widget::Id;
use iced::{Rectangle, Vector};

/// So much is seen above and below it.
const MARGIN: f32 = 16.0;

/// Looks for what has the focus, then scrolls the list that it is in.
pub fn focus_into_view() -> Box<dyn Operation> {
    Box::new(Look::default())
}

/// The list that was seen last, and the way that it has to go.
#[derive(Default)]
struct Look {
    lists: usize,
    list: Option<(Rectangle, Rectangle, Vector)>,
    found: Option<(usize, f32)>,
}

impl Operation for Look {
    fn traverse(&mut self, operate: &mut dyn FnMut(&mut dyn Operation)) {
        operate(self);
    }

    fn scrollable(
        &mut self,
        _id: Option<&Id>,
        bounds: Rectangle,
        content: Rectangle,
        translation: Vector,
        _state: &mut dyn Scrollable,
    ) {
        self.lists += 1;
        self.list = Some((bounds, content, translation));
    }

    fn focusable(&mut self, _id: Option<&Id>, bounds: Rectangle, state: &mut dyn Focusable) {
        let Some((list, content, translation)) = self.list.filter(|_| state.is_focused()) else {
            return;
        };
        // What comes after a list is not in it.
        if !content.contains(bounds.center()) {
            return;
        }
        let top = bounds.y - translation.y - MARGIN;
        let bottom = bounds.y + bounds.height - translation.y + MARGIN;
        let way = if top < list.y {
            top - list.y
        } else {
            (bottom - list.y - list.height).max(0.0)
        };
        self.found = Some((self.lists, way));
    }

    fn finish(&self) -> Outcome<()> {
        match self.found {
            Some((list, way)) if way != 0.0 => Outcome::Chain(Box::new(Scroll { list, way })),
            _ => Outcome::None,
        }
    }
}

/// Scrolls one list, counted in the order in which they are met.
struct Scroll {
    list: usize,
    way: f32,
}

impl Operation for Scroll {
    fn traverse(&mut self, operate: &mut dyn FnMut(&mut dyn Operation)) {
        operate(self);
    }

    fn scrollable(
        &mut self,
        _id: Option<&Id>,
        bounds: Rectangle,
        content: Rectangle,
        _translation: Vector,
        state: &mut dyn Scrollable,
    ) {
        self.list = self.list.wrapping_sub(1);
        if self.list == 0 {
            state.scroll_by(AbsoluteOffset { x: 0.0, y: self.way }, bounds, content);
        }
    }
}
