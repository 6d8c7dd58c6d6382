//! The dialog as it is drawn.

use iced::widget::{Column, Row, button, column, container, row, space};
use iced::{Alignment, Element};

use super::{Fault, Keep, Message};
use crate::path::visible;
use crate::site::{Colour, Misfit};
use crate::ui::context::Context;
use crate::ui::look::{Palette, icon, style};
use crate::ui::screen::modal::{Dialog, FIRST, modal};
use crate::ui::screen::parts::{self, Weight};
use crate::ui::screen::{address, controls};
use crate::ui::widget::press::Press;
use crate::ui::words::Words;

/// So many folders of the tree are offered.
const FOLDERS: usize = 6;

/// A dot of colour, and the ring around the chosen one.
const DOT: f32 = 14.0;

pub fn view<'a>(keep: &Keep, context: &Context<'_>, number: u64) -> Element<'a, Message> {
    let (words, palette) = (context.words, context.palette);
    let site = keep.draft.site();
    let scheme = address::name(address::scheme_of(&site));
    let place = format!("{scheme}://{}", address::write(&site, &crate::path::RemotePath::home()));
    let name = parts::field("", &keep.draft.name, palette)
        .id(FIRST)
        .on_input(Message::Name)
        .on_submit(Message::Save);
    let folder = parts::field(&words.say("keep-folder-none"), &keep.folder, palette)
        .on_input(Message::Folder)
        .on_submit(Message::Save);
    let mut dialog = Dialog::new(icon::SAVE, palette.muted, words.say("keep-title"))
        .push(parts::mono(visible(place.as_bytes()), palette.muted))
        .push(parts::labelled(words.say("keep-name"), name, palette))
        .push(with_folders(
            keep,
            parts::labelled(words.say("keep-folder"), folder, palette).into(),
            palette,
        ))
        .push(parts::labelled(
            words.say("keep-colour"),
            colours(keep, palette),
            palette,
        ))
        .push(kept(keep, context));
    if let Some(fault) = keep.fault {
        dialog = dialog.push(parts::paragraph(said(fault, words), palette.bad));
    }
    let dialog = dialog
        .button(parts::press(
            words.say("keep-cancel"),
            Weight::Plain,
            Some(Message::Close),
            palette,
        ))
        .button(parts::press(
            words.say("keep-save"),
            Weight::Primary,
            Some(Message::Save),
            palette,
        ));
    modal(dialog, number, Message::Close, None, palette)
}

/// The field with its name, and below it the folders that there are.
fn with_folders<'a>(keep: &Keep, field: Element<'a, Message>, palette: Palette) -> Element<'a, Message> {
    let folders = keep.book.all_folders();
    if folders.is_empty() {
        return field;
    }
    let chips = folders.into_iter().take(FOLDERS).map(|path| {
        let label = path.join(" / ");
        let message = Message::Folder(path.join("/"));
        let inside = row![
            parts::glyph(icon::FOLDER, 13.0, palette.folder),
            parts::small(label, palette.text)
        ]
        .spacing(6)
        .align_y(Alignment::Center);
        let face = button(inside)
            .padding([3, 8])
            .on_press(message.clone())
            .style(style::quiet(palette));
        Element::from(Press::new(face, Some(message), palette.accent))
    });
    let chips = container(Row::with_children(chips).spacing(2).wrap());
    column![field, chips.padding(iced::Padding::ZERO.left(parts::FIELD))]
        .spacing(4)
        .into()
}

fn colours<'a>(keep: &Keep, palette: Palette) -> Element<'a, Message> {
    let dots = Colour::ALL.map(|colour| {
        let chosen = keep.draft.colour == colour;
        let fill = palette.mark(colour);
        let dot = container(space().width(DOT).height(DOT)).style(move |_| container::Style {
            background: fill.map(Into::into),
            border: style::line(fill.unwrap_or(palette.outline), DOT / 2.0),
            ..container::Style::default()
        });
        let ring = if chosen { palette.text } else { palette.raised };
        let face = button(dot)
            .padding(4)
            .on_press(Message::Colour(colour))
            .style(move |_, _| button::Style {
                border: iced::Border {
                    color: ring,
                    width: 1.5,
                    radius: (DOT / 2.0 + 4.0).into(),
                },
                ..button::Style::default()
            });
        Element::from(Press::new(face, Some(Message::Colour(colour)), palette.accent))
    });
    Row::with_children(dots).spacing(4).into()
}

/// What of the connection is kept.
fn kept<'a>(keep: &Keep, context: &Context<'_>) -> Element<'a, Message> {
    let (words, palette) = (context.words, context.palette);
    let mut ticks = Column::new().spacing(2);
    if let Some((folder, on)) = &keep.remote {
        let shown = keep.draft.terms.charset.visible_path(folder);
        let label = words.with("keep-remote", &[("folder", shown.into())]);
        ticks = ticks.push(controls::tick(*on, label, Message::Remote(!on), palette));
    }
    if let Some((folder, on)) = &keep.local {
        let shown = visible(folder.as_os_str().as_encoded_bytes());
        let label = words.with("keep-local", &[("folder", shown.into())]);
        ticks = ticks.push(controls::tick(*on, label, Message::Local(!on), palette));
    }
    if let Some(on) = keep.password {
        let label = words.say("keep-password");
        ticks = ticks.push(controls::tick(on, label, Message::Password(!on), palette));
        let said = words.say(if on {
            "keep-password-kept"
        } else {
            "keep-password-asked"
        });
        ticks = ticks.push(container(parts::small(said, palette.muted)).padding(iced::Padding::ZERO.left(24)));
    }
    ticks.into()
}

fn said(fault: Fault, words: &Words) -> String {
    match fault {
        Fault::NoName => words.say("keep-fault-no-name"),
        Fault::Taken => words.say("keep-fault-taken"),
        Fault::NoFolderName => words.say("keep-fault-folder"),
        Fault::Misfit(Misfit::NoUser) => words.say("keep-fault-no-user"),
        Fault::Misfit(_) => words.say("keep-fault-misfit"),
    }
}
