//! Files of the desktop on their way into the window: how many one drop has, and whether it came to nothing.
//!
//! A desktop tells each file that hovers before it drops them, so their number is known. What hovers and then neither leaves
//! nor drops, while the pointer is ours again, was let go and could not be read.

use std::collections::HashSet;
use std::path::PathBuf;
use std::time::{Duration, Instant};

use iced::{Element, Event, window};

use super::around::{Around, Manner, Turn};

/// The pointer comes back a moment before the drop.
const PATIENCE: Duration = Duration::from_secs(1);

/// The window's content, and what is said about files that come.
pub struct Desktop<'a, Message> {
    content: Element<'a, Message>,
    manner: Arriving<'a, Message>,
}

struct Arriving<'a, Message> {
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
            manner: Arriving {
                coming: Box::new(coming),
                unread,
            },
        }
    }
}

impl<Message: Clone> Manner<Message> for Arriving<'_, Message> {
    type State = State;

    fn before(&mut self, state: &mut State, turn: &mut Turn<'_, '_, '_, Message>) -> bool {
        match turn.event {
            Event::Window(window::Event::FileHovered(path)) => {
                state.hovering.insert(path.clone());
                state.back = None;
            }
            Event::Window(window::Event::FilesHoveredLeft) => *state = State::default(),
            Event::Window(window::Event::FileDropped(_)) if !state.hovering.is_empty() => {
                turn.shell.publish((self.coming)(state.hovering.len()));
                *state = State::default();
            }
            Event::Mouse(_) if !state.hovering.is_empty() && state.back.is_none() => {
                state.back = Some(Instant::now());
                turn.shell.request_redraw_at(Instant::now() + PATIENCE);
            }
            Event::Window(window::Event::RedrawRequested(now)) => {
                let Some(due) = state.back.map(|back| back + PATIENCE) else {
                    return false;
                };
                if *now < due {
                    turn.shell.request_redraw_at(due);
                } else {
                    *state = State::default();
                    turn.shell.publish(self.unread.clone());
                }
            }
            _ => {}
        }
        false
    }
}

impl<'a, Message: Clone + 'a> From<Desktop<'a, Message>> for Element<'a, Message> {
    fn from(desktop: Desktop<'a, Message>) -> Self {
        Around::new(desktop.content, desktop.manner).into()
    }
}

#[cfg(test)]
mod tests {
    use iced::mouse;
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
