//! Where a site is, and who logs in there.

use std::path::Path;

use iced::widget::{Column, column, container, row};
use iced::{Alignment, Element, Length};

use super::Sites;
use super::choice::{Which, folders};
use super::field::Field;
use super::form::{SCHEMES, Who};
use super::line::Lines;
use super::message::{Edit, Message};
use crate::secret::{Secret, SecretName};
use crate::site::{Book, Security};
use crate::ui::context::Context;
use crate::ui::look::{icon, measure};
use crate::ui::screen::parts::{self, Weight};
use crate::ui::screen::{controls, keychain};
use crate::url::Scheme;

pub fn view<'a>(sites: &'a Sites, lines: &Lines<'a, '_>, book: &Book) -> Element<'a, Message> {
    let (words, palette) = (lines.context.words, lines.context.palette);
    let form = &lines.shown.form;
    let schemes = SCHEMES.map(|scheme| (words.say(scheme_key(scheme)), Message::Edit(Edit::Scheme(scheme))));
    let scheme = SCHEMES.iter().position(|scheme| *scheme == form.scheme);
    let schemes = controls::segments(schemes.into(), scheme.unwrap_or_default(), palette);
    let tone = if form.scheme == Scheme::Ftp(Security::Plain) {
        palette.bad
    } else {
        palette.muted
    };
    let meaning = parts::small(words.say(meaning_key(form.scheme)), tone);
    let offered = Who::offered(form.scheme);
    let who = offered.iter().position(|who| *who == form.who);
    let logins = offered
        .iter()
        .map(|who| (words.say(who_key(*who)), Message::Edit(Edit::Who(*who))));
    let logins = controls::segments(logins.collect(), who.unwrap_or_default(), palette);
    let mut page = Column::new()
        .spacing(measure::PAD)
        .push(lines.field("sites-name", Field::Name, &words.say("sites-name-hint")))
        .push(lines.line("sites-folder", folder(sites, lines, book)))
        .push(lines.line("sites-protocol", column![schemes, meaning].spacing(4)))
        .push(lines.line("sites-host", host(lines)))
        .push(lines.line("sites-login", logins));
    if form.who != Who::Anonymous {
        page = page.push(lines.field("sites-user", Field::User, ""));
    }
    match form.who {
        Who::Password => page = page.push(password(sites, lines)),
        Who::Key => page = page.push(lines.line("sites-keys", keys(sites, lines))),
        Who::Agent => page = page.push(lines.remark(words.say("sites-agent-means"))),
        Who::Interactive => page = page.push(lines.remark(words.say("sites-interactive-means"))),
        Who::Anonymous => {}
    }
    page.into()
}

fn folder<'a>(sites: &'a Sites, lines: &Lines<'a, '_>, book: &Book) -> Element<'a, Message> {
    let all = folders(book);
    let chosen = all.iter().position(|path| *path == lines.shown.form.folder);
    let names = all.iter().map(|path| match path.as_slice() {
        [] => lines.context.words.say("sites-folder-none"),
        path => crate::path::visible(path.join(" / ").as_bytes()),
    });
    sites.choice(
        Which::Folder,
        names.collect(),
        chosen.unwrap_or_default(),
        lines.context.palette,
    )
}

/// The host, and beside it the port.
fn host<'a>(lines: &Lines<'a, '_>) -> Element<'a, Message> {
    let words = lines.context.words;
    let host = lines.input(Field::Host, &words.say("sites-host-hint"));
    let usual = lines.shown.form.scheme.usual_port().to_string();
    let port = lines.input(Field::Port, &usual).width(84);
    let both = row![host, port].spacing(measure::GAP);
    lines.checked(Field::Port, lines.checked(Field::Host, both))
}

fn password<'a>(sites: &'a Sites, lines: &Lines<'a, '_>) -> Element<'a, Message> {
    let (words, palette) = (lines.context.words, lines.context.palette);
    let shown = lines.shown;
    let keeps = shown.form.keeps;
    let mut all = Column::new().spacing(6);
    if keeps {
        let kept = is_kept(sites, &SecretName::password(&shown.form.id));
        let hint = match kept {
            Some(true) => words.say("sites-password-kept-hint"),
            _ => words.say("sites-password-hint"),
        };
        let field = parts::field(&hint, shown.password.expose(), palette)
            .on_input(|text| Message::Password(Secret::new(text)))
            .on_submit(Message::Save);
        let eye = words.say(if shown.password_shown {
            "connect-hide"
        } else {
            "connect-show"
        });
        let toggle = Message::ShowPassword(!shown.password_shown);
        let mut line = row![parts::secret_field(field, shown.password_shown, eye, toggle, palette)]
            .spacing(4)
            .align_y(Alignment::Center);
        if kept == Some(true) {
            line = line.push(parts::press(
                words.say("sites-forget"),
                Weight::Quiet,
                Some(Message::ForgetPassword),
                palette,
            ));
        }
        all = all.push(line);
    }
    let tick = controls::tick(
        keeps,
        words.say("sites-keep-password"),
        Message::Edit(Edit::Keeps(!keeps)),
        palette,
    );
    let all = all.push(tick).push(about_password(sites, keeps, lines));
    lines.line("sites-password", all)
}

