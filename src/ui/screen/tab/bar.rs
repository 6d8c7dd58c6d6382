//! The address bar: where, who opens data connections, what is encrypted.

use iced::widget::{button, container, pick_list, row, text, text_input, tooltip};
use iced::{Alignment, Color, Element, Length};

use super::{Message, State, Tab};
use crate::site::{Mode, Security};
use crate::ui::context::Context;
use crate::ui::look::{Palette, font, icon, measure, style};
use crate::ui::screen::failure::version_name;
use crate::ui::words::Words;
use crate::url::Scheme;

/// The name under which the field can be given the keyboard.
pub const FIELD: &str = "address";

/// Below this width chips are only their icons, and the modes a drop-down.
const NARROW: f32 = 1040.0;

/// A choice with its name in the person's language.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Choice<T> {
    value: T,
    name: String,
}

/// The colour and the ground of a chip.
type Colors = fn(Palette) -> (Color, Color);

impl<T> std::fmt::Display for Choice<T> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.name)
    }
}

impl Tab {
    /// The bar of a window that is so wide, in logical pixels.
    pub fn bar<'a>(&'a self, context: &Context<'_>, width: f32) -> Element<'a, Message> {
        let (words, palette) = (context.words, context.palette);
        let narrow = width < NARROW;
        let mut bar = row![protocol(self.scheme, words, palette), self.field(words, palette)]
            .spacing(measure::GAP)
            .align_y(Alignment::Center);
        if matches!(self.scheme, Scheme::Ftp(_)) {
            bar = bar.push(if narrow {
                self.mode_list(words, palette)
            } else {
                self.modes(words, palette)
            });
        }
        for (icon, words, colors) in self.chips(words) {
            bar = bar.push(chip(icon, words, colors(palette), narrow, palette));
        }
        bar.push(self.switch(words, palette)).into()
    }

    fn field<'a>(&'a self, words: &Words, palette: Palette) -> Element<'a, Message> {
        let field = text_input(&words.say("app-address-hint"), &self.address)
            .id(FIELD)
            .on_input(Message::Address)
            .on_submit(Message::Go)
            .size(measure::TEXT)
            .padding([6, 10])
            .style(style::input(palette))
            .width(Length::Fill);
        match &self.mistake {
            Some(mistake) => tooltip(
                field,
                container(text(mistake.said(words)).size(measure::SMALL).color(palette.bad))
                    .padding([4, 8])
                    .style(style::card(palette)),
                tooltip::Position::Bottom,
            )
            .into(),
            None => field.into(),
        }
    }

    /// What "auto" is called, with what it chose.
    fn auto(&self, words: &Words) -> String {
        let active = self.facts.as_ref().and_then(|facts| facts.active);
        match (self.mode, active) {
            (Mode::Auto, Some(true)) => words.say("app-mode-auto-active"),
            (Mode::Auto, Some(false)) => words.say("app-mode-auto-passive"),
            _ => words.say("app-mode-auto"),
        }
    }

    fn mode_list<'a>(&self, words: &Words, palette: Palette) -> Element<'a, Message> {
        let choice = |mode: Mode| Choice {
            value: mode,
            name: match mode {
                Mode::Auto => self.auto(words),
                Mode::Passive => words.say("app-mode-passive"),
                Mode::Active => words.say("app-mode-active"),
            },
        };
        let all = [Mode::Auto, Mode::Passive, Mode::Active].map(choice).to_vec();
        pick_list(all, Some(choice(self.mode)), |choice| Message::Mode(choice.value))
            .text_size(measure::TEXT)
            .padding([6, 12])
            .style(style::drop_down(palette))
            .menu_style(style::menu(palette))
            .into()
    }

    fn modes<'a>(&self, words: &Words, palette: Palette) -> Element<'a, Message> {
        let auto = self.auto(words);
        let segment = |mode: Mode, name: String| {
            button(
                text(name)
                    .size(measure::TEXT)
                    .font(if self.mode == mode { font::STRONG } else { font::TEXT }),
            )
            .padding([5, 11])
            .style(style::segment(palette, self.mode == mode))
            .on_press(Message::Mode(mode))
        };
        let all = row![
            segment(Mode::Auto, auto),
            segment(Mode::Passive, words.say("app-mode-passive")),
            segment(Mode::Active, words.say("app-mode-active")),
        ];
        let framed = container(all).style(move |_| container::Style {
            border: style::line(palette.outline, measure::RADIUS),
            ..container::Style::default()
        });
        let explained = match self.mode {
            Mode::Active => words.say("app-mode-active-explained"),
            Mode::Passive => words.say("app-mode-passive-explained"),
            Mode::Auto => words.say("app-mode-auto-explained"),
        };
        let tip = container(text(explained).size(measure::SMALL).color(palette.text))
            .max_width(360)
            .padding([6, 10])
            .style(style::card(palette));
        tooltip(framed, tip, tooltip::Position::Bottom).gap(4).into()
    }

    /// What is encrypted, and what is not.
    fn chips(&self, words: &Words) -> Vec<(char, String, Colors)> {
        let ok: Colors = |palette| (palette.ok, palette.ok_ground);
        let bad: Colors = |palette| (palette.bad, palette.bad_ground);
        if self.state != State::Connected {
            return Vec::new();
        }
        let Some(facts) = &self.facts else { return Vec::new() };
        if facts.ssh.is_some() {
            return vec![(icon::LOCK, words.say("app-chip-ssh"), ok)];
        }
        let Some((version, _)) = &facts.tls else {
            let clear = matches!(self.scheme, Scheme::Ftp(_));
            let chip = clear.then(|| (icon::LOCK_OPEN, words.say("app-chip-clear"), bad));
            return chip.into_iter().collect();
        };
        let values = [("version", version_name(*version).into())];
        if self.failed.is_some() {
            let control = words.with("app-chip-control", &values);
            return vec![(icon::LOCK, control, ok), (icon::X, words.say("app-chip-no-data"), bad)];
        }
        vec![(icon::LOCK, words.with("app-chip-both", &values), ok)]
    }

    fn switch<'a>(&self, words: &Words, palette: Palette) -> Element<'a, Message> {
        let (icon, name, message) = match self.state {
            State::Connected | State::Connecting(_) => (icon::UNPLUG, words.say("app-disconnect"), Message::Disconnect),
            State::Empty | State::Failed | State::Disconnected => (icon::PLUG, words.say("app-connect"), Message::Go),
        };
        let inside = row![glyph(icon, palette.text), text(name).size(measure::TEXT)]
            .spacing(7)
            .align_y(Alignment::Center);
        button(inside)
            .padding([6, 12])
            .style(style::plain(palette))
            .on_press(message)
            .into()
    }
}

