//! What a tab knows beside the error: evidence from before it. What was not seen stays unknown.

use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use crate::engine::event::Facts;
use crate::error::Error;
use crate::site::{Mode, Site};
use crate::wire::{Line, Speaker};

/// Where a failure happened.
#[derive(Clone, Debug)]
pub struct Scene {
    /// The site.
    pub site: Arc<Site>,
    /// What the connection is like, as far as it got.
    pub facts: Option<Facts>,
    /// Both ends of the control connection, ours first.
    pub control: Option<(SocketAddr, SocketAddr)>,
    /// How long the server took for its last reply.
    pub answered: Option<Duration>,
    /// How long was waited in vain.
    pub waited: Option<Duration>,
    /// The address that a reply to `PASV` named, where it is not the server's.
    pub announced: Option<IpAddr>,
    /// A folder was to be listed.
    pub listing: bool,
    /// Whether SFTP answers at the same host, once that was looked at.
    pub sftp: Option<bool>,
    /// The site is a saved one, which can be changed.
    pub saved: bool,
    sent: Option<SystemTime>,
}

impl Scene {
    /// Only the site is known.
    pub fn new(site: Arc<Site>) -> Self {
        Self {
            site,
            facts: None,
            control: None,
            answered: None,
            waited: None,
            announced: None,
            listing: false,
            sftp: None,
            saved: false,
            sent: None,
        }
    }

    /// On this computer: no server has a part in it.
    pub fn here() -> Self {
        Self::new(Arc::new(Site {
            host: String::new(),
            port: 0,
            protocol: crate::site::Protocol::Memory,
            logon: crate::site::Logon::Anonymous,
            terms: crate::site::Terms::default(),
        }))
    }

    /// A folder was to be listed.
    #[must_use]
    pub fn listing(mut self) -> Self {
        self.listing = true;
        self
    }

    /// Takes from a line of the connection's log what it tells about addresses and times. To be shown every line of the
    /// browsing connection, in order.
    pub fn hear(&mut self, line: &Line) {
        match line.speaker {
            Speaker::Client => self.sent = Some(line.at),
            Speaker::Server => {
                if let Some(sent) = self.sent.take() {
                    self.answered = line.at.duration_since(sent).ok();
                }
            }
            Speaker::Note => self.read_note(&line.text),
        }
    }

    /// The address that a note says is silent so far, while the attempt to reach it goes on.
    pub fn silent(line: &Line) -> Option<SocketAddr> {
        if line.speaker != Speaker::Note {
            return None;
        }
        let (address, rest) = line.text.strip_prefix(NO_ANSWER)?.split_once(" on port ")?;
        let port = rest.split(|end: char| !end.is_ascii_digit()).next()?;
        Some(SocketAddr::new(address.parse().ok()?, port.parse().ok()?))
    }

    fn read_note(&mut self, note: &str) {
        if let Some(rest) = note.strip_prefix(ANNOUNCES) {
            let address = rest.split(';').next().unwrap_or_default();
            self.announced = address.trim().parse().ok();
        } else if note.starts_with(CONNECTING) {
            // Another connection: what was seen on the one before does not count.
            self.announced = None;
            self.answered = None;
            self.control = None;
        } else if note.starts_with(NO_ANSWER) || note.starts_with(NO_VISIT) {
            let seconds = note.strip_suffix(" s").and_then(|note| note.rsplit(' ').next());
            let seconds = seconds.and_then(|seconds| seconds.parse::<f32>().ok());
            self.waited = seconds.and_then(|seconds| Duration::try_from_secs_f32(seconds).ok());
        }
    }

    /// Whether data connections are opened by the server: found out, or set.
    pub fn active(&self) -> Option<bool> {
        let found = self.facts.as_ref().and_then(|facts| facts.active);
        found.or_else(|| match self.site.ftp()?.mode {
            Mode::Active => Some(true),
            Mode::Passive => Some(false),
            Mode::Auto => None,
        })
    }

    /// Whether the server could reach this computer at all: not from a public network into a private one.
    pub fn can_be_called(&self, error: &Error) -> bool {
        let announced = self.site.ftp().is_some_and(|options| options.active_address.is_some());
        let ours = self.control.map(|(ours, _)| ours).or(error.local);
        let theirs = self.control.map(|(_, theirs)| theirs).or(error.peer);
        match (ours, theirs) {
            _ if announced => true,
            (Some(ours), Some(theirs)) => !is_private(ours.ip()) || is_private(theirs.ip()),
            _ => true,
        }
    }
}

/// How the connection's notes begin, where something is read from them.
const ANNOUNCES: &str = "the server announces the address ";
const CONNECTING: &str = "connecting to ";
const NO_ANSWER: &str = "no answer from ";
const NO_VISIT: &str = "no data connection from ";

/// Whether an address is reachable only from its own network.
pub fn is_private(ip: IpAddr) -> bool {
    match ip.to_canonical() {
        IpAddr::V4(ip) => {
            let shared = ip.octets()[0] == 100 && (64..128).contains(&ip.octets()[1]);
            ip.is_private() || ip.is_loopback() || ip.is_link_local() || shared
        }
        IpAddr::V6(ip) => ip.is_loopback() || ip.is_unique_local() || ip.is_unicast_link_local(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ui::screen::failure::tests::ftp;

    fn line(speaker: Speaker, millis: u64, text: &str) -> Line {
        Line {
            connection: 1,
            at: SystemTime::UNIX_EPOCH + Duration::from_millis(millis),
            speaker,
            text: text.to_owned(),
        }
    }

    #[test]
    fn the_log_tells_times_and_a_wrong_address() {
        let mut scene = Scene::new(ftp());
        scene.hear(&line(Speaker::Client, 1000, "PASV"));
        scene.hear(&line(Speaker::Server, 1028, "227 Entering Passive Mode"));
        let announces = "the server announces the address 10.0.0.5; 203.0.113.9 is used, and nobody is contacted there";
        scene.hear(&line(Speaker::Note, 1028, announces));
        let silent = "no answer from 203.0.113.9 on port 49153 (data connection from 192.0.2.14) for 5 s";
        scene.hear(&line(Speaker::Note, 6028, silent));
        assert_eq!(scene.answered, Some(Duration::from_millis(28)));
        assert_eq!(scene.announced, Some("10.0.0.5".parse().unwrap()));
        assert_eq!(scene.waited, Some(Duration::from_secs(5)));
        let named = Scene::silent(&line(Speaker::Note, 6028, silent));
        assert_eq!(named, Some("203.0.113.9:49153".parse().unwrap()));
        scene.hear(&line(Speaker::Note, 7000, "connecting to 203.0.113.9:21"));
        assert_eq!(scene.announced, None);
    }

    /// The notes are written elsewhere: this fails when their words change.
    #[test]
    fn the_notes_are_the_ones_that_are_written() {
        let passive = include_str!("../../../remote/ftp/passive.rs");
        let data = include_str!("../../../remote/ftp/data.rs");
        let connect = include_str!("../../../remote/ftp/connect.rs");
        assert!(passive.contains(ANNOUNCES));
        assert!(data.contains(NO_ANSWER) && data.contains(NO_VISIT) && data.contains("for {} s"));
        assert!(connect.contains(CONNECTING));
    }
}
