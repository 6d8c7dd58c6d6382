//! The screen as it is drawn.

use iced::widget::{Column, column, container, row, space};
use iced::{Alignment, Element, Length, Padding};

use super::{Counted, Kind, Message, PrivateData, Step};
use crate::engine::profile::Private;
use crate::ui::context::Context;
use crate::ui::humane;
use crate::ui::look::{icon, measure};
use crate::ui::screen::modal::{FIRST, Large};
use crate::ui::screen::parts::{self, Weight};
use crate::ui::screen::{controls, keychain, panel};
use crate::ui::words::Words;

/// How wide the dialog is, and how high where kinds are chosen.
const WIDTH: f32 = 720.0;
const HEIGHT: f32 = 560.0;

/// A line about a kind, and a sentence about what follows, which may take two lines.
const LINE: f32 = 28.0;
const SENTENCE: f32 = 46.0;
/// Head, foot, heading and edges.
const FRAME: f32 = 190.0;

/// A question and an outcome are as high as what they say.
fn height(screen: &PrivateData) -> f32 {
    let (kinds, sentences) = match screen.step {
        Step::Counting | Step::Choosing | Step::Removing => return HEIGHT,
        Step::Asking => {
            let follows = |kind| matches!(kind, Kind::Kept(Private::Recent | Private::Trust | Private::Secrets));
            let sentences = screen.ticked().filter(|counted| follows(counted.kind)).count();
            (screen.ticked().count(), sentences + 1)
        }
        Step::Done => {
            let troubles = screen.ticked().filter(|counted| counted.trouble.is_some()).count();
            (screen.ticked().count(), troubles)
        }
    };
    (FRAME + kinds as f32 * LINE + sentences as f32 * SENTENCE).min(HEIGHT)
}

/// The screen over the window.
pub fn view<'a>(screen: &'a PrivateData, context: &Context<'a>, number: u64) -> Element<'a, Message> {
    let (words, palette) = (context.words, context.palette);
    let mut page = Column::new().spacing(measure::PAD);
    if let Some(error) = &screen.trouble {
        let said = crate::ui::screen::failure::cause(words, error);
        page = page.push(panel::notice(
            (icon::TRIANGLE_ALERT, palette.bad),
            said,
            palette.bad_ground,
            palette,
        ));
    }
    page = match screen.step {
        Step::Counting => page.push(parts::paragraph(words.say("private-counting"), palette.muted)),
        Step::Choosing | Step::Removing => page.push(choices(screen, context)),
        Step::Asking => page.push(question(screen, context)),
        Step::Done => page.push(outcome(screen, context)),
    };
    let body = parts::scrolling(container(page).padding(Padding::from([16.0, 20.0])), palette).height(Length::Fill);
    let dialog = Large::new(icon::TRASH_2, palette.accent, words.say("private-title"), body);
    let dialog = dialog.width(WIDTH).height(height(screen));
    buttons(dialog, screen, context).view(number, Message::Close, words.say("private-close"), palette)
}

fn buttons<'a>(dialog: Large<'a, Message>, screen: &PrivateData, context: &Context<'a>) -> Large<'a, Message> {
    let (words, palette) = (context.words, context.palette);
    let press = |words: String, weight, message| parts::press(words, weight, Some(message), palette);
    match screen.step {
        Step::Counting | Step::Done => {
            let weight = if screen.step == Step::Done {
                Weight::Primary
            } else {
                Weight::Plain
            };
            dialog.button(press(words.say("private-close"), weight, Message::Close).id(FIRST))
        }
        Step::Choosing => {
            let close = press(words.say("private-close"), Weight::Plain, Message::Close);
            let is_bare = screen.kinds.iter().all(|counted| counted.count == 0);
            let dialog = dialog.button(if is_bare { close.id(FIRST) } else { close });
            if screen.ticked().next().is_some() {
                dialog.button(press(words.say("private-remove"), Weight::Danger, Message::Remove))
            } else {
                dialog
            }
        }
        Step::Asking => {
            let really = press(words.say("private-really"), Weight::Destructive, Message::Confirm);
            // A second press in the place of the first one takes it back.
            dialog
                .button(really.not_by_enter())
                .button(press(words.say("private-back"), Weight::Plain, Message::Back).id(FIRST))
        }
        Step::Removing => dialog
            .held()
            .remark(parts::small(words.say("private-removing"), palette.muted)),
    }
}

fn choices<'a>(screen: &PrivateData, context: &Context<'a>) -> Element<'a, Message> {
    let (words, palette) = (context.words, context.palette);
    let mut list = Column::new()
        .spacing(measure::GAP)
        .push(parts::paragraph(words.say("private-explained"), palette.muted))
        .push(space().height(4));
    let mut first = true;
    for counted in &screen.kinds {
        list = list
            .push(choice(counted, first && counted.count > 0, context))
            .push(panel::rule(palette));
        first &= counted.count == 0;
    }
    list.into()
}

