//! The strip of tabs at the top of the window.

use iced::widget::scrollable::{self, Direction, Scrollbar};
use iced::widget::{Row, button, column, container, mouse_area, row, space, stack, text, tooltip};
use iced::{Alignment, Color, Element, Length, Task};

use super::{App, Message, drags};
use crate::path::{RemotePath, visible};
use crate::site::Site;
use crate::ui::keys::{self, Shortcut};
use crate::ui::look::{Palette, Shade, font, icon, measure, style};
use crate::ui::screen::address;
use crate::ui::screen::parts;
use crate::ui::screen::tab::{State, Tab};
use crate::ui::widget::completed::{Completed, Stroke};
use crate::ui::widget::press::Press;
use crate::ui::words::Language;

/// How narrow a tab gets before the strip scrolls, and how wide.
const LEAST: f32 = 120.0;
const MOST: f32 = 240.0;

/// What of a tab is not its name.
const AROUND: f32 = 66.0;

/// The cross of a tab, and the gap before it.
const CROSS: f32 = 25.0;

/// Below this width only the chosen tab has a cross: the others have a name.
const CROSSED: f32 = 160.0;

/// About how wide a letter is.
const LETTER: f32 = 7.6;

/// The buttons at the right, the one for a new tab, and the gaps around them.
const BUTTONS: f32 = 29.0 * 7.0 + 52.0;

/// The button that opens the list of all tabs.
const LIST: f32 = 34.0;

/// The list of all tabs.
const LIST_WIDTH: f32 = 280.0;

/// The name under which the strip can be scrolled.
const STRIP: &str = "tabs";

/// How wide each tab is.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Fit {
    /// As its name needs.
    Named,
    /// As wide as all others.
    Even(f32),
    /// The narrowest, and not all are seen at once.
    Scrolled,
}

/// What fits into this width.
fn fit(names: &[String], room: f32) -> Fit {
    let wanted: f32 = names.iter().map(|name| wide(name)).sum();
    let each = room / names.len().max(1) as f32;
    if wanted <= room {
        Fit::Named
    } else if each >= LEAST {
        Fit::Even(each)
    } else {
        Fit::Scrolled
    }
}

/// How wide a tab of this name wants to be.
fn wide(name: &str) -> f32 {
    (letters(name) as f32 * LETTER + AROUND).clamp(LEAST, MOST)
}

pub(super) fn view(app: &App) -> Element<'_, Message> {
    let palette = app.palette();
    let names: Vec<String> = app.tabs.iter().map(|tab| name(app, tab)).collect();
    let fit = fit(&names, app.room().width - BUTTONS - LIST);
    let heads = app.tabs.iter().zip(names).enumerate().map(|(at, (tab, name))| {
        let width = match fit {
            Fit::Named => wide(&name),
            Fit::Even(width) => width,
            Fit::Scrolled => LEAST,
        };
        let roomy = fit == Fit::Named || width >= CROSSED;
        head(app, tab, (name, width, roomy), at == app.active)
    });
    let heads = Row::with_children(heads).height(measure::TAB_STRIP);
    let plus = icon_button(
        palette,
        icon::PLUS,
        app.words.say("app-new-tab"),
        keys::written(Shortcut::NewTab, app.state.keys),
        Message::NewTab,
    );
    let plus = container(plus).center_y(Length::Fill).padding([0, 4]);
    let mut bar = Row::new().height(measure::TAB_STRIP);
    if fit == Fit::Scrolled {
        let strip = iced::widget::scrollable(heads)
            .id(STRIP)
            .direction(Direction::Horizontal(Scrollbar::hidden()))
            .width(Length::Fill);
        bar = bar.push(strip).push(list(app)).push(plus);
    } else {
        bar = bar.push(heads).push(plus).push(space().width(Length::Fill));
    }
    container(bar.push(right(app)))
        .width(Length::Fill)
        .padding(iced::Padding::ZERO.left(8))
        .style(style::ground(palette.chrome))
        .into()
}

