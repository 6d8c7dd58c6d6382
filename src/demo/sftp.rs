//! The demo's SFTP server: version 3 (draft-ietf-secsh-filexfer-02) over one folder, names as bytes.
//!
//! It makes no links, so that nothing leads out of the folder.

mod files;

use std::io;
use std::path::PathBuf;

use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};

use self::files::Files;

/// The longest packet that is read: a WRITE of 256 KiB and what belongs to it.
const LONGEST: usize = 256 * 1024 + 4096;

const INIT: u8 = 1;
const VERSION: u8 = 2;
const STATUS: u8 = 101;

/// Why a request is refused: the status (section 7) and words.
struct Refusal(u32, String);

const OK: u32 = 0;
const EOF: u32 = 1;
const NO_SUCH_FILE: u32 = 2;
const PERMISSION_DENIED: u32 = 3;
const FAILURE: u32 = 4;
const BAD_MESSAGE: u32 = 5;
const UNSUPPORTED: u32 = 8;

impl From<io::Error> for Refusal {
    fn from(error: io::Error) -> Self {
        let code = match error.kind() {
            io::ErrorKind::NotFound => NO_SUCH_FILE,
            io::ErrorKind::PermissionDenied => PERMISSION_DENIED,
            _ => FAILURE,
        };
        Self(code, error.to_string())
    }
}

/// Answers one request after the other until the client is gone.
pub async fn serve(mut stream: impl AsyncRead + AsyncWrite + Unpin, folder: PathBuf) {
    let mut files = Files::new(folder);
    // Whatever the error, the channel ends; its client says why better than we could.
    while let Ok(packet) = read(&mut stream).await {
        let answer = answer(&mut files, &packet);
        if stream.write_all(&answer).await.is_err() || stream.flush().await.is_err() {
            return;
        }
    }
}

async fn read(stream: &mut (impl AsyncRead + Unpin)) -> io::Result<Vec<u8>> {
    let length = stream.read_u32().await? as usize;
    if length == 0 || length > LONGEST {
        return Err(io::ErrorKind::InvalidData.into());
    }
    let mut packet = vec![0; length];
    stream.read_exact(&mut packet).await?;
    Ok(packet)
}

fn answer(files: &mut Files, packet: &[u8]) -> Vec<u8> {
    let Some((&kind, rest)) = packet.split_first() else {
        return Vec::new();
    };
    if kind == INIT {
        let mut answer = Writer::new(VERSION);
        answer.number(3);
        answer.string(files::POSIX_RENAME);
        answer.string(b"1");
        return answer.framed();
    }
    let mut reader = Reader(rest);
    let Some(id) = reader.number() else {
        return Vec::new();
    };
    match files.answer(kind, id, &mut reader) {
        Ok(answer) => answer.framed(),
        Err(Refusal(code, words)) => {
            let mut answer = Writer::new(STATUS);
            answer.number(id);
            answer.number(code);
            answer.string(words.as_bytes());
            answer.string(b"en");
            answer.framed()
        }
    }
}

/// Takes numbers and strings from the front; `None` beyond the end.
struct Reader<'a>(&'a [u8]);

impl<'a> Reader<'a> {
    fn bytes(&mut self, count: usize) -> Option<&'a [u8]> {
        let (front, rest) = self.0.split_at_checked(count)?;
        self.0 = rest;
        Some(front)
    }

    fn number(&mut self) -> Option<u32> {
        Some(u32::from_be_bytes(self.bytes(4)?.try_into().ok()?))
    }

    fn long(&mut self) -> Option<u64> {
        Some(u64::from_be_bytes(self.bytes(8)?.try_into().ok()?))
    }

    fn string(&mut self) -> Option<&'a [u8]> {
        let length = self.number()?;
        self.bytes(length as usize)
    }
}

/// A packet that is being written.
struct Writer(Vec<u8>);

impl Writer {
    fn new(kind: u8) -> Self {
        Self(vec![0, 0, 0, 0, kind])
    }

    fn number(&mut self, number: u32) {
        self.0.extend(number.to_be_bytes());
    }

    fn long(&mut self, number: u64) {
        self.0.extend(number.to_be_bytes());
    }

    fn string(&mut self, bytes: &[u8]) {
        self.number(u32::try_from(bytes.len()).unwrap_or(u32::MAX));
        self.0.extend(bytes);
    }

    /// With its length in front.
    fn framed(mut self) -> Vec<u8> {
        let length = u32::try_from(self.0.len() - 4).unwrap_or(u32::MAX);
        self.0[..4].copy_from_slice(&length.to_be_bytes());
        self.0
    }
}
