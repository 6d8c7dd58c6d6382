//! What came of an import, in words.

use iced::widget::{Column, column, container, row};
use iced::{Alignment, Color, Element, Length, Padding};

use super::choice::Choice;
use super::{Message, said};
use crate::engine::profile::Imported;
use crate::import::Note;
use crate::path::visible;
use crate::ui::context::Context;
use crate::ui::look::{icon, measure};
use crate::ui::screen::keychain;
use crate::ui::screen::modal::{FIRST, Large};
use crate::ui::screen::parts::{self, Weight};
use crate::ui::words::Words;

/// Names beyond these are counted.
const SHOWN: usize = 12;

/// What came of it.
#[derive(Clone, Debug)]
pub struct Ended {
    /// What was done with the sites; `None` where none was taken.
    imported: Option<Imported>,
    /// What the sites are called in the file.
    wanted: Vec<String>,
    /// Files that went into the queue, and of how many servers.
    queued: (usize, usize),
    /// Passwords that could not be read, by why.
    locked: usize,
    unreadable: usize,
    /// Sites that are not encrypted.
    plain: usize,
    /// Sites of the file that were left, for they are there already.
    known: usize,
    /// What could not be taken: its name and why.
    refused: Vec<(String, crate::import::Why)>,
}

impl Ended {
    /// Of what was chosen.
    pub fn new(choice: &Choice, imported: Option<Imported>) -> Self {
        let preview = choice.preview();
        let with = |wanted: &Note| choice.chosen().filter(|item| item.notes.contains(wanted)).count();
        let unticked = preview.items.len() - choice.chosen().count();
        let twins = preview.items.iter().filter(|item| item.twin.is_some()).count();
        Self {
            wanted: choice.chosen().map(|item| item.site.name.clone()).collect(),
            queued: (choice.files(), choice.chosen_queue().count()),
            locked: with(&Note::PasswordLocked),
            unreadable: with(&Note::PasswordUnreadable),
            plain: with(&Note::NotEncrypted),
            known: twins.min(unticked),
            refused: preview
                .refused
                .iter()
                .map(|refused| (visible(refused.name.as_bytes()), refused.why.clone()))
                .collect(),
            imported,
        }
    }

    /// The page over the window.
    pub fn view<'a>(&self, context: &Context<'a>, number: u64) -> Element<'a, Message> {
        let (words, palette) = (context.words, context.palette);
        let mut page = Column::new().spacing(measure::PAD);
        for line in self.lines(context) {
            page = page.push(line);
        }
        let body = parts::scrolling(container(page).padding(Padding::from([16.0, 20.0])), palette).height(Length::Fill);
        let mut dialog = Large::new(icon::DOWNLOAD, palette.accent, words.say("exchange-ended-title"), body);
        if self.queued.0 > 0 {
            dialog = dialog.button(parts::press(
                words.say("exchange-show-queue"),
                Weight::Plain,
                Some(Message::ShowQueue),
                palette,
            ));
        }
        let more = parts::press(words.say("exchange-more"), Weight::Plain, Some(Message::Back), palette);
        let close = parts::press(
            words.say("exchange-close"),
            Weight::Primary,
            Some(Message::Close),
            palette,
        );
        dialog
            .button(more)
            .button(close.id(FIRST))
            .view(number, Message::Close, words.say("exchange-close"), palette)
    }

    fn lines<'a>(&self, context: &Context<'a>) -> Vec<Element<'a, Message>> {
        let (words, palette) = (context.words, context.palette);
        let (good, warn) = ((icon::CIRCLE_CHECK, palette.ok), (icon::TRIANGLE_ALERT, palette.warn));
        let plain = (icon::INFO, palette.muted);
        let counted = |key: &str, count: usize| words.with(key, &[("count", count.into())]);
        let mut lines = Vec::new();
        let mut say = |sign, text: String, more: Vec<String>| lines.push(line(sign, text, more, context));
        if let Some(imported) = &self.imported {
            say(good, counted("exchange-added", imported.added.len()), Vec::new());
            if imported.secrets > 0 {
                say(good, counted("exchange-kept", imported.secrets), Vec::new());
            }
            if let Some(trouble) = &imported.trouble {
                let cause = keychain::said(trouble, words);
                let why = words.with("exchange-cause", &[("cause", cause.into())]);
                say(warn, counted("exchange-lost", imported.lost), vec![why]);
            }
            let renamed = said::renamed(&self.wanted, imported);
            if !renamed.is_empty() {
                let names = renamed.iter().map(|(old, new)| format!("{old} → {new}"));
                say(plain, counted("exchange-renamed", renamed.len()), cut(names, words));
            }
        }
        let (files, servers) = self.queued;
        if files > 0 {
            let values = [("files", files.into()), ("servers", servers.into())];
            let hint = vec![words.say("exchange-queued-hint")];
            say(good, words.with("exchange-queued", &values), hint);
        }
        for (key, count) in [
            ("exchange-lost-locked", self.locked),
            ("exchange-lost-unreadable", self.unreadable),
            ("exchange-plain", self.plain),
        ] {
            if count > 0 {
                say(warn, counted(key, count), Vec::new());
            }
        }
        if self.known > 0 {
            say(plain, counted("exchange-left", self.known), Vec::new());
        }
        if !self.refused.is_empty() {
            let names = self
                .refused
                .iter()
                .map(|(name, why)| format!("{name}: {}", said::why(why, words)));
            say(warn, counted("exchange-refused", self.refused.len()), cut(names, words));
        }
        lines
    }
}

/// A line with its sign, and smaller ones beneath it.
fn line<'a>(
    (glyph, color): (char, Color),
    text: String,
    more: Vec<String>,
    context: &Context<'a>,
) -> Element<'a, Message> {
    let palette = context.palette;
    let mut words = column![parts::paragraph(text, palette.text)].spacing(2);
    for line in more {
        words = words.push(parts::small(line, palette.muted));
    }
    row![
        container(parts::glyph(glyph, measure::ICON, color)).padding(Padding::ZERO.top(2)),
        words.width(Length::Fill)
    ]
    .spacing(10)
    .align_y(Alignment::Start)
    .into()
}

/// The first ones, and how many more there are.
fn cut(names: impl ExactSizeIterator<Item = String>, words: &Words) -> Vec<String> {
    let more = names.len().saturating_sub(SHOWN);
    let mut shown: Vec<String> = names.take(SHOWN).collect();
    if more > 0 {
        shown.push(words.with("exchange-and-more", &[("count", more.into())]));
    }
    shown
}
