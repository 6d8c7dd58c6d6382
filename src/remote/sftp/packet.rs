//! Packets of SFTP version 3 (draft-ietf-secsh-filexfer-02): requests to bytes, bytes to answers. No IO, any input.

use std::fmt;

use bytes::{Buf, BufMut, Bytes, BytesMut};

use super::attributes::Attributes;
use super::status::Status;

/// The version that is spoken.
pub const VERSION: u32 = 3;

/// An answer breaks the rules. Nothing that follows can be trusted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Malformed(pub &'static str);

impl fmt::Display for Malformed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the server broke the SFTP protocol: {}", self.0)
    }
}

/// What a server answers.
#[derive(Clone, Debug, PartialEq)]
pub enum Answer {
    /// How it ended.
    Status(Status),
    /// An open file or folder. Any bytes, up to 256 of them.
    Handle(Bytes),
    /// Part of a file.
    Data(Bytes),
    /// Part of a listing, or one path.
    Names(Vec<Name>),
    /// What is known of a file.
    Attributes(Attributes),
    /// The answer to an extension.
    Extended(Bytes),
}

/// One name of a listing.
#[derive(Clone, Debug, PartialEq)]
pub struct Name {
    /// The name, or for REALPATH and READLINK the path, in the server's bytes.
    pub name: Bytes,
    /// The line that `ls -l` would print; nothing is promised about its form.
    pub line: Bytes,
    /// What is known of it.
    pub attributes: Attributes,
}

impl Answer {
    /// Reads an answer: the id of its request, and itself. Nothing is copied; bytes behind the last field are ignored.
    ///
    /// # Errors
    /// If a field is cut off, or the type is none of an answer.
    pub fn read(packet: Bytes) -> Result<(u32, Self), Malformed> {
        let mut reader = Reader::new(packet);
        let kind = reader.u8()?;
        if !matches!(kind, 101..=105 | 201) {
            return Err(Malformed("a packet of an unknown type"));
        }
        let id = reader.u32()?;
        let answer = match kind {
            101 => Self::Status(Status::read(&mut reader)?),
            102 => match reader.string()? {
                handle if handle.len() <= 256 => Self::Handle(handle),
                _ => return Err(Malformed("a handle of more than 256 bytes")),
            },
            103 => Self::Data(reader.string()?),
            104 => Self::Names(names(&mut reader)?),
            105 => Self::Attributes(Attributes::read(&mut reader)?),
            _ => Self::Extended(reader.0),
        };
        Ok((id, answer))
    }
}

fn names(reader: &mut Reader) -> Result<Vec<Name>, Malformed> {
    let count = reader.u32()?;
    // Two lengths and the flags of the attributes are the least that a name takes.
    if u64::from(count) * 12 > reader.0.len() as u64 {
        return Err(Malformed("more names announced than the packet can hold"));
    }
    (0..count)
        .map(|_| {
            Ok(Name {
                name: reader.string()?,
                line: reader.string()?,
                attributes: Attributes::read(reader)?,
            })
        })
        .collect()
}

/// Reads the first packet of a server: its version, and its extensions with what they say.
///
/// # Errors
/// If it is any other packet, or one is cut off.
pub fn version(packet: Bytes) -> Result<(u32, Vec<(Bytes, Bytes)>), Malformed> {
    let mut reader = Reader::new(packet);
    if reader.u8()? != 2 {
        return Err(Malformed("the first packet is not the version"));
    }
    let version = reader.u32()?;
    let mut extensions = Vec::new();
    while !reader.is_over() {
        extensions.push((reader.string()?, reader.string()?));
    }
    Ok((version, extensions))
}

/// Fields of a packet, one after the other.
#[derive(Debug)]
pub(super) struct Reader(Bytes);

impl Reader {
    pub(super) fn new(bytes: Bytes) -> Self {
        Self(bytes)
    }

    pub(super) fn is_over(&self) -> bool {
        self.0.is_empty()
    }

    /// All that follows.
    pub(super) fn rest(&self) -> &Bytes {
        &self.0
    }

    pub(super) fn u8(&mut self) -> Result<u8, Malformed> {
        self.0.try_get_u8().map_err(|_| CUT)
    }

