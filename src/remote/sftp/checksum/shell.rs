//! `sha256sum` and `shasum` over exec. Names go through standard input only, so that no shell ever reads one.

use std::collections::HashMap;

use bytes::Bytes;
use tokio::time::timeout;

use super::LENGTH;
use crate::path::{RemotePath, visible};
use crate::remote::sftp::{Session, file_commands};

/// A program that makes SHA-256.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Tool {
    /// GNU, BusyBox.
    Sha256sum,
    /// Perl's, on macOS and the BSDs.
    Shasum,
}

impl Tool {
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Sha256sum => "sha256sum",
            Self::Shasum => "shasum -a 256",
        }
    }
}

/// What a login shell prints besides stands before the first line and behind the second.
const BEGIN: &[u8] = b"packetboat:begin\n";
const END: &[u8] = b"packetboat:end\n";
const CHUNK: &[u8] = b"packetboat:chunk ";

/// Finds out whether there is a shell, whether it begins where SFTP does, and which program there is.
const PROBE: &str = "sh -c 'echo packetboat:begin; pwd -P; \
    if echo x | sha256sum >/dev/null 2>&1; then echo sha256sum; \
    elif echo x | shasum -a 256 >/dev/null 2>&1; then echo shasum; else echo none; fi; echo packetboat:end'";

/// The most that a command may print.
const MOST: usize = 16 << 20;

/// A command that reads large files is given so many times the usual limit.
const SLOW: u32 = 10;

/// The program to use; else why there is none.
pub(super) async fn tool(session: &Session) -> Result<Tool, String> {
    let printed = run(session, PROBE, Bytes::new()).await?;
    let printed = between(&printed).ok_or("the account has no shell")?;
    let line = printed.strip_suffix(b"\n").unwrap_or(printed);
    // The name of the folder may hold line ends; that of the program does not.
    let at = line
        .iter()
        .rposition(|byte| *byte == b'\n')
        .ok_or("the shell says nothing")?;
    let (folder, program) = (&line[..at], &line[at + 1..]);
    if folder != session.home.as_bytes() {
        return Err(format!(
            "the shell begins in {}, SFTP in {}: paths may differ",
            visible(folder),
            session.home
        ));
    }
    match program {
        b"sha256sum" => Ok(Tool::Sha256sum),
        b"shasum" => Ok(Tool::Shasum),
        _ => Err("there is neither sha256sum nor shasum".into()),
    }
}

/// The SHA-256 of each file, `None` for what the program could not read; else why it cannot be relied on.
pub(super) async fn sums(
    session: &Session,
    tool: Tool,
    paths: &[RemotePath],
) -> Result<Vec<Option<[u8; LENGTH]>>, String> {
    // The inner shell gets as many names at once as fit, and says how many, and how long the first file is.
    let command = format!(
        "sh -c 'echo packetboat:begin; xargs -0 sh -c \"echo packetboat:chunk \\$# \\$(wc -c < \\\"\\$1\\\"); \
         {} -b -- \\\"\\$@\\\"\" x; echo packetboat:end'",
        tool.name()
    );
    let names: Vec<u8> = paths
        .iter()
        .flat_map(|path| [path.as_bytes(), b"\0"].concat())
        .collect();
    let printed = run(session, &command, names.into()).await?;
    let printed = between(&printed).ok_or("the command did not come to its end")?;
    let names: Vec<&[u8]> = paths.iter().map(RemotePath::as_bytes).collect();
    let (sums, sizes) = read(printed, &names).ok_or("what it printed was not understood")?;
    for (at, size) in sizes {
        let over_sftp = file_commands::size(&session.talk, names[at]).await.ok().flatten();
        if let (Some(there), Some(here)) = (size, over_sftp)
            && there != here
        {
            return Err(format!("{} is another file there than over SFTP", paths[at]));
        }
    }
    Ok(sums)
}

/// Runs a command to its end and returns what it printed.
async fn run(session: &Session, command: &str, input: Bytes) -> Result<Vec<u8>, String> {
    session.tap.client(format!("exec {command}").as_bytes());
    let channel = session.carrier.exec(command).await.map_err(|error| error.to_string())?;
    let (output, mut from) = (channel.output, channel.input);
    let send = async move {
        let mut rest = input;
        while !rest.is_empty() {
            let piece = rest.split_to(rest.len().min(32 << 10));
            if !output.send(piece).await {
                break;
            }
        }
        // Going away, it tells the command that there are no more names.
    };
    let receive = async {
        let mut printed = Vec::new();
        while let Some(piece) = from.next().await {
            printed.extend_from_slice(&piece);
            if printed.len() > MOST {
                return Err("it prints without end".to_owned());
            }
        }
        Ok(printed)
    };
    let limit = session.patience.data_idle.max(session.patience.reply) * SLOW;
    match timeout(limit, async { tokio::join!(send, receive).1 }).await {
        Ok(printed) => printed,
        Err(_) => Err(format!("no end within {} s", limit.as_secs())),
    }
}

