//! The whole window with its panes in every state, to be looked at.

use std::path::PathBuf;
use std::sync::Arc;

use iced::{Settings, Size, Theme};
use iced_test::Simulator;
use time::UtcOffset;

use super::{App, Message, ticket};
use crate::engine::event::{Landmark, LandmarkKind};
use crate::entry::{Count, Entry, Kind, Modified, Permissions, Precision, Zone};
use crate::path::{Charset, RemoteName};
use crate::site::{Logon, Protocol, SftpOptions, Site};
use crate::ui::launch::Launch;
use crate::ui::look::{font, measure};
use crate::ui::screen::pane::{self, Place, Side};
use crate::ui::screen::tab::{self, State};
use crate::ui::widget::table::{Happening, Select};
use crate::ui::words::{Language, Words};

fn entry(name: &[u8], kind: Kind, size: u64, ago: i64) -> Entry {
    let mut entry = Entry::new(RemoteName::new(name.to_vec()), kind);
    entry.size = (kind == Kind::File).then_some(size);
    entry.modified = Some(Modified {
        seconds: time::OffsetDateTime::now_utc().unix_timestamp() - ago,
        precision: Precision::Second,
        zone: Zone::Utc,
    });
    entry.permissions = Some(Permissions::new(if kind == Kind::Directory { 0o755 } else { 0o644 }));
    entry.owner = Some("mei".into());
    entry
}

fn here() -> Vec<Entry> {
    vec![
        entry(b"assets", Kind::Directory, 0, 4_000),
        entry(b"dist", Kind::Directory, 0, 400),
        entry("\u{56fe}\u{7247}".as_bytes(), Kind::Directory, 0, 900_000),
        entry(b"index.html", Kind::File, 14_200, 4_100),
        entry(b"main.css", Kind::File, 38_900, 300),
        entry(b"hero@2x.png", Kind::File, 2_400_000, 1_900_000),
        entry(b"release-4.2.tar.zst", Kind::File, 1_310_000_000, 90_000),
        entry(b"CHANGELOG.md", Kind::File, 21_700, 80_000),
    ]
}

/// Two folders and two files with names in GB18030.
fn there() -> Vec<Entry> {
    let mut all = here();
    all.remove(2);
    all.push(entry(b"\xcd\xbc\xc6\xac", Kind::Directory, 0, 900_000));
    all.push(entry(
        b"\xb2\xfa\xc6\xb7\xcb\xb5\xc3\xf7\xca\xe9.pdf",
        Kind::File,
        880_000,
        900_000,
    ));
    all
}

fn app(language: Language, shade: &str) -> App {
    let launch = Launch {
        // A folder that is gone again: nothing is remembered from picture to picture.
        profile: Some(tempfile::tempdir().unwrap().path().join("profile")),
        ..Launch::default()
    };
    let (mut app, _) = App::new(launch, UtcOffset::UTC);
    app.words = Words::of(language);
    app.state.shade = Some(shade.to_owned());
    let now = app.now();
    let tab = &mut app.tabs[0];
    tab.site = Some(Arc::new(Site {
        host: "shop.example.org".into(),
        port: 22,
        protocol: Protocol::Sftp(SftpOptions::default()),
        logon: Logon::Ask { user: "deploy".into() },
        terms: crate::site::Terms::default(),
    }));
    tab.state = State::Connected;
    tab.address = "deploy@shop.example.org/srv/www".into();
    for (side, place, entries) in [
        (Side::Local, Place::Local("/home/mei/site".into()), here()),
        (Side::Remote, Place::Remote("/srv/www".into()), there()),
    ] {
        let list = ticket();
        let pane = tab.pane_mut(side);
        pane.begin(place.clone(), list, now);
        pane.page(list, entries, now);
        pane.listed(list, place, None, now);
        pane.set_free(Some(212_000_000_000));
    }
    app
}

fn local(app: &mut App, message: pane::Message) {
    let _ = app.update(Message::Tab(1, tab::Message::Local(message)));
}

fn remote(app: &mut App, message: pane::Message) {
    let _ = app.update(Message::Tab(1, tab::Message::Remote(message)));
}

