//! The fields of one site as they stand in the form, and the site that they make.

use std::collections::BTreeMap;
use std::path::PathBuf;

use super::field::{self, Field};
use crate::path::{Charset, RemotePath};
use crate::secret::Secret;
use crate::site::{
    Agent, Bookmark, Colour, FolderPath, FtpOptions, Login, Protocol, Saved, Security, SftpOptions, SiteId, Terms,
};
use crate::transfer::Resolution;
use crate::url::{Scheme, Url};

/// The form. Two of them are equal if nothing was changed.
#[derive(Clone, Debug, PartialEq)]
pub struct Form {
    /// The site.
    pub id: SiteId,
    /// The folders that it is in.
    pub folder: FolderPath,
    /// The colour that marks it.
    pub colour: Colour,
    /// What somebody wrote about it.
    pub notes: String,
    /// What is spoken.
    pub scheme: Scheme,
    /// How it logs in.
    pub who: Who,
    /// The password is in the keychain.
    pub keeps: bool,
    /// What only FTP has, apart from what is typed.
    pub ftp: FtpOptions,
    /// What only SFTP has, apart from what is typed.
    pub sftp: SftpOptions,
    /// The charset of names.
    pub charset: Charset,
    /// Both panes go together.
    pub synchronised: bool,
    /// What is done about existing targets.
    pub on_conflict: Option<Resolution>,
    /// Pairs of folders worth going back to.
    pub marks: Vec<Mark>,
    typed: BTreeMap<Field, String>,
}

/// How somebody logs in. Whether a password is kept is said beside it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Who {
    /// As `anonymous` (FTP).
    Anonymous,
    /// With a password.
    Password,
    /// With key files (SFTP).
    Key,
    /// With a key of the ssh-agent (SFTP).
    Agent,
    /// By answering what the server asks (SFTP).
    Interactive,
}

/// A bookmark as it is typed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Mark {
    /// What it is called.
    pub name: String,
    /// The folder here.
    pub local: String,
    /// The folder there.
    pub remote: String,
    /// Both panes go together.
    pub synchronised: bool,
}

impl Form {
    /// An empty form.
    pub fn new(id: SiteId, folder: FolderPath, name: String) -> Self {
        let mut form = Self {
            id,
            folder,
            colour: Colour::None,
            notes: String::new(),
            scheme: Scheme::Sftp,
            who: Who::Password,
            keeps: false,
            ftp: FtpOptions::default(),
            sftp: SftpOptions::default(),
            charset: Charset::default(),
            synchronised: false,
            on_conflict: None,
            marks: Vec::new(),
            typed: BTreeMap::new(),
        };
        form.put(Field::Name, name);
        form
    }

    /// The form of a saved site.
    pub fn of(saved: &Saved) -> Self {
        let mut form = Self::new(saved.id.clone(), saved.folder.clone(), saved.name.clone());
        form.colour = saved.colour;
        form.notes.clone_from(&saved.notes);
        match &saved.protocol {
            Protocol::Ftp(options) => {
                form.scheme = Scheme::Ftp(options.security);
                form.ftp = options.clone();
            }
            Protocol::Sftp(options) => {
                form.scheme = Scheme::Sftp;
                form.sftp = options.clone();
            }
            Protocol::Memory => {}
        }
        (form.who, form.keeps) = match &saved.login {
            Login::Anonymous => (Who::Anonymous, false),
            Login::Ask { .. } => (Who::Password, false),
            Login::Password { .. } => (Who::Password, true),
            Login::Key { .. } => (Who::Key, false),
            Login::Agent { .. } => (Who::Agent, false),
            Login::Interactive { .. } => (Who::Interactive, false),
        };
        form.charset = saved.terms.charset;
        form.synchronised = saved.synchronised;
        form.on_conflict = saved.on_conflict;
        form.marks = saved.bookmarks.iter().map(Mark::of).collect();
        form.write(saved);
        form
    }

