//! The objects of `--json`, one a line.

use std::io;

use serde::Serialize;

use crate::entry::{Entry, Kind, Modified, Zone};
use crate::error::{Error, Kind as Failed, Stage};
use crate::path::visible;

/// One entry of `ls` and `stat`.
#[derive(Serialize)]
pub struct EntryObject<'a> {
    name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    name_hex: Option<String>,
    kind: &'static str,
    size: Option<u64>,
    modified: Option<String>,
    permissions: Option<String>,
    owner: Option<String>,
    group: Option<String>,
    target: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    blocked: Option<&'a str>,
}

impl<'a> EntryObject<'a> {
    /// The object of an entry; `blocked` says why its name cannot be used.
    pub fn new(entry: &Entry, blocked: Option<&'a str>) -> Self {
        let bytes = entry.name.as_bytes();
        Self {
            name: text(bytes),
            name_hex: std::str::from_utf8(bytes).is_err().then(|| hex(bytes)),
            kind: match entry.kind {
                Kind::File => "file",
                Kind::Directory => "directory",
                Kind::Link => "link",
                Kind::Other => "other",
            },
            size: entry.size.filter(|_| entry.kind == Kind::File),
            modified: entry.modified.and_then(|modified| rfc3339(&modified)),
            permissions: entry.permissions.map(|mode| format!("{:04o}", mode.bits())),
            owner: entry.owner.as_ref().map(|owner| text(owner.as_bytes())),
            group: entry.group.as_ref().map(|group| text(group.as_bytes())),
            target: entry.target.as_ref().map(|target| text(target)),
            blocked,
        }
    }
}

/// An error inside another object.
#[derive(Serialize)]
pub struct ErrorObject {
    stage: &'static str,
    kind: &'static str,
    reply: Option<String>,
}

impl From<&Error> for ErrorObject {
    fn from(error: &Error) -> Self {
        Self {
            stage: error.stage.name(),
            kind: kind_name(error),
            reply: error.reply.as_ref().map(|reply| text(&reply.text)),
        }
    }
}

/// A data connection that never opens is a kind of its own, whatever the system calls it: the advice is another one.
fn kind_name(error: &Error) -> &'static str {
    match (&error.kind, error.stage) {
        (Failed::TimedOut | Failed::Refused | Failed::Unreachable, Stage::DataConnection) => "data_connection",
        (kind, _) => kind.name(),
    }
}

/// A line that is nothing but an error.
#[derive(Serialize)]
pub struct Failure {
    /// The error.
    pub error: ErrorObject,
}

/// The end of one file of `get` and `put`.
#[derive(Serialize)]
pub struct FileObject {
    /// Where it came from.
    pub source: String,
    /// Where it went; nothing where it never got that far.
    pub target: Option<String>,
    /// `done`, `failed` or `skipped`.
    pub status: &'static str,
    /// Bytes moved.
    pub bytes: u64,
    /// How it was checked.
    pub verified: &'static str,
    /// Remarks and reasons, in words.
    pub why: Option<String>,
    /// What went wrong.
    pub error: Option<ErrorObject>,
}

/// One item that a recursive request could not do.
#[derive(Serialize)]
pub struct ItemObject {
    /// Its path.
    pub path: String,
    /// Always `failed`.
    pub status: &'static str,
    /// Why.
    pub error: ErrorObject,
}

/// The end of a request that changes something.
#[derive(Serialize)]
pub struct ChangedObject {
    /// `done`, or `failed` if some items did not change.
    pub status: &'static str,
    /// Items changed.
    pub done: u64,
    /// Items not changed.
    pub failed: u64,
}

/// A reply of the server.
#[derive(Serialize)]
pub struct ReplyObject {
    /// Three digits.
    pub code: u16,
    /// All its lines.
    pub reply: String,
}

/// The last line of `get` and `put`.
#[derive(Serialize)]
pub struct SummaryObject {
    /// The numbers.
    pub summary: Summary,
}

/// A run of `get` or `put` in numbers.
#[derive(Serialize, Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct Summary {
    /// Files on their target, checked.
    pub done: u64,
    /// Files that failed, and folders and sources that could not be read or made.
    pub failed: u64,
    /// Files left alone, for any reason.
    pub skipped: u64,
    /// Of these, files left because nobody said what to do about an existing target.
    pub left: u64,
    /// Files that were moved and are still at their source, too.
    pub stayed: u64,
    /// Names that cannot be used and were not touched.
    pub blocked: u64,
    /// Folders made or found.
    pub folders: u64,
    /// Bytes moved.
    pub bytes: u64,
    /// How long it took.
    pub milliseconds: u64,
}

