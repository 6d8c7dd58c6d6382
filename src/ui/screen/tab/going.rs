//! Where an address leads: to another folder here, to another server, and how its protocol is found out where none was named.

use std::sync::Arc;

use time::OffsetDateTime;

use super::{Action, Asked, State, Tab};
use crate::engine::command::Command;
use crate::engine::event::{Recognised, Service};
use crate::path::RemotePath;
use crate::site::{FtpOptions, Logon, Mode, Protocol, Security, SftpOptions, Site};
use crate::ui::app::ticket;
use crate::ui::screen::address::{self, Destination, Mistake};
use crate::ui::screen::pane::{Place, Side};
use crate::url::{Error, Scheme};

/// Somewhere to go.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Goal {
    /// The server and the folder. Where it is not clear what speaks there, the protocol is a guess.
    pub destination: Destination,
    /// What speaks there is to be found out first: on this port, or where servers usually are.
    pub recognise: Option<Option<u16>>,
}

impl Goal {
    /// Reads what somebody typed. `scheme` is taken where none is named; `None`: the server is to tell.
    ///
    /// # Errors
    /// Says which part cannot be used.
    pub fn read(text: &str, scheme: Option<Scheme>, mode: Mode) -> Result<Self, Error> {
        let guess = scheme.unwrap_or(Scheme::Ftp(Security::Explicit));
        let destination = address::read(text, guess, mode)?;
        let named = text.contains("://");
        // Of a guess, the usual port is a guess too.
        let port = destination.site.port;
        let typed = format!(":{port}");
        let port = (port != guess.usual_port() || text.contains(&typed)).then_some(port);
        let recognise = (scheme.is_none() && !named).then_some(port);
        Ok(Self { destination, recognise })
    }
}

impl Tab {
    /// Goes to what stands in the address bar: on this server to another folder, else in a new tab, or in this one where
    /// nothing is lost by it or `here` says so.
    pub(super) fn go(&mut self, here: bool, now: OffsetDateTime) -> Vec<Action> {
        let text = self.address.clone();
        let of_site = self.site.as_ref().map(|site| address::scheme_of(site));
        let unchanged = !self.auto && of_site == Some(self.scheme);
        let scheme = (!self.auto && !unchanged).then_some(self.scheme);
        let found = Goal::read(&text, of_site.filter(|_| unchanged), self.mode)
            .and_then(|same| Ok((same, Goal::read(&text, scheme, self.mode)?)));
        let (same, mut goal) = match found {
            Ok((same, goal)) => (self.typed_goal(same), self.typed_goal(goal)),
            Err(error) => {
                self.mistake = Some(Mistake::Address(error));
                return Vec::new();
            }
        };
        self.mistake = None;
        self.completion.close();
        let password = self.password.take();
        if self.is_here(&same.destination.site) && password.is_none() {
            return vec![Action::Send(self.open_again(same.destination.folder, now))];
        }
        if let (Some(password), Logon::Ask { user }) = (password, &goal.destination.site.logon) {
            goal.destination.site.logon = Logon::Password {
                user: user.clone(),
                password,
            };
        }
        let occupied = matches!(self.state, State::Connected | State::Connecting(_));
        if occupied && !here {
            self.show_place();
            return vec![Action::Elsewhere(Box::new(goal))];
        }
        let mut commands = if occupied { self.disconnect() } else { Vec::new() };
        commands.extend(self.set_out(goal, now));
        vec![Action::Send(commands)]
    }

    /// A goal whose folder was typed: in the charset of its server.
    pub fn typed_goal(&self, goal: Goal) -> Goal {
        Goal {
            destination: self.typed(goal.destination),
            ..goal
        }
    }

    /// Connects to a server; finds out first what speaks there, if nobody said.
    pub fn set_out(&mut self, goal: Goal, now: OffsetDateTime) -> Vec<Command> {
        let Some(port) = goal.recognise else {
            return self.connect(goal.destination, now);
        };
        let Destination { site, folder } = goal.destination.clone();
        if self.known.aliases.contains(&site.host) {
            // A host that OpenSSH is set up for is one that speaks SSH.
            let site = in_scheme(&site, Scheme::Sftp, port.unwrap_or(Scheme::Sftp.usual_port()));
            return self.connect(Destination { site, folder }, now);
        }
        self.leave_saved(&site);
        let mut commands = self.forget(Side::Remote);
        let host = site.host.clone();
        self.named = Some(site.clone());
        self.take_up(site, &folder, now);
        self.wanted = folder.clone();
        self.auto = true;
        self.goal = Some(goal.clone());
        let ticket = ticket();
        self.remote.begin(Place::Remote(folder), ticket, now);
        self.asked.insert(ticket, Asked::Recognised(Box::new(goal), now));
        commands.push(Command::Recognise { ticket, host, port });
        commands
    }