    /// What is typed, as it stands in the site.
    fn write(&mut self, saved: &Saved) {
        let path = |path: &PathBuf| path.to_string_lossy().into_owned();
        self.put(Field::Host, saved.host.clone());
        if saved.port != self.scheme.usual_port() {
            self.put(Field::Port, saved.port.to_string());
        }
        if self.who != Who::Anonymous {
            self.put(Field::User, saved.login.user().to_owned());
        }
        self.put(Field::Local, saved.local_folder.as_ref().map(path).unwrap_or_default());
        self.put(
            Field::Remote,
            saved.remote_folder.as_ref().map(text).unwrap_or_default(),
        );
        let ports = self.ftp.active_ports.as_ref().map(field::ports);
        self.put(Field::Ports, ports.unwrap_or_default());
        let announced = self.ftp.active_address.map(|address| address.to_string());
        self.put(Field::Announced, announced.unwrap_or_default());
        self.put(
            Field::Offset,
            self.ftp.time_offset.map(field::offset).unwrap_or_default(),
        );
        self.put(Field::Alias, self.sftp.key_alias.clone().unwrap_or_default());
        let terms = &saved.terms;
        let connections = terms.connections.map(|count| count.to_string());
        self.put(Field::Connections, connections.unwrap_or_default());
        self.put(Field::Down, terms.download_limit.map(field::rate).unwrap_or_default());
        self.put(Field::Up, terms.upload_limit.map(field::rate).unwrap_or_default());
    }

    /// What stands in a field.
    pub fn typed(&self, field: Field) -> &str {
        self.typed.get(&field).map(String::as_str).unwrap_or_default()
    }

    /// Types into a field.
    pub fn put(&mut self, field: Field, text: String) {
        if text.is_empty() {
            self.typed.remove(&field);
        } else {
            self.typed.insert(field, text);
        }
    }

    /// A whole address in the field of the host fills all that it names. Returns the password that was in it.
    pub fn take_address(&mut self, text: &str) -> Option<Secret> {
        let url = Url::parse(text.trim()).ok().filter(|_| text.contains("://"))?;
        self.speak(url.scheme);
        self.put(Field::Host, url.host);
        self.put(Field::Port, url.port.map(|port| port.to_string()).unwrap_or_default());
        if let Some(user) = url.user {
            if self.who == Who::Anonymous {
                self.who = Who::Password;
            }
            self.put(Field::User, user);
        }
        if !url.path.as_bytes().is_empty() {
            self.put(Field::Remote, self::text(&url.path));
        }
        Some(url.password.unwrap_or_else(|| Secret::new("")))
    }

    /// Speaks another protocol. What only the old one has waits for it to come back.
    pub fn speak(&mut self, scheme: Scheme) {
        if self.typed(Field::Port).parse() == Ok(self.scheme.usual_port()) {
            self.put(Field::Port, String::new());
        }
        self.scheme = scheme;
        if let Scheme::Ftp(security) = scheme {
            self.ftp.security = security;
        }
        if !Who::offered(scheme).contains(&self.who) {
            self.who = Who::Password;
        }
    }

    /// Logs in otherwise.
    pub fn log_in(&mut self, who: Who) {
        // Its keys are shown to a server only where somebody wants that.
        if self.who == Who::Agent && who != Who::Agent {
            self.sftp.agent = Agent::Off;
        }
        self.who = who;
    }

    /// The site that stands in the form, as far as it can be read: what cannot is in [`Form::faults`].
    pub fn saved(&self) -> Saved {
        let (host, port) = self.place();
        let path = |field: Field| Some(self.typed(field).trim()).filter(|text| !text.is_empty());
        Saved {
            id: self.id.clone(),
            name: self.typed(Field::Name).trim().to_owned(),
            folder: self.folder.clone(),
            colour: self.colour,
            notes: self.notes.clone(),
            host,
            port: match port.as_str() {
                "" => self.scheme.usual_port(),
                digits => digits.parse().unwrap_or_default(),
            },
            protocol: self.protocol(),
            login: self.login(),
            terms: Terms {
                kept_as: None,
                connections: field::read_count(self.typed(Field::Connections)).unwrap_or_default(),
                download_limit: field::read_rate(self.typed(Field::Down)).unwrap_or_default(),
                upload_limit: field::read_rate(self.typed(Field::Up)).unwrap_or_default(),
                charset: self.charset,
            },
            local_folder: path(Field::Local).map(PathBuf::from),
            remote_folder: path(Field::Remote).map(RemotePath::new),
            synchronised: self.synchronised,
            on_conflict: self.on_conflict,
            bookmarks: self.marks.iter().map(Mark::bookmark).collect(),
        }
    }

