//! The order of the page: who (tabs), where (address), what (two panes), what is happening (queue and log).

use iced::widget::{button, column, container, mouse_area, pane_grid, row, space, stack, text, tooltip};
use iced::{Alignment, Element, Event, Length, event, keyboard, mouse, window};

use super::{App, Area, Message, side_of};
use crate::engine::WindowState;
use crate::ui::look::{Palette, font, icon, measure, style};
use crate::ui::screen::pane::Side;
use crate::ui::screen::tab::{State, Tab};
use crate::ui::widget::touched::Touched;
use crate::ui::words::Language;

/// The four areas and their splitters: between the panes, above the panels, between the panels.
pub(super) fn grid(state: &WindowState) -> (pane_grid::State<Area>, Vec<pane_grid::Split>) {
    use pane_grid::{Axis, Configuration};
    let split = |axis, ratio, a, b| Configuration::Split {
        axis,
        ratio,
        a: Box::new(a),
        b: Box::new(b),
    };
    let (left, right) = if state.swapped {
        (Area::Remote, Area::Local)
    } else {
        (Area::Local, Area::Remote)
    };
    let panes = split(
        Axis::Vertical,
        state.panes,
        Configuration::Pane(left),
        Configuration::Pane(right),
    );
    let panels = split(
        Axis::Vertical,
        state.queue,
        Configuration::Pane(Area::Queue),
        Configuration::Pane(Area::Log),
    );
    let grid = pane_grid::State::with_configuration(split(Axis::Horizontal, state.lists, panes, panels));
    let mut splits = Vec::new();
    walk(grid.layout(), &mut splits);
    (grid, splits)
}

/// Gathers the splitters: above the panels, between the panes, between the panels.
fn walk(node: &pane_grid::Node, found: &mut Vec<pane_grid::Split>) {
    if let pane_grid::Node::Split { id, a, b, .. } = node {
        found.push(*id);
        walk(a, found);
        walk(b, found);
    }
}

/// Events that are the window's, not a widget's.
pub(super) fn heard(event: Event, status: event::Status, id: window::Id) -> Option<Message> {
    match event {
        Event::Keyboard(keyboard::Event::KeyPressed { key, modifiers, .. }) if status == event::Status::Ignored => {
            Some(Message::Key(key, modifiers))
        }
        Event::Window(window::Event::Resized(size)) => Some(Message::Sized(size)),
        Event::Window(window::Event::CloseRequested) => Some(Message::CloseRequested(id)),
        _ => None,
    }
}

pub(super) fn view(app: &App) -> Element<'_, Message> {
    let palette = app.palette();
    let base = column![
        tab_strip(app),
        line(palette),
        address_bar(app),
        line(palette),
        areas(app),
        said(app),
    ];
    let base = container(base)
        .width(Length::Fill)
        .height(Length::Fill)
        .style(style::ground(palette.surface));
    let mut layers = stack![base];
    if let Some(dialog) = app.dialog_view() {
        layers = layers.push(dialog);
    }
    if let Some(question) = app.desk.view(&app.context()) {
        layers = layers.push(question.map(Message::Question));
    }
    layers.into()
}

fn line<'a>(palette: Palette) -> Element<'a, Message> {
    container(space().height(measure::LINE).width(Length::Fill))
        .style(style::ground(palette.border))
        .into()
}

fn tab_strip(app: &App) -> Element<'_, Message> {
    let palette = app.palette();
    let tabs = app
        .tabs
        .iter()
        .enumerate()
        .map(|(at, tab)| tab_head(app, tab, at == app.active));
    let strip = row(tabs).height(Length::Fill).width(Length::Shrink).clip(true);
    let words = &app.words;
    let plus = icon_button(palette, icon::PLUS, words.say("app-new-tab"), "Ctrl+T", Message::NewTab);
    let shade = match palette.shade {
        crate::ui::look::Shade::Light => icon::MOON,
        crate::ui::look::Shade::Dark => icon::SUN,
    };
    let right = row![
        icon_button(
            palette,
            icon::KEYBOARD,
            words.say("app-shortcuts"),
            "F1",
            Message::Sheet
        ),
        icon_button(
            palette,
            icon::LANGUAGES,
            words.say("app-other-language"),
            "",
            Message::Speak(other(app.words.language()))
        ),
        icon_button(
            palette,
            shade,
            words.say("app-other-shade"),
            "Ctrl+Shift+L",
            Message::ToggleShade
        ),
    ]
    .spacing(4)
    .align_y(Alignment::Center);
    let bar = row![
        strip,
        container(plus).center_y(Length::Fill).padding([0, 4]),
        space().width(Length::Fill),
        container(right).center_y(Length::Fill).padding([0, 8])
    ]
    .height(measure::TAB_STRIP);
    container(bar)
        .width(Length::Fill)
        .padding(iced::Padding::ZERO.left(8))
        .style(style::ground(palette.chrome))
        .into()
}

