//! Every dialog over the window, drawn in both shades and looked at: with `PACKETBOAT_PICTURES` set, the pictures stay there.

use std::borrow::Cow;
use std::path::Path;

use iced::Size;
use iced_test::Simulator;

use super::tests::{Scene, delete, entry};
use super::*;
use crate::entry::{Kind, Permissions};
use crate::path::RemoteName;
use crate::ui::look::font;
use crate::ui::screen::settings::Section;
use crate::ui::words::Language;

/// The window with this dialog as a file of a picture.
fn picture(scene: &mut Scene, size: Size, path: &Path) -> Vec<u8> {
    let settings = iced::Settings {
        fonts: font::FILES.iter().map(|file| Cow::Borrowed(*file)).collect(),
        default_font: font::TEXT,
        ..iced::Settings::default()
    };
    scene.app.state.size = (size.width, size.height);
    let theme = scene.app.theme();
    let mut simulator = Simulator::with_size(settings, size, scene.app.view());
    // A dialog gives the focus away with the first event that it hears.
    let _ = simulator.simulate([iced::Event::Window(iced::window::Event::Focused)]);
    let snapshot = simulator.snapshot(&theme).unwrap();
    let written = path.with_file_name(format!("{}-tiny-skia.png", path.file_stem().unwrap().to_string_lossy()));
    let _ = std::fs::remove_file(&written);
    assert!(snapshot.matches_image(path).unwrap());
    std::fs::read(written).unwrap()
}

/// Draws a dialog in both shades; the pictures show it, and not the same.
fn draw(name: &str, size: Size, language: Language, dialog: Dialog) {
    let kept = std::env::var_os("PACKETBOAT_PICTURES");
    let lost = tempfile::tempdir().unwrap();
    let folder = kept.as_deref().map_or(lost.path(), Path::new);
    let mut scene = Scene::new();
    scene.app.speak(Some(language));
    let empty = picture(&mut scene, size, &lost.path().join("empty.png"));
    scene.app.dialog = Some(dialog);
    let _ = scene.app.update(Root::Redraw);
    let pictures = ["light", "dark"].map(|shade| {
        scene.app.state.shade = Some(shade.to_owned());
        let _ = scene.app.update(Root::Redraw);
        picture(&mut scene, size, &folder.join(format!("{name}-{shade}.png")))
    });
    assert_ne!(pictures[0], empty, "{name} is not seen");
    assert_ne!(pictures[0], pictures[1], "{name} looks the same in both shades");
}

const WINDOW: Size = Size::new(1280.0, 800.0);
const SMALL: Size = Size::new(800.0, 560.0);

fn section(section: Section) -> Dialog {
    let mut settings = Settings::default();
    let mut state = crate::engine::WindowState::default();
    settings.update(settings::Message::Section(section), &mut state);
    Dialog::Settings(Box::new(settings))
}

#[test]
fn questions_are_drawn() {
    let mut folder = Entry::new(RemoteName::new(b"dist"), Kind::Directory);
    folder.permissions = Some(Permissions::new(0o755));
    draw("dialog-delete", WINDOW, Language::English, delete(true));
    draw("dialog-trash", SMALL, Language::Chinese, delete(false));
    let permissions = || Dialog::permissions(1, Side::Remote, vec![folder.clone(), entry("index.html")]);
    draw("dialog-permissions", WINDOW, Language::English, permissions());
    draw("dialog-permissions-chinese", SMALL, Language::Chinese, permissions());
    let into = Place::Local("/srv/www".into());
    draw(
        "dialog-move",
        WINDOW,
        Language::English,
        Dialog::MoveInto {
            tab: 1,
            from: Place::Remote(crate::path::RemotePath::home()),
            entries: vec![entry("index.html")],
            into,
        },
    );
    draw("dialog-quit", WINDOW, Language::English, Dialog::Quit);
    let mut file = entry("release-4.2.tar.zst");
    file.size = Some(1_310_000_000);
    file.permissions = Some(Permissions::new(0o644));
    draw(
        "dialog-properties",
        WINDOW,
        Language::English,
        Dialog::properties(1, Side::Remote, file),
    );
    draw("dialog-sheet", WINDOW, Language::English, Dialog::Sheet);
    draw(
        "dialog-sheet-tiny",
        Size::new(560.0, 400.0),
        Language::Chinese,
        Dialog::Sheet,
    );
}

#[test]
fn the_settings_are_drawn() {
    for (name, shown) in [
        ("transfers", Section::Transfers),
        ("files", Section::Files),
        ("looks", Section::Looks),
    ] {
        draw(&format!("settings-{name}"), WINDOW, Language::English, section(shown));
    }
    draw("settings-ftp-chinese", WINDOW, Language::Chinese, section(Section::Ftp));
    draw("settings-small", SMALL, Language::English, section(Section::Files));
    draw(
        "settings-tiny",
        Size::new(560.0, 400.0),
        Language::Chinese,
        section(Section::Files),
    );
    let mut search = Settings::default();
    let mut state = crate::engine::WindowState::default();
    search.update(settings::Message::Search("file".into()), &mut state);
    draw(
        "settings-search",
        WINDOW,
        Language::English,
        Dialog::Settings(Box::new(search)),
    );
}

#[test]
fn the_palette_of_commands_is_drawn() {
    let palette = |language| {
        let mut scene = Scene::new();
        scene.app.speak(Some(language));
        scene.app.palette_of_commands()
    };
    draw("commands", WINDOW, Language::English, palette(Language::English));
    draw("commands-chinese", SMALL, Language::Chinese, palette(Language::Chinese));
    let Dialog::Commands(mut commands) = palette(Language::English) else {
        panic!("no palette")
    };
    let _ = commands.update(commands::Message::Typed("fold".into()));
    draw("commands-found", WINDOW, Language::English, Dialog::Commands(commands));
}
