//! The drop-downs of the address bar: the protocol, and in narrow windows who opens data connections.

use iced::Element;
use time::OffsetDateTime;

use super::{Action, Message, Tab};
use crate::site::{Mode, Security};
use crate::ui::look::Palette;
use crate::ui::screen::drop_down::{DropDown, Step, Turn, turn};
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
        let Turn { at, chosen } = turn(step, at, current, count);
        self.open = at.map(|at| (which, at));
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
        let at = self.open.filter(|(open, _)| *open == which).map(|(_, at)| at);
        let list = DropDown::new(names, chosen, at).least_width(WIDTH);
        list.view(move |step| Message::DropDown(which, step), palette)
    }
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
