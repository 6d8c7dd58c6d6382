//! Before the window closes while transfers run.

use super::{Message, act};
use crate::ui::context::Context;
use crate::ui::look::icon;
use crate::ui::screen::modal::{Dialog, FIRST};
use crate::ui::screen::parts::{self, Weight};

/// Staying is what Enter means: nobody loses a transfer by habit.
pub(super) fn view(context: &Context<'_>) -> Dialog<'static, Message> {
    let (words, palette) = (context.words, context.palette);
    Dialog::new(icon::TRIANGLE_ALERT, palette.warn, words.say("app-quit-title"))
        .push(parts::paragraph(words.say("app-quit-explained"), palette.muted))
        .button(act(words.say("app-quit"), Weight::Danger, palette))
        .button(parts::press(words.say("app-stay"), Weight::Primary, Some(Message::Close), palette).id(FIRST))
}
