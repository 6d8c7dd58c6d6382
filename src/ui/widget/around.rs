//! A widget around another one: it passes everything on, and each kind adds a manner of its own.

use iced::advanced::widget::{Operation, Tree, tree};
use iced::advanced::{Clipboard, Layout, Shell, Widget, layout, mouse, overlay, renderer};
use iced::{Element, Event, Length, Rectangle, Renderer, Size, Theme, Vector};

/// What is done beside passing things on.
pub trait Manner<Message> {
    /// What is remembered from one event to the next.
    type State: Default + 'static;

    /// Offers what the manner itself has to an operation, before the content does.
    fn operate(&mut self, state: &mut Self::State, bounds: Rectangle, operation: &mut dyn Operation) {
        let _ = (state, bounds, operation);
    }

    /// Hears an event first. `true`: the content does not hear it.
    fn before(&mut self, state: &mut Self::State, turn: &mut Turn<'_, '_, '_, Message>) -> bool {
        let _ = (state, turn);
        false
    }

    /// Comes after the content has heard an event. `over`: with the pointer over it.
    fn after(&mut self, state: &mut Self::State, event: &Event, over: bool, shell: &mut Shell<'_, Message>) {
        let _ = (state, event, over, shell);
    }

    /// Draws over the content.
    fn draw(&self, state: &Self::State, renderer: &mut Renderer, bounds: Rectangle) {
        let _ = (state, renderer, bounds);
    }

    /// Whether what the content shows over everything else, such as its tooltip, is out of place now.
    fn hides_overlays(&self, state: &Self::State) -> bool {
        let _ = state;
        false
    }

    /// Whether operations find in the content what can have the keyboard.
    fn content_has_focus(&self) -> bool {
        true
    }
}

/// A list that has the keyboard when no button around it has: Tab goes through the buttons and past it.
pub struct OutsideTab;

impl<Message> Manner<Message> for OutsideTab {
    type State = ();

    fn content_has_focus(&self) -> bool {
        false
    }
}

/// An event on its way to the content.
pub struct Turn<'t, 'c, 'm, Message> {
    /// What happened.
    pub event: &'t Event,
    /// Where the content is.
    pub layout: Layout<'t>,
    /// The pointer.
    pub cursor: mouse::Cursor,
    /// What measures text.
    pub renderer: &'t Renderer,
    /// The content.
    pub content: &'t mut Element<'c, Message>,
    /// What it remembers.
    pub tree: &'t mut Tree,
    /// Where messages go.
    pub shell: &'t mut Shell<'m, Message>,
}

/// What is remembered, in a type of its own: the toolkit takes the empty type for a widget that remembers nothing, and would
/// put the two in each other's place.
#[derive(Default)]
struct Memory<S>(S);

/// A content with a manner.
pub struct Around<'a, Message, M> {
    content: Element<'a, Message>,
    manner: M,
}

impl<'a, Message, M: Manner<Message>> Around<'a, Message, M> {
    /// `content`, and what is added to it.
    pub fn new(content: impl Into<Element<'a, Message>>, manner: M) -> Self {
        Self {
            content: content.into(),
            manner,
        }
    }
}

