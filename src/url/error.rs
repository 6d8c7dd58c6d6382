//! Why a text is no URL for us.

use std::fmt;

/// Why a URL cannot be used. Holds nothing of the URL, which may contain a password.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Error {
    /// No `://` in it.
    NoScheme,
    /// A scheme that nobody here speaks.
    Scheme,
    /// A saved site, where only a server can stand.
    SavedSite,
    /// `site:` without a name behind it.
    NoSite,
    /// No host between `://` and the path.
    NoHost,
    /// The host is neither a name nor an address.
    Host,
    /// Not a number from 1 to 65535.
    Port,
    /// An `@` with nothing, or only a password, before it.
    NoUser,
    /// A `%` without two hex digits behind it.
    Escape(Part),
    /// `%2F`: a slash inside a name, which no server can have.
    Slash,
    /// `%00`.
    Nul(Part),
    /// A line break, written out or encoded: an FTP command is one line, and SFTP follows for its URLs.
    LineBreak(Part),
    /// Not UTF-8 after decoding.
    NotText(Part),
}

/// A part of a URL.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Part {
    /// The user.
    User,
    /// The password.
    Password,
    /// The path.
    Path,
    /// The name of a saved site.
    Site,
}

impl fmt::Display for Part {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::User => "user",
            Self::Password => "password",
            Self::Path => "path",
            Self::Site => "name of the site",
        })
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoScheme => f.write_str(
                "a server is written as sftp://host/path, ftp://host/path, ftps://host/path or ftp+plain://host/path",
            ),
            Self::Scheme => f.write_str(
                "unknown scheme: sftp://, ftp:// (explicit TLS), ftps:// (implicit TLS) and ftp+plain:// are known",
            ),
            Self::SavedSite => f.write_str("a saved site cannot stand here"),
            Self::NoSite => f.write_str("the name of the site, or of one of its folders, is missing"),
            Self::NoHost => f.write_str("the host is missing"),
            Self::Host => f.write_str("the host is neither a name nor an address (IPv6 is written as [::1])"),
            Self::Port => f.write_str("the port is not a number from 1 to 65535"),
            Self::NoUser => f.write_str("there is an @ but no user before it"),
            Self::Escape(part) => write!(
                f,
                "a % in the {part} is not followed by two hex digits; a % itself is written as %25"
            ),
            Self::Slash => f.write_str("%2F in the path: no name can hold a slash"),
            Self::Nul(part) => write!(f, "%00 in the {part}: no server takes that"),
            Self::LineBreak(part) => write!(f, "a line break in the {part}: no name or command holds one"),
            Self::NotText(part) => write!(f, "the {part} is not UTF-8"),
        }
    }
}

impl std::error::Error for Error {}