    /// It is clear what speaks there.
    pub(super) fn recognised(&mut self, goal: Goal, found: Recognised, now: OffsetDateTime) -> Vec<Action> {
        let Destination { site, folder } = goal.destination;
        let place = Site {
            port: found.port,
            ..site.clone()
        };
        let agreed = self.known.in_clear.contains(&place.address());
        let scheme = match found.service {
            Service::Ssh => Scheme::Sftp,
            Service::Ftp if agreed => Scheme::Ftp(Security::Plain),
            Service::Ftp => Scheme::Ftp(Security::Explicit),
            Service::Silent => Scheme::Ftp(Security::Implicit),
        };
        let site = in_scheme(&site, scheme, found.port);
        vec![Action::Send(self.connect(Destination { site, folder }, now))]
    }

    /// The same once more, whatever it was.
    pub(super) fn again(&mut self, now: OffsetDateTime) -> Vec<Command> {
        if self.state == State::Kept {
            return self.wake(now);
        }
        match self.goal.clone() {
            Some(goal) => self.set_out(goal, now),
            None => self.open(Place::Remote(self.wanted.clone()), now),
        }
    }

    pub(super) fn reconnect(&mut self, now: OffsetDateTime) -> Vec<Action> {
        let Some(site) = self.site.clone() else {
            return Vec::new();
        };
        let mut commands = vec![Command::Disconnect(site)];
        commands.extend(self.again(now));
        vec![Action::Send(commands)]
    }

    /// Asks whether SFTP answers at the host of this tab, for the page that offers it.
    pub(super) fn look_for_sftp(&mut self, site: &Arc<Site>) -> Command {
        let ticket = ticket();
        self.asked.insert(ticket, Asked::Sftp);
        Command::Recognise {
            ticket,
            host: site.host.clone(),
            port: Some(Scheme::Sftp.usual_port()),
        }
    }

    /// The address bar shows again where this tab is.
    pub(super) fn show_place(&mut self) {
        self.typing = false;
        if let Some(site) = &self.site {
            let folder = match self.remote.place() {
                Some(Place::Remote(folder)) => folder.clone(),
                _ => self.wanted.clone(),
            };
            self.address = address::write(site, &folder);
        }
    }

    fn open_again(&mut self, folder: RemotePath, now: OffsetDateTime) -> Vec<Command> {
        self.typing = false;
        self.wanted = folder.clone();
        if let Some(goal) = &mut self.goal {
            goal.destination.folder = folder.clone();
        }
        match self.state {
            State::Connected => self.open(Place::Remote(folder), now),
            _ => self.again(now),
        }
    }

    /// Whether an address leads to the server of this tab; one without a user means whoever is logged in.
    fn is_here(&self, there: &Site) -> bool {
        let Some(site) = &self.site else { return false };
        let is = |there: &Site, site: &Site| {
            let anybody = matches!(there.logon, Logon::Anonymous) || there.logon.user().is_empty();
            there.address() == site.address()
                && address::scheme_of(there) == address::scheme_of(site)
                && (anybody || there.logon.user() == site.logon.user())
        };
        let named = self.named.as_ref().is_some_and(|named| is(there, named));
        named || is(there, site)
    }
}

/// A site as another protocol reaches it.
pub(super) fn in_scheme(site: &Site, scheme: Scheme, port: u16) -> Site {
    let protocol = match scheme {
        Scheme::Ftp(security) => Protocol::Ftp(FtpOptions {
            security,
            ..site.ftp().cloned().unwrap_or_default()
        }),
        Scheme::Sftp => Protocol::Sftp(site.sftp().cloned().unwrap_or_else(SftpOptions::default)),
    };
    let logon = match (&site.logon, scheme) {
        (Logon::Anonymous, Scheme::Sftp) => Logon::Ask { user: String::new() },
        (Logon::Ask { user }, Scheme::Ftp(_)) if user.is_empty() => Logon::Anonymous,
        (logon, _) => logon.clone(),
    };
    Site {
        port,
        protocol,
        logon,
        ..site.clone()
    }
}