    /// Host and port. A port behind the host counts where none stands in its own field.
    fn place(&self) -> (String, String) {
        let (host, port) = (self.typed(Field::Host).trim(), self.typed(Field::Port).trim());
        let bare = host.strip_prefix('[').and_then(|host| host.strip_suffix(']'));
        let host = bare.unwrap_or(host);
        if let Some((name, digits)) = host.split_once(':')
            && port.is_empty()
            && !digits.is_empty()
            && digits.bytes().all(|byte| byte.is_ascii_digit())
        {
            return (name.to_owned(), digits.to_owned());
        }
        (host.to_owned(), port.to_owned())
    }

    fn protocol(&self) -> Protocol {
        match self.scheme {
            Scheme::Ftp(security) => Protocol::Ftp(FtpOptions {
                security,
                active_ports: field::read_ports(self.typed(Field::Ports)).unwrap_or_default(),
                active_address: field::read_address(self.typed(Field::Announced)).unwrap_or_default(),
                time_offset: field::read_offset(self.typed(Field::Offset)).unwrap_or_default(),
                ..self.ftp.clone()
            }),
            Scheme::Sftp => Protocol::Sftp(SftpOptions {
                key_alias: Some(self.typed(Field::Alias).trim().to_owned()).filter(|alias| !alias.is_empty()),
                interactive: false,
                ..self.sftp.clone()
            }),
        }
    }

    fn login(&self) -> Login {
        let user = self.typed(Field::User).trim().to_owned();
        match self.who {
            Who::Anonymous => Login::Anonymous,
            Who::Password if self.keeps => Login::Password { user },
            Who::Password => Login::Ask { user },
            Who::Key => Login::Key { user },
            Who::Agent => Login::Agent { user },
            Who::Interactive => Login::Interactive { user },
        }
    }

    /// Whether FTP is spoken.
    pub fn is_ftp(&self) -> bool {
        matches!(self.scheme, Scheme::Ftp(_))
    }
}

impl Who {
    /// What a protocol has.
    pub fn offered(scheme: Scheme) -> &'static [Self] {
        match scheme {
            Scheme::Ftp(_) => &[Self::Password, Self::Anonymous],
            Scheme::Sftp => &[Self::Password, Self::Key, Self::Agent, Self::Interactive],
        }
    }
}

/// The protocols, in the order of safety.
pub const SCHEMES: [Scheme; 4] = [
    Scheme::Sftp,
    Scheme::Ftp(Security::Explicit),
    Scheme::Ftp(Security::Implicit),
    Scheme::Ftp(Security::Plain),
];

impl Mark {
    fn of(bookmark: &Bookmark) -> Self {
        let local = bookmark.local.as_ref();
        Self {
            name: bookmark.name.clone(),
            local: local
                .map(|path| path.to_string_lossy().into_owned())
                .unwrap_or_default(),
            remote: bookmark.remote.as_ref().map(text).unwrap_or_default(),
            synchronised: bookmark.synchronised,
        }
    }

    fn bookmark(&self) -> Bookmark {
        let path = |text: &str| Some(text.trim().to_owned()).filter(|text| !text.is_empty());
        Bookmark {
            name: self.name.trim().to_owned(),
            local: path(&self.local).map(PathBuf::from),
            remote: path(&self.remote).map(RemotePath::new),
            synchronised: self.synchronised,
        }
    }
}

/// A path of the server as it is typed: the file of sites holds text.
fn text(path: &RemotePath) -> String {
    String::from_utf8_lossy(path.as_bytes()).into_owned()
}
