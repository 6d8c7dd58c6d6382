//! A bar below a pane: something that goes on there, or that is worth knowing, until it is read.

use iced::widget::{column, container, row, space};
use iced::{Alignment, Color, Element, Length};

use super::Amendment;
use crate::engine::command::JobId;
use crate::path::visible;
use crate::ui::context::Context;
use crate::ui::look::{icon, measure, style};
use crate::ui::screen::pane::Side;
use crate::ui::screen::parts::{self, Weight};

/// Something worth knowing about a file of the server that somebody looks at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Note {
    /// A copy of this file is under way, as this job.
    Fetching(String, JobId),
    /// What was opened is a copy of this file.
    Copy(String),
    /// No copy of this file came.
    NotFetched(String),
    /// The connection was saved as a site of this name.
    Saved(String),
    /// Both panes went together until this folder, which one side does not have.
    Apart(String, Side),
    /// The saved site of this tab was changed: the next wish connects anew.
    SiteChanged(String),
    /// Something was chosen for now; the saved site of this name may keep it.
    Amend(Amendment, String),
}

/// What a person asks of a note.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Message {
    /// It is read.
    Close,
    /// What is being fetched is no longer wanted.
    Stop(JobId),
    /// The saved site is to keep it.
    Amend(Amendment),
}

impl Note {
    /// The bar that tells it.
    pub(super) fn view<'a>(&self, context: &Context<'a>) -> Element<'a, Message> {
        let (words, palette) = (context.words, context.palette);
        let name = |name: &String| [("name", name.clone().into())];
        // A file of sites holds whatever somebody wrote into it, or was given.
        let of_site = |name: &String| [("name", visible(name.as_bytes()).into())];
        let close = || vec![(words.say("pane-note-close"), Message::Close)];
        let (sign, said, buttons) = match self {
            Self::Fetching(file, job) => (
                (icon::DOWNLOAD, palette.accent),
                words.with("pane-note-fetching", &name(file)),
                vec![(words.say("pane-work-stop"), Message::Stop(*job))],
            ),
            Self::Copy(file) => (
                (icon::EYE, palette.accent),
                words.with("pane-note-copy", &name(file)),
                close(),
            ),
            Self::NotFetched(file) => (
                (icon::TRIANGLE_ALERT, palette.warn),
                words.with("pane-note-not-fetched", &name(file)),
                close(),
            ),
            Self::Saved(site) => (
                (icon::CIRCLE_CHECK, palette.ok),
                words.with("keep-saved", &of_site(site)),
                close(),
            ),
            Self::Apart(folder, side) => (
                (icon::TRIANGLE_ALERT, palette.warn),
                match side {
                    Side::Local => words.with("sites-apart-here", &name(folder)),
                    Side::Remote => words.with("sites-apart-there", &name(folder)),
                },
                close(),
            ),
            Self::SiteChanged(site) => (
                (icon::REFRESH_CW, palette.accent),
                words.with("sites-changed", &of_site(site)),
                close(),
            ),
            Self::Amend(amendment, site) => (
                (icon::SAVE, palette.accent),
                match amendment {
                    Amendment::Mode(_) => words.with("keep-amend-mode", &of_site(site)),
                    Amendment::Charset(_) => words.with("keep-amend-charset", &of_site(site)),
                },
                vec![
                    (words.say("keep-amend-save"), Message::Amend(*amendment)),
                    (words.say("keep-amend-close"), Message::Close),
                ],
            ),
        };
        bar(context, sign, said, buttons)
    }
}

/// A sign, what is said, and buttons.
pub(super) fn bar<'a, M: Clone + 'a>(
    context: &Context<'_>,
    (sign, color): (char, Color),
    words: String,
    buttons: Vec<(String, M)>,
) -> Element<'a, M> {
    let palette = context.palette;
    let mut line = row![
        parts::glyph(sign, measure::ICON, color),
        container(parts::small(words, palette.text)).width(Length::Fill),
    ]
    .spacing(measure::GAP)
    .align_y(Alignment::Center);
    for (label, message) in buttons {
        line = line.push(parts::press(label, Weight::Quiet, Some(message), palette));
    }
    let above = container(space().width(Length::Fill).height(measure::LINE)).style(style::ground(palette.border));
    let line = container(line)
        .padding([2.0, measure::PAD])
        .width(Length::Fill)
        .style(style::ground(palette.chrome));
    column![above, line].into()
}
