//! One name: MLST where there is one, else what SIZE, MDTM and CWD give away.

use super::connection::Connection;
use super::listing;
use super::reply::{self, lines};
use super::zone;
use crate::entry::{Entry, Kind, Modified, Precision, Zone};
use crate::error::{self, Error, Reply, Result, Stage};
use crate::path::{RemoteName, RemotePath};

/// How a name is looked for.
#[derive(Clone, Copy, Debug)]
enum Look {
    /// In the best listing that there is.
    Best,
    /// In lines that show links.
    Lines,
    /// By its name, in such lines. Only for names that no server takes for an option or a pattern.
    Alone,
}

impl Connection {
    /// A link is looked for in a listing where the server's answer does not show links.
    pub(super) async fn stat(&mut self, path: &RemotePath, follow: bool) -> Result<Entry> {
        let Some(name) = path.name() else {
            // The root and the login folder are there.
            return Ok(Entry::new(RemoteName::from("/"), Kind::Directory));
        };
        if self.features.has("MLST") && !self.no_mlsd {
            let line = self.line("MLST", path)?;
            let reply = self.control.ask(&line).await?;
            if let Some(entry) = self.described(&reply) {
                let entry = Entry {
                    name: name.clone(),
                    ..entry
                };
                self.shows_links |= entry.kind == Kind::Link;
                if follow && entry.kind != Kind::Link || !follow && self.shows_links {
                    return Ok(entry);
                }
                if !follow {
                    return self.unless_link(path, entry).await;
                }
            } else if !reply.is_done() && !matches!(reply.code, 500..=504) {
                return Err(self.absent(&line, reply));
            }
        }
        let entry = self.probe(path, name).await?;
        if follow {
            Ok(entry)
        } else {
            self.unless_link(path, entry).await
        }
    }

