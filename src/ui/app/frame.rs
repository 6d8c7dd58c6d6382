//! The order of the page: who (tabs), where (address), what (two panes), what is happening (queue and log).

use iced::widget::{button, column, container, pane_grid, row, space, stack, text};
use iced::{Alignment, Element, Event, Length, event, keyboard, window};

use super::shape::{self, Panels};
use super::{App, Area, Message, drags, strip};
use crate::ui::look::{Palette, font, icon, measure, style};
use crate::ui::screen::pane::Side;
use crate::ui::screen::{parts, tab};
use crate::ui::widget::deck::Deck;
use crate::ui::widget::desktop::Desktop;
use crate::ui::widget::press::Press;
use crate::ui::widget::touched::Touched;

/// Events that are the window's, not a widget's.
pub(super) fn heard(event: Event, status: event::Status, id: window::Id) -> Option<Message> {
    match event {
        Event::Keyboard(keyboard::Event::KeyPressed { key, modifiers, .. }) if status == event::Status::Ignored => {
            Some(Message::Key(key, modifiers))
        }
        Event::Window(window::Event::Resized(size)) => Some(Message::Sized(size)),
        Event::Window(window::Event::Focused) => Some(Message::Looked(true)),
        Event::Window(window::Event::Unfocused) => Some(Message::Looked(false)),
        Event::Window(window::Event::CloseRequested) => Some(Message::CloseRequested(id)),
        _ => None,
    }
}

pub(super) fn view(app: &App) -> Element<'_, Message> {
    let palette = app.palette();
    let base = column![
        strip::view(app),
        line(palette),
        address_bar(app),
        line(palette),
        switch(app),
        areas(app),
        said(app),
    ];
    // The window's own ground is behind everything: another one would be painted whole for every little change.
    let base = container(base).width(Length::Fill).height(Length::Fill);
    let mut layers = stack![base];
    if let Some(dialog) = app.dialog_view() {
        layers = layers.push(dialog);
    }
    if let Some(question) = app.parting_view() {
        layers = layers.push(question);
    }
    if let Some(question) = app.desk.view(&app.context(), &app.queue) {
        layers = layers.push(question.map(Message::Question));
    }
    let coming = |count| Message::Drag(drags::Message::Coming(count));
    Desktop::new(layers, coming, Message::Drag(drags::Message::Unread)).into()
}

fn line<'a>(palette: Palette) -> Element<'a, Message> {
    container(space().height(measure::LINE).width(Length::Fill))
        .style(style::ground(palette.border))
        .into()
}

fn address_bar(app: &App) -> Element<'_, Message> {
    let Some(tab) = app.tab() else {
        return space().into();
    };
    let id = tab.id;
    let width = app.room().width;
    // Where hardly a row of a list would be seen, the second line comes when the bar has the keyboard.
    let low = app.room().height < shape::ONE_LINE && app.area != Area::Address;
    let bar = tab
        .bar(&app.context(), width, low)
        .map(move |message| Message::Tab(id, message));
    let height = if width < tab::TWO_LINES && !low {
        measure::ADDRESS_BAR + measure::CONTROL + measure::GAP
    } else {
        measure::ADDRESS_BAR
    };
    let bar = container(bar).padding([0.0, measure::PAD]).center_y(height);
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
    grid.into()
}

fn area_view(app: &App, place: Area) -> Element<'_, Message> {
    let area = app.shown_in(place);
    let content = match area {
        Area::Local => pane(app, Side::Local),
        Area::Remote => pane(app, Side::Remote),
        Area::Queue => {
            let queue = app.queue.view(&app.context(), app.has_keyboard(area));
            let queue = container(queue.map(Message::Queue)).id(QUEUE);
            Deck::new(PANELS, vec![PANELS, PANELS + 1], queue).into()
        }
        Area::Log | Area::Address => {
            let log = app.log.view(&app.context(), app.has_keyboard(area));
            let log = container(log.map(Message::Log)).id(LOG);
            Deck::new(PANELS + 1, vec![PANELS, PANELS + 1], log).into()
        }
    };
    let panel = matches!(place, Area::Queue | Area::Log);
    let content = if panel && app.shape.panels == Panels::One {
        let tabs = choices(app, &[Area::Queue, Area::Log], area);
        column![tabs, line(app.palette()), content].into()
    } else {
        content
    };
    let content = container(content).width(Length::Fill).height(Length::Fill);
    let touched = Touched::new(content, Message::Touched(area)).edged(app.palette().strong);
    drags::zone(app, area, touched.into())
}

/// Names of the panels, for Tab to stay in.
pub(super) const QUEUE: &str = "queue";
pub(super) const LOG: &str = "log";