/// Scrolls to the head of the shown tab.
pub(super) fn reveal(app: &App) -> Task<Message> {
    let x = (app.active as f32 - 1.0).max(0.0) * LEAST;
    iced::widget::operation::scroll_to(STRIP, scrollable::AbsoluteOffset { x, y: 0.0 })
}

/// The colour of the saved site that a tab is of.
pub(super) fn colour(app: &App, tab: &Tab) -> Option<Color> {
    let saved = app.known.book.site(tab.saved.as_ref()?)?;
    app.palette().mark(saved.colour)
}

/// The saved site, else the host; where another tab has the same one for another port or user, these too.
fn name(app: &App, tab: &Tab) -> String {
    let Some(site) = &tab.site else {
        return app.words.say("app-new-connection");
    };
    let place = |site: &Site| address::write(site, &RemotePath::home());
    if let Some(saved) = tab.saved.as_ref().and_then(|id| app.known.book.site(id)) {
        return visible(saved.name.as_bytes());
    }
    let others = app.tabs.iter().filter_map(|tab| tab.site.as_deref());
    let is_double = |other: &Site| other.host == site.host && place(other) != place(site);
    if others.into_iter().any(is_double) {
        return visible(place(site).as_bytes());
    }
    visible(site.host.as_bytes())
}

/// The head of a tab; `roomy`: there is room for its cross even if it is not the chosen one.
fn head<'a>(
    app: &'a App,
    tab: &'a Tab,
    (name, width, roomy): (String, f32, bool),
    chosen: bool,
) -> Element<'a, Message> {
    let palette = app.palette();
    let (color, weight) = if chosen {
        (palette.text, font::STRONG)
    } else {
        (palette.muted, font::TEXT)
    };
    let crossed = chosen || roomy;
    let more = if crossed { 0.0 } else { CROSS };
    let label = text(shortened(&name, width + more))
        .size(measure::TEXT)
        .font(weight)
        .color(color)
        .wrapping(text::Wrapping::None);
    let close = Message::CloseTab(tab.id);
    let cross = button(parts::glyph(icon::X, 13.0, palette.muted))
        .padding(2)
        .style(style::quiet(palette))
        .on_press(close.clone());
    // Of the others the keyboard closes none by chance.
    let cross: Element<'_, Message> = if !crossed {
        space().into()
    } else if chosen {
        let words = app.words.say("app-close-tab");
        tipped(
            Press::new(cross, Some(close.clone()), palette.accent).into(),
            words,
            keys::written(Shortcut::CloseTab, app.state.keys),
            palette,
        )
    } else {
        cross.into()
    };
    let gap = if crossed { measure::GAP } else { 0.0 };
    let name = container(label).width(Length::Fill).clip(true);
    let inside = row![
        row![dot(tab, palette), name]
            .spacing(measure::GAP)
            .align_y(Alignment::Center),
        cross
    ]
    .spacing(gap)
    .align_y(Alignment::Center)
    .height(Length::Fill);
    let message = Message::ChooseTab(tab.id);
    let face = button(inside)
        .width(width)
        .height(Length::Fill)
        .padding([0, 12])
        .on_press(message.clone())
        .style(move |_, status| button::Style {
            background: match status {
                _ if chosen => Some(palette.surface.into()),
                button::Status::Hovered | button::Status::Pressed => Some(palette.border.into()),
                _ => None,
            },
            border: iced::Border {
                color: if chosen { palette.border } else { Color::TRANSPARENT },
                width: measure::LINE,
                radius: iced::border::top(measure::RADIUS),
            },
            ..button::Style::default()
        });
    let press = Press::new(face, Some(message), palette.accent).inside();
    let mut marked = stack![press];
    if let Some(colour) = colour(app, tab) {
        let line = container(space().height(measure::MARK).width(width)).style(style::ground(colour));
        marked = marked.push(line);
    }
    let whole = mouse_area(marked).on_middle_press(close);
    let whole = match told(app, tab) {
        Some(words) => tipped(whole.into(), words, "", palette),
        None => whole.into(),
    };
    drags::over_tab(app, tab.id, whole)
}

