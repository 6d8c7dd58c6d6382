//! Addresses that are pasted or typed into a field, and passwords in them, which must not stay visible.

use std::net::IpAddr;

use crate::secret::Secret;
use crate::site::Security;
use crate::url::{Scheme, Url, password_in};

/// What a field's text is.
#[derive(Debug)]
pub enum Found {
    /// A whole address: it fills every field.
    Address(Box<Url>),
    /// Something like an address, with a password in it and a mistake elsewhere.
    Password {
        /// The text without the password.
        rest: String,
        /// The password.
        password: Secret,
    },
    /// Anything else: it stays as it is.
    Text,
}

/// Looks at a field's text. In the host's field an address may come without its scheme (`user@host:2222/path`). What is
/// being typed is left alone, until there is a password in it.
pub fn read(text: &str, scheme: Scheme, is_host: bool, whole: bool) -> Found {
    let text = text.trim();
    let full = if text.contains("://") {
        text.to_owned()
    } else if is_host && text.contains(['@', '/', ':']) && !is_address(text) {
        format!("{}{text}", prefix(scheme))
    } else {
        return Found::Text;
    };
    let password = password_in(full.as_bytes());
    if !whole && password.is_none() {
        return Found::Text;
    }
    if let Ok(url) = Url::parse(&full) {
        return Found::Address(Box::new(url));
    }
    match password {
        Some(range) if full.is_char_boundary(range.start) && full.is_char_boundary(range.end) => Found::Password {
            password: Secret::new(&full[range.clone()]),
            rest: format!("{}{}", &full[..range.start.saturating_sub(1)], &full[range.end..]),
        },
        _ => Found::Text,
    }
}

/// An IPv6 address has colons of its own.
fn is_address(text: &str) -> bool {
    let text = text
        .strip_prefix('[')
        .and_then(|text| text.strip_suffix(']'))
        .unwrap_or(text);
    text.parse::<IpAddr>().is_ok()
}

fn prefix(scheme: Scheme) -> &'static str {
    match scheme {
        Scheme::Ftp(Security::Explicit) => "ftp://",
        Scheme::Ftp(Security::Implicit) => "ftps://",
        Scheme::Ftp(Security::Plain) => "ftp+plain://",
        Scheme::Sftp => "sftp://",
    }
}
