//! FileZilla's XML: sites with folders and bookmarks, and exported queues.

use std::num::NonZeroUsize;
use std::path::PathBuf;

use base64ct::{Base64, Encoding};
use roxmltree::{Document, Node};

use super::{Format, Item, Note, Preview, Unreadable, Why, filezilla_queue};
use crate::path::{Charset, RemotePath};
use crate::secret::Secret;
use crate::site::{Bookmark, Colour, FtpOptions, Login, Mode, Protocol, Saved, Security, SftpOptions, SiteId, Terms};

/// Folders in folders beyond this are no site tree.
const DEEPEST: usize = 64;

/// Reads sites and queue.
pub fn read(text: &str) -> Result<Preview, Unreadable> {
    let document = Document::parse(text.trim_start_matches('\u{feff}'))
        .map_err(|error| Unreadable::Broken(format!("it is no XML: {error}")))?;
    let root = document.root_element();
    if !root.has_tag_name("FileZilla3") {
        return Err(Unreadable::Unknown);
    }
    let mut preview = Preview::empty(Format::FileZilla);
    for part in elements(root) {
        match part.tag_name().name() {
            "Servers" | "RecentServers" => folder(part, &mut Vec::new(), &mut preview),
            "Queue" => filezilla_queue::read(part, &mut preview),
            _ => {}
        }
    }
    Ok(preview)
}

fn folder(node: Node<'_, '_>, path: &mut Vec<String>, preview: &mut Preview) {
    for child in elements(node) {
        match child.tag_name().name() {
            "Server" => {
                server(child, path, preview);
            }
            "Folder" if path.len() < DEEPEST => {
                path.push(own_text(child).unwrap_or_else(|| "Folder".to_owned()));
                folder(child, path, preview);
                path.pop();
            }
            _ => {}
        }
    }
}

/// Adds what can be taken of a server, or why it cannot.
pub(super) fn server(node: Node<'_, '_>, path: &[String], preview: &mut Preview) {
    let host = text(node, "Host").unwrap_or_default();
    // Old versions wrote the name behind the other elements.
    let name = text(node, "Name")
        .or_else(|| own_text(node))
        .unwrap_or_else(|| host.clone());
    let mut notes = Vec::new();
    let (protocol, usual_port) = match protocol(node, &mut notes) {
        Ok(found) => found,
        Err(spoken) => return preview.refuse(&name, Why::Protocol(spoken)),
    };
    let password = password(node, &mut notes);
    let login = login(node, &protocol, password.is_some(), &mut notes);
    let port = number(node, "Port")
        .and_then(|port| u16::try_from(port).ok())
        .filter(|port| *port > 0);
    let connections = number(node, "MaximumMultipleConnections").and_then(|count| usize::try_from(count).ok());
    let charset = charset(node, &mut notes);
    for (element, usual) in [
        ("PostLoginCommands", ""),
        ("DirectoryComparison", "0"),
        ("BypassProxy", "0"),
        ("Account", ""),
    ] {
        let found = child(node, element)
            .filter(|node| node.text().unwrap_or_default().trim() != usual || node.has_children() && usual.is_empty());
        notes.extend(found.map(|_| Note::Left(element.to_owned())));
    }
    let site = Saved {
        id: SiteId::new(0),
        name,
        folder: path.to_vec(),
        colour: colour(number(node, "Colour").unwrap_or_default()),
        notes: text(node, "Comments").unwrap_or_default(),
        host,
        port: port.unwrap_or(usual_port),
        protocol,
        terms: Terms {
            connections: connections.and_then(|count| NonZeroUsize::new(count.min(64))),
            charset,
            ..Terms::default()
        },
        local_folder: text(node, "LocalDir").map(PathBuf::from),
        remote_folder: text(node, "RemoteDir").and_then(|path| safe_path(&path)),
        synchronised: text(node, "SyncBrowsing").as_deref() == Some("1"),
        on_conflict: None,
        bookmarks: elements(node)
            .filter(|node| node.has_tag_name("Bookmark"))
            .map(bookmark)
            .collect(),
        login,
    };
    let (password, passphrase) = match &site.login {
        Login::Password { .. } => (password, None),
        Login::Key { .. } => (None, password),
        _ => (None, None),
    };
    preview.items.push(Item {
        password,
        passphrase,
        notes,
        ..Item::of(site)
    });
}

/// The protocol and its usual port; else what it is called.
fn protocol(node: Node<'_, '_>, notes: &mut Vec<Note>) -> Result<(Protocol, u16), String> {
    let mode = match text(node, "PasvMode").as_deref() {
        Some("MODE_ACTIVE") => Mode::Active,
        Some("MODE_PASSIVE") => Mode::Passive,
        _ => Mode::Auto,
    };
    let minutes = number(node, "TimezoneOffset").and_then(|minutes| i32::try_from(minutes).ok());
    let ftp = |security| {
        Protocol::Ftp(FtpOptions {
            security,
            mode,
            time_offset: minutes.filter(|minutes| *minutes != 0 && minutes.abs() <= 1440),
            ..FtpOptions::default()
        })
    };
    match number(node, "Protocol").unwrap_or_default() {
        0 => {
            notes.push(Note::TlsRequired);
            Ok((ftp(Security::Explicit), 21))
        }
        1 => {
            let keys = text(node, "Keyfile").map(PathBuf::from);
            let options = SftpOptions {
                identities: keys.into_iter().collect(),
                ..SftpOptions::default()
            };
            Ok((Protocol::Sftp(options), 22))
        }
        3 => Ok((ftp(Security::Implicit), 990)),
        4 => Ok((ftp(Security::Explicit), 21)),
        6 => {
            notes.push(Note::NotEncrypted);
            Ok((ftp(Security::Plain), 21))
        }
        2 | 5 => Err("HTTP".to_owned()),
        7 | 22 => Err("S3".to_owned()),
        8 | 21 => Err("Storj".to_owned()),
        9 | 19 => Err("WebDAV".to_owned()),
        10 | 11 => Err("Azure".to_owned()),
        12 | 20 => Err("Swift".to_owned()),
        13 | 14 | 23 => Err("Google".to_owned()),
        15 => Err("Dropbox".to_owned()),
        16 => Err("OneDrive".to_owned()),
        17 => Err("B2".to_owned()),
        18 => Err("Box".to_owned()),
        other => Err(format!("protocol {other} of FileZilla")),
    }
}

