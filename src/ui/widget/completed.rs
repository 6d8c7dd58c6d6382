//! A field with a list of what may be meant below it. The keyboard stays in the field.

use iced::advanced::widget::operation::{self, Outcome};
use iced::advanced::widget::{Operation, Tree};
use iced::advanced::{Clipboard, Layout, Overlay, Shell, Widget, layout, mouse, overlay, renderer};
use iced::keyboard::{self, Key, key::Named};
use iced::{Element, Event, Length, Rectangle, Renderer, Size, Theme, Vector};

/// How far the list is from the field.
const GAP: f32 = 4.0;

/// What a key means while the field has the keyboard.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stroke {
    /// The next one; opens the list.
    Down,
    /// The one before.
    Up,
    /// This one, or what is typed.
    Enter,
    /// The same with Ctrl.
    CtrlEnter,
    /// None of them.
    Close,
    /// The keyboard goes on to something else.
    Leave,
}

/// A field, and the list if it is open.
pub struct Completed<'a, Message> {
    /// The field, then the list.
    children: Vec<Element<'a, Message>>,
    struck: Box<dyn Fn(Stroke) -> Option<Message> + 'a>,
    least: f32,
}

impl<'a, Message> Completed<'a, Message> {
    /// `struck` says what a key does; `None` leaves it to the field.
    pub fn new(field: impl Into<Element<'a, Message>>, struck: impl Fn(Stroke) -> Option<Message> + 'a) -> Self {
        Self {
            children: vec![field.into()],
            struck: Box::new(struck),
            least: 0.0,
        }
    }

    /// The list is at least this wide, also under a narrow field.
    pub fn least_width(mut self, width: f32) -> Self {
        self.least = width;
        self
    }

    /// With the list open.
    pub fn list(mut self, list: impl Into<Element<'a, Message>>) -> Self {
        self.children.push(list.into());
        self
    }

    fn has_keyboard(&mut self, tree: &mut Tree, layout: Layout<'_>, renderer: &Renderer) -> bool {
        let mut count = operation::focusable::count();
        self.children[0].as_widget_mut().operate(
            &mut tree.children[0],
            layout,
            renderer,
            &mut operation::black_box(&mut count),
        );
        matches!(count.finish(), Outcome::Some(count) if count.focused.is_some())
    }
}

fn stroke(key: &Key, modifiers: keyboard::Modifiers) -> Option<Stroke> {
    Some(match key {
        Key::Named(Named::ArrowDown) => Stroke::Down,
        Key::Named(Named::ArrowUp) => Stroke::Up,
        Key::Named(Named::Enter) if modifiers.command() => Stroke::CtrlEnter,
        Key::Named(Named::Enter) => Stroke::Enter,
        Key::Named(Named::Escape) => Stroke::Close,
        Key::Named(Named::Tab) => Stroke::Leave,
        _ => return None,
    })
}

impl<Message> Widget<Message, Theme, Renderer> for Completed<'_, Message> {
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
        let (field, tree) = (&mut self.children[0], &mut tree.children[0]);
        field.as_widget_mut().layout(tree, renderer, limits)
    }

    fn operate(&mut self, tree: &mut Tree, layout: Layout<'_>, renderer: &Renderer, operation: &mut dyn Operation) {
        let (field, tree) = (&mut self.children[0], &mut tree.children[0]);
        field.as_widget_mut().operate(tree, layout, renderer, operation);
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
        if let Event::Keyboard(keyboard::Event::KeyPressed { key, modifiers, .. }) = event
            && let Some(stroke) = stroke(key, *modifiers)
            && (self.children.len() > 1 || self.has_keyboard(tree, layout, renderer))
            && let Some(message) = (self.struck)(stroke)
        {
            shell.publish(message);
            if stroke != Stroke::Leave {
                shell.capture_event();
                return;
            }
        }
        let (field, tree) = (&mut self.children[0], &mut tree.children[0]);
        field
            .as_widget_mut()
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
        let field = self.children[0].as_widget();
        field.draw(&tree.children[0], renderer, theme, style, layout, cursor, viewport);
    }

    fn mouse_interaction(
        &self,
        tree: &Tree,
        layout: Layout<'_>,
        cursor: mouse::Cursor,
        viewport: &Rectangle,
        renderer: &Renderer,
    ) -> mouse::Interaction {
        let field = self.children[0].as_widget();
        field.mouse_interaction(&tree.children[0], layout, cursor, viewport, renderer)
    }

    fn overlay<'b>(
        &'b mut self,
        tree: &'b mut Tree,
        layout: Layout<'b>,
        _renderer: &Renderer,
        _viewport: &Rectangle,
        translation: Vector,
    ) -> Option<overlay::Element<'b, Message, Theme, Renderer>> {
        match (self.children.as_mut_slice(), tree.children.as_mut_slice()) {
            ([_, list], [_, tree]) => Some(overlay::Element::new(Box::new(List {
                list,
                tree,
                field: layout.bounds() + translation,
                struck: &*self.struck,
                least: self.least,
            }))),
            _ => None,
        }
    }
}

impl<'a, Message: 'a> From<Completed<'a, Message>> for Element<'a, Message> {
    fn from(completed: Completed<'a, Message>) -> Self {
        Element::new(completed)
    }
}

