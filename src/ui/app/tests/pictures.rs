//! The window at every size, drawn to be looked at: with `PACKETBOAT_PICTURES` set, the pictures stay there.

use std::borrow::Cow;

use iced::{Settings, Size};
use iced_test::Simulator;

use super::*;
use crate::ui::look::font;

/// Draws the window as it is, and tells how large the picture is in bytes.
fn draw(rig: &Rig, name: &str) -> u64 {
    let settings = Settings {
        fonts: font::FILES.iter().map(|file| Cow::Borrowed(*file)).collect(),
        default_font: font::TEXT,
        ..Settings::default()
    };
    let app = &rig.app;
    let mut simulator = Simulator::with_size(settings, app.room(), app.view());
    let _ = simulator.simulate([iced::Event::Window(iced::window::Event::Focused)]);
    let snapshot = simulator.snapshot(&app.theme()).unwrap();
    let kept = std::env::var_os("PACKETBOAT_PICTURES").map(PathBuf::from);
    let folder = kept.unwrap_or_else(|| rig.folder.path().to_owned());
    let written = folder.join(format!("{name}-tiny-skia.png"));
    let _ = std::fs::remove_file(&written);
    assert!(snapshot.matches_image(folder.join(format!("{name}.png"))).unwrap());
    std::fs::metadata(written).unwrap().len()
}

fn dressed(size: Size, shade: &str, language: Language) -> Rig {
    let mut rig = Rig::new();
    rig.app.state.shade = Some(shade.to_owned());
    rig.app.words = Words::of(language);
    let _ = rig.app.update(Message::Sized(size));
    rig.go("ftp://deploy@ftp.shop.example.org:2221/www");
    let names = [
        "index.html",
        "main.css",
        "hero@2x.png",
        "release-4.2.tar.zst",
        "图片.txt",
    ];
    rig.lists(&names);
    for address in ["sftp://mei@backup-nas/srv", "ftp+plain://old.example.org/pub"] {
        rig.app.open_tab();
        rig.go(address);
        rig.lists(&["one.txt", "two.txt"]);
    }
    rig.app.open_tab();
    let first = rig.app.tabs[0].id;
    let _ = rig.app.update(Message::ChooseTab(first));
    rig.transfers("ftp.shop.example.org:2221");
    rig
}

#[test]
fn the_window_is_drawn_at_every_size() {
    let sizes = [(1280, 800), (1000, 640), (800, 560), (650, 560), (640, 400), (400, 280)];
    for (width, height) in sizes {
        let size = Size::new(width as f32, height as f32);
        for (shade, language) in [("light", Language::English), ("dark", Language::Chinese)] {
            let rig = dressed(size, shade, language);
            let length = draw(&rig, &format!("window-{width}x{height}-{shade}"));
            assert!(length > 8_000, "{width}x{height} shows nothing");
        }
    }
}

#[test]
fn states_of_tabs_are_drawn() {
    let size = Size::new(1280.0, 800.0);
    let mut rig = dressed(size, "light", Language::English);
    for number in 0..12 {
        rig.app.open_tab();
        rig.go(&format!("ftp://me@host-{number}.example.org"));
    }
    let _ = rig.app.update(Message::ListTabs(true));
    draw(&rig, "tabs-many");

    let mut rig = dressed(size, "dark", Language::English);
    let plain = rig.app.tabs[2].id;
    let _ = rig.app.update(Message::ChooseTab(plain));
    draw(&rig, "tab-in-clear");
    rig.hears(Event::ConnectionGone { connection: 3 });
    draw(&rig, "tab-asleep");

    let mut rig = dressed(size, "light", Language::Chinese);
    let id = rig.tab().id;
    let _ = rig.app.update(Message::CloseTab(id));
    draw(&rig, "tab-parting");
    let _ = rig.app.update(Message::Parting(parting::Message::Stay));
    rig.app.state.visited("sftp://mei@backup-nas/srv");
    rig.app.state.visited("ftp://deploy@backup.example.org");
    rig.app.tell_tabs();
    rig.says(tab::Message::Address("backup".into()));
    rig.says(tab::Message::Stroke(Stroke::Down));
    draw(&rig, "tab-completed");
    rig.again();
    rig.app.state.shade = Some("light".into());
    draw(&rig, "tab-kept");

    let mut rig = Rig::new();
    let _ = rig.app.update(Message::Sized(size));
    rig.go("me@old.example.org");
    rig.recognised(Service::Ftp, 21);
    rig.fails(no_encryption());
    rig.recognised(Service::Ssh, 22);
    draw(&rig, "tab-no-tls");
    rig.act(Act::EditSite);
    rig.says(tab::Message::DropDown(tab::Which::Protocol, tab::Step::Toggle));
    draw(&rig, "tab-form");
}

#[test]
fn a_tab_of_a_saved_site_is_drawn() {
    for (shade, language) in [("light", Language::English), ("dark", Language::Chinese)] {
        let mut saved = super::sites::shop();
        saved.synchronised = true;
        let mut rig = Rig::with_sites(&[saved]);
        rig.app.state.shade = Some(shade.to_owned());
        rig.app.words = Words::of(language);
        let _ = rig.app.update(Message::Sized(Size::new(1280.0, 800.0)));
        let _ = rig.app.visit(&crate::site::SiteId::new(1), None);
        rig.lists(&["index.html", "main.css", "图片.txt"]);
        rig.app.open_tab();
        rig.go("sftp://mei@backup-nas/srv");
        rig.lists(&["one.txt"]);
        let first = rig.app.tabs[0].id;
        let _ = rig.app.update(Message::ChooseTab(first));
        draw(&rig, &format!("site-tab-{shade}"));
        rig.changes(1, |saved| saved.port = 22);
        draw(&rig, &format!("site-tab-changed-{shade}"));
        let small = Message::Sized(Size::new(800.0, 560.0));
        let _ = rig.app.update(small);
        draw(&rig, &format!("site-tab-small-{shade}"));
    }
}
