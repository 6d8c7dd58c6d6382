//! Writing a URL so that it reads back to the same place.

use std::fmt::{self, Write};

use percent_encoding::percent_encode_byte;

use super::{Scheme, Url};
use crate::site::Security;

impl Url {
    /// The URL with its password, for the one place that needs it: commands of the demo that are meant to be copied.
    pub fn with_password(&self) -> String {
        let password = self.password.as_ref().map(crate::secret::Secret::expose);
        self.text(password.map(|password| encoded(password.as_bytes(), false)))
    }

    fn text(&self, password: Option<String>) -> String {
        let mut text = String::from(match self.scheme {
            Scheme::Ftp(Security::Explicit) => "ftp://",
            Scheme::Ftp(Security::Implicit) => "ftps://",
            Scheme::Ftp(Security::Plain) => "ftp+plain://",
            Scheme::Sftp => "sftp://",
        });
        if let Some(user) = &self.user {
            text += &encoded(user.as_bytes(), false);
            if let Some(password) = password {
                text.push(':');
                text += &password;
            }
            text.push('@');
        }
        if self.host.contains(':') {
            let _ = write!(text, "[{}]", self.host);
        } else {
            text += &self.host;
        }
        if let Some(port) = self.port {
            let _ = write!(text, ":{port}");
        }
        self.write_path(&mut text);
        text
    }

    fn write_path(&self, text: &mut String) {
        let absolute = self.path.is_absolute();
        let bare = self.path.segments().next().is_none() && self.pattern.is_none();
        if !absolute && !bare {
            *text += "/~";
        }
        for (at, segment) in self.path.segments().enumerate() {
            text.push('/');
            // A folder that is really called `~` must not read as the login folder.
            *text += &if at == 0 && absolute && segment == b"~" {
                "%7E".to_owned()
            } else {
                encoded(segment, false)
            };
        }
        if let Some(pattern) = &self.pattern {
            text.push('/');
            *text += &encoded(pattern, true);
        } else if absolute && bare || self.folder && !bare {
            text.push('/');
        }
    }
}

impl fmt::Display for Url {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text(self.password.as_ref().map(|_| "********".to_owned())))
    }
}

/// Percent-encodes everything but the characters that stand for themselves in every part of a URL.
pub(super) fn encoded(bytes: &[u8], pattern: bool) -> String {
    let mut text = String::with_capacity(bytes.len());
    for byte in bytes {
        let plain =
            byte.is_ascii_alphanumeric() || b"-._~!$&'(),;=+".contains(byte) || pattern && b"*?[]^".contains(byte);
        if plain {
            text.push(char::from(*byte));
        } else {
            text += percent_encode_byte(*byte);
        }
    }
    text
}
