//! Dialogs of the window itself: before something is deleted or moved, permissions, properties, the sheet of shortcuts.

use iced::widget::{
    button, center, checkbox, column, container, mouse_area, opaque, row, scrollable, space, text, text_input,
};
use iced::{Alignment, Element, Length, Task};

use super::keys::TABLE;
use super::removal::Removal;
use super::{App, Message as Root};
use crate::entry::{Entry, Kind};
use crate::path::Charset;
use crate::ui::context::Context;
use crate::ui::look::{font, measure, style};
use crate::ui::screen::facts;
use crate::ui::screen::pane::{Place, Side};

/// What is asked or shown.
#[derive(Debug, Clone)]
pub enum Dialog {
    /// Delete these?
    Delete(Box<Removal>),
    /// Move these into a folder?
    MoveInto {
        /// The tab.
        tab: u64,
        /// What.
        entries: Vec<Entry>,
        /// Where to.
        into: Place,
    },
    /// Who may do what.
    Permissions {
        /// The tab.
        tab: u64,
        /// The side.
        side: Side,
        /// Of what.
        entries: Vec<Entry>,
        /// The lower twelve bits.
        mode: u32,
        /// As it was typed.
        octal: String,
        /// Everything below folders too.
        recursive: bool,
    },
    /// Everything about an entry.
    Properties {
        /// Which.
        entry: Box<Entry>,
    },
    /// What a connection is like, or what it showed.
    Facts(Box<facts::Info>),
    /// The keys.
    Sheet,
    /// Transfers run: stop them and quit?
    Quit,
}

/// What a dialog understands.
#[derive(Clone, Debug)]
pub enum Message {
    /// Not now.
    Close,
    /// Do it.
    Confirm,
    /// A bit of the mode.
    Bit(u32, bool),
    /// The mode as it is typed.
    Octal(String),
    /// Everything below folders too.
    Recursive(bool),
    /// Something about the facts.
    Facts(facts::Message),
}

impl Dialog {
    /// Before something is moved.
    pub fn move_into(tab: u64, entries: Vec<Entry>, into: Place) -> Self {
        Self::MoveInto { tab, entries, into }
    }

    /// Permissions, beginning with those of the first entry.
    pub fn permissions(tab: u64, side: Side, entries: Vec<Entry>) -> Self {
        let first = entries.first().and_then(|entry| entry.permissions);
        let mode = first.map_or(0o644, crate::entry::Permissions::bits);
        Self::Permissions {
            tab,
            side,
            entries,
            mode,
            octal: format!("{mode:03o}"),
            recursive: false,
        }
    }

    /// Everything about an entry.
    pub fn properties(entry: Entry) -> Self {
        Self::Properties { entry: Box::new(entry) }
    }
}

impl App {
    pub(super) fn dialog_said(&mut self, message: Message) -> Task<Root> {
        match (message, &mut self.dialog) {
            (Message::Close, _) => self.close_dialog(),
            (Message::Confirm, _) => return self.confirm(),
            (Message::Bit(bit, on), Some(Dialog::Permissions { mode, octal, .. })) => {
                *mode = if on { *mode | bit } else { *mode & !bit };
                *octal = format!("{mode:03o}");
            }
            (Message::Octal(typed), Some(Dialog::Permissions { mode, octal, .. })) => {
                let digits = typed.len() <= 4 && typed.chars().all(|digit| digit.is_digit(8));
                if digits {
                    *mode = u32::from_str_radix(&typed, 8).unwrap_or(0);
                    *octal = typed;
                }
            }
            (Message::Recursive(on), Some(Dialog::Permissions { recursive, .. })) => *recursive = on,
            (Message::Facts(message), Some(Dialog::Facts(info))) => match info.update(message) {
                facts::Action::Close => self.dialog = None,
                facts::Action::Copy(text) => return iced::clipboard::write(text),
            },
            _ => {}
        }
        Task::none()
    }

    fn confirm(&mut self) -> Task<Root> {
        let Some(dialog) = self.dialog.take() else {
            return Task::none();
        };
        let (id, actions) = match dialog {
            Dialog::Delete(removal) => return self.delete_agreed(removal),
            Dialog::MoveInto { tab, entries, into } => match self.tab_mut(tab) {
                Some(of) => (tab, of.move_into(&entries, &into)),
                None => return Task::none(),
            },
            Dialog::Permissions {
                tab,
                side,
                entries,
                mode,
                recursive,
                ..
            } => match self.tab_mut(tab) {
                Some(of) => (tab, of.set_permissions(side, &entries, mode, recursive)),
                None => return Task::none(),
            },
            Dialog::Quit => return self.quit(),
            Dialog::Properties { .. } | Dialog::Facts(_) | Dialog::Sheet => return Task::none(),
        };
        self.obey_all(id, actions)
    }

