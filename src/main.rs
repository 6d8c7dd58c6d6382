//! The window of Packetboat: `packetboat [--profile DIR] [--demo] [ADDRESS...]`.

use std::ffi::OsString;
use std::io::Write;
use std::path::PathBuf;
use std::process::ExitCode;

use packetboat::ui::{Launch, prefer_x11, run};

const USAGE: &str = "\
Usage: packetboat [--profile DIR] [--demo] [ADDRESS...]

  ADDRESS        what would be typed into the address bar: sftp://me@host/folder, ftp://host, host
  --profile DIR  keep settings, pins and host keys there
  --demo         start servers on this computer and connect to one
  --version      say which version this is

The same without a window: packetboat-cli help
";

fn main() -> ExitCode {
    packetboat::engine::keep_secrets_in(false);
    let launch = match read(std::env::args_os().skip(1)) {
        Ok(Wish::Open(launch)) => launch,
        Ok(Wish::Say(text)) => return say(&text, ExitCode::SUCCESS),
        #[cfg(feature = "tour")]
        Ok(Wish::Tour(folder)) => return tour(&folder),
        Err(mistake) => return say(&format!("{mistake}\n\n{USAGE}"), ExitCode::from(2)),
    };
    if let Err(error) = prefer_x11() {
        say(
            &format!("packetboat could not start itself again for X11: {error}\n"),
            ExitCode::FAILURE,
        );
    }
    match run(launch) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => say(
            &format!("error: no window could be opened: {error}\nWithout a display: packetboat-cli help\n"),
            ExitCode::FAILURE,
        ),
    }
}

/// What the command line asks for.
enum Wish {
    Open(Launch),
    Say(String),
    #[cfg(feature = "tour")]
    Tour(PathBuf),
}

fn read(mut arguments: impl Iterator<Item = OsString>) -> Result<Wish, String> {
    let mut launch = Launch::default();
    while let Some(argument) = arguments.next() {
        match argument.to_str() {
            Some("--help" | "-h") => return Ok(Wish::Say(USAGE.to_owned())),
            Some("--version" | "-V") => {
                return Ok(Wish::Say(
                    concat!("packetboat ", env!("CARGO_PKG_VERSION"), "\n").to_owned(),
                ));
            }
            Some("--demo") => launch.demo = true,
            #[cfg(feature = "tour")]
            Some("--screenshot-tour") => {
                let folder = arguments.next().ok_or("--screenshot-tour needs a folder")?;
                return Ok(Wish::Tour(PathBuf::from(folder)));
            }
            Some("--profile") => {
                let folder = arguments.next().ok_or("--profile needs a folder")?;
                launch.profile = Some(PathBuf::from(folder));
            }
            Some(option) if option.starts_with('-') => return Err(format!("unknown option: {option}")),
            Some(address) => launch.addresses.push(address.to_owned()),
            None => return Err("an address is text".to_owned()),
        }
    }
    Ok(Wish::Open(launch))
}

/// Pictures of every screen.
#[cfg(feature = "tour")]
fn tour(folder: &std::path::Path) -> ExitCode {
    match packetboat::ui::tour(folder) {
        Ok(count) => say(
            &format!("{count} pictures in {}\n", folder.display()),
            ExitCode::SUCCESS,
        ),
        Err(error) => say(&format!("error: {error}\n"), ExitCode::FAILURE),
    }
}

/// To standard error; standard output is for results.
fn say(text: &str, code: ExitCode) -> ExitCode {
    let _ = std::io::stderr().write_all(text.as_bytes());
    code
}
