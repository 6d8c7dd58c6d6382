//! What a job is called: from where to where, for people.

use std::path::Path;

use crate::path::{Charset, RemoteName, RemotePath, visible};
use crate::site::Site;
use crate::transfer::{Errand, LocalEnd, Selected};

/// From where to where, without a word in any language.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Title {
    /// `host:port`.
    pub server: String,
    /// In which charset the server's names are read.
    pub charset: Charset,
    /// The first source: a local name, or `host:path`.
    pub source: String,
    /// How many sources there are.
    pub sources: u64,
    /// A local path, or `host:path`.
    pub destination: String,
}

impl Title {
    /// The title of an errand at a site.
    pub fn of(site: &Site, errand: &Errand) -> Self {
        let (source, sources, destination) = match errand {
            Errand::Download { sources, destination } => (
                sources.first().map(|source| remote_source(site, source)),
                sources.len(),
                local(destination),
            ),
            Errand::Upload { sources, destination } => (
                sources.first().map(local_source),
                sources.len(),
                remote(site, destination),
            ),
        };
        Self {
            server: site.address(),
            charset: site.terms.charset,
            source: source.unwrap_or_default(),
            sources: sources as u64,
            destination,
        }
    }
}

fn remote_source(site: &Site, source: &Selected<RemotePath>) -> String {
    match &source.pattern {
        Some(pattern) => remote(site, &source.path.join(&RemoteName::new(pattern.clone()))),
        None => remote(site, &source.path),
    }
}

fn remote(site: &Site, path: &RemotePath) -> String {
    let path = site.terms.charset.visible_path(path);
    if site.host.contains(':') {
        format!("[{}]:{path}", site.host)
    } else {
        format!("{}:{path}", site.host)
    }
}

fn local_source(source: &Selected<LocalEnd>) -> String {
    match &source.path {
        LocalEnd::Path(path) => match path.file_name() {
            Some(name) => RemoteName::from_local(name).visible(),
            None => shown(path),
        },
        LocalEnd::Standard => String::new(),
    }
}

fn local(end: &LocalEnd) -> String {
    match end {
        LocalEnd::Path(path) => shown(path),
        LocalEnd::Standard => String::new(),
    }
}

fn shown(path: &Path) -> String {
    visible(path.to_string_lossy().as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::site::{Logon, Protocol};

    #[test]
    fn a_title_names_both_ends() {
        let site = |host: &str| Site {
            host: host.into(),
            port: 21,
            protocol: Protocol::Memory,
            logon: Logon::Anonymous,
            terms: crate::site::Terms::default(),
        };
        let upload = Errand::Upload {
            sources: vec![
                Selected::whole(LocalEnd::Path("/home/anna/site".into())),
                Selected::whole(LocalEnd::Path("/x".into())),
            ],
            destination: "/www".into(),
        };
        let title = Title::of(&site("shop.example.org"), &upload);
        assert_eq!(title.server, "shop.example.org:21");
        assert_eq!((title.source.as_str(), title.sources), ("site", 2));
        assert_eq!(title.destination, "shop.example.org:/www");
        let download = Errand::Download {
            sources: vec![Selected {
                pattern: Some(b"*.log".to_vec()),
                ..Selected::whole("/var".into())
            }],
            destination: LocalEnd::Path("/tmp/a\nb".into()),
        };
        let title = Title::of(&site("::1"), &download);
        assert_eq!(title.source, "[::1]:/var/*.log");
        assert!(!title.destination.contains('\n'), "{}", title.destination);
    }
}
