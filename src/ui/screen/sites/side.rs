//! The tree at the left, with what can be done in it.

use iced::keyboard::{Key, Modifiers, key::Named};
use iced::widget::{column, container, row};
use iced::{Alignment, Element, Length, Padding};

use super::Sites;
use super::message::Message;
use super::tree::Sheet;
use crate::path::visible;
use crate::site::Book;
use crate::ui::context::Context;
use crate::ui::look::{icon, measure};
use crate::ui::screen::modal::FIRST;
use crate::ui::screen::panel;
use crate::ui::screen::parts::{self, Weight};
use crate::ui::widget::reach::Reach;
use crate::ui::widget::table::{Column, Drag, Table};

/// The field that looks for something.
pub const SEARCH: &str = "saved-search";

pub fn view<'a>(sites: &'a Sites, context: &Context<'a>, book: &'a Book) -> Element<'a, Message> {
    let (words, palette) = (context.words, context.palette);
    let search = parts::field(&words.say("sites-search"), &sites.tree.search, palette)
        .id(SEARCH)
        .on_input(Message::Search)
        .width(Length::Fill);
    let search = row![parts::glyph(icon::SEARCH, measure::ICON, palette.muted), search]
        .spacing(measure::GAP)
        .align_y(Alignment::Center);
    column![
        container(search).padding(Padding::from([measure::GAP, measure::PAD])),
        tree(sites, context, book),
        panel::rule(palette),
        tools(sites, context),
    ]
    .height(Length::Fill)
    .into()
}

fn tree<'a>(sites: &'a Sites, context: &Context<'a>, book: &'a Book) -> Element<'a, Message> {
    let (words, palette) = (context.words, context.palette);
    if sites.tree.is_empty() {
        let values = [("text", visible(sites.tree.search.as_bytes()).into())];
        return panel::empty(
            words.with("sites-nothing-found", &values),
            words.say("sites-nothing-found-hint"),
            palette,
        );
    }
    let title = words.with("sites-count", &[("count", book.sites.len().into())]);
    let heads = vec![Column::of_words(title, 0.0)];
    let drag = sites.tree.dragged.as_ref().map(|_| Drag {
        ghost: sites.ghost(book, words),
        on_ground: true,
        on_rows: true,
    });
    let sheet = Sheet {
        tree: &sites.tree,
        palette,
    };
    let table = Table::new(sheet, heads, palette, Message::Tree)
        .on_unfold(Message::Unfold)
        .reveal(Some(sites.tree.reveal()))
        .focused(true)
        .drag(drag)
        .takes_files(false);
    let tree = Reach::new(table, palette.accent).id(FIRST).keys(meaning);
    sites.with_menu(tree.into(), context)
}

/// What keys mean while the tree has the keyboard.
fn meaning(key: &Key, modifiers: Modifiers) -> Option<Message> {
    let Key::Named(named) = key else { return None };
    match named {
        Named::Delete if modifiers.is_empty() => Some(Message::Delete),
        Named::Insert if modifiers.is_empty() => Some(Message::NewSite),
        Named::ArrowUp if modifiers.alt() => Some(Message::Step(-1)),
        Named::ArrowDown if modifiers.alt() => Some(Message::Step(1)),
        _ => None,
    }
}

fn tools<'a>(sites: &'a Sites, context: &Context<'a>) -> Element<'a, Message> {
    let (words, palette) = (context.words, context.palette);
    let new = parts::press(words.say("sites-new"), Weight::Plain, Some(Message::NewSite), palette);
    let mut tools = row![new].spacing(2).align_y(Alignment::Center);
    let tool = |glyph: char, hint: &str, key: &str, message: Message| {
        let values = [("name", words.say(hint).into()), ("key", key.into())];
        let hint = if key.is_empty() {
            words.say(hint)
        } else {
            words.with("pane-tip", &values)
        };
        parts::icon_press(glyph, hint, message, palette)
    };
    tools = tools.push(iced::widget::space().width(Length::Fill)).push(tool(
        icon::FOLDER_PLUS,
        "sites-new-folder",
        "Ctrl+Shift+N",
        Message::NewFolder,
    ));
    if sites.has_selection() {
        if sites.is_of_file() {
            tools = tools.push(tool(icon::COPY, "sites-duplicate", "Ctrl+D", Message::Duplicate));
        }
        tools = tools
            .push(tool(icon::PENCIL, "sites-rename", "F2", Message::Rename))
            .push(tool(icon::TRASH_2, "sites-delete", "Del", Message::Delete));
    }
    container(tools)
        .padding(Padding::from([measure::GAP, measure::GAP]))
        .into()
}