/// The state of a tab as a dot.
fn dot<'a>(tab: &Tab, palette: Palette) -> Element<'a, Message> {
    let (color, filled) = match tab.state {
        State::Connected if tab.failed.is_some() => (palette.warn, true),
        State::Connected if tab.asleep => (palette.ok, false),
        State::Connected if tab.in_clear() => (palette.bad, true),
        State::Connected => (palette.ok, true),
        State::Connecting(_) => (palette.accent, true),
        State::Failed => (palette.warn, true),
        State::Empty | State::Disconnected | State::Kept => (palette.faint, false),
    };
    container(space().width(9).height(9))
        .style(move |_| container::Style {
            background: filled.then(|| color.into()),
            border: iced::Border {
                color,
                width: 1.2,
                radius: 5.0.into(),
            },
            ..container::Style::default()
        })
        .into()
}

/// Where a tab is, and how its connection is, in words.
fn told(app: &App, tab: &Tab) -> Option<String> {
    let words = &app.words;
    let site = tab.site.as_ref()?;
    let state = match tab.state {
        State::Connected if tab.failed.is_some() => words.say("app-tab-trouble"),
        State::Connected if tab.asleep => words.say("app-tab-asleep"),
        State::Connected if tab.in_clear() => words.say("app-chip-clear"),
        State::Connected => words.say("app-tab-connected"),
        State::Connecting(_) => words.say("app-tab-connecting"),
        State::Failed => words.say("app-tab-failed"),
        State::Empty | State::Disconnected | State::Kept => words.say("app-not-connected"),
    };
    let place = visible(address::write(site, &RemotePath::home()).as_bytes());
    Some(format!("{place}\n{state}"))
}

/// The list of all tabs, for a strip that shows only some.
fn list(app: &App) -> Element<'_, Message> {
    let palette = app.palette();
    let words = app.words.say("app-all-tabs");
    let press = icon_button(
        palette,
        icon::CHEVRON_DOWN,
        words,
        "",
        Message::ListTabs(!app.list_open),
    );
    let is_open = app.list_open;
    let struck =
        move |stroke| (is_open && matches!(stroke, Stroke::Close | Stroke::Leave)).then_some(Message::ListTabs(false));
    let press = container(press).center_y(Length::Fill).padding([0, 2]);
    let mut all = Completed::new(press, struck).least_width(LIST_WIDTH);
    if is_open {
        let rows = app.tabs.iter().enumerate().map(|(at, tab)| {
            let weight = if at == app.active { font::STRONG } else { font::TEXT };
            let label = text(shortened(&name(app, tab), LIST_WIDTH))
                .size(measure::TEXT)
                .font(weight);
            let inside = row![dot(tab, palette), label]
                .spacing(measure::GAP)
                .align_y(Alignment::Center);
            let message = Message::ChooseTab(tab.id);
            let face = button(inside)
                .width(Length::Fill)
                .padding([6, 10])
                .on_press(message)
                .style(style::quiet(palette));
            face.into()
        });
        let rows = parts::scrolling(column(rows), palette);
        all = all.list(container(rows).padding(4).style(style::card(palette)));
    }
    all.into()
}

fn right(app: &App) -> Element<'_, Message> {
    let (palette, words) = (app.palette(), &app.words);
    let shade = match palette.shade {
        Shade::Light => icon::MOON,
        Shade::Dark => icon::SUN,
    };
    let language = Message::Speak(other(words.language()));
    let all = row![
        icon_button(
            palette,
            icon::SERVER,
            words.say("sites-title"),
            keys::written(Shortcut::Sites, app.state.keys),
            Message::Do(Shortcut::Sites)
        ),
        icon_button(
            palette,
            icon::KEYBOARD,
            words.say("app-shortcuts"),
            keys::written(Shortcut::Sheet, app.state.keys),
            Message::Do(Shortcut::Sheet)
        ),
        icon_button(palette, icon::LANGUAGES, words.say("app-other-language"), "", language),
        icon_button(
            palette,
            shade,
            words.say("app-other-shade"),
            keys::written(Shortcut::Shade, app.state.keys),
            Message::ToggleShade
        ),
        icon_button(
            palette,
            icon::SEARCH,
            words.say("settings-command-palette"),
            keys::written(Shortcut::Commands, app.state.keys),
            Message::Do(Shortcut::Commands)
        ),
        icon_button(
            palette,
            icon::SETTINGS,
            words.say("settings-command-settings"),
            keys::written(Shortcut::Settings, app.state.keys),
            Message::Do(Shortcut::Settings)
        ),
    ]
    .spacing(4)
    .align_y(Alignment::Center);
    container(all).center_y(Length::Fill).padding([0, 8]).into()
}

