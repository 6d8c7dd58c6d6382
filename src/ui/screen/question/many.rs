//! More than anybody expects: entries on a walk, failures one after the other.

use super::Message;
use crate::error::Error;
use crate::path::visible;
use crate::ui::context::Context;
use crate::ui::look::icon;
use crate::ui::screen::failure;
use crate::ui::screen::modal::{Dialog, FIRST};
use crate::ui::screen::parts::{self, Weight};

/// A walk met more entries than anyone expects.
pub fn entries<'a>(context: &Context<'_>, subject: &str, count: u64) -> Dialog<'a, Message> {
    let (words, palette) = (context.words, context.palette);
    let text = words.with(
        "question-many-text",
        &[("count", count.into()), ("folder", visible(subject.as_bytes()).into())],
    );
    Dialog::new(icon::FOLDER_OPEN, palette.warn, words.say("question-many"))
        .push(parts::paragraph(text, palette.text))
        .button(parts::press(
            words.say("question-many-yes"),
            Weight::Plain,
            Some(Message::Accept),
            palette,
        ))
        .button(
            parts::press(
                words.say("question-many-no"),
                Weight::Primary,
                Some(Message::Refuse),
                palette,
            )
            .id(FIRST),
        )
}

/// A job stopped, because one file after the other failed for one reason.
pub fn failures<'a>(context: &Context<'_>, job: &str, error: &Error, count: u64) -> Dialog<'a, Message> {
    let (words, palette) = (context.words, context.palette);
    let cause = failure::cause(words, error);
    let mut dialog = Dialog::new(
        icon::TRIANGLE_ALERT,
        palette.warn,
        words.with("question-stuck", &[("count", count.into())]),
    )
    .push(parts::paragraph(job.to_owned(), palette.muted))
    .push(parts::paragraph(cause.clone(), palette.bad));
    let reply = error.reply.as_ref().map(|reply| visible(reply.to_string().as_bytes()));
    if let Some(reply) = reply.filter(|reply| !cause.contains(reply.as_str())) {
        dialog = dialog.push(parts::block(parts::mono(reply, palette.text), palette));
    }
    dialog
        .push(parts::paragraph(words.say("question-stuck-text"), palette.text))
        .button(parts::press(
            words.say("question-stuck-go-on"),
            Weight::Plain,
            Some(Message::Accept),
            palette,
        ))
        .button(parts::press(
            words.say("question-stuck-again"),
            Weight::Plain,
            Some(Message::Again),
            palette,
        ))
        .button(
            parts::press(
                words.say("question-stuck-stay"),
                Weight::Primary,
                Some(Message::Stay),
                palette,
            )
            .id(FIRST),
        )
}