/// What is kept, or why that is not known.
fn about_password<'a>(sites: &'a Sites, keeps: bool, lines: &Lines<'a, '_>) -> Element<'a, Message> {
    let (words, palette) = (lines.context.words, lines.context.palette);
    if !keeps {
        return parts::small(words.say("sites-password-asked"), palette.muted).into();
    }
    if let Some(Err(trouble)) = &sites.secrets {
        let values = [("cause", keychain::said(trouble, words).into())];
        let said = parts::small(words.with("sites-keychain-trouble", &values), palette.warn);
        return row![parts::glyph(icon::TRIANGLE_ALERT, 13.0, palette.warn), said]
            .spacing(5)
            .into();
    }
    match is_kept(sites, &SecretName::password(&lines.shown.form.id)) {
        Some(true) => row![
            parts::glyph(icon::KEY_ROUND, 13.0, palette.ok),
            parts::small(words.say("sites-password-is-kept"), palette.ok)
        ]
        .spacing(5)
        .align_y(Alignment::Center)
        .into(),
        _ => parts::small(words.say("sites-password-not-kept"), palette.muted).into(),
    }
}

/// Whether the keychain has a secret; `None`: that is not known.
fn is_kept(sites: &Sites, name: &SecretName) -> Option<bool> {
    match &sites.secrets {
        Some(Ok(names)) => Some(names.contains(name)),
        _ => None,
    }
}

/// The key files in the order in which they are tried, and a field for one more.
fn keys<'a>(sites: &'a Sites, lines: &Lines<'a, '_>) -> Element<'a, Message> {
    let (words, palette) = (lines.context.words, lines.context.palette);
    let shown = lines.shown;
    let mut all = Column::new().spacing(4);
    for (at, path) in shown.form.sftp.identities.iter().enumerate() {
        all = all.push(key(sites, lines.context, shown, (at, path)));
    }
    let field = parts::field(&words.say("sites-key-hint"), &shown.key_path, palette)
        .on_input(Message::KeyPath)
        .on_submit(Message::Edit(Edit::AddKey))
        .width(Length::Fill);
    let choose = parts::press(
        words.say("sites-choose"),
        Weight::Plain,
        Some(Message::PickKey),
        palette,
    );
    let mut line = row![field].spacing(measure::GAP);
    if !shown.key_path.trim().is_empty() {
        let add = parts::press(
            words.say("sites-add"),
            Weight::Plain,
            Some(Message::Edit(Edit::AddKey)),
            palette,
        );
        line = line.push(add);
    }
    lines.checked(Field::Keys, all.push(line.push(choose)))
}

fn key<'a>(
    sites: &'a Sites,
    context: &Context<'_>,
    shown: &super::Shown,
    (at, path): (usize, &Path),
) -> Element<'a, Message> {
    let (words, palette) = (context.words, context.palette);
    let file = path.to_string_lossy().into_owned();
    let name = SecretName::passphrase(&shown.form.id, &file);
    let label = parts::paragraph(crate::path::visible(file.as_bytes()), palette.text);
    let mut line = row![
        parts::glyph(icon::KEY_ROUND, measure::ICON, palette.muted),
        container(label).width(Length::Fill),
    ]
    .spacing(measure::GAP)
    .align_y(Alignment::Center);
    if is_kept(sites, &name) == Some(true) {
        line = line.push(parts::press(
            words.say("sites-forget-passphrase"),
            Weight::Quiet,
            Some(Message::ForgetPassphrase(file)),
            palette,
        ));
    }
    line.push(parts::icon_press(
        icon::X,
        words.say("sites-remove-key"),
        Message::Edit(Edit::RemoveKey(at)),
        palette,
    ))
    .into()
}

pub(super) fn scheme_key(scheme: Scheme) -> &'static str {
    match scheme {
        Scheme::Sftp => "connect-sftp",
        Scheme::Ftp(Security::Explicit) => "connect-explicit",
        Scheme::Ftp(Security::Implicit) => "connect-implicit",
        Scheme::Ftp(Security::Plain) => "connect-plain",
    }
}

fn meaning_key(scheme: Scheme) -> &'static str {
    match scheme {
        Scheme::Sftp => "connect-sftp-means",
        Scheme::Ftp(Security::Explicit) => "connect-explicit-means",
        Scheme::Ftp(Security::Implicit) => "connect-implicit-means",
        Scheme::Ftp(Security::Plain) => "connect-plain-means",
    }
}

fn who_key(who: Who) -> &'static str {
    match who {
        Who::Anonymous => "sites-who-anonymous",
        Who::Password => "sites-who-password",
        Who::Key => "sites-who-key",
        Who::Agent => "sites-who-agent",
        Who::Interactive => "sites-who-interactive",
    }
}
