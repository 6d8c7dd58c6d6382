//! The table as the toolkit sees it.

use iced::advanced::layout::{self, Layout};
use iced::advanced::widget::{Operation, Tree, tree};
use iced::advanced::{Clipboard, Shell, Widget, overlay, renderer};
use iced::{Element, Event, Length, Rectangle, Renderer, Size, Theme, Vector, mouse};

use super::Table;
use super::card::Floating;
use super::draw::{self, Brush, face, text_x};
use super::geometry::{Frame, SIDE, column_at, grip, lanes};
use super::input::Turn;
use super::state::{Press, State};
use crate::ui::widget::one_layer::whole;

impl<'a, Message: 'a> Table<'a, Message> {
    fn frame(&self, bounds: Rectangle, offset: f64) -> Frame {
        Frame {
            bounds: whole(bounds),
            row_height: self.row_height,
            count: self.rows.count(),
            offset,
        }
    }

    /// Cursor and offset follow the rows, which may be others than in the last frame.
    fn settle(&self, state: &mut State, size: Size) {
        state.clamp(self.rows.count());
        let frame = self.frame(Rectangle::with_size(size), state.offset);
        state.offset = frame.clamped(state.offset);
        if let Some((number, row)) = self.reveal
            && state.revealed != Some(number)
        {
            state.revealed = Some(number);
            if row < frame.count {
                state.cursor = Some(row);
                state.anchor = Some(row);
                state.offset = frame.revealing(row);
            }
        }
    }

    /// What a tooltip says: what the rows have to say, or the whole of a text that was cut.
    fn tip(&self, state: &State, bounds: Rectangle) -> Option<String> {
        let (spot, _) = state.hover.filter(|_| state.tip && state.press == Press::Idle)?;
        if let Some(tip) = self.rows.tip(spot.row, spot.column) {
            return Some(tip);
        }
        let lane = *lanes(whole(bounds), &self.columns).get(spot.column)?;
        let cell = self.rows.cell(spot.row, spot.column);
        if cell.progress.is_some() {
            return None;
        }
        let room = lane.right() - SIDE - text_x(lane, &cell);
        let fitted = state
            .texts
            .borrow_mut()
            .fit(&cell.text, face(&cell), room, self.row_height);
        fitted.cut.then(|| cell.text.into_owned())
    }
}

