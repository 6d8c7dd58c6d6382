//! The questions of the screen, as they are drawn over it.

use iced::Element;

use super::leaving::Asking;
use super::message::{Answer, Message};
use super::tree::Node;
use crate::path::visible;
use crate::site::Book;
use crate::ui::context::Context;
use crate::ui::look::icon;
use crate::ui::screen::modal::{Dialog, FIRST, modal};
use crate::ui::screen::parts::{self, Weight};

/// The dialog of the screen has this number; that of a question another one, so that the focus starts anew.
const OTHER: u64 = 1 << 48;

pub fn view<'a>(asked: &Asking, context: &Context<'a>, book: &'a Book, number: u64) -> Element<'a, Message> {
    let (words, palette) = (context.words, context.palette);
    let answer =
        |key: &str, weight, answer| parts::press(words.say(key), weight, Some(Message::Answer(answer)), palette);
    let dialog = match asked {
        Asking::Unsaved(_) => Dialog::new(icon::SAVE, palette.warn, words.say("sites-unsaved-title"))
            .push(parts::paragraph(words.say("sites-unsaved"), palette.muted))
            .button(answer("sites-stay", Weight::Plain, Answer::Stay))
            .button(answer("sites-discard", Weight::Danger, Answer::Discard))
            .button(answer("sites-save", Weight::Primary, Answer::Save).id(FIRST)),
        Asking::Delete(node, count) => {
            let (title, said) = match node {
                Node::Site(id) => {
                    let name = book.site(id).map(|site| site.name.clone()).unwrap_or_default();
                    let values = [("name", visible(name.as_bytes()).into())];
                    (
                        words.with("sites-delete-site-title", &values),
                        words.say("sites-delete-site-said"),
                    )
                }
                Node::Folder(path) => {
                    let name = path.last().cloned().unwrap_or_default();
                    let values = [("name", visible(name.as_bytes()).into()), ("count", (*count).into())];
                    (
                        words.with("sites-delete-folder-title", &values),
                        words.with("sites-delete-folder-said", &values),
                    )
                }
            };
            Dialog::new(icon::TRASH_2, palette.bad, title)
                .push(parts::paragraph(said, palette.muted))
                .button(answer("sites-stay", Weight::Plain, Answer::Stay).id(FIRST))
                .button(answer("sites-delete", Weight::Destructive, Answer::Delete).not_by_enter())
        }
    };
    modal(dialog, number | OTHER, Message::Close, None, palette)
}
