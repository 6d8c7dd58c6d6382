//! A dialog that is a page of its own: a head, a body that takes the room, and a foot with buttons.

use iced::widget::{Row, column, container, opaque, row, space};
use iced::{Alignment, Color, Element, Length, Padding};

use super::{FIRST, scrim};
use crate::ui::look::{Palette, icon, measure, style};
use crate::ui::screen::{panel, parts};
use crate::ui::widget::press::Press;
use crate::ui::widget::trap::Trap;

/// How large it is, where the window has the room.
const WIDTH: f32 = 960.0;
const HEIGHT: f32 = 620.0;
const HEAD: f32 = 50.0;
/// Beside what stands in head and foot.
const SIDE: f32 = 20.0;

/// A large dialog. A press beside it does nothing: what somebody chose in it is not lost by a slip of the hand.
pub struct Large<'a, Message> {
    title: (char, Color, String),
    body: Element<'a, Message>,
    head: Option<Element<'a, Message>>,
    remark: Option<Element<'a, Message>>,
    buttons: Vec<Element<'a, Message>>,
    width: f32,
    height: f32,
    /// It cannot be left now.
    held: bool,
}

impl<'a, Message: Clone + 'a> Large<'a, Message> {
    /// With a sign, its colour and a heading, and what is in it.
    pub fn new(sign: char, color: Color, heading: String, body: impl Into<Element<'a, Message>>) -> Self {
        Self {
            title: (sign, color, heading),
            body: body.into(),
            head: None,
            remark: None,
            buttons: Vec::new(),
            width: WIDTH,
            height: HEIGHT,
            held: false,
        }
    }

    /// Without the cross: something is under way.
    pub fn held(mut self) -> Self {
        self.held = true;
        self
    }

    /// With something in the head, behind the heading.
    pub fn head(mut self, part: impl Into<Element<'a, Message>>) -> Self {
        self.head = Some(part.into());
        self
    }

    /// With words at the left of the buttons.
    pub fn remark(mut self, remark: impl Into<Element<'a, Message>>) -> Self {
        self.remark = Some(remark.into());
        self
    }

    /// With one more button.
    pub fn button(mut self, press: Press<'a, Message>) -> Self {
        self.buttons.push(press.into());
        self
    }

    /// No wider than this.
    pub fn width(mut self, width: f32) -> Self {
        self.width = width;
        self
    }

    /// No higher than this.
    pub fn height(mut self, height: f32) -> Self {
        self.height = height;
        self
    }

    /// The dialog over the window: Esc sends `escape`, and so does the cross, whose words are `close`. Its number tells it from
    /// other dialogs.
    pub fn view(self, number: u64, escape: Message, close: String, palette: Palette) -> Element<'a, Message> {
        let (sign, color, heading) = self.title;
        let cross = (!self.held).then(|| parts::icon_press(icon::X, close, escape.clone(), palette));
        let head = row![parts::glyph(sign, 17.0, color), parts::heading(heading, palette)]
            .spacing(9)
            .height(HEAD)
            .push(space().width(Length::Fill))
            .push(self.head)
            .push(cross)
            .align_y(Alignment::Center)
            .padding(Padding::ZERO.left(SIDE).right(measure::PAD));
        let mut foot = Row::new().spacing(measure::GAP).align_y(Alignment::Center);
        if let Some(remark) = self.remark {
            foot = foot.push(container(remark).width(Length::Fill));
        } else {
            foot = foot.push(space().width(Length::Fill));
        }
        for button in self.buttons {
            foot = foot.push(button);
        }
        let foot = foot.padding(Padding::from([measure::PAD, SIDE]));
        let body = container(self.body).width(Length::Fill).height(Length::Fill);
        let card = column![head, panel::rule(palette), body, panel::rule(palette), foot];
        let card = container(card)
            .width(Length::Fill)
            .height(Length::Fill)
            .max_width(self.width)
            .max_height(self.height)
            .padding(1)
            .style(style::card(palette));
        let place = container(opaque(card))
            .center(Length::Fill)
            .padding(16)
            .style(move |theme| style::ground(scrim(palette))(theme));
        Trap::new(opaque(place), number, FIRST, escape).into()
    }
}
