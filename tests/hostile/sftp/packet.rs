//! Packets of SFTP version 3 (draft-ietf-secsh-filexfer-02).

pub const INIT: u8 = 1;
pub const VERSION: u8 = 2;
pub const OPEN: u8 = 3;
pub const CLOSE: u8 = 4;
pub const READ: u8 = 5;
pub const WRITE: u8 = 6;
pub const LSTAT: u8 = 7;
pub const FSTAT: u8 = 8;
pub const SETSTAT: u8 = 9;
pub const FSETSTAT: u8 = 10;
pub const OPENDIR: u8 = 11;
pub const READDIR: u8 = 12;
pub const REMOVE: u8 = 13;
pub const MKDIR: u8 = 14;
pub const RMDIR: u8 = 15;
pub const REALPATH: u8 = 16;
pub const STAT: u8 = 17;
pub const RENAME: u8 = 18;
pub const EXTENDED: u8 = 200;

pub const STATUS: u8 = 101;
pub const HANDLE: u8 = 102;
pub const DATA: u8 = 103;
pub const NAME: u8 = 104;
pub const ATTRS: u8 = 105;

pub const OK: u32 = 0;
pub const EOF: u32 = 1;
pub const NO_SUCH_FILE: u32 = 2;
pub const PERMISSION_DENIED: u32 = 3;
pub const FAILURE: u32 = 4;
pub const UNSUPPORTED: u32 = 8;

/// Length, then bytes.
pub fn string(bytes: impl AsRef<[u8]>) -> Vec<u8> {
    let bytes = bytes.as_ref();
    [&(bytes.len() as u32).to_be_bytes()[..], bytes].concat()
}

/// The body of a STATUS.
pub fn status(code: u32, text: &str) -> Vec<u8> {
    [&code.to_be_bytes()[..], &string(text), &string("en")].concat()
}

/// Attributes of a file of this size, or of a folder.
pub fn attributes(size: Option<u64>) -> Vec<u8> {
    dated(size, 1_700_000_000)
}

/// The same with the time of last change.
pub fn dated(size: Option<u64>, time: u32) -> Vec<u8> {
    let (size, mode) = match size {
        Some(size) => (size, 0o100_644_u32),
        None => (0, 0o040_755),
    };
    // Size, permissions, times.
    let mut bytes = 0x0d_u32.to_be_bytes().to_vec();
    bytes.extend(size.to_be_bytes());
    for number in [mode, time, time] {
        bytes.extend(number.to_be_bytes());
    }
    bytes
}

/// The body of a NAME: names with their attributes.
pub fn names<'a>(entries: impl IntoIterator<Item = (&'a [u8], Vec<u8>)>) -> Vec<u8> {
    let mut count = 0_u32;
    let mut bytes = Vec::new();
    for (name, attributes) in entries {
        count += 1;
        bytes.extend(string(name));
        bytes.extend(string([b"-rw-r--r-- 1 anna anna 1 Jan 1 2024 ", name].concat()));
        bytes.extend(attributes);
    }
    [&count.to_be_bytes()[..], &bytes].concat()
}

/// A packet as it goes over the channel.
pub fn framed(kind: u8, body: &[u8]) -> Vec<u8> {
    [&(body.len() as u32 + 1).to_be_bytes()[..], &[kind], body].concat()
}

/// Reads numbers and strings from the front. Beyond the end everything is zero or empty.
pub struct Reader<'a>(pub &'a [u8]);

impl<'a> Reader<'a> {
    pub fn bytes(&mut self, count: usize) -> &'a [u8] {
        let (front, rest) = self.0.split_at(count.min(self.0.len()));
        self.0 = rest;
        front
    }

    pub fn number(&mut self) -> u32 {
        self.bytes(4).try_into().map_or(0, u32::from_be_bytes)
    }

    pub fn long(&mut self) -> u64 {
        self.bytes(8).try_into().map_or(0, u64::from_be_bytes)
    }

    pub fn string(&mut self) -> &'a [u8] {
        let length = self.number() as usize;
        self.bytes(length)
    }
}
