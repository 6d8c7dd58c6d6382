//! What of a file is taken over: the tree of its sites and the servers of its queue, with ticks.

use std::collections::{BTreeSet, HashMap};

use crate::import::{Item, Preview, QueuedServer};
use crate::ui::widget::table::{Happening, Tick};

/// A preview with ticks.
#[derive(Clone, Debug)]
pub struct Choice {
    preview: Preview,
    folders: Vec<Folder>,
    ticked: BTreeSet<usize>,
    /// The servers of a queue whose files are taken.
    queued: BTreeSet<usize>,
    lines: Vec<Line>,
    cursor: Option<usize>,
}

/// A folder of the file.
#[derive(Clone, Debug)]
struct Folder {
    path: Vec<String>,
    open: bool,
    /// All items in it and in folders below.
    items: Vec<usize>,
}

/// A line of the table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Line {
    /// A folder, by number.
    Folder(usize),
    /// A site, by number.
    Item(usize),
    /// The heading of what waits in a queue.
    Queue,
    /// A server of the queue, by number.
    Queued(usize),
    /// The heading of what cannot be taken.
    RefusedHead,
    /// Something that cannot be taken, by number.
    Refused(usize),
}

/// Many at once.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Many {
    /// Everything, also what is there already.
    All,
    /// What is not there yet.
    New,
    /// Nothing.
    Nothing,
}

impl Choice {
    /// With everything ticked that is not there yet.
    pub fn new(preview: Preview) -> Self {
        let mut choice = Self {
            folders: folders(&preview.items),
            ticked: BTreeSet::new(),
            queued: BTreeSet::new(),
            lines: Vec::new(),
            cursor: None,
            preview,
        };
        choice.tick_many(Many::New);
        choice.lay();
        choice
    }

    /// What it is about.
    pub fn preview(&self) -> &Preview {
        &self.preview
    }

    /// The lines that are shown.
    pub fn lines(&self) -> &[Line] {
        &self.lines
    }

    /// The line with the cursor.
    pub fn current(&self) -> Option<Line> {
        self.lines.get(self.cursor?).copied()
    }

    /// Takes what happened in the table.
    pub fn table_said(&mut self, happening: &Happening) {
        match happening {
            Happening::Cursor(line) => self.cursor = Some(*line),
            Happening::Open(line) => self.toggle(*line),
            _ => {}
        }
    }

    /// Shows or hides what is in the folder of this line.
    pub fn unfold(&mut self, line: usize) {
        if let Some(Line::Folder(at)) = self.lines.get(line).copied()
            && let Some(folder) = self.folders.get_mut(at)
        {
            folder.open = !folder.open;
            self.lay();
        }
    }

    /// Ticks many at once.
    pub fn tick_many(&mut self, many: Many) {
        (self.ticked, self.queued) = self.those(many);
    }

    /// What is ticked then: sites, and servers of the queue.
    fn those(&self, many: Many) -> (BTreeSet<usize>, BTreeSet<usize>) {
        let items = self.preview.items.iter().enumerate();
        let ticked = match many {
            Many::All => (0..self.preview.items.len()).collect(),
            Many::New => items
                .filter(|(_, item)| item.twin.is_none())
                .map(|(at, _)| at)
                .collect(),
            Many::Nothing => BTreeSet::new(),
        };
        let queued = match many {
            Many::Nothing => BTreeSet::new(),
            Many::All | Many::New => (0..self.preview.queue.len()).filter(|at| self.has_files(*at)).collect(),
        };
        (ticked, queued)
    }

    /// Which of them the ticks are, if any.
    pub fn many(&self) -> Option<Many> {
        let is_it = |many: &Many| {
            let (ticked, queued) = self.those(*many);
            ticked == self.ticked && queued == self.queued
        };
        [Many::All, Many::New, Many::Nothing].into_iter().find(is_it)
    }

    /// The box of a line; `None` for one that cannot be ticked.
    pub fn tick(&self, line: Line) -> Option<Tick> {
        let of = |ticked: bool| if ticked { Tick::On } else { Tick::Off };
        match line {
            Line::Folder(at) => {
                let items = &self.folders.get(at)?.items;
                let ticked = items.iter().filter(|item| self.ticked.contains(item)).count();
                Some(Tick::of(ticked, items.len()))
            }
            Line::Item(at) => Some(of(self.ticked.contains(&at))),
            Line::Queued(at) => self.has_files(at).then(|| of(self.queued.contains(&at))),
            Line::Queue | Line::RefusedHead | Line::Refused(_) => None,
        }
    }

    /// The name of a folder, how deep it is, whether what is in it is shown, and how many sites are in it.
    pub fn folder(&self, at: usize) -> Option<(&str, usize, bool, usize)> {
        let folder = self.folders.get(at)?;
        let name = folder.path.last()?;
        Some((name, folder.path.len() - 1, folder.open, folder.items.len()))
    }

