//! Passwords, passphrases, and whatever else a server asks for.

use super::{Form, Message};
use crate::ask::Prompt;
use crate::path::visible;
use crate::secret::Secret;
use crate::ui::context::Context;
use crate::ui::look::icon;
use crate::ui::screen::controls;
use crate::ui::screen::modal::{Dialog, FIRST};
use crate::ui::screen::parts::{self, Weight};

/// The password of a user.
pub fn password<'a>(context: &Context<'_>, form: &Form, server: &str, user: &str) -> Dialog<'a, Message> {
    let (words, palette) = (context.words, context.palette);
    let whose = words.with(
        "question-password-whose",
        &[
            ("user", visible(user.as_bytes()).into()),
            ("server", visible(server.as_bytes()).into()),
        ],
    );
    let dialog = Dialog::new(icon::LOCK, palette.muted, words.say("question-password"))
        .push(parts::paragraph(whose, palette.text))
        .push(secret(context, form))
        .push(kept(context, form));
    answers(dialog, context, words.say("question-log-in"), is_typed(form))
}

/// The passphrase of a key file.
pub fn passphrase<'a>(context: &Context<'_>, form: &Form, names: (&str, &str), wrong: bool) -> Dialog<'a, Message> {
    let (words, palette) = (context.words, context.palette);
    let (server, file) = names;
    let which = words.with(
        "question-passphrase-which",
        &[
            ("file", visible(file.as_bytes()).into()),
            ("server", visible(server.as_bytes()).into()),
        ],
    );
    let mut dialog = Dialog::new(icon::KEY_ROUND, palette.muted, words.say("question-passphrase"));
    if wrong {
        dialog = dialog.push(parts::paragraph(words.say("question-passphrase-wrong"), palette.bad));
    }
    let dialog = dialog
        .push(parts::paragraph(which, palette.text))
        .push(secret(context, form))
        .push(kept(context, form));
    answers(dialog, context, words.say("question-unlock"), is_typed(form))
}

/// What a server asks for in its own words.
pub fn prompts<'a>(
    context: &Context<'_>,
    form: &Form,
    names: (&str, &str),
    asked: (&str, &[Prompt]),
) -> Dialog<'a, Message> {
    let (words, palette) = (context.words, context.palette);
    let (server, user) = names;
    let (instructions, prompts) = asked;
    let who = words.with(
        "question-prompts-who",
        &[
            ("user", visible(user.as_bytes()).into()),
            ("server", visible(server.as_bytes()).into()),
        ],
    );
    let mut dialog = Dialog::new(icon::KEY_ROUND, palette.muted, words.say("question-prompts"))
        .push(parts::paragraph(who, palette.text));
    if !instructions.is_empty() {
        let said = parts::mono(instructions.to_owned(), palette.text);
        dialog = dialog.push(parts::block(said, palette));
    }
    for (at, prompt) in prompts.iter().enumerate() {
        let typed = form.fields.get(at).map(Secret::expose).unwrap_or_default();
        let mut field = parts::field("", typed, palette)
            .secure(!prompt.echo && !form.shown)
            .on_input(move |text| Message::Typed(at, Secret::new(text)))
            .on_submit(Message::Accept);
        if at == 0 {
            field = field.id(FIRST);
        }
        let asked = parts::small(prompt.text.clone(), palette.text);
        dialog = dialog.push(iced::widget::column![asked, field].spacing(4));
    }
    let dialog = dialog.push(parts::small(words.say("question-prompts-said"), palette.muted));
    answers(dialog, context, words.say("question-log-in"), true)
}

fn secret<'a>(context: &Context<'_>, form: &Form) -> iced::Element<'a, Message> {
    let (words, palette) = (context.words, context.palette);
    let typed = form.fields.first().map(Secret::expose).unwrap_or_default();
    let field = parts::field("", typed, palette)
        .id(FIRST)
        .on_input(|text| Message::Typed(0, Secret::new(text)))
        .on_submit(Message::Accept);
    let hint = words.say(if form.shown { "question-hide" } else { "question-show" });
    parts::secret_field(field, form.shown, hint, Message::Show(!form.shown), palette)
}

/// How long it is kept, and where; the keychain only where somebody ticks that.
fn kept<'a>(context: &Context<'_>, form: &Form) -> iced::Element<'a, Message> {
    let (words, palette) = (context.words, context.palette);
    let said = words.say(match form.keep {
        Some(true) => "question-password-keychain",
        Some(false) | None => "question-password-kept",
    });
    let said = parts::small(said, palette.muted);
    let Some(on) = form.keep else { return said.into() };
    let label = words.say("question-password-keep");
    iced::widget::column![controls::tick(on, label, Message::Keep(!on), palette), said]
        .spacing(4)
        .into()
}

fn is_typed(form: &Form) -> bool {
    form.fields.first().is_some_and(|typed| !typed.is_empty())
}

fn answers<'a>(dialog: Dialog<'a, Message>, context: &Context<'_>, yes: String, ready: bool) -> Dialog<'a, Message> {
    let (words, palette) = (context.words, context.palette);
    dialog
        .button(parts::press(
            words.say("question-cancel"),
            Weight::Plain,
            Some(Message::Refuse),
            palette,
        ))
        .button(parts::press(
            yes,
            Weight::Primary,
            ready.then_some(Message::Accept),
            palette,
        ))
}
