//! The page as it is drawn.

use iced::widget::text::LineHeight;
use iced::widget::{Column, Row, column, container, responsive, row, space, text};
use iced::{Alignment, Color, Element, Length, Padding};

use super::Message;
use super::diagnosis::{Act, Advice, Diagnosis};
use super::drawing::{Drawing, Flow, Link};
use crate::ui::context::Context;
use crate::ui::look::{Palette, font, icon, measure, style};
use crate::ui::screen::parts::{self, Weight};
use crate::ui::widget::lane::Lane;

/// The widest that a card gets.
const CARD: f32 = 540.0;

/// A box of the drawing.
const BOX: f32 = 116.0;

/// Where there is less room than this for the drawing, its words stand alone.
const NARROW: f32 = 400.0;

/// The height of a machine's name in the drawing, and of what is below its ports.
const NAME: f32 = 26.0;
const FOOT: f32 = 10.0;

/// The height of a connection in the drawing, with its words.
const LANE: f32 = 40.0;

/// The page, in the middle of what it is given.
pub fn view<'a>(diagnosis: Diagnosis, context: &Context<'_>) -> Element<'a, Message> {
    let palette = context.palette;
    let ground = container(card(diagnosis, context))
        .center_x(Length::Fill)
        .padding(Padding::from([18.0, 16.0]));
    parts::scrolling(ground, palette).height(Length::Fill).into()
}

fn card<'a>(diagnosis: Diagnosis, context: &Context<'_>) -> Element<'a, Message> {
    let palette = context.palette;
    let (sign, color) = if diagnosis.grave {
        (icon::TRIANGLE_ALERT, palette.bad)
    } else {
        (icon::SHIELD_ALERT, palette.text)
    };
    let mut content = Column::new().spacing(14).push(column![
        parts::title(sign, diagnosis.title, color, palette),
        space().height(6),
        parts::paragraph(diagnosis.sentence, palette.muted),
    ]);
    if let Some(drawing) = diagnosis.drawing {
        content = content.push(picture(drawing, context));
    }
    if !diagnosis.evidence.is_empty() {
        let lines = diagnosis
            .evidence
            .into_iter()
            .map(|line| parts::mono(line, palette.text));
        content = content.push(parts::block(parts::lines(lines), palette));
    }
    content = content.push(buttons(&diagnosis.actions, context));
    if let Some(advice) = diagnosis.for_the_server {
        content = content.push(server(advice, context));
    }
    if let Some(familiar) = diagnosis.familiar {
        content = content.push(parts::small(familiar, palette.muted));
    }
    container(content)
        .max_width(CARD)
        .padding(20)
        .style(style::card(palette))
        .into()
}

fn buttons<'a>(actions: &[Act], context: &Context<'_>) -> Element<'a, Message> {
    let (words, palette) = (context.words, context.palette);
    let mut ways = Row::new().spacing(measure::GAP);
    for (at, act) in actions.iter().filter(|act| **act != Act::ShowLog).enumerate() {
        let weight = match act {
            // What weakens something is never what Enter or a quick hand takes first.
            Act::ConnectWithoutEncryption => Weight::Danger,
            _ if at == 0 => Weight::Primary,
            _ => Weight::Plain,
        };
        ways = ways.push(parts::press(
            act.label(words),
            weight,
            Some(Message::Act(*act)),
            palette,
        ));
    }
    let mut all = Row::new()
        .spacing(measure::GAP)
        .push(container(ways.wrap().vertical_spacing(measure::GAP)).width(Length::Fill));
    if actions.contains(&Act::ShowLog) {
        let act = Act::ShowLog;
        all = all.push(parts::press(
            act.label(words),
            Weight::Quiet,
            Some(Message::Act(act)),
            palette,
        ));
    }
    all.into()
}

fn server<'a>(advice: Advice, context: &Context<'_>) -> Element<'a, Message> {
    let (words, palette) = (context.words, context.palette);
    let commands = advice.commands.join("\n");
    let lines = advice.commands.into_iter().map(|line| parts::mono(line, palette.text));
    let copy = parts::icon_press(icon::COPY, words.say("failure-copy"), Message::Copy(commands), palette);
    column![
        parts::subheading(words.say("failure-for-the-server"), palette),
        parts::paragraph(advice.sentence, palette.muted),
        space().height(4),
        row![parts::block(parts::lines(lines), palette), copy]
            .spacing(6)
            .align_y(Alignment::Center),
    ]
    .spacing(3)
    .into()
}