impl<Message, M: Manner<Message>> Widget<Message, Theme, Renderer> for Around<'_, Message, M> {
    fn tag(&self) -> tree::Tag {
        tree::Tag::of::<Memory<M::State>>()
    }

    fn state(&self) -> tree::State {
        tree::State::new(Memory::<M::State>::default())
    }

    fn children(&self) -> Vec<Tree> {
        vec![Tree::new(&self.content)]
    }

    fn diff(&self, tree: &mut Tree) {
        tree.diff_children(std::slice::from_ref(&self.content));
    }

    fn size(&self) -> Size<Length> {
        self.content.as_widget().size()
    }

    fn layout(&mut self, tree: &mut Tree, renderer: &Renderer, limits: &layout::Limits) -> layout::Node {
        let content = self.content.as_widget_mut();
        content.layout(&mut tree.children[0], renderer, limits)
    }

    fn operate(&mut self, tree: &mut Tree, layout: Layout<'_>, renderer: &Renderer, operation: &mut dyn Operation) {
        let Memory(state) = tree.state.downcast_mut::<Memory<M::State>>();
        self.manner.operate(state, layout.bounds(), operation);
        let content = self.content.as_widget_mut();
        if self.manner.content_has_focus() {
            content.operate(&mut tree.children[0], layout, renderer, operation);
        } else {
            content.operate(&mut tree.children[0], layout, renderer, &mut WithoutFocus(operation));
        }
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
        let Memory(state) = tree.state.downcast_mut::<Memory<M::State>>();
        let child = &mut tree.children[0];
        let mut turn = Turn {
            event,
            layout,
            cursor,
            renderer,
            content: &mut self.content,
            tree: child,
            shell,
        };
        if self.manner.before(state, &mut turn) {
            return;
        }
        let content = self.content.as_widget_mut();
        content.update(child, event, layout, cursor, renderer, clipboard, shell, viewport);
        self.manner.after(state, event, cursor.is_over(layout.bounds()), shell);
    }

    fn mouse_interaction(
        &self,
        tree: &Tree,
        layout: Layout<'_>,
        cursor: mouse::Cursor,
        viewport: &Rectangle,
        renderer: &Renderer,
    ) -> mouse::Interaction {
        let content = self.content.as_widget();
        content.mouse_interaction(&tree.children[0], layout, cursor, viewport, renderer)
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
        let content = self.content.as_widget();
        content.draw(&tree.children[0], renderer, theme, style, layout, cursor, viewport);
        let Memory(state) = tree.state.downcast_ref::<Memory<M::State>>();
        self.manner.draw(state, renderer, layout.bounds());
    }

    fn overlay<'b>(
        &'b mut self,
        tree: &'b mut Tree,
        layout: Layout<'b>,
        renderer: &Renderer,
        viewport: &Rectangle,
        translation: Vector,
    ) -> Option<overlay::Element<'b, Message, Theme, Renderer>> {
        let Memory(state) = tree.state.downcast_ref::<Memory<M::State>>();
        if self.manner.hides_overlays(state) {
            return None;
        }
        let content = self.content.as_widget_mut();
        content.overlay(&mut tree.children[0], layout, renderer, viewport, translation)
    }
}

impl<'a, Message: 'a, M: Manner<Message> + 'a> From<Around<'a, Message, M>> for Element<'a, Message> {
    fn from(around: Around<'a, Message, M>) -> Self {
        Element::new(around)
    }
}

/// An operation that finds everything but what can have the keyboard.
struct WithoutFocus<'o>(&'o mut dyn Operation);

impl Operation for WithoutFocus<'_> {
    fn traverse(&mut self, operate: &mut dyn FnMut(&mut dyn Operation)) {
        self.0.traverse(&mut |operation| operate(&mut WithoutFocus(operation)));
    }

    fn container(&mut self, id: Option<&iced::widget::Id>, bounds: Rectangle) {
        self.0.container(id, bounds);
    }

    fn text(&mut self, id: Option<&iced::widget::Id>, bounds: Rectangle, text: &str) {
        self.0.text(id, bounds, text);
    }
}

#[cfg(test)]
mod tests {
    use iced::advanced::clipboard;
    use iced::widget::{Column, text};
    use iced_test::runtime::UserInterface;
    use iced_test::runtime::user_interface::Cache;

    use super::*;

    /// Shows this and lets it hear something; what it remembers goes into the next one.
    fn shown(content: Element<'_, ()>, cache: Cache, renderer: &mut Renderer) -> Cache {
        let size = Size::new(100.0, 100.0);
        let mut interface = UserInterface::build(content, size, cache, renderer);
        let event = Event::Mouse(mouse::Event::CursorLeft);
        let cursor = mouse::Cursor::Unavailable;
        let mut messages = Vec::new();
        let _ = interface.update(&[event], cursor, renderer, &mut clipboard::Null, &mut messages);
        interface.into_cache()
    }

    #[test]
    fn it_may_take_the_place_of_what_remembers_nothing() {
        let renderer = <Renderer as renderer::Headless>::new(iced::Font::DEFAULT, iced::Pixels(13.0), None);
        let mut renderer = iced::futures::executor::block_on(renderer).unwrap();
        let around = || Around::new(text("list"), OutsideTab).into();
        let plain = || Column::new().push(text("nothing")).into();
        let mut cache = Cache::default();
        for content in [plain(), around(), plain(), around()] {
            cache = shown(content, cache, &mut renderer);
        }
    }
}