    /// The sites that are ticked.
    pub fn chosen(&self) -> impl Iterator<Item = &Item> {
        self.ticked.iter().filter_map(|at| self.preview.items.get(*at))
    }

    /// The servers of the queue that are ticked.
    pub fn chosen_queue(&self) -> impl Iterator<Item = &QueuedServer> {
        self.queued.iter().filter_map(|at| self.preview.queue.get(*at))
    }

    /// Secrets of the ticked sites, on their way to the keychain.
    pub fn secrets(&self) -> usize {
        let secrets = |item: &Item| usize::from(item.password.is_some()) + usize::from(item.passphrase.is_some());
        self.chosen().map(secrets).sum()
    }

    /// Files of the ticked servers.
    pub fn files(&self) -> usize {
        self.chosen_queue().map(|server| server.files.len()).sum()
    }

    fn has_files(&self, at: usize) -> bool {
        self.preview
            .queue
            .get(at)
            .is_some_and(|server| !server.files.is_empty())
    }

    fn toggle(&mut self, line: usize) {
        match self.lines.get(line).copied() {
            Some(Line::Folder(at)) => self.toggle_folder(at),
            Some(Line::Item(at)) => toggle(&mut self.ticked, at),
            Some(Line::Queued(at)) if self.has_files(at) => toggle(&mut self.queued, at),
            _ => {}
        }
    }

    /// A folder takes what is new in it. Where that is ticked already, nothing of it is; where nothing is new, all of it.
    fn toggle_folder(&mut self, at: usize) {
        let Some(folder) = self.folders.get(at) else { return };
        let is_new = |item: &&usize| self.preview.items.get(**item).is_some_and(|item| item.twin.is_none());
        let mut wanted: Vec<usize> = folder.items.iter().filter(is_new).copied().collect();
        if wanted.is_empty() {
            wanted.clone_from(&folder.items);
        }
        if wanted.iter().all(|item| self.ticked.contains(item)) {
            for item in &folder.items {
                self.ticked.remove(item);
            }
        } else {
            self.ticked.extend(wanted);
        }
    }

    fn lay(&mut self) {
        let mut inside: HashMap<&[String], (Vec<usize>, Vec<usize>)> = HashMap::new();
        for (at, folder) in self.folders.iter().enumerate() {
            if let Some((_, parent)) = folder.path.split_last() {
                inside.entry(parent).or_default().0.push(at);
            }
        }
        for (at, item) in self.preview.items.iter().enumerate() {
            inside.entry(&item.site.folder).or_default().1.push(at);
        }
        let mut lines = Vec::new();
        // What comes next stands last.
        let mut waiting: Vec<Line> = Vec::new();
        let push = |waiting: &mut Vec<Line>, path: &[String]| {
            if let Some((folders, items)) = inside.get(path) {
                waiting.extend(items.iter().rev().map(|at| Line::Item(*at)));
                waiting.extend(folders.iter().rev().map(|at| Line::Folder(*at)));
            }
        };
        push(&mut waiting, &[]);
        while let Some(line) = waiting.pop() {
            lines.push(line);
            if let Line::Folder(at) = line
                && let Some(folder) = self.folders.get(at).filter(|folder| folder.open)
            {
                push(&mut waiting, &folder.path);
            }
        }
        if !self.preview.queue.is_empty() {
            lines.push(Line::Queue);
            lines.extend((0..self.preview.queue.len()).map(Line::Queued));
        }
        if !self.preview.refused.is_empty() {
            lines.push(Line::RefusedHead);
            lines.extend((0..self.preview.refused.len()).map(Line::Refused));
        }
        self.lines = lines;
        self.cursor = self.cursor.filter(|cursor| *cursor < self.lines.len());
    }
}

fn toggle(set: &mut BTreeSet<usize>, at: usize) {
    if !set.remove(&at) {
        set.insert(at);
    }
}

/// Every folder that a site is in, each after the one that it is in, open.
fn folders(items: &[Item]) -> Vec<Folder> {
    let mut folders: Vec<Folder> = Vec::new();
    let mut known: HashMap<&[String], usize> = HashMap::new();
    for (number, item) in items.iter().enumerate() {
        let path = &item.site.folder;
        for depth in 1..=path.len() {
            let place = &path[..depth];
            let at = *known.entry(place).or_insert_with(|| {
                folders.push(Folder {
                    path: place.to_vec(),
                    open: true,
                    items: Vec::new(),
                });
                folders.len() - 1
            });
            folders[at].items.push(number);
        }
    }
    folders
}

#[cfg(test)]
mod tests;
