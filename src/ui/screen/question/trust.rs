//! Is it the server that is meant? Its certificate or key, to be compared. Enter never says yes.

use iced::Element;
use time::OffsetDateTime;

use super::Message;
use crate::path::visible;
use crate::trust::{Certificate, Distrust, HostKey, KnownKey};
use crate::ui::context::Context;
use crate::ui::look::icon;
use crate::ui::screen::modal::{Dialog, FIRST};
use crate::ui::screen::parts::{self, Weight};

/// A certificate that the system does not vouch for.
pub fn certificate<'a>(
    context: &Context<'_>,
    server: &str,
    certificate: &Certificate,
    reason: Distrust,
) -> Dialog<'a, Message> {
    let (words, palette) = (context.words, context.palette);
    let server = visible(server.as_bytes());
    let why = words.say(match reason {
        Distrust::UnknownIssuer if certificate.subject == certificate.issuer => "question-certificate-self",
        Distrust::UnknownIssuer => "question-certificate-issuer",
        Distrust::Expired => "question-certificate-expired",
        Distrust::NotYetValid => "question-certificate-early",
        Distrust::WrongName => "question-certificate-name",
        Distrust::Revoked => "question-certificate-revoked",
        Distrust::Malformed => "question-certificate-malformed",
    });
    Dialog::new(
        icon::SHIELD_ALERT,
        palette.warn,
        words.with("question-certificate", &[("server", server.into())]),
    )
    .push(parts::paragraph(why, palette.text))
    .push(certificate_facts(context, certificate))
    .push(parts::paragraph(
        words.say("question-certificate-compare"),
        palette.muted,
    ))
    .button(
        parts::press(
            words.say("question-certificate-yes"),
            Weight::Plain,
            Some(Message::Accept),
            palette,
        )
        .not_by_enter(),
    )
    .button(
        parts::press(
            words.say("question-do-not-connect"),
            Weight::Primary,
            Some(Message::Refuse),
            palette,
        )
        .id(FIRST),
    )
}

/// What a certificate says about itself, and its fingerprint.
pub fn certificate_facts<'a, Message: 'a>(context: &Context<'_>, certificate: &Certificate) -> Element<'a, Message> {
    let (words, palette) = (context.words, context.palette);
    let value = |text: &str| parts::small(visible(text.as_bytes()), palette.text);
    let from = day(certificate.not_before);
    let to = day(certificate.not_after);
    let late = context.now.unix_timestamp() > certificate.not_after;
    let early = context.now.unix_timestamp() < certificate.not_before;
    let valid = words.with("question-certificate-days", &[("from", from.into()), ("to", to.into())]);
    let names = match certificate.names.as_slice() {
        [] => words.say("question-certificate-no-names"),
        names => names.join(", "),
    };
    let fingerprint = certificate.fingerprint.to_string();
    let rows = [
        parts::fact(
            words.say("question-certificate-for"),
            value(&certificate.subject),
            palette,
        ),
        parts::fact(words.say("question-certificate-names"), value(&names), palette),
        parts::fact(
            words.say("question-certificate-by"),
            value(&certificate.issuer),
            palette,
        ),
        parts::fact(
            words.say("question-certificate-valid"),
            parts::small(valid, if late || early { palette.bad } else { palette.text }),
            palette,
        ),
        parts::fact(
            words.say("question-sha256"),
            parts::mono(in_groups(&fingerprint), palette.text),
            palette,
        ),
    ];
    block(rows.into_iter().map(Element::from).collect(), context)
}

/// The key of a server that is not known.
pub fn host_key<'a>(context: &Context<'_>, server: &str, key: &HostKey, others: &[KnownKey]) -> Dialog<'a, Message> {
    let (words, palette) = (context.words, context.palette);
    let server = visible(server.as_bytes());
    let (text, color) = if others.is_empty() {
        ("question-host-key-new", palette.text)
    } else {
        ("question-host-key-others", palette.warn)
    };
    Dialog::new(
        icon::KEY_ROUND,
        palette.warn,
        words.with("question-host-key", &[("server", server.into())]),
    )
    .push(parts::paragraph(words.say(text), color))
    .push(host_key_facts(context, key, others))
    .push(parts::paragraph(words.say("question-host-key-compare"), palette.muted))
    .button(
        parts::press(
            words.say("question-host-key-yes"),
            Weight::Plain,
            Some(Message::Accept),
            palette,
        )
        .not_by_enter(),
    )
    .button(
        parts::press(
            words.say("question-do-not-connect"),
            Weight::Primary,
            Some(Message::Refuse),
            palette,
        )
        .id(FIRST),
    )
}

/// Kind and fingerprint of a key, and those that are known beside it.
pub fn host_key_facts<'a, Message: 'a>(
    context: &Context<'_>,
    key: &HostKey,
    others: &[KnownKey],
) -> Element<'a, Message> {
    let (words, palette) = (context.words, context.palette);
    let mut rows: Vec<Element<'a, Message>> = vec![
        parts::fact(
            words.say("question-host-key-kind"),
            parts::small(visible(key.algorithm().as_bytes()), palette.text),
            palette,
        )
        .into(),
        parts::fact(
            words.say("question-sha256"),
            parts::mono(key.fingerprint().to_string(), palette.text),
            palette,
        )
        .into(),
    ];
    for other in others {
        let known = format!(
            "{} {}\n{}",
            visible(other.key.algorithm().as_bytes()),
            other.key.fingerprint(),
            visible(other.at.as_bytes())
        );
        let value = parts::mono(known, palette.muted);
        rows.push(parts::fact(words.say("question-host-key-known"), value, palette).into());
    }
    block(rows, context)
}

fn block<'a, Message: 'a>(rows: Vec<Element<'a, Message>>, context: &Context<'_>) -> Element<'a, Message> {
    parts::block(iced::widget::Column::with_children(rows).spacing(5), context.palette).into()
}

/// The day of a Unix time, in UTC.
fn day(seconds: i64) -> String {
    OffsetDateTime::from_unix_timestamp(seconds).map_or_else(|_| "?".to_owned(), |at| at.date().to_string())
}

/// A certificate's fingerprint as four lines of eight bytes: so it can be compared by eye, or read out.
pub fn in_groups(fingerprint: &str) -> String {
    let digits = fingerprint.strip_prefix("SHA256:").unwrap_or(fingerprint);
    let bytes: Vec<&str> = digits.split(':').collect();
    let lines: Vec<String> = bytes
        .chunks(8)
        .map(|line| {
            let halves: Vec<String> = line.chunks(4).map(|half| half.join(" ")).collect();
            halves.join("   ")
        })
        .collect();
    lines.join("\n")
}
