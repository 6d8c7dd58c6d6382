//! Names on their way from and to a server with a character set of its own. Inside the program they are UTF-8.

use std::borrow::Cow;

use tokio::sync::mpsc;

use crate::entry::Entry;
use crate::path::{RemoteName, RemotePath};
use crate::site::Charset;

/// How names are turned; `None`: not at all.
#[derive(Clone, Copy, Debug)]
pub struct Names(pub Option<Charset>);

impl Names {
    /// Whether nothing is turned.
    pub fn are_plain(self) -> bool {
        self.0.is_none()
    }

    /// A path for the server.
    pub fn write_path(self, path: &RemotePath) -> Cow<'_, RemotePath> {
        match self.0 {
            None => Cow::Borrowed(path),
            Some(charset) => Cow::Owned(turned(path, |name| charset.write(name))),
        }
    }

    /// A path of the server.
    pub fn read_path(self, path: RemotePath) -> RemotePath {
        match self.0 {
            None => path,
            Some(charset) => turned(&path, |name| charset.read(name)),
        }
    }

    /// An entry of the server, and what its link leads to.
    pub fn read_entry(self, mut entry: Entry) -> Entry {
        if let Some(charset) = self.0 {
            entry.name = RemoteName::new(charset.read(entry.name.as_bytes()).into_owned());
            entry.target = entry.target.map(|target| self.read_target(target.into()).into());
        }
        entry
    }

    /// What a link of the server leads to.
    pub fn read_target(self, target: Vec<u8>) -> Vec<u8> {
        match self.0 {
            None => target,
            Some(charset) => each_name(&target, |name| charset.read(name)),
        }
    }

    /// What a link on the server is to lead to.
    pub fn write_target(self, target: &[u8]) -> Cow<'_, [u8]> {
        match self.0 {
            None => Cow::Borrowed(target),
            Some(charset) => Cow::Owned(each_name(target, |name| charset.write(name))),
        }
    }

    /// Passes pages of a listing on until nobody takes them any more.
    pub async fn pass_on(self, mut arriving: mpsc::Receiver<Vec<Entry>>, pages: mpsc::Sender<Vec<Entry>>) {
        while let Some(page) = arriving.recv().await {
            let page = page.into_iter().map(|entry| self.read_entry(entry)).collect();
            if pages.send(page).await.is_err() {
                return;
            }
        }
    }
}

fn turned<'a>(path: &'a RemotePath, turn: impl Fn(&'a [u8]) -> Cow<'a, [u8]>) -> RemotePath {
    if path.as_bytes().is_ascii() {
        return path.clone();
    }
    RemotePath::new(each_name(path.as_bytes(), turn))
}

/// Turns what stands between slashes, each by itself: one name that cannot be turned leaves the others alone.
fn each_name<'a>(path: &'a [u8], turn: impl Fn(&'a [u8]) -> Cow<'a, [u8]>) -> Vec<u8> {
    let names: Vec<Cow<'_, [u8]>> = path.split(|byte| *byte == b'/').map(turn).collect();
    names.join(&b'/')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_and_links_are_turned_name_by_name() {
        let names = Names(Charset::named("gbk"));
        let here = RemotePath::new("/中/a/文");
        let there = RemotePath::new(b"/\xd6\xd0/a/\xce\xc4");
        assert_eq!(*names.write_path(&here), there);
        assert_eq!(names.read_path(there.clone()), here);
        assert_eq!(
            names.read_path(RemotePath::new(b"/\xff\xff/\xce\xc4")).as_bytes(),
            b"/\xff\xff/\xe6\x96\x87"
        );
        assert_eq!(&*names.write_target("../中".as_bytes()), b"../\xd6\xd0");
        assert_eq!(names.read_target(b"../\xd6\xd0".to_vec()), "../中".as_bytes());
        let plain = Names(None);
        assert_eq!(*plain.write_path(&here), here);
        assert_eq!(plain.read_path(there.clone()), there);
    }
}