    pub(super) fn u32(&mut self) -> Result<u32, Malformed> {
        self.0.try_get_u32().map_err(|_| CUT)
    }

    pub(super) fn u64(&mut self) -> Result<u64, Malformed> {
        self.0.try_get_u64().map_err(|_| CUT)
    }

    pub(super) fn string(&mut self) -> Result<Bytes, Malformed> {
        match usize::try_from(self.u32()?) {
            Ok(length) if length <= self.0.len() => Ok(self.0.split_to(length)),
            _ => Err(CUT),
        }
    }
}

const CUT: Malformed = Malformed("a field is cut off");

/// What may answer a request; a status always may.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Expects {
    /// Nothing but a status.
    Status,
    /// A handle.
    Handle,
    /// At most so many bytes of a file.
    Data(u32),
    /// Names.
    Names,
    /// Attributes.
    Attributes,
    /// What the extension says.
    Extended,
}

impl Expects {
    /// Whether this can be the answer.
    pub fn fits(self, answer: &Answer) -> bool {
        match (self, answer) {
            (_, Answer::Status(_))
            | (Self::Handle, Answer::Handle(_))
            | (Self::Names, Answer::Names(_))
            | (Self::Attributes, Answer::Attributes(_))
            | (Self::Extended, Answer::Extended(_)) => true,
            (Self::Data(length), Answer::Data(bytes)) => bytes.len() as u64 <= u64::from(length),
            _ => false,
        }
    }
}

/// A request that lacks only its id.
#[derive(Debug)]
pub struct Request {
    packet: BytesMut,
    /// The bytes of a WRITE, which are not copied into the packet.
    payload: Bytes,
    /// What may answer it.
    pub expects: Expects,
    /// How it stands in the log.
    pub line: Vec<u8>,
}

/// Length, type and id.
const HEADER: usize = 9;

/// How a file is opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Open {
    /// To read.
    Read,
    /// To write; made if it is not there.
    Write,
    /// To write; made if it is not there, emptied if it is.
    Replace,
}

impl Request {
    fn new(kind: u8, expects: Expects) -> Self {
        let mut packet = BytesMut::with_capacity(64);
        packet.put_bytes(0, HEADER);
        packet[4] = kind;
        Self {
            packet,
            payload: Bytes::new(),
            expects,
            line: Vec::new(),
        }
    }

    fn string(mut self, bytes: &[u8]) -> Self {
        // No name or handle of ours comes near 4 GiB; a packet that long would never be made.
        self.packet.put_u32(u32::try_from(bytes.len()).unwrap_or(u32::MAX));
        self.packet.put_slice(bytes);
        self
    }

    fn attributes(mut self, attributes: &Attributes) -> Self {
        attributes.write(&mut self.packet);
        self
    }

    fn shown(mut self, verb: &str, path: &[u8], rest: &str) -> Self {
        self.line = [verb.as_bytes(), b" \"", path, b"\"", rest.as_bytes()].concat();
        self
    }

    /// The first packet of a connection; it has no id.
    pub fn init() -> Bytes {
        let mut packet = BytesMut::with_capacity(HEADER);
        packet.put_u32(5);
        packet.put_u8(1);
        packet.put_u32(VERSION);
        packet.freeze()
    }

    /// OPEN. Never to append: a write that is sent twice must not be there twice.
    pub fn open(path: &[u8], how: Open) -> Self {
        let (flags, letter) = match how {
            Open::Read => (0x1, " r"),
            Open::Write => (0x2 | 0x8, " w"),
            Open::Replace => (0x2 | 0x8 | 0x10, " w, from nothing"),
        };
        let mut request = Self::new(3, Expects::Handle).string(path);
        request.packet.put_u32(flags);
        request.attributes(&Attributes::default()).shown("OPEN", path, letter)
    }

    /// CLOSE.
    pub fn close(handle: &[u8]) -> Self {
        Self::new(4, Expects::Status).string(handle)
    }

    /// READ.
    pub fn read(handle: &[u8], offset: u64, length: u32) -> Self {
        let mut request = Self::new(5, Expects::Data(length)).string(handle);
        request.packet.put_u64(offset);
        request.packet.put_u32(length);
        request
    }