/// Numbers of the panels in their place; those of panes are made from tabs, counted from 1.
const PANELS: u64 = 0;

/// A pane of the shown tab. Panes of other tabs keep where they are scrolled to.
fn pane(app: &App, side: Side) -> Element<'_, Message> {
    let Some(tab) = app.tab() else {
        return space().into();
    };
    let (context, id) = (app.context(), tab.id);
    let drag = app.drag_for(side);
    let (number, shown) = match side {
        Side::Local => (id * 2, tab.local_view(&context, app.has_keyboard(Area::Local), drag)),
        Side::Remote => (
            id * 2 + 1,
            tab.remote_view(&context, app.has_keyboard(Area::Remote), drag, &app.state.recent),
        ),
    };
    let panels = [PANELS, PANELS + 1];
    let alive = app.tabs.iter().flat_map(|tab| [tab.id * 2, tab.id * 2 + 1]);
    let shown = shown.map(move |message| Message::Tab(id, message));
    let deck = Deck::new(number, alive.chain(panels).collect(), shown);
    // The line is always there, so that the list below it keeps its place; and on both sides, so that their heads are level.
    let surface = app.palette().surface;
    let (height, colour) = match (strip::colour(app, tab), side) {
        (Some(colour), Side::Remote) => (measure::MARK, colour),
        (Some(_), Side::Local) => (measure::MARK, surface),
        (None, _) => (0.0, surface),
    };
    let line = container(space().height(height).width(Length::Fill)).style(style::ground(colour));
    column![line, deck].into()
}

/// Which pane is shown, where there is room for one; and which panel, where there is none for them.
fn switch(app: &App) -> Element<'_, Message> {
    let panels: &[Area] = match app.shape.panels {
        Panels::Instead => &[Area::Queue, Area::Log],
        Panels::Both | Panels::One => &[],
    };
    let one_pane = app.room().width < shape::ONE_PANE;
    let panes: &[Area] = if one_pane {
        &[Area::Local, Area::Remote]
    } else {
        &[Area::Remote]
    };
    if panels.is_empty() && !one_pane {
        return space().into();
    }
    let chosen = match app.shown_in(Area::Remote) {
        Area::Local if !one_pane => Area::Remote,
        area => area,
    };
    column![choices(app, &[panes, panels].concat(), chosen), line(app.palette())].into()
}

/// Areas of which one is shown.
fn choices<'a>(app: &App, areas: &[Area], chosen: Area) -> Element<'a, Message> {
    let (words, palette) = (&app.words, app.palette());
    let both = app.room().width >= shape::ONE_PANE;
    let segments = areas.iter().map(|area| {
        let name = match area {
            Area::Local => words.say("app-local"),
            Area::Remote if both => words.say("app-files"),
            Area::Remote | Area::Address => words.say("app-remote"),
            Area::Queue => words.say("app-key-queue-panel"),
            Area::Log => words.say("app-log"),
        };
        let is_it = *area == chosen;
        let label = text(name)
            .size(measure::SMALL)
            .font(if is_it { font::STRONG } else { font::TEXT });
        let message = Message::Show(*area);
        let face = button(container(label).center_x(Length::Fill))
            .width(Length::FillPortion(1))
            .height(measure::CHIP)
            .padding([4, 8])
            .style(style::segment(palette, is_it))
            .on_press(message.clone());
        Press::new(face, Some(message), palette.accent).inside().into()
    });
    container(container(row(segments).spacing(4)).max_width(480))
        .padding([4.0, measure::PAD])
        .width(Length::Fill)
        .style(style::ground(palette.surface))
        .into()
}

/// A remark at the foot of the window, until it is read.
fn said(app: &App) -> Element<'_, Message> {
    let palette = app.palette();
    let Some(said) = &app.said else {
        return space().into();
    };
    let cross = button(parts::glyph(icon::X, 13.0, palette.warn))
        .padding(2)
        .style(style::quiet(palette))
        .on_press(Message::Heard);
    let words = row![
        parts::glyph(icon::TRIANGLE_ALERT, measure::ICON, palette.warn),
        text(said.clone())
            .size(measure::SMALL)
            .color(palette.warn)
            .width(Length::Fill),
        Press::new(cross, Some(Message::Heard), palette.accent)
    ]
    .spacing(8)
    .align_y(Alignment::Center);
    container(words)
        .padding([4, 12])
        .width(Length::Fill)
        .style(style::ground(palette.warn_ground))
        .into()
}

impl App {
    /// Whether the keyboard is in an area, and nothing is over it.
    fn has_keyboard(&self, area: Area) -> bool {
        let covered = self.desk.is_shown() || self.dialog.is_some() || self.parting.is_some();
        self.area == area && !covered
    }
}
