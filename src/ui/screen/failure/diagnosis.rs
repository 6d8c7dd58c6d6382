//! A failure as a page, before anything is drawn: what it is called, what is known, and what can be done.

use std::time::Duration;

use super::drawing::{self, Drawing};
use super::scene::Scene;
use super::{data_connection, files, login, reach, security, ssh};
use crate::error::{Error, Kind, Reply, Stage};
use crate::path::visible;
use crate::trust::KnownKey;
use crate::ui::screen::interruption;
use crate::ui::words::{Value, Words};

/// A failure in words, with its drawing and the ways on.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct Diagnosis {
    /// What happened, in a few words.
    pub title: String,
    /// What is known about it, and no more than that.
    pub sentence: String,
    /// The server's own words and the system's, untouched, line by line.
    pub evidence: Vec<String>,
    /// Both connections, where addresses and ports are what matters.
    pub drawing: Option<Drawing>,
    /// Ways on; the first is the one that is meant. Only what can work.
    pub actions: Vec<Act>,
    /// What whoever runs the server can change.
    pub for_the_server: Option<Advice>,
    /// What people used to call it.
    pub familiar: Option<String>,
    /// Somebody may be listening in: no way on without thought.
    pub grave: bool,
}

/// Something that a person can do about a failure.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Act {
    /// Connect again and let the server open data connections.
    TryActive,
    /// Connect again and open data connections from here.
    TryPassive,
    /// The same once more.
    TryAgain,
    /// Show the certificate or the host key that the server showed.
    ShowCertificate,
    /// Change the connection's fields.
    EditSite,
    /// The same on another port.
    TryPort(u16),
    /// The same host with SFTP on its usual port.
    UseSftp,
    /// The same host with TLS from the first byte, on its usual port.
    UseImplicitTls,
    /// The same host with `AUTH TLS`, on its usual port.
    UseExplicitTls,
    /// Connect in clear, for this host and port only.
    ConnectWithoutEncryption,
    /// Type the password once more.
    TypePassword,
    /// Show the raw lines.
    ShowLog,
    /// The folder above.
    GoUp,
}

impl Act {
    /// What its button says.
    pub fn label(self, words: &Words) -> String {
        match self {
            Self::TryActive => words.say("failure-act-active"),
            Self::TryPassive => words.say("failure-act-passive"),
            Self::TryAgain => words.say("failure-act-again"),
            Self::ShowCertificate => words.say("failure-act-certificate"),
            Self::EditSite => words.say("failure-act-edit"),
            Self::TryPort(port) => words.with("failure-act-port", &[("port", port.into())]),
            Self::UseSftp => words.say("failure-act-sftp"),
            Self::UseImplicitTls => words.say("failure-act-implicit"),
            Self::UseExplicitTls => words.say("failure-act-explicit"),
            Self::ConnectWithoutEncryption => words.say("failure-act-clear"),
            Self::TypePassword => words.say("failure-act-password"),
            Self::ShowLog => words.say("failure-act-log"),
            Self::GoUp => words.say("failure-act-up"),
        }
    }
}

/// What to change on the server.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct Advice {
    /// In words.
    pub sentence: String,
    /// Lines to copy: commands and settings, in no human language.
    pub commands: Vec<String>,
}

/// The page for an error, given what was seen before.
pub fn diagnose(words: &Words, error: &Error, scene: &Scene) -> Diagnosis {
    let case = Case { words, error, scene };
    let mut page = by_kind(&case);
    page.evidence = shown(words, error);
    page.evidence.extend(evidence(error));
    page.drawing = drawing::draw(&case);
    let about_listing = matches!(error.stage, Stage::Listing | Stage::DataConnection)
        || (error.stage == Stage::Command && is_listing(&error.attempted));
    if about_listing && scene.listing {
        page.familiar = Some(words.say("failure-familiar-listing")).filter(|words| !words.is_empty());
    }
    if scene.saved && !page.actions.contains(&Act::EditSite) {
        page.actions.push(Act::EditSite);
    }
    if !page.actions.contains(&Act::ShowLog) && error.stage != Stage::LocalDisk {
        page.actions.push(Act::ShowLog);
    }
    page
}

fn by_kind(case: &Case<'_>) -> Diagnosis {
    if let Some(page) = ssh::page(case).or_else(|| security::page(case)) {
        return page;
    }
    match case.error.stage {
        Stage::Resolve | Stage::Connect | Stage::Greeting => reach::page(case),
        Stage::Tls | Stage::Trust | Stage::Ssh => anywhere(case),
        Stage::Login => login::page(case),
        Stage::DataConnection => data_connection::page(case),
        Stage::Command | Stage::Transfer | Stage::Check | Stage::Listing | Stage::LocalDisk | Stage::Plan => {
            files::page(case)
        }
    }
}

/// What may go wrong at every stage.
pub fn anywhere(case: &Case<'_>) -> Diagnosis {
    let again = vec![Act::TryAgain];
    match case.error.kind {
        Kind::TimedOut => case.page("failure-slow", "failure-slow-text", again),
        Kind::Closed => case.page("failure-closed", "failure-closed-text", again),
        Kind::Reset => case.page("failure-reset", "failure-reset-text", again),
        Kind::Unreachable => case.page("failure-unreachable", "failure-unreachable-text", again),
        Kind::Interrupted(_) => case.page("failure-interrupted", "failure-interrupted-text", again),
        Kind::TooMany => login::too_many(case),
        Kind::Protocol | Kind::TooLarge => case.page("failure-protocol", "failure-protocol-text", again),
        Kind::Cancelled => case.page("failure-cancelled", "failure-cancelled-text", again),
        Kind::Unsupported => case.page("failure-unsupported", "failure-unsupported-text", vec![Act::ShowLog]),
        Kind::Rejected => case.page("failure-rejected", "failure-rejected-text", again),
        _ => case.page("failure-other", "failure-other-text", again),
    }
}

