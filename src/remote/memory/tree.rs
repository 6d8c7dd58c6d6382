//! The server behind the sessions, as a test sees it.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};

use super::fault::{Behaviour, Effect, Fault, Operation};
use super::node::{Content, Node};
use crate::entry::Entry;
use crate::path::{RemoteName, RemotePath};

/// All living trees by name.
static TREES: Mutex<BTreeMap<String, Weak<Tree>>> = Mutex::new(BTreeMap::new());

/// A server in this process: a tree of files, how it behaves, and what sessions did to it.
///
/// A site with `Protocol::Memory` finds it by `site.host` for as long as somebody holds it.
#[derive(Debug)]
pub struct Tree {
    name: String,
    state: Mutex<State>,
}

/// What stands behind the lock. Never held across an await.
#[derive(Debug)]
pub(super) struct State {
    pub root: Node,
    pub behaviour: Behaviour,
    /// The server's clock, Unix seconds.
    pub clock: i64,
    pub faults: Vec<Fault>,
    pub done: Vec<(Operation, RemotePath)>,
    pub sessions: Sessions,
}

/// How many sessions there were.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct Sessions {
    /// Opened since the tree exists.
    pub opened: usize,
    /// Open now.
    pub open: usize,
    /// The most that were open at once.
    pub most: usize,
    /// Turned away because there were too many.
    pub refused: usize,
}

impl Tree {
    /// A new empty tree. Of two with one name, the younger one is found.
    pub fn create(name: &str) -> Arc<Self> {
        let tree = Arc::new(Self {
            name: name.to_owned(),
            state: Mutex::new(State {
                root: Node::folder(0),
                behaviour: Behaviour::default(),
                clock: 0,
                faults: Vec::new(),
                done: Vec::new(),
                sessions: Sessions::default(),
            }),
        });
        let mut trees = TREES.lock().unwrap_or_else(PoisonError::into_inner);
        trees.retain(|_, tree| tree.strong_count() > 0);
        trees.insert(name.to_owned(), Arc::downgrade(&tree));
        tree
    }

    /// The living tree of this name.
    pub fn find(name: &str) -> Option<Arc<Self>> {
        let trees = TREES.lock().unwrap_or_else(PoisonError::into_inner);
        trees.get(name).and_then(Weak::upgrade)
    }

    /// The name under which sites find it.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Puts a file there, with the folders above it; what was there is gone.
    pub fn file(&self, path: impl Into<RemotePath>, bytes: impl Into<Vec<u8>>) {
        self.put(&path.into(), Content::File(Arc::new(bytes.into())));
    }

    /// Puts a folder there, with the folders above it; an existing folder stays.
    pub fn folder(&self, path: impl Into<RemotePath>) {
        let path = path.into();
        let mut state = self.lock();
        let clock = state.clock;
        dig(&mut state.root, path.segments(), clock);
    }

    /// Puts a symbolic link there, with the folders above it.
    pub fn link(&self, path: impl Into<RemotePath>, target: impl AsRef<[u8]>) {
        self.put(&path.into(), Content::Link(target.as_ref().to_vec()));
    }

    /// Puts a pipe, socket or device there, with the folders above it.
    pub fn device(&self, path: impl Into<RemotePath>) {
        self.put(&path.into(), Content::Other);
    }

    /// Puts an empty file of any name into a folder, also one that no file can have (`../../evil`): listed, not reachable.
    pub fn hostile(&self, folder: impl Into<RemotePath>, name: &[u8]) {
        let mut state = self.lock();
        let clock = state.clock;
        if let Some(children) = dig(&mut state.root, folder.into().segments(), clock) {
            children.insert(name.to_vec(), Node::new(Content::File(Arc::default()), clock));
        }
    }

    /// Takes something away, with all that is in it. `false` if there was nothing.
    pub fn remove(&self, path: impl Into<RemotePath>) -> bool {
        let mut state = self.lock();
        let Ok(mut place) = state.root.locate(&path.into(), false) else {
            return false;
        };
        let Some(name) = place.pop() else { return false };
        let folder = state.root.at_mut(&place).and_then(Node::children_mut);
        folder.is_some_and(|children| children.remove(&name).is_some())
    }

