//! Pictures of every state, to be looked at.

use std::path::PathBuf;

use iced::widget::container;
use iced::{Element, Fill, Point, Settings, Size, Theme};
use iced_test::Simulator;

use super::stock::{Stock, file, list, pane, remote, site};
use super::*;
use crate::ui::look::{Shade, font, measure, style};
use crate::ui::words::Language;

/// Draws both shades into the folder that `PACKETBOAT_PICTURES` names.
fn draw(name: &str, size: Size, language: Language, state: impl Fn(&Stock) -> Pane) {
    let folder: PathBuf = std::env::var_os("PACKETBOAT_PICTURES").unwrap().into();
    for (shade, suffix) in [(Shade::Light, "light"), (Shade::Dark, "dark")] {
        let stock = Stock::of(shade, language);
        let mut pane = state(&stock);
        pane.dress(&stock.context());
        let context = stock.context();
        let frame = Frame {
            focused: true,
            drag: None,
            body: None,
        };
        let element: Element<'_, Message> = pane.view(&context, frame, |message| message);
        let element = container(element)
            .width(Fill)
            .height(Fill)
            .style(style::ground(context.palette.surface));
        let mut ui = simulator(size, element.into());
        let theme = Theme::custom(
            suffix.to_owned(),
            iced::theme::Palette {
                background: context.palette.surface,
                text: context.palette.text,
                ..iced::theme::Palette::LIGHT
            },
        );
        let at = folder.join(format!("pane-{name}-{suffix}"));
        let picture = folder.join(format!("pane-{name}-{suffix}-tiny-skia.png"));
        let _ = std::fs::remove_file(picture);
        assert!(ui.snapshot(&theme).unwrap().matches_image(at).unwrap());
    }
}

fn simulator<'a>(size: Size, element: Element<'a, Message>) -> Simulator<'a, Message> {
    let settings = Settings {
        fonts: font::FILES.iter().map(|file| (*file).into()).collect(),
        default_font: font::TEXT,
        default_text_size: measure::TEXT.into(),
        ..Settings::default()
    };
    Simulator::with_size(settings, size, element)
}

fn english(name: &str, state: impl Fn(&Stock) -> Pane) {
    draw(name, Size::new(640.0, 480.0), Language::English, state);
}

fn www(stock: &Stock) -> Pane {
    let mut pane = pane(stock, "/srv/www/shop", site());
    pane.set_free(Some(212_000_000_000));
    pane
}

fn selected(stock: &Stock) -> Pane {
    let mut pane = www(stock);
    for row in [2, 7, 8, 12] {
        pane.update(Message::Table(Happening::Select(Select::Toggle(row))));
    }
    pane
}

#[test]
#[ignore = "draws pictures for people"]
fn pictures_of_lists() {
    english("list", www);
    english("selected", selected);
    english("stale", |stock| {
        let mut pane = www(stock);
        pane.set_stale(true);
        pane
    });
    english("filter", |stock| {
        let mut pane = www(stock);
        pane.update(Message::ToggleFilter);
        pane.update(Message::Filter("e".to_owned()));
        pane.doubt = Some(Doubt::UnknownLines);
        pane
    });
    english("columns", |stock| {
        let mut pane = www(stock);
        pane.update(Message::ToggleColumn(Column::Modified));
        pane.update(Message::ToggleColumn(Column::Type));
        pane.update(Message::ToggleColumn(Column::Owner));
        pane.dress(&stock.context());
        pane.update(Message::Table(Happening::Sort(1)));
        pane
    });
    draw("narrow", Size::new(380.0, 480.0), Language::English, selected);
    draw("chinese", Size::new(640.0, 480.0), Language::Chinese, selected);
    draw("local", Size::new(640.0, 480.0), Language::English, |stock| {
        let place = |path: &str| Place::Local(path.into());
        let mut pane = Pane::new(Side::Local, place("/home/mei"));
        list(&mut pane, stock, place("/home/mei"), site());
        let deep = "/home/mei/projects/a rather long name of a project/releases/2026/november/site";
        list(&mut pane, stock, place(deep), site());
        pane.update(Message::Table(Happening::Select(Select::Only(4))));
        pane
    });
}

#[test]
#[ignore = "draws pictures for people"]
fn pictures_of_states() {
    english("empty", |stock| pane(stock, "/srv/www/shop", Vec::new()));
    english("hidden", |stock| {
        pane(stock, "/srv/www/shop", vec![file(".a"), file(".b")])
    });
    english("nowhere", |_| Pane::new(Side::Remote, remote("/")));
    english("loading", |stock| {
        let mut pane = Pane::new(Side::Remote, remote("/"));
        pane.begin(remote("/srv/www/shop"), Ticket(1), stock.now - Duration::seconds(1));
        pane
    });
    english("rename", |stock| {
        let mut pane = www(stock);
        pane.update(Message::Table(Happening::Select(Select::Only(10))));
        pane.update(Message::Rename);
        pane.update(Message::RenameTyped("main.css".to_owned()));
        pane.update(Message::RenameDone);
        pane
    });
    english("new-folder", |stock| {
        let mut pane = www(stock);
        pane.update(Message::NewFolder);
        pane
    });
    english("path", |stock| {
        let mut pane = www(stock);
        pane.update(Message::EditPath);
        pane
    });
}

#[test]
#[ignore = "draws pictures for people"]
fn pictures_of_menus() {
    english("menu", |stock| {
        let mut pane = www(stock);
        pane.update(Message::Table(Happening::Select(Select::Only(5))));
        pane.update(Message::Table(Happening::Menu {
            row: Some(5),
            at: Point::new(120.0, 330.0),
        }));
        pane.update(Message::MenuStep(1));
        pane
    });
    english("head-menu", |stock| {
        let mut pane = www(stock);
        pane.update(Message::HeadMenu);
        pane
    });
    draw("trail-menu", Size::new(380.0, 480.0), Language::English, |stock| {
        let mut pane = pane(stock, "/srv/www/customers/example.org/shop/releases", site());
        pane.update(Message::CrumbMenu(4));
        pane
    });
}
