//! From a double click to the first frame.

use std::io;
use std::num::NonZeroUsize;
use std::path::PathBuf;

use iced::window;
use time::UtcOffset;

use super::app::App;
use super::look::font;
use crate::engine::WindowState;

/// What the window is started with.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Launch {
    /// The folder of the profile; the system's usual place if none is given.
    pub profile: Option<PathBuf>,
    /// Connections per site for transfers.
    pub connections: NonZeroUsize,
    /// What to connect to at once, as it would be typed into the address bar.
    pub addresses: Vec<String>,
    /// Start the demo's servers and connect to one.
    pub demo: bool,
}

impl Default for Launch {
    fn default() -> Self {
        Self {
            profile: None,
            connections: NonZeroUsize::MIN.saturating_add(3),
            addresses: Vec::new(),
            demo: false,
        }
    }
}

/// Opens the window and returns when it is closed.
///
/// # Errors
/// If the window system cannot be reached.
pub fn run(launch: Launch) -> iced::Result {
    // Before any thread starts: the system tells its zone to a program with one thread only.
    let zone = UtcOffset::current_local_offset().unwrap_or(UtcOffset::UTC);
    let profile = launch.profile.clone().or_else(usual_profile).unwrap_or_default();
    let state = WindowState::load(&profile);
    // The toolkit takes it in the pixels of the interface, which may be larger ones.
    let size = (state.size.0 / state.scale, state.size.1 / state.scale);
    let launch = Launch {
        profile: Some(profile),
        ..launch
    };
    let mut application = iced::application(move || App::new(launch.clone(), zone), App::update, App::view)
        .title(App::title)
        .subscription(App::subscription)
        .theme(App::theme)
        .scale_factor(App::scale)
        .default_font(font::TEXT)
        .window(settings(size));
    for file in font::FILES {
        application = application.font(*file);
    }
    application.run()
}

fn settings((width, height): (f32, f32)) -> window::Settings {
    window::Settings {
        size: iced::Size::new(width, height),
        min_size: Some(iced::Size::new(800.0, 560.0)),
        icon: icon(),
        // Somebody may want to stay, and the servers want a goodbye.
        exit_on_close_request: false,
        #[cfg(target_os = "linux")]
        platform_specific: window::settings::PlatformSpecific {
            application_id: "packetboat".to_owned(),
            ..window::settings::PlatformSpecific::default()
        },
        ..window::Settings::default()
    }
}

fn usual_profile() -> Option<PathBuf> {
    directories::ProjectDirs::from("", "", "packetboat").map(|folders| folders.data_local_dir().to_owned())
}

/// The icon comes as raw pixels, so that no picture format is read at the start.
fn icon() -> Option<window::Icon> {
    const SIDE: u32 = 64;
    let pixels = include_bytes!("../../assets/icons/packetboat-64.rgba");
    window::icon::from_rgba(pixels.to_vec(), SIDE, SIDE).ok()
}

/// On Wayland the toolkit cannot take files that are dropped from the desktop; with an X server beside it, it can. So the
/// program starts itself again without Wayland. Returns if there is nothing to do.
///
/// # Errors
/// If the program could not be started again.
#[cfg(target_os = "linux")]
pub fn prefer_x11() -> io::Result<()> {
    use std::os::unix::process::CommandExt;
    let is_set = |name: &str| std::env::var_os(name).is_some_and(|value| !value.is_empty());
    if !is_set("WAYLAND_DISPLAY") || !is_set("DISPLAY") || is_set("PACKETBOAT_WAYLAND") {
        return Ok(());
    }
    let program = std::env::current_exe()?;
    Err(std::process::Command::new(program)
        .args(std::env::args_os().skip(1))
        .env_remove("WAYLAND_DISPLAY")
        .exec())
}

/// Nothing to do on this system.
///
/// # Errors
/// None.
#[cfg(not(target_os = "linux"))]
pub fn prefer_x11() -> io::Result<()> {
    Ok(())
}