/// The next language.
fn other(language: Language) -> Language {
    let all = Language::ALL;
    all.into_iter().find(|other| *other != language).unwrap_or(language)
}

/// A name that fits into a tab of this width keeps its beginning and its end.
fn shortened(name: &str, width: f32) -> String {
    let room = ((width - AROUND) / LETTER + 0.01).max(5.0) as usize;
    if letters(name) <= room {
        return name.to_owned();
    }
    // Hosts of one domain differ at their beginning.
    let of_end = (room - 1) / 3;
    let end: Vec<char> = fitting(name.chars().rev(), of_end);
    let start: String = fitting(name.chars(), room - 1 - of_end).into_iter().collect();
    let end: String = end.into_iter().rev().collect();
    format!("{start}…{end}")
}

/// The first of these letters that need no more room than this.
fn fitting(all: impl Iterator<Item = char>, room: usize) -> Vec<char> {
    let mut used = 0;
    all.take_while(|letter| {
        used += weight(*letter);
        used <= room
    })
    .collect()
}

/// How much room a name needs, in usual letters.
fn letters(name: &str) -> usize {
    name.chars().map(weight).sum()
}

/// Letters of the East are twice as wide.
fn weight(letter: char) -> usize {
    if letter as u32 > 0x2e80 { 2 } else { 1 }
}

/// A button that is only an icon; its tooltip names it and its key.
pub(super) fn icon_button<'a>(
    palette: Palette,
    icon: char,
    words: String,
    key: &str,
    message: Message,
) -> Element<'a, Message> {
    let face = button(parts::glyph(icon, measure::ICON, palette.muted))
        .padding(7)
        .style(style::quiet(palette))
        .on_press(message.clone());
    tipped(
        Press::new(face, Some(message), palette.accent).inside().into(),
        words,
        key,
        palette,
    )
}

/// Something with words, and a key, that show when the pointer is over it.
fn tipped<'a>(content: Element<'a, Message>, words: String, key: &str, palette: Palette) -> Element<'a, Message> {
    let words = if key.is_empty() {
        words
    } else {
        format!("{words}  {key}")
    };
    let tip = container(text(words).size(measure::SMALL).color(palette.text))
        .padding([4, 8])
        .style(style::card(palette));
    tooltip(content, tip, tooltip::Position::Bottom).gap(4).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tabs_shrink_and_then_scroll() {
        let names = |count: usize| vec!["ftp.shop.example.org".to_owned(); count];
        assert_eq!(fit(&names(2), 1100.0), Fit::Named);
        assert_eq!(fit(&names(8), 1100.0), Fit::Even(137.5));
        assert_eq!(fit(&names(10), 1100.0), Fit::Scrolled);
        assert_eq!(fit(&names(0), 1100.0), Fit::Named);
    }

    #[test]
    fn a_long_name_keeps_both_ends() {
        assert_eq!(shortened("nas", LEAST), "nas");
        let short = shortened("a-very-long-name.of-a-host.example.org", LEAST);
        assert!(
            short.starts_with("a-v") && short.ends_with("rg") && short.contains('…'),
            "{short}"
        );
        assert!(short.chars().count() <= 9, "{short}");
        assert!(letters(&shortened("服务器的一个很长的名字在这里", LEAST)) <= 7);
    }
}
