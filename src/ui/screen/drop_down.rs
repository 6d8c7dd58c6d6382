//! A list that opens below a button and offers choices.

use iced::widget::{button, column, container, row, text};
use iced::{Alignment, Element, Length};

use crate::ui::look::{Palette, font, icon, measure, style};
use crate::ui::screen::parts;
use crate::ui::widget::completed::{Completed, Stroke};
use crate::ui::widget::press::Press;

/// What happened in one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// It was pressed.
    Toggle,
    /// A key.
    Stroke(Stroke),
    /// The choice with this number was pressed.
    Choose(usize),
}

/// What a step comes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Turn {
    /// The choice at which the keys are; `None`: the list is closed.
    pub at: Option<usize>,
    /// What was chosen.
    pub chosen: Option<usize>,
}

/// What a step comes to in a list of `count` choices of which `current` holds. `at`: it is open, with the keys there.
pub fn turn(step: Step, at: Option<usize>, current: usize, count: usize) -> Turn {
    let last = count.saturating_sub(1);
    Turn {
        at: match (step, at) {
            (Step::Toggle | Step::Stroke(Stroke::Down), None) => Some(current),
            (Step::Stroke(Stroke::Down), Some(at)) => Some((at + 1).min(last)),
            (Step::Stroke(Stroke::Up), Some(at)) => Some(at.saturating_sub(1)),
            _ => None,
        },
        chosen: match step {
            Step::Choose(at) => Some(at),
            Step::Stroke(Stroke::Enter | Stroke::CtrlEnter) => at,
            _ => None,
        },
    }
}

/// The button, and the list if it is open.
pub struct DropDown {
    names: Vec<String>,
    chosen: usize,
    at: Option<usize>,
    fills: bool,
    least: f32,
}

impl DropDown {
    /// These choices, of which one holds. `at`: it is open, with the keys there.
    pub fn new(names: Vec<String>, chosen: usize, at: Option<usize>) -> Self {
        Self {
            names,
            chosen,
            at,
            fills: false,
            least: 0.0,
        }
    }

    /// The button is as wide as there is room, as a field is.
    pub fn fill(mut self) -> Self {
        self.fills = true;
        self
    }

    /// The list is at least this wide.
    pub fn least_width(mut self, width: f32) -> Self {
        self.least = width;
        self
    }

    /// Draws it.
    pub fn view<'a, Message: Clone + 'a>(
        self,
        say: impl Fn(Step) -> Message + Copy + 'a,
        palette: Palette,
    ) -> Element<'a, Message> {
        let is_open = self.at.is_some();
        let struck = move |stroke| (is_open || stroke == Stroke::Down).then(|| say(Step::Stroke(stroke)));
        let all = Completed::new(self.face(say(Step::Toggle), palette), struck).least_width(self.least);
        let Some(at) = self.at else { return all.into() };
        let rows = self.names.into_iter().enumerate().map(|(number, name)| {
            let face = if number == self.chosen {
                font::STRONG
            } else {
                font::TEXT
            };
            let label = text(name).size(measure::TEXT).font(face);
            choice(label.into(), number == at, say(Step::Choose(number)), palette)
        });
        let rows = column(rows);
        // One as long as the folders somebody may have scrolls.
        let rows = if self.fills {
            parts::scrolling(rows, palette).into()
        } else {
            rows.into()
        };
        all.list(card(rows, palette)).into()
    }

    fn face<'a, Message: Clone + 'a>(&self, toggle: Message, palette: Palette) -> Press<'a, Message> {
        let name = self.names.get(self.chosen).cloned().unwrap_or_default();
        let label = text(name).size(measure::TEXT).wrapping(text::Wrapping::None);
        let width = if self.fills { Length::Fill } else { Length::Shrink };
        let label = container(label).width(width).clip(true);
        let arrow = parts::glyph(icon::CHEVRON_DOWN, 13.0, palette.muted);
        let face = button(row![label, arrow].spacing(measure::GAP).align_y(Alignment::Center))
            .width(width)
            .height(measure::CONTROL)
            .padding([6, if self.fills { 10 } else { 12 }])
            .style(style::plain(palette))
            .on_press(toggle.clone());
        Press::new(face, Some(toggle), palette.accent)
    }
}

/// A row of a list; `pointed`: the keys are at it.
pub fn choice<'a, Message: Clone + 'a>(
    content: Element<'a, Message>,
    pointed: bool,
    message: Message,
    palette: Palette,
) -> Element<'a, Message> {
    button(content)
        .width(Length::Fill)
        .padding([6, 10])
        .on_press(message)
        .style(move |theme, status| {
            let mut style = style::quiet(palette)(theme, status);
            if pointed {
                style.background = Some(palette.selection.into());
            }
            style
        })
        .into()
}

/// What a list stands on.
pub fn card<'a, Message: 'a>(content: Element<'a, Message>, palette: Palette) -> Element<'a, Message> {
    container(content)
        .width(Length::Fill)
        .padding(4)
        .style(style::card(palette))
        .into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_opens_at_what_holds_and_keys_go_to_its_ends_and_no_further() {
        let step = |step, at| turn(step, at, 2, 4);
        assert_eq!(
            step(Step::Toggle, None),
            Turn {
                at: Some(2),
                chosen: None
            }
        );
        assert_eq!(step(Step::Stroke(Stroke::Down), Some(3)).at, Some(3));
        assert_eq!(step(Step::Stroke(Stroke::Up), Some(0)).at, Some(0));
        assert_eq!(step(Step::Toggle, Some(1)), Turn { at: None, chosen: None });
    }

    #[test]
    fn enter_and_a_press_choose_and_close_and_anything_else_only_closes() {
        let step = |step, at| turn(step, at, 2, 4);
        assert_eq!(
            step(Step::Stroke(Stroke::Enter), Some(3)),
            Turn {
                at: None,
                chosen: Some(3)
            }
        );
        assert_eq!(
            step(Step::Choose(1), Some(3)),
            Turn {
                at: None,
                chosen: Some(1)
            }
        );
        for stroke in [Stroke::Close, Stroke::Leave] {
            assert_eq!(step(Step::Stroke(stroke), Some(1)), Turn { at: None, chosen: None });
        }
        assert_eq!(step(Step::Stroke(Stroke::Enter), None).chosen, None, "it is closed");
    }
}