impl<'a, Message: 'a> Widget<Message, Theme, Renderer> for Table<'a, Message> {
    fn tag(&self) -> tree::Tag {
        tree::Tag::of::<State>()
    }

    fn state(&self) -> tree::State {
        tree::State::new(State::default())
    }

    fn children(&self) -> Vec<Tree> {
        self.editor.iter().map(|(_, editor)| Tree::new(editor)).collect()
    }

    fn diff(&self, tree: &mut Tree) {
        match &self.editor {
            Some((_, editor)) => tree.diff_children(&[editor.as_widget()]),
            None => tree.children.clear(),
        }
    }

    fn size(&self) -> Size<Length> {
        Size::new(Length::Fill, Length::Fill)
    }

    fn layout(&mut self, tree: &mut Tree, renderer: &Renderer, limits: &layout::Limits) -> layout::Node {
        let size = limits.max();
        let state = tree.state.downcast_mut::<State>();
        self.settle(state, size);
        let frame = self.frame(Rectangle::with_size(size), state.offset);
        let first = lanes(frame.bounds, &self.columns).first().copied();
        let (Some((row, editor)), Some(lane), Some(tree)) = (&mut self.editor, first, tree.children.first_mut()) else {
            return layout::Node::new(size);
        };
        if *row >= frame.count {
            return layout::Node::new(size);
        }
        // The text of the editor stands where the name stood: its frame may begin a little before.
        let x = text_x(lane, &self.rows.cell(*row, 0)) - 4.0;
        let bounds = frame.row(*row);
        let room = Size::new((lane.right() - x - 4.0).max(0.0), bounds.height);
        let child = editor
            .as_widget_mut()
            .layout(tree, renderer, &layout::Limits::new(Size::ZERO, room));
        let below = (bounds.height - child.size().height) / 2.0;
        let child = child.move_to((x, bounds.y + below.max(0.0)));
        layout::Node::with_children(size, vec![child])
    }

    fn draw(
        &self,
        tree: &Tree,
        renderer: &mut Renderer,
        theme: &Theme,
        style: &renderer::Style,
        layout: Layout<'_>,
        pointer: mouse::Cursor,
        _viewport: &Rectangle,
    ) {
        let state = tree.state.downcast_ref::<State>();
        let brush = Brush {
            table: self,
            state,
            frame: self.frame(layout.bounds(), state.offset),
        };
        brush.draw(renderer, |renderer, body| {
            draw::editor(self, tree, (renderer, theme, style), layout, pointer, body);
        });
    }

    fn update(
        &mut self,
        tree: &mut Tree,
        event: &Event,
        layout: Layout<'_>,
        pointer: mouse::Cursor,
        renderer: &Renderer,
        clipboard: &mut dyn Clipboard,
        shell: &mut Shell<'_, Message>,
        viewport: &Rectangle,
    ) {
        let state = tree.state.downcast_mut::<State>();
        let frame = self.frame(layout.bounds(), state.offset);
        if let (Some((_, editor)), Some(child), Some(layout)) =
            (&mut self.editor, tree.children.first_mut(), layout.children().next())
        {
            let pointer = if pointer.is_over(frame.body()) {
                pointer
            } else {
                mouse::Cursor::Unavailable
            };
            editor
                .as_widget_mut()
                .update(child, event, layout, pointer, renderer, clipboard, shell, viewport);
        }
        let mut turn = Turn {
            table: self,
            state,
            frame,
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
        viewport: &Rectangle,
        renderer: &Renderer,
    ) -> mouse::Interaction {
        let state = tree.state.downcast_ref::<State>();
        let frame = self.frame(layout.bounds(), state.offset);
        match state.press {
            Press::Resize { .. } => return mouse::Interaction::ResizingHorizontally,
            Press::Drag | Press::Carry { .. } => return mouse::Interaction::Grabbing,
            _ => {}
        }
        if let (Some((_, editor)), Some(child), Some(layout)) =
            (&self.editor, tree.children.first(), layout.children().next())
            && pointer.is_over(frame.body())
            && pointer.is_over(layout.bounds())
        {
            return editor
                .as_widget()
                .mouse_interaction(child, layout, pointer, viewport, renderer);
        }
        match pointer.position_over(frame.head()) {
            Some(at) if grip(&lanes(frame.bounds, &self.columns), at.x).is_some() => {
                mouse::Interaction::ResizingHorizontally
            }
            Some(at)
                if column_at(&lanes(frame.bounds, &self.columns), at.x)
                    .is_some_and(|column| self.columns[column].sortable) =>
            {
                mouse::Interaction::Pointer
            }
            _ => mouse::Interaction::None,
        }
    }

    fn operate(&mut self, tree: &mut Tree, layout: Layout<'_>, renderer: &Renderer, operation: &mut dyn Operation) {
        let state = tree.state.downcast_mut::<State>();
        state.focused = self.focused;
        operation.focusable(None, layout.bounds(), state);
        let frame = self.frame(layout.bounds(), state.offset);
        let lanes = lanes(frame.bounds, &self.columns);
        for (column, lane) in self.columns.iter().zip(&lanes) {
            let bounds = Rectangle {
                x: lane.x,
                width: lane.width,
                ..frame.head()
            };
            operation.text(None, bounds, &column.title);
        }
        for row in frame.visible() {
            let row_bounds = frame.row(row);
            for (column, lane) in lanes.iter().enumerate() {
                let bounds = Rectangle {
                    x: lane.x,
                    width: lane.width,
                    ..row_bounds
                };
                // A row that is seen in part only is clicked where it is seen.
                if let Some(bounds) = bounds.intersection(&frame.body()) {
                    operation.text(None, bounds, &self.rows.cell(row, column).text);
                }
            }
        }
        if let (Some((_, editor)), Some(child), Some(layout)) =
            (&mut self.editor, tree.children.first_mut(), layout.children().next())
        {
            operation.traverse(&mut |operation| {
                editor.as_widget_mut().operate(child, layout, renderer, operation);
            });
        }
    }

    fn overlay<'b>(
        &'b mut self,
        tree: &'b mut Tree,
        layout: Layout<'b>,
        _renderer: &Renderer,
        _viewport: &Rectangle,
        translation: Vector,
    ) -> Option<overlay::Element<'b, Message, Theme, Renderer>> {
        let state = tree.state.downcast_mut::<State>();
        let pointer = state.pointer? + translation;
        let text = match (&state.press, &self.drag) {
            (Press::Drag, Some(drag)) => drag.ghost.clone(),
            _ => self.tip(state, layout.bounds())?,
        };
        if text.is_empty() {
            return None;
        }
        state.card.say(&text);
        let floating = Floating {
            card: &state.card,
            pointer,
            palette: self.palette,
        };
        Some(floating.element())
    }
}

impl<'a, Message: 'a> From<Table<'a, Message>> for Element<'a, Message> {
    fn from(table: Table<'a, Message>) -> Self {
        Element::new(table)
    }
}
