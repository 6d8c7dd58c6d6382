//! Where something is: a URL, or a place on a saved site.

use std::fmt;
use std::ops::Deref;
use std::sync::Arc;

use super::work::Misuse;
use crate::path::{Charset, visible};
use crate::site::{Book, Login, Nowhere, Protocol, Saved};
use crate::url::{self, SavedUrl, Scheme, Url};

/// An address of the command line. It reads like a [`Url`]; one of a saved site does so once it was looked up.
#[derive(Clone, Debug)]
pub struct Address {
    url: Url,
    wanted: Option<SavedUrl>,
    saved: Option<Arc<Saved>>,
}

impl Address {
    /// Reads a URL or `site:NAME/path`.
    ///
    /// # Errors
    /// As [`Url::parse`].
    pub fn parse(text: &str) -> Result<Self, url::Error> {
        match SavedUrl::parse(text) {
            None => Ok(Self::from(Url::parse(text)?)),
            Some(wanted) => Ok(Self {
                url: nowhere(),
                wanted: Some(wanted?),
                saved: None,
            }),
        }
    }

    /// The saved site that it is on.
    pub fn saved(&self) -> Option<&Saved> {
        self.saved.as_deref()
    }

    /// The charset of its server's names.
    pub fn charset(&self) -> Charset {
        self.saved().map(|saved| saved.terms.charset).unwrap_or_default()
    }

    /// Whether a saved site is meant that was not looked up yet.
    pub fn is_open(&self) -> bool {
        self.wanted.is_some() && self.saved.is_none()
    }

    /// Looks a saved site up.
    ///
    /// # Errors
    /// If there is none of this name, several, or one that cannot be used.
    pub fn look_up(&mut self, book: &Book) -> Result<(), Misuse> {
        let Some(wanted) = &self.wanted else { return Ok(()) };
        let saved = find(book, &wanted.place)?.clone();
        let path = wanted.path.clone();
        self.url = Url {
            scheme: match &saved.protocol {
                Protocol::Ftp(options) => Scheme::Ftp(options.security),
                Protocol::Sftp(_) | Protocol::Memory => Scheme::Sftp,
            },
            host: saved.host.clone(),
            port: Some(saved.port),
            user: (saved.login != Login::Anonymous).then(|| saved.login.user().to_owned()),
            password: None,
            folder: path.as_ref().is_none_or(|path| path.folder),
            pattern: path.as_ref().and_then(|path| path.pattern.clone()),
            path: saved.terms.charset.typed_path(&match path {
                Some(path) => path.path,
                None => saved.remote_folder.clone().unwrap_or_default(),
            }),
        };
        self.saved = Some(Arc::new(saved));
        Ok(())
    }
}

/// The site of this name, or why there is none.
///
/// # Errors
/// In words.
pub fn find<'a>(book: &'a Book, place: &[String]) -> Result<&'a Saved, Misuse> {
    let name = visible(place.join("/").as_bytes());
    book.find(place).map_err(|nowhere| match nowhere {
        Nowhere::Several(all) => {
            let all: Vec<String> = all
                .iter()
                .map(|full| visible(full.replace('/', "%2F").as_bytes()))
                .collect();
            Misuse(format!(
                "several sites are called {name}: say which one: {}",
                all.join(", ")
            ))
        }
        Nowhere::Unknown => {
            let last = place.last();
            match book.faults.iter().find(|fault| fault.site.as_ref() == last) {
                Some(fault) => Misuse(format!("the site {name} cannot be used: {fault}")),
                None => Misuse(format!("there is no site {name}; packetboat-cli sites list shows all")),
            }
        }
    })
}

impl From<Url> for Address {
    fn from(url: Url) -> Self {
        Self {
            url,
            wanted: None,
            saved: None,
        }
    }
}

impl Deref for Address {
    type Target = Url;

    fn deref(&self) -> &Url {
        &self.url
    }
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.url.fmt(f)
    }
}

impl clap::builder::ValueParserFactory for Address {
    type Parser = clap::builder::ValueParser;

    fn value_parser() -> Self::Parser {
        clap::builder::ValueParser::new(|text: &str| Self::parse(text))
    }
}

/// What stands for the URL of a site until that is looked up.
fn nowhere() -> Url {
    Url {
        scheme: Scheme::Sftp,
        host: String::new(),
        port: None,
        user: None,
        password: None,
        path: crate::path::RemotePath::home(),
        folder: true,
        pattern: None,
    }
}
