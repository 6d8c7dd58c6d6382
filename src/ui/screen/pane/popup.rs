//! A card over everything else, at a point of the window or below what it belongs to. It keeps the keyboard while it is open.

use iced::advanced::widget::{Operation, Tree};
use iced::advanced::{Clipboard, Layout, Overlay, Shell, Widget, layout, mouse, overlay, renderer};
use iced::keyboard::{self, Key, key::Named};
use iced::{Element, Event, Length, Point, Rectangle, Renderer, Size, Theme, Vector, touch};

use super::Message;
use super::menu::Anchor;

/// How far it stays from the edges of the window.
const MARGIN: f32 = 4.0;

/// Something with a card that may be open over it.
pub struct Popup<'a> {
    children: Vec<Element<'a, Message>>,
    anchor: Anchor,
}

impl<'a> Popup<'a> {
    /// `base` without a card.
    pub fn new(base: Element<'a, Message>) -> Self {
        Self {
            children: vec![base],
            anchor: Anchor::Head,
        }
    }

    /// Shows `card`.
    pub fn open(mut self, anchor: Anchor, card: Element<'a, Message>) -> Self {
        self.anchor = anchor;
        self.children.push(card);
        self
    }
}

impl Widget<Message, Theme, Renderer> for Popup<'_> {
    fn children(&self) -> Vec<Tree> {
        self.children.iter().map(Tree::new).collect()
    }

    fn diff(&self, tree: &mut Tree) {
        tree.diff_children(&self.children);
    }

    fn size(&self) -> Size<Length> {
        self.children[0].as_widget().size()
    }

    fn layout(&mut self, tree: &mut Tree, renderer: &Renderer, limits: &layout::Limits) -> layout::Node {
        self.children[0]
            .as_widget_mut()
            .layout(&mut tree.children[0], renderer, limits)
    }

    fn operate(&mut self, tree: &mut Tree, layout: Layout<'_>, renderer: &Renderer, operation: &mut dyn Operation) {
        self.children[0]
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
        self.children[0].as_widget_mut().update(
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
        self.children[0]
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
        self.children[0]
            .as_widget()
            .mouse_interaction(&tree.children[0], layout, cursor, viewport, renderer)
    }

    fn overlay<'b>(
        &'b mut self,
        tree: &'b mut Tree,
        layout: Layout<'b>,
        renderer: &Renderer,
        viewport: &Rectangle,
        translation: Vector,
    ) -> Option<overlay::Element<'b, Message, Theme, Renderer>> {
        let bounds = layout.bounds() + translation;
        match (self.children.as_mut_slice(), tree.children.as_mut_slice()) {
            ([_, card], [_, tree]) => Some(overlay::Element::new(Box::new(Card {
                card,
                tree,
                anchor: self.anchor,
                bounds,
                viewport: *viewport,
            }))),
            ([base, ..], [tree, ..]) => base
                .as_widget_mut()
                .overlay(tree, layout, renderer, viewport, translation),
            _ => None,
        }
    }
}

impl<'a> From<Popup<'a>> for Element<'a, Message> {
    fn from(popup: Popup<'a>) -> Self {
        Self::new(popup)
    }
}

struct Card<'a, 'b> {
    card: &'b mut Element<'a, Message>,
    tree: &'b mut Tree,
    anchor: Anchor,
    bounds: Rectangle,
    viewport: Rectangle,
}

impl Overlay<Message, Theme, Renderer> for Card<'_, '_> {
    fn layout(&mut self, renderer: &Renderer, window: Size) -> layout::Node {
        let limits = layout::Limits::new(Size::ZERO, window);
        let node = self.card.as_widget_mut().layout(self.tree, renderer, &limits);
        let size = node.size();
        node.move_to(kept_inside(wanted(self.anchor, self.bounds, size), size, window))
    }

    fn update(
        &mut self,
        event: &Event,
        layout: Layout<'_>,
        cursor: mouse::Cursor,
        renderer: &Renderer,
        clipboard: &mut dyn Clipboard,
        shell: &mut Shell<'_, Message>,
    ) {
        match event {
            Event::Keyboard(keyboard::Event::KeyPressed { key, .. }) => {
                match key {
                    Key::Named(Named::ArrowDown) => shell.publish(Message::MenuStep(1)),
                    Key::Named(Named::ArrowUp) => shell.publish(Message::MenuStep(-1)),
                    Key::Named(Named::Enter) => shell.publish(Message::MenuAccepted),
                    Key::Named(Named::Escape | Named::Tab) => shell.publish(Message::MenuClosed),
                    _ => {}
                }
                return shell.capture_event();
            }
            Event::Mouse(mouse::Event::ButtonPressed(_)) | Event::Touch(touch::Event::FingerPressed { .. })
                if !cursor.is_over(layout.bounds()) =>
            {
                shell.publish(Message::MenuClosed);
                return shell.capture_event();
            }
            _ => {}
        }
        self.card.as_widget_mut().update(
            self.tree,
            event,
            layout,
            cursor,
            renderer,
            clipboard,
            shell,
            &self.viewport,
        );
    }

    fn draw(
        &self,
        renderer: &mut Renderer,
        theme: &Theme,
        style: &renderer::Style,
        layout: Layout<'_>,
        cursor: mouse::Cursor,
    ) {
        self.card
            .as_widget()
            .draw(self.tree, renderer, theme, style, layout, cursor, &self.viewport);
    }

    fn operate(&mut self, layout: Layout<'_>, renderer: &Renderer, operation: &mut dyn Operation) {
        self.card
            .as_widget_mut()
            .operate(self.tree, layout, renderer, operation);
    }

    fn mouse_interaction(&self, layout: Layout<'_>, cursor: mouse::Cursor, renderer: &Renderer) -> mouse::Interaction {
        self.card
            .as_widget()
            .mouse_interaction(self.tree, layout, cursor, &self.viewport, renderer)
    }
}

/// Where the card goes if there is room.
fn wanted(anchor: Anchor, bounds: Rectangle, card: Size) -> Point {
    let below = bounds.y + bounds.height + MARGIN;
    match anchor {
        Anchor::Pointer(at) => at,
        Anchor::Head => Point::new(bounds.x + bounds.width - card.width, below),
        Anchor::Trail => Point::new(bounds.x, below),
    }
}

fn kept_inside(at: Point, card: Size, window: Size) -> Point {
    let keep = |at: f32, length: f32, all: f32| at.min(all - length - MARGIN).max(MARGIN);
    Point::new(
        keep(at.x, card.width, window.width),
        keep(at.y, card.height, window.height),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_card_stays_inside_the_window() {
        let (card, window) = (Size::new(200.0, 300.0), Size::new(800.0, 560.0));
        let kept = |x, y| kept_inside(Point::new(x, y), card, window);
        assert_eq!(kept(10.0, 20.0), Point::new(10.0, 20.0));
        assert_eq!(kept(790.0, 550.0), Point::new(596.0, 256.0));
        assert_eq!(kept(-50.0, -50.0), Point::new(MARGIN, MARGIN));
        // One that is too large begins at the top, where it is read from.
        assert_eq!(
            kept_inside(Point::ORIGIN, Size::new(900.0, 900.0), window),
            Point::new(MARGIN, MARGIN)
        );
    }
}
