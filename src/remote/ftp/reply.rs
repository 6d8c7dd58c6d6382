//! What a reply means: its code, where it ends, and what kind of failure it stands for.

use crate::error::{Error, Kind, Reply, Stage};

/// Takes a whole reply as it came. The code is the one of its last line: some servers open a reply with another.
pub(super) fn read(body: &[u8]) -> Reply {
    let text = body.trim_ascii_end();
    let last = text.rsplit(|byte| *byte == b'\n').next().unwrap_or_default();
    Reply {
        code: code(last).unwrap_or(0),
        text: text.to_vec(),
    }
}

/// The three digits at the start of a line.
pub(super) fn code(line: &[u8]) -> Option<u16> {
    let digits = line.get(..3)?;
    digits
        .iter()
        .all(u8::is_ascii_digit)
        .then(|| digits.iter().fold(0, |sum, digit| sum * 10 + u16::from(digit - b'0')))
}

/// How many bytes the first whole reply in `bytes` takes (RFC 959, 4.2); `None` if its end has not come.
pub(super) fn length(bytes: &[u8]) -> Option<usize> {
    let mut end = 0;
    for line in bytes.split_inclusive(|byte| *byte == b'\n') {
        if !line.ends_with(b"\n") {
            return None;
        }
        end += line.len();
        if code(line).is_some() && line.get(3).is_none_or(|byte| *byte != b'-') {
            return Some(end);
        }
    }
    None
}

/// The lines of a reply without their line ends.
pub(super) fn lines(reply: &Reply) -> impl Iterator<Item = &[u8]> {
    reply
        .text
        .split(|byte| *byte == b'\n')
        .map(|line| line.strip_suffix(b"\r").unwrap_or(line))
}

/// The words of the last line, without the code.
pub(super) fn words(reply: &Reply) -> &[u8] {
    let last = lines(reply).last().unwrap_or_default();
    last.get(4..).unwrap_or_default()
}

/// The failure that a refusing reply stands for.
pub(super) fn refusal(stage: Stage, attempted: impl Into<String>, reply: Reply) -> Error {
    let error = Error::new(stage, kind(&reply), attempted);
    let broken = reply.code == 421 || !(100..600).contains(&reply.code) || is_last_breath(&reply);
    let error = error.with_reply(reply);
    if broken { error.breaking() } else { error }
}

/// Tells what a refusing reply is about. Where the words are not plain, it is `Rejected`, and the words are shown.
pub(super) fn kind(reply: &Reply) -> Kind {
    match reply.code {
        421 if is_about_limits(reply) => Kind::TooMany,
        421 => Kind::Closed,
        452 | 552 => Kind::NoSpace,
        // All its passive ports are waiting for their time after a connection to pass: soon some are free again.
        500 if is_last_breath(reply) && reply.says("sysutil_bind") => Kind::Closed,
        500 if is_last_breath(reply) => Kind::Rejected,
        500 | 502 | 504 => Kind::Unsupported,
        530 if is_about_limits(reply) => Kind::TooMany,
        521 => Kind::Exists,
        450 | 451 | 550 | 553 if says_full(reply) => Kind::NoSpace,
        450 | 550 if says_missing(reply) => Kind::NotFound,
        0..=399 | 600.. => Kind::Protocol,
        _ => Kind::Rejected,
    }
}

/// vsftpd says this when it ends because of something that it did not expect.
pub(super) fn is_last_breath(reply: &Reply) -> bool {
    reply.code == 500 && reply.says("OOPS")
}

/// The server allows no more connections, or no more logins of this user or from this address.
pub(super) fn is_about_limits(reply: &Reply) -> bool {
    [
        "too many",
        "maximum",
        "limit",
        "try again later",
        "already logged in",
        "max connections",
    ]
    .iter()
    .any(|part| reply.says(part))
}

