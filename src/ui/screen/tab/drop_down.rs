//! The drop-downs of the address bar: the protocol, and in narrow windows who opens data connections.

use iced::widget::{button, column, container, row, text};
use iced::{Alignment, Element, Length};
use time::OffsetDateTime;

use super::{Action, Message, Tab};
use crate::site::{Mode, Security};
use crate::ui::look::{Palette, font, icon, measure, style};
use crate::ui::screen::parts;
use crate::ui::widget::completed::{Completed, Stroke};
use crate::ui::widget::press::Press;
use crate::ui::words::Words;
use crate::url::Scheme;

/// How wide a list is at least.
const WIDTH: f32 = 184.0;

/// One of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Which {
    /// What is spoken.
    Protocol,
    /// Who opens data connections.
    Mode,
}

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

/// The protocols in their order; the first is whichever answers.
const SCHEMES: [Option<Scheme>; 5] = [
    None,
    Some(Scheme::Ftp(Security::Explicit)),
    Some(Scheme::Sftp),
    Some(Scheme::Ftp(Security::Implicit)),
    Some(Scheme::Ftp(Security::Plain)),
];

/// The modes in their order.
pub(super) const MODES: [Mode; 3] = [Mode::Auto, Mode::Passive, Mode::Active];

impl Tab {
    /// Nothing hangs down from the address bar any more.
    pub fn close_lists(&mut self) {
        self.open = None;
        self.mistake = None;
        self.completion.close();
    }

    pub(super) fn drop_down(&mut self, which: Which, step: Step, now: OffsetDateTime) -> Vec<Action> {
        let (current, count) = match which {
            Which::Protocol => (self.protocol_number(), SCHEMES.len()),
            Which::Mode => (self.mode_number(), MODES.len()),
        };
        let at = self.open.filter(|(open, _)| *open == which).map(|(_, at)| at);
        self.completion.close();
        self.open = match (step, at) {
            (Step::Toggle | Step::Stroke(Stroke::Down), None) => Some((which, current)),
            (Step::Stroke(Stroke::Down), Some(at)) => Some((which, (at + 1).min(count - 1))),
            (Step::Stroke(Stroke::Up), Some(at)) => Some((which, at.saturating_sub(1))),
            _ => None,
        };
        let chosen = match step {
            Step::Choose(at) => Some(at),
            Step::Stroke(Stroke::Enter | Stroke::CtrlEnter) => at,
            _ => None,
        };
        let Some(chosen) = chosen.filter(|chosen| *chosen != current) else {
            return Vec::new();
        };
        let scheme = SCHEMES.get(chosen).copied().flatten();
        match which {
            Which::Protocol => {
                self.auto = scheme.is_none();
                self.scheme = scheme.unwrap_or(self.scheme);
                Vec::new()
            }
            Which::Mode => MODES
                .get(chosen)
                .map_or_else(Vec::new, |mode| self.change_mode(*mode, now)),
        }
    }

    pub(super) fn protocols<'a>(&self, words: &Words, palette: Palette) -> Element<'a, Message> {
        let names = SCHEMES.iter().map(|scheme| protocol(*scheme, words)).collect();
        self.list(Which::Protocol, names, self.protocol_number(), palette)
    }

    /// `auto` is what the automatic mode is called, with what it chose.
    pub(super) fn mode_list<'a>(&self, auto: String, words: &Words, palette: Palette) -> Element<'a, Message> {
        let names = vec![auto, words.say("app-mode-passive"), words.say("app-mode-active")];
        self.list(Which::Mode, names, self.mode_number(), palette)
    }

    fn protocol_number(&self) -> usize {
        let scheme = (!self.auto).then_some(self.scheme);
        SCHEMES.iter().position(|of| *of == scheme).unwrap_or(0)
    }

    fn mode_number(&self) -> usize {
        MODES.iter().position(|mode| *mode == self.mode).unwrap_or(0)
    }

    fn list<'a>(&self, which: Which, names: Vec<String>, chosen: usize, palette: Palette) -> Element<'a, Message> {
        let toggle = Message::DropDown(which, Step::Toggle);
        let name = names.get(chosen).cloned().unwrap_or_default();
        let label = text(name).size(measure::TEXT).wrapping(text::Wrapping::None);
        let arrow = parts::glyph(icon::CHEVRON_DOWN, 13.0, palette.muted);
        let face = button(row![label, arrow].spacing(measure::GAP).align_y(Alignment::Center))
            .height(measure::CONTROL)
            .padding([6, 12])
            .style(style::plain(palette))
            .on_press(toggle.clone());
        let press = Press::new(face, Some(toggle), palette.accent);
        let at = self.open.filter(|(open, _)| *open == which).map(|(_, at)| at);
        let is_open = at.is_some();
        let struck = move |stroke| {
            let meant = is_open || stroke == Stroke::Down;
            meant.then_some(Message::DropDown(which, Step::Stroke(stroke)))
        };
        let all = Completed::new(press, struck).least_width(WIDTH);
        let Some(at) = at else { return all.into() };
        let rows = names.into_iter().enumerate().map(|(number, name)| {
            let is_it = number == chosen;
            let label = text(name)
                .size(measure::TEXT)
                .font(if is_it { font::STRONG } else { font::TEXT });
            choice(
                label.into(),
                number == at,
                Message::DropDown(which, Step::Choose(number)),
                palette,
            )
        });
        all.list(card(column(rows).into(), palette)).into()
    }
}

/// A row of a list; `pointed`: the keys are at it.
pub(super) fn choice<'a>(
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
pub(super) fn card<'a>(content: Element<'a, Message>, palette: Palette) -> Element<'a, Message> {
    container(content)
        .width(Length::Fill)
        .padding(4)
        .style(style::card(palette))
        .into()
}

fn protocol(scheme: Option<Scheme>, words: &Words) -> String {
    match scheme {
        None => words.say("app-protocol-auto"),
        Some(Scheme::Ftp(Security::Explicit)) => words.say("app-protocol-explicit"),
        Some(Scheme::Ftp(Security::Implicit)) => words.say("app-protocol-implicit"),
        Some(Scheme::Ftp(Security::Plain)) => words.say("app-protocol-plain"),
        Some(Scheme::Sftp) => words.say("app-protocol-sftp"),
    }
}
