//! A row whose parts are put in another order by the pointer, as tabs are.

use iced::mouse::{self, Button};
use iced::{Element, Event, Rectangle};

use super::around::{Around, Manner, Turn};

/// How far the pointer goes before a press becomes a drag.
const AWAY: f32 = 8.0;

/// A row, and what a drag of one of its parts says.
pub struct Reorder<'a, Message> {
    content: Element<'a, Message>,
    manner: Hand<'a, Message>,
}

struct Hand<'a, Message> {
    parts: Vec<u64>,
    moved: Box<dyn Fn(u64, usize) -> Message + 'a>,
}

#[derive(Debug, Default)]
struct State {
    held: Option<Held>,
}

/// A part under a button of the pointer that is down.
#[derive(Debug)]
struct Held {
    part: u64,
    from: f32,
    moves: bool,
}

impl<'a, Message> Reorder<'a, Message> {
    /// `parts` are the numbers of what stands in `content`, in order. `moved` says which of them goes to which place.
    pub fn new(
        content: impl Into<Element<'a, Message>>,
        parts: Vec<u64>,
        moved: impl Fn(u64, usize) -> Message + 'a,
    ) -> Self {
        Self {
            content: content.into(),
            manner: Hand {
                parts,
                moved: Box::new(moved),
            },
        }
    }
}

impl<Message> Manner<Message> for Hand<'_, Message> {
    type State = State;

    fn before(&mut self, state: &mut State, turn: &mut Turn<'_, '_, '_, Message>) -> bool {
        let places = || turn.layout.children().map(|part| part.bounds());
        match turn.event {
            Event::Mouse(mouse::Event::ButtonPressed(Button::Left)) => {
                let at = turn.cursor.position_over(turn.layout.bounds());
                state.held = at.and_then(|at| {
                    let part = places().position(|place| place.contains(at))?;
                    Some(Held {
                        part: *self.parts.get(part)?,
                        from: at.x,
                        moves: false,
                    })
                });
            }
            Event::Mouse(mouse::Event::CursorMoved { .. }) => {
                let Some((held, at)) = state.held.as_mut().zip(turn.cursor.position()) else {
                    return false;
                };
                held.moves |= (at.x - held.from).abs() >= AWAY;
                let Some(own) = self.parts.iter().position(|part| *part == held.part) else {
                    return false;
                };
                let to = place(&places().collect::<Vec<_>>(), own, at.x);
                if held.moves && to != own {
                    turn.shell.publish((self.moved)(held.part, to));
                }
            }
            Event::Mouse(mouse::Event::ButtonReleased(Button::Left)) => state.held = None,
            _ => {}
        }
        false
    }

    /// What somebody holds in the hand needs no explanation.
    fn hides_overlays(&self, state: &State) -> bool {
        state.held.as_ref().is_some_and(|held| held.moves)
    }
}

/// Where a part belongs whose pointer is at `x`: as far as it would then be under the pointer, so that parts of different
/// widths do not jump to and fro.
fn place(all: &[Rectangle], own: usize, x: f32) -> usize {
    let Some(Rectangle { x: mut left, width, .. }) = all.get(own).copied() else {
        return own;
    };
    let mut to = own;
    while let Some(next) = all.get(to + 1).filter(|next| x > left + width.max(next.width)) {
        left += next.width;
        to += 1;
    }
    while let Some(before) = to.checked_sub(1).and_then(|before| all.get(before)) {
        if to > own || x >= left.min(before.x + width) {
            break;
        }
        left = before.x;
        to -= 1;
    }
    to
}

impl<'a, Message: 'a> From<Reorder<'a, Message>> for Element<'a, Message> {
    fn from(reorder: Reorder<'a, Message>) -> Self {
        Around::new(reorder.content, reorder.manner).into()
    }
}

#[cfg(test)]
mod tests {
    use iced::Point;
    use iced::widget::{row, space};
    use iced_test::Simulator;

    use super::*;

    /// Parts 7, 8 and 9, of which 8 is twice as wide, and what is said when the pointer goes along these places.
    fn after(path: &[f32]) -> Vec<(u64, usize)> {
        let part = |width: u32| space().width(width).height(30);
        let content = row![part(100), part(200), part(100)];
        let mut simulator = Simulator::new(Reorder::new(content, vec![7, 8, 9], |part, to| (part, to)));
        for (at, x) in path.iter().enumerate() {
            let position = Point::new(*x, 10.0);
            simulator.point_at(position);
            let _ = simulator.simulate([Event::Mouse(mouse::Event::CursorMoved { position })]);
            if at == 0 {
                let _ = simulator.simulate([Event::Mouse(mouse::Event::ButtonPressed(Button::Left))]);
            }
        }
        let _ = simulator.simulate([Event::Mouse(mouse::Event::ButtonReleased(Button::Left))]);
        let _ = simulator.simulate([Event::Mouse(mouse::Event::CursorMoved {
            position: Point::new(10.0, 10.0),
        })]);
        simulator.into_messages().collect()
    }

    #[test]
    fn a_part_goes_where_it_would_be_under_the_pointer() {
        assert_eq!(after(&[50.0, 150.0]), [], "behind the wide one it would not be there");
        assert_eq!(after(&[50.0, 250.0]), [(7, 1)]);
        assert_eq!(after(&[50.0, 390.0]), [(7, 2)]);
        // It is not put there meanwhile: both places are told.
        assert_eq!(after(&[350.0, 310.0, 190.0, 90.0]), [(9, 1), (9, 0)]);
        assert_eq!(after(&[200.0, 90.0]), [(8, 0)]);
        assert_eq!(after(&[200.0, 1000.0]), [(8, 2)]);
    }

    #[test]
    fn what_is_dragged_shows_no_tooltip() {
        let tip = iced::widget::tooltip(
            space().width(100).height(30),
            iced::widget::text("a tip"),
            iced::widget::tooltip::Position::Bottom,
        );
        let mut simulator: Simulator<'_, (u64, usize)> =
            Simulator::new(Reorder::new(row![tip], vec![7], |part, to| (part, to)));
        let folder = tempfile::tempdir().unwrap();
        // The picture of the row with the pointer there, after the button did this.
        let mut at = |x: f32, button: Option<mouse::Event>| {
            let position = Point::new(x, 10.0);
            simulator.point_at(position);
            let moved = Event::Mouse(mouse::Event::CursorMoved { position });
            let _ = simulator.simulate(std::iter::once(moved).chain(button.map(Event::Mouse)));
            let picture = simulator.snapshot(&iced::Theme::Light).unwrap();
            let path = folder.path().join("picture");
            picture.matches_image(path).unwrap();
            let written = std::fs::read_dir(folder.path())
                .unwrap()
                .next()
                .unwrap()
                .unwrap()
                .path();
            let bytes = std::fs::read(&written).unwrap();
            std::fs::remove_file(written).unwrap();
            bytes
        };
        let bare = at(500.0, None);
        assert_ne!(at(40.0, None), bare, "the pointer rests on it");
        at(40.0, Some(mouse::Event::ButtonPressed(Button::Left)));
        assert_eq!(at(60.0, None), bare, "it is in the hand");
        at(60.0, Some(mouse::Event::ButtonReleased(Button::Left)));
        assert_ne!(at(61.0, None), bare);
    }

    #[test]
    fn a_press_with_a_trembling_hand_moves_nothing() {
        assert_eq!(after(&[96.0, 103.0]), []);
        assert_eq!(after(&[50.0]), []);
    }
}
