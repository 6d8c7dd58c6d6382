//! Where the sites of other programs are: what was found on this computer, or a file that somebody names.

use std::path::Path;

use iced::widget::{Column, button, column, container, row};
use iced::{Alignment, Element, Length, Padding};

use super::{Exchange, Message, said};
use crate::engine::profile::Source;
use crate::error::Error;
use crate::path::visible;
use crate::ui::context::Context;
use crate::ui::look::{font, icon, measure, style};
use crate::ui::screen::modal::{FIRST, Large};
use crate::ui::screen::panel;
use crate::ui::screen::parts::{self, Weight};
use crate::ui::widget::press::Press;

/// The page. `reading` is the file that is being read, `trouble` why one could not be.
pub fn view<'a>(
    screen: &'a Exchange,
    trouble: Option<&Error>,
    reading: Option<&Path>,
    context: &Context<'a>,
    number: u64,
) -> Element<'a, Message> {
    let (words, palette) = (context.words, context.palette);
    let mut page = Column::new()
        .spacing(measure::PAD)
        .push(parts::paragraph(words.say("exchange-begin-explained"), palette.muted));
    if let Some(error) = trouble {
        page = page.push(panel::notice(
            (icon::TRIANGLE_ALERT, palette.bad),
            said::failure(error, words),
            palette.bad_ground,
            palette,
        ));
    }
    if let Some(path) = reading {
        let values = [("path", visible(path.as_os_str().as_encoded_bytes()).into())];
        page = page.push(parts::paragraph(words.with("exchange-reading", &values), palette.muted));
    }
    page = page.push(parts::subheading(words.say("exchange-found"), palette));
    page = page.push(found(screen.sources.as_deref(), context));
    page = page.push(parts::subheading(words.say("exchange-by-hand"), palette));
    page = page.push(by_hand(screen, context));
    page = page.push(parts::small(words.say("exchange-kinds"), palette.muted));
    let body = parts::scrolling(container(page).padding(Padding::from([16.0, 20.0])), palette).height(Length::Fill);
    Large::new(icon::DOWNLOAD, palette.accent, words.say("exchange-import-title"), body)
        .remark(parts::small(words.say("exchange-begin-remark"), palette.muted))
        .button(parts::press(
            words.say("exchange-close"),
            Weight::Plain,
            Some(Message::Close),
            palette,
        ))
        .view(number, Message::Close, words.say("exchange-close"), palette)
}

fn found<'a>(sources: Option<&[Source]>, context: &Context<'a>) -> Element<'a, Message> {
    let (words, palette) = (context.words, context.palette);
    let remark = match sources {
        None => words.say("exchange-looking"),
        Some([]) => words.say("exchange-none-found"),
        Some(sources) => {
            let cards = sources
                .iter()
                .enumerate()
                .map(|(at, source)| card(source, at == 0, context));
            return Column::with_children(cards).spacing(measure::GAP).into();
        }
    };
    parts::small(remark, palette.muted).into()
}

/// A file that was found: whose it is, where, how many sites are in it.
fn card<'a>(source: &Source, first: bool, context: &Context<'a>) -> Element<'a, Message> {
    let (words, palette) = (context.words, context.palette);
    let path = visible(source.path.as_os_str().as_encoded_bytes());
    let sites = words.with("exchange-sites", &[("count", source.sites.into())]);
    let count = match source.new {
        0 => words.with("exchange-source-known", &[("sites", sites.into())]),
        new if new == source.sites => sites,
        new => words.with("exchange-source-new", &[("sites", sites.into()), ("count", new.into())]),
    };
    let name = column![
        parts::paragraph(source.format.name().to_owned(), palette.text).font(font::STRONG),
        parts::small(path, palette.muted).wrapping(iced::widget::text::Wrapping::None),
    ];
    let content = row![
        parts::glyph(icon::FILE_TEXT, 18.0, palette.accent),
        container(name).clip(true).width(Length::Fill),
        parts::small(count, if source.new > 0 { palette.text } else { palette.muted }),
        parts::glyph(icon::CHEVRON_RIGHT, measure::ICON, palette.muted),
    ]
    .spacing(measure::PAD)
    .align_y(Alignment::Center);
    let message = Message::Read(source.path.clone());
    let face = button(content)
        .width(Length::Fill)
        .padding(Padding::from([measure::GAP, measure::PAD]))
        .on_press(message.clone())
        .style(style::plain(palette));
    let press = Press::new(face, Some(message), palette.accent);
    if first { press.id(FIRST).into() } else { press.into() }
}

/// A file chosen in the system's dialog, or named by its path where there is no such dialog.
fn by_hand<'a>(screen: &'a Exchange, context: &Context<'a>) -> Element<'a, Message> {
    let (words, palette) = (context.words, context.palette);
    let field = parts::field(&words.say("exchange-path-hint"), &screen.typed, palette)
        .on_input(Message::Typed)
        .on_submit(Message::ReadTyped);
    let browse = parts::press(
        words.say("exchange-browse"),
        Weight::Primary,
        Some(Message::Browse),
        palette,
    );
    let browse: Element<'a, Message> = if screen.sources.as_deref().is_none_or(<[Source]>::is_empty) {
        browse.id(FIRST).into()
    } else {
        browse.into()
    };
    let typed = (!screen.typed.trim().is_empty()).then(|| {
        parts::press(
            words.say("exchange-read"),
            Weight::Plain,
            Some(Message::ReadTyped),
            palette,
        )
    });
    row![browse, parts::small(words.say("exchange-or"), palette.muted), field]
        .push(typed)
        .spacing(measure::GAP)
        .align_y(Alignment::Center)
        .into()
}