/// One line of JSON, safe to show on a terminal: characters that act on it are written as `\u....`.
pub fn line(object: &impl Serialize) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(160);
    let mut serializer = serde_json::Serializer::with_formatter(&mut bytes, Harmless);
    // Writing these objects to memory cannot fail: their keys are text and no number is odd.
    let _ = object.serialize(&mut serializer);
    bytes.push(b'\n');
    bytes
}

/// Writes JSON without characters that reorder or hide text.
struct Harmless;

impl serde_json::ser::Formatter for Harmless {
    fn write_string_fragment<W: ?Sized + io::Write>(&mut self, writer: &mut W, fragment: &str) -> io::Result<()> {
        let mut plain = 0;
        for (at, c) in fragment.char_indices().filter(|(_, c)| acts_on_text(*c)) {
            writer.write_all(&fragment.as_bytes()[plain..at])?;
            for unit in c.encode_utf16(&mut [0; 2]) {
                write!(writer, "\\u{unit:04x}")?;
            }
            plain = at + c.len_utf8();
        }
        writer.write_all(&fragment.as_bytes()[plain..])
    }
}

/// Whether a character is one of those that [`visible`] escapes. JSON itself escapes those below the blank.
fn acts_on_text(c: char) -> bool {
    c == '\u{7f}' || !c.is_ascii() && visible(c.encode_utf8(&mut [0; 4]).as_bytes()).starts_with('\\')
}

/// Text as it is where it is UTF-8, else made readable.
pub fn text(bytes: &[u8]) -> String {
    match std::str::from_utf8(bytes) {
        Ok(text) => text.to_owned(),
        Err(_) => visible(bytes),
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// RFC 3339 in UTC; without the `Z` where the server's zone is not known.
fn rfc3339(modified: &Modified) -> Option<String> {
    let at = time::OffsetDateTime::from_unix_timestamp(modified.seconds).ok()?;
    let text = at.format(&time::format_description::well_known::Rfc3339).ok()?;
    Some(match modified.zone {
        Zone::Utc | Zone::Inferred => text,
        Zone::Server => text.trim_end_matches('Z').to_owned(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::entry::{Permissions, Precision};
    use crate::path::RemoteName;
    use proptest::prelude::*;

    fn shown(entry: &Entry) -> String {
        String::from_utf8(line(&EntryObject::new(entry, None))).unwrap()
    }

    #[test]
    fn an_entry_as_promised() {
        let mut entry = Entry::new("a\"b".into(), Kind::File);
        entry.size = Some(5);
        entry.permissions = Some(Permissions::new(0o644));
        entry.owner = Some("me".into());
        entry.modified = Some(Modified {
            seconds: 1_700_000_000,
            precision: Precision::Second,
            zone: Zone::Utc,
        });
        assert_eq!(
            shown(&entry),
            "{\"name\":\"a\\\"b\",\"kind\":\"file\",\"size\":5,\"modified\":\"2023-11-14T22:13:20Z\",\
             \"permissions\":\"0644\",\"owner\":\"me\",\"group\":null,\"target\":null}\n"
        );
    }

    #[test]
    fn a_data_connection_that_never_opens_is_a_kind_of_its_own() {
        for (stage, kind, name) in [
            (Stage::DataConnection, Failed::TimedOut, "data_connection"),
            (Stage::DataConnection, Failed::Refused, "data_connection"),
            (Stage::DataConnection, Failed::Stranger, "stranger"),
            (Stage::Connect, Failed::TimedOut, "timed_out"),
        ] {
            let object = ErrorObject::from(&Error::new(stage, kind, "x"));
            assert_eq!((object.stage, object.kind), (stage.name(), name));
        }
    }

    #[test]
    fn names_that_are_not_utf8_keep_their_bytes() {
        let entry = Entry::new(RemoteName::new(b"caf\xe9".to_vec()), Kind::Directory);
        let shown = shown(&entry);
        assert!(
            shown.starts_with("{\"name\":\"caf\\\\xe9\",\"name_hex\":\"636166e9\","),
            "{shown}"
        );
    }

    proptest! {
        #[test]
        fn every_name_reads_back_and_acts_on_nothing(name in "[a\"\\\\\u{0}-\u{20}\u{7f}-\u{9f}é\u{202e}\u{feff}\u{e0001}你]{0,20}") {
            let shown = shown(&Entry::new(name.as_str().into(), Kind::File));
            let read: serde_json::Value = serde_json::from_str(&shown).unwrap();
            prop_assert_eq!(read["name"].as_str(), Some(name.as_str()));
            let acts = |c: char| c != '\n' && (c.is_ascii_control() || acts_on_text(c));
            prop_assert!(!shown.contains(acts), "{}", shown);
        }
    }
}
