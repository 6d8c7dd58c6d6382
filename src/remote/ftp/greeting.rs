//! The first words of the server: is this FTP at all?

use std::time::Duration;

use tokio::time::{Instant, timeout_at};

use super::reply;
use super::stream::Stream;
use crate::error::{Error, Kind, Result, Speech, Stage};

/// More greeting than this is read by whoever reads replies, with its own limit.
const ENOUGH: usize = 2048;

/// How many "please wait" replies (120) are heard out.
const MOST_WAITS: usize = 8;

/// Reads so much of the greeting that it can be told from other protocols, and leaves it for suppaftp. A `120` ("ready in
/// a moment") is heard out here.
///
/// # Errors
/// `WrongProtocol` for another protocol or silence, `Closed` if the server hangs up.
pub(super) async fn listen(stream: &mut Stream, limit: Duration) -> Result<()> {
    let mut deadline = Instant::now() + limit;
    let mut waits = 0;
    loop {
        let first = first_line(stream, deadline).await?;
        if let Some(speech) = speech(&first) {
            return Err(
                Error::new(Stage::Greeting, Kind::WrongProtocol(speech), "read greeting")
                    .with_cause(crate::path::visible(first.trim_ascii_end()))
                    .breaking(),
            );
        }
        let Some(length) = reply::length(stream.ahead()).filter(|_| reply::code(&first) == Some(120)) else {
            return Ok(());
        };
        stream.drop_ahead(length);
        waits += 1;
        if waits > MOST_WAITS {
            return Err(Error::new(Stage::Greeting, Kind::TimedOut, "read greeting").breaking());
        }
        deadline = Instant::now() + limit;
    }
}

/// The first line that the server says, or as much of it as tells what it is. Of a `120` the whole reply is read.
async fn first_line(stream: &mut Stream, deadline: Instant) -> Result<Vec<u8>> {
    loop {
        let ahead = stream.ahead();
        let line_end = ahead.iter().position(|byte| *byte == b'\n');
        let is_wait = reply::code(ahead) == Some(120) && reply::length(ahead).is_none();
        if ahead.len() >= ENOUGH
            || (line_end.is_some() && !is_wait)
            || (ahead.len() >= 4 && reply::code(ahead).is_none())
        {
            return Ok(ahead[..line_end.map_or(ahead.len(), |at| at + 1).min(ENOUGH)].to_vec());
        }
        let error = match timeout_at(deadline, stream.look_ahead()).await {
            Ok(Ok(0)) => Error::new(Stage::Greeting, Kind::Closed, "read greeting")
                .with_cause("the server closed the connection before it said anything"),
            Ok(Ok(_)) => continue,
            Ok(Err(error)) => Error::io(Stage::Greeting, "read greeting", &error),
            Err(_) if stream.ahead().is_empty() => {
                Error::new(Stage::Greeting, Kind::WrongProtocol(Speech::Silence), "read greeting")
            }
            Err(_) => Error::new(Stage::Greeting, Kind::TimedOut, "read greeting"),
        };
        return Err(error.breaking());
    }
}

/// What is spoken, if it is not FTP.
fn speech(line: &[u8]) -> Option<Speech> {
    if reply::code(line).is_some()
        && line
            .get(3)
            .is_none_or(|byte| matches!(byte, b' ' | b'-' | b'\r' | b'\n'))
    {
        return None;
    }
    Some(match line {
        [b'S', b'S', b'H', b'-', ..] => Speech::Ssh,
        [b'H', b'T', b'T', b'P', ..] | [b'<', ..] => Speech::Http,
        // A TLS alert or handshake record: the port wants TLS from the first byte.
        [0x15 | 0x16, 3, ..] => Speech::Silence,
        _ => Speech::Unknown,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn other_protocols_are_known_by_their_first_words() {
        assert_eq!(speech(b"220 hello\r\n"), None);
        assert_eq!(speech(b"220-hello\r\n"), None);
        assert_eq!(speech(b"421\r\n"), None);
        assert_eq!(speech(b"SSH-2.0-OpenSSH_9.2\r\n"), Some(Speech::Ssh));
        assert_eq!(speech(b"HTTP/1.1 400 Bad Request\r\n"), Some(Speech::Http));
        assert_eq!(speech(b"\x15\x03\x01\x00\x02\x02\x46"), Some(Speech::Silence));
        assert_eq!(speech(b"* OK IMAP4rev1\r\n"), Some(Speech::Unknown));
    }
}
