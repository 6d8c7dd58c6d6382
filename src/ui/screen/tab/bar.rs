//! The address bar: where, who opens data connections, what is encrypted.

use iced::widget::{button, column, container, row, text, text_input, tooltip};
use iced::{Alignment, Color, Element, Length};

use super::completion::{Offer, Origin};
use super::drop_down::MODES;
use super::{Message, State, Tab};
use crate::error::Stage;
use crate::site::{Mode, Security};
use crate::ui::context::Context;
use crate::ui::keys::Shortcut;
use crate::ui::look::{Palette, font, icon, measure, style};
use crate::ui::screen::drop_down::{card, choice};
use crate::ui::screen::failure::{Failure, version_name};
use crate::ui::screen::parts;
use crate::ui::widget::completed::{Completed, Stroke};
use crate::ui::widget::press::Press;
use crate::ui::words::Words;
use crate::url::Scheme;

/// The name under which the field can be given the keyboard.
pub const FIELD: &str = "address";

/// Below this width chips are only their icons, and the modes a drop-down.
const NARROW: f32 = 1040.0;

/// Below this one, there is no room for the word beside the plug.
const TIGHT: f32 = 700.0;

/// Below this one, the address has a line of its own.
pub const TWO_LINES: f32 = 560.0;

/// The colour and the ground of a chip.
type Colors = fn(Palette) -> (Color, Color);

impl Tab {
    /// The bar of a window that is so wide, in logical pixels. `low`: there is room for one line, and the address is that.
    pub fn bar<'a>(&'a self, context: &Context<'_>, width: f32, low: bool) -> Element<'a, Message> {
        let (words, palette) = (context.words, context.palette);
        let narrow = width < NARROW;
        let line = || row![].spacing(measure::GAP).align_y(Alignment::Center);
        let mut rest: Vec<Element<'a, Message>> = Vec::new();
        if matches!(self.scheme, Scheme::Ftp(_)) && !self.auto {
            rest.push(if narrow {
                self.mode_list(self.auto_name(words), words, palette)
            } else {
                self.modes(words, palette)
            });
        }
        for (icon, words, colors) in self.chips(words) {
            let key = context.key(Shortcut::Facts);
            rest.push(chip(
                (icon, words),
                colors(palette),
                (narrow, key),
                Message::Facts,
                palette,
            ));
        }
        if self.is_together() {
            let colors = (palette.accent, palette.accent_ground);
            let key = context.key(Shortcut::Together);
            let said = (icon::LINK, words.say("sites-together-chip"));
            rest.push(chip(said, colors, (narrow, key), Message::Together(false), palette));
        }
        if self.saved.is_none() && self.state == State::Connected {
            rest.push(keep(context));
        }
        let (protocol, field) = (self.protocols(words, palette), self.field(words, palette));
        let switch = self.switch(context, width < TIGHT);
        if width >= TWO_LINES {
            return line().push(protocol).push(field).extend(rest).push(switch).into();
        }
        if low {
            return line().push(field).push(switch).into();
        }
        column![line().push(field).push(switch), line().push(protocol).extend(rest)]
            .spacing(measure::GAP)
            .into()
    }

