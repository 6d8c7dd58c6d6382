//! How a site is connected to: only what its protocol has.

use iced::Element;
use iced::widget::{Column, column, row};

use super::Sites;
use super::choice::{CONFLICTS, Which};
use super::field::Field;
use super::line::Lines;
use super::message::{Edit, Message};
use crate::path::{Charset, visible};
use crate::site::{Mode, TlsVersion};
use crate::transfer::Resolution;
use crate::ui::look::{icon, measure};
use crate::ui::screen::{controls, parts};

/// The modes in their order.
const MODES: [Mode; 3] = [Mode::Auto, Mode::Passive, Mode::Active];

pub fn view<'a>(sites: &'a Sites, lines: &Lines<'a, '_>) -> Element<'a, Message> {
    let words = lines.context.words;
    let mut page = Column::new().spacing(measure::PAD);
    if lines.shown.form.is_ftp() {
        page = page.push(lines.line("sites-mode", modes(lines)));
        if lines.shown.form.ftp.mode != Mode::Passive {
            let own = words.say("sites-from-settings");
            page = page
                .push(lines.short("sites-ports", Field::Ports, "50000-50100", "sites-ports-unit"))
                .push(lines.field("sites-announced", Field::Announced, &own));
        }
    }
    page = page
        .push(lines.short(
            "sites-connections",
            Field::Connections,
            &words.say("sites-as-set"),
            "sites-connections-unit",
        ))
        .push(lines.short(
            "sites-down",
            Field::Down,
            &words.say("sites-no-limit"),
            "sites-rate-unit",
        ))
        .push(lines.short("sites-up", Field::Up, &words.say("sites-no-limit"), "sites-rate-unit"))
        .push(lines.line("sites-conflict", conflicts(sites, lines)))
        .push(lines.line("sites-charset", charsets(lines)));
    if lines.shown.form.is_ftp() {
        of_ftp(page, lines).into()
    } else {
        of_sftp(page, lines).into()
    }
}

fn of_ftp<'a>(page: Column<'a, Message>, lines: &Lines<'a, '_>) -> Column<'a, Message> {
    let words = lines.context.words;
    let options = &lines.shown.form.ftp;
    let old = options.highest_tls == TlsVersion::Tls12;
    let goodbye = options.accepts_missing_goodbye;
    page.push(lines.short(
        "sites-offset",
        Field::Offset,
        &words.say("sites-offset-hint"),
        "sites-offset-unit",
    ))
    .push(lines.tick("sites-old-tls", old, Edit::OldTls(!old)))
    .push(lines.tick("sites-no-goodbye", goodbye, Edit::NoGoodbye(!goodbye)))
}

fn of_sftp<'a>(mut page: Column<'a, Message>, lines: &Lines<'a, '_>) -> Column<'a, Message> {
    let (words, palette) = (lines.context.words, lines.context.palette);
    let options = &lines.shown.form.sftp;
    if let Some(jump) = &options.jump {
        let mut hosts = vec![jump.address()];
        let mut way = jump.sftp().and_then(|options| options.jump.as_deref());
        while let Some(site) = way {
            hosts.push(site.address());
            way = site.sftp().and_then(|options| options.jump.as_deref());
        }
        hosts.reverse();
        let label = parts::paragraph(visible(hosts.join(" → ").as_bytes()), palette.text);
        let remove = parts::icon_press(
            icon::X,
            words.say("sites-jump-remove"),
            Message::Edit(Edit::NoJump),
            palette,
        );
        let line = row![label, remove]
            .spacing(measure::GAP)
            .align_y(iced::Alignment::Center);
        page = page.push(lines.line("sites-jump", line));
    }
    let old = options.old_algorithms;
    page.push(lines.field("sites-alias", Field::Alias, &words.say("sites-alias-hint")))
        .push(lines.tick("sites-old-algorithms", old, Edit::OldAlgorithms(!old)))
}

fn modes<'a>(lines: &Lines<'a, '_>) -> Element<'a, Message> {
    let (words, palette) = (lines.context.words, lines.context.palette);
    let mode = lines.shown.form.ftp.mode;
    let choices = MODES.map(|mode| {
        let name = match mode {
            Mode::Auto => words.say("app-mode-auto"),
            Mode::Passive => words.say("app-mode-passive"),
            Mode::Active => words.say("app-mode-active"),
        };
        (name, Message::Edit(Edit::Mode(mode)))
    });
    let chosen = MODES.iter().position(|other| *other == mode).unwrap_or_default();
    let explained = match mode {
        Mode::Auto => words.say("app-mode-auto-explained"),
        Mode::Passive => words.say("app-mode-passive-explained"),
        Mode::Active => words.say("app-mode-active-explained"),
    };
    column![
        controls::segments(choices.into(), chosen, palette),
        parts::small(explained, palette.muted)
    ]
    .spacing(4)
    .into()
}

fn charsets<'a>(lines: &Lines<'a, '_>) -> Element<'a, Message> {
    let current = lines.shown.form.charset;
    // A site may name one that is not offered.
    let other = Some(current).filter(|charset| !Charset::ALL.contains(charset));
    let all: Vec<Charset> = Charset::ALL.into_iter().chain(other).collect();
    let chosen = all.iter().position(|charset| *charset == current).unwrap_or_default();
    let choices = all
        .iter()
        .map(|charset| (charset.label().to_owned(), Message::Edit(Edit::Charset(*charset))));
    controls::segments(choices.collect(), chosen, lines.context.palette)
}

fn conflicts<'a>(sites: &'a Sites, lines: &Lines<'a, '_>) -> Element<'a, Message> {
    let words = lines.context.words;
    let names = CONFLICTS.map(|choice| match choice {
        None => words.say("sites-conflict-as-set"),
        Some(Resolution::Overwrite) => words.say("sites-conflict-overwrite"),
        Some(Resolution::OverwriteIfNewer) => words.say("sites-conflict-newer"),
        Some(Resolution::OverwriteIfSizeDiffers) => words.say("sites-conflict-size"),
        Some(Resolution::Rename) => words.say("sites-conflict-rename"),
        Some(Resolution::Skip) => words.say("sites-conflict-skip"),
    });
    let on_conflict = lines.shown.form.on_conflict;
    let chosen = CONFLICTS.iter().position(|choice| *choice == on_conflict);
    sites.choice(
        Which::Conflict,
        names.into(),
        chosen.unwrap_or_default(),
        lines.context.palette,
    )
}
