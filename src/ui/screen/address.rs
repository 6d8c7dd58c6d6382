//! What was typed into the address bar, as a site and a folder.

use crate::path::RemotePath;
use crate::secret::Secret;
use crate::site::{FtpOptions, Mode, Protocol, Security, Site};
use crate::url::{Error, Scheme, Url, password_in};

/// A place to go to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Destination {
    /// The server.
    pub site: Site,
    /// The folder; relative paths start at the login folder.
    pub folder: RemotePath,
}

/// Reads a URL, or `host`, `user@host`, `host:port`, `user@host:port/path`, for which `scheme` is taken.
///
/// # Errors
/// Says which part cannot be used.
pub fn read(text: &str, scheme: Scheme, mode: Mode) -> Result<Destination, Error> {
    let text = text.trim();
    let url = if text.contains("://") {
        Url::parse(text)?
    } else {
        Url::parse(&format!("{}://{text}", name(scheme)))?
    };
    let options = FtpOptions {
        mode,
        ..FtpOptions::default()
    };
    Ok(Destination {
        site: url.site(options),
        folder: url.path,
    })
}

/// What was typed without the password in it, and the password.
pub fn without_password(mut text: String) -> (String, Option<Secret>) {
    // Without a scheme it means the same: user:password@host.
    let scheme = if text.contains("://") { "" } else { "x://" };
    let found = password_in(format!("{scheme}{text}").as_bytes());
    let Some(range) = found.map(|range| range.start - scheme.len()..range.end - scheme.len()) else {
        return (text, None);
    };
    let Some(password) = text.get(range.clone()).map(decoded) else {
        return (text, None);
    };
    // With the colon before it.
    text.replace_range(range.start.saturating_sub(1)..range.end, "");
    (text, Some(password))
}

/// As a URL writes it.
fn decoded(password: &str) -> Secret {
    Secret::new(percent_encoding::percent_decode_str(password).decode_utf8_lossy())
}

/// What stands in the address bar for a folder of a site: `user@host:port/folder`, the port only where it is not the usual one.
pub fn write(site: &Site, folder: &RemotePath) -> String {
    let host = if site.host.contains(':') {
        format!("[{}]", site.host)
    } else {
        site.host.clone()
    };
    let user = match &site.logon {
        crate::site::Logon::Anonymous => String::new(),
        logon if logon.user().is_empty() => String::new(),
        logon => format!("{}@", logon.user()),
    };
    let port = if site.port == scheme_of(site).usual_port() {
        String::new()
    } else {
        format!(":{}", site.port)
    };
    let path = site.names.visible_path(folder);
    let path = match path.as_str() {
        "" | "." => String::new(),
        path if path.starts_with('/') => path.to_owned(),
        path => format!("/~/{path}"),
    };
    format!("{user}{host}{port}{path}")
}

/// The scheme under which a site is reached.
pub fn scheme_of(site: &Site) -> Scheme {
    match &site.protocol {
        Protocol::Ftp(options) => Scheme::Ftp(options.security),
        Protocol::Sftp(_) | Protocol::Memory => Scheme::Sftp,
    }
}

/// How a scheme is written.
pub fn name(scheme: Scheme) -> &'static str {
    match scheme {
        Scheme::Ftp(Security::Explicit) => "ftp",
        Scheme::Ftp(Security::Implicit) => "ftps",
        Scheme::Ftp(Security::Plain) => "ftp+plain",
        Scheme::Sftp => "sftp",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn there(text: &str) -> String {
        let found = read(text, Scheme::Ftp(Security::Explicit), Mode::Auto).unwrap();
        format!(
            "{}://{}",
            name(scheme_of(&found.site)),
            write(&found.site, &found.folder)
        )
    }

    #[test]
    fn a_password_leaves_the_text() {
        let (text, password) = without_password("sftp://me:p%40ss@example.org/x".into());
        assert_eq!(text, "sftp://me@example.org/x");
        assert_eq!(password.unwrap().expose(), "p@ss");
        let (text, password) = without_password("me:secret@example.org:2221".into());
        assert_eq!(
            (text.as_str(), password.unwrap().expose()),
            ("me@example.org:2221", "secret")
        );
        for text in ["sftp://me@example.org", "me@example.org", "example.org:22", ""] {
            let (left, password) = without_password(text.into());
            assert_eq!(left, text);
            assert!(password.is_none());
        }
    }

    #[test]
    fn what_people_type_is_understood() {
        assert_eq!(there(" example.org "), "ftp://example.org");
        assert_eq!(there("me@example.org:2221/www"), "ftp://me@example.org:2221/www");
        assert_eq!(there("sftp://me@[::1]:22/srv"), "sftp://me@[::1]/srv");
        assert_eq!(there("ftps://me:secret@example.org/~/a"), "ftps://me@example.org/~/a");
        assert!(read("a b", Scheme::Sftp, Mode::Auto).is_err());
        assert!(read("", Scheme::Sftp, Mode::Auto).is_err());
    }
}
