//! The ways on from a failure, and who opens data connections.

use std::path::PathBuf;
use std::sync::Arc;

use time::OffsetDateTime;

use super::going::in_scheme;
use super::{Action, State, Tab};
use crate::engine::command::Command;
use crate::error::Kind;
use crate::path::RemotePath;
use crate::site::{FtpOptions, Logon, Mode, Protocol, Security, Site};
use crate::ui::screen::address::{self, Destination};
use crate::ui::screen::connect::Connect;
use crate::ui::screen::failure::{Act, Scene};
use crate::ui::screen::pane::Place;
use crate::url::Scheme;

impl Tab {
    pub(super) fn change_mode(&mut self, mode: Mode, now: OffsetDateTime) -> Vec<Action> {
        self.mode = mode;
        let ftp = self.site.as_ref().and_then(|site| site.ftp());
        let Some(options) = ftp.map(|ftp| FtpOptions { mode, ..ftp.clone() }) else {
            return Vec::new();
        };
        vec![Action::Send(self.speak_ftp(options, now))]
    }

    /// The site with other options, from the next connection on; the list is read over it.
    fn speak_ftp(&mut self, options: FtpOptions, now: OffsetDateTime) -> Vec<Command> {
        let Some(site) = &self.site else { return Vec::new() };
        let changed = Site {
            protocol: Protocol::Ftp(options),
            ..site.as_ref().clone()
        };
        let mut commands = vec![Command::Disconnect(site.clone())];
        self.named = Some(changed.clone());
        let changed = Arc::new(changed);
        self.scene = Some(Scene::new(changed.clone()));
        self.site = Some(changed);
        if matches!(self.state, State::Connected | State::Connecting(_) | State::Failed) {
            commands.extend(self.open(Place::Remote(self.wanted.clone()), now));
        }
        commands
    }

    /// Begins with these options for FTP.
    pub fn accustom(&mut self, usual: FtpOptions) {
        self.mode = usual.mode;
        self.usual = usual;
    }

    /// Takes up other options for FTP. A tab without connection takes up the mode too; who is connected has chosen one.
    pub fn use_ftp(&mut self, usual: FtpOptions, now: OffsetDateTime) -> Vec<Command> {
        if self.site.is_none() {
            self.accustom(usual);
            return Vec::new();
        }
        let same = self.usual.active_ports == usual.active_ports && self.usual.active_address == usual.active_address;
        self.usual = usual;
        let Some(options) = self.site.as_ref().and_then(|site| site.ftp()).filter(|_| !same) else {
            return Vec::new();
        };
        let options = FtpOptions {
            active_ports: self.usual.active_ports.clone(),
            active_address: self.usual.active_address,
            ..options.clone()
        };
        self.speak_ftp(options, now)
    }

    /// A site from the fields, in the mode that is chosen beside the address.
    pub(super) fn in_mode(&self, mut site: Site) -> Site {
        if let Protocol::Ftp(options) = &mut site.protocol {
            options.mode = self.mode;
        }
        site
    }

    /// A site with the usual ports and address, where it has none of its own.
    pub(super) fn with_usual(&self, mut site: Site) -> Site {
        if let Protocol::Ftp(options) = &mut site.protocol {
            options.active_ports = options.active_ports.take().or_else(|| self.usual.active_ports.clone());
            options.active_address = options.active_address.or(self.usual.active_address);
        }
        site
    }

    /// A button of the failure page.
    pub(super) fn act(&mut self, act: Act, now: OffsetDateTime) -> Vec<Action> {
        match act {
            Act::TryActive => self.change_mode(Mode::Active, now),
            Act::TryPassive => self.change_mode(Mode::Passive, now),
            Act::TypePassword => self.ask_anew(now),
            Act::TryAgain => vec![Action::Send(self.again(now))],
            Act::GoUp => {
                let parent = self.wanted.parent().unwrap_or_else(RemotePath::home);
                vec![Action::Send(self.open(Place::Remote(parent), now))]
            }
            Act::ShowLog => vec![Action::ShowLog],
            Act::ShowCertificate => vec![Action::ShowFacts],
            Act::UseSftp => {
                let port = self.heard_port().unwrap_or(Scheme::Sftp.usual_port());
                self.speak(Scheme::Sftp, Some(port), now)
            }
            Act::UseExplicitTls => self.speak(Scheme::Ftp(Security::Explicit), self.heard_port(), now),
            Act::UseImplicitTls => self.speak(Scheme::Ftp(Security::Implicit), self.heard_port(), now),
            Act::ConnectWithoutEncryption => {
                let mut actions = self.speak(Scheme::Ftp(Security::Plain), None, now);
                actions.extend(self.site.as_ref().map(|site| Action::InClear(site.address())));
                actions
            }
            Act::TryPort(port) => self.speak(self.scheme, Some(port), now),
            Act::EditSite if self.saved.is_some() => self.saved.clone().map(Action::EditSite).into_iter().collect(),
            Act::EditSite => {
                if let Some(site) = &self.site {
                    self.form = Connect::of(self.named.as_ref().unwrap_or(site), self.wanted.clone());
                }
                let commands = self.disconnect();
                self.show_fields();
                vec![Action::Send(commands)]
            }
        }
    }

    /// The port at which something else spoke than was expected: what is tried next is for the same port.
    fn heard_port(&self) -> Option<u16> {
        let failed = self.failed.as_ref()?;
        let heard = matches!(failed.error.kind, Kind::WrongProtocol(_));
        heard.then_some(self.site.as_ref()?.port)
    }

    pub(super) fn local_act(&mut self, act: Act, now: OffsetDateTime) -> Vec<Action> {
        let place = match (act, self.local.place()) {
            (Act::GoUp, Some(Place::Local(folder))) => folder.parent().map(PathBuf::from),
            (_, Some(Place::Local(folder))) => Some(folder.clone()),
            _ => None,
        };
        vec![Action::Send(self.open(Place::Local(place.unwrap_or_default()), now))]
    }

    /// Connects again without the password that was refused: it is asked for.
    fn ask_anew(&mut self, now: OffsetDateTime) -> Vec<Action> {
        let Some(site) = self.named.clone() else {
            return Vec::new();
        };
        let user = match &site.logon {
            Logon::Anonymous => String::new(),
            logon => logon.user().to_owned(),
        };
        let logon = if user.is_empty() {
            site.logon.clone()
        } else {
            Logon::Ask { user }
        };
        let site = Site { logon, ..site };
        let folder = self.wanted.clone();
        vec![Action::Send(self.connect(Destination { site, folder }, now))]
    }

    /// Connects again in another protocol. The port goes along where it is not the usual one of the old protocol.
    fn speak(&mut self, scheme: Scheme, port: Option<u16>, now: OffsetDateTime) -> Vec<Action> {
        let Some(site) = self.site.clone() else {
            return Vec::new();
        };
        let usual = address::scheme_of(&site).usual_port();
        let kept = if site.port == usual {
            scheme.usual_port()
        } else {
            site.port
        };
        let named = self.named.clone().unwrap_or_else(|| site.as_ref().clone());
        let site = in_scheme(&named, scheme, port.unwrap_or(kept));
        let folder = self.wanted.clone();
        vec![Action::Send(self.connect(Destination { site, folder }, now))]
    }
}
