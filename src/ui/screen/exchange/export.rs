//! All saved sites in a file, for another computer or for another program. No password goes with them.

use std::path::PathBuf;

use iced::widget::{Column, container, row};
use iced::{Alignment, Element, Length, Padding};

use super::{Action, Message as Screen, said};
use crate::engine::command::ProfileRequest;
use crate::error::{Error, Kind};
use crate::import::Format;
use crate::path::visible;
use crate::site::Book;
use crate::ui::context::Context;
use crate::ui::look::{icon, measure};
use crate::ui::screen::modal::{FIRST, Large};
use crate::ui::screen::parts::{self, Weight};
use crate::ui::screen::{controls, panel};

/// The formats that can be written, and the names of their files.
const FORMATS: [(Format, &str); 2] = [
    (Format::Packetboat, "packetboat-sites.toml"),
    (Format::FileZilla, "packetboat-sites.xml"),
];

/// How high the dialog is.
const HEIGHT: f32 = 440.0;

/// The page.
#[derive(Clone, Debug, Default)]
pub struct Export {
    /// Which of the formats.
    chosen: usize,
    typed: String,
    step: Step,
}

/// How far it is.
#[derive(Clone, Debug, Default)]
enum Step {
    /// Where does it go?
    #[default]
    Begin,
    /// It is being written there.
    Writing(Format, PathBuf),
    /// There is such a file already.
    Exists(Format, PathBuf),
    /// It was written there.
    Done(PathBuf),
    /// It could not be written.
    Failed(Box<Error>),
}

/// What a person did.
#[derive(Clone, Debug)]
pub enum Message {
    /// Chose a format.
    Format(usize),
    /// Wants to choose where it goes.
    Browse,
    /// Typed where it goes.
    Typed(String),
    /// Wants it there.
    WriteTyped,
    /// The file that exists is not needed any more.
    Replace,
    /// It is.
    Leave,
}

impl Export {
    /// Takes what a person did.
    pub fn update(&mut self, message: Message) -> Action {
        let (format, name) = FORMATS[self.chosen.min(FORMATS.len() - 1)];
        match message {
            Message::Format(chosen) => {
                self.chosen = chosen;
                self.step = Step::Begin;
            }
            Message::Browse => return Action::PickTarget(format, name),
            Message::Typed(typed) => self.typed = typed,
            Message::WriteTyped if !self.typed.trim().is_empty() => {
                let path = PathBuf::from(self.typed.trim());
                return self.write(format, path, false);
            }
            Message::Replace => {
                if let Step::Exists(format, path) = &self.step {
                    let (format, path) = (*format, path.clone());
                    return self.write(format, path, true);
                }
            }
            Message::Leave => self.step = Step::Begin,
            Message::WriteTyped => {}
        }
        Action::None
    }

    /// Writes it there.
    pub fn write(&mut self, format: Format, path: PathBuf, replace: bool) -> Action {
        self.step = Step::Writing(format, path.clone());
        Action::Ask(ProfileRequest::Export(path, format, replace))
    }

    /// It was written there.
    pub fn written(&mut self, path: PathBuf) {
        self.step = Step::Done(path);
    }

    /// It was not. A file that is in its place is asked about.
    pub fn failed(&mut self, error: Error) {
        self.step = match std::mem::take(&mut self.step) {
            Step::Writing(format, path) if error.kind == Kind::Exists => Step::Exists(format, path),
            _ => Step::Failed(Box::new(error)),
        };
    }

