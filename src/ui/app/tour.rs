//! Every screen and state as pictures, in both shades and languages, for somebody to look through (feature `tour`).
//!
//! It is the window itself, without an engine and without a display: what an engine would say is said here.

mod links;
mod queued;
mod samples;
mod saved;
mod scenes;
mod stage;

use std::borrow::Cow;
use std::fs;
use std::io;
use std::path::Path;

use iced::{Settings, Theme};
use iced_test::Simulator;

use super::App;
use crate::ui::look::font;
use crate::ui::words::Language;
use scenes::{SCENES, Scene};
use stage::Stage;

const SHADES: [&str; 2] = ["light", "dark"];

/// Writes the pictures into a folder, one below it for each language and shade. Returns how many there are.
///
/// # Errors
/// If a picture cannot be drawn or written.
pub fn tour(folder: &Path) -> io::Result<usize> {
    for language in Language::ALL {
        for shade in SHADES {
            through(folder, language, shade, 1.0)?;
        }
    }
    Ok(SCENES.len() * Language::ALL.len() * SHADES.len())
}

/// All scenes in one language and shade, with the interface so large.
fn through(folder: &Path, language: Language, shade: &str, scale: f32) -> io::Result<()> {
    let place = folder.join(language.tag()).join(shade);
    fs::create_dir_all(&place)?;
    // The window keeps its state there while it is toured.
    let profile = folder.join("profile");
    for scene in SCENES {
        let mut stage = Stage::new(&profile, language, shade, scene.size);
        stage.app.state.scale = scale;
        (scene.play)(&mut stage);
        draw(&stage.app, scene, &place)?;
        // The next one begins as new.
        if profile.exists() {
            fs::remove_dir_all(&profile)?;
        }
    }
    Ok(())
}

fn draw(app: &App, scene: &Scene, place: &Path) -> io::Result<()> {
    let settings = Settings {
        fonts: font::FILES.iter().map(|file| Cow::Borrowed(*file)).collect(),
        default_font: font::TEXT,
        ..Settings::default()
    };
    let mut simulator = Simulator::with_size(settings, app.room(), app.view());
    // Dialogs and menus take the focus with the first event that they hear.
    let _ = simulator.simulate([iced::Event::Window(iced::window::Event::Focused)]);
    let theme: Theme = app.theme();
    let picture = simulator.snapshot(&theme).map_err(io::Error::other)?;
    // The picture is written under a name with that of the renderer, unless there is one already.
    let (written, wanted) = (
        place.join(format!("{}-tiny-skia.png", scene.name)),
        place.join(format!("{}.png", scene.name)),
    );
    if written.exists() {
        fs::remove_file(&written)?;
    }
    picture.matches_image(&wanted).map_err(io::Error::other)?;
    fs::rename(written, wanted)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `PACKETBOAT_PICTURES` names the folder for them.
    #[test]
    #[ignore = "draws pictures for people"]
    fn pictures_in_other_scales() {
        let folder = std::path::PathBuf::from(std::env::var_os("PACKETBOAT_PICTURES").unwrap());
        for (scale, language, shade) in [
            (3.0, Language::English, "light"),
            (2.0, Language::Chinese, "dark"),
            (0.75, Language::English, "dark"),
        ] {
            through(&folder.join(format!("{scale}")), language, shade, scale).unwrap();
        }
    }

    #[test]
    fn every_scene_is_drawn_and_looks_like_no_other() {
        let folder = tempfile::tempdir().unwrap();
        through(folder.path(), Language::English, "light", 1.0).unwrap();
        let mut pictures = std::collections::BTreeMap::new();
        for scene in SCENES {
            let path = folder.path().join(format!("en/light/{}.png", scene.name));
            let picture = fs::read(&path).unwrap();
            assert!(picture.len() > 20_000, "{} is hardly drawn", scene.name);
            let other = pictures.insert(picture, scene.name);
            assert_eq!(other, None, "{} looks the same", scene.name);
        }
    }
}
