//! A field that tells when it is left: by Esc, or by a press anywhere else. The toolkit's own tells neither.

use iced::advanced::widget::{Operation, Tree};
use iced::advanced::{Clipboard, Layout, Shell, Widget, layout, mouse, renderer};
use iced::keyboard::{self, Key, key::Named};
use iced::{Element, Event, Length, Rectangle, Renderer, Size, Theme};

use super::Message;

/// A text field with what leaving it means.
pub struct Field<'a> {
    input: Element<'a, Message>,
    escaped: Option<Message>,
    left: Option<Message>,
}

impl<'a> Field<'a> {
    /// `escaped` is sent on Esc; `None`: Esc is for something else now.
    pub fn new(input: impl Into<Element<'a, Message>>, escaped: impl Into<Option<Message>>) -> Self {
        Self {
            input: input.into(),
            escaped: escaped.into(),
            left: None,
        }
    }

    /// `left` is sent when something else is pressed.
    pub fn left(mut self, left: Message) -> Self {
        self.left = Some(left);
        self
    }
}

impl Widget<Message, Theme, Renderer> for Field<'_> {
    fn children(&self) -> Vec<Tree> {
        vec![Tree::new(&self.input)]
    }

    fn diff(&self, tree: &mut Tree) {
        tree.diff_children(std::slice::from_ref(&self.input));
    }

    fn size(&self) -> Size<Length> {
        self.input.as_widget().size()
    }

    fn layout(&mut self, tree: &mut Tree, renderer: &Renderer, limits: &layout::Limits) -> layout::Node {
        self.input
            .as_widget_mut()
            .layout(&mut tree.children[0], renderer, limits)
    }

    fn operate(&mut self, tree: &mut Tree, layout: Layout<'_>, renderer: &Renderer, operation: &mut dyn Operation) {
        self.input
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
        match event {
            Event::Keyboard(keyboard::Event::KeyPressed {
                key: Key::Named(Named::Escape),
                ..
            }) if !shell.is_event_captured() => {
                if let Some(escaped) = &self.escaped {
                    shell.publish(escaped.clone());
                    return shell.capture_event();
                }
            }
            // Not captured: the press also does what it was meant for.
            Event::Mouse(mouse::Event::ButtonPressed(_)) if !cursor.is_over(layout.bounds()) => {
                if let Some(left) = &self.left {
                    shell.publish(left.clone());
                }
            }
            _ => {}
        }
        self.input.as_widget_mut().update(
            &mut tree.children[0],
            event,
            layout,
            cursor,
            renderer,
            clipboard,
            shell,
            viewport,
        );
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
        self.input
            .as_widget()
            .draw(&tree.children[0], renderer, theme, style, layout, cursor, viewport);
    }

    fn mouse_interaction(
        &self,
        tree: &Tree,
        layout: Layout<'_>,
        cursor: mouse::Cursor,
        viewport: &Rectangle,
        renderer: &Renderer,
    ) -> mouse::Interaction {
        self.input
            .as_widget()
            .mouse_interaction(&tree.children[0], layout, cursor, viewport, renderer)
    }
}

impl<'a> From<Field<'a>> for Element<'a, Message> {
    fn from(field: Field<'a>) -> Self {
        Self::new(field)
    }
}
