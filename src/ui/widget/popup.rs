//! A card over everything else, at a point of the window or below what it belongs to. It has the keyboard while it is open, and
//! closes when something else is pressed.

use iced::advanced::widget::{Operation, Tree};
use iced::advanced::{Clipboard, Layout, Overlay, Shell, Widget, layout, mouse, overlay, renderer};
use iced::keyboard::{self, key::Named};
use iced::{Element, Event, Length, Point, Rectangle, Renderer, Size, Theme, Vector, touch};

/// How far it stays from the edges of the window.
const MARGIN: f32 = 4.0;

/// What a key means while a card is open.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Key {
    /// The next choice.
    Down,
    /// The one before.
    Up,
    /// This one.
    Enter,
    /// None; also a press beside the card.
    Close,
}

/// Where a card goes, as far as there is room.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Anchor {
    /// At this point of the window.
    At(Point),
    /// Below what it belongs to, with the left edges in line.
    Below,
    /// Below it, with the right edges in line.
    BelowRight,
}

impl From<Point> for Anchor {
    fn from(at: Point) -> Self {
        Self::At(at)
    }
}

/// Something that may have a card over it.
pub struct Popup<'a, Message> {
    /// What is below, then the card if it is open.
    children: Vec<Element<'a, Message>>,
    anchor: Anchor,
    delete: Option<Message>,
    pressed: Box<dyn Fn(Key) -> Message + 'a>,
}

impl<'a, Message> Popup<'a, Message> {
    /// `base` without a card.
    pub fn new(base: Element<'a, Message>, pressed: impl Fn(Key) -> Message + 'a) -> Self {
        Self {
            children: vec![base],
            anchor: Anchor::Below,
            delete: None,
            pressed: Box::new(pressed),
        }
    }

    /// Shows a card there, or where there is room near it.
    pub fn open(mut self, anchor: impl Into<Anchor>, card: Element<'a, Message>) -> Self {
        self.anchor = anchor.into();
        self.children.push(card);
        self
    }

    /// What the key Delete says while the card is open.
    pub fn on_delete(mut self, message: Message) -> Self {
        self.delete = Some(message);
        self
    }
}

impl<Message: Clone> Widget<Message, Theme, Renderer> for Popup<'_, Message> {
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
        let (base, tree) = (&mut self.children[0], &mut tree.children[0]);
        base.as_widget_mut()
            .update(tree, event, layout, cursor, renderer, clipboard, shell, viewport);
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
                delete: self.delete.clone(),
                pressed: &*self.pressed,
            }))),
            ([base, ..], [tree, ..]) => base
                .as_widget_mut()
                .overlay(tree, layout, renderer, viewport, translation),
            _ => None,
        }
    }
}

impl<'a, Message: Clone + 'a> From<Popup<'a, Message>> for Element<'a, Message> {
    fn from(popup: Popup<'a, Message>) -> Self {
        Self::new(popup)
    }
}

struct Card<'a, 'b, Message> {
    card: &'b mut Element<'a, Message>,
    tree: &'b mut Tree,
    anchor: Anchor,
    /// What the card belongs to, in the window.
    bounds: Rectangle,
    delete: Option<Message>,
    pressed: &'b dyn Fn(Key) -> Message,
}

impl<Message: Clone> Overlay<Message, Theme, Renderer> for Card<'_, '_, Message> {
    fn layout(&mut self, renderer: &Renderer, window: Size) -> layout::Node {
        let room = Size::new(window.width - 2.0 * MARGIN, window.height - 2.0 * MARGIN);
        let limits = layout::Limits::new(Size::ZERO, room);
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
                if let (keyboard::Key::Named(Named::Delete), Some(message)) = (key, &self.delete) {
                    shell.publish(message.clone());
                }
                let meaning = match key {
                    keyboard::Key::Named(Named::ArrowDown) => Some(Key::Down),
                    keyboard::Key::Named(Named::ArrowUp) => Some(Key::Up),
                    keyboard::Key::Named(Named::Enter) => Some(Key::Enter),
                    keyboard::Key::Named(Named::Escape | Named::Tab) => Some(Key::Close),
                    _ => None,
                };
                if let Some(meaning) = meaning {
                    shell.publish((self.pressed)(meaning));
                }
                shell.capture_event();
            }
            Event::Mouse(mouse::Event::ButtonPressed(_)) | Event::Touch(touch::Event::FingerPressed { .. })
                if !cursor.is_over(layout.bounds()) =>
            {
                shell.publish((self.pressed)(Key::Close));
                shell.capture_event();
            }
            _ => self.card.as_widget_mut().update(
                self.tree,
                event,
                layout,
                cursor,
                renderer,
                clipboard,
                shell,
                &layout.bounds(),
            ),
        }
    }

    fn draw(
        &self,
        renderer: &mut Renderer,
        theme: &Theme,
        style: &renderer::Style,
        layout: Layout<'_>,
        cursor: mouse::Cursor,
    ) {
        let card = self.card.as_widget();
        card.draw(self.tree, renderer, theme, style, layout, cursor, &layout.bounds());
    }

    fn operate(&mut self, layout: Layout<'_>, renderer: &Renderer, operation: &mut dyn Operation) {
        self.card
            .as_widget_mut()
            .operate(self.tree, layout, renderer, operation);
    }

    fn mouse_interaction(&self, layout: Layout<'_>, cursor: mouse::Cursor, renderer: &Renderer) -> mouse::Interaction {
        let card = self.card.as_widget();
        card.mouse_interaction(self.tree, layout, cursor, &layout.bounds(), renderer)
    }
}

/// Where the card goes if there is room.
fn wanted(anchor: Anchor, bounds: Rectangle, card: Size) -> Point {
    let below = bounds.y + bounds.height + MARGIN;
    match anchor {
        Anchor::At(at) => at,
        Anchor::Below => Point::new(bounds.x, below),
        Anchor::BelowRight => Point::new(bounds.x + bounds.width - card.width, below),
    }
}

/// The point nearest to `at` where the whole card is seen; a card that is too large begins at the corner.
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
        let kept = |x, y| kept_inside(Point::new(x, y), Size::new(200.0, 300.0), Size::new(800.0, 560.0));
        assert_eq!(kept(10.0, 20.0), Point::new(10.0, 20.0));
        assert_eq!(kept(790.0, 550.0), Point::new(596.0, 256.0));
        assert_eq!(kept(-50.0, 20.0), Point::new(MARGIN, 20.0));
    }

    #[test]
    fn a_card_stands_below_what_it_belongs_to() {
        let button = Rectangle::new(Point::new(300.0, 40.0), Size::new(28.0, 28.0));
        let card = Size::new(200.0, 300.0);
        assert_eq!(wanted(Anchor::Below, button, card), Point::new(300.0, 72.0));
        assert_eq!(wanted(Anchor::BelowRight, button, card), Point::new(128.0, 72.0));
        assert_eq!(wanted(Point::new(7.0, 8.0).into(), button, card), Point::new(7.0, 8.0));
    }
}
