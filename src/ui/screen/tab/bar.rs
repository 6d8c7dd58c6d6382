//! The address bar: where, who opens data connections, what is encrypted.

use iced::widget::{button, container, pick_list, row, text, text_input, tooltip};
use iced::{Alignment, Element, Length};

use super::{Message, State, Tab};
use crate::site::{Mode, Security};
use crate::ui::context::Context;
use crate::ui::look::{Palette, font, icon, measure, style};
use crate::ui::words::Words;
use crate::url::Scheme;

/// The name under which the field can be given the keyboard.
pub const FIELD: &str = "address";

/// A protocol with its name in the person's language.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Choice {
    scheme: Scheme,
    name: String,
}

impl std::fmt::Display for Choice {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.name)
    }
}

impl Tab {
    /// The bar.
    pub fn bar<'a>(&'a self, context: &Context<'_>) -> Element<'a, Message> {
        let (words, palette) = (context.words, context.palette);
        let mut bar = row![protocol(self.scheme, words, palette), self.field(words, palette)]
            .spacing(measure::GAP)
            .align_y(Alignment::Center);
        if matches!(self.scheme, Scheme::Ftp(_)) {
            bar = bar.push(self.modes(words, palette));
        }
        for chip in self.chips(words, palette) {
            bar = bar.push(chip);
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
                container(text(mistake.clone()).size(measure::SMALL).color(palette.bad))
                    .padding([4, 8])
                    .style(style::card(palette)),
                tooltip::Position::Bottom,
            )
            .into(),
            None => field.into(),
        }
    }

    fn modes<'a>(&self, words: &Words, palette: Palette) -> Element<'a, Message> {
        let active = self.facts.as_ref().and_then(|facts| facts.active);
        let auto = match (self.mode, active) {
            (Mode::Auto, Some(true)) => words.say("app-mode-auto-active"),
            (Mode::Auto, Some(false)) => words.say("app-mode-auto-passive"),
            _ => words.say("app-mode-auto"),
        };
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

    /// What is encrypted, and that it is not.
    fn chips<'a>(&self, words: &Words, palette: Palette) -> Vec<Element<'a, Message>> {
        let ok = (palette.ok, palette.ok_ground);
        let bad = (palette.bad, palette.bad_ground);
        if self.state != State::Connected {
            return Vec::new();
        }
        let Some(facts) = &self.facts else { return Vec::new() };
        let mut chips = Vec::new();
        if facts.ssh.is_some() {
            chips.push(chip(icon::LOCK, words.say("app-chip-ssh"), ok));
        } else if let Some((version, _)) = &facts.tls {
            let version = match version {
                crate::site::TlsVersion::Tls12 => "TLS 1.2",
                crate::site::TlsVersion::Tls13 => "TLS 1.3",
            };
            if self.failed.is_some() {
                chips.push(chip(
                    icon::LOCK,
                    words.with("app-chip-control", &[("version", version.into())]),
                    ok,
                ));
                chips.push(chip(icon::X, words.say("app-chip-no-data"), bad));
            } else {
                chips.push(chip(
                    icon::LOCK,
                    words.with("app-chip-both", &[("version", version.into())]),
                    ok,
                ));
            }
        } else if matches!(self.scheme, Scheme::Ftp(_)) {
            chips.push(chip(icon::LOCK_OPEN, words.say("app-chip-clear"), bad));
        }
        chips
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
        scheme,
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
        Message::Scheme(choice.scheme)
    })
    .text_size(measure::TEXT)
    .padding([6, 12])
    .style(style::drop_down(palette))
    .menu_style(style::menu(palette))
    .into()
}

fn chip<'a>(icon: char, words: String, (color, ground): (iced::Color, iced::Color)) -> Element<'a, Message> {
    let inside = row![
        glyph(icon, color),
        text(words)
            .size(measure::SMALL)
            .color(color)
            .wrapping(text::Wrapping::None)
    ]
    .spacing(6)
    .align_y(Alignment::Center);
    button(container(inside).center_y(measure::CHIP))
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
        .on_press(Message::Facts)
        .into()
}

fn glyph<'a>(icon: char, color: iced::Color) -> Element<'a, Message> {
    text(icon.to_string())
        .font(font::ICONS)
        .size(measure::ICON)
        .line_height(1.0)
        .color(color)
        .into()
}
