//! The form as it is drawn.

use iced::widget::text::LineHeight;
use iced::widget::{Column, Row, button, column, container, row, space, text};
use iced::{Element, Length, Padding};

use super::{Connect, Field, Message, Offers};
use crate::path::visible;
use crate::secret::Secret;
use crate::site::{Saved, Security};
use crate::ui::context::Context;
use crate::ui::look::{Palette, font, icon, measure, style};
use crate::ui::screen::address;
use crate::ui::screen::parts::{self, Weight};
use crate::ui::widget::press::Press;
use crate::url::{self, Scheme};

/// The widest that the card gets.
const CARD: f32 = 500.0;

/// How many addresses are offered, and how many saved sites.
const RECENT: usize = 6;
const SITES: usize = 8;

/// The protocols, in the order of safety; the first is whichever answers.
const SCHEMES: [Option<Scheme>; 5] = [
    None,
    Some(Scheme::Sftp),
    Some(Scheme::Ftp(Security::Explicit)),
    Some(Scheme::Ftp(Security::Implicit)),
    Some(Scheme::Ftp(Security::Plain)),
];

/// The form, in the middle of what it is given.
pub fn view<'a>(form: &Connect, context: &Context<'_>, offers: &Offers<'_>) -> Element<'a, Message> {
    let palette = context.palette;
    let card = container(fields(form, context, offers))
        .padding(20)
        .style(style::card(palette));
    let mut content = column![card].spacing(18).max_width(CARD);
    if !offers.sites.is_empty() {
        content = content.push(sites(offers.sites, context));
    }
    if !offers.recent.is_empty() {
        content = content.push(recent(offers.recent, context));
    }
    let ground = container(content)
        .center_x(Length::Fill)
        .padding(Padding::from([18.0, 16.0]));
    parts::scrolling(ground, palette).height(Length::Fill).into()
}

fn fields<'a>(form: &Connect, context: &Context<'_>, offers: &Offers<'_>) -> Element<'a, Message> {
    let (words, palette) = (context.words, context.palette);
    let line = |name: &str, field: Element<'a, Message>| parts::labelled(words.say(name), field, palette);
    let chosen = (!form.auto).then_some(form.scheme);
    let usual = match chosen {
        Some(scheme) => scheme.usual_port().to_string(),
        None => words.say("connect-port-usual"),
    };
    let host = entry(&words.say("connect-host-hint"), &form.host, Field::Host, palette);
    let port = entry(&usual, &form.port, Field::Port, palette).width(84);
    let place = row![host, port].spacing(measure::GAP);
    let user_hint = match chosen {
        Some(Scheme::Ftp(_)) => words.say("connect-anonymous"),
        _ => String::new(),
    };
    let user = entry(&user_hint, &form.user, Field::User, palette);
    let password = entry(
        &words.say("connect-password-hint"),
        form.password.expose(),
        Field::Password,
        palette,
    );
    let eye = words.say(if form.shown { "connect-hide" } else { "connect-show" });
    let password = parts::secret_field(password, form.shown, eye, Message::Show(!form.shown), palette);
    let mut content = Column::new()
        .spacing(measure::PAD)
        .push(parts::heading(words.say("connect-title"), palette))
        .push(protocols(chosen, context))
        .push(parts::small(words.say(meaning(chosen)), tone(chosen, palette)))
        .push(line("connect-host", place.into()))
        .push(line("connect-user", user.into()))
        .push(line("connect-password", password));
    if form.scheme == Scheme::Sftp {
        content = content.push(line("connect-key", key(form, context)));
    }
    if let Some(fault) = form.fault {
        content = content.push(parts::paragraph(words.say(fault_key(fault)), palette.bad));
    }
    content.push(buttons(context, offers)).into()
}

fn buttons<'a>(context: &Context<'_>, offers: &Offers<'_>) -> Element<'a, Message> {
    let (words, palette) = (context.words, context.palette);
    let mut buttons = Row::new().spacing(measure::GAP).push(parts::press(
        words.say("connect-connect"),
        Weight::Primary,
        Some(Message::Connect),
        palette,
    ));
    if offers.demo {
        buttons = buttons.push(space().width(Length::Fill)).push(parts::press(
            words.say("connect-demo"),
            Weight::Plain,
            Some(Message::Demo),
            palette,
        ));
    }
    container(buttons).padding(Padding::ZERO.top(4)).into()
}

fn entry<'a>(hint: &str, value: &str, field: Field, palette: Palette) -> iced::widget::TextInput<'a, Message> {
    parts::field(hint, value, palette)
        .on_input(move |text| Message::Typed(field, Secret::new(text)))
        .on_paste(move |text| Message::Pasted(field, Secret::new(text)))
        .on_submit(Message::Connect)
}

fn protocols<'a>(chosen: Option<Scheme>, context: &Context<'_>) -> Element<'a, Message> {
    let palette = context.palette;
    let segments = SCHEMES.into_iter().map(|scheme| {
        let is_it = scheme == chosen;
        let label = text(context.words.say(name(scheme)))
            .size(measure::TEXT)
            .font(if is_it { font::STRONG } else { font::TEXT })
            .line_height(LineHeight::Absolute(18.0.into()));
        let face = button(container(label).center_x(Length::Fill))
            .width(Length::FillPortion(1))
            .height(measure::CONTROL - 2.0)
            .padding(Padding::from([5.0, 4.0]))
            .on_press(Message::Scheme(scheme))
            .style(style::segment(palette, is_it));
        Press::new(face, Some(Message::Scheme(scheme)), palette.accent).into()
    });
    container(Row::with_children(segments))
        .width(Length::Fill)
        .padding(1)
        .style(move |_| container::Style {
            border: style::line(palette.outline, measure::RADIUS),
            ..container::Style::default()
        })
        .into()
}

