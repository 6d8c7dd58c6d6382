//! lftp's bookmarks: a name and a URL on each line.

use super::{Format, Item, Note, Preview, Reader, Unreadable, Why};
use crate::site::{FtpOptions, Login, Saved, Security, SiteId};
use crate::url::{Scheme, Url};

/// Whether a line is a name and a URL.
pub fn is_bookmark(line: &str) -> bool {
    line.split_once(char::is_whitespace)
        .is_some_and(|(name, url)| !name.starts_with('#') && url.trim().split_once("://").is_some())
}

/// Reads all bookmarks.
pub fn read(text: &str, reader: Reader<'_>) -> Result<Preview, Unreadable> {
    let mut preview = Preview::empty(Format::Lftp);
    for line in text.lines().map(str::trim).filter(|line| is_bookmark(line)) {
        if let Some((name, url)) = line.split_once(char::is_whitespace) {
            bookmark(name, url.trim(), reader, &mut preview);
        }
    }
    if preview.items.is_empty() && preview.refused.is_empty() {
        return Err(Unreadable::Unknown);
    }
    Ok(preview)
}

fn bookmark(name: &str, url: &str, reader: Reader<'_>, preview: &mut Preview) {
    let (scheme, rest) = url.split_once("://").unwrap_or_default();
    let sftp = matches!(scheme, "sftp" | "fish");
    if !sftp && !matches!(scheme, "ftp" | "ftps") {
        return preview.refuse(name, Why::Protocol(scheme.to_owned()));
    }
    let url = match Url::parse(&format!("{}://{rest}", if sftp { "sftp" } else { scheme })) {
        Ok(url) => url,
        Err(error) => return preview.refuse(name, Why::Unreadable(error.to_string())),
    };
    let mut site = Saved::new(SiteId::new(0), name, &url.site(FtpOptions::default()));
    // lftp takes whoever runs it where no user is named.
    if site.login.user().is_empty() {
        site.login = Login::Ask {
            user: reader.local_user.to_owned(),
        };
    }
    if url.path.segments().next().is_some() {
        site.remote_folder = Some(url.path.clone());
    }
    let mut notes = Vec::new();
    if url.scheme == Scheme::Ftp(Security::Explicit) {
        notes.push(Note::TlsRequired);
    }
    if scheme == "fish" {
        notes.push(Note::Left("fish".to_owned()));
    }
    preview.items.push(Item {
        password: url.password.filter(|_| matches!(site.login, Login::Password { .. })),
        notes,
        ..Item::of(site)
    });
}
