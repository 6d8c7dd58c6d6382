//! From a site to a block of the file. In a block that exists, only what differs is touched.

use std::path::PathBuf;

use toml_edit::{Array, ArrayOfTables, DocumentMut, Item, Table, Value};

use super::blocks::{Block, Part};
use super::read::{self, OF_FTP, OF_SFTP};
use crate::path::{Charset, RemotePath};
use crate::site::{
    Agent, Bookmark, Colour, FtpOptions, Login, Mode, Protocol, Saved, Security, SftpOptions, Site, Terms, TlsVersion,
};
use crate::transfer::Resolution;

/// What may be done about existing targets, by name.
pub const RESOLUTIONS: &[(&str, Resolution)] = &[
    ("overwrite", Resolution::Overwrite),
    ("newer", Resolution::OverwriteIfNewer),
    ("size", Resolution::OverwriteIfSizeDiffers),
    ("resume", Resolution::Resume),
    ("rename", Resolution::Rename),
    ("skip", Resolution::Skip),
];

/// Keys that are ours whatever the protocol; those of one protocol come on top.
const OF_ALL: &[&str] = &[
    "id",
    "name",
    "folder",
    "colour",
    "protocol",
    "host",
    "port",
    "login",
    "user",
    "local_folder",
    "remote_folder",
    "synchronised_browsing",
    "on_conflict",
    "connections",
    "download_limit",
    "upload_limit",
    "charset",
    "notes",
    "bookmark",
];

