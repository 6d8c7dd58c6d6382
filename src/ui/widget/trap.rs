//! Keeps the keyboard inside a dialog: Tab goes round in it, Esc leaves it, and nothing behind it hears a key.

use iced::advanced::widget::operation::{self, Outcome};
use iced::advanced::widget::{Operation, Tree, tree};
use iced::advanced::{Clipboard, Layout, Shell, Widget, layout, mouse, overlay, renderer};
use iced::keyboard::{self, Key, Modifiers, key::Named};
use iced::widget::Id;
use iced::{Element, Event, Length, Rectangle, Renderer, Size, Theme, Vector};

/// What a key means to a dialog as a whole, before anything in it hears it.
pub type Meaning<Message> = fn(&Key, Modifiers) -> Option<Message>;

/// A dialog with the keyboard to itself.
pub struct Trap<'a, Message> {
    dialog: Element<'a, Message>,
    number: u64,
    first: Id,
    escape: Message,
    keys: Option<Meaning<Message>>,
}

impl<'a, Message> Trap<'a, Message> {
    /// `first` gets the focus when a dialog with another number is shown; Esc sends `escape`.
    pub fn new(dialog: impl Into<Element<'a, Message>>, number: u64, first: impl Into<Id>, escape: Message) -> Self {
        Self {
            dialog: dialog.into(),
            number,
            first: first.into(),
            escape,
            keys: None,
        }
    }

    /// Keys with a meaning of their own in this dialog.
    pub fn keys(mut self, keys: Meaning<Message>) -> Self {
        self.keys = Some(keys);
        self
    }

    fn run(&mut self, tree: &mut Tree, layout: Layout<'_>, renderer: &Renderer, operation: Box<dyn Operation>) {
        let mut next = Some(operation);
        while let Some(mut operation) = next.take() {
            self.dialog
                .as_widget_mut()
                .operate(&mut tree.children[0], layout, renderer, operation.as_mut());
            if let Outcome::Chain(chained) = operation.finish() {
                next = Some(chained);
            }
        }
    }
}

impl<Message> Trap<'_, Message> {
    fn step(&mut self, tree: &mut Tree, layout: Layout<'_>, renderer: &Renderer, back: bool) {
        let next: Box<dyn Operation> = if back {
            Box::new(operation::focusable::focus_previous())
        } else {
            Box::new(operation::focusable::focus_next())
        };
        self.run(tree, layout, renderer, next);
    }

    /// Whether nothing in the dialog has the focus.
    fn is_lost(&mut self, tree: &mut Tree, layout: Layout<'_>, renderer: &Renderer) -> bool {
        let mut count = operation::focusable::count();
        self.dialog.as_widget_mut().operate(
            &mut tree.children[0],
            layout,
            renderer,
            &mut operation::black_box(&mut count),
        );
        matches!(count.finish(), Outcome::Some(count) if count.focused.is_none())
    }
}

#[derive(Debug, Default)]
struct State {
    shown: Option<u64>,
}

impl<Message: Clone> Widget<Message, Theme, Renderer> for Trap<'_, Message> {
    fn tag(&self) -> tree::Tag {
        tree::Tag::of::<State>()
    }

    fn state(&self) -> tree::State {
        tree::State::new(State::default())
    }

    fn children(&self) -> Vec<Tree> {
        vec![Tree::new(&self.dialog)]
    }

    fn diff(&self, tree: &mut Tree) {
        tree.diff_children(std::slice::from_ref(&self.dialog));
    }

    fn size(&self) -> Size<Length> {
        self.dialog.as_widget().size()
    }

    fn layout(&mut self, tree: &mut Tree, renderer: &Renderer, limits: &layout::Limits) -> layout::Node {
        self.dialog
            .as_widget_mut()
            .layout(&mut tree.children[0], renderer, limits)
    }

    fn operate(&mut self, tree: &mut Tree, layout: Layout<'_>, renderer: &Renderer, operation: &mut dyn Operation) {
        self.dialog
            .as_widget_mut()
            .operate(&mut tree.children[0], layout, renderer, operation);
    }

    fn update(
        &mut self,
        tree: &mut Tree,
        event: &Event,
        layout: Layout<'_>,
        cursor: mouse::Cursor,
        renderer: &Renderer,
        clipboard: &mut dyn Clipboard,
        shell: &mut Shell<'_, Message>,
        viewport: &Rectangle,
    ) {
        if tree.state.downcast_ref::<State>().shown != Some(self.number) {
            tree.state.downcast_mut::<State>().shown = Some(self.number);
            let first = Box::new(operation::focusable::focus(self.first.clone()));
            self.run(tree, layout, renderer, first);
            shell.request_redraw();
        }
        if let Event::Keyboard(keyboard::Event::KeyPressed { key, modifiers, .. }) = event {
            let named = match key {
                Key::Named(named) => Some(*named),
                _ => None,
            };
            if named == Some(Named::Escape) {
                shell.publish(self.escape.clone());
                shell.capture_event();
                return;
            }
            if let Some(message) = self.keys.and_then(|keys| keys(key, *modifiers)) {
                shell.publish(message);
                shell.capture_event();
                return;
            }
            if named == Some(Named::Tab) {
                self.step(tree, layout, renderer, modifiers.shift());
                // Behind the last one the toolkit leaves the focus nowhere: here it goes round.
                if self.is_lost(tree, layout, renderer) {
                    self.step(tree, layout, renderer, modifiers.shift());
                }
                self.run(tree, layout, renderer, super::reveal::focus_into_view());
                shell.request_redraw();
                shell.capture_event();
                return;
            }
        }
        self.dialog.as_widget_mut().update(
            &mut tree.children[0],
            event,
            layout,
            cursor,
            renderer,
            clipboard,
            shell,
            viewport,
        );
        if matches!(event, Event::Keyboard(_) | Event::InputMethod(_)) {
            shell.capture_event();
        }
    }

    fn mouse_interaction(
        &self,
        tree: &Tree,
        layout: Layout<'_>,
        cursor: mouse::Cursor,
        viewport: &Rectangle,
        renderer: &Renderer,
    ) -> mouse::Interaction {
        self.dialog
            .as_widget()
            .mouse_interaction(&tree.children[0], layout, cursor, viewport, renderer)
    }

    fn draw(
        &self,
        tree: &Tree,
        renderer: &mut Renderer,
        theme: &Theme,
        style: &renderer::Style,
        layout: Layout<'_>,
        cursor: mouse::Cursor,
        viewport: &Rectangle,
    ) {
        self.dialog
            .as_widget()
            .draw(&tree.children[0], renderer, theme, style, layout, cursor, viewport);
    }

    fn overlay<'b>(
        &'b mut self,
        tree: &'b mut Tree,
        layout: Layout<'b>,
        renderer: &Renderer,
        viewport: &Rectangle,
        translation: Vector,
    ) -> Option<overlay::Element<'b, Message, Theme, Renderer>> {
        self.dialog
            .as_widget_mut()
            .overlay(&mut tree.children[0], layout, renderer, viewport, translation)
    }
}

impl<'a, Message: Clone + 'a> From<Trap<'a, Message>> for Element<'a, Message> {
    fn from(trap: Trap<'a, Message>) -> Self {
        Element::new(trap)
    }
}
