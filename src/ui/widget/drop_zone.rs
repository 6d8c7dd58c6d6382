//! A part of the window that a drag can rest on or be dropped on, whatever stands in it.
//!
//! What stands in it hears first of a drop, and may take it; whoever hears of the drop here asks whether it is still there.

use std::path::PathBuf;
use std::time::{Duration, Instant};

use iced::advanced::renderer::Quad;
use iced::advanced::{Renderer as _, Shell};
use iced::mouse::{self, Button};
use iced::{Border, Color, Element, Event, Rectangle, Renderer, window};

use super::around::{Around, Manner, Turn};
use super::one_layer::whole;
use crate::ui::look::measure;

/// How long a drag rests on something before that opens.
pub const REST: Duration = Duration::from_millis(700);

/// An element, and what a drag over it says.
pub struct DropZone<'a, Message> {
    content: Element<'a, Message>,
    manner: Zone<'a, Message>,
}

struct Zone<'a, Message> {
    armed: bool,
    outline: Option<Color>,
    entered: Option<Message>,
    rested: Option<Message>,
    dropped: Option<Message>,
    file: Option<Box<dyn Fn(PathBuf) -> Message + 'a>>,
}

#[derive(Debug, Default)]
struct State {
    /// A drag is over it, since then.
    inside: Option<Instant>,
    /// It has rested there.
    rested: bool,
}

impl<'a, Message> DropZone<'a, Message> {
    /// `armed`: a drag is under way that it is to hear of.
    pub fn new(content: impl Into<Element<'a, Message>>, armed: bool) -> Self {
        Self {
            content: content.into(),
            manner: Zone {
                armed,
                outline: None,
                entered: None,
                rested: None,
                dropped: None,
                file: None,
            },
        }
    }

    /// Draws a line of this colour around it while a drag is over it.
    pub fn outline(mut self, color: Option<Color>) -> Self {
        self.manner.outline = color;
        self
    }

    /// Says that a drag has come, before what stands in it says where.
    pub fn on_enter(mut self, message: Message) -> Self {
        self.manner.entered = Some(message);
        self
    }

    /// Says that a drag has rested on it.
    pub fn on_rest(mut self, message: Message) -> Self {
        self.manner.rested = Some(message);
        self
    }

    /// Says that a drag was let go over it.
    pub fn on_drop(mut self, message: Message) -> Self {
        self.manner.dropped = Some(message);
        self
    }

    /// Says which files of the desktop were dropped on it, one message for each.
    pub fn on_file(mut self, file: impl Fn(PathBuf) -> Message + 'a) -> Self {
        self.manner.file = Some(Box::new(file));
        self
    }
}

impl<Message: Clone> Manner<Message> for Zone<'_, Message> {
    type State = State;

    fn before(&mut self, state: &mut State, turn: &mut Turn<'_, '_, '_, Message>) -> bool {
        if !self.armed {
            *state = State::default();
            return false;
        }
        let over = turn.cursor.is_over(turn.layout.bounds());
        if let Event::Mouse(mouse::Event::CursorMoved { .. } | mouse::Event::CursorLeft) = turn.event
            && over != state.inside.is_some()
        {
            state.inside = over.then(Instant::now);
            state.rested = false;
            turn.shell.request_redraw();
            if let Some(entered) = self.entered.clone().filter(|_| over) {
                turn.shell.publish(entered);
            }
        }
        if let (Event::Window(window::Event::RedrawRequested(now)), Some(since), Some(rested)) =
            (turn.event, state.inside, &self.rested)
            && !state.rested
        {
            if *now >= since + REST {
                state.rested = true;
                turn.shell.publish(rested.clone());
            } else {
                turn.shell.request_redraw_at(since + REST);
            }
        }
        false
    }

    fn after(&mut self, state: &mut State, event: &Event, over: bool, shell: &mut Shell<'_, Message>) {
        match event {
            Event::Mouse(mouse::Event::ButtonReleased(Button::Left)) if self.armed && over => {
                *state = State::default();
                shell.request_redraw();
                if let Some(dropped) = self.dropped.clone() {
                    shell.publish(dropped);
                }
            }
            Event::Window(window::Event::FileDropped(path)) if over => {
                if let Some(file) = &self.file {
                    shell.publish(file(path.clone()));
                }
            }
            _ => {}
        }
    }

    fn draw(&self, state: &State, renderer: &mut Renderer, bounds: Rectangle) {
        let inside = self.armed && state.inside.is_some();
        let Some(color) = self.outline.filter(|_| inside) else {
            return;
        };
        let bounds = whole(bounds);
        renderer.with_layer(bounds, |renderer| {
            let border = Border {
                color,
                width: measure::EDGE,
                radius: 0.0.into(),
            };
            let quad = Quad {
                bounds,
                border,
                ..Quad::default()
            };
            renderer.fill_quad(quad, Color::TRANSPARENT);
        });
    }
}

impl<'a, Message: Clone + 'a> From<DropZone<'a, Message>> for Element<'a, Message> {
    fn from(zone: DropZone<'a, Message>) -> Self {
        Around::new(zone.content, zone.manner).into()
    }
}

#[cfg(test)]
mod tests {
    use iced::Point;
    use iced::widget::{row, space};
    use iced_test::Simulator;

    use super::*;

    #[derive(Clone, Debug, PartialEq)]
    enum Said {
        Entered(usize),
        Rested(usize),
        Dropped(usize),
        File(usize, PathBuf),
    }

    /// Two zones side by side, and what they say to these events.
    fn after(armed: bool, events: impl IntoIterator<Item = Event>) -> Vec<Said> {
        let zone = |at: usize| {
            DropZone::new(space().width(100).height(100), armed)
                .on_enter(Said::Entered(at))
                .on_rest(Said::Rested(at))
                .on_drop(Said::Dropped(at))
                .on_file(move |path| Said::File(at, path))
        };
        let mut simulator = Simulator::new(row![zone(0), zone(1)]);
        for event in events {
            if let Event::Mouse(mouse::Event::CursorMoved { position }) = event {
                simulator.point_at(position);
            }
            let _ = simulator.simulate([event]);
        }
        simulator.into_messages().collect()
    }

    fn to(x: f32) -> Event {
        let position = Point::new(x, 50.0);
        Event::Mouse(mouse::Event::CursorMoved { position })
    }

    fn up() -> Event {
        Event::Mouse(mouse::Event::ButtonReleased(Button::Left))
    }

    fn frame(later: Duration) -> Event {
        Event::Window(window::Event::RedrawRequested(Instant::now() + later))
    }

    #[test]
    fn a_drag_comes_rests_once_and_is_dropped() {
        let soon = frame(Duration::from_millis(100));
        let later = || frame(REST + Duration::from_millis(100));
        let said = after(true, [to(10.0), soon, later(), later(), to(150.0), up()]);
        let expected = [Said::Entered(0), Said::Rested(0), Said::Entered(1), Said::Dropped(1)];
        assert_eq!(said, expected);
    }

    #[test]
    fn a_pointer_without_a_drag_says_nothing_and_a_file_needs_none() {
        let file = Event::Window(window::Event::FileDropped("/a".into()));
        let said = after(false, [to(10.0), frame(REST * 2), up(), to(150.0), file]);
        assert_eq!(said, [Said::File(1, "/a".into())]);
    }
}
