//! Keeping passwords out of the process list.
//!
//! Everybody on a computer can read the command line of every process. Where a URL in it holds a password, the process
//! replaces itself by a new one that shows the same line with the password masked, and hands the true line over in
//! memory.

use std::ffi::OsString;

use crate::url::password_in;

/// What stands for a password on the command line that others see.
const MASK: &[u8] = b"********";

/// The arguments of this process. If a password stands in them and the system lets us, this process goes on as another
/// one, whose line shows none. It never fails: at worst the line stays as it is.
pub fn arguments(arguments: Vec<OsString>) -> Vec<OsString> {
    if let Some(handed) = arguments.get(1).and_then(|first| system::take(first)) {
        return handed;
    }
    let shown: Vec<OsString> = arguments.iter().map(masked).collect();
    if shown != arguments {
        system::go_on_as(&shown, &arguments);
    }
    arguments
}

/// The argument without its password.
pub fn masked(argument: &OsString) -> OsString {
    let bytes = argument.as_encoded_bytes();
    let Some(range) = password_in(bytes).filter(|range| !range.is_empty()) else {
        return argument.clone();
    };
    let shown = [&bytes[..range.start], MASK, &bytes[range.end..]].concat();
    // Only ASCII was put in place of what stood between two ASCII characters.
    String::from_utf8_lossy(&shown).into_owned().into()
}

/// Text that may quote arguments, without their passwords.
pub fn without_passwords(text: &str, arguments: &[OsString]) -> String {
    let mut text = text.to_owned();
    for argument in arguments {
        let (Some(whole), Some(range)) = (argument.to_str(), password_in(argument.as_encoded_bytes())) else {
            continue;
        };
        text = text.replace(whole, &masked(argument).to_string_lossy());
        // A piece of it may be quoted alone; very short ones would tear other words apart.
        if let Some(password) = whole.get(range).filter(|password| password.len() > 3) {
            text = text.replace(password, &String::from_utf8_lossy(MASK));
        }
    }
    text
}

#[cfg(target_os = "linux")]
mod system {
    use std::ffi::{OsStr, OsString};
    use std::fs::File;
    use std::io::{Seek, Write};
    use std::os::fd::AsRawFd;
    use std::os::unix::ffi::{OsStrExt, OsStringExt};
    use std::os::unix::process::CommandExt;

    use rustix::fs::{MemfdFlags, memfd_create};

    const OPTION: &str = "--handed-over=";

    /// The true arguments, if the process that was here before left some.
    pub fn take(first: &OsStr) -> Option<Vec<OsString>> {
        let descriptor: u32 = first.to_str()?.strip_prefix(OPTION)?.parse().ok()?;
        let bytes = std::fs::read(format!("/proc/self/fd/{descriptor}")).ok()?;
        let arguments = bytes.strip_suffix(b"\0")?.split(|byte| *byte == 0);
        Some(
            arguments
                .map(|argument| OsString::from_vec(argument.to_vec()))
                .collect(),
        )
    }

    /// Replaces this process. Returns only if that does not work.
    pub fn go_on_as(shown: &[OsString], truly: &[OsString]) {
        let _ = try_to(shown, truly);
    }

    fn try_to(shown: &[OsString], truly: &[OsString]) -> std::io::Result<()> {
        // A file that exists only in memory and, unlike other descriptors, stays open across the change.
        let mut memory = File::from(memfd_create("arguments", MemfdFlags::empty())?);
        for argument in truly {
            memory.write_all(argument.as_bytes())?;
            memory.write_all(&[0])?;
        }
        memory.rewind()?;
        let (name, rest) = shown.split_first().ok_or(std::io::ErrorKind::InvalidInput)?;
        Err(std::process::Command::new(std::env::current_exe()?)
            .arg0(name)
            .arg(format!("{OPTION}{}", memory.as_raw_fd()))
            .args(rest)
            .exec())
    }
}

/// Elsewhere a command line cannot be changed without code that this project does not allow itself.
#[cfg(not(target_os = "linux"))]
mod system {
    use std::ffi::{OsStr, OsString};

    pub fn take(_: &OsStr) -> Option<Vec<OsString>> {
        None
    }

    pub fn go_on_as(_: &[OsString], _: &[OsString]) {}
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_passwords_are_masked() {
        let shown = |text: &str| masked(&text.into()).into_string().unwrap();
        assert_eq!(shown("ftp://me:hunter2@h/x"), "ftp://me:********@h/x");
        assert_eq!(shown("ftp://me@h/x:y@z"), "ftp://me@h/x:y@z");
        assert_eq!(shown("ftp://me:@h"), "ftp://me:@h");
        assert_eq!(shown("file:with@signs"), "file:with@signs");
    }

    #[test]
    fn messages_quote_no_password() {
        let arguments = vec![OsString::from("get"), "ftp://me:hunter2@h:0/".into()];
        let text = without_passwords("bad value 'ftp://me:hunter2@h:0/' (hunter2)", &arguments);
        assert_eq!(text, "bad value 'ftp://me:********@h:0/' (********)");
    }
}
