//! A line between two neighbours that can be dragged to the side.

use iced::advanced::widget::{Tree, tree};
use iced::advanced::{Clipboard, Layout, Renderer as _, Shell, Widget, layout, mouse, renderer};
use iced::{Element, Event, Length, Point, Rectangle, Renderer, Size, Theme};

use crate::ui::look::{Palette, measure};

/// How much of it takes the pointer.
const WIDTH: f32 = 5.0;

/// The line to the right of something that is `width` wide.
pub struct Divider<'a, Message> {
    width: f32,
    palette: Palette,
    moved: Box<dyn Fn(f32) -> Message + 'a>,
}

impl<'a, Message> Divider<'a, Message> {
    /// `moved` says how wide the left neighbour is to be.
    pub fn new(width: f32, palette: Palette, moved: impl Fn(f32) -> Message + 'a) -> Self {
        Self {
            width,
            palette,
            moved: Box::new(moved),
        }
    }
}

#[derive(Debug, Default)]
struct State {
    /// Where the pointer and the left neighbour's edge began.
    from: Option<(f32, f32)>,
    over: bool,
}

impl<Message> Widget<Message, Theme, Renderer> for Divider<'_, Message> {
    fn tag(&self) -> tree::Tag {
        tree::Tag::of::<State>()
    }

    fn state(&self) -> tree::State {
        tree::State::new(State::default())
    }

    fn size(&self) -> Size<Length> {
        Size::new(Length::Fixed(WIDTH), Length::Fill)
    }

    fn layout(&mut self, _tree: &mut Tree, _renderer: &Renderer, limits: &layout::Limits) -> layout::Node {
        layout::atomic(limits, WIDTH, Length::Fill)
    }

    fn update(
        &mut self,
        tree: &mut Tree,
        event: &Event,
        layout: Layout<'_>,
        cursor: mouse::Cursor,
        _renderer: &Renderer,
        _clipboard: &mut dyn Clipboard,
        shell: &mut Shell<'_, Message>,
        _viewport: &Rectangle,
    ) {
        let state = tree.state.downcast_mut::<State>();
        match event {
            Event::Mouse(mouse::Event::ButtonPressed(mouse::Button::Left)) => {
                if let Some(at) = cursor.position_over(layout.bounds()) {
                    state.from = Some((at.x, self.width));
                    shell.capture_event();
                    shell.request_redraw();
                }
            }
            Event::Mouse(mouse::Event::ButtonReleased(mouse::Button::Left)) if state.from.is_some() => {
                state.from = None;
                shell.request_redraw();
            }
            Event::Mouse(mouse::Event::CursorMoved { .. }) => {
                if let (Some((x, width)), Some(at)) = (state.from, cursor.position()) {
                    shell.publish((self.moved)((width + at.x - x).round()));
                }
                let over = cursor.is_over(layout.bounds());
                if state.over != over {
                    state.over = over;
                    shell.request_redraw();
                }
            }
            _ => {}
        }
    }

    fn mouse_interaction(
        &self,
        tree: &Tree,
        layout: Layout<'_>,
        cursor: mouse::Cursor,
        _viewport: &Rectangle,
        _renderer: &Renderer,
    ) -> mouse::Interaction {
        let dragged = tree.state.downcast_ref::<State>().from.is_some();
        if dragged || cursor.is_over(layout.bounds()) {
            mouse::Interaction::ResizingHorizontally
        } else {
            mouse::Interaction::None
        }
    }

    fn draw(
        &self,
        tree: &Tree,
        renderer: &mut Renderer,
        _theme: &Theme,
        _style: &renderer::Style,
        layout: Layout<'_>,
        _cursor: mouse::Cursor,
        _viewport: &Rectangle,
    ) {
        let state = tree.state.downcast_ref::<State>();
        let (width, color) = match (state.from, state.over) {
            (Some(_), _) => (measure::EDGE, self.palette.accent),
            (None, true) => (measure::EDGE, self.palette.strong),
            (None, false) => (measure::LINE, self.palette.border),
        };
        let bounds = layout.bounds();
        let line = Rectangle::new(
            Point::new((bounds.x + bounds.width).round() - width, bounds.y),
            Size::new(width, bounds.height),
        );
        renderer.fill_quad(
            renderer::Quad {
                bounds: line,
                ..renderer::Quad::default()
            },
            color,
        );
    }
}

impl<'a, Message: 'a> From<Divider<'a, Message>> for Element<'a, Message> {
    fn from(divider: Divider<'a, Message>) -> Self {
        Self::new(divider)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ui::look::Shade;
    use iced_test::Simulator;

    #[test]
    fn it_says_how_wide_its_neighbour_is_to_be_while_it_is_dragged() {
        let divider: Element<'_, f32> = Divider::new(200.0, Palette::of(Shade::Light), |width| width).into();
        let mut ui = Simulator::new(divider);
        let to = |ui: &mut Simulator<'_, f32>, x: f32| {
            let position = Point::new(x, 40.0);
            ui.point_at(position);
            ui.simulate([Event::Mouse(mouse::Event::CursorMoved { position })]);
        };
        let button = mouse::Button::Left;
        to(&mut ui, 2.0);
        ui.simulate([Event::Mouse(mouse::Event::ButtonPressed(button))]);
        to(&mut ui, 32.0);
        to(&mut ui, 300.0);
        ui.simulate([Event::Mouse(mouse::Event::ButtonReleased(button))]);
        to(&mut ui, 100.0);
        assert_eq!(ui.into_messages().collect::<Vec<_>>(), [230.0, 498.0]);
    }
}