    /// The page over the window.
    pub fn view<'a>(&'a self, context: &Context<'a>, book: &Book, number: u64) -> Element<'a, Screen> {
        let (words, palette) = (context.words, context.palette);
        let mut page = Column::new().spacing(measure::PAD);
        if book.sites.is_empty() {
            page = page.push(parts::paragraph(words.say("exchange-export-nothing"), palette.muted));
        } else {
            let count = [("count", book.sites.len().into())];
            page = page
                .push(parts::paragraph(
                    words.with("exchange-export-explained", &count),
                    palette.text,
                ))
                .push(parts::paragraph(words.say("exchange-export-secrets"), palette.muted))
                .push(self.formats(context))
                .push(self.target(context));
        }
        let page = page.push(self.outcome(context));
        let body = parts::scrolling(container(page).padding(Padding::from([16.0, 20.0])), palette).height(Length::Fill);
        Large::new(icon::UPLOAD, palette.accent, words.say("exchange-export-title"), body)
            .height(HEIGHT)
            .button(parts::press(
                words.say("exchange-close"),
                Weight::Plain,
                Some(Screen::Close),
                palette,
            ))
            .view(number, Screen::Close, words.say("exchange-close"), palette)
    }

    fn formats<'a>(&self, context: &Context<'a>) -> Element<'a, Screen> {
        let (words, palette) = (context.words, context.palette);
        let names = [words.say("exchange-format-own"), words.say("exchange-format-filezilla")];
        let choices = names
            .into_iter()
            .enumerate()
            .map(|(at, name)| (name, Screen::Export(Message::Format(at))));
        let explained = match self.chosen {
            0 => words.say("exchange-format-own-explained"),
            _ => words.say("exchange-format-filezilla-explained"),
        };
        Column::new()
            .push(controls::segments(choices.collect(), self.chosen, palette))
            .push(parts::small(explained, palette.muted))
            .spacing(6)
            .into()
    }

    fn target<'a>(&self, context: &Context<'a>) -> Element<'a, Screen> {
        let (words, palette) = (context.words, context.palette);
        let field = parts::field(&words.say("exchange-target-hint"), &self.typed, palette)
            .on_input(|typed| Screen::Export(Message::Typed(typed)))
            .on_submit(Screen::Export(Message::WriteTyped));
        let browse = parts::press(
            words.say("exchange-target-browse"),
            Weight::Primary,
            Some(Screen::Export(Message::Browse)),
            palette,
        );
        let write = (!self.typed.trim().is_empty()).then(|| {
            let message = Screen::Export(Message::WriteTyped);
            parts::press(words.say("exchange-write"), Weight::Plain, Some(message), palette)
        });
        row![
            browse.id(FIRST),
            parts::small(words.say("exchange-or"), palette.muted),
            field
        ]
        .push(write)
        .spacing(measure::GAP)
        .align_y(Alignment::Center)
        .into()
    }

    /// What came of it.
    fn outcome<'a>(&self, context: &Context<'a>) -> Option<Element<'a, Screen>> {
        let (words, palette) = (context.words, context.palette);
        let named = |key: &str, path: &PathBuf| {
            let path = visible(path.as_os_str().as_encoded_bytes());
            words.with(key, &[("path", path.into())])
        };
        Some(match &self.step {
            Step::Begin => return None,
            Step::Writing(_, path) => parts::small(named("exchange-writing", path), palette.muted).into(),
            Step::Done(path) => panel::notice(
                (icon::CIRCLE_CHECK, palette.ok),
                named("exchange-written", path),
                palette.ok_ground,
                palette,
            ),
            Step::Failed(error) => panel::notice(
                (icon::TRIANGLE_ALERT, palette.bad),
                said::failure(error, words),
                palette.bad_ground,
                palette,
            ),
            Step::Exists(_, path) => {
                let notice = panel::notice(
                    (icon::TRIANGLE_ALERT, palette.warn),
                    named("exchange-exists", path),
                    palette.warn_ground,
                    palette,
                );
                let press = |words: String, weight, message| {
                    parts::press(words, weight, Some(Screen::Export(message)), palette)
                };
                let buttons = row![
                    press(words.say("exchange-replace"), Weight::Danger, Message::Replace).not_by_enter(),
                    press(words.say("exchange-elsewhere"), Weight::Plain, Message::Leave),
                ];
                Column::new()
                    .push(notice)
                    .push(buttons.spacing(measure::GAP))
                    .spacing(measure::GAP)
                    .into()
            }
        })
    }
}