fn protocol<'a>(scheme: Scheme, words: &Words, palette: Palette) -> Element<'a, Message> {
    let choice = |scheme: Scheme| Choice {
        value: scheme,
        name: match scheme {
            Scheme::Ftp(Security::Explicit) => words.say("app-protocol-explicit"),
            Scheme::Ftp(Security::Implicit) => words.say("app-protocol-implicit"),
            Scheme::Ftp(Security::Plain) => words.say("app-protocol-plain"),
            Scheme::Sftp => words.say("app-protocol-sftp"),
        },
    };
    let all = [
        Scheme::Ftp(Security::Explicit),
        Scheme::Sftp,
        Scheme::Ftp(Security::Implicit),
        Scheme::Ftp(Security::Plain),
    ];
    pick_list(all.map(choice).to_vec(), Some(choice(scheme)), |choice| {
        Message::Scheme(choice.value)
    })
    .text_size(measure::TEXT)
    .padding([6, 12])
    .style(style::drop_down(palette))
    .menu_style(style::menu(palette))
    .into()
}

fn chip<'a>(
    icon: char,
    words: String,
    (color, ground): (Color, Color),
    narrow: bool,
    palette: Palette,
) -> Element<'a, Message> {
    let mut inside = row![glyph(icon, color)].spacing(6).align_y(Alignment::Center);
    if !narrow {
        let label = text(words.clone()).size(measure::SMALL).color(color);
        inside = inside.push(label.wrapping(text::Wrapping::None));
    }
    let chip = button(container(inside).center_y(measure::CHIP))
        .padding([0, 10])
        .style(move |_, _| button::Style {
            background: Some(ground.into()),
            text_color: color,
            border: iced::Border {
                radius: (measure::CHIP / 2.0).into(),
                ..iced::Border::default()
            },
            ..button::Style::default()
        })
        .on_press(Message::Facts);
    if !narrow {
        return chip.into();
    }
    let tip = container(text(words).size(measure::SMALL).color(color))
        .padding([4, 8])
        .style(style::card(palette));
    tooltip(chip, tip, tooltip::Position::Bottom).gap(4).into()
}

fn glyph<'a>(icon: char, color: Color) -> Element<'a, Message> {
    text(icon.to_string())
        .font(font::ICONS)
        .size(measure::ICON)
        .line_height(1.0)
        .color(color)
        .into()
}