    /// WRITE.
    pub fn write(handle: &[u8], offset: u64, payload: Bytes) -> Self {
        let mut request = Self::new(6, Expects::Status).string(handle);
        request.packet.put_u64(offset);
        request.packet.put_u32(u32::try_from(payload.len()).unwrap_or(u32::MAX));
        request.payload = payload;
        request
    }

    /// STAT, or LSTAT, which describes a link itself.
    pub fn stat(path: &[u8], follow: bool) -> Self {
        let (kind, verb) = if follow { (17, "STAT") } else { (7, "LSTAT") };
        Self::new(kind, Expects::Attributes).string(path).shown(verb, path, "")
    }

    /// FSTAT.
    pub fn stat_open(handle: &[u8]) -> Self {
        Self::new(8, Expects::Attributes).string(handle)
    }

    /// SETSTAT.
    pub fn set(path: &[u8], attributes: &Attributes) -> Self {
        Self::new(9, Expects::Status)
            .string(path)
            .attributes(attributes)
            .shown("SETSTAT", path, &set_words(attributes))
    }

    /// FSETSTAT.
    pub fn set_open(handle: &[u8], attributes: &Attributes) -> Self {
        Self::new(10, Expects::Status).string(handle).attributes(attributes)
    }

    /// OPENDIR.
    pub fn open_directory(path: &[u8]) -> Self {
        Self::new(11, Expects::Handle).string(path).shown("OPENDIR", path, "")
    }

    /// READDIR.
    pub fn read_directory(handle: &[u8]) -> Self {
        Self::new(12, Expects::Names).string(handle)
    }

    /// REMOVE.
    pub fn remove(path: &[u8]) -> Self {
        Self::new(13, Expects::Status).string(path).shown("REMOVE", path, "")
    }

    /// MKDIR.
    pub fn make_directory(path: &[u8]) -> Self {
        Self::new(14, Expects::Status)
            .string(path)
            .attributes(&Attributes::default())
            .shown("MKDIR", path, "")
    }

    /// RMDIR.
    pub fn remove_directory(path: &[u8]) -> Self {
        Self::new(15, Expects::Status).string(path).shown("RMDIR", path, "")
    }

    /// REALPATH.
    pub fn real_path(path: &[u8]) -> Self {
        Self::new(16, Expects::Names).string(path).shown("REALPATH", path, "")
    }

    /// RENAME, which replaces nothing on servers that keep to the draft.
    pub fn rename(from: &[u8], to: &[u8]) -> Self {
        Self::new(18, Expects::Status)
            .string(from)
            .string(to)
            .two("RENAME", from, to)
    }

    /// READLINK.
    pub fn read_link(path: &[u8]) -> Self {
        Self::new(19, Expects::Names).string(path).shown("READLINK", path, "")
    }

    /// SYMLINK. The draft puts the new link first; OpenSSH put the target first, and everybody followed it.
    pub fn make_link(target: &[u8], path: &[u8]) -> Self {
        Self::new(20, Expects::Status)
            .string(target)
            .string(path)
            .two("SYMLINK", target, path)
    }

    /// EXTENDED, with the words of the extension as strings.
    pub fn extended(name: &str, words: &[&[u8]], expects: Expects) -> Self {
        let mut request = Self::new(200, expects).string(name.as_bytes());
        request.line = name.as_bytes().to_vec();
        for word in words {
            request = request.string(word);
            request.line.extend_from_slice(&[b" \"", *word, b"\""].concat());
        }
        request
    }

    /// The same with more fields behind it, as the extension wants them.
    #[must_use]
    pub fn with(mut self, fields: &[u8]) -> Self {
        self.packet.put_slice(fields);
        self
    }

    fn two(mut self, verb: &str, first: &[u8], second: &[u8]) -> Self {
        self.line = [verb.as_bytes(), b" \"", first, b"\" \"", second, b"\""].concat();
        self
    }

    /// The same, standing in the log as `line`; not at all if it is empty.
    #[must_use]
    pub fn as_line(mut self, line: impl Into<Vec<u8>>) -> Self {
        self.line = line.into();
        self
    }

