//! The connection fields of an empty tab.

mod address;
mod page;

use std::path::PathBuf;

use iced::Element;

use crate::path::RemotePath;
use crate::secret::Secret;
use crate::site::{FtpOptions, Saved, Security, Site, SiteId};
use crate::ui::context::Context;
use crate::url::{self, Scheme, Url};

/// The fields, as they are.
#[derive(Clone, Debug)]
pub struct Connect {
    scheme: Scheme,
    /// The server's first words tell the protocol.
    auto: bool,
    host: String,
    port: String,
    user: String,
    password: Secret,
    shown: bool,
    key: Option<PathBuf>,
    path: RemotePath,
    folder: bool,
    fault: Option<url::Error>,
}

/// A field that takes text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Field {
    /// The host, or a whole address.
    Host,
    /// The port.
    Port,
    /// The user.
    User,
    /// The password.
    Password,
}

/// What a person did. What was typed may hold a password, so it is kept like one.
#[derive(Clone, Debug)]
pub enum Message {
    /// Chose a protocol; `None`: the server's first words tell.
    Scheme(Option<Scheme>),
    /// Typed into a field.
    Typed(Field, Secret),
    /// Pasted into a field; this is all of it now.
    Pasted(Field, Secret),
    /// Shows the password, or hides it.
    Show(bool),
    /// Wants to choose a key file, or none any more.
    Key(bool),
    /// Wants to connect.
    Connect,
    /// Wants to connect to an address that was used before.
    Recent(String),
    /// Wants to connect to a saved site.
    Site(SiteId),
    /// Wants to see the demo's server.
    Demo,
}

/// What it asks of the root.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Action {
    /// Nothing.
    None,
    /// Connect.
    Connect {
        /// To this server.
        site: Box<Site>,
        /// To this folder.
        path: RemotePath,
        /// As it may be shown and remembered: without the password.
        address: String,
        /// What speaks there is to be found out first: on this port, or where servers usually are.
        recognise: Option<Option<u16>>,
    },
    /// Connect to a saved site.
    Site(SiteId),
    /// Start the demo's server and connect to it.
    Demo,
    /// Let a key file be chosen, and give it to [`Connect::picked`].
    PickKey,
}

/// What the root knows and the form shows.
#[derive(Clone, Copy, Debug)]
pub struct Offers<'a> {
    /// The demo's server can be started.
    pub demo: bool,
    /// The saved sites.
    pub sites: &'a [Saved],
    /// Addresses that were used before, the newest first.
    pub recent: &'a [String],
}

impl Default for Connect {
    fn default() -> Self {
        Self {
            scheme: Scheme::Ftp(Security::Explicit),
            auto: true,
            host: String::new(),
            port: String::new(),
            user: String::new(),
            password: Secret::new(""),
            shown: false,
            key: None,
            path: RemotePath::default(),
            folder: false,
            fault: None,
        }
    }
}

impl Connect {
    /// The fields of a site that is to be changed.
    pub fn of(site: &Site, path: RemotePath) -> Self {
        let scheme = site.ftp().map_or(Scheme::Sftp, |options| Scheme::Ftp(options.security));
        let usual = site.port == scheme.usual_port();
        Self {
            scheme,
            auto: false,
            host: site.host.clone(),
            port: if usual { String::new() } else { site.port.to_string() },
            user: match &site.logon {
                crate::site::Logon::Anonymous => String::new(),
                logon => logon.user().to_owned(),
            },
            password: match &site.logon {
                crate::site::Logon::Password { password, .. } => password.clone(),
                _ => Secret::new(""),
            },
            key: site.sftp().and_then(|options| options.identities.first().cloned()),
            path,
            ..Self::default()
        }
    }

    /// A key file was chosen.
    pub fn picked(&mut self, key: PathBuf) {
        self.key = Some(key);
    }