/// The list, over everything else.
struct List<'a, 'b, Message> {
    list: &'b mut Element<'a, Message>,
    tree: &'b mut Tree,
    field: Rectangle,
    struck: &'b dyn Fn(Stroke) -> Option<Message>,
    least: f32,
}

impl<Message> Overlay<Message, Theme, Renderer> for List<'_, '_, Message> {
    fn layout(&mut self, renderer: &Renderer, window: Size) -> layout::Node {
        let top = self.field.y + self.field.height + GAP;
        let width = self.field.width.max(self.least);
        let room = Size::new(width, (window.height - top - GAP).max(0.0));
        let limits = layout::Limits::new(Size::ZERO, room).width(width);
        let node = self.list.as_widget_mut().layout(self.tree, renderer, &limits);
        let left = self.field.x.min(window.width - width - GAP).max(GAP);
        node.move_to(iced::Point::new(left, top))
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
        if let Event::Mouse(mouse::Event::ButtonPressed(_)) = event
            && !cursor.is_over(layout.bounds())
        {
            // A press in the field moves its cursor; anywhere else it means something else.
            if !cursor.is_over(self.field)
                && let Some(message) = (self.struck)(Stroke::Leave)
            {
                shell.publish(message);
            }
            return;
        }
        // Keys stay in the field.
        if !matches!(event, Event::Keyboard(_) | Event::InputMethod(_)) {
            self.list.as_widget_mut().update(
                self.tree,
                event,
                layout,
                cursor,
                renderer,
                clipboard,
                shell,
                &layout.bounds(),
            );
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
        let list = self.list.as_widget();
        list.draw(self.tree, renderer, theme, style, layout, cursor, &layout.bounds());
    }

    fn operate(&mut self, layout: Layout<'_>, renderer: &Renderer, operation: &mut dyn Operation) {
        let list = self.list.as_widget_mut();
        list.operate(self.tree, layout, renderer, operation);
    }

    fn mouse_interaction(&self, layout: Layout<'_>, cursor: mouse::Cursor, renderer: &Renderer) -> mouse::Interaction {
        let list = self.list.as_widget();
        list.mouse_interaction(self.tree, layout, cursor, &layout.bounds(), renderer)
    }
}

#[cfg(test)]
mod tests {
    use iced::widget::{button, column, text, text_input};
    use iced_test::Simulator;

    use super::*;

    #[derive(Clone, Debug, PartialEq)]
    enum Told {
        Typed(String),
        Submitted,
        Struck(Stroke),
        Chosen,
    }

    fn field(open: bool) -> Element<'static, Told> {
        let input = text_input("where", "")
            .id("field")
            .on_input(Told::Typed)
            .on_submit(Told::Submitted);
        let struck = move |stroke| match stroke {
            Stroke::Enter => None,
            Stroke::Down => Some(Told::Struck(stroke)),
            _ => open.then_some(Told::Struck(stroke)),
        };
        let field = Completed::new(input, struck);
        if !open {
            return field.into();
        }
        field.list(column![button(text("one")).on_press(Told::Chosen)]).into()
    }

    /// Presses keys, in the field or before it has the keyboard.
    fn told(open: bool, inside: bool, keys: &[Key]) -> Vec<Told> {
        let mut simulator = Simulator::new(field(open));
        if inside {
            simulator.click(iced_test::selector::id("field")).unwrap();
        }
        for key in keys {
            let _ = simulator.tap_key(key.clone());
        }
        simulator.into_messages().collect()
    }

    #[test]
    fn keys_are_heard_only_by_who_types() {
        let down = [Key::Named(Named::ArrowDown)];
        assert!(told(false, false, &down).is_empty());
        assert_eq!(told(false, true, &down), [Told::Struck(Stroke::Down)]);
    }

    #[test]
    fn what_is_not_meant_for_the_list_is_the_fields() {
        let enter = [Key::Named(Named::Enter)];
        assert_eq!(told(false, true, &enter), [Told::Submitted]);
        assert_eq!(told(true, true, &enter), [Told::Submitted], "nothing is chosen");
        let escape = [Key::Named(Named::Escape)];
        assert!(told(false, true, &escape).is_empty());
        assert_eq!(told(true, true, &escape), [Told::Struck(Stroke::Close)]);
        let mut simulator = Simulator::new(field(true));
        simulator.click(iced_test::selector::id("field")).unwrap();
        let _ = simulator.typewrite("a");
        assert_eq!(
            simulator.into_messages().collect::<Vec<_>>(),
            [Told::Typed("a".to_owned())]
        );
    }

    #[test]
    fn a_choice_is_pressed_and_a_press_elsewhere_leaves() {
        let mut simulator = Simulator::new(field(true));
        simulator.click("one").unwrap();
        assert_eq!(simulator.into_messages().collect::<Vec<_>>(), [Told::Chosen]);
        let mut simulator = Simulator::new(field(true));
        simulator.point_at(iced::Point::new(700.0, 500.0));
        let _ = simulator.simulate(iced_test::simulator::click());
        assert_eq!(
            simulator.into_messages().collect::<Vec<_>>(),
            [Told::Struck(Stroke::Leave)]
        );
    }
}
