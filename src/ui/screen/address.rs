//! What was typed into the address bar, as a site and a folder.

use crate::path::RemotePath;
use crate::secret::Secret;
use crate::site::{FtpOptions, Mode, Nowhere, Protocol, Security, Site};
use crate::ui::words::Words;
use crate::url::{Error, Part, Scheme, Url, password_in};

/// A place to go to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Destination {
    /// The server.
    pub site: Site,
    /// The folder; relative paths start at the login folder.
    pub folder: RemotePath,
}

/// Why an address cannot be used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Mistake {
    /// It cannot be read.
    Address(Error),
    /// No saved site is called so, or several are.
    Site(Nowhere),
    /// What OpenSSH is set to for this host cannot be used; why, in its own words.
    Settings(String),
}

impl Mistake {
    /// What is wrong, in the language of the person.
    pub fn said(&self, words: &Words) -> String {
        match self {
            Self::Address(error) => said(*error, words),
            Self::Site(Nowhere::Unknown) => words.say("connect-mistake-unknown-site"),
            Self::Site(Nowhere::Several(names)) => {
                words.with("connect-mistake-several-sites", &[("names", names.join(", ").into())])
            }
            Self::Settings(cause) => words.with("connect-mistake-settings", &[("cause", cause.into())]),
        }
    }
}

/// What is wrong with an address, in the language of the person.
pub fn said(error: Error, words: &Words) -> String {
    let of_part = |key: &str, part: Part| {
        let part = match part {
            Part::User => "user",
            Part::Password => "password",
            Part::Path => "path",
            Part::Site => "site",
        };
        words.with(key, &[("part", part.into())])
    };
    match error {
        Error::NoScheme => words.say("connect-mistake-no-scheme"),
        Error::Scheme => words.say("connect-mistake-scheme"),
        Error::SavedSite | Error::NoSite => words.say("connect-mistake-no-site"),
        Error::NoHost => words.say("connect-mistake-no-host"),
        Error::Host => words.say("connect-mistake-host"),
        Error::Port => words.say("connect-mistake-port"),
        Error::NoUser => words.say("connect-mistake-no-user"),
        Error::Escape(part) => of_part("connect-mistake-escape", part),
        Error::Slash => words.say("connect-mistake-slash"),
        Error::Nul(part) => of_part("connect-mistake-nul", part),
        Error::LineBreak(part) => of_part("connect-mistake-line-break", part),
        Error::NotText(part) => of_part("connect-mistake-not-text", part),
    }
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
    let path = site.terms.charset.visible_path(folder);
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
    fn a_mistake_is_told_in_the_language_of_the_person() {
        use crate::ui::words::Language;
        let mistake = |text: &str, language| {
            let error = read(text, Scheme::Sftp, Mode::Auto).unwrap_err();
            said(error, &Words::of(language))
        };
        let english = |text: &str| mistake(text, Language::English);
        assert_eq!(
            english("gopher://h"),
            "Unknown protocol: there are sftp://, ftp://, ftps:// and ftp+plain://."
        );
        assert_eq!(english("h:0"), "The port is not a number from 1 to 65535.");
        assert!(
            english("ftp://h/%zz").contains("% in the path"),
            "{}",
            english("ftp://h/%zz")
        );
        assert!(english("ftp://u%zz@h").contains("% in the user"));
        assert_eq!(mistake("h:0", Language::Chinese), "端口不是 1 到 65535 之间的数字。");
        // Every kind has a sentence of its own in both languages.
        let kinds = [
            Error::NoScheme,
            Error::Scheme,
            Error::SavedSite,
            Error::NoHost,
            Error::Host,
            Error::Port,
            Error::NoUser,
            Error::Escape(Part::User),
            Error::Slash,
            Error::Nul(Part::Path),
            Error::LineBreak(Part::Password),
            Error::NotText(Part::Path),
        ];
        for language in Language::ALL {
            let words = Words::of(language);
            let all: std::collections::BTreeSet<String> = kinds.iter().map(|kind| said(*kind, &words)).collect();
            assert_eq!(all.len(), kinds.len());
            assert!(all.iter().all(|text| !text.contains("connect-mistake")), "{all:?}");
        }
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