fn says_missing(reply: &Reply) -> bool {
    if reply.says("permission") || reply.says("denied") {
        return false;
    }
    [
        "no such",
        "not found",
        "does not exist",
        "doesn't exist",
        "not exist",
        "cannot find",
        "can't find",
        "could not find",
        "no file",
        "unable to find",
        "nonexistent",
    ]
    .iter()
    .any(|part| reply.says(part))
}

/// The server says that the name is taken.
pub(super) fn says_exists(reply: &Reply) -> bool {
    reply.code == 521
        || (matches!(reply.code, 550 | 553 | 450) && reply.says("exist") && !says_missing(reply))
        || (reply.code == 550 && reply.says("already"))
}

fn says_full(reply: &Reply) -> bool {
    ["no space", "disk full", "quota", "insufficient", "disk is full"]
        .iter()
        .any(|part| reply.says(part))
}

/// The answer to a listing that means "there is nothing", not "there is no such folder".
pub(super) fn says_empty(reply: &Reply) -> bool {
    matches!(reply.code, 450 | 550)
        && [
            "no files found",
            "no members found",
            "no file found",
            "directory is empty",
            "empty directory",
        ]
        .iter()
        .any(|part| reply.says(part))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(text: &str) -> Reply {
        read(text.as_bytes())
    }

    #[test]
    fn replies_are_read_to_their_last_line() {
        let reply = of("211-Features:\r\n MDTM\r\n211 End\r\n");
        assert_eq!(reply.code, 211);
        assert_eq!(
            lines(&reply).collect::<Vec<_>>(),
            [&b"211-Features:"[..], b" MDTM", b"211 End"]
        );
        assert_eq!(words(&reply), b"End");
        assert_eq!(of("226-[x]\r\n200 ok\r\n").code, 200);
        assert_eq!(of("hello\r\n").code, 0);
        assert_eq!(of("").code, 0);
    }

    #[test]
    fn the_end_of_a_reply_is_found() {
        assert_eq!(length(b"234 go\r\n"), Some(8));
        assert_eq!(length(b"234 go\r\n230 you are in\r\n"), Some(8));
        assert_eq!(length(b"220-a\r\n b\r\n220 c\r\n"), Some(18));
        assert_eq!(length(b"220-a\r\n220 c"), None);
        assert_eq!(length(b""), None);
    }

    #[test]
    fn refusals_are_told_apart() {
        for (text, expected) in [
            ("421 Too many connections (2) from this IP", Kind::TooMany),
            (
                "421 There are too many connected users, please try later.",
                Kind::TooMany,
            ),
            ("421 Timeout.", Kind::Closed),
            (
                "530 Sorry, the maximum number of clients (1) for this user are already connected.",
                Kind::TooMany,
            ),
            ("530 Login incorrect.", Kind::Rejected),
            ("550 Failed to open file.", Kind::Rejected),
            ("550 a: No such file or directory", Kind::NotFound),
            ("550 Can't open x: No such file or directory", Kind::NotFound),
            ("550 Permission denied: no such luck", Kind::Rejected),
            ("552 Quota exceeded", Kind::NoSpace),
            ("452 Insufficient storage", Kind::NoSpace),
            ("451 No space left on device", Kind::NoSpace),
            ("502 Command not implemented.", Kind::Unsupported),
            ("500 OOPS: vsf_sysutil_bind", Kind::Closed),
            (
                "500 OOPS: vsftpd: refusing to run with writable root inside chroot()",
                Kind::Rejected,
            ),
            ("451 Local error", Kind::Rejected),
            ("553 Could not create file.", Kind::Rejected),
            ("200 Fine", Kind::Protocol),
        ] {
            assert_eq!(kind(&of(text)), expected, "{text}");
        }
    }

    #[test]
    fn taken_and_empty_are_read_from_the_words() {
        assert!(says_exists(&of("550 Can't create directory: File exists")));
        assert!(says_exists(&of("521 Directory already exists")));
        assert!(!says_exists(&of("550 The parent does not exist")));
        assert!(says_empty(&of("450 No files found")));
        assert!(says_empty(&of("550 No members found.")));
        assert!(!says_empty(&of("550 No such directory")));
    }
}
