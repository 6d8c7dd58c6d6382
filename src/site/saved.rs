//! A site that somebody saved: what is needed to connect, and what makes it theirs.

use std::fmt;
use std::path::PathBuf;

use super::{Agent, Logon, Protocol, Site, Terms};
use crate::path::RemotePath;
use crate::transfer::Resolution;

/// Names a saved site for as long as it lives, whatever it is called. The keychain keeps its secrets under this name.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SiteId(String);

impl SiteId {
    /// The id of sixteen hex digits.
    pub fn new(number: u64) -> Self {
        Self(format!("{number:016x}"))
    }

    /// Reads an id: 1 to 64 letters, digits and hyphens.
    pub fn parse(text: &str) -> Option<Self> {
        let usual = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-';
        let fits = (1..=64).contains(&text.len()) && text.bytes().all(usual);
        fits.then(|| Self(text.to_owned()))
    }

    /// Its text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for SiteId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A site of the site tree.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Saved {
    /// Stays the same when the site is renamed or moved.
    pub id: SiteId,
    /// What people call it; not empty.
    pub name: String,
    /// The folders that it is in, from the outermost.
    pub folder: Vec<String>,
    /// The colour that marks it.
    pub colour: Colour,
    /// What somebody wrote about it.
    pub notes: String,
    /// The host as the user wrote it.
    pub host: String,
    /// The control port.
    pub port: u16,
    /// The protocol with the options that only it has.
    pub protocol: Protocol,
    /// How to log in.
    pub login: Login,
    /// What holds whatever the protocol is. `kept_as` is not looked at: it follows from `id` and `login`.
    pub terms: Terms,
    /// Where the local pane starts.
    pub local_folder: Option<PathBuf>,
    /// Where the remote pane starts.
    pub remote_folder: Option<RemotePath>,
    /// Both panes go from folder to folder together.
    pub synchronised: bool,
    /// What to do about existing targets unless told otherwise.
    pub on_conflict: Option<Resolution>,
    /// Pairs of folders worth going back to.
    pub bookmarks: Vec<Bookmark>,
}

/// How a saved site logs in. What it keeps secret is in the keychain and nowhere else.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Login {
    /// As `anonymous` (FTP).
    Anonymous,
    /// The password is asked for once a run.
    Ask {
        /// Who.
        user: String,
    },
    /// The password is in the keychain.
    Password {
        /// Who.
        user: String,
    },
    /// With the key files among the options (SFTP). Their passphrases may be in the keychain.
    Key {
        /// Who.
        user: String,
    },
    /// With a key that the ssh-agent holds (SFTP).
    Agent {
        /// Who.
        user: String,
    },
    /// By answering what the server asks (SFTP). Nothing is kept.
    Interactive {
        /// Who.
        user: String,
    },
}

impl Login {
    /// The name of its kind, in the file of sites and in `--json` output.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Anonymous => "anonymous",
            Self::Ask { .. } => "ask",
            Self::Password { .. } => "password",
            Self::Key { .. } => "key",
            Self::Agent { .. } => "agent",
            Self::Interactive { .. } => "interactive",
        }
    }

    /// The name to log in with.
    pub fn user(&self) -> &str {
        match self {
            Self::Anonymous => "anonymous",
            Self::Ask { user }
            | Self::Password { user }
            | Self::Key { user }
            | Self::Agent { user }
            | Self::Interactive { user } => user,
        }
    }
}

/// What is wrong with a saved site as a whole.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Misfit {
    /// It has no name.
    NoName,
    /// It has no host.
    NoHost,
    /// The host holds what no name or address has: blanks, control characters, `/` or `@`.
    BadHost,
    /// The port is 0.
    NoPort,
    /// Somebody has to log in, and nobody is named.
    NoUser,
    /// A line break or a NUL in a field that goes to the server.
    LineBreak,
    /// FTP has no keys, agents or questions.
    LoginOfSftp,
    /// SFTP has no anonymous login.
    LoginOfFtp,
    /// The login is by key file, and none is named.
    NoKeyFile,
}

impl fmt::Display for Misfit {
    /// In words for logs and the command line; the window has its own.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::NoName => "it has no name",
            Self::NoHost => "it has no host",
            Self::BadHost => "the host holds a blank, a control character, / or @",
            Self::NoPort => "the port is not a number from 1 to 65535",
            Self::NoUser => "it names no user",
            Self::LineBreak => "a line break or NUL stands in a field that goes to the server",
            Self::LoginOfSftp => "logging in by key, agent or questions is for sftp",
            Self::LoginOfFtp => "sftp has no anonymous login",
            Self::NoKeyFile => "it logs in by key file and names none",
        })
    }
}

impl Saved {
    /// A site with nothing but what every site has.
    pub fn new(id: SiteId, name: &str, site: &Site) -> Self {
        let user = site.logon.user().to_owned();
        let agent = site
            .sftp()
            .map(|options| (options.agent.clone(), options.identities.is_empty()));
        let login = match (&site.logon, agent) {
            (Logon::Anonymous, _) => Login::Anonymous,
            (Logon::Password { .. }, _) => Login::Password { user },
            (Logon::Ask { .. }, Some((Agent::Any, _))) => Login::Agent { user },
            (Logon::Ask { .. }, Some((_, false))) => Login::Key { user },
            (Logon::Ask { .. }, _) => Login::Ask { user },
        };
        Self {
            id,
            name: name.to_owned(),
            folder: Vec::new(),
            colour: Colour::None,
            notes: String::new(),
            host: site.host.clone(),
            port: site.port,
            protocol: site.protocol.clone(),
            login,
            terms: Terms {
                kept_as: None,
                ..site.terms.clone()
            },
            local_folder: None,
            remote_folder: None,
            synchronised: false,
            on_conflict: None,
            bookmarks: Vec::new(),
        }
    }

