//! One setting as it is drawn: its name, what it means, and the control that changes it.

use iced::widget::{Row, column, container, row, space};
use iced::{Alignment, Element, Length, Padding};

use super::setting::{Control, Setting};
use super::value::Value;
use super::{Message, Settings};
use crate::engine::WindowState;
use crate::ui::context::Context;
use crate::ui::look::{Palette, icon, measure, style};
use crate::ui::screen::{controls, parts};

/// With more choices than these, or long ones, they stand below the words.
const BESIDE: usize = 3;

pub fn view<'a>(
    settings: &'a Settings,
    setting: Setting,
    context: &Context<'a>,
    state: &'a WindowState,
    narrow: bool,
) -> Element<'a, Message> {
    let (words, palette) = (context.words, context.palette);
    let (name, explained) = setting.words();
    let (written, could_be) = settings.written(setting, state);
    let mut about = column![
        parts::paragraph(words.say(name), palette.text),
        parts::small(words.say(explained), palette.muted),
    ]
    .spacing(2)
    .width(Length::Fill);
    if !could_be {
        about = about.push(parts::small(words.say("settings-cannot-be"), palette.bad));
    }
    let below = match setting.control() {
        Control::Choice(choices) => narrow || choices.len() > BESIDE,
        Control::Field(..) => narrow,
        Control::Switch | Control::Steps(..) => false,
    };
    let control = control(setting, written, could_be, context, state);
    let reset = reset(setting, context, state);
    let line: Element<'a, Message> = if below {
        let control = Row::new().push(control).push(reset);
        column![about, control.spacing(measure::GAP).align_y(Alignment::Center)]
            .spacing(measure::GAP)
            .into()
    } else {
        Row::new()
            .push(about)
            .push(reset)
            .push(control)
            .spacing(measure::GAP)
            .align_y(Alignment::Center)
            .into()
    };
    container(line).padding(Padding::from([10.0, 0.0])).into()
}

/// Gives the usual value back, where it is another.
fn reset<'a>(setting: Setting, context: &Context<'a>, state: &WindowState) -> Option<Element<'a, Message>> {
    let hint = context.words.say("settings-reset");
    let press = parts::icon_press(icon::HISTORY, hint, Message::Reset(setting), context.palette);
    (setting.value(state) != setting.usual()).then_some(press)
}

fn control<'a>(
    setting: Setting,
    written: String,
    could_be: bool,
    context: &Context<'a>,
    state: &WindowState,
) -> Element<'a, Message> {
    let (words, palette) = (context.words, context.palette);
    match (setting.control(), setting.value(state)) {
        (Control::Switch, Value::Flag(on)) => {
            controls::switch(on, Message::Set(setting, Value::Flag(!on)), palette).into()
        }
        (Control::Choice(names), Value::Choice(chosen)) => {
            let choices = names.iter().enumerate().map(|(at, name)| {
                let message = Message::Set(setting, Value::Choice(at));
                (words.say(name), message)
            });
            controls::segments(choices.collect(), chosen, palette)
        }
        (Control::Steps(steps, said), Value::Text(now)) => stepper(setting, (steps, said), &now, context),
        (Control::Field(unit, empty), _) => {
            let hint = empty.map(|key| words.say(key)).unwrap_or_default();
            let unit = unit.map(|key| words.say(key));
            field(setting, (written, could_be), (hint, unit), palette)
        }
        _ => space().into(),
    }
}

/// A field that takes what is typed as soon as it can be the value.
fn field<'a>(
    setting: Setting,
    (written, could_be): (String, bool),
    (hint, unit): (String, Option<String>),
    palette: Palette,
) -> Element<'a, Message> {
    let width = match setting {
        Setting::ActivePorts | Setting::ActiveAddress => 176.0,
        _ => 88.0,
    };
    let field = parts::field(&hint, &written, palette)
        .on_input(move |typed| Message::Set(setting, Value::Text(typed)))
        .on_submit(Message::Done(setting))
        .width(width)
        .style(move |theme, status| {
            let mut style = style::input(palette)(theme, status);
            if !could_be {
                style.border.color = palette.bad;
            }
            style
        });
    match unit {
        Some(unit) => row![field, parts::small(unit, palette.muted)]
            .spacing(measure::GAP)
            .align_y(Alignment::Center)
            .into(),
        None => field.into(),
    }
}

/// Fewer, how many, more. Nothing holds on the way that nobody meant, as it would while a number is typed.
fn stepper<'a>(
    setting: Setting,
    (steps, said): (&'static [u16], &'static str),
    now: &str,
    context: &Context<'a>,
) -> Element<'a, Message> {
    let (words, palette) = (context.words, context.palette);
    let here: u16 = now.parse().unwrap_or_default();
    let smaller = steps.iter().rev().find(|step| **step < here);
    let larger = steps.iter().find(|step| **step > here);
    let step = |glyph: char, hint: String, to: Option<&u16>| match to {
        Some(to) => {
            let message = Message::Set(setting, Value::Text(to.to_string()));
            parts::icon_press(glyph, hint, message, palette)
        }
        None => space().width(measure::CONTROL).into(),
    };
    let now = words.with(said, &[("count", u64::from(here).into())]);
    row![
        step(icon::MINUS, words.say("settings-fewer"), smaller),
        container(parts::paragraph(now, palette.text)).center_x(52.0),
        step(icon::PLUS, words.say("settings-more"), larger),
    ]
    .align_y(Alignment::Center)
    .into()
}
