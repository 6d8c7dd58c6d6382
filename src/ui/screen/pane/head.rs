//! The head of a pane: where one is, and what can be done with the folder.

use iced::widget::{button, column, container, responsive, row, space, text, text_input, tooltip};
use iced::{Center, Element, Fill, time::Duration};

use super::field::Field;
use super::menu::{Anchor, Menu};
use super::{Message, Pane, Side};
use crate::ui::context::Context;
use crate::ui::keys::Shortcut;
use crate::ui::look::{font, icon, measure, style};
use crate::ui::widget::press::Press;

/// A button with nothing but an icon.
const BUTTON: f32 = 28.0;
/// How many of them stand beside the path.
const BUTTONS: f32 = 8.0;
/// A pane narrower than this has them closer together.
const NARROW: f32 = 480.0;

impl Pane {
    /// The head; `focused` draws the line that tells who has the keyboard.
    pub(super) fn head<'a>(&'a self, context: &Context<'a>, focused: bool, drops: bool) -> Element<'a, Message> {
        let palette = context.palette;
        let context = *context;
        let edge = if focused { palette.accent } else { palette.surface };
        let line = |height: f32, color| container(space().width(Fill).height(height)).style(style::ground(color));
        let bar = responsive(move |size| self.bar(&context, size.width, drops));
        let bar = bar.height(measure::HEAD - measure::EDGE - measure::LINE);
        container(column![
            line(measure::EDGE, edge),
            bar,
            line(measure::LINE, palette.border)
        ])
        .style(style::ground(palette.surface))
        .into()
    }

    fn bar<'a>(&'a self, context: &Context<'a>, width: f32, drops: bool) -> Element<'a, Message> {
        let gap = if width < NARROW { 0.0 } else { measure::GAP };
        let has_place = self.place().is_some();
        let for_place = |message: Message| has_place.then_some(message);
        let ways = row![
            self.tool(
                context,
                icon::ARROW_LEFT,
                ("pane-back", Some(Shortcut::Back)),
                self.history.can_go_back().then_some(Message::Back)
            ),
            self.tool(
                context,
                icon::ARROW_UP,
                ("pane-up", Some(Shortcut::Up)),
                self.place().and_then(super::Place::parent).map(|_| Message::Up)
            ),
            self.places(context),
        ]
        .spacing(gap);
        let (eye, hidden) = if self.sheet.listing.shows_hidden() {
            (icon::EYE, "pane-hide-hidden")
        } else {
            (icon::EYE_OFF, "pane-show-hidden")
        };
        let more = self.tool(
            context,
            icon::ELLIPSIS,
            ("pane-more", None),
            for_place(Message::HeadMenu),
        );
        let menu = self.menu_at(|anchor| *anchor == Anchor::Head);
        let tools = row![
            self.tool(
                context,
                icon::FOLDER_PLUS,
                ("pane-new-folder", Some(Shortcut::NewFolder)),
                for_place(Message::NewFolder)
            ),
            self.tool(
                context,
                icon::LIST_FILTER,
                ("pane-filter", Some(Shortcut::Filter)),
                for_place(Message::ToggleFilter)
            ),
            self.tool(
                context,
                eye,
                (hidden, Some(Shortcut::Hidden)),
                Some(Message::ToggleHidden)
            ),
            self.tool(
                context,
                icon::REFRESH_CW,
                ("pane-refresh", Some(Shortcut::Refresh)),
                for_place(Message::Refresh)
            ),
            Menu::over(menu, more, self, context),
        ]
        .spacing(gap);
        let sides = if width < NARROW { 4.0 } else { measure::PAD };
        let room = width - 2.0 * sides - BUTTONS * BUTTON - 6.0 * gap - 2.0 * 4.0;
        let path = match &self.path {
            Some(typed) => self.path_field(context, typed),
            None => self.crumbs(context, room.max(40.0), drops),
        };
        row![ways, path, tools]
            .spacing(4)
            .padding([0.0, sides])
            .height(Fill)
            .align_y(Center)
            .into()
    }