fn login(node: Node<'_, '_>, protocol: &Protocol, has_password: bool, notes: &mut Vec<Note>) -> Login {
    let user = text(node, "User").unwrap_or_default();
    let is_sftp = matches!(protocol, Protocol::Sftp(_));
    let has_key = matches!(protocol, Protocol::Sftp(options) if !options.identities.is_empty());
    match number(node, "Logontype").unwrap_or_default() {
        0 if !is_sftp => Login::Anonymous,
        3 if is_sftp => Login::Interactive { user },
        5 if has_key => Login::Key { user },
        kind => {
            if kind == 4 {
                notes.push(Note::Left("Logontype 4 (account)".to_owned()));
            }
            if has_password {
                Login::Password { user }
            } else {
                Login::Ask { user }
            }
        }
    }
}

fn password(node: Node<'_, '_>, notes: &mut Vec<Note>) -> Option<Secret> {
    let element = child(node, "Pass")?;
    let text = element.text().unwrap_or_default();
    match element.attribute("encoding") {
        _ if text.is_empty() => None,
        None => Some(Secret::new(text)),
        Some("base64") => {
            let decoded = Base64::decode_vec(text.trim())
                .ok()
                .and_then(|bytes| String::from_utf8(bytes).ok());
            if decoded.is_none() {
                notes.push(Note::PasswordUnreadable);
            }
            decoded.filter(|text| !text.is_empty()).map(Secret::new)
        }
        Some(_) => {
            notes.push(Note::PasswordLocked);
            None
        }
    }
}

fn charset(node: Node<'_, '_>, notes: &mut Vec<Note>) -> Charset {
    let custom = text(node, "EncodingType").as_deref() == Some("Custom");
    let Some(name) = text(node, "CustomEncoding").filter(|_| custom) else {
        return Charset::Utf8;
    };
    Charset::named(&name).unwrap_or_else(|| {
        notes.push(Note::UnknownCharset(name));
        Charset::Utf8
    })
}

fn colour(number: i64) -> Colour {
    match number {
        1 => Colour::Red,
        2 => Colour::Green,
        3 => Colour::Blue,
        4 => Colour::Yellow,
        5 => Colour::Cyan,
        6 => Colour::Magenta,
        7 => Colour::Orange,
        _ => Colour::None,
    }
}

fn bookmark(node: Node<'_, '_>) -> Bookmark {
    Bookmark {
        name: text(node, "Name")
            .or_else(|| own_text(node))
            .unwrap_or_else(|| "Bookmark".to_owned()),
        local: text(node, "LocalDir").map(PathBuf::from),
        remote: text(node, "RemoteDir").and_then(|path| safe_path(&path)),
        synchronised: text(node, "SyncBrowsing").as_deref() == Some("1"),
    }
}

/// A path as FileZilla writes it: its kind, the length of a prefix, then every name with its length before it.
pub(super) fn safe_path(text: &str) -> Option<RemotePath> {
    let (kind, rest) = text.split_once(' ')?;
    let slashes = matches!(kind, "0" | "1" | "8" | "9" | "10");
    let (prefix, mut rest) = rest.split_once(' ').unwrap_or((rest, ""));
    if !slashes || prefix != "0" {
        return None;
    }
    let mut path = String::new();
    while !rest.is_empty() {
        let (length, names) = rest.split_once(' ')?;
        let length: usize = length.parse().ok()?;
        let end = names.char_indices().nth(length).map_or(names.len(), |(at, _)| at);
        path.push('/');
        path += &names[..end];
        rest = names[end..].strip_prefix(' ').unwrap_or_default();
    }
    Some(if path.is_empty() {
        RemotePath::root()
    } else {
        RemotePath::new(path)
    })
}

/// The elements right inside of one.
pub(super) fn elements<'a, 'input>(node: Node<'a, 'input>) -> impl Iterator<Item = Node<'a, 'input>> {
    node.children().filter(Node::is_element)
}

fn child<'a, 'input>(node: Node<'a, 'input>, name: &str) -> Option<Node<'a, 'input>> {
    elements(node).find(|child| child.has_tag_name(name))
}

/// The text of an element, if there is any.
pub(super) fn text(node: Node<'_, '_>, name: &str) -> Option<String> {
    let text = child(node, name)?.text()?;
    (!text.trim().is_empty()).then(|| text.to_owned())
}

/// The number that is an element's text.
pub(super) fn number(node: Node<'_, '_>, name: &str) -> Option<i64> {
    text(node, name)?.trim().parse().ok()
}

/// The text that stands in an element beside other elements.
fn own_text(node: Node<'_, '_>) -> Option<String> {
    let mut texts = node.children().filter(Node::is_text).filter_map(|text| text.text());
    texts.find_map(|text| {
        let text = text.trim();
        (!text.is_empty()).then(|| text.to_owned())
    })
}
