//! The list itself, or what is said in its place.

use iced::widget::{button, column, container, responsive, row, stack, text, text_input};
use iced::{Center, Element, Fill, Padding};
use time::Duration;

use super::field::Field;
use super::fitted::Fitted;
use super::naming::{Fault, Naming};
use super::{Message, Pane, Side};
use crate::path::Charset;
use crate::ui::context::Context;
use crate::ui::look::{font, icon, measure, style};
use crate::ui::widget::press::Press;
use crate::ui::widget::table::{Drag, Table};

/// A shorter wait is not worth a word.
const QUIET: Duration = Duration::milliseconds(300);

impl Pane {
    /// The list.
    pub(super) fn list<'a>(&'a self, context: &Context<'a>, focused: bool, drag: Option<Drag>) -> Element<'a, Message> {
        let listing = &self.sheet.listing;
        let waits = |pane: &Self| {
            pane.arrival
                .as_ref()
                .is_some_and(|arrival| context.now - arrival.since >= QUIET)
        };
        if self.is_loading() && waits(self) && (self.sheet.leaving || listing.total() == 0) && self.listed_at.is_none()
        {
            let said = quiet(context, context.words.say("pane-loading"));
            return container(said)
                .center(Fill)
                .style(style::ground(context.palette.surface))
                .into();
        }
        let (context, palette) = (*context, context.palette);
        let table = responsive(move |size| {
            let fitted = Fitted::new(&self.sheet, size.width);
            let (heads, sorted, meaning) = (fitted.heads(), fitted.sorted(), fitted.meaning());
            let mut table = Table::new(fitted, heads, palette, move |it| Message::Table(meaning(it)))
                .sorted(sorted)
                .arranged()
                .focused(focused)
                .drag(drag.clone())
                .reveal(Some(self.reveal))
                .takes_files(self.side() == Side::Remote);
            if let (Some(row), Some(naming)) = (self.sheet.naming_row(), &self.sheet.naming) {
                table = table.editor(row, self.name_field(&context, naming));
            }
            table.into()
        });
        let mut layers = stack![table];
        if listing.len() == 0 && self.listed_at.is_some() && self.sheet.naming.is_none() {
            layers = layers.push(self.nothing(&context));
        }
        layers.width(Fill).height(Fill).into()
    }

    /// Where names look as if they were written in GB18030, a bar offers to read them so.
    pub(super) fn offer<'a>(&'a self, context: &Context<'a>) -> Option<Element<'a, Message>> {
        if !self.offers_chinese() {
            return None;
        }
        let (words, palette) = (context.words, context.palette);
        let sample = [("name", self.sample(Charset::Gb18030).into())];
        let face = button(
            text(words.say("pane-names-take"))
                .size(measure::SMALL)
                .wrapping(text::Wrapping::None),
        )
        .padding([3.0, measure::GAP])
        .style(style::plain(palette))
        .on_press(Message::Charset(Charset::Gb18030));
        let said = text(words.with("pane-names-offer", &sample))
            .size(measure::SMALL)
            .color(palette.text)
            .wrapping(text::Wrapping::None);
        let line = row![
            text(icon::LANGUAGES)
                .font(font::ICONS)
                .size(measure::ICON)
                .color(palette.warn),
            container(said).width(Fill).clip(true),
            Press::new(face, Some(Message::Charset(Charset::Gb18030)), palette.accent).inside(),
            self.tool(context, icon::X, ("pane-names-keep", None), Some(Message::KeepNames)),
        ]
        .spacing(measure::GAP)
        .align_y(Center);
        Some(
            container(line)
                .padding([3.0, measure::PAD])
                .width(Fill)
                .style(style::ground(palette.warn_ground))
                .into(),
        )
    }

    /// What an empty list says, and what to do next.
    fn nothing<'a>(&self, context: &Context<'a>) -> Element<'a, Message> {
        let words = context.words;
        let listing = &self.sheet.listing;
        let lines = column![].spacing(measure::GAP).align_x(Center);
        let way_out = |label: String, message: Message| {
            let face = button(text(label).size(measure::TEXT))
                .padding([5.0, measure::PAD])
                .style(style::plain(context.palette))
                .on_press(message.clone());
            Press::new(face, Some(message), context.palette.accent)
        };
        let lines = if !listing.filter().is_empty() {
            let filter = [("text", listing.filter().into())];
            lines
                .push(quiet(context, words.with("pane-nothing-matches", &filter)))
                .push(way_out(words.say("pane-filter-close"), Message::ToggleFilter))
        } else if listing.left_out() > 0 {
            let count = [("count", listing.left_out().into())];
            lines
                .push(quiet(context, words.with("pane-only-hidden", &count)))
                .push(way_out(words.say("pane-show-hidden"), Message::ToggleHidden))
        } else {
            let next = match self.side() {
                Side::Local => words.say("pane-empty-local"),
                Side::Remote => words.say("pane-empty-remote"),
            };
            lines
                .push(quiet(context, words.say("pane-empty")))
                .push(quiet(context, next))
        };
        // Below the head of the columns and the way up.
        container(lines)
            .center(Fill)
            .padding(Padding::default().top(measure::COLUMN_HEAD + measure::ROW))
            .into()
    }

    fn name_field<'a>(&self, context: &Context<'a>, naming: &Naming) -> Element<'a, Message> {
        let palette = context.palette;
        let faulty = naming.fault.is_some();
        let placeholder = context.words.say("pane-name-hint");
        let input = text_input(&placeholder, &naming.text)
            .id(self.field("name"))
            .on_input(Message::RenameTyped)
            .on_submit(Message::RenameDone)
            .font(font::TEXT)
            .size(measure::TEXT)
            .padding([2.0, 4.0])
            .style(move |theme, status| {
                let mut drawn = style::input(palette)(theme, status);
                drawn.border.radius = 4.0.into();
                if faulty {
                    drawn.border.color = palette.bad;
                }
                drawn
            });
        let line = row![container(input).width(Fill)].spacing(measure::GAP).align_y(Center);
        let line = match naming.fault {
            Some(fault) => line.push(
                text(reason(context, fault))
                    .size(measure::SMALL)
                    .color(palette.bad)
                    .wrapping(text::Wrapping::None),
            ),
            None => line,
        };
        Field::new(line, Message::RenameCancelled)
            .left(Message::RenameDone)
            .into()
    }
}

fn quiet<'a>(context: &Context<'_>, words: String) -> Element<'a, Message> {
    text(words)
        .size(measure::TEXT)
        .color(context.palette.muted)
        .center()
        .into()
}

fn reason(context: &Context<'_>, fault: Fault) -> String {
    let words = context.words;
    match fault {
        Fault::Empty => words.say("pane-name-empty"),
        Fault::Dots => words.say("pane-name-dots"),
        Fault::Slash => words.say("pane-name-slash"),
        Fault::Control => words.say("pane-name-control"),
        Fault::Charset => words.say("pane-name-charset"),
        Fault::Taken => words.say("pane-name-taken"),
        Fault::Refused => words.say("pane-name-refused"),
    }
}