    /// The dialog over everything else.
    pub(super) fn dialog_view(&self) -> Option<Element<'_, Root>> {
        let context = self.context();
        let card = match self.dialog.as_ref()? {
            Dialog::Delete(removal) => removal.view(&context),
            Dialog::MoveInto { entries, into, .. } => move_into(&context, entries, into),
            Dialog::Permissions {
                entries,
                mode,
                octal,
                recursive,
                ..
            } => permissions(&context, entries, *mode, octal, *recursive),
            Dialog::Properties { entry } => properties(&context, entry),
            Dialog::Facts(info) => {
                return Some(info.view(&context).map(|message| Root::Dialog(Message::Facts(message))));
            }
            Dialog::Sheet => sheet(&context),
            Dialog::Quit => quit(&context),
        };
        Some(over(&context, card).map(Root::Dialog))
    }

    /// What the connection of a tab is like, or what a failed one was shown.
    pub(super) fn facts_of(&self, id: u64) -> Option<Dialog> {
        let tab = self.tabs.iter().find(|tab| tab.id == id)?;
        let site = tab.site.as_ref()?;
        let shown = tab
            .failed
            .as_ref()
            .and_then(|failed| facts::Info::of_failure(site, &failed.error));
        let info = shown.or_else(|| Some(facts::Info::session(site, tab.facts.clone()?)))?;
        Some(Dialog::Facts(Box::new(info)))
    }

    fn tab_mut(&mut self, id: u64) -> Option<&mut crate::ui::screen::tab::Tab> {
        self.tabs.iter_mut().find(|tab| tab.id == id)
    }
}

/// A card in the middle, over a veil that takes every click.
fn over<'a>(context: &Context<'_>, card: Element<'a, Message>) -> Element<'a, Message> {
    let palette = context.palette;
    let card = container(card).padding(20).max_width(520).style(style::card(palette));
    let veil = iced::Color {
        a: 0.45,
        ..iced::Color::BLACK
    };
    opaque(mouse_area(center(opaque(card)).style(style::ground(veil))).on_press(Message::Close))
}

pub(super) fn title<'a>(words: String) -> Element<'a, Message> {
    text(words).size(measure::TITLE).font(font::STRONG).into()
}

pub(super) fn names<'a>(context: &Context<'_>, entries: &[Entry], charset: Charset) -> Element<'a, Message> {
    const SHOWN: usize = 8;
    let palette = context.palette;
    let mut list = column![].spacing(2);
    for entry in entries.iter().take(SHOWN) {
        let name = charset.visible(entry.name.as_bytes());
        let name = if entry.kind == Kind::Directory {
            format!("{name}/")
        } else {
            name
        };
        list = list.push(text(name).size(measure::TEXT).color(palette.text));
    }
    if entries.len() > SHOWN {
        let more = context
            .words
            .with("app-and-more", &[("count", (entries.len() - SHOWN).into())]);
        list = list.push(text(more).size(measure::TEXT).color(palette.muted));
    }
    container(list)
        .padding([8, 12])
        .width(Length::Fill)
        .style(style::ground(palette.chrome))
        .into()
}

pub(super) fn buttons<'a>(context: &Context<'_>, act: String, bad: bool) -> Element<'a, Message> {
    let palette = context.palette;
    let style = move |theme: &iced::Theme, status| {
        let mut style = style::primary(palette)(theme, status);
        if bad {
            style.background = Some(palette.bad.into());
        }
        style
    };
    row![
        space().width(Length::Fill),
        button(text(context.words.say("app-cancel")).size(measure::TEXT))
            .padding([7, 14])
            .style(style::plain(palette))
            .on_press(Message::Close),
        button(text(act).size(measure::TEXT))
            .padding([7, 14])
            .style(style)
            .on_press(Message::Confirm),
    ]
    .spacing(measure::GAP)
    .into()
}

fn move_into<'a>(context: &Context<'_>, entries: &[Entry], into: &Place) -> Element<'a, Message> {
    let words = context.words;
    let values = [("count", entries.len().into()), ("folder", into.visible().into())];
    column![
        title(words.with("app-move-title", &values)),
        names(context, entries, Charset::default()),
        buttons(context, words.say("app-move"), false)
    ]
    .spacing(14)
    .into()
}

