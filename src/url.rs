//! Addresses as people type them: `ftp://user@host:port/path`.
//!
//! The scheme decides about encryption, and nothing else may weaken it: `ftp` asks for explicit TLS, `ftps` for implicit
//! TLS, `sftp` is SSH, and only `ftp+plain` does without. Segments of the path are percent-decoded once, to bytes.

mod error;
mod write;

use std::net::Ipv6Addr;

use percent_encoding::percent_decode;

use crate::path::RemotePath;
use crate::secret::Secret;
use crate::site::{FtpOptions, Logon, Protocol, Security, SftpOptions, Site};

pub use error::{Error, Part};

/// What stands before `://`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Scheme {
    /// `ftp`, `ftps` or `ftp+plain`.
    Ftp(Security),
    /// `sftp`.
    Sftp,
}

impl Scheme {
    fn parse(text: &str) -> Result<Self, Error> {
        match text.to_ascii_lowercase().as_str() {
            "ftp" => Ok(Self::Ftp(Security::Explicit)),
            "ftps" => Ok(Self::Ftp(Security::Implicit)),
            "ftp+plain" => Ok(Self::Ftp(Security::Plain)),
            "sftp" => Ok(Self::Sftp),
            _ => Err(Error::Scheme),
        }
    }

    /// The port where none is named.
    pub fn usual_port(self) -> u16 {
        match self {
            Self::Ftp(Security::Implicit) => 990,
            Self::Ftp(Security::Explicit | Security::Plain) => 21,
            Self::Sftp => 22,
        }
    }
}

/// A place on a server.
///
/// `Display` writes a URL that reads back to the same place, except for the password, which is never shown;
/// [`Url::with_password`] writes that too.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Url {
    /// The protocol, and how the connection is encrypted.
    pub scheme: Scheme,
    /// A name, or an address without brackets. IPv6 addresses are in their canonical form.
    pub host: String,
    /// The port, 1 to 65535, where one is named. For `sftp` a named port goes before that of ssh's configuration.
    pub port: Option<u16>,
    /// The user, where one is named; not empty.
    pub user: Option<String>,
    /// The password, where one is given. Never without a user.
    pub password: Option<Secret>,
    /// The path without its pattern: `/x` is absolute; no path and `/~/x` start at the login folder.
    pub path: RemotePath,
    /// The URL ended in `/`, or it names the root or the login folder: it can only mean a folder.
    pub folder: bool,
    /// Selects names in `path`: a last segment with `*`, `?` or `[` that was not percent-encoded.
    pub pattern: Option<Vec<u8>>,
}

impl Url {
    /// Reads a URL.
    ///
    /// # Errors
    /// Says which part cannot be used, and why. The text of the error never holds the password.
    pub fn parse(text: &str) -> Result<Self, Error> {
        let (scheme, rest) = text.split_once("://").ok_or_else(|| without_slashes(text))?;
        let scheme = Scheme::parse(scheme)?;
        let (authority, path) = match rest.find('/') {
            Some(at) => rest.split_at(at),
            None => (rest, ""),
        };
        let (login, address) = match authority.rsplit_once('@') {
            Some((login, address)) => (Some(login), address),
            None => (None, authority),
        };
        let (user, password) = login.map_or(Ok((None, None)), user_and_password)?;
        let (host, port) = host_and_port(address)?;
        let place = Place::parse(path)?;
        Ok(Self {
            scheme,
            host,
            port,
            user,
            password,
            path: place.path,
            folder: place.folder,
            pattern: place.pattern,
        })
    }

    /// Another path on the same server, read by the rules of a URL's path; without a leading slash it starts at the
    /// login folder.
    ///
    /// # Errors
    /// As [`Url::parse`].
    pub fn with_path(&self, path: &str) -> Result<Self, Error> {
        let place = if path.starts_with('/') {
            Place::parse(path)?
        } else {
            Place::parse(&format!("/~/{path}"))?
        };
        Ok(Self {
            path: place.path,
            folder: place.folder,
            pattern: place.pattern,
            ..self.clone()
        })
    }

    /// The site that this URL names, with `options` for everything that an FTP URL does not say. An SFTP site comes as the URL
    /// has it: ssh's configuration is not looked at, and where no user is named, the user is empty.
    pub fn site(&self, options: FtpOptions) -> Site {
        Site {
            host: self.host.clone(),
            port: self.port.unwrap_or(self.scheme.usual_port()),
            protocol: match self.scheme {
                Scheme::Ftp(security) => Protocol::Ftp(FtpOptions { security, ..options }),
                Scheme::Sftp => Protocol::Sftp(SftpOptions::default()),
            },
            logon: self.logon(),
            names: crate::path::Charset::default(),
        }
    }

    /// Who logs in. On FTP nobody in particular where the URL names no user.
    pub fn logon(&self) -> Logon {
        let is_ftp = matches!(self.scheme, Scheme::Ftp(_));
        match (&self.user, &self.password) {
            (Some(user), Some(password)) => Logon::Password {
                user: user.clone(),
                password: password.clone(),
            },
            (Some(user), None) if !is_ftp || !user.eq_ignore_ascii_case("anonymous") => {
                Logon::Ask { user: user.clone() }
            }
            (None, _) if !is_ftp => Logon::Ask { user: String::new() },
            _ => Logon::Anonymous,
        }
    }
}

