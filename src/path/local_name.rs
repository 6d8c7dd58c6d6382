//! From a server's name to one component on the local disk.
//!
//! This is the only place where bytes of a peer become part of a local path, so it is the only one that has to be right
//! for "nothing outside the chosen folder is ever written" to hold.

use std::ffi::OsString;

use super::RemoteName;

/// Why a name from a server is shown but never used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
pub enum Blocked {
    /// The name has no bytes.
    Empty,
    /// The name is `.` or `..`.
    Dots,
    /// A `/` stands in the name: it could lead out of its folder.
    Separator,
    /// A NUL byte stands in the name: no file system has such names.
    Nul,
    /// A carriage return or line feed stands in the name: an FTP command is one line, so FTP cannot name this file.
    LineBreak,
}

impl RemoteName {
    /// Whether the name may be used at all, for any protocol.
    pub fn blocked(&self) -> Option<Blocked> {
        match self.as_bytes() {
            b"" => Some(Blocked::Empty),
            b"." | b".." => Some(Blocked::Dots),
            name if name.contains(&b'/') => Some(Blocked::Separator),
            name if name.contains(&0) => Some(Blocked::Nul),
            _ => None,
        }
    }

    /// Whether the name may be sent in an FTP command.
    pub fn blocked_on_ftp(&self) -> Option<Blocked> {
        let breaks = |name: &[u8]| name.contains(&b'\r') || name.contains(&b'\n');
        self.blocked()
            .or_else(|| breaks(self.as_bytes()).then_some(Blocked::LineBreak))
    }

    /// The one path component that this name has on the local disk.
    ///
    /// On Unix the bytes are taken as they are. On Windows, characters that cannot stand in a file name, reserved device
    /// names and trailing dots and blanks are written as `%XX`, and so is `%` itself, which makes the step reversible.
    ///
    /// # Errors
    /// [`Blocked`] if the name could be anything but one component inside its folder.
    pub fn to_local(&self) -> Result<OsString, Blocked> {
        if let Some(blocked) = self.blocked() {
            return Err(blocked);
        }
        #[cfg(unix)]
        {
            use std::os::unix::ffi::OsStringExt;
            Ok(OsString::from_vec(self.as_bytes().to_vec()))
        }
        #[cfg(not(unix))]
        {
            Ok(OsString::from(windows_name(self.as_bytes())))
        }
    }

    /// The remote name of a local component; the inverse of [`RemoteName::to_local`] for names that Unix has.
    pub fn from_local(name: &std::ffi::OsStr) -> Self {
        #[cfg(unix)]
        {
            use std::os::unix::ffi::OsStrExt;
            Self::new(name.as_bytes())
        }
        #[cfg(not(unix))]
        {
            Self::new(name.to_string_lossy().as_bytes())
        }
    }
}

/// The name with everything that Windows cannot store, or would silently change, written as `%XX`.
///
/// Compiled everywhere so that its tests run everywhere.
#[cfg_attr(unix, allow(dead_code, reason = "used on Windows; its tests run on every system"))]
fn windows_name(name: &[u8]) -> String {
    let text = super::visible(name);
    let last = text.chars().count().saturating_sub(1);
    let mut safe = String::with_capacity(text.len());
    for (at, c) in text.chars().enumerate() {
        let reserved = matches!(c, '<' | '>' | ':' | '"' | '/' | '\\' | '|' | '?' | '*' | '%') || (c as u32) < 0x20;
        if reserved || (at == last && matches!(c, '.' | ' ')) {
            safe.push_str(&format!("%{:02X}", c as u32));
        } else {
            safe.push(c);
        }
    }
    if is_device(&safe) {
        let first = safe.remove(0);
        safe.insert_str(0, &format!("%{:02X}", first as u32));
    }
    safe
}

/// `CON`, `NUL`, `COM1`, `LPT¹`, `CONIN$`… with any extension name a device on Windows, in every folder.
fn is_device(name: &str) -> bool {
    let stem = name.split('.').next().unwrap_or(name).trim_end().to_uppercase();
    if matches!(stem.as_str(), "CON" | "PRN" | "AUX" | "NUL" | "CONIN$" | "CONOUT$") {
        return true;
    }
    let mut characters = stem.chars();
    let digit = characters.next_back();
    matches!(characters.as_str(), "COM" | "LPT") && matches!(digit, Some('0'..='9' | '¹' | '²' | '³'))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::path::{Component, Path};

    #[test]
    fn names_that_could_leave_the_folder_are_blocked() {
        let cases: [(&[u8], Blocked); 7] = [
            (b"", Blocked::Empty),
            (b".", Blocked::Dots),
            (b"..", Blocked::Dots),
            (b"../../evil", Blocked::Separator),
            (b"/etc/x", Blocked::Separator),
            (b"a/", Blocked::Separator),
            (b"a\0b", Blocked::Nul),
        ];
        for (name, why) in cases {
            assert_eq!(RemoteName::new(name).to_local(), Err(why), "{name:?}");
        }
        assert_eq!(RemoteName::from("a\rDELE x").blocked_on_ftp(), Some(Blocked::LineBreak));
        assert_eq!(RemoteName::from("a\nb").blocked(), None);
    }

    #[test]
    fn windows_names_are_escaped_reversibly() {
        let cases = [
            ("a:b", "a%3Ab"),
            ("CON", "%43ON"),
            ("con.txt", "%63on.txt"),
            ("com¹", "%63om¹"),
            ("x. ", "x.%20"),
            ("50%", "50%25"),
            ("..\\evil", "..%5Cevil"),
            ("console", "console"),
            ("LPT", "LPT"),
        ];
        for (name, safe) in cases {
            assert_eq!(windows_name(name.as_bytes()), safe, "{name}");
        }
    }

    proptest! {
        #[test]
        fn a_local_name_is_one_normal_component(bytes in proptest::collection::vec(any::<u8>(), 0..24)) {
            if let Ok(name) = RemoteName::new(bytes).to_local() {
                let components: Vec<_> = Path::new(&name).components().collect();
                prop_assert_eq!(components.len(), 1);
                prop_assert!(matches!(components[0], Component::Normal(part) if part == name));
            }
        }
    }
}
