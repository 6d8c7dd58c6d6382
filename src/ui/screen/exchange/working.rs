//! While it is being taken over.

use iced::widget::{column, container, progress_bar};
use iced::{Element, Length};

use super::Message;
use super::choice::Choice;
use crate::ui::context::Context;
use crate::ui::look::{icon, measure, style};
use crate::ui::screen::modal::Large;
use crate::ui::screen::parts;

/// The page: how many secrets are done.
pub fn view<'a>(
    choice: &Choice,
    (done, of): (usize, usize),
    context: &Context<'a>,
    number: u64,
) -> Element<'a, Message> {
    let (words, palette) = (context.words, context.palette);
    let sites = choice.chosen().count();
    let said = if of == 0 {
        words.with("exchange-working-sites", &[("count", sites.into())])
    } else {
        words.with("exchange-working", &[("done", done.into()), ("of", of.into())])
    };
    #[expect(clippy::cast_precision_loss, reason = "a bar of a few hundred pixels")]
    let share = if of == 0 { 0.0 } else { done as f32 / of as f32 };
    let bar = progress_bar(0.0..=1.0, share)
        .girth(6.0)
        .style(move |_| progress_bar::Style {
            background: palette.border.into(),
            bar: palette.accent.into(),
            border: style::line(iced::Color::TRANSPARENT, 3.0),
        });
    let body = column![
        parts::paragraph(said, palette.text),
        bar,
        parts::small(words.say("exchange-working-hint"), palette.muted),
    ]
    .spacing(measure::PAD)
    .max_width(420.0);
    let body = container(body).center(Length::Fill).padding(20);
    Large::new(
        icon::DOWNLOAD,
        palette.accent,
        words.say("exchange-working-title"),
        body,
    )
    .held()
    .view(number, Message::Close, words.say("exchange-close"), palette)
}