    /// Takes what a person did.
    pub fn update(&mut self, message: Message) -> Action {
        match message {
            Message::Scheme(scheme) => {
                self.auto = scheme.is_none();
                self.scheme = scheme.unwrap_or(Scheme::Ftp(Security::Explicit));
            }
            Message::Typed(field, text) => self.typed(field, text, false),
            Message::Pasted(field, text) => self.typed(field, text, true),
            Message::Show(shown) => self.shown = shown,
            Message::Key(true) => return Action::PickKey,
            Message::Key(false) => self.key = None,
            Message::Connect => return self.connect(),
            Message::Recent(address) => {
                if let Err(fault) = Url::parse(&address).map(|url| self.fill(url, true)) {
                    self.fault = Some(fault);
                    return Action::None;
                }
                return self.connect();
            }
            Message::Site(id) => return Action::Site(id),
            Message::Demo => return Action::Demo,
        }
        Action::None
    }

    /// The form, in the middle of what it is given.
    pub fn view<'a>(&self, context: &Context<'_>, offers: &Offers<'_>) -> Element<'a, Message> {
        page::view(self, context, offers)
    }

    fn typed(&mut self, field: Field, text: Secret, pasted: bool) {
        self.fault = None;
        if field != Field::Password || pasted {
            match address::read(text.expose(), self.scheme, field == Field::Host, pasted) {
                address::Found::Address(url) => return self.fill(*url, text.expose().contains("://")),
                address::Found::Password { rest, password } => {
                    self.password = password;
                    self.host = rest;
                    return;
                }
                address::Found::Text => {}
            }
        }
        match field {
            Field::Host => text.expose().clone_into(&mut self.host),
            Field::Port => text.expose().clone_into(&mut self.port),
            Field::User => text.expose().clone_into(&mut self.user),
            Field::Password => self.password = text,
        }
    }

    /// Takes over what an address names. What it does not name is emptied: it belonged to another place.
    /// `named`: the protocol too.
    fn fill(&mut self, url: Url, named: bool) {
        self.scheme = url.scheme;
        self.auto &= !named;
        self.host = url.host;
        self.port = url.port.map(|port| port.to_string()).unwrap_or_default();
        self.user = url.user.unwrap_or_default();
        self.password = url.password.unwrap_or_else(|| Secret::new(""));
        self.path = url.path;
        self.folder = url.folder;
        self.fault = None;
    }

    fn connect(&mut self) -> Action {
        // The host may still hold a whole address that was typed letter by letter.
        if let address::Found::Address(mut url) = address::read(&self.host, self.scheme, true, true) {
            url.user = url.user.or((!self.user.is_empty()).then(|| self.user.clone()));
            url.password = url
                .password
                .or((!self.password.is_empty()).then(|| self.password.clone()));
            url.port = url.port.or(self.port.trim().parse().ok());
            let named = self.host.contains("://");
            self.fill(*url, named);
        }
        match self.url() {
            Ok(mut url) => {
                let recognise = self.auto.then_some(url.port);
                let mut site = url.site(FtpOptions::default());
                if let crate::site::Protocol::Sftp(options) = &mut site.protocol {
                    options.identities.extend(self.key.clone());
                }
                url.password = None;
                url.folder = self.folder;
                Action::Connect {
                    site: Box::new(site),
                    path: self.path.clone(),
                    address: url.to_string(),
                    recognise,
                }
            }
            Err(fault) => {
                self.fault = Some(fault);
                Action::None
            }
        }
    }

    /// The fields as an address.
    fn url(&self) -> Result<Url, url::Error> {
        let host = self.host.trim();
        let host = if host.contains(':') && !host.starts_with('[') {
            format!("[{host}]")
        } else {
            host.to_owned()
        };
        let mut url = Url::parse(&format!("ftp://{host}"))?;
        url.scheme = self.scheme;
        url.port = match self.port.trim() {
            "" => None,
            digits if digits.bytes().all(|byte| byte.is_ascii_digit()) => match digits.parse() {
                Ok(port) if port > 0 => Some(port),
                _ => return Err(url::Error::Port),
            },
            _ => return Err(url::Error::Port),
        };
        let user = self.user.trim();
        if user.contains(['\r', '\n']) || self.password.expose().contains(['\r', '\n']) {
            return Err(url::Error::LineBreak(url::Part::User));
        }
        if user.is_empty() && (self.scheme == Scheme::Sftp || !self.password.is_empty()) {
            return Err(url::Error::NoUser);
        }
        url.user = (!user.is_empty()).then(|| user.to_owned());
        url.password = (!self.password.is_empty()).then(|| self.password.clone());
        url.path = self.path.clone();
        Ok(url)
    }
}

#[cfg(test)]
mod tests;
