//! The log as the toolkit sees it.

use std::hash::{DefaultHasher, Hash, Hasher};

use iced::advanced::layout::{self, Layout};
use iced::advanced::renderer::{self, Quad};
use iced::advanced::text::{Paragraph as _, Renderer as _};
use iced::advanced::widget::{Operation, Tree, tree};
use iced::advanced::{Clipboard, Renderer as _, Shell, Widget};
use iced::{Element, Event, Length, Point, Rectangle, Renderer, Size, Theme, mouse};

use super::LogView;
use super::input::Turn;
use super::sheet::Paragraph;
use super::state::{Press, SIDE, State, View};
use crate::ui::look::measure;
use crate::ui::widget::one_layer::whole;
use crate::ui::widget::scroll_bar::ScrollBar;

impl<'a, Message: 'a> LogView<'a, Message> {
    fn view(&self, bounds: Rectangle, offset: f64) -> View {
        View {
            bounds: whole(bounds),
            count: self.lines.count(),
            offset,
        }
    }

    fn settle(&self, state: &mut State, size: Size) {
        let count = self.lines.count();
        state.settle(size, count, self.lines.dropped(), self.follow);
        if let Some((number, line)) = self.reveal
            && state.revealed != Some(number)
            && line < count
        {
            state.revealed = Some(number);
            state.chosen = Some((line, line));
            state.following = false;
            let view = self.view(Rectangle::with_size(size), state.offset);
            let middle = f64::from(view.line(line).center_y()) + state.offset - f64::from(size.height / 2.0);
            state.offset = view.clamped(middle);
        }
    }

    /// The lines that are seen, and one number for all of them where they are.
    fn seen(&self, state: &State, view: View) -> (Vec<(Point, Paragraph)>, u64) {
        let mut sheet = state.sheet.borrow_mut();
        sheet.begin();
        let mut hash = DefaultHasher::new();
        let mut lines = Vec::new();
        for line in view.visible() {
            let (paragraph, key) = sheet.shape(&self.lines.line(line));
            let at = Point::new(view.bounds.x + SIDE - state.aside.round(), view.line(line).y);
            (key, at.x.to_bits(), at.y.to_bits()).hash(&mut hash);
            lines.push((at, paragraph));
        }
        (lines, hash.finish())
    }

    fn chosen(&self, state: &State, view: View, renderer: &mut Renderer) {
        let Some(range) = state.range() else { return };
        let palette = &self.palette;
        let (ground, edge) = if self.focused {
            (palette.selection, palette.accent)
        } else {
            (palette.border, palette.outline)
        };
        for line in view.visible().filter(|line| range.contains(line)) {
            let bounds = view.line(line);
            fill(renderer, bounds, ground);
            let edge_bounds = Rectangle {
                width: measure::EDGE,
                ..bounds
            };
            fill(renderer, edge_bounds, edge);
        }
    }

    /// The widest of the lines that are seen.
    pub(super) fn widest(&self, state: &State, view: View) -> f32 {
        let mut sheet = state.sheet.borrow_mut();
        view.visible()
            .map(|line| sheet.shape(&self.lines.line(line)).0.min_width())
            .fold(0.0, f32::max)
    }
}

impl<'a, Message: 'a> Widget<Message, Theme, Renderer> for LogView<'a, Message> {
    fn tag(&self) -> tree::Tag {
        tree::Tag::of::<State>()
    }

    fn state(&self) -> tree::State {
        tree::State::new(State::default())
    }

    fn size(&self) -> Size<Length> {
        Size::new(Length::Fill, Length::Fill)
    }

    fn layout(&mut self, tree: &mut Tree, _renderer: &Renderer, limits: &layout::Limits) -> layout::Node {
        let size = limits.max();
        self.settle(tree.state.downcast_mut::<State>(), size);
        layout::Node::new(size)
    }

    fn draw(
        &self,
        tree: &Tree,
        renderer: &mut Renderer,
        _theme: &Theme,
        _style: &renderer::Style,
        layout: Layout<'_>,
        _pointer: mouse::Cursor,
        _viewport: &Rectangle,
    ) {
        let state = tree.state.downcast_ref::<State>();
        let bounds = whole(layout.bounds());
        if bounds.height < 1.0 || bounds.width < 1.0 {
            return;
        }
        let view = self.view(bounds, state.offset);
        fill(renderer, bounds, self.palette.surface);
        let (lines, seen) = self.seen(state, view);
        renderer.with_layer(state.layer.bounds(bounds, seen), |renderer| {
            self.chosen(state, view, renderer);
            for (at, line) in &lines {
                renderer.fill_paragraph(line, *at, self.palette.text, bounds);
            }
        });
        if let Some(bar) = ScrollBar::new(bounds, view.content(), state.offset) {
            let wide = state.bar || matches!(state.press, Press::Thumb { .. });
            renderer.with_layer(bar.track(), |renderer| bar.draw(renderer, &self.palette, wide));
        }
    }

    fn update(
        &mut self,
        tree: &mut Tree,
        event: &Event,
        layout: Layout<'_>,
        pointer: mouse::Cursor,
        _renderer: &Renderer,
        _clipboard: &mut dyn Clipboard,
        shell: &mut Shell<'_, Message>,
        _viewport: &Rectangle,
    ) {
        let state = tree.state.downcast_mut::<State>();
        let view = self.view(layout.bounds(), state.offset);
        let mut turn = Turn {
            log: self,
            state,
            view,
            pointer,
            shell,
        };
        turn.take(event);
    }

    fn mouse_interaction(
        &self,
        tree: &Tree,
        layout: Layout<'_>,
        pointer: mouse::Cursor,
        _viewport: &Rectangle,
        _renderer: &Renderer,
    ) -> mouse::Interaction {
        let state = tree.state.downcast_ref::<State>();
        if pointer.is_over(layout.bounds()) && !state.bar && !matches!(state.press, Press::Thumb { .. }) {
            mouse::Interaction::Text
        } else {
            mouse::Interaction::None
        }
    }

    fn operate(&mut self, tree: &mut Tree, layout: Layout<'_>, _renderer: &Renderer, operation: &mut dyn Operation) {
        let state = tree.state.downcast_mut::<State>();
        let view = self.view(layout.bounds(), state.offset);
        for line in view.visible() {
            let text: String = self.lines.line(line).spans.iter().map(|span| &*span.text).collect();
            if let Some(bounds) = view.line(line).intersection(&view.bounds) {
                operation.text(None, bounds, &text);
            }
        }
    }
}

fn fill(renderer: &mut Renderer, bounds: Rectangle, color: iced::Color) {
    let quad = Quad {
        bounds,
        ..Quad::default()
    };
    renderer.fill_quad(quad, color);
}

impl<'a, Message: 'a> From<LogView<'a, Message>> for Element<'a, Message> {
    fn from(log: LogView<'a, Message>) -> Self {
        Element::new(log)
    }
}
