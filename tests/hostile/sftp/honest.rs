//! What an honest server answers.

use std::collections::HashMap;
use std::sync::Arc;

use super::packet::{
    ATTRS, CLOSE, DATA, EOF, EXTENDED, FAILURE, FSETSTAT, FSTAT, HANDLE, LSTAT, MKDIR, NAME, NO_SUCH_FILE, OK, OPEN,
    OPENDIR, READ, READDIR, REALPATH, REMOVE, RENAME, RMDIR, Reader, SETSTAT, STAT, STATUS, UNSUPPORTED, WRITE,
    attributes, dated, names, status, string,
};
use super::{Shared, Tree};

/// One channel's view of the tree.
pub struct Honest {
    shared: Arc<Shared>,
    open: HashMap<Vec<u8>, Opened>,
    handles: u32,
}

enum Opened {
    File(Vec<u8>),
    /// Pages that were not read yet, the last one first.
    Folder(Vec<Vec<u8>>),
}

type Answer = (u8, Vec<u8>);

impl Honest {
    pub fn new(shared: Arc<Shared>) -> Self {
        Self {
            shared,
            open: HashMap::new(),
            handles: 0,
        }
    }

    /// The type of the answer and its body behind the id.
    pub fn answer(&mut self, kind: u8, body: &[u8]) -> Answer {
        let shared = self.shared.clone();
        let mut tree = shared.tree.lock().unwrap();
        let mut reader = Reader(body);
        let first = reader.string();
        match kind {
            OPEN => self.open_file(&mut tree, first, reader.number()),
            OPENDIR => self.open_folder(&tree, first),
            CLOSE => done(self.open.remove(first).is_some()),
            READ => self.read(&tree, first, reader.long(), reader.number()),
            WRITE => self.write(&mut tree, first, reader.long(), reader.string()),
            READDIR => self.read_folder(first),
            FSTAT => match self.open.get(first) {
                Some(Opened::File(path)) => self.look(&tree, path),
                _ => say(FAILURE, "No such handle"),
            },
            STAT | LSTAT => self.look(&tree, &path(first)),
            SETSTAT if exists(&tree, &path(first)) => self.set(&mut tree, &path(first), reader),
            SETSTAT => say(NO_SUCH_FILE, "No such file"),
            FSETSTAT => match self.open.get(first) {
                Some(Opened::File(path)) => self.set(&mut tree, path, reader),
                _ => say(FAILURE, "No such handle"),
            },
            REALPATH => (
                NAME,
                names([(&[b"/", &path(first)[..]].concat()[..], attributes(None))]),
            ),
            REMOVE => match tree.remove(&path(first)) {
                Some(_) => say(OK, "Gone"),
                None => say(NO_SUCH_FILE, "No such file"),
            },
            RMDIR => match tree.remove(&path(first)) {
                Some(None) => say(OK, "Gone"),
                _ => say(NO_SUCH_FILE, "No such folder"),
            },
            MKDIR if exists(&tree, &path(first)) => say(FAILURE, "It is there"),
            MKDIR => {
                tree.insert(path(first), None);
                say(OK, "Made")
            }
            RENAME => self.rename(&mut tree, (first, reader.string()), false),
            EXTENDED if first == b"posix-rename@openssh.com" => {
                let from = reader.string();
                self.rename(&mut tree, (from, reader.string()), true)
            }
            _ => say(UNSUPPORTED, "What?"),
        }
    }

    /// The same for at most so many bytes of a READ or a WRITE.
    pub fn answer_partly(&mut self, kind: u8, body: &[u8], most: usize) -> Answer {
        let shared = self.shared.clone();
        let mut tree = shared.tree.lock().unwrap();
        let mut reader = Reader(body);
        let (handle, offset) = (reader.string(), reader.long());
        match kind {
            READ => self.read(&tree, handle, offset, reader.number().min(most as u32)),
            _ => {
                let bytes = reader.string();
                self.write(&mut tree, handle, offset, &bytes[..bytes.len().min(most)])
            }
        }
    }

    fn look(&self, tree: &Tree, path: &[u8]) -> Answer {
        if path.is_empty() {
            return (ATTRS, attributes(None));
        }
        match tree.get(path) {
            Some(content) => (ATTRS, self.shown(path, content)),
            None => say(NO_SUCH_FILE, "No such file"),
        }
    }

    fn shown(&self, path: &[u8], content: &Option<Vec<u8>>) -> Vec<u8> {
        match self.shared.times.lock().unwrap().get(path) {
            Some(time) => dated(size(content), *time),
            None => attributes(size(content)),
        }
    }

    /// Sets size and times; whatever else is wished is agreed to.
    fn set(&self, tree: &mut Tree, path: &[u8], mut wish: Reader<'_>) -> Answer {
        let flags = wish.number();
        if flags & 1 != 0 {
            let size = wish.long() as usize;
            if let Some(Some(content)) = tree.get_mut(path) {
                content.resize(size, 0);
            }
        }
        wish.bytes(if flags & 2 != 0 { 8 } else { 0 });
        wish.bytes(if flags & 4 != 0 { 4 } else { 0 });
        if flags & 8 != 0 {
            wish.number();
            self.shared.times.lock().unwrap().insert(path.to_vec(), wish.number());
        }
        say(OK, "Done")
    }