    /// What the engine connects to.
    pub fn site(&self) -> Site {
        let user = self.login.user().to_owned();
        let mut protocol = self.protocol.clone();
        if let Protocol::Sftp(options) = &mut protocol {
            options.interactive = matches!(self.login, Login::Interactive { .. });
            if matches!(self.login, Login::Agent { .. }) && options.agent == Agent::Off {
                options.agent = Agent::Any;
            }
        }
        let keeps = matches!(self.login, Login::Password { .. } | Login::Key { .. });
        Site {
            host: self.host.clone(),
            port: self.port,
            protocol,
            logon: match self.login {
                Login::Anonymous => Logon::Anonymous,
                _ => Logon::Ask { user },
            },
            terms: Terms {
                kept_as: keeps.then(|| self.id.clone()),
                ..self.terms.clone()
            },
        }
    }

    /// The folders and the name, from the outermost: what tells it apart from all others.
    pub fn place(&self) -> impl Iterator<Item = &str> {
        self.folder
            .iter()
            .chain(std::iter::once(&self.name))
            .map(String::as_str)
    }

    /// Whether both would connect to the same account in the same way to the same server, whatever they are called.
    pub fn is_same_account(&self, other: &Self) -> bool {
        let sftp = |saved: &Self| matches!(saved.protocol, Protocol::Sftp(_));
        self.host.eq_ignore_ascii_case(&other.host)
            && self.port == other.port
            && self.login.user() == other.login.user()
            && sftp(self) == sftp(other)
    }

    /// What is wrong with it first; nothing can be saved with a misfit.
    pub fn misfit(&self) -> Option<Misfit> {
        self.misfits().next()
    }

    /// Everything that is wrong with it.
    pub fn misfits(&self) -> impl Iterator<Item = Misfit> + use<> {
        let sftp = matches!(self.protocol, Protocol::Sftp(_));
        let of_sftp = matches!(
            self.login,
            Login::Key { .. } | Login::Agent { .. } | Login::Interactive { .. }
        );
        let no_keys = |saved: &Self| match &saved.protocol {
            Protocol::Sftp(options) => options.identities.is_empty(),
            _ => true,
        };
        let breaks = |text: &str| text.contains(['\r', '\n', '\0']);
        let odd = |c: char| c.is_whitespace() || c.is_control() || matches!(c, '/' | '@' | '\\');
        let remote = self
            .remote_folder
            .iter()
            .chain(self.bookmarks.iter().filter_map(|mark| mark.remote.as_ref()));
        [
            (self.name.trim().is_empty(), Misfit::NoName),
            (self.host.is_empty(), Misfit::NoHost),
            (self.host.contains(odd), Misfit::BadHost),
            (self.port == 0, Misfit::NoPort),
            (self.login.user().is_empty(), Misfit::NoUser),
            (
                breaks(self.login.user()) || remote.into_iter().any(RemotePath::breaks_a_command),
                Misfit::LineBreak,
            ),
            (of_sftp && !sftp, Misfit::LoginOfSftp),
            (sftp && self.login == Login::Anonymous, Misfit::LoginOfFtp),
            (
                matches!(self.login, Login::Key { .. }) && no_keys(self),
                Misfit::NoKeyFile,
            ),
        ]
        .into_iter()
        .filter_map(|(wrong, misfit)| wrong.then_some(misfit))
    }
}

/// A pair of folders worth going back to.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Default)]
pub struct Bookmark {
    /// What people call it.
    pub name: String,
    /// The folder here.
    pub local: Option<PathBuf>,
    /// The folder there.
    pub remote: Option<RemotePath>,
    /// Both panes go from folder to folder together.
    pub synchronised: bool,
}

/// The colour that marks a site.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default)]
pub enum Colour {
    /// No mark.
    #[default]
    None,
    /// Red.
    Red,
    /// Orange.
    Orange,
    /// Yellow.
    Yellow,
    /// Green.
    Green,
    /// Cyan.
    Cyan,
    /// Blue.
    Blue,
    /// Magenta.
    Magenta,
}

impl Colour {
    /// All, in the order of a choice.
    pub const ALL: [Self; 8] = [
        Self::None,
        Self::Red,
        Self::Orange,
        Self::Yellow,
        Self::Green,
        Self::Cyan,
        Self::Blue,
        Self::Magenta,
    ];

    /// Its name in the file.
    pub fn name(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Red => "red",
            Self::Orange => "orange",
            Self::Yellow => "yellow",
            Self::Green => "green",
            Self::Cyan => "cyan",
            Self::Blue => "blue",
            Self::Magenta => "magenta",
        }
    }

    /// The colour of this name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|colour| colour.name() == name)
    }
}

#[cfg(test)]
mod tests;