fn key<'a>(form: &Connect, context: &Context<'_>) -> Element<'a, Message> {
    let (words, palette) = (context.words, context.palette);
    let choose = parts::press(
        words.say("connect-key-choose"),
        Weight::Plain,
        Some(Message::Key(true)),
        palette,
    );
    let mut line = Row::new().spacing(measure::GAP).align_y(iced::Alignment::Center);
    match &form.key {
        Some(key) => {
            let name = key.file_name().unwrap_or(key.as_os_str()).to_string_lossy();
            let name = crate::path::visible(name.as_bytes());
            line = line
                .push(container(parts::paragraph(name, palette.text)).width(Length::Fill))
                .push(parts::icon_press(
                    icon::X,
                    words.say("connect-key-none"),
                    Message::Key(false),
                    palette,
                ));
        }
        None => {
            let none = parts::paragraph(words.say("connect-key-unset"), palette.muted);
            line = line.push(container(none).width(Length::Fill));
        }
    }
    line.push(choose).into()
}

/// Saved sites by name, with who logs in where.
fn sites<'a>(sites: &[Saved], context: &Context<'_>) -> Element<'a, Message> {
    let (words, palette) = (context.words, context.palette);
    let mut list = Column::new()
        .spacing(2)
        .push(container(parts::subheading(words.say("connect-sites"), palette)).padding(Padding::from([4.0, 8.0])));
    for site in sites.iter().take(SITES) {
        let message = Message::Site(site.id.clone());
        let color = palette.mark(site.colour).unwrap_or(palette.muted);
        let account = address::write(&site.site(), &crate::path::RemotePath::home());
        let label = row![
            parts::glyph(icon::SERVER, measure::ICON, color),
            parts::paragraph(visible(site.name.as_bytes()), palette.text),
            container(parts::small(visible(account.as_bytes()), palette.muted).wrapping(text::Wrapping::None))
                .width(Length::Fill)
                .clip(true),
            parts::small(visible(site.folder.join(" / ").as_bytes()), palette.muted),
        ]
        .spacing(measure::GAP)
        .align_y(iced::Alignment::Center);
        let face = button(label)
            .width(Length::Fill)
            .padding(Padding::from([5.0, 8.0]))
            .on_press(message.clone())
            .style(style::quiet(palette));
        list = list.push(Press::new(face, Some(message), palette.accent));
    }
    let more = sites.len().saturating_sub(SITES);
    if more > 0 {
        let said = words.with("connect-sites-more", &[("count", more.into())]);
        list = list.push(container(parts::small(said, palette.muted)).padding(Padding::from([2.0, 8.0])));
    }
    list.into()
}

fn recent<'a>(addresses: &[String], context: &Context<'_>) -> Element<'a, Message> {
    let (words, palette) = (context.words, context.palette);
    let mut list = Column::new()
        .spacing(2)
        .push(container(parts::subheading(words.say("connect-recent"), palette)).padding(Padding::from([4.0, 8.0])));
    for address in addresses.iter().take(RECENT) {
        let message = Message::Recent(address.clone());
        let label = row![
            parts::glyph(icon::HISTORY, measure::ICON, palette.muted),
            parts::paragraph(address.clone(), palette.text)
        ]
        .spacing(measure::GAP)
        .align_y(iced::Alignment::Center);
        let face = button(label)
            .width(Length::Fill)
            .padding(Padding::from([5.0, 8.0]))
            .on_press(message.clone())
            .style(style::quiet(palette));
        list = list.push(Press::new(face, Some(message), palette.accent));
    }
    list.into()
}

fn name(scheme: Option<Scheme>) -> &'static str {
    match scheme {
        None => "connect-auto",
        Some(Scheme::Sftp) => "connect-sftp",
        Some(Scheme::Ftp(Security::Explicit)) => "connect-explicit",
        Some(Scheme::Ftp(Security::Implicit)) => "connect-implicit",
        Some(Scheme::Ftp(Security::Plain)) => "connect-plain",
    }
}

fn meaning(scheme: Option<Scheme>) -> &'static str {
    match scheme {
        None => "connect-auto-means",
        Some(Scheme::Sftp) => "connect-sftp-means",
        Some(Scheme::Ftp(Security::Explicit)) => "connect-explicit-means",
        Some(Scheme::Ftp(Security::Implicit)) => "connect-implicit-means",
        Some(Scheme::Ftp(Security::Plain)) => "connect-plain-means",
    }
}

fn tone(scheme: Option<Scheme>, palette: Palette) -> iced::Color {
    match scheme {
        Some(Scheme::Ftp(Security::Plain)) => palette.bad,
        _ => palette.muted,
    }
}

fn fault_key(fault: url::Error) -> &'static str {
    match fault {
        url::Error::NoHost => "connect-fault-no-host",
        url::Error::Host => "connect-fault-host",
        url::Error::Port => "connect-fault-port",
        url::Error::NoUser => "connect-fault-user",
        url::Error::LineBreak(_) | url::Error::Nul(_) => "connect-fault-line",
        _ => "connect-fault-address",
    }
}