    fn rename(&self, tree: &mut Tree, (from, to): (&[u8], &[u8]), replace: bool) -> Answer {
        let (from, to) = (path(from), path(to));
        if !replace && exists(tree, &to) {
            return say(FAILURE, "It is there");
        }
        let Some(content) = tree.remove(&from) else {
            return say(NO_SUCH_FILE, "No such file");
        };
        let mut times = self.shared.times.lock().unwrap();
        match times.remove(&from) {
            Some(time) => times.insert(to.clone(), time),
            None => times.remove(&to),
        };
        tree.insert(to, content);
        say(OK, "Renamed")
    }

    fn hand_out(&mut self, opened: Opened) -> Answer {
        self.handles += 1;
        let handle = (self.shared.script.handle)(self.handles);
        self.open.insert(handle.clone(), opened);
        (HANDLE, string(handle))
    }

    fn open_file(&mut self, tree: &mut Tree, name: &[u8], flags: u32) -> Answer {
        let (create, truncate, exclusive) = (flags & 8 != 0, flags & 16 != 0, flags & 32 != 0);
        let path = path(name);
        let has_folder = has_folder(tree, &path);
        match tree.get_mut(&path) {
            Some(_) if exclusive => return say(FAILURE, "It is there"),
            Some(Some(content)) if truncate => content.clear(),
            Some(Some(_)) => {}
            None if create && !has_folder => return say(NO_SUCH_FILE, "No such folder"),
            None if create => drop(tree.insert(path.clone(), Some(Vec::new()))),
            _ => return say(NO_SUCH_FILE, "No such file"),
        }
        self.hand_out(Opened::File(path))
    }

    fn open_folder(&mut self, tree: &Tree, name: &[u8]) -> Answer {
        let folder = path(name);
        if !matches!(tree.get(&folder), Some(None)) && !folder.is_empty() && self.shared.script.pages.is_none() {
            return say(NO_SUCH_FILE, "No such folder");
        }
        let mut pages: Vec<Vec<u8>> = match &self.shared.script.pages {
            Some(pages) => {
                let page = |page: &Vec<Vec<u8>>| names(page.iter().map(|name| (&name[..], attributes(Some(1)))));
                pages.iter().map(page).collect()
            }
            None => {
                let inside = |path: &Vec<u8>| match path.iter().rposition(|byte| *byte == b'/') {
                    Some(at) => path[..at] == folder[..],
                    None => folder.is_empty(),
                };
                let shown = tree.iter().filter(|(path, _)| inside(path));
                let last = |path: &'_ Vec<u8>| path.iter().rposition(|byte| *byte == b'/').map_or(0, |at| at + 1);
                let entries = shown.map(|(path, content)| (&path[last(path)..], self.shown(path, content)));
                vec![names(entries)]
            }
        };
        pages.reverse();
        self.hand_out(Opened::Folder(pages))
    }

    fn read_folder(&mut self, handle: &[u8]) -> Answer {
        match self.open.get_mut(handle) {
            Some(Opened::Folder(pages)) => match pages.pop() {
                Some(page) if page[..4] != [0; 4] => (NAME, page),
                _ => say(EOF, "That was all"),
            },
            _ => say(FAILURE, "No such handle"),
        }
    }

    fn read(&self, tree: &Tree, handle: &[u8], offset: u64, length: u32) -> Answer {
        let Some(Opened::File(path)) = self.open.get(handle) else {
            return say(FAILURE, "No such handle");
        };
        let Some(Some(content)) = tree.get(path) else {
            return say(FAILURE, "No such file");
        };
        let from = (offset as usize).min(content.len());
        let length = (length as usize).min(self.shared.script.short);
        let to = from.saturating_add(length).min(content.len());
        if from == to {
            return say(EOF, "That was all");
        }
        (DATA, string(&content[from..to]))
    }

    fn write(&self, tree: &mut Tree, handle: &[u8], offset: u64, bytes: &[u8]) -> Answer {
        let Some(Opened::File(path)) = self.open.get(handle) else {
            return say(FAILURE, "No such handle");
        };
        let Some(Some(content)) = tree.get_mut(path) else {
            return say(FAILURE, "No such file");
        };
        let (from, to) = (offset as usize, offset as usize + bytes.len());
        self.shared.times.lock().unwrap().remove(path);
        content.resize(content.len().max(to), 0);
        content[from..to].copy_from_slice(bytes);
        say(OK, "Written")
    }
}

/// From the root, without slashes at the ends and without `.`.
fn path(name: &[u8]) -> Vec<u8> {
    let parts = name
        .split(|byte| *byte == b'/')
        .filter(|part| !part.is_empty() && *part != b".");
    parts.collect::<Vec<_>>().join(&b'/')
}

/// Whether the folder that a path is in exists.
fn has_folder(tree: &Tree, path: &[u8]) -> bool {
    let at = path.iter().rposition(|byte| *byte == b'/');
    at.is_none_or(|at| tree.get(&path[..at]) == Some(&None))
}

fn exists(tree: &Tree, path: &[u8]) -> bool {
    path.is_empty() || tree.contains_key(path)
}

fn size(content: &Option<Vec<u8>>) -> Option<u64> {
    content.as_ref().map(|content| content.len() as u64)
}

fn say(code: u32, text: &str) -> Answer {
    (STATUS, status(code, text))
}

fn done(yes: bool) -> Answer {
    if yes { say(OK, "Done") } else { say(FAILURE, "No") }
}