/// Where the password stands in something that looks like a URL, as a range of bytes; `None` if there is none.
///
/// It asks for less than [`Url::parse`], so that a password is also found where the rest has a mistake in it.
pub fn password_in(text: &[u8]) -> Option<std::ops::Range<usize>> {
    let start = text.windows(3).position(|part| part == b"://")? + 3;
    let length = text[start..].iter().position(|byte| *byte == b'/');
    let end = length.map_or(text.len(), |length| start + length);
    let at = start + text[start..end].iter().rposition(|byte| *byte == b'@')?;
    let colon = start + text[start..at].iter().position(|byte| *byte == b':')?;
    Some(colon + 1..at)
}

/// What the path of a URL says.
struct Place {
    path: RemotePath,
    folder: bool,
    pattern: Option<Vec<u8>>,
}

impl Place {
    fn parse(text: &str) -> Result<Self, Error> {
        // The first segment is what stands before the first slash: nothing.
        let mut segments: Vec<&str> = text.split('/').skip(1).collect();
        let home = segments.first().is_none_or(|first| *first == "~");
        if home && !segments.is_empty() {
            segments.remove(0);
        }
        let slash = text.ends_with('/');
        segments.retain(|segment| !segment.is_empty());
        let pattern = match segments.last() {
            Some(last) if !slash && last.contains(['*', '?', '[']) => Some(pattern_bytes(last)?),
            _ => None,
        };
        if pattern.is_some() {
            segments.pop();
        }
        let mut bytes = Vec::new();
        for segment in &segments {
            if !bytes.is_empty() || !home {
                bytes.push(b'/');
            }
            bytes.extend(decode(segment, Part::Path)?);
        }
        let path = if segments.is_empty() && !home {
            RemotePath::root()
        } else {
            RemotePath::new(&bytes)
        };
        let folder = pattern.is_none() && (slash || segments.is_empty());
        Ok(Self { path, folder, pattern })
    }
}

/// Decodes a pattern. What was percent-encoded in it stands for itself, so the characters that select get brackets.
fn pattern_bytes(segment: &str) -> Result<Vec<u8>, Error> {
    decode(segment, Part::Path)?;
    let mut pattern = Vec::new();
    for (at, piece) in segment.split('%').enumerate() {
        let (code, plain) = if at == 0 { ("", piece) } else { piece.split_at(2) };
        match u8::from_str_radix(code, 16) {
            Ok(byte @ (b'*' | b'?' | b'[')) => pattern.extend([b'[', byte, b']']),
            Ok(byte) => pattern.push(byte),
            Err(_) => {}
        }
        pattern.extend(plain.as_bytes());
    }
    Ok(pattern)
}

/// Percent-decodes once, and refuses what can stand in no name or line.
fn decode(text: &str, part: Part) -> Result<Vec<u8>, Error> {
    for (at, _) in text.match_indices('%') {
        let code = text.as_bytes().get(at + 1..at + 3);
        if !code.is_some_and(|code| code.iter().all(u8::is_ascii_hexdigit)) {
            return Err(Error::Escape(part));
        }
    }
    let bytes: Vec<u8> = percent_decode(text.as_bytes()).collect();
    let escaped_slash = part == Part::Path && bytes.contains(&b'/');
    match bytes.iter().find(|byte| matches!(byte, 0 | b'\r' | b'\n')) {
        Some(0) => Err(Error::Nul(part)),
        Some(_) => Err(Error::LineBreak(part)),
        None if escaped_slash => Err(Error::Slash),
        None => Ok(bytes),
    }
}

/// Text without `://`: saved sites will be written like that.
fn without_slashes(text: &str) -> Error {
    if text.starts_with("site:") {
        Error::NotYet("site:NAME")
    } else {
        Error::NoScheme
    }
}

fn user_and_password(text: &str) -> Result<(Option<String>, Option<Secret>), Error> {
    let (user, password) = match text.split_once(':') {
        Some((user, password)) => (user, Some(password)),
        None => (text, None),
    };
    let text_of = |encoded, part| String::from_utf8(decode(encoded, part)?).map_err(|_| Error::NotText(part));
    let user = text_of(user, Part::User)?;
    if user.is_empty() {
        return Err(Error::NoUser);
    }
    let password = password.map(|password| text_of(password, Part::Password)).transpose()?;
    Ok((Some(user), password.map(Secret::new)))
}

fn host_and_port(text: &str) -> Result<(String, Option<u16>), Error> {
    let (host, port) = if let Some(rest) = text.strip_prefix('[') {
        let (address, port) = rest.split_once(']').ok_or(Error::Host)?;
        let address: Ipv6Addr = address.parse().map_err(|_| Error::Host)?;
        (address.to_string(), port)
    } else {
        let (host, port) = text.split_at(text.find(':').unwrap_or(text.len()));
        if host.is_empty() {
            return Err(Error::NoHost);
        }
        let usual = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_');
        if !host.bytes().all(usual) {
            return Err(Error::Host);
        }
        (host.to_owned(), port)
    };
    Ok((host, port_after(port)?))
}

/// Reads `:PORT`, or nothing.
fn port_after(text: &str) -> Result<Option<u16>, Error> {
    match text.strip_prefix(':') {
        None if text.is_empty() => Ok(None),
        Some("") => Ok(None),
        // The parser of the standard library takes a leading plus.
        Some(digits) if digits.bytes().all(|byte| byte.is_ascii_digit()) => match digits.parse() {
            Ok(port) if port > 0 => Ok(Some(port)),
            _ => Err(Error::Port),
        },
        _ => Err(Error::Port),
    }
}

#[cfg(test)]
mod tests;
