//! A trial as it is drawn: a line for every step, and below the one that failed, why.

use std::sync::Arc;

use iced::widget::{Column, column, container, row, space};
use iced::{Color, Element, Length, Padding};

use super::part::Part;
use super::{End, Line, Message, State, Trial, found};
use crate::error::Error;
use crate::site::{Security, Site};
use crate::ui::context::Context;
use crate::ui::look::{icon, measure};
use crate::ui::screen::address;
use crate::ui::screen::failure::{Scene, diagnose};
use crate::ui::screen::modal::{Dialog, FIRST, modal};
use crate::ui::screen::parts::{self, Weight};
use crate::ui::widget::press::Press;

/// The column of the steps' names.
const NAME: f32 = 108.0;

/// The column of times.
const TIME: f32 = 64.0;

/// The sign before a name, with the gap behind it.
const SIGN: f32 = measure::ICON + measure::GAP;

/// The steps, what came of the whole, and the buttons, as a dialog over the window.
pub fn dialog<'a>(trial: &Trial, context: &Context<'_>, number: u64, with_log: bool) -> Element<'a, Message> {
    let (words, palette) = (context.words, context.palette);
    let scheme = address::name(address::scheme_of(&trial.site));
    let place = format!(
        "{scheme}://{}",
        address::write(&trial.site, &crate::path::RemotePath::home())
    );
    let close = parts::press(words.say("app-close"), Weight::Plain, Some(Message::Close), palette);
    let mut dialog = Dialog::new(icon::PLUG, palette.muted, words.say("trial-title"))
        .push(parts::mono(crate::path::visible(place.as_bytes()), palette.muted))
        .push(verdict(trial, context))
        .push(steps(trial, context));
    if with_log {
        dialog = dialog.button(log(context));
    }
    let dialog = dialog.button(again(trial, context)).button(close.id(FIRST));
    modal(dialog, number, Message::Close, None, palette)
}

fn again<'a>(trial: &Trial, context: &Context<'_>) -> Press<'a, Message> {
    let (key, message) = match trial.state {
        State::Running => ("trial-stop", Message::Stop),
        State::Passed | State::Failed | State::Stopped => ("trial-again", Message::Again),
    };
    parts::press(context.words.say(key), Weight::Plain, Some(message), context.palette)
}

fn log<'a>(context: &Context<'_>) -> Press<'a, Message> {
    let words = context.words.say("trial-log");
    parts::press(words, Weight::Quiet, Some(Message::ShowLog), context.palette)
}

/// What came of the whole.
fn verdict<'a>(trial: &Trial, context: &Context<'_>) -> Element<'a, Message> {
    let (words, palette) = (context.words, context.palette);
    let took = [("time", found::took(trial.took(), words).into())];
    let (said, color) = match trial.state {
        State::Running => (words.say("trial-running"), palette.muted),
        State::Passed if is_clear(&trial.site) => (words.with("trial-passed-clear", &took), palette.warn),
        State::Passed => (words.with("trial-passed", &took), palette.ok),
        State::Failed => (words.say("trial-failed"), palette.bad),
        State::Stopped => (words.say("trial-stopped"), palette.muted),
    };
    parts::paragraph(said, color).into()
}

fn steps<'a>(trial: &Trial, context: &Context<'_>) -> Element<'a, Message> {
    let under_way = trial.under_way();
    let lines = trial.lines.iter().map(|line| {
        let runs = under_way == Some(line.part);
        step(trial, line, runs, context)
    });
    Column::with_children(lines).spacing(6).into()
}

fn step<'a>(trial: &Trial, line: &Line, runs: bool, context: &Context<'_>) -> Element<'a, Message> {
    let (words, palette) = (context.words, context.palette);
    let clear = line.part == Part::Encryption && is_clear(&trial.site);
    let (sign, color) = match &line.end {
        Some(End::Taken(..)) => (icon::CIRCLE_CHECK, palette.ok),
        Some(End::Failed(..)) => (icon::CIRCLE_X, palette.bad),
        None if clear => (icon::LOCK_OPEN, palette.warn),
        None if runs => (icon::CLOCK, palette.accent),
        None => (icon::MINUS, palette.faint),
    };
    let strong = runs || line.end.is_some() || clear;
    let name_color = if strong { palette.text } else { palette.muted };
    let (title, why) = match &line.end {
        Some(End::Failed(error, _)) => why(error, &trial.site, context),
        _ => (String::new(), None),
    };
    let mut content = Column::new().spacing(1).width(Length::Fill);
    let mut time = String::new();
    match &line.end {
        Some(End::Taken(milestone, took)) => {
            let (said, machine) = found::lines(milestone, &trial.site, words);
            content = tell(content, said, palette.text);
            content = machine.into_iter().fold(content, |content, machine| {
                content.push(parts::mono(machine, palette.muted))
            });
            time = found::took(*took, words);
        }
        Some(End::Failed(_, took)) => {
            content = content.push(parts::paragraph(title, palette.bad));
            time = found::took(*took, words);
        }
        None if clear => content = tell(content, words.say("trial-clear"), palette.warn),
        None if runs => content = tell(content, words.say("trial-step-runs"), palette.muted),
        None => {}
    }
    let time = container(parts::small(time, palette.muted).line_height(ROW)).align_right(TIME);
    let line = row![
        container(parts::glyph(sign, measure::ICON, color))
            .width(SIGN)
            .padding(Padding::ZERO.top(2)),
        container(parts::paragraph(found::name(line.part, &trial.site, words), name_color)).width(NAME),
        content,
        time,
    ];
    match why {
        Some(why) => column![line, container(why).padding(Padding::from([2.0, 0.0]).left(SIGN))].into(),
        None => line.into(),
    }
}

/// The height of one line of text.
const ROW: iced::widget::text::LineHeight = iced::widget::text::LineHeight::Absolute(iced::Pixels(19.0));

fn tell<'a>(content: Column<'a, Message>, said: String, color: Color) -> Column<'a, Message> {
    match said.is_empty() {
        true => content,
        false => content.push(parts::paragraph(said, color)),
    }
}

/// Why it stopped: in the words of the pages of failures, with what the server said.
fn why<'a>(error: &Error, site: &Arc<Site>, context: &Context<'_>) -> (String, Option<Element<'a, Message>>) {
    let palette = context.palette;
    let diagnosis = diagnose(context.words, error, &Scene::new(site.clone()).listing());
    let mut content = column![parts::paragraph(diagnosis.sentence, palette.text)].spacing(2);
    if !diagnosis.evidence.is_empty() {
        let lines = diagnosis
            .evidence
            .into_iter()
            .map(|line| parts::mono(line, palette.text));
        content = content
            .push(space().height(4))
            .push(parts::block(parts::lines(lines), palette))
            .push(space().height(4));
    }
    if let Some(advice) = diagnosis.for_the_server {
        content = content.push(parts::paragraph(advice.sentence, palette.muted));
    }
    (diagnosis.title, Some(content.into()))
}

/// Whether everything goes in clear.
fn is_clear(site: &Site) -> bool {
    site.ftp().is_some_and(|options| options.security == Security::Plain)
}
