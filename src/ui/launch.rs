//! From a double click to the first frame.

use std::fmt;
use std::hash::{Hash, Hasher};
use std::io;
use std::num::NonZeroUsize;
use std::path::PathBuf;

use iced::window;
use time::UtcOffset;
use tokio::sync::mpsc;

use super::app::App;
use super::background::Background;
use super::look::font;
use crate::engine::{Batch, Engine, Setup, WindowState, bell};
use crate::error::Result;

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
    /// How the engine is started.
    pub start: Start,
}

/// How the engine is started. A program that measures the window puts something of its own into what the engine says.
#[derive(Clone, Copy)]
pub struct Start(pub fn(Setup) -> Result<(Engine, mpsc::Receiver<Batch>)>);

impl fmt::Debug for Start {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Start")
    }
}

// A window has one way to start its engine: it tells no two launches apart.
impl PartialEq for Start {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

impl Eq for Start {}

impl Hash for Start {
    fn hash<H: Hasher>(&self, _: &mut H) {}
}

impl Default for Launch {
    fn default() -> Self {
        Self {
            profile: None,
            connections: NonZeroUsize::MIN.saturating_add(3),
            addresses: Vec::new(),
            demo: false,
            start: Start(Engine::start),
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
    // One window a profile: the one that is there opens what was asked for.
    if !launch.demo && bell::ring(&profile, &launch.addresses) {
        return Ok(());
    }
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
        .window(settings(size))
        .executor::<Background>();
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
    let wayland = is_set("WAYLAND_DISPLAY") || is_set("WAYLAND_SOCKET");
    let x11 = std::env::var("DISPLAY").is_ok_and(|display| answers(&display));
    if !wayland || !x11 || is_set("PACKETBOAT_WAYLAND") {
        return Ok(());
    }
    let program = std::env::current_exe()?;
    Err(std::process::Command::new(program)
        .args(std::env::args_os().skip(1))
        .env_remove("WAYLAND_DISPLAY")
        .env_remove("WAYLAND_SOCKET")
        .exec())
}

/// Whether an X server of this computer listens under this name: a name that was left over would open no window at all. Of
/// a server elsewhere it is believed.
#[cfg(target_os = "linux")]
fn answers(display: &str) -> bool {
    use std::os::linux::net::SocketAddrExt;
    use std::os::unix::net::{SocketAddr, UnixStream};
    let Some(number) = display.strip_prefix(':').or_else(|| display.strip_prefix("unix:")) else {
        return !display.is_empty();
    };
    let number = number.split('.').next().unwrap_or_default();
    let path = format!("/tmp/.X11-unix/X{number}");
    let hidden = SocketAddr::from_abstract_name(&path).and_then(|address| UnixStream::connect_addr(&address));
    hidden.is_ok() || UnixStream::connect(path).is_ok()
}

/// Nothing to do on this system.
///
/// # Errors
/// None.
#[cfg(not(target_os = "linux"))]
pub fn prefer_x11() -> io::Result<()> {
    Ok(())
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::answers;

    #[test]
    fn a_display_that_nobody_serves_is_no_reason_to_leave_wayland() {
        assert!(!answers("") && !answers(":47119") && !answers("unix:47119.0"));
        assert!(answers("elsewhere:0"), "nobody can tell from here");
    }
}
