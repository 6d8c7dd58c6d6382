//! What was learned about the server of a site, and can be forgotten.

use iced::Element;
use iced::widget::{Column, column, row};

use super::Sites;
use super::line::Lines;
use super::message::Message;
use crate::path::visible;
use crate::site::Learned;
use crate::ui::look::{icon, measure};
use crate::ui::screen::parts::{self, Weight};
use crate::ui::words::Words;

pub fn view<'a>(sites: &'a Sites, lines: &Lines<'a, '_>) -> Element<'a, Message> {
    let (words, palette) = (lines.context.words, lines.context.palette);
    let server = lines.shown.form.saved().site().address();
    let of_server = |(place, _): &&(String, Learned)| *place == server;
    let learned = sites.learned.as_ref().and_then(|all| all.iter().find(of_server));
    let values = [("server", visible(server.as_bytes()).into())];
    let found = learned.map(|(_, learned)| facts(learned, words)).unwrap_or_default();
    let mut page = Column::new().spacing(measure::PAD);
    if found.is_empty() {
        let nothing = if sites.learned.is_some() {
            words.with("sites-learned-nothing", &values)
        } else {
            String::new()
        };
        return page
            .push(parts::paragraph(nothing, palette.muted))
            .push(parts::small(words.say("sites-learned-means"), palette.muted))
            .into();
    }
    page = page.push(parts::paragraph(words.with("sites-learned-of", &values), palette.text));
    for fact in found {
        page = page.push(
            row![
                parts::glyph(icon::CHECK, measure::ICON, palette.ok),
                parts::paragraph(fact, palette.text)
            ]
            .spacing(measure::GAP),
        );
    }
    let forget = parts::press(
        words.say("sites-learned-forget"),
        Weight::Plain,
        Some(Message::ForgetLearned),
        palette,
    );
    page.push(parts::small(words.say("sites-learned-means"), palette.muted))
        .push(column![forget])
        .into()
}

/// Each thing that was learned, as a sentence.
fn facts(learned: &Learned, words: &Words) -> Vec<String> {
    let mut all = Vec::new();
    match learned.active {
        Some(true) => all.push(words.say("sites-learned-active")),
        Some(false) => all.push(words.say("sites-learned-passive")),
        None => {}
    }
    if learned.no_epsv {
        all.push(words.say("sites-learned-no-epsv"));
    }
    if learned.tls12 {
        all.push(words.say("sites-learned-tls12"));
    }
    if learned.no_noop {
        all.push(words.say("sites-learned-no-noop"));
    }
    if learned.lists_no_file {
        all.push(words.say("sites-learned-lists-no-file"));
    }
    if let Some(seconds) = learned.list_offset {
        let offset = super::field::offset(seconds / 60);
        all.push(words.with("sites-learned-offset", &[("offset", offset.into())]));
    }
    all
}