/// A row of keys with their values, in the order in which a new block has them.
type Row = Vec<(&'static str, Value)>;

/// The block of a new site.
pub fn new_site(saved: &Saved) -> Block {
    let mut table = Table::new();
    dress(&mut table, saved);
    block_of("site", Part::Site, table)
}

/// The block of a folder that stands by itself.
pub fn new_folder(path: &[String]) -> Block {
    let mut table = Table::new();
    table.insert("path", Item::Value(list(path)));
    block_of("folder", Part::Folder, table)
}

/// The block with the site as it is now. `None` if the block cannot be read.
pub fn changed(block: &Block, saved: &Saved) -> Option<Block> {
    let before = read::site(block).ok()?;
    let mut document: DocumentMut = block.text.parse().ok()?;
    let table = document.get_mut("site")?.as_array_of_tables_mut()?.get_mut(0)?;
    dress(table, saved);
    if before.bookmarks != saved.bookmarks {
        replace_tables(table, "bookmark", saved.bookmarks.iter().map(bookmark));
    }
    let jumps = |saved: &Saved| match &saved.protocol {
        Protocol::Sftp(options) => options.jump.clone(),
        _ => None,
    };
    if jumps(&before) != jumps(saved) {
        replace_tables(table, "jump", hops(saved).into_iter());
    }
    Some(Block {
        text: document.to_string(),
        ..block.clone()
    })
}

/// The folder's block with another path.
pub fn moved_folder(block: &Block, path: &[String]) -> Option<Block> {
    let mut document: DocumentMut = block.text.parse().ok()?;
    let table = document.get_mut("folder")?.as_array_of_tables_mut()?.get_mut(0)?;
    set(table, "path", list(path));
    Some(Block {
        text: document.to_string(),
        ..block.clone()
    })
}

fn block_of(key: &str, part: Part, mut table: Table) -> Block {
    table.decor_mut().set_prefix("\n");
    let mut tables = ArrayOfTables::new();
    tables.push(table);
    let mut document = DocumentMut::new();
    document.insert(key, Item::ArrayOfTables(tables));
    Block {
        part,
        text: document.to_string(),
        line: 0,
    }
}

/// Gives a table the keys of a site. A new table gets its bookmarks and hosts on the way, too.
fn dress(table: &mut Table, saved: &Saved) {
    let new = table.is_empty();
    let row = row(saved);
    for key in OF_ALL.iter().chain(OF_FTP).chain(OF_SFTP) {
        let tables = matches!(*key, "bookmark" | "jump");
        if !tables && !row.iter().any(|(given, _)| given == key) {
            table.remove(key);
        }
    }
    if !matches!(saved.protocol, Protocol::Sftp(_)) {
        table.remove("jump");
    }
    for (key, value) in row {
        set(table, key, value);
    }
    if new {
        replace_tables(table, "jump", hops(saved).into_iter());
        replace_tables(table, "bookmark", saved.bookmarks.iter().map(bookmark));
    }
}

fn row(saved: &Saved) -> Row {
    let mut row: Row = vec![("id", saved.id.as_str().into()), ("name", saved.name.as_str().into())];
    if !saved.folder.is_empty() {
        row.push(("folder", list(&saved.folder)));
    }
    if saved.colour != Colour::None {
        row.push(("colour", saved.colour.name().into()));
    }
    let spoken = match &saved.protocol {
        Protocol::Sftp(_) | Protocol::Memory => "sftp",
        Protocol::Ftp(options) => match options.security {
            Security::Explicit => "ftp",
            Security::Implicit => "ftps",
            Security::Plain => "ftp+plain",
        },
    };
    row.push(("protocol", spoken.into()));
    row.push(("host", saved.host.as_str().into()));
    row.push(("port", i64::from(saved.port).into()));
    row.push(("login", saved.login.name().into()));
    if saved.login != Login::Anonymous {
        row.push(("user", saved.login.user().into()));
    }
    match &saved.protocol {
        Protocol::Ftp(options) => of_ftp(&mut row, options),
        Protocol::Sftp(options) => of_sftp(&mut row, options),
        Protocol::Memory => {}
    }
    folders(
        &mut row,
        saved.local_folder.as_ref(),
        saved.remote_folder.as_ref(),
        saved.synchronised,
    );
    let named = |resolution| RESOLUTIONS.iter().find(|(_, known)| *known == resolution);
    if let Some((name, _)) = saved.on_conflict.and_then(named) {
        row.push(("on_conflict", (*name).into()));
    }
    of_terms(&mut row, &saved.terms);
    if !saved.notes.is_empty() {
        row.push(("notes", saved.notes.as_str().into()));
    }
    row
}

fn of_terms(row: &mut Row, terms: &Terms) {
    let number = |count: u64| Value::from(i64::try_from(count).unwrap_or(i64::MAX));
    row.extend(
        terms
            .connections
            .map(|count| ("connections", number(count.get() as u64))),
    );
    row.extend(terms.download_limit.map(|rate| ("download_limit", number(rate))));
    row.extend(terms.upload_limit.map(|rate| ("upload_limit", number(rate))));
    if terms.charset != Charset::Utf8 {
        row.push(("charset", terms.charset.name().into()));
    }
}

fn of_ftp(row: &mut Row, options: &FtpOptions) {
    match options.mode {
        Mode::Auto => {}
        Mode::Passive => row.push(("mode", "passive".into())),
        Mode::Active => row.push(("mode", "active".into())),
    }
    if let Some(ports) = &options.active_ports {
        row.push(("active_ports", format!("{}-{}", ports.start(), ports.end()).into()));
    }
    row.extend(
        options
            .active_address
            .map(|address| ("active_address", address.to_string().into())),
    );
    if options.highest_tls == TlsVersion::Tls12 {
        row.push(("highest_tls", "1.2".into()));
    }
    if options.accepts_missing_goodbye {
        row.push(("never_says_goodbye", true.into()));
    }
    row.extend(
        options
            .time_offset
            .map(|minutes| ("time_offset", i64::from(minutes).into())),
    );
}

fn of_sftp(row: &mut Row, options: &SftpOptions) {
    if !options.identities.is_empty() {
        row.push(("keys", paths(&options.identities)));
    }
    if !options.certificates.is_empty() {
        row.push(("certificates", paths(&options.certificates)));
    }
    match options.agent {
        Agent::Off => {}
        Agent::Named => row.push(("agent", "named".into())),
        Agent::Any => row.push(("agent", "any".into())),
    }
    row.extend(
        options
            .key_alias
            .as_ref()
            .map(|alias| ("key_alias", alias.as_str().into())),
    );
    if options.old_algorithms {
        row.push(("old_algorithms", true.into()));
    }
}

/// The hosts on the way, the first one first.
fn hops(saved: &Saved) -> Vec<Table> {
    let Protocol::Sftp(options) = &saved.protocol else {
        return Vec::new();
    };
    let way = std::iter::successors(options.jump.as_deref(), |site| {
        let site: &Site = site;
        site.sftp().and_then(|options| options.jump.as_deref())
    });
    let mut tables: Vec<Table> = way.map(hop).collect();
    tables.reverse();
    tables
}

fn hop(site: &Site) -> Table {
    let mut row: Row = vec![
        ("host", site.host.as_str().into()),
        ("port", i64::from(site.port).into()),
        ("user", site.logon.user().into()),
    ];
    if let Some(options) = site.sftp() {
        of_sftp(&mut row, options);
    }
    table_of(row)
}

fn bookmark(mark: &Bookmark) -> Table {
    let mut row: Row = vec![("name", mark.name.as_str().into())];
    folders(&mut row, mark.local.as_ref(), mark.remote.as_ref(), mark.synchronised);
    table_of(row)
}

fn folders(row: &mut Row, local: Option<&PathBuf>, remote: Option<&RemotePath>, synchronised: bool) {
    row.extend(local.map(|path| ("local_folder", path.to_string_lossy().into_owned().into())));
    // A folder with a name that is no text could not be written here.
    let remote = remote.and_then(|path| std::str::from_utf8(path.as_bytes()).ok());
    row.extend(remote.map(|path| ("remote_folder", path.into())));
    if synchronised {
        row.push(("synchronised_browsing", true.into()));
    }
}

fn table_of(row: Row) -> Table {
    let mut table = Table::new();
    for (key, value) in row {
        table.insert(key, Item::Value(value));
    }
    table
}

fn replace_tables(table: &mut Table, key: &str, tables: impl Iterator<Item = Table>) {
    let tables: ArrayOfTables = tables.collect();
    table.remove(key);
    if !tables.is_empty() {
        table.insert(key, Item::ArrayOfTables(tables));
    }
}

/// Sets a key. What says the same already stays as it is written.
fn set(table: &mut Table, key: &str, mut value: Value) {
    match table.get_mut(key).and_then(Item::as_value_mut) {
        Some(there) if is_same(there, &value) => {}
        Some(there) => {
            // The comment behind the old value stays.
            *value.decor_mut() = there.decor().clone();
            *there = value;
        }
        None => {
            table.insert(key, Item::Value(value));
        }
    }
}

fn is_same(one: &Value, other: &Value) -> bool {
    match (one, other) {
        (Value::String(one), Value::String(other)) => one.value() == other.value(),
        (Value::Integer(one), Value::Integer(other)) => one.value() == other.value(),
        (Value::Boolean(one), Value::Boolean(other)) => one.value() == other.value(),
        (Value::Array(one), Value::Array(other)) => {
            one.len() == other.len() && one.iter().zip(other.iter()).all(|(one, other)| is_same(one, other))
        }
        (Value::String(one), Value::Array(list)) => {
            list.len() == 1 && list.get(0).and_then(Value::as_str) == Some(one.value())
        }
        _ => false,
    }
}

fn list(names: &[String]) -> Value {
    names.iter().map(String::as_str).collect::<Array>().into()
}

fn paths(paths: &[PathBuf]) -> Value {
    let texts = paths.iter().map(|path| path.to_string_lossy().into_owned());
    texts.collect::<Array>().into()
}
