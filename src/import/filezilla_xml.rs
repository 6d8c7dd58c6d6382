//! Writing sites the way FileZilla reads them. No password is ever among them.

use std::fmt::Write;

use crate::path::{Charset, RemotePath};
use crate::site::{Book, Bookmark, Colour, Login, Mode, Protocol, Saved, Security};

/// All sites as a file that FileZilla imports.
pub fn write(book: &Book) -> String {
    let mut text = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<FileZilla3>\n<Servers>\n");
    folder(&mut text, book, &[]);
    text += "</Servers>\n</FileZilla3>\n";
    text
}

fn folder(text: &mut String, book: &Book, path: &[String]) {
    let inside = |inner: &&Vec<String>| inner.len() == path.len() + 1 && inner.starts_with(path);
    for inner in book.all_folders().iter().filter(inside) {
        let name = inner.last().map_or("", String::as_str);
        let _ = writeln!(text, "<Folder expanded=\"1\">{}", escaped(name));
        folder(text, book, inner);
        *text += "</Folder>\n";
    }
    for site in book.sites.iter().filter(|site| site.folder == path) {
        server(text, site);
    }
}

fn server(text: &mut String, site: &Saved) {
    *text += "<Server>\n";
    element(text, "Host", &site.host);
    element(text, "Port", &site.port.to_string());
    let (protocol, mode, offset) = match &site.protocol {
        Protocol::Ftp(options) => (
            match options.security {
                Security::Explicit => "4",
                Security::Implicit => "3",
                Security::Plain => "6",
            },
            options.mode,
            options.time_offset.unwrap_or_default(),
        ),
        Protocol::Sftp(_) | Protocol::Memory => ("1", Mode::Auto, 0),
    };
    element(text, "Protocol", protocol);
    element(text, "Type", "0");
    if site.login != Login::Anonymous {
        element(text, "User", site.login.user());
    }
    if let (Login::Key { .. }, Protocol::Sftp(options)) = (&site.login, &site.protocol)
        && let Some(key) = options.identities.first()
    {
        element(text, "Keyfile", &key.to_string_lossy());
    }
    let logon = match &site.login {
        Login::Anonymous => "0",
        // The password stays in our keychain: FileZilla asks for it.
        Login::Password { .. } | Login::Ask { .. } | Login::Agent { .. } => "2",
        Login::Interactive { .. } => "3",
        Login::Key { .. } => "5",
    };
    element(text, "Logontype", logon);
    element(text, "TimezoneOffset", &offset.to_string());
    let mode = match mode {
        Mode::Auto => "MODE_DEFAULT",
        Mode::Passive => "MODE_PASSIVE",
        Mode::Active => "MODE_ACTIVE",
    };
    element(text, "PasvMode", mode);
    let connections = site.terms.connections.map_or(0, std::num::NonZeroUsize::get);
    // FileZilla knows at most ten.
    element(text, "MaximumMultipleConnections", &connections.min(10).to_string());
    match site.terms.charset {
        Charset::Utf8 => element(text, "EncodingType", "Auto"),
        charset => {
            element(text, "EncodingType", "Custom");
            element(text, "CustomEncoding", charset.name());
        }
    }
    element(text, "BypassProxy", "0");
    element(text, "Name", &site.name);
    element(text, "Comments", &site.notes);
    element(text, "Colour", colour(site.colour));
    folders(
        text,
        site.local_folder.as_deref(),
        site.remote_folder.as_ref(),
        site.synchronised,
    );
    for mark in &site.bookmarks {
        bookmark(text, mark);
    }
    *text += "</Server>\n";
}

fn bookmark(text: &mut String, mark: &Bookmark) {
    *text += "<Bookmark>\n";
    element(text, "Name", &mark.name);
    folders(text, mark.local.as_deref(), mark.remote.as_ref(), mark.synchronised);
    *text += "</Bookmark>\n";
}

fn folders(text: &mut String, local: Option<&std::path::Path>, remote: Option<&RemotePath>, synchronised: bool) {
    element(
        text,
        "LocalDir",
        &local.map(|path| path.to_string_lossy()).unwrap_or_default(),
    );
    element(text, "RemoteDir", &remote.map(safe_path).unwrap_or_default());
    element(text, "SyncBrowsing", if synchronised { "1" } else { "0" });
    element(text, "DirectoryComparison", "0");
}

/// A path with the length of every name before it. One that starts at the login folder cannot be written so.
fn safe_path(path: &RemotePath) -> String {
    if !path.is_absolute() {
        return String::new();
    }
    let mut text = String::from("1 0");
    for segment in path.segments() {
        let name = String::from_utf8_lossy(segment);
        let _ = write!(text, " {} {name}", name.chars().count());
    }
    text
}

fn element(text: &mut String, name: &str, value: &str) {
    let _ = writeln!(text, "<{name}>{}</{name}>", escaped(value));
}

/// Text for XML. Control characters that XML cannot hold are left out.
fn escaped(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => safe += "&amp;",
            '<' => safe += "&lt;",
            '>' => safe += "&gt;",
            '"' => safe += "&quot;",
            '\n' | '\t' => safe.push(c),
            '\r' => safe += "&#13;",
            c if c.is_control() || matches!(c, '\u{fffe}' | '\u{ffff}') => {}
            c => safe.push(c),
        }
    }
    safe
}

fn colour(colour: Colour) -> &'static str {
    match colour {
        Colour::None => "0",
        Colour::Red => "1",
        Colour::Green => "2",
        Colour::Blue => "3",
        Colour::Yellow => "4",
        Colour::Cyan => "5",
        Colour::Magenta => "6",
        Colour::Orange => "7",
    }
}
