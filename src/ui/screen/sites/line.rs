//! A line of the form: what it is called, the control, and what is wrong with it.

use iced::widget::{Id, TextInput, column, container, row};
use iced::{Alignment, Element, Length, Padding};

use super::Shown;
use super::field::{Fault, Field};
use super::message::{Edit, Message};
use crate::site::{Book, Misfit};
use crate::ui::context::Context;
use crate::ui::look::{Palette, icon, measure, style};
use crate::ui::screen::{controls, parts};
use crate::ui::words::Words;

/// The field with the name of what is selected.
pub const NAME: &str = "saved-name";
const HOST: &str = "saved-host";
const PORT: &str = "saved-port";
const USER: &str = "saved-user";

/// The column of names.
const LABEL: f32 = 124.0;
/// Below this width names stand above their controls.
pub const NARROW: f32 = 440.0;
/// How wide a field for a number is.
const SHORT: f32 = 110.0;

/// What the lines of one form have in common.
pub struct Lines<'a, 'c> {
    /// Words and colours.
    pub context: &'c Context<'a>,
    /// What is shown.
    pub shown: &'a Shown,
    /// The width that they have.
    pub width: f32,
    faults: Vec<(Field, Fault)>,
}

impl<'a, 'c> Lines<'a, 'c> {
    /// The lines of a form.
    pub fn new(context: &'c Context<'a>, shown: &'a Shown, book: &Book, width: f32) -> Self {
        Self {
            context,
            shown,
            width,
            faults: shown.form.faults(book),
        }
    }

    /// A control with its name.
    pub fn line(&self, name: &'static str, control: impl Into<Element<'a, Message>>) -> Element<'a, Message> {
        let (words, palette) = (self.context.words, self.context.palette);
        let label = parts::paragraph(words.say(name), palette.muted);
        if self.width < NARROW {
            return column![label, control.into()].spacing(3).into();
        }
        let label = container(label).width(LABEL).padding(Padding::ZERO.top(5));
        row![label, container(control).width(Length::Fill)]
            .spacing(measure::GAP)
            .into()
    }

    /// A field with its name, and below it what is wrong.
    pub fn field(&self, name: &'static str, field: Field, hint: &str) -> Element<'a, Message> {
        self.line(name, self.checked(field, self.input(field, hint)))
    }

    /// A narrow field with its name and its unit.
    pub fn short(&self, name: &'static str, field: Field, hint: &str, unit: &'static str) -> Element<'a, Message> {
        let (words, palette) = (self.context.words, self.context.palette);
        let input = self.input(field, hint).width(SHORT);
        let unit = container(parts::small(words.say(unit), palette.muted)).width(Length::Fill);
        let control = row![input, unit].spacing(measure::GAP).align_y(Alignment::Center);
        self.line(name, self.checked(field, control))
    }

    /// A box that is ticked or not, below the controls.
    pub fn tick(&self, name: &'static str, on: bool, edit: Edit) -> Element<'a, Message> {
        let (words, palette) = (self.context.words, self.context.palette);
        let tick = controls::tick(on, words.say(name), Message::Edit(edit), palette);
        self.beside(tick)
    }

    /// Something without a name, below the controls.
    pub fn beside(&self, control: impl Into<Element<'a, Message>>) -> Element<'a, Message> {
        if self.width < NARROW {
            return control.into();
        }
        container(control)
            .padding(Padding::ZERO.left(LABEL + measure::GAP))
            .width(Length::Fill)
            .into()
    }

    /// A remark below the controls.
    pub fn remark(&self, words: String) -> Element<'a, Message> {
        self.beside(parts::small(words, self.context.palette.muted))
    }

    /// What somebody types into.
    pub fn input(&self, field: Field, hint: &str) -> TextInput<'a, Message> {
        let palette = self.context.palette;
        let faulty = self.fault(field).is_some();
        let input = parts::field(hint, self.shown.form.typed(field), palette)
            .on_input(move |text| Message::Typed(field, text))
            .on_paste(move |text| Message::Pasted(field, text))
            .on_submit(Message::Save)
            .width(Length::Fill)
            .style(marked(palette, faulty));
        match name_of(field) {
            Some(id) => input.id(id),
            None => input,
        }
    }

    /// A control, and below it what is wrong with its field.
    pub fn checked(&self, field: Field, control: impl Into<Element<'a, Message>>) -> Element<'a, Message> {
        let Some(fault) = self.fault(field) else {
            return control.into();
        };
        let said = fault_line(said(fault, self.context.words), self.context.palette);
        column![control.into(), said].spacing(3).into()
    }

    /// What is wrong with a field. What nobody has come to yet is not wrong yet.
    fn fault(&self, field: Field) -> Option<Fault> {
        let (form, began) = (&self.shown.form, &self.shown.began);
        let touched = !form.typed(field).is_empty() || form.typed(field) != began.typed(field);
        let fault = self.faults.iter().find(|(of, _)| *of == field)?.1;
        (touched || self.shown.tried).then_some(fault)
    }
}

/// What is wrong, in red, with a sign.
pub fn fault_line<'a>(words: String, palette: Palette) -> Element<'a, Message> {
    row![
        container(parts::glyph(icon::TRIANGLE_ALERT, 13.0, palette.bad)).padding(Padding::ZERO.top(2)),
        parts::small(words, palette.bad)
    ]
    .spacing(5)
    .into()
}

/// A field that is outlined in red where it is wrong.
pub fn marked(
    palette: Palette,
    faulty: bool,
) -> impl Fn(&iced::Theme, iced::widget::text_input::Status) -> iced::widget::text_input::Style {
    move |theme, status| {
        let mut style = style::input(palette)(theme, status);
        if faulty {
            style.border.color = palette.bad;
        }
        style
    }
}

/// The name of a field that can be given the keyboard.
pub fn name_of(field: Field) -> Option<Id> {
    let name = match field {
        Field::Name => NAME,
        Field::Host => HOST,
        Field::Port => PORT,
        Field::User => USER,
        _ => return None,
    };
    Some(Id::new(name))
}

/// What is wrong, in words.
fn said(fault: Fault, words: &Words) -> String {
    words.say(match fault {
        Fault::Taken => "sites-fault-taken",
        Fault::Ports => "sites-fault-ports",
        Fault::Address => "sites-fault-address",
        Fault::Count => "sites-fault-count",
        Fault::Rate => "sites-fault-rate",
        Fault::Offset => "sites-fault-offset",
        Fault::Unnamed => "sites-fault-unnamed",
        Fault::Misfit(misfit) => misfit_key(misfit),
    })
}

/// The sentence for what is wrong with a site.
pub fn misfit_key(misfit: Misfit) -> &'static str {
    match misfit {
        Misfit::NoName => "sites-fault-no-name",
        Misfit::NoHost => "sites-fault-no-host",
        Misfit::BadHost => "sites-fault-host",
        Misfit::NoPort => "sites-fault-port",
        Misfit::NoUser => "sites-fault-no-user",
        Misfit::LineBreak => "sites-fault-line",
        Misfit::LoginOfSftp => "sites-fault-of-sftp",
        Misfit::LoginOfFtp => "sites-fault-of-ftp",
        Misfit::NoKeyFile => "sites-fault-no-key",
    }
}