fn permissions<'a>(
    context: &Context<'_>,
    entries: &[Entry],
    mode: u32,
    octal: &str,
    recursive: bool,
) -> Element<'a, Message> {
    let (words, palette) = (context.words, context.palette);
    let who = [
        (words.say("app-permissions-owner"), 6),
        (words.say("app-permissions-group"), 3),
        (words.say("app-permissions-others"), 0),
    ];
    let what = [
        (words.say("app-permissions-read"), 4),
        (words.say("app-permissions-write"), 2),
        (words.say("app-permissions-execute"), 1),
    ];
    let mut grid = column![].spacing(8);
    for (name, shift) in who {
        let mut line = row![text(name).size(measure::TEXT).color(palette.muted).width(110)]
            .spacing(16)
            .align_y(Alignment::Center);
        for (right, bit) in &what {
            let bit = *bit << shift;
            let check = checkbox(mode & bit != 0)
                .label(right.clone())
                .size(16)
                .text_size(measure::TEXT)
                .on_toggle(move |on| Message::Bit(bit, on));
            line = line.push(container(check).width(100));
        }
        grid = grid.push(line);
    }
    let typed = row![
        text(words.say("app-permissions-octal"))
            .size(measure::TEXT)
            .color(palette.muted)
            .width(110),
        text_input("644", octal)
            .on_input(Message::Octal)
            .on_submit(Message::Confirm)
            .width(90)
            .size(measure::TEXT)
            .font(font::MONO)
            .style(style::input(palette)),
    ]
    .spacing(16)
    .align_y(Alignment::Center);
    let mut all = column![
        title(words.with("app-permissions-title", &[("count", entries.len().into())])),
        names(context, entries, Charset::default()),
        grid,
        typed
    ]
    .spacing(14);
    if entries.iter().any(|entry| entry.kind == Kind::Directory) {
        all = all.push(
            checkbox(recursive)
                .label(words.say("app-permissions-recursive"))
                .size(16)
                .text_size(measure::TEXT)
                .on_toggle(Message::Recursive),
        );
    }
    all.push(buttons(context, words.say("app-permissions-set"), false))
        .into()
}

fn properties<'a>(context: &Context<'_>, entry: &Entry) -> Element<'a, Message> {
    let (words, palette) = (context.words, context.palette);
    let mut list = column![title(entry.name.visible())].spacing(8);
    let mut fact = |name: String, value: Option<String>| {
        if let Some(value) = value {
            let line = row![
                text(name).size(measure::TEXT).color(palette.muted).width(130),
                text(value).size(measure::TEXT).width(Length::Fill)
            ];
            let old = std::mem::replace(&mut list, column![]);
            list = old.push(line);
        }
    };
    let bytes = entry
        .size
        .map(|size| words.with("app-bytes", &[("count", size.into())]));
    fact(words.say("pane-column-size"), bytes);
    let modified = entry
        .modified
        .map(|modified| crate::ui::humane::Dates::of(words).exact(&modified, context.zone));
    fact(words.say("pane-column-modified"), modified);
    let mode = entry.permissions.map(|mode| format!("{:04o}", mode.bits()));
    fact(words.say("pane-column-permissions"), mode);
    fact(
        words.say("pane-column-owner"),
        entry.owner.as_ref().map(crate::path::RemoteName::visible),
    );
    let target = entry.target.as_ref().map(|target| crate::path::visible(target));
    fact(words.say("app-link-target"), target);
    let close = row![
        space().width(Length::Fill),
        button(text(words.say("app-close")).size(measure::TEXT))
            .padding([7, 14])
            .style(style::plain(palette))
            .on_press(Message::Close)
    ];
    list.push(space().height(6)).push(close).into()
}

fn sheet<'a>(context: &Context<'_>) -> Element<'a, Message> {
    let (words, palette) = (context.words, context.palette);
    let lines = TABLE.iter().map(|line| {
        row![
            text(words.say(line.words)).size(measure::TEXT).width(Length::Fill),
            text(line.keys)
                .size(measure::SMALL)
                .font(font::MONO)
                .color(palette.muted)
        ]
        .into()
    });
    let list = scrollable(column(lines).spacing(7).padding(iced::Padding::ZERO.right(14)))
        .height(Length::Shrink)
        .style(style::scroll(palette));
    column![title(words.say("app-shortcuts")), container(list).max_height(460)]
        .spacing(14)
        .width(400)
        .into()
}

fn quit<'a>(context: &Context<'_>) -> Element<'a, Message> {
    let words = context.words;
    column![
        title(words.say("app-quit-title")),
        text(words.say("app-quit-explained"))
            .size(measure::TEXT)
            .color(context.palette.muted),
        buttons(context, words.say("app-quit"), false)
    ]
    .spacing(14)
    .into()
}