    /// The bytes to send, in two parts of which the second may be empty.
    pub fn seal(mut self, id: u32) -> (Bytes, Bytes) {
        let length = self.packet.len() + self.payload.len() - 4;
        self.packet[..4].copy_from_slice(&u32::try_from(length).unwrap_or(u32::MAX).to_be_bytes());
        self.packet[5..HEADER].copy_from_slice(&id.to_be_bytes());
        (self.packet.freeze(), self.payload)
    }
}

/// What is set, for the log.
pub(super) fn set_words(attributes: &Attributes) -> String {
    let mut words = String::new();
    if let Some(size) = attributes.size {
        words.push_str(&format!(" size {size}"));
    }
    if let Some(mode) = attributes.mode {
        words.push_str(&format!(" mode {mode:04o}"));
    }
    if let Some((_, changed)) = attributes.times {
        words.push_str(&format!(" modified {changed}"));
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn requests_have_the_bytes_of_the_draft() {
        let (packet, payload) = Request::write(b"\x80h", 1 << 32, Bytes::from_static(b"xyz")).seal(7);
        let expected = b"\0\0\0\x1a\x06\0\0\0\x07\0\0\0\x02\x80h\0\0\0\x01\0\0\0\0\0\0\0\x03";
        assert_eq!(&packet[..], expected);
        assert_eq!(&payload[..], b"xyz");
        let (packet, _) = Request::open(b"a", Open::Replace).seal(1);
        assert_eq!(&packet[..], b"\0\0\0\x12\x03\0\0\0\x01\0\0\0\x01a\0\0\0\x1a\0\0\0\0");
        assert_eq!(&Request::init()[..], b"\0\0\0\x05\x01\0\0\0\x03");
    }

    #[test]
    fn the_version_has_extensions() {
        let packet = Bytes::from_static(b"\x02\0\0\0\x03\0\0\0\x03a@b\0\0\0\x011");
        let (version, extensions) = version(packet).unwrap();
        assert_eq!((version, extensions.len()), (3, 1));
        assert_eq!(&extensions[0].0[..], b"a@b");
        assert!(super::version(Bytes::from_static(b"\x02\0\0\0\x03\0\0\0\x09a@b")).is_err());
        assert!(super::version(Bytes::from_static(b"\x65\0\0\0\x03")).is_err());
    }

    #[test]
    fn lies_about_lengths_are_errors() {
        for packet in [
            &b""[..],
            b"\x65",
            b"\x65\0\0\0",
            b"\x67\0\0\0\x01\0\0\0\x05abcd",
            b"\x68\0\0\0\x01\xff\xff\xff\xff",
            b"\x68\0\0\0\x01\0\0\0\x01\0\0\0\x01a\0\0\0\0",
            b"\x69\0\0\0\x01\0\0\0\x01\0\0",
            b"\x01\0\0\0\x01",
        ] {
            assert!(Answer::read(Bytes::from_static(packet)).is_err(), "{packet:?}");
        }
    }

    #[test]
    fn what_comes_is_not_copied() {
        let packet = Bytes::from_static(b"\x67\0\0\0\x09\0\0\0\x04abcd");
        let (id, answer) = Answer::read(packet.clone()).unwrap();
        let Answer::Data(bytes) = answer else {
            panic!("{answer:?}")
        };
        assert_eq!((id, &bytes[..]), (9, &b"abcd"[..]));
        assert_eq!(bytes.as_ptr(), packet[9..].as_ptr());
        assert!(!Expects::Data(3).fits(&Answer::Data(bytes.clone())));
        assert!(Expects::Data(4).fits(&Answer::Data(bytes)));
    }

    proptest! {
        #[test]
        fn any_bytes_are_read_or_refused(bytes in proptest::collection::vec(any::<u8>(), 0..300), kind in 100..106u8) {
            let packet = Bytes::from([&[kind], &bytes[..]].concat());
            if let Ok((_, Answer::Names(names))) = Answer::read(packet) {
                prop_assert!(names.len() * 12 <= bytes.len());
            }
            let _ = version(Bytes::from([&[2], &bytes[..]].concat()));
        }
    }
}
