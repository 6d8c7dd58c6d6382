//! A site in the journal: the id under which it is saved, and what it is like, without a password.

use crate::site::{Book, Login, Logon, Protocol, Saved, Site, SiteId, Terms};
use crate::store::SiteFile;

/// What a description of a server inside this process begins with.
const MEMORY: &str = "memory ";

/// What a site is like, in the form of `sites.toml`. No secret is in it.
pub fn described(site: &Site) -> String {
    if site.protocol == Protocol::Memory {
        return format!("{MEMORY}{} {} {}", site.port, user(site), site.host);
    }
    let mut saved = Saved::new(SiteId::new(0), "queue", site);
    let interactive = site.sftp().is_some_and(|options| options.interactive);
    if interactive {
        saved.login = Login::Interactive { user: user(site) };
    } else if let Login::Password { user } = saved.login {
        // The password was typed for that run; the next one has to ask.
        saved.login = Login::Ask { user };
    }
    let book = Book {
        sites: vec![saved],
        ..Book::default()
    };
    SiteFile::written(&book)
}

/// The site that is meant: the saved one as it is now; if it is not saved (any more), the described one.
pub fn meant(id: Option<&SiteId>, description: &str, book: &Book) -> Option<Site> {
    if let Some(saved) = id.and_then(|id| book.site(id)) {
        return Some(saved.site());
    }
    if let Some(memory) = description.strip_prefix(MEMORY) {
        return in_memory(memory);
    }
    let site = SiteFile::parse(description).ok()?.sites.into_iter().next()?.site();
    Some(Site {
        terms: Terms {
            kept_as: None,
            ..site.terms
        },
        ..site
    })
}

fn in_memory(text: &str) -> Option<Site> {
    let mut parts = text.splitn(3, ' ');
    let (port, user, host) = (parts.next()?, parts.next()?, parts.next()?);
    Some(Site {
        host: host.to_owned(),
        port: port.parse().ok()?,
        protocol: Protocol::Memory,
        logon: match user {
            "anonymous" => Logon::Anonymous,
            user => Logon::Ask { user: user.to_owned() },
        },
        terms: Terms::default(),
    })
}

fn user(site: &Site) -> String {
    site.logon.user().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::secret::Secret;
    use crate::site::{Agent, FtpOptions, SftpOptions};
    use crate::url::Url;

    fn site(url: &str) -> Site {
        Url::parse(url).unwrap().site(FtpOptions::default())
    }

    #[test]
    fn a_site_comes_back_as_it_was_but_for_its_password() {
        let jump = Box::new(site("sftp://hop@jump:2200/"));
        let mut sites = vec![
            site("ftp://me@h:2121/"),
            site("ftps://me@h/"),
            site("ftp+plain://h/"),
            site("sftp://me@[::1]:22/"),
        ];
        let mut keys = site("sftp://me@h/");
        keys.protocol = Protocol::Sftp(SftpOptions {
            identities: vec!["/k".into()],
            agent: Agent::Named,
            key_alias: Some("alias".into()),
            jump: Some(jump),
            old_algorithms: true,
            ..SftpOptions::default()
        });
        let mut asks = site("sftp://me@h/");
        asks.protocol = Protocol::Sftp(SftpOptions {
            interactive: true,
            ..SftpOptions::default()
        });
        let mut limited = site("ftp://me@h/");
        limited.terms.upload_limit = Some(1000);
        limited.terms.charset = crate::path::Charset::named("gbk").unwrap();
        sites.extend([keys, asks, limited]);
        for site in sites {
            let text = described(&site);
            assert_eq!(meant(None, &text, &Book::default()), Some(site), "{text}");
        }
    }

    #[test]
    fn no_password_is_written() {
        let mut with = site("sftp://me@h/");
        with.logon = Logon::Password {
            user: "me".into(),
            password: Secret::new("hunter2"),
        };
        let text = described(&with);
        assert!(!text.contains("hunter2"), "{text}");
        let back = meant(None, &text, &Book::default()).unwrap();
        assert_eq!(back.logon, Logon::Ask { user: "me".into() });
    }

    #[test]
    fn a_saved_site_is_taken_as_it_is_now() {
        let old = site("ftp://me@old/");
        let saved = Saved::new(SiteId::new(7), "s", &site("sftp://me@new/"));
        let book = Book {
            sites: vec![saved.clone()],
            ..Book::default()
        };
        let text = described(&old);
        assert_eq!(meant(Some(&SiteId::new(7)), &text, &book), Some(saved.site()));
        assert_eq!(meant(Some(&SiteId::new(8)), &text, &book).unwrap().host, "old");
        assert_eq!(meant(None, "nonsense", &book), None);
    }
}