    /// The bytes of a file; links are followed. `None` if there is no such file.
    pub fn read(&self, path: impl Into<RemotePath>) -> Option<Vec<u8>> {
        let state = self.lock();
        let place = state.root.locate(&path.into(), true).ok()?;
        match &state.root.at(&place)?.content {
            Content::File(bytes) => Some(bytes.to_vec()),
            _ => None,
        }
    }

    /// What a listing would say of one name; links are not followed.
    pub fn entry(&self, path: impl Into<RemotePath>) -> Option<Entry> {
        let path = path.into();
        let state = self.lock();
        let place = state.root.locate(&path, false).ok()?;
        let name = path.name().unwrap_or_else(|| RemoteName::new(path.as_bytes()));
        Some(state.root.at(&place)?.entry(name))
    }

    /// The names in a folder, sorted, in readable form; empty if there is no such folder.
    pub fn names(&self, folder: impl Into<RemotePath>) -> Vec<String> {
        let state = self.lock();
        let place = state.root.locate(&folder.into(), true).unwrap_or_default();
        let children = state.root.at(&place).and_then(Node::children);
        let names = children.into_iter().flat_map(BTreeMap::keys);
        names.map(|name| crate::path::visible(name)).collect()
    }

    /// Every file below the root with its bytes, by absolute path.
    pub fn files(&self) -> BTreeMap<Vec<u8>, Vec<u8>> {
        let mut found = BTreeMap::new();
        gather(&self.lock().root, &mut Vec::new(), &mut found);
        found
    }

    /// Sets the server's clock, in Unix seconds. What is written from now on gets this time.
    pub fn set_clock(&self, seconds: i64) {
        self.lock().clock = seconds;
    }

    /// Changes how the server behaves.
    pub fn behave(&self, change: impl FnOnce(&mut Behaviour)) {
        change(&mut self.lock().behaviour);
    }

    /// Adds a fault.
    pub fn fail(&self, fault: Fault) {
        self.lock().faults.push(fault);
    }

    /// The number of sessions.
    pub fn sessions(&self) -> Sessions {
        self.lock().sessions
    }

    /// Every call that reached the server, in order, also those that failed there.
    pub fn done(&self) -> Vec<(Operation, RemotePath)> {
        self.lock().done.clone()
    }

    /// How many calls of one kind reached the server.
    pub fn count(&self, operation: Operation) -> usize {
        self.lock().done.iter().filter(|(done, _)| *done == operation).count()
    }

    pub(super) fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn put(&self, path: &RemotePath, content: Content) {
        let mut state = self.lock();
        let clock = state.clock;
        let (Some(parent), Some(name)) = (path.parent(), path.name()) else {
            return;
        };
        if let Some(children) = dig(&mut state.root, parent.segments(), clock) {
            children.insert(name.as_bytes().to_vec(), Node::new(content, clock));
        }
    }
}

impl State {
    /// Uses up the next fault that fits, if there is one.
    pub fn next_fault(&mut self, operation: Operation, path: &RemotePath) -> Option<Effect> {
        let fits = |fault: &Fault| {
            fault.times > 0 && fault.operation == operation && fault.path.as_ref().is_none_or(|only| only == path)
        };
        let fault = self.faults.iter_mut().find(|fault| fits(fault))?;
        if fault.times != u32::MAX {
            fault.times -= 1;
        }
        Some(fault.effect.clone())
    }
}

/// The folder at the end of these names; what is missing is made, and what is in the way becomes a folder.
fn dig<'a, 'b>(
    root: &'a mut Node,
    mut names: impl Iterator<Item = &'b [u8]>,
    clock: i64,
) -> Option<&'a mut BTreeMap<Vec<u8>, Node>> {
    if root.children().is_none() {
        *root = Node::folder(clock);
    }
    let children = root.children_mut()?;
    match names.next() {
        Some(name) => {
            let child = children.entry(name.to_vec()).or_insert_with(|| Node::folder(clock));
            dig(child, names, clock)
        }
        None => Some(children),
    }
}

fn gather(node: &Node, path: &mut Vec<u8>, found: &mut BTreeMap<Vec<u8>, Vec<u8>>) {
    match &node.content {
        Content::File(bytes) => {
            found.insert(path.clone(), bytes.to_vec());
        }
        Content::Directory(children) => {
            for (name, child) in children {
                let length = path.len();
                path.push(b'/');
                path.extend_from_slice(name);
                gather(child, path, found);
                path.truncate(length);
            }
        }
        Content::Link(_) | Content::Other => {}
    }
}
