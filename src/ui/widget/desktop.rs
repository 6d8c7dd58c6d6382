//! Files of the desktop on their way into the window: how many one drop has, and whether it came to nothing.
//!
//! A desktop tells each file that hovers before it drops them, so their number is known. What hovers and then neither leaves
//! nor drops, while the pointer is ours again, was let go and could not be read.

use std::collections::HashSet;
use std::path::PathBuf;
use std::time::{Duration, Instant};

use iced::advanced::widget::{Operation, Tree, tree};
use iced::advanced::{Clipboard, Layout, Shell, Widget, layout, overlay, renderer};
use iced::{Element, Event, Length, Rectangle, Renderer, Size, Theme, Vector, mouse, window};

/// The pointer comes back a moment before the drop.
const PATIENCE: Duration = Duration::from_secs(1);

/// The window's content, and what is said about files that come.
pub struct Desktop<'a, Message> {
    content: Element<'a, Message>,
    coming: Box<dyn Fn(usize) -> Message + 'a>,
    unread: Message,
}

#[derive(Debug, Default)]
struct State {
    hovering: HashSet<PathBuf>,
    /// When the pointer came back.
    back: Option<Instant>,
}

impl<'a, Message> Desktop<'a, Message> {
    /// `coming` is said before the first file of a drop, with how many there will be; `unread` of a drop without any.
    pub fn new(
        content: impl Into<Element<'a, Message>>,
        coming: impl Fn(usize) -> Message + 'a,
        unread: Message,
    ) -> Self {
        Self {
            content: content.into(),
            coming: Box::new(coming),
            unread,
        }
    }

    fn take(&self, state: &mut State, event: &Event, shell: &mut Shell<'_, Message>)
    where
        Message: Clone,
    {
        match event {
            Event::Window(window::Event::FileHovered(path)) => {
                state.hovering.insert(path.clone());
                state.back = None;
            }
            Event::Window(window::Event::FilesHoveredLeft) => *state = State::default(),
            Event::Window(window::Event::FileDropped(_)) if !state.hovering.is_empty() => {
                shell.publish((self.coming)(state.hovering.len()));
                *state = State::default();
            }
            Event::Mouse(_) if !state.hovering.is_empty() && state.back.is_none() => {
                state.back = Some(Instant::now());
                shell.request_redraw_at(Instant::now() + PATIENCE);
            }
            Event::Window(window::Event::RedrawRequested(now)) => {
                let Some(due) = state.back.map(|back| back + PATIENCE) else {
                    return;
                };
                if *now < due {
                    shell.request_redraw_at(due);
                } else {
                    *state = State::default();
                    shell.publish(self.unread.clone());
                }
            }
            _ => {}
        }
    }
}

impl<Message: Clone> Widget<Message, Theme, Renderer> for Desktop<'_, Message> {
    fn tag(&self) -> tree::Tag {
        tree::Tag::of::<State>()
    }

    fn state(&self) -> tree::State {
        tree::State::new(State::default())
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
        self.content
            .as_widget_mut()
            .layout(&mut tree.children[0], renderer, limits)
    }

    fn operate(&mut self, tree: &mut Tree, layout: Layout<'_>, renderer: &Renderer, operation: &mut dyn Operation) {
        self.content
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
        self.take(tree.state.downcast_mut(), event, shell);
        self.content.as_widget_mut().update(
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
        self.content
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
        self.content
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
        self.content
            .as_widget_mut()
            .overlay(&mut tree.children[0], layout, renderer, viewport, translation)
    }
}

impl<'a, Message: Clone + 'a> From<Desktop<'a, Message>> for Element<'a, Message> {
    fn from(desktop: Desktop<'a, Message>) -> Self {
        Self::new(desktop)
    }
}

#[cfg(test)]
mod tests {
    use iced::widget::space;
    use iced_test::Simulator;

    use super::*;

    #[derive(Clone, Debug, PartialEq)]
    enum Said {
        Coming(usize),
        Unread,
    }

    fn after(events: impl IntoIterator<Item = Event>) -> Vec<Said> {
        let mut simulator = Simulator::new(Desktop::new(space(), Said::Coming, Said::Unread));
        let _ = simulator.simulate(events);
        simulator.into_messages().collect()
    }

    fn hovered(at: usize) -> Event {
        Event::Window(window::Event::FileHovered(at.to_string().into()))
    }

    fn dropped(at: usize) -> Event {
        Event::Window(window::Event::FileDropped(at.to_string().into()))
    }

    fn moved() -> Event {
        let position = iced::Point::ORIGIN;
        Event::Mouse(mouse::Event::CursorMoved { position })
    }

    fn frame(later: Duration) -> Event {
        Event::Window(window::Event::RedrawRequested(Instant::now() + later))
    }

    #[test]
    fn the_number_of_files_is_said_once_before_the_first() {
        // A slow desktop is asked for them several times while they hover.
        let hovering = (0..3000).chain(0..3000).map(hovered);
        let drop = hovering.chain([moved()]).chain((0..3000).map(dropped));
        assert_eq!(after(drop.chain([frame(PATIENCE * 2)])), [Said::Coming(3000)]);
    }

    #[test]
    fn a_drop_of_nothing_is_told_and_files_that_leave_are_not() {
        let late = || frame(PATIENCE * 2);
        assert_eq!(
            after([hovered(1), moved(), frame(Duration::ZERO), late(), late()]),
            [Said::Unread]
        );
        assert_eq!(after([hovered(1), late()]), []);
        let left = Event::Window(window::Event::FilesHoveredLeft);
        assert_eq!(after([hovered(1), left, moved(), late()]), []);
    }
}
