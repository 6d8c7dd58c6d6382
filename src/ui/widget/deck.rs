//! One place for many things of which one is shown: each keeps where it is scrolled to while another is shown.
//!
//! The toolkit knows a widget by its place. Without this, the list of one tab would take over the scroll of the list of the next.

use std::collections::HashMap;

use iced::advanced::widget::{Operation, Tree, tree};
use iced::advanced::{Clipboard, Layout, Shell, Widget, layout, mouse, overlay, renderer};
use iced::{Element, Event, Length, Rectangle, Renderer, Size, Theme, Vector};

/// What is shown, and its number among those that may be.
pub struct Deck<'a, Message> {
    number: u64,
    alive: Vec<u64>,
    shown: Element<'a, Message>,
}

impl<'a, Message> Deck<'a, Message> {
    /// Shows `shown` under its number. What is not `alive` any more is forgotten.
    pub fn new(number: u64, alive: Vec<u64>, shown: impl Into<Element<'a, Message>>) -> Self {
        Self {
            number,
            alive,
            shown: shown.into(),
        }
    }
}

/// What each remembers.
#[derive(Default)]
struct State {
    trees: HashMap<u64, Tree>,
}

/// The one that is shown. It is there: `diff` put it there.
fn tree_of(tree: &mut Tree, number: u64) -> &mut Tree {
    let state = tree.state.downcast_mut::<State>();
    state.trees.entry(number).or_insert_with(Tree::empty)
}

impl<Message> Widget<Message, Theme, Renderer> for Deck<'_, Message> {
    fn tag(&self) -> tree::Tag {
        tree::Tag::of::<State>()
    }

    fn state(&self) -> tree::State {
        let trees = HashMap::from([(self.number, Tree::new(&self.shown))]);
        tree::State::new(State { trees })
    }

    fn diff(&self, tree: &mut Tree) {
        let state = tree.state.downcast_mut::<State>();
        state
            .trees
            .retain(|number, _| *number == self.number || self.alive.contains(number));
        let of = state.trees.entry(self.number);
        of.or_insert_with(|| Tree::new(&self.shown)).diff(&self.shown);
    }

    fn size(&self) -> Size<Length> {
        self.shown.as_widget().size()
    }

    fn layout(&mut self, tree: &mut Tree, renderer: &Renderer, limits: &layout::Limits) -> layout::Node {
        let tree = tree_of(tree, self.number);
        self.shown.as_widget_mut().layout(tree, renderer, limits)
    }

    fn operate(&mut self, tree: &mut Tree, layout: Layout<'_>, renderer: &Renderer, operation: &mut dyn Operation) {
        let tree = tree_of(tree, self.number);
        self.shown.as_widget_mut().operate(tree, layout, renderer, operation);
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
        let tree = tree_of(tree, self.number);
        let shown = self.shown.as_widget_mut();
        shown.update(tree, event, layout, cursor, renderer, clipboard, shell, viewport);
    }

    fn mouse_interaction(
        &self,
        tree: &Tree,
        layout: Layout<'_>,
        cursor: mouse::Cursor,
        viewport: &Rectangle,
        renderer: &Renderer,
    ) -> mouse::Interaction {
        let state = tree.state.downcast_ref::<State>();
        let shown = self.shown.as_widget();
        state
            .trees
            .get(&self.number)
            .map_or_else(mouse::Interaction::default, |tree| {
                shown.mouse_interaction(tree, layout, cursor, viewport, renderer)
            })
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
        let state = tree.state.downcast_ref::<State>();
        if let Some(tree) = state.trees.get(&self.number) {
            let shown = self.shown.as_widget();
            shown.draw(tree, renderer, theme, style, layout, cursor, viewport);
        }
    }

    fn overlay<'b>(
        &'b mut self,
        tree: &'b mut Tree,
        layout: Layout<'b>,
        renderer: &Renderer,
        viewport: &Rectangle,
        translation: Vector,
    ) -> Option<overlay::Element<'b, Message, Theme, Renderer>> {
        let tree = tree_of(tree, self.number);
        let shown = self.shown.as_widget_mut();
        shown.overlay(tree, layout, renderer, viewport, translation)
    }
}

impl<'a, Message: 'a> From<Deck<'a, Message>> for Element<'a, Message> {
    fn from(deck: Deck<'a, Message>) -> Self {
        Element::new(deck)
    }
}

#[cfg(test)]
mod tests {
    use iced::widget::{scrollable, space};

    use super::*;

    fn deck(number: u64, alive: &[u64]) -> Element<'static, ()> {
        let tall = scrollable(space().height(5000.0)).height(100.0);
        Deck::new(number, alive.to_vec(), tall).into()
    }

    /// Turns the wheel once over what is shown, and tells how many are remembered.
    fn numbers(tree: &Tree) -> Vec<u64> {
        let mut numbers: Vec<u64> = tree.state.downcast_ref::<State>().trees.keys().copied().collect();
        numbers.sort_unstable();
        numbers
    }

    #[test]
    fn each_is_remembered_until_it_is_gone() {
        let mut tree = Tree::new(deck(1, &[1, 2]).as_widget());
        tree.diff(deck(2, &[1, 2]));
        assert_eq!(numbers(&tree), [1, 2]);
        tree.diff(deck(1, &[1, 2, 3]));
        tree.diff(deck(3, &[2, 3]));
        assert_eq!(numbers(&tree), [2, 3]);
    }
}
