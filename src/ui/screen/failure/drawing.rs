//! Both connections between this computer and the server, with the ports that were seen.

use super::diagnosis::{Case, lasted};
use crate::error::{Kind, Stage};
use crate::path::visible;
use crate::site::{Security, TlsVersion};

/// This computer, the server, and what is between them.
#[derive(Clone, Debug, PartialEq)]
pub struct Drawing {
    /// The server's name.
    pub server: String,
    /// The control connection, or the only one.
    pub control: Link,
    /// The data connection, where one was tried.
    pub data: Option<Link>,
}

/// One connection.
#[derive(Clone, Debug, PartialEq)]
pub struct Link {
    /// Our port, if it was seen.
    pub here: Option<u16>,
    /// The server's port, if it was seen.
    pub there: Option<u16>,
    /// What came of it, in words.
    pub label: String,
    /// What came of it, as a line.
    pub flow: Flow,
    /// The server was to open it.
    pub from_server: bool,
}

/// What came of a connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Flow {
    /// It stands.
    Open,
    /// It stands, without encryption.
    Clear,
    /// It does not stand.
    Stopped,
}

/// The drawing for a failure; `None` where connections are not what it is about.
pub fn draw(case: &Case<'_>) -> Option<Drawing> {
    let (control, data) = match case.error.stage {
        Stage::Connect => (unreached(case)?, None),
        Stage::Greeting => (mute(case), None),
        Stage::Tls if case.error.kind == Kind::NoEncryption => (mute(case), None),
        Stage::DataConnection => (standing(case), Some(data(case)?)),
        Stage::Command if is_cut(case) => (cut(case), None),
        _ => return None,
    };
    Some(Drawing {
        server: visible(case.scene.site.host.as_bytes()),
        control,
        data,
    })
}

fn unreached(case: &Case<'_>) -> Option<Link> {
    Some(Link {
        here: None,
        there: Some(case.port()),
        label: outcome(case)?,
        flow: Flow::Stopped,
        from_server: false,
    })
}

/// TCP stands, and that is all.
fn mute(case: &Case<'_>) -> Link {
    Link {
        here: case.error.local.map(|local| local.port()),
        there: Some(case.port()),
        label: case.words.say("failure-link-clear"),
        flow: Flow::Clear,
        from_server: false,
    }
}

/// The control connection of FTP ended under a command.
fn is_cut(case: &Case<'_>) -> bool {
    let error = case.error;
    error.broken && matches!(error.kind, Kind::Closed | Kind::Reset) && case.scene.site.ftp().is_some()
}

fn cut(case: &Case<'_>) -> Link {
    Link {
        label: case.words.say("failure-link-broken"),
        flow: Flow::Stopped,
        ..standing(case)
    }
}

/// The control connection of a failure that was not its own.
fn standing(case: &Case<'_>) -> Link {
    let site = &case.scene.site;
    let version = case.scene.facts.as_ref().and_then(|facts| facts.tls.as_ref());
    let plain = site.ftp().is_some_and(|options| options.security == Security::Plain);
    let label = match (case.scene.answered, version) {
        (Some(time), _) => {
            let time = lasted(case.words, time);
            case.words.with("failure-link-answered", &[("time", time.into())])
        }
        (None, Some((version, _))) => case
            .words
            .with("failure-link-tls", &[("version", version_name(*version).into())]),
        (None, None) => case.words.say("failure-link-open"),
    };
    Link {
        here: case
            .scene
            .control
            .map(|(ours, _)| ours)
            .or(case.error.local.filter(|_| says_control(case)))
            .map(|ours| ours.port()),
        there: Some(case.scene.control.map_or(site.port, |(_, theirs)| theirs.port())),
        label,
        flow: if plain { Flow::Clear } else { Flow::Open },
        from_server: false,
    }
}

fn data(case: &Case<'_>) -> Option<Link> {
    let error = case.error;
    let from_server = is_active(case);
    let has_own_port = from_server || !says_control(case);
    let control = case.scene.control.map(|(ours, _)| ours);
    // A refused command failed before there was a data connection: the addresses are the control connection's.
    let never_tried = error.reply.is_some() && !from_server;
    Some(Link {
        here: error
            .local
            .filter(|local| has_own_port && !never_tried && Some(*local) != control)
            .map(|local| local.port()),
        there: error
            .peer
            .filter(|_| !from_server && !never_tried)
            .map(|peer| peer.port()),
        label: outcome(case)?,
        flow: Flow::Stopped,
        from_server,
    })
}

/// Where we connect, the error names our address by the control connection's socket: the system chose another port for
/// the attempt, which nobody saw.
fn says_control(case: &Case<'_>) -> bool {
    case.error.attempted == "open data connection"
}

/// Whether the server was to open the data connection.
pub fn is_active(case: &Case<'_>) -> bool {
    let attempted = &case.error.attempted;
    let ours = ["PORT", "EPRT", "wait for data", "listen for data"];
    if ours.iter().any(|start| attempted.starts_with(start)) {
        return true;
    }
    let theirs = ["EPSV", "PASV", "open data"];
    !theirs.iter().any(|start| attempted.starts_with(start)) && case.scene.active() == Some(true)
}

fn outcome(case: &Case<'_>) -> Option<String> {
    let words = case.words;
    let data = case.error.stage == Stage::DataConnection;
    Some(match (&case.error.kind, data) {
        (Kind::TimedOut, true) => match case.scene.waited {
            Some(time) => {
                let time = lasted(words, time);
                words.with("failure-link-data-silent-for", &[("time", time.into())])
            }
            None => words.say("failure-link-data-silent"),
        },
        (Kind::Refused | Kind::Rejected | Kind::Unsupported, true) => words.say("failure-link-data-refused"),
        (Kind::Unreachable, true) => words.say("failure-link-data-unreachable"),
        (_, true) => words.say("failure-link-data-broken"),
        (Kind::TimedOut, false) => words.say("failure-link-silent"),
        (Kind::Refused, false) => words.say("failure-link-refused"),
        (Kind::Unreachable, false) => words.say("failure-link-unreachable"),
        _ => return None,
    })
}

/// A version of TLS; its name is the same in every language.
pub fn version_name(version: TlsVersion) -> &'static str {
    match version {
        TlsVersion::Tls12 => "TLS 1.2",
        TlsVersion::Tls13 => "TLS 1.3",
    }
}