/// Everything that a page is made from.
pub struct Case<'a> {
    pub words: &'a Words,
    pub error: &'a Error,
    pub scene: &'a Scene,
}

impl Case<'_> {
    /// A page with a title and a sentence, which may hold any of [`Case::values`].
    pub fn page(&self, title: &str, sentence: &str, actions: Vec<Act>) -> Diagnosis {
        Diagnosis {
            title: self.say(title),
            sentence: self.say(sentence),
            actions,
            ..Diagnosis::default()
        }
    }

    /// A sentence about this failure.
    pub fn say(&self, key: &str) -> String {
        self.words.with(key, &self.values())
    }

    /// What to change on the server.
    pub fn advice<S: Into<String>>(&self, key: &str, commands: impl IntoIterator<Item = S>) -> Option<Advice> {
        Some(Advice {
            sentence: self.say(key),
            commands: commands.into_iter().map(Into::into).collect(),
        })
    }

    /// The port that the failure is about.
    pub fn port(&self) -> u16 {
        self.error.peer.map_or(self.scene.site.port, |peer| peer.port())
    }

    fn values(&self) -> Vec<(&'static str, Value)> {
        let ip = self.error.peer.map(|peer| peer.ip().to_canonical().to_string());
        let host = visible(self.scene.site.host.as_bytes());
        let why = match self.error.kind {
            Kind::Interrupted(why) => interruption::told(why, self.words),
            _ => String::new(),
        };
        let announced = self.scene.announced.map(|ip| ip.to_string()).unwrap_or_default();
        vec![
            ("ip", Value::from(ip.unwrap_or_else(|| host.clone()))),
            ("host", host.into()),
            ("port", self.port().into()),
            ("here", self.error.local.map_or(0, |local| local.port()).into()),
            ("user", visible(self.scene.site.logon.user().as_bytes()).into()),
            ("attempted", visible(self.error.attempted.as_bytes()).into()),
            ("announced", announced.into()),
            ("why", why.into()),
            ("code", self.error.reply.as_ref().map_or(0, |reply| reply.code).into()),
        ]
    }

    /// Whether the server's words hold `part`.
    pub fn says(&self, part: &str) -> bool {
        self.error.reply.as_ref().is_some_and(|reply| reply.says(part))
    }
}

/// How long something took, in words: milliseconds below a second, then seconds.
pub fn lasted(words: &Words, time: Duration) -> String {
    if time < Duration::from_secs(1) {
        let millis = u64::try_from(time.as_millis()).unwrap_or(u64::MAX);
        words.with("failure-milliseconds", &[("count", millis.into())])
    } else {
        let seconds = (time.as_secs_f64() * 10.0).round() / 10.0;
        words.with("failure-seconds", &[("count", seconds.into())])
    }
}

/// Whether a command asks for the names in a folder.
fn is_listing(attempted: &str) -> bool {
    ["MLSD", "LIST", "NLST", "CWD", "OPENDIR", "READDIR"]
        .iter()
        .any(|command| attempted.starts_with(command))
}

/// What the server showed as its identity, and what was known before, to be compared.
fn shown(words: &Words, error: &Error) -> Vec<String> {
    let now = |print: String| words.with("failure-evidence-now", &[("print", print.into())]);
    let before = |print: String| words.with("failure-evidence-before", &[("print", print.into())]);
    let known = |known: &KnownKey| format!("{:?} ({})", known.key, visible(known.at.as_bytes()));
    match &error.kind {
        Kind::NotTrusted { certificate, .. } => vec![certificate.fingerprint.to_string()],
        Kind::Changed {
            certificate,
            before: pin,
        } => {
            let first = now(certificate.fingerprint.to_string());
            std::iter::once(first)
                .chain(pin.map(|pin| before(pin.to_string())))
                .collect()
        }
        Kind::UnknownHostKey { key, .. } => vec![visible(format!("{key:?}").as_bytes())],
        Kind::HostKeyChanged { key, before: keys } => std::iter::once(now(format!("{key:?}")))
            .chain(keys.iter().map(|key| before(known(key))))
            .collect(),
        Kind::HostKeyRevoked { key, at } => vec![format!("{key:?} ({})", visible(at.as_bytes()))],
        _ => Vec::new(),
    }
}

/// The words of the server, then those of the system or a library.
fn evidence(error: &Error) -> Vec<String> {
    let said = error.reply.as_ref().map(Reply::to_string).unwrap_or_default();
    let mut lines: Vec<String> = said.lines().take(6).map(str::to_owned).collect();
    // The drawing says in this language what the cause of silence says in English.
    let drawn =
        error.stage == Stage::DataConnection && error.kind == Kind::TimedOut && !data_connection::is_both(error);
    let cause = error.cause.as_ref().filter(|_| !drawn);
    lines.extend(cause.map(|cause| visible(cause.as_bytes())));
    lines
}