/// The drawing; where the pane is narrow, its words alone.
fn picture<'a>(drawing: Drawing, context: &Context<'_>) -> Element<'a, Message> {
    let palette = context.palette;
    let server = drawing.server;
    let links: Vec<Link> = std::iter::once(drawing.control).chain(drawing.data).collect();
    let here = ports(context, links.iter().map(|link| link.here));
    let there = ports(context, links.iter().map(|link| link.there));
    let this_computer = context.words.say("failure-this-computer");
    let height = NAME + FOOT + LANE * if links.len() > 1 { 2.0 } else { 1.0 };
    responsive(move |size| {
        if size.width < NARROW {
            let lines = links.iter().zip(here.iter().zip(&there)).map(|(link, (here, there))| {
                let color = color(link.flow, palette);
                let (here, there) = (format!("{this_computer} {here}"), format!("{server} {there}"));
                let ends = format!("{} – {}", here.trim_end(), there.trim_end());
                column![
                    parts::small(link.label.clone(), color),
                    parts::small(ends, palette.muted),
                ]
                .into()
            });
            return column(lines).spacing(6).into();
        }
        let lanes = links.iter().map(|link| lane(link.clone(), palette));
        row![
            machine(&this_computer, &here, palette),
            container(column(lanes))
                .width(Length::Fill)
                .padding(Padding::from([0.0, 6.0]).top(NAME)),
            machine(&server, &there, palette),
        ]
        .into()
    })
    .height(height)
    .into()
}

/// "port 2221", or nothing where no port was seen.
fn ports(context: &Context<'_>, ports: impl Iterator<Item = Option<u16>>) -> Vec<String> {
    let name = |port: u16| context.words.with("failure-port", &[("port", port.into())]);
    ports.map(|port| port.map(name).unwrap_or_default()).collect()
}

fn machine<'a>(name: &str, ports: &[String], palette: Palette) -> Element<'a, Message> {
    let name = text(shortened(name))
        .size(measure::SMALL)
        .font(font::STRONG)
        .color(palette.text);
    let mut content = Column::new()
        .width(Length::Fill)
        .align_x(Alignment::Center)
        .push(container(name).height(NAME).padding(Padding::ZERO.top(9)));
    for port in ports {
        let line = parts::small(port.clone(), palette.muted).line_height(LineHeight::Absolute(16.0.into()));
        content = content.push(container(line).height(LANE).padding(Padding::ZERO.top(LANE - 21.0)));
    }
    container(content.push(space().height(FOOT)))
        .width(BOX)
        .style(move |theme| container::Style {
            border: style::line(palette.strong, measure::GAP),
            ..style::ground(palette.raised)(theme)
        })
        .into()
}

/// A name that fits into its box keeps its beginning and its end.
fn shortened(name: &str) -> String {
    const MOST: usize = 17;
    let letters: Vec<char> = name.chars().collect();
    if letters.len() <= MOST {
        return name.to_owned();
    }
    let start: String = letters[..8].iter().collect();
    let end: String = letters[letters.len() - 8..].iter().collect();
    format!("{start}…{end}")
}

fn color(flow: Flow, palette: Palette) -> Color {
    match flow {
        Flow::Open => palette.ok,
        Flow::Clear => palette.warn,
        Flow::Stopped => palette.bad,
    }
}

fn lane<'a>(link: Link, palette: Palette) -> Element<'a, Message> {
    let color = color(link.flow, palette);
    let open = link.flow != Flow::Stopped;
    let label = parts::small(link.label, color).line_height(LineHeight::Absolute(14.0.into()));
    // Over a line that stops, the words stand over the part that was gone.
    let mut words = Row::new().push(container(label).center_x(Length::FillPortion(72)));
    if !open {
        let rest = space().width(Length::FillPortion(22));
        words = if link.from_server {
            Row::new().push(rest).push(words.width(Length::FillPortion(78)))
        } else {
            words.push(rest)
        };
    }
    column![words.height(14), Lane::new(color, open, link.from_server)]
        .height(LANE)
        .into()
}