    /// The icon of the side opens the menu of places.
    fn places<'a>(&self, context: &Context<'a>) -> Element<'a, Message> {
        let (glyph, key) = match self.side() {
            Side::Local => (icon::HARD_DRIVE, Shortcut::LocalPlaces),
            Side::Remote => (icon::GLOBE, Shortcut::RemotePlaces),
        };
        let places = self.place().map(|_| Message::Places);
        let button = self.tool(context, glyph, ("pane-places", Some(key)), places);
        Menu::over(self.menu_at(|anchor| *anchor == Anchor::Places), button, self, context)
    }

    /// A button with an icon, and a tooltip that names it and its key.
    pub(super) fn tool<'a>(
        &self,
        context: &Context<'a>,
        glyph: char,
        (name, key): (&str, Option<Shortcut>),
        message: Option<Message>,
    ) -> Element<'a, Message> {
        let palette = context.palette;
        let is_on = glyph == icon::LIST_FILTER && self.filtering;
        let color = match &message {
            None => palette.faint,
            Some(_) if is_on => palette.accent,
            Some(_) => palette.text,
        };
        let glyph = text(glyph).font(font::ICONS).size(measure::ICON).color(color);
        let tool = button(container(glyph).center(Fill))
            .width(BUTTON)
            .height(BUTTON)
            .padding(0)
            .style(style::quiet(palette))
            .on_press_maybe(message.clone());
        let tool = Press::new(tool, message, palette.accent).inside();
        let name = context.words.say(name);
        let tip = match key.map(|shortcut| context.key(shortcut)) {
            None | Some("") => name,
            Some(key) => context
                .words
                .with("pane-tip", &[("name", name.into()), ("key", key.into())]),
        };
        hint(context, tool.into(), tip)
    }

    fn path_field<'a>(&self, context: &Context<'a>, typed: &str) -> Element<'a, Message> {
        let input = text_input("", typed)
            .id(self.field("path"))
            .on_input(Message::PathTyped)
            .on_submit(Message::PathSubmitted)
            .font(font::TEXT)
            .size(measure::TEXT)
            .padding([3.0, measure::GAP])
            .style(style::input(context.palette));
        Field::new(input, Message::PathLeft).left(Message::PathLeft).into()
    }

    /// The filter box below the head.
    pub(super) fn filter<'a>(&'a self, context: &Context<'a>, focused: bool) -> Option<Element<'a, Message>> {
        let palette = context.palette;
        let listing = &self.sheet.listing;
        self.filtering.then(|| {
            let input = text_input(&context.words.say("pane-filter-hint"), listing.filter())
                .id(self.field("filter"))
                .on_input(Message::Filter)
                .on_submit(Message::FilterDone)
                .font(font::TEXT)
                .size(measure::TEXT)
                .padding([3.0, measure::GAP])
                .style(style::input(palette));
            // Esc is for the innermost thing, and for the pane that has the keyboard.
            let ours = focused && self.sheet.naming.is_none();
            let input = Field::new(input, ours.then_some(Message::ToggleFilter));
            let found = context.words.with(
                "pane-filter-count",
                &[("count", listing.len().into()), ("total", listing.total().into())],
            );
            let line = row![
                input,
                text(found).size(measure::SMALL).color(palette.muted),
                self.tool(
                    context,
                    icon::X,
                    ("pane-filter-close", Some(Shortcut::Escape)),
                    Some(Message::ToggleFilter)
                ),
            ]
            .spacing(measure::GAP)
            .align_y(Center);
            let below = container(space().width(Fill).height(measure::LINE)).style(style::ground(palette.border));
            container(column![container(line).padding([3.0, measure::PAD]), below])
                .style(style::ground(palette.surface))
                .into()
        })
    }
}

/// A small card that names what is under the pointer.
pub fn hint<'a>(context: &Context<'_>, thing: Element<'a, Message>, tip: String) -> Element<'a, Message> {
    let palette = context.palette;
    let tip = container(text(tip).size(measure::SMALL).color(palette.text))
        .padding([4.0, measure::GAP])
        .max_width(360)
        .style(move |theme| container::Style {
            border: style::line(palette.strong, measure::RADIUS),
            ..style::card(palette)(theme)
        });
    tooltip(thing, tip, tooltip::Position::Bottom)
        .gap(4)
        .delay(Duration::from_millis(500))
        .into()
}