/// A kind with its tick; one of which there is nothing has none.
fn choice<'a>(counted: &Counted, first: bool, context: &Context<'a>) -> Element<'a, Message> {
    let (words, palette) = (context.words, context.palette);
    let (name, explained) = named(counted.kind, words);
    let count = match &counted.trouble {
        Some(trouble) => keychain::said(trouble, words),
        None if counted.count == 0 => words.say("private-nothing"),
        None => humane::grouped(counted.count as u64),
    };
    let color = if counted.trouble.is_some() {
        palette.warn
    } else {
        palette.muted
    };
    let head: Element<'a, Message> = if counted.count > 0 {
        let tick = controls::tick(counted.ticked, name, Message::Tick(counted.kind), palette);
        if first { tick.id(FIRST).into() } else { tick.into() }
    } else {
        container(parts::paragraph(name, palette.muted))
            .padding(Padding::from([4.0, 5.0]).left(24.0))
            .into()
    };
    let about = container(parts::small(explained, palette.muted)).padding(Padding::ZERO.left(24.0));
    row![
        column![head, about].spacing(1).width(Length::FillPortion(3)),
        container(parts::paragraph(count, color)).align_right(Length::FillPortion(1)),
    ]
    .spacing(measure::PAD)
    .align_y(Alignment::Center)
    .into()
}

/// What will be gone, in words.
fn question<'a>(screen: &PrivateData, context: &Context<'a>) -> Element<'a, Message> {
    let (words, palette) = (context.words, context.palette);
    let mut list = Column::new()
        .spacing(measure::GAP)
        .push(parts::subheading(words.say("private-question"), palette));
    for counted in screen.ticked() {
        list = list.push(line(icon::MINUS, palette.bad, counted, context));
    }
    let consequence = |kind: Private, key: &str| {
        let is_ticked = screen.ticked().any(|counted| counted.kind == Kind::Kept(kind));
        is_ticked.then(|| parts::paragraph(words.say(key), palette.muted))
    };
    list.push(space().height(4))
        .push(consequence(Private::Recent, "private-after-recent"))
        .push(consequence(Private::Trust, "private-after-trust"))
        .push(consequence(Private::Secrets, "private-after-secrets"))
        .push(parts::paragraph(words.say("private-no-return"), palette.text))
        .into()
}

/// What is gone, in words.
fn outcome<'a>(screen: &PrivateData, context: &Context<'a>) -> Element<'a, Message> {
    let (words, palette) = (context.words, context.palette);
    let mut list = Column::new()
        .spacing(measure::GAP)
        .push(parts::subheading(words.say("private-removed"), palette));
    for counted in screen.ticked() {
        list = list.push(match &counted.trouble {
            None => line(icon::CIRCLE_CHECK, palette.ok, counted, context),
            Some(_) => line(icon::TRIANGLE_ALERT, palette.warn, counted, context),
        });
        if let Some(trouble) = &counted.trouble {
            let cause = [("cause", keychain::said(trouble, words).into())];
            let said = parts::small(words.with("private-left", &cause), palette.warn);
            list = list.push(container(said).padding(Padding::ZERO.left(25.0)));
        }
    }
    list.into()
}

fn line<'a>(glyph: char, color: iced::Color, counted: &Counted, context: &Context<'a>) -> Element<'a, Message> {
    let (words, palette) = (context.words, context.palette);
    row![
        parts::glyph(glyph, measure::ICON, color),
        parts::paragraph(amount(counted, words), palette.text)
    ]
    .spacing(10)
    .align_y(Alignment::Center)
    .into()
}

/// The name of a kind, and what is in it.
fn named(kind: Kind, words: &Words) -> (String, String) {
    let (name, explained) = match kind {
        Kind::Kept(Private::Recent) => ("private-recent", "private-recent-explained"),
        Kind::Kept(Private::Learned) => ("private-learned", "private-learned-explained"),
        Kind::Kept(Private::Trust) => ("private-trust", "private-trust-explained"),
        Kind::Kept(Private::Secrets) => ("private-secrets", "private-secrets-explained"),
        Kind::Finished => ("private-finished", "private-finished-explained"),
        Kind::Log => ("private-log", "private-log-explained"),
    };
    (words.say(name), words.say(explained))
}

/// So much of a kind.
fn amount(counted: &Counted, words: &Words) -> String {
    let key = match counted.kind {
        Kind::Kept(Private::Recent) => "private-amount-recent",
        Kind::Kept(Private::Learned) => "private-amount-learned",
        Kind::Kept(Private::Trust) => "private-amount-trust",
        Kind::Kept(Private::Secrets) => "private-amount-secrets",
        Kind::Finished => "private-amount-finished",
        Kind::Log => "private-amount-log",
    };
    words.with(key, &[("count", counted.count.into())])
}