fn picture(name: &str, size: Size, language: Language, state: impl Fn(&mut App)) {
    let folder: PathBuf = std::env::var_os("PACKETBOAT_PICTURES").unwrap().into();
    for shade in ["light", "dark"] {
        let mut app = app(language, shade);
        app.state.size = (size.width, size.height);
        state(&mut app);
        app.dress();
        let settings = Settings {
            fonts: font::FILES.iter().map(|file| (*file).into()).collect(),
            default_font: font::TEXT,
            default_text_size: measure::TEXT.into(),
            ..Settings::default()
        };
        let theme: Theme = app.theme();
        let mut ui = Simulator::with_size(settings, size, app.view());
        let at = folder.join(format!("window-{name}-{shade}"));
        let _ = std::fs::remove_file(folder.join(format!("window-{name}-{shade}-tiny-skia.png")));
        assert!(ui.snapshot(&theme).unwrap().matches_image(at).unwrap());
    }
}

const USUAL: Size = Size::new(1280.0, 800.0);
const SMALL: Size = Size::new(800.0, 560.0);

fn trees(app: &mut App) {
    local(app, pane::Message::ToggleTree);
    remote(app, pane::Message::ToggleTree);
    local(app, pane::Message::TreeUnfold(3));
}

#[test]
#[ignore = "draws pictures for people"]
fn pictures_of_panes() {
    picture("trees", USUAL, Language::English, trees);
    picture("trees-small", SMALL, Language::Chinese, trees);
    picture("swapped", USUAL, Language::English, |app| {
        app.swap_panes();
        local(app, pane::Message::Table(Happening::Select(Select::Only(2))));
        remote(app, pane::Message::Table(Happening::Select(Select::Only(3))));
        remote(app, pane::Message::Charset(Charset::Gb18030));
    });
    picture("places", USUAL, Language::English, |app| {
        local(app, pane::Message::Places);
        let folders = ["/home/mei/projects", "/srv/backup/a/rather/long/path/to/a/folder"];
        let tab = &mut app.tabs[0];
        tab.local
            .set_favourites(folders.iter().map(|folder| Place::Local(folder.into())).collect());
        let landmark = |kind, path: &str| Landmark {
            kind,
            path: path.into(),
        };
        tab.local.set_landmarks(vec![
            landmark(LandmarkKind::Desktop, "/home/mei/Desktop"),
            landmark(LandmarkKind::Documents, "/home/mei/Documents"),
            landmark(LandmarkKind::Downloads, "/home/mei/Downloads"),
            landmark(LandmarkKind::Drive, "/media/mei/STICK"),
        ]);
        local(app, pane::Message::MenuStep(1));
    });
    picture("names", USUAL, Language::Chinese, |app| {
        remote(app, pane::Message::NamesMenu);
        remote(app, pane::Message::MenuStep(1));
    });
    picture("offer", SMALL, Language::English, |_| {});
    picture("head", USUAL, Language::English, |app| {
        remote(app, pane::Message::HeadMenu);
    });
    picture("columns", USUAL, Language::Chinese, |app| {
        local(
            app,
            pane::Message::Table(Happening::HeadMenu(iced::Point::new(500.0, 135.0))),
        );
    });
    for (name, side, size, language) in [
        ("across-here", Side::Local, USUAL, Language::English),
        ("across-there", Side::Remote, USUAL, Language::Chinese),
        ("across-small", Side::Local, SMALL, Language::Chinese),
    ] {
        picture(name, size, language, |app| app.ask_across(1, side, there()));
    }
    for (name, warned) in [("delete", false), ("delete-unsure", true)] {
        picture(name, USUAL, Language::English, |app| {
            app.ask_delete(1, Side::Remote, there(), true);
            let count = Count {
                files: 1204,
                folders: 31,
                bytes: 4_200_000_000,
                unread: 1,
            };
            if let Some(super::Dialog::Delete(removal)) = &app.dialog
                && let Some(ticket) = removal.ticket()
            {
                app.counted(ticket, count);
            }
            if warned {
                let _ = app.dialog_said(super::dialog::Message::Confirm);
            }
        });
    }
}
