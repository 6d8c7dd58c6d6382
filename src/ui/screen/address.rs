//! What was typed into the address bar, as a site and a folder.

use crate::path::RemotePath;
use crate::site::{FtpOptions, Mode, Protocol, Security, Site};
use crate::url::{Error, Scheme, Url};

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
    let path = folder.visible();
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
    fn what_people_type_is_understood() {
        assert_eq!(there(" example.org "), "ftp://example.org");
        assert_eq!(there("me@example.org:2221/www"), "ftp://me@example.org:2221/www");
        assert_eq!(there("sftp://me@[::1]:22/srv"), "sftp://me@[::1]/srv");
        assert_eq!(there("ftps://me:secret@example.org/~/a"), "ftps://me@example.org/~/a");
        assert!(read("a b", Scheme::Sftp, Mode::Auto).is_err());
        assert!(read("", Scheme::Sftp, Mode::Auto).is_err());
    }
}