    /// The entry, or the link that leads to it. LIST of one plain file name shows just that; anything else costs the
    /// listing of the folder. A listing that is refused shows no link.
    async fn unless_link(&mut self, path: &RemotePath, entry: Entry) -> Result<Entry> {
        let is_folder = entry.kind == Kind::Directory;
        if !is_folder && (self.looks_in_vain || self.is_out_of_tickets()) {
            return Ok(entry);
        }
        let plain = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'.');
        let is_plain = entry.name.as_bytes().iter().all(plain) && !entry.name.as_bytes().starts_with(b".");
        let does = !self.control.shared.learned().lists_no_file;
        let alone = entry.kind == Kind::File && is_plain && self.home.is_some() && does;
        let how = if alone { Look::Alone } else { Look::Lines };
        let mut looked = self.find(path, entry.name.clone(), how).await;
        // vsftpd compares the name with "link -> target" and shows no link then, or one that leads there.
        if alone
            && looked
                .as_ref()
                .is_err_and(|error| error.reply.is_none() && error.kind == error::Kind::NotFound)
        {
            looked = self.find(path, entry.name.clone(), Look::Lines).await;
        }
        // libunftp agrees to list a file, and then says no.
        let refused = |error: &Error| {
            error.stage == Stage::Listing && error.reply.as_ref().is_some_and(|reply| reply.code >= 500)
        };
        if alone && looked.as_ref().is_err_and(refused) {
            let why = "the server does not list single files: their folders are listed from now on";
            self.control.tap.note(why);
            self.control.shared.learned().lists_no_file = true;
            if !self.control.is_broken() {
                looked = self.find(path, entry.name.clone(), Look::Lines).await;
            }
        }
        match looked {
            Ok(link) if link.kind == Kind::Link => Ok(Entry {
                name: entry.name,
                ..link
            }),
            Err(error) if error.broken => Err(error),
            Err(error) if matches!(error.stage, Stage::DataConnection | Stage::Transfer | Stage::Listing) => {
                // Whoever removes a folder with all that is in it must not be told that a link is one.
                if is_folder {
                    return Err(error);
                }
                self.looks_in_vain = error.stage == Stage::DataConnection;
                Ok(entry)
            }
            _ => Ok(entry),
        }
    }

    /// The length of a file, in one round trip where the server has SIZE.
    pub(super) async fn size(&mut self, path: &RemotePath) -> Result<Option<u64>> {
        let line = self.line("SIZE", path)?;
        let reply = self.control.ask(&line).await?;
        if matches!(reply.code, 500 | 502) && path.name().is_some() {
            let looked = self.stat(path, true).await;
            return match looked {
                Ok(entry) => Ok(entry.size.filter(|_| entry.kind == Kind::File)),
                Err(error) if error.broken => Err(error),
                Err(_) => Ok(None),
            };
        }
        if reply.code == 421 {
            return Err(self.control.refused(Stage::Command, &line, reply));
        }
        Ok(size(&reply))
    }

    fn described(&self, reply: &Reply) -> Option<Entry> {
        if !reply.is_done() {
            return None;
        }
        lines(reply).find_map(|line| {
            let line = match line {
                [b' ', rest @ ..] => rest,
                // Some put the facts behind the code.
                [b'2', b'5', b'0', b'-' | b' ', rest @ ..] if rest.contains(&b'=') => rest.trim_ascii_start(),
                _ => return None,
            };
            listing::facts(line)
        })
    }

    async fn probe(&mut self, path: &RemotePath, name: RemoteName) -> Result<Entry> {
        let line = self.line("SIZE", path)?;
        let reply = self.control.ask(&line).await?;
        if let Some(size) = size(&reply) {
            let mut entry = Entry::new(name, Kind::File);
            entry.size = Some(size);
            entry.modified = self.modified(path).await?;
            return Ok(entry);
        }
        if self.is_directory(path).await? {
            return Ok(Entry::new(name, Kind::Directory));
        }
        if matches!(reply.code, 500..=504) || self.home.is_none() {
            return self.find(path, name, Look::Best).await;
        }
        Err(self.absent(&line, reply))
    }

    async fn modified(&mut self, path: &RemotePath) -> Result<Option<Modified>> {
        if !self.features.has("MDTM") {
            return Ok(None);
        }
        let line = self.line("MDTM", path)?;
        let reply = self.control.ask(&line).await?;
        Ok(zone::stamp(&reply).map(|seconds| Modified {
            seconds,
            precision: Precision::Second,
            zone: Zone::Utc,
        }))
    }

    /// Looks for a name in the listing of its folder.
    async fn find(&mut self, path: &RemotePath, name: RemoteName, how: Look) -> Result<Entry> {
        let folder = path.parent().unwrap_or_default();
        let (pages, mut entries) = tokio::sync::mpsc::channel::<Vec<Entry>>(4);
        let wanted = &name;
        let look = async move {
            let mut found = None;
            while let Some(page) = entries.recv().await {
                found = found.or_else(|| page.into_iter().find(|entry| entry.name == *wanted));
            }
            found
        };
        let listing = async {
            match how {
                Look::Best => Box::pin(self.list(&folder, pages)).await,
                Look::Lines => Box::pin(self.list_lines(&folder, pages)).await,
                Look::Alone => Box::pin(self.list_one(&folder, wanted, pages)).await,
            }
        };
        let (listing, found) = tokio::join!(listing, look);
        listing?;
        found.ok_or_else(|| {
            Error::new(
                Stage::Command,
                error::Kind::NotFound,
                format!("find {}", path.visible()),
            )
        })
    }

    /// The error for a name that the server will say nothing about. Its `550` means "not there", unless it talks of
    /// permissions.
    fn absent(&self, line: &[u8], reply: Reply) -> Error {
        let forbidden = reply.says("permission") || reply.says("denied") || reply.says("not allowed");
        let absent = reply.code == 550 && !forbidden;
        let error = self.control.refused(Stage::Command, line, reply);
        if absent {
            return Error {
                kind: error::Kind::NotFound,
                ..error
            };
        }
        error
    }
}

/// The number in a reply to SIZE; some servers put words before it.
fn size(reply: &Reply) -> Option<u64> {
    if reply.code != 213 {
        return None;
    }
    let words = reply::words(reply).trim_ascii();
    let start = words
        .iter()
        .rposition(|byte| !byte.is_ascii_digit())
        .map_or(0, |at| at + 1);
    std::str::from_utf8(&words[start..]).ok()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_are_read() {
        let of = |text: &str| size(&reply::read(text.as_bytes()));
        assert_eq!(of("213 5368709120"), Some(5_368_709_120));
        assert_eq!(of("213 size is 12"), Some(12));
        assert_eq!(of("213 99999999999999999999"), None);
        assert_eq!(of("213 "), None);
        assert_eq!(of("550 no"), None);
    }
}