fn tab_head<'a>(app: &'a App, tab: &'a Tab, chosen: bool) -> Element<'a, Message> {
    let palette = app.palette();
    let (dot, filled) = match tab.state {
        State::Connected if tab.failed.is_some() => (palette.warn, true),
        State::Connected => (palette.ok, true),
        State::Connecting(_) => (palette.accent, true),
        State::Failed => (palette.warn, true),
        State::Empty | State::Disconnected => (palette.faint, false),
    };
    let dot = container(space().width(9).height(9)).style(move |_| container::Style {
        background: filled.then(|| dot.into()),
        border: iced::Border {
            color: dot,
            width: 1.2,
            radius: 5.0.into(),
        },
        ..container::Style::default()
    });
    let name = tab
        .site
        .as_ref()
        .map_or_else(|| app.words.say("app-new-connection"), |site| site.host.clone());
    let name = text(name)
        .size(measure::TEXT)
        .font(if chosen { font::STRONG } else { font::TEXT })
        .color(if chosen { palette.text } else { palette.muted })
        .wrapping(text::Wrapping::None);
    let cross = button(glyph(icon::X, 13.0, palette.muted))
        .padding(2)
        .style(style::quiet(palette))
        .on_press(Message::CloseTab(tab.id));
    let head = row![dot, name, cross].spacing(8).align_y(Alignment::Center);
    let inner = container(head)
        .center_y(Length::Fill)
        .padding([0, 12])
        .max_width(240)
        .style(move |_| container::Style {
            background: chosen.then(|| palette.surface.into()),
            border: iced::Border {
                color: if chosen {
                    palette.border
                } else {
                    iced::Color::TRANSPARENT
                },
                width: 1.0,
                radius: iced::border::top(measure::RADIUS),
            },
            ..container::Style::default()
        });
    mouse_area(inner)
        .on_press(Message::ChooseTab(tab.id))
        .on_middle_press(Message::CloseTab(tab.id))
        .interaction(mouse::Interaction::Pointer)
        .into()
}

fn address_bar(app: &App) -> Element<'_, Message> {
    let Some(tab) = app.tab() else {
        return space().into();
    };
    let id = tab.id;
    let bar = container(
        tab.bar(&app.context(), app.state.size.0)
            .map(move |message| Message::Tab(id, message)),
    )
    .height(measure::ADDRESS_BAR)
    .padding([0.0, measure::PAD])
    .center_y(measure::ADDRESS_BAR)
    .style(style::ground(app.palette().surface));
    Touched::new(bar, Message::Touched(Area::Address)).into()
}

fn areas(app: &App) -> Element<'_, Message> {
    let palette = app.palette();
    let grid = pane_grid::PaneGrid::new(&app.grid, |_, area, _| pane_grid::Content::new(area_view(app, *area)))
        .spacing(1)
        .width(Length::Fill)
        .height(Length::Fill)
        .on_resize(7, Message::Split)
        .style(move |_| pane_grid::Style {
            hovered_region: pane_grid::Highlight {
                background: iced::Color::TRANSPARENT.into(),
                border: iced::Border::default(),
            },
            picked_split: pane_grid::Line {
                color: palette.accent,
                width: 2.0,
            },
            hovered_split: pane_grid::Line {
                color: palette.strong,
                width: 2.0,
            },
        });
    container(grid).style(style::ground(palette.strong)).into()
}

fn area_view(app: &App, area: Area) -> Element<'_, Message> {
    let context = app.context();
    let focused = app.area == area && app.desk.waiting() == 0 && app.dialog.is_none();
    let content = match (side_of(area), app.tab()) {
        (Some(side), Some(tab)) => {
            let id = tab.id;
            let drag = app.drag_for(side);
            let shown = match side {
                Side::Local => tab.local_view(&context, focused, drag),
                Side::Remote => tab.remote_view(&context, focused, drag, &app.state.recent),
            };
            shown.map(move |message| Message::Tab(id, message))
        }
        (Some(_), None) => space().into(),
        (None, _) if area == Area::Queue => app.queue.view(&context, focused).map(Message::Queue),
        (None, _) => app.log.view(&context, focused).map(Message::Log),
    };
    let ground = container(content)
        .width(Length::Fill)
        .height(Length::Fill)
        .style(style::ground(app.palette().surface));
    Touched::new(ground, Message::Touched(area)).into()
}

/// A remark at the foot of the window, until it is read.
fn said(app: &App) -> Element<'_, Message> {
    let palette = app.palette();
    let Some(said) = &app.said else {
        return space().into();
    };
    let words = row![
        glyph(icon::TRIANGLE_ALERT, measure::ICON, palette.warn),
        text(said.clone())
            .size(measure::SMALL)
            .color(palette.warn)
            .width(Length::Fill),
        button(glyph(icon::X, 13.0, palette.warn))
            .padding(2)
            .style(style::quiet(palette))
            .on_press(Message::Heard)
    ]
    .spacing(8)
    .align_y(Alignment::Center);
    container(words)
        .padding([4, 12])
        .width(Length::Fill)
        .style(style::ground(palette.warn_ground))
        .into()
}

/// The next language.
fn other(language: Language) -> Language {
    let all = Language::ALL;
    all.into_iter().find(|other| *other != language).unwrap_or(language)
}

/// An icon as text.
pub(super) fn glyph<'a, M: 'a>(icon: char, size: f32, color: iced::Color) -> Element<'a, M> {
    text(icon.to_string())
        .font(font::ICONS)
        .size(size)
        .line_height(1.0)
        .color(color)
        .into()
}

/// A button that is only an icon; its tooltip names it and its key.
pub(super) fn icon_button<'a>(
    palette: Palette,
    icon: char,
    words: String,
    key: &'static str,
    message: Message,
) -> Element<'a, Message> {
    let button = button(glyph(icon, measure::ICON, palette.muted))
        .padding(7)
        .style(style::quiet(palette))
        .on_press(message);
    let words = if key.is_empty() {
        words
    } else {
        format!("{words}  {key}")
    };
    let tip = container(text(words).size(measure::SMALL).color(palette.text))
        .padding([4, 8])
        .style(style::card(palette));
    tooltip(button, tip, tooltip::Position::Bottom).gap(4).into()
}
