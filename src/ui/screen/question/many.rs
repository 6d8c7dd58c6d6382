//! More than anybody expects: entries on a walk, failures one after the other, bytes for a disk.

use std::path::PathBuf;

use super::Message;
use crate::error::Error;
use crate::path::visible;
use crate::ui::context::Context;
use crate::ui::humane;
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
                Some(Message::Stay),
                palette,
            )
            .id(FIRST),
        )
}

/// A disk on which there is less room than a job needs.
#[derive(Debug)]
pub struct Room {
    /// Where the job goes.
    pub folder: PathBuf,
    /// Bytes that are to come, of all that goes there.
    pub needed: u64,
    /// Bytes that can still be written.
    pub free: u64,
}

/// There is less room on the disk here than a job needs.
pub fn cramped<'a>(context: &Context<'_>, job: &str, room: &Room) -> Dialog<'a, Message> {
    let (words, palette) = (context.words, context.palette);
    let folder = visible(room.folder.as_os_str().as_encoded_bytes());
    let size = |bytes| humane::size(bytes).into();
    let values = [
        ("folder", folder.into()),
        ("needed", size(room.needed)),
        ("free", size(room.free)),
        ("missing", size(room.needed.saturating_sub(room.free))),
    ];
    Dialog::new(icon::HARD_DRIVE, palette.warn, words.say("question-room"))
        .push(parts::paragraph(job.to_owned(), palette.muted))
        .push(parts::paragraph(
            words.with("question-room-text", &values),
            palette.text,
        ))
        .push(parts::paragraph(words.say("question-room-hint"), palette.muted))
        .button(parts::press(
            words.say("question-room-go-on"),
            Weight::Plain,
            Some(Message::Accept),
            palette,
        ))
        .button(
            parts::press(
                words.say("question-room-stay"),
                Weight::Primary,
                Some(Message::Stay),
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
    let stay = parts::press(
        words.say("question-stuck-stay"),
        Weight::Primary,
        Some(Message::Stay),
        palette,
    );
    // The rest would meet the same disk: it can only be tried again.
    if error.is_about_the_disk() {
        let again = words.say("question-stuck-disk-again");
        return dialog
            .push(parts::paragraph(words.say("question-stuck-disk"), palette.text))
            .button(parts::press(again, Weight::Plain, Some(Message::Again), palette))
            .button(stay.id(FIRST));
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
        .button(stay.id(FIRST))
}

#[cfg(test)]
mod tests {
    use time::{Duration, OffsetDateTime};

    use crate::ask::Question;
    use crate::engine::Command;
    use crate::engine::command::QuestionId;
    use crate::ui::screen::question::{Action, Desk, Message};

    fn asked() -> (Desk, OffsetDateTime) {
        let (mut desk, now) = (Desk::default(), OffsetDateTime::UNIX_EPOCH);
        let question = Question::ManyEntries {
            subject: "/www".to_owned(),
            count: 1_000_001,
        };
        desk.open(QuestionId(4), None, question, now);
        (desk, now + Duration::seconds(1))
    }

    #[test]
    fn a_walk_that_waits_puts_no_dialog_under_the_hand() {
        let (mut desk, now) = asked();
        assert!(!desk.is_shown() && desk.stuck() == 1, "a badge tells it");
        desk.show(now);
        assert!(desk.is_shown());
        let now = now + Duration::seconds(1);
        assert!(
            matches!(desk.update(Message::Refuse, now), Action::None),
            "not now is no answer"
        );
        assert!(!desk.is_shown() && desk.stuck() == 1);
    }

    #[test]
    fn it_goes_on_or_ends_as_somebody_says() {
        for (message, expected) in [(Message::Accept, "Yes"), (Message::Stay, "No")] {
            let (mut desk, now) = asked();
            desk.show(now);
            match desk.update(message, now + Duration::seconds(1)) {
                Action::Send(commands) => match &commands[..] {
                    [Command::Answer { question, answer }] => {
                        assert_eq!((question.0, format!("{answer:?}").as_str()), (4, expected));
                    }
                    other => panic!("{other:?}"),
                },
                other => panic!("{other:?}"),
            }
            assert_eq!(desk.stuck(), 0);
        }
    }

    #[test]
    fn it_goes_with_its_question() {
        let (mut desk, now) = asked();
        desk.show(now);
        desk.gone(QuestionId(4), now);
        assert!(!desk.is_shown() && desk.stuck() == 0);
    }
}