/// What stands between the two lines.
fn between(printed: &[u8]) -> Option<&[u8]> {
    let at = printed.windows(BEGIN.len()).position(|window| window == BEGIN)?;
    // It begins a line.
    if at > 0 && printed[at - 1] != b'\n' {
        return None;
    }
    let rest = &printed[at + BEGIN.len()..];
    let end = rest.windows(END.len()).rposition(|window| window == END)?;
    Some(&rest[..end])
}

type Sums = Vec<Option<[u8; LENGTH]>>;

/// Which file it is, and how long, as far as the server's shell can tell.
type Sizes = Vec<(usize, Option<u64>)>;

/// Reads sums, and the sizes of the first file of each chunk. Every line has to be understood, and to name a file that was
/// asked about in its chunk.
fn read(printed: &[u8], names: &[&[u8]]) -> Option<(Sums, Sizes)> {
    let mut sums: Sums = vec![None; names.len()];
    let (mut sizes, mut chunk) = (Sizes::new(), 0..0usize);
    let mut places: HashMap<&[u8], usize> = HashMap::new();
    for line in printed.split(|byte| *byte == b'\n').filter(|line| !line.is_empty()) {
        if let Some(words) = line.strip_prefix(CHUNK) {
            let mut words = std::str::from_utf8(words).ok()?.split_ascii_whitespace();
            let count: usize = words.next()?.parse().ok()?;
            chunk = chunk.end..chunk.end.checked_add(count)?;
            places = names.get(chunk.clone())?.iter().copied().zip(chunk.clone()).collect();
            sizes.push((chunk.start, words.next().and_then(|size| size.parse().ok())));
            continue;
        }
        let (sum, name) = sum_line(line)?;
        let at = *places.get(&name[..])?;
        sums[at] = Some(sum);
    }
    if chunk.end != names.len() {
        return None;
    }
    // The same name twice in one call: both are the same file.
    for at in 0..names.len() {
        if sums[at].is_none()
            && let Some(same) = (0..names.len()).find(|other| names[*other] == names[at] && sums[*other].is_some())
        {
            sums[at] = sums[same];
        }
    }
    Some((sums, sizes))
}

/// `<64 digits> *name`, with a backslash before it if the name is escaped.
fn sum_line(line: &[u8]) -> Option<([u8; LENGTH], Vec<u8>)> {
    let (escaped, line) = match line.strip_prefix(b"\\") {
        Some(line) => (true, line),
        None => (false, line),
    };
    let (digits, rest) = line.split_at_checked(2 * LENGTH)?;
    let mut sum = [0; LENGTH];
    for (byte, pair) in sum.iter_mut().zip(digits.chunks(2)) {
        if !pair.iter().all(u8::is_ascii_hexdigit) {
            return None;
        }
        *byte = u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok()?;
    }
    let name = rest.strip_prefix(b" *").or_else(|| rest.strip_prefix(b"  "))?;
    Some((sum, if escaped { unescaped(name)? } else { name.to_vec() }))
}

fn unescaped(name: &[u8]) -> Option<Vec<u8>> {
    let (mut plain, mut bytes) = (Vec::new(), name.iter());
    while let Some(byte) = bytes.next() {
        plain.push(match byte {
            b'\\' => match bytes.next()? {
                b'\\' => b'\\',
                b'n' => b'\n',
                b'r' => b'\r',
                _ => return None,
            },
            byte => *byte,
        });
    }
    Some(plain)
}

#[cfg(test)]
mod tests {
    use super::*;

    const SUM: &str = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

    #[test]
    fn what_a_login_shell_prints_is_passed_over() {
        let printed = b"Welcome!\npacketboat:begin\n/home\nsha256sum\npacketboat:end\nbye\n";
        assert_eq!(between(printed), Some(&b"/home\nsha256sum\n"[..]));
        assert_eq!(between(b"echo packetboat:begin\nx\npacketboat:end\n"), None);
        assert_eq!(between(b"packetboat:begin\nx\n"), None);
        assert_eq!(between(b"This service allows sftp connections only.\n"), None);
    }

    #[test]
    fn sums_are_read_strictly() {
        let names: [&[u8]; 3] = [b"/a", b"/b\nc\\", b"/d"];
        let printed = format!("packetboat:chunk 2 10\n{SUM} */a\n\\{SUM} */b\\nc\\\\\npacketboat:chunk 1\n");
        let (sums, sizes) = read(printed.as_bytes(), &names).unwrap();
        assert_eq!(sums[0].unwrap()[..2], [0xe3, 0xb0]);
        assert!(sums[1].is_some() && sums[2].is_none());
        assert_eq!(sizes, [(0, Some(10)), (2, None)]);
        for bad in [
            format!("packetboat:chunk 3 10\n{SUM} */x\n"),
            format!("packetboat:chunk 3 10\n{} */a\n", &SUM[1..]),
            format!("packetboat:chunk 4 10\n{SUM} */a\n"),
            format!("packetboat:chunk 2 10\n{SUM} */a\n"),
            "packetboat:chunk 3 1\nsha256sum: no\n".to_owned(),
        ] {
            assert!(read(bad.as_bytes(), &names).is_none(), "{bad}");
        }
    }
}