    fn field<'a>(&'a self, words: &Words, palette: Palette) -> Element<'a, Message> {
        let field = text_input(&words.say("app-address-hint"), &self.address)
            .id(FIELD)
            .on_input(Message::Address)
            .on_submit(Message::Go { here: false })
            .size(measure::TEXT)
            .padding([6, 10])
            .style(style::input(palette))
            .width(Length::Fill);
        let offers = self.completion.offers();
        let is_open = !offers.is_empty();
        let hangs = is_open || self.mistake.is_some();
        let chosen = self.completion.chosen();
        let typing = self.typing && self.site.is_some();
        let struck = move |stroke| match stroke {
            Stroke::Down | Stroke::CtrlEnter => Some(Message::Stroke(stroke)),
            Stroke::Enter if chosen.is_none() => None,
            // Esc takes away the list, then what was typed.
            Stroke::Close => (hangs || typing).then_some(Message::Stroke(stroke)),
            _ => hangs.then_some(Message::Stroke(stroke)),
        };
        let mut field = Completed::new(field, struck);
        if is_open {
            let rows = offers.iter().enumerate().map(|(at, offer)| {
                let pressed = Message::Complete(offer.address.clone());
                choice(offered(offer, palette), chosen == Some(at), pressed, palette)
            });
            field = field.list(card(column(rows).into(), palette));
        }
        if let Some(mistake) = self.mistake.as_ref().filter(|_| !is_open) {
            let words = text(mistake.said(words)).size(measure::TEXT).color(palette.bad);
            field = field.list(card(container(words).padding([6, 10]).into(), palette));
        }
        field.into()
    }

    /// What "auto" is called, with what it chose.
    fn auto_name(&self, words: &Words) -> String {
        let active = self.facts.as_ref().and_then(|facts| facts.active);
        match (self.mode, active) {
            (Mode::Auto, Some(true)) => words.say("app-mode-auto-active"),
            (Mode::Auto, Some(false)) => words.say("app-mode-auto-passive"),
            _ => words.say("app-mode-auto"),
        }
    }

    fn modes<'a>(&self, words: &Words, palette: Palette) -> Element<'a, Message> {
        let names = [
            self.auto_name(words),
            words.say("app-mode-passive"),
            words.say("app-mode-active"),
        ];
        let segments = MODES.into_iter().zip(names).map(|(mode, name)| {
            let is_it = self.mode == mode;
            let label = text(name)
                .size(measure::TEXT)
                .font(if is_it { font::STRONG } else { font::TEXT });
            let face = button(label)
                .height(measure::CONTROL - 2.0)
                .padding([5, 11])
                .style(style::segment(palette, is_it))
                .on_press(Message::Mode(mode));
            Press::new(face, Some(Message::Mode(mode)), palette.accent).into()
        });
        let framed = container(row(segments)).padding(1).style(move |_| container::Style {
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
        if self.state != State::Connected || self.asleep {
            return Vec::new();
        }
        if self.in_clear() {
            return vec![(icon::LOCK_OPEN, words.say("app-chip-clear"), bad)];
        }
        let Some(facts) = &self.facts else { return Vec::new() };
        if facts.ssh.is_some() {
            return vec![(icon::LOCK, words.say("app-chip-ssh"), ok)];
        }
        let Some((version, _)) = &facts.tls else {
            return Vec::new();
        };
        let values = [("version", version_name(*version).into())];
        let no_data = |failed: &Failure| failed.error.stage == Stage::DataConnection;
        if self.failed.as_ref().is_some_and(no_data) {
            let control = words.with("app-chip-control", &values);
            return vec![(icon::LOCK, control, ok), (icon::X, words.say("app-chip-no-data"), bad)];
        }
        vec![(icon::LOCK, words.with("app-chip-both", &values), ok)]
    }

    /// Whether this tab's server is spoken to without encryption.
    pub fn in_clear(&self) -> bool {
        let ftp = self.site.as_ref().and_then(|site| site.ftp());
        ftp.is_some_and(|options| options.security == Security::Plain)
    }

    /// Connects or disconnects.
    fn switch<'a>(&self, context: &Context<'_>, tight: bool) -> Element<'a, Message> {
        let (words, palette) = (context.words, context.palette);
        let connected = matches!(self.state, State::Connected | State::Connecting(_)) && !self.asleep;
        let (icon, name, key, message) = if connected {
            (
                icon::UNPLUG,
                words.say("app-disconnect"),
                context.key(Shortcut::Disconnect),
                Message::Disconnect,
            )
        } else {
            let message = if self.asleep {
                Message::Reconnect
            } else {
                Message::Go { here: true }
            };
            (
                icon::PLUG,
                words.say("app-connect"),
                context.key(Shortcut::Reconnect),
                message,
            )
        };
        let mut inside = row![parts::glyph(icon, measure::ICON, palette.text)]
            .spacing(7)
            .align_y(Alignment::Center);
        if !tight {
            inside = inside.push(text(name.clone()).size(measure::TEXT));
        }
        let face = button(inside)
            .height(measure::CONTROL)
            .padding([6, 12])
            .style(style::plain(palette))
            .on_press(message.clone());
        let press = Press::new(face, Some(message), palette.accent);
        let tip = container(text(format!("{name}  {key}")).size(measure::SMALL).color(palette.text))
            .padding([4, 8])
            .style(style::card(palette));
        tooltip(press, tip, tooltip::Position::Bottom).gap(4).into()
    }
}

/// The button that saves the connection as a site.
fn keep<'a>(context: &Context<'_>) -> Element<'a, Message> {
    let key = context.key(Shortcut::Keep);
    let hint = format!("{}  {key}", context.words.say("app-key-keep"));
    parts::icon_press(icon::SAVE, hint, Message::Keep, context.palette)
}

/// An address of the list; a saved site by its name, with its mark.
fn offered<'a>(offer: &Offer, palette: Palette) -> Element<'a, Message> {
    let line = |words: String| text(words).size(measure::TEXT).wrapping(text::Wrapping::None);
    let (sign, color) = match &offer.origin {
        Origin::Site { colour, .. } => (icon::SERVER, palette.mark(*colour).unwrap_or(palette.muted)),
        Origin::Recent => (icon::HISTORY, palette.muted),
        Origin::Alias => (icon::KEY_ROUND, palette.muted),
    };
    let sign = parts::glyph(sign, measure::ICON, color);
    let row = match &offer.origin {
        Origin::Site { name, place, .. } => row![
            sign,
            line(name.clone()),
            line(place.clone()).size(measure::SMALL).color(palette.muted)
        ],
        Origin::Recent | Origin::Alias => row![sign, line(offer.address.clone())],
    };
    row.spacing(measure::GAP).align_y(Alignment::Center).into()
}

fn chip<'a>(
    (icon, words): (char, String),
    (color, ground): (Color, Color),
    (narrow, key): (bool, &str),
    message: Message,
    palette: Palette,
) -> Element<'a, Message> {
    let mut inside = row![parts::glyph(icon, measure::ICON, color)]
        .spacing(6)
        .align_y(Alignment::Center);
    if !narrow {
        let label = text(words.clone()).size(measure::SMALL).color(color);
        inside = inside.push(label.wrapping(text::Wrapping::None));
    }
    let face = button(container(inside).center_y(measure::CHIP))
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
        .on_press(message.clone());
    let chip = Press::new(face, Some(message), palette.accent);
    let words = if narrow {
        format!("{words}  {key}")
    } else {
        key.to_owned()
    };
    let tip = container(text(words).size(measure::SMALL).color(palette.text))
        .padding([4, 8])
        .style(style::card(palette));
    tooltip(chip, tip, tooltip::Position::Bottom).gap(4).into()
}
